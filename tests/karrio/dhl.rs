//! DHL: Karrio's connectors for MyDHL API, Parcel Germany and unified tracking at the simulated carriers.
//!
//! Its older connector `dhl_express` speaks XML-PI, which is not simulated. MyDHL API has no void. Parcel Germany's own
//! tracking (v0, XML) is not simulated; what all divisions share is, and Karrio has it as `dhl_universal`.

use crate::bench::{Bench, abroad, day, world};
use crate::rest::{Rest, said};
use crate::server::key_of;
use pb_carriers::Consignment;
use pb_domain::{Address, CountryCode, Format, ProblemKind, ShipmentStatus};
use pb_sim::carriers::dhl::{express, parcel_de};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
const WORLDWIDE: &str = "mydhl/mydhl_express_worldwide";

fn bench() -> Bench {
    Bench::at(&world().karrio.url, &key_of("dhl_express"))
}

/// From Germany to the United States.
fn overseas() -> Consignment {
    let mut shipment = abroad();
    let home = Address {
        company: "Acorn GmbH".to_owned(),
        name: "Ada Acorn".to_owned(),
        line1: "Muehlweg 12".to_owned(),
        city: "Bonn".to_owned(),
        postal_code: "53113".to_owned(),
        country: CountryCode::from_code("DE"),
        phone: "+49 228 5550143".to_owned(),
        email: "ada@example.com".to_owned(),
        ..Address::default()
    };
    shipment.ship_to = std::mem::replace(&mut shipment.ship_from, home);
    shipment
}

#[tokio::test]
async fn express_rates_ships_and_tracks() {
    let bench = bench();
    for accept in [Format::Zpl, Format::Pdf] {
        let shipment = overseas();
        let bought = bench.buy(&shipment, WORLDWIDE, accept).await.expect("sold");
        assert_eq!(bought.labels[0].format, accept);
        let number = &bought.parcels[0].tracking_number;
        let sale = world().sale(number);
        assert_eq!(sale.carrier, express::PREFIX);
        assert_eq!(sale.charge, bought.charged);
        let fresh = bench
            .track(&bought)
            .await
            .expect("a label is no checkpoint");
        assert_eq!(fresh.events.len(), 0, "{fresh:?}");
        // Karrio takes what was picked up for pending, and the first checkpoint for the last; the list is DHL's.
        for (hours, last, status) in [
            (20, "PL", ShipmentStatus::LabelCreated),
            (60, "OK", ShipmentStatus::Delivered),
        ] {
            assert!(world().carriers.age(number, hours * HOUR));
            let there = bench.track(&bought).await.expect("tracked");
            let end = there.events.last().expect("it moved");
            assert_eq!((end.code.as_str(), end.status), (last, Some(status)));
        }
    }
}

#[tokio::test]
async fn express_has_no_void() {
    let bench = bench();
    let bought = bench
        .buy(&overseas(), WORLDWIDE, Format::Zpl)
        .await
        .expect("sold");
    let problem = bench.void(&bought).await.expect_err("nobody was asked");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.text.contains("stays valid"), "{}", problem.text);
    assert!(!world().sale(&bought.parcels[0].tracking_number).voided());
}

/// Karrio leaves out the terms of delivery where nothing is declared; DHL requires them.
#[tokio::test]
async fn a_missing_field_is_named_in_the_carriers_words() {
    let rest = Rest::new(key_of("dhl_express"));
    let shipment = parcel_in_germany();
    let messages = rest.buy(&shipment, "mydhl_express_domestic").await;
    let answer = messages.expect_err("refused");
    let messages = &answer["messages"];
    let (code, words) = &said(messages)[0];
    assert_eq!(code, "422");
    assert!(words.contains("Multiple problems found"), "{messages}");
    assert_eq!(
        messages[0]["details"]["additionalDetails"],
        json!(["#/content/incoterm: is required and must not be empty"])
    );
    let reference = shipment["reference"].as_str().expect("a text");
    assert_eq!(world().sold(reference).len(), 0);
}

/// Within Germany, under a reference of its own; DHL takes no telephone number of a recipient there.
fn parcel_in_germany() -> Value {
    let at = |name: &str, line: &str, city: &str, code: &str| {
        json!({
            "person_name": name, "address_line1": line, "city": city, "postal_code": code, "country_code": "DE",
            "phone_number": "+49 228 5550143", "email": "somebody@example.com",
        })
    };
    let mut shipment = json!({
        "shipper": at("Ada Acorn", "Muehlweg 12", "Bonn", "53113"),
        "recipient": at("Bo Birch", "Hauptstrasse 34", "Berlin", "10115"),
        "parcels": [{
            "weight": 1.25, "weight_unit": "KG", "length": 30, "width": 20, "height": 10, "dimension_unit": "CM",
            "packaging_type": "your_packaging",
        }],
        "options": { "shipment_date": day() },
        "reference": format!("T-{}", &Uuid::new_v4().simple().to_string()[..16]),
        "label_type": "ZPL",
        "payment": { "paid_by": "sender" },
    });
    shipment["recipient"]["phone_number"] = Value::Null;
    shipment
}

#[tokio::test]
async fn parcel_germany_ships_tracks_and_voids() {
    let rest = Rest::new(key_of("dhl_parcel_de"));
    for accept in ["ZPL", "PDF"] {
        let mut shipment = parcel_in_germany();
        shipment["label_type"] = accept.into();
        let sold = rest
            .buy(&shipment, "dhl_parcel_de_paket")
            .await
            .expect("sold");
        let sale = world().sale(&sold);
        assert_eq!(sale.carrier, parcel_de::PREFIX);
        assert_eq!(sale.service, "V01PAK");
        assert_eq!(sale.references, [shipment["reference"].as_str().unwrap()]);
        let tracked = rest.track("dhl_universal", "dhl-universal", &sold);
        let there = tracked.await;
        assert_eq!(there["tracking_number"], sold, "{there}");
        let (status, answer) = rest.void("dhl_parcel_de", "dhl-parcel-de", &sold).await;
        assert_eq!(
            (status, &answer["confirmation"]["success"]),
            (202, &json!(true))
        );
        assert!(world().sale(&sold).voided());
    }
}

#[tokio::test]
async fn parcel_germany_moves() {
    let rest = Rest::new(key_of("dhl_parcel_de"));
    let sold = rest
        .buy(&parcel_in_germany(), "dhl_parcel_de_paket")
        .await
        .expect("sold");
    for (hours, status) in [(20, "in_transit"), (60, "delivered")] {
        assert!(world().carriers.age(&sold, hours * HOUR));
        let there = rest.track("dhl_universal", "dhl-universal", &sold).await;
        assert_eq!(there["status"], status, "{there}");
    }
}

#[tokio::test]
async fn parcel_germany_refuses_in_its_own_words() {
    let rest = Rest::new(key_of("dhl_parcel_de"));
    let mut shipment = parcel_in_germany();
    shipment["reference"] = "short".into();
    let messages = rest.buy(&shipment, "dhl_parcel_de_paket").await;
    let messages = messages.expect_err("refused").to_string();
    assert!(
        messages.contains("The reference has fewer than 8 characters."),
        "{messages}"
    );
    assert_eq!(world().sold("short").len(), 0);
}
