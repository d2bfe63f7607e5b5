//! The account's table: what the merchant's contract with Blue Dart asks for each product.

use super::product;
use crate::{Table, contract};

pub(super) struct ContractPrices;

impl Table for ContractPrices {
    fn title(&self) -> &'static str {
        "Prices of your contract"
    }

    fn columns(&self) -> &'static [(&'static str, &'static str)] {
        contract::table().columns()
    }

    fn example(&self) -> &'static str {
        include_str!("example.csv")
    }

    fn check(&self, csv: &str) -> Vec<(u64, String)> {
        let mut wrong = contract::table().check(csv);
        for code in contract::table().services(csv) {
            if product::find(&code).is_none() {
                wrong.push((
                    line_of(csv, &code),
                    format!(
                        "“{code}” is not a product of Blue Dart's that can be bought here: write A for Apex, E for Surfaceline, A+L for Bharat Dart or D for Domestic Priority"
                    ),
                ));
            }
        }
        wrong
    }

    fn services(&self, csv: &str) -> Vec<String> {
        contract::table().services(csv)
    }
}

/// The first line that has a code as a cell; the header's where none has.
fn line_of(csv: &str, code: &str) -> u64 {
    let has = |line: &str| {
        line.split([',', ';', '\t'])
            .any(|cell| cell.trim().trim_matches('"').trim() == code)
    };
    (1..)
        .zip(csv.lines())
        .find(|(_, line)| has(line))
        .map_or(1, |(number, _)| number)
}
