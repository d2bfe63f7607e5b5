//! How often a carrier may be asked: allowances that its profile states, and pauses that its answers ask for.
//!
//! Each operation of an account has a lane. Calls leave a lane in the order in which they came, one
//! that is made again before those that came after it, and none before the lane lets it.

use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{Account, AccountId, Problem, ProblemKind};
use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Longest pause that an answer can ask for; beyond it a mistake is likelier than a wish.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// How often a carrier lets itself be asked.
#[derive(Debug)]
pub struct Limits {
    /// The first allowance that names an operation, or names none, is the operation's.
    pub allowances: &'static [Allowance],
    /// Headers that say when a quota is used up; `None` where the carrier sends none.
    pub quota: Option<QuotaHeaders>,
}

impl Limits {
    /// No limit but what answers ask for.
    pub const NONE: Self = Self {
        allowances: &[],
        quota: None,
    };

    /// A server of the merchant's own, which states no limit: it keeps a mistake of ours from flooding it. A
    /// packer's busiest batch stays far below.
    pub const OWN_SERVER: Self = Self {
        allowances: &[Allowance {
            operations: &[],
            calls: 50,
            per: Duration::from_secs(1),
            burst: 100,
        }],
        quota: None,
    };

    fn allowance(&self, operation: &str) -> Option<&'static Allowance> {
        self.allowances
            .iter()
            .find(|a| a.operations.is_empty() || a.operations.contains(&operation))
    }
}

/// So many calls in a time, for each of some operations by itself.
#[derive(Debug)]
pub struct Allowance {
    /// The operations; empty means all.
    pub operations: &'static [&'static str],
    /// How many calls, above zero.
    pub calls: u32,
    /// In which time.
    pub per: Duration,
    /// How many may leave at once after a rest, above zero.
    pub burst: u32,
}

/// Response headers about a quota.
#[derive(Clone, Copy, Debug)]
pub struct QuotaHeaders {
    /// How many calls are left.
    pub remaining: &'static str,
    /// When there are more again.
    pub reset: &'static str,
    /// What `reset` counts.
    pub counts: ResetCounts,
}

/// What a quota's reset header counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetCounts {
    /// Seconds from now on.
    SecondsFromNow,
    /// Seconds since 1970, UTC.
    UnixSeconds,
}

impl QuotaHeaders {
    /// How long nothing is left.
    pub(super) fn used_up(&self, headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
        let number =
            |name: &str| -> Option<i64> { headers.get(name)?.to_str().ok()?.trim().parse().ok() };
        if number(self.remaining)? > 0 {
            return None;
        }
        let reset = number(self.reset)?;
        let seconds = match self.counts {
            ResetCounts::SecondsFromNow => reset,
            ResetCounts::UnixSeconds => reset.checked_sub(now.as_second())?,
        };
        u64::try_from(seconds).ok().map(Duration::from_secs)
    }
}

/// The lanes of all accounts.
#[derive(Default)]
pub(super) struct Lanes(Mutex<HashMap<(AccountId, &'static str), Arc<Lane>>>);

impl Lanes {
    /// The lane of an account's operation.
    pub(super) fn of(
        &self,
        account: AccountId,
        operation: &'static str,
        limits: &Limits,
    ) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes
            .entry((account, operation))
            .or_insert_with(|| Arc::new(Lane::new(limits.allowance(operation))));
        Arc::clone(lane)
    }
}

/// Where the calls of one operation of one account leave one after the other.
pub(super) struct Lane {
    limiter: Option<
        RateLimiter<NotKeyed, InMemoryState, MonotonicClock, NoOpMiddleware<std::time::Instant>>,
    >,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// The next ticket.
    next: u64,
    /// Tickets of those who wait.
    waiting: BTreeSet<u64>,
    paused_until: Option<Instant>,
}

/// A call's place in a lane, which it keeps when it is made again.
#[derive(Clone, Copy)]
pub(super) struct Ticket(u64);

/// It is not a call's turn in time.
pub(super) struct NotNow {
    /// When it would be, as far as that is known.
    at: Instant,
}

impl Lane {
    fn new(allowance: Option<&Allowance>) -> Self {
        let limiter = allowance.and_then(|a| {
            let each = a.per.checked_div(a.calls)?;
            let quota = Quota::with_period(each)?.allow_burst(NonZeroU32::new(a.burst)?);
            Some(RateLimiter::direct_with_clock(quota, MonotonicClock))
        });
        Self {
            limiter,
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place behind all who came before.
    pub(super) fn ticket(&self) -> Ticket {
        let mut state = self.state();
        state.next += 1;
        Ticket(state.next)
    }

    /// Lets nothing leave for a while.
    pub(super) fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait.min(LONGEST_PAUSE);
        let mut state = self.state();
        state.paused_until = Some(state.paused_until.map_or(until, |u| u.max(until)));
        drop(state);
        self.changed.notify_waiters();
    }

    /// Waits for a call's turn, which must come by some time.
    pub(super) async fn turn(&self, ticket: Ticket, by: Instant) -> Result<(), NotNow> {
        let _place = Place::take(self, ticket);
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let wait = match self.look(ticket) {
                Look::Go => return Ok(()),
                Look::At(at) if at > by => return Err(NotNow { at }),
                Look::At(at) => at,
                Look::Behind => by,
            };
            let slept = tokio::time::timeout_at(wait, changed).await.is_err();
            if slept && wait >= by {
                return match self.look(ticket) {
                    Look::Go => Ok(()),
                    Look::At(at) => Err(NotNow { at }),
                    Look::Behind => Err(NotNow { at: by }),
                };
            }
        }
    }

    /// Whether it is a ticket's turn; if so, it is used.
    fn look(&self, ticket: Ticket) -> Look {
        let mut state = self.state();
        let now = Instant::now();
        if let Some(until) = state.paused_until {
            if until > now {
                return Look::At(until);
            }
            state.paused_until = None;
        }
        if state.waiting.first() != Some(&ticket.0) {
            return Look::Behind;
        }
        match self.limiter.as_ref().map(RateLimiter::check) {
            None | Some(Ok(())) => Look::Go,
            Some(Err(until)) => Look::At(now + until.wait_time_from(MonotonicClock.now())),
        }
    }
}

enum Look {
    Go,
    At(Instant),
    Behind,
}

/// A place in the lane while its call waits.
struct Place<'a> {
    lane: &'a Lane,
    ticket: Ticket,
}

