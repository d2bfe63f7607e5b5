//! What GHN's statuses mean in our list. What one means there is our reading of its word.

use pb_domain::ShipmentStatus as S;

/// In our list; `None` for a word that nobody knows here.
pub(super) fn meaning(status: &str) -> Option<S> {
    Some(match status {
        // The driver is on the way, or takes money for a pickup.
        "ready_to_pick" | "picking" | "money_collect_picking" => S::LabelCreated,
        "cancel" => S::Cancelled,
        "picked" => S::PickedUp,
        // Something happened on the way, and it goes on.
        "storing" | "transporting" | "sorting" | "exception" => S::InTransit,
        "delivering" | "money_collect_delivering" => S::OutForDelivery,
        "delivered" => S::Delivered,
        // After three attempts it waits for the shop's word; a failed return is an attempt too.
        "delivery_fail" | "waiting_to_return" | "return_fail" => S::DeliveryFailed,
        "return" | "return_transporting" | "return_sorting" | "returning" => S::Returning,
        "returned" => S::ReturnedToSender,
        "damage" => S::Damaged,
        "lost" | "scrap" => S::Lost,
        _ => return None,
    })
}

/// The status as words: GHN gives none with it.
pub(super) fn words(status: &str) -> String {
    status.replace('_', " ")
}
