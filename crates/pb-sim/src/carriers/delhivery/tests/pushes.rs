//! Scans are told to the one address that was agreed.
use super::*;
use crate::carriers::Webhook;
use axum::http::HeaderMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

type Heard = Arc<Mutex<Vec<(HeaderMap, Value)>>>;

/// A subscriber's server, and what it heard.
async fn subscriber() -> (String, Heard) {
    let heard = Heard::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/scans", listener.local_addr().expect("bound"));
    let into = Arc::clone(&heard);
    let hear = async move |headers: HeaderMap, body: axum::Json<Value>| {
        into.lock().expect("not poisoned").push((headers, body.0));
    };
    let router = axum::Router::new().route("/scans", axum::routing::post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

#[tokio::test]
async fn every_scan_is_told_with_the_header_that_was_agreed() {
    let client = start();
    let (url, heard) = subscriber().await;
    client.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: "agreed-1".to_owned(),
        },
    );
    let number = client.buy(&one()).await.remove(0);
    client.sim.pass(60 * HOUR);
    let end = Instant::now() + Duration::from_secs(10);
    while heard.lock().expect("not poisoned").len() < 6 {
        assert!(Instant::now() < end, "six scans");
        tokio::task::yield_now().await;
    }
    let heard = heard.lock().expect("not poisoned");
    for (headers, body) in heard.iter() {
        assert_eq!(headers["authorization"], "agreed-1");
        assert_eq!(body["Shipment"]["AWB"], number);
        assert_eq!(body["Shipment"]["ReferenceNo"], "#1001");
    }
    let words: Vec<&str> = heard
        .iter()
        .filter_map(|(_, body)| body["Shipment"]["Status"]["Status"].as_str())
        .collect();
    assert!(
        words.contains(&"Manifested") && words.contains(&"Delivered"),
        "{words:?}"
    );
}