impl<'a> Place<'a> {
    fn take(lane: &'a Lane, ticket: Ticket) -> Self {
        lane.state().waiting.insert(ticket.0);
        Self { lane, ticket }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.lane.state().waiting.remove(&self.ticket.0);
        self.lane.changed.notify_waiters();
    }
}

impl NotNow {
    /// What the caller is told: nothing left.
    pub(super) fn problem(&self, account: &Account, operation: &str) -> Problem {
        let wait = self.at.saturating_duration_since(Instant::now());
        let seconds = u32::try_from(wait.as_secs())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let mut problem = Problem::new(
            ProblemKind::RateLimited,
            format!(
                "The carrier of the account {} may not be asked so often ({operation}); nothing was sent",
                account.name
            ),
        )
        .hint(format!("Try again in {seconds} s"));
        problem.retry_after = Some(seconds);
        problem
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn quota_headers_say_how_long() {
        let now: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        let quota = |counts| QuotaHeaders {
            remaining: "x-left",
            reset: "x-reset",
            counts,
        };
        let headers = |left: &str, reset: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-left", left.parse().unwrap());
            headers.insert("x-reset", reset.parse().unwrap());
            headers
        };
        let soon = quota(ResetCounts::SecondsFromNow);
        assert_eq!(
            soon.used_up(&headers("0", "7"), now),
            Some(Duration::from_secs(7))
        );
        assert_eq!(soon.used_up(&headers("1", "7"), now), None);
        assert_eq!(soon.used_up(&headers("0", "soon"), now), None);
        assert_eq!(soon.used_up(&HeaderMap::new(), now), None);
        let at = (now.as_second() + 90).to_string();
        let dated = quota(ResetCounts::UnixSeconds);
        assert_eq!(
            dated.used_up(&headers("0", &at), now),
            Some(Duration::from_secs(90))
        );
        assert_eq!(dated.used_up(&headers("0", "12"), now), None, "long past");
    }

    #[test]
    fn an_operation_has_the_first_allowance_that_names_it() {
        const LIMITS: Limits = Limits {
            allowances: &[
                Allowance {
                    operations: &["buy", "void"],
                    calls: 1,
                    per: Duration::from_secs(1),
                    burst: 1,
                },
                Allowance {
                    operations: &[],
                    calls: 9,
                    per: Duration::from_secs(1),
                    burst: 9,
                },
            ],
            quota: None,
        };
        assert_eq!(LIMITS.allowance("void").map(|a| a.calls), Some(1));
        assert_eq!(LIMITS.allowance("rate").map(|a| a.calls), Some(9));
        assert!(Limits::NONE.allowance("rate").is_none());
    }

    #[tokio::test]
    async fn who_comes_again_keeps_its_place() {
        let lane = Arc::new(Lane::new(None));
        let (first, second) = (lane.ticket(), lane.ticket());
        let by = Instant::now() + Duration::from_secs(20);
        assert!(lane.turn(first, by).await.is_ok());
        lane.pause(Duration::from_millis(30));
        let order = Arc::new(Mutex::new(Vec::new()));
        let waits = |ticket: Ticket, name: &'static str| {
            let (lane, order) = (Arc::clone(&lane), Arc::clone(&order));
            async move {
                assert!(lane.turn(ticket, by).await.is_ok());
                order.lock().unwrap().push(name);
            }
        };
        // The second waits before the first comes back.
        tokio::join!(waits(second, "second"), waits(first, "first again"));
        assert_eq!(*order.lock().unwrap(), ["first again", "second"]);
    }
}
