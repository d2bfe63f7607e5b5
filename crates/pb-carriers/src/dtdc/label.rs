//! Labels: `GET …/consignment/shippinglabel/stream`, as base64 in JSON: a document that was cut off shows.

use super::answer::{missing, object, problem, reason_of, refused, text, unreadable};
use super::host::{self, Server, call};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Account, Document, Format, Problem};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// The account's setting with the label's form.
pub(super) const CODE: &str = "label";
const PATH: &str = "api/customer/integration/consignment/shippinglabel/stream";
/// What ends a PDF (ISO 32000-1, 7.5), and how far from its end that may be.
const END: &[u8] = b"%%EOF";
const SLACK: usize = 1_024;
/// How long a purchase waits for its label.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) struct DtdcLabelAgain;

#[async_trait]
impl LabelAgain for DtdcLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        // Of one that a person found, nothing is known but the number that the person gave.
        let number = bought.tracking_numbers.first();
        let number = number.unwrap_or(&bought.carrier_ref);
        Ok(vec![fetch(cx, number).await?])
    }
}

async fn fetch(cx: Cx<'_>, number: &str) -> Result<Document, Problem> {
    let request = request(cx.account, number)?;
    let answer = call(cx, Server::Booking, "label", Effect::Asks, &request).await?;
    parse(&answer, number)
}

/// The label of what was just sold, if it comes soon.
pub(super) async fn soon(cx: Cx<'_>, number: &str) -> Vec<Document> {
    let engine = cx.engine.until(Instant::now() + PATIENCE);
    let soon = Cx {
        engine: &engine,
        ..cx
    };
    match fetch(soon, number).await {
        Ok(label) => vec![label],
        Err(problem) => {
            tracing::warn!(%number, %problem, "the label did not come with the sale");
            Vec::new()
        }
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let mut url = Server::Booking.url(account, PATH)?;
    url.query_pairs_mut()
        .append_pair("reference_number", number)
        .append_pair("label_code", &host::stated(account, CODE)?)
        .append_pair("label_format", "base64");
    Ok(Request::get(url))
}

/// One whole document, of the consignment that was asked for.
pub(super) fn parse(answer: &Answer, number: &str) -> Result<Document, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, Effect::Asks));
    }
    let whole = object(answer, Effect::Asks)?;
    let named = text(&whole["referenceNumber"]);
    if !named.is_empty() && named != number {
        return Err(missing(Effect::Asks, "label of that consignment"));
    }
    let Value::String(content) = &whole["label"] else {
        return Err(match whole["success"] == false {
            true => refused(&reason_of(&whole)),
            false => missing(Effect::Asks, "label"),
        });
    };
    // The document's own sample has line ends in it.
    let content: String = content.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(content).unwrap_or_default();
    let tail = &bytes[bytes.len().saturating_sub(SLACK)..];
    let is_whole =
        Format::sniff(&bytes) == Some(Format::Pdf) && tail.windows(END.len()).any(|w| w == END);
    match is_whole {
        true => Ok(Document {
            format: Format::Pdf,
            bytes,
        }),
        false => Err(unreadable(
            Effect::Asks,
            "DTDC's answer holds a label that is not one whole document".to_owned(),
        )),
    }
}
