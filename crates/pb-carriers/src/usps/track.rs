//! Tracking: `POST /tracking/v3r2/tracking`, up to 35 numbers a call; where an app does not have that version yet,
//! `GET /tracking/v3/tracking/{number}`, one number a call.
//!
//! A number that USPS has not scanned yet is a failure with a code of its own: nothing is known, and nothing is wrong.

use super::answer::{failure, missing, read, refused, value, words};
use super::host::{self, Pays, call};
use super::rate::day;
use super::{answer, number, status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::civil::DateTime;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;

/// Numbers in one call.
const MOST: usize = 35;
/// Nothing is known of a number yet.
const NOTHING_YET: &[&str] = &["150001", "150002", "150009"];
/// There is no such version for the app.
const NO_VERSION: &[u16] = &[404, 405, 501];

pub(super) struct UspsTracks;

#[async_trait]
impl Tracks for UspsTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let answers = ask(cx, &[number]).await;
        let first = answers.into_iter().next();
        first.unwrap_or_else(|| Err(missing(Effect::Asks, "track of that number")))
    }

    fn at_once(&self) -> usize {
        MOST
    }

    async fn track_many(
        &self,
        cx: Cx<'_>,
        asked: &[(&BoughtRef, &str)],
    ) -> Vec<Result<TrackingStatus, Problem>> {
        let numbers: Vec<&str> = asked.iter().map(|(_, number)| *number).collect();
        let mut answers = Vec::with_capacity(numbers.len());
        for numbers in numbers.chunks(MOST) {
            answers.extend(ask(cx, numbers).await);
        }
        answers
    }
}

/// Where numbers stand, in their order; [`MOST`] at most.
pub(super) async fn ask(cx: Cx<'_>, numbers: &[&str]) -> Vec<Result<TrackingStatus, Problem>> {
    let asked = async {
        let request = request(cx.account, numbers)?;
        call(cx, "track", Effect::Asks, &request, Pays::No).await
    };
    let answer = match asked.await {
        Ok(answer) => answer,
        Err(problem) => return numbers.iter().map(|_| Err(problem.clone())).collect(),
    };
    if !lacks_version(&answer) {
        return match parse_many(&answer, numbers) {
            Ok(answers) => answers,
            Err(problem) => numbers.iter().map(|_| Err(problem.clone())).collect(),
        };
    }
    let mut answers = Vec::with_capacity(numbers.len());
    for number in numbers {
        let asked = async {
            let request = request_one(cx.account, number)?;
            let answer = call(cx, "track one", Effect::Asks, &request, Pays::No).await?;
            parse_one(&answer, number)
        };
        answers.push(asked.await);
    }
    answers
}

pub(super) fn request(account: &Account, numbers: &[&str]) -> Result<Request, Problem> {
    let url = host::url(account, &["tracking", "v3r2", "tracking"])?;
    let body: Vec<wire::TrackingNumber> = numbers
        .iter()
        .map(|number| wire::TrackingNumber {
            tracking_number: number::bare(number),
        })
        .collect();
    Ok(Request::post_json(url, &body))
}

pub(super) fn request_one(account: &Account, number: &str) -> Result<Request, Problem> {
    let number = number::bare(number);
    let mut url = host::url(account, &["tracking", "v3", "tracking", &number])?;
    url.query_pairs_mut().append_pair("expand", "DETAIL");
    Ok(Request::get(url))
}

/// Whether the answer says that there is no such call, rather than anything about a number.
pub(super) fn lacks_version(answer: &Answer) -> bool {
    let about_numbers = failure(answer).is_some_and(|f| answer::code(&f).starts_with("1500"));
    NO_VERSION.contains(&answer.status) && !about_numbers
}

/// Nothing is known yet.
fn nothing() -> TrackingStatus {
    TrackingStatus {
        status: None,
        expected: None,
        events: Vec::new(),
    }
}

/// Whether an answer as a whole says that nothing is known yet.
fn is_nothing_yet(answer: &Answer) -> bool {
    let says = |f: &wire::Failure| NOTHING_YET.contains(&answer::code(f).as_str());
    failure(answer).as_ref().is_some_and(says)
}

