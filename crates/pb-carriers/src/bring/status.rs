//! What Bring's words of a parcel's way mean in our list.

use super::wire;
use pb_domain::ShipmentStatus as S;

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It stands here now.
    Is(S),
    /// Something was said that moves nothing: the parcel stands where it did.
    Keep,
    /// Nothing is known.
    Unknown,
}

impl Meaning {
    /// The event's own status.
    pub(super) fn status(self) -> Option<S> {
        match self {
            Self::Is(status) => Some(status),
            Self::Keep | Self::Unknown => None,
        }
    }
}

/// Where a parcel stands, by its events, newest first: by the newest that says so.
///
/// What ended stays ended, but for a parcel that comes back; and a home delivery that was called off leaves a parcel
/// that Bring has where it is.
pub(super) fn current(events: &[wire::Event]) -> Option<S> {
    let significant = events.iter().filter(|event| !event.insignificant);
    let known: Vec<S> = significant
        .filter_map(|event| meaning(&event.status).status())
        .collect();
    let is_with_bring = |status: &S| !matches!(status, S::Cancelled | S::LabelCreated);
    let handed_over = known.iter().any(is_with_bring);
    let mut standing = known
        .iter()
        .copied()
        .filter(|status| *status != S::Cancelled || !handed_over);
    let newest = standing.next()?;
    let ended = known.into_iter().find(|status| is_end(*status));
    Some(match ended {
        Some(end) if !may_follow(newest) => end,
        _ => newest,
    })
}

/// What is over.
fn is_end(status: S) -> bool {
    matches!(status, S::Delivered | S::ReturnedToSender)
}

/// What may come after an end.
fn may_follow(status: S) -> bool {
    is_end(status) || status == S::Returning
}

/// What a word means by itself.
pub(super) fn meaning(word: &str) -> Meaning {
    use Meaning::{Is, Keep, Unknown};
    match word {
        "PRE_NOTIFIED" => Is(S::LabelCreated),
        "HANDED_IN" | "COLLECTED" => Is(S::PickedUp),
        // A deviation is likely to be late; whether it is lost or damaged is in its text alone.
        "IN_TRANSIT" | "TERMINAL" | "INTERNATIONAL" | "CUSTOMS" | "DEVIATION" => Is(S::InTransit),
        "TRANSPORT_TO_RECIPIENT" => Is(S::OutForDelivery),
        "READY_FOR_PICKUP" => Is(S::ReadyForPickup),
        "ATTEMPTED_DELIVERY" => Is(S::DeliveryFailed),
        "DELIVERED" => Is(S::Delivered),
        "RETURN" => Is(S::Returning),
        "DELIVERED_SENDER" => Is(S::ReturnedToSender),
        "DELIVERY_CANCELLED" => Is(S::Cancelled),
        "DELIVERY_ORDERED" | "DELIVERY_CHANGED" | "NOTIFICATION_SENT" => Keep,
        _ => Unknown,
    }
}
