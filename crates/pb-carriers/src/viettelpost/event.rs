//! What happened to a parcel, as look-ups and news have it in the same words.

use super::answer::text;
use super::{reason, status, time};
use pb_domain::{ShipmentStatus, TrackingEvent};
use serde_json::Value;

/// Where an order stands in our list; `None` for a status that nobody knows here.
pub(super) fn standing(order: &Value) -> Option<ShipmentStatus> {
    let returning = order["IS_RETURNING"] == Value::Bool(true);
    status::meaning(&text(&order["ORDER_STATUS"]), returning)
}

/// The last thing that happened to an order; `None` where it does not say what or when.
pub(super) fn event(order: &Value) -> Option<TrackingEvent> {
    let code = text(&order["ORDER_STATUS"]);
    if code.is_empty() {
        return None;
    }
    Some(TrackingEvent {
        at: time::moment(&order["ORDER_STATUSDATE"])?.to_string(),
        status: standing(order),
        text: what(order, &code),
        location: first(order, ["LOCATION_CURRENTLY", "LOCALION_CURRENTLY"]),
        code,
    })
}

/// The day of the expected delivery.
pub(super) fn expected(order: &Value) -> Option<String> {
    time::day(&order["EXPECTED_DELIVERY_DATE"])
}

/// The status in its words or ours, the reason, and the note.
fn what(order: &Value, status: &str) -> String {
    let name = match text(&order["STATUS_NAME"]) {
        name if name.is_empty() => status::words(status).to_owned(),
        name => name,
    };
    let code = text(&order["REASON_CODE"]);
    let reason = match reason::words(&code) {
        Some(words) => format!("{words} ({code})"),
        None => code,
    };
    let mut parts: Vec<String> = Vec::new();
    for part in [name, reason, text(&order["NOTE"])] {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join("; ")
}

fn first(order: &Value, names: [&str; 2]) -> String {
    let texts = names.map(|name| text(&order[name]));
    texts
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or_default()
}
