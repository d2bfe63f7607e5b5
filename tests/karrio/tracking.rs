//! Tracking.

use crate::bench::{Bench, consignment, world};
use pb_domain::{Format, ProblemKind, ShipmentStatus};
use pb_sim::carriers::{Answer, Fault, Op, ups};
use std::time::Duration;

#[tokio::test]
async fn ups_tells_where_a_parcel_is() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    let mut unheard_of = bought.clone();
    // Well-formed, and nobody's.
    "1Z12345E6605272234".clone_into(&mut unheard_of.parcels[0].tracking_number);
    let unknown = bench.track(&unheard_of).await;
    let unknown = unknown.expect("not known yet is no failure");
    assert_eq!((unknown.status, unknown.events.len()), (None, 0));
    let fresh = bench.track(&bought).await.expect("tracked");
    assert_eq!(fresh.status, Some(ShipmentStatus::LabelCreated));
    assert_eq!(fresh.events.len(), 1);

    let number = &bought.parcels[0].tracking_number;
    assert!(
        world()
            .carriers
            .age(number, Duration::from_secs(20 * 3_600))
    );
    let on_its_way = bench.track(&bought).await.expect("tracked");
    assert_eq!(on_its_way.status, Some(ShipmentStatus::InTransit));
    let events: Vec<_> = on_its_way
        .events
        .iter()
        .map(|e| (e.status, e.code.as_str(), e.text.as_str()))
        .collect();
    let created = "Shipper created a label, UPS has not received the package yet.";
    assert_eq!(
        events,
        [
            (
                Some(ShipmentStatus::InTransit),
                "DP",
                "Departed from Facility"
            ),
            (Some(ShipmentStatus::InTransit), "OR", "Picked up"),
            (Some(ShipmentStatus::LabelCreated), "MP", created),
        ],
        "newest first"
    );
    assert!(on_its_way.events.is_sorted_by(|a, b| a.at >= b.at));
}

#[tokio::test]
async fn a_failing_carrier_is_not_an_unknown_number() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    let number = &bought.parcels[0].tracking_number;
    let carriers = &world().carriers;
    let refusal = Fault::instead(Answer::Refuses {
        status: 401,
        code: "250003".to_owned(),
        message: "Invalid Access License number".to_owned(),
    });
    carriers.fail_about(ups::PREFIX, Op::Track, number, 2, &refusal);
    let problem = bench.track(&bought).await.expect_err("refused");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "250003")
    );
    let html = Fault::instead(Answer::Html500);
    carriers.fail_about(ups::PREFIX, Op::Track, number, 2, &html);
    let problem = bench.track(&bought).await.expect_err("down");
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem:?}");
}

#[tokio::test]
async fn a_connection_without_tracking_says_so() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "valley-courier/valley_ground", Format::Zpl)
        .await
        .expect("sold");
    let problem = bench.track(&bought).await.expect_err("it has none");
    assert_eq!(problem.kind, ProblemKind::Unsupported);
}
