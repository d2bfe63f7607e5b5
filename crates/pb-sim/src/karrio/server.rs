//! Routes, keys, and the requests that are not about one shipment.
use super::carriers::{self, CONNECTIONS};
use super::fault::{Answer, Fault, Op};
use super::refusal::{Refusal, message_of};
use super::shipment::new_id;
use super::validate::{self, Schema};
use super::world::{self, World};
use super::{Seen, SimKarrio, purchase};
use crate::http;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Time the carrier takes for anything, so that requests at once are at the carrier at once.
const CARRIER_TIME: Duration = Duration::from_millis(10);

/// What all requests share.
pub(super) type Shared = crate::http::Shared<World>;

/// Who asks: with a test key, or a live one, which sees no connection and no shipment of the other mode.
#[derive(Clone, Copy)]
pub(super) struct Live(bool);

/// A body of JSON; none is an empty object.
pub(super) struct Payload(pub(super) Value);

pub(super) fn router(shared: &Shared) -> Router {
    Router::new()
        .route("/", get(metadata))
        .route("/v1/references", get(metadata))
        .route("/v1/carriers", get(carrier_list))
        .route("/v1/connections", get(connections))
        .route("/v1/proxy/rates", post(rates))
        .route("/v1/proxy/tracking", post(track))
        .route("/v1/proxy/tracking/{carrier}/{number}", get(track_by_path))
        .route("/v1/proxy/shipping/{carrier}/cancel", post(cancel_by_proxy))
        .route("/v1/shipments", get(purchase::list).post(purchase::draft))
        .route(
            "/v1/shipments/{id}",
            get(purchase::get).put(purchase::update),
        )
        .route("/v1/shipments/{id}/rates", post(purchase::refresh))
        .route("/v1/shipments/{id}/purchase", post(purchase::purchase))
        .route("/v1/shipments/{id}/cancel", post(purchase::cancel))
        .route(
            "/v1/shipments/{id}/documents/{kind}",
            post(purchase::document),
        )
        .route("/v1/shipments/{id}/{file}", get(purchase::file))
        .route("/v1/trackers", get(tracker_list).post(track_and_keep))
        .route("/v1/trackers/{id}", get(tracker))
        .method_not_allowed_fallback(|method: Method| async move {
            Refusal::error(
                405,
                "method_not_allowed",
                format!("Method \"{method}\" not allowed."),
            )
        })
        .fallback(|| async { Refusal::not_found_page() })
        .layer(from_fn_with_state(shared.clone(), gate))
        .with_state(shared.clone())
}

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|e| Refusal::error(400, "parse_error", e.to_string()))?;
        if bytes.is_empty() {
            return Ok(Self(json!({})));
        }
        if !kind.starts_with("application/json") {
            return Err(Refusal::error(
                415,
                "unsupported_media_type",
                format!("Unsupported media type \"{kind}\" in request."),
            ));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::error(400, "parse_error", format!("JSON parse error - {e}")))
    }
}

impl Payload {
    pub(super) fn read(&self, schema: &Schema) -> Result<Map<String, Value>, Refusal> {
        schema.read(&self.0).map_err(Refusal::invalid)
    }
}

/// What every request passes: the log, its fault, and its key.
async fn gate(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 10_000_000).await else {
        return Refusal::error(400, "parse_error", "The request is too large").into_response();
    };
    let path = parts.uri.path().to_owned();
    let op = op_of(&parts.method, &path);
    let fault = {
        let mut world = shared.world();
        world.requests.push(Seen {
            method: parts.method.to_string(),
            path: path.clone(),
            body: bytes.to_vec(),
        });
        op.and_then(|op| world.faults.take(op))
    };
    let open = matches!(path.as_str(), "/" | "/v1/references")
        || path.ends_with(".pdf")
        || path.ends_with(".zpl");
    let mut request = Request::from_parts(parts, Body::from(bytes));
    match who(request.headers()) {
        Ok(live) => drop(request.extensions_mut().insert(live)),
        Err(refusal) if !open => return finish(refusal.into_response(), Live(false)),
        Err(_) => {}
    }
    let live = request.extensions().get().copied().unwrap_or(Live(true));
    let response = match fault {
        Some(fault) if fault.answer.at_carrier() && op.is_some_and(Op::asks_carrier) => {
            request.extensions_mut().insert(fault);
            next.run(request).await
        }
        // Karrio answers these without asking a carrier: it is late, or answers as if it had asked.
        Some(fault) if fault.answer.at_carrier() => {
            at_carrier(Some(&fault)).await;
            match refused_by(Some(&fault), 424, &CONNECTIONS[0]) {
                Some(refusal) => refusal.into_response(),
                None => next.run(request).await,
            }
        }
        Some(fault) => {
            let done = if fault.carried_out {
                Some(next.run(request).await)
            } else {
                None
            };
            spoilt(fault.answer, done).await
        }
        None => next.run(request).await,
    };
    finish(response, live)
}

