//! What USPS's words of a parcel's way mean in our list.
//!
//! An event has a code of two characters and a text. The text comes first where it says what the code does not: a
//! parcel that is back with its sender has the code of a delivery. A category of the whole is looked at last, and as a
//! whole: “deliver” is in *Delivery Attempt* and *Alert: Not Delivered* too.

use super::answer::words;
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

/// Where a parcel stands: by what its status says, else by the newest event that says so, else by its category.
///
/// What ended stays ended: information that comes after the end does not bring a parcel back on its way,
/// but for one that returns, was damaged or is lost.
pub(super) fn current(tracked: &wire::Tracked) -> Option<S> {
    let stated = [&tracked.status, &tracked.status_summary];
    if let Some(status) = stated.into_iter().find_map(|text| by_text(text)) {
        return Some(status);
    }
    let events = tracked
        .tracking_events
        .iter()
        .map(|event| meaning(&event.event_code, &words(&event.event_type)));
    let newest = events.clone().find_map(Meaning::status);
    let Some(newest) = newest.or_else(|| by_category(&tracked.status_category)) else {
        return by_category(&tracked.status);
    };
    let ended = events
        .filter_map(Meaning::status)
        .find(|status| is_end(*status));
    Some(match ended {
        Some(end) if !may_follow(newest) => end,
        _ => newest,
    })
}

/// What is over. A cancelled label is not: a parcel may be on its way under it.
fn is_end(status: S) -> bool {
    matches!(status, S::Delivered | S::ReturnedToSender)
}

/// What may come after an end.
fn may_follow(status: S) -> bool {
    is_end(status) || matches!(status, S::Returning | S::Damaged | S::Lost)
}

/// What an event means: by its text where that says more than the code, else by the code.
pub(super) fn meaning(code: &str, text: &str) -> Meaning {
    by_text(text).map_or_else(|| by_code(code, text), Meaning::Is)
}

/// What a text means whatever the code is.
fn by_text(text: &str) -> Option<S> {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if says(&["original sender"]) {
        return Some(S::ReturnedToSender);
    }
    if says(&["label cancel", "label was cancel"]) {
        return Some(S::Cancelled);
    }
    if says(&["damaged"]) {
        return Some(S::Damaged);
    }
    if says(&[
        "return to sender",
        "returned to sender",
        "returning to sender",
    ]) {
        return Some(S::Returning);
    }
    // Another brings it to the door.
    if says(&["delivered to agent"]) {
        return Some(S::InTransit);
    }
    None
}

/// By the code of Publication 199.
fn by_code(code: &str, text: &str) -> Meaning {
    use Meaning::{Is, Keep, Unknown};
    match code {
        "GX" | "MA" | "89" | "GC" => Is(S::LabelCreated),
        "03" | "43" | "80" | "TM" | "PA" | "OA" | "UA" | "AD" => Is(S::PickedUp),
        "10" | "PC" | "A1" | "T1" | "TL" | "EF" | "SF" | "07" | "06" | "41" | "42" | "NT"
        | "71" | "81" | "82" | "83" => Is(S::InTransit),
        "14" | "16" => Is(S::ReadyForPickup),
        "OF" | "DG" => Is(S::OutForDelivery),
        "01" | "17" => Is(S::Delivered),
        "09" => Is(S::Returning),
        "11" => Is(S::Lost),
        // Attempts, refusals, and what cannot be delivered.
        "02" | "04" | "05" | "30" | "31" | "51" | "52" | "53" | "54" | "55" | "56" => {
            Is(S::DeliveryFailed)
        }
        "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" => {
            match text.to_lowercase().contains("return") {
                true => Is(S::Returning),
                false => Is(S::DeliveryFailed),
            }
        }
        // Where exactly it was left.
        code if code.starts_with('6') && code.len() == 2 => match text.starts_with("Delivered") {
            true => Is(S::Delivered),
            false => Unknown,
        },
        // On a wrong way, called back, or nothing new: the parcel is where it was.
        "08" | "15" | "19" | "44" | "DX" => Keep,
        _ => Unknown,
    }
}

/// By the category of the whole, word for word.
fn by_category(category: &str) -> Option<S> {
    Some(match category {
        "Pre-Shipment" => S::LabelCreated,
        "Accepted" => S::PickedUp,
        "In Transit" | "Moving Through Network" | "Delivered to Agent" => S::InTransit,
        "Out for Delivery" => S::OutForDelivery,
        "Available for Pickup" => S::ReadyForPickup,
        "Delivered" => S::Delivered,
        "Delivered, To Original Sender" => S::ReturnedToSender,
        "Delivery Attempt" | "Delivery Attempt: Action Needed" => S::DeliveryFailed,
        "Return to Sender" => S::Returning,
        _ => return None,
    })
}
