//! Purchases: one `POST /shipments` that buys.
//!
//! DHL honours no key: the same request twice is two waybills. So it leaves once, with a reference of its own beside
//! the merchant's, by which it is found again (`settle.rs`).

use super::consignment::{is_paperless, say};
use super::host::{self, call};
use super::rate::{Offer, billed};
use super::said::{missing, read};
use super::{WHO, customs, settle};
use crate::check::invalid;
use crate::dhl::answer::unreadable;
use crate::dhl::party::within;
use crate::dhl::wire::{decoded, list, number, text, without_blanks};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Document, Format, Money, Paper, Problem, PurchaseId, Rate};
use serde::Deserialize as _;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Longest reference.
const REFERENCE: usize = 35;
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str =
    "https://www.dhl.com/global-en/home/tracking.html?submit=1&tracking-id=";

pub(super) struct ExpressShips;

#[async_trait]
impl Ships for ExpressShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        prepared(cx, purchase, consignment, rate, accept)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        parse(&answer, prepared.quoted, consignment.parcels.len())
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::FindByReference
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem> {
        settle::settle(cx, prepared, consignment).await
    }
}

/// The purchase to the byte. Nobody is asked: the rate was stated for the same consignment.
pub(super) fn prepared(
    cx: Cx<'_>,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    accept: Format,
) -> Result<Prepared, Problem> {
    if rate.account != cx.account.id || rate.service.trim().is_empty() {
        return Err(
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        );
    }
    let said = say(cx, consignment)?;
    let offer = Offer::deserialize(&rate.carrier_data).unwrap_or_default();
    let key = purchase.0.simple().to_string();
    let own = within(
        &consignment.reference,
        REFERENCE,
        "options.reference",
        "The reference",
    )?;
    let reference = |value: &str| match value {
        "" => Value::Null,
        value => json!({ "value": value, "typeCode": "CU" }),
    };
    let declared = match said.declarable {
        true => customs::goods_value(consignment)?,
        false => None,
    };
    let parties = said.parties()?;
    let mut body = without_blanks(json!({
        "plannedShippingDateAndTime": said.planned,
        "pickup": { "isRequested": false },
        "productCode": rate.service,
        "localProductCode": offer.local_product,
        "getRateEstimates": true,
        "accounts": said.accounts,
        "valueAddedServices": said.services,
        "outputImageProperties": images(cx.account, consignment, accept, said.declarable),
        "customerReferences": [reference(&own), reference(&key)],
        "content": {
            "packages": said.packages,
            "isCustomsDeclarable": said.declarable,
            "declaredValue": declared.map(|value| number(value.decimal())),
            "declaredValueCurrency": declared.map(|value| value.currency.code()),
            "description": customs::description(consignment),
            "incoterm": customs::incoterm(consignment),
            "unitOfMeasurement": "metric",
            "exportDeclaration": customs::declaration(consignment)?,
        },
    }));
    // The postal code stays, even where it is blank.
    body["customerDetails"] = parties;
    let mut request = Request::post_json(host::url(cx.account, &["shipments"])?, &body);
    request
        .headers
        .push(("Message-Reference".to_owned(), key.clone()));
    Ok(Prepared {
        request,
        reference: key,
        quoted: rate.total,
    })
}