fn finish(mut response: Response, live: Live) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        "X-test-mode",
        HeaderValue::from_static(if live.0 { "False" } else { "True" }),
    );
    if let Ok(id) = HeaderValue::from_str(&new_id("req")) {
        headers.insert("X-Request-ID", id);
    }
    response
}

fn op_of(method: &Method, path: &str) -> Option<Op> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    Some(match parts.as_slice() {
        [""] | ["v1", "references" | "connections" | "carriers"] => Op::Connections,
        ["v1", "proxy", "rates"] | ["v1", "shipments", _, "rates"] => Op::Rates,
        ["v1", "proxy", "tracking", ..] | ["v1", "trackers", ..] => Op::Track,
        ["v1", "proxy", "shipping", _, "cancel"] | ["v1", "shipments", _, "cancel"] => Op::Cancel,
        ["v1", "shipments", _, "purchase"] => Op::Purchase,
        ["v1", "shipments"] | ["v1", "shipments", _] if method == Method::GET => Op::Shipment,
        ["v1", "shipments"] | ["v1", "shipments", _] => Op::Draft,
        ["v1", "shipments", _, ..] => Op::Label,
        _ => return None,
    })
}

/// The key's mode. `Bearer` is for tokens that this server does not give out.
fn who(headers: &HeaderMap) -> Result<Live, Refusal> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let nobody = || {
        Refusal::error(
            401,
            "not_authenticated",
            "Authentication credentials were not provided.",
        )
    };
    let (scheme, rest) = given.split_once(' ').ok_or_else(nobody)?;
    let key = match scheme {
        "Token" if !rest.contains(' ') => rest.to_owned(),
        "Basic" => BASE64_STANDARD
            .decode(rest)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|pair| pair.split_once(':').map(|(key, _)| key.to_owned()))
            .ok_or_else(nobody)?,
        "Bearer" => String::new(),
        _ => return Err(nobody()),
    };
    match key.as_str() {
        SimKarrio::TOKEN => Ok(Live(false)),
        SimKarrio::LIVE_TOKEN => Ok(Live(true)),
        _ => Err(Refusal::error(
            401,
            "invalid_token",
            "Given token not valid for any token type",
        )),
    }
}

/// What goes wrong between this server and its client.
async fn spoilt(answer: Answer, done: Option<Response>) -> Response {
    match answer {
        Answer::Never => std::future::pending().await,
        Answer::Html500 => Refusal::server_error_page().into_response(),
        Answer::Empty200 => StatusCode::OK.into_response(),
        Answer::HalfJson => {
            let stand_in = r#"{"messages": [], "rates": [{"id""#;
            let mut half = http::rewritten(done, stand_in, |whole| http::half(&whole)).await;
            *half.status_mut() = StatusCode::OK;
            half
        }
        Answer::Throttled { retry_after } => {
            let text =
                format!("Request was throttled. Expected available in {retry_after} seconds.");
            let mut response = Refusal::error(429, "throttled", text).into_response();
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
            response
        }
        // What happens at the carrier never comes here.
        _ => http::dropped(),
    }
}

/// The carrier's part of a request: it takes its time, and then perhaps something goes wrong.
pub(super) async fn at_carrier(fault: Option<&Fault>) {
    tokio::time::sleep(CARRIER_TIME).await;
    if let Some(Fault {
        answer: Answer::Late(time),
        ..
    }) = fault
    {
        tokio::time::sleep(*time).await;
    }
}

/// The refusal that a fault at the carrier makes of a request; `None` where the usual answer follows.
pub(super) fn refused_by(
    fault: Option<&Fault>,
    status: u16,
    connection: &carriers::Connection,
) -> Option<Refusal> {
    match &fault?.answer {
        Answer::CarrierRefuses { code, message }
        | Answer::FirstCarrierRefuses { code, message } => {
            Some(Refusal::carrier(status, connection, code, message))
        }
        Answer::SdkInternalError => Some(Refusal::carrier(
            status,
            connection,
            "SHIPPING_SDK_INTERNAL_ERROR",
            "Remote end closed connection without response",
        )),
        Answer::NoMessage424 => Some(Refusal::Errors(
            StatusCode::FAILED_DEPENDENCY,
            vec![json!({ "code": "failure", "level": "error" })],
        )),
        _ => None,
    }
}

