//! Purchases: one `POST /ship/v1/shipments` that buys.
//!
//! FedEx honours no key: the same request twice is sold twice. So it leaves once, with a reference of its own beside the
//! merchant's, by which it is found again (`settle.rs`).

use super::answer::{missing, read, unreadable};
use super::consignment::{For, OWN_PACKAGING, pickup_type, say, sends_invoice};
use super::customs::{INVOICE, sender_pays};
use super::host::{self, Project, call};
use super::party::{Residential, party, within};
use super::rate::{kinds, money};
use super::{label, service, settle, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Document, Format, Money, Problem, PurchaseId, Rate};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

const PATH: &str = "ship/v1/shipments";
/// Longest reference of the merchant's: Express prints more than Ground.
const REFERENCE: usize = 40;
const GROUND_REFERENCE: usize = 30;
/// What the merchant's reference is to FedEx, and what the purchase's own is.
const MERCHANTS: &str = "CUSTOMER_REFERENCE";
const OURS: &str = "P_O_NUMBER";
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://www.fedex.com/fedextrack/?trknbr=";

pub(super) struct FedexShips;

#[async_trait]
impl Ships for FedexShips {
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
        let answer = call(cx, Project::Ship, "buy", Effect::Binds, &prepared.request).await?;
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
    let mut said = say(account, consignment, For::Shipping)?;
    let key = key(purchase.0);
    let references = references(consignment, &rate.service, &key)?;
    for (i, item) in said.items.iter_mut().enumerate() {
        item.sequence_number = Some(i + 1);
        item.customer_references.clone_from(&references);
    }
    let (from, to) = (&consignment.ship_from, &consignment.ship_to);
    let returns = consignment.direction == Direction::Return;
    let residential = Residential::of(account.setting("residential"));
    // Whoever has no telephone is called at the merchant's, whichever way it goes.
    let (called_for_from, called_for_to) = match returns {
        true => (Some(to), None),
        false => (None, Some(from)),
    };
    let mut recipient = party(
        "ship_to",
        to,
        called_for_to,
        (!returns).then_some(residential),
    )?;
    recipient.delivery_instructions = consignment.options.instructions.trim().to_owned();
    let format = label::image_type(account, accept);
    let body = wire::ShipRequest {
        label_response_options: "LABEL",
        account_number: said.account.clone(),
        ship_action: "CONFIRM",
        processing_option_type: "SYNCHRONOUS_ONLY",
        requested_shipment: wire::BoughtShipment {
            ship_datestamp: consignment.ship_date.clone(),
            total_declared_value: said.insured,
            shipper: party("ship_from", from, called_for_from, None)?,
            recipients: vec![recipient],
            pickup_type: pickup_type(account),
            service_type: rate.service.trim().to_owned(),
            packaging_type: OWN_PACKAGING,
            total_weight: Some(said.units.total(&consignment.parcels)),
            shipping_charges_payment: sender_pays(&said.account),
            shipment_special_services: said.services,
            customs_clearance_detail: said.clearance,
            label_specification: label::specification(account, format),
            shipping_document_specification: sends_invoice(account, consignment).then(paper),
            rate_request_type: kinds(account).to_vec(),
            total_package_count: said.items.len(),
            requested_package_line_items: said.items,
        },
    };
    Ok(Prepared {
        request: host::request(account, "POST", PATH, &body, purchase.0)?,
        reference: key,
        quoted: rate.total,
    })
}

/// The invoice that FedEx sends is one it makes.
fn paper() -> wire::ShippingDocuments {
    wire::ShippingDocuments {
        shipping_document_types: vec![INVOICE],
        commercial_invoice_detail: Some(wire::InvoicePaper {
            document_format: wire::DocumentFormat {
                doc_type: "PDF",
                stock_type: "PAPER_LETTER",
            },
        }),
    }
}

/// The purchase's id in base 36: a reference of this kind has 30 characters at most.
pub(super) fn key(purchase: Uuid) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut left = purchase.as_u128();
    let mut digits = Vec::new();
    while left > 0 || digits.is_empty() {
        let digit = usize::try_from(left % 36).expect("below 36");
        digits.push(char::from(DIGITS[digit]));
        left /= 36;
    }
    digits.iter().rev().collect()
}

