//! Offers by the account's table.
use super::*;
use crate::Table as _;
use crate::dhl::tests::country;
use pb_domain::{Rate, RateSurety, Weight};
use price::{ContractPrices, Prices};

fn offers(account: &Account, consignment: &Consignment) -> (Vec<Rate>, Vec<String>) {
    let answer = rate::offers(account, consignment).unwrap();
    (
        answer.rates,
        answer.notes.into_iter().map(|n| n.text).collect(),
    )
}

fn codes(rates: &[Rate]) -> Vec<(&str, i64)> {
    rates
        .iter()
        .map(|r| (r.service.as_str(), r.total.minor))
        .collect()
}

#[test]
fn what_the_contract_has_and_takes_is_offered() {
    let account = with(&[]);
    let (rates, notes) = offers(&account, &consignment());
    assert_eq!(codes(&rates), [("V01PAK", 490)]);
    assert_eq!(rates[0].surety, RateSurety::Table);
    assert_eq!(notes.len(), 1, "too heavy for a Kleinpaket: {notes:?}");
    let mut light = consignment();
    light.parcels[0].weight = Weight::from_grams(900);
    light.parcels[0].dimensions = None;
    assert_eq!(
        codes(&offers(&account, &light).0),
        [("V01PAK", 490), ("V62KP", 310)]
    );
    let mut several = consignment();
    several.parcels.push(parcel(6_000));
    assert_eq!(
        codes(&offers(&account, &several).0),
        [("V01PAK", 490 + 890)]
    );
    let (rates, _) = offers(&account, &abroad());
    assert_eq!(
        codes(&rates),
        [("V53WPAK", 1_850)],
        "Warenpost takes a kilogram"
    );
    let mut near = abroad();
    near.ship_to.country = Some(country("NL"));
    assert_eq!(
        codes(&offers(&account, &near).0)[0],
        ("V53WPAK", 1_120),
        "its own row"
    );
    assert_eq!(codes(&offers(&account, &back()).0), [("V07PAK", 450)]);
    // Without a participation a product is not in the contract.
    let less = with(&[("participation_v01pak", "")]);
    assert!(codes(&offers(&less, &consignment()).0).is_empty());
}

#[test]
fn what_is_not_offered_says_why() {
    let account = with(&[]);
    let mut american = consignment();
    american.ship_from = reno();
    let problem = rate::offers(&account, &american).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert_eq!(problem.field.as_deref(), Some("ship_from.country"));
    let mut empty = account.clone();
    empty.table = Some("product,countries,up to kg,price\n".to_owned());
    let (rates, notes) = offers(&empty, &consignment());
    assert!(
        rates.is_empty() && notes[0].contains("no price of DHL Paket"),
        "{notes:?}"
    );
    // A new account begins without prices, and so do tables that are not there.
    for none in [None, Some(ContractPrices.example().to_owned())] {
        empty.table = none;
        assert!(offers(&empty, &consignment()).0.is_empty());
    }
    empty.table = Some("product,countries,up to kg,price\nV01PAK,DE,x,1\n".to_owned());
    let problem = rate::offers(&empty, &consignment()).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("table"));
    let mut cash = consignment();
    cash.options.cod = Some(euro(100));
    let (rates, notes) = offers(&account, &cash);
    assert!(
        rates.is_empty() && notes[0].contains("bank account"),
        "{notes:?}"
    );
    let none = with(&[("return_receiver", "")]);
    assert!(offers(&none, &back()).1[0].contains("no product"));
}

#[test]
fn a_table_is_read_as_spreadsheets_write_it() {
    let german = "Product;Countries;Up to kg;Price\nv01pak;Germany|AT;2,5;4,90\n# a word\n;;;\n";
    let prices = Prices::read(german).unwrap();
    let price = |grams| prices.of("V01PAK", country("AT"), Weight::from_grams(grams));
    assert_eq!((price(2_500), price(2_501)), (Some(euro(490)), None));
    assert_eq!(
        prices.of("V01PAK", country("FR"), Weight::from_grams(1)),
        None
    );
    assert_eq!(ContractPrices.check(german), []);
    assert_eq!(ContractPrices.services(german), ["V01PAK"]);
    for (csv, line, word) in [
        ("product,up to kg,price\n", 1, "countries"),
        ("product,countries,up to kg,price\nV99,,1,1\n", 2, "V99"),
        (
            "product,countries,up to kg,price\nV01PAK,Narnia,1,1\n",
            2,
            "Narnia",
        ),
        (
            "product,countries,up to kg,price\nV01PAK,,0,1\n",
            2,
            "kilograms",
        ),
        (
            "product,countries,up to kg,price\nV01PAK,,1,0\n",
            2,
            "price",
        ),
    ] {
        let mistakes = ContractPrices.check(csv);
        assert_eq!(mistakes.len(), 1, "{csv}");
        assert!(
            mistakes[0].0 == line && mistakes[0].1.contains(word),
            "{mistakes:?}"
        );
    }
}
