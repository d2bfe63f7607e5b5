//! Pincodes, prices, days, waybills, drivers, and actions on parcels.
use super::*;
use crate::carriers::Course;
use std::collections::BTreeSet;

#[tokio::test]
async fn pincodes_are_listed_or_not() {
    let client = start();
    let codes = async |query: &str| {
        let (status, answer) = client.get(&format!("/c/api/pin-codes/json/{query}")).await;
        assert_eq!(status, 200);
        answer["delivery_codes"].as_array().expect("a list").clone()
    };
    let one = codes("?filter_codes=560001").await;
    assert_eq!(one.len(), 1);
    let code = &one[0]["postal_code"];
    assert_eq!(
        (&code["pin"], &code["cod"], &code["remarks"]),
        (&json!(560_001), &json!("Y"), &json!(""))
    );
    assert_eq!(codes("?filter_codes=999999").await.len(), 0);
    assert_eq!(
        codes("?filter_codes=700001").await[0]["postal_code"]["remarks"],
        "Embargo"
    );
    assert_eq!(codes("").await.len(), 7);
    assert_eq!(client.get("/c/api/pin-codes/json/?pin=560001").await.0, 400);
}

#[tokio::test]
async fn prices_follow_weight_way_and_service() {
    let client = start();
    let ask = async |query: &str| {
        client
            .get(&format!("/api/kinko/v1/invoice/charges/.json?{query}"))
            .await
    };
    let total = async |query: &str| {
        let (status, answer) = ask(query).await;
        assert_eq!(status, 200, "{answer}");
        answer[0]["total_amount"].as_f64().expect("a number")
    };
    let base = "ss=Delivered&o_pin=411001&d_pin=560001&pt=Pre-paid";
    let light = total(&format!("md=S&cgm=400&{base}")).await;
    let heavy = total(&format!("md=S&cgm=2400&{base}")).await;
    let fast = total(&format!("md=E&cgm=400&{base}")).await;
    let large = total(&format!("md=S&cgm=400&l=30&b=20&h=20&ipkg_type=box&{base}")).await;
    let near = total("md=S&cgm=400&ss=Delivered&o_pin=411001&d_pin=400001&pt=Pre-paid").await;
    let cash = total("md=S&cgm=400&ss=Delivered&o_pin=411001&d_pin=560001&pt=COD&cod=5000").await;
    assert!(light < heavy && light < fast && light < large && near < light && light < cash);
    let (_, answer) = ask(&format!("md=S&cgm=400&{base}")).await;
    let price = &answer[0];
    let amount = |value: &Value| value.as_f64().expect("a number");
    let parts = amount(&price["charge_DL"])
        + amount(&price["charge_FSC"])
        + amount(&price["tax_data"]["IGST"]);
    assert!(
        (parts - amount(&price["total_amount"])).abs() < 0.001,
        "{price}"
    );
    let no_payment = total("md=S&cgm=400&ss=Delivered&o_pin=411001&d_pin=560001").await;
    assert!(no_payment == 0.0, "without a payment type it says nothing");
    for (query, words) in [
        ("ss=Delivered", "md is mandatory field"),
        ("md=S", "ss is mandatory field"),
        (
            "md=S&ss=Delivered&o_pin=41100&d_pin=560001",
            "provided o_pin",
        ),
        ("md=S&ss=Delivered&o_pin=411001", "provided d_pin"),
        ("md=S&weight=1", "not a known parameter"),
    ] {
        let (status, answer) = ask(query).await;
        assert_eq!(status, 400);
        assert!(
            text_of(&answer["error"]).contains(words),
            "{query}: {answer}"
        );
    }
    let nowhere = ask("md=S&ss=Delivered&cgm=1&o_pin=411001&d_pin=999999&pt=COD").await;
    assert_eq!(nowhere, (200, json!({ "error": "NSZ" })));
    // Staging knows no prices.
    let staging = client
        .http
        .get(format!("{}/staging-express.delhivery.com/api/kinko/v1/invoice/charges/.json?md=S&cgm=400&{base}", client.sim.url()))
        .header("Authorization", format!("Token {TOKEN}"));
    let (_, answer) = read(staging.send().await.expect("an answer")).await;
    assert_eq!(answer[0]["total_amount"], 0.0);
}

#[tokio::test]
async fn days_follow_the_way_of_transport() {
    let client = start();
    for (query, days) in [("mot=S", 4), ("mot=E", 2), ("mot=N&pdt=B2C", 1)] {
        let path = format!("/api/dc/expected_tat?origin_pin=411001&destination_pin=560001&{query}");
        let (status, answer) = client.get(&path).await;
        assert_eq!((status, &answer["data"]["tat"]), (200, &json!(days)));
    }
    let path = "/api/dc/expected_tat?origin_pin=411001&destination_pin=560001&mot=X";
    assert_eq!(client.get(path).await.0, 400);
}

