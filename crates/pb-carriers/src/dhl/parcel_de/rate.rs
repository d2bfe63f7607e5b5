//! Rates: by the account's own table, since DHL states no prices for Parcel Germany. Nobody is asked.
//!
//! What is offered is what the contract has, goes there, takes the parcels, and has a price in the table.

use super::price::Prices;
use super::product::{self, HOME, PRODUCTS, Product};
use super::{WHO, ship};
use crate::check::measured;
use crate::dhl::party::country;
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use pb_domain::{Account, CountryCode, Direction, Money, Problem, ProblemKind, Rate, RateSurety};
use serde_json::Value;

pub(super) struct ParcelRates;

#[async_trait]
impl Rates for ParcelRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        offers(cx.account, consignment)
    }

    /// The price does not, but the purchase does: without the network there is nothing to offer.
    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

pub(super) fn offers(account: &Account, consignment: &Consignment) -> Result<RateAnswer, Problem> {
    for (index, parcel) in consignment.parcels.iter().enumerate() {
        measured(index, parcel)?;
    }
    let text = account.table.as_deref().unwrap_or("");
    let prices = Prices::read(text).map_err(|mistakes| {
        let (line, first) = mistakes.into_iter().next().unwrap_or_default();
        Problem::new(
            ProblemKind::Invalid,
            format!(
                "The prices of “{}” have a mistake in line {line}: {first}",
                account.name
            ),
        )
        .hint("Correct the table in the account's settings")
        .field("table")
    })?;
    let (from, to) = (
        country("ship_from", &consignment.ship_from)?,
        country("ship_to", &consignment.ship_to)?,
    );
    let (home, place) = match consignment.direction {
        Direction::Outbound => (from, to),
        Direction::Return => (to, from),
    };
    if home.code() != HOME {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            format!("{WHO} takes parcels from and back to German addresses alone"),
        )
        .field("ship_from.country"));
    }
    let mut answer = RateAnswer::default();
    if let Err(problem) = ship::refuse_what_there_is_not(account, consignment) {
        answer.notes.push(problem);
        return Ok(answer);
    }
    let possible: Vec<&Product> = PRODUCTS
        .iter()
        .filter(|product| product.is_in_contract(account))
        .filter(|product| match consignment.direction {
            Direction::Outbound => product.goes_to(place),
            Direction::Return => product.code == product::RETURN,
        })
        .collect();
    if possible.is_empty() {
        answer.notes.push(
            Problem::new(
                ProblemKind::Unsupported,
                format!(
                    "The contract of “{}” has no product of {WHO} for this",
                    account.name
                ),
            )
            .hint("Enter the product's participation, or the return receiver, in the account"),
        );
    }
    for product in possible {
        match price(product, consignment, &prices, place) {
            Ok(total) => answer.rates.push(offer(account, product, total)),
            Err(problem) => answer.notes.push(problem),
        }
    }
    Ok(answer)
}

/// What all parcels cost together.
fn price(
    product: &Product,
    consignment: &Consignment,
    prices: &Prices,
    place: CountryCode,
) -> Result<Money, Problem> {
    let mut total: Option<Money> = None;
    for (index, parcel) in consignment.parcels.iter().enumerate() {
        product.takes(index, parcel)?;
        let price = prices
            .of(product.code, place, parcel.weight)
            .ok_or_else(|| {
                Problem::new(
                    ProblemKind::Invalid,
                    format!(
                        "The table has no price of {} ({}) to {} for {}",
                        product.name,
                        product.code,
                        place.name(),
                        parcel.weight
                    ),
                )
                .hint("DHL states no prices here: enter your contract's in the account's table")
                .field("table")
            })?;
        total = Some(match total {
            None => price,
            Some(sum) => sum
                .checked_add(price)
                .map_err(|e| Problem::new(ProblemKind::Invalid, e.to_string()))?,
        });
    }
    total.ok_or_else(|| {
        Problem::new(ProblemKind::Invalid, "There is no parcel to ship").field("parcels")
    })
}

fn offer(account: &Account, product: &Product, total: Money) -> Rate {
    Rate {
        account: account.id,
        carrier_name: "DHL".to_owned(),
        service: product.code.to_owned(),
        service_name: product.name.to_owned(),
        total,
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: None,
        carrier_data: Value::Null,
    }
}
