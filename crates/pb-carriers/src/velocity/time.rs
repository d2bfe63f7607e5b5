//! Velocity's times: as they are in India, without saying so, but for those of a rate and of a sale.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Seconds that India is ahead of Greenwich, all year.
const AHEAD: i32 = 19_800;
/// How an order's date is written.
const ORDER: &str = "%Y-%m-%d %H:%M";
/// How a scan's time is written.
const SCAN: &str = "%Y-%m-%d %H:%M:%S";

fn india() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(AHEAD).expect("five and a half hours are within a day"))
}

/// A time as an order bears it.
pub(super) fn order_date(now: &Zoned) -> String {
    now.with_time_zone(india()).strftime(ORDER).to_string()
}

/// When an order was made, by its date.
pub(super) fn ordered(date: &str) -> Option<Timestamp> {
    at(DateTime::strptime(ORDER, date).ok()?)
}

fn at(local: DateTime) -> Option<Timestamp> {
    Some(local.to_zoned(india()).ok()?.timestamp())
}

/// When a scan was.
pub(super) fn scanned(date: &str) -> Option<Timestamp> {
    match DateTime::strptime(SCAN, date) {
        Ok(local) => at(local),
        Err(_) => date.parse().ok(),
    }
}

/// The day in India of a time that may say its zone, or of a day.
pub(super) fn day(date: &str) -> Option<Date> {
    if let Ok(at) = date.parse::<Timestamp>() {
        return Some(at.to_zoned(india()).date());
    }
    date.get(..10)?.parse().ok()
}
