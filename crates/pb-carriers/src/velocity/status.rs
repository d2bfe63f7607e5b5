//! What Velocity's words for a parcel's way mean in our list.
//!
//! It publishes no list. These are the words of its examples and filters, and those that integrators met; each way of
//! writing them (`In Transit`, `in_transit`, `IN-TRANSIT`) counts.

use pb_domain::ShipmentStatus as S;

/// A status as one word in small letters; activities of the couriers are written so too.
pub(super) fn key(words: &str) -> String {
    let apart = words.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<String> = apart
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    parts.join("_")
}

/// Where a parcel stands; `None` for words that are not known.
pub(super) fn meaning(words: &str) -> Option<S> {
    Some(match key(words).as_str() {
        // Ready for the driver, that is.
        "new"
        | "pending"
        | "ready_for_pickup"
        | "ready_to_ship"
        | "pickup_scheduled"
        | "pickup_pending"
        | "out_for_pickup"
        | "not_picked"
        | "manifest_uploaded"
        | "return_requested"
        | "return_pickup_scheduled"
        | "return_not_picked" => S::LabelCreated,
        "picked_up" | "pickedup" | "pkp" => S::PickedUp,
        "in_transit" | "it" | "shipped" | "return_in_transit" => S::InTransit,
        "out_for_delivery" | "ofd" => S::OutForDelivery,
        "delivered" | "del" | "return_delivered" | "return_received" => S::Delivered,
        "ndr" | "ndr_raised" | "need_attention" | "reattempt_delivery" | "undelivered"
        | "failed_attempt" | "return_ndr_raised" => S::DeliveryFailed,
        "rto" | "rto_initiated" | "rto_in_transit" | "return_to_origin" => S::Returning,
        "rto_delivered" => S::ReturnedToSender,
        "lost" | "missing" | "return_lost" => S::Lost,
        "damaged" | "destroyed" => S::Damaged,
        "cancelled" | "canceled" | "rejected" | "return_cancelled" => S::Cancelled,
        _ => return None,
    })
}
