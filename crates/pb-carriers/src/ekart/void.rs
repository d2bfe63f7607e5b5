//! Voids: `DELETE /api/v1/package/cancel?tracking_id=…`.

use super::answer::{missing, object, refused, text};
use super::host::{self, call, call_openly};
use super::{ship, status, track};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;

pub(super) struct EkartVoids;

#[async_trait]
impl Voids for EkartVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let id = ship::id_of(bought);
        let request = request(cx.account, id)?;
        let asked = match call(cx, "void", Effect::Binds, &request).await {
            Ok(answer) => parse(&answer, id),
            Err(problem) => Err(problem),
        };
        let Err(problem) = asked else { return Ok(()) };
        // The answer was lost; the track may say that it is void. One that does not yet proves nothing.
        if problem.kind == ProblemKind::UnknownOutcome && is_void(cx, id).await {
            return Ok(());
        }
        Err(problem)
    }
}

async fn is_void(cx: Cx<'_>, id: &str) -> bool {
    let asked = async {
        let request = track::request(cx.account, id)?;
        track::tracked(&call_openly(cx, "void check", &request).await?, id)
    };
    matches!(asked.await, Ok(Some(told)) if status::is_void(&text(&told["track"]["status"])))
}

pub(super) fn request(account: &Account, id: &str) -> Result<Request, Problem> {
    let mut url = host::url(account, &["api", "v1", "package", "cancel"])?;
    url.query_pairs_mut().append_pair("tracking_id", id);
    Ok(Request {
        method: "DELETE".to_owned(),
        ..Request::get(url)
    })
}

/// One entry about the shipment that was to be voided.
pub(super) fn parse(answer: &Answer, id: &str) -> Result<(), Problem> {
    let told = object(answer, Effect::Binds)?;
    let entries: Vec<&Value> = match &told["data"] {
        Value::Array(entries) => entries.iter().collect(),
        one => vec![one],
    };
    let (named, nameless): (Vec<&&Value>, Vec<&&Value>) = entries
        .iter()
        .partition(|entry| !text(&entry["tracking_id"]).is_empty());
    let entry = match (named.as_slice(), nameless.as_slice()) {
        (named, _) if !named.is_empty() => {
            named.iter().find(|entry| text(&entry["tracking_id"]) == id)
        }
        (_, [one]) => Some(one),
        _ => None,
    };
    let remark = entry
        .map(|entry| text(&entry["remark"]))
        .unwrap_or_default();
    match entry.map(|entry| &entry["status"]) {
        Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => Err(refused(&remark).hint(
            "It may be void already, or with the driver: look at its track, or in Ekart's dashboard",
        )),
        _ => Err(missing(Effect::Binds, "void of that shipment").carrier("", remark)),
    }
}
