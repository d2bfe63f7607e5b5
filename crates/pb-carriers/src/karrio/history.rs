//! Karrio's log of finished requests, asked through `POST /graphql`: how it answered our purchase.

use super::answer::{problem, read};
use super::server::Server;
use super::ship::purchase_problem;
use super::wire;
use crate::engine::{Answer, Effect, Request};
use http::HeaderMap;
use pb_domain::{Problem, ProblemKind};
use serde_json::json;

const LOGS: &str = "query Purchase($filter: LogFilter) { logs(filter: $filter) { edges { node { path method status_code response } } } }";

/// What the log proves.
pub(super) enum Verdict {
    /// The purchase was answered, and clearly refused.
    Refused(Problem),
    /// Anything else.
    Unclear(Problem),
}

pub(super) fn request(server: &Server, shipment: &str) -> Request {
    let query = wire::Query {
        query: LOGS,
        variables: json!({ "filter": { "entity_id": shipment, "method": ["POST"] } }),
    };
    Request::post_json(server.url(&["graphql"]), &query)
}

/// Reads what Karrio answered to `POST /v1/shipments/{id}/purchase`, exactly as if it had come
/// straight back.
pub(super) fn parse(answer: &Answer, shipment: &str) -> Result<Verdict, Problem> {
    if matches!(answer.status, 401 | 403 | 429 | 500..) {
        return Err(problem(answer, Effect::Asks));
    }
    // A server without the GraphQL module, or one that does not show its log to this key, may have
    // refused: it cannot be known here.
    let Ok(history) = read::<wire::History>(answer, &[200], Effect::Asks) else {
        return Ok(Verdict::Unclear(Problem::new(
            ProblemKind::UnknownOutcome,
            "Karrio has the draft, and does not show its log, so how the purchase ended is not known",
        )));
    };
    let purchase = format!("/v1/shipments/{shipment}/purchase");
    let answers: Vec<Problem> = history
        .data
        .logs
        .edges
        .into_iter()
        .map(|edge| edge.node)
        .filter(|entry| entry.method == "POST" && entry.path.ends_with(&purchase))
        .map(|entry| problem_of(&entry))
        .collect();
    let clear = |p: &&Problem| {
        matches!(
            p.kind,
            ProblemKind::Refused
                | ProblemKind::Invalid
                | ProblemKind::Auth
                | ProblemKind::RateLimited
        )
    };
    if let Some(unclear) = answers.iter().find(|p| !clear(p)) {
        return Ok(Verdict::Unclear(unclear.clone()));
    }
    Ok(match answers.into_iter().next() {
        Some(refusal) => Verdict::Refused(refusal),
        None => Verdict::Unclear(Problem::new(
            ProblemKind::UnknownOutcome,
            "Karrio has the draft and no finished purchase of it: the request never arrived, or the carrier has not answered yet",
        )),
    })
}

fn problem_of(entry: &wire::LogEntry) -> Problem {
    let status = entry.status_code.unwrap_or_default();
    if (200..300).contains(&status) {
        return Problem::new(
            ProblemKind::UnknownOutcome,
            "Karrio answered the purchase with a sale, but still calls it a draft",
        );
    }
    purchase_problem(&Answer {
        status,
        headers: HeaderMap::new(),
        body: entry.response.to_string().into_bytes(),
        retry_after: None,
    })
}
