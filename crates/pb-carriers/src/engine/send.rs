//! One call, from its credentials to its answer.
//!
//! In this order: the tokens it shows, the rest of a carrier that fails, its turn in its lane, the
//! request itself, what is repeated of it, and once more the whole with a new token when the carrier did
//! not take the old one.

use super::breaker::{Outcome, Pass};
use super::failure::Failure;
use super::limit::{Lane, Ticket};
use super::login::{self, Login};
use super::request::{self, Answer, Request, admit};
use super::{Engine, Exchange, Reachability};
use backon::{ExponentialBuilder, Retryable};
use http::{HeaderName, HeaderValue, Method};
use pb_domain::{Account, Problem};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tracing::Instrument as _;
use url::Url;
use uuid::Uuid;

/// How long a server has to show that it is there again, before a call to it is refused.
const KNOCK_TIMEOUT: Duration = Duration::from_secs(1);
/// While another server has answered within this time, there is a network.
const NETWORK_SEEN: Duration = Duration::from_secs(60);

/// What a call leaves behind at the other side, which decides what its failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it only asks, and is repeated when it fails on the way.
    Asks,
    /// Something that costs nothing, such as a draft: made once, its failure is harmless.
    Drafts,
    /// It buys or voids: made once, and a failure after the first byte may have left is unknown. It is
    /// never repeated here, whatever the carrier's way to settle; settling sends it again where that is
    /// [`crate::SettleWay::Resend`].
    Binds,
}

/// One call to a carrier.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// For whom.
    pub account: &'a Account,
    /// What for: `rate`, `buy`.
    pub operation: &'static str,
    /// What leaves, but for the credentials.
    pub request: &'a Request,
    /// Prove who we are. Added as the request leaves; in no journal, log or capture.
    pub credentials: &'a [Credential<'a>],
    /// What it leaves behind.
    pub effect: Effect,
    /// The merchant chose to speak to this server without TLS.
    pub plain_http: bool,
}

/// What proves who we are.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// A header with what the account holds.
    Header(&'a HeaderName, &'a HeaderValue),
    /// A parameter of the address with what the account holds: its name and its value, which is encoded here.
    Query(&'static str, &'a str),
    /// The token that a login gives.
    Login(&'static dyn Login),
}

/// A call's credentials as they leave.
#[derive(Default)]
struct Shown {
    headers: Vec<(HeaderName, HeaderValue)>,
    query: Vec<(&'static str, SecretString)>,
    tokens: Vec<(&'static dyn Login, SecretString)>,
}

impl Shown {
    /// What a server may repeat that nobody needs to read.
    fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        let tokens = self.tokens.iter().map(|(_, token)| token);
        tokens.chain(self.query.iter().map(|(_, value)| value))
    }
}

/// What belongs to a call for as long as it is made.
struct Way<'a> {
    call: &'a Call<'a>,
    url: &'a Url,
    shown: &'a Shown,
    /// The call is this login.
    login: Option<&'static dyn Login>,
    lane: &'a Lane,
    ticket: Ticket,
    pass: &'a Pass<'a>,
    /// Until when it may leave.
    leaves_by: Instant,
    deadline: Instant,
}

/// An attempt that did not bring an answer to keep.
enum Setback {
    /// The server asks to come back later.
    Later(Answer),
    /// No answer.
    Failed(Failure),
    /// It did not leave, and need not be tried again.
    Stays(Problem),
}

