//! Rates: PostNord has no prices to ask for, so the account's table says what each service costs, by the
//! merchant's contract; what PostNord is asked for is whether it goes there, and how long it takes.

use super::host;
use super::service::{self, Chosen};
use super::transit::{self, Transit};
use crate::{Consignment, Cx, RateAnswer, Rates, contract};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Problem, ProblemKind, Rate};

pub(super) struct PostNordRates;

#[async_trait]
impl Rates for PostNordRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        if consignment.direction == Direction::Return {
            return Ok(RateAnswer {
                rates: Vec::new(),
                notes: vec![Problem::new(
                    ProblemKind::Unsupported,
                    "Returns with PostNord are not bought here",
                )],
            });
        }
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
        let services: Vec<Chosen> = chosen(&answer.rates).collect();
        let times = transit::times(cx, consignment, &services).await;
        Ok(timed(answer, times))
    }

    fn needs_network(&self) -> bool {
        true
    }
}

fn chosen(rates: &[Rate]) -> impl Iterator<Item = Chosen> {
    rates.iter().filter_map(|rate| Chosen::read(&rate.service))
}

/// What of a priced table can be bought under the account's agreement. A price of nothing is one that was not
/// entered yet.
pub(super) fn sellable(account: &Account, priced: RateAnswer) -> RateAnswer {
    let issuer = host::issuer(account);
    let mut answer = RateAnswer {
        rates: Vec::new(),
        notes: priced.notes,
    };
    let mut note = |text: String| {
        answer.notes.push(
            Problem::new(ProblemKind::Invalid, text)
                .hint("Correct the table in the account's settings")
                .field("table"),
        );
    };
    for rate in priced.rates {
        let known = Chosen::read(&rate.service).and_then(|chosen| service::find(&chosen.code));
        match known {
            None => note(format!(
                "PostNord has no service {} that can be bought here",
                rate.service
            )),
            Some(known)
                if !known.agreements.is_empty()
                    && !known.agreements.iter().any(|c| c == issuer.country) =>
            {
                note(format!(
                    "{} ({}) is not a service of an agreement in {}",
                    rate.service_name, rate.service, issuer.country
                ));
            }
            Some(_) if rate.total.minor <= 0 => note(format!(
                "The table has no price for {} ({}) here",
                rate.service_name, rate.service
            )),
            Some(_) => answer.rates.push(Rate {
                carrier_name: "PostNord".to_owned(),
                ..rate
            }),
        }
    }
    if answer.rates.is_empty() {
        answer.notes.push(
            Problem::new(
                ProblemKind::Invalid,
                format!(
                    "PostNord states no prices, and the table of “{}” prices no service for this shipment",
                    account.name
                ),
            )
            .hint("Enter the prices of your contract in the account's settings")
            .field("table"),
        );
    }
    answer
}

/// The same without what PostNord does not bring there, and with its days for the table's.
pub(super) fn timed(answer: RateAnswer, times: Result<Vec<Transit>, Problem>) -> RateAnswer {
    let RateAnswer { rates, mut notes } = answer;
    let times = match times {
        Ok(times) => times,
        Err(mut problem) => {
            problem.text = format!(
                "PostNord could not be asked whether it goes there, nor how long it takes: {}",
                problem.text
            );
            notes.push(problem);
            return RateAnswer { rates, notes };
        }
    };
    let mut kept = Vec::new();
    for mut rate in rates {
        let said = Chosen::read(&rate.service).and_then(|c| transit::of(&times, &c).cloned());
        match said {
            Some(said) if !said.offered => {
                let why = match said.words.as_str() {
                    "" => "it gives no reason",
                    words => words,
                };
                notes.push(
                    Problem::new(
                        ProblemKind::Refused,
                        format!("PostNord does not offer {} here: {why}", rate.service_name),
                    )
                    .carrier("", &said.words),
                );
            }
            Some(said) => {
                if said.days.is_some() {
                    rate.transit_days = said.days;
                    rate.delivery_date = said.arrives;
                } else if said.arrives.is_some() {
                    rate.delivery_date = said.arrives;
                }
                kept.push(rate);
            }
            // It says nothing of it: the table's word stands.
            None => kept.push(rate),
        }
    }
    RateAnswer { rates: kept, notes }
}
