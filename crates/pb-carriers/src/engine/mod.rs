//! The one HTTP client: deadlines, capped bodies, retries of what is safe to repeat, redacted capture.
//!
//! What a failed call may have done is decided here, for all carriers alike: a call that fails
//! before anything could leave was not made; one that binds the merchant and fails after that has an
//! unknown outcome. Dropping the future of a call cancels it, so nobody should drop one that binds.

mod about;
mod capture;
mod failure;
mod literal;
mod redact;
mod request;
mod server;
#[cfg(test)]
mod tests;

pub use about::About;
pub use capture::{Capture, CaptureSink, Exchange};
pub use redact::without_secrets;
pub use request::Request;
pub(crate) use request::{Answer, admit};
pub(crate) use server::{Key, Server};

use backon::{ExponentialBuilder, Retryable};
use failure::Failure;
use http::{HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use pb_domain::{Account, Problem, ProblemKind};
use reqwest::Client;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument;
use url::Url;
use uuid::Uuid;

/// How long a server that was lost has to answer a probe.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);
/// Servers that are probed at most; a bench has a few accounts.
const MOST_LOST: usize = 16;

/// How the engine behaves; the default is right for a bench.
#[derive(Clone)]
pub struct EngineOptions {
    /// How long a connection may take, look-up of the name and TLS included.
    pub connect_timeout: Duration,
    /// How long a call may take that binds nobody, repeats included.
    pub timeout: Duration,
    /// How long a call may take that binds: a purchase whose answer is awaited is not unknown yet.
    pub binding_timeout: Duration,
    /// Longest body that is read.
    pub max_answer: usize,
    /// How often a call that only asks is made at most.
    pub attempts: usize,
    /// The wait before the second attempt; it doubles from there.
    pub first_wait: Duration,
    /// What we call ourselves.
    pub user_agent: String,
    /// Where exchanges go, to be captured.
    pub sink: Option<CaptureSink>,
    /// What time it is; stamps captures.
    pub clock: fn() -> Timestamp,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            binding_timeout: Duration::from_secs(90),
            max_answer: 20 * 1024 * 1024,
            attempts: 3,
            first_wait: Duration::from_millis(250),
            user_agent: concat!("Packbench/", env!("CARGO_PKG_VERSION")).to_owned(),
            sink: None,
            clock: Timestamp::now,
        }
    }
}

impl std::fmt::Debug for EngineOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineOptions")
            .field("timeout", &self.timeout)
            .field("binding_timeout", &self.binding_timeout)
            .finish_non_exhaustive()
    }
}

/// Why the engine could not start.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot start: {0}")]
pub struct EngineError(#[from] reqwest::Error);

/// Whether the last call reached a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachability {
    /// No call has been made yet.
    Untried,
    /// A server answered.
    Reached,
    /// No connection came about.
    Unreachable,
}

/// The one HTTP client. Cheap to clone; clones share connections, sink and reachability.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    deadline: Option<Instant>,
    about: Option<Arc<About>>,
}

struct Shared {
    options: EngineOptions,
    clients: Clients,
    reachability: watch::Sender<Reachability>,
    /// Servers that the last call to could not be connected with.
    lost: Mutex<BTreeSet<Url>>,
}

struct Clients {
    /// Keeps connections open between calls.
    pooled: Client,
    /// A new connection for every call that binds: a kept one may have died unnoticed, and then
    /// what could have been "not reached" would be "unknown".
    fresh: Client,
    /// For servers on this machine, which no proxy can reach.
    local: Client,
}

/// What a call leaves behind at the other side, which decides what its failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: it only asks, and is repeated when it fails on the way.
    Asks,
    /// Something that costs nothing, such as a draft: made once, its failure is harmless.
    Drafts,
    /// It buys or voids: made once, and a failure after the first byte may have left is unknown.
    Binds,
}

/// One call to a carrier.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    /// For whom.
    pub(crate) account: &'a Account,
    /// What for: `rate`, `buy`.
    pub(crate) operation: &'static str,
    /// What leaves, but for the credential.
    pub(crate) request: &'a Request,
    /// Proves who we are. Added as the request leaves; in no journal, log or capture.
    pub(crate) credential: Option<(&'a HeaderName, &'a HeaderValue)>,
    /// What it leaves behind.
    pub(crate) effect: Effect,
    /// The merchant chose to speak to this server without TLS.
    pub(crate) plain_http: bool,
}

