//! What Delhivery tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use http::{HeaderName, HeaderValue};
use pb_domain::ShipmentStatus;

const PUSH: &[u8] = include_bytes!("../fixtures/push.json");

fn headers(name: &'static str, value: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    );
    headers
}

#[test]
fn who_shows_the_header_is_believed() {
    let good = headers("authorization", "hush-webhook_credential");
    let news = push::DelhiveryWebhooks
        .read(&account(), &Heard::posted(&good, PUSH))
        .unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].tracking_number, FIRST);
    let event = &news[0].event;
    assert_eq!(event.status, Some(ShipmentStatus::DeliveryFailed));
    assert_eq!(event.at, "2026-12-01T11:20:05+05:30");
    assert_eq!(
        (event.code.as_str(), event.text.as_str()),
        ("EOD-11", "Pending: Consignee not available")
    );
    let own = with(&[("webhook_header", "X-Delhivery-Key")]);
    let named = headers("x-delhivery-key", "hush-webhook_credential");
    assert!(
        push::DelhiveryWebhooks
            .read(&own, &Heard::posted(&named, PUSH))
            .is_ok()
    );
    let mut without = account();
    without.secrets.remove(push::CREDENTIAL);
    for (account, headers) in [
        (account(), HeaderMap::new()),
        (account(), headers("authorization", "another")),
        (account(), named.clone()),
        (own, good),
        (with(&[("webhook_header", "no header")]), named),
        (without, headers("authorization", "")),
    ] {
        let problem = push::DelhiveryWebhooks
            .read(&account, &Heard::posted(&headers, PUSH))
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth);
    }
}

#[test]
fn a_message_that_says_nothing_is_none() {
    for odd in [
        "",
        "<html>",
        "{}",
        "[1]",
        "[[]]",
        r#"{"Shipment":{"AWB":"84301230000014"}}"#,
        r#"{"Shipment":{"Status":{"Status":"Delivered"}}}"#,
    ] {
        let problem = push::parse(odd.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{odd}");
    }
    assert_eq!(push::parse(b"[]"), Ok(Vec::new()));
    let two = format!("[{0},{0}]", String::from_utf8_lossy(PUSH));
    assert_eq!(push::parse(two.as_bytes()).unwrap().len(), 2);
}
