//! Blue Dart's adapter against the simulated Blue Dart: that both speak of the same thing, and that a parcel is sold once.
mod in_india;

use in_india::{Bench, Setup, address, consignment, inr, pages_with, parcel};
use pb_carriers::{Bought, Consignment, Settled};
use pb_domain::{ProblemKind, Rate, ShipmentStatus};
use pb_sim::carriers::bluedart::{
    CLIENT_ID, CLIENT_SECRET, CUSTOMER_CODE, LICENCE_KEY, LOGIN_ID, ORIGIN_AREA, PREFIX,
};
use pb_sim::carriers::{Answer, Course, Fault, Op};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

const TABLE: &str = "kind,method,name,priced by,up to weight,price
method,A,Apex,weight,,
method,E,Surfaceline,weight,,
method,D,Domestic Priority,weight,,
rate,A,,,20 kg,120
rate,E,,,20 kg,80.50
rate,D,,,20 kg,200
cod,A|E|D,,,,30
";

fn start() -> Bench {
    in_india::start(&Setup {
        carrier: PREFIX,
        urls: &["url"],
        settings: &[
            ("login_id", LOGIN_ID),
            ("customer_code", CUSTOMER_CODE),
            ("origin_area", ORIGIN_AREA),
        ],
        secrets: &[
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("licence_key", LICENCE_KEY),
        ],
        table: TABLE,
        service: "A",
    })
}

#[tokio::test]
async fn a_parcel_is_rated_bought_followed_and_not_voided_any_more() {
    let bench = start();
    let now = bench.now();
    let tested = bench.profile.test.expect("a test").test(bench.cx(&now));
    assert!(
        tested
            .await
            .expect("it answers")
            .contains("lets the account in")
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
    for (hours, status) in [
        (0, ShipmentStatus::LabelCreated),
        (7, ShipmentStatus::PickedUp),
        (8, ShipmentStatus::InTransit),
        (38, ShipmentStatus::OutForDelivery),
        (4, ShipmentStatus::Delivered),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&number).await, Some(status), "{hours} h on");
    }
    let late = bench.void(&number).await.expect_err("it is delivered");
    assert_eq!(late.kind, ProblemKind::Refused);
    assert_eq!(late.carrier_code, "Inscanned");
    assert_eq!(bench.status("79999999999").await, None, "nobody's");
}

#[tokio::test]
async fn a_purchase_without_an_answer_is_sold_once() {
    let bench = start();
    let consignment = consignment();
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ] {
        for (fault, sold_at_first) in [
            (Fault::after(answer.clone()), true),
            (Fault::instead(answer.clone()), false),
        ] {
            let prepared = bench.prepare(&consignment, "A").await;
            let before = bench.sim.ledger().len();
            bench.sim.fail_next(PREFIX, Op::Buy, fault);
            let lost = bench.send(&prepared, &consignment).await;
            let problem = lost.expect_err("nobody knows");
            assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{answer:?}");
            let settled = bench.settle(&prepared, &consignment).await;
            let Settled::Bought(bought) = settled else {
                panic!("{answer:?}: {settled:?}")
            };
            let sales = bench.sim.ledger();
            assert_eq!(sales.len() - before, 1, "{answer:?}: sold once");
            let sale = sales.last().expect("a sale");
            assert_eq!(bought.carrier_ref, sale.shipment);
            assert_eq!(sale.references.len(), 1);
            assert_eq!(sale.references[0], prepared.reference);
            // Its label comes with the sale alone.
            assert_eq!(bought.labels.is_empty(), sold_at_first, "{answer:?}");
            // And as often as it is asked again.
            let again = bench.settle(&prepared, &consignment).await;
            assert!(matches!(again, Settled::Bought(again) if again.carrier_ref == sale.shipment));
            assert_eq!(bench.sim.ledger().len() - before, 1);
        }
    }
}

