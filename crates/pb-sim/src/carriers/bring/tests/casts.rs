//! Event Cast: subscriptions, and the calls that follow.
use super::*;
use axum::routing::post;
use std::sync::{Arc, Mutex};

type Heard = Arc<Mutex<Vec<(axum::http::HeaderMap, Value)>>>;

/// Somebody who listens, and what was heard.
async fn listener() -> (String, Heard) {
    let heard = Heard::default();
    let sink = Arc::clone(&heard);
    let router = axum::Router::new().route(
        "/hook",
        post(
            async move |headers: axum::http::HeaderMap, body: axum::Json<Value>| {
                sink.lock().expect("a lock").push((headers, body.0));
            },
        ),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

fn subscription(number: &str, url: &str) -> Value {
    json!({
        "trackingId": number,
        "event_groups": ["HANDED_IN", "DELIVERED"],
        "configuration": {
            "url": url, "content_type": "application/json",
            "headers": [{ "key": "x-my-secret", "value": "hush" }],
        },
    })
}

const PATH: &str = "/event-cast/api/v1/webhooks";

#[tokio::test]
async fn a_subscriber_hears_what_it_asked_for() {
    let client = start();
    let (url, heard) = listener().await;
    let bought = client.buy(&booking()).await;
    let number = text_of(&bought["packages"][0]["packageNumber"]);
    let (status, made) = client.post(PATH, &subscription(&number, &url)).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["expiry"], "2026-02-14T11:00:00+0000");
    assert!(
        !made.to_string().contains("hush"),
        "the value is shown to nobody"
    );
    client.sim.pass(57 * HOUR);
    let end = std::time::Instant::now() + Duration::from_secs(10);
    while heard.lock().expect("a lock").len() < 2 {
        assert!(std::time::Instant::now() < end, "nobody called");
        tokio::task::yield_now().await;
    }
    let heard = heard.lock().expect("a lock").clone();
    let statuses: Vec<&Value> = heard.iter().map(|(_, body)| &body["status"]).collect();
    assert_eq!(statuses, [&json!("HANDED_IN"), &json!("DELIVERED")]);
    let (headers, body) = &heard[0];
    assert_eq!(headers["x-my-secret"], "hush");
    assert_eq!(headers["x-bring-application"], "BMEC");
    assert_eq!(
        (&body["package"], &body["shipment"], &body["id"]),
        (&json!(number), &bought["consignmentNumber"], &made["id"])
    );
    assert_eq!(body["created"], "2026-01-15T17:00:00+0000");
}

#[tokio::test]
async fn a_subscription_is_there_once_and_ends() {
    let client = start();
    let body = subscription("370438101900000015", "http://127.0.0.1:9/hook");
    let (_, made) = client.post(PATH, &body).await;
    let id = text_of(&made["id"]);
    let (status, again) = client.post(PATH, &body).await;
    assert_eq!((status, &again["status"]), (409, &json!("409")));
    assert_eq!(
        client.get(&format!("{PATH}/{id}")).await,
        (200, made.clone())
    );
    let (_, listed) = client.get(&format!("{PATH}?limit=5")).await;
    assert_eq!(listed, json!([made]));
    assert_eq!(client.get(&format!("{PATH}?limit=150001")).await.0, 400);
    let gone = client
        .request("DELETE", &format!("{PATH}/{id}"))
        .send()
        .await;
    assert_eq!(gone.expect("an answer").status().as_u16(), 204);
    assert_eq!(client.get(&format!("{PATH}/{id}")).await.0, 404);
    let (_, other) = client.post(PATH, &body).await;
    client.sim.pass(30 * 24 * HOUR);
    let path = format!("{PATH}/{}", text_of(&other["id"]));
    assert_eq!(client.get(&path).await.0, 404, "it has ended");
}

#[tokio::test]
async fn what_is_no_subscription_is_refused_with_a_reason() {
    let client = start();
    let body = subscription("370438101900000015", "https://a.example/hook");
    for (pointer, value) in [
        ("/trackingId", Value::Null),
        ("/event_groups", Value::Null),
        ("/event_groups", json!(["*"])),
        ("/eventGroups", json!(["DELIVERED"])),
        ("/configuration/url", json!("ftp://a.example")),
        (
            "/configuration/url",
            json!(format!("https://{}", "x".repeat(250))),
        ),
        ("/configuration/content_type", json!("x".repeat(41))),
        ("/configuration/headers/0/value", json!("x".repeat(1_024))),
        ("/configuration/headers/0/key", json!("not a name")),
    ] {
        let (status, answer) = client.post(PATH, &set(&body, pointer, value)).await;
        assert_eq!(status, 400, "{pointer}: {answer}");
        assert!(answer["reason"].as_str().is_some_and(|r| !r.is_empty()));
        assert_eq!(answer["status"], "400");
    }
}
