//! Rates: `POST /v1/rates`.

use super::answer::{no, read};
use super::server::{Server, call};
use super::{consignment, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Charge, Money, MoneyError, Problem, ProblemKind, Rate, RateSurety};
use serde::{Deserialize, Serialize};

pub(super) struct ConnectorRates;

/// What the server wants back of its offer besides the code of what it sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) quote: Option<String>,
}

#[async_trait]
impl Rates for ConnectorRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let request = request(&Server::of(cx.account)?, consignment)?;
        parse(&call(cx, "rate", Effect::Asks, &request).await?, cx.account)
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

pub(super) fn request(server: &Server, consignment: &Consignment) -> Result<Request, Problem> {
    let body = consignment::say(consignment)?;
    Ok(Request::post_json(server.url(&["v1", "rates"]), &body))
}

pub(super) fn parse(answer: &Answer, account: &Account) -> Result<RateAnswer, Problem> {
    let list: wire::Rates = read(answer, &[200], Effect::Asks)?;
    let mut answer = RateAnswer {
        rates: Vec::new(),
        notes: list.notes.iter().map(no).collect(),
    };
    let currency = account.setting("currency");
    for offered in list.rates {
        let Ok(offered) = serde_json::from_value::<wire::Rate>(offered) else {
            answer.notes.push(note(
                "The server offers a rate that cannot be read",
                "Ask whoever runs the server",
            ));
            continue;
        };
        let name = offered.service.clone();
        match ours(offered, account) {
            Ok(rate) if rate.total.minor < 0 => answer.notes.push(note(
                &format!("The server offers {name} below nothing"),
                "Ask whoever runs the server",
            )),
            Ok(rate) if !rate.total.currency.code().eq_ignore_ascii_case(currency) => {
                answer.notes.push(note(
                    &format!(
                        "The server asks {} for {name}, and this account is in {currency}",
                        rate.total
                    ),
                    "Choose the server's currency in the account",
                ));
            }
            Ok(rate) => answer.rates.push(rate),
            Err(e) => answer.notes.push(note(
                &format!("The price of {name} cannot be read: {e}"),
                "Ask whoever runs the server",
            )),
        }
    }
    Ok(answer)
}

fn note(text: &str, hint: &str) -> Problem {
    Problem::new(ProblemKind::Refused, text).hint(hint)
}

fn ours(offered: wire::Rate, account: &Account) -> Result<Rate, MoneyError> {
    let named = |name: String, otherwise: &str| {
        if name.trim().is_empty() {
            otherwise.to_owned()
        } else {
            name
        }
    };
    let total = Money::try_from(offered.total)?;
    Ok(Rate {
        account: account.id,
        carrier_name: named(offered.carrier_name, &account.name),
        service_name: named(offered.service_name, &offered.service),
        service: offered.service,
        total,
        charges: charges(offered.charges, total),
        transit_days: offered.transit_days.filter(|days| *days > 0),
        delivery_date: offered
            .delivery_date
            .filter(|day| day.len() == 10 && day.parse::<Date>().is_ok()),
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: serde_json::to_value(Offer {
            quote: offered.quote,
        })
        .expect("plain texts are always JSON"),
    })
}

/// What the total is made of; a list that does not add up to it is left out.
fn charges(listed: Vec<wire::Charge>, total: Money) -> Vec<Charge> {
    let read = |charge: wire::Charge| {
        Some(Charge {
            label: charge.label,
            amount: charge.amount.try_into().ok()?,
        })
    };
    let Some(charges) = listed.into_iter().map(read).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let sum = charges
        .iter()
        .try_fold(Money::zero(total.currency), |sum, charge| {
            sum.checked_add(charge.amount)
        });
    if sum == Ok(total) {
        charges
    } else {
        Vec::new()
    }
}
