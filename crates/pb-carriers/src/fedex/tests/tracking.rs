//! Where a parcel stands.
use super::*;
use pb_domain::ShipmentStatus as S;
use status::Meaning;

fn tracked(answer: &Answer) -> pb_domain::TrackingStatus {
    track::parse(answer, FIRST).unwrap()
}

#[test]
fn a_parcel_on_its_way() {
    let there = tracked(&recorded!("track_200.json"));
    assert_eq!(there.status, Some(S::InTransit));
    assert_eq!(there.expected.as_deref(), Some("2026-12-03"));
    // By their times, though they came in another order.
    let codes: Vec<&str> = there.events.iter().map(|e| e.code.as_str()).collect();
    assert_eq!(codes, ["DP", "AO", "MD", "PU", "OC"]);
    let statuses: Vec<Option<S>> = there.events.iter().map(|e| e.status).collect();
    assert_eq!(
        statuses,
        [
            Some(S::InTransit),
            None,
            Some(S::LabelCreated),
            Some(S::PickedUp),
            Some(S::LabelCreated)
        ]
    );
    let newest = &there.events[0];
    assert_eq!(newest.at, "2026-12-01T09:05:00-06:00");
    assert_eq!(newest.location, "AMARILLO, TX, US");
    assert_eq!(newest.text, "Departed FedEx location");
}

#[test]
fn the_end_stays_the_end_and_a_return_ends_with_its_sender() {
    let delivered = tracked(&recorded!("track_delivered_200.json"));
    assert_eq!(delivered.status, Some(S::Delivered));
    let back = tracked(&recorded!("track_returned_200.json"));
    assert_eq!(back.status, Some(S::ReturnedToSender));
    let failed = tracked(&recorded!("track_exception_200.json"));
    assert_eq!(failed.status, Some(S::DeliveryFailed));
    assert_eq!(
        failed.events[0].text,
        "Delivery exception: Customer not available or business closed"
    );
}

#[test]
fn a_number_that_was_given_again_is_its_last_parcel() {
    let twice = tracked(&recorded!("track_twice_200.json"));
    assert_eq!((twice.status, twice.events.len()), (Some(S::InTransit), 5));
}

#[test]
fn what_is_not_known_yet_is_not_wrong() {
    let none = tracked(&recorded!("track_unknown_200.json"));
    assert_eq!((none.status, none.events.len()), (None, 0));
    let wrong = track::parse(&recorded!("track_refused_200.json"), FIRST).unwrap_err();
    assert_eq!(
        (wrong.kind, wrong.carrier_code.as_str()),
        (ProblemKind::Refused, "TRACKING.TRACKINGNUMBER.EMPTY")
    );
    // Another parcel's track is not this one's.
    assert!(track::parse(&recorded!("track_200.json"), SECOND).is_err());
}

#[test]
fn many_are_answered_in_the_order_they_were_asked_in() {
    let many = track::parse_many(
        &recorded!("track_many_200.json"),
        &[FIRST, SECOND, "771000000035"],
    );
    assert_eq!(many[0].as_ref().unwrap().status, Some(S::InTransit));
    assert_eq!(many[1].as_ref().unwrap().status, None);
    assert_eq!(many[2].as_ref().unwrap_err().kind, ProblemKind::Unavailable);
    let down = track::parse_many(&recorded!("down_500.json"), &[FIRST, SECOND]);
    assert!(down.len() == 2 && down.iter().all(Result::is_err));
}

