//! What DTDC's words for a consignment's way mean in our list.

use pb_domain::ShipmentStatus as S;

/// Words in a status or an action, in the order in which they count: the first that is found says it.
const WORDS: &[(&str, S)] = &[
    ("RTO DELIVERED", S::ReturnedToSender),
    ("CONSIGNMENT HAS RETURNED", S::Returning),
    ("RTO", S::Returning),
    ("CANCEL", S::Cancelled),
    ("NOT DELIVERED", S::DeliveryFailed),
    ("UNDELIVERED", S::DeliveryFailed),
    ("ATTEMPTED", S::DeliveryFailed),
    ("OUT FOR DELIVERY", S::OutForDelivery),
    ("DELIVERY PROCESS IN PROGRESS", S::OutForDelivery),
    ("NOT PICKED", S::LabelCreated),
    ("PICKED UP", S::PickedUp),
    ("PICKUP", S::LabelCreated),
    ("SOFTDATA", S::LabelCreated),
    ("BOOKED", S::PickedUp),
    ("IN TRANSIT", S::InTransit),
    ("DISPATCHED", S::InTransit),
    ("RECEIVED", S::InTransit),
    // As DTDC spells it.
    ("RECIEVED", S::InTransit),
    ("HELDUP", S::InTransit),
    ("CONSIGNMENT RELEASED", S::InTransit),
    ("ARRIVAL AT AIRPORT", S::InTransit),
    ("CUSTOMS CLEARED", S::InTransit),
];
/// What is delivered is so in this one word.
const DELIVERED: &str = "DELIVERED";
/// The paper that proves a delivery, which moves after it.
const PROOF: &str = "POD ";

/// Where a parcel stands by words; `None` for those that are in no list. Nothing is guessed to be delivered.
pub(super) fn meaning(words: &str) -> Option<S> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.to_uppercase();
    if words == DELIVERED {
        return Some(S::Delivered);
    }
    if words.starts_with(PROOF) {
        return None;
    }
    let said = WORDS.iter().find(|(known, _)| words.contains(known));
    said.map(|(_, status)| *status)
}
