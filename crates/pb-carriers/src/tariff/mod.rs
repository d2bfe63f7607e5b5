//! Tariff: the merchant's own price table, priced here without the network.

mod bill;
mod cell;
mod name;
mod postcode;
mod price;
mod read;
mod setting;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod working_days;
mod zone;

use crate::engine::Limits;
use crate::{Consignment, Cx, Likeness, Profile, RateAnswer, Rates, Ship, Table};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind};
use setting::Settings;

/// The merchant's own price table as a carrier.
pub(crate) static PROFILE: Profile = Profile {
    id: "tariff",
    name: "Own price table",
    about: "Your own couriers and prices, from a table you keep; works without the network.",
    form: setting::FORM,
    table: Some(&PriceTable),
    test: None,
    limits: &Limits::NONE,
    rates: &PriceTable,
    ship: Ship::Own,
    void: None,
    track: None,
    label_again: None,
    numbers: None,
    books: None,
    addresses: None,
    serviceability: None,
    pickups: None,
    manifests: None,
    instructions: None,
    webhooks: None,
    reads: None,
    likeness: |_| Likeness::No,
};

/// Prices by the account's table.
struct PriceTable;

/// How many problems a merchant is shown at once.
const SHOWN: usize = 100;

#[async_trait]
impl Rates for PriceTable {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let account = cx.account;
        let settings = Settings::read(account)?;
        let text = account.table.as_deref().unwrap_or("");
        // Half a table would price wrongly: a fee whose line cannot be read would be forgotten.
        let tariff = read::read(text).map_err(|problems| {
            let (line, first) = problems.into_iter().next().unwrap_or_default();
            Problem::new(
                ProblemKind::Invalid,
                format!(
                    "The price table of “{}” has a mistake in line {line}: {first}",
                    account.name
                ),
            )
            .hint("Correct the table in the account's settings")
            .field("table")
        })?;
        price::price(&tariff, &settings, account, consignment)
    }

    fn needs_network(&self) -> bool {
        false
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

impl Table for PriceTable {
    fn title(&self) -> &'static str {
        "Price table"
    }

    fn columns(&self) -> &'static [(&'static str, &'static str)] {
        sheet::COLUMNS
    }

    fn example(&self) -> &'static str {
        include_str!("example.csv")
    }

    fn check(&self, csv: &str) -> Vec<(u64, String)> {
        let Err(mut problems) = read::read(csv) else {
            return Vec::new();
        };
        if problems.len() > SHOWN {
            let more = problems.len() - SHOWN;
            problems.truncate(SHOWN);
            let last = problems.last().map_or(1, |(line, _)| *line);
            problems.push((last, format!("and {more} more problems after this line")));
        }
        problems
    }

    fn services(&self, csv: &str) -> Vec<String> {
        let tariff = read::read(csv).unwrap_or_default();
        tariff.methods.into_iter().map(|m| m.code).collect()
    }
}
