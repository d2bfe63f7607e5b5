//! The close of Ground's day: `PUT /ship/v1/endofday/`.
//!
//! It closes all that the account ships by Ground on a day, whichever shipments are named here, and so all are closed at
//! once. Express needs none.

use super::answer::{missing, read};
use super::host::{self, Project, call};
use super::{label, service, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LeftOut, Manifest, Manifests};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Problem, ProblemKind};
use uuid::Uuid;

/// With the slash at its end, as FedEx writes it.
const PATH: &str = "ship/v1/endofday/";

pub(super) struct FedexManifests;

#[async_trait]
impl Manifests for FedexManifests {
    fn at_most(&self) -> usize {
        usize::MAX
    }

    async fn close(
        &self,
        cx: Cx<'_>,
        day: &str,
        shipments: &[BoughtRef],
    ) -> Result<Manifest, Problem> {
        let left_out = left_out(shipments)?;
        let request = request(cx.account, day, Uuid::now_v7())?;
        let answer = call(cx, Project::Ship, "close", Effect::Binds, &request).await?;
        Ok(Manifest {
            left_out,
            ..parse(&answer)?
        })
    }
}

/// What does not go by Ground. Where nothing does, there is nothing to close.
pub(super) fn left_out(shipments: &[BoughtRef]) -> Result<Vec<LeftOut>, Problem> {
    let problem = || {
        Problem::new(
            ProblemKind::Unsupported,
            "FedEx closes the day for Ground alone; Express needs no paper",
        )
        .hint("Hand it over as it is")
    };
    let others: Vec<LeftOut> = shipments
        .iter()
        .filter(|s| !service::is_ground(&s.service))
        .map(|s| LeftOut {
            carrier_ref: s.carrier_ref.clone(),
            problem: problem(),
        })
        .collect();
    if others.len() == shipments.len() {
        return Err(problem());
    }
    Ok(others)
}

pub(super) fn request(account: &Account, day: &str, transaction: Uuid) -> Result<Request, Problem> {
    if day.parse::<Date>().is_err() {
        return Err(invalid("day", "The day is not written as YYYY-MM-DD"));
    }
    let body = wire::CloseRequest {
        close_req_type: "GCDR",
        account_number: wire::AccountNumber {
            value: host::number(account)?,
        },
        ground_service_category: "GROUND",
        close_date: day.to_owned(),
        close_document_specification: wire::CloseDocuments {
            close_document_types: vec!["MANIFEST"],
        },
    };
    host::request(account, "PUT", PATH, &body, transaction)
}

/// A paper that cannot be read does not open the day again: it is left out.
pub(super) fn parse(answer: &Answer) -> Result<Manifest, Problem> {
    let closed: wire::Closed = read(answer, Effect::Binds)?;
    let papers = closed
        .close_documents
        .ok_or_else(|| missing(Effect::Binds, "papers of the close"))?;
    let parts = papers.iter().flat_map(|paper| &paper.parts);
    Ok(Manifest {
        number: String::new(),
        documents: parts
            .filter_map(|part| label::decode(&part.image))
            .collect(),
        left_out: Vec::new(),
    })
}