#[tokio::test]
async fn waybills_are_one_text_and_never_the_same() {
    let client = start();
    let (status, answer) = client.get("/waybill/api/bulk/json/?count=300").await;
    assert_eq!(status, 200);
    let text = text_of(&answer);
    let numbers: BTreeSet<&str> = text.split(',').collect();
    assert_eq!(numbers.len(), 300);
    assert!(
        numbers
            .iter()
            .all(|n| n.len() == 14 && n.bytes().all(|b| b.is_ascii_digit()))
    );
    assert!(!numbers.contains(client.waybill().await.as_str()));
    for (query, words) in [
        (
            "count=10001",
            "Bad Request! Count value should be less than 10000",
        ),
        ("count=0", "Bad Request! Invalid count for client"),
        ("count=many", "Bad Request! Invalid count for client"),
        ("", "Bad Request! Invalid count for client"),
        (
            "count=1&cl=Other",
            "Bad Request! Invalid count for client Other",
        ),
    ] {
        let (status, answer) = client
            .get(&format!("/waybill/api/bulk/json/?{query}"))
            .await;
        assert_eq!(status, 400);
        assert!(text_of(&answer).starts_with(words), "{query}: {answer}");
    }
}

#[tokio::test]
async fn a_driver_comes_once_a_day() {
    let client = start();
    let order = |change: Value| {
        let mut order = json!({
            "pickup_location": WAREHOUSE, "pickup_date": "2026-01-16", "pickup_time": "14:30:00",
            "expected_package_count": 4,
        });
        for (name, value) in change.as_object().expect("fields") {
            order[name] = value.clone();
        }
        order
    };
    let ask = async |body: Value| client.post("/fm/request/new/", &body).await;
    let (status, made) = ask(order(json!({}))).await;
    assert_eq!(status, 201, "{made}");
    let number = made["pickup_id"].as_u64().expect("a number");
    let (_, again) = ask(order(json!({}))).await;
    assert_eq!(
        (&again["pr_exist"], &again["pickup_id"]),
        (&json!(true), &json!(number))
    );
    assert_eq!(
        ask(order(json!({ "pickup_date": "2026-01-17" }))).await.0,
        201
    );
    for change in [
        json!({ "pickup_location": "acorn pune" }),
        json!({ "pickup_date": "2026-01-14" }),
        json!({ "pickup_date": "2026-01-23" }),
        json!({ "pickup_date": "16-01-2026" }),
        json!({ "pickup_time": "14:30" }),
        json!({ "expected_package_count": 0 }),
        json!({ "expected_package_count": "4" }),
        json!({ "pickup_time": null }),
        json!({ "remark": "x" }),
    ] {
        let (status, answer) = ask(order(change.clone())).await;
        assert_eq!(status, 400, "{change}");
        assert!(!text_of(&answer["error"]["message"]).is_empty());
    }
}

#[tokio::test]
async fn a_parcel_that_was_not_delivered_is_tried_again() {
    let client = start();
    let number = client.buy(&one()).await.remove(0);
    let act = async |act: &str, number: &str| {
        let body = json!({ "data": [{ "waybill": number, "act": act }] });
        client.post("/api/p/update", &body).await
    };
    let result = async |job: &Value| {
        let path = format!("/api/cmu/get_bulk_upl/{}?verbose=true", text_of(job));
        let (status, answer) = client.get(&path).await;
        assert_eq!(status, 200);
        text_of(&answer["data"][0]["result"])
    };
    let (_, early) = act("RE-ATTEMPT", &number).await;
    assert_eq!(result(&early["request_id"]).await, "NSL does not allow it");
    assert!(client.sim.set_course(&number, Course::Exception));
    client.sim.pass(57 * HOUR);
    assert_eq!(
        client.stands(&number).await,
        ("UD".to_owned(), "Pending".to_owned())
    );
    let (status, job) = act("RE-ATTEMPT", &number).await;
    assert_eq!(status, 200);
    assert_eq!(result(&job["request_id"]).await, "Success");
    client.sim.pass(20 * HOUR);
    assert_eq!(
        client.stands(&number).await,
        ("DL".to_owned(), "Delivered".to_owned())
    );
    for body in [
        json!({}),
        json!({ "data": [] }),
        json!({ "data": [{ "waybill": number }] }),
        json!({ "data": [{ "waybill": number, "act": "DEFER_DLV" }] }),
    ] {
        assert_eq!(client.post("/api/p/update", &body).await.0, 400, "{body}");
    }
    assert_eq!(client.get("/api/cmu/get_bulk_upl/UPL1").await.0, 404);
}
