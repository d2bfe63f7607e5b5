//! Unified tracking, asked for and told.
use super::*;
use crate::Heard;
use crate::dhl::unified::{self, HEADER, HOOK, TOKEN, UnifiedWebhooks};
use crate::{TrackingNews, Webhooks as _};
use pb_domain::{Problem, ProblemKind, ShipmentStatus as S, TrackingStatus};
use serde_json::json;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name))
    };
}

fn told(settings: &[(&str, &str)]) -> Account {
    account(
        &crate::dhl::PROFILE_PARCEL_DE,
        settings,
        &["api_key", "username", "password", TOKEN],
    )
}

fn tracked(answer: &Answer) -> Result<TrackingStatus, Problem> {
    unified::parse(answer, FIRST)
}

#[test]
fn one_number_is_asked_for_where_there_is_no_sandbox() {
    for environment in ["production", "sandbox"] {
        let account = told(&[("environment", environment)]);
        let request = unified::request(&account, FIRST).unwrap();
        assert_eq!(
            (request.method.as_str(), request.url.as_str()),
            (
                "GET",
                "https://api-eu.dhl.com/track/shipments?trackingNumber=00340434123450000014&service=parcel-de&language=en"
            )
        );
    }
}

#[test]
fn a_parcel_on_the_van() {
    let there = tracked(&answer(200, fixture!("unified_track_200.json"))).unwrap();
    assert_eq!(there.status, Some(S::OutForDelivery));
    assert_eq!(there.expected.as_deref(), Some("2026-11-29T18:00:00"));
    let statuses: Vec<Option<S>> = there.events.iter().map(|e| e.status).collect();
    assert_eq!(
        statuses,
        [
            Some(S::OutForDelivery),
            Some(S::InTransit),
            Some(S::PickedUp),
            Some(S::LabelCreated)
        ]
    );
    let newest = &there.events[0];
    assert_eq!(newest.at, "2026-11-29T09:10:00+01:00", "Germany's time");
    assert_eq!(
        (newest.code.as_str(), newest.location.as_str()),
        ("SRTED", "Berlin, DE")
    );
    assert_eq!(there.events[1].code, "transit", "no event of its own");
}

/// What `code` beside `word` comes to, after an event `before`.
fn after(before: (&str, &str), word: &str, code: &str) -> Option<S> {
    let event = |at: &str, (word, code): (&str, &str)| json!({ "timestamp": at, "statusCode": word, "status": code, "description": "words" });
    let (old, new) = (
        event("2026-11-27T10:00:00", before),
        event("2026-11-28T10:00:00", (word, code)),
    );
    // The order in which they come does not matter.
    let body = json!({ "shipments": [{ "id": FIRST, "status": new, "events": [old, new] }] });
    tracked(&answer(200, &body.to_string())).unwrap().status
}

#[test]
fn words_and_events_have_their_meaning() {
    let picked_up = ("transit", "PCKDU");
    for (word, code, expected) in [
        ("pre-transit", "", Some(S::LabelCreated)),
        ("transit", "", Some(S::InTransit)),
        ("delivered", "", Some(S::Delivered)),
        ("failure", "", Some(S::DeliveryFailed)),
        ("unknown", "", Some(S::PickedUp)),
        ("transit", "PARCV", Some(S::LabelCreated)),
        ("transit", "SHRCU", Some(S::PickedUp)),
        ("transit", "INFCL", Some(S::InTransit)),
        ("transit", "CNRFC", Some(S::ReadyForPickup)),
        ("delivered", "DLVRD", Some(S::Delivered)),
        ("failure", "DMGDS", Some(S::Damaged)),
        ("failure", "RETRN", Some(S::Returning)),
        ("failure", "CANCL", Some(S::Cancelled)),
        ("failure", "NTDEL", Some(S::DeliveryFailed)),
        ("failure", "EXPHD", Some(S::PickedUp)),
        ("transit", "ADVIS", Some(S::PickedUp)),
        // Disposed of, whatever the word says.
        ("delivered", "DSPSD", Some(S::Lost)),
        // The driver took the event before it back.
        ("transit", "STORN", None),
    ] {
        assert_eq!(after(picked_up, word, code), expected, "{word} {code}");
    }
    assert_eq!(
        after(("delivered", "DLVRD"), "transit", "INFCL"),
        Some(S::Delivered),
        "the end stays the end"
    );
    assert_eq!(
        after(("delivered", "DLVRD"), "failure", "RETRN"),
        Some(S::Returning),
        "but for what returns"
    );
    assert_eq!(after(("delivered", "DLVRD"), "transit", "STORN"), None);
}

