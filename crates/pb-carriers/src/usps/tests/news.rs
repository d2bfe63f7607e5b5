//! What USPS tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use pb_domain::ShipmentStatus;

const NOTICE: &str = include_str!("../fixtures/notice.json");
/// Of the fixture, under the account's secret.
const SIGNATURE: &str = "OBMbF8T97KeU25QQ6KKBEVdiW7PYtHxNPXiLhx2ZfiQ=";

fn headers(signature: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(subscription::SIGNATURE, HeaderValue::from_static(signature));
    headers
}

#[test]
fn what_is_signed_with_the_secret_is_believed() {
    let webhooks = subscription::UspsWebhooks;
    let news = webhooks
        .read(
            &account(),
            &Heard::posted(&headers(SIGNATURE), NOTICE.as_bytes()),
        )
        .unwrap();
    assert_eq!((news.len(), news[0].tracking_number.as_str()), (1, FIRST));
    assert_eq!(news[0].event.status, Some(ShipmentStatus::Delivered));
    assert_eq!(news[0].event.at, "2026-12-01T14:00:00-08:00");
    assert_eq!(news[0].expected.as_deref(), Some("2026-12-01"));
    let mut without = account();
    without.secrets.remove("webhook_secret");
    let mut another = account();
    another
        .secrets
        .insert("webhook_secret".to_owned(), "another".to_owned());
    let later = NOTICE.replace("22:00:05Z", "22:00:06Z");
    let changed = NOTICE.replace(FIRST, SECOND);
    for (account, headers, body) in [
        (account(), HeaderMap::new(), NOTICE),
        (account(), headers(""), NOTICE),
        (
            account(),
            headers("OBMbF8T97KeU25QQ6KKBEVdiW7PYtHxNPXiLhx2Zfiw="),
            NOTICE,
        ),
        (without, headers(SIGNATURE), NOTICE),
        (another, headers(SIGNATURE), NOTICE),
        (account(), headers(SIGNATURE), later.as_str()),
        (account(), headers(SIGNATURE), changed.as_str()),
    ] {
        let problem = webhooks
            .read(&account, &Heard::posted(&headers, body.as_bytes()))
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
        r#"{"payload":"{}"}"#,
        r#"{"payload":"<html>"}"#,
        r#"{"payload":"{\"trackingNumber\":\"1\"}"}"#,
        r#"{"payload":"[]"}"#,
    ] {
        let problem = subscription::parse(odd.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{odd}");
    }
    let challenge = subscription::parse(br#"{"challenge":"abc"}"#).unwrap_err();
    assert!(challenge.hint.contains("challenge"), "{challenge:?}");
}

#[test]
fn all_parcels_of_the_mailer_are_subscribed_to() {
    let account = with(&[
        ("webhook_url", "https://shop.example/usps"),
        ("webhook_email", "ops@shop.example"),
    ]);
    let request = subscription::request(&account).unwrap();
    assert_eq!(
        request.url,
        "https://apis.usps.com/subscriptions-tracking/v3/subscriptions"
    );
    assert_eq!(
        body(&request),
        json!({
            "listenerURL": "https://shop.example/usps",
            "secret": "hush-webhook_secret-of-32-letters",
            "adminNotification": [{ "email": "ops@shop.example" }],
            "filterProperties": { "MID": "900000017" },
        })
    );
    assert_eq!(
        subscription::parse_subscription(&recorded!("subscribed_200.json")),
        Ok(())
    );
    let already = recorded!("subscribed_already_400.json");
    assert_eq!(subscription::parse_subscription(&already), Ok(()));
    for no in [
        recorded!("refused_400.json"),
        answer(200, "{}"),
        answer(400, "<html>"),
    ] {
        assert!(subscription::parse_subscription(&no).is_err(), "{no:?}");
    }
    let field = |account: &Account| subscription::request(account).unwrap_err().field;
    assert_eq!(field(&super::account()).as_deref(), Some("webhook_url"));
    let mut short = account.clone();
    short
        .secrets
        .insert("webhook_secret".to_owned(), "short".to_owned());
    assert_eq!(field(&short).as_deref(), Some("webhook_secret"));
    let nobody = with(&[("webhook_url", "https://shop.example/usps")]);
    assert_eq!(field(&nobody).as_deref(), Some("webhook_email"));
}
