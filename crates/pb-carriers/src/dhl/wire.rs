//! JSON as DHL's APIs write and read it: bodies without blanks, and answers of which each member may be missing,
//! a number where a text belongs, or one object where a list does.

pub(super) use crate::loose::text;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pb_domain::{Currency, Document, Format, Money, MoneyError};
use rust_decimal::Decimal;
use serde_json::Value;

/// The same without members and entries that hold nothing.
pub(super) fn without_blanks(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, without_blanks(value)))
            .filter(|(_, value)| !is_blank(value))
            .collect(),
        Value::Array(entries) => entries
            .into_iter()
            .map(without_blanks)
            .filter(|value| !is_blank(value))
            .collect(),
        other => other,
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A number with just the digits it needs.
pub(super) fn number(amount: Decimal) -> Value {
    let digits = amount.normalize().to_string();
    Value::Number(digits.parse().expect("a decimal number is one in JSON too"))
}

/// A list, or the one object that stands in its place.
pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(entries) => entries,
        Value::Object(_) => std::slice::from_ref(value),
        _ => &[],
    }
}

/// An amount from its number and the currency's code.
pub(super) fn money(amount: &Value, currency: &Value) -> Result<Money, MoneyError> {
    let digits = text(amount);
    let amount: Decimal = digits
        .parse()
        .map_err(|_| MoneyError::Unreadable(digits.clone()))?;
    Money::from_decimal(amount, Currency::from_code(&text(currency))?)
}

/// A document in Base64; `None` when it is none.
pub(super) fn decoded(value: &Value) -> Option<Document> {
    let joined: String = value.as_str()?.split_whitespace().collect();
    let bytes = STANDARD.decode(joined).ok()?;
    let format = Format::sniff(&bytes)?;
    Some(Document { format, bytes })
}
