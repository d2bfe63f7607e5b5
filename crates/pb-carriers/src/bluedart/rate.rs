//! Rates: Blue Dart has no prices to ask for, so the account's table says what each product costs, by the merchant's
//! contract; what Blue Dart is asked is which of them go from one place to the other.

use super::product;
use super::serve::{self, Lane};
use super::ship::{cash, parties};
use crate::{Consignment, Cx, RateAnswer, Rates, contract};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Problem, ProblemKind, Rate};

pub(super) struct BlueDartRates;

#[async_trait]
impl Rates for BlueDartRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        if consignment.direction == Direction::Return {
            return Ok(RateAnswer {
                rates: Vec::new(),
                notes: vec![Problem::new(
                    ProblemKind::Unsupported,
                    "Returns with Blue Dart are not bought here",
                )],
            });
        }
        for party in parties(consignment) {
            party.pin()?;
        }
        let cash = cash(consignment)?.is_some();
        let table = cx.account.table.as_deref().unwrap_or_default();
        let priced = match table.trim() {
            "" => RateAnswer::default(),
            _ => contract::priced(cx, consignment).await?,
        };
        let mut answer = sellable(cx.account, priced);
        if answer.rates.is_empty() {
            // Where nothing else is to be said, it is the account that lacks something.
            return match (answer.notes.len(), answer.notes.pop()) {
                (1, Some(unpriced)) => Err(unpriced),
                (_, last) => {
                    answer.notes.extend(last);
                    Ok(answer)
                }
            };
        }
        Ok(along(answer, serve::ask(cx, consignment).await, cash))
    }

    fn needs_network(&self) -> bool {
        true
    }
}

/// What of a priced table can be bought. A price of nothing is one that was not entered yet.
pub(super) fn sellable(account: &Account, priced: RateAnswer) -> RateAnswer {
    let mut answer = RateAnswer {
        rates: Vec::new(),
        notes: priced.notes,
    };
    let note = |text: String| {
        Problem::new(ProblemKind::Invalid, text)
            .hint("Correct the table in the account's settings")
            .field("table")
    };
    for rate in priced.rates {
        match product::find(&rate.service) {
            None => answer.notes.push(note(format!(
                "Blue Dart has no product {} that can be bought here",
                rate.service
            ))),
            Some(_) if rate.total.minor <= 0 => answer.notes.push(note(format!(
                "The table has no price for {} ({}) here",
                rate.service_name, rate.service
            ))),
            Some(product) => answer.rates.push(Rate {
                carrier_name: "Blue Dart".to_owned(),
                service: product.code.to_owned(),
                ..rate
            }),
        }
    }
    if answer.rates.is_empty() {
        answer.notes.push(
            note(format!(
                "Blue Dart states no prices, and the table of “{}” prices no product for this shipment",
                account.name
            ))
            .hint("Enter the prices of your contract in the account's settings"),
        );
    }
    answer
}

/// The same without what does not go there. Where that cannot be asked, the table's word stands, with a note.
pub(super) fn along(answer: RateAnswer, lane: Result<Lane, Problem>, cash: bool) -> RateAnswer {
    let RateAnswer { rates, mut notes } = answer;
    let lane = match lane {
        Ok(lane) => lane,
        Err(mut problem) => {
            problem.text = format!(
                "Blue Dart could not be asked whether it goes there: {}",
                problem.text
            );
            notes.push(problem);
            return RateAnswer { rates, notes };
        }
    };
    let (kept, dropped): (Vec<Rate>, Vec<Rate>) = rates.into_iter().partition(|rate| {
        let product = product::find(&rate.service);
        product.is_none_or(|product| serve::goes(&lane, product, cash) != Some(false))
    });
    if kept.is_empty() {
        notes.push(Problem::new(ProblemKind::Refused, serve::against(&lane)));
    } else {
        notes.extend(dropped.iter().map(|rate| {
            Problem::new(
                ProblemKind::Refused,
                format!(
                    "Blue Dart does not take {} from {} to {}",
                    rate.service_name, lane[0].pin, lane[1].pin
                ),
            )
        }));
    }
    RateAnswer { rates: kept, notes }
}
