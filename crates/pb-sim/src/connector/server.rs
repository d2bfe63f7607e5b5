//! Routes, the token, and what goes wrong on the way.
use super::fault::{Answer, Fault, Op};
use super::refusal::Refusal;
use super::{Seen, SimConnector, World, service};
use crate::http;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

/// What all requests share.
pub(super) type Shared = crate::http::Shared<World>;

pub(super) fn router(shared: &Shared) -> Router {
    Router::new()
        .route("/v1/about", get(service::about))
        .route("/v1/rates", post(service::rates))
        .route("/v1/shipments", get(service::find).post(service::buy))
        .route("/v1/shipments/{id}", get(service::shipment))
        .route("/v1/shipments/{id}/labels", get(service::labels))
        .route("/v1/shipments/{id}/void", post(service::void))
        .route("/v1/tracking/{number}", get(service::track))
        .route("/v1/numbers", post(service::numbers))
        .route("/v1/bookings", post(service::book))
        .method_not_allowed_fallback(|method: Method| async move {
            Refusal::new(405, "method_not_allowed", format!("No {method} here"))
        })
        .fallback(|| async { Refusal::not_found("such path") })
        .layer(from_fn_with_state(shared.clone(), gate))
        // Read by tests and people, not by a station.
        .route("/sim/ledger", get(ledger))
        .with_state(shared.clone())
}

async fn ledger(State(shared): State<Shared>) -> axum::Json<serde_json::Value> {
    axum::Json(json!({ "sales": shared.world().ledger.sales }))
}

/// What every request passes: the list, the token, its form, its fault.
async fn gate(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 10_000_000).await else {
        return Refusal::new(400, "invalid", "The request is too large").into_response();
    };
    let header = |name: &str| {
        let value = parts.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let op = op_of(&parts.method, parts.uri.path(), parts.uri.query());
    let fault = {
        let mut world = shared.world();
        world.requests.push(Seen {
            method: parts.method.to_string(),
            path: parts
                .uri
                .path_and_query()
                .map(ToString::to_string)
                .unwrap_or_default(),
            key: header("idempotency-key"),
            body: bytes.to_vec(),
        });
        op.and_then(|op| world.faults.take(op))
    };
    if let Some(refusal) = stranger(&parts.headers) {
        return refusal.into_response();
    }
    if parts.method == Method::POST && header("content-type") != "application/json" {
        return Refusal::new(415, "invalid", "Content-Type is not application/json")
            .into_response();
    }
    let again = parts.clone();
    let mut parts = parts;
    // Processing is the service's own affair; what happens on the way is done here.
    let in_house = fault.as_ref().filter(|fault| {
        matches!(
            fault.answer,
            Answer::Late(_) | Answer::Accepted(_) | Answer::WithoutLabels
        )
    });
    if let Some(fault) = in_house {
        parts.extensions.insert(fault.clone());
    }
    let run = async |parts, next: Next, bytes: Bytes| {
        let request = Request::from_parts(parts, Body::from(bytes));
        // A client that hangs up does not stop what it began.
        tokio::spawn(next.run(request)).await.unwrap_or_else(|e| {
            Refusal::new(500, "internal", format!("The service failed: {e}")).into_response()
        })
    };
    match fault {
        None
        | Some(Fault {
            answer: Answer::Late(_) | Answer::Accepted(_) | Answer::WithoutLabels,
            ..
        }) => run(parts, next, bytes).await,
        Some(Fault {
            answer: Answer::Repeated,
            ..
        }) => {
            run(parts, next.clone(), bytes.clone()).await;
            run(again, next, bytes).await
        }
        Some(fault) => {
            let throttled = matches!(
                fault.answer,
                Answer::Throttled { .. } | Answer::Refuses { .. }
            );
            let done = if fault.carried_out && !throttled {
                Some(run(parts, next, bytes).await)
            } else {
                None
            };
            spoilt(fault.answer, done).await
        }
    }
}

/// A request without the right token.
fn stranger(headers: &HeaderMap) -> Option<Refusal> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let known = given.strip_prefix("Bearer ") == Some(SimConnector::TOKEN);
    (!known).then(|| Refusal::new(401, "unauthorized", "The token is missing or wrong"))
}

fn op_of(method: &Method, path: &str, query: Option<&str>) -> Option<Op> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    Some(match (parts.as_slice(), method == Method::POST) {
        (["v1", "about"], false) => Op::About,
        (["v1", "rates"], true) => Op::Rates,
        (["v1", "shipments"], true) => Op::Buy,
        (["v1", "shipments"], false) if query.is_some() => Op::Find,
        (["v1", "shipments", _], false) => Op::Shipment,
        (["v1", "shipments", _, "labels"], false) => Op::Labels,
        (["v1", "shipments", _, "void"], true) => Op::Void,
        (["v1", "tracking", _], false) => Op::Track,
        (["v1", "numbers"], true) => Op::Numbers,
        (["v1", "bookings"], true) => Op::Book,
        _ => return None,
    })
}

/// What an answer begins with that was never made.
const STAND_IN: &str = r#"{"rates": [{"service""#;

/// What goes wrong between the service and its client.
async fn spoilt(answer: Answer, done: Option<Response>) -> Response {
    match answer {
        Answer::Never => std::future::pending().await,
        Answer::Html500 => http::html_500(),
        Answer::Problem500 => {
            Refusal::new(500, "internal", "Something went wrong here").into_response()
        }
        Answer::Unavailable { retry_after } => {
            Refusal::new(503, "unavailable", "Down for a moment")
                .wait(retry_after)
                .into_response()
        }
        Answer::Empty200 => StatusCode::OK.into_response(),
        Answer::HalfJson => http::rewritten(done, STAND_IN, |whole| http::half(&whole)).await,
        Answer::SaidTwice => {
            let twice = |whole: Bytes| [whole.clone(), whole].concat().into();
            http::rewritten(done, STAND_IN, twice).await
        }
        Answer::Throttled { retry_after } => Refusal {
            retry_after,
            ..Refusal::new(429, "rate_limited", "Not so fast")
        }
        .into_response(),
        Answer::Refuses { code, detail } => Refusal::new(422, &code, detail).into_response(),
        Answer::Late(_)
        | Answer::Accepted(_)
        | Answer::WithoutLabels
        | Answer::Repeated
        | Answer::Dropped => http::dropped(),
    }
}
