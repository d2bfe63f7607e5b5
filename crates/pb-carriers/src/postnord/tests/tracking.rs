//! Where a parcel stands.
use super::status::{Meaning, current, is_home, meaning, of_events};
use super::*;
use pb_domain::{ShipmentStatus as S, TrackingStatus};

fn tracked(answer: &Answer, service: &str) -> TrackingStatus {
    track::parse(answer, FIRST, service).unwrap()
}

#[test]
fn the_way_of_a_parcel_is_told_newest_first() {
    let status = tracked(&recorded!("track_200.json"), "19");
    assert_eq!(status.status, Some(S::InTransit));
    assert_eq!(status.expected.as_deref(), Some("2026-11-30T16:00:00"));
    let statuses: Vec<Option<S>> = status.events.iter().map(|e| e.status).collect();
    assert_eq!(
        statuses,
        [Some(S::InTransit), Some(S::PickedUp), Some(S::LabelCreated)]
    );
    let newest = &status.events[0];
    assert_eq!(newest.at, "2026-11-28 06:30", "local, without a zone");
    assert_eq!(newest.code, "C11");
    assert_eq!(newest.location, "Göteborg terminal, Göteborg, SE");
    assert_eq!(status.events[2].location, "SE");
    let got = tracked(&recorded!("track_got_200.json"), "19");
    assert_eq!(got.status, Some(S::PickedUp));
    // Whatever the order in which it comes.
    let delivered = tracked(&recorded!("track_delivered_200.json"), "19");
    assert_eq!(delivered.status, Some(S::Delivered));
    assert_eq!(delivered.events[0].code, "C21");
    assert_eq!(delivered.events[4].code, "C01");
    let object = tracked(&recorded!("track_object_200.json"), "19");
    assert_eq!(object.events.len(), 1);
}

#[test]
fn a_parcel_waits_or_is_brought_by_its_service() {
    let waiting = recorded!("track_waiting_200.json");
    assert_eq!(tracked(&waiting, "19").status, Some(S::ReadyForPickup));
    // PostNord's own word on the service goes before what was bought.
    assert_eq!(tracked(&waiting, "17").status, Some(S::ReadyForPickup));
    let silent = include_str!("../fixtures/track_waiting_200.json").replace("\"19\"", "\"\"");
    let silent = answer(200, &silent);
    assert_eq!(tracked(&silent, "17+D6").status, Some(S::OutForDelivery));
    assert_eq!(tracked(&silent, "").status, Some(S::ReadyForPickup));
    assert!(is_home("", "18") && !is_home("19", "18"));
}

#[test]
fn nothing_known_is_no_problem_and_no_status() {
    let unknown = tracked(&recorded!("track_unknown_200.json"), "19");
    assert_eq!((unknown.status, unknown.events.len()), (None, 0));
    let problem = track::parse(&recorded!("track_invalid_400.json"), FIRST, "19").unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.text.contains("10 to 35"));
    // Another's parcels are not taken for it.
    let two = recorded!("found_two_200.json");
    let none = track::parse(&two, "00373500450000000034", "19").unwrap();
    assert_eq!(none.status, None);
}

#[test]
fn every_status_has_its_meaning() {
    for (status, home, expected) in [
        ("CREATED", false, Meaning::Is(S::LabelCreated)),
        ("INFORMED", false, Meaning::Is(S::LabelCreated)),
        ("EN_ROUTE", false, Meaning::Is(S::InTransit)),
        ("DELAYED", false, Meaning::Is(S::InTransit)),
        ("EXPECTED_DELAY", false, Meaning::Is(S::InTransit)),
        (
            "AVAILABLE_FOR_DELIVERY",
            false,
            Meaning::Is(S::ReadyForPickup),
        ),
        (
            "AVAILABLE_FOR_DELIVERY",
            true,
            Meaning::Is(S::OutForDelivery),
        ),
        (
            "AVAILABLE_FOR_DELIVERY_PAR_LOC",
            false,
            Meaning::Is(S::ReadyForPickup),
        ),
        ("DELIVERED", false, Meaning::Is(S::Delivered)),
        ("DELIVERY_IMPOSSIBLE", false, Meaning::Is(S::DeliveryFailed)),
        ("DELIVERY_REFUSED", false, Meaning::Is(S::DeliveryFailed)),
        ("STOPPED", false, Meaning::Is(S::DeliveryFailed)),
        ("RETURNED", false, Meaning::Is(S::ReturnedToSender)),
        ("OTHER", false, Meaning::Keep),
        ("EXPIRED", false, Meaning::Unknown),
        ("SPLIT", false, Meaning::Unknown),
        ("TELEPORTED", false, Meaning::Unknown),
    ] {
        assert_eq!(meaning(status, home), expected, "{status}");
    }
    let event = |status: &str| wire::Event {
        status: status.to_owned(),
        ..wire::Event::default()
    };
    let events = ["INFORMED", "OTHER", "AVAILABLE_FOR_DELIVERY"].map(event);
    let events: Vec<&wire::Event> = events.iter().collect();
    let meanings = of_events(&events, false);
    assert_eq!(
        meanings,
        [Some(S::LabelCreated), None, Some(S::ReadyForPickup)]
    );
    assert_eq!(current("OTHER", &meanings, false), Some(S::ReadyForPickup));
    assert_eq!(current("OTHER", &[], false), Some(S::InTransit));
    assert_eq!(current("", &meanings, false), Some(S::ReadyForPickup));
    assert_eq!(current("SPLIT", &[], false), None);
}
