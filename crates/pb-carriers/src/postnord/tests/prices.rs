//! Prices are the merchant's, days are PostNord's.
use super::*;
use crate::Table as _;
use crate::contract;
use crate::engine::{Engine, EngineOptions};
use jiff::Zoned;

async fn priced(account: &Account, consignment: &Consignment) -> RateAnswer {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let engine = Engine::new(EngineOptions::default()).unwrap();
    let now = Zoned::now();
    let cx = crate::Cx {
        account,
        engine: &engine,
        now: &now,
    };
    rate::sellable(account, contract::priced(cx, consignment).await.unwrap())
}

fn services(answer: &RateAnswer) -> Vec<&str> {
    answer.rates.iter().map(|r| r.service.as_str()).collect()
}

#[tokio::test]
async fn the_table_says_the_price_and_transit_times_the_day() {
    let priced = priced(&account(), &consignment()).await;
    assert_eq!(services(&priced), ["19", "17+D6", "18"]);
    assert!(priced.notes.is_empty(), "{:?}", priced.notes);
    let answer = rate::timed(priced, transit::parse(&recorded!("transit_200.json")));
    let [collect] = answer.rates.as_slice() else {
        panic!("the others are not offered there: {answer:?}");
    };
    assert_eq!(collect.total, sek(5_900));
    assert_eq!(collect.carrier_name, "PostNord");
    assert_eq!(collect.service_name, "MyPack Collect");
    assert_eq!(collect.surety, RateSurety::Table);
    assert_eq!(collect.transit_days, Some(2));
    assert_eq!(collect.delivery_date.as_deref(), Some("2026-11-30"));
    assert_eq!(answer.notes.len(), 2);
    let why: Vec<&str> = answer.notes.iter().map(|n| n.text.as_str()).collect();
    assert!(
        why[0].contains("SE-17-D6") && why[1].contains("SE-18"),
        "{why:?}"
    );
}

#[tokio::test]
async fn without_transit_times_the_tables_word_stands() {
    for (failed, kind) in [
        (recorded!("key_403.json"), ProblemKind::Auth),
        (recorded!("down_503.json"), ProblemKind::Unavailable),
        (answer(200, "{}"), ProblemKind::Unavailable),
    ] {
        let priced = priced(&account(), &consignment()).await;
        let answer = rate::timed(priced, transit::parse(&failed));
        assert_eq!(answer.rates.len(), 3);
        assert_eq!(answer.rates[0].transit_days, Some(4));
        let [note] = answer.notes.as_slice() else {
            panic!("{:?}", answer.notes)
        };
        assert_eq!(note.kind, kind);
        assert!(note.text.contains("how long"), "{note:?}");
    }
    // What it does not speak of is offered as the table has it.
    let priced = priced(&account(), &consignment()).await;
    let answer = rate::timed(priced, Ok(Vec::new()));
    assert_eq!(answer.rates.len(), 3);
}

#[tokio::test]
async fn no_price_is_made_up() {
    for table in [
        table::ContractPrices.example(),
        "kind,method,name,priced by,up to weight,price\nmethod,19,Collect,weight,,\nrate,19,,,2 kg,0\n",
    ] {
        assert_eq!(table::ContractPrices.check(table), []);
        let account = Account {
            table: Some(table.to_owned()),
            ..account()
        };
        let answer = priced(&account, &consignment()).await;
        assert_eq!(answer.rates, []);
        let last = answer.notes.last().unwrap();
        assert_eq!(last.field.as_deref(), Some("table"));
        assert!(last.text.contains("states no prices"), "{last:?}");
    }
    let empty = rate::sellable(&account(), RateAnswer::default());
    assert_eq!(empty.notes.len(), 1);
}

#[tokio::test]
async fn what_the_agreement_lacks_is_not_offered() {
    let table = "kind,method,name,priced by,up to weight,price\n\
        method,30,Small,weight,,\nmethod,04,Tracked,weight,,\nmethod,52,Pallet,weight,,\n\
        rate,30,,,2 kg,39\nrate,04,,,2 kg,49\nrate,52,,,2 kg,490\n";
    let account = Account {
        table: Some(table.to_owned()),
        ..account()
    };
    let answer = priced(&account, &consignment()).await;
    assert_eq!(services(&answer), ["30"]);
    assert_eq!(answer.notes.len(), 2, "{:?}", answer.notes);
    // The form says so before.
    let wrong = table::ContractPrices.check(table);
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].0 == 4 && wrong[0].1.contains("52"), "{wrong:?}");
}

#[tokio::test]
async fn fees_of_the_contract_count() {
    let mut full = consignment();
    full.options.cod = Some(sek(10_000));
    full.options.insurance = Some(sek(10_000));
    let answer = priced(&account(), &full).await;
    assert_eq!(answer.rates[0].total, sek(5_900 + 1_600 + 1_100));
    let sum: i64 = answer.rates[0].charges.iter().map(|c| c.amount.minor).sum();
    assert_eq!(sum, answer.rates[0].total.minor);
}
