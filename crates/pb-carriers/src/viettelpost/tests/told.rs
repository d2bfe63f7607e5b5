//! What Viettel Post tells by itself.
use super::*;
use crate::{Heard, Webhooks as _};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};

const NEWS: &str = include_str!("../fixtures/news.json");
const SECRET: &str = "hush-webhook_secret";

fn read_for(
    account: &Account,
    header: &'static str,
    body: &str,
) -> Result<Vec<crate::TrackingNews>, Problem> {
    let mut headers = HeaderMap::new();
    if !header.is_empty() {
        headers.insert(AUTHORIZATION, HeaderValue::from_static(header));
    }
    let heard = Heard::posted(&headers, body.as_bytes());
    news::ViettelWebhooks.read(account, &heard)
}

fn read(header: &'static str, body: &str) -> Result<Vec<crate::TrackingNews>, Problem> {
    read_for(&account(), header, body)
}

/// The news without the secret in them.
fn bare() -> String {
    NEWS.replace(SECRET, "")
}

#[test]
fn news_of_a_failed_delivery_says_why() {
    let news = read("", NEWS).unwrap().remove(0);
    assert_eq!(news.tracking_number, ORDER);
    assert_eq!(news.event.status, Some(ShipmentStatus::DeliveryFailed));
    assert_eq!(news.event.code, "505");
    assert_eq!(news.event.at, "2026-11-29T08:00:00Z");
    assert_eq!(news.event.location, "HCM, Q1, Bưu cục Quận 1");
    assert_eq!(
        news.event.text,
        "Phát thất bại - Yêu cầu chuyển hoàn; the recipient could not be reached again and again (47); Khách không nghe máy"
    );
    assert_eq!(news.expected.as_deref(), Some("2026-11-30"));
    let shown = format!("{news:?}");
    assert!(
        !shown.contains("Lê Bình") && !shown.contains("84911222444"),
        "{shown}"
    );
}

#[test]
fn a_return_ends_as_delivered_and_is_none() {
    for status in ["501", "504"] {
        let back = NEWS
            .replace(
                "\"ORDER_STATUS\":505",
                &format!("\"ORDER_STATUS\":{status}"),
            )
            .replace("\"IS_RETURNING\":false", "\"IS_RETURNING\":true");
        let news = read("", &back).unwrap().remove(0);
        assert_eq!(news.event.status, Some(ShipmentStatus::ReturnedToSender));
        assert_eq!(news.event.code, status);
    }
    let there = NEWS.replace("\"ORDER_STATUS\":505", "\"ORDER_STATUS\":\"501\"");
    let news = read("", &there).unwrap().remove(0);
    assert_eq!(news.event.status, Some(ShipmentStatus::Delivered));
    let unknown = NEWS.replace("\"ORDER_STATUS\":505", "\"ORDER_STATUS\":777");
    let news = read("", &unknown).unwrap().remove(0);
    assert_eq!((news.event.status, news.event.code.as_str()), (None, "777"));
}

#[test]
fn a_reason_nobody_knows_keeps_its_number_and_both_places_are_read() {
    let odd = NEWS
        .replace("\"REASON_CODE\":\"47\"", "\"REASON_CODE\":99")
        .replace("\"LOCALION_CURRENTLY\":", "\"LOCATION_CURRENTLY\":");
    let news = read("", &odd).unwrap().remove(0);
    assert!(news.event.text.contains("; 99; "), "{news:?}");
    assert_eq!(news.event.location, "HCM, Q1, Bưu cục Quận 1");
}

#[test]
fn the_secret_proves_it_wherever_it_stands() {
    let within = |name: &str| {
        let place = format!("{{\"DATA\":{{\"{name}\":\"{SECRET}\",");
        bare().replace("{\"DATA\":{", &place)
    };
    assert!(read(SECRET, &bare()).is_ok(), "in the header");
    assert!(read("", NEWS).is_ok(), "in the message");
    assert!(read("", &within("TOKEN")).is_ok(), "in the data");
    assert!(
        read("", &within("token")).is_ok(),
        "in the data, in small letters"
    );
}

#[test]
fn what_does_not_show_the_secret_is_not_believed() {
    for (header, body) in [
        ("", bare()),
        ("", NEWS.replace(SECRET, "hush-webhook_secre")),
        ("hush-webhook_secret2", bare()),
        ("Bearer hush", bare()),
        (
            "",
            bare().replace("\"TOKEN\":\"\"", "\"TOKEN\":[\"hush-webhook_secret\"]"),
        ),
        (
            "",
            bare().replace("\"NOTE\":\"", &format!("\"NOTE\":\"{SECRET}")),
        ),
        ("", SECRET.to_owned()),
    ] {
        let problem = read(header, &body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth, "{header} {body}");
        assert!(!format!("{problem:?}").contains("hush"), "{problem:?}");
    }
    let mut keyless = account();
    keyless.secrets.remove(news::SECRET);
    for body in [NEWS.to_owned(), bare()] {
        let problem = read_for(&keyless, "", &body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth);
        assert_eq!(problem.field.as_deref(), Some(news::SECRET));
    }
}

#[test]
fn what_is_no_news_cannot_be_read() {
    for body in [
        "",
        "[]",
        "{}",
        "7",
        r#"{"DATA":[]}"#,
        r#"{"DATA":{"ORDER_NUMBER":"28936127423"}}"#,
        r#"{"DATA":{"ORDER_NUMBER":"28936127423","ORDER_STATUS":501,"ORDER_STATUSDATE":"soon"}}"#,
        r#"{"DATA":{"ORDER_NUMBER":"28936127423","ORDER_STATUS":501,"ORDER_STATUSDATE":"31/02/2026 10:00:00"}}"#,
        r#"{"DATA":{"ORDER_NUMBER":"28936127423","ORDER_STATUS":-1,"ORDER_STATUSDATE":"29/11/2026 15:00:00"}}"#,
        r#"{"DATA":{"ORDER_NUMBER":"","ORDER_STATUS":501,"ORDER_STATUSDATE":"29/11/2026 15:00:00"}}"#,
        &NEWS[..NEWS.len() / 2],
    ] {
        let problem = read(SECRET, body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{body}");
    }
}

#[tokio::test]
async fn nobody_subscribes_here() {
    let bench = Bench::new(account(), []);
    let problem = news::ViettelWebhooks
        .subscribe(bench.cx(), &[ORDER.to_owned()])
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(problem.hint.contains("partner.viettelpost.vn"));
}
