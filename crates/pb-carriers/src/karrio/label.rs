//! Labels: in the purchase's answer, and again by `POST /v1/shipments/{id}/documents/label`.
//!
//! The bytes alone say what a label is: Karrio's `format` repeats what was asked for. Several parcels
//! come as one document: pages of one PDF, or one ZPL after the other.

use super::answer::read;
use super::server::{Server, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pb_domain::{Document, Format, Paper, Problem, ProblemKind};

pub(super) struct KarrioLabelAgain;

#[async_trait]
impl LabelAgain for KarrioLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        fetch(cx, &bought.carrier_ref).await
    }
}

/// The label of a shipment of Karrio's.
pub(super) async fn fetch(cx: Cx<'_>, shipment: &str) -> Result<Vec<Document>, Problem> {
    let request = request(&Server::of(cx.account)?, shipment);
    // It only asks, for all that it is a POST.
    let answer = call(cx, "label", Effect::Asks, &request).await?;
    parse(&answer)
}

pub(super) fn request(server: &Server, shipment: &str) -> Request {
    let url = server.url(&["v1", "shipments", shipment, "documents", "label"]);
    Request::post_json(url, &serde_json::json!({}))
}

pub(super) fn parse(answer: &Answer) -> Result<Vec<Document>, Problem> {
    let document: wire::ShippingDocument = read(answer, &[200], Effect::Asks)?;
    Ok(vec![decode(&document.base64)?])
}

/// The labels that an answer holds; what cannot be used is missing, and can be fetched again.
pub(super) fn in_shipment(shipment: &wire::Shipment) -> Vec<Document> {
    shipment
        .shipping_documents
        .iter()
        .filter(|document| document.category == "label")
        .filter_map(|document| decode(&document.base64).ok())
        .collect()
}

/// The other papers that an answer holds. One that cannot be used is missing: Karrio's dashboard has it.
pub(super) fn papers(shipment: &wire::Shipment) -> Vec<Paper> {
    let papers = shipment.shipping_documents.iter().filter_map(|document| {
        let title = match document.category.as_str() {
            "" | "label" => return None,
            "invoice" => "Commercial invoice".to_owned(),
            other => format!("Paper of the carrier: {}", other.replace('_', " ")),
        };
        let document = decode(&document.base64).ok()?;
        Some(Paper {
            title,
            document,
            attached: true,
        })
    });
    papers.collect()
}

fn decode(base64: &str) -> Result<Document, Problem> {
    let not_a_label = |text: &str| {
        Err(Problem::new(ProblemKind::Refused, text).hint(
            "Ask for another label format in the account's settings, or print it from Karrio's dashboard",
        ))
    };
    let joined: String = base64.split_whitespace().collect();
    if joined.is_empty() {
        return not_a_label("Karrio has no label for this shipment");
    }
    let Ok(bytes) = STANDARD.decode(joined) else {
        return not_a_label("Karrio's label cannot be decoded");
    };
    match Format::sniff(&bytes) {
        Some(format) => Ok(Document { format, bytes }),
        None => not_a_label("Karrio's label is neither PDF, ZPL nor PNG, whatever it claims to be"),
    }
}
