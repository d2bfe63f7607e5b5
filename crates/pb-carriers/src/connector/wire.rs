//! The protocol's spelling, version 1 (`docs/connector.md`): what is sent and what is read, and
//! nothing else.
//!
//! Read types pass over members that they do not know, so that a later version may add some.

use pb_domain::{ContentsType, Currency, Direction, Incoterm, MoneyError};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The version that is spoken here.
pub(super) const PROTOCOL: u32 = 1;

/// An amount in the currency's smallest unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Money {
    pub(super) minor: i64,
    pub(super) currency: String,
}

impl From<pb_domain::Money> for Money {
    fn from(money: pb_domain::Money) -> Self {
        Self {
            minor: money.minor,
            currency: money.currency.code().to_owned(),
        }
    }
}

impl TryFrom<Money> for pb_domain::Money {
    type Error = MoneyError;
    fn try_from(money: Money) -> Result<Self, MoneyError> {
        Ok(Self::new(
            money.minor,
            Currency::from_code(&money.currency)?,
        ))
    }
}

/// What is to be priced, bought or booked: `POST /v1/rates`, and a part of the others.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Consignment {
    pub(super) ship_from: Address,
    pub(super) ship_to: Address,
    pub(super) parcels: Vec<Parcel>,
    pub(super) ship_date: String,
    pub(super) direction: Direction,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) customer_reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) goods_value: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cod: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) insurance: Option<Money>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) signature: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) instructions: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customs: Option<Customs>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Address {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) company: String,
    pub(super) line1: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) line2: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) ward: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) district: String,
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) region: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) postal_code: String,
    pub(super) country: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) email: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Parcel {
    pub(super) weight_g: i64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<Size>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Size {
    pub(super) length_mm: i64,
    pub(super) width_mm: i64,
    pub(super) height_mm: i64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Customs {
    pub(super) contents: ContentsType,
    pub(super) incoterm: Incoterm,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) invoice_number: String,
    pub(super) items: Vec<CustomsItem>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct CustomsItem {
    pub(super) description: String,
    pub(super) quantity: u32,
    pub(super) unit_value: Money,
    pub(super) unit_weight_g: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hs_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<String>,
}

/// `POST /v1/shipments`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Purchase {
    pub(super) reference: String,
    pub(super) requested_at: String,
    pub(super) service: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quote: Option<String>,
    pub(super) max_charge: Money,
    pub(super) label_formats: &'static [&'static str],
    #[serde(flatten)]
    pub(super) consignment: Consignment,
}

/// The part of a prepared [`Purchase`] that settling needs.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Requested {
    pub(super) requested_at: String,
}

/// `POST /v1/shipments/{id}/void`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Void {}

/// `POST /v1/numbers`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Reserve {
    pub(super) count: u32,
}

/// `POST /v1/bookings`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Book<'a> {
    pub(super) numbers: &'a [String],
    pub(super) service: &'a str,
    #[serde(flatten)]
    pub(super) consignment: Consignment,
}

/// Every failure: `application/problem+json` (RFC 9457) with members of ours.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Failed {
    /// Of the protocol's list; empty when the answer is not in the protocol's words at all.
    #[serde(deserialize_with = "lenient")]
    pub(super) code: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) title: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) detail: String,
    /// The request's member it is about, with dots: `ship_to.postal_code`.
    #[serde(deserialize_with = "lenient")]
    pub(super) field: String,
}

/// `GET /v1/about`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct About {
    pub(super) protocol: u32,
    pub(super) name: String,
    #[serde(default)]
    pub(super) currencies: Vec<String>,
    pub(super) features: Features,
}

/// What a server says it can do; what it does not name it cannot.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Features {
    pub(super) rates: bool,
    pub(super) find: bool,
    pub(super) idempotency: bool,
    pub(super) void: bool,
    pub(super) track: bool,
    pub(super) label_again: bool,
    pub(super) numbers: bool,
    pub(super) booking: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Rates {
    /// Each read for itself as a [`Rate`]: one odd offer must not hide the others.
    pub(super) rates: Vec<Value>,
    #[serde(default)]
    pub(super) notes: Vec<Failed>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Rate {
    pub(super) service: String,
    #[serde(default)]
    pub(super) service_name: String,
    #[serde(default)]
    pub(super) carrier_name: String,
    pub(super) total: Money,
    #[serde(default)]
    pub(super) charges: Vec<Charge>,
    #[serde(default)]
    pub(super) transit_days: Option<u32>,
    #[serde(default)]
    pub(super) delivery_date: Option<String>,
    #[serde(default)]
    pub(super) quote: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Charge {
    pub(super) label: String,
    pub(super) amount: Money,
}

/// A shipment. What is not needed to know whether it was sold may be odd: a sale must not become
/// unknown because of it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Shipment {
    pub(super) id: String,
    pub(super) reference: String,
    /// `sold`, `processing`, `refused`, `void`.
    pub(super) status: String,
    #[serde(default)]
    pub(super) parcels: Vec<ShippedParcel>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) charge: Option<Money>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) labels: Vec<Label>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) tracking_url: String,
    /// While it is processed: when it is worth asking again.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) settled_after: Option<String>,
    /// Why it was refused.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) problem: Failed,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ShippedParcel {
    pub(super) tracking_number: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Label {
    pub(super) base64: String,
}

/// `GET /v1/shipments?reference=…`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Found {
    /// The promise that what is not here now never will be.
    pub(super) settled: bool,
    /// When that promise can be given.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) settled_after: Option<String>,
    pub(super) shipments: Vec<Shipment>,
}

/// `GET /v1/shipments/{id}/labels`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Labels {
    pub(super) labels: Vec<Label>,
}

/// `POST /v1/shipments/{id}/void`, and `GET /v1/shipments/{id}` where only that matters.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Standing {
    pub(super) id: String,
    pub(super) status: String,
}

/// `GET /v1/tracking/{number}`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tracking {
    pub(super) status: String,
    #[serde(default)]
    pub(super) expected: Option<String>,
    #[serde(default)]
    pub(super) events: Vec<Event>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Event {
    pub(super) at: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) code: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) text: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) location: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Numbers {
    pub(super) numbers: Vec<Number>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Number {
    pub(super) number: String,
    #[serde(default)]
    pub(super) expires_at: Option<String>,
}

/// `POST /v1/bookings`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Booking {
    pub(super) id: String,
    pub(super) numbers: Vec<String>,
    pub(super) charge: Money,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) tracking_url: String,
}

/// What cannot be read is as if it were not there.
fn lenient<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).unwrap_or_default())
}