/// An attempt that did not bring an answer to keep.
enum Setback {
    /// The server asks to come back later.
    Later(Answer),
    /// No answer.
    Failed(Failure),
}

impl Engine {
    /// An engine. A TLS provider must have been installed by then.
    pub fn new(options: EngineOptions) -> Result<Self, EngineError> {
        let client = |idle: usize| {
            Client::builder()
                .user_agent(&options.user_agent)
                .connect_timeout(options.connect_timeout)
                .pool_max_idle_per_host(idle)
                // A credential must not follow to another place, nor a purchase be made twice.
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
        };
        let clients = Clients {
            pooled: client(4).build()?,
            fresh: client(0).build()?,
            local: client(0).no_proxy().build()?,
        };
        Ok(Self {
            shared: Arc::new(Shared {
                options,
                clients,
                reachability: watch::Sender::new(Reachability::Untried),
                lost: Mutex::default(),
            }),
            deadline: None,
            about: None,
        })
    }

    /// The same engine, whose calls all end by `deadline`: what a screen of rates is asked with.
    #[must_use]
    pub fn until(&self, deadline: Instant) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            deadline: Some(self.deadline.map_or(deadline, |d| d.min(deadline))),
            about: self.about.clone(),
        }
    }

    /// The same engine, whose calls are all about one shipment: captures say so, and hide its people.
    #[must_use]
    pub fn about(&self, about: About) -> Self {
        Self {
            about: Some(Arc::new(about)),
            ..self.clone()
        }
    }

    /// Whether the last call reached a server, as it changes.
    pub fn reachability(&self) -> watch::Receiver<Reachability> {
        self.shared.reachability.subscribe()
    }

    /// Asks whether a server answers again that could not be connected with: one bare request each, without
    /// a credential. Whatever it answers, it is there. `false` when none does, or none was lost.
    pub async fn probe(&self) -> bool {
        let lost: Vec<Url> = self.lost().iter().cloned().collect();
        let asked = lost.into_iter().map(|url| async move {
            let clients = &self.shared.clients;
            let client = if request::is_loopback(&url) {
                &clients.local
            } else {
                &clients.fresh
            };
            let answer = client.head(url.clone()).timeout(PROBE_TIMEOUT).send().await;
            answer.is_ok().then_some(url)
        });
        let back: Vec<Url> = futures::future::join_all(asked)
            .await
            .into_iter()
            .flatten()
            .collect();
        for url in &back {
            self.lost().remove(url);
        }
        if !back.is_empty() {
            self.shared.reachability.send_replace(Reachability::Reached);
        }
        !back.is_empty()
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, BTreeSet<Url>> {
        self.shared
            .lost
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers which servers cannot be connected with, by their address without a path.
    fn note_reached(&self, url: &Url, reached: bool) {
        let Ok(server) = url.join("/") else { return };
        let mut lost = self.lost();
        if reached {
            lost.remove(&server);
        } else if lost.len() < MOST_LOST {
            lost.insert(server);
        }
    }

    /// Makes one call and brings the answer, whatever its status.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Answer, Problem> {
        let url = admit(&call.request.url, call.plain_http)?;
        let options = &self.shared.options;
        let limit = match call.effect {
            Effect::Asks | Effect::Drafts => options.timeout,
            Effect::Binds => options.binding_timeout,
        };
        let own = Instant::now() + limit;
        let deadline = self.deadline.map_or(own, |d| d.min(own));
        let span = tracing::info_span!(
            "carrier call",
            carrier = call.account.carrier,
            account = %call.account.id,
            operation = call.operation,
            host = url.host_str().unwrap_or_default(),
        );
        let backoff = ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(options.first_wait)
            .with_max_times(options.attempts.saturating_sub(1));
        let outcome = (|| self.attempt(&call, &url, deadline))
            .retry(backoff)
            .when(|setback: &Setback| call.effect == Effect::Asks && setback.worth_repeating())
            .adjust(|setback, wait| {
                let wait = setback.retry_after().unwrap_or(jittered(wait?));
                (Instant::now() + wait < deadline).then_some(wait)
            })
            .notify(|_, wait| tracing::debug!(?wait, "asking again"))
            .instrument(span)
            .await;
        match outcome {
            Ok(answer) | Err(Setback::Later(answer)) => Ok(answer),
            Err(Setback::Failed(failure)) => Err(failure.problem(call.effect)),
        }
    }

    /// One attempt, captured.
    async fn attempt(
        &self,
        call: &Call<'_>,
        url: &Url,
        deadline: Instant,
    ) -> Result<Answer, Setback> {
        let began = Instant::now();
        let at = (self.shared.options.clock)();
        let outcome = self.exchange(call, url, deadline).await;
        match &outcome {
            Ok(_) => {
                self.note_reached(url, true);
                self.shared.reachability.send_replace(Reachability::Reached);
            }
            Err(Failure { sent: false, .. }) => {
                self.note_reached(url, false);
                self.shared
                    .reachability
                    .send_replace(Reachability::Unreachable);
            }
            // A server that took the request and was lost on the way says nothing about the network.
            Err(_) => {}
        }
        let took = began.elapsed();
        let id = Uuid::now_v7();
        match &outcome {
            Ok(answer) => tracing::info!(api_call = %id, status = answer.status, ?took, "answered"),
            Err(failure) => {
                tracing::warn!(api_call = %id, sent = failure.sent, ?took, "{}", failure.text);
            }
        }
        if let Some(sink) = &self.shared.options.sink {
            let about = self.about.clone();
            sink(Exchange::new(id, call, about, (at, took), &outcome));
        }
        match outcome {
            Ok(answer) if matches!(answer.status, 429 | 502 | 503 | 504) => {
                Err(Setback::Later(answer))
            }
            Ok(answer) => Ok(answer),
            Err(failure) => Err(Setback::Failed(failure)),
        }
    }

    /// Request out, answer in.
    async fn exchange(
        &self,
        call: &Call<'_>,
        url: &Url,
        deadline: Instant,
    ) -> Result<Answer, Failure> {
        let host = url.host_str().unwrap_or_default();
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Failure::too_late(host));
        }
        let method = Method::from_bytes(call.request.method.as_bytes())
            .map_err(|_| Failure::unsendable(host, "its method is not one of HTTP"))?;
        let clients = &self.shared.clients;
        let client = match call.effect {
            _ if request::is_loopback(url) => &clients.local,
            Effect::Binds => &clients.fresh,
            Effect::Asks | Effect::Drafts => &clients.pooled,
        };
        let mut outgoing = client
            .request(method, url.clone())
            .timeout(left)
            .body(call.request.body.clone());
        for (name, value) in &call.request.headers {
            outgoing = outgoing.header(name, value);
        }
        if let Some((name, value)) = call.credential {
            outgoing = outgoing.header(name, value);
        }
        let broken = |e: reqwest::Error| Failure::new(host, &e, left);
        let mut response = outgoing.send().await.map_err(broken)?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.shared.options.max_answer {
                return Err(Failure::too_long(host, self.shared.options.max_answer));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::new(
            status,
            headers,
            body,
            (self.shared.options.clock)(),
        ))
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl Setback {
    fn worth_repeating(&self) -> bool {
        match self {
            Self::Later(_) => true,
            Self::Failed(failure) => failure.again,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Later(answer) => answer.retry_after,
            Self::Failed(_) => None,
        }
    }
}

/// A wait stretched by up to 30 %, so that many benches do not come back in step.
fn jittered(wait: Duration) -> Duration {
    let draw = getrandom::u32().unwrap_or(0) % 31;
    wait + wait * draw / 100
}

/// A credential for a header; a text that cannot stand in one is a wrong credential.
pub(crate) fn credential(text: &str) -> Result<HeaderValue, Problem> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Problem::new(
            ProblemKind::Auth,
            "The token holds characters that cannot be sent",
        )
        .hint("Copy the token again, without spaces or line ends")
    })?;
    value.set_sensitive(true);
    Ok(value)
}
