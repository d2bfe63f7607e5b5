//! Prices are the merchant's, and Blue Dart says what goes there.
use super::*;
use crate::Table as _;
use crate::engine::{Engine, EngineOptions};
use crate::{RateAnswer, contract};
use jiff::Zoned;
use pb_domain::Problem;
use serve::Lane;

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

fn lane(to: &Answer, pin: &str) -> Result<Lane, Problem> {
    let from = serve::parse(&recorded!("pin_origin_200.json"), "560001").unwrap();
    Ok([from, serve::parse(to, pin)?])
}

#[tokio::test]
async fn the_table_says_the_price() {
    let priced = priced(&account(), &consignment()).await;
    assert_eq!(services(&priced), ["A", "E", "A+L"]);
    assert!(priced.notes.is_empty(), "{:?}", priced.notes);
    assert_eq!(priced.rates[1].total, inr(8_050));
    assert_eq!(priced.rates[0].carrier_name, "Blue Dart");
    assert_eq!(priced.rates[0].surety, RateSurety::Table);
}

#[tokio::test]
async fn what_does_not_go_there_is_not_offered() {
    let all = rate::along(
        priced(&account(), &consignment()).await,
        lane(&recorded!("pin_200.json"), "400001"),
        false,
    );
    assert_eq!(services(&all), ["A", "E", "A+L"]);
    let air = rate::along(
        priced(&account(), &consignment()).await,
        lane(&recorded!("pin_air_200.json"), "744301"),
        false,
    );
    assert_eq!(services(&air), ["A", "A+L"]);
    assert!(air.notes[0].text.contains("Surfaceline"), "{:?}", air.notes);
    let cash = rate::along(
        priced(&account(), &consignment()).await,
        lane(&recorded!("pin_200.json"), "400001"),
        true,
    );
    assert_eq!(services(&cash), ["A"]);
    let none = rate::along(
        priced(&account(), &consignment()).await,
        lane(&recorded!("pin_unserved_200.json"), "799999"),
        false,
    );
    assert!(none.rates.is_empty());
    assert_eq!(none.notes.len(), 1);
    assert_eq!(none.notes[0].kind, ProblemKind::Refused);
}

#[tokio::test]
async fn without_blue_darts_word_the_tables_stands() {
    for failed in [recorded!("down_500.json"), answer(200, "{}")] {
        let priced = priced(&account(), &consignment()).await;
        let kept = rate::along(priced, lane(&failed, "400001"), false);
        assert_eq!(kept.rates.len(), 3);
        let [note] = kept.notes.as_slice() else {
            panic!("{:?}", kept.notes)
        };
        assert_eq!(note.kind, ProblemKind::Unavailable);
        assert!(note.text.contains("whether it goes"), "{note:?}");
    }
}

#[tokio::test]
async fn no_price_is_made_up() {
    for table in [
        table::ContractPrices.example(),
        "kind,method,name,priced by,up to weight,price\nmethod,A,Apex,weight,,\nrate,A,,,2 kg,0\n",
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
    let wrong = TABLE.replace("A+L", "X9");
    let wrong = table::ContractPrices.check(&wrong);
    assert!(
        wrong
            .iter()
            .any(|(line, text)| *line == 4 && text.contains("X9")),
        "{wrong:?}"
    );
}
