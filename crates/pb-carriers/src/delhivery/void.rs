//! Voids: `POST /api/p/edit` with `cancellation`, for each parcel.
//!
//! A parcel that is on its way can be cancelled too, and then comes back for money: that is an instruction and
//! no void. So its track is looked at first. What was cancelled before it was fetched looks the same as before
//! in its track, which therefore proves no void.

use super::answer::{missing, no, read, unreadable};
use super::host::{self, call};
use super::wire;
use super::{status, track};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};

const PATH: &str = "api/p/edit";

pub(super) struct DelhiveryVoids;

#[async_trait]
impl Voids for DelhiveryVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let numbers: Vec<&str> = bought.tracking_numbers.iter().map(String::as_str).collect();
        let request = track::request(cx.account, &numbers)?;
        let answer = call(cx, "void check", Effect::Asks, &request).await?;
        still_here(&track::shipments(&answer)?, &numbers)?;
        let mut done: Vec<&str> = Vec::new();
        for number in numbers {
            let asked = cancel(cx, "void", number).await;
            if let Err(problem) = asked {
                return Err(in_part(problem, &done, number));
            }
            done.push(number);
        }
        Ok(())
    }
}

/// Whether parcels were not handed over yet, and are not cancelled.
fn still_here(tracked: &[wire::Tracked], numbers: &[&str]) -> Result<(), Problem> {
    let ours = tracked
        .iter()
        .filter(|t| numbers.contains(&t.number.as_str()));
    for parcel in ours {
        let refused = |text: String, hint: &str| {
            Err(Problem::new(ProblemKind::Refused, text)
                .hint(hint)
                .carrier(&parcel.status.kind, &parcel.status.status))
        };
        match status::current(parcel) {
            None | Some(ShipmentStatus::LabelCreated) => {}
            Some(ShipmentStatus::Cancelled) => {
                return refused(
                    format!("{} is cancelled at Delhivery already", parcel.number),
                    "There is nothing left to void",
                );
            }
            Some(_) => {
                return refused(
                    format!(
                        "{} was handed over: Delhivery says {}",
                        parcel.number, parcel.status.status
                    ),
                    "Have it returned instead, which Delhivery charges for",
                );
            }
        }
    }
    Ok(())
}

/// Cancels one parcel.
pub(super) async fn cancel(
    cx: Cx<'_>,
    operation: &'static str,
    number: &str,
) -> Result<(), Problem> {
    let request = request(cx.account, number)?;
    parse(&call(cx, operation, Effect::Binds, &request).await?, number)
}

/// What it means that one of several was not cancelled.
fn in_part(problem: Problem, done: &[&str], number: &str) -> Problem {
    if done.is_empty() {
        return problem;
    }
    Problem::new(
        ProblemKind::UnknownOutcome,
        format!(
            "{} of the shipment is void, and {number} is not: {}",
            done.join(", "),
            problem.text
        ),
    )
    .hint("Look at one.delhivery.com, and cancel there what is left")
    .carrier(problem.carrier_code, problem.carrier_text)
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let body = wire::Cancel {
        waybill: number,
        cancellation: "true",
    };
    Ok(Request::post_json(host::url(account, PATH)?, &body))
}

/// The address of edits, which cancellations share.
pub(super) fn edit_request(account: &Account, edit: &wire::Edit<'_>) -> Result<Request, Problem> {
    Ok(Request::post_json(host::url(account, PATH)?, edit))
}

/// A clear yes about that parcel, a clear no, or an unknown outcome. Edits are answered alike.
pub(super) fn parse(answer: &Answer, number: &str) -> Result<(), Problem> {
    let edited: wire::Edited = read(answer, Effect::Binds)?;
    let words = match edited.error.as_str() {
        "" => edited.remark.as_str(),
        words => words,
    };
    match edited.status.to_lowercase().as_str() {
        "true" if !edited.error.is_empty() => Err(unreadable(
            Effect::Binds,
            format!("Delhivery says yes and no about {number}: {words}"),
        )
        .carrier("", words)),
        "true" if edited.waybill.is_empty() || edited.waybill == number => Ok(()),
        "true" => Err(unreadable(
            Effect::Binds,
            format!(
                "Delhivery answers about {} instead of {number}",
                edited.waybill
            ),
        )),
        "false" => Err(no(words)),
        _ => Err(missing(Effect::Binds, "word about the change")),
    }
}
