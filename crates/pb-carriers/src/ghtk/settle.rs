//! Settling an unknown purchase: our id says whether there is an order, and the same bytes again bring the label of
//! the one that there is, or make it.
//!
//! It is looked up first, since what is found needs no sending.

use super::answer::{missing, read, text};
use super::host::{self, call};
use super::{label, rate, ship, status};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, Cx, Prepared, Settled};
use pb_domain::{Account, Money, Problem, ProblemKind, ShipmentStatus};

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 120;

pub(super) async fn settle(cx: Cx<'_>, prepared: &Prepared) -> Result<Settled, Problem> {
    let request = request(cx.account, &prepared.reference)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let settled = match parse(&answer, &prepared.reference)? {
        Found::Order { label, charged } => {
            let charged = charged.unwrap_or(prepared.quoted);
            let bought = ship::bought(cx.account, prepared, label, charged);
            Settled::Bought(Box::new(bought))
        }
        Found::Cancelled { label } => Settled::StillUnknown(person(
            format!("It was ordered as {label} and is cancelled at GHTK"),
            &prepared.reference,
        )),
        Found::Nothing => {
            let answer = call(cx, "resend", Effect::Binds, &prepared.request).await?;
            let said = ship::parse(&answer, cx.account, prepared);
            resent(said, &prepared.reference)?
        }
    };
    Ok(match settled {
        Settled::Bought(bought) => Settled::Bought(Box::new(label::with_label(cx, *bought).await)),
        other => other,
    })
}

pub(super) fn request(account: &Account, reference: &str) -> Result<Request, Problem> {
    let url = host::shipment(account, &["v2", &format!("partner_id:{reference}")])?;
    host::of_shop(account, Request::get(url))
}

/// What a look-up by our id found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Order {
        label: String,
        /// What it says that it costs.
        charged: Option<Money>,
    },
    Cancelled {
        label: String,
    },
    Nothing,
}

pub(super) fn parse(answer: &Answer, reference: &str) -> Result<Found, Problem> {
    let body = match read(answer, Effect::Asks) {
        Ok(body) => body,
        // No in its own words, to a question that is right, means that there is none.
        Err(problem) if matches!(problem.kind, ProblemKind::Refused | ProblemKind::Invalid) => {
            return Ok(Found::Nothing);
        }
        Err(problem) => return Err(problem),
    };
    let order = &body["order"];
    let label =
        ship::label_of(&order["label_id"]).ok_or_else(|| missing(Effect::Asks, "label number"))?;
    let ours = text(&order["partner_id"]);
    if !ours.is_empty() && !ours.eq_ignore_ascii_case(reference) {
        return Err(missing(Effect::Asks, "order under our id"));
    }
    if status::of(order) == Some(ShipmentStatus::Cancelled) {
        return Ok(Found::Cancelled { label });
    }
    Ok(Found::Order {
        label,
        charged: rate::total(order, "ship_money", "insurance"),
    })
}

/// What the answer to the same bytes proves, after a look-up that found nothing.
fn resent(said: Result<Bought, Problem>, reference: &str) -> Result<Settled, Problem> {
    Ok(match said {
        Ok(bought) => Settled::Bought(Box::new(bought)),
        Err(problem) => match problem.kind {
            ProblemKind::Refused | ProblemKind::Invalid => Settled::NotBought(problem),
            ProblemKind::UnknownOutcome => {
                let wait = problem.retry_after.unwrap_or(AGAIN);
                let mut still = person(problem.text, reference)
                    .carrier(problem.carrier_code, problem.carrier_text);
                still.retry_after = Some(wait);
                Settled::StillUnknown(still)
            }
            // These are about the question, not about the purchase.
            _ => return Err(problem),
        },
    })
}

/// Who waits may look.
fn person(text: impl Into<String>, reference: &str) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text).hint(format!(
        "Look for the order {reference} at khachhang.giaohangtietkiem.vn, then say here what you found"
    ))
}
