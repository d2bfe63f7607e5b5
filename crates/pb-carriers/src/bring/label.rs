//! Labels: not in the answer to a booking, but at an address that it gives (`links.labels`), which sends on to where
//! Bring keeps them.
//!
//! The key is shown to the account's own host only, and never where that sends us on to. A label is a PDF, for all
//! parcels together; ZPL comes with the RFID product alone, whatever the printer likes.

use super::answer::{problem, unreadable};
use super::host::{self, ask_elsewhere, call};
use super::ship::Sale;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Document, Format, Problem, ProblemKind};
use serde::Deserialize as _;
use std::time::Duration;
use url::Url;

/// How often it sends on at most.
const MOST_TURNS: usize = 4;
/// A label may not be there yet for a moment after the booking: how often it is asked for again, and after what time.
const AGAIN: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(1_200)];
/// Longest tail of a PDF in which its end mark stands.
const TAIL: usize = 1_024;

pub(super) struct BringLabelAgain;

#[async_trait]
impl LabelAgain for BringLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
        fetch(cx, &sale.labels).await
    }
}

/// What a look for a label brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is elsewhere.
    Moved(Url),
    /// It is here.
    Label(Document),
    /// It is not there yet.
    NotYet,
}

/// The labels behind an address that a booking gave.
pub(super) async fn fetch(cx: Cx<'_>, address: &str) -> Result<Vec<Document>, Problem> {
    let Ok(mut at) = Url::parse(address) else {
        return Err(Problem::new(
            ProblemKind::Refused,
            "Bring says where a label is in the answer to its booking alone, and that answer is not there",
        )
        .hint("Print it from mybring.com, where bookings are listed"));
    };
    let mut waits = AGAIN.into_iter();
    let mut turns = 0;
    while turns < MOST_TURNS {
        let request = Request {
            headers: vec![("Accept".to_owned(), "*/*".to_owned())],
            ..Request::get(at.clone())
        };
        let is_first = turns == 0;
        let answer = if is_first && host::is_ours(cx.account, at.as_str())? {
            call(cx, "label", Effect::Asks, &request).await?
        } else {
            ask_elsewhere(cx, "label", &request).await?
        };
        match parse(&answer, &at)? {
            Found::Label(label) => return Ok(vec![label]),
            Found::Moved(to) => {
                at = to;
                turns += 1;
            }
            Found::NotYet => match waits.next() {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(not_there()),
            },
        }
    }
    Err(unreadable(
        Effect::Asks,
        format!("Bring sends us on from one address to the next for a label, {MOST_TURNS} times"),
    ))
}

/// The label is not where Bring said.
pub(super) fn not_there() -> Problem {
    Problem::new(
        ProblemKind::Unavailable,
        "Bring answered with status 404: the label is not where it said",
    )
    .hint("Fetch the label again in a while, or print it from mybring.com")
}

/// What an answer holds that was asked for at an address.
pub(super) fn parse(answer: &Answer, at: &Url) -> Result<Found, Problem> {
    if matches!(answer.status, 301 | 302 | 303 | 307 | 308)
        && let Ok(to) = at.join(answer.header("location"))
        && !answer.header("location").is_empty()
    {
        return Ok(Found::Moved(to));
    }
    if answer.status == 404 {
        return Ok(Found::NotYet);
    }
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, Effect::Asks));
    }
    let format = Format::sniff(&answer.body).filter(|format| is_whole(*format, &answer.body));
    let Some(format) = format else {
        return Err(unreadable(
            Effect::Asks,
            "What Bring gives for a label is none, or not a whole one".to_owned(),
        ));
    };
    Ok(Found::Label(Document {
        format,
        bytes: answer.body.clone(),
    }))
}

/// Whether a document ends as it should: one that was cut off prints half a label.
fn is_whole(format: Format, bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let has = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).filter(|w| *w == mark).count();
    match format {
        Format::Pdf => has(tail, b"%%EOF") > 0 && has(bytes, b"%PDF-") == 1,
        Format::Zpl => bytes
            .trim_ascii_end()
            .to_ascii_uppercase()
            .ends_with(b"^XZ"),
        Format::Png => has(tail, b"IEND") > 0,
        Format::Gif | Format::Jpeg | Format::Tiff | Format::Epl => true,
    }
}
