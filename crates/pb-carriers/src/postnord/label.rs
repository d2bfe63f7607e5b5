//! Labels: in the purchase's answer, and again by `POST /rest/shipment/v3/labels/ids/{pdf|zpl}`.
//!
//! A PDF comes in base64, ZPL as it is. A label is printed again by its print id: asked by a parcel's number,
//! PostNord says that it knows none.

use super::answer::{Stated, faults, missing, no, unreadable, value};
use super::host::{self, call};
use super::ship::Sale;
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pb_domain::{Account, Document, Format, Problem, ProblemKind};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// The formats, as they stand in paths.
pub(super) const PDF: &str = "pdf";
pub(super) const ZPL: &str = "zpl";

pub(super) struct PostNordLabelAgain;

#[async_trait]
impl LabelAgain for PostNordLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
        let numbers = &bought.tracking_numbers;
        let prints = match sale.prints.len() == numbers.len() {
            true => &sale.prints,
            false => numbers,
        };
        fetch(cx, prints, numbers, &sale.label).await
    }
}

/// What to ask for: the merchant's choice, else what the printer likes best.
pub(super) fn format(account: &Account, accept: Format) -> &'static str {
    match (account.setting("label_format"), accept) {
        ("zpl", _) | ("auto" | "", Format::Zpl) => ZPL,
        _ => PDF,
    }
}

/// A setting of the account, or what it is without one.
fn setting(account: &Account, name: &str, otherwise: &'static str) -> String {
    match account.setting(name) {
        "" => otherwise.to_owned(),
        chosen => chosen.to_owned(),
    }
}

/// How large the labels are.
fn label_type(account: &Account) -> String {
    setting(account, "label_type", "standard")
}

/// Adds to a booking how its labels are to look.
pub(super) fn with_booking(url: &mut Url, account: &Account, format: &str) {
    url.query_pairs_mut()
        .append_pair("labelType", &label_type(account));
    ask(url, account, format);
    if format == PDF {
        url.query_pairs_mut().append_pair("locale", "en");
    }
}

/// What is alike with a booking and later. The papers for the customs are left out: they would stand between the
/// labels.
fn ask(url: &mut Url, account: &Account, format: &str) {
    let mut query = url.query_pairs_mut();
    if format == ZPL {
        query
            .append_pair("dpmm", "8dpmm")
            .append_pair("multiZPL", "true");
    } else {
        query
            .append_pair("paperSize", &setting(account, "paper", "LABEL"))
            .append_pair("rotate", "0")
            .append_pair("multiPDF", "true");
    }
    query.append_pair("definePrintout", "onlyLabels");
}

pub(super) fn request(
    account: &Account,
    prints: &[String],
    format: &str,
) -> Result<Request, Problem> {
    let format = if format == ZPL { ZPL } else { PDF };
    let mut url = host::url(account, &["shipment", "v3", "labels", "ids", format])?;
    ask(&mut url, account, format);
    let kind = label_type(account);
    let body: Vec<wire::PrintId<'_>> = prints
        .iter()
        .map(|id| wire::PrintId {
            id,
            label_type: &kind,
        })
        .collect();
    Ok(Request::post_json(url, &body))
}

/// The labels of parcels again, in their order.
pub(super) async fn fetch(
    cx: Cx<'_>,
    prints: &[String],
    numbers: &[String],
    format: &str,
) -> Result<Vec<Document>, Problem> {
    let request = request(cx.account, prints, format)?;
    let answer = call(cx, "label", Effect::Asks, &request).await?;
    parse(&answer, numbers)
}

pub(super) fn parse(answer: &Answer, numbers: &[String]) -> Result<Vec<Document>, Problem> {
    let printouts: Vec<wire::LabelPrintout> = match value(answer, Effect::Asks)? {
        Value::Array(entries) => entries.into_iter().map(wire::entry).collect(),
        Value::Object(whole) => wire::entry::<wire::Booked>(Value::Object(whole)).label_printout,
        _ => {
            return Err(unreadable(
                Effect::Asks,
                "PostNord's answer is JSON, but not an answer".to_owned(),
            ));
        }
    };
    if printouts.is_empty() {
        return Err(missing(answer, Effect::Asks, "labels"));
    }
    if let Some(labels) = in_order(&printouts, numbers) {
        return Ok(labels);
    }
    let hint = "Print it from PostNord's portal";
    let stated: Vec<Stated> = printouts
        .iter()
        .flat_map(|p| &p.item_ids)
        .filter(|item| item.status == "FAIL")
        .flat_map(|item| faults(&item.error_response))
        .collect();
    Err(match stated.is_empty() {
        true => Problem::new(
            ProblemKind::Refused,
            "PostNord gives no label that can be used",
        ),
        false => no(&stated),
    }
    .hint(hint))
}

/// The labels: one for all parcels, or one each in the order of their numbers. `None` when there are others, or
/// one is missing.
pub(super) fn in_order(
    printouts: &[wire::LabelPrintout],
    numbers: &[String],
) -> Option<Vec<Document>> {
    let is_label = |p: &&wire::LabelPrintout| matches!(p.printout.kind.as_str(), "" | "LABEL");
    let labels: Vec<&wire::LabelPrintout> = printouts.iter().filter(is_label).collect();
    let failed = labels
        .iter()
        .flat_map(|p| &p.item_ids)
        .any(|item| item.status == "FAIL");
    if failed || labels.is_empty() {
        return None;
    }
    if let [all] = labels.as_slice() {
        return Some(vec![decode(&all.printout)?]);
    }
    if labels.len() != numbers.len() {
        return None;
    }
    let names = labels.iter().any(|p| !p.item_ids.is_empty());
    let of = |(at, number): (usize, &String)| {
        let found = match names {
            true => labels
                .iter()
                .find(|p| p.item_ids.len() == 1 && p.item_ids[0].item_ids == *number),
            false => labels.get(at),
        };
        decode(&found?.printout)
    };
    numbers.iter().enumerate().map(of).collect()
}

/// A label's bytes; `None` when they are none.
fn decode(printout: &wire::Printout) -> Option<Document> {
    let plain = || Some(printout.data.clone().into_bytes());
    let encoded = || {
        let joined: String = printout.data.split_whitespace().collect();
        STANDARD.decode(joined).ok()
    };
    let bytes = match printout.encoding.as_str() {
        "base64" => encoded()?,
        "none" => plain()?,
        _ => encoded().or_else(plain)?,
    };
    let format = Format::sniff(&bytes)?;
    Some(Document { format, bytes })
}
