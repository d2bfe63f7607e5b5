//! What a table charges and what it says, through the same door as the station.
#![allow(clippy::unwrap_used, reason = "tests")]

mod cases;
mod properties;

use super::setting::Settings;
use super::{PROFILE, price, read};
use crate::{Consignment, RateAnswer};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Length, Money,
    Parcel, ParcelId, Problem, ProblemKind, Rate, ShipOptions, Weight, WeightSource, WeightUnit,
};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn account(currency: &str, table: &str) -> Account {
    Account {
        id: AccountId(uuid::Uuid::nil()),
        carrier: PROFILE.id.into(),
        name: "Our couriers".into(),
        enabled: true,
        settings: BTreeMap::from([("currency".to_owned(), currency.to_owned())]),
        secrets: BTreeMap::new(),
        table: Some(table.to_owned()),
    }
}

fn priced(account: &Account, consignment: &Consignment) -> Result<RateAnswer, Problem> {
    let settings = Settings::read(account)?;
    let text = account.table.as_deref().unwrap();
    let tariff = read::read(text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    let answer = price::price(&tariff, &settings, account, consignment)?;
    answer.rates.iter().for_each(adds_up);
    Ok(answer)
}

fn adds_up(rate: &Rate) {
    assert!(!rate.charges.is_empty());
    let sum: i64 = rate.charges.iter().map(|c| c.amount.minor).sum();
    assert_eq!(sum, rate.total.minor, "{rate:?}");
    assert!(
        rate.charges
            .iter()
            .all(|c| c.amount.currency == rate.total.currency)
    );
    assert!(rate.total.minor >= 0);
}

fn money(minor: i64, currency: &str) -> Money {
    Money::new(minor, Currency::from_code(currency).unwrap())
}

fn address(country: &str, region: &str, district: &str, postal_code: &str) -> Address {
    Address {
        name: "An Invented".into(),
        line1: "1 Nowhere".into(),
        region: region.into(),
        district: district.into(),
        postal_code: postal_code.into(),
        country: CountryCode::from_code(country),
        ..Address::default()
    }
}

fn parcel(weight: &str) -> Parcel {
    Parcel {
        id: ParcelId(uuid::Uuid::nil()),
        weight: Weight::parse(weight, WeightUnit::Kg).unwrap(),
        weight_source: WeightSource::Typed {
            entered: weight.into(),
            by: "a test".into(),
        },
        dimensions: None,
        box_id: None,
    }
}

fn sized(weight: &str, [length, width, height]: [i64; 3]) -> Parcel {
    let mm = |cm: i64| Length::from_mm(cm * 10);
    let dimensions = Dimensions {
        length: mm(length),
        width: mm(width),
        height: mm(height),
    };
    Parcel {
        dimensions: Some(dimensions),
        ..parcel(weight)
    }
}

fn consignment(to: Address, parcels: Vec<Parcel>) -> Consignment {
    Consignment {
        ship_from: address("VN", "Hồ Chí Minh", "Quận 1", "70000"),
        ship_to: to,
        parcels,
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(money(2500, "USD")),
        ship_date: "2026-01-05".into(),
        reference: "1001".into(),
        direction: Direction::Outbound,
    }
}

/// The tables of the cases.
const STEPS: &str = include_str!("../fixtures/steps.csv");
const ZONES: &str = include_str!("../fixtures/zones.csv");
const FEES: &str = include_str!("../fixtures/fees.csv");

fn berlin(weight: &str) -> Consignment {
    consignment(address("DE", "BE", "", "10115"), vec![parcel(weight)])
}

fn totals(answer: &RateAnswer) -> Vec<(&str, i64)> {
    answer
        .rates
        .iter()
        .map(|r| (r.service.as_str(), r.total.minor))
        .collect()
}

fn charges(rate: &Rate) -> Vec<(&str, i64)> {
    rate.charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect()
}

#[test]
fn notes_say_what_where_and_how_to_cure_it() {
    let mut c = berlin("31");
    c.parcels.insert(0, parcel("1"));
    let answer = priced(&account("USD", STEPS), &c).unwrap();
    let heavy = answer
        .notes
        .iter()
        .find(|n| n.text.contains("Kilos"))
        .unwrap();
    assert_eq!(heavy.kind, ProblemKind::Refused);
    assert_eq!(
        heavy.text,
        "“Kilos”: parcel 2: 31 kg is more than the 30 kg it takes"
    );
    assert!(heavy.hint.contains("max weight"));
    assert_eq!(heavy.field.as_deref(), Some("parcels.1.weight"));
}

#[test]
fn the_breakdown_shows_everything() {
    let c = Consignment {
        options: ShipOptions {
            cod: Some(money(5000, "USD")),
            ..ShipOptions::default()
        },
        goods_value: Some(money(5000, "USD")),
        ..consignment(
            address("FR", "", "", ""),
            vec![parcel("0.4"), parcel("1.5")],
        )
    };
    let answer = priced(&account("USD", FEES), &c).unwrap();
    assert_eq!(
        charges(&answer.rates[0]),
        [
            ("Freight, parcel 1", 1005),
            ("Freight, parcel 2", 1005),
            ("Over 1 kg: 1 × 1 kg, parcel 2", 101),
            ("Fuel surcharge 10 %", 211),
            ("Cash on delivery", 300),
            ("Free shipping", -2322),
        ]
    );
    let by_size = consignment(address("DE", "", "", ""), vec![sized("1", [50, 40, 30])]);
    let answer = priced(&account("USD", STEPS), &by_size).unwrap();
    let kilos = answer.rates.iter().find(|r| r.service == "kilos").unwrap();
    assert_eq!(
        charges(kilos),
        [
            ("Freight, counted as 12 kg", 300),
            ("Over 1 kg: 11 × 1 kg, counted as 12 kg", 1375),
        ]
    );
}

#[test]
fn currencies_round_to_their_own_minor_unit() {
    let table =
        "kind,method,priced by,price,percent\nmethod,m,fixed,,\nrate,m,,22500.5,\nfuel,,,,7.77\n";
    for (currency, freight, fuel) in [
        ("VND", 22_501, 1_748),
        ("JPY", 22_501, 1_748),
        ("USD", 2_250_050, 174_829),
        ("KWD", 22_500_500, 1_748_289),
    ] {
        let answer = priced(&account(currency, table), &berlin("1")).unwrap();
        let amounts: Vec<i64> = answer.rates[0]
            .charges
            .iter()
            .map(|c| c.amount.minor)
            .collect();
        assert_eq!(amounts, [freight, fuel], "{currency}");
    }
}

#[test]
fn estimates_skip_days_off() {
    let to_berlin = || address("DE", "BE", "", "10115");
    let to_hanoi = || address("VN", "Hà Nội", "", "");
    for (setting, ship_date, to, name, transit, arrives) in [
        (
            None,
            "2026-01-09",
            to_berlin(),
            "Post (1–2 days)",
            2,
            "2026-01-13",
        ),
        (
            None,
            "2026-01-10",
            to_berlin(),
            "Post (1–2 days)",
            2,
            "2026-01-14",
        ),
        (
            None,
            "2026-01-05",
            to_hanoi(),
            "Post (3–5 days)",
            5,
            "2026-01-12",
        ),
        (
            Some(("handling_days", "1")),
            "2026-01-09",
            to_berlin(),
            "Post (2–3 days)",
            3,
            "2026-01-14",
        ),
        (
            Some(("working_week", "every-day")),
            "2026-01-09",
            to_berlin(),
            "Post (1–2 days)",
            2,
            "2026-01-11",
        ),
        (
            Some(("working_week", "mon-sat")),
            "2026-01-09",
            to_berlin(),
            "Post (1–2 days)",
            2,
            "2026-01-12",
        ),
    ] {
        let mut account = account("USD", ZONES);
        let setting =
            setting.map(|(name, value): (&str, &str)| (name.to_owned(), value.to_owned()));
        account.settings.extend(setting);
        let c = Consignment {
            ship_date: ship_date.into(),
            ..consignment(to, vec![parcel("0.5")])
        };
        let answer = priced(&account, &c).unwrap();
        let post = answer.rates.iter().find(|r| r.service == "post").unwrap();
        assert_eq!(post.service_name, name);
        assert_eq!(post.transit_days, Some(transit));
        assert_eq!(post.delivery_date.as_deref(), Some(arrives));
        let van = answer.rates.iter().find(|r| r.service == "van");
        assert!(van.is_none_or(|van| van.transit_days.is_none() && van.delivery_date.is_none()));
    }
    let c = Consignment {
        ship_date: "tomorrow".into(),
        ..berlin("0.5")
    };
    let answer = priced(&account("USD", ZONES), &c).unwrap();
    assert_eq!(answer.rates[0].delivery_date, None);
    assert!(
        answer
            .notes
            .iter()
            .any(|n| n.text.contains("“tomorrow” is not a ship date"))
    );
}

#[test]
fn a_return_is_priced_by_the_customers_zone() {
    let out = consignment(address("VN", "Hà Nội", "", ""), vec![parcel("1")]);
    let back = Consignment {
        ship_from: out.ship_to.clone(),
        ship_to: out.ship_from.clone(),
        direction: Direction::Return,
        ..out.clone()
    };
    let account = account("USD", ZONES);
    let answer = priced(&account, &out).unwrap();
    assert_eq!(totals(&answer), [("post", 250)]);
    assert_eq!(priced(&account, &back), Ok(answer));
}

#[test]
fn prices_hold_from_their_origin_alone() {
    let mut account = account("USD", STEPS);
    for (origin, offers) in [
        ("", true),
        ("VN", true),
        ("vn 70*|71*", true),
        ("VN 10*", false),
        ("US", false),
    ] {
        account.settings.insert("origin".into(), origin.into());
        let answer = priced(&account, &berlin("1")).unwrap();
        assert_eq!(!answer.rates.is_empty(), offers, "{origin}");
        if !offers {
            let text = &answer.notes[0].text;
            assert!(
                text.contains(&format!("hold from {origin}, not from Quận 1")),
                "{text}"
            );
        }
    }
}

#[test]
fn refuses_what_cannot_be_priced_at_all() {
    let no_country = consignment(address("", "BE", "", "10115"), vec![parcel("1")]);
    let weightless = Parcel {
        weight: Weight::ZERO,
        ..parcel("1")
    };
    let weightless = Consignment {
        parcels: vec![weightless],
        ..berlin("1")
    };
    let nothing = Consignment {
        parcels: vec![],
        ..berlin("1")
    };
    let usd = account("USD", STEPS);
    let mut slow = usd.clone();
    slow.settings.insert("handling_days".into(), "soon".into());
    let mut nowhere = usd.clone();
    nowhere.settings.insert("origin".into(), "Mars 10*".into());
    for (account, c, field, piece) in [
        (
            &usd,
            &no_country,
            Some("ship_to.country"),
            "country is missing",
        ),
        (
            &usd,
            &weightless,
            Some("parcels.0.weight"),
            "Parcel 1 has no weight",
        ),
        (&usd, &nothing, None, "no parcel"),
        (
            &account("dollars", STEPS),
            &berlin("1"),
            Some("currency"),
            "not a currency code",
        ),
        (&slow, &berlin("1"), Some("handling_days"), "“soon”"),
        (&nowhere, &berlin("1"), Some("origin"), "Mars"),
    ] {
        let problem = priced(account, c).unwrap_err();
        assert_eq!(problem.field.as_deref(), field, "{problem:?}");
        assert!(problem.text.contains(piece), "{problem:?}");
    }
}

#[test]
fn absurd_prices_are_a_note() {
    let table = "kind,method,priced by,price,included weight,extra step,extra price\n\
                 method,m,weight,,,,\nrate,m,,1,0.001 g,0.001 g,1000000000000\n";
    let answer = priced(&account("USD", table), &berlin("9000000")).unwrap();
    assert_eq!(totals(&answer), []);
    assert!(
        answer.notes[0].text.contains("too large to be counted"),
        "{:?}",
        answer.notes
    );
}

#[test]
fn mistakes_are_named_with_their_line() {
    let header = "kind,method,name,priced by,zone,country,price,up to weight,percent,postcodes";
    let table = PROFILE.table.unwrap();
    for (lines, at, piece) in [
        ("method,m,,fixed", 2, "no rate line says what “m” costs"),
        ("method,,,fixed", 2, "“method” is empty"),
        (
            "method,m,,speed",
            2,
            "“priced by” is “speed”: write fixed, weight, zone or distance",
        ),
        ("metod,m", 2, "“metod” is not a kind of line"),
        (
            "\n# a note\nrate,x,,,,,1",
            4,
            "no method line has the code “x”",
        ),
        ("method,m,,fixed\nmethod,M,,fixed", 3, "already in line 2"),
        (
            "method,m,,fixed\nrate,m,,,,,\"25,000\"",
            3,
            "can be read in two ways; write 25000",
        ),
        ("method,m,,fixed\nrate,m,,,,,-1", 3, "cannot be below zero"),
        ("method,m,,fixed\nrate,m", 3, "“price” is empty"),
        (
            "method,m,,fixed\nrate,m,,,,,1,5",
            3,
            "“up to weight” means nothing in a rate of “m”",
        ),
        (
            "method,m,,zone\nrate,m,,,,,1",
            3,
            "“zone” is empty, and “m” is priced by zone",
        ),
        (
            "method,m,,zone\nrate,m,,,Mars,,1",
            3,
            "no zone line has the name “Mars”",
        ),
        (
            "method,m,,weight\nrate,m,,,,,1,5\nrate,m,,,,,2,5 kg",
            4,
            "same limits in line 3",
        ),
        (
            "method,m,,distance\nrate,m,,,,,1",
            2,
            "no zone has its “km”",
        ),
        ("zone,,,,A,Atlantis", 2, "“Atlantis” is not a country"),
        ("zone,,,,A,,,,,10*", 2, "“postcodes” needs a country"),
        ("zone,,,,A,DE,,,,20..10", 2, "runs backwards"),
        ("zone,,,,A,DE,5", 2, "“price” means nothing in a zone line"),
        ("fuel", 2, "“percent” is empty"),
        (
            "fuel,,,,,,,,5\nfuel,,,,,,,,6",
            3,
            "line 2 already says this",
        ),
        ("cod", 2, "write 0 where it costs nothing"),
        ("remote area,,,,,DE,,,,10*", 2, "no remote fee line"),
        ("remote fee,,,,,,3", 2, "nothing is remote"),
        ("rate,m,,,,,1,,,,oops", 2, "more cells than the header"),
        ("# nothing but a note", 1, "no method line"),
    ] {
        let problems = table.check(&format!("{header}\n{lines}\n"));
        assert!(
            problems
                .iter()
                .any(|(line, text)| *line == at && text.contains(piece)),
            "{lines:?} should say “{piece}” in line {at}: {problems:?}"
        );
    }
}

#[test]
fn a_long_list_of_mistakes_is_cut_short() {
    let table = format!("kind\n{}", "nonsense\n".repeat(1_000));
    let problems = PROFILE.table.unwrap().check(&table);
    assert_eq!(problems.len(), 101);
    assert_eq!(problems[0].0, 2);
    assert!(problems[100].1.contains("900 more"));
}

#[test]
fn the_example_is_clean_and_documented() {
    let table = PROFILE.table.unwrap();
    assert_eq!(table.check(table.example()), []);
    let header = table.example().lines().next().unwrap();
    let columns: Vec<&str> = table.columns().iter().map(|(name, _)| *name).collect();
    assert_eq!(
        header,
        columns.join(","),
        "the example shows every column in order"
    );
    let guide = include_str!("../../../../../docs/tariff.md");
    assert!(
        guide.contains(table.example()),
        "docs/tariff.md holds another example"
    );
    for (column, meaning) in table.columns() {
        assert!(
            guide.contains(&format!("| {column} |")),
            "docs/tariff.md lacks “{column}”"
        );
        assert!(meaning.ends_with('.'), "{column}");
    }
}

#[tokio::test]
async fn the_profile_prices_without_the_network() {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let engine = crate::engine::Engine::new(crate::engine::EngineOptions::default()).unwrap();
    let now = "2026-01-05T10:00[UTC]".parse().unwrap();
    let mut account = account("USD", STEPS);
    let rate = async |account: &Account| {
        let cx = crate::Cx {
            account,
            engine: &engine,
            now: &now,
        };
        PROFILE.rates.rate(cx, &berlin("1")).await
    };
    assert!(!PROFILE.rates.needs_network());
    assert_eq!(totals(&rate(&account).await.unwrap()).len(), 3);
    account.table = Some(STEPS.replace(",4.90,", ",cheap,"));
    let problem = rate(&account).await.unwrap_err();
    assert!(
        problem
            .text
            .contains("mistake in line 4: “price” is “cheap”"),
        "{problem:?}"
    );
    account.table = None;
    assert!(
        rate(&account)
            .await
            .unwrap_err()
            .text
            .contains("the table is empty")
    );
}

#[test]
fn ten_thousand_lines_find_the_right_one() {
    let mut table =
        String::from("kind,method,priced by,zone,country,postcodes,price\nmethod,m,zone,,,,\n");
    for n in 0..5_000 {
        let _ = writeln!(
            table,
            "zone,,,Z{n},US,{}..{},",
            10_000 + n * 10,
            10_009 + n * 10
        );
        let _ = writeln!(table, "rate,m,,Z{n},,,{n}.00");
    }
    let c = consignment(address("US", "", "", "47123"), vec![parcel("1")]);
    let answer = priced(&account("USD", &table), &c).unwrap();
    assert_eq!(totals(&answer), [("m", 371_200)]);
}
