//! The contract's prices, which DHL states nowhere: a table that the merchant keeps with the account.

use super::product;
use crate::Table;
use csv::{ReaderBuilder, StringRecord, Trim};
use pb_domain::{CountryCode, Currency, Money, Weight, WeightUnit};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::str::FromStr as _;

/// The currency of every contract.
const EURO: &str = "EUR";
const COLUMNS: &[(&str, &str)] = &[
    (
        "product",
        "The product's code: V01PAK, V62KP, V53WPAK, V54EPAK, V66WPI, or V07PAK for returns.",
    ),
    (
        "countries",
        "Countries that the price is for, as codes with | between several; empty means all.",
    ),
    (
        "up to kg",
        "The heaviest parcel that the price is for, in kilograms.",
    ),
    ("price", "What one parcel costs by your contract, in euros."),
];

pub(super) struct ContractPrices;

/// One price.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    product: &'static str,
    countries: Vec<CountryCode>,
    up_to: Weight,
    price: Money,
}

/// A table without a mistake.
#[derive(Debug, Default)]
pub(super) struct Prices(Vec<Row>);

impl Prices {
    /// From the account's table; the mistakes, each with its line, where there are some.
    pub(super) fn read(text: &str) -> Result<Self, Vec<(u64, String)>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().map(str::trim);
        let head = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        let delimiter = match head {
            Some(head) if head.contains(';') => b';',
            Some(head) if head.contains('\t') => b'\t',
            _ => b',',
        };
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(Trim::All)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let head = match reader.headers() {
            Ok(head) => head.clone(),
            Err(e) => return Err(vec![(1, e.to_string())]),
        };
        if head.iter().all(str::is_empty) {
            return Ok(Self::default());
        }
        let mut mistakes = Vec::new();
        let mut place = |name: &str| {
            let at = head
                .iter()
                .position(|column| column.eq_ignore_ascii_case(name));
            if at.is_none() {
                mistakes.push((1, format!("the column “{name}” is missing")));
            }
            at.unwrap_or(usize::MAX)
        };
        let places = [
            place("product"),
            place("countries"),
            place("up to kg"),
            place("price"),
        ];
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) if record.iter().all(str::is_empty) => {}
                Ok(record) => {
                    let line = record.position().map_or(1, csv::Position::line);
                    match row(&record, places) {
                        Ok(row) => rows.push(row),
                        Err(text) => mistakes.push((line, text)),
                    }
                }
                Err(e) => {
                    mistakes.push((e.position().map_or(1, csv::Position::line), e.to_string()));
                }
            }
        }
        match mistakes.is_empty() {
            true => Ok(Self(rows)),
            false => Err(mistakes),
        }
    }

    /// What one parcel costs: by the smallest weight that reaches, a row for the country before one for all.
    pub(super) fn of(&self, product: &str, country: CountryCode, weight: Weight) -> Option<Money> {
        let reach = |row: &&Row| {
            row.product == product
                && row.up_to >= weight
                && (row.countries.is_empty() || row.countries.contains(&country))
        };
        let rows = self.0.iter().filter(reach);
        let best = rows.min_by_key(|row| (row.countries.is_empty(), row.up_to))?;
        Some(best.price)
    }
}

fn row(record: &StringRecord, places: [usize; 4]) -> Result<Row, String> {
    let [code, countries, up_to, price] = places.map(|at| record.get(at).unwrap_or(""));
    let product = product::find(&code.to_ascii_uppercase())
        .ok_or_else(|| format!("“{code}” is not a product's code, such as V01PAK"))?;
    let countries = countries
        .split('|')
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "*")
        .map(|name| {
            CountryCode::from_name_or_code(name)
                .ok_or_else(|| format!("“{name}” is not a country, such as DE"))
        })
        .collect::<Result<_, _>>()?;
    let kilograms = decimal(up_to).filter(|kg| *kg > Decimal::ZERO);
    let up_to = kilograms
        .and_then(|kg| Weight::new(kg, WeightUnit::Kg))
        .ok_or_else(|| format!("“{up_to}” is not a weight in kilograms above zero"))?;
    let currency = Currency::from_code(EURO).map_err(|e| e.to_string())?;
    let price = decimal(price)
        .filter(|price| *price > Decimal::ZERO)
        .and_then(|price| Money::from_decimal(price, currency).ok())
        .ok_or_else(|| format!("“{price}” is not a price in euros above zero"))?;
    Ok(Row {
        product: product.code,
        countries,
        up_to,
        price,
    })
}

/// `4.90`, or `4,90` as a German spreadsheet writes it.
fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(&text.replace(',', ".")).ok()
}

impl Table for ContractPrices {
    fn title(&self) -> &'static str {
        "Prices of the contract"
    }

    fn columns(&self) -> &'static [(&'static str, &'static str)] {
        COLUMNS
    }

    fn example(&self) -> &'static str {
        include_str!("prices.csv")
    }

    fn check(&self, csv: &str) -> Vec<(u64, String)> {
        Prices::read(csv).err().unwrap_or_default()
    }

    fn services(&self, csv: &str) -> Vec<String> {
        let prices = Prices::read(csv).unwrap_or_default();
        let codes: BTreeSet<&str> = prices.0.iter().map(|row| row.product).collect();
        let all = product::PRODUCTS.iter().map(|product| product.code);
        all.filter(|code| codes.contains(code))
            .map(str::to_owned)
            .collect()
    }
}
