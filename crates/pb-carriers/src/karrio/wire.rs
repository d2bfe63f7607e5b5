//! Karrio's spelling, version 2026.1.32: what is sent and what is read, and nothing else.
//!
//! Read types take what Karrio was seen to leave out or to give as null.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Number, Value};
use std::collections::BTreeMap;

/// `POST /v1/proxy/rates`, and the better part of `POST /v1/shipments`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Consignment {
    pub(super) shipper: Address,
    pub(super) recipient: Address,
    pub(super) parcels: Vec<Parcel>,
    pub(super) options: Options,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customs: Option<Customs>,
    pub(super) reference: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) carrier_ids: Vec<String>,
}

/// `POST /v1/shipments`. A field `service` must never be here: with it, drafting buys.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Draft {
    #[serde(flatten)]
    pub(super) consignment: Consignment,
    pub(super) label_type: &'static str,
    pub(super) payment: Payment,
    pub(super) metadata: BTreeMap<&'static str, String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Address {
    pub(super) person_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) company_name: String,
    pub(super) address_line1: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) address_line2: String,
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) postal_code: String,
    pub(super) country_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phone_number: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) email: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Parcel {
    pub(super) weight: Number,
    pub(super) weight_unit: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<Size>,
    pub(super) packaging_type: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference_number: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Size {
    pub(super) length: Number,
    pub(super) width: Number,
    pub(super) height: Number,
    pub(super) dimension_unit: &'static str,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Options {
    pub(super) shipment_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) declared_value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) insurance: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cash_on_delivery: Option<Number>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) signature_confirmation: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipper_instructions: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Customs {
    pub(super) commodities: Vec<Commodity>,
    pub(super) content_type: &'static str,
    pub(super) incoterm: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) invoice: String,
    pub(super) commercial_invoice: bool,
    pub(super) duty: Duty,
    pub(super) signer: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Commodity {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) quantity: u32,
    /// Of one piece.
    pub(super) weight: Number,
    pub(super) weight_unit: &'static str,
    /// Of one piece.
    pub(super) value_amount: Number,
    pub(super) value_currency: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hs_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin_country: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Duty {
    pub(super) paid_by: &'static str,
    pub(super) currency: &'static str,
    pub(super) declared_value: Number,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Payment {
    pub(super) paid_by: &'static str,
}

/// `POST /v1/shipments/{id}/purchase`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Purchase {
    pub(super) selected_rate_id: String,
    /// Never left out: its default is PDF, whatever the draft says.
    pub(super) label_type: &'static str,
    pub(super) payment: Payment,
}

/// `POST /v1/proxy/shipping/{carrier}/cancel`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cancel {
    pub(super) shipment_identifier: String,
    pub(super) carrier_id: String,
    pub(super) service: String,
    pub(super) options: Value,
}

/// `POST /v1/proxy/tracking`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Track<'a> {
    pub(super) tracking_number: &'a str,
    pub(super) carrier_name: &'a str,
}

/// `POST /graphql`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Query {
    pub(super) query: &'static str,
    pub(super) variables: Value,
}

/// Both error envelopes, and the messages beside an answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Complaints {
    /// What Karrio itself says.
    #[serde(deserialize_with = "null_is_default")]
    pub(super) errors: Vec<Message>,
    /// What carriers say through it.
    #[serde(deserialize_with = "null_is_default")]
    pub(super) messages: Vec<Message>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    /// A text for most, a number for some.
    #[serde(deserialize_with = "loose_text")]
    pub(super) code: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) message: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) level: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) carrier_name: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) carrier_id: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Rates {
    /// Each read for itself as a [`Rate`]: one odd offer must not hide the others.
    pub(super) rates: Vec<Value>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) messages: Vec<Message>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Rate {
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) id: String,
    pub(super) carrier_name: String,
    pub(super) carrier_id: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) currency: String,
    pub(super) service: String,
    pub(super) total_charge: Number,
    #[serde(default)]
    pub(super) transit_days: Option<i64>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) extra_charges: Vec<Charge>,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) estimated_delivery: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) meta: RateMeta,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RateMeta {
    /// The connector's own name, which cancel and track ask for.
    #[serde(deserialize_with = "loose_text")]
    pub(super) ext: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) service_name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Charge {
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) amount: Option<Number>,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) currency: String,
}

/// A shipment: a draft, a bought one, a cancelled one. What is not needed to know whether it was
/// sold may be odd: a sale must not become unknown because of it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Shipment {
    pub(super) id: String,
    pub(super) status: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) tracking_number: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) shipment_identifier: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) carrier_name: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) carrier_id: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) service: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) selected_rate: Option<Rate>,
    #[serde(default, deserialize_with = "lenient_each")]
    pub(super) rates: Vec<Rate>,
    #[serde(default, deserialize_with = "lenient_each")]
    pub(super) messages: Vec<Message>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) meta: serde_json::Map<String, Value>,
    #[serde(default, deserialize_with = "lenient_each")]
    pub(super) shipping_documents: Vec<ShippingDocument>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ShippingDocument {
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) category: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) base64: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Cancelled {
    #[serde(default)]
    pub(super) confirmation: Option<Confirmation>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) messages: Vec<Message>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Confirmation {
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) operation: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) success: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tracked {
    pub(super) tracking: Tracking,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tracking {
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) status: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) delivered: bool,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) estimated_delivery: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) events: Vec<Event>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event {
    #[serde(deserialize_with = "loose_text")]
    pub(super) date: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) time: String,
    /// The carrier's local time with a Z that is not true.
    #[serde(deserialize_with = "loose_text")]
    pub(super) timestamp: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) status: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) code: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) description: String,
    #[serde(deserialize_with = "loose_text")]
    pub(super) location: String,
}

/// `GET /`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Server {
    #[serde(rename = "VERSION")]
    pub(super) version: String,
}

/// `GET /v1/connections`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Connections {
    pub(super) count: u64,
    pub(super) results: Vec<Connection>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Connection {
    pub(super) carrier_name: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) display_name: String,
}

/// One entry of `GET /v1/carriers/{name}/options`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CarrierOption {
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) meta: serde_json::Map<String, Value>,
}

/// `POST /graphql`, as far as [`super::history`] asks.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct History {
    pub(super) data: HistoryData,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct HistoryData {
    pub(super) logs: Edges,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Edges {
    pub(super) edges: Vec<Edge>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Edge {
    pub(super) node: LogEntry,
}

/// One request that Karrio has finished.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct LogEntry {
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) path: String,
    #[serde(default, deserialize_with = "loose_text")]
    pub(super) method: String,
    #[serde(default)]
    pub(super) status_code: Option<u16>,
    #[serde(default)]
    pub(super) response: Value,
}

/// A text, or what stands for one: null is empty, a number its digits.
fn loose_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    })
}

fn null_is_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// What cannot be read is as if it were not there.
fn lenient<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).unwrap_or_default())
}

/// The entries that can be read.
fn lenient_each<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let Value::Array(entries) = Value::deserialize(from)? else {
        return Ok(Vec::new());
    };
    Ok(entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect())
}
