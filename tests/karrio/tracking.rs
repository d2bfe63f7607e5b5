//! Tracking.

use crate::bench::{Bench, consignment, kept, profile, world};
use crate::fake_ups::Fault;
use pb_carriers::Bought;
use pb_domain::{Format, Problem, ProblemKind, ShipmentStatus, TrackingStatus};

async fn track(bench: &Bench, bought: &Bought) -> Result<TrackingStatus, Problem> {
    let number = &bought.parcels[0].tracking_number;
    profile()
        .track
        .expect("Karrio tracks")
        .track(bench.cx(), &kept(bought), number)
        .await
}

#[tokio::test]
async fn ups_tells_where_a_parcel_is() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    let fresh = track(&bench, &bought)
        .await
        .expect("not known yet is no failure");
    assert_eq!((fresh.status, fresh.events.len()), (None, 0));

    world().ups.scan(&bought.parcels[0].tracking_number);
    let on_its_way = track(&bench, &bought).await.expect("tracked");
    assert_eq!(on_its_way.status, Some(ShipmentStatus::InTransit));
    let events: Vec<_> = on_its_way
        .events
        .iter()
        .map(|e| (e.at.as_str(), e.status, e.code.as_str(), e.text.as_str()))
        .collect();
    assert_eq!(
        events,
        [
            (
                "2026-11-21 13:45",
                Some(ShipmentStatus::InTransit),
                "AR",
                "Arrived at Facility"
            ),
            (
                "2026-11-20 09:15",
                Some(ShipmentStatus::LabelCreated),
                "MP",
                "Shipper created a label"
            ),
        ],
        "newest first, in the carrier's own time"
    );
    assert_eq!(on_its_way.events[0].location, "RENO, NV, US");
}

#[tokio::test]
async fn a_failing_carrier_is_not_an_unknown_number() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    let number = &bought.parcels[0].tracking_number;
    for _ in 0..2 {
        world().ups.fault(
            "track",
            number,
            Fault::Refuse("250003", "Invalid Access License number"),
        );
    }
    let problem = track(&bench, &bought).await.expect_err("refused");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "250003")
    );
    for _ in 0..2 {
        world().ups.fault("track", number, Fault::Html);
    }
    let problem = track(&bench, &bought).await.expect_err("down");
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem:?}");
}

#[tokio::test]
async fn a_connection_without_tracking_says_so() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "valley-courier/valley_ground", Format::Zpl)
        .await
        .expect("sold");
    let problem = track(&bench, &bought).await.expect_err("it has none");
    assert_eq!(problem.kind, ProblemKind::Unsupported);
}
