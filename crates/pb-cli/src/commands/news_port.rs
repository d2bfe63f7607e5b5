//! What carriers tell by themselves: one address an account, on a port of its own on this machine, which leads to
//! nothing else. Whatever stands before it on the internet passes requests on as they come.
use super::serve::stopped;
use crate::host::Host;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::AccountId;
use pb_station::api::{AccountsView, Code, Failure, HearNews, HeardNews, Result};
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Longest message; carriers send some kilobytes.
const LONGEST: usize = 1024 * 1024;

/// The port, open.
pub(super) struct NewsPort {
    listener: TcpListener,
    /// One line an account whose carrier tells: its name and where to.
    pub(super) addresses: Vec<(String, String)>,
}

impl NewsPort {
    /// Opens the port.
    pub(super) async fn open(host: &Host, port: u16) -> Result<Self> {
        let trouble = |e: std::io::Error| {
            Failure::new(
                Code::Precondition,
                format!("Port {port} of this machine cannot be used: {e}"),
            )
            .hint("Choose another one with --news-port")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(trouble)?;
        let port = listener.local_addr().map_err(trouble)?.port();
        let view: AccountsView = host.get("accounts").await?;
        let tells = |id: &str| view.carriers.iter().any(|c| c.id == id && c.tells);
        let accounts = view.accounts.iter().filter(|a| tells(&a.carrier));
        let addresses = accounts
            .map(|a| {
                (
                    a.name.clone(),
                    format!("http://127.0.0.1:{port}/news/{}", a.id),
                )
            })
            .collect();
        Ok(Self {
            listener,
            addresses,
        })
    }

    /// Hears until the program stops.
    pub(super) async fn hear(self, host: Arc<Host>, stopping: watch::Receiver<bool>) {
        let routes = Router::new()
            .route("/news/{account}", post(heard))
            .layer(DefaultBodyLimit::max(LONGEST))
            .with_state(host);
        let hearing = axum::serve(self.listener, routes).with_graceful_shutdown(stopped(stopping));
        if let Err(error) = hearing.await {
            tracing::error!(%error, "the port for news ended");
        }
    }
}

/// A message for an account. Who sent it is told nothing but whether it was taken.
async fn heard(
    State(host): State<Arc<Host>>,
    Path(account): Path<AccountId>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let shown = headers.iter().filter_map(|(name, value)| {
        let value = value.to_str().ok()?;
        Some((name.as_str().to_owned(), value.to_owned()))
    });
    let request = HearNews {
        account,
        query: query.unwrap_or_default(),
        headers: shown.collect(),
        body: STANDARD.encode(&body),
    };
    match host.call::<HeardNews>("hear_news", &request).await {
        Ok(heard) => {
            tracing::info!(%account, heard.events, heard.ours, "a carrier told");
            StatusCode::OK
        }
        Err(failure) => {
            tracing::warn!(%account, code = ?failure.code, text = failure.text, "news was not taken");
            status(failure.code)
        }
    }
}

/// What makes a carrier send it again, and what does not.
fn status(code: Code) -> StatusCode {
    match code {
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Storage | Code::Internal | Code::ProfileInUse | Code::Passphrase => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Code::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::FORBIDDEN,
    }
}
