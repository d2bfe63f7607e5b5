//! What is made of answers.
use super::*;
use crate::AddressStanding;
use crate::dhl::tests::reno;
use pb_domain::{AccountId, Charge, Problem, ShipmentStatus as S};
use settle::Found;
use status::Meaning;
use uuid::Uuid;

#[test]
fn rates_are_what_is_billed() {
    let offers = rate::parse(&recorded!("express_rates_200.json"), AccountId(Uuid::nil())).unwrap();
    let codes: Vec<(&str, i64)> = offers
        .rates
        .iter()
        .map(|r| (r.service.as_str(), r.total.minor))
        .collect();
    assert_eq!(codes, [("P", 8_925), ("Y", 11_900)]);
    let first = &offers.rates[0];
    assert_eq!(first.total, euro(8_925), "not the public list in dollars");
    assert_eq!(first.service_name, "EXPRESS WORLDWIDE");
    assert_eq!(
        (first.transit_days, first.delivery_date.as_deref()),
        (Some(2), Some("2026-12-01"))
    );
    let charge = |label: &str, cents| Charge {
        label: label.to_owned(),
        amount: euro(cents),
    };
    assert_eq!(
        first.charges,
        [
            charge("EXPRESS WORLDWIDE", 6_550),
            charge("FUEL SURCHARGE", 2_375)
        ]
    );
    assert_eq!(first.carrier_data, json!({ "local_product": "P" }));
    assert!(offers.rates[1].charges.is_empty(), "they do not add up");
    // One that costs nothing is none; one without a billed price is told of.
    assert_eq!(offers.notes.len(), 1);
    assert!(offers.notes[0].text.contains("JUMBO BOX"));
    let none = rate::parse(&answer(200, r#"{"products":[]}"#), AccountId(Uuid::nil())).unwrap();
    assert_eq!((none.rates.len(), none.notes.len()), (0, 1));
}

fn said(answer: &Answer, parcels: usize) -> Result<crate::Bought, Problem> {
    ship::parse(answer, euro(8_925), parcels)
}

#[test]
fn a_sale_is_a_sale() {
    let bought = said(&recorded!("express_ship_201.json"), 1).unwrap();
    assert_eq!(bought.carrier_ref, WAYBILL);
    assert_eq!(
        bought.parcels[0].tracking_number, WAYBILL,
        "one parcel bears it"
    );
    assert_eq!(bought.charged, euro(9_010));
    assert_eq!(bought.labels[0].format, Format::Zpl);
    assert!(bought.tracking_url.ends_with(WAYBILL));
    let two = said(&recorded!("express_ship_two_201.json"), 2).unwrap();
    let numbers: Vec<&str> = two
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, PIECES, "by their place, not by their order");
    assert_eq!(two.labels.len(), 1, "one document for all");
    assert_eq!(two.charged, euro(8_925), "as quoted");
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let mut sold: Value =
        serde_json::from_str(include_str!("../../fixtures/express_ship_201.json")).unwrap();
    sold["shipmentCharges"] = json!("none");
    sold["documents"][0]["content"] = json!("PGh0bWw+");
    sold["packages"] = json!(null);
    let bought = said(&answer(201, &sold.to_string()), 1).unwrap();
    assert_eq!((bought.charged, bought.labels.len()), (euro(8_925), 0));
}

#[test]
fn only_what_dhl_calls_a_no_is_one() {
    for (no, kind, code, field) in [
        (
            recorded!("express_vas_400.json"),
            ProblemKind::Refused,
            "7008",
            None,
        ),
        (
            recorded!("express_schema_422.json"),
            ProblemKind::Invalid,
            "422",
            Some("ship_to.postal_code"),
        ),
        (
            recorded!("express_format_400.json"),
            ProblemKind::Invalid,
            "998",
            None,
        ),
        (
            recorded!("express_credentials_401.json"),
            ProblemKind::Auth,
            "401",
            None,
        ),
        (
            recorded!("express_throttled_429.json"),
            ProblemKind::RateLimited,
            "429",
            None,
        ),
    ] {
        let problem = said(&no, 1).unwrap_err();
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (kind, code),
            "{problem:?}"
        );
        assert_eq!(problem.field.as_deref(), field);
        assert!(!problem.carrier_text.is_empty());
    }
    let all = said(&recorded!("express_schema_422.json"), 1).unwrap_err();
    assert!(
        all.text.contains("is required"),
        "all of them: {}",
        all.text
    );
}

