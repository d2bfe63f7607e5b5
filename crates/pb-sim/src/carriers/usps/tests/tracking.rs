//! Tracking that moves with the clock, in both versions, and notices of it.
use super::*;
use crate::carriers::Course;
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn a_parcel_moves_with_the_clock() {
    let mut client = start().await;
    let number = client.buy(LABEL, &label()).await;
    let created = client.track(&number).await;
    assert_eq!(created["statusCategory"], "Pre-Shipment");
    assert_eq!(created["trackingEvents"][0]["eventCode"], "GX");
    assert_eq!(
        created["trackingEvents"][0]["GMTTimestamp"],
        "2026-01-15T18:00:00Z"
    );
    assert_eq!(
        created["trackingEvents"][0]["eventTimestamp"],
        "2026-01-15T12:00:00"
    );
    client.sim.pass(60 * HOUR);
    client.log_in().await;
    let there = client.track(&number).await;
    assert_eq!(there["statusCategory"], "Delivered");
    let codes: Vec<&str> = there["trackingEvents"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|e| e["eventCode"].as_str())
        .collect();
    assert_eq!(codes, ["01", "OF", "10", "10", "03", "GX"], "newest first");
    let (status, old) = client
        .get(&format!("/tracking/v3/tracking/{number}?expand=DETAIL"))
        .await;
    assert_eq!((status, &old["status"]), (200, &there["status"]));
    assert_eq!(
        old["trackingEvents"][0]["eventZIP"], "89501",
        "by its older name"
    );
    let (_, summary) = client.get(&format!("/tracking/v3/tracking/{number}")).await;
    assert_eq!(summary["trackingEvents"], json!([]));
}

#[tokio::test]
async fn bad_ways_are_told_as_they_are() {
    let mut client = start().await;
    let mut numbers = Vec::new();
    for course in [Course::Exception, Course::Returned, Course::NotHandedOver] {
        let number = client.buy(LABEL, &label()).await;
        assert!(client.sim.set_course(&number, course));
        numbers.push(number);
    }
    let void = client.buy(LABEL, &label()).await;
    assert_eq!(client.delete(&format!("{LABEL}/{void}")).await.0, 200);
    client.sim.pass(130 * HOUR);
    client.log_in().await;
    let mut status = Vec::new();
    for number in numbers.iter().chain([&void]) {
        status.push(text_of(&client.track(number).await["status"]));
    }
    assert_eq!(
        status,
        [
            "Notice Left (No Authorized Recipient Available)",
            "Delivered, To Original Sender",
            "Shipping Label Created, USPS Awaiting Item",
            "Label Cancelled"
        ]
    );
}

#[tokio::test]
async fn many_are_asked_at_once_and_answered_one_by_one() {
    let client = start().await;
    let number = client.buy(LABEL, &label()).await;
    let path = "/tracking/v3r2/tracking";
    let asked = json!([
        { "trackingNumber": "9400111206206406260787" },
        { "trackingNumber": number },
        { "trackingNumber": "9400111206206406260788" },
    ]);
    let (status, answer) = client.post(path, &asked).await;
    assert_eq!(status, 207, "{answer}");
    assert_eq!(
        answer[0]["error"]["errors"][0]["code"], "150001",
        "nothing yet"
    );
    assert_eq!(answer[1]["trackingNumber"], json!(number));
    assert_eq!(
        answer[2]["error"]["errors"][0]["code"], "150003",
        "no number"
    );
    let (status, answer) = client
        .post(
            path,
            &json!([{ "trackingNumber": "9400111206206406260787" }]),
        )
        .await;
    assert_eq!((status, code(&answer)), (400, "150001"));
    for odd in [
        json!([]),
        json!({ "trackingNumber": number }),
        json!([{ "number": number }]),
        json!([{ "trackingNumber": number, "expand": "DETAIL" }]),
        Value::Array(vec![json!({ "trackingNumber": number }); 36]),
    ] {
        let (status, answer) = client.post(path, &odd).await;
        assert_eq!((status, code(&answer)), (400, "400"), "{odd}");
    }
}

#[tokio::test]
async fn news_are_signed() {
    type Heard = Arc<Mutex<Vec<(String, String)>>>;
    let heard: Heard = Arc::default();
    let ear = Arc::clone(&heard);
    let router = axum::Router::new().route(
        "/usps",
        post(async move |headers: axum::http::HeaderMap, body: String| {
            let signature = headers["x-hmac"].to_str().expect("text").to_owned();
            ear.lock().expect("a lock").push((signature, body));
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = start().await;
    let secret = "thirty-two-characters-or-more-of-it";
    let path = "/subscriptions-tracking/v3/subscriptions";
    let subscription = json!({
        "listenerURL": format!("http://{address}/usps"),
        "secret": secret,
        "adminNotification": [{ "email": "ops@shop.example" }],
        "filterProperties": { "MID": MID },
    });
    for (pointer, value) in [
        ("/secret", json!("short")),
        ("/filterProperties/MID", json!("123456")),
        ("/filterProperties", json!({})),
    ] {
        let mut odd = subscription.clone();
        *odd.pointer_mut(pointer).expect("a field") = value;
        assert_eq!(client.post(path, &odd).await.0, 400, "{pointer}");
    }
    let (status, answer) = client.post(path, &subscription).await;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = client.post(path, &subscription).await;
    let id = answer["error"]["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(status, 400);
    assert!(id.contains("subscriptionId"), "{id}");
    let number = client.buy(LABEL, &label()).await;
    client.sim.pass(7 * HOUR);
    while client.sim.pushed().is_empty() {
        tokio::task::yield_now().await;
    }
    let heard = heard.lock().expect("a lock").clone();
    assert_eq!(heard.len(), 1);
    let notice: Value = serde_json::from_str(&heard[0].1).expect("JSON");
    let (timestamp, payload) = (text_of(&notice["timestamp"]), text_of(&notice["payload"]));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(timestamp.as_bytes());
    mac.update(payload.as_bytes());
    let expected = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(heard[0].0, expected);
    let tracked: Value = serde_json::from_str(&payload).expect("JSON in a text");
    assert_eq!(tracked["trackingNumber"], json!(number));
    assert_eq!(tracked["trackingEvents"][0]["eventCode"], "03");
}
