//! Settling an unknown purchase: the track of its waybill numbers says whether it was sold.
//!
//! The numbers are this purchase's alone. What is found under them with its order was sold. What is not found
//! proves nothing at once: it is asked again until a day after the ship date, and then a person looks.

use super::consignment::asked;
use super::host::call;
use super::{label, ship, status, track, wire};
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Prepared, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Problem, ProblemKind, ShipmentStatus};

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 300;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 2;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let parcels = borne(prepared, consignment.parcels.len())?;
    let numbers: Vec<&str> = parcels.iter().map(|p| p.number.as_str()).collect();
    let request = track::request(cx.account, &numbers)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    match parse(&answer, &parcels)? {
        Found::Sold => {}
        Found::Nothing => {
            return Ok(Settled::StillUnknown(nothing_yet(
                &prepared.reference,
                consignment,
                cx.now.timestamp(),
            )));
        }
        Found::Unclear(problem) => return Ok(Settled::StillUnknown(problem)),
    }
    let numbers: Vec<String> = parcels.into_iter().map(|p| p.number).collect();
    // Labels that do not come now can be fetched again.
    let labels = label::fetch(cx, &numbers).await.unwrap_or_default();
    let bought = ship::bought(numbers, labels, prepared, consignment);
    Ok(Settled::Bought(Box::new(bought)))
}

/// A parcel as a manifest has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Borne {
    pub(super) number: String,
    /// Empty where it is not known.
    pub(super) order: String,
}

/// The parcels of a prepared manifest.
pub(super) fn borne(prepared: &Prepared, parcels: usize) -> Result<Vec<Borne>, Problem> {
    let numbers = ship::numbers(prepared, parcels)?;
    let manifest = asked(&prepared.request).unwrap_or_default();
    let orders = manifest.shipments.into_iter().map(|s| s.order);
    let orders = orders.chain(std::iter::repeat(String::new()));
    let borne = numbers.into_iter().zip(orders);
    Ok(borne
        .map(|(number, order)| Borne { number, order })
        .collect())
}

/// What a look-up of waybill numbers found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// All of them, with their orders.
    Sold,
    /// None.
    Nothing,
    /// Neither.
    Unclear(Problem),
}

pub(super) fn parse(answer: &Answer, parcels: &[Borne]) -> Result<Found, Problem> {
    let tracked = track::shipments(answer)?;
    let found = |borne: &Borne| tracked.iter().find(|t| t.number == borne.number);
    let pairs: Vec<(&Borne, &wire::Tracked)> = parcels
        .iter()
        .filter_map(|borne| found(borne).map(|tracked| (borne, tracked)))
        .collect();
    let master = parcels.first().map_or("", |p| p.number.as_str());
    if pairs.is_empty() {
        return Ok(Found::Nothing);
    }
    let is_anothers = |(borne, tracked): &&(&Borne, &wire::Tracked)| {
        let known = !borne.order.is_empty() && !tracked.order.is_empty();
        known && !tracked.order.eq_ignore_ascii_case(&borne.order)
    };
    if let Some((borne, tracked)) = pairs.iter().find(is_anothers) {
        return Ok(Found::Unclear(person(
            format!(
                "The waybill {} bears the order {} at Delhivery, and not {}",
                borne.number, tracked.order, borne.order
            ),
            master,
        )));
    }
    let is_cancelled =
        |tracked: &wire::Tracked| status::current(tracked) == Some(ShipmentStatus::Cancelled);
    if pairs.iter().any(|(_, tracked)| is_cancelled(tracked)) {
        return Ok(Found::Unclear(person(
            "It was bought and is cancelled at Delhivery",
            master,
        )));
    }
    if pairs.len() != parcels.len() {
        let numbers: Vec<&str> = pairs.iter().map(|(b, _)| b.number.as_str()).collect();
        let text = format!(
            "Delhivery has {} of {} parcels: {}",
            pairs.len(),
            parcels.len(),
            numbers.join(", ")
        );
        let mut problem = person(text, master);
        problem.retry_after = Some(AGAIN);
        return Ok(Found::Unclear(problem));
    }
    Ok(Found::Sold)
}

pub(super) fn nothing_yet(master: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "Delhivery shows nothing under this waybill yet, which proves nothing",
        master,
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
fn person(text: impl Into<String>, master: &str) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text).hint(format!(
        "Look for the waybill {master} or the order at one.delhivery.com, then say here what you found"
    ))
}
