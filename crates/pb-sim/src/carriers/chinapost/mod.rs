//! China Post's APIs: the domestic open platform of EMS, and the international order API with 17TRACK beside it. What
//! is sure, what is not and what is left out is in the README here.
pub mod domestic;
pub mod international;
#[cfg(test)]
mod tests;

use super::ledger::Sale;
use super::schema::{Complaint, Wrong};
use crate::label::Label;
use serde_json::Value;

/// What is wrong with a request, for people.
fn words(complaint: &Complaint) -> String {
    let path = &complaint.path;
    match &complaint.wrong {
        Wrong::Missing => format!("{path} 不能为空"),
        Wrong::Unknown => format!("{path} 不是有效字段"),
        Wrong::Type(expected) => format!("{path} 类型不正确: {expected}"),
        Wrong::Value(value) => format!("{path} 取值不正确: {value}"),
    }
}

/// A text in a request, empty when there is none.
fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The label of a sale; `parts` of an address from the largest on.
fn label<'a>(sale: &'a Sale, service: &'a str, reference: &'a str, parts: &[&str]) -> Label<'a> {
    let party = |who: &str| {
        let who = &sale.asked[who];
        let place = parts.iter().map(|part| text(who, part)).collect::<Vec<_>>();
        vec![
            text(who, "name").to_owned(),
            place.join(" "),
            text(who, "address").to_owned(),
        ]
    };
    Label {
        carrier: "China Post",
        service,
        tracking_number: &sale.shipment,
        reference,
        shipper: party("sender"),
        recipient: party("receiver"),
        piece: (1, 1),
        weight: format!("{} g", text(&sale.asked, "weight")),
    }
}
