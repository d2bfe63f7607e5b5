//! Settling an unknown purchase: our code says whether there is an order, and the same bytes again bring the one
//! that there is, or make it.
//!
//! GHN answers the same `client_order_code` with the same order. It is looked up first nevertheless, since what is
//! found needs no sending.

use super::answer::{missing, read, text};
use super::host::{self, call};
use super::{label, ship, status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Prepared, Settled};
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use serde_json::Value;

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 120;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let request = request(cx.account, &prepared.reference)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let settled = match parse(&answer, &prepared.reference)? {
        Found::Order { code, sort_code } => {
            // A look-up states no price.
            let bought = ship::bought(cx.account, prepared, code, sort_code, prepared.quoted);
            Settled::Bought(Box::new(bought))
        }
        Found::Cancelled { code } => Settled::StillUnknown(person(
            format!("It was ordered as {code} and is cancelled at GHN"),
            &prepared.reference,
        )),
        Found::Nothing => {
            let answer = call(cx, "resend", Effect::Binds, &prepared.request).await?;
            resent(
                ship::parse(&answer, cx.account, prepared),
                &prepared.reference,
            )?
        }
    };
    Ok(match settled {
        Settled::Bought(bought) => {
            Settled::Bought(Box::new(label::with_label(cx, *bought, consignment).await))
        }
        other => other,
    })
}

pub(super) fn request(account: &Account, reference: &str) -> Result<Request, Problem> {
    let url = host::url(account, &["v2", "shipping-order", "detail-by-client-code"])?;
    let wanted = wire::Wanted::ClientOrderCode(reference);
    Ok(Request::post_json(url, &wanted))
}

/// What a look-up by our code found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Order { code: String, sort_code: String },
    Cancelled { code: String },
    Nothing,
}

pub(super) fn parse(answer: &Answer, reference: &str) -> Result<Found, Problem> {
    let data = match read(answer, Effect::Asks) {
        Ok(data) => data,
        // No in its own words, to a question that is right, means that there is none.
        Err(problem) if matches!(problem.kind, ProblemKind::Refused | ProblemKind::Invalid) => {
            return Ok(Found::Nothing);
        }
        Err(problem) => return Err(problem),
    };
    let order = match &data {
        Value::Array(orders) => match orders.as_slice() {
            [] => return Ok(Found::Nothing),
            [order] => order,
            _ => return Err(missing(Effect::Asks, "one order under our code")),
        },
        order => order,
    };
    let code = ship::order_code(&order["order_code"])
        .ok_or_else(|| missing(Effect::Asks, "order code"))?;
    let ours = text(&order["client_order_code"]);
    if !ours.is_empty() && !ours.eq_ignore_ascii_case(reference) {
        return Err(missing(Effect::Asks, "order under our code"));
    }
    if status::meaning(&text(&order["status"])) == Some(ShipmentStatus::Cancelled) {
        return Ok(Found::Cancelled { code });
    }
    Ok(Found::Order {
        code,
        sort_code: text(&order["sort_code"]),
    })
}

/// What the answer to the same bytes proves, after a look-up that found nothing.
pub(super) fn resent(
    said: Result<crate::Bought, Problem>,
    reference: &str,
) -> Result<Settled, Problem> {
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
        "Look for the code {reference} at khachhang.ghn.vn, then say here what you found"
    ))
}
