//! Error shapes that need a server of their own, or no shipment at all.

use crate::bench::{Bench, consignment, profile, world};
use crate::server::{Karrio, TEST_TOKEN};
use pb_domain::{Direction, Format, ProblemKind, PurchaseId};
use uuid::Uuid;

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let karrio = Karrio::start(&world().carriers.url(), "3/minute");
    let bench = Bench::at(&karrio.url, TEST_TOKEN);
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(bench.rates(&consignment()).await);
    }
    let problem = answers.into_iter().find_map(Result::err);
    let problem = problem.expect("three a minute");
    assert_eq!(problem.kind, ProblemKind::RateLimited);
    assert_eq!(problem.carrier_code, "throttled");
    assert!(
        problem
            .retry_after
            .is_some_and(|wait| (1..=60).contains(&wait)),
        "{problem:?}"
    );
}

#[tokio::test]
async fn a_service_that_is_gone_is_not_bought() {
    let bench = Bench::new();
    let shipment = consignment();
    let mut rate = bench.rate(&shipment, "ups-main/ups_ground").await;
    rate.carrier_data["service"] = "ups_standard".into();
    let problem = bench
        .ships()
        .prepare(
            bench.cx(),
            PurchaseId(Uuid::now_v7()),
            &shipment,
            &rate,
            Format::Zpl,
        )
        .await
        .expect_err("not offered");
    assert_eq!(problem.kind, ProblemKind::Refused);
}

#[tokio::test]
async fn a_connection_that_is_gone_is_not_bought() {
    let bench = Bench::new();
    let shipment = consignment();
    let mut rate = bench.rate(&shipment, "ups-main/ups_ground").await;
    rate.carrier_data["carrier_id"] = "ups-closed".into();
    let problem = bench
        .ships()
        .prepare(
            bench.cx(),
            PurchaseId(Uuid::now_v7()),
            &shipment,
            &rate,
            Format::Zpl,
        )
        .await
        .expect_err("not connected");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "not_found")
    );
}

#[tokio::test]
async fn a_rate_of_another_draft_is_refused() {
    let bench = Bench::new();
    let shipment = consignment();
    let mut prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    prepared.request.body =
        br#"{"selected_rate_id":"rat_0","label_type":"ZPL","payment":{"paid_by":"sender"}}"#
            .to_vec();
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect_err("refused");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Invalid, "service_unavailable")
    );
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}

#[tokio::test]
async fn a_draft_that_was_deleted_is_refused() {
    let bench = Bench::new();
    let shipment = consignment();
    let mut prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    prepared.request.url = prepared.request.url.replace("shp_", "shp_0");
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect_err("refused");
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Refused, "not_found")
    );
}

#[tokio::test]
async fn the_key_stays_with_its_own_server() {
    let bench = Bench::new();
    let shipment = consignment();
    let prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    let elsewhere = Bench::at(&world().carriers.url(), TEST_TOKEN);
    let problem = elsewhere
        .ships()
        .buy(elsewhere.cx(), &prepared, &shipment)
        .await
        .expect_err("another server");
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert!(
        elsewhere.captures.lock().unwrap().is_empty(),
        "nothing left"
    );
}

#[tokio::test]
async fn returns_are_not_bought() {
    let mut shipment = consignment();
    shipment.direction = Direction::Return;
    let problem = Bench::new()
        .rates(&shipment)
        .await
        .expect_err("not offered");
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert!(profile().void.is_some());
}
