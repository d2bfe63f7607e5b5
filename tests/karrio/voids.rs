//! Voids, and what only looks like one.

use crate::bench::{Bench, consignment, kept, profile, world};
use crate::fake_ups::Fault;
use pb_carriers::Bought;
use pb_domain::{Format, Problem, ProblemKind};
use std::time::Duration;

async fn void(bench: &Bench, bought: &Bought) -> Result<(), Problem> {
    profile()
        .void
        .expect("Karrio voids")
        .void(bench.cx(), &kept(bought))
        .await
}

#[tokio::test]
async fn ups_voids_once() {
    let bench = Bench::new();
    let shipment = consignment();
    let bought = bench
        .buy(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    void(&bench, &bought).await.expect("voided");
    assert!(world().ups.sold(&shipment.reference)[0].voided);
    let problem = void(&bench, &bought).await.expect_err("voided already");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "190102")
    );
}

#[tokio::test]
async fn a_yes_without_asking_is_not_a_void() {
    let bench = Bench::new();
    let bought = bench
        .buy(&consignment(), "valley-courier/valley_ground", Format::Zpl)
        .await
        .expect("sold");
    let problem = void(&bench, &bought).await.expect_err("nobody was asked");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.carrier_text, "Safe cancellation allowed");
    assert!(problem.text.contains("stays valid"), "{}", problem.text);
}

#[tokio::test]
async fn a_void_without_an_answer_is_unknown() {
    let bench = Bench::impatient(Duration::from_secs(10));
    let shipment = consignment();
    let bought = bench
        .buy(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    let number = &bought.parcels[0].tracking_number;
    for _ in 0..2 {
        world().ups.fault("void", number, Fault::Html);
    }
    let problem = void(&bench, &bought).await.expect_err("unclear");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    let hurried = Bench::impatient(Duration::from_secs(1));
    let _held = world().ups.hang("void", number);
    let problem = void(&hurried, &bought).await.expect_err("no answer");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
}
