//! What holds for every table and every consignment.

use super::{PROFILE, account, address, consignment, money, parcel, priced, sized};
use crate::Consignment;
use pb_domain::{Parcel, ShipOptions, Weight};
use proptest::prelude::*;
use std::fmt::Write as _;

/// A table of weight steps that never fall, with what goes on top.
fn monotone_table() -> impl Strategy<Value = String> {
    let steps = prop::collection::vec((1u32..5_000, 0u32..500), 1..12);
    (steps, 0u32..3_000, 1u32..3_000, 0u32..400, any::<bool>(), 0u32..40, 0u32..5).prop_map(
        |(steps, included, step, extra, together, fuel, cod)| {
            let parcels = if together { "together" } else { "each" };
            let mut table = format!(
                "kind,method,priced by,up to weight,price,percent,included weight,extra step,extra price,parcels\n\
                 method,m,weight,,,,,,,{parcels}\nmethod,x,weight,,,,,,,{parcels}\n\
                 rate,x,,,1.11,,{} g,{step} g,{}.{:02},\n",
                included + 1, extra / 100, extra % 100
            );
            let (mut weight, mut price) = (0, 0);
            for (heavier, dearer) in steps {
                weight += heavier;
                price += dearer;
                let _ = writeln!(table, "rate,m,,{weight} g,{}.{:02},,,,,", price / 100, price % 100);
            }
            let _ = writeln!(table, "fuel,,,,,{fuel}.5,,,,\ncod,,,,0.1,{cod},,,,");
            table
        },
    )
}

/// Good cells, extreme ones among them, by the column they may stand in.
const GOOD: &[(&str, &[&str])] = &[
    ("zone", &["", "A", "B", "A|B"]),
    ("country", &["", "*", "DE", "DE|us", "Vietnam"]),
    (
        "postcodes",
        &["", "10115", "10*", "10000..19999", "L1..L40|9*"],
    ),
    ("priority", &["", "-3", "7"]),
    ("remote", &["", "yes", "no"]),
    ("km", &["", "0", "12,5", "1000000000000"]),
    ("up to km", &["", "10", "20.5"]),
    ("up to weight", &["", "1", "0.001 g", "9000000 kg", "12 lb"]),
    ("up to value", &["", "0", "99.99", "1000000000000"]),
    ("from value", &["0", "50", "1000000000000"]),
    ("price", &["0", "4.99", "0.0000000001", "1000000000000"]),
    ("included weight", &["", "0.001 g", "2 lb"]),
    ("extra step", &["", "0.001 g", "0.5"]),
    ("extra price", &["", "0.333", "1000000000000"]),
    ("percent", &["0", "12.5 %", "1000"]),
    ("minimum", &["", "1", "1000000000000"]),
    ("days min", &["", "0", "1"]),
    ("days max", &["1", "365"]),
    ("max weight", &["", "10"]),
    ("max total weight", &["", "0.001 g"]),
    ("max size", &["", "120 cm", "30x20x10"]),
    ("max length and girth", &["", "108 in"]),
    ("volumetric divisor", &["", "1", "5000", "139 in3/lb"]),
    ("parcels", &["", "each", "together"]),
    ("enabled", &["", "yes", "no"]),
];

/// Columns that a kind of line takes; its method is given.
const LINES: &[(&str, &[&str])] = &[
    (
        "method;f;fixed",
        &[
            "zone",
            "days min",
            "days max",
            "max weight",
            "max total weight",
            "max size",
            "max length and girth",
            "parcels",
            "enabled",
        ],
    ),
    (
        "method;w;weight",
        &[
            "zone",
            "days max",
            "volumetric divisor",
            "max size",
            "parcels",
        ],
    ),
    (
        "method;z;zone",
        &["days max", "volumetric divisor", "parcels"],
    ),
    ("method;d;distance", &["zone", "days max", "parcels"]),
    (
        "zone;;",
        &["country", "postcodes", "priority", "remote", "km"],
    ),
    ("zone;;", &["country", "priority", "km"]),
    ("rate;f;", &["up to value", "price", "days max"]),
    (
        "rate;w;",
        &[
            "up to weight",
            "up to value",
            "price",
            "included weight",
            "extra step",
            "extra price",
        ],
    ),
    ("rate;z;", &["zone", "up to weight", "price", "extra price"]),
    (
        "rate;d;",
        &[
            "up to km",
            "up to weight",
            "price",
            "extra step",
            "extra price",
        ],
    ),
    ("fuel;;", &["zone", "percent"]),
    ("remote fee;;", &["zone", "price"]),
    ("cod;;", &["zone", "price", "percent", "minimum"]),
    ("insurance;w;", &["percent", "minimum"]),
    ("signature;;", &["price"]),
    ("free shipping;;", &["zone", "from value", "up to weight"]),
];

/// A line with all that it must have and some of what it may have.
fn good_line(kind: usize, picks: &[usize]) -> String {
    let (start, takes) = LINES[kind];
    let mut line = start.to_owned();
    for (at, (column, cells)) in GOOD.iter().enumerate() {
        let pick = if takes.contains(column) {
            cells[picks[at] % cells.len()]
        } else {
            ""
        };
        // A zone has one name.
        let zone = if start.starts_with("zone") && *column == "zone" {
            ["A", "B"][picks[at] % 2]
        } else {
            pick
        };
        line.push(';');
        line.push_str(zone);
    }
    line
}

