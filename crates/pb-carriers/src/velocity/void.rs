//! Voids: `POST /cancel-order`, which is carried out later.
//!
//! Its answer says only that the cancellation is taken: what is cancelled is said by the track. So the track is looked
//! at before, where an earlier attempt may show, and after. Until it shows, the void is unknown, and asking once more
//! is how it is found out.

use super::answer::{granted, missing, text};
use super::host::{self, call};
use super::{track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus, TrackingStatus};

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 60;

pub(super) struct VelocityVoids;

#[async_trait]
impl Voids for VelocityVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let numbers: Vec<&str> = bought.tracking_numbers.iter().map(String::as_str).collect();
        let number = numbers.first().copied().unwrap_or(&bought.carrier_ref);
        if is_void(&tracked(cx, number).await?, number)? {
            return Ok(());
        }
        let request = request(cx.account, number)?;
        let asked = match call(cx, "void", Effect::Binds, &request).await {
            Ok(answer) => parse(&answer),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = &asked
            && problem.kind != ProblemKind::UnknownOutcome
        {
            return asked;
        }
        // What the track does not show yet proves nothing.
        if let Ok(track) = tracked(cx, number).await
            && track.status == Some(ShipmentStatus::Cancelled)
        {
            return Ok(());
        }
        asked?;
        Err(under_way(number))
    }
}

async fn tracked(cx: Cx<'_>, number: &str) -> Result<TrackingStatus, Problem> {
    let request = track::request(cx.account, &[number])?;
    let answer = call(cx, "void check", Effect::Asks, &request).await?;
    track::parse(&answer, number)
}

/// Whether it is void already; a refusal where it was handed over.
pub(super) fn is_void(track: &TrackingStatus, number: &str) -> Result<bool, Problem> {
    match track.status {
        Some(ShipmentStatus::Cancelled) => Ok(true),
        None | Some(ShipmentStatus::LabelCreated) => Ok(false),
        Some(_) => {
            let last = track.events.first();
            let said = last.map(|event| event.text.as_str()).unwrap_or_default();
            Err(Problem::new(
                ProblemKind::Refused,
                format!("{number} was handed over, and Velocity cancels before that alone"),
            )
            .hint("Refuse it at the door, or have it returned, at app.velocity.in")
            .carrier("", said))
        }
    }
}

pub(super) fn under_way(number: &str) -> Problem {
    let mut problem = Problem::new(
        ProblemKind::UnknownOutcome,
        format!("Velocity took the cancellation of {number}, and has not carried it out yet"),
    )
    .hint("Void it once more in a minute: whether it is void is asked first");
    problem.retry_after = Some(AGAIN);
    problem
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let body = wire::Numbers { awbs: &[number] };
    Ok(Request::post_json(
        host::url(account, "cancel-order")?,
        &body,
    ))
}

/// Whether the cancellation was taken: a word that one is in progress.
pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    let told = granted(answer, Effect::Binds, "word about the cancellation")?;
    let said = text(&told["message"]);
    let small = said.to_lowercase();
    match small.contains("cancel") && small.contains("progress") {
        true => Ok(()),
        false => Err(missing(Effect::Binds, "word about the cancellation").carrier("", said)),
    }
}