#[tokio::test]
async fn a_clear_no_sells_nothing() {
    let bench = start();
    let consignment = consignment();
    for (answer, kind) in [
        (
            Answer::Throttled {
                retry_after: Some(1),
            },
            ProblemKind::RateLimited,
        ),
        (
            Answer::Refuses {
                status: 400,
                code: "InvalidPincode".to_owned(),
                message: "Consignee pincode is not serviceable".to_owned(),
            },
            ProblemKind::Refused,
        ),
    ] {
        bench.sim.fail_next(PREFIX, Op::Buy, Fault::instead(answer));
        let problem = bench.try_buy(&consignment).await.expect_err("a no");
        assert_eq!(problem.kind, kind);
        assert_eq!(bench.sim.ledger().len(), 0);
    }
    // A contract that is not the login's.
    let mut other = start();
    other
        .account
        .settings
        .insert("customer_code".to_owned(), "940002".to_owned());
    let problem = other.try_buy(&consignment).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Auth);
    assert_eq!(problem.carrier_code, "UnauthorizedUser");
    // What another program would write alike is a sale, and so is one whose token ended in the middle.
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    bench.try_buy(&consignment).await.expect("it is sold");
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::TokenExpired));
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_void_is_done_or_not_known() {
    let bench = start();
    let number = |bought: Bought| bought.carrier_ref;
    let bought = number(bench.try_buy(&consignment()).await.expect("it is sold"));
    bench
        .sim
        .fail_next(PREFIX, Op::Void, Fault::after(Answer::Dropped));
    let lost = bench.void(&bought).await.expect_err("nobody knows");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    assert!(bench.sim.ledger()[0].voided());
    let again = bench.void(&bought).await.expect_err("it is void");
    assert_eq!(again.kind, ProblemKind::Refused);
    let other = number(bench.try_buy(&consignment()).await.expect("it is sold"));
    assert_eq!(bench.void(&other).await, Ok(()));
    assert!(bench.sim.ledger()[1].voided());
}

#[tokio::test]
async fn cash_and_several_parcels_are_sold_as_they_are() {
    let mut bench = start();
    bench
        .account
        .settings
        .insert("register_pickup".to_owned(), "yes".to_owned());
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.parcels = vec![parcel(1_250), parcel(905)];
    let prepared = bench.prepare(&cash, "E").await;
    let bought = bench.send(&prepared, &cash).await.expect("it is sold");
    assert_eq!(bought.parcels.len(), 2);
    let number = bought.carrier_ref.clone();
    assert_eq!(pages_with(&bought.labels[0], &number), 2);
    assert_eq!(bought.carrier_data["pickup"], format!("P{number}"));
    let sale = bench.sim.ledger().pop().expect("a sale");
    let services = &sale.asked["Request"]["Services"];
    assert_eq!(services["CollactableAmount"], 1180.5);
    assert_eq!(services["ActualWeight"], "2.16");
    assert_eq!(sale.service, "EC");
    // It comes back.
    bench.sim.set_course(&number, Course::Returned);
    for (hours, status) in [
        (56, ShipmentStatus::DeliveryFailed),
        (24, ShipmentStatus::Returning),
        (48, ShipmentStatus::ReturnedToSender),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&number).await, Some(status), "{hours} h on");
    }
}

#[tokio::test]
async fn what_does_not_go_there_is_not_offered() {
    let bench = start();
    let to = |pin: &str, city: &str| Consignment {
        ship_to: address("Bo Birch", city, "", pin, "98200 00034"),
        ..consignment()
    };
    let services =
        |rates: Vec<Rate>| -> Vec<String> { rates.into_iter().map(|rate| rate.service).collect() };
    let mumbai = bench.rates(&to("400001", "Mumbai")).await;
    assert_eq!(services(mumbai), ["A", "E", "D"]);
    let island = to("744101", "Port Blair");
    assert_eq!(services(bench.rates(&island).await), ["A", "D"]);
    let mut cash = to("744101", "Port Blair");
    cash.options.cod = Some(inr(10_000));
    assert_eq!(services(bench.rates(&cash).await), ["A", "D"]);
    cash.ship_to.postal_code = "744109".to_owned();
    assert_eq!(services(bench.rates(&cash).await), [""; 0]);
    let serves = bench.profile.serviceability.expect("it says where it goes");
    let now = bench.now();
    let asked = serves
        .serves(bench.cx(&now), &island)
        .await
        .expect("a word");
    assert!(asked.served);
    assert_eq!(asked.cash_on_delivery, Some(true));
    assert_eq!(asked.words, "Apex (air), Domestic Priority");
    let nowhere = to("799999", "Nowhere");
    let asked = serves
        .serves(bench.cx(&now), &nowhere)
        .await
        .expect("a word");
    assert!(!asked.served, "{asked:?}");
    // Where it cannot be asked, the table's word stands.
    bench
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    assert_eq!(bench.rates(&island).await.len(), 3);
}
