//! Rates: `POST /v1/proxy/rates`, which asks every connection of the account and keeps nothing.

use super::answer::{carrier_problem, problem, read, spoken};
use super::server::{Server, call};
use super::{consignment, option, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use futures::future::join_all;
use jiff::civil::Date;
use pb_domain::{
    AccountId, Charge, Currency, Money, MoneyError, Problem, ProblemKind, Rate, RateSurety,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::collections::BTreeSet;

pub(super) struct KarrioRates;

/// What recognises an offer in a draft's list of rates, whose ids are new every time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Offer {
    /// The connection: what Karrio calls `carrier_id`.
    pub(super) carrier_id: String,
    /// Its carrier, or the name that a custom one was given.
    pub(super) carrier_name: String,
    /// The connector's own name.
    pub(super) ext: String,
    /// The service's code.
    pub(super) service: String,
}

#[async_trait]
impl Rates for KarrioRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let request = request(&Server::of(cx.account)?, consignment)?;
        let answer = call(cx, "rate", Effect::Asks, &request).await?;
        let mut offers = parse(&answer, cx.account.id)?;
        if consignment.options.cod.is_some() {
            keep_those_that_collect_cash(cx, &mut offers).await;
        }
        Ok(offers)
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) fn request(server: &Server, consignment: &Consignment) -> Result<Request, Problem> {
    let body = consignment::say(consignment)?;
    Ok(Request::post_json(
        server.url(&["v1", "proxy", "rates"]),
        &body,
    ))
}

/// 200 is rates without messages, 207 with some; 424 is messages only, which are notes like any
/// other: one carrier that fails is a line in the list.
pub(super) fn parse(answer: &Answer, account: AccountId) -> Result<RateAnswer, Problem> {
    if answer.status == 424 {
        let complaints: wire::Complaints = serde_json::from_slice(&answer.body).unwrap_or_default();
        if complaints.messages.is_empty() {
            return Err(problem(answer, Effect::Asks));
        }
        return Ok(RateAnswer {
            rates: Vec::new(),
            notes: notes(&complaints.messages),
        });
    }
    let list: wire::Rates = read(answer, &[200, 207], Effect::Asks)?;
    let mut answer = RateAnswer {
        rates: Vec::new(),
        notes: notes(&list.messages),
    };
    let mut names: BTreeSet<(String, String)> = BTreeSet::new();
    for offered in list.rates {
        match serde_json::from_value::<wire::Rate>(offered) {
            Ok(offered) => match ours(&offered, account) {
                Ok(rate) => {
                    names.insert((offered.carrier_name.clone(), offered.carrier_id.clone()));
                    answer.rates.push(rate);
                }
                Err(e) => answer
                    .notes
                    .push(unreadable(&spoken(&offered.carrier_name), &e.to_string())),
            },
            Err(e) => answer.notes.push(unreadable("A carrier", &e.to_string())),
        }
    }
    // Two connections of one carrier are told apart by their own names.
    for rate in &mut answer.rates {
        if let Ok(offer) = Offer::deserialize(&rate.carrier_data)
            && names
                .iter()
                .filter(|(name, _)| *name == offer.carrier_name)
                .count()
                > 1
        {
            rate.carrier_name = format!("{} ({})", rate.carrier_name, offer.carrier_id);
        }
    }
    Ok(answer)
}

fn unreadable(who: &str, why: &str) -> Problem {
    Problem::new(
        ProblemKind::Refused,
        format!("{who} offers a rate that cannot be read: {why}"),
    )
}

/// Messages worth reading: what only informs is not one.
fn notes(messages: &[wire::Message]) -> Vec<Problem> {
    messages
        .iter()
        .filter(|m| m.level != "info")
        .map(|m| carrier_problem(m, Effect::Asks))
        .collect()
}

