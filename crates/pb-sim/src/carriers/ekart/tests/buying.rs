//! Purchases: what is sold, its labels, and voids.
use super::*;
use crate::carriers::Course;
use rust_decimal::Decimal;

#[tokio::test]
async fn a_sale_has_its_numbers_and_a_label_that_can_be_read() {
    let client = start().await;
    let (status, answer) = client.create(&shipment()).await;
    assert_eq!(
        (status, &answer["vendor"]),
        (200, &json!("EKART")),
        "{answer}"
    );
    let (id, waybill) = (
        text_of(&answer["tracking_id"]),
        text_of(&answer["barcodes"]["wbn"]),
    );
    assert_eq!(answer["barcodes"]["order"], "#1001");
    assert!(answer["barcodes"]["cod"].is_null());
    assert!(
        waybill.starts_with("SIMP") && waybill.len() == 14,
        "{waybill}"
    );
    assert_eq!(
        pages_with(client.labels(&[&id]).await.expect("a label"), &waybill),
        1
    );
    let [sale] = client.sim.ledger().try_into().expect("one");
    assert_eq!(
        (sale.carrier, sale.shipment.as_str()),
        (PREFIX, id.as_str())
    );
    // The same again is sold again, and its order's barcode is another.
    let (_, answer) = client.create(&shipment()).await;
    assert_eq!(answer["barcodes"]["order"], "R1-#1001");
    assert_eq!(client.sim.ledger().len(), 2);
    let cash = with(&[
        ("payment_mode", json!("COD")),
        ("cod_amount", json!(1180.5)),
    ]);
    let (_, answer) = client.create(&cash).await;
    assert!(
        text_of(&answer["barcodes"]["cod"]).starts_with("SIMC"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_price_is_that_of_its_estimate() {
    let client = start().await;
    let estimate = json!({
        "pickupPincode": 560_001, "dropPincode": 400_001, "invoiceAmount": 1180, "weight": 1500,
        "length": 30, "height": 10, "width": 20, "serviceType": "SURFACE", "shippingDirection": "FORWARD",
    });
    let (status, answer) = client.post("/data/pricing/estimate", &estimate).await;
    assert_eq!(status, 200, "{answer}");
    let amount = |name: &str| -> Decimal { text_of(&answer[name]).parse().expect("digits") };
    let parts = ["shippingCharge", "fuelSurcharge", "codCharge", "taxes"].map(amount);
    assert_eq!(parts.iter().sum::<Decimal>(), amount("total"));
    client.buy(&shipment()).await;
    assert_eq!(client.sim.ledger()[0].charge.decimal(), amount("total"));
    for (name, value) in [
        ("serviceType", json!("EXPRESS")),
        ("codAmount", json!(2_000)),
        ("weight", json!(2_500)),
        ("height", json!(100)),
        ("shippingDirection", json!("REVERSE")),
    ] {
        let mut dearer = estimate.clone();
        dearer[name] = value;
        let (_, more) = client.post("/data/pricing/estimate", &dearer).await;
        let more: Decimal = text_of(&more["total"]).parse().expect("digits");
        assert!(more > amount("total"), "{name}");
    }
}

#[tokio::test]
async fn several_parcels_have_one_number_and_a_page_each() {
    let client = start().await;
    let (id, waybill) = client.buy(&several()).await;
    assert_eq!(
        pages_with(client.labels(&[&id]).await.expect("labels"), &waybill),
        2
    );
    assert_eq!(client.sim.ledger()[0].parcels.len(), 2);
    client.cancel(&id).await;
    assert!(client.sim.ledger()[0].voided(), "all of it");
}

#[tokio::test]
async fn what_ekart_does_not_serve_is_a_no_in_a_200() {
    let client = start().await;
    let at = |name: &str, pin: u32| {
        let mut place = shipment()[name].clone();
        place["pin"] = json!(pin);
        place
    };
    let cash = |pin: u32, amount: i64| {
        with(&[
            ("drop_location", at("drop_location", pin)),
            ("payment_mode", json!("COD")),
            ("cod_amount", json!(amount)),
        ])
    };
    let back = |pin: u32| {
        with(&[
            ("drop_location", at("drop_location", pin)),
            ("payment_mode", json!("Pickup")),
            ("return_reason", json!("Broken")),
        ])
    };
    for (body, words) in [
        (
            with(&[("drop_location", at("drop_location", 194_101))]),
            "Drop pincode 194101",
        ),
        (
            with(&[("pickup_location", at("pickup_location", 194_101))]),
            "Pickup pincode",
        ),
        (
            with(&[("return_location", at("return_location", 194_101))]),
            "Return pincode",
        ),
        (cash(400_009, 1), "COD"),
        (cash(400_005, 2_001), "COD"),
        (back(400_008), "Reverse pickup"),
    ] {
        let (status, answer) = client.create(&body).await;
        assert_eq!(
            (status, &answer["status"]),
            (200, &json!(false)),
            "{answer}"
        );
        assert!(text_of(&answer["remark"]).contains(words), "{answer}");
        assert_eq!(answer["tracking_id"], "");
    }
    assert_eq!(client.sim.ledger(), []);
    client.buy(&cash(400_005, 2_000)).await;
    client.buy(&back(400_009)).await;
}

#[tokio::test]
async fn a_known_address_may_be_named_or_left_out() {
    let client = start().await;
    let named = |alias: &str| {
        let place = json!({ "name": alias });
        with(&[
            ("pickup_location", place.clone()),
            ("return_location", place),
        ])
    };
    let (status, answer) = client.create(&named("Main")).await;
    assert_eq!(
        (status, code(&answer)),
        (404, "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION")
    );
    let without = with(&[
        ("pickup_location", Value::Null),
        ("return_location", Value::Null),
    ]);
    let (status, answer) = client.create(&without).await;
    assert_eq!((status, code(&answer)), (400, "SWIFT_VALIDATION_EXCEPTION"));
    let address = json!({
        "alias": "Main", "phone": 9_810_000_012_i64, "address_line1": "12 Dock Street", "address_line2": null,
        "pincode": 560_001, "city": "Bengaluru", "state": "KA", "country": "IN",
    });
    let (status, answer) = client.post("/api/v2/address", &address).await;
    assert_eq!(
        (status, &answer["status"], &answer["alias"]),
        (200, &json!(true), &json!("Main"))
    );
    let (_, again) = client.post("/api/v2/address", &address).await;
    assert_eq!(again["status"], false, "an alias is one address's");
    let (_, kept) = client.get("/api/v2/addresses").await;
    assert_eq!(kept[0]["alias"], "Main");
    let (id, waybill) = client.buy(&named("Main")).await;
    client.buy(&without).await;
    assert_eq!(
        pages_with(client.labels(&[&id]).await.expect("a label"), &waybill),
        1
    );
    // Of two, none is meant.
    let mut other = address.clone();
    other["alias"] = json!("Other");
    client.post("/api/v2/address", &other).await;
    let (status, _) = client.create(&without).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn what_is_on_its_way_to_the_door_cannot_be_cancelled() {
    let mut client = start().await;
    let (early, _) = client.buy(&shipment()).await;
    let (later, _) = client.buy(&shipment()).await;
    let (kept, _) = client.buy(&shipment()).await;
    let unknown = client.cancel("500000PB0000000").await;
    assert_eq!(unknown["status"], false);
    let done = client.cancel(&early).await;
    assert_eq!(
        (&done["status"], &done["tracking_id"]),
        (&json!(true), &json!(early))
    );
    assert_eq!(client.status(&early).await, "Seller Cancelled");
    assert_eq!(client.cancel(&early).await["status"], false, "once");
    let (status, answer) = client.labels(&[&early]).await.expect_err("it is void");
    assert_eq!(
        (status, code(&answer)),
        (404, "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION")
    );
    client.pass(20).await;
    assert_eq!(client.cancel(&later).await["status"], true);
    assert_eq!(client.status(&later).await, "Seller RTO Requested");
    client.pass(33).await;
    let refused = client.cancel(&kept).await;
    assert_eq!(refused["status"], false);
    assert!(text_of(&refused["remark"]).contains("Out for Delivery"));
    let voided: Vec<bool> = client
        .sim
        .ledger()
        .iter()
        .map(crate::carriers::Sale::voided)
        .collect();
    assert_eq!(voided, [true, true, false]);
    let (status, answer) = client.ask("DELETE", "/api/v1/package/cancel", None).await;
    assert_eq!((status, code(&answer)), (400, "SWIFT_VALIDATION_EXCEPTION"));
}

#[tokio::test]
async fn what_comes_back_is_fetched_at_the_drop() {
    let client = start().await;
    let check = json!({ "qc_shipment": true, "product_name": "Mugs" });
    let back = with(&[
        ("payment_mode", json!("Pickup")),
        ("return_reason", json!("Broken")),
        ("qc_details", check),
    ]);
    let (id, waybill) = client.buy(&back).await;
    assert!(client.sim.set_course(&waybill, Course::Delivered));
    client.sim.pass(60 * HOUR);
    let details = client.track(&id).await["track"]["details"].clone();
    let places: Vec<&str> = details
        .as_array()
        .expect("a list")
        .iter()
        .map(|scan| scan["location"].as_str().expect("a text"))
        .collect();
    assert_eq!(
        places,
        ["", "Mumbai", "Mumbai", "Mumbai", "Bengaluru", "Bengaluru"]
    );
}
