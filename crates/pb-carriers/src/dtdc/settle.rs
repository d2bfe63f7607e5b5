//! Settling an unknown purchase: the track by its reference says whether it was sold.
//!
//! The reference is this purchase's alone. What is found under it was sold. What is not found proves nothing: DTDC may
//! track a consignment only once it has the parcel. It is asked again until two days after the ship date, and then a
//! person looks.

use super::answer::{missing, text};
use super::host::{Server, call};
use super::{label, login, ship, track};
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Prepared, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Problem, ProblemKind};

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 900;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 3;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    if !login::is_there(cx.account) {
        return Ok(Settled::StillUnknown(person(
            "DTDC cannot be asked what it sold without the tracking login",
            &prepared.reference,
        )));
    }
    let request = track::by_reference(cx.account, &prepared.reference)?;
    let answer = call(cx, Server::Tracking, "find", Effect::Asks, &request).await?;
    let Some(number) = parse(&answer, &prepared.reference)? else {
        let now = cx.now.timestamp();
        return Ok(Settled::StillUnknown(nothing_yet(
            &prepared.reference,
            consignment,
            now,
        )));
    };
    let parcels = consignment.parcels.len();
    let mut bought = ship::bought(&number, &serde_json::Value::Null, prepared, parcels);
    bought.labels = label::soon(cx, &number).await;
    Ok(Settled::Bought(Box::new(bought)))
}

/// The number of the consignment that bears a reference; `None` where none is known.
pub(super) fn parse(answer: &Answer, reference: &str) -> Result<Option<String>, Problem> {
    let Some(found) = track::found(answer)? else {
        return Ok(None);
    };
    let header = &found["trackHeader"];
    let (number, named) = (text(&header["strShipmentNo"]), text(&header["strRefNo"]));
    match named.eq_ignore_ascii_case(reference) && ship::is_number(&number) {
        true => Ok(Some(number)),
        false => Err(missing(Effect::Asks, "consignment under that reference")),
    }
}

pub(super) fn nothing_yet(reference: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "DTDC shows nothing under this reference yet, which proves nothing",
        reference,
    );
    let last = consignment.ship_date.parse::<Date>().ok().and_then(|day| {
        let last = day.saturating_add(PATIENCE.days());
        last.to_zoned(jiff::tz::TimeZone::UTC).ok()
    });
    problem.retry_after = last
        .is_some_and(|last| now < last.timestamp())
        .then_some(AGAIN);
    problem
}

/// Nothing but a person's look can tell.
fn person(text: impl Into<String>, reference: &str) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text).hint(format!(
        "Look for the reference {reference} in DTDC's customer portal, then say here what you found; if it is there, give its consignment number for every parcel"
    ))
}