/// What is said of each number, in the order in which they were asked for.
pub(super) fn parse_many(
    answer: &Answer,
    numbers: &[&str],
) -> Result<Vec<Result<TrackingStatus, Problem>>, Problem> {
    if is_nothing_yet(answer) {
        return Ok(numbers.iter().map(|_| Ok(nothing())).collect());
    }
    let entries = match value(answer, Effect::Asks)? {
        Value::Array(entries) => entries,
        one => vec![one],
    };
    let entries: Vec<wire::Tracked> = entries
        .into_iter()
        .map(|entry| match entry {
            Value::Object(_) => serde_json::from_value(entry).unwrap_or_default(),
            _ => wire::Tracked::default(),
        })
        .collect();
    let same_count = entries.len() == numbers.len();
    Ok(numbers
        .iter()
        .enumerate()
        .map(|(i, number)| {
            let bare = number::bare(number);
            let by_number = entries.iter().find(|e| e.tracking_number == bare);
            // One that failed may come without its number; it then stands where it was asked for.
            let by_place = || {
                let there = entries.get(i).filter(|_| same_count);
                there.filter(|e| e.tracking_number.is_empty() && e.error.is_some())
            };
            let entry = by_number.or_else(by_place);
            let entry = entry.ok_or_else(|| missing(Effect::Asks, "track of that number"))?;
            told(entry)
        })
        .collect())
}

/// What is said of one number.
pub(super) fn parse_one(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    if is_nothing_yet(answer) {
        return Ok(nothing());
    }
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    if tracked.tracking_number != number::bare(number) {
        return Err(missing(Effect::Asks, "track of that number"));
    }
    told(&tracked)
}

fn told(tracked: &wire::Tracked) -> Result<TrackingStatus, Problem> {
    if let Some(failure) = &tracked.error {
        return match NOTHING_YET.contains(&answer::code(failure).as_str()) {
            true => Ok(nothing()),
            false => Err(refused(failure)),
        };
    }
    Ok(TrackingStatus {
        status: status::current(tracked),
        expected: expected(tracked),
        events: tracked.tracking_events.iter().map(event).collect(),
    })
}

/// What USPS reckons from where the parcel is, before what was promised.
pub(super) fn expected(tracked: &wire::Tracked) -> Option<String> {
    let dated = &tracked.delivery_date_expectation;
    [
        &dated.predicted_delivery_date,
        &tracked.predicted_delivery_date,
        &dated.expected_delivery_date,
        &tracked.expected_delivery_time_stamp,
        &dated.guaranteed_delivery_date,
        &tracked.guaranteed_delivery_time_stamp,
    ]
    .into_iter()
    .find_map(|text| day(text))
}

pub(super) fn event(event: &wire::Event) -> TrackingEvent {
    let place = [&event.event_city, &event.event_state, &event.event_country];
    let place: Vec<&str> = place
        .into_iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    let text = words(&event.event_type);
    TrackingEvent {
        at: at(event),
        status: status::meaning(&event.event_code, &text).status(),
        code: event.event_code.clone(),
        text,
        location: place.join(", "),
    }
}

/// RFC 3339 where the distance from Greenwich is known, else the local time as text.
fn at(event: &wire::Event) -> String {
    let stamp = |text: &str| -> Option<DateTime> { text.trim_end_matches('Z').parse().ok() };
    let offset = event.gmt_offset.as_str();
    let is_offset = offset.len() == 6
        && offset.starts_with(['+', '-'])
        && offset.as_bytes()[3] == b':'
        && offset[1..].bytes().filter(u8::is_ascii_digit).count() == 4;
    match (stamp(&event.event_timestamp), stamp(&event.gmt_timestamp)) {
        (Some(local), _) if is_offset => {
            format!("{}{offset}", local.strftime("%Y-%m-%dT%H:%M:%S"))
        }
        (_, Some(gmt)) => format!("{}Z", gmt.strftime("%Y-%m-%dT%H:%M:%S")),
        (Some(local), None) => local.strftime("%Y-%m-%d %H:%M").to_string(),
        (None, None) => event.event_timestamp.clone(),
    }
}
