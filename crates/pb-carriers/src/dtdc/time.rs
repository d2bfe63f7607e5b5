//! DTDC's times: days as `14 Oct 2022` in requests, `21062017` and `1614` in tracks. All are India's.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

/// Seconds that India is ahead of Greenwich, all year.
const AHEAD: i32 = 19_800;

fn india() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(AHEAD).expect("five and a half hours are within a day"))
}

/// A day as a consignment has it.
pub(super) fn written(day: Date) -> String {
    day.strftime("%d %b %Y").to_string()
}

/// A day as a track has it. One whose first zero was lost with the quotation marks is one too.
pub(super) fn day(text: &str) -> Option<Date> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number || !(7..=8).contains(&text.len()) {
        return None;
    }
    Date::strptime("%d%m%Y", format!("{text:0>8}")).ok()
}

/// A day and a time as a track has them; without a time that can be read, the day's beginning.
pub(super) fn read(day_text: &str, time_text: &str) -> Option<Timestamp> {
    let digits: String = time_text.chars().filter(char::is_ascii_digit).collect();
    let padded = format!("{digits:0>4}");
    let time = Time::strptime("%H%M", padded.get(..4).unwrap_or_default());
    let time = time.unwrap_or(Time::midnight());
    let at = day(day_text)?.to_datetime(time).to_zoned(india()).ok()?;
    Some(at.timestamp())
}
