//! Drivers and the close of the day.
use super::*;
use crate::{BoughtRef, PickupOrder, PickupParcels};
use jiff::civil::date;

fn parcels(service: &str, count: u32) -> PickupParcels {
    PickupParcels {
        service: service.to_owned(),
        count,
        country: country("US"),
    }
}

fn driver() -> PickupOrder {
    PickupOrder {
        address: austin(),
        day: "2026-11-30".to_owned(),
        ready: "10:00".to_owned(),
        close: "17:30".to_owned(),
        parcels: vec![
            parcels("FEDEX_GROUND", 3),
            parcels("GROUND_HOME_DELIVERY", 1),
        ],
        weight: pounds(900),
        heaviest: pounds(701),
        instructions: "Ring at the ramp".to_owned(),
        reference: "P-7".to_owned(),
    }
}

fn request(order: &PickupOrder) -> Result<Request, pb_domain::Problem> {
    pickup::request(&account(), order, date(2026, 11, 27), Uuid::nil())
}

#[test]
fn a_driver_is_ordered_and_sent_home() {
    let ordered = request(&driver()).unwrap();
    assert_eq!(
        (ordered.method.as_str(), ordered.url.as_str()),
        ("POST", "https://apis.fedex.com/pickup/v1/pickups")
    );
    assert_eq!(
        body(&ordered),
        json!({
            "associatedAccountNumber": { "value": NUMBER },
            "originDetail": {
                "pickupLocation": {
                    "contact": { "personName": "Packing Dept", "companyName": "Acorn Goods", "phoneNumber": "5125550143" },
                    "address": { "streetLines": ["12 Mill Road"], "city": "Austin", "stateOrProvinceCode": "TX", "postalCode": "78701", "countryCode": "US" },
                },
                "readyDateTimestamp": "2026-11-30T10:00:00Z",
                "customerCloseTime": "17:30:00",
                "packageLocation": "FRONT",
                "pickupDateType": "FUTURE_DAY",
            },
            "carrierCode": "FDXG",
            "packageCount": 4,
            "totalWeight": { "units": "LB", "value": 90 },
            "remarks": "Ring at the ramp; P-7",
            "countryRelationships": "DOMESTIC",
        })
    );
    let made = pickup::parse(&recorded!("pickup_200.json"), "FDXG", "2026-11-30").unwrap();
    assert_eq!(
        (made.number.as_str(), made.charged),
        ("NQAA97 FDXG 2026-11-30 AUSA", None)
    );
    let late = pickup::parse(&recorded!("pickup_late_400.json"), "FDXG", "2026-11-30").unwrap_err();
    assert_eq!(late.kind, ProblemKind::Invalid);
    let home = pickup::cancel_request(&account(), &made.number, Uuid::nil()).unwrap();
    assert_eq!(
        (home.method.as_str(), home.url.as_str()),
        ("PUT", "https://apis.fedex.com/pickup/v1/pickups/cancel")
    );
    assert_eq!(
        body(&home),
        json!({
            "associatedAccountNumber": { "value": NUMBER },
            "pickupConfirmationCode": "NQAA97",
            "scheduledDate": "2026-11-30",
            "carrierCode": "FDXG",
            "location": "AUSA",
        })
    );
    assert_eq!(
        pickup::parse_cancel(&recorded!("pickup_cancel_200.json")),
        Ok(())
    );
    let expired = pickup::parse_cancel(&recorded!("pickup_expired_400.json")).unwrap_err();
    assert_eq!(
        (expired.kind, expired.carrier_code.as_str()),
        (ProblemKind::Refused, "PICKUP.NUMBER.EXPIRED")
    );
    assert!(pickup::parse_cancel(&answer(200, r#"{"output":{}}"#)).is_err());
    // Ground names no place.
    let without = pickup::cancel_request(&account(), "97 FDXG 2026-11-30", Uuid::nil()).unwrap();
    assert!(body(&without)["location"].is_null());
    for odd in [
        "",
        "NQAA97",
        "NQAA97 UPS 2026-11-30",
        "NQAA97 FDXE soon",
        "a FDXE 2026-11-30 b c",
    ] {
        assert!(
            pickup::cancel_request(&account(), odd, Uuid::nil()).is_err(),
            "{odd}"
        );
    }
}

#[test]
fn an_order_says_today_express_and_abroad() {
    let mut today = driver();
    today.day = "2026-11-27".to_owned();
    today.parcels = vec![PickupParcels {
        country: country("DE"),
        ..parcels("INTERNATIONAL_ECONOMY", 2)
    }];
    let asked = body(&request(&today).unwrap());
    assert_eq!(asked["originDetail"]["pickupDateType"], "SAME_DAY");
    assert_eq!(asked["carrierCode"], "FDXE");
    assert_eq!(asked["countryRelationships"], "INTERNATIONAL");
}

#[test]
fn an_order_of_a_driver_names_what_is_wrong_with_it() {
    type Change = fn(&mut PickupOrder);
    let cases: &[(&str, Change)] = &[
        ("address.phone", |o| o.address.phone.clear()),
        ("address.company", |o| o.address.company = "x".repeat(36)),
        ("day", |o| o.day = "tomorrow".to_owned()),
        ("ready", |o| o.ready = "10".to_owned()),
        ("close", |o| o.close = "09:59".to_owned()),
        ("parcels", |o| o.parcels.clear()),
        ("parcels", |o| o.parcels[0].count = 0),
        // Two drivers.
        ("parcels", |o| o.parcels.push(parcels("FEDEX_2_DAY", 1))),
        ("parcels", |o| o.parcels[0].count = u32::MAX),
        ("weight", |o| o.weight = Weight::ZERO),
        ("instructions", |o| o.instructions = "x".repeat(56)),
    ];
    for (at, (field, change)) in cases.iter().enumerate() {
        let mut odd = driver();
        change(&mut odd);
        let problem = request(&odd).expect_err(field);
        assert_eq!(problem.field.as_deref(), Some(*field), "case {at}");
    }
}

fn bought(number: &str, service: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: number.to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: vec![number.to_owned()],
        service: service.to_owned(),
    }
}

#[test]
fn the_day_is_closed_for_ground_alone() {
    let ground = bought("999000000000012", "FEDEX_GROUND");
    let express = bought(FIRST, "PRIORITY_OVERNIGHT");
    let left = close::left_out(&[ground.clone(), express.clone()]).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].carrier_ref, FIRST);
    assert_eq!(close::left_out(&[ground]), Ok(Vec::new()));
    let none = close::left_out(&[express]).unwrap_err();
    assert_eq!(none.kind, ProblemKind::Unsupported);
    let closed = close::parse(&recorded!("close_200.json")).unwrap();
    assert_eq!(closed.documents.len(), 1, "what is no document is left out");
    assert_eq!(closed.documents[0].format, Format::Pdf);
    let wrong = close::parse(&recorded!("close_date_400.json")).unwrap_err();
    assert_eq!(wrong.kind, ProblemKind::Invalid);
    let empty = close::parse(&answer(200, r#"{"output":{"closeDocuments":[]}}"#)).unwrap();
    assert!(empty.documents.is_empty(), "it is closed");
}
