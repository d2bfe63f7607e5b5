//! Rates: DTDC has no prices to ask for, so the account's table says what each service costs, by the merchant's
//! contract; what DTDC is asked is whether it goes there.

use super::serve;
use super::service;
use super::ship::{cash, parties};
use crate::{Consignment, Cx, RateAnswer, Rates, Served, contract};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Problem, ProblemKind, Rate};

pub(super) struct DtdcRates;

#[async_trait]
impl Rates for DtdcRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        if consignment.direction == Direction::Return {
            return Ok(RateAnswer {
                rates: Vec::new(),
                notes: vec![Problem::new(
                    ProblemKind::Unsupported,
                    "Returns with DTDC are not bought here",
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
        let lane = serve::ask(cx, consignment).await;
        Ok(along(answer, lane.map(|lane| serve::with_cash(lane, cash))))
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
        match service::named(&rate.service) {
            None => answer
                .notes
                .push(note(format!("{} is no service of DTDC's", rate.service))),
            Some(_) if rate.total.minor <= 0 => answer.notes.push(note(format!(
                "The table has no price for {} ({}) here",
                rate.service_name, rate.service
            ))),
            Some(service) => answer.rates.push(Rate {
                carrier_name: "DTDC".to_owned(),
                service,
                ..rate
            }),
        }
    }
    if answer.rates.is_empty() {
        answer.notes.push(
            note(format!(
                "DTDC states no prices, and the table of “{}” prices no service for this shipment",
                account.name
            ))
            .hint("Enter the prices of your contract in the account's settings"),
        );
    }
    answer
}

/// The same where DTDC goes, and nothing where it does not. Where that cannot be asked, the table's word stands, with
/// a note.
pub(super) fn along(answer: RateAnswer, lane: Result<Served, Problem>) -> RateAnswer {
    let RateAnswer { rates, mut notes } = answer;
    match lane {
        Ok(lane) if lane.served => RateAnswer { rates, notes },
        Ok(lane) => {
            notes.push(Problem::new(ProblemKind::Refused, lane.words));
            RateAnswer {
                rates: Vec::new(),
                notes,
            }
        }
        Err(mut problem) => {
            problem.text = format!(
                "DTDC could not be asked whether it goes there: {}",
                problem.text
            );
            notes.push(problem);
            RateAnswer { rates, notes }
        }
    }
}