/// The merchant's reference, which a person looks for, and the purchase's, which nobody else has.
fn references(
    consignment: &Consignment,
    service: &str,
    key: &str,
) -> Result<Vec<wire::Reference>, Problem> {
    let most = match service::is_ground(service) {
        true => GROUND_REFERENCE,
        false => REFERENCE,
    };
    let own = within(
        &consignment.reference,
        most,
        "options.reference",
        "The reference",
    )?;
    let all = [(MERCHANTS, own), (OURS, key.to_owned())];
    Ok(all
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(customer_reference_type, value)| wire::Reference {
            customer_reference_type,
            value,
        })
        .collect())
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer, quoted: Money, parcels: usize) -> Result<Bought, Problem> {
    let shipped: wire::Shipped = read(answer, Effect::Binds)?;
    let Some(sale) = shipped.transaction_shipments.first() else {
        return Err(missing(Effect::Binds, "shipment"));
    };
    let pieces = in_order(&sale.piece_responses);
    let numbers: Vec<&str> = pieces.iter().map(|p| p.tracking_number.as_str()).collect();
    let distinct: BTreeSet<&str> = numbers.iter().copied().filter(|n| !n.is_empty()).collect();
    if numbers.len() != parcels || distinct.len() != parcels {
        return Err(unreadable(
            Effect::Binds,
            format!(
                "FedEx sold the shipment {}, but has not one tracking number for each of {parcels} parcels: {}",
                sale.master_tracking_number,
                distinct.into_iter().collect::<Vec<_>>().join(", ")
            ),
        ));
    }
    let shipment = match sale.master_tracking_number.as_str() {
        "" => numbers[0],
        number => number,
    };
    let labels = pieces.iter().map(|piece| label::of(piece));
    let known = bought(
        shipment.to_owned(),
        numbers.iter().map(|n| (*n).to_owned()).collect(),
        // A charge or a label that cannot be read does not unmake a sale.
        charged(sale, quoted).unwrap_or(quoted),
        labels.collect::<Option<Vec<_>>>().unwrap_or_default(),
    );
    Ok(Bought {
        papers: label::papers(sale),
        ..known
    })
}

/// The pieces by their place in the shipment, where each has one of its own.
fn in_order(pieces: &[wire::Piece]) -> Vec<&wire::Piece> {
    let mut placed: Vec<(u32, &wire::Piece)> = pieces
        .iter()
        .filter_map(|p| Some((p.package_sequence_number.parse().ok()?, p)))
        .collect();
    placed.sort_by_key(|(at, _)| *at);
    let each_its_own = placed.windows(2).all(|pair| pair[0].0 != pair[1].0);
    if placed.len() == pieces.len() && each_its_own {
        return placed.into_iter().map(|(_, piece)| piece).collect();
    }
    pieces.iter().collect()
}

/// What was charged: of the kind that FedEx says counts, else the pieces' together; `None` where neither is stated.
fn charged(sale: &wire::TransactionShipment, quoted: Money) -> Option<Money> {
    let rating = &sale.completed_shipment_detail.shipment_rating;
    let details = &rating.shipment_rate_details;
    let actual = details
        .iter()
        .find(|d| !d.rate_type.is_empty() && d.rate_type == rating.actual_rate_type);
    let whole = actual.and_then(|detail| {
        let amount = &detail.total_net_charge;
        let currency = match amount.currency.as_str() {
            "" => &detail.currency,
            currency => currency,
        };
        money(&amount.amount, currency).ok()
    });
    let pieces = || {
        sale.piece_responses
            .iter()
            .map(|piece| {
                let amount = &piece.net_charge_amount;
                let currency = [amount.currency.as_str(), piece.currency.as_str()]
                    .into_iter()
                    .find(|c| !c.is_empty())
                    .unwrap_or(quoted.currency.code());
                money(&amount.amount, currency).ok()
            })
            .try_fold(None, |sum: Option<Money>, piece| {
                let piece = piece?;
                Some(Some(match sum {
                    Some(sum) => sum.checked_add(piece).ok()?,
                    None => piece,
                }))
            })
            .flatten()
    };
    whole.or_else(pieces).filter(|charged| charged.minor > 0)
}

/// A sale, however it came to be known.
pub(super) fn bought(
    shipment: String,
    numbers: Vec<String>,
    charged: Money,
    labels: Vec<Document>,
) -> Bought {
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
        carrier_data: Value::Null,
    }
}

/// The account's number in a prepared purchase: it is found again under the one it was bought for.
pub(super) fn account_number(request: &Request) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    body["accountNumber"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
