//! Tracking as a real server gave it.
use super::*;

#[test]
fn is_read_in_the_carriers_own_time() {
    let tracked = track::parse(&recorded!("tracking_200.json"), &sale()).expect("tracked");
    assert_eq!(tracked.status, Some(ShipmentStatus::InTransit));
    assert_eq!(tracked.events[0].at, "2026-11-21 08:15");
    assert_eq!(tracked.events[0].text, "Out For Delivery Today");
    assert_eq!(tracked.expected, None);
}

#[test]
fn odd_times_are_left_as_they_are() {
    let event = json!({ "date": "2026-11-21", "time": "13:58 PM", "timestamp": null, "status": "created", "description": null });
    let body = json!({ "tracking": { "status": "unknown", "events": [event], "estimated_delivery": "2026-11-24" } });
    let tracked = track::parse(&answer(200, &body.to_string()), &sale()).expect("tracked");
    assert_eq!(tracked.status, None);
    assert_eq!(tracked.events[0].at, "2026-11-21 13:58 PM");
    assert_eq!(tracked.events[0].status, Some(ShipmentStatus::LabelCreated));
    assert_eq!(tracked.expected.as_deref(), Some("2026-11-24"));
}

#[test]
fn not_found_has_three_meanings() {
    let fresh = track::parse(&recorded!("tracking_not_yet_404.json"), &sale()).expect("not yet");
    assert_eq!((fresh.status, fresh.events), (None, Vec::new()));
    let problem = track::parse(&recorded!("tracking_refused_404.json"), &sale()).expect_err("key");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "250003")
    );
    let problem =
        track::parse(&recorded!("tracking_no_connection_404.json"), &sale()).expect_err("none");
    assert_eq!(problem.kind, ProblemKind::Unsupported);
}

#[test]
fn all_of_karrios_words_are_known() {
    for word in [
        "pending",
        "picked_up",
        "on_hold",
        "cancelled",
        "delivered",
        "in_transit",
        "delivery_delayed",
        "out_for_delivery",
        "ready_for_pickup",
        "delivery_failed",
        "return_to_sender",
        "created",
    ] {
        assert!(track::status(word).is_some(), "{word}");
    }
    assert_eq!(track::status("unknown"), None);
}
