//! Purchases: `POST /rest/shipment/v3/edi/labels/{pdf|zpl}`, which books and brings the labels.
//!
//! There is no key that makes a booking one: the same twice is booked twice. So it leaves once, with a customer
//! reference that is the purchase's own. A booking that was refused comes with 200 or 201 and the status FAIL.

use super::answer::{self, faults, missing, no, read, unreadable};
use super::consignment::{needs_point, say};
use super::host::{self, call};
use super::point::{self, Point};
use super::service::Chosen;
use super::{label, settle, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Document, Format, Problem, PurchaseId, Rate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest reference of PostNord's, and of the merchant's within it.
const REFERENCE: usize = 35;
const KEY: usize = 12;
const OWN: usize = REFERENCE - KEY - 1;

pub(super) struct PostNordShips;

/// What printing a label again needs to know of a sale besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// The format that the label was asked for in.
    pub(super) label: String,
    /// What each parcel's label is printed again by, in the parcels' order; empty when PostNord gave none.
    pub(super) prints: Vec<String>,
}

#[async_trait]
impl Ships for PostNordShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        let chosen = chosen(cx.account, rate)?;
        let point = match needs_point(cx.account, consignment, &chosen)? {
            true => Some(point::nearest(cx, &consignment.ship_to).await?),
            false => None,
        };
        let purchase = (purchase, cx.now.timestamp());
        prepared(cx.account, purchase, consignment, rate, accept, point)
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

    fn settle_way(&self, account: &Account) -> SettleWay {
        settle::way(account)
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

fn chosen(account: &Account, rate: &Rate) -> Result<Chosen, Problem> {
    Chosen::read(&rate.service)
        .filter(|_| rate.account == account.id)
        .ok_or_else(|| {
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        })
}

/// The purchase to the byte, at a time.
pub(super) fn prepared(
    account: &Account,
    (purchase, now): (PurchaseId, Timestamp),
    consignment: &Consignment,
    rate: &Rate,
    accept: Format,
    point: Option<Point>,
) -> Result<Prepared, Problem> {
    let chosen = chosen(account, rate)?;
    let reference = reference(purchase, consignment)?;
    let shipment = say(account, consignment, chosen, point, &reference, rate.total)?;
    let body = wire::Instruction {
        message_date: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        message_function: "Instruction",
        message_id: purchase.0.to_string(),
        application: wire::Application {
            application_id: host::application_id(account)?,
            name: "Packbench",
            version: env!("CARGO_PKG_VERSION"),
        },
        language: "EN",
        update_indicator: "Original",
        test_indicator: false,
        shipment: [shipment],
    };
    let format = label::format(account, accept);
    let mut url = host::url(account, &["shipment", "v3", "edi", "labels", format])?;
    label::with_booking(&mut url, account, format);
    Ok(Prepared {
        request: Request::post_json(url, &body),
        reference,
        quoted: rate.total,
    })
}

/// The merchant's reference, which stands on the label, with the end of the purchase's id, which nobody else has:
/// PostNord finds a shipment by the whole of it. What could not stand in an address is a hyphen.
fn reference(purchase: PurchaseId, consignment: &Consignment) -> Result<String, Problem> {
    let own: String = consignment
        .reference
        .trim()
        .trim_matches('#')
        .chars()
        .map(
            |c| match c.is_ascii_alphanumeric() || c == '.' || c == '_' {
                true => c,
                false => '-',
            },
        )
        .collect();
    if own.len() > OWN {
        return Err(invalid(
            "options.reference",
            format!(
                "The reference is longer than the {OWN} characters that fit beside the purchase's own"
            ),
        ));
    }
    let key = purchase.0.simple().to_string();
    let key = key[key.len() - KEY..].to_ascii_uppercase();
    Ok(match own.is_empty() {
        true => key,
        false => format!("{own}-{key}"),
    })
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
) -> Result<Bought, Problem> {
    let booked: wire::Booked = read(answer, Effect::Binds)?;
    let response = booked
        .booking_response
        .ok_or_else(|| missing(answer, Effect::Binds, "booking"))?;
    let all = &response.id_information;
    if all.is_empty() {
        return Err(missing(answer, Effect::Binds, "booking"));
    }
    let ids: Vec<&wire::AssignedId> = all.iter().flat_map(|i| &i.ids).collect();
    let of = |kind: &str| {
        let kind = kind.to_owned();
        ids.iter()
            .copied()
            .filter(move |id| id.id_type == kind && !id.value.is_empty())
    };
    let items: Vec<&wire::AssignedId> = of("itemId").collect();
    if all.iter().any(|i| i.status != "OK") {
        let stated: Vec<answer::Stated> =
            all.iter().flat_map(|i| faults(&i.error_response)).collect();
        // FAIL says that it was not created, where nothing was given a number.
        let refused = all.iter().all(|i| i.status == "FAIL" && i.ids.is_empty());
        if refused && !stated.is_empty() {
            return Err(no(&stated));
        }
        let numbers: Vec<&str> = items.iter().map(|id| id.value.as_str()).collect();
        let mut problem = unreadable(
            Effect::Binds,
            format!(
                "PostNord booked a part of the shipment, or nothing of it: {} of {parcels} parcels have a number: {}",
                numbers.len(),
                numbers.join(", ")
            ),
        );
        if let Some(first) = stated.into_iter().next() {
            problem = problem.carrier(first.code, first.words);
        }
        return Err(problem);
    }
    let distinct: BTreeSet<&str> = items.iter().map(|id| id.value.as_str()).collect();
    if items.len() != parcels || distinct.len() != parcels {
        return Err(unreadable(
            Effect::Binds,
            format!(
                "PostNord booked the shipment {}, but has not one number for each of {parcels} parcels: {}",
                response.booking_id,
                distinct.into_iter().collect::<Vec<_>>().join(", ")
            ),
        ));
    }
    let numbers: Vec<String> = items.iter().map(|id| id.value.clone()).collect();
    let shipment = of("shipmentId")
        .next()
        .map_or_else(|| numbers[0].clone(), |id| id.value.clone());
    let mut pages = all.iter().flat_map(|i| &i.urls);
    let page = pages.find(|page| page.kind == "TRACKING");
    let prints: Vec<String> = items.iter().map(|id| id.print_id.clone()).collect();
    Ok(bought(
        (shipment, numbers.clone()),
        page.map_or("", |page| page.url.as_str()),
        // A label that cannot be used does not unmake a sale.
        label::in_order(&booked.label_printout, &numbers).unwrap_or_default(),
        prints,
        prepared,
    ))
}

/// A sale, however it came to be known: its own number, and the parcels'.
pub(super) fn bought(
    (shipment, numbers): (String, Vec<String>),
    page: &str,
    labels: Vec<Document>,
    prints: Vec<String>,
    prepared: &Prepared,
) -> Bought {
    let first = numbers.first().cloned().unwrap_or_default();
    let page = match page.starts_with("https://") {
        true => page.to_owned(),
        false => format!("https://tracking.postnord.com/en/?id={first}"),
    };
    let is_whole = prints.iter().all(|id| !id.is_empty());
    let sale = Sale {
        label: asked_format(&prepared.request).to_owned(),
        prints: if is_whole { prints } else { Vec::new() },
    };
    Bought {
        papers: Vec::new(),
        carrier_ref: shipment,
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        // No answer of PostNord's states a charge.
        charged: prepared.quoted,
        labels,
        carrier_data: serde_json::to_value(sale).expect("plain texts are always JSON"),
        tracking_url: page,
    }
}

/// The format that a prepared purchase asks the label in.
pub(super) fn asked_format(request: &Request) -> &'static str {
    let path = request.url.split('?').next().unwrap_or_default();
    if path.ends_with("/zpl") {
        label::ZPL
    } else {
        label::PDF
    }
}
