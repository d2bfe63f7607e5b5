//! Purchases: one `POST /v1/shipments` that buys, whose bytes and key stand in the journal before.

use super::answer::{failed, no, problem, read, seconds_until, unknown};
use super::rate::Offer;
use super::server::{Server, call};
use super::settle::{person, settle, way};
use super::{consignment, label, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Format, Money, Problem, ProblemKind, PurchaseId, Rate};
use serde::Deserialize;
use serde_json::Value;

pub(super) struct ConnectorShips;

#[async_trait]
impl Ships for ConnectorShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        let server = Server::of(cx.account)?;
        prepared(
            &server,
            purchase,
            consignment,
            rate,
            accept,
            cx.now.timestamp(),
        )
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let parcels = consignment.parcels.len();
        match parse(&answer, prepared, parcels, cx.now.timestamp()) {
            Said::Sold(bought) => Ok(*bought),
            Said::Refused(problem) | Said::Unclear(problem) => Err(problem),
            // Nothing was sent under this key before, so nothing was sold under it.
            Said::KeyExpired(mut problem) => {
                problem.kind = ProblemKind::Refused;
                Err(problem.hint("Check this machine's clock, then try again"))
            }
        }
    }

    fn settle_way(&self, account: &Account) -> SettleWay {
        way(account)
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem> {
        settle(cx, prepared, consignment).await
    }
}

/// The purchase to the byte. `now` is in it, so that the server can tell a late one.
pub(super) fn prepared(
    server: &Server,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    accept: Format,
    now: Timestamp,
) -> Result<Prepared, Problem> {
    let offer = Offer::deserialize(&rate.carrier_data).map_err(|_| {
        Problem::new(ProblemKind::Invalid, "This rate is not one of this account")
            .hint("Compare rates again")
    })?;
    let reference = purchase.to_string();
    let body = wire::Purchase {
        reference: reference.clone(),
        requested_at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        service: rate.service.clone(),
        quote: offer.quote,
        max_charge: rate.total.into(),
        label_formats: label_formats(accept),
        consignment: consignment::say(consignment)?,
    };
    let mut request = Request::post_json(server.url(&["v1", "shipments"]), &body);
    request
        .headers
        .push(("Idempotency-Key".to_owned(), reference.clone()));
    Ok(Prepared {
        reference,
        quoted: rate.total,
        request,
    })
}

/// What the printer likes, best first.
fn label_formats(accept: Format) -> &'static [&'static str] {
    match accept {
        Format::Zpl => &["zpl", "pdf", "png"],
        Format::Epl => &["epl", "zpl", "pdf", "png"],
        _ => &["pdf", "png", "zpl"],
    }
}

/// What an answer to a purchase says of it.
pub(super) enum Said {
    /// It was sold.
    Sold(Box<Bought>),
    /// It was not, and cannot be any more.
    Refused(Problem),
    /// The server no longer knows whether it saw this key.
    KeyExpired(Problem),
    /// Something that settles nothing.
    Unclear(Problem),
}

/// What the server answered to the purchase, sent for the first time or again.
pub(super) fn parse(answer: &Answer, prepared: &Prepared, parcels: usize, now: Timestamp) -> Said {
    if (200..300).contains(&answer.status) {
        return match read::<wire::Shipment>(answer, &[200, 201, 202], Effect::Binds) {
            Ok(shipment) => of(&shipment, prepared, parcels, now),
            Err(problem) => Said::Unclear(problem),
        };
    }
    let failed = failed(answer);
    let problem = problem(answer, Effect::Binds);
    let unclear = |text: &str| {
        let mut unclear =
            person(text, &prepared.reference).carrier(&problem.carrier_code, &problem.carrier_text);
        unclear.retry_after = answer.retry_after_seconds();
        Said::Unclear(unclear)
    };
    match failed.code.as_str() {
        "key_expired" => {
            let text =
                "The server keeps keys not that long, and cannot tell whether this one was used";
            Said::KeyExpired(
                person(text, &prepared.reference)
                    .carrier(&problem.carrier_code, &problem.carrier_text),
            )
        }
        "processing" => unclear("The server is still at it"),
        "key_conflict" => unclear("The server has another request under this key"),
        "duplicate_reference" => unclear("The server has a purchase under this reference already"),
        _ if problem.kind == ProblemKind::UnknownOutcome => Said::Unclear(problem),
        _ => Said::Refused(problem),
    }
}

/// What a shipment of the server's says of the purchase.
pub(super) fn of(
    shipment: &wire::Shipment,
    prepared: &Prepared,
    parcels: usize,
    now: Timestamp,
) -> Said {
    let id = &shipment.id;
    let unclear = |text: String| Said::Unclear(person(text, &prepared.reference));
    if shipment.reference != prepared.reference {
        return unclear(format!(
            "The server answers about {id}, which has another reference"
        ));
    }
    match shipment.status.as_str() {
        "sold" => {}
        "processing" => {
            let mut problem = unknown(format!("The server is still at it, as {id}"));
            problem.retry_after = seconds_until(shipment.settled_after.as_deref(), now);
            return Said::Unclear(problem);
        }
        "refused" => return Said::Refused(no(&shipment.problem)),
        "void" => {
            return unclear(format!(
                "It was bought as {id} and is void at the server: {}",
                numbers(shipment)
            ));
        }
        status => return unclear(format!("The server calls {id} {status}")),
    }
    let named = |parcel: &&wire::ShippedParcel| !parcel.tracking_number.trim().is_empty();
    if shipment.parcels.len() != parcels || !shipment.parcels.iter().all(|p| named(&p)) {
        return unclear(format!(
            "It was bought as {id}, but the server has not one tracking number for each of {parcels} parcels: {}",
            numbers(shipment)
        ));
    }
    let charged = shipment
        .charge
        .clone()
        .and_then(|charge| Money::try_from(charge).ok());
    Said::Sold(Box::new(Bought {
        parcels: shipment
            .parcels
            .iter()
            .map(|p| BoughtParcel {
                tracking_number: p.tracking_number.trim().to_owned(),
            })
            .collect(),
        charged: charged.unwrap_or(prepared.quoted),
        labels: label::decode(&shipment.labels, parcels),
        papers: Vec::new(),
        carrier_ref: id.clone(),
        carrier_data: Value::Null,
        tracking_url: page(&shipment.tracking_url),
    }))
}

fn numbers(shipment: &wire::Shipment) -> String {
    let numbers: Vec<&str> = shipment
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    if numbers.is_empty() {
        "no tracking number".to_owned()
    } else {
        numbers.join(", ")
    }
}

/// A page that may be opened: an encrypted one.
pub(super) fn page(url: &str) -> String {
    Some(url)
        .filter(|url| url.starts_with("https://"))
        .unwrap_or_default()
        .to_owned()
}
