//! What GHTK's statuses mean in our list. What one means there is our reading of it.

use super::answer::{integer, text};
use pb_domain::ShipmentStatus as S;
use serde_json::Value;

/// Words that a compensated parcel was damaged and not lost, in small letters.
const BROKEN: &[&str] = &["hư hỏng", "hỏng", "vỡ", "bể", "rách", "damage"];
/// What the driver says, and GHTK has not confirmed.
const PROVISIONAL: &[i64] = &[45, 49, 123, 127, 128, 410];

/// In our list; `None` for a number that nobody knows here. `why` tells broken from lost.
pub(super) fn meaning(code: i64, why: &str) -> Option<S> {
    Some(match code {
        -1 => S::Cancelled,
        // Not yet taken in, taken in, the driver is on the way, late, could not get it, or says so.
        1 | 2 | 12 | 8 | 7 | 127 | 128 => S::LabelCreated,
        3 | 123 => S::PickedUp,
        10 | 410 => S::InTransit,
        // The driver's word that it is delivered is none yet: 5 is.
        4 | 45 => S::OutForDelivery,
        9 | 49 => S::DeliveryFailed,
        // The second is delivered and its cash settled.
        5 | 6 => S::Delivered,
        20 => S::Returning,
        21 | 11 => S::ReturnedToSender,
        13 => {
            let why = why.to_lowercase();
            match BROKEN.iter().any(|word| why.contains(word)) {
                true => S::Damaged,
                false => S::Lost,
            }
        }
        _ => return None,
    })
}

/// Of an order as a look-up has it.
pub(super) fn of(order: &Value) -> Option<S> {
    let why = format!(
        "{} {}",
        text(&order["status_text"]),
        text(&order["message"])
    );
    meaning(integer(&order["status"])?, &why)
}

/// In English.
fn named(code: i64) -> Option<&'static str> {
    Some(match code {
        -1 => "cancelled",
        1 => "not yet taken in",
        2 => "taken in",
        12 => "pickup under way",
        8 => "pickup delayed",
        7 => "pickup failed; look at the order",
        3 => "picked up",
        4 => "out for delivery",
        10 => "delivery delayed",
        9 => "delivery failed",
        5 => "delivered",
        6 => "delivered and settled",
        20 => "coming back",
        21 => "returned",
        11 => "returned and settled",
        13 => "compensated",
        123 => "picked up",
        127 => "not picked up",
        128 => "pickup delayed",
        45 => "delivered",
        49 => "not delivered",
        410 => "delivery delayed",
        _ => return None,
    })
}

/// A status in words, with what GHTK says besides.
pub(super) fn words(code: &str, besides: impl IntoIterator<Item = String>) -> String {
    let number = code.parse::<i64>().ok();
    let mut parts = Vec::new();
    if let Some(words) = number.and_then(named) {
        parts.push(words.to_owned());
    }
    if number.is_some_and(|number| PROVISIONAL.contains(&number)) {
        parts.push("the driver says so, GHTK has not confirmed it".to_owned());
    }
    for said in besides {
        if !said.is_empty() && !parts.contains(&said) {
            parts.push(said);
        }
    }
    parts.join("; ")
}
