//! Prices: what the merchant's contract says, in a table that the account keeps. The open platform's estimate wants
//! product codes of fifteen digits that no public source lists, and the payload of the international one is unknown.

use crate::{Consignment, Cx, RateAnswer, Table, contract};
use pb_domain::{Problem, ProblemKind};

/// A table whose methods are service codes.
pub(super) struct ContractPrices {
    pub(super) example: &'static str,
    pub(super) is_service: fn(&str) -> bool,
    /// What a code looks like, for whoever wrote another.
    pub(super) codes: &'static str,
}

impl Table for ContractPrices {
    fn title(&self) -> &'static str {
        "Prices of your contract"
    }

    fn columns(&self) -> &'static [(&'static str, &'static str)] {
        contract::table().columns()
    }

    fn example(&self) -> &'static str {
        self.example
    }

    fn check(&self, csv: &str) -> Vec<(u64, String)> {
        let mut wrong = contract::table().check(csv);
        for code in contract::table().services(csv) {
            if !(self.is_service)(&code) {
                let line = csv
                    .lines()
                    .position(|l| l.split(',').nth(1).is_some_and(|cell| cell.trim() == code));
                let line = line
                    .and_then(|at| u64::try_from(at).ok())
                    .map_or(1, |at| at + 1);
                wrong.push((
                    line,
                    format!("“{code}” is not a service of China Post's: {}", self.codes),
                ));
            }
        }
        wrong
    }

    fn services(&self, csv: &str) -> Vec<String> {
        contract::table().services(csv)
    }
}

/// What the account's table asks for a consignment.
pub(super) async fn priced(
    cx: Cx<'_>,
    consignment: &Consignment,
    is_service: fn(&str) -> bool,
) -> Result<RateAnswer, Problem> {
    let mut answer = match cx.account.table.as_deref().unwrap_or_default().trim() {
        "" => RateAnswer::default(),
        _ => contract::priced(cx, consignment).await?,
    };
    // A price of nothing is one that was not entered yet.
    answer
        .rates
        .retain(|rate| rate.total.minor > 0 && is_service(&rate.service));
    for rate in &mut answer.rates {
        "China Post".clone_into(&mut rate.carrier_name);
    }
    if answer.rates.is_empty() {
        let unpriced = Problem::new(
            ProblemKind::Invalid,
            format!(
                "China Post states no prices, and the table of “{}” prices no service for this shipment",
                cx.account.name
            ),
        )
        .hint("Enter the prices of your contract in the account's settings")
        .field("table");
        if answer.notes.is_empty() {
            return Err(unpriced);
        }
        answer.notes.push(unpriced);
    }
    Ok(answer)
}
