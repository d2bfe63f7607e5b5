//! Where parcels stand.
use super::*;
use pb_domain::ShipmentStatus as S;

#[test]
fn a_track_is_read_with_indian_times() {
    let tracked = track::parse(&recorded!("track_200.json"), FIRST).unwrap();
    assert_eq!(tracked.status, Some(S::InTransit));
    assert_eq!(tracked.expected.as_deref(), Some("2026-12-01"));
    let events: Vec<(&str, Option<S>, &str)> = tracked
        .events
        .iter()
        .map(|e| (e.at.as_str(), e.status, e.code.as_str()))
        .collect();
    assert_eq!(
        events,
        [
            ("2026-11-27T18:10:52+05:30", Some(S::InTransit), "X-PPOM"),
            ("2026-11-27T14:31:48+05:30", Some(S::LabelCreated), "X-UCI"),
        ],
        "newest first"
    );
    assert_eq!(tracked.events[0].text, "In Transit: Shipment picked up");
    assert_eq!(tracked.events[0].location, "Pune_Hub (Maharashtra)");
}

#[test]
fn many_are_told_apart_by_their_numbers() {
    let both = recorded!("track_two_200.json");
    for number in [FIRST, SECOND] {
        let tracked = track::parse(&both, number).unwrap();
        assert_eq!(tracked.status, Some(S::LabelCreated), "{number}");
    }
    let stranger = track::parse(&both, "84301230000036").unwrap();
    assert_eq!((stranger.status, stranger.events.len()), (None, 0));
    let unknown = track::parse(&recorded!("track_unknown_200.json"), FIRST).unwrap();
    assert_eq!((unknown.status, unknown.events.len()), (None, 0));
    assert!(track::parse(&answer(200, r#"{"ShipmentData":[{}]}"#), FIRST).is_err());
}

/// The documentation's table of types and statuses, forward, return and reverse.
#[test]
fn every_status_has_its_place() {
    for (kind, status, meant) in [
        ("UD", "Manifested", S::LabelCreated),
        ("UD", "Not Picked", S::LabelCreated),
        ("UD", "In Transit", S::InTransit),
        ("UD", "Pending", S::InTransit),
        ("UD", "Dispatched", S::OutForDelivery),
        ("DL", "Delivered", S::Delivered),
        ("RT", "In Transit", S::Returning),
        ("RT", "Pending", S::Returning),
        ("RT", "Dispatched", S::Returning),
        ("DL", "RTO", S::ReturnedToSender),
        ("PP", "Open", S::LabelCreated),
        ("PP", "Scheduled", S::LabelCreated),
        ("PP", "Dispatched", S::LabelCreated),
        ("PU", "In Transit", S::InTransit),
        ("PU", "Pending", S::InTransit),
        ("PU", "Dispatched", S::OutForDelivery),
        ("DL", "DTO", S::Delivered),
        ("CN", "Canceled", S::Cancelled),
        ("CN", "Closed", S::Cancelled),
        ("UD", "LOST", S::Lost),
    ] {
        assert_eq!(
            status::meaning(kind, status, ""),
            Some(meant),
            "{kind} {status}"
        );
    }
    for code in ["EOD-74", "EOD-15", "EOD-6"] {
        let attempted = status::meaning("UD", "Pending", code);
        assert_eq!(attempted, Some(S::DeliveryFailed), "{code}");
    }
    assert_eq!(status::meaning("XX", "Delivered", ""), None);
    assert_eq!(status::meaning("UD", "Teleported", ""), None);
}

#[test]
fn a_status_that_is_not_known_leaves_it_where_it_was() {
    let mut odd: Value = serde_json::from_str(include_str!("../fixtures/track_200.json")).unwrap();
    odd["ShipmentData"][0]["Shipment"]["Status"]["Status"] = json!("Teleported");
    let tracked = track::parse(&answer(200, &odd.to_string()), FIRST).unwrap();
    assert_eq!(tracked.status, Some(S::InTransit), "by the newest scan");
    odd["ShipmentData"][0]["Shipment"]["Scans"] = json!([]);
    let tracked = track::parse(&answer(200, &odd.to_string()), FIRST).unwrap();
    assert_eq!(tracked.status, None);
    assert_eq!(tracked.events.len(), 1, "what it says all the same");
    assert_eq!(tracked.events[0].code, "X-PPOM");
}

#[test]
fn times_that_are_none_stay_as_they_are() {
    assert_eq!(
        track::indian("2024-09-21T14:31:48.752"),
        "2024-09-21T14:31:48+05:30"
    );
    assert_eq!(
        track::indian("2024-09-21T14:36:53"),
        "2024-09-21T14:36:53+05:30"
    );
    assert_eq!(track::indian("yesterday"), "yesterday");
    assert_eq!(track::indian(""), "");
}