/// The tables of the reference guide and of webhooks, in the words of our list.
#[test]
fn every_code_has_its_meaning() {
    use Meaning::{Is, Keep, Unknown};
    let table: &[(&str, Meaning)] = &[
        ("OC MD EP DS DR RP RG", Is(S::LabelCreated)),
        ("PU PX AP DO IP OF", Is(S::PickedUp)),
        (
            "OX IT IX OW Ow AA AC AF AR AX CC CH CP DP EA EO FD LO PF PL PM SF SP TR",
            Is(S::InTransit),
        ),
        ("HL HP HA", Is(S::ReadyForPickup)),
        ("OD ED AD", Is(S::OutForDelivery)),
        ("DL", Is(S::Delivered)),
        ("RS", Is(S::Returning)),
        ("CA LP LC RD", Is(S::Cancelled)),
        ("DE", Is(S::DeliveryFailed)),
        ("SE AO AE DY RL IN US RR RM RC RA PR AS RT DD CD PD", Keep),
        // Who has it is told elsewhere by such letters, and is no scan.
        ("CU BR SH ZZ pu 10", Unknown),
    ];
    let mut known = std::collections::BTreeSet::new();
    for (codes, expected) in table {
        for code in codes.split(' ') {
            assert_eq!(status::meaning(code, ""), *expected, "{code}");
            assert!(known.insert(code), "{code} is there twice");
        }
    }
    assert_eq!(status::meaning("", ""), Unknown);
    for code in ["DE", "SE"] {
        for (reason, expected) in [
            ("Package damaged; delivery not completed", S::Damaged),
            ("Unable to locate package", S::Lost),
        ] {
            assert_eq!(
                status::meaning(code, reason),
                Is(expected),
                "{code} {reason}"
            );
        }
    }
}

fn stands(latest: &Value, scans: &[(&str, &str)]) -> Option<S> {
    let scans: Vec<Value> = scans
        .iter()
        .map(|(date, code)| json!({ "date": date, "eventType": code }))
        .collect();
    let result = json!({ "latestStatusDetail": latest, "scanEvents": scans });
    status::current(&serde_json::from_value(result).unwrap())
}

#[test]
fn what_is_told_late_brings_nothing_back() {
    const ONE: &str = "2026-11-27T18:00:00-06:00";
    const TWO: &str = "2026-11-28T18:00:00-06:00";
    const THREE: &str = "2026-11-29T18:00:00-06:00";
    let code = |code: &str| json!({ "code": code });
    for (latest, scans, expected) in [
        (code("MD"), vec![(ONE, "PU"), (TWO, "MD")], S::PickedUp),
        (
            code("OX"),
            vec![(ONE, "OD"), (TWO, "OX")],
            S::OutForDelivery,
        ),
        (code("OC"), vec![(ONE, "OC")], S::LabelCreated),
        (code("AO"), vec![(ONE, "PU"), (TWO, "AO")], S::PickedUp),
        (
            code("DD"),
            vec![(TWO, "IT"), (ONE, "PU"), (THREE, "DD")],
            S::InTransit,
        ),
        (code("IT"), vec![(ONE, "DL"), (TWO, "IT")], S::Delivered),
        (code("RS"), vec![(ONE, "DL"), (TWO, "RS")], S::Returning),
        (json!({ "derivedCode": "IT" }), vec![], S::InTransit),
        // Here it says that nothing but a label is known; as a scan it is something else.
        (json!({ "derivedCode": "IN" }), vec![], S::LabelCreated),
        (
            json!({ "derivedCode": "IN" }),
            vec![(ONE, "PU")],
            S::PickedUp,
        ),
        (json!({}), vec![(ONE, "OC"), (TWO, "XX")], S::LabelCreated),
        (
            json!({ "code": "SE", "ancillaryDetails": [{ "reasonDescription": "Damaged" }] }),
            vec![(ONE, "IT")],
            S::Damaged,
        ),
    ] {
        assert_eq!(
            stands(&latest, &scans),
            Some(expected),
            "{latest} {scans:?}"
        );
    }
    assert_eq!(stands(&code("ZZ"), &[]), None);
    // Without times the order is what there is.
    assert_eq!(
        stands(&json!({}), &[("noon", "OD"), (TWO, "PU")]),
        Some(S::OutForDelivery)
    );
}

#[test]
fn times_and_places_are_as_far_as_they_are_known() {
    let event = |scan: Value| track::event(&serde_json::from_value(scan).unwrap());
    let local = event(json!({ "date": "2026-11-27T18:00:00", "exceptionDescription": "Late" }));
    assert_eq!(
        (local.at.as_str(), local.text.as_str()),
        ("2026-11-27 18:00:00", "Late")
    );
    assert_eq!((local.location.as_str(), local.status), ("", None));
    let silent = event(json!({}));
    assert_eq!(silent.text, "it gives no reason");
}
