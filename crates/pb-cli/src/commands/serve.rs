//! The window for a browser on this machine: commands, events and the built files, on loopback, with
//! a token.
use super::news_port::NewsPort;
use crate::args::ServeArgs;
use crate::folders;
use crate::host::Host;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::Stream;
use pb_station::api::{Code, Event, Failure, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// A file of orders in base64 fits, a runaway does not.
const BODY: usize = 128 * 1024 * 1024;

/// What a page may do; the desktop window's rules, with this server in place of its channel.
const POLICY: &str = "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; \
                      object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'";

/// Headers of every answer.
const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// What the routes share.
struct Server {
    host: Arc<Host>,
    token: String,
    /// The names this server has: nobody else's name may lead here.
    names: [String; 2],
    stopping: watch::Receiver<bool>,
}

/// Serves until somebody wants the program to stop.
pub(crate) async fn serve(
    host: &Arc<Host>,
    args: &ServeArgs,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let ui = folders::ui(args.ui.as_deref())?;
    host.open_quietly().await?;
    let trouble = |e: std::io::Error| {
        Failure::new(
            Code::Precondition,
            format!("Port {} of this machine cannot be used: {e}", args.port),
        )
        .hint("Choose another one with --port, or leave it out for a free one")
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port))
        .await
        .map_err(trouble)?;
    let port = listener.local_addr().map_err(trouble)?.port();
    let token = new_token()?;
    let (stopper, stopping) = watch::channel(false);
    let server = Server {
        host: Arc::clone(host),
        token: token.clone(),
        names: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
        stopping: stopping.clone(),
    };
    let url = format!("http://127.0.0.1:{port}/#token={token}");
    let news = match args.news_port {
        Some(port) => Some(NewsPort::open(host, port).await?),
        None => None,
    };
    let mut said = json!({ "url": url, "token": token });
    let mut text = format!("{url}\nOpen this address in a browser on this machine. Ctrl-C stops.");
    if let Some(news) = &news {
        said["news"] = json!(news.addresses);
        for (account, address) in &news.addresses {
            text.push_str(&format!("\nNews of {account} is heard at {address}"));
        }
    }
    host.output.early(&said, &text)?;
    let hearing = news.map(|news| tokio::spawn(news.hear(Arc::clone(host), stopping.clone())));
    let serving = axum::serve(listener, routes(server, &ui))
        .with_graceful_shutdown(stopped(stopping))
        .into_future();
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => return served.map_err(|e| Failure::new(Code::Internal, format!("The server ended: {e}"))),
        () = stop => {}
    }
    host.output
        .note("stopping. What is under way is finished first; Ctrl-C again stops at once");
    stopper.send_replace(true);
    if let Some(hearing) = hearing
        && let Err(error) = hearing.await
    {
        tracing::error!(%error, "the port for news ended badly");
    }
    serving
        .await
        .map_err(|e| Failure::new(Code::Internal, format!("The server ended badly: {e}")))
}

/// Waits until the server stops.
pub(super) async fn stopped(mut stopping: watch::Receiver<bool>) {
    // A sender that is gone stops, too.
    let _ = stopping.wait_for(|stop| *stop).await;
}

fn routes(server: Server, ui: &std::path::Path) -> Router {
    let server = Arc::new(server);
    let api = Router::new()
        .route("/call/{name}", post(call))
        .route("/events", get(events))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&server),
            with_token,
        ));
    let files = ServeDir::new(ui).fallback(ServeFile::new(ui.join("index.html")));
    let mut routes = Router::new()
        .nest("/api", api)
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&server),
            under_our_name,
        ));
    for (name, value) in HEADERS {
        routes = routes.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ));
    }
    routes.with_state(server)
}

/// A page of another site whose name was made to lead here gets nothing.
async fn under_our_name(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|h| h.to_str().ok());
    if host.is_some_and(|host| {
        server
            .names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(host))
    }) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "This address is not this server's").into_response()
    }
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

/// Nothing is answered without the token: in the header, or in the address where a browser's event
/// source can set no header.
async fn with_token(
    State(server): State<Arc<Server>>,
    Query(query): Query<Token>,
    request: Request,
    next: Next,
) -> Response {
    let header = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|h| h.to_str().ok());
    let header = header.and_then(|h| h.strip_prefix("Bearer "));
    let in_address = query
        .token
        .as_deref()
        .filter(|_| request.uri().path() == "/events");
    let given = header.or(in_address).unwrap_or_default();
    if bool::from(given.as_bytes().ct_eq(server.token.as_bytes())) {
        next.run(request).await
    } else {
        (StatusCode::UNAUTHORIZED, "The token is missing or wrong").into_response()
    }
}

/// Runs a command: its request as JSON in, its answer or failure as JSON out.
async fn call(
    State(server): State<Arc<Server>>,
    Path(name): Path<String>,
    body: std::result::Result<Bytes, BytesRejection>,
) -> Response {
    let answer = match request(&name, body) {
        Ok(request) => server.host.call_value(&name, request).await,
        Err(failure) => Err(failure),
    };
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(failure) => (status(failure.code), Json(failure)).into_response(),
    }
}

fn request(name: &str, body: std::result::Result<Bytes, BytesRejection>) -> Result<Value> {
    let wrong = |why: String| {
        Failure::new(
            Code::Invalid,
            format!("The request of “{name}” cannot be read: {why}"),
        )
    };
    let body = body.map_err(|e| wrong(e.body_text()))?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&body).map_err(|e| wrong(e.to_string()))
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Precondition
        | Code::AlreadyShipped
        | Code::PurchaseUnknown
        | Code::PriceChanged
        | Code::LabelStopped
        | Code::Copied
        | Code::NoWeight
        | Code::Passphrase
        | Code::ProfileInUse => StatusCode::CONFLICT,
        Code::SignIn | Code::ManagerNeeded | Code::WrongPin => StatusCode::FORBIDDEN,
        Code::CarrierRefused | Code::CarrierUnreachable => StatusCode::BAD_GATEWAY,
        Code::Printer => StatusCode::SERVICE_UNAVAILABLE,
        Code::Storage | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Everything the station pushes, a message an event, until the server stops.
async fn events(
    State(server): State<Arc<Server>>,
) -> Sse<impl Stream<Item = std::result::Result<axum::response::sse::Event, Infallible>>> {
    let heard = server.host.events();
    let stopping = server.stopping.clone();
    let stream = futures::stream::unfold(
        (heard, stopping, server),
        |(mut heard, stopping, server)| async move {
            loop {
                let event = tokio::select! {
                    event = heard.recv() => match event {
                        Ok(event) => event,
                        // The page fell behind and missed some: it is told to read everything anew.
                        Err(RecvError::Lagged(_)) => Event::App { state: server.host.state().await },
                        Err(RecvError::Closed) => return None,
                    },
                    () = stopped(stopping.clone()) => return None,
                };
                match axum::response::sse::Event::default().json_data(&event) {
                    Ok(message) => return Some((Ok(message), (heard, stopping, server))),
                    Err(error) => tracing::error!(%error, "an event cannot be written"),
                }
            }
        },
    );
    Sse::new(stream).keep_alive(KeepAlive::default())
}

fn new_token() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The system gives no random numbers: {e}"),
        )
    })?;
    Ok(hex::encode(bytes))
}
