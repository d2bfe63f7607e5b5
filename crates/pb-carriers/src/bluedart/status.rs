//! What Blue Dart's words for a parcel's way mean in our list.
//!
//! No table of its codes is published; three codes, one type and these words are what clients know.

use pb_domain::ShipmentStatus as S;

/// The type of a waybill that there is not.
pub(super) const NOT_FOUND: &str = "NF";
/// The type and the words of what was delivered.
const DELIVERED: &str = "DL";
const DELIVERED_WORDS: &str = " SHIPMENT DELIVERED ";

/// Words in a status, in the order in which they count: the first that is found says it.
const WORDS: &[(&[&str], S)] = &[
    (
        &["RETURNED TO ORIGIN", "RETURNED TO SHIPPER", "RTO DELIVERED"],
        S::ReturnedToSender,
    ),
    (
        &["RETURN TO ORIGIN", "RETURN TO SHIPPER", " RTO "],
        S::Returning,
    ),
    (&["CANCELLED", "CANCELED"], S::Cancelled),
    (&["DAMAGED"], S::Damaged),
    (&["SHIPMENT LOST"], S::Lost),
    (
        &["UNDELIVERED", "NOT DELIVERED", "REFUSED", "ATTEMPT"],
        S::DeliveryFailed,
    ),
    (&["OUTSCAN TO NETWORK"], S::InTransit),
    (&["OUT FOR DELIVERY", "SHIPMENT OUTSCAN"], S::OutForDelivery),
    (&["PICKED UP"], S::PickedUp),
    (
        &["PICKUP", "ONLINE SHIPMENT BOOKED", "OUT TO P U"],
        S::LabelCreated,
    ),
    (
        &[
            "ARRIVED",
            "CONNECTED",
            "DEPARTED",
            "IN TRANSIT",
            "DISPATCHED",
            "INSCAN",
        ],
        S::InTransit,
    ),
];

/// Where a parcel stands by the type, the code and the words of a status; `None` for what is in no list. Nothing is
/// guessed to be delivered.
pub(super) fn meaning(kind: &str, code: &str, words: &str) -> Option<S> {
    let words = plain(words);
    let said = WORDS
        .iter()
        .find(|(known, _)| known.iter().any(|known| words.contains(known)))
        .map(|(_, status)| *status);
    match (said, code) {
        // It is delivered to its sender.
        (Some(S::ReturnedToSender), _) => said,
        (Some(S::Returning), _) if kind == DELIVERED => Some(S::ReturnedToSender),
        _ if kind == DELIVERED || words == DELIVERED_WORDS => Some(S::Delivered),
        (None, "000") => Some(S::Delivered),
        (None, "002") => Some(S::OutForDelivery),
        (None, "015") => Some(S::PickedUp),
        _ => said,
    }
}

/// Capital words with one space before and after each: so a whole word can be told from a part of one.
fn plain(words: &str) -> String {
    let upper = words.to_uppercase();
    let words = upper.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}
