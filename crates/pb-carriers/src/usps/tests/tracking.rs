//! Where a parcel stands.
use super::*;
use pb_domain::{Problem, ShipmentStatus as S, TrackingStatus};
use status::Meaning;

fn many(answer: &Answer, numbers: &[&str]) -> Vec<Result<TrackingStatus, Problem>> {
    track::parse_many(answer, numbers).unwrap()
}

#[test]
fn a_parcel_on_its_way() {
    let there = many(&recorded!("tracked_200.json"), &[FIRST])
        .remove(0)
        .unwrap();
    assert_eq!(there.status, Some(S::OutForDelivery));
    assert_eq!(
        there.expected.as_deref(),
        Some("2026-12-01"),
        "as predicted"
    );
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
    assert_eq!(newest.at, "2026-12-01T07:10:00-08:00");
    assert_eq!(
        (newest.code.as_str(), newest.location.as_str()),
        ("OF", "RENO, NV")
    );
}

#[test]
fn each_of_many_gets_its_own_answer() {
    let third = "9400190000001700000038";
    let answers = many(&recorded!("tracked_207.json"), &[third, SECOND, FIRST]);
    let problem = answers[0].clone().unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "150003")
    );
    let delivered = answers[1].clone().unwrap();
    assert_eq!(delivered.status, Some(S::Delivered));
    let nothing = answers[2].clone().unwrap();
    assert_eq!(
        (nothing.status, nothing.events.len()),
        (None, 0),
        "nothing yet"
    );
    // A number that is not spoken of has no answer, and nobody else's.
    let answers = many(&recorded!("tracked_200.json"), &[FIRST, SECOND]);
    assert!(answers[0].is_ok());
    assert_eq!(
        answers[1].clone().unwrap_err().kind,
        ProblemKind::Unavailable
    );
}

#[test]
fn nothing_yet_is_no_fault() {
    let nothing = many(&recorded!("track_nothing_400.json"), &[FIRST, SECOND]);
    assert!(
        nothing
            .iter()
            .all(|a| a.as_ref().is_ok_and(|t| t.status.is_none()))
    );
    let one = track::parse_one(&recorded!("track_nothing_400.json"), FIRST).unwrap();
    assert_eq!(one.status, None);
    let restricted =
        track::parse_many(&recorded!("track_restricted_400.json"), &[FIRST]).unwrap_err();
    assert_eq!(restricted.carrier_code, "150010");
    assert!(restricted.hint.contains("MID"), "{restricted:?}");
}

#[test]
fn the_older_version_is_for_apps_without_the_newer() {
    assert!(track::lacks_version(&recorded!("no_version_404.json")));
    assert!(track::lacks_version(&answer(404, "<html>")));
    for other in [
        recorded!("tracked_200.json"),
        recorded!("track_nothing_400.json"),
        recorded!("unauthorized_401.json"),
        recorded!("down_503.json"),
    ] {
        assert!(!track::lacks_version(&other), "{other:?}");
    }
    let one = track::parse_one(&recorded!("tracked_one_200.json"), FIRST).unwrap();
    assert_eq!(
        one.status,
        Some(S::ReturnedToSender),
        "though its code is a delivery"
    );
    assert_eq!(one.expected.as_deref(), Some("2026-12-01"));
    assert!(track::parse_one(&recorded!("tracked_one_200.json"), SECOND).is_err());
}

#[test]
fn codes_and_texts_mean_what_they_say() {
    use Meaning::{Is, Keep, Unknown};
    for (code, text, meaning) in [
        (
            "GX",
            "Shipping Label Created, USPS Awaiting Item",
            Is(S::LabelCreated),
        ),
        ("MA", "Pre-Shipment Info Sent to USPS", Is(S::LabelCreated)),
        ("03", "USPS in possession of item", Is(S::PickedUp)),
        ("OA", "Accepted at USPS Origin Facility", Is(S::PickedUp)),
        ("10", "Processed Through Facility", Is(S::InTransit)),
        ("NT", "In Transit, Arriving Late", Is(S::InTransit)),
        ("06", "Forwarded", Is(S::InTransit)),
        ("14", "Arrived at Pickup Point", Is(S::ReadyForPickup)),
        ("16", "Available for Pickup", Is(S::ReadyForPickup)),
        ("31", "Not Picked Up", Is(S::DeliveryFailed)),
        ("OF", "Out for Delivery", Is(S::OutForDelivery)),
        (
            "01",
            "Delivered, Front Desk/Reception/Mail Room",
            Is(S::Delivered),
        ),
        (
            "01",
            "Delivered, To Original Sender",
            Is(S::ReturnedToSender),
        ),
        (
            "01",
            "Delivered to Agent for Final Delivery",
            Is(S::InTransit),
        ),
        ("63", "Delivered, Parcel Locker", Is(S::Delivered)),
        ("63", "Something else", Unknown),
        (
            "02",
            "Notice Left (No Authorized Recipient Available)",
            Is(S::DeliveryFailed),
        ),
        ("53", "Receptacle Blocked", Is(S::DeliveryFailed)),
        ("04", "Refused", Is(S::DeliveryFailed)),
        ("21", "No Such Number", Is(S::DeliveryFailed)),
        ("21", "No Such Number, Return to Sender", Is(S::Returning)),
        ("29", "Unclaimed/Being Returned", Is(S::Returning)),
        ("09", "Returned", Is(S::Returning)),
        ("11", "Mail Recovery Center", Is(S::Lost)),
        ("10", "Arrived, item was damaged", Is(S::Damaged)),
        ("MA", "Label Cancelled", Is(S::Cancelled)),
        ("08", "Missent", Keep),
        ("DX", "Delivery Status Not Updated", Keep),
        ("Q9", "Something new", Unknown),
    ] {
        assert_eq!(status::meaning(code, text), meaning, "{code} {text}");
    }
}

#[test]
fn a_category_counts_as_a_whole_and_last() {
    let stands = |category: &str, events: Vec<(&str, &str)>| {
        let events: Vec<Value> = events
            .iter()
            .map(|(code, text)| json!({ "eventCode": code, "eventType": text }))
            .collect();
        let tracked: wire::Tracked = serde_json::from_value(json!({
            "trackingNumber": FIRST, "statusCategory": category, "trackingEvents": events,
        }))
        .unwrap();
        status::current(&tracked)
    };
    assert_eq!(stands("Delivered", vec![]), Some(S::Delivered));
    assert_eq!(stands("Delivery Attempt", vec![]), Some(S::DeliveryFailed));
    assert_eq!(stands("Alert", vec![]), None);
    assert_eq!(stands("Alert: Not Delivered", vec![]), None);
    assert_eq!(stands("Delivered", vec![("Q9", "New")]), Some(S::Delivered));
    assert_eq!(
        stands("Alert", vec![("DX", "Not updated"), ("10", "Processed")]),
        Some(S::InTransit)
    );
    // What ended stays ended, but for what may follow.
    let delivered = ("01", "Delivered, Front Door/Porch");
    assert_eq!(
        stands("In Transit", vec![("10", "Processed"), delivered]),
        Some(S::Delivered)
    );
    let returned = vec![("09", "Returned"), delivered];
    assert_eq!(stands("Alert", returned), Some(S::Returning));
}
