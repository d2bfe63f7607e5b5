//! DTDC's adapter against the simulated DTDC: that both speak of the same thing, and that a parcel is sold once.
mod in_india;

use in_india::{Bench, Setup, address, consignment, inr, pages_with, parcel};
use pb_carriers::{Consignment, Settled};
use pb_domain::{ProblemKind, ShipmentStatus};
use pb_sim::carriers::dtdc::{API_KEY, CUSTOMER_CODE, PASSWORD, PREFIX, USERNAME};
use pb_sim::carriers::{Answer, Course, Fault, Op};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

const TABLE: &str = "kind,method,name,priced by,up to weight,price
method,B2C PRIORITY,Priority,weight,,
method,B2C SMART EXPRESS,Smart Express,weight,,
rate,B2C PRIORITY,,,20 kg,120
rate,B2C SMART EXPRESS,,,20 kg,80.50
cod,B2C PRIORITY,,,,30
";

fn start() -> Bench {
    in_india::start(&Setup {
        carrier: PREFIX,
        urls: &["url", "tracking_url", "pincode_url"],
        settings: &[
            ("customer_code", CUSTOMER_CODE),
            ("commodity", "Kitchenware"),
        ],
        secrets: &[
            ("api_key", API_KEY),
            ("tracking_username", USERNAME),
            ("tracking_password", PASSWORD),
        ],
        table: TABLE,
        service: "B2C PRIORITY",
    })
}

#[tokio::test]
async fn a_parcel_is_rated_bought_labelled_followed_and_not_voided_any_more() {
    let bench = start();
    let now = bench.now();
    let tested = bench.profile.test.expect("a test").test(bench.cx(&now));
    assert!(
        tested
            .await
            .expect("it answers")
            .contains("the tracking login")
    );
    let consignment = consignment();
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    let [sale] = bench.sim.ledger().try_into().expect("sold once");
    assert_eq!(bought.charged, inr(12_000), "as the table says");
    let number = bought.parcels[0].tracking_number.clone();
    assert_eq!(sale.numbers(), [number.as_str()]);
    assert!(sale.references[0].starts_with("1001-"), "{sale:?}");
    assert_eq!(
        (bench.profile.likeness)(&number),
        pb_carriers::Likeness::Form
    );
    assert_eq!(pages_with(&bought.labels[0], &number), 1);
    let again = bench.profile.label_again.expect("labels come again");
    let labels = again
        .label_again(bench.cx(&now), &bench.numbered(&number))
        .await;
    assert_eq!(pages_with(&labels.expect("a label")[0], &number), 1);
    for (hours, status) in [
        (0, None),
        (7, Some(ShipmentStatus::PickedUp)),
        (8, Some(ShipmentStatus::InTransit)),
        (38, Some(ShipmentStatus::OutForDelivery)),
        (4, Some(ShipmentStatus::Delivered)),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&number).await, status, "{hours} h on");
    }
    let late = bench.void(&number).await.expect_err("it is delivered");
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.carrier_text.contains("picked up"), "{late:?}");
}

#[tokio::test]
async fn a_purchase_without_an_answer_is_found_by_its_reference() {
    let bench = start();
    let consignment = consignment();
    let mut lost = Vec::new();
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ] {
        let prepared = bench.prepare(&consignment, "B2C PRIORITY").await;
        let before = bench.sim.ledger().len();
        bench
            .sim
            .fail_next(PREFIX, Op::Buy, Fault::after(answer.clone()));
        let problem = bench.send(&prepared, &consignment).await;
        let problem = problem.expect_err("nobody knows");
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{answer:?}");
        // Nothing is tracked yet, which proves nothing.
        let settled = bench.settle(&prepared, &consignment).await;
        let Settled::StillUnknown(problem) = settled else {
            panic!("{answer:?}: {settled:?}")
        };
        assert!(problem.retry_after.is_some(), "{problem:?}");
        assert_eq!(
            bench.sim.ledger().len() - before,
            1,
            "{answer:?}: sold once"
        );
        lost.push(prepared);
    }
    let sold = bench.sim.ledger();
    bench.sim.pass(HOUR * 7);
    for (prepared, sale) in lost.iter().zip(&sold) {
        let settled = bench.settle(prepared, &consignment).await;
        let Settled::Bought(bought) = settled else {
            panic!("{settled:?}")
        };
        assert_eq!(bought.carrier_ref, sale.shipment);
        assert_eq!(pages_with(&bought.labels[0], &sale.shipment), 1);
    }
    assert_eq!(bench.sim.ledger().len(), sold.len(), "sold once");
    // What was never carried out stays unknown, and is for a person some days later.
    let prepared = bench.prepare(&consignment, "B2C PRIORITY").await;
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    bench
        .send(&prepared, &consignment)
        .await
        .expect_err("nobody knows");
    bench.sim.pass(HOUR * 96);
    let settled = bench.settle(&prepared, &consignment).await;
    assert!(
        matches!(&settled, Settled::StillUnknown(p) if p.retry_after.is_none()),
        "{settled:?}"
    );
    assert_eq!(bench.sim.ledger().len(), sold.len());
}

