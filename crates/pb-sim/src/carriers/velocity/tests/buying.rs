//! Purchases: what is sold, its label, its order's number, and voids.
use super::*;

#[tokio::test]
async fn a_sale_has_an_airway_bill_and_a_label_that_can_be_read() {
    let client = start();
    let sold = client.buy(FORWARD, &order()).await;
    let bill = text_of(&sold["awb_code"]);
    assert!(bill.len() == 14 && bill.starts_with("3481"), "{bill}");
    assert_eq!(sold["courier_name"], "Delhivery Standard");
    assert_eq!(
        (&sold["awb_generated"], &sold["cod"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(sold["applied_weight"], json!(1.25));
    assert!(text_of(&sold["order_id"]).starts_with("ORD"));
    assert_eq!(
        sold["assigned_date_time"]["date"],
        "2026-11-26T12:00:00.000+05:30"
    );
    let link = text_of(&sold["label_url"]);
    let (status, pdf) = client.file(&link).await;
    assert_eq!(status, 200);
    assert_eq!(pages_with(pdf, &bill), 1);
    let [sale] = client.sim.ledger().try_into().expect("one");
    assert_eq!(sale.numbers(), [bill.as_str()]);
    assert_eq!(sale.references, ["ORDER-1001"]);
    assert_eq!(sold["shipment_id"], sale.shipment.as_str());
    // The link is good for an hour, and for nothing else.
    let (status, _) = client
        .file(&link.replace("Signature=", "Signature=0"))
        .await;
    assert_eq!(status, 403);
    client.sim.pass(HOUR + MINUTE);
    assert_eq!(client.file(&link).await.0, 403);
    // Without a wish for one there is none.
    let plain = with(
        numbered("ORDER-1002"),
        &[("print_label", json!(false)), ("carrier_id", json!(""))],
    );
    let sold = client.buy(FORWARD, &plain).await;
    assert!(sold["label_url"].is_null(), "{sold}");
    assert_eq!(
        sold["courier_name"], "Delhivery Standard",
        "by its own rules"
    );
}

#[tokio::test]
async fn a_price_is_that_of_the_rate() {
    let client = start();
    let asked = json!({
        "journey_type": "forward", "origin_pincode": "560001", "destination_pincode": "400001",
        "dead_weight": 1250, "length": 30, "width": 20, "height": 10, "payment_method": "prepaid",
    });
    let (status, rates) = client.post("rates", &asked).await;
    assert_eq!(status, 200, "{rates}");
    let couriers = rates["result"]["serviceable_couriers"]
        .as_array()
        .expect("a list");
    assert_eq!(couriers.len(), 3);
    let road = &couriers[0];
    assert_eq!(
        (&road["status"], &road["service_level"]),
        (&json!(true), &json!("road"))
    );
    let sold = client.buy(FORWARD, &order()).await;
    let charges = &sold["charges"]["frwd_charges"];
    let stated = &road["charges"]["total_forward_charges"];
    assert_eq!(
        text_of(&charges["shipping_charges"]).parse::<f64>().ok(),
        stated.as_f64()
    );
    assert_eq!(charges["cod_charges"], "0.00");
    // The first step and two further ones, far away, with tax: (44 + 2 × 36) × 1.25 × 1.18
    assert_eq!(client.sim.ledger()[0].charge.minor, 17_110);
    for (name, value) in [
        ("dead_weight", json!(2_500)),
        ("height", json!(34)),
        ("destination_pincode", json!("560002")),
    ] {
        let other = with(asked.clone(), &[(name, value)]);
        let (_, rates) = client.post("rates", &other).await;
        let other = &rates["result"]["serviceable_couriers"][0]["charges"]["total_forward_charges"];
        assert_ne!(other, stated, "{name}");
    }
}

#[tokio::test]
async fn a_number_is_booked_once() {
    let client = start();
    client.buy(FORWARD, &order()).await;
    let (status, answer) = client.post(FORWARD, &order()).await;
    assert_eq!(status, 422);
    assert_eq!(
        words(status, &answer),
        "This order has already been booked with the carrier"
    );
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn what_no_courier_takes_is_an_order_without_an_airway_bill() {
    let client = start();
    let cash = [
        ("payment_method", json!("COD")),
        ("cod_collectible", json!(1_000)),
    ];
    let far = [("billing_pincode", json!("194101"))];
    let stubborn = [("billing_pincode", json!("400007"))];
    let no_cash = [cash.as_slice(), &[("billing_pincode", json!("400009"))]].concat();
    let rich = [cash.as_slice(), &[("cod_collectible", json!(50_001))]].concat();
    let heavy = [("weight", json!(30.001))];
    let heavy_for_ekart = [("weight", json!(21)), ("carrier_id", json!("CARSIMEKART1"))];
    let long = [("length", json!(76))];
    let thick = [
        ("height", json!(36)),
        ("breadth", json!(40)),
        ("length", json!(50)),
    ];
    let cases: &[(&[(&str, Value)], &str)] = &[
        (&far, "Delivery location is not serviceable by this carrier"),
        (
            &stubborn,
            "Delivery location is not serviceable by this carrier",
        ),
        (&no_cash, "COD Orders not allowed on this destination"),
        (&rich, "COD amount is invalid or out of the allowed range"),
        (
            &heavy,
            "Package weight is invalid or out of the allowed range",
        ),
        (&heavy_for_ekart, "This route is not serviceable"),
        (
            &long,
            "Largest value of dimension exceeds max allowed value - 75",
        ),
        (
            &thick,
            "Largest value of dimension exceeds max allowed value - 35",
        ),
    ];
    for (at, (changes, said)) in cases.iter().enumerate() {
        let number = format!("ORDER-{at}");
        let body = with(numbered(&number), changes);
        let (status, answer) = client.post(FORWARD, &body).await;
        assert_eq!(status, 422, "{answer}");
        assert_eq!(words(status, &answer), *said);
        let (_, list) = client.post("shipments", &json!({ "search": number })).await;
        let row = &list["data"][0]["attributes"];
        assert_eq!(row["order"]["external_id"], json!(number));
        assert!(row["tracking_number"].is_null(), "{row}");
        assert_eq!(row["status"], "pending");
    }
    assert_eq!(client.sim.ledger(), []);
    // What is put right may be sent again under its number.
    client.buy(FORWARD, &numbered("ORDER-0")).await;
}

#[tokio::test]
async fn a_return_is_fetched_and_has_no_label() {
    let client = start();
    let sold = client.buy(REVERSE, &back()).await;
    assert_eq!(sold["is_return"], 1);
    assert!(sold["label_url"].is_null(), "{sold}");
    assert!(text_of(&sold["charges"]["reverse_charges"]).contains('.'));
    let ekart = with(
        back(),
        &[
            ("order_id", json!("RET-2")),
            ("carrier_id", json!("CARSIMEKART1")),
        ],
    );
    let bill = text_of(&client.buy(REVERSE, &ekart).await["awb_code"]);
    assert!(bill.starts_with("VEHR") && bill.len() == 14, "{bill}");
    let (_, list) = client.post("returns", &json!({ "search": "RET-2" })).await;
    let row = &list["data"][0]["attributes"];
    assert_eq!(row["shipment"]["tracking_number"], json!(bill));
    assert_eq!(row["display_id"], "RET-2");
    let (_, list) = client.post("shipments", &json!({})).await;
    assert_eq!(list["data"], json!([]), "they are in another list");
    for (name, value, said) in [
        (
            "carrier_id",
            "CARSIMBLUED1",
            "This route is not serviceable",
        ),
        ("pickup_pincode", "400008", "This route is not serviceable"),
        (
            "pickup_pincode",
            "194101",
            "Pickup location is not serviceable by this carrier",
        ),
    ] {
        let odd = with(
            back(),
            &[
                ("order_id", json!(format!("RET-{value}"))),
                (name, json!(value)),
            ],
        );
        let (status, answer) = client.post(REVERSE, &odd).await;
        assert_eq!(
            (status, words(status, &answer).as_str()),
            (422, said),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_cancellation_is_carried_out_a_minute_later() {
    let client = start();
    let bill = text_of(&client.buy(FORWARD, &order()).await["awb_code"]);
    let awbs = json!({ "awbs": [bill] });
    let (status, answer) = client.post("cancel-order", &awbs).await;
    assert_eq!(status, 200);
    assert!(text_of(&answer["message"]).contains("in progress"));
    assert_eq!(client.status(&bill).await, "pickup_scheduled");
    client.sim.pass(MINUTE);
    assert_eq!(client.status(&bill).await, "cancelled");
    assert!(client.sim.ledger()[0].voided());
    let (status, answer) = client.post("cancel-order", &awbs).await;
    assert_eq!(status, 422);
    assert!(
        words(status, &answer).contains("cancelled already"),
        "{answer}"
    );
    // What the driver has, or takes within the minute, is not.
    let bill = text_of(&client.buy(FORWARD, &numbered("2")).await["awb_code"]);
    client.sim.pass(6 * HOUR - MINUTE / 2);
    let awbs = json!({ "awbs": [bill] });
    assert_eq!(client.post("cancel-order", &awbs).await.0, 200);
    client.sim.pass(MINUTE);
    assert_eq!(client.status(&bill).await, "picked_up");
    let (status, answer) = client.post("cancel-order", &awbs).await;
    assert!(words(status, &answer).contains("picked up"), "{answer}");
    let (status, answer) = client
        .post("cancel-order", &json!({ "awbs": ["34810000000000"] }))
        .await;
    assert!(words(status, &answer).contains("no shipment"), "{answer}");
}
