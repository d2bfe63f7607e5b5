//! Purchases whose answer was lost: what Karrio can tell afterwards, and what it cannot.

use crate::bench::{Bench, consignment, eventually, world};
use crate::server::{Karrio, TEST_TOKEN};
use pb_carriers::engine::EngineOptions;
use pb_carriers::{Consignment, Prepared, Settled};
use pb_domain::{Format, Problem, ProblemKind};
use pb_sim::carriers::{Answer, Fault, Op, ups};
use std::time::Duration;

async fn settle(bench: &Bench, prepared: &Prepared, shipment: &Consignment) -> Settled {
    bench
        .ships()
        .settle(bench.cx(), prepared, shipment)
        .await
        .expect("Karrio answers")
}

fn still_unknown(settled: Settled) -> Problem {
    match settled {
        Settled::StillUnknown(problem) => problem,
        other => panic!("nobody can know, but: {other:?}"),
    }
}

/// The next purchases under this reference go wrong at UPS.
fn spoil(shipment: &Consignment, times: usize, fault: &Fault) {
    let carriers = &world().carriers;
    carriers.fail_about(ups::PREFIX, Op::Buy, &shipment.reference, times, fault);
}

/// Buys from a UPS that takes its time, with a bench that does not wait for it.
async fn hung(shipment: &Consignment) -> (Bench, Prepared) {
    let bench = Bench::impatient(Duration::from_secs(2));
    let prepared = bench
        .prepare(shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    let late = Answer::Late(Duration::from_secs(15));
    spoil(shipment, 1, &Fault::instead(late));
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, shipment)
        .await
        .expect_err("no answer");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    // Karrio still waits: its draft is a draft, and that proves nothing.
    let waiting = still_unknown(settle(&bench, &prepared, shipment).await);
    assert!(
        waiting.hint.contains(&shipment.reference),
        "{}",
        waiting.hint
    );
    (bench, prepared)
}

#[tokio::test]
async fn a_hung_carrier_that_sells_after_all() {
    let shipment = consignment();
    let (bench, prepared) = hung(&shipment).await;
    let bought = eventually(async || match settle(&bench, &prepared, &shipment).await {
        Settled::Bought(bought) => Some(bought),
        Settled::StillUnknown(_) => None,
        Settled::NotBought(problem) => panic!("it was sold: {problem:?}"),
    })
    .await;
    let sales = world().sold(&shipment.reference);
    assert_eq!(sales.len(), 1);
    assert_eq!(sales[0].numbers(), [&bought.parcels[0].tracking_number]);
    assert_eq!(bought.labels.len(), 1, "its label came along");
}

#[tokio::test]
async fn a_hung_carrier_that_refuses_after_all() {
    let mut shipment = consignment();
    // UPS takes 50 characters, and looks at them in a purchase only.
    shipment.ship_to.email = format!("{}@example.com", "b".repeat(50));
    let (bench, prepared) = hung(&shipment).await;
    let problem = eventually(async || match settle(&bench, &prepared, &shipment).await {
        Settled::NotBought(problem) => Some(problem),
        Settled::StillUnknown(_) => None,
        Settled::Bought(bought) => panic!("it was refused: {bought:?}"),
    })
    .await;
    assert_eq!(problem.carrier_code, "120200", "out of Karrio's own log");
    assert_eq!(world().sold(&shipment.reference).len(), 0);
}

/// What happens when UPS sells, and its answer is lost on the way to Karrio.
#[tokio::test]
async fn a_dropped_answer_is_bought_twice_by_karrio_and_known_to_nobody() {
    let bench = Bench::new();
    let shipment = consignment();
    let prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    spoil(&shipment, 2, &Fault::after(Answer::Dropped));
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect_err("lost");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
    assert_eq!(problem.carrier_code, "SHIPPING_SDK_INTERNAL_ERROR");
    assert_eq!(
        world().sold(&shipment.reference).len(),
        2,
        "Karrio asked twice, UPS sold twice"
    );
    let left = still_unknown(settle(&bench, &prepared, &shipment).await);
    assert!(left.hint.contains(&shipment.reference), "{}", left.hint);
}

/// The one that no client of Karrio's can see: two sales, one answer.
#[tokio::test]
async fn a_drop_followed_by_an_answer_hides_a_second_sale() {
    let bench = Bench::new();
    let shipment = consignment();
    let prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    spoil(&shipment, 1, &Fault::after(Answer::Dropped));
    let bought = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect("sold");
    let sales = world().sold(&shipment.reference);
    assert_eq!(
        sales.len(),
        2,
        "booked twice by Karrio itself, as its README here says"
    );
    assert_eq!(sales[1].numbers(), [&bought.parcels[0].tracking_number]);
}

#[tokio::test]
async fn answers_that_say_nothing_settle_nothing() {
    for answer in [Answer::Html500, Answer::Empty200, Answer::Renamed] {
        let bench = Bench::new();
        let shipment = consignment();
        let prepared = bench
            .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
            .await;
        spoil(&shipment, 2, &Fault::instead(answer));
        let problem = bench
            .ships()
            .buy(bench.cx(), &prepared, &shipment)
            .await
            .expect_err("unclear");
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
        still_unknown(settle(&bench, &prepared, &shipment).await);
    }
}

#[tokio::test]
async fn a_draft_nobody_bought_is_not_called_refused() {
    let bench = Bench::new();
    let shipment = consignment();
    let prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    let left = still_unknown(settle(&bench, &prepared, &shipment).await);
    assert!(left.text.contains("no finished purchase"), "{}", left.text);
}

#[tokio::test]
async fn karrio_dies_while_the_carrier_is_asked() {
    let karrio = Karrio::start(&world().carriers.url(), "100000/minute");
    let bench = Bench::with(&karrio.url, TEST_TOKEN, EngineOptions::default());
    let shipment = consignment();
    let prepared = bench
        .prepare(&shipment, "ups-main/ups_ground", Format::Zpl)
        .await;
    spoil(&shipment, 1, &Fault::instead(Answer::Never));
    let asked = async {
        eventually(async || (world().calls("/ship", &shipment.reference) == 1).then_some(())).await;
        karrio.kill();
    };
    let (bought, ()) = tokio::join!(bench.ships().buy(bench.cx(), &prepared, &shipment), asked);
    let problem = bought.expect_err("the connection broke");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");

    // Gone now: whatever is asked cannot have left, and settles nothing.
    let address = karrio.url.trim_start_matches("http://").to_owned();
    eventually(async || {
        std::net::TcpStream::connect(&address)
            .is_err()
            .then_some(())
    })
    .await;
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, &shipment)
        .await
        .expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem:?}");
    let problem = bench
        .ships()
        .settle(bench.cx(), &prepared, &shipment)
        .await
        .expect_err("nobody");
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem:?}");
}
