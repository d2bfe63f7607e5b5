//! Labels: `GET /services/label/{label}`, a PDF of GHTK's for one order. A failure comes as JSON in its place.

use super::answer::{read, unreadable};
use super::host::{self, call};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem};

/// The account's setting that says on which paper, and its values: `page_size` and `original`.
pub(super) const SETTING: &str = "label";
pub(super) const DEFAULT: &str = "a6_portrait";
pub(super) const CHOICES: &[(&str, &str)] = &[
    (DEFAULT, "A6, upright"),
    ("a6_landscape", "A6, across"),
    ("a5_portrait", "A5, upright"),
    ("a5_landscape", "A5, across"),
];

pub(super) struct GhtkLabelAgain;

#[async_trait]
impl LabelAgain for GhtkLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        Ok(vec![fetch(cx, &bought.carrier_ref).await?])
    }
}

/// A sale with its label, where it can be had: else it is fetched by *label again*.
pub(super) async fn with_label(cx: Cx<'_>, mut bought: Bought) -> Bought {
    let label = fetch(cx, &bought.carrier_ref).await;
    bought.labels = label.into_iter().collect();
    bought
}

async fn fetch(cx: Cx<'_>, label: &str) -> Result<Document, Problem> {
    let request = request(cx.account, label)?;
    parse(&call(cx, "label", Effect::Asks, &request).await?)
}

pub(super) fn request(account: &Account, label: &str) -> Result<Request, Problem> {
    let (size, original) = match account.setting(SETTING) {
        "a6_landscape" => ("A6", "landscape"),
        "a5_portrait" => ("A5", "portrait"),
        "a5_landscape" => ("A5", "landscape"),
        _ => ("A6", "portrait"),
    };
    let mut url = host::url(account, &["services", "label", label])?;
    url.query_pairs_mut()
        .append_pair("original", original)
        .append_pair("page_size", size);
    let mut request = Request::get(url);
    request.headers = vec![("Accept".to_owned(), "application/pdf".to_owned())];
    host::of_shop(account, request)
}

pub(super) fn parse(answer: &Answer) -> Result<Document, Problem> {
    let kind = answer.header("content-type").to_ascii_lowercase();
    let may_be_pdf = kind.is_empty() || kind.contains("pdf") || kind.contains("octet-stream");
    if (200..300).contains(&answer.status) && may_be_pdf && is_whole_pdf(&answer.body) {
        return Ok(Document {
            format: Format::Pdf,
            bytes: answer.body.clone(),
        });
    }
    match read(answer, Effect::Asks) {
        Err(problem) if answer.status >= 300 || !problem.carrier_text.is_empty() => Err(problem),
        _ => Err(unreadable(
            Effect::Asks,
            "GHTK's answer is no whole PDF".to_owned(),
        )),
    }
}

/// A document that begins once and ends at its end.
fn is_whole_pdf(bytes: &[u8]) -> bool {
    let begins = bytes.windows(5).filter(|w| w == b"%PDF-").count();
    begins == 1 && bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}
