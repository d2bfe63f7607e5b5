//! Voids: `DELETE /labels/v3/label/{number}`, abroad `/international-labels/v3/international-label/{number}`, one
//! label a call.
//!
//! Until USPS has been told of a label, it is cancelled. After that a refund is asked for, which USPS grants if the
//! label was not used; both count as void here.

use super::answer::{missing, read};
use super::consignment::Way;
use super::host::{self, Pays, call};
use super::ship::Sale;
use super::{track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use serde::Deserialize;

const CANCELED: &str = "CANCELED";
const DISPUTED: &str = "DISPUTED";

pub(super) struct UspsVoids;

#[async_trait]
impl Voids for UspsVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
        let numbers = match bought.tracking_numbers.as_slice() {
            [] => std::slice::from_ref(&bought.carrier_ref),
            numbers => numbers,
        };
        let (mut void, mut kept) = (Vec::new(), Vec::new());
        for number in numbers {
            let done = match cancel(cx, sale.way, number).await {
                // What was lost or is void already shows in the track.
                Err(problem) if may_be_void(&problem) && is_void(cx, number).await => Ok(()),
                done => done,
            };
            match done {
                Ok(()) => void.push(number.as_str()),
                Err(problem) => kept.push(problem),
            }
        }
        match kept.into_iter().next() {
            None => Ok(()),
            Some(problem) if void.is_empty() => Err(problem),
            Some(problem) => Err(Problem {
                kind: ProblemKind::UnknownOutcome,
                text: format!(
                    "{} of {} labels are void ({}), and then: {}",
                    void.len(),
                    numbers.len(),
                    void.join(", "),
                    problem.text
                ),
                hint: "Look at the others in the Business Customer Gateway".to_owned(),
                ..problem
            }),
        }
    }
}

fn may_be_void(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::UnknownOutcome | ProblemKind::Refused
    )
}

/// Takes one label back.
pub(super) async fn cancel(cx: Cx<'_>, way: Way, number: &str) -> Result<(), Problem> {
    let request = request(cx.account, way, number)?;
    let answer = call(cx, "void", Effect::Binds, &request, Pays::Yes).await?;
    parse(&answer, number)
}

async fn is_void(cx: Cx<'_>, number: &str) -> bool {
    let asked = track::ask(cx, &[number]).await;
    let status = asked
        .into_iter()
        .next()
        .and_then(Result::ok)
        .and_then(|s| s.status);
    status == Some(ShipmentStatus::Cancelled)
}

pub(super) fn request(account: &Account, way: Way, number: &str) -> Result<Request, Problem> {
    let path = match way {
        Way::Abroad => ["international-labels", "v3", "international-label", number],
        Way::Home | Way::Return => ["labels", "v3", "label", number],
    };
    Ok(Request {
        method: "DELETE".to_owned(),
        ..Request::get(host::url(account, &path)?)
    })
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<(), Problem> {
    let cancelled: wire::Cancelled = read(answer, Effect::Binds)?;
    let is_ours = cancelled.tracking_number.is_empty() || cancelled.tracking_number == number;
    match cancelled.status.as_str() {
        CANCELED | DISPUTED if is_ours => Ok(()),
        "" => Err(missing(Effect::Binds, "word on what became of the label")),
        status => Err(Problem::new(
            ProblemKind::UnknownOutcome,
            format!("USPS does not say that {number} is void: {status}"),
        )
        .hint("Look at it in the Business Customer Gateway")
        .carrier(status, "")),
    }
}
