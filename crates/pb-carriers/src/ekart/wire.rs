//! Ekart's spelling of what is sent, and nothing else. Weights are grams, sizes centimetres, money rupees.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

/// An amount of rupees as a number of JSON, to the paisa.
pub(super) fn rupees(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string())
        .expect("the digits of a decimal are a number of JSON")
}

/// A shipment to be made: `PUT /api/v1/package/create`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shipment {
    pub(super) seller_name: String,
    pub(super) seller_address: String,
    pub(super) seller_gst_tin: String,
    pub(super) consignee_name: String,
    /// A text here, and a number in places.
    pub(super) consignee_alternate_phone: String,
    pub(super) consignee_gst_amount: Value,
    pub(super) order_number: String,
    pub(super) invoice_number: String,
    /// `YYYY-MM-DD`.
    pub(super) invoice_date: String,
    pub(super) products_desc: String,
    pub(super) category_of_goods: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hsn_code: String,
    /// `COD`, `Prepaid`; `Pickup` for what comes back.
    pub(super) payment_mode: &'static str,
    pub(super) total_amount: Value,
    pub(super) tax_value: Value,
    pub(super) taxable_amount: Value,
    /// The taxable amount once more, as a text.
    pub(super) commodity_value: String,
    pub(super) cod_amount: Value,
    pub(super) quantity: u64,
    pub(super) weight: i64,
    pub(super) length: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_reason: Option<String>,
    pub(super) drop_location: Location,
    pub(super) pickup_location: Warehouse,
    pub(super) return_location: Warehouse,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qc_details: Option<QualityCheck>,
    /// `YYYY-MM-DD`, after today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) preferred_dispatch_date: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) obd_shipment: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) mps: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) items: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) packages: Vec<Package>,
}

/// A place with who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Location {
    /// `Office` or `Home`.
    pub(super) location_type: &'static str,
    pub(super) name: String,
    pub(super) phone: u64,
    pub(super) address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state: String,
    pub(super) country: &'static str,
    pub(super) pin: u32,
}

/// Where a shipment is fetched: by the alias of an address that Ekart knows, or written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Warehouse {
    Known { name: String },
    Whole(Location),
}

/// What the driver compares a return with.
#[derive(Clone, Debug, Serialize)]
pub(super) struct QualityCheck {
    pub(super) qc_shipment: bool,
    pub(super) product_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) product_desc: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) product_sku: String,
}

/// What is in one parcel of several.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Item {
    pub(super) product_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sku: String,
    /// From 1 rupee on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) taxable_value: Option<Value>,
    pub(super) quantity: u64,
    pub(super) length: i64,
    pub(super) breadth: i64,
    pub(super) height: i64,
    pub(super) weight: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hsn_code: String,
}

/// Parcels of one size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Package {
    pub(super) length: i64,
    pub(super) height: i64,
    pub(super) width: i64,
    /// A number as a text.
    pub(super) count: String,
}

/// What is to be priced: `POST /data/pricing/estimate`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Estimate {
    pub(super) pickup_pincode: u32,
    pub(super) drop_pincode: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) invoice_amount: Option<Value>,
    pub(super) weight: i64,
    pub(super) length: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// `SURFACE` or `EXPRESS`.
    pub(super) service_type: String,
    /// `FORWARD` or `REVERSE`.
    pub(super) shipping_direction: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cod_amount: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) packages: Vec<Package>,
}

/// An address to be kept: `POST /api/v2/address`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct KeptAddress {
    pub(super) alias: String,
    pub(super) phone: u64,
    pub(super) address_line1: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) address_line2: String,
    pub(super) pincode: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state: String,
    pub(super) country: &'static str,
}

/// Shipments by their ids, for labels and manifests: 1 to 100, none twice.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Ids<'a> {
    pub(super) ids: Vec<&'a str>,
}

/// What is to become of a parcel: `POST /api/v2/package/ndr`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Action {
    /// `Re-Attempt` or `RTO`.
    pub(super) action: &'static str,
    /// The tracking id, whatever the name says.
    pub(super) wbn: String,
    /// Milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<i64>,
    /// Ten digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) instructions: String,
}

/// Where to tell what happens: `POST /api/v2/webhook`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Hook<'a> {
    pub(super) url: &'a str,
    pub(super) secret: &'a str,
    pub(super) topics: Vec<String>,
    pub(super) active: bool,
}
