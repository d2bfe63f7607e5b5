//! Where parcels stand, by Bring's words.
use super::*;
use pb_domain::ShipmentStatus as S;

fn tracked(answer: &Answer) -> pb_domain::TrackingStatus {
    track::parse(answer, FIRST).unwrap()
}

#[test]
fn a_parcel_has_a_status_an_expected_day_and_events() {
    let status = tracked(&recorded!("track_200.json"));
    assert_eq!(status.status, Some(S::ReadyForPickup));
    assert_eq!(status.expected.as_deref(), Some("2026-12-01"));
    let events: Vec<(&str, Option<S>, &str)> = status
        .events
        .iter()
        .map(|e| (e.at.as_str(), e.status, e.location.as_str()))
        .collect();
    assert_eq!(
        events,
        [
            ("2026-11-30T09:12:00+01:00", None, ""),
            (
                "2026-11-30T08:30:25+01:00",
                Some(S::ReadyForPickup),
                "5003 BERGEN NO"
            ),
            // Insignificant ones move nothing.
            ("2026-11-30T07:31:00Z", None, "5003 BERGEN NO"),
            (
                "2026-11-28T08:27:08+01:00",
                Some(S::InTransit),
                "0024 OSLO NO"
            ),
            ("2026-11-27T13:00:00+01:00", Some(S::LabelCreated), ""),
        ]
    );
    assert_eq!(status.events[1].code, "READY_FOR_PICKUP");
}

#[test]
fn a_number_that_is_not_known_yet_is_no_problem() {
    let status = tracked(&recorded!("track_unknown_200.json"));
    assert_eq!((status.status, status.events.len()), (None, 0));
}

#[test]
fn failures_within_200_are_failures() {
    let busy = track::parse(&recorded!("track_busy_200.json"), FIRST).unwrap_err();
    assert_eq!(
        (busy.kind, busy.carrier_code.as_str()),
        (ProblemKind::Unavailable, "503")
    );
    assert!(busy.text.contains("too many invalid"), "{busy:?}");
    let bad = track::parse(&recorded!("track_bad_200.json"), FIRST).unwrap_err();
    assert_eq!(
        (bad.kind, bad.carrier_code.as_str()),
        (ProblemKind::Refused, "400")
    );
    let other = include_str!("../fixtures/track_200.json").replace(FIRST, SECOND);
    assert!(track::parse(&answer(200, &other), FIRST).is_err());
}

#[test]
fn every_word_has_a_meaning() {
    use status::Meaning::{Is, Keep, Unknown};
    for (word, meaning) in [
        ("PRE_NOTIFIED", Is(S::LabelCreated)),
        ("DELIVERY_ORDERED", Keep),
        ("DELIVERY_CHANGED", Keep),
        ("HANDED_IN", Is(S::PickedUp)),
        ("COLLECTED", Is(S::PickedUp)),
        ("IN_TRANSIT", Is(S::InTransit)),
        ("TERMINAL", Is(S::InTransit)),
        ("INTERNATIONAL", Is(S::InTransit)),
        ("CUSTOMS", Is(S::InTransit)),
        ("NOTIFICATION_SENT", Keep),
        ("TRANSPORT_TO_RECIPIENT", Is(S::OutForDelivery)),
        ("READY_FOR_PICKUP", Is(S::ReadyForPickup)),
        ("ATTEMPTED_DELIVERY", Is(S::DeliveryFailed)),
        ("DELIVERED", Is(S::Delivered)),
        ("RETURN", Is(S::Returning)),
        ("DELIVERED_SENDER", Is(S::ReturnedToSender)),
        ("DEVIATION", Is(S::InTransit)),
        ("DELIVERY_CANCELLED", Is(S::Cancelled)),
        ("UNKNOWN", Unknown),
        ("ARRIVED_BY_DRONE", Unknown),
        ("", Unknown),
    ] {
        assert_eq!(status::meaning(word), meaning, "{word}");
    }
}

#[test]
fn the_newest_word_that_moves_it_counts() {
    let current = |words: &[&str]| {
        let events: Vec<wire::Event> = words
            .iter()
            .map(|word| wire::Event {
                status: (*word).to_owned(),
                ..wire::Event::default()
            })
            .collect();
        status::current(&events)
    };
    for (newest_first, expected) in [
        (&["NOTIFICATION_SENT", "IN_TRANSIT"][..], Some(S::InTransit)),
        (&["IN_TRANSIT", "DELIVERED"], Some(S::Delivered)),
        (&["RETURN", "DELIVERED"], Some(S::Returning)),
        (
            &["DELIVERED_SENDER", "RETURN", "DELIVERED"],
            Some(S::ReturnedToSender),
        ),
        // A visit that was called off does not take the parcel back.
        (
            &["DELIVERY_CANCELLED", "TERMINAL", "PRE_NOTIFIED"],
            Some(S::InTransit),
        ),
        (&["DELIVERY_CANCELLED", "PRE_NOTIFIED"], Some(S::Cancelled)),
        (&["IN_TRANSIT", "DELIVERY_CANCELLED"], Some(S::InTransit)),
        (&["UNKNOWN"], None),
        (&[], None),
    ] {
        assert_eq!(current(newest_first), expected, "{newest_first:?}");
    }
    let insignificant = wire::Event {
        status: "DELIVERED".to_owned(),
        insignificant: true,
        ..wire::Event::default()
    };
    assert_eq!(status::current(&[insignificant]), None);
}

#[test]
fn times_are_rfc_3339_where_they_can_be() {
    for (text, expected) in [
        ("2026-11-30T08:31:00+01:00", "2026-11-30T08:31:00+01:00"),
        ("2026-11-30T07:05:09Z", "2026-11-30T07:05:09Z"),
        ("yesterday", "yesterday"),
        ("", ""),
    ] {
        assert_eq!(track::at(text), expected);
    }
    let at: Timestamp = track::at("2026-11-30T08:31:00+0100").parse().unwrap();
    assert_eq!(at.to_string(), "2026-11-30T07:31:00Z");
}
