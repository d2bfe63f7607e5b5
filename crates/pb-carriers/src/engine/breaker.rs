//! Leaving a carrier alone that does not answer: after some calls in a row without an answer, or with a server's
//! failure, an account rests for a while; then one call tries.
//!
//! A call is counted once, however often it was repeated. A connection that does not come about is
//! counted only while other servers answer: without a network nobody answers, which is no carrier's failure. Who
//! rests because of it is woken by the server's first sign of life.

use jiff::Timestamp;
use pb_domain::{Account, AccountId, Problem, ProblemKind};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// When an account rests, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Calls in a row without an answer, or with a failure of the server.
    pub failures: u32,
    /// How long it rests then.
    pub rest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            failures: 5,
            rest: Duration::from_secs(60),
        }
    }
}

/// An account whose carrier is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resting {
    /// Since when.
    pub since: Timestamp,
    /// Until when; one call tries then.
    pub until: Timestamp,
    /// What the last call failed with.
    pub why: String,
}

impl Resting {
    /// What a call is told that came meanwhile: it did not leave.
    pub(super) fn problem(&self, account: &Account, now: Timestamp) -> Problem {
        let mut problem = Problem::new(
            ProblemKind::Unavailable,
            format!(
                "The account {} rests since {} UTC: its carrier failed several times in a row. {}. Nothing was sent",
                account.name,
                self.since.strftime("%H:%M:%S"),
                self.why
            ),
        )
        .hint(format!(
            "It is tried again from {} UTC on; Test connection in Settings, Carriers tries at once",
            self.until.strftime("%H:%M:%S")
        ));
        let left = self.until.duration_since(now).as_secs().max(0) + 1;
        problem.retry_after = u32::try_from(left).ok();
        problem
    }
}

/// How a call went.
pub(super) enum Outcome {
    /// The carrier answered, be it with a refusal.
    Answered,
    /// It did not, or with a failure of its own.
    Failed {
        /// What went wrong.
        why: String,
        /// The server, where no connection came about.
        unreached: Option<Url>,
    },
    /// Says nothing about the carrier.
    Nothing,
}

/// The breakers of all accounts.
#[derive(Default)]
pub(super) struct Breakers(Mutex<HashMap<AccountId, Breaker>>);

#[derive(Default)]
struct Breaker {
    /// In a row.
    failures: u32,
    open: Option<Open>,
}

struct Open {
    resting: Resting,
    until: Instant,
    /// The server that the last call could not connect with.
    unreached: Option<Url>,
    /// One call finds out whether it is over.
    tried: bool,
}

/// Lets a call through; what came of it is said to it.
pub(super) struct Pass<'a> {
    breakers: &'a Breakers,
    account: AccountId,
    tries: bool,
}

impl Breakers {
    fn all(&self) -> MutexGuard<'_, HashMap<AccountId, Breaker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an account rests.
    pub(super) fn resting(&self, account: AccountId) -> Option<Resting> {
        let all = self.all();
        let open = all.get(&account)?.open.as_ref()?;
        Some(open.resting.clone())
    }

    /// The server, without a path, that an account rests because of, where no connection came about.
    pub(super) fn unreached(&self, account: AccountId) -> Option<Url> {
        let all = self.all();
        all.get(&account)?.open.as_ref()?.unreached.clone()
    }

    /// Lets a call through unless its account rests. Once the rest is over one call tries, and so does
    /// at any time one that insists.
    pub(super) fn pass(
        &self,
        account: AccountId,
        insists: bool,
        now: Instant,
    ) -> Result<Pass<'_>, Resting> {
        let mut all = self.all();
        let breaker = all.entry(account).or_default();
        let mut tries = false;
        if let Some(open) = &mut breaker.open
            && !insists
        {
            if now < open.until || open.tried {
                return Err(open.resting.clone());
            }
            open.tried = true;
            tries = true;
        }
        Ok(Pass {
            breakers: self,
            account,
            tries,
        })
    }

    /// A server answers again that could not be connected with: whoever rests because of it need not.
    pub(super) fn back(&self, server: &Url) {
        self.all().retain(|_, breaker| {
            let unreached = breaker.open.as_ref().and_then(|o| o.unreached.as_ref());
            unreached.is_none_or(|url| url.origin() != server.origin())
        });
    }
}

