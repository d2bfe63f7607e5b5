//! Pools and bookings as hosts see them.
use crate::Station;
use crate::api::{BookingView, PoolView, Result};
use crate::failure::in_full;
use jiff::ToSpan;
use pb_domain::{BookingState, Pattern};
use pb_store::{NEVER, StoredBooking, StoredPool, StoredPurchase};

/// Days before numbers expire on which a person is told.
const WARNED: i64 = 14;
/// Bookings that are listed at once.
const SHOWN: u32 = 200;

/// A pool.
pub(super) async fn pool(station: &Station, pool: &StoredPool) -> Result<PoolView> {
    let today = station.zoned_now().date();
    let soon = today.saturating_add(WARNED.days()).to_string();
    let today = today.to_string();
    let account = station.store.account(pool.account).await?;
    let left = pool.left(&today);
    let pattern = pool
        .terms
        .pattern
        .as_deref()
        .and_then(|text| Pattern::new(text, pool.terms.check).ok());
    let number = |counter: Option<u64>| pattern.as_ref()?.number(counter?).ok();
    let within = |counter: &u64| pool.last.is_some_and(|last| *counter <= last);
    let listed = station.store.first_expiry(pool.id).await?;
    let expiring = station.store.expiring(pool.id, &soon).await?;
    let range_ends = (pool.expires_on != NEVER).then(|| pool.expires_on.clone());
    let of_range = left.saturating_sub(pool.free);
    let range_soon = range_ends.as_ref().is_some_and(|day| *day <= soon);
    Ok(PoolView {
        id: pool.id,
        account: pool.account,
        account_name: account.map(|a| a.name).unwrap_or_default(),
        name: pool.name.clone(),
        source: pool.source,
        terms: pool.terms.clone(),
        left,
        total: pool.total,
        held: pool.held,
        low: left <= u64::from(pool.terms.low_water),
        first_number: number(pool.first),
        next_number: number(pool.next_counter().filter(within)),
        last_number: number(pool.last),
        expires_on: range_ends.or(listed),
        expiring: expiring + if range_soon { of_range } else { 0 },
        problem: pool.problem.clone(),
    })
}

/// What a purchase's carrier is to be told, or was.
pub(crate) async fn of_purchase(
    station: &Station,
    purchase: &StoredPurchase,
) -> Result<Option<BookingView>> {
    match station.store.booking_of(purchase.id).await? {
        Some(booking) => Ok(Some(view(station, booking).await?)),
        None => Ok(None),
    }
}

/// The first of what carriers are still to be told, in order.
pub(super) async fn open_bookings(station: &Station) -> Result<Vec<BookingView>> {
    let mut views = Vec::new();
    for booking in station.store.first_bookings(SHOWN).await? {
        views.push(view(station, booking).await?);
    }
    Ok(views)
}

pub(super) async fn view(station: &Station, booking: StoredBooking) -> Result<BookingView> {
    let store = &station.store;
    let account_name = store
        .account(booking.account)
        .await?
        .map(|a| a.name)
        .unwrap_or_default();
    let order_number = store
        .shipment(booking.shipment)
        .await?
        .map(|s| s.order_number)
        .unwrap_or_default();
    let parcels = store.parcels(booking.shipment).await?;
    Ok(BookingView {
        shipment: booking.shipment,
        order_number,
        text: text(&booking, &account_name),
        account_name,
        numbers: parcels
            .into_iter()
            .map(|p| p.tracking_number)
            .filter(|n| !n.is_empty())
            .collect(),
        state: booking.state,
        can_ask: booking.state == BookingState::Unknown,
        problem: booking.problem,
        at: booking.changed_at,
    })
}

fn text(booking: &StoredBooking, account: &str) -> String {
    let said = booking.problem.as_ref().map(in_full).unwrap_or_default();
    match booking.state {
        BookingState::Due if said.is_empty() => {
            format!("{account} is told of it when it can be reached")
        }
        BookingState::Due => {
            format!("{account} was not told yet: {said}. It is tried again by itself")
        }
        BookingState::Sent => format!("{account} is being told"),
        BookingState::Booked => format!("{account} has it"),
        BookingState::Refused => format!(
            "{account} refused it: {said}. Correct the address or the service and book it again, send it another way, or void it and bring the parcel back"
        ),
        BookingState::Unknown => format!(
            "It is not known whether {account} has it: {said}. It is asked again by itself, which is safe: it knows the shipment by its numbers"
        ),
        BookingState::Cancelled => "It was voided before the carrier was told".to_owned(),
    }
}
