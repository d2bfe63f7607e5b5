//! Whether GHTK goes somewhere, in any way of transport that the account asks for: the price says so.

use super::host::call;
use super::mode::Mode;
use super::order::order;
use super::rate::{self, Fee};
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use pb_domain::{Account, Problem};

pub(super) struct GhtkServiceability;

#[async_trait]
impl Serviceability for GhtkServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let mut served = not(String::new());
        for mode in Mode::wanted(cx.account) {
            let whole = order(cx.account, consignment, mode)?;
            let request = rate::request(cx.account, &whole.order)?;
            let answer = call(cx, "serviceability", Effect::Asks, &request).await?;
            served = parse(&answer, cx.account, mode)?;
            if served.served {
                break;
            }
        }
        Ok(served)
    }
}

pub(super) fn parse(answer: &Answer, account: &Account, mode: Mode) -> Result<Served, Problem> {
    Ok(match rate::parse(answer, account, mode)? {
        Fee::Served { .. } => Served {
            served: true,
            // It is asked nothing about cash.
            cash_on_delivery: None,
            transit_days: None,
            words: mode.name().to_owned(),
        },
        Fee::NotServed(words) => not(words),
    })
}

fn not(words: String) -> Served {
    Served {
        served: false,
        cash_on_delivery: None,
        transit_days: None,
        words,
    }
}
