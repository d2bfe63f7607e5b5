//! USPS's spelling of what is sent and of what is read, and nothing else.
//!
//! Weights, sizes and amounts are numbers, identifiers texts, extra services whole numbers. What is read is
//! forgiving: what cannot be read is as if it were not there, and whoever uses it looks whether it is.

mod read;

pub(super) use read::*;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A decimal as a JSON number.
pub(super) fn number(decimal: Decimal) -> Number {
    decimal
        .to_string()
        .parse()
        .expect("digits with a point are a JSON number")
}

/// Who takes part in a purchase.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Roles {
    pub(super) roles: Vec<Role>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Role {
    pub(super) role_name: &'static str,
    #[serde(rename = "CRID")]
    pub(super) crid: String,
    #[serde(rename = "MID", skip_serializing_if = "Option::is_none")]
    pub(super) mid: Option<String>,
    #[serde(rename = "manifestMID", skip_serializing_if = "Option::is_none")]
    pub(super) manifest_mid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account_number: Option<String>,
}

/// Prices that are asked for.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OptionsRequest {
    pub(super) pricing_options: Vec<PricingOption>,
    #[serde(rename = "originZIPCode")]
    pub(super) origin: String,
    #[serde(rename = "destinationZIPCode", skip_serializing_if = "Option::is_none")]
    pub(super) destination: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) foreign_postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_country_code: Option<String>,
    pub(super) package_description: PricedPackage,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PricingOption {
    pub(super) price_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_account: Option<ContractAccount>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContractAccount {
    pub(super) account_type: &'static str,
    pub(super) account_number: String,
    #[serde(rename = "CRID", skip_serializing_if = "Option::is_none")]
    pub(super) crid: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PricedPackage {
    pub(super) mail_class: &'static str,
    pub(super) weight: Number,
    pub(super) length: Number,
    pub(super) width: Number,
    pub(super) height: Number,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extra_services: Vec<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) package_value: Option<Number>,
    pub(super) mailing_date: String,
}

/// An address in the United States.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Address {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) first_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) last_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) firm: String,
    pub(super) street_address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) secondary_address: String,
    pub(super) city: String,
    pub(super) state: String,
    #[serde(rename = "ZIPCode")]
    pub(super) zip_code: String,
    #[serde(rename = "ZIPPlus4", skip_serializing_if = "String::is_empty")]
    pub(super) zip_plus4: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) urbanization: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) email: String,
}

/// An address elsewhere.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ForeignAddress {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) first_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) last_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) firm: String,
    pub(super) street_address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) secondary_address: String,
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) postal_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) province: String,
    pub(super) country: String,
    #[serde(rename = "countryISOAlpha2Code")]
    pub(super) country_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) phone: String,
}

/// Where a label goes.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum To {
    Home(Address),
    Abroad(ForeignAddress),
}

/// A label that is bought.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LabelRequest {
    pub(super) image_info: ImageInfo,
    pub(super) to_address: To,
    pub(super) from_address: Address,
    pub(super) package_description: Package,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customs_form: Option<CustomsForm>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageInfo {
    pub(super) image_type: &'static str,
    pub(super) label_type: &'static str,
    /// Domestic and return labels alone have receipts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipt_option: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) package_number: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total_packages: Option<usize>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package {
    pub(super) mail_class: String,
    pub(super) rate_indicator: String,
    pub(super) processing_category: String,
    /// Not on return labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_entry_facility_type: Option<&'static str>,
    #[serde(rename = "weightUOM")]
    pub(super) weight_unit: &'static str,
    pub(super) weight: Number,
    #[serde(rename = "dimensionsUOM")]
    pub(super) dimensions_unit: &'static str,
    pub(super) length: Number,
    pub(super) width: Number,
    pub(super) height: Number,
    /// Not on return labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mailing_date: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extra_services: Vec<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) customer_reference: Vec<Reference>,
    #[serde(skip_serializing_if = "PackageOptions::is_empty")]
    pub(super) package_options: PackageOptions,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) reference_number: String,
    /// Within the country alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) print_reference_number: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) package_value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) non_delivery_option: Option<&'static str>,
}

impl PackageOptions {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomsForm {
    pub(super) customs_content_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_comments: Option<&'static str>,
    #[serde(rename = "AESITN")]
    pub(super) aes_itn: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) invoice_number: String,
    pub(super) contents: Vec<Content>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    pub(super) item_description: String,
    pub(super) item_quantity: u32,
    pub(super) item_total_value: Number,
    #[serde(rename = "weightUOM")]
    pub(super) weight_unit: &'static str,
    pub(super) item_total_weight: Number,
    #[serde(rename = "HSTariffNumber", skip_serializing_if = "String::is_empty")]
    pub(super) hs_tariff_number: String,
    #[serde(rename = "countryofOrigin")]
    pub(super) country_of_origin: String,
}

/// A label that is printed again.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReprintRequest {
    pub(super) image_info: ReprintImage,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReprintImage {
    pub(super) image_type: String,
    pub(super) label_type: String,
}

/// A number that is asked about.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrackingNumber {
    pub(super) tracking_number: String,
}

/// A letter carrier who is to come.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PickupRequest {
    pub(super) pickup_date: String,
    pub(super) pickup_address: PickupAddress,
    pub(super) packages: Vec<PickupPackages>,
    pub(super) estimated_weight: i64,
    pub(super) pickup_location: PickupLocation,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PickupAddress {
    pub(super) first_name: String,
    pub(super) last_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) firm: String,
    pub(super) address: Place,
    pub(super) contact: Vec<Contact>,
}

/// An address without who is there.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    pub(super) street_address: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) secondary_address: String,
    pub(super) city: String,
    pub(super) state: String,
    #[serde(rename = "ZIPCode")]
    pub(super) zip_code: String,
    #[serde(rename = "ZIPPlus4", skip_serializing_if = "String::is_empty")]
    pub(super) zip_plus4: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) urbanization: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Contact {
    pub(super) email: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PickupPackages {
    pub(super) package_type: &'static str,
    pub(super) package_count: u32,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PickupLocation {
    pub(super) package_location: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) special_instructions: String,
}

/// A SCAN form (PS Form 5630).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScanFormRequest {
    pub(super) form: &'static str,
    pub(super) image_info: ReprintImage,
    pub(super) mailing_date: String,
    pub(super) overwrite_mailing_date: bool,
    #[serde(rename = "entryFacilityZIPCode")]
    pub(super) entry_facility: String,
    pub(super) destination_entry_facility_type: &'static str,
    pub(super) shipment: ScannedLabels,
    pub(super) from_address: Address,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScannedLabels {
    pub(super) tracking_numbers: Vec<String>,
}

/// Being told.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubscriptionRequest {
    #[serde(rename = "listenerURL")]
    pub(super) listener: String,
    pub(super) secret: String,
    pub(super) admin_notification: Vec<Contact>,
    pub(super) filter_properties: Filter,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Filter {
    #[serde(rename = "MID")]
    pub(super) mid: String,
}
