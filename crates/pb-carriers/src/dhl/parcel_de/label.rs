//! Labels: in the purchase's answer, and again by `GET /orders` until the day is closed.
//!
//! A PDF comes in Base64, ZPL as the text it is.

use super::WHO;
use super::answer;
use super::host::{self, call};
use super::ship::{MOST, Sale, in_english};
use crate::dhl::wire::{decoded, text};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Paper, Problem, ProblemKind};
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

const SIZES: &[&str] = &[
    "910-300-400",
    "910-300-600",
    "910-300-300",
    "910-300-700",
    "100x70mm",
    "A4",
];

pub(super) struct ParcelLabelAgain;

#[async_trait]
impl LabelAgain for ParcelLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let sale = Sale::of(&bought.carrier_data);
        if sale.returned {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                "DHL gives a return label only once",
            )
            .hint("Make another one: a return label that is not used is not billed"));
        }
        let request = request(cx.account, &bought.tracking_numbers, &sale)?;
        let answer = call(cx, "label", Effect::Asks, &request).await?;
        parse(&answer, &bought.tracking_numbers)
    }
}

/// What a purchase's label is to be.
pub(super) fn ask(account: &Account, accept: Format, url: &mut Url) {
    let format = match (account.setting("label_format"), accept) {
        ("ZPL2", _) | ("auto" | "", Format::Zpl) => "ZPL2",
        _ => "PDF",
    };
    let size = account.setting("label_size");
    let size = SIZES.iter().find(|s| **s == size).unwrap_or(&SIZES[0]);
    pairs(format, size, url);
}

fn pairs(format: &str, size: &str, url: &mut Url) {
    url.query_pairs_mut()
        .append_pair("includeDocs", "include")
        .append_pair("docFormat", format)
        .append_pair("printFormat", size);
}

/// The same of a purchase that was prepared.
pub(super) fn asked(request: &Request) -> Sale {
    let url = Url::parse(&request.url).ok();
    let of = |wanted: &str| {
        let pairs = url.iter().flat_map(Url::query_pairs);
        pairs
            .filter(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
            .next()
            .unwrap_or_default()
    };
    Sale {
        format: of("docFormat"),
        size: of("printFormat"),
        returned: false,
    }
}

pub(super) fn request(
    account: &Account,
    numbers: &[String],
    sale: &Sale,
) -> Result<Request, Problem> {
    let mut url = host::shipping(account, "orders")?;
    for number in numbers.iter().take(MOST) {
        url.query_pairs_mut().append_pair("shipment", number);
    }
    let format = match sale.format.as_str() {
        "ZPL2" => "ZPL2",
        _ => "PDF",
    };
    let size = SIZES.iter().find(|s| **s == sale.size).unwrap_or(&SIZES[0]);
    pairs(format, size, &mut url);
    Ok(in_english(Request::get(url)))
}

/// One label a number, in their order.
pub(super) fn parse(answer: &Answer, numbers: &[String]) -> Result<Vec<Document>, Problem> {
    let items = answer::items(answer, Effect::Asks)?;
    if let Some((index, item)) = items.iter().enumerate().find(|(_, item)| item.is_no()) {
        return Err(item
            .problem(index)
            .hint("Labels can be fetched until the day is closed; print it from the business customer portal"));
    }
    let mut labels: BTreeMap<&str, Document> = items
        .iter()
        .filter_map(|item| Some((item.number.as_str(), of(&item.value)?)))
        .collect();
    numbers
        .iter()
        .map(|number| {
            labels.remove(number.as_str()).ok_or_else(|| {
                Problem::new(
                    ProblemKind::Unavailable,
                    format!("{WHO} gives no label for {number} that can be used"),
                )
                .hint("Print it from the Post & DHL business customer portal")
            })
        })
        .collect()
}

/// The label of one shipment; `None` when it is none.
pub(super) fn of(item: &Value) -> Option<Document> {
    read(&item["label"])
}

/// What else is made of one shipment. One that cannot be read is missing: it can be printed from the portal.
pub(super) fn papers(item: &Value) -> Vec<Paper> {
    let kinds = [
        ("customsDoc", "CN23 customs declaration"),
        ("codLabel", "Cash-on-delivery form"),
    ];
    let papers = kinds.iter().filter_map(|(name, title)| {
        Some(Paper {
            title: (*title).to_owned(),
            document: read(&item[*name])?,
            attached: true,
        })
    });
    papers.collect()
}

fn read(label: &Value) -> Option<Document> {
    if let Some(document) = decoded(&label["b64"]) {
        return Some(document);
    }
    let bytes = text(&label["zpl2"]).into_bytes();
    let format = Format::sniff(&bytes)?;
    Some(Document { format, bytes })
}