impl Engine {
    /// Makes one call and brings the answer, whatever its status.
    ///
    /// Fails with [`pb_domain::ProblemKind::UnknownOutcome`] where a call that binds may have left and brought no
    /// answer; with every other kind nothing was done. [`pb_domain::ProblemKind::Auth`] comes from a login that failed
    /// or a new token that was not taken, [`pb_domain::ProblemKind::RateLimited`] from a turn that did not come in time.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, Problem> {
        self.make(&call, None).await
    }

    /// The same, where the call may itself be a login.
    pub(super) async fn make(
        &self,
        call: &Call<'_>,
        login: Option<&'static dyn Login>,
    ) -> Result<Answer, Problem> {
        let url = admit(&call.request.url, call.plain_http)?;
        let options = &self.shared.options;
        if let Some(dry_run) = &options.dry_run {
            return dry_run.call(call);
        }
        let began = Instant::now();
        let limit = match call.effect {
            Effect::Asks | Effect::Drafts => options.timeout,
            Effect::Binds => options.binding_timeout,
        };
        let within = |end: Instant| self.deadline.map_or(end, |d| d.min(end));
        let deadline = within(began + limit);
        // What binds leaves while there is time for its answer, which would else be unknown.
        let leaves_by = within(began + limit.min(options.timeout));
        let span = tracing::info_span!(
            "carrier call",
            carrier = call.account.carrier,
            account = %call.account.id,
            operation = call.operation,
            host = url.host_str().unwrap_or_default(),
        );
        async {
            let shown = self.shown(call, leaves_by).await?;
            let answer = self
                .repeat(call, &url, &shown, login, (leaves_by, deadline))
                .await?;
            let expired = |shown: &Shown, answer: &Answer| {
                shown.tokens.iter().any(|(by, _)| by.expired(answer))
            };
            if !expired(&shown, &answer) {
                return Ok(answer);
            }
            tracing::info!("the token is not taken any more");
            for (by, token) in &shown.tokens {
                self.spend(call.account, *by, token);
            }
            let shown = self.shown(call, leaves_by).await?;
            let answer = self
                .repeat(call, &url, &shown, login, (leaves_by, deadline))
                .await?;
            if expired(&shown, &answer) {
                let by = shown.tokens.first().map(|(by, _)| by.said(&answer));
                let (code, words) = by.unwrap_or_default();
                return Err(login::denied(call.account).carrier(code, words));
            }
            Ok(answer)
        }
        .instrument(span)
        .await
    }

    /// The credentials of a call, got where need be.
    async fn shown(&self, call: &Call<'_>, by: Instant) -> Result<Shown, Problem> {
        let mut shown = Shown::default();
        for credential in call.credentials {
            match *credential {
                Credential::Header(name, value) => {
                    shown.headers.push((name.clone(), value.clone()));
                }
                Credential::Query(name, value) => {
                    shown.query.push((name, SecretString::from(value)));
                }
                Credential::Login(login) => {
                    let token = self.token(call.account, login, by).await?.token;
                    shown.headers.push(login.show(token.expose_secret())?);
                    shown.tokens.push((login, token));
                }
            }
        }
        Ok(shown)
    }

    /// Makes the call, again and again where that is safe and may help.
    async fn repeat(
        &self,
        call: &Call<'_>,
        url: &Url,
        shown: &Shown,
        login: Option<&'static dyn Login>,
        (leaves_by, deadline): (Instant, Instant),
    ) -> Result<Answer, Problem> {
        let shared = &self.shared;
        let options = &shared.options;
        let pass = || {
            shared
                .breakers
                .pass(call.account.id, self.insists, Instant::now())
        };
        let pass = match pass() {
            // Whether a server is there again that could not be connected with is found out in no time.
            Err(resting) => match shared.breakers.unreached(call.account.id) {
                Some(server) if self.answers(&server, KNOCK_TIMEOUT).await => pass(),
                _ => Err(resting),
            },
            passed => passed,
        };
        let pass = pass.map_err(|resting| resting.problem(call.account, (options.clock)()))?;
        let limits = (options.limits)(&call.account.carrier);
        let lane: Arc<Lane> = shared.lanes.of(call.account.id, call.operation, limits);
        let way = Way {
            call,
            url,
            shown,
            login,
            ticket: lane.ticket(),
            lane: &lane,
            pass: &pass,
            leaves_by,
            deadline,
        };
        let backoff = ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(options.first_wait)
            .with_max_times(options.attempts.saturating_sub(1));
        let outcome = (|| self.attempt(&way))
            .retry(backoff)
            .when(|setback: &Setback| call.effect == Effect::Asks && setback.worth_repeating())
            .adjust(|setback, wait| {
                let wait = setback.retry_after().unwrap_or(jittered(wait?));
                (Instant::now() + wait < deadline).then_some(wait)
            })
            .notify(|_, wait| tracing::debug!(?wait, "asking again"))
            .await;
        let went = self.went(url, &outcome);
        pass.done(went, options.patience, ((options.clock)(), Instant::now()));
        match outcome {
            Ok(answer) | Err(Setback::Later(answer)) => Ok(answer),
            Err(Setback::Failed(failure)) => Err(failure.problem(call.effect)),
            Err(Setback::Stays(problem)) => Err(problem),
        }
    }

    /// What a call's end says about the carrier.
    fn went(&self, url: &Url, outcome: &Result<Answer, Setback>) -> Outcome {
        match outcome {
            Ok(answer) | Err(Setback::Later(answer)) if answer.status >= 500 => Outcome::Failed {
                why: format!("It answered with status {}", answer.status),
                unreached: None,
            },
            Ok(_) | Err(Setback::Later(_)) => Outcome::Answered,
            Err(Setback::Failed(failure)) if !failure.counts => Outcome::Nothing,
            Err(Setback::Failed(failure)) if failure.sent || self.others_answer(url) => {
                Outcome::Failed {
                    why: failure.text.clone(),
                    unreached: url.join("/").ok().filter(|_| !failure.sent),
                }
            }
            Err(Setback::Failed(_) | Setback::Stays(_)) => Outcome::Nothing,
        }
    }

    /// Whether another server answered last, and not long ago.
    fn others_answer(&self, url: &Url) -> bool {
        let answered = self.shared.answered.lock();
        let answered = answered.unwrap_or_else(PoisonError::into_inner);
        answered.as_ref().is_some_and(|(server, at)| {
            server.origin() != url.origin() && at.elapsed() < NETWORK_SEEN
        })
    }

    /// One attempt, captured.
    async fn attempt(&self, way: &Way<'_>) -> Result<Answer, Setback> {
        let Way { call, url, .. } = way;
        let options = &self.shared.options;
        way.lane
            .turn(way.ticket, way.leaves_by)
            .await
            .map_err(|not| Setback::Stays(not.problem(call.account, call.operation)))?;
        way.pass
            .holds(self.insists)
            .map_err(|resting| Setback::Stays(resting.problem(call.account, (options.clock)())))?;
        let began = Instant::now();
        let at = (options.clock)();
        let mut outcome = self.exchange(way).await;
        match &outcome {
            Ok(answer) => {
                self.note_reached(url, true);
                self.shared.reachability.send_replace(Reachability::Reached);
                let answered = self.shared.answered.lock();
                *answered.unwrap_or_else(PoisonError::into_inner) =
                    Some(((*url).clone(), Instant::now()));
                if let Some(wait) = self.asks_for(call.account, answer) {
                    way.lane.pause(wait);
                }
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
        if let Some(sink) = &options.sink {
            let about = self.about.clone();
            let shown = way.shown.headers.iter().map(|(_, value)| value);
            let tokens = way.shown.secrets();
            let exchange = Exchange::new(id, call, shown.cloned(), about, (at, took), &outcome);
            sink(exchange.with_tokens(tokens).of_login(way.login));
        }
        if let Ok(answer) = &mut outcome {
            for secret in way.shown.secrets() {
                answer.forget(secret.expose_secret());
            }
        }
        match outcome {
            Ok(answer) if matches!(answer.status, 429 | 502 | 503 | 504) => {
                Err(Setback::Later(answer))
            }
            Ok(answer) => Ok(answer),
            Err(failure) => Err(Setback::Failed(failure)),
        }
    }

    /// How long an answer asks us to leave this operation alone.
    fn asks_for(&self, account: &Account, answer: &Answer) -> Option<Duration> {
        let options = &self.shared.options;
        let asked = answer
            .retry_after
            .filter(|_| matches!(answer.status, 429 | 503));
        let limits = (options.limits)(&account.carrier);
        let quota = limits.quota.as_ref();
        let used_up = quota.and_then(|q| q.used_up(&answer.headers, (options.clock)()));
        asked.max(used_up)
    }

    /// Request out, answer in.
    async fn exchange(&self, way: &Way<'_>) -> Result<Answer, Failure> {
        let Way { call, url, .. } = way;
        let host = url.host_str().unwrap_or_default();
        let left = way.deadline.saturating_duration_since(Instant::now());
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
        let mut address = (*url).clone();
        for (name, value) in &way.shown.query {
            address
                .query_pairs_mut()
                .append_pair(name, value.expose_secret());
        }
        let mut outgoing = client
            .request(method, address)
            .timeout(left)
            .body(call.request.body.clone());
        for (name, value) in &call.request.headers {
            outgoing = outgoing.header(name, value);
        }
        for (name, value) in &way.shown.headers {
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

impl Setback {
    fn worth_repeating(&self) -> bool {
        match self {
            Self::Later(_) => true,
            Self::Failed(failure) => failure.again,
            Self::Stays(_) => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Later(answer) => answer.retry_after,
            Self::Failed(_) | Self::Stays(_) => None,
        }
    }
}

/// A wait stretched by up to 30 %, so that many benches do not come back in step.
pub(super) fn jittered(wait: Duration) -> Duration {
    let draw = getrandom::u32().unwrap_or(0) % 31;
    wait + wait * draw / 100
}
