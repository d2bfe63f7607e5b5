//! Tracking moves with the clock, and finds a shipment by its customer's reference.
use super::*;
use crate::carriers::Course;

async fn tracked(client: &Client, number: &str) -> Value {
    let path = format!("/rest/shipment/v7/trackandtrace/id/{number}/public?locale=en");
    let (status, answer) = client.get(&path).await;
    assert_eq!(status, 200, "{answer}");
    answer["TrackingInformationResponse"].clone()
}

#[tokio::test]
async fn a_parcel_goes_its_way() {
    let client = start();
    let answer = client.book(&instruction()).await;
    let number = id(&answer, "itemId", "value")[0].to_owned();
    for (hours, status, events) in [
        (0, "INFORMED", 1),
        (7, "EN_ROUTE", 2),
        (24, "EN_ROUTE", 4),
        (22, "AVAILABLE_FOR_DELIVERY", 5),
        (4, "DELIVERED", 6),
    ] {
        client.sim.pass(HOUR * hours);
        let found = tracked(&client, &number).await;
        let item = &found["shipments"][0]["items"][0];
        assert_eq!(item["status"], status, "{hours}");
        let listed = item["events"].as_array().expect("events");
        assert_eq!(listed.len(), events, "{hours}: {item}");
        assert!(
            listed
                .iter()
                .all(|e| !e["eventTime"].as_str().expect("a time").ends_with('Z'))
        );
    }
    let shipment = id(&answer, "shipmentId", "value")[0];
    let found = tracked(&client, shipment).await;
    assert_eq!(found["shipments"][0]["status"], "DELIVERED");
    assert_eq!(found["shipments"][0]["service"]["code"], "19");
}

#[tokio::test]
async fn a_parcel_that_is_refused_comes_back() {
    let client = start();
    let mut body = instruction();
    let shipment = &mut body["shipment"][0];
    shipment["goodsItem"][0]["items"] = json!([item(1.2), item(3.5)]);
    shipment["numberOfPackages"]["value"] = json!(2);
    let answer = client.book(&body).await;
    let numbers = id(&answer, "itemId", "value");
    assert!(client.sim.set_course(numbers[0], Course::Returned));
    client.sim.pass(HOUR * 57);
    let found = tracked(&client, numbers[0]).await;
    let shipment = &found["shipments"][0];
    assert_eq!(shipment["status"], "SPLIT");
    assert_eq!(shipment["items"][0]["status"], "DELIVERY_IMPOSSIBLE");
    assert_eq!(shipment["items"][1]["status"], "DELIVERED");
    client.sim.pass(HOUR * 80);
    let found = tracked(&client, numbers[0]).await;
    assert_eq!(found["shipments"][0]["items"][0]["status"], "RETURNED");
}

#[tokio::test]
async fn what_is_unknown_is_a_yes_without_shipments() {
    let client = start();
    let found = tracked(&client, "00373500454541020957").await;
    assert_eq!(found["shipments"], json!([]));
    assert!(found["compositeFault"]["faults"][0]["explanationText"].is_string());
    let (status, _) = client
        .get("/rest/shipment/v7/trackandtrace/id/123/public")
        .await;
    assert_eq!(status, 400);
    let (status, _) = client
        .get("/rest/shipment/v7/trackandtrace/id/00373500454541020957/public?locale=de")
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_booking_whose_answer_was_lost_is_found_by_its_reference() {
    let client = start();
    let dropped = Fault::after(crate::carriers::Answer::Dropped);
    client.sim.fail_next(PREFIX, Op::Buy, dropped);
    let lost = client
        .http
        .post(client.url(LABELS, KEY))
        .json(&instruction());
    assert!(lost.send().await.is_err());
    let find = async |customer: &str, reference: &str| {
        let path = format!(
            "/rest/shipment/v7/trackandtrace/customernumber/{customer}/reference/{reference}/public"
        );
        let (status, answer) = client.get(&path).await;
        assert_eq!(status, 200, "{answer}");
        answer["TrackingInformationResponse"]["shipments"].clone()
    };
    let found = find(CUSTOMER, "SO-1").await;
    assert_eq!(found[0]["shipmentReferences"][0]["value"], "SO-1");
    let item = &found[0]["items"][0];
    assert_eq!(item["itemId"], client.sim.ledger()[0].numbers()[0]);
    assert_eq!(
        item["statedMeasurement"]["weight"],
        json!({ "value": "1.2", "unit": "kg" })
    );
    assert_eq!(find(CUSTOMER, "SO-2").await, json!([]));
    assert_eq!(find(DANISH_CUSTOMER, "SO-1").await, json!([]));
}
