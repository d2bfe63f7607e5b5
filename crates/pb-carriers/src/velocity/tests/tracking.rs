//! Tracks, what their words mean, voids, and how numbers look.
use super::*;
use crate::Likeness;
use pb_domain::ShipmentStatus as S;

#[test]
fn a_track_is_read_newest_first_in_indian_time() {
    let track = track::parse(&recorded!("track_200.json"), BILL).unwrap();
    assert_eq!(track.status, Some(S::Delivered));
    assert_eq!(track.expected, None);
    let events: Vec<(&str, Option<S>, &str)> = track
        .events
        .iter()
        .map(|e| (e.at.as_str(), e.status, e.text.as_str()))
        .collect();
    assert_eq!(
        events,
        [
            ("2026-11-30T07:35:10Z", Some(S::Delivered), "DELIVERED"),
            (
                "2026-11-30T04:10:00Z",
                Some(S::OutForDelivery),
                "OUT FOR DELIVERY"
            ),
            ("2026-11-27T20:41:31Z", None, "Bag received at hub"),
            ("2026-11-27T10:42:00Z", Some(S::PickedUp), "PICKED UP"),
        ]
    );
    assert_eq!(track.events[1].code, "out_for_delivery");
    assert_eq!(track.events[2].location, "Bengaluru_Hub");
    let back = track::parse(&recorded!("track_200.json"), "VEHR4336705675").unwrap();
    assert_eq!((back.status, back.events.len()), (Some(S::InTransit), 0));
}

#[test]
fn a_number_that_is_not_there_is_not_known() {
    let track = track::parse(&recorded!("track_200.json"), "34812010700000").unwrap();
    assert_eq!((track.status, track.events.len()), (None, 0));
    let null = answer(200, &json!({ "result": { BILL: null } }).to_string());
    assert_eq!(track::parse(&null, BILL).unwrap().status, None);
    let cancelled = track::parse(&recorded!("track_cancelled_200.json"), BILL).unwrap();
    assert_eq!(cancelled.status, Some(S::Cancelled), "by the parcel's word");
    let problem = track::parse(&recorded!("key_401.json"), BILL).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Auth);
}

#[test]
fn a_time_that_cannot_be_read_stays_as_it_is() {
    let scan = |date: &str| json!({ "date": date, "activity": "In Transit", "location": 7 });
    let told = json!({ "result": { BILL: { "tracking_data": {
        "shipment_status": "teleported",
        "shipment_track_activities": [scan("yesterday"), scan("2026-11-30 13:05:10")],
    } } } });
    let track = track::parse(&answer(200, &told.to_string()), BILL).unwrap();
    assert_eq!(track.status, None, "a word that is not known");
    assert_eq!(track.events[0].at, "2026-11-30T07:35:10Z");
    assert_eq!(track.events[1].at, "yesterday");
}

#[test]
fn every_word_has_its_meaning() {
    for (meaning, words) in [
        (
            S::LabelCreated,
            "NEW, pending, ready_for_pickup, ready_to_ship, Pickup Scheduled, PICKUP-PENDING, out for pickup, not_picked, manifest_uploaded, return_requested, return_pickup_scheduled, return_not_picked",
        ),
        (S::PickedUp, "picked_up, PickedUp, PKP"),
        (
            S::InTransit,
            "In Transit, in-transit, IT, Shipped, return_in_transit",
        ),
        (S::OutForDelivery, "OUT FOR DELIVERY, OFD"),
        (
            S::Delivered,
            "delivered, DEL, return_delivered, return_received",
        ),
        (
            S::DeliveryFailed,
            "NDR, ndr_raised, need_attention, reattempt_delivery, Undelivered, failed_attempt, return_ndr_raised",
        ),
        (
            S::Returning,
            "RTO, rto_initiated, rto_in_transit, RETURN TO ORIGIN",
        ),
        (S::ReturnedToSender, "RTO Delivered"),
        (S::Lost, "LOST, missing, return_lost"),
        (S::Damaged, "DAMAGED, destroyed"),
        (
            S::Cancelled,
            "CANCELLED, canceled, rejected, return_cancelled",
        ),
    ] {
        for word in words.split(", ") {
            assert_eq!(status::meaning(word), Some(meaning), "{word}");
        }
    }
    for word in ["", "teleported", "rto delivered soon", "配達済み"] {
        assert_eq!(status::meaning(word), None, "{word}");
    }
}

#[test]
fn a_cancellation_is_taken_or_refused() {
    assert!(void::parse(&recorded!("cancel_200.json")).is_ok());
    let refused = void::parse(&recorded!("cancel_refused_422.json")).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert!(refused.carrier_text.contains("picked up"));
    for odd in [
        "{}",
        r#"{"message":""}"#,
        r#"{"message":"Welcome"}"#,
        r#"{"message":7}"#,
    ] {
        let problem = void::parse(&answer(200, odd)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{odd}");
    }
    let again = void::under_way(BILL);
    assert_eq!(
        (again.kind, again.retry_after),
        (ProblemKind::UnknownOutcome, Some(60))
    );
}

#[test]
fn the_track_says_what_is_void() {
    let standing = |status: Option<S>| pb_domain::TrackingStatus {
        status,
        expected: None,
        events: Vec::new(),
    };
    assert_eq!(void::is_void(&standing(Some(S::Cancelled)), BILL), Ok(true));
    for there in [None, Some(S::LabelCreated)] {
        assert_eq!(void::is_void(&standing(there), BILL), Ok(false));
    }
    for gone in [S::PickedUp, S::InTransit, S::Delivered, S::Returning] {
        let problem = void::is_void(&standing(Some(gone)), BILL).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused, "{gone:?}");
    }
}

#[test]
fn numbers_that_name_velocity_are_its() {
    for number in [
        "VEHR4336705675",
        "VEHC4336705675",
        "VEHP4336705675",
        "R123456789VEL",
    ] {
        assert_eq!(number::likeness(number), Likeness::Form, "{number}");
    }
    for number in [
        "34812010700125",
        "VEHX4336705675",
        "VEHR433670567",
        "RVEL",
        "R12345VEL",
        "RAB3456789VEL",
        "",
    ] {
        assert_eq!(number::likeness(number), Likeness::No, "{number}");
    }
}
