//! What PostNord's statuses of a parcel mean in our list.

use super::{service, wire};
use pb_domain::ShipmentStatus as S;

/// What a status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It stands here now.
    Is(S),
    /// It was said without moving anything: the parcel stands where it did.
    Keep,
    /// Nothing is known.
    Unknown,
}

/// What a status means; `home` where the parcel is brought to the door, and does not wait at a service point.
pub(super) fn meaning(status: &str, home: bool) -> Meaning {
    use Meaning::{Is, Keep, Unknown};
    match status {
        "CREATED" | "INFORMED" => Is(S::LabelCreated),
        "EN_ROUTE" | "DELAYED" | "EXPECTED_DELAY" => Is(S::InTransit),
        "AVAILABLE_FOR_DELIVERY" | "AVAILABLE_FOR_DELIVERY_PAR_LOC" => Is(match home {
            true => S::OutForDelivery,
            false => S::ReadyForPickup,
        }),
        "DELIVERED" => Is(S::Delivered),
        "DELIVERY_IMPOSSIBLE" | "DELIVERY_REFUSED" | "STOPPED" => Is(S::DeliveryFailed),
        "RETURNED" => Is(S::ReturnedToSender),
        "OTHER" => Keep,
        // EXPIRED, a shipment's SPLIT, and what may be new.
        _ => Unknown,
    }
}

/// What each event means, oldest first: the first that is on its way is where PostNord got the parcel.
pub(super) fn of_events(events: &[&wire::Event], home: bool) -> Vec<Option<S>> {
    let mut had = false;
    let mut of = |event: &&wire::Event| {
        let Meaning::Is(status) = meaning(&event.status, home) else {
            return None;
        };
        let first = !had && event.status == "EN_ROUTE";
        had |= status != S::LabelCreated;
        Some(if first { S::PickedUp } else { status })
    };
    events.iter().map(&mut of).collect()
}

/// Where a parcel stands: by its own status, else by the newest event that says so; `events` oldest first.
pub(super) fn current(stated: &str, events: &[Option<S>], home: bool) -> Option<S> {
    let newest = events.iter().rev().find_map(|status| *status);
    match meaning(stated, home) {
        // Nothing has happened since it was got.
        Meaning::Is(S::InTransit) if stated == "EN_ROUTE" && newest == Some(S::PickedUp) => newest,
        Meaning::Is(status) => Some(status),
        Meaning::Keep => Some(newest.unwrap_or(S::InTransit)),
        Meaning::Unknown => newest,
    }
}

/// Whether a service is brought to the door.
pub(super) fn is_home(tracked: &str, bought: &str) -> bool {
    let bought = bought.split('+').next().unwrap_or_default();
    [tracked, bought]
        .into_iter()
        .find(|code| !code.is_empty())
        .and_then(service::find)
        .is_some_and(|s| s.home)
}