async fn metadata() -> Json<Value> {
    Json(json!({
        "VERSION": "2026.1.32",
        "APP_NAME": "Karrio (simulated)",
        "APP_WEBSITE": "https://karrio.io",
        "MULTI_ORGANIZATIONS": false,
        "ORDERS_MANAGEMENT": true,
        "DOCUMENTS_MANAGEMENT": false,
    }))
}

async fn carrier_list() -> Json<Value> {
    let carrier = |c: &carriers::Connection| json!({ "id": c.ext, "carrier_name": c.ext, "display_name": c.display_name, "is_enabled": true });
    Json(CONNECTIONS.iter().map(carrier).collect())
}

async fn connections(live: Option<Extension<Live>>) -> Json<Value> {
    let results: Vec<Value> = CONNECTIONS
        .iter()
        .filter(|_| !is_live(live))
        .map(|c| {
            json!({
                "id": c.id,
                "object_type": "carrier-connection",
                "carrier_name": c.ext,
                "display_name": c.display_name,
                "carrier_id": c.carrier_id,
                "capabilities": if c.full { vec!["rating", "tracking", "shipping"] } else { vec!["rating", "shipping"] },
                "config": {},
                "metadata": {},
                "is_system": false,
                "active": true,
                "test_mode": true,
            })
        })
        .collect();
    Json(json!({ "count": results.len(), "next": null, "previous": null, "results": results }))
}

pub(super) fn is_live(live: Option<Extension<Live>>) -> bool {
    live.is_some_and(|Extension(live)| live.0)
}

async fn rates(
    live: Option<Extension<Live>>,
    fault: Option<Extension<Fault>>,
    payload: Payload,
) -> Result<Response, Refusal> {
    let fields = payload.read(&validate::RATE_REQUEST)?;
    let fields =
        world::with_options(fields, &payload.0, Timestamp::now()).map_err(Refusal::exception)?;
    let (rates, messages) = ask(&fields, is_live(live), fault.as_deref()).await?;
    let status = if messages.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::MULTI_STATUS
    };
    Ok((
        status,
        Json(json!({ "messages": messages, "rates": rates })),
    )
        .into_response())
}

/// Rates, and what carriers said besides.
pub(super) async fn ask(
    fields: &Map<String, Value>,
    live: bool,
    fault: Option<&Fault>,
) -> Result<(Vec<Value>, Vec<Value>), Refusal> {
    let mut rates = world::rate(fields)
        .filter(|_| !live)
        .ok_or_else(Refusal::no_connection)?;
    at_carrier(fault).await;
    let first = rates
        .first()
        .and_then(|r| CONNECTIONS.iter().find(|c| r["carrier_id"] == c.carrier_id))
        .unwrap_or(&CONNECTIONS[0]);
    let mut messages = Vec::new();
    if let Some(Fault {
        answer: Answer::FirstCarrierRefuses { code, message },
        ..
    }) = fault
    {
        rates.retain(|r| r["carrier_id"] != first.carrier_id);
        messages.push(message_of(first, code, message));
    }
    if rates.is_empty() || messages.is_empty() {
        refused_by(fault, 424, first).map_or(Ok(()), Err)?;
    }
    Ok((rates, messages))
}

async fn track(
    State(shared): State<Shared>,
    fault: Option<Extension<Fault>>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let (number, carrier) = asked(&payload)?;
    let tracking = look_up(&shared, &carrier, &number, fault.as_deref(), false).await?;
    Ok(Json(json!({ "messages": [], "tracking": tracking })))
}

