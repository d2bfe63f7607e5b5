//! What Ekart's words for a parcel's way mean in our list.

use pb_domain::ShipmentStatus as S;

/// The word for what was voided, by Ekart and by the merchant.
const VOID: &[&str] = &["Cancelled", "Seller Cancelled"];
/// Why a delivery failed: the customer fetches it.
const SELF_COLLECT: &str = "Self Collect";

/// Where a parcel stands by a status, and by the reason that a failed delivery has beside it; `None` for a word that is
/// not one of the 24.
pub(super) fn meaning(status: &str, reason: &str) -> Option<S> {
    Some(match status {
        "Order Placed" | "Pickup Pending" | "Pickup Scheduled" | "Out for Pickup"
        | "Not Picked" => S::LabelCreated,
        "Picked Up" => S::PickedUp,
        "In Transit" | "Shipment Delayed" => S::InTransit,
        "Out for Delivery" => S::OutForDelivery,
        "Delivered" => S::Delivered,
        "Undelivered" if reason == SELF_COLLECT => S::ReadyForPickup,
        "Undelivered" | "Not Serviceable" => S::DeliveryFailed,
        "RTO Requested"
        | "Seller RTO Requested"
        | "RTO In Transit"
        | "RTO Out for Delivery"
        | "RTO Failed"
        | "RTO Shipment Delayed" => S::Returning,
        "RTO Delivered" => S::ReturnedToSender,
        "Lost" => S::Lost,
        "Damaged" => S::Damaged,
        "Cancelled" | "Seller Cancelled" | "Pickup Cancelled" => S::Cancelled,
        _ => return None,
    })
}

/// Whether a status says that a shipment was voided. A pickup that was cancelled is no void.
pub(super) fn is_void(status: &str) -> bool {
    VOID.contains(&status)
}
