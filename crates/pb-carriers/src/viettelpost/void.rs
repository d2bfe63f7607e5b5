//! Cancellations: `POST /v2/order/UpdateOrder` with 4, before the driver has it.

use super::answer::read;
use super::host::{self, call};
use super::{track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};

const CANCEL: u8 = 4;
const WORDS: &str = "Shop hủy đơn";

pub(super) struct ViettelVoids;

#[async_trait]
impl Voids for ViettelVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let number = &bought.carrier_ref;
        let request = update(cx.account, CANCEL, number, WORDS)?;
        let asked = match call(cx, "void", Effect::Binds, &request).await {
            Ok(answer) => parse(&answer),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        // The answer was lost; the order may say that it is cancelled. One that does not yet proves nothing.
        if problem.kind == ProblemKind::UnknownOutcome && is_cancelled(cx, number).await {
            return Ok(());
        }
        Err(problem)
    }
}

async fn is_cancelled(cx: Cx<'_>, number: &str) -> bool {
    let asked = async {
        let request = track::request(cx.account, number)?;
        let answer = call(cx, "void check", Effect::Asks, &request).await?;
        track::parse(&answer, number)
    };
    matches!(asked.await, Ok(track) if track.status == Some(ShipmentStatus::Cancelled))
}

/// A request that moves an order on.
pub(super) fn update(
    account: &Account,
    to: u8,
    number: &str,
    words: &str,
) -> Result<Request, Problem> {
    let update = wire::Update {
        to,
        order_number: number,
        note: words,
    };
    let url = host::url(account, &["v2", "order", "UpdateOrder"])?;
    Ok(Request::post_json(url, &update))
}

/// A yes says it; there is nothing else in it.
pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    read(answer, Effect::Binds).map(|_| ())
}
