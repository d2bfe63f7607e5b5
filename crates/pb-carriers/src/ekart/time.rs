//! Ekart's times: milliseconds since 1970, and days as they are in India.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde_json::Value;

/// Seconds that India is ahead of Greenwich, all year.
const AHEAD: i32 = 19_800;

fn india() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(AHEAD).expect("five and a half hours are within a day"))
}

/// The day that it is in India.
pub(super) fn day(now: &Zoned) -> Date {
    now.with_time_zone(india()).date()
}

/// Noon of a day in India: no reading of the time zone makes another day of it.
pub(super) fn noon(day: Date) -> Option<Timestamp> {
    Some(day.at(12, 0, 0, 0).to_zoned(india()).ok()?.timestamp())
}

/// A time, as a number or as its digits; zero is none.
pub(super) fn read(value: &Value) -> Option<Timestamp> {
    let millis = match value {
        Value::Number(number) => number.as_i64()?,
        Value::String(digits) => digits.trim().parse().ok()?,
        _ => return None,
    };
    (millis > 0)
        .then(|| Timestamp::from_millisecond(millis).ok())
        .flatten()
}

/// The same as RFC 3339; empty where there is none.
pub(super) fn shown(value: &Value) -> String {
    read(value).map_or_else(String::new, |at| at.to_string())
}

/// The day in India of a time, `YYYY-MM-DD`.
pub(super) fn day_of(value: &Value) -> Option<String> {
    Some(read(value)?.to_zoned(india()).date().to_string())
}
