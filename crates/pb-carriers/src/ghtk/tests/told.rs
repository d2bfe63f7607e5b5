//! What GHTK tells by itself.
use super::*;
use crate::{Heard, TrackingNews, Webhooks as _};
use http::HeaderMap;

const NEWS: &str = include_str!("../fixtures/news.form");
const PROOF: &str = "hash=hush-webhook_secret";

fn read_for(account: &Account, query: &str, body: &str) -> Result<Vec<TrackingNews>, Problem> {
    let heard = Heard {
        query,
        headers: &HeaderMap::new(),
        body: body.as_bytes(),
    };
    news::GhtkWebhooks.read(account, &heard)
}

fn read(body: &str) -> Result<TrackingNews, Problem> {
    Ok(read_for(&account(), PROOF, body)?.remove(0))
}

#[test]
fn news_of_a_failed_delivery_says_why_and_when() {
    let news = read(NEWS).unwrap();
    assert_eq!(news.tracking_number, LABEL);
    assert_eq!(news.event.status, Some(ShipmentStatus::DeliveryFailed));
    assert_eq!(news.event.code, "9");
    assert_eq!(
        news.event.text,
        "delivery failed; the recipient refuses it; Khách hẹn lại"
    );
    assert_eq!((news.event.location.as_str(), news.expected), ("", None));
}

#[test]
fn a_time_is_read_with_its_plus_raw_and_encoded() {
    for at in [
        "2026-11-29T15:00:00+07:00",
        "2026-11-29T15:00:00%2B07:00",
        "2026-11-29T15%3A00%3A00%2B07%3A00",
        "2026-11-29T08:00:00Z",
        "2026-11-29+15:00:00",
    ] {
        let body = NEWS.replace("2026-11-29T15:00:00+07:00", at);
        assert_eq!(
            read(&body).unwrap().event.at,
            "2026-11-29T08:00:00Z",
            "{at}"
        );
    }
}

#[test]
fn news_may_be_json_and_say_where() {
    let body = include_str!("../fixtures/news.json");
    let news = read(body).unwrap();
    assert_eq!(news.event.status, Some(ShipmentStatus::PickedUp));
    assert_eq!(
        (news.event.code.as_str(), news.event.text.as_str()),
        ("3", "picked up")
    );
    assert_eq!(news.event.at, "2026-11-28T02:30:00Z");
    assert_eq!(news.event.location, "Phường Sài Gòn, Hồ Chí Minh, Việt Nam");
    for form in [
        "cur_station%5Baddress_l1%5D=Hu%E1%BA%BF",
        "cur_station.address_l1=Hu%E1%BA%BF",
    ] {
        let news = read(&format!("{NEWS}&{form}")).unwrap();
        assert_eq!(news.event.location, "Huế", "{form}");
    }
}

#[test]
fn a_part_that_comes_back_and_what_was_broken_are_told() {
    let part = NEWS
        .replace("return_part_package=0", "return_part_package=1")
        .replace("status_id=9", "status_id=5");
    let news = read(&part).unwrap();
    assert_eq!(news.event.status, Some(ShipmentStatus::Delivered));
    assert!(
        news.event.text.ends_with("; a part of it comes back"),
        "{news:?}"
    );
    let broken = NEWS
        .replace("status_id=9", "status_id=13")
        .replace("Kh%C3%A1ch", "H%C3%A0ng+v%E1%BB%A1");
    let news = read(&broken).unwrap();
    assert_eq!(news.event.status, Some(ShipmentStatus::Damaged));
}

#[test]
fn a_status_that_nobody_knows_is_kept() {
    let news = read(&NEWS.replace("status_id=9", "status_id=777")).unwrap();
    assert_eq!((news.event.status, news.event.code.as_str()), (None, "777"));
}

#[test]
fn reasons_are_words() {
    for (code, words) in [
        (100, "the pickup is late"),
        (107, "the pickup is late"),
        (114, "the pickup failed"),
        (115, "the shop took the order back by the API"),
        (129, "the delivery is late"),
        (131, "the recipient could not be reached three times"),
        (134, "the delivery failed"),
        (144, "the return is late"),
    ] {
        assert_eq!(reason::words(code), Some(words), "{code}");
    }
    for code in [0, 99, 108, 116, 136, 145] {
        assert_eq!(reason::words(code), None, "{code}");
    }
}

#[test]
fn what_does_not_show_the_secret_is_not_believed() {
    for query in [
        "",
        "hash=",
        "hash",
        "hash=hush-webhook_secre",
        "hash=hush-webhook_secret2",
        "Hash=hush-webhook_secret",
        "token=hush-webhook_secret",
        "hash=no&hash=hush-webhook_secret",
    ] {
        let problem = read_for(&account(), query, NEWS).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth, "{query}");
    }
    let among = "shop=1&hash=hush%2Dwebhook_secret";
    assert!(read_for(&account(), among, NEWS).is_ok());
    let mut keyless = account();
    keyless.secrets.remove(news::SECRET);
    let problem = read_for(&keyless, "hash=", NEWS).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(news::SECRET));
}

#[test]
fn what_is_no_news_cannot_be_read() {
    let cases = [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        "7".to_owned(),
        "{\"label_id\":\"S1.A1.1\"".to_owned(),
        NEWS.replace("label_id", "label"),
        NEWS.replace(LABEL, "%2F%2F%2F%2F"),
        NEWS.replace("status_id=9", "status_id=nine"),
        NEWS.replace("status_id=9&", ""),
        NEWS.replace("2026-11-29T15:00:00+07:00", "soon"),
    ];
    for body in cases {
        let problem = read(&body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{body}");
    }
}

#[tokio::test]
async fn nobody_subscribes_here() {
    let bench = Bench::new(account(), []);
    let problem = news::GhtkWebhooks
        .subscribe(bench.cx(), &[LABEL.to_owned()])
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(problem.hint.contains("?hash="));
}
