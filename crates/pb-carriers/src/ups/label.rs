//! Labels: in the purchase's answer, and again by `POST /api/labels/v1/recovery`.
//!
//! The bytes alone say what a label is: of a shipment with cash on delivery UPS recovers a GIF, whatever
//! was asked for. Of ZPL and EPL the size of the label is asked for; a GIF lies on its side.

use super::answer::{missing, read, success};
use super::host::{self, call};
use super::ship::Sale;
use super::wire::{self, Code};
use crate::engine::{Answer, Effect, Request};
pub(super) use crate::loose::document as decode;
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem, ProblemKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The browser that UPS wants to be told of with a picture.
const BROWSER: &str = "Mozilla/4.5";

pub(super) struct UpsLabelAgain;

#[async_trait]
impl LabelAgain for UpsLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
        let numbers = &bought.tracking_numbers;
        let (_, labels) = fetch(cx, &bought.carrier_ref, numbers, &sale.label).await?;
        Ok(labels)
    }
}

/// What to ask for: the merchant's choice, else what the printer likes best.
pub(super) fn format(account: &Account, accept: Format) -> &'static str {
    match (account.setting("label_format"), accept) {
        ("ZPL", _) | ("auto" | "", Format::Zpl) => "ZPL",
        ("EPL", _) | ("auto" | "", Format::Epl) => "EPL",
        _ => "GIF",
    }
}

/// The same in UPS's words.
pub(super) fn specification(account: &Account, format: &str) -> wire::LabelSpecification {
    let is_picture = format == "GIF";
    wire::LabelSpecification {
        label_image_format: Code::of(format),
        http_user_agent: is_picture.then_some(BROWSER),
        label_stock_size: (!is_picture).then(|| wire::StockSize {
            height: match account.setting("label_size") {
                "4x8" => "8",
                _ => "6",
            },
            width: "4",
        }),
    }
}

pub(super) fn request(
    account: &Account,
    number: &str,
    format: &str,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let format = match format {
        "ZPL" | "EPL" => format,
        _ => "GIF",
    };
    let body = wire::LabelRecoveryRequest {
        label_specification: specification(account, format),
        tracking_number: number.to_owned(),
    };
    let url = host::url(account, &["api", "labels", "v1", "recovery"])?;
    let request = Request::post_json(url, &wire::body("LabelRecoveryRequest", &body));
    Ok(host::signed(request, transaction))
}

/// Labels that UPS gave again.
#[derive(Debug)]
pub(super) struct Recovered {
    /// The shipment's own number; empty when it did not say.
    pub(super) shipment: String,
    /// By the parcel's number. One that cannot be used is missing.
    pub(super) labels: BTreeMap<String, Document>,
}

pub(super) fn parse(answer: &Answer) -> Result<Recovered, Problem> {
    let recovered: wire::Recovered = read(answer, Effect::Asks)?;
    let recovered = recovered
        .label_recovery_response
        .ok_or_else(|| missing(Effect::Asks, "labels"))?;
    success(&recovered.response, Effect::Asks)?;
    let labels = recovered.label_results.iter().filter_map(|result| {
        let label = decode(&result.label_image.graphic_image)?;
        Some((result.tracking_number.clone(), label))
    });
    Ok(Recovered {
        labels: labels.collect(),
        shipment: recovered.shipment_identification_number,
    })
}

/// The shipment's own number, empty when UPS does not say it, and the labels of its parcels, in their order.
///
/// The shipment is asked for first, which brings them all where UPS means them all by its number, then each
/// parcel that is missing.
pub(super) async fn fetch(
    cx: Cx<'_>,
    shipment: &str,
    parcels: &[String],
    format: &str,
) -> Result<(String, Vec<Document>), Problem> {
    let ask = async |number: &str| {
        let request = request(cx.account, number, format, Uuid::now_v7())?;
        parse(&call(cx, "label", Effect::Asks, &request).await?)
    };
    let Recovered {
        shipment: named,
        mut labels,
    } = ask(shipment).await?;
    for number in parcels {
        if !labels.contains_key(number) && number != shipment {
            labels.extend(ask(number).await?.labels);
        }
    }
    let labels = parcels.iter().map(|number| {
        labels.remove(number).ok_or_else(|| {
            Problem::new(
                ProblemKind::Refused,
                format!("UPS gives no label for {number} that can be used"),
            )
            .hint("Print it from ups.com, Shipping History")
        })
    });
    Ok((named, labels.collect::<Result<_, _>>()?))
}
