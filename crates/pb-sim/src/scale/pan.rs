//! What lies on a simulated scale, and what it would show.
use super::ScaleFault;
use pb_domain::Weight;
use std::time::{Duration, Instant};

const CAPACITY: Weight = Weight::from_grams(30_000);
/// Weighings that find the load moving after it changed.
const SETTLING: u32 = 2;

/// What a weighing finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Moving(Weight),
    Still(Weight),
    Over,
    UnderZero(Weight),
}

#[derive(Debug, Default)]
pub(super) struct Pan {
    pub(super) load: Weight,
    /// What counts as zero.
    pub(super) zero: Weight,
    settling: u32,
    pub(super) moving: bool,
    pub(super) fault: ScaleFault,
    pub(super) polls: u64,
    pub(super) print_due: bool,
    pub(super) heard: Vec<u8>,
    /// Counts changes of the load.
    pub(super) change: u64,
    /// The load before this one that was not nothing.
    previous: Weight,
    power_off: Option<(Duration, Instant)>,
}

impl Pan {
    pub(super) fn put(&mut self, load: Weight) {
        if self.load != Weight::ZERO {
            self.previous = self.load;
        }
        self.load = load;
        self.settling = SETTLING;
        self.change += 1;
        if !self.is_off() {
            self.wake();
        }
    }

    pub(super) fn previous(&self) -> Weight {
        self.previous
    }

    pub(super) fn power_off_after(&mut self, idle: Duration) {
        self.power_off = Some((idle, Instant::now()));
    }

    pub(super) fn wake(&mut self) {
        if let Some((_, since)) = &mut self.power_off {
            *since = Instant::now();
        }
    }

    /// Whether it has switched itself off.
    pub(super) fn is_off(&self) -> bool {
        self.power_off
            .is_some_and(|(idle, since)| since.elapsed() >= idle)
    }

    /// Weighs once.
    pub(super) fn look(&mut self) -> Shown {
        self.polls += 1;
        let shown = Weight::from_micrograms(self.load.micrograms() - self.zero.micrograms());
        if self.moving || self.settling > 0 {
            self.settling = self.settling.saturating_sub(1);
            Shown::Moving(shown)
        } else if self.load > CAPACITY {
            Shown::Over
        } else if shown < Weight::ZERO {
            Shown::UnderZero(shown)
        } else {
            Shown::Still(shown)
        }
    }

    /// What lies still on the pan becomes zero; whether it did.
    pub(super) fn set_zero(&mut self) -> bool {
        let still = !self.moving && self.settling == 0;
        if still {
            self.zero = self.load;
        }
        still
    }
}
