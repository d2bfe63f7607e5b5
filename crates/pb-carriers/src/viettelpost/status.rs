//! What Viettel Post's statuses mean in our list.

use pb_domain::ShipmentStatus as S;

/// In our list, of a parcel that is on its way back or is not; `None` for a number that nobody knows here.
pub(super) fn meaning(status: &str, returning: bool) -> Option<S> {
    let forth = match status {
        "100" => S::Pending,
        // 106, which only other clients know, is taken for another pickup.
        "102" | "103" | "104" | "106" => S::LabelCreated,
        "105" | "200" => S::PickedUp,
        "101" | "107" | "201" | "503" => S::Cancelled,
        "202" | "300" | "301" | "302" | "303" | "400" | "401" | "402" | "403" => S::InTransit,
        "508" | "509" | "510" | "550" => S::InTransit,
        "500" => S::OutForDelivery,
        "501" => S::Delivered,
        // 507 waits at an office for the customer, after an attempt that failed.
        "505" | "506" | "507" => S::DeliveryFailed,
        "502" | "515" => S::Returning,
        "504" => S::ReturnedToSender,
        _ => return None,
    };
    Some(match forth {
        S::Delivered if returning => S::ReturnedToSender,
        S::InTransit | S::OutForDelivery if returning => S::Returning,
        status => status,
    })
}

/// The status in words, for an answer that has none.
pub(super) fn words(status: &str) -> &'static str {
    match status {
        "100" => "created",
        "101" => "refused by Viettel Post",
        "102" => "waits to be processed",
        "103" => "handed to a post office",
        "104" => "a driver is to fetch it",
        "105" => "fetched by the driver",
        "106" => "to be fetched again",
        "107" => "cancelled by the sender",
        "200" => "received at the first office",
        "201" => "voided",
        "202" => "changed",
        "300" | "301" | "302" | "303" => "on its way out",
        "400" | "401" | "402" | "403" => "on its way in",
        "500" => "out for delivery",
        "501" => "delivered",
        "502" => "on its way back",
        "503" => "cancelled at the customer's request",
        "504" => "returned to the sender",
        "505" => "not delivered; a return is asked for",
        "506" => "not delivered",
        "507" => "the customer comes to the office",
        "508" | "550" => "to be brought again",
        "509" => "sent on to another office",
        "510" => "taken back from the driver",
        "515" => "the return is approved",
        _ => "",
    }
}
