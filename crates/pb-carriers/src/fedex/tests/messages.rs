//! What FedEx tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use http::HeaderValue;
use pb_domain::ShipmentStatus;

const NEWS: &[u8] = include_bytes!("../fixtures/news.json");
/// The signature of [`SIGNED`] under the account's token.
const BASE64: &str = "AmyYQttzRV1Jofb0dPZ9rF2AHTdfSZuc11YuQ3LSmlI=";
const HEX: &str = "026c9842db73455d49a1f6f474f67dac5d801d375f499b9cd7562e4372d29a52";
const SIGNED: &str = r#"{"output":{"completeTrackResults":[{"trackingNumber":"771000000013","trackResults":[{"latestStatusDetail":{"code":"OD","description":"On FedEx vehicle for delivery"}}]}]}}"#;

fn headers(signature: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("fdx-signature", HeaderValue::from_static(signature));
    headers
}

#[test]
fn who_signs_with_the_token_is_believed() {
    let read = |account: &Account, headers: &HeaderMap, body: &str| {
        news::FedexWebhooks.read(account, &Heard::posted(headers, body.as_bytes()))
    };
    for signature in [BASE64, HEX] {
        let news = read(&account(), &headers(signature), SIGNED).unwrap();
        assert_eq!(news.len(), 1);
        assert_eq!(news[0].tracking_number, FIRST);
        assert_eq!(news[0].event.status, Some(ShipmentStatus::OutForDelivery));
        assert_eq!(news[0].event.text, "On FedEx vehicle for delivery");
    }
    let mut without = account();
    without.secrets.remove("webhook_token");
    let forged = SIGNED.replace("OD", "DL");
    for (account, headers, body) in [
        (account(), HeaderMap::new(), SIGNED),
        (account(), headers(""), SIGNED),
        (account(), headers("c2lnbmF0dXJl"), SIGNED),
        (account(), headers(BASE64), forged.as_str()),
        (account(), headers(HEX), forged.as_str()),
        (without, headers(BASE64), SIGNED),
    ] {
        let problem = read(&account, &headers, body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth);
    }
}

#[test]
fn the_newest_scan_is_told_with_where_the_parcel_stands() {
    let news = news::parse(NEWS).unwrap();
    assert_eq!(news.len(), 1);
    let event = &news[0].event;
    // The newest scan is data that came late; the parcel is delivered all the same.
    assert_eq!(
        (event.code.as_str(), event.at.as_str()),
        ("MD", "2026-12-03T12:00:00-08:00")
    );
    assert_eq!(event.status, Some(ShipmentStatus::Delivered));
    assert_eq!(news[0].expected.as_deref(), Some("2026-12-03"));
}

#[test]
fn a_message_that_says_nothing_is_none() {
    for odd in [
        "",
        "<html>",
        "{}",
        "[]",
        r#"{"output":{}}"#,
        r#"{"output":{"completeTrackResults":[]}}"#,
        r#"{"output":{"completeTrackResults":[{"trackingNumber":"771000000013"}]}}"#,
        r#"{"output":{"completeTrackResults":[{"trackResults":[{"latestStatusDetail":{"code":"DL"}}]}]}}"#,
    ] {
        let problem = news::parse(odd.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{odd}");
    }
}
