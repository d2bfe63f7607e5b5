//! The one HTTP client: logins, limits, deadlines, capped bodies, retries of what is safe to repeat, rests of
//! carriers that fail, redacted capture.
//!
//! What a failed call may have done is decided here, for all carriers alike: a call that fails
//! before anything could leave was not made; one that binds the merchant and fails after that has an
//! unknown outcome. Dropping the future of a call cancels it, so nobody should drop one that binds.

mod about;
mod breaker;
mod capture;
mod dry_run;
mod failure;
mod limit;
mod literal;
mod login;
mod redact;
mod request;
mod send;
mod server;
#[cfg(test)]
mod tests;
mod token;

pub use about::About;
pub use breaker::{Patience, Resting};
pub use capture::{Capture, CaptureSink, Exchange};
pub use dry_run::{DryRun, Unsent};
pub use limit::{Allowance, Limits, QuotaHeaders, ResetCounts};
pub use login::{By, ClientCredentials, Grant, Login, LoginRequest};
pub use redact::without_secrets;
pub(crate) use request::admit;
pub use request::{Answer, Request};
pub use send::{Call, Credential, Effect};
pub(crate) use server::{Key, Server};
pub use token::{AccessToken, TokenStore};

use breaker::Breakers;
use http::HeaderValue;
use jiff::Timestamp;
use limit::Lanes;
use pb_domain::{AccountId, Problem, ProblemKind};
use reqwest::Client;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use token::Tokens;
use tokio::sync::watch;
use tokio::time::Instant;
use url::Url;

/// How long a server that was lost has to answer a probe.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that are kept open to a server: as many as tracking a day's parcels asks it at once.
const IDLE: usize = 32;
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
    /// What time it is; stamps captures, and says when tokens expire.
    pub clock: fn() -> Timestamp,
    /// Where access tokens are kept over restarts.
    pub tokens: Option<Arc<dyn TokenStore>>,
    /// How often a carrier lets itself be asked, by its id.
    pub limits: fn(&str) -> &'static Limits,
    /// When a carrier that fails is left alone.
    pub patience: Patience,
    /// Where calls go instead of the network.
    pub dry_run: Option<DryRun>,
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
            tokens: None,
            limits: |carrier| crate::find(carrier).map_or(&Limits::NONE, |p| p.limits),
            patience: Patience::default(),
            dry_run: None,
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
    insists: bool,
}

struct Shared {
    options: EngineOptions,
    clients: Clients,
    reachability: watch::Sender<Reachability>,
    /// Servers that the last call to could not be connected with.
    lost: Mutex<BTreeSet<Url>>,
    /// Who answered last, and when.
    answered: Mutex<Option<(Url, Instant)>>,
    tokens: Tokens,
    lanes: Lanes,
    breakers: Breakers,
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
            pooled: client(IDLE).build()?,
            fresh: client(0).build()?,
            local: client(0).no_proxy().build()?,
        };
        Ok(Self {
            shared: Arc::new(Shared {
                options,
                clients,
                reachability: watch::Sender::new(Reachability::Untried),
                lost: Mutex::default(),
                answered: Mutex::default(),
                tokens: Tokens::default(),
                lanes: Lanes::default(),
                breakers: Breakers::default(),
            }),
            deadline: None,
            about: None,
            insists: false,
        })
    }

    /// The same engine, whose calls all end by `deadline`: what a screen of rates is asked with.
    #[must_use]
    pub fn until(&self, deadline: Instant) -> Self {
        Self {
            deadline: Some(self.deadline.map_or(deadline, |d| d.min(deadline))),
            ..self.clone()
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

    /// The same engine, whose calls also leave while their account rests: for a person who asks whether
    /// the carrier is back.
    #[must_use]
    pub fn insisting(&self) -> Self {
        Self {
            insists: true,
            ..self.clone()
        }
    }

    /// Since when, until when and why an account's carrier is left alone; `None` while it is not.
    pub fn resting(&self, account: AccountId) -> Option<Resting> {
        self.shared.breakers.resting(account)
    }

    /// Whether the last call reached a server, as it changes.
    pub fn reachability(&self) -> watch::Receiver<Reachability> {
        self.shared.reachability.subscribe()
    }

    /// Asks whether a server answers again that could not be connected with: one bare request each, without
    /// a credential. Whatever it answers, it is there. `false` when none does, or none was lost.
    pub async fn probe(&self) -> bool {
        let lost: Vec<Url> = self.lost().iter().cloned().collect();
        let asked = lost.iter().map(|url| self.answers(url, PROBE_TIMEOUT));
        let back = futures::future::join_all(asked).await;
        back.contains(&true)
    }

    /// Asks one such server, and remembers when it answers.
    async fn answers(&self, server: &Url, within: Duration) -> bool {
        let clients = &self.shared.clients;
        let client = if request::is_loopback(server) {
            &clients.local
        } else {
            &clients.fresh
        };
        let answer = client.head(server.clone()).timeout(within).send().await;
        if answer.is_ok() {
            self.lost().remove(server);
            self.shared.breakers.back(server);
            self.shared.reachability.send_replace(Reachability::Reached);
        }
        answer.is_ok()
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, BTreeSet<Url>> {
        self.shared
            .lost
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers which servers cannot be connected with, by their address without a path.
    fn note_reached(&self, url: &Url, reached: bool) {
        let mut lost = self.lost();
        if reached && lost.is_empty() {
            return;
        }
        let Ok(server) = url.join("/") else { return };
        if reached {
            lost.remove(&server);
        } else if lost.len() < MOST_LOST {
            lost.insert(server);
        }
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
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
