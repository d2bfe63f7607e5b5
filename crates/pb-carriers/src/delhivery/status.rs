//! What Delhivery's statuses mean in our list: a type of two letters, a word, and a code of the scan (NSL).

use super::wire;
use pb_domain::ShipmentStatus as S;

/// Codes of the scans that say how a delivery ended. One with a parcel that is still to be delivered is an
/// attempt that failed.
const OUTCOME: &str = "EOD-";

/// Where a parcel stands: by its status, else by its newest scan that is known.
pub(super) fn current(parcel: &wire::Tracked) -> Option<S> {
    let status = &parcel.status;
    if let Some(stated) = meaning(&status.kind, &status.status, &status.code) {
        return Some(stated);
    }
    let mut scans: Vec<&wire::ScanDetail> = parcel.scans.iter().map(|s| &s.detail).collect();
    scans.sort_by(|a, b| b.at.cmp(&a.at));
    scans
        .iter()
        .find_map(|scan| meaning(&scan.kind, &scan.scan, &scan.code))
}

/// What a type, a word and a code mean.
pub(super) fn meaning(kind: &str, status: &str, code: &str) -> Option<S> {
    let status = status.to_ascii_lowercase();
    Some(match (kind, status.as_str()) {
        (_, "lost") => S::Lost,
        ("UD", "manifested" | "not picked") => S::LabelCreated,
        ("UD", "pending") if code.starts_with(OUTCOME) => S::DeliveryFailed,
        ("UD", "in transit" | "pending") => S::InTransit,
        ("UD", "dispatched") => S::OutForDelivery,
        ("DL", "delivered") => S::Delivered,
        ("RT", "in transit" | "pending" | "dispatched") => S::Returning,
        ("DL", "rto") => S::ReturnedToSender,
        // A return that is fetched from the customer: until it is, nobody has it.
        ("PP", "open" | "scheduled" | "dispatched") => S::LabelCreated,
        ("PU", "in transit" | "pending") => S::InTransit,
        ("PU", "dispatched") => S::OutForDelivery,
        ("DL", "dto") => S::Delivered,
        ("CN", "canceled" | "cancelled" | "closed") => S::Cancelled,
        _ => return None,
    })
}
