//! Access tokens: got by one flight for whoever wants one, used until shortly before they expire, kept over
//! restarts by the station.
//!
//! A flight is a task of its own: whoever waits for it may give up at a deadline, and it goes on for
//! the others. What it brings is shared, a failure too, so that fifty calls that wait ask the carrier once.

use super::login::{self, Grant, Login};
use super::{Call, Credential, Effect, Engine};
use async_trait::async_trait;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use jiff::Timestamp;
use pb_domain::{Account, AccountId, Problem, ProblemKind};
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tracing::Instrument as _;

/// How long before its end a token is got anew.
const EARLY: Duration = Duration::from_secs(60);
/// What login calls are called in captures, limits and figures.
pub(super) const OPERATION: &str = "login";

/// A token, and until when it is used.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The token.
    pub token: SecretString,
    /// From when on another is got: shortly before it expires.
    pub refresh_at: Timestamp,
}

impl AccessToken {
    /// As it was granted. One that lives shortly is used for half of its life.
    fn of(grant: Grant, now: Timestamp) -> Self {
        let used = grant.lifetime - EARLY.min(grant.lifetime / 2);
        Self {
            token: grant.token,
            refresh_at: now.checked_add(used).unwrap_or(Timestamp::MAX),
        }
    }
}

/// Keeps access tokens over restarts, where nobody else reads them.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The token of an account's login that was kept last; a failure is as if there were none.
    async fn kept(&self, account: AccountId, login: &'static str) -> Option<AccessToken>;

    /// Keeps one in the place of the one before. `account` is as it was when it logged in: where its
    /// credentials were changed since, or it is gone, nothing is kept.
    async fn keep(&self, account: &Account, login: &'static str, token: &AccessToken);
}

type Flight = Shared<BoxFuture<'static, Result<AccessToken, Problem>>>;

/// The tokens of all accounts.
#[derive(Default)]
pub(super) struct Tokens {
    slots: Mutex<HashMap<(AccountId, &'static str), Slot>>,
    /// Tells an account's credentials from changed ones without keeping them.
    hasher: RandomState,
}

#[derive(Default)]
struct Slot {
    credentials: u64,
    token: Option<AccessToken>,
    /// One that the carrier does not take any more, though its time is not up.
    spent: Option<SecretString>,
    flight: Option<(AbortHandle, Flight)>,
}

impl Tokens {
    /// The account's slot; what other credentials got is not in it.
    fn slot<T>(
        &self,
        account: &Account,
        login: &dyn Login,
        work: impl FnOnce(&mut Slot) -> T,
    ) -> T {
        let credentials = self.hasher.hash_one((&account.secrets, &account.settings));
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry((account.id, login.name())).or_default();
        if slot.credentials != credentials {
            *slot = Slot {
                credentials,
                ..Slot::default()
            };
        }
        work(slot)
    }

    /// The same for who comes back to it: the credentials may have been changed meanwhile, and the slot be
    /// another's.
    fn slot_again<T>(
        &self,
        account: &Account,
        login: &dyn Login,
        work: impl FnOnce(&mut Slot) -> T,
    ) -> Option<T> {
        let credentials = self.hasher.hash_one((&account.secrets, &account.settings));
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.get_mut(&(account.id, login.name()))?;
        (slot.credentials == credentials).then(|| work(slot))
    }
}

impl Engine {
    /// The token of a login, got if need be; until then at most.
    pub(super) async fn token(
        &self,
        account: &Account,
        login: &'static dyn Login,
        by: Instant,
    ) -> Result<AccessToken, Problem> {
        let now = (self.shared.options.clock)();
        let found = self.shared.tokens.slot(account, login, |slot| {
            if let Some(token) = slot.token.as_ref().filter(|t| now < t.refresh_at) {
                return Ok(token.clone());
            }
            // One that ended without an answer must not be waited for.
            let flying = slot.flight.as_ref().filter(|(task, _)| !task.is_finished());
            Err(match flying {
                Some((_, flight)) => flight.clone(),
                None => {
                    let begun = self.fly(account.clone(), login);
                    let flight = begun.1.clone();
                    slot.flight = Some(begun);
                    flight
                }
            })
        });
        let flight = match found {
            Ok(token) => return Ok(token),
            Err(flight) => flight,
        };
        tokio::time::timeout_at(by, flight)
            .await
            .unwrap_or_else(|_| {
                Err(Problem::new(
                    ProblemKind::Unavailable,
                    format!("The login of the account {} took too long", account.name),
                )
                .hint("Try again"))
            })
    }

    /// The carrier does not take a token any more.
    pub(super) fn spend(&self, account: &Account, login: &dyn Login, spent: &SecretString) {
        self.shared.tokens.slot_again(account, login, |slot| {
            let same = |t: &mut AccessToken| t.token.expose_secret() == spent.expose_secret();
            if slot.token.take_if(same).is_some() {
                slot.spent = Some(spent.clone());
            }
        });
    }

    /// Begins a login.
    fn fly(&self, account: Account, login: &'static dyn Login) -> (AbortHandle, Flight) {
        // A login is about no shipment, and no caller's deadline is its own.
        let engine = Self {
            shared: Arc::clone(&self.shared),
            deadline: None,
            about: None,
            insists: self.insists,
        };
        let (tell, told) = oneshot::channel();
        let name = account.name.clone();
        let task = tokio::spawn(
            async move {
                let kept = engine.kept(&account, login).await;
                let fresh = kept.is_none();
                let got = match kept {
                    Some(token) => Ok(token),
                    None => engine.log_in(&account, login).await,
                };
                engine.shared.tokens.slot_again(&account, login, |slot| {
                    slot.flight = None;
                    if let Ok(token) = &got {
                        slot.token = Some(token.clone());
                    }
                });
                // Whoever waited may be gone.
                let _ = tell.send(got.clone());
                if let (Ok(token), true, Some(store)) = (&got, fresh, &engine.shared.options.tokens)
                {
                    store.keep(&account, login.name(), token).await;
                }
            }
            .in_current_span(),
        );
        let flight = async move {
            told.await.unwrap_or_else(|_| {
                Err(Problem::new(
                    ProblemKind::Unavailable,
                    format!("The login of the account {name} was broken off"),
                )
                .hint("Try again"))
            })
        };
        (task.abort_handle(), flight.boxed().shared())
    }

    /// A token from before the start, if it is still good.
    async fn kept(&self, account: &Account, login: &'static dyn Login) -> Option<AccessToken> {
        let store = self.shared.options.tokens.as_ref()?;
        let kept = store.kept(account.id, login.name()).await?;
        let now = (self.shared.options.clock)();
        let spent = self.shared.tokens.slot_again(account, login, |slot| {
            let spent = slot.spent.as_ref();
            spent.is_some_and(|s| s.expose_secret() == kept.token.expose_secret())
        });
        (now < kept.refresh_at && spent == Some(false)).then_some(kept)
    }

    /// Asks the carrier for a token.
    async fn log_in(
        &self,
        account: &Account,
        login: &'static dyn Login,
    ) -> Result<AccessToken, Problem> {
        let asked = login
            .request(account)
            .map_err(|p| login::of_login(account, p))?;
        let mut credentials: Vec<Credential<'_>> = asked
            .credentials
            .iter()
            .map(|(name, value)| Credential::Header(name, value))
            .collect();
        credentials.extend(login.needs().map(Credential::Login));
        let call = Call {
            account,
            operation: OPERATION,
            request: &asked.request,
            credentials: &credentials,
            effect: Effect::Asks,
            plain_http: false,
        };
        // Boxed: it calls itself when it needs another login's token.
        let sent: BoxFuture<'_, _> = Box::pin(self.make(&call, Some(login)));
        let answer = sent.await.map_err(|p| login::of_login(account, p))?;
        if !(200..300).contains(&answer.status) {
            return Err(login::refused(account, login, &answer));
        }
        let grant = login
            .read(&answer)
            .map_err(|p| login::of_login(account, p))?;
        Ok(AccessToken::of(grant, (self.shared.options.clock)()))
    }
}
