//! Rates of a rate sheet and of a carrier that is asked.

use crate::bench::{Bench, consignment, parcel, world};
use crate::server::LIVE_TOKEN;
use pb_domain::{CountryCode, Currency, Money, ProblemKind};
use pb_sim::carriers::{Answer, Fault, Op, ups};
use std::time::Duration;
use tokio::time::Instant;

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").expect("USD"))
}

#[tokio::test]
async fn come_from_every_connection() {
    let answer = Bench::new().rates(&consignment()).await.expect("rates");
    let listed: Vec<String> = answer
        .rates
        .iter()
        .map(|r| {
            let days = r.transit_days.map_or("?".to_owned(), |d| d.to_string());
            format!("{} | {} | {} | {days}", r.carrier_name, r.service, r.total)
        })
        .collect();
    assert_eq!(
        listed,
        [
            "Valley Courier | valley-courier/valley_ground | 7.40 USD | 4",
            "Valley Courier | valley-courier/valley_euro | 9.90 EUR | 6",
            "UPS | ups-main/ups_ground | 12.18 USD | 4",
            "UPS | ups-main/ups_3_day_select | 20.74 USD | 3",
            "Valley Courier | valley-courier/valley_express | 23.65 USD | 1",
            "UPS | ups-main/ups_2nd_day_air | 28.24 USD | 2",
            "UPS | ups-main/ups_2nd_day_air_am | 33.99 USD | 2",
            "UPS | ups-main/ups_next_day_air_saver | 44.00 USD | 1",
            "UPS | ups-main/ups_next_day_air | 48.68 USD | 1",
            "UPS | ups-main/ups_next_day_air_early | 78.56 USD | 1",
        ]
    );
    assert_eq!(answer.notes, []);
    for rate in &answer.rates {
        let sum = rate.charges.iter().map(|c| c.amount.minor).sum::<i64>();
        assert!(
            rate.charges.is_empty() || sum == rate.total.minor,
            "{rate:?}"
        );
    }
    let express = &answer.rates[4];
    let parts: Vec<_> = express
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount))
        .collect();
    assert_eq!(parts, [("Base Charge", usd(2150)), ("Fuel", usd(215))]);
}

#[tokio::test]
async fn follow_the_weight() {
    let mut heavy = consignment();
    heavy.parcels = vec![parcel(5_400)];
    let rate = Bench::new()
        .rate(&heavy, "valley-courier/valley_ground")
        .await;
    assert_eq!(rate.total, usd(1315));
}

#[tokio::test]
async fn one_carrier_that_fails_is_a_line_in_the_list() {
    let shipment = consignment();
    let html = Fault::instead(Answer::Html500);
    let carriers = &world().carriers;
    carriers.fail_about(ups::PREFIX, Op::Rate, &shipment.reference, 2, &html);
    let answer = Bench::new()
        .rates(&shipment)
        .await
        .expect("the others answer");
    assert_eq!(answer.rates.len(), 3);
    let [note] = answer.notes.as_slice() else {
        panic!("one note: {:?}", answer.notes)
    };
    assert_eq!(note.kind, ProblemKind::Unavailable);
    assert_eq!(note.carrier_code, "SHIPPING_SDK_INTERNAL_ERROR");
    assert!(note.text.contains("UPS"), "{}", note.text);
}

#[tokio::test]
async fn a_refusal_of_all_is_notes_too() {
    let mut abroad = consignment();
    abroad.ship_to.country = CountryCode::from_code("DE");
    "10115".clone_into(&mut abroad.ship_to.postal_code);
    abroad.ship_to.region.clear();
    let refusal = Fault::instead(Answer::Refuses {
        status: 400,
        code: "111210".to_owned(),
        message: "The requested service is unavailable between the selected locations.".to_owned(),
    });
    let carriers = &world().carriers;
    carriers.fail_about(ups::PREFIX, Op::Rate, &abroad.reference, 2, &refusal);
    let answer = Bench::new().rates(&abroad).await.expect("an empty list");
    assert_eq!(answer.rates, []);
    assert!(
        answer
            .notes
            .iter()
            .any(|n| n.carrier_code == "111210" && n.kind == ProblemKind::Refused),
        "{:?}",
        answer.notes
    );
}

#[tokio::test]
async fn an_address_karrio_does_not_take_names_the_field() {
    let mut shipment = consignment();
    "ABC".clone_into(&mut shipment.ship_to.postal_code);
    let problem = Bench::new().rates(&shipment).await.expect_err("refused");
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
}

#[tokio::test]
async fn no_connection_for_the_key() {
    let bench = Bench::at(&world().karrio.url, LIVE_TOKEN);
    let problem = bench
        .rates(&consignment())
        .await
        .expect_err("nothing is connected");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.hint.contains("test key"), "{}", problem.hint);
}

#[tokio::test]
async fn a_weight_of_nothing_never_leaves() {
    let mut shipment = consignment();
    shipment.parcels = vec![parcel(0)];
    let problem = Bench::new()
        .rates(&shipment)
        .await
        .expect_err("refused here");
    assert_eq!(problem.field.as_deref(), Some("parcels.0.weight"));
    assert_eq!(world().calls("/rating/", &shipment.reference), 0);
}

#[tokio::test]
async fn a_deadline_ends_the_wait() {
    let shipment = consignment();
    let never = Fault::instead(Answer::Never);
    let carriers = &world().carriers;
    carriers.fail_about(ups::PREFIX, Op::Rate, &shipment.reference, 1, &never);
    let mut bench = Bench::new();
    bench.engine = bench.engine.until(Instant::now() + Duration::from_secs(2));
    let began = Instant::now();
    let problem = bench.rates(&shipment).await.expect_err("too late");
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(began.elapsed() < Duration::from_secs(10));
}

/// Karrio's rate sheets collect nothing; and its connector asks UPS for *None* dollars.
#[tokio::test]
async fn cash_that_would_not_be_collected_is_not_offered() {
    let mut shipment = consignment();
    shipment.options.cod = Some(usd(4_900));
    let answer = Bench::new().rates(&shipment).await.expect("notes");
    assert_eq!(answer.rates, []);
    let says = |kind: ProblemKind, words: &str| {
        let mut notes = answer.notes.iter();
        notes.any(|note| note.kind == kind && note.text.contains(words))
    };
    assert!(
        says(ProblemKind::Unsupported, "Generic does not collect cash")
            && says(ProblemKind::Refused, "COD/CODAmount/MonetaryValue: None"),
        "{:?}",
        answer.notes
    );
}
