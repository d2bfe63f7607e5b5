//! Voids: `PUT /ship/v1/shipments/cancel`, of a whole shipment by any of its numbers.

use super::answer::{missing, read, words};
use super::host::{self, Project, call};
use super::{status, track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use uuid::Uuid;

const PATH: &str = "ship/v1/shipments/cancel";
/// It is void already.
const ALREADY: &str = "SHIPMENT.ALREADY.CANCELLED";

pub(super) struct FedexVoids;

#[async_trait]
impl Voids for FedexVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let request = request(cx.account, &bought.carrier_ref, Uuid::now_v7())?;
        let asked = match call(cx, Project::Ship, "void", Effect::Binds, &request).await {
            Ok(answer) => parse(&answer, &bought.carrier_ref),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        if problem.kind != ProblemKind::UnknownOutcome || bought.tracking_numbers.is_empty() {
            return Err(problem);
        }
        // The answer was lost; the track may say that it is void. One that does not yet proves nothing.
        for number in &bought.tracking_numbers {
            if !is_void(cx, number).await {
                return Err(problem);
            }
        }
        Ok(())
    }
}

async fn is_void(cx: Cx<'_>, number: &str) -> bool {
    let asked = async {
        let request = track::request(cx.account, &[number], Uuid::now_v7())?;
        let answer = call(cx, Project::Track, "void check", Effect::Asks, &request).await?;
        track::result(&read(&answer, Effect::Asks)?, number)
    };
    let result = asked.await;
    matches!(result, Ok(Some(result)) if status::current(&result) == Some(ShipmentStatus::Cancelled))
}

pub(super) fn request(
    account: &Account,
    shipment: &str,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let body = wire::CancelRequest {
        account_number: wire::AccountNumber {
            value: host::number(account)?,
        },
        tracking_number: shipment.to_owned(),
        deletion_control: "DELETE_ALL_PACKAGES",
    };
    host::request(account, "PUT", PATH, &body, transaction)
}

/// Only a clear yes is one; so is that it was void before.
pub(super) fn parse(answer: &Answer, shipment: &str) -> Result<(), Problem> {
    let cancelled: wire::Cancelled = match read(answer, Effect::Binds) {
        Err(problem) if problem.carrier_code == ALREADY => return Ok(()),
        other => other?,
    };
    let says = words(&cancelled.message);
    match cancelled.cancelled_shipment.as_str() {
        "true" => Ok(()),
        "false" => Err(Problem::new(
            ProblemKind::Refused,
            format!("FedEx does not cancel {shipment}: {says}"),
        )
        .hint("It may be on its way, or closed with the day: look on fedex.com")
        .carrier("", says)),
        _ => Err(missing(Effect::Binds, "word whether it is cancelled")),
    }
}
