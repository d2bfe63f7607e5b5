//! Where a parcel stands.
use super::*;
use pb_domain::ShipmentStatus as S;
use pb_domain::TrackingStatus;

fn tracked(answer: &Answer) -> TrackingStatus {
    track::parse(answer, ID).unwrap()
}

#[test]
fn a_parcel_on_its_way() {
    let there = tracked(&recorded!("track_200.json"));
    assert_eq!(there.status, Some(S::InTransit));
    assert_eq!(
        there.expected.as_deref(),
        Some("2026-12-02"),
        "the day in India"
    );
    let statuses: Vec<Option<S>> = there.events.iter().map(|e| e.status).collect();
    assert_eq!(
        statuses,
        [Some(S::InTransit), Some(S::PickedUp), Some(S::LabelCreated)],
        "newest first"
    );
    let newest = &there.events[0];
    assert_eq!(newest.at, "2026-11-30T10:00:00Z");
    assert_eq!(newest.code, "In Transit");
    assert_eq!(
        (newest.text.as_str(), newest.location.as_str()),
        ("Shipment received at hub", "Pune")
    );
}

#[test]
fn a_failed_delivery_says_why() {
    let there = tracked(&recorded!("track_undelivered_200.json"));
    assert_eq!(there.status, Some(S::DeliveryFailed));
    assert_eq!(there.events[0].text, "Customer Unavailable: Door locked");
    // Without details the current scan is the one event.
    let void = tracked(&recorded!("track_cancelled_200.json"));
    assert_eq!((void.status, void.events.len()), (Some(S::Cancelled), 1));
    assert_eq!(void.expected, None);
}

#[test]
fn what_is_not_known_is_not_wrong() {
    for none in [
        recorded!("track_unknown_200.json"),
        recorded!("track_unknown_404.json"),
    ] {
        let there = tracked(&none);
        assert_eq!((there.status, there.events.len()), (None, 0));
    }
    // Another parcel's track is not this one's, and another 404 is none.
    assert!(track::parse(&recorded!("track_200.json"), "another").is_err());
    assert!(track::parse(&recorded!("path_404.json"), ID).is_err());
}

/// The 24 words, in ours.
#[test]
fn every_status_has_its_meaning() {
    let table: &[(&str, S)] = &[
        ("Order Placed", S::LabelCreated),
        ("Pickup Pending", S::LabelCreated),
        ("Pickup Scheduled", S::LabelCreated),
        ("Out for Pickup", S::LabelCreated),
        ("Not Picked", S::LabelCreated),
        ("Picked Up", S::PickedUp),
        ("In Transit", S::InTransit),
        ("Shipment Delayed", S::InTransit),
        ("Out for Delivery", S::OutForDelivery),
        ("Delivered", S::Delivered),
        ("Undelivered", S::DeliveryFailed),
        ("Not Serviceable", S::DeliveryFailed),
        ("RTO Requested", S::Returning),
        ("Seller RTO Requested", S::Returning),
        ("RTO In Transit", S::Returning),
        ("RTO Out for Delivery", S::Returning),
        ("RTO Failed", S::Returning),
        ("RTO Shipment Delayed", S::Returning),
        ("RTO Delivered", S::ReturnedToSender),
        ("Lost", S::Lost),
        ("Damaged", S::Damaged),
        ("Cancelled", S::Cancelled),
        ("Seller Cancelled", S::Cancelled),
        ("Pickup Cancelled", S::Cancelled),
    ];
    let words: std::collections::BTreeSet<&str> = table.iter().map(|(word, _)| *word).collect();
    assert_eq!(words.len(), 24);
    for (word, expected) in table {
        assert_eq!(status::meaning(word, ""), Some(*expected), "{word}");
    }
    for unknown in ["", "delivered", "Delivery Failed", "RTO Initiated"] {
        assert_eq!(status::meaning(unknown, ""), None, "{unknown}");
    }
    assert_eq!(
        status::meaning("Undelivered", "Self Collect"),
        Some(S::ReadyForPickup)
    );
    assert_eq!(
        status::meaning("Undelivered", "Maximum Attempt Reached"),
        Some(S::DeliveryFailed)
    );
    let void: Vec<&str> = words.into_iter().filter(|w| status::is_void(w)).collect();
    assert_eq!(void, ["Cancelled", "Seller Cancelled"]);
}
