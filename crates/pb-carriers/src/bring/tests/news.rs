//! What Bring tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use http::HeaderValue;
use pb_domain::ShipmentStatus;

const CAST: &[u8] = include_bytes!("../fixtures/cast.json");

fn headers(secret: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(cast::HEADER, HeaderValue::from_static(secret));
    headers
}

#[test]
fn who_knows_the_secret_is_believed() {
    let news = cast::BringWebhooks
        .read(
            &account(),
            &Heard::posted(&headers("hush-webhook_secret"), CAST),
        )
        .unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].tracking_number, FIRST);
    assert_eq!(news[0].event.status, Some(ShipmentStatus::OutForDelivery));
    let at: Timestamp = news[0].event.at.parse().unwrap();
    assert_eq!(at.to_string(), "2026-11-30T07:05:09Z");
    let mut without = account();
    without.secrets.remove("webhook_secret");
    for (account, headers) in [
        (account(), HeaderMap::new()),
        (account(), headers("")),
        (account(), headers("hush-webhook_secre")),
        (without, headers("")),
    ] {
        let problem = cast::BringWebhooks
            .read(&account, &Heard::posted(&headers, CAST))
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
        "[]",
        "[1]",
        r#"{"package":"370438101900000015"}"#,
        r#"{"status":"DELIVERED"}"#,
    ] {
        let problem = cast::parse(odd.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{odd}");
    }
    // Of a whole consignment, and about the subscription itself.
    for (status, words) in [
        ("NOT_REGISTERED", true),
        ("EXPIRED", true),
        ("CUSTOMS", false),
    ] {
        let text = json!({ "status": status, "shipment": NUMBER, "created": "soon" });
        let news = cast::parse(text.to_string().as_bytes()).unwrap();
        assert_eq!(news[0].tracking_number, NUMBER);
        assert_eq!(news[0].event.text.is_empty(), !words, "{status}");
        assert_eq!(news[0].event.at, "soon");
    }
}

#[test]
fn a_subscription_is_there_once_made() {
    assert_eq!(
        cast::parse_subscription(&recorded!("subscribed_201.json")),
        Ok(())
    );
    assert_eq!(cast::parse_subscription(&answer(409, "")), Ok(()));
    let refused = cast::parse_subscription(&recorded!("subscribe_invalid_400.json")).unwrap_err();
    assert_eq!(
        (refused.kind, refused.carrier_code.as_str()),
        (ProblemKind::Refused, "400")
    );
    assert!(refused.text.contains("not valid"));
    assert!(cast::parse_subscription(&answer(201, "{}")).is_err());
}
