//! Labels: in the purchase's answer, and again by `GET /v1/shipments/{id}/labels`.
//!
//! The bytes alone say what a label is. There is one for all parcels, or one each, in their order.

use super::answer::{failed, read};
use super::server::{Server, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pb_domain::{Document, Format, Problem, ProblemKind};

pub(super) struct ConnectorLabelAgain;

#[async_trait]
impl LabelAgain for ConnectorLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        fetch(cx, &bought.carrier_ref, bought.tracking_numbers.len()).await
    }
}

/// The labels of a shipment of so many parcels.
pub(super) async fn fetch(
    cx: Cx<'_>,
    shipment: &str,
    parcels: usize,
) -> Result<Vec<Document>, Problem> {
    let request = request(&Server::of(cx.account)?, shipment);
    parse(&call(cx, "label", Effect::Asks, &request).await?, parcels)
}

pub(super) fn request(server: &Server, shipment: &str) -> Request {
    Request::get(server.url(&["v1", "shipments", shipment, "labels"]))
}

/// Not a label yet, which is `404` or an empty list, is none.
pub(super) fn parse(answer: &Answer, parcels: usize) -> Result<Vec<Document>, Problem> {
    if answer.status == 404 && failed(answer).code == "not_found" {
        return Ok(Vec::new());
    }
    let again: wire::Labels = read(answer, &[200], Effect::Asks)?;
    if again.labels.is_empty() {
        return Ok(Vec::new());
    }
    let labels = decode(&again.labels, parcels);
    if labels.is_empty() {
        return Err(Problem::new(
            ProblemKind::Refused,
            "The server's labels cannot be used: they are in no format known here, or not one each",
        )
        .hint("Print them from the courier's own pages, and tell whoever runs the server"));
    }
    Ok(labels)
}

/// The labels that an answer holds: all, or none when one of them cannot be used. A label that is
/// missing can be fetched again; one parcel's label on another parcel cannot be taken back.
pub(super) fn decode(labels: &[wire::Label], parcels: usize) -> Vec<Document> {
    if labels.len() != 1 && labels.len() != parcels {
        return Vec::new();
    }
    let read = |label: &wire::Label| {
        let joined: String = label.base64.split_whitespace().collect();
        let bytes = STANDARD.decode(joined).ok()?;
        let format = Format::sniff(&bytes)?;
        Some(Document { format, bytes })
    };
    labels
        .iter()
        .map(read)
        .collect::<Option<_>>()
        .unwrap_or_default()
}
