//! FedEx: Karrio's connector at the simulated carrier.

use crate::bench::{Bench, abroad, consignment, parcel, world};
use crate::server::key_of;
use pb_domain::{Currency, Format, Money, ProblemKind, ShipmentStatus};
use pb_sim::carriers::{Answer, Fault, Op, fedex};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

fn bench() -> Bench {
    Bench::at(&world().karrio.url, &key_of("fedex"))
}

#[tokio::test]
async fn rates_ships_tracks_and_voids() {
    let bench = bench();
    let shipment = consignment();
    let rates = bench.rates(&shipment).await.expect("rates");
    assert_eq!(rates.notes, []);
    assert_eq!(rates.rates.len(), 7);
    for accept in [Format::Zpl, Format::Pdf] {
        let bought = bench
            .buy(&shipment, "fedex/fedex_2_day", accept)
            .await
            .expect("sold");
        assert_eq!(bought.labels[0].format, accept);
        let number = &bought.parcels[0].tracking_number;
        let sale = world().sale(number);
        assert_eq!(sale.carrier, fedex::PREFIX);
        assert_eq!(sale.service, "FEDEX_2_DAY");
        assert_eq!(sale.charge, bought.charged);
        let fresh = bench.track(&bought).await.expect("tracked");
        assert_eq!(fresh.status, Some(ShipmentStatus::LabelCreated));
        bench.void(&bought).await.expect("voided");
        assert!(world().sale(number).voided());
        let problem = bench.void(&bought).await.expect_err("it is void");
        assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
    }
    assert_eq!(
        world().sold(&shipment.reference).len(),
        2,
        "one for each format, under the order's number"
    );
}

#[tokio::test]
async fn several_parcels_and_a_border() {
    let bench = bench();
    let mut shipment = abroad();
    shipment.parcels.push(parcel(900));
    let service = "fedex/fedex_international_connect_plus";
    let bought = bench
        .buy(&shipment, service, Format::Zpl)
        .await
        .expect("sold");
    let sale = world().sale(&bought.parcels[0].tracking_number);
    assert_eq!(sale.parcels.len(), 2);
    // Karrio hands on the first number alone, which is the shipment's; and both labels in one document.
    let numbers: Vec<_> = bought.parcels.iter().map(|p| &p.tracking_number).collect();
    assert_eq!(numbers, [sale.numbers()[0]; 2]);
    let labels = String::from_utf8_lossy(&bought.labels[0].bytes);
    assert_eq!(labels.matches("^XA").count(), 2);
    assert!(sale.numbers().iter().all(|number| labels.contains(number)));
    assert_eq!(world().sold(&shipment.reference).len(), 1, "sold once");
}

#[tokio::test]
async fn a_parcel_moves() {
    let bench = bench();
    let bought = bench
        .buy(&consignment(), "fedex/fedex_ground", Format::Zpl)
        .await
        .expect("sold");
    let number = &bought.parcels[0].tracking_number;
    for (days, status) in [
        (1, ShipmentStatus::InTransit),
        (2, ShipmentStatus::Delivered),
    ] {
        assert!(world().carriers.age(number, days * DAY));
        let there = bench.track(&bought).await.expect("tracked");
        assert_eq!(there.status, Some(status), "{there:?}");
    }
    let problem = bench.void(&bought).await.expect_err("it was delivered");
    // FedEx says no without an error, and Karrio then says that something failed, and nothing else.
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    assert!(!world().sale(number).voided());
}

/// Karrio states the value of the goods twice over, and FedEx is told a total that its lines do not make.
#[tokio::test]
async fn a_refusal_is_in_the_carriers_words() {
    let mut shipment = abroad();
    let usd = Currency::from_code("USD").expect("USD");
    shipment.goods_value = Some(Money::new(5_000, usd));
    let service = "fedex/fedex_international_connect_plus";
    let problem = bench()
        .buy(&shipment, service, Format::Zpl)
        .await
        .expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(
        problem.carrier_code,
        "CUSTOMSCLEARANCEDETAIL.TOTALCUSTOMSVALUE.INVALID"
    );
    assert!(
        problem.carrier_text.contains("The goods are worth 50"),
        "{problem:?}"
    );
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}

#[tokio::test]
async fn a_lost_answer_is_unknown() {
    let bench = bench();
    let shipment = consignment();
    let lost = Fault::after(Answer::Dropped);
    let carriers = &world().carriers;
    carriers.fail_about(fedex::PREFIX, Op::Buy, &shipment.reference, 2, &lost);
    let problem = bench
        .buy(&shipment, "fedex/fedex_ground", Format::Zpl)
        .await
        .expect_err("nobody knows");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
}
