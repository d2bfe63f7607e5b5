//! Times as Viettel Post writes them: `dd/MM/yyyy HH:mm:ss` in Vietnam, seven hours before Greenwich.

use super::answer::text;
use crate::check::invalid;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan as _, Zoned};
use pb_domain::Problem;
use serde_json::Value;

const DAY: &str = "%d/%m/%Y";
const MOMENT: &str = "%d/%m/%Y %H:%M:%S";
/// The hour at which the driver is wanted on a later day.
const AFTERNOON: i8 = 15;

fn vietnam() -> TimeZone {
    TimeZone::fixed(offset(7))
}

/// A moment.
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    let at = DateTime::strptime(MOMENT, text(value)).ok()?;
    Some(at.to_zoned(vietnam()).ok()?.timestamp())
}

/// The day of a moment, `YYYY-MM-DD`.
pub(super) fn day(value: &Value) -> Option<String> {
    let text = text(value);
    let day = text.split_whitespace().next()?;
    Some(Date::strptime(DAY, day).ok()?.to_string())
}

/// When the driver is wanted: in the afternoon of the day, but no sooner than in an hour.
pub(super) fn wanted(ship_date: &str, now: &Zoned) -> Result<String, Problem> {
    let day: Date = ship_date.trim().parse().map_err(|_| {
        invalid(
            "ship_date",
            format!("The ship date {ship_date} is not a day"),
        )
    })?;
    let now = now.with_time_zone(vietnam()).datetime();
    let soonest = now.saturating_add(1.hour());
    let wanted = day.at(AFTERNOON, 0, 0, 0).max(soonest);
    Ok(wanted.strftime(MOMENT).to_string())
}
