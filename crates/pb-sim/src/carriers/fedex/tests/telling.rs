//! Webhooks: what happens is told, signed, when the clock moves.
use super::*;
use crate::carriers::Webhook;
use axum::Router;
use axum::http::HeaderMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

type Heard = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A subscriber's server, and what it heard.
async fn subscriber() -> (String, Heard) {
    let heard = Heard::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/fedex", listener.local_addr().expect("bound"));
    let into = Arc::clone(&heard);
    let hear = async move |headers: HeaderMap, body: String| {
        into.lock().expect("not poisoned").push((headers, body));
    };
    let router = Router::new().route("/fedex", axum::routing::post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

#[tokio::test]
async fn every_scan_is_told_with_what_is_known_by_then() {
    let client = start().await;
    let (url, heard) = subscriber().await;
    client.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: "token-1".to_owned(),
        },
    );
    let number = text_of(&client.buy(&shipment()).await["masterTrackingNumber"]);
    client.sim.pass(60 * HOUR);
    let end = Instant::now() + Duration::from_secs(10);
    while client.sim.pushed().len() < 6 {
        assert!(Instant::now() < end, "six calls did not come about");
        tokio::task::yield_now().await;
    }
    assert!(client.sim.pushed().iter().all(|p| p.answer == Ok(200)));
    let heard = heard.lock().expect("not poisoned").clone();
    let mut codes = Vec::new();
    for (headers, body) in &heard {
        let signature = headers["fdx-signature"].to_str().expect("text");
        assert_eq!(signature, news::signature("token-1", body));
        assert_ne!(signature, news::signature("token-2", body));
        let body: Value = serde_json::from_str(body).expect("JSON");
        let complete = &body["output"]["completeTrackResults"][0];
        assert_eq!(complete["trackingNumber"], number);
        let result = &complete["trackResults"][0];
        codes.push(text_of(&result["latestStatusDetail"]["code"]));
        assert_eq!(
            result["scanEvents"].as_array().map(Vec::len),
            Some(codes.len())
        );
    }
    assert_eq!(codes, ["OC", "PU", "DP", "DP", "OD", "DL"]);
}
