//! Prices are the merchant's, and DTDC says whether it goes there.
use super::*;
use crate::Table as _;
use crate::engine::{Engine, EngineOptions};
use crate::{RateAnswer, contract};
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
async fn the_table_says_the_price() {
    let priced = priced(&account(), &consignment()).await;
    assert_eq!(services(&priced), ["B2C PRIORITY", "B2C SMART EXPRESS"]);
    assert!(priced.notes.is_empty(), "{:?}", priced.notes);
    assert_eq!(priced.rates[1].total, inr(8_050));
    assert_eq!(priced.rates[0].carrier_name, "DTDC");
    assert_eq!(priced.rates[0].surety, RateSurety::Table);
}

#[tokio::test]
async fn where_dtdc_does_not_go_nothing_is_offered() {
    let lane = |answer: &Answer, cash| {
        serve::parse(answer, "400001").map(|lane| serve::with_cash(lane, cash))
    };
    let all = async || priced(&account(), &consignment()).await;
    let there = rate::along(all().await, lane(&recorded!("pin_200.json"), true));
    assert_eq!(there.rates.len(), 2);
    for (answer, cash) in [
        (recorded!("pin_unserved_200.json"), false),
        (recorded!("pin_no_cash_200.json"), true),
    ] {
        let none = rate::along(all().await, lane(&answer, cash));
        assert!(none.rates.is_empty());
        assert_eq!(none.notes.len(), 1);
        assert_eq!(none.notes[0].kind, ProblemKind::Refused);
    }
    // Where it cannot be asked, the table's word stands.
    let kept = rate::along(all().await, lane(&answer(200, "{}"), false));
    assert_eq!(kept.rates.len(), 2);
    assert_eq!(kept.notes[0].kind, ProblemKind::Unavailable);
}

#[tokio::test]
async fn no_price_is_made_up() {
    for table in [
        table::ContractPrices.example(),
        "kind,method,name,priced by,up to weight,price\nmethod,B2C,B2C,weight,,\nrate,B2C,,,2 kg,0\n",
    ] {
        assert_eq!(table::ContractPrices.check(table), []);
        let account = Account {
            table: Some(table.to_owned()),
            ..account()
        };
        let answer = priced(&account, &consignment()).await;
        assert_eq!(services(&answer), [""; 0]);
        assert!(!answer.notes.is_empty());
    }
    let wrong = TABLE.replace("B2C SMART EXPRESS", "B2C/“X”");
    assert_ne!(table::ContractPrices.check(&wrong), []);
}
