//! Purchases: one `POST /api/shipments/v2409/ship` that buys.
//!
//! UPS honours no key: the same request twice is sold twice. So it leaves once, with a reference of its
//! own beside the merchant's, by which it is found again (`settle.rs`).

use super::answer::{missing, read, success, unreadable};
use super::consignment::{For, Lane, say};
use super::host::{self, call};
use super::rate::{SUB_VERSION, VERSION, paid};
use super::wire::{self, Code};
use super::{label, party, settle};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Money, Paper, Problem, PurchaseId, Rate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest reference.
const REFERENCE: usize = 35;
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://www.ups.com/track?tracknum=";

pub(super) struct UpsShips;

/// What fetching a label again needs to know of a sale besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// The format that the label was asked for in.
    pub(super) label: String,
}

#[async_trait]
impl Ships for UpsShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        prepared(cx.account, purchase, consignment, rate, accept)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        parse(&answer, prepared, consignment.parcels.len())
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
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    accept: Format,
) -> Result<Prepared, Problem> {
    if rate.account != account.id || rate.service.trim().is_empty() {
        return Err(
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        );
    }
    let mut shipment = say(account, consignment, For::Shipping)?;
    shipment.service = Some(Code::of(&rate.service));
    let key = purchase.0.simple().to_string();
    let references = references(consignment, &key)?;
    let lane = Lane {
        from: &shipment.ship_from.address.country_code,
        to: &shipment.ship_to.address.country_code,
    };
    if lane.is_by_package() {
        for parcel in &mut shipment.package {
            parcel.reference_number.clone_from(&references);
        }
    } else {
        shipment.reference_number = references;
    }
    let format = label::format(account, accept);
    let body = wire::ShipmentRequest {
        request: wire::RequestControl {
            request_option: Some("validate"),
            sub_version: Some(SUB_VERSION),
            transaction_reference: wire::TransactionReference {
                customer_context: key.clone(),
            },
        },
        shipment,
        label_specification: label::specification(account, format),
    };
    let url = host::url(account, &["api", "shipments", VERSION, "ship"])?;
    let request = Request::post_json(url, &wire::body("ShipmentRequest", &body));
    Ok(Prepared {
        request: host::signed(request, purchase.0),
        reference: key,
        quoted: rate.total,
    })
}

/// The merchant's reference, which a person looks for, and the purchase's, which nobody else has.
fn references(consignment: &Consignment, key: &str) -> Result<Vec<wire::Reference>, Problem> {
    let own = party::within(
        &consignment.reference,
        REFERENCE,
        "options.reference",
        "The reference",
    )?;
    Ok([own, key.to_owned()]
        .into_iter()
        .filter(|value| !value.is_empty())
        .map(|value| wire::Reference { value })
        .collect())
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
) -> Result<Bought, Problem> {
    let shipped: wire::Shipped = read(answer, Effect::Binds)?;
    let response = shipped
        .shipment_response
        .ok_or_else(|| missing(Effect::Binds, "shipment"))?;
    success(&response.response, Effect::Binds)?;
    let results = response
        .shipment_results
        .ok_or_else(|| missing(Effect::Binds, "shipment"))?;
    let numbers: Vec<&str> = results
        .package_results
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    let distinct: BTreeSet<&str> = numbers.iter().copied().filter(|n| !n.is_empty()).collect();
    if numbers.len() != parcels || distinct.len() != parcels {
        return Err(unreadable(
            Effect::Binds,
            format!(
                "UPS sold the shipment {}, but has not one tracking number for each of {parcels} parcels: {}",
                results.shipment_identification_number,
                distinct.into_iter().collect::<Vec<_>>().join(", ")
            ),
        ));
    }
    let shipment = match results.shipment_identification_number.as_str() {
        "" => numbers[0],
        number => number,
    };
    let listed = &results.shipment_charges;
    let charged = paid(
        results.negotiated_rate_charges.as_ref(),
        [&listed.total_charges_with_taxes, &listed.total_charges],
    );
    let labels = results
        .package_results
        .iter()
        .map(|p| label::decode(&p.shipping_label.graphic_image))
        .collect::<Option<Vec<_>>>();
    let numbers = numbers.into_iter().map(str::to_owned).collect();
    let sale = bought(
        shipment.to_owned(),
        numbers,
        // A charge or a label that cannot be read does not unmake a sale.
        charged.unwrap_or(prepared.quoted),
        labels.unwrap_or_default(),
        prepared,
    );
    Ok(Bought {
        papers: papers(&results),
        ..sale
    })
}

/// What else UPS made. One that cannot be read is missing: it can be printed at ups.com.
fn papers(results: &wire::ShipmentResults) -> Vec<Paper> {
    let kinds = [
        // It is asked for only where UPS sends it ahead.
        (
            "Customs forms, as UPS sends them ahead",
            false,
            &results.form,
        ),
        ("C.O.D. turn-in page", true, &results.turn_in_page),
        (HIGH_VALUE, true, &results.high_value_report),
    ];
    let papers = kinds.iter().flat_map(|(title, attached, papers)| {
        papers.iter().filter_map(|p| {
            Some(Paper {
                title: (*title).to_owned(),
                document: label::decode(&p.image.graphic_image)?,
                attached: *attached,
            })
        })
    });
    papers.collect()
}

/// The driver signs one, the shipper keeps the other.
const HIGH_VALUE: &str = "High-value report, two copies";

/// A sale, however it came to be known.
pub(super) fn bought(
    shipment: String,
    numbers: Vec<String>,
    charged: Money,
    labels: Vec<Document>,
    prepared: &Prepared,
) -> Bought {
    let sale = Sale {
        label: asked_format(&prepared.request),
    };
    Bought {
        tracking_url: format!("{TRACKING_PAGE}{shipment}"),
        papers: Vec::new(),
        carrier_ref: shipment,
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        charged,
        labels,
        carrier_data: serde_json::to_value(sale).expect("plain texts are always JSON"),
    }
}

/// The format that a prepared purchase asks the label in; empty when it is none of ours.
pub(super) fn asked_format(request: &Request) -> String {
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
    body["ShipmentRequest"]["LabelSpecification"]["LabelImageFormat"]["Code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