fn ours(offered: &wire::Rate, account: AccountId) -> Result<Rate, MoneyError> {
    let total = money(&offered.total_charge, &offered.currency)?;
    let offer = Offer {
        carrier_id: offered.carrier_id.clone(),
        carrier_name: offered.carrier_name.clone(),
        ext: offered.meta.ext.clone(),
        service: offered.service.clone(),
    };
    let service_name = match offered.meta.service_name.as_str() {
        "" => spoken(&offered.service),
        name => name.to_owned(),
    };
    Ok(Rate {
        account,
        carrier_name: spoken(&offered.carrier_name),
        // One account holds many connections, and two may offer the same service.
        service: format!("{}/{}", offer.carrier_id, offer.service),
        service_name,
        total,
        charges: charges(&offered.extra_charges, total),
        transit_days: offered
            .transit_days
            .and_then(|d| u32::try_from(d).ok())
            .filter(|d| *d > 0),
        delivery_date: offered
            .estimated_delivery
            .get(..10)
            .filter(|day| day.parse::<Date>().is_ok())
            .map(str::to_owned),
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: serde_json::to_value(offer).expect("plain texts are always JSON"),
    })
}

/// An amount as Karrio writes it, a number, without passing through binary fractions.
pub(super) fn money(amount: &Number, currency: &str) -> Result<Money, MoneyError> {
    let text = amount.to_string();
    let amount = text
        .parse::<Decimal>()
        .or_else(|_| Decimal::from_scientific(&text))
        .map_err(|_| MoneyError::Unreadable(text))?;
    Money::from_decimal(amount, Currency::from_code(currency)?)
}

/// What the total is made of. Some connectors list surcharges only: what is missing is then the
/// base. A list that comes to more than the total is not its breakdown and is left out.
fn charges(listed: &[wire::Charge], total: Money) -> Vec<Charge> {
    let mut sum = Money::zero(total.currency);
    let mut charges = Vec::new();
    for charge in listed {
        let Some(amount) = &charge.amount else {
            continue;
        };
        let currency = match charge.currency.as_str() {
            "" => total.currency.code(),
            code => code,
        };
        let Ok(amount) = money(amount, currency) else {
            return Vec::new();
        };
        let Ok(added) = sum.checked_add(amount) else {
            return Vec::new();
        };
        sum = added;
        if amount.minor != 0 {
            charges.push(Charge {
                label: charge.name.clone(),
                amount,
            });
        }
    }
    match total.minor.checked_sub(sum.minor) {
        Some(0) => charges,
        Some(rest) if rest > 0 && !charges.is_empty() => {
            let base = Charge {
                label: "Base".to_owned(),
                amount: Money::new(rest, total.currency),
            };
            charges.insert(0, base);
            charges
        }
        _ => Vec::new(),
    }
}

/// Karrio drops an option that a connector lacks without a word, so an offer that would not collect
/// the cash is taken off the list, with a line that says so.
async fn keep_those_that_collect_cash(cx: Cx<'_>, answer: &mut RateAnswer) {
    let offers: Vec<Option<Offer>> = answer
        .rates
        .iter()
        .map(|r| Offer::deserialize(&r.carrier_data).ok())
        .collect();
    let connectors: BTreeSet<String> = offers
        .iter()
        .flatten()
        .map(|offer| offer.ext.clone())
        .collect();
    let verdicts = join_all(connectors.into_iter().map(async |ext| {
        let verdict = option::collects_cash(cx, &ext).await;
        (ext, verdict)
    }))
    .await;
    let mut kept = Vec::new();
    let mut dropped = BTreeSet::new();
    for (rate, offer) in answer.rates.drain(..).zip(offers) {
        let ext = offer.map_or_else(String::new, |o| o.ext);
        match verdicts.iter().find(|(of, _)| *of == ext) {
            Some((_, Ok(()))) => kept.push(rate),
            Some((_, Err(problem))) if dropped.insert(ext) => answer.notes.push(problem.clone()),
            _ => {}
        }
    }
    answer.rates = kept;
}