#[test]
fn everything_else_is_unknown() {
    for unclear in [
        recorded!("express_process_500.json"),
        recorded!("express_process_400.json"),
        recorded!("express_refusal_200.json"),
        answer(201, "{}"),
        answer(201, r#"{"shipmentTrackingNumber":" "}"#),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
        assert!(!problem.hint.is_empty());
    }
    // One number for two parcels, two for one, and the same number twice.
    assert!(said(&recorded!("express_ship_201.json"), 2).is_err());
    assert!(said(&recorded!("express_ship_two_201.json"), 1).is_err());
    let twice =
        include_str!("../../fixtures/express_ship_two_201.json").replace(PIECES[1], PIECES[0]);
    let problem = said(&answer(201, &twice), 2).unwrap_err();
    assert!(problem.text.contains(WAYBILL), "a person can look for it");
}

fn found(answer: &Answer, consignment: &Consignment, now: &str) -> Found {
    settle::parse(answer, KEY, consignment, now.parse().unwrap()).unwrap()
}

#[test]
fn what_is_found_was_sold_and_what_is_not_proves_nothing() {
    let now = "2026-11-27T18:00:00Z";
    let one = found(&recorded!("express_found_200.json"), &consignment(), now);
    assert_eq!(
        one,
        Found::Sold(WAYBILL.to_owned(), vec![WAYBILL.to_owned()])
    );
    let mut two = consignment();
    two.parcels.push(parcel(500));
    let both = found(&recorded!("express_found_two_200.json"), &two, now);
    assert_eq!(
        both,
        Found::Sold(WAYBILL.to_owned(), PIECES.map(str::to_owned).to_vec())
    );
    let unclear = |answer: &Answer, consignment: &Consignment, now: &str| {
        let Found::Unclear(problem) = found(answer, consignment, now) else {
            panic!("nobody can say")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
        assert!(problem.hint.contains(KEY));
        problem
    };
    // Another count of parcels.
    unclear(
        &recorded!("express_found_two_200.json"),
        &consignment(),
        now,
    );
    let none = recorded!("express_none_404.json");
    assert_eq!(unclear(&none, &consignment(), now).retry_after, Some(600));
    let late = "2026-11-30T00:00:00Z";
    assert_eq!(
        unclear(&none, &consignment(), late).retry_after,
        None,
        "a person looks"
    );
    let fixture = include_str!("../../fixtures/express_found_200.json");
    let anothers = answer(200, &fixture.replace(KEY, "SOMEBODY-ELSES"));
    unclear(&anothers, &consignment(), now);
    let mut twice: Value = serde_json::from_str(fixture).unwrap();
    let again = twice["shipments"][0].clone();
    twice["shipments"].as_array_mut().unwrap().push(again);
    unclear(&answer(200, &twice.to_string()), &consignment(), now);
    for failed in [
        recorded!("express_process_500.json"),
        recorded!("express_credentials_401.json"),
        answer(404, "<html>"),
        answer(200, "{}"),
    ] {
        let asked = settle::parse(&failed, KEY, &consignment(), now.parse().unwrap());
        assert!(asked.is_err(), "{failed:?}");
    }
}

#[test]
fn many_parcels_come_in_one_answer() {
    let tracks = recorded!("express_track_200.json");
    let first = track::parse(&tracks, WAYBILL, PIECES[0]).unwrap();
    assert_eq!(first.status, Some(S::OutForDelivery), "the piece's own way");
    assert_eq!(first.expected.as_deref(), Some("2026-12-01"));
    let newest = &first.events[0];
    assert_eq!(newest.at, "2026-11-30T09:00:00-08:00");
    assert_eq!(
        (newest.code.as_str(), newest.location.as_str()),
        ("WC", "Reno-US")
    );
    let second = track::parse(&tracks, WAYBILL, PIECES[1]).unwrap();
    assert_eq!(
        second.status,
        Some(S::InTransit),
        "the shipment's; on hold moves nothing"
    );
    let whole = track::parse(&tracks, WAYBILL, WAYBILL).unwrap();
    assert_eq!(whole.events.len(), 3);
    let there = track::parse(&tracks, "9356579890", "9356579890").unwrap();
    assert_eq!(there.status, Some(S::Delivered), "the end stays the end");
    // One that DHL does not speak of is not known yet.
    let other = track::parse(&tracks, "4818240420", "4818240420").unwrap();
    assert_eq!((other.status, other.events.len()), (None, 0));
    let none = track::parse(&recorded!("express_none_404.json"), WAYBILL, WAYBILL).unwrap();
    assert_eq!(none.status, None);
    assert!(track::parse(&answer(404, "<html>"), WAYBILL, WAYBILL).is_err());
}

/// The whole list of DHL's reference data, in the words of our list.
#[test]
fn every_checkpoint_has_its_meaning() {
    use Meaning::{Is, Keep, Unknown};
    let table: &[(&str, Meaning)] = &[
        ("DUMMY_PU", Is(S::LabelCreated)),
        ("PU SA", Is(S::PickedUp)),
        (
            "AF AR PL DF FD TR TP IC CR BR ES BL CI CU HN LV UV RW SI SM RR SC AD",
            Is(S::InTransit),
        ),
        ("CC", Is(S::ReadyForPickup)),
        ("WC", Is(S::OutForDelivery)),
        ("OK", Is(S::Delivered)),
        ("DM DD", Is(S::Damaged)),
        ("RT", Is(S::ReturnedToSender)),
        ("DS", Is(S::Lost)),
        ("BA CA CM ND NH RD", Is(S::DeliveryFailed)),
        ("BN CD UD DP HP MC MS MD OH PD SS ST TD", Keep),
        ("IA DI PY HI HO CS TI TT IR NA", Keep),
        ("XX", Unknown),
    ];
    for (codes, expected) in table {
        for code in codes.split(' ') {
            assert_eq!(status::meaning(code), *expected, "{code}");
        }
    }
}

#[test]
fn a_town_is_known_or_one_of_several() {
    let known = address::parse(&recorded!("express_towns_200.json"), &reno()).unwrap();
    assert_eq!(known.standing, AddressStanding::Known);
    assert_eq!(known.candidates[0].city, "RENO");
    assert_eq!(known.candidates[0].line1, "5 Elm Street", "as it was asked");
    let several = |towns: Value| {
        let body = json!({ "address": towns }).to_string();
        address::parse(&answer(200, &body), &reno()).unwrap()
    };
    let town = |city: &str, code: &str| json!({ "cityName": city, "postalCode": code, "countryCode": "US" });
    let two = several(json!([town("SPARKS", "89431"), town("VERDI", "89439")]));
    assert_eq!(
        (two.standing, two.candidates.len()),
        (AddressStanding::Ambiguous, 2)
    );
    let exact = several(json!([town("SPARKS", "89431"), town("RENO", "89501")]));
    assert_eq!(
        (exact.standing, exact.candidates.len()),
        (AddressStanding::Known, 1)
    );
    assert_eq!(exact.candidates[0].city, "RENO");
    assert_eq!(several(json!([])).standing, AddressStanding::Unknown);
}

#[test]
fn a_driver_has_a_number_and_a_no_is_a_no() {
    let pickup = pickup::parse(&recorded!("express_pickup_201.json")).unwrap();
    assert_eq!(
        (pickup.number.as_str(), pickup.charged),
        ("PRG261127000123", None)
    );
    assert_eq!(pickup::parse_cancel(&answer(200, "")), Ok(()));
    assert_eq!(pickup::parse_cancel(&answer(200, "{}")), Ok(()));
    let page = pickup::parse_cancel(&answer(200, "<html>")).unwrap_err();
    assert_eq!(page.kind, ProblemKind::UnknownOutcome);
    let no = pickup::parse_cancel(&recorded!("express_vas_400.json")).unwrap_err();
    assert_eq!(no.kind, ProblemKind::Refused);
}
