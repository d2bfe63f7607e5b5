//! Track Alert: what is subscribed to is told when the clock moves.
use super::*;
use crate::carriers::Webhook;
use axum::Router;
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
    let url = format!("http://{}/ups", listener.local_addr().expect("bound"));
    let into = Arc::clone(&heard);
    let hear = async move |headers: HeaderMap, body: axum::Json<Value>| {
        into.lock().expect("not poisoned").push((headers, body.0));
    };
    let router = Router::new().route("/ups", axum::routing::post(hear));
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

fn subscription(numbers: &[&str], events: &[&str]) -> Value {
    json!({
        "locale": "en_US", "countryCode": "US", "eventPreferences": events,
        "trackingNumberList": numbers,
    })
}

const PACKAGES: &str = "/api/track/v2/subscription/standard/package";

#[tokio::test]
async fn what_happens_to_a_parcel_is_told_to_who_subscribed() {
    let client = start().await;
    let (url, heard) = subscriber().await;
    let number = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
    let other = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
    let body = subscription(&[&number, "1Z1111111111111111"], &["I", "D"]);
    let (status, answer) = client.post(PACKAGES, &body).await;
    assert_eq!((status, code(&answer)), (400, "VSS500"), "no URL is set");
    client.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: "secret-1".to_owned(),
        },
    );
    let (status, answer) = client.post(PACKAGES, &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["validTrackingNumbers"], json!([number]));
    assert_eq!(
        answer["invalidTrackingNumbers"],
        json!(["1Z1111111111111111"])
    );

    client.sim.pass(60 * HOUR);
    until("five calls", || client.sim.pushed().len() == 5).await;
    assert!(client.sim.pushed().iter().all(|p| p.answer == Ok(200)));
    let heard = heard.lock().expect("not poisoned").clone();
    let codes: Vec<String> = heard
        .iter()
        .map(|(_, body)| text_of(&body["activityStatus"]["descriptionCode"]))
        .collect();
    assert_eq!(codes, ["038", "005", "005", "021", "011"]);
    for (headers, body) in &heard {
        assert_eq!(body["trackingNumber"], number, "not {other}");
        assert_eq!(headers["credential"], "secret-1");
        assert_eq!(headers["x-api-key"], CLIENT_ID);
        assert_eq!(headers["user-agent"], "UPSPubSubTrackingService");
    }
    assert_eq!(heard[4].1["actualDeliveryDate"], "20260117");
}

#[tokio::test]
async fn an_account_hears_of_all_its_parcels_until_it_ends_it() {
    let mut client = start().await;
    let (url, _) = subscriber().await;
    client.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: String::new(),
        },
    );
    let path = "/api/track/v2/subscription/enhanced/account";
    let body = json!({ "shipperAccountNumber": ACCOUNT, "eventPreferences": ["I"] });
    assert_eq!(client.post(path, &body).await.0, 200);
    client.buy(&shipment()).await;
    client.buy(&shipment()).await;
    client.sim.pass(7 * HOUR);
    until("two calls", || client.sim.pushed().len() == 2).await;
    client.log_in().await;
    let ended = client
        .request("DELETE", path)
        .json(&body)
        .send()
        .await
        .expect("an answer");
    assert_eq!(ended.status().as_u16(), 200);
    let again = client
        .request("DELETE", path)
        .json(&body)
        .send()
        .await
        .expect("an answer");
    assert_eq!(again.status().as_u16(), 400);
    client.sim.pass(100 * HOUR);
    // Of what happens now nobody hears: a later subscription's call comes first.
    client.log_in().await;
    assert_eq!(client.post(path, &body).await.0, 200);
    client.buy(&shipment()).await;
    client.sim.pass(7 * HOUR);
    until("one more call", || client.sim.pushed().len() >= 3).await;
    assert_eq!(client.sim.pushed().len(), 3);
}

#[tokio::test]
async fn what_may_not_be_subscribed_to_is_refused_and_a_dead_url_is_noted() {
    let client = start().await;
    let webhook = Webhook {
        url: "http://127.0.0.1:1/".to_owned(),
        credential: String::new(),
    };
    client.sim.set_webhook(PREFIX, webhook);
    let number = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
    let many = vec![number.as_str(); 101];
    let (status, answer) = client.post(PACKAGES, &subscription(&many, &["D"])).await;
    assert_eq!((status, code(&answer)), (400, "VSS220"));
    assert_eq!(
        client
            .post(PACKAGES, &subscription(&[&number], &["M", "I"]))
            .await
            .0,
        200
    );
    client.sim.pass(7 * HOUR);
    until("a call", || !client.sim.pushed().is_empty()).await;
    assert!(client.sim.pushed()[0].answer.is_err());
}
