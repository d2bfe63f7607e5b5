//! Voids: `POST /v1/shipments/{id}/void`, which may be said twice.

use super::answer::{failed, no, read, unknown};
use super::server::{Server, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind};

pub(super) struct ConnectorVoids;

#[async_trait]
impl Voids for ConnectorVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let server = Server::of(cx.account)?;
        let id = &bought.carrier_ref;
        let asked = match call(cx, "void", Effect::Binds, &request(&server, id)).await {
            Ok(answer) => parse(&answer, id, Effect::Binds),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        if problem.kind != ProblemKind::UnknownOutcome {
            return Err(problem);
        }
        // The answer was lost; the shipment itself may say that it is void. One that does not yet
        // proves nothing.
        let standing = match call(cx, "shipment", Effect::Asks, &look(&server, id)).await {
            Ok(answer) => parse(&answer, id, Effect::Asks),
            Err(lost) => Err(lost),
        };
        standing.map_err(|_| problem)
    }
}

pub(super) fn request(server: &Server, shipment: &str) -> Request {
    let url = server.url(&["v1", "shipments", shipment, "void"]);
    Request::post_json(url, &wire::Void {})
}

pub(super) fn look(server: &Server, shipment: &str) -> Request {
    Request::get(server.url(&["v1", "shipments", shipment]))
}

/// Only `void` is void: a server that will do it some day has not done it.
pub(super) fn parse(answer: &Answer, shipment: &str, effect: Effect) -> Result<(), Problem> {
    let failed = failed(answer);
    if answer.status == 404 && failed.code == "not_found" {
        return Err(no(&failed));
    }
    let standing: wire::Standing = read(answer, &[200], effect)?;
    if standing.id == shipment && standing.status == "void" {
        return Ok(());
    }
    Err(unknown(format!(
        "The server was asked to void {shipment} and calls {} {}",
        standing.id, standing.status
    ))
    .hint("Look on the courier's own pages"))
}
