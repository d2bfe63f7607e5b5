//! What prices and bookings have in common: between which countries, how many parcels, when.

use super::party::country;
use crate::Consignment;
use crate::check::{invalid, measured};
use jiff::civil::{Date, DateTime};
use jiff::{ToSpan as _, Zoned};
use pb_domain::{CountryCode, Problem};

/// Parcels of one booking.
const MOST_PARCELS: usize = 50;
/// The hour at which parcels of a day are taken to be handed over.
const HANDED_OVER: i8 = 16;
/// How long that is ahead at least, in minutes.
const AHEAD: i64 = 10;

/// Between which countries a consignment goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub(super) from: CountryCode,
    pub(super) to: CountryCode,
}

impl Lane {
    /// Of a consignment whose countries are known.
    pub(super) fn of(consignment: &Consignment) -> Result<Self, Problem> {
        Ok(Self {
            from: country("ship_from", &consignment.ship_from)?,
            to: country("ship_to", &consignment.ship_to)?,
        })
    }

    /// Whether it stays within one country.
    pub(super) fn is_domestic(self) -> bool {
        self.from == self.to
    }
}

/// As many parcels as Bring takes, each with a weight.
pub(super) fn counted(consignment: &Consignment) -> Result<(), Problem> {
    let parcels = consignment.parcels.len();
    if parcels == 0 {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels > MOST_PARCELS {
        return Err(invalid(
            "parcels",
            format!("Bring takes {MOST_PARCELS} parcels in one booking, and there are {parcels}"),
        ));
    }
    let mut parcels = consignment.parcels.iter().enumerate();
    parcels.try_for_each(|(i, parcel)| measured(i, parcel))
}

/// When the parcels are handed over, local time: in the afternoon of the ship date, or soon, when that is over.
pub(super) fn handed_over(consignment: &Consignment, now: &Zoned) -> Result<DateTime, Problem> {
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let planned = day.at(HANDED_OVER, 0, 0, 0);
    if day != now.date() {
        return Ok(planned);
    }
    let soon = now.datetime().saturating_add(AHEAD.minutes());
    let soon = soon.date().at(soon.hour(), soon.minute(), 0, 0);
    Ok(planned.max(soon))
}
