//! Labels: a link to a PDF that comes with a sale, signed by itself and good for an hour.
//!
//! It is followed as soon as the sale is certain, without the account's key. There is no ZPL and no choice of size.

use super::answer::unreadable;
use super::host::fetch;
use crate::engine::{Answer, Effect, admit};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Document, Format, Problem, ProblemKind};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// The member of [`crate::Bought::carrier_data`] with the link.
pub(super) const LINK: &str = "label_url";
/// What to do when there is none any more.
const DASHBOARD: &str = "Print it at app.velocity.in, Shipments";
/// How long a purchase waits for its label.
const PATIENCE: Duration = Duration::from_secs(15);
/// What begins a PDF, and what ends it (ISO 32000-1, 7.5).
const BEGIN: &[u8] = b"%PDF-";
const END: &[u8] = b"%%EOF";
/// How far from its end that may be.
const SLACK: usize = 1_024;

pub(super) struct VelocityLabelAgain;

#[async_trait]
impl LabelAgain for VelocityLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let Some(link) = link(&bought.carrier_data) else {
            return Err(
                Problem::new(ProblemKind::Refused, "Velocity gave no link to this label")
                    .hint(DASHBOARD),
            );
        };
        Ok(vec![follow(cx, link).await?])
    }
}

fn link(data: &Value) -> Option<&str> {
    data[LINK].as_str().filter(|link| !link.is_empty())
}

async fn follow(cx: Cx<'_>, link: &str) -> Result<Document, Problem> {
    let Ok(link) = admit(link, false) else {
        return Err(unreadable(
            Effect::Asks,
            "Velocity's link to the label is not one that can be followed".to_owned(),
        )
        .hint(DASHBOARD));
    };
    parse(&fetch(cx, "label", link.as_str()).await?)
}

/// The label of what was just sold, if there is one and it comes soon.
pub(super) async fn soon(cx: Cx<'_>, data: &Value) -> Vec<Document> {
    let Some(link) = link(data) else {
        return Vec::new();
    };
    let engine = cx.engine.until(Instant::now() + PATIENCE);
    let soon = Cx {
        engine: &engine,
        ..cx
    };
    match follow(soon, link).await {
        Ok(label) => vec![label],
        Err(problem) => {
            tracing::warn!(%problem, "the label did not come with the sale");
            Vec::new()
        }
    }
}

/// A whole document.
pub(super) fn parse(file: &Answer) -> Result<Document, Problem> {
    let odd = |text: String, hint: &str| Err(unreadable(Effect::Asks, text).hint(hint));
    if !(200..300).contains(&file.status) {
        return odd(
            format!(
                "The file store answered with status {} instead of the label: its links are good for an hour",
                file.status
            ),
            DASHBOARD,
        );
    }
    if Format::sniff(&file.body) != Some(Format::Pdf) {
        return odd(
            "What Velocity's link leads to is no label".to_owned(),
            DASHBOARD,
        );
    }
    if !is_whole(&file.body) {
        return odd(
            "The label is not one whole document".to_owned(),
            "Try again",
        );
    }
    Ok(Document {
        format: Format::Pdf,
        bytes: file.body.clone(),
    })
}

/// One that was cut off has no end; of two on end, only one would print.
fn is_whole(bytes: &[u8]) -> bool {
    let begins = bytes.windows(BEGIN.len()).filter(|w| *w == BEGIN).count();
    let tail = &bytes[bytes.len().saturating_sub(SLACK)..];
    begins == 1 && tail.windows(END.len()).any(|w| w == END)
}
