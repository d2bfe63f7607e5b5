//! Cancellations: `POST /services/shipment/cancel/{label}`, before the driver has it.

use super::answer::read;
use super::host::{self, call};
use super::track;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};

pub(super) struct GhtkVoids;

#[async_trait]
impl Voids for GhtkVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let label = &bought.carrier_ref;
        let request = request(cx.account, label)?;
        let asked = match call(cx, "void", Effect::Binds, &request).await {
            Ok(answer) => parse(&answer),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        // The answer was lost, or an earlier one was: the order may say that it is cancelled. One that does not yet
        // proves nothing.
        let looks = matches!(
            problem.kind,
            ProblemKind::UnknownOutcome | ProblemKind::Refused
        );
        if looks && is_cancelled(cx, label).await {
            return Ok(());
        }
        Err(problem)
    }
}

async fn is_cancelled(cx: Cx<'_>, label: &str) -> bool {
    let asked = async {
        let request = track::request(cx.account, label)?;
        track::parse(
            &call(cx, "void check", Effect::Asks, &request).await?,
            label,
        )
    };
    matches!(asked.await, Ok(status) if status.status == Some(ShipmentStatus::Cancelled))
}

pub(super) fn request(account: &Account, label: &str) -> Result<Request, Problem> {
    let url = host::shipment(account, &["cancel", label])?;
    let mut request = Request::get(url);
    request.method = "POST".to_owned();
    host::of_shop(account, request)
}

/// Whether it is cancelled: a yes names no order.
pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    match read(answer, Effect::Binds) {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind == ProblemKind::Refused => {
            Err(problem.hint("GHTK cancels what its driver does not have yet, and nothing else"))
        }
        Err(problem) => Err(problem),
    }
}
