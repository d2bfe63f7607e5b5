//! Prices that were stated a moment ago.
//!
//! Delhivery answers 50 questions about prices in five minutes, for everybody behind an address on the internet,
//! and the same parcel is rated again with every word that is typed into its address. A price hangs on pincodes,
//! weight, size and payment alone, so the same question within that time has the same answer.

use jiff::{SignedDuration, Timestamp};
use pb_domain::{AccountId, Rate};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// As long as Delhivery counts.
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// More than it answers in that time.
const MOST: usize = 100;

static PRICES: Mutex<Option<Kept>> = Mutex::new(None);

/// Prices by the account and the question.
#[derive(Default)]
pub(super) struct Kept {
    prices: HashMap<(AccountId, String), (Timestamp, Rate)>,
}

impl Kept {
    /// The price of a question that was answered not long ago.
    pub(super) fn get(&self, account: AccountId, question: &str, now: Timestamp) -> Option<Rate> {
        let (at, rate) = self.prices.get(&(account, question.to_owned()))?;
        is_fresh(*at, now).then(|| rate.clone())
    }

    /// Keeps an answer, and forgets old ones.
    pub(super) fn put(&mut self, question: &str, rate: &Rate, now: Timestamp) {
        self.prices.retain(|_, (at, _)| is_fresh(*at, now));
        if self.prices.len() >= MOST {
            self.prices.clear();
        }
        let key = (rate.account, question.to_owned());
        self.prices.insert(key, (now, rate.clone()));
    }
}

/// A clock that was set back makes old what may be.
fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(at);
    age >= SignedDuration::ZERO && age < LIFETIME
}

fn prices() -> MutexGuard<'static, Option<Kept>> {
    PRICES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The price of a question that was answered not long ago.
pub(super) fn stated(account: AccountId, question: &str, now: Timestamp) -> Option<Rate> {
    prices().as_ref()?.get(account, question, now)
}

/// Keeps the answer to a question.
pub(super) fn keep(question: &str, rate: &Rate, now: Timestamp) {
    let mut prices = prices();
    prices.get_or_insert_default().put(question, rate, now);
}
