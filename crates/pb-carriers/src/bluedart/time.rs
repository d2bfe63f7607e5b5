//! Blue Dart's times: Microsoft's form for JSON in requests, words and hyphens in tracks. All are India's.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Seconds that India is ahead of Greenwich, all year.
const AHEAD: i32 = 19_800;
/// How tracks write a day: `30 January 2023` and `30-Jan-2023`.
const DAYS: &[&str] = &["%d %B %Y", "%d-%b-%Y", "%d-%B-%Y", "%d %b %Y"];
/// How they write a time: `11:41` and `1141`.
const TIMES: &[&str] = &["%H:%M", "%H%M", "%H:%M:%S"];

fn india() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(AHEAD).expect("five and a half hours are within a day"))
}

/// The day that it is in India.
pub(super) fn today(now: &Zoned) -> Date {
    now.with_time_zone(india()).date()
}

/// `/Date(1786657200000)/`: milliseconds since 1970. Anything else would be passed over without a word.
pub(super) fn written(day: Date, time: Time) -> Option<String> {
    let at = day.to_datetime(time).to_zoned(india()).ok()?;
    Some(format!("/Date({})/", at.timestamp().as_millisecond()))
}

/// A day as tracks write it.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    DAYS.iter().find_map(|form| Date::strptime(form, text).ok())
}

/// A day and a time as tracks write them.
pub(super) fn read(day_text: &str, time_text: &str) -> Option<Timestamp> {
    let time = TIMES
        .iter()
        .find_map(|form| Time::strptime(form, time_text.trim()).ok())?;
    let at: DateTime = day(day_text)?.to_datetime(time);
    Some(at.to_zoned(india()).ok()?.timestamp())
}
