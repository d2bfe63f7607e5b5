//! Voids, and what only looks like one.

use crate::bench::{Bench, consignment, world};
use pb_domain::{Format, ProblemKind};
use pb_sim::carriers::{Answer, Fault, Op, ups};
use std::time::Duration;

#[tokio::test]
async fn ups_voids_once() {
    let bench = Bench::new();
    let shipment = consignment();
    let bought = bench
        .buy(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await
        .expect("sold");
    bench.void(&bought).await.expect("voided");
    assert!(world().sold(&shipment.reference)[0].voided());
    let problem = bench.void(&bought).await.expect_err("voided already");
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
    let problem = bench.void(&bought).await.expect_err("nobody was asked");
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
    let html = Fault::instead(Answer::Html500);
    let carriers = &world().carriers;
    carriers.fail_about(ups::PREFIX, Op::Void, number, 2, &html);
    let problem = bench.void(&bought).await.expect_err("unclear");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    let hurried = Bench::impatient(Duration::from_secs(1));
    let never = Fault::instead(Answer::Never);
    carriers.fail_about(ups::PREFIX, Op::Void, number, 1, &never);
    let problem = hurried.void(&bought).await.expect_err("no answer");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
}
