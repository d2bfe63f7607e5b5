//! UPS's spelling of what is sent and of what is read, and nothing else.
//!
//! Numbers and amounts are texts. An indicator is there, with an empty text, or it is not. What is read
//! is forgiving: an object may stand where a list belongs, a number where a text does, and what cannot
//! be read is as if it were not there; whoever uses it looks whether it is.

mod read;

pub(super) use read::*;

use serde::Serialize;

/// A container with a code.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Code {
    pub(super) code: String,
}

impl Code {
    pub(super) fn of(code: impl Into<String>) -> Self {
        Self { code: code.into() }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RequestControl {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_option: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_version: Option<&'static str>,
    pub(super) transaction_reference: TransactionReference,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TransactionReference {
    pub(super) customer_context: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Amount {
    pub(super) currency_code: &'static str,
    pub(super) monetary_value: String,
}

impl From<pb_domain::Money> for Amount {
    fn from(money: pb_domain::Money) -> Self {
        Self {
            currency_code: money.currency.code(),
            monetary_value: money.decimal().to_string(),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Weight {
    pub(super) unit_of_measurement: Code,
    pub(super) weight: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Dimensions {
    pub(super) unit_of_measurement: Code,
    pub(super) length: String,
    pub(super) width: String,
    pub(super) height: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Party {
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) attention_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phone: Option<Phone>,
    /// Of the shipper alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shipper_number: Option<String>,
    #[serde(rename = "EMailAddress", skip_serializing_if = "String::is_empty")]
    pub(super) email: String,
    pub(super) address: Address,
}

impl Party {
    /// The name and the address alone: rating has no place for more.
    pub(super) fn nameplate(self) -> Self {
        Self {
            attention_name: String::new(),
            phone: None,
            email: String::new(),
            ..self
        }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Phone {
    pub(super) number: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Address {
    pub(super) address_line: Vec<String>,
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state_province_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) postal_code: String,
    pub(super) country_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) residential_address_indicator: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Charges {
    pub(super) shipment_charge: Vec<ShipmentCharge>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ShipmentCharge {
    /// `01` transport, `02` duties and taxes.
    #[serde(rename = "Type")]
    pub(super) kind: &'static str,
    pub(super) bill_shipper: BillShipper,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BillShipper {
    pub(super) account_number: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Reference {
    pub(super) value: String,
}

/// A parcel. Rating and shipping spell its packaging differently.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Package {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) packaging_type: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) packaging: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dimensions: Option<Dimensions>,
    pub(super) package_weight: Weight,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reference_number: Vec<Reference>,
    #[serde(skip_serializing_if = "PackageOptions::is_empty")]
    pub(super) package_service_options: PackageOptions,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PackageOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delivery_confirmation: Option<DeliveryConfirmation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) declared_value: Option<Amount>,
    #[serde(rename = "COD", skip_serializing_if = "Option::is_none")]
    pub(super) cod: Option<Cod>,
}

impl PackageOptions {
    fn is_empty(&self) -> bool {
        self.delivery_confirmation.is_none() && self.declared_value.is_none() && self.cod.is_none()
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct DeliveryConfirmation {
    #[serde(rename = "DCISType")]
    pub(super) dcis_type: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Cod {
    #[serde(rename = "CODFundsCode")]
    pub(super) funds: &'static str,
    #[serde(rename = "CODAmount")]
    pub(super) amount: Amount,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ShipmentOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delivery_confirmation: Option<DeliveryConfirmation>,
    #[serde(rename = "COD", skip_serializing_if = "Option::is_none")]
    pub(super) cod: Option<Cod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) international_forms: Option<InternationalForms>,
}

impl ShipmentOptions {
    fn is_empty(&self) -> bool {
        self.delivery_confirmation.is_none()
            && self.cod.is_none()
            && self.international_forms.is_none()
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InternationalForms {
    /// `01` is the commercial invoice.
    pub(super) form_type: Vec<&'static str>,
    pub(super) contacts: Contacts,
    pub(super) product: Vec<Product>,
    pub(super) invoice_number: String,
    pub(super) invoice_date: String,
    pub(super) terms_of_shipment: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason_for_export: Option<&'static str>,
    pub(super) currency_code: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Contacts {
    pub(super) sold_to: Party,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Product {
    pub(super) description: Vec<String>,
    pub(super) unit: Unit,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) commodity_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) part_number: String,
    pub(super) origin_country_code: String,
    pub(super) product_weight: Weight,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Unit {
    pub(super) number: String,
    pub(super) unit_of_measurement: Code,
    pub(super) value: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RatingOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) negotiated_rates_indicator: Option<&'static str>,
}

/// What rating and shipping have in common, and what only one of them has.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Shipment {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_service: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) documents_only_indicator: Option<&'static str>,
    pub(super) shipper: Party,
    pub(super) ship_to: Party,
    pub(super) ship_from: Party,
    /// Rating's word for who pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_details: Option<Charges>,
    /// Shipping's word for who pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_information: Option<Charges>,
    pub(super) shipment_rating_options: RatingOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shipment_total_weight: Option<Weight>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) invoice_line_total: Option<Amount>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reference_number: Vec<Reference>,
    #[serde(skip_serializing_if = "ShipmentOptions::is_empty")]
    pub(super) shipment_service_options: ShipmentOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delivery_time_information: Option<DeliveryTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shipment_date: Option<String>,
    pub(super) package: Vec<Package>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeliveryTime {
    /// `02` documents, `03` other goods.
    pub(super) package_bill_type: &'static str,
    pub(super) pickup: PickupDay,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupDay {
    pub(super) date: String,
}

/// `POST /api/rating/v2409/Shop`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RateRequest {
    pub(super) request: RequestControl,
    pub(super) pickup_type: Code,
    pub(super) shipment: Shipment,
}

/// `POST /api/shipments/v2409/ship`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ShipmentRequest {
    pub(super) request: RequestControl,
    pub(super) shipment: Shipment,
    pub(super) label_specification: LabelSpecification,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LabelSpecification {
    pub(super) label_image_format: Code,
    #[serde(rename = "HTTPUserAgent", skip_serializing_if = "Option::is_none")]
    pub(super) http_user_agent: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) label_stock_size: Option<StockSize>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StockSize {
    pub(super) height: &'static str,
    pub(super) width: &'static str,
}

/// `POST /api/labels/v1/recovery`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LabelRecoveryRequest {
    pub(super) label_specification: LabelSpecification,
    pub(super) tracking_number: String,
}

/// `POST /api/addressvalidation/v2/3`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AddressRequest {
    pub(super) address_key_format: AddressKey,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AddressKey {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) consignee_name: String,
    pub(super) address_line: Vec<String>,
    /// The city.
    pub(super) political_division2: String,
    /// The state.
    pub(super) political_division1: String,
    pub(super) postcode_primary_low: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) postcode_extended_low: String,
    pub(super) country_code: String,
}

/// `POST /api/pickupcreation/v2409/pickup`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupRequest {
    pub(super) rate_pickup_indicator: &'static str,
    pub(super) shipper: PickupShipper,
    pub(super) pickup_date_info: PickupDate,
    pub(super) pickup_address: PickupAddress,
    pub(super) alternate_address_indicator: &'static str,
    pub(super) pickup_piece: Vec<PickupPiece>,
    pub(super) total_weight: PickupWeight,
    pub(super) overweight_indicator: &'static str,
    pub(super) payment_method: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) special_instruction: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) reference_number: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupShipper {
    pub(super) account: PickupAccount,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupAccount {
    pub(super) account_number: String,
    pub(super) account_country_code: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupDate {
    pub(super) close_time: String,
    pub(super) ready_time: String,
    pub(super) pickup_date: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupAddress {
    pub(super) company_name: String,
    pub(super) contact_name: String,
    pub(super) address_line: Vec<String>,
    pub(super) city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) state_province: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) postal_code: String,
    pub(super) country_code: String,
    pub(super) residential_indicator: &'static str,
    pub(super) phone: Phone,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupPiece {
    pub(super) service_code: String,
    pub(super) quantity: String,
    pub(super) destination_country_code: String,
    pub(super) container_code: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PickupWeight {
    pub(super) weight: String,
    pub(super) unit_of_measurement: &'static str,
}

/// `POST /api/track/v2/subscription/standard/package`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subscription<'a> {
    pub(super) locale: &'static str,
    pub(super) country_code: &'static str,
    pub(super) event_preferences: &'static [&'static str],
    pub(super) tracking_number_list: &'a [String],
}

/// The one member that a request's body has.
pub(super) fn body(name: &'static str, inner: &impl Serialize) -> serde_json::Value {
    let inner = serde_json::to_value(inner).expect("plain data with text keys is always JSON");
    serde_json::Value::Object([(name.to_owned(), inner)].into_iter().collect())
}
