//! USPS: Karrio's connectors at the simulated carrier, within the country and abroad.
//!
//! The one for home always asks for the price of a light parcel above a cubic foot (`DR`), so these parcels are that. It
//! reads `totalPrice`, which USPS states where extra services are asked for; without them its rates are 0.00.
//!
//! The one for abroad says nothing of exports unless told so in Karrio's own interface, and does not know its own label
//! when it sees it.

use crate::bench::{Bench, abroad, consignment, day, parcel, world};
use crate::rest::{Rest, said};
use crate::server::key_of;
use pb_carriers::Consignment;
use pb_domain::{Dimensions, Format, Length, ProblemKind, ShipmentStatus};
use pb_sim::carriers::usps;
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
const GROUND: &str = "usps/usps_ground_advantage";

fn bench() -> Bench {
    Bench::at(&world().karrio.url, &key_of("usps"))
}

/// A light parcel above a cubic foot, for which somebody signs.
fn bulky() -> Consignment {
    let mut shipment = consignment();
    shipment.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_mm(400),
        width: Length::from_mm(350),
        height: Length::from_mm(350),
    });
    shipment.options.signature = true;
    shipment
}

#[tokio::test]
async fn rates_ships_tracks_and_voids() {
    let bench = bench();
    let shipment = bulky();
    for accept in [Format::Zpl, Format::Pdf] {
        let bought = bench.buy(&shipment, GROUND, accept).await.expect("sold");
        assert_eq!(bought.labels[0].format, accept);
        let number = &bought.parcels[0].tracking_number;
        let sale = world().sale(number);
        assert_eq!(sale.carrier, usps::PREFIX);
        assert_eq!(sale.service, "USPS_GROUND_ADVANTAGE");
        assert!(bought.charged.minor > 0, "{}", bought.charged);
        let fresh = bench.track(&bought).await.expect("tracked");
        // Karrio has no status for it, and takes what it does not know for in transit.
        let codes: Vec<_> = fresh.events.iter().map(|e| e.code.as_str()).collect();
        assert_eq!(codes, ["GX"], "{fresh:?}");
        bench.void(&bought).await.expect("voided");
        assert!(world().sale(number).voided());
        let problem = bench.void(&bought).await.expect_err("it is void");
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (ProblemKind::Refused, "160301")
        );
    }
    assert_eq!(
        world().sold(&shipment.reference).len(),
        2,
        "one for each format, under the order's number"
    );
}

#[tokio::test]
async fn a_parcel_moves() {
    let bench = bench();
    let bought = bench
        .buy(&bulky(), "usps/usps_priority_mail", Format::Zpl)
        .await
        .expect("sold");
    let number = &bought.parcels[0].tracking_number;
    for (hours, status) in [
        (20, ShipmentStatus::InTransit),
        (33, ShipmentStatus::OutForDelivery),
        (10, ShipmentStatus::Delivered),
    ] {
        assert!(world().carriers.age(number, hours * HOUR));
        let there = bench.track(&bought).await.expect("tracked");
        assert_eq!(there.status, Some(status), "{there:?}");
    }
}

#[tokio::test]
async fn a_small_parcel_is_refused_in_the_carriers_words() {
    let mut shipment = bulky();
    shipment.parcels = vec![parcel(1_250)];
    let problem = bench()
        .buy(&shipment, GROUND, Format::Zpl)
        .await
        .expect_err("refused");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "030002")
    );
    assert_eq!(
        problem.carrier_text,
        "No SKU was found for the given ingredients"
    );
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}

/// USPS calls the number `internationalTrackingNumber`, and Karrio looks for `trackingNumber`: it was sold, and Karrio
/// fails. Who looks in USPS's own account finds the number, and can do with it what there is to do.
#[tokio::test]
async fn abroad_is_sold_and_not_understood() {
    let rest = Rest::new(key_of("usps_international"));
    let reference = format!("T-{}", &Uuid::new_v4().simple().to_string()[..16]);
    let shipment = json!({
        "shipper": {
            "person_name": "Ada Acorn", "address_line1": "12 Mill Road", "city": "Austin", "state_code": "TX",
            "postal_code": "78701", "country_code": "US", "phone_number": "+1 512 555 0143",
        },
        "recipient": {
            "person_name": "Bo Birch", "address_line1": "Hauptstrasse 34", "city": "Berlin", "postal_code": "10115",
            "country_code": "DE", "phone_number": "+49 30 5550143",
        },
        "parcels": [{
            "weight": 1.25, "weight_unit": "KG", "length": 30, "width": 20, "height": 10, "dimension_unit": "CM",
            "packaging_type": "your_packaging",
        }],
        "options": {
            "shipment_date": day(), "usps_processing_category": "MACHINABLE", "usps_rate_indicator": "SP",
        },
        "customs": {
            "content_type": "merchandise", "content_description": "Mug", "incoterm": "DAP", "invoice": "INV-7",
            "options": { "aes": "NO EEI 30.37(a)" },
            "commodities": [{
                "title": "Ceramic mug", "hs_code": "691200", "origin_country": "US", "quantity": 2,
                "value_amount": 25.0, "value_currency": "USD", "weight": 0.4, "weight_unit": "KG",
            }],
        },
        "reference": reference,
        "label_type": "PDF",
        "payment": { "paid_by": "sender" },
    });
    let connection = "usps-international";
    let connector = "usps_international";
    let service = "usps_priority_mail_international";
    let answer = rest.buy(&shipment, service).await.err();
    let answer = answer.expect("Karrio fails");
    assert!(answer.to_string().contains("tracking_number"), "{answer}");
    let sales = world().sold(&reference);
    assert_eq!(sales.len(), 1, "sold once all the same");
    assert_eq!(sales[0].service, "PRIORITY_MAIL_INTERNATIONAL");
    let number = sales[0].shipment.as_str();
    let there = rest.track(connector, connection, number).await;
    assert_eq!(there["tracking_number"], number, "{there}");
    let (status, answer) = rest.void(connector, connection, number).await;
    assert_eq!(status, 202, "{answer}");
    assert!(world().sale(number).voided());
    let (status, answer) = rest.void(connector, connection, number).await;
    assert_eq!(status, 424, "{answer}");
    assert_eq!(said(&answer["messages"])[0].0, "160301", "{answer}");
}

#[tokio::test]
async fn a_missing_field_is_named_in_the_carriers_words() {
    let bench = Bench::at(&world().karrio.url, &key_of("usps_international"));
    let shipment = abroad();
    let service = "usps-international/usps_priority_mail_international";
    let problem = bench
        .buy(&shipment, service, Format::Pdf)
        .await
        .expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
    assert!(
        problem
            .carrier_text
            .contains("missing required properties: customsForm.AESITN"),
        "{problem:?}"
    );
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}
