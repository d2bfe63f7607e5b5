//! When something arrives that takes so many working days.

use jiff::civil::{Date, Weekday};

/// The days a week on which a courier moves parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkingWeek {
    MondayToFriday,
    MondayToSaturday,
    SundayToThursday,
    EveryDay,
}

impl WorkingWeek {
    fn works_on(self, day: Weekday) -> bool {
        match self {
            Self::MondayToFriday => !matches!(day, Weekday::Saturday | Weekday::Sunday),
            Self::MondayToSaturday => day != Weekday::Sunday,
            Self::SundayToThursday => !matches!(day, Weekday::Friday | Weekday::Saturday),
            Self::EveryDay => true,
        }
    }

    /// The day that is so many working days after a hand-over. What is handed over on a day off starts
    /// on the next working day. `None` when the calendar ends before.
    pub(super) fn arrival(self, handed_over: Date, working_days: u32) -> Option<Date> {
        let next_working = |mut day: Date| {
            while !self.works_on(day.weekday()) {
                day = day.tomorrow().ok()?;
            }
            Some(day)
        };
        (0..working_days).try_fold(next_working(handed_over)?, |day, _| {
            next_working(day.tomorrow().ok()?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_days_off() {
        use WorkingWeek as W;
        for (week, ship, days, arrives) in [
            (W::MondayToFriday, "2026-01-05", 0, "2026-01-05"),
            (W::MondayToFriday, "2026-01-05", 4, "2026-01-09"),
            (W::MondayToFriday, "2026-01-05", 5, "2026-01-12"),
            (W::MondayToFriday, "2026-01-09", 1, "2026-01-12"),
            (W::MondayToFriday, "2026-01-10", 0, "2026-01-12"),
            (W::MondayToFriday, "2026-01-10", 1, "2026-01-13"),
            (W::MondayToSaturday, "2026-01-09", 1, "2026-01-10"),
            (W::MondayToSaturday, "2026-01-09", 2, "2026-01-12"),
            (W::SundayToThursday, "2026-01-08", 1, "2026-01-11"),
            (W::EveryDay, "2026-01-09", 2, "2026-01-11"),
            (W::MondayToFriday, "2025-12-31", 2, "2026-01-02"),
        ] {
            let ship: Date = ship.parse().expect("a date");
            let arrival = week.arrival(ship, days).map(|d| d.to_string());
            assert_eq!(
                arrival.as_deref(),
                Some(arrives),
                "{week:?} {ship} + {days}"
            );
        }
        assert_eq!(W::EveryDay.arrival(Date::MAX, 1), None);
    }
}
