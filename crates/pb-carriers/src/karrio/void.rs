//! Voids: `POST /v1/proxy/shipping/{carrier}/cancel`.
//!
//! Not `POST /v1/shipments/{id}/cancel`: for a carrier that cannot void, that one answers "cancelled"
//! just as for one that can, and only the proxy says that nobody was asked.

use super::answer::{carrier_problem, read, spoken};
use super::server::{Server, call};
use super::ship::{Sale, sale};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

pub(super) struct KarrioVoids;

/// What Karrio calls a cancellation that it did not pass on to anybody.
const NOBODY_ASKED: &str = "safe cancellation";

#[async_trait]
impl Voids for KarrioVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let sale = sale(bought)?;
        let request = request(&Server::of(cx.account)?, &sale);
        let answer = call(cx, "void", Effect::Binds, &request).await?;
        parse(&answer, &sale)
    }
}

pub(super) fn request(server: &Server, sale: &Sale) -> Request {
    let cancel = wire::Cancel {
        shipment_identifier: sale.shipment_identifier.clone(),
        carrier_id: sale.carrier_id.clone(),
        service: sale.service.clone(),
        options: Value::Object(sale.meta.clone()),
    };
    let url = server.url(&["v1", "proxy", "shipping", &sale.ext, "cancel"]);
    Request::post_json(url, &cancel)
}

pub(super) fn parse(answer: &Answer, sale: &Sale) -> Result<(), Problem> {
    let cancelled: wire::Cancelled = read(answer, &[200, 202], Effect::Binds)?;
    let who = spoken(&sale.ext);
    let Some(confirmation) = cancelled.confirmation else {
        return Err(Problem::new(
            ProblemKind::UnknownOutcome,
            format!("Karrio does not say whether {who} voided the label"),
        )
        .hint("Look in the carrier's own account"));
    };
    if confirmation.operation.to_lowercase().contains(NOBODY_ASKED) {
        return Err(Problem::new(
            ProblemKind::Refused,
            "Karrio did not ask the carrier: this connection cannot void, so the label stays valid and charged",
        )
        .hint("Void it with the carrier itself, then say here that it is voided; or throw the label away")
        .carrier("", confirmation.operation));
    }
    if confirmation.success {
        return Ok(());
    }
    Err(cancelled.messages.first().map_or_else(
        || {
            Problem::new(
                ProblemKind::Refused,
                format!("{who} did not void the label"),
            )
            .hint("Look in the carrier's own account")
        },
        |message| carrier_problem(message, Effect::Binds),
    ))
}