async fn track_by_path(
    State(shared): State<Shared>,
    fault: Option<Extension<Fault>>,
    Path((carrier, number)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let tracking = look_up(&shared, &carrier, &number, fault.as_deref(), false).await?;
    Ok(Json(json!({ "messages": [], "tracking": tracking })))
}

async fn track_and_keep(
    State(shared): State<Shared>,
    fault: Option<Extension<Fault>>,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let (number, carrier) = asked(&payload)?;
    let tracker = look_up(&shared, &carrier, &number, fault.as_deref(), true).await?;
    Ok((StatusCode::ACCEPTED, Json(tracker)))
}

fn asked(payload: &Payload) -> Result<(String, String), Refusal> {
    let fields = payload.read(&validate::TRACK)?;
    let text = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
    let carrier = text("carrier_name");
    if !CONNECTIONS.iter().any(|c| c.ext == carrier) {
        return Err(Refusal::error(
            400,
            "validation",
            format!("carrier_name: \"{carrier}\" is not a valid choice."),
        ));
    }
    Ok((text("tracking_number"), carrier))
}

/// Asks the carrier where a parcel is. Sim Express knows nothing of a parcel before its first scan.
async fn look_up(
    shared: &Shared,
    carrier: &str,
    number: &str,
    fault: Option<&Fault>,
    keep: bool,
) -> Result<Value, Refusal> {
    let connection = CONNECTIONS
        .iter()
        .find(|c| c.ext == carrier && c.full)
        .ok_or_else(Refusal::no_connection)?;
    at_carrier(fault).await;
    // Whatever goes wrong at the carrier is a 404 here.
    refused_by(fault, 404, connection).map_or(Ok(()), Err)?;
    let mut world = shared.world();
    let id = if keep {
        world.tracker_id(number)
    } else {
        new_id("trk")
    };
    let known = world
        .sale(number)
        .filter(|s| s.connection().is_some_and(|c| c.ext == carrier));
    match known {
        Some(sale) if carrier != "sim_express" || sale.status() != "pending" => {
            Ok(world::tracker(&world, sale, &id, number, keep))
        }
        _ => Err(Refusal::carrier(
            404,
            connection,
            "SIM404",
            "Tracking Information Not Found",
        )),
    }
}

async fn tracker(
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let world = shared.world();
    let missing = || Refusal::error(404, "not_found", "Tracking not found");
    let number = world.tracked_number(&id).ok_or_else(missing)?;
    let sale = world.sale(&number).ok_or_else(missing)?;
    let id = world
        .trackers()
        .into_iter()
        .find(|(_, n)| *n == number)
        .map_or(id, |(id, _)| id);
    Ok(Json(world::tracker(&world, sale, &id, &number, true)))
}

async fn tracker_list(State(shared): State<Shared>) -> Json<Value> {
    let world = shared.world();
    let results: Vec<Value> = world
        .trackers()
        .into_iter()
        .filter_map(|(id, number)| {
            Some(world::tracker(
                &world,
                world.sale(&number)?,
                &id,
                &number,
                true,
            ))
        })
        .collect();
    Json(json!({ "count": results.len(), "next": null, "previous": null, "results": results }))
}

/// Voids by the carrier's number. A carrier that cannot void is never asked, and "success" it is.
async fn cancel_by_proxy(
    State(shared): State<Shared>,
    fault: Option<Extension<Fault>>,
    Path(carrier): Path<String>,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let fields = payload.read(&validate::CANCEL)?;
    let connection = CONNECTIONS
        .iter()
        .find(|c| c.ext == carrier)
        .ok_or_else(Refusal::no_connection)?;
    let operation = if connection.full {
        let number = fields["shipment_identifier"].as_str().unwrap_or_default();
        void_at_carrier(&shared, connection, number, fault.as_deref()).await?;
        "Cancel Shipment"
    } else {
        "Safe cancellation allowed"
    };
    let confirmation = json!({
        "operation": operation,
        "success": true,
        "carrier_name": connection.ext,
        "carrier_id": connection.carrier_id,
    });
    Ok((
        StatusCode::ACCEPTED,
        Json(json!({ "messages": [], "confirmation": confirmation })),
    ))
}

pub(super) async fn void_at_carrier(
    shared: &Shared,
    connection: &'static carriers::Connection,
    number: &str,
    fault: Option<&Fault>,
) -> Result<(), Refusal> {
    at_carrier(fault).await;
    let refusal = refused_by(fault, 424, connection);
    let mut world = shared.world();
    if refusal.is_none() || fault.is_some_and(|f| f.carried_out) {
        let gone = world.sale(number).is_some_and(|s| s.status() != "pending");
        if gone || !world.void(number) {
            return Err(Refusal::carrier(
                424,
                connection,
                "SIM130",
                "The shipment cannot be voided: it was picked up, or it is not known",
            ));
        }
    }
    refusal.map_or(Ok(()), Err)
}
