//! What Ekart tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderName, HeaderValue};
use pb_domain::ShipmentStatus;

const NEWS: &[u8] = include_bytes!("../fixtures/track_updated.json");

fn code(secret: &str, body: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

fn headers(name: &str, value: &str) -> HeaderMap {
    let name: HeaderName = name.parse().unwrap();
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
}

#[test]
fn who_signs_with_the_secret_is_believed() {
    let signed = code("hush-webhook_secret", NEWS);
    let good = headers(webhook::USUAL_HEADER, &hex::encode(&signed));
    let news = webhook::EkartWebhooks
        .read(&account(), &Heard::posted(&good, NEWS))
        .unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].tracking_number, WAYBILL, "as a purchase has it");
    assert_eq!(news[0].event.status, Some(ShipmentStatus::Delivered));
    assert_eq!(news[0].event.at, "2026-12-01T15:50:00Z");
    assert_eq!(news[0].expected.as_deref(), Some("2026-12-02"));
    // As the account says that it is signed.
    let other = with(&[
        (webhook::HEADER, "X-Signature"),
        (webhook::WRITTEN, "base64"),
    ]);
    let good = headers("x-signature", &STANDARD.encode(&signed));
    assert!(
        webhook::EkartWebhooks
            .read(&other, &Heard::posted(&good, NEWS))
            .is_ok()
    );
    let mut without = account();
    without.secrets.remove(webhook::SECRET);
    let empty = hex::encode(code("", NEWS));
    let mut changed = NEWS.to_vec();
    changed.push(b' ');
    for (account, headers, body) in [
        (account(), HeaderMap::new(), NEWS),
        (account(), headers("x-other", &hex::encode(&signed)), NEWS),
        (account(), headers(webhook::USUAL_HEADER, "00"), NEWS),
        (
            account(),
            headers(webhook::USUAL_HEADER, &hex::encode(&signed)),
            &changed[..],
        ),
        (without, headers(webhook::USUAL_HEADER, &empty), NEWS),
    ] {
        let problem = webhook::EkartWebhooks
            .read(&account, &Heard::posted(&headers, body))
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth);
    }
}

#[test]
fn a_shipment_that_was_made_moves_nothing() {
    let made = include_bytes!("../fixtures/shipment_created.json");
    assert_eq!(webhook::parse(made), Ok(Vec::new()));
}

#[test]
fn a_message_that_says_nothing_is_none() {
    for odd in [
        "",
        "<html>",
        "{}",
        "[1]",
        r#"{"status":"Delivered"}"#,
        r#"{"id":"512034BK7041963"}"#,
    ] {
        let problem = webhook::parse(odd.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{odd}");
    }
    let nameless = r#"{"status":"Delivered","id":"512034BK7041963","ctime":"1796140200000"}"#;
    let news = webhook::parse(nameless.as_bytes()).unwrap();
    assert_eq!(news[0].tracking_number, ID);
    assert_eq!(
        news[0].event.at, "2026-12-01T15:50:00Z",
        "digits are a time too"
    );
}
