//! Runs `fixtures/cases.csv`: what each consignment costs to the cent, what is refused and in which words.

use super::{FEES, PROFILE, STEPS, ZONES, account, address, consignment, parcel, priced, sized};
use crate::Consignment;
use crate::tariff::cell::list;
use pb_domain::{Address, Currency, Money, Parcel, ShipOptions};

/// `2.5 USD`; empty is none.
fn money(text: &str) -> Option<Money> {
    let (amount, currency) = text.split_once(' ')?;
    let currency = Currency::from_code(currency).unwrap();
    Some(Money::from_decimal(amount.parse().unwrap(), currency).unwrap())
}

/// `1 g`, `1 50x40x30`.
fn parcel_of(text: &str) -> Parcel {
    match text.split_once(' ').filter(|(_, size)| size.contains('x')) {
        Some((weight, size)) => {
            let sides: Vec<i64> = size.split('x').map(|side| side.parse().unwrap()).collect();
            sized(weight, sides.try_into().unwrap())
        }
        None => parcel(text),
    }
}

fn options(text: &str) -> ShipOptions {
    let mut options = ShipOptions::default();
    for option in list(text) {
        match option.split_once(' ') {
            Some(("cod", amount)) => options.cod = money(amount),
            Some(("insurance", amount)) => options.insurance = money(amount),
            _ if option == "signature" => options.signature = true,
            _ => panic!("no option “{option}”"),
        }
    }
    options
}

#[test]
fn cases() {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .comment(Some(b'#'))
        .from_reader(include_str!("../fixtures/cases.csv").as_bytes());
    let mut count = 0;
    for line in reader.records().map(Result::unwrap) {
        let [
            table,
            what,
            country,
            region,
            city,
            district,
            ward,
            postcode,
            parcels,
            value,
            extras,
            rates,
            notes,
        ] = line.iter().collect::<Vec<_>>().try_into().unwrap();
        let to = Address {
            city: city.into(),
            ward: ward.into(),
            ..address(country, region, district, postcode)
        };
        let c = Consignment {
            options: options(extras),
            goods_value: money(value),
            ..consignment(to, list(parcels).map(parcel_of).collect())
        };
        let text = match table {
            "steps" => STEPS,
            "zones" => ZONES,
            "fees" => FEES,
            "example" => PROFILE.table.unwrap().example(),
            _ => panic!("no table “{table}”"),
        };
        let answer = priced(&account("USD", text), &c).unwrap();
        let priced: Vec<String> = answer
            .rates
            .iter()
            .map(|rate| format!("{} {}", rate.service, rate.total.decimal()))
            .collect();
        assert_eq!(
            priced.join("|"),
            rates,
            "{table}, {what}: {:?}",
            answer.notes
        );
        let pieces: Vec<&str> = list(notes).collect();
        assert_eq!(
            answer.notes.len(),
            pieces.len(),
            "{table}, {what}: {:?}",
            answer.notes
        );
        for (note, piece) in answer.notes.iter().zip(pieces) {
            assert!(
                note.text.contains(piece),
                "{table}, {what}: {} lacks “{piece}”",
                note.text
            );
            assert!(
                !note.hint.is_empty(),
                "{table}, {what}: {} says no cure",
                note.text
            );
        }
        count += 1;
    }
    assert!(count > 60, "the file was read");
}
