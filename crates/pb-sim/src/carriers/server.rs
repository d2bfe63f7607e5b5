//! Which carrier a request is for, and what goes wrong on the way.
use super::carrier::Carrier;
use super::fault::{Answer, spoilt};
use super::{Seen, Shared};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tower::ServiceExt as _;

/// Longest body that is read.
const MOST: usize = 60_000_000;

/// A carrier and its paths.
pub(super) struct House {
    pub(super) carrier: &'static dyn Carrier,
    pub(super) router: Router,
}

#[derive(Clone)]
struct Street {
    shared: Shared,
    houses: Arc<[House]>,
}

pub(super) fn router(shared: &Shared, houses: Vec<House>) -> Router {
    let street = Street {
        shared: shared.clone(),
        houses: houses.into(),
    };
    Router::new().fallback(arrive).with_state(street)
}

async fn arrive(State(street): State<Street>, request: Request) -> Response {
    // A client that hangs up does not stop what it began.
    match tokio::spawn(answer(street, request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a simulated carrier failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn answer(street: Street, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some((house, path, host)) = street.find(&parts) else {
        let prefixes: Vec<&str> = street.houses.iter().map(|h| h.carrier.prefix()).collect();
        let words = format!("No such carrier here; there are: {}\n", prefixes.join(", "));
        return (StatusCode::NOT_FOUND, words).into_response();
    };
    let Ok(bytes) = axum::body::to_bytes(body, MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    parts.uri = Uri::from(path);
    if let Some(host) = host {
        let host = HeaderValue::from_static(host);
        parts.headers.insert(header::HOST, host);
    }
    let carrier = house.carrier;
    let op = carrier.op(&parts.method, parts.uri.path());
    let fault = {
        let mut world = street.shared.world();
        world.requests.push(seen(carrier, &parts, &bytes));
        let path = parts.uri.to_string();
        op.and_then(|op| world.faults.take((carrier.prefix(), op), &path, &bytes))
    };
    let run = async |bytes: Bytes| {
        let request = Request::from_parts(parts, Body::from(bytes));
        let Ok(response) = house.router.clone().oneshot(request).await;
        response
    };
    let Some(fault) = fault else {
        return run(bytes).await;
    };
    match fault.answer {
        Answer::Late(time) if fault.carried_out => {
            let response = run(bytes).await;
            tokio::time::sleep(time).await;
            response
        }
        Answer::Late(time) => {
            tokio::time::sleep(time).await;
            run(bytes).await
        }
        Answer::TokenExpired => {
            street.shared.world().tokens.end_all(carrier.prefix());
            run(bytes).await
        }
        Answer::Throttled { retry_after } => {
            let mut response = carrier.throttled();
            if let Some(seconds) = retry_after {
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        Answer::Refuses {
            status,
            code,
            message,
        } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            carrier.refusal(status, &code, &message)
        }
        answer => {
            let done = if fault.carried_out {
                Some(run(bytes).await)
            } else {
                None
            };
            spoilt(answer, done).await
        }
    }
}

impl Street {
    /// Whose a request is, its path there, and which of the carrier's host names it is for: by the host of
    /// the request, or else by the first part of its path, which is a prefix or a host name.
    fn find(&self, parts: &Parts) -> Option<(&House, PathAndQuery, Option<&'static str>)> {
        let host = parts.uri.host().or_else(|| {
            let host = parts.headers.get(header::HOST)?.to_str().ok()?;
            Some(host.rsplit_once(':').map_or(host, |(host, _)| host))
        });
        let whole = parts.uri.path_and_query()?;
        if let Some((house, host)) = host.and_then(|host| self.at(host)) {
            return Some((house, whole.clone(), Some(host)));
        }
        let rest = whole.as_str().strip_prefix('/')?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (first, path) = rest.split_at(end);
        let by_prefix = self.houses.iter().find(|h| h.carrier.prefix() == first);
        let (house, host) = match by_prefix {
            Some(house) => (house, None),
            None => self.at(first).map(|(house, host)| (house, Some(host)))?,
        };
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        Some((house, path.parse().ok()?, host))
    }

    fn at(&self, name: &str) -> Option<(&House, &'static str)> {
        self.houses.iter().find_map(|house| {
            let mut hosts = house.carrier.hosts().iter();
            let host = hosts.find(|host| host.eq_ignore_ascii_case(name))?;
            Some((house, *host))
        })
    }
}

fn seen(carrier: &dyn Carrier, parts: &Parts, body: &Bytes) -> Seen {
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Seen {
        carrier: carrier.prefix(),
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: headers.collect(),
        body: body.to_vec(),
    }
}
