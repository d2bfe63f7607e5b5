//! The fields of requests. Objects are closed: a misspelt name is refused, as it would be missed. Numbers may be
//! texts: the documentation's samples have them so, its tables and working clients have numbers.
use rust_decimal::Decimal;
use serde_json::Value;

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text, which may be empty.
    Text,
    /// A text, a number, or a list of them.
    Phone,
    /// A number of zero or more, or a text with one, which may be empty.
    Number,
    /// A truth value, or a text with one.
    Truth,
}

/// The fields of a parcel in a manifest.
pub(super) const SHIPMENT: &[(&str, Kind)] = &[
    ("name", Kind::Text),
    ("order", Kind::Text),
    ("phone", Kind::Phone),
    ("add", Kind::Text),
    ("pin", Kind::Number),
    ("payment_mode", Kind::Text),
    ("client", Kind::Text),
    ("city", Kind::Text),
    ("state", Kind::Text),
    ("country", Kind::Text),
    ("address_type", Kind::Text),
    ("order_date", Kind::Text),
    ("products_desc", Kind::Text),
    ("hsn_code", Kind::Text),
    ("quantity", Kind::Number),
    ("total_amount", Kind::Number),
    ("cod_amount", Kind::Number),
    ("weight", Kind::Number),
    ("shipment_length", Kind::Number),
    ("shipment_width", Kind::Number),
    ("shipment_height", Kind::Number),
    ("shipping_mode", Kind::Text),
    ("transport_speed", Kind::Text),
    ("waybill", Kind::Text),
    ("ewbn", Kind::Text),
    ("seller_name", Kind::Text),
    ("seller_add", Kind::Text),
    ("seller_inv", Kind::Text),
    ("seller_gst_tin", Kind::Text),
    ("return_name", Kind::Text),
    ("return_add", Kind::Text),
    ("return_address", Kind::Text),
    ("return_city", Kind::Text),
    ("return_state", Kind::Text),
    ("return_pin", Kind::Number),
    ("return_country", Kind::Text),
    ("return_phone", Kind::Phone),
    ("fragile_shipment", Kind::Truth),
    ("dangerous_good", Kind::Truth),
    ("plastic_packaging", Kind::Truth),
    ("shipment_type", Kind::Text),
    ("mps_children", Kind::Number),
    ("mps_amount", Kind::Number),
    ("master_id", Kind::Text),
];

/// Those that must be there and say something.
pub(super) const NEEDED: &[&str] = &["name", "order", "phone", "add", "pin", "payment_mode"];

/// The fields of an edit.
pub(super) const EDIT: &[(&str, Kind)] = &[
    ("waybill", Kind::Text),
    ("cancellation", Kind::Truth),
    ("name", Kind::Text),
    ("phone", Kind::Phone),
    ("add", Kind::Text),
    ("products_desc", Kind::Text),
    ("weight", Kind::Number),
    ("shipment_length", Kind::Number),
    ("shipment_width", Kind::Number),
    ("shipment_height", Kind::Number),
    ("pt", Kind::Text),
    ("cod", Kind::Number),
];

/// The first thing that is wrong with an object.
pub(super) fn check(value: &Value, fields: &[(&str, Kind)], needed: &[&str]) -> Result<(), String> {
    let Some(object) = value.as_object() else {
        return Err("'unicode' object has no attribute 'get'".to_owned());
    };
    for (name, value) in object {
        let Some((_, kind)) = fields.iter().find(|(known, _)| known == name) else {
            return Err(format!("{name} is not a known key"));
        };
        let fits = match kind {
            Kind::Text => value.is_null() || value.is_string(),
            Kind::Phone => match value {
                Value::Array(phones) => phones.iter().all(|p| p.is_string() || p.is_number()),
                one => one.is_string() || one.is_number(),
            },
            Kind::Number => is_blank(value) || number(value).is_some_and(|n| n >= Decimal::ZERO),
            Kind::Truth => truth(value).is_some(),
        };
        if !fits {
            return Err(format!("{name} has a value that is not valid"));
        }
    }
    match needed.iter().find(|name| is_blank(&value[**name])) {
        Some(name) => Err(format!("{name} is mandatory")),
        None => Ok(()),
    }
}

/// Nothing, or a text that says nothing.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.is_empty(),
        _ => false,
    }
}

/// A number, or a text with one.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A truth value, or a text with one.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => match text.as_str() {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A text or a number as it is written.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Whether telephone numbers are Indian ones of ten digits, with a prefix that is taken or none.
pub(super) fn is_phone(value: &Value) -> bool {
    let one = |value: &Value| {
        let phone = written(value);
        let prefixes = ["+91-", "91-", "+91", "91", "0", ""];
        let is_bare = |rest: &str| {
            rest.len() == 10
                && rest.bytes().all(|b| b.is_ascii_digit())
                && rest.starts_with(['6', '7', '8', '9'])
        };
        prefixes
            .iter()
            .any(|prefix| phone.strip_prefix(prefix).is_some_and(is_bare))
    };
    match value {
        Value::Array(phones) => !phones.is_empty() && phones.iter().all(one),
        value => one(value),
    }
}
