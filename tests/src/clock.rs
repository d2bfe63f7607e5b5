//! A clock that a test moves: a station reads the time through a plain function, so each clock has one of a
//! fixed number of them to itself.
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

const CLOCKS: usize = 16;
static AHEAD: [AtomicI64; CLOCKS] = [const { AtomicI64::new(0) }; CLOCKS];
static TAKEN: AtomicUsize = AtomicUsize::new(0);

fn read<const N: usize>() -> Timestamp {
    let ahead = SignedDuration::from_secs(AHEAD[N].load(Ordering::SeqCst));
    Timestamp::now().checked_add(ahead).expect("a time")
}

const READ: [fn() -> Timestamp; CLOCKS] = [
    read::<0>, read::<1>, read::<2>, read::<3>, read::<4>, read::<5>, read::<6>, read::<7>,
    read::<8>, read::<9>, read::<10>, read::<11>, read::<12>, read::<13>, read::<14>, read::<15>,
];

/// One clock; it goes on by itself from where it was moved to.
#[derive(Debug)]
pub struct Clock(usize);

impl Clock {
    /// A clock of one's own, at the time it is.
    #[expect(clippy::new_without_default, reason = "it takes one of a fixed number")]
    pub fn new() -> Self {
        let index = TAKEN.fetch_add(1, Ordering::SeqCst);
        assert!(index < CLOCKS, "more clocks than a process has: add some");
        Self(index)
    }

    /// What a station reads.
    pub fn reading(&self) -> fn() -> Timestamp {
        READ[self.0]
    }

    /// Moves it ahead.
    pub fn ahead(&self, by: SignedDuration) {
        AHEAD[self.0].fetch_add(by.as_secs(), Ordering::SeqCst);
    }

    /// Moves it days ahead.
    pub fn days_ahead(&self, days: i64) {
        self.ahead(SignedDuration::from_hours(24 * days));
    }
}