#[test]
fn what_is_not_known_yet_is_not_wrong() {
    let none = tracked(&answer(404, fixture!("unified_none_404.json"))).unwrap();
    assert_eq!((none.status, none.events.len()), (None, 0));
    for (failed, kind) in [
        (
            answer(401, fixture!("unified_credentials_401.json")),
            ProblemKind::Auth,
        ),
        (
            answer(429, fixture!("unified_throttled_429.json")),
            ProblemKind::RateLimited,
        ),
        (answer(404, "<html>"), ProblemKind::Unavailable),
        (answer(200, r#"{"shipments":[]}"#), ProblemKind::Unavailable),
    ] {
        let problem = tracked(&failed).unwrap_err();
        assert_eq!(problem.kind, kind, "{problem:?}");
    }
    // Another parcel's track is not this one's.
    assert!(unified::parse(&answer(200, fixture!("unified_track_200.json")), SECOND).is_err());
}

#[test]
fn a_subscription_names_address_token_and_parcels() {
    let account = told(&[(HOOK, "https://shop.example.com/dhl")]);
    let request = unified::subscription(&account, &[FIRST.to_owned()]).unwrap();
    assert_eq!(
        request.url,
        "https://api-eu.dhl.com/tracking/push/v1/subscription"
    );
    assert_eq!(
        body(&request),
        json!({
            "hook": {
                "uri": "https://shop.example.com/dhl",
                "authentication": { "type": "ApiKeyAuthentication", "header": HEADER, "token": "hush-hook_token" },
            },
            "format": "Default",
            "type": "Shipment",
            "service": "parcel-de",
            "events": ["Transit", "Delivered", "Pre-Transit", "Failure", "Unknown"],
            "shipmentIDs": [FIRST],
        })
    );
    let none = unified::subscription(&told(&[]), &[]).unwrap_err();
    assert_eq!(none.field.as_deref(), Some(HOOK));
    let mut silent = account.clone();
    silent.secrets.remove(TOKEN);
    assert_eq!(
        unified::subscription(&silent, &[]).unwrap_err().kind,
        ProblemKind::Auth
    );
}

#[test]
fn a_secret_is_shown_back() {
    let account = told(&[]);
    let (request, secret) =
        unified::activation(&account, fixture!("unified_validate.json").as_bytes())
            .unwrap()
            .unwrap();
    assert_eq!(
        (
            request.method.as_str(),
            request.url.as_str(),
            secret.as_str()
        ),
        (
            "POST",
            "https://api-eu.dhl.com/tracking/push/v1/subscription/0d9c2f6e-0000-4000-8000-000000000001",
            "not-a-real-secret"
        )
    );
    assert!(request.body.is_empty());
    let news = fixture!("unified_push.json").as_bytes();
    assert!(unified::activation(&account, news).unwrap().is_none());
    // An id that leads elsewhere is none.
    for (whole, part) in [
        ("000000000001\"", "000000000001?x=y\""),
        ("not-a-real-secret", " "),
    ] {
        let odd = fixture!("unified_validate.json").replace(whole, part);
        assert!(
            unified::activation(&account, odd.as_bytes()).is_err(),
            "{odd}"
        );
    }
    assert!(unified::parse_done(&answer(204, "")).is_ok());
    let refused = unified::parse_done(&recorded_401()).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Auth);
}

fn recorded_401() -> Answer {
    answer(401, fixture!("unified_credentials_401.json"))
}

fn heard(account: &Account, token: Option<&str>, body: &str) -> Result<Vec<TrackingNews>, Problem> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        headers.insert(HEADER, token.parse().unwrap());
    }
    UnifiedWebhooks.read(account, &Heard::posted(&headers, body.as_bytes()))
}

#[test]
fn only_who_shows_the_token_is_believed() {
    let account = told(&[]);
    let news = fixture!("unified_push.json");
    let told = heard(&account, Some("hush-hook_token"), news).unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].tracking_number, FIRST);
    assert_eq!(told[0].event.status, Some(S::Delivered));
    assert_eq!(told[0].event.at, "2026-11-30T11:00:00+01:00");
    assert_eq!(told[0].expected.as_deref(), Some("2026-11-30T18:00:00"));
    for token in [
        None,
        Some(""),
        Some("hush-hook_tokem"),
        Some("hush-hook_token2"),
    ] {
        let problem = heard(&account, token, news).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Auth, "{token:?}");
    }
    let mut open = account.clone();
    open.secrets.remove(TOKEN);
    let problem = heard(&open, Some(""), news).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Auth, "without a token nobody is");
}

#[test]
fn messages_about_the_subscription_hold_no_news() {
    let account = told(&[]);
    for body in [
        fixture!("unified_validate.json"),
        r#"{"scope":"subscription.ready","self":"x"}"#,
        r#"{"scope":"subscription.failure","note":"gone"}"#,
    ] {
        assert_eq!(
            heard(&account, Some("hush-hook_token"), body),
            Ok(Vec::new())
        );
    }
    for body in [
        "",
        "{}",
        "[]",
        "<html>",
        r#"{"scope":"other"}"#,
        r#"{"scope":"subscription.push"}"#,
        r#"{"scope":"subscription.push","shipments":[{"id":""}]}"#,
        r#"{"scope":"subscription.push","shipments":[{"id":"1","status":{}}]}"#,
    ] {
        let problem = heard(&account, Some("hush-hook_token"), body).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid, "{body}");
    }
}
