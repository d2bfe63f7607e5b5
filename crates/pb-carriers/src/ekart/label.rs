//! Labels: `POST /api/v1/package/label`, which gives a PDF as bytes without a type.

use super::answer::{missing, problem, stated, unreadable};
use super::host::{self, call};
use super::{ship, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem};
use std::time::Duration;
use tokio::time::Instant;

/// What begins a PDF, and what ends it (ISO 32000-1, 7.5).
const BEGIN: &[u8] = b"%PDF-";
const END: &[u8] = b"%%EOF";
/// How far from its ends both may be.
const SLACK: usize = 1_024;

/// How long a purchase waits for its label.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) struct EkartLabelAgain;

#[async_trait]
impl LabelAgain for EkartLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        Ok(vec![fetch(cx, ship::id_of(bought)).await?])
    }
}

async fn fetch(cx: Cx<'_>, id: &str) -> Result<Document, Problem> {
    let request = request(cx.account, id)?;
    parse(&call(cx, "label", Effect::Asks, &request).await?, "label")
}

/// The label of what was just sold, if it comes soon.
pub(super) async fn soon(cx: Cx<'_>, id: &str) -> Vec<Document> {
    let engine = cx.engine.until(Instant::now() + PATIENCE);
    let soon = Cx {
        engine: &engine,
        ..cx
    };
    match fetch(soon, id).await {
        Ok(label) => vec![label],
        Err(problem) => {
            tracing::warn!(%id, %problem, "the label did not come with the sale");
            Vec::new()
        }
    }
}

pub(super) fn request(account: &Account, id: &str) -> Result<Request, Problem> {
    let mut url = host::url(account, &["api", "v1", "package", "label"])?;
    url.query_pairs_mut().append_pair("json_only", "false");
    let mut request = Request::post_json(url, &wire::Ids { ids: vec![id] });
    for (name, value) in &mut request.headers {
        if name == "Accept" {
            "application/octet-stream, application/pdf, application/json".clone_into(value);
        }
    }
    Ok(request)
}

/// A whole document, whatever type it is said to be. `what` is what it should be.
pub(super) fn parse(answer: &Answer, what: &str) -> Result<Document, Problem> {
    if !(200..300).contains(&answer.status) || stated(answer).is_some() {
        return Err(problem(answer, Effect::Asks));
    }
    let bytes = &answer.body;
    match Format::sniff(bytes) {
        None => return Err(missing(Effect::Asks, &format!("{what} that can be used"))),
        Some(Format::Pdf) if is_whole(bytes) => {}
        Some(Format::Pdf) => {
            return Err(unreadable(
                Effect::Asks,
                format!("Ekart's answer holds a {what} that is not one whole document"),
            ));
        }
        Some(other) => {
            return Err(unreadable(
                Effect::Asks,
                format!(
                    "Ekart's answer holds a {what} as {}, which it never did",
                    other.mime()
                ),
            ));
        }
    }
    Ok(Document {
        format: Format::Pdf,
        bytes: bytes.clone(),
    })
}

/// One that was cut off has no end; of two on end, only one would print.
fn is_whole(bytes: &[u8]) -> bool {
    let begins = bytes.windows(BEGIN.len()).filter(|w| *w == BEGIN).count();
    let tail = &bytes[bytes.len().saturating_sub(SLACK)..];
    begins == 1 && tail.windows(END.len()).any(|w| w == END)
}
