//! Blue Dart's spelling of what is sent, and nothing else. Weights are kilograms as a text, sizes centimetres, money
//! rupees.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

/// An amount of rupees as a number of JSON, to the paisa.
pub(super) fn rupees(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string())
        .expect("the digits of a decimal are a number of JSON")
}

/// The second layer of proof, without its key.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Profile {
    #[serde(rename = "LoginID")]
    pub(super) login_id: String,
    #[serde(rename = "Api_type")]
    pub(super) api_type: &'static str,
}

/// `POST /waybill/v1/…`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Waybill<T> {
    pub(super) request: T,
    pub(super) profile: Profile,
}

/// What is to be sold.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Generate {
    pub(super) consignee: Consignee,
    pub(super) shipper: Shipper,
    pub(super) services: Services,
}

/// Who gets it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Consignee {
    pub(super) consignee_name: String,
    pub(super) consignee_address1: String,
    pub(super) consignee_address2: String,
    pub(super) consignee_address3: String,
    pub(super) consignee_pincode: String,
    pub(super) consignee_mobile: String,
}

/// Who sends it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Shipper {
    pub(super) customer_code: String,
    pub(super) customer_name: String,
    pub(super) customer_address1: String,
    pub(super) customer_address2: String,
    pub(super) customer_address3: String,
    pub(super) customer_pincode: String,
    pub(super) customer_mobile: String,
    pub(super) origin_area: String,
    /// At most 20 characters; left out where the name is longer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sender: String,
    pub(super) is_to_pay_customer: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) vendor_code: String,
}

/// What is sent, and how.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Services {
    pub(super) product_code: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) sub_product_code: &'static str,
    /// 1 for goods.
    pub(super) product_type: u8,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) pack_type: &'static str,
    /// A number as a text.
    pub(super) piece_count: String,
    /// `0.50`.
    pub(super) actual_weight: String,
    pub(super) declared_value: Value,
    /// The cash to collect, under the name in Blue Dart's document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) collactable_amount: Option<Value>,
    /// The same under the name that clients use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) collectable_amount: Option<Value>,
    pub(super) credit_reference_no: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) invoice_no: String,
    /// `/Date(1786657200000)/`.
    pub(super) pickup_date: String,
    /// `HHMM`.
    pub(super) pickup_time: String,
    pub(super) register_pickup: bool,
    #[serde(rename = "PDFOutputNotRequired")]
    pub(super) pdf_output_not_required: bool,
    pub(super) commodity: Commodity,
    pub(super) dimensions: Vec<Dimensions>,
}

/// The goods, in words.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Commodity {
    pub(super) commodity_detail1: String,
    pub(super) commodity_detail2: String,
    pub(super) commodity_detail3: String,
}

/// Parcels of one size.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Dimensions {
    pub(super) length: i64,
    pub(super) breadth: i64,
    pub(super) height: i64,
    pub(super) count: u32,
}

/// A waybill by its number: `POST /waybill/v1/CancelWaybill`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cancel<'a> {
    #[serde(rename = "AWBNo")]
    pub(super) number: &'a str,
}

/// `POST /finder/v1/GetServicesforPincode`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Find<'a> {
    pub(super) pin_code: &'a str,
    pub(super) profile: Profile,
}
