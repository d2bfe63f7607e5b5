//! Addresses, pickups and SCAN forms.
use super::*;
use crate::{AddressStanding, PickupOrder, PickupParcels};

#[test]
fn the_account_that_pays_has_funds_or_not() {
    assert_eq!(connection::parse(&recorded!("account_200.json")), Ok(true));
    let worded = connection::parse(&answer(200, r#"{"sufficientFunds":"false"}"#));
    assert_eq!(worded, Ok(false));
    assert!(connection::parse(&answer(200, r#"{"accountType":"EPS"}"#)).is_err());
}

#[test]
fn an_address_is_known_or_not() {
    let checked = |answer: &Answer| address::parse(answer, &reno()).unwrap();
    let known = checked(&recorded!("address_known_200.json"));
    assert_eq!(known.standing, AddressStanding::Known);
    assert_eq!(known.residential, Some(true));
    let found = &known.candidates[0];
    assert_eq!(
        (found.name.as_str(), found.line1.as_str()),
        ("Bo Birch", "5 ELM ST")
    );
    assert_eq!(
        (found.line2.as_str(), found.postal_code.as_str()),
        ("APT 3", "89501-1203")
    );
    let flat = checked(&recorded!("address_flat_200.json"));
    assert_eq!(flat.standing, AddressStanding::Ambiguous);
    assert_eq!(flat.residential, Some(false));
    let unknown = checked(&recorded!("address_unknown_400.json"));
    assert_eq!(
        (unknown.standing, unknown.candidates.len()),
        (AddressStanding::Unknown, 0)
    );
    let several = checked(&recorded!("address_several_400.json"));
    assert_eq!(several.standing, AddressStanding::Ambiguous);
    assert!(address::parse(&recorded!("down_503.json"), &reno()).is_err());
    let silent = answer(200, r#"{"address":{"streetAddress":"5 ELM ST"}}"#);
    assert!(address::parse(&silent, &reno()).is_err(), "no verdict");
}

fn order() -> PickupOrder {
    let parcels = |service: &str, count| PickupParcels {
        service: service.to_owned(),
        count,
        country: country("US"),
    };
    PickupOrder {
        address: austin(),
        day: "2026-11-30".to_owned(),
        ready: "09:00".to_owned(),
        close: "17:00".to_owned(),
        parcels: vec![
            parcels("PRIORITY_MAIL/FB", 2),
            parcels("USPS_GROUND_ADVANTAGE", 3),
            parcels("PRIORITY_MAIL", 1),
            parcels("MEDIA_MAIL", 1),
        ],
        weight: pounds(105),
        heaviest: pounds(50),
        instructions: String::new(),
        reference: String::new(),
    }
}

#[test]
fn a_pickup_counts_parcels_by_kind() {
    let request = pickup::request(&account(), &order()).unwrap();
    assert_eq!(
        request.url,
        "https://apis.usps.com/pickup/v3/carrier-pickup"
    );
    assert_eq!(
        body(&request),
        json!({
            "pickupDate": "2026-11-30",
            "pickupAddress": {
                "firstName": "Packing", "lastName": "Dept", "firm": "Acorn Goods",
                "address": { "streetAddress": "12 Mill Road", "city": "Austin", "state": "TX", "ZIPCode": "78701" },
                "contact": [{ "email": "post@acorn.example" }],
            },
            "packages": [
                { "packageType": "PRIORITY_MAIL", "packageCount": 3 },
                { "packageType": "USPS_GROUND_ADVANTAGE", "packageCount": 3 },
                { "packageType": "OTHER", "packageCount": 1 },
            ],
            "estimatedWeight": 11,
            "pickupLocation": { "packageLocation": "FRONT_DOOR" },
        })
    );
    type Change = fn(&mut PickupOrder);
    let cases: &[(&str, Change)] = &[
        ("day", |o| o.day = "soon".to_owned()),
        ("parcels", |o| o.parcels.clear()),
        ("parcels", |o| o.parcels[0].count = 0),
        ("weight", |o| o.weight = Weight::ZERO),
        ("address.name", |o| o.address.name.clear()),
        ("address.email", |o| o.address.email.clear()),
        ("address.postal_code", |o| {
            o.address.postal_code = "787".to_owned();
        }),
        ("instructions", |o| o.instructions = "x".repeat(256)),
    ];
    for (field, change) in cases {
        let mut odd = order();
        change(&mut odd);
        let problem = pickup::request(&account(), &odd).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(*field));
    }
    let elsewhere = with(&[("pickup_location", "OTHER")]);
    let problem = pickup::request(&elsewhere, &order()).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("instructions"));
}

#[test]
fn a_pickup_is_taken_back_by_its_version() {
    let made = pickup::parse(&recorded!("pickup_200.json")).unwrap();
    assert_eq!(
        (made.number.as_str(), made.charged),
        ("WTC123456789", Some(usd(0)))
    );
    let twice = pickup::parse(&recorded!("pickup_twice_400.json")).unwrap_err();
    assert_eq!(
        (twice.kind, twice.carrier_code.as_str()),
        (ProblemKind::Refused, "020001")
    );
    let mut look = recorded!("pickup_look_200.json");
    assert!(pickup::parse_look(&look).is_err(), "no version");
    look.headers
        .insert("etag", HeaderValue::from_static("33a64df5"));
    assert_eq!(pickup::parse_look(&look).as_deref(), Ok("33a64df5"));
    let cancel = pickup::cancel_request(&account(), "WTC123456789", "33a64df5").unwrap();
    assert_eq!(
        (cancel.method.as_str(), header(&cancel, "If-Match")),
        ("DELETE", "33a64df5")
    );
    assert!(
        cancel
            .url
            .ends_with("/pickup/v3/carrier-pickup/WTC123456789")
    );
    assert!(pickup::look_request(&account(), "../x").is_err());
    assert_eq!(pickup::parse_cancel(&answer(200, "")), Ok(()));
    for (unclear, kind) in [
        (answer(200, "{}"), ProblemKind::UnknownOutcome),
        (answer(200, "<html>"), ProblemKind::UnknownOutcome),
        (recorded!("down_503.json"), ProblemKind::UnknownOutcome),
        (recorded!("refused_400.json"), ProblemKind::Refused),
    ] {
        assert_eq!(
            pickup::parse_cancel(&unclear).unwrap_err().kind,
            kind,
            "{unclear:?}"
        );
    }
}

#[test]
fn a_scan_form_is_for_one_place() {
    let home = bought_ref(&[FIRST], &prepared());
    let two = bought_ref(
        &[SECOND, "9400190000001700000038"],
        &prepared_for(&account(), &two_parcels(), "PRIORITY_MAIL"),
    );
    let returned = bought_ref(
        &["9400190000001700000045"],
        &prepared_for(&account(), &back(), "PRIORITY_MAIL_RETURN_SERVICE"),
    );
    let mut dallas = consignment();
    dallas.ship_from.postal_code = "75201".to_owned();
    let elsewhere = bought_ref(
        &["9400190000001700000052"],
        &prepared_for(&account(), &dallas, "PRIORITY_MAIL"),
    );
    let shipments = [returned.clone(), home, two, elsewhere];
    let (request, left_out) = scan_form::request(&account(), "2026-11-27", &shipments).unwrap();
    assert_eq!(request.url, "https://apis.usps.com/scan-forms/v3/scan-form");
    assert_eq!(
        header(&request, "Accept"),
        "application/vnd.usps.labels+json"
    );
    assert_eq!(
        body(&request),
        json!({
            "form": "5630",
            "imageInfo": { "imageType": "PDF", "labelType": "8.5X11LABEL" },
            "mailingDate": "2026-11-27",
            "overwriteMailingDate": false,
            "entryFacilityZIPCode": "78701",
            "destinationEntryFacilityType": "NONE",
            "shipment": { "trackingNumbers": [FIRST, SECOND, "9400190000001700000038"] },
            "fromAddress": { "firstName": "Packing", "lastName": "Dept", "firm": "Acorn Goods", "streetAddress": "12 Mill Road", "city": "Austin", "state": "TX", "ZIPCode": "78701", "phone": "5125550143", "email": "post@acorn.example" },
        })
    );
    let out: Vec<&str> = left_out.iter().map(|l| l.carrier_ref.as_str()).collect();
    assert_eq!(out, ["9400190000001700000045", "9400190000001700000052"]);
    let (later, _) = scan_form::request(&account(), "2026-11-28", &shipments).unwrap();
    assert_eq!(body(&later)["overwriteMailingDate"], true);
    assert!(scan_form::request(&account(), "2026-11-27", &[returned]).is_err());
    // What the form does not name is not on it.
    for made in [recorded!("scan_200.json"), recorded!("scan_parts_200.bin")] {
        let (manifest, scanned) = scan_form::parse(&made).unwrap();
        assert_eq!(manifest.number, "9275090000001700000099");
        assert_eq!(manifest.documents[0].format, Format::Pdf);
        let missed = scan_form::not_on_it(&shipments, &scanned, &left_out);
        let missed: Vec<&str> = missed.iter().map(|l| l.carrier_ref.as_str()).collect();
        assert_eq!(missed, [SECOND]);
    }
    let twice = scan_form::parse(&recorded!("scan_twice_400.json")).unwrap_err();
    assert_eq!(
        (twice.kind, twice.carrier_code.as_str()),
        (ProblemKind::Refused, "160040")
    );
    let numberless = scan_form::parse(&answer(200, r#"{"SCANFormImage":""}"#)).unwrap_err();
    assert_eq!(numberless.kind, ProblemKind::UnknownOutcome);
}