impl Pass<'_> {
    /// Whether a call that has waited meanwhile may still leave.
    pub(super) fn holds(&self, insists: bool) -> Result<(), Resting> {
        if self.tries || insists {
            return Ok(());
        }
        self.breakers.resting(self.account).map_or(Ok(()), Err)
    }

    /// What came of the call.
    pub(super) fn done(
        self,
        outcome: Outcome,
        patience: Patience,
        (at, now): (Timestamp, Instant),
    ) {
        let mut all = self.breakers.all();
        let breaker = all.entry(self.account).or_default();
        match outcome {
            Outcome::Nothing => {}
            Outcome::Answered => *breaker = Breaker::default(),
            Outcome::Failed { why, unreached } => {
                breaker.failures = breaker.failures.saturating_add(1);
                let stays = breaker.open.is_some() && !self.tries;
                if breaker.failures >= patience.failures && !stays {
                    let since = breaker.open.as_ref().map_or(at, |open| open.resting.since);
                    tracing::warn!(account = %self.account, "it rests: {why}");
                    breaker.open = Some(Open {
                        resting: Resting {
                            since,
                            until: at.checked_add(patience.rest).unwrap_or(at),
                            why,
                        },
                        until: now + patience.rest,
                        unreached,
                        tried: false,
                    });
                }
            }
        }
    }
}

/// A try that was given up makes room for another.
impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.tries
            && let Some(breaker) = self.breakers.all().get_mut(&self.account)
            && let Some(open) = &mut breaker.open
        {
            open.tried = false;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ACCOUNT: AccountId = AccountId(Uuid::nil());
    const REST: Duration = Duration::from_secs(60);

    fn fail(breakers: &Breakers, now: Instant, unreached: Option<&str>) {
        let failed = Outcome::Failed {
            why: "It answered with status 500".to_owned(),
            unreached: unreached.map(|url| url.parse().unwrap()),
        };
        tell(breakers, now, failed);
    }

    fn tell(breakers: &Breakers, now: Instant, outcome: Outcome) {
        let pass = breakers.pass(ACCOUNT, false, now).ok().unwrap();
        pass.done(outcome, Patience::default(), (Timestamp::UNIX_EPOCH, now));
    }

    fn refuses(breakers: &Breakers, now: Instant) -> bool {
        breakers.pass(ACCOUNT, false, now).is_err()
    }

    #[test]
    fn five_failures_in_a_row_open_it_for_a_minute() {
        let breakers = Breakers::default();
        let now = Instant::now();
        for _ in 0..4 {
            fail(&breakers, now, None);
        }
        tell(&breakers, now, Outcome::Answered);
        for _ in 0..4 {
            fail(&breakers, now, None);
            tell(&breakers, now, Outcome::Nothing);
        }
        assert!(!refuses(&breakers, now), "four, after an answer");
        fail(&breakers, now, None);
        assert!(refuses(&breakers, now));
        let resting = breakers.resting(ACCOUNT).unwrap();
        assert_eq!(resting.until.duration_since(resting.since).as_secs(), 60);
        assert!(refuses(&breakers, now + REST - Duration::from_millis(1)));
        assert!(
            breakers.pass(ACCOUNT, true, now).is_ok(),
            "a person insists"
        );

        // One try, alone; given up, it is another's.
        let later = now + REST;
        let tries = breakers.pass(ACCOUNT, false, later).ok().unwrap();
        assert!(refuses(&breakers, later));
        drop(tries);
        fail(&breakers, later, None);
        assert!(refuses(&breakers, later + REST / 2), "a try that failed");
        tell(&breakers, later + REST, Outcome::Answered);
        assert!(breakers.resting(ACCOUNT).is_none());
        fail(&breakers, later + REST, None);
        assert!(
            !refuses(&breakers, later + REST),
            "it counts from nothing again"
        );
    }

    #[test]
    fn a_server_that_is_back_wakes_who_could_not_reach_it() {
        let breakers = Breakers::default();
        let now = Instant::now();
        for _ in 0..5 {
            fail(&breakers, now, Some("https://a.example.com/v1/rates"));
        }
        breakers.back(&"https://b.example.com/".parse().unwrap());
        assert!(refuses(&breakers, now));
        breakers.back(&"https://a.example.com/".parse().unwrap());
        assert!(!refuses(&breakers, now));
    }

    #[test]
    fn a_call_that_waited_does_not_leave_into_a_rest() {
        let breakers = Breakers::default();
        let now = Instant::now();
        let waits = breakers.pass(ACCOUNT, false, now).ok().unwrap();
        assert!(waits.holds(false).is_ok());
        for _ in 0..5 {
            fail(&breakers, now, None);
        }
        assert!(waits.holds(false).is_err());
        assert!(waits.holds(true).is_ok());
    }
}
