//! What GHN tells by itself.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use http::{HeaderMap, HeaderValue};

const NEWS: &str = include_str!("../fixtures/news.json");

fn read(
    shown: &[(&'static str, &'static str)],
    body: &str,
) -> Result<Vec<crate::TrackingNews>, Problem> {
    let mut headers = HeaderMap::new();
    for (name, value) in shown {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    news::GhnWebhooks.read(&account(), &Heard::posted(&headers, body.as_bytes()))
}

const PROOF: (&str, &str) = ("x-webhook-key", "hush-webhook_credential");

#[test]
fn news_of_a_failed_delivery_says_why() {
    let news = read(&[PROOF], NEWS).unwrap().remove(0);
    assert_eq!(news.tracking_number, ORDER);
    assert_eq!(news.event.status, Some(ShipmentStatus::DeliveryFailed));
    assert_eq!(news.event.code, "delivery_fail");
    assert_eq!(news.event.at, "2026-11-29T08:00:00Z");
    assert_eq!(news.event.location, "Bưu cục Quận 1");
    assert_eq!(
        news.event.text,
        "delivery fail; the recipient does not answer; Khách không nghe máy; GHN-DFC1A4"
    );
}

#[test]
fn news_of_a_weight_moves_nothing() {
    let body = include_str!("../fixtures/news_weight.json");
    let news = read(&[PROOF], body).unwrap().remove(0);
    assert_eq!(
        (news.event.status, news.event.code.as_str()),
        (None, "update_weight")
    );
    assert_eq!(
        news.event.text,
        "update weight; weight 900 g; by size 1200 g; fee 28000 VND"
    );
    let cash = body.replace("update_weight", "update_cod");
    let news = read(&[PROOF], &cash).unwrap().remove(0);
    assert_eq!(news.event.text, "update cod; cash to collect 285000 VND");
}

#[test]
fn a_part_that_comes_back_is_told() {
    let partial = NEWS
        .replace("\"IsPartialReturn\":false", "\"IsPartialReturn\":true")
        .replace(
            "\"PartialReturnCode\":\"\"",
            "\"PartialReturnCode\":\"L8TKYG_PR\"",
        );
    let news = read(&[PROOF], &partial).unwrap().remove(0);
    assert!(
        news.event.text.ends_with("a part comes back as L8TKYG_PR"),
        "{news:?}"
    );
}

#[test]
fn what_does_not_show_the_key_is_not_believed() {
    for shown in [
        &[][..],
        &[("x-webhook-key", "")],
        &[("x-webhook-key", "hush-webhook_credentia")],
        &[("token", "hush-webhook_credential")],
    ] {
        let problem = read(shown, NEWS).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth, "{shown:?}");
    }
    let mut keyless = account();
    keyless.secrets.remove(news::CREDENTIAL);
    let mut headers = HeaderMap::new();
    headers.insert("x-webhook-key", HeaderValue::from_static(""));
    let problem = news::GhnWebhooks
        .read(&keyless, &Heard::posted(&headers, NEWS.as_bytes()))
        .unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(news::CREDENTIAL));
}

#[test]
fn what_is_no_news_cannot_be_read() {
    for body in [
        "",
        "[]",
        "{}",
        "7",
        r#"{"OrderCode":"L8TKYG"}"#,
        r#"{"OrderCode":"L8TKYG","Type":"create","Time":"soon"}"#,
        r#"{"OrderCode":"","Type":"create","Status":"ready_to_pick","Time":"2026-11-29T08:00:00Z"}"#,
        &NEWS[..NEWS.len() / 2],
    ] {
        let problem = read(&[PROOF], body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{body}");
    }
}

#[tokio::test]
async fn nobody_subscribes_here() {
    let bench = Bench::new(account(), []);
    let problem = news::GhnWebhooks
        .subscribe(bench.cx(), &[ORDER.to_owned()])
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(problem.hint.contains("developer.ghn.vn"));
}
