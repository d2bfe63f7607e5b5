//! 17TRACK: what is asked, what is made of it, and whom to believe.
use super::*;
use crate::Heard;
use crate::Webhooks as _;
use crate::spoilt::answer;
use http::HeaderMap;

const SECOND: &str = "LX000000028CN";

#[tokio::test]
async fn numbers_are_registered_and_asked_for_together() {
    let bench = Bench::new(
        account(),
        [
            recorded!("registered_200.json"),
            recorded!("followed_200.json"),
        ],
    );
    let (first, second, third) = (bought(WAYBILL), bought(SECOND), bought("NUMBER"));
    let track = PROFILE.track.unwrap();
    assert_eq!(track.at_once(), 40);
    let asked = [(&first, WAYBILL), (&second, SECOND), (&third, "NUMBER")];
    let answers = track.track_many(bench.cx(), &asked).await;
    let known = answers[0].as_ref().unwrap();
    assert_eq!(known.status, Some(ShipmentStatus::PickedUp));
    assert_eq!(known.expected.as_deref(), Some("2026-10-25"));
    assert_eq!(known.events[0].at, "2026-10-13T01:00:00Z");
    assert_eq!(known.events[0].status, Some(ShipmentStatus::InTransit));
    assert_eq!(known.events[1].code, "InTransit_PickedUp");
    // Registered before, and nothing known yet.
    let nothing = answers[1].as_ref().unwrap();
    assert_eq!(
        (nothing.status, nothing.events.len()),
        (Some(ShipmentStatus::LabelCreated), 0)
    );
    assert_eq!(answers[2].as_ref().unwrap_err().carrier_code, "-18019902");
    let said = bench.said();
    for (at, url) in ["register", "gettrackinfo"].into_iter().enumerate() {
        assert_eq!(
            said[at].url,
            format!("https://api.17track.net/track/v2.2/{url}")
        );
        assert_eq!(
            said[at].body,
            json!([{ "number": WAYBILL }, { "number": SECOND }, { "number": "NUMBER" }])
        );
        assert!(
            said[at].headers.contains(&"17token: …".to_owned()),
            "{:?}",
            said[at].headers
        );
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_followed() {
    let mut account = account();
    account.secrets.remove(seventeen::KEY);
    let bench = Bench::new(account, []);
    let problem = PROFILE
        .track
        .unwrap()
        .track(bench.cx(), &bought(WAYBILL), WAYBILL)
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(bench.said().is_empty());
}

#[test]
fn errors_mean_what_their_codes_say() {
    let quota = seventeen::parse(&recorded!("quota_200.json"), &[WAYBILL]).unwrap_err();
    assert_eq!(
        (quota.kind, quota.carrier_code.as_str()),
        (ProblemKind::RateLimited, "-18019908")
    );
    for (code, kind) in [
        (-18_010_001, ProblemKind::Auth),
        (-18_010_002, ProblemKind::Auth),
        (-18_010_004, ProblemKind::Auth),
        (-18_010_003, ProblemKind::Unavailable),
        (-18_019_907, ProblemKind::RateLimited),
    ] {
        let body =
            json!({ "code": code, "data": { "errors": [{ "code": code, "message": "No" }] } });
        let problem = seventeen::parse(&answer(200, &body.to_string()), &[WAYBILL]).unwrap_err();
        assert_eq!(problem.kind, kind, "{code}");
    }
    let key = answer(401, r#"{"code":-18010002,"data":{"errors":[]}}"#);
    assert_eq!(
        seventeen::parse(&key, &[WAYBILL]).unwrap_err().kind,
        ProblemKind::Auth
    );
    assert_eq!(
        seventeen::parse(&answer(429, ""), &[WAYBILL])
            .unwrap_err()
            .kind,
        ProblemKind::RateLimited
    );
}

#[test]
fn words_mean_what_17track_says() {
    use ShipmentStatus as S;
    for (word, sub, meaning) in [
        ("NotFound", "", Some(S::LabelCreated)),
        ("InfoReceived", "", Some(S::LabelCreated)),
        ("Expired", "Expired_Other", Some(S::InTransit)),
        ("AvailableForPickup", "", Some(S::ReadyForPickup)),
        ("OutForDelivery", "", Some(S::OutForDelivery)),
        (
            "DeliveryFailure",
            "DeliveryFailure_NoBody",
            Some(S::DeliveryFailed),
        ),
        ("Delivered", "", Some(S::Delivered)),
        ("Exception", "Exception_Returning", Some(S::Returning)),
        ("Exception", "Exception_Returned", Some(S::ReturnedToSender)),
        ("Exception", "Exception_Lost", Some(S::Lost)),
        ("Exception", "Exception_Damage", Some(S::Damaged)),
        ("Exception", "Exception_Destroyed", Some(S::Damaged)),
        ("Exception", "Exception_Cancel", Some(S::Cancelled)),
        ("Exception", "Exception_Delayed", None),
        ("Teleported", "", None),
    ] {
        assert_eq!(seventeen::meaning(word, sub), meaning, "{word} {sub}");
    }
}

#[test]
fn news_is_believed_when_it_is_signed() {
    let followed: Value =
        serde_json::from_str(include_str!("../../fixtures/followed_200.json")).unwrap();
    let message =
        json!({ "event": "TRACKING_UPDATED", "data": followed["data"]["accepted"][0] }).to_string();
    let read = |sign: &str, body: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("sign", sign.parse().unwrap());
        seventeen::SeventeenWebhooks.read(&account(), &Heard::posted(&headers, body.as_bytes()))
    };
    let sign = seventeen::sign(message.as_bytes(), "hush-tracking_key");
    let told = read(&sign, &message).unwrap();
    assert_eq!(told[0].tracking_number, WAYBILL);
    assert_eq!(told[0].event.status, Some(ShipmentStatus::PickedUp));
    assert_eq!(told[0].expected.as_deref(), Some("2026-10-25"));
    let other = message.replace(WAYBILL, SECOND);
    for (sign, body) in [(sign.as_str(), other.as_str()), ("", message.as_str())] {
        assert_eq!(read(sign, body).unwrap_err().kind, ProblemKind::Auth);
    }
    let stopped = r#"{"event":"TRACKING_STOPPED","data":{"number":"LX000000014CN"}}"#;
    assert_eq!(seventeen::news(stopped.as_bytes()).unwrap(), []);
}

#[tokio::test]
async fn subscribing_says_which_numbers_are_left_out() {
    let bench = Bench::new(account(), [recorded!("registered_200.json")]);
    let numbers = [WAYBILL, SECOND, "NUMBER"].map(str::to_owned);
    let left_out = seventeen::SeventeenWebhooks
        .subscribe(bench.cx(), &numbers)
        .await
        .unwrap();
    assert_eq!(left_out, ["NUMBER"]);
}
