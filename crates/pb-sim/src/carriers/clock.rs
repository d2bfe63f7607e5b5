//! The time that it is at the carriers.
use jiff::Timestamp;
use std::time::{Duration, Instant};

/// A clock that is given: where it starts, how fast it goes, and by how much it is moved on.
#[derive(Debug)]
pub(super) struct Clock {
    at: Timestamp,
    since: Instant,
    speed: u32,
}

impl Clock {
    /// Starts at a time; so many seconds go by there in one of ours, none for a clock that stands.
    pub(super) fn new(at: Timestamp, speed: u32) -> Self {
        Self {
            at,
            since: Instant::now(),
            speed,
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        later(self.at, self.since.elapsed() * self.speed)
    }

    pub(super) fn pass(&mut self, by: Duration) {
        self.at = later(self.now(), by);
        self.since = Instant::now();
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stands_until_it_is_moved_on() {
        let mut clock = Clock::new(Timestamp::UNIX_EPOCH, 0);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.pass(Duration::from_secs(90));
        assert_eq!(clock.now().as_second(), 90);
    }
}
