//! What UPS tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use http::HeaderValue;
use pb_domain::ShipmentStatus;

const ALERT: &[u8] = include_bytes!("../fixtures/alert.json");

fn headers(credential: &'static str, key: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("credential", HeaderValue::from_static(credential));
    headers.insert("x-api-key", HeaderValue::from_static(key));
    headers
}

#[test]
fn who_knows_both_secrets_is_believed() {
    let good = headers("hush-webhook_credential", "hush-client_id");
    let news = alert::UpsWebhooks
        .read(&account(), &Heard::posted(&good, ALERT))
        .unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].tracking_number, FIRST);
    assert_eq!(news[0].event.status, Some(ShipmentStatus::Delivered));
    assert_eq!(news[0].event.at, "2026-12-03T10:14:00-08:00");
    assert_eq!(news[0].expected.as_deref(), Some("2026-12-03"));
    let mut without = account();
    without.secrets.remove("webhook_credential");
    for (account, headers) in [
        (account(), HeaderMap::new()),
        (account(), headers("hush-webhook_credential", "another")),
        (account(), headers("", "hush-client_id")),
        (
            account(),
            headers("hush-webhook_credentia", "hush-client_id"),
        ),
        (without, headers("", "hush-client_id")),
    ] {
        let problem = alert::UpsWebhooks
            .read(&account, &Heard::posted(&headers, ALERT))
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
        r#"{"trackingNumber":"1Z"}"#,
        r#"{"activityStatus":{"type":"D"}}"#,
    ] {
        let problem = alert::parse(odd.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{odd}");
    }
    assert_eq!(alert::parse(b"[]"), Ok(Vec::new()));
}

#[test]
fn numbers_that_are_not_taken_are_named() {
    let asked = [FIRST, SECOND, "1Z-OTHER"].map(str::to_owned);
    let refused = alert::parse_subscription(&recorded!("subscribed_200.json"), &asked).unwrap();
    assert_eq!(refused, [SECOND, "1Z-OTHER"]);
    assert!(alert::parse_subscription(&answer(200, "{}"), &asked).is_err());
}