/// What is to be drawn, and how: all labels in one document.
fn images(account: &Account, consignment: &Consignment, accept: Format, declarable: bool) -> Value {
    let format = match (account.setting("label_format"), accept) {
        ("zpl", _) | ("auto" | "", Format::Zpl) => "zpl",
        ("epl", _) | ("auto" | "", Format::Epl) => "epl",
        _ => "pdf",
    };
    let template = match (account.setting("label_size"), format) {
        ("ECOM26_A6_002", _) => "ECOM26_A6_002",
        // Printers that draw labels themselves have no A4.
        ("ECOM26_84_A4_001", "pdf") => "ECOM26_84_A4_001",
        _ => "ECOM26_84_001",
    };
    let waybill = account.setting("waybill") == "one";
    let mut images = vec![
        json!({ "typeCode": "label", "templateName": template }),
        json!({
            "typeCode": "waybillDoc",
            "templateName": waybill.then_some("ARCH_8X4"),
            "isRequested": waybill,
        }),
    ];
    if declarable && is_paperless(account) {
        images.push(json!({
            "typeCode": "invoice",
            "templateName": "COMMERCIAL_INVOICE_P_10",
            "isRequested": true,
            "invoiceType": match consignment.direction {
                Direction::Outbound => "commercial",
                Direction::Return => "returns",
            },
        }));
    }
    json!({
        "printerDPI": match account.setting("label_dpi") {
            "300" => 300,
            _ => 200,
        },
        "encodingFormat": format,
        "splitTransportAndWaybillDocLabels": false,
        "imageOptions": images,
    })
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer, quoted: Money, parcels: usize) -> Result<Bought, Problem> {
    let sold = read(answer, Effect::Binds)?;
    let waybill = text(&sold["shipmentTrackingNumber"]);
    if waybill.is_empty() {
        return Err(missing(Effect::Binds, "waybill"));
    }
    let numbers = match pieces(&sold["packages"], "referenceNumber", &waybill, parcels) {
        Ok(numbers) => numbers,
        Err(text) => return Err(unreadable(Effect::Binds, text)),
    };
    // A charge or a label that cannot be read does not unmake a sale.
    let charged = billed(&sold["shipmentCharges"]).filter(|charged| charged.minor > 0);
    let documents = &sold["documents"];
    let labels = labels(documents, parcels);
    let sale = bought(waybill, numbers, charged.unwrap_or(quoted), labels);
    Ok(Bought {
        papers: papers(documents),
        ..sale
    })
}

/// The parcels' numbers, in the consignment's order: the waybill's own for one alone, the pieces' for several.
pub(super) fn pieces(
    pieces: &Value,
    place: &str,
    waybill: &str,
    parcels: usize,
) -> Result<Vec<String>, String> {
    let pieces = list(pieces);
    if parcels == 1 && pieces.len() <= 1 {
        return Ok(vec![waybill.to_owned()]);
    }
    let numbers: Vec<String> = (1..=parcels)
        .filter_map(|at| {
            let at = at.to_string();
            let mut here = pieces.iter().filter(|piece| text(&piece[place]) == at);
            let piece = here.next()?;
            here.next()
                .is_none()
                .then(|| text(&piece["trackingNumber"]))
        })
        .filter(|number| !number.is_empty())
        .collect();
    let distinct: BTreeSet<&String> = numbers.iter().collect();
    if pieces.len() == parcels && distinct.len() == parcels {
        return Ok(numbers);
    }
    Err(format!(
        "{WHO} has the shipment {waybill}, but not one tracking number for each of {parcels} parcels: {}",
        distinct
            .into_iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    ))
}

/// One document for all parcels, or one each; none where it is neither.
fn labels(documents: &Value, parcels: usize) -> Vec<Document> {
    let labels: Option<Vec<Document>> = list(documents)
        .iter()
        .filter(|document| text(&document["typeCode"]) == "label")
        .map(|document| decoded(&document["content"]))
        .collect();
    labels
        .filter(|labels| labels.len() == 1 || labels.len() == parcels)
        .unwrap_or_default()
}

/// What else it made. One that cannot be read is missing: it can be printed at MyDHL+.
fn papers(documents: &Value) -> Vec<Paper> {
    let kind = |kind: &str| match kind {
        // It is asked for only where DHL sends it ahead.
        "invoice" => Some(("Commercial invoice, as DHL sends it ahead", false)),
        "waybillDoc" => Some(("Waybill copy, for the courier", true)),
        _ => None,
    };
    let papers = list(documents).iter().filter_map(|document| {
        let (title, attached) = kind(&text(&document["typeCode"]))?;
        Some(Paper {
            title: title.to_owned(),
            document: decoded(&document["content"])?,
            attached,
        })
    });
    papers.collect()
}

/// A sale, however it came to be known.
pub(super) fn bought(
    waybill: String,
    numbers: Vec<String>,
    charged: Money,
    labels: Vec<Document>,
) -> Bought {
    Bought {
        tracking_url: format!("{TRACKING_PAGE}{waybill}"),
        papers: Vec::new(),
        carrier_ref: waybill,
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        charged,
        labels,
        carrier_data: Value::Null,
    }
}