#[tokio::test]
async fn a_clear_no_sells_nothing() {
    let bench = start();
    let consignment = consignment();
    let refuses = Answer::Refuses {
        status: 400,
        code: "WRONG_INPUT".to_owned(),
        message: "consignments.1.weight is required".to_owned(),
    };
    let throttled = Answer::Throttled {
        retry_after: Some(1),
    };
    for (answer, kind) in [
        (throttled, ProblemKind::RateLimited),
        (refuses, ProblemKind::Refused),
    ] {
        bench.sim.fail_next(PREFIX, Op::Buy, Fault::instead(answer));
        let problem = bench.try_buy(&consignment).await.expect_err("a no");
        assert_eq!(problem.kind, kind);
    }
    // A contract that is not the key's, and a key that is nobody's.
    let mut other = start();
    let settings = &mut other.account.settings;
    settings.insert("customer_code".to_owned(), "DT0002".to_owned());
    let problem = other.try_buy(&consignment).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.carrier_code, "WRONG_INPUT");
    other
        .account
        .secrets
        .insert("api_key".to_owned(), "nobodys".to_owned());
    let problem = other.try_buy(&consignment).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Auth);
    let now = other.now();
    let tested = other.profile.test.expect("a test").test(other.cx(&now));
    assert_eq!(tested.await.expect_err("a no").kind, ProblemKind::Auth);
    assert_eq!(bench.sim.ledger().len() + other.sim.ledger().len(), 0);
    // What another program would write alike is a sale.
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    bench.try_buy(&consignment).await.expect("it is sold");
    // A label that does not come does not unmake a sale.
    bench
        .sim
        .fail_next(PREFIX, Op::Label, Fault::instead(Answer::Html500));
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    assert_eq!(bought.labels, []);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_void_is_done_or_not_known() {
    let bench = start();
    let bought = bench.try_buy(&consignment()).await.expect("it is sold");
    let number = bought.carrier_ref;
    bench
        .sim
        .fail_next(PREFIX, Op::Void, Fault::after(Answer::Dropped));
    let lost = bench.void(&number).await.expect_err("nobody knows");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    assert!(bench.sim.ledger()[0].voided());
    let again = bench.void(&number).await.expect_err("it is void");
    assert_eq!(again.kind, ProblemKind::Refused);
    let other = bench.try_buy(&consignment()).await.expect("it is sold");
    assert_eq!(bench.void(&other.carrier_ref).await, Ok(()));
    assert!(bench.sim.ledger()[1].voided());
}

#[tokio::test]
async fn cash_and_several_parcels_are_sold_as_they_are() {
    let bench = start();
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.parcels = vec![parcel(1_250), parcel(905)];
    let bought = bench.try_buy(&cash).await.expect("it is sold");
    assert_eq!(bought.parcels.len(), 2);
    let number = bought.carrier_ref.clone();
    assert_eq!(pages_with(&bought.labels[0], &number), 2);
    let sale = bench.sim.ledger().pop().expect("a sale");
    assert_eq!(sale.asked["cod_amount"], "1180.5");
    assert_eq!(sale.asked["weight"], "2.16");
    assert_eq!(sale.parcels.len(), 2);
    // It comes back, and a token that ended is got anew.
    bench.sim.set_course(&number, Course::Returned);
    for (hours, status) in [
        (56, ShipmentStatus::DeliveryFailed),
        (24, ShipmentStatus::Returning),
        (48, ShipmentStatus::ReturnedToSender),
    ] {
        bench.sim.pass(HOUR * hours);
        let expired = Fault::instead(Answer::TokenExpired);
        bench.sim.fail_next(PREFIX, Op::Track, expired);
        assert_eq!(bench.status(&number).await, Some(status), "{hours} h on");
    }
}

#[tokio::test]
async fn where_it_does_not_go_nothing_is_offered() {
    let bench = start();
    let to = |pin: &str| Consignment {
        ship_to: address("Bo Birch", "There", "MH", pin, "98200 00034"),
        ..consignment()
    };
    assert_eq!(bench.rates(&to("400001")).await.len(), 2);
    assert_eq!(bench.rates(&to("799999")).await.len(), 0);
    let mut cash = to("400001");
    cash.options.cod = Some(inr(10_000));
    let rates = bench.rates(&cash).await;
    assert_eq!(rates.len(), 1, "one method has a price for cash");
    cash.ship_to.postal_code = "400009".to_owned();
    assert_eq!(bench.rates(&cash).await.len(), 0);
    let serves = bench.profile.serviceability.expect("it says where it goes");
    let now = bench.now();
    let asked = serves.serves(bench.cx(&now), &to("400009")).await;
    let asked = asked.expect("a word");
    assert!(
        asked.served && asked.cash_on_delivery == Some(false),
        "{asked:?}"
    );
    let asked = serves.serves(bench.cx(&now), &cash).await.expect("a word");
    assert!(!asked.served, "{asked:?}");
    // Where it cannot be asked, the table's word stands.
    bench
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    assert_eq!(bench.rates(&to("799999")).await.len(), 2);
}
