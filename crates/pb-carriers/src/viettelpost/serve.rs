//! Whether Viettel Post goes somewhere: the prices of all services, of which there may be none.

use super::answer::is_not_served;
use super::host::call;
use super::{order, rate};
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use pb_domain::{Account, Problem};

pub(super) struct ViettelServiceability;

#[async_trait]
impl Serviceability for ViettelServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let draft = order::draft(cx, consignment)?;
        let order = draft.placed(cx, consignment).await?;
        let request = rate::request(cx.account, &order)?;
        let answer = call(cx, "serviceability", Effect::Asks, &request).await?;
        parse(&answer, cx.account)
    }
}

pub(super) fn parse(answer: &Answer, account: &Account) -> Result<Served, Problem> {
    let not = |words: String| Served {
        served: false,
        cash_on_delivery: None,
        transit_days: None,
        words,
    };
    match rate::parse(answer, account, 0) {
        Ok(offers) if offers.rates.is_empty() => {
            let words = offers.notes.into_iter().map(|note| note.text).collect();
            Ok(not(words))
        }
        Ok(offers) => Ok(Served {
            served: true,
            // Prices were stated with the cash in them, where there is some.
            cash_on_delivery: None,
            transit_days: offers.rates.iter().filter_map(|r| r.transit_days).min(),
            words: String::new(),
        }),
        Err(problem) if is_not_served(&problem) => Ok(not(problem.carrier_text)),
        Err(problem) => Err(problem),
    }
}
