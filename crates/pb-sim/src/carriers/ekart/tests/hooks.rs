//! Webhooks: who asked for it is told when the clock moves.
use super::*;
use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use std::time::Instant;

type Heard = Arc<Mutex<Vec<(HeaderMap, String)>>>;
const HOOK: &str = "/api/v2/webhook";

/// A subscriber's server, and what it heard.
async fn subscriber() -> (String, Heard) {
    let heard = Heard::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}/ekart", listener.local_addr().expect("bound"));
    let into = Arc::clone(&heard);
    let hear = async move |headers: HeaderMap, body: String| {
        into.lock().expect("not poisoned").push((headers, body));
    };
    let router = axum::Router::new().route("/ekart", post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !done() {
        assert!(Instant::now() < end, "{what} did not come about");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_happens_is_told_signed_and_once() {
    let mut client = start().await;
    let (url, heard) = subscriber().await;
    let (before, _) = client.buy(&shipment()).await;
    let hook = json!({
        "url": url, "secret": "between-us", "topics": ["track_updated", "shipment_created"], "active": true,
    });
    let (status, made) = client.post(HOOK, &hook).await;
    assert_eq!(status, 200, "{made}");
    let (id, waybill) = client.buy(&shipment()).await;
    client.cancel(&before).await;
    client.sim.pass(60 * HOUR);
    until("eight calls", || client.sim.pushed().len() == 8).await;
    assert!(client.sim.pushed().iter().all(|p| p.answer == Ok(200)));
    let heard = heard.lock().expect("not poisoned").clone();
    let mut statuses = Vec::new();
    for (headers, body) in &heard {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"between-us").expect("a key");
        mac.update(body.as_bytes());
        let wanted = hex::encode(mac.finalize().into_bytes());
        assert_eq!(headers.get(SIGNATURE).expect("signed"), wanted.as_str());
        let body: Value = serde_json::from_str(body).expect("JSON");
        if body["id"] == before.as_str() {
            assert_eq!(
                body["status"], "Seller Cancelled",
                "what was before is not told"
            );
            continue;
        }
        assert_eq!((&body["id"], &body["wbn"]), (&json!(id), &json!(waybill)));
        assert_eq!(body["orderNumber"], "#1001");
        match body["status"].as_str() {
            None => assert_eq!(body["vendor"], "EKART"),
            Some(status) => {
                assert!(body["attempts"].is_string() && body["ctime"].is_i64());
                statuses.push(status.to_owned());
            }
        }
    }
    assert_eq!(
        statuses,
        [
            "Order Placed",
            "Picked Up",
            "In Transit",
            "In Transit",
            "Out for Delivery",
            "Delivered"
        ]
    );
    // At rest it hears nothing, nor afterwards of what was in between.
    client.log_in().await;
    let path = format!("{HOOK}/{}", text_of(&made["id"]));
    let edit = async |active: bool| {
        let body = json!({ "active": active });
        let (status, hook) = client.ask("PUT", &path, Some(&body)).await;
        assert_eq!((status, &hook["active"]), (200, &json!(active)));
        hook
    };
    let rests = edit(false).await;
    assert_eq!(client.get(HOOK).await.1[0], rests);
    client.buy(&shipment()).await;
    client.sim.pass(7 * HOUR);
    edit(true).await;
    client.sim.pass(60 * HOUR);
    until("the rest of the way", || client.sim.pushed().len() >= 12).await;
    assert_eq!(client.sim.pushed().len(), 12, "without the two of before");
}

#[tokio::test]
async fn a_webhook_that_cannot_be_is_refused_by_name() {
    let client = start().await;
    let good = json!({
        "url": "https://hooks.example.com/ekart", "secret": "between-us", "topics": ["track_updated"],
    });
    for (name, odd) in [
        ("url", json!("http://hooks.example.com")),
        ("url", json!(7)),
        ("secret", json!("short")),
        ("secret", json!("x".repeat(31))),
        ("topics", json!([])),
        ("topics", json!(["track_update"])),
        ("topics", json!("track_updated")),
        ("active", json!("true")),
        ("event", json!("x")),
    ] {
        let mut hook = good.clone();
        hook[name] = odd.clone();
        let (status, answer) = client.post(HOOK, &hook).await;
        assert_eq!(status, 400, "{name} = {odd}: {answer}");
        assert!(message(&answer).contains(name), "{answer}");
    }
    for name in ["url", "secret", "topics"] {
        let mut hook = good.clone();
        hook.as_object_mut().expect("an object").remove(name);
        assert_eq!(client.post(HOOK, &hook).await.0, 400, "{name}");
    }
    assert_eq!(client.get(HOOK).await.1, json!([]));
    let (status, answer) = client
        .ask("PUT", &format!("{HOOK}/none"), Some(&json!({})))
        .await;
    assert_eq!(
        (status, code(&answer)),
        (404, "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION")
    );
    assert_eq!(client.post(HOOK, &good).await.1["active"], true);
}
