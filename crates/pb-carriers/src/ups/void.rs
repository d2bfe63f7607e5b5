//! Voids: `DELETE /api/shipments/v2409/void/cancel/{shipment}`, of a whole shipment.

use super::answer::{missing, read, success, words};
use super::host::{self, call};
use super::rate::VERSION;
use super::{status, track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use uuid::Uuid;

/// There is nothing to void, or not any more.
const NOTHING_TO_VOID: &str = "190102";

pub(super) struct UpsVoids;

#[async_trait]
impl Voids for UpsVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let request = request(cx.account, &bought.carrier_ref, Uuid::now_v7())?;
        let asked = match call(cx, "void", Effect::Binds, &request).await {
            Ok(answer) => parse(&answer, &bought.carrier_ref),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        if problem.kind != ProblemKind::UnknownOutcome {
            return Err(problem);
        }
        // The answer was lost; the track may say that it is void. One that does not yet proves nothing.
        for number in &bought.tracking_numbers {
            if !is_void(cx, number).await {
                return Err(problem);
            }
        }
        if bought.tracking_numbers.is_empty() {
            return Err(problem);
        }
        Ok(())
    }
}

async fn is_void(cx: Cx<'_>, number: &str) -> bool {
    let asked = async {
        let request = track::request(cx.account, number, Uuid::now_v7())?;
        track::package(
            &call(cx, "void check", Effect::Asks, &request).await?,
            number,
        )
    };
    let package = asked.await;
    matches!(package, Ok(Some(package)) if status::current(&package) == Some(ShipmentStatus::Cancelled))
}

pub(super) fn request(
    account: &Account,
    shipment: &str,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let path = ["api", "shipments", VERSION, "void", "cancel", shipment];
    let request = Request {
        method: "DELETE".to_owned(),
        ..Request::get(host::url(account, &path)?)
    };
    Ok(host::signed(request, transaction))
}

/// Only what is void as a whole is void.
pub(super) fn parse(answer: &Answer, shipment: &str) -> Result<(), Problem> {
    let voided: wire::Voided = read(answer, Effect::Binds).map_err(|problem| {
        if problem.carrier_code == NOTHING_TO_VOID {
            problem.hint(
                "It may be void already, on its way, or too old: look on ups.com, Shipping History",
            )
        } else {
            problem
        }
    })?;
    let response = voided
        .void_shipment_response
        .ok_or_else(|| missing(Effect::Binds, "void"))?;
    success(&response.response, Effect::Binds)?;
    let mut parcels = response
        .package_level_result
        .iter()
        .chain(&response.package_level_results);
    let kept = parcels.find(|p| p.status.code != "1");
    let summary = &response.summary_result.status;
    if summary.code == "1" && kept.is_none() {
        return Ok(());
    }
    let (number, status) = match kept {
        Some(parcel) if !parcel.tracking_number.is_empty() => {
            (parcel.tracking_number.as_str(), &parcel.status)
        }
        _ => (shipment, summary),
    };
    let says = words(&status.description);
    Err(Problem::new(
        ProblemKind::UnknownOutcome,
        format!("UPS does not say that {number} is void: {says}"),
    )
    .hint("Look on ups.com, Shipping History")
    .carrier(&status.code, says))
}
