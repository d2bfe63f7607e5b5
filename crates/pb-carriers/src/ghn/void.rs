//! Cancellations: `POST /v2/switch-status/cancel`, before the driver has it.

use super::answer::{list, missing, read, text};
use super::host::{self, call};
use super::{track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use serde_json::Value;

/// For a reason that GHN's list does not have.
const REASON: &str = "GHN-CANCEL-OTHER";
const WORDS: &str = "Shop hủy đơn";

pub(super) struct GhnVoids;

#[async_trait]
impl Voids for GhnVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let code = &bought.carrier_ref;
        let request = request(cx.account, code)?;
        let asked = match call(cx, "void", Effect::Binds, &request).await {
            Ok(answer) => parse_switch(&answer, code),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        // The answer was lost; the order may say that it is cancelled. One that does not yet proves nothing.
        if problem.kind == ProblemKind::UnknownOutcome && is_cancelled(cx, code).await {
            return Ok(());
        }
        Err(problem)
    }
}

async fn is_cancelled(cx: Cx<'_>, code: &str) -> bool {
    let asked = async {
        let request = track::request(cx.account, code)?;
        track::parse(&call(cx, "void check", Effect::Asks, &request).await?, code)
    };
    matches!(asked.await, Ok(status) if status.status == Some(ShipmentStatus::Cancelled))
}

pub(super) fn request(account: &Account, code: &str) -> Result<Request, Problem> {
    let orders = wire::Orders {
        order_codes: [code],
        reason_code: Some(REASON),
        reason: Some(WORDS),
    };
    switch(account, "cancel", &orders)
}

/// A request that moves an order to another status.
pub(super) fn switch(
    account: &Account,
    to: &str,
    orders: &wire::Orders<'_>,
) -> Result<Request, Problem> {
    let url = host::url(account, &["v2", "switch-status", to])?;
    host::of_shop(account, Request::post_json(url, orders))
}

/// Whether an order was moved: a yes to the whole may hold a no to the order.
pub(super) fn parse_switch(answer: &Answer, code: &str) -> Result<(), Problem> {
    let data = read(answer, Effect::Binds)?;
    let is_it = |entry: &&Value| text(&entry["order_code"]).eq_ignore_ascii_case(code);
    let entry = list(&data)
        .iter()
        .find(is_it)
        .ok_or_else(|| missing(Effect::Binds, "word about this order"))?;
    match &entry["result"] {
        Value::Bool(true) => Ok(()),
        Value::Bool(false) => {
            let says = text(&entry["message"]);
            let says = if says.is_empty() {
                "it gives no reason".to_owned()
            } else {
                says
            };
            Err(Problem::new(
                ProblemKind::Refused,
                format!("GHN does not do it with {code}: {says}"),
            )
            .hint("Look at the order's status: GHN does this in some of them only")
            .carrier("", says))
        }
        _ => Err(missing(Effect::Binds, "result for this order")),
    }
}
