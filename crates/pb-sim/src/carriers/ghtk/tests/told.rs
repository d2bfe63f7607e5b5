//! What is told of orders to the address of the portal.
use super::*;
use crate::carriers::{Course, Webhook};
use tokio::sync::mpsc::UnboundedReceiver;

/// A call as it came: its address, its content type, its body.
type Call = (String, String, String);

/// A subscriber that says what it was told.
async fn listen() -> (String, UnboundedReceiver<Call>) {
    let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
    let subscriber = axum::Router::new().fallback(axum::routing::post(
        async move |uri: axum::http::Uri, headers: axum::http::HeaderMap, body: String| {
            let kind = headers.get("content-type").and_then(|v| v.to_str().ok());
            // Nobody listens any more when the test is over.
            let _ = tell.send((uri.to_string(), kind.unwrap_or_default().to_owned(), body));
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}/news", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, subscriber).await });
    (url, heard)
}

/// A field of a form, as it was sent.
fn field<'a>(body: &'a str, name: &str) -> &'a str {
    let mut fields = body.split('&').filter_map(|field| field.split_once('='));
    let found = fields.find(|(n, _)| *n == name);
    found.expect("the field").1
}

#[tokio::test]
async fn news_are_forms_for_the_address_of_the_portal_with_its_secret() {
    let client = start();
    let (url, mut heard) = listen().await;
    client.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: "long random+text".to_owned(),
        },
    );
    let order = with(parcel("ST 1"), &json!({ "value": 3_000_000 }));
    let label = client.buy(&order).await;
    assert!(client.sim.set_course(&label, Course::Exception));
    let mut told = Vec::new();
    for (hours, calls) in [(0, 1), (6, 2), (24, 2), (26, 3)] {
        client.sim.pass(hours * HOUR);
        for _ in 0..calls {
            told.push(heard.recv().await.expect("news"));
        }
    }
    let of = |name: &str| -> Vec<&str> {
        let bodies = told.iter().map(|(.., body)| body.as_str());
        bodies.map(|body| field(body, name)).collect()
    };
    // In the warehouses it is the same number again, at another time.
    assert_eq!(of("status_id"), ["2", "12", "3", "3", "3", "4", "49", "9"]);
    assert_eq!(
        of("action_time")[2..4],
        [
            "2026-11-27T16%3A00%3A00+07%3A00",
            "2026-11-28T00%3A00%3A00+07%3A00"
        ]
    );
    assert_eq!(of("reason_code")[5..], ["", "131", "131"]);
    assert!(of("reason")[7].starts_with("Kh%C3%B4ng%20li"));
    let (uri, kind, body) = &told[0];
    assert_eq!(uri, "/news?hash=long%20random%2Btext");
    assert_eq!(kind, "application/x-www-form-urlencoded");
    for (name, value) in [
        ("label_id", label.as_str()),
        ("partner_id", "ST%201"),
        ("weight", "0.6"),
        ("fee", "22000"),
        ("pick_money", "285000"),
        ("return_part_package", "0"),
    ] {
        assert_eq!(field(body, name), value);
    }
}

#[tokio::test]
async fn a_cancelled_order_is_told_behind_a_query_that_was_there() {
    let client = start();
    let (url, mut heard) = listen().await;
    let webhook = Webhook {
        url: format!("{url}?shop=1"),
        credential: "secret".to_owned(),
    };
    client.sim.set_webhook(PREFIX, webhook);
    let label = client.buy(&parcel("ST-1")).await;
    heard.recv().await.expect("news");
    good(client.cancel(&label).await, "log_id");
    let (uri, _, body) = heard.recv().await.expect("news");
    assert_eq!(uri, "/news?shop=1&hash=secret");
    assert_eq!(field(&body, "status_id"), "-1");
}
