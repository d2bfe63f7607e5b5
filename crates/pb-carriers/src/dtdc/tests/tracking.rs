//! Where a parcel stands.
use super::*;
use pb_domain::ShipmentStatus as S;
use pb_domain::TrackingStatus;

fn tracked(answer: &Answer) -> TrackingStatus {
    track::parse(answer, NUMBER).unwrap()
}

#[test]
fn a_parcel_on_its_way() {
    let there = tracked(&recorded!("track_200.json"));
    assert_eq!(there.status, Some(S::InTransit));
    assert_eq!(there.expected.as_deref(), Some("2026-11-30"));
    let statuses: Vec<Option<S>> = there.events.iter().map(|e| e.status).collect();
    assert_eq!(
        statuses,
        [Some(S::InTransit), Some(S::InTransit), Some(S::PickedUp)],
        "newest first"
    );
    let newest = &there.events[0];
    assert_eq!(newest.at, "2026-11-27T22:40:00Z", "India is ahead");
    assert_eq!(newest.text, "In Transit", "a weight is no remark");
    assert_eq!(
        (newest.code.as_str(), newest.location.as_str()),
        ("IPMF", "MUMBAI APEX")
    );
    let done = tracked(&recorded!("track_delivered_200.json"));
    assert_eq!(done.status, Some(S::Delivered));
    assert_eq!(done.events[0].text, "Delivered: SIGN");
    assert_eq!(
        done.expected.as_deref(),
        Some("2026-12-01"),
        "it was put off"
    );
}

#[test]
fn what_is_not_known_is_not_wrong() {
    for none in [
        recorded!("track_unknown_200.json"),
        recorded!("track_unknown_206.json"),
        recorded!("track_unknown_400.json"),
    ] {
        let there = tracked(&none);
        assert_eq!((there.status, there.events.len()), (None, 0), "{none:?}");
    }
    let failed = track::parse(&recorded!("track_failed_200.json"), NUMBER).unwrap_err();
    assert_eq!(failed.kind, ProblemKind::Refused);
    assert_eq!(failed.carrier_text, "ERROR OCCURRED");
    // Another consignment's track is not this one's.
    assert!(track::parse(&recorded!("track_200.json"), "D70420018").is_err());
}

#[test]
fn a_track_without_scans_is_its_status() {
    let mut bare: Value = serde_json::from_str(include_str!("../fixtures/track_200.json")).unwrap();
    bare["trackDetails"] = Value::Null;
    let there = tracked(&answer(200, &bare.to_string()));
    assert_eq!(there.events.len(), 1);
    assert_eq!(there.events[0].status, Some(S::InTransit));
    // A number that lost its first zero, as another program would write it.
    assert_eq!(time::day("7122026"), time::day("07122026"));
    assert_eq!(time::day("next week"), None);
    assert_eq!(time::day(""), None);
}

#[test]
fn words_have_their_meaning() {
    for (words, expected) in [
        ("Delivered", Some(S::Delivered)),
        ("DELIVERED", Some(S::Delivered)),
        ("NOT DELIVERED", Some(S::DeliveryFailed)),
        ("ATTEMPTED", Some(S::DeliveryFailed)),
        ("Out For  Delivery", Some(S::OutForDelivery)),
        ("DELIVERY PROCESS IN PROGRESS", Some(S::OutForDelivery)),
        ("Booked", Some(S::PickedUp)),
        ("Softdata Upload", Some(S::LabelCreated)),
        ("Pickup Awaited", Some(S::LabelCreated)),
        ("Not Picked", Some(S::LabelCreated)),
        ("Picked Up", Some(S::PickedUp)),
        ("In Transit", Some(S::InTransit)),
        ("DISPATCHED", Some(S::InTransit)),
        ("Recieved At Destination", Some(S::InTransit)),
        ("HELDUP AT CUSTOMS", Some(S::InTransit)),
        ("RTO", Some(S::Returning)),
        ("CONSIGNMENT HAS RETURNED", Some(S::Returning)),
        ("RTO Delivered", Some(S::ReturnedToSender)),
        ("POD DISPATCHED", None),
        ("Holiday", None),
        ("", None),
    ] {
        assert_eq!(status::meaning(words), expected, "{words}");
    }
}
