//! Packing slips: `GET /api/p/packing_slip`, one parcel a call, which gives a link to a PDF.
//!
//! The link is signed by itself and lives for a while: it is followed at once, without the account's token, and
//! the bytes are kept. There is no ZPL.

use super::answer::{missing, no, object, stated, unreadable};
use super::host::{self, call};
use super::wire;
use crate::engine::{Answer, Effect, Request, admit};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem, ProblemKind};
use serde_json::Value;

/// The account's setting with the size of the paper.
pub(super) const SIZE: &str = "label_size";

const PATH: &str = "api/p/packing_slip";
/// What a whole PDF ends with (ISO 32000-1, 7.5.5).
const END: &[u8] = b"%%EOF";

pub(super) struct DelhiveryLabelAgain;

#[async_trait]
impl LabelAgain for DelhiveryLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        fetch(cx, &bought.tracking_numbers).await
    }
}

/// The labels of parcels, in their order.
pub(super) async fn fetch(cx: Cx<'_>, numbers: &[String]) -> Result<Vec<Document>, Problem> {
    let mut labels = Vec::with_capacity(numbers.len());
    for number in numbers {
        let request = request(cx.account, number)?;
        let link = parse(&call(cx, "label", Effect::Asks, &request).await?, number)?;
        let file = host::fetch(cx, "label file", &link).await?;
        labels.push(document(&file)?);
    }
    Ok(labels)
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let size = match account.setting(SIZE) {
        "A4" => "A4",
        _ => "4R",
    };
    let mut url = host::url(account, PATH)?;
    url.query_pairs_mut()
        .append_pair("wbns", number)
        .append_pair("pdf", "true")
        .append_pair("pdf_size", size);
    Ok(Request::get(url))
}

/// The link to a parcel's label.
pub(super) fn parse(answer: &Answer, number: &str) -> Result<String, Problem> {
    let value = object(answer, Effect::Asks)?;
    let Some(Value::Array(slips)) = value.get("packages") else {
        return Err(match stated(&value).as_str() {
            "" => missing(Effect::Asks, "packing slips"),
            words => no(words),
        });
    };
    if slips.is_empty() {
        return Err(Problem::new(
            ProblemKind::Refused,
            format!("Delhivery has no packing slip for {number}"),
        )
        .hint("Look whether the parcel is there at one.delhivery.com"));
    }
    let slips = slips.iter().cloned().map(wire::entry::<wire::Slip>);
    let link = slips
        .filter(|slip| slip.wbn.is_empty() || slip.wbn == number)
        .map(|slip| slip.pdf_download_link)
        .find(|link| !link.is_empty());
    let link = link.ok_or_else(|| missing(Effect::Asks, "link to that packing slip"))?;
    match admit(&link, false) {
        Ok(link) => Ok(link.into()),
        Err(_) => Err(unreadable(
            Effect::Asks,
            "Delhivery's link to the packing slip is not one that can be followed".to_owned(),
        )),
    }
}

/// The label that a link led to.
pub(super) fn document(file: &Answer) -> Result<Document, Problem> {
    let odd = |text: String| Err(unreadable(Effect::Asks, text));
    if !(200..300).contains(&file.status) {
        return odd(format!(
            "The file store answered with status {} instead of the packing slip",
            file.status
        ));
    }
    if Format::sniff(&file.body) != Some(Format::Pdf) {
        return odd("What the link leads to is no packing slip".to_owned());
    }
    if !is_whole(&file.body) {
        return odd("The packing slip is not whole".to_owned());
    }
    Ok(Document {
        format: Format::Pdf,
        bytes: file.body.clone(),
    })
}

/// Whether a PDF ends, and nothing but itself stands behind an end.
fn is_whole(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    let ends = tail.windows(END.len()).any(|w| w == END);
    let mut rest = bytes;
    while let Some(at) = rest.windows(END.len()).position(|w| w == END) {
        rest = &rest[at + END.len()..];
        if rest.trim_ascii_start().starts_with(b"%PDF-") {
            return false;
        }
    }
    ends
}