fn good_lines() -> impl Strategy<Value = Vec<String>> {
    let picks = prop::collection::vec(0usize..1000, GOOD.len()..=GOOD.len());
    let line = (0..LINES.len(), picks).prop_map(|(kind, picks)| good_line(kind, &picks));
    prop::collection::vec(line, 8..40)
}

fn header() -> String {
    let columns: Vec<&str> = GOOD.iter().map(|(column, _)| *column).collect();
    format!("kind;method;priced by;{}\n", columns.join(";"))
}

/// The lines that can stand in one table: each is taken if the table still checks clean with it.
fn clean_table(lines: &[String]) -> String {
    let table = PROFILE.table.unwrap();
    let mut clean = header() + "zone;;;A;DE\nzone;;;B;*\n";
    for method in LINES
        .iter()
        .filter(|(start, _)| start.starts_with("method"))
    {
        let code = method.0.split(';').nth(1).unwrap();
        let of = |start: &str| lines.iter().find(|line| line.starts_with(start)).cloned();
        let rate = of(&format!("rate;{code};"));
        if let Some((method, rate)) = of(method.0).zip(rate) {
            let more = format!("{clean}{method}\n{rate}\n");
            if table.check(&more).is_empty() {
                clean = more;
            }
        }
    }
    for line in lines {
        let more = format!("{clean}{line}\n");
        if table.check(&more).is_empty() {
            clean = more;
        }
    }
    clean
}

/// Cells that an accident may leave behind.
fn any_lines() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        prop::sample::select(
            GOOD.iter()
                .flat_map(|(_, cells)| cells.iter().copied())
                .collect::<Vec<_>>()
        )
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ];
    let start = prop::sample::select(LINES.iter().map(|(start, _)| *start).collect::<Vec<_>>());
    let line = (start, prop::collection::vec(cell, 0..=GOOD.len() + 1))
        .prop_map(|(start, cells)| format!("{start};{}\n", cells.join(";")));
    prop::collection::vec(line, 0..8).prop_map(|lines| header() + &lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn breakdowns_add_up_and_heavier_is_never_cheaper(
        table in monotone_table(),
        light in 1i64..40_000,
        heavier in 0i64..20_000,
        second in prop::option::of(1i64..10_000),
        cod in prop::option::of(0i64..10_000_000),
    ) {
        let with = |grams: i64| {
            let mut parcels = vec![Parcel { weight: Weight::from_grams(grams), ..parcel("1") }];
            parcels.extend(second.map(|g| Parcel { weight: Weight::from_grams(g), ..parcel("1") }));
            let cod = cod.map(|minor| money(minor, "USD"));
            Consignment {
                options: ShipOptions { cod, ..ShipOptions::default() },
                ..consignment(address("DE", "", "", ""), parcels)
            }
        };
        let account = account("USD", &table);
        let lighter = priced(&account, &with(light)).unwrap();
        let heavy = priced(&account, &with(light + heavier)).unwrap();
        prop_assert!(lighter.rates.len() + lighter.notes.len() == 2, "a method is silent");
        for rate in &heavy.rates {
            let light = lighter.rates.iter().find(|r| r.service == rate.service);
            prop_assert!(light.is_some_and(|l| l.total.minor <= rate.total.minor), "{table}");
        }
    }

    #[test]
    fn no_text_makes_the_check_panic(text in any::<String>(), lines in any_lines()) {
        let table = PROFILE.table.unwrap();
        table.check(&text);
        table.check(&lines);
        table.check(&format!("{lines}{text}"));
    }

    #[test]
    fn what_checks_clean_is_priced_or_refused_in_words(
        lines in good_lines(),
        grams in prop::collection::vec(1i64..100_000, 1..4),
        value in prop::option::of(0i64..1_000_000),
        far in any::<bool>(),
        extras in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let table = clean_table(&lines);
        let usd = |wanted: bool| wanted.then(|| money(12_345, "USD"));
        let c = Consignment {
            goods_value: value.map(|minor| money(minor, "USD")),
            options: ShipOptions { cod: usd(extras.0), insurance: usd(extras.1), signature: extras.2, ..ShipOptions::default() },
            ..consignment(
                address(if far { "BR" } else { "DE" }, "", "", "10115"),
                grams.iter().map(|g| Parcel { weight: Weight::from_grams(*g), ..sized("1", [30, 20, 10]) }).collect(),
            )
        };
        let on = |line: &str| line.starts_with("method;") && !line.ends_with(";no");
        let methods = table.lines().filter(|line| on(line)).count();
        prop_assume!(methods > 0);
        let answer = priced(&account("USD", &table), &c).unwrap();
        for note in &answer.notes {
            prop_assert!(!note.text.is_empty() && !note.hint.is_empty(), "{note:?}");
        }
        prop_assert!(answer.rates.len() + answer.notes.len() >= methods, "a method is silent:\n{table}");
    }
}
