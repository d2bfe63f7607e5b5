//! Velocity's spelling of what is sent, and nothing else. Sizes are centimetres, money is rupees; weights are grams
//! in a rate and kilograms in an order.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

/// A decimal as a number of JSON.
pub(super) fn number(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string())
        .expect("the digits of a decimal are a number of JSON")
}

/// What is to be priced: `POST /rates`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Priced {
    /// `forward` or `return`.
    pub(super) journey_type: &'static str,
    pub(super) origin_pincode: String,
    pub(super) destination_pincode: String,
    /// Grams.
    pub(super) dead_weight: i64,
    pub(super) length: i64,
    /// An order calls it `breadth`.
    pub(super) width: i64,
    pub(super) height: i64,
    /// `cod` or `prepaid`.
    pub(super) payment_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shipment_value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qc_applicable: Option<bool>,
}

/// A lane: `POST /serviceability`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Lane<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// `cod` or `prepaid`.
    pub(super) payment_mode: &'static str,
    /// `forward` or `return`.
    pub(super) shipment_type: &'static str,
}

/// What is in an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) sku: String,
    pub(super) units: u32,
    pub(super) selling_price: Value,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) hsn: String,
}

/// An order that is booked at once: `POST /forward-order-orchestration`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Forward {
    pub(super) order_id: String,
    /// `YYYY-MM-DD HH:mm`, in India.
    pub(super) order_date: String,
    pub(super) carrier_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) store_name: String,
    pub(super) billing_customer_name: String,
    pub(super) billing_address: String,
    pub(super) billing_city: String,
    pub(super) billing_pincode: String,
    pub(super) billing_state: String,
    pub(super) billing_country: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) billing_email: String,
    pub(super) billing_phone: String,
    pub(super) shipping_is_billing: bool,
    pub(super) print_label: bool,
    pub(super) order_items: Vec<Item>,
    /// `COD` or `PREPAID`.
    pub(super) payment_method: &'static str,
    pub(super) sub_total: Value,
    /// 0 when it is prepaid.
    pub(super) cod_collectible: Value,
    pub(super) length: i64,
    pub(super) breadth: i64,
    pub(super) height: i64,
    /// Kilograms.
    pub(super) weight: Value,
    pub(super) pickup_location: String,
    pub(super) warehouse_id: String,
}

/// An order that comes back, booked at once: `POST /reverse-order-orchestration`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Reverse {
    pub(super) order_id: String,
    pub(super) order_date: String,
    pub(super) carrier_id: String,
    pub(super) pickup_customer_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) company_name: String,
    pub(super) pickup_address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pickup_address_2: Option<String>,
    pub(super) pickup_city: String,
    pub(super) pickup_state: String,
    pub(super) pickup_country: &'static str,
    pub(super) pickup_pincode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) pickup_email: String,
    pub(super) pickup_phone: String,
    pub(super) shipping_customer_name: String,
    pub(super) shipping_address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shipping_address_2: Option<String>,
    pub(super) shipping_city: String,
    pub(super) shipping_state: String,
    pub(super) shipping_country: &'static str,
    pub(super) shipping_pincode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipping_email: String,
    pub(super) shipping_phone: String,
    pub(super) warehouse_id: String,
    pub(super) order_items: Vec<Item>,
    pub(super) payment_method: &'static str,
    pub(super) sub_total: Value,
    pub(super) length: i64,
    pub(super) breadth: i64,
    pub(super) height: i64,
    pub(super) weight: Value,
    pub(super) request_pickup: bool,
}

/// A place to be kept: `POST /warehouse`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Warehouse {
    pub(super) name: String,
    pub(super) phone_number: String,
    pub(super) email: String,
    pub(super) contact_person: String,
    pub(super) address_attributes: Place,
}

/// Where a warehouse is.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Place {
    pub(super) street_address: String,
    pub(super) zip: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) country: &'static str,
}

/// Airway bills: `POST /order-tracking`, `POST /cancel-order`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Numbers<'a> {
    pub(super) awbs: &'a [&'a str],
}

/// What is looked for in a list: `POST /shipments`, `POST /returns`. Without a page it is the first one.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Search<'a> {
    pub(super) per_page: u32,
    pub(super) search: &'a str,
}
