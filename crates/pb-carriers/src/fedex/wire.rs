//! FedEx's spelling of what is sent and of what is read, and nothing else.
//!
//! What is sent is written whole and pruned: a member that is empty is left out ([`body`]). What is read is
//! forgiving: an object may stand where a list belongs, a number where a text does, and what cannot be read is as
//! if it were not there; whoever uses it looks whether it is.

mod read;

pub(super) use read::*;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Number, Value};

/// A number as JSON has it.
pub(super) fn number(amount: Decimal) -> Number {
    let digits = amount.normalize().to_string();
    digits
        .parse()
        .expect("a decimal's digits are a JSON number")
}

/// A body without what is empty: texts, lists, objects, and what is not said.
pub(super) fn body(inner: &impl Serialize) -> Value {
    let whole = serde_json::to_value(inner).expect("plain data with text keys is always JSON");
    pruned(whole).unwrap_or_else(|| Value::Object(serde_json::Map::new()))
}

fn pruned(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then_some(Value::String(text)),
        Value::Array(items) => {
            let items: Vec<Value> = items.into_iter().filter_map(pruned).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(members) => {
            let members: serde_json::Map<String, Value> = members
                .into_iter()
                .filter_map(|(name, value)| Some((name, pruned(value)?)))
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        other => Some(other),
    }
}

/// Structs that are sent, with FedEx's names.
macro_rules! sent {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(= $rename:literal)?: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name {
            $(
                $(#[serde(rename = $rename)])?
                pub(crate) $field: $type,
            )*
        }
    )*};
}

sent! {
    /// An account.
    AccountNumber { value: String }
    /// An amount of money; a number.
    Money { amount: Option<Number>, currency: &'static str }
    /// A weight, `LB` or `KG`.
    Weight { units: &'static str, value: Option<Number> }
    /// A size in whole `IN` or `CM`.
    Dimensions { length: i64, width: i64, height: i64, units: &'static str }
    /// Where somebody is.
    Address {
        street_lines: Vec<String>,
        city: String,
        state_or_province_code: String,
        postal_code: String,
        country_code: String,
        residential: Option<bool>,
    }
    /// Who is there.
    Contact {
        person_name: String,
        company_name: String,
        phone_number: String,
        email_address: String,
    }
    /// Somebody somewhere.
    Party { contact: Contact, address: Address, delivery_instructions: String }
    /// Somewhere.
    Place { address: Address }
    /// Who pays.
    ResponsibleParty { account_number: AccountNumber }
    /// Around it.
    Payor { responsible_party: Option<ResponsibleParty> }
    /// How it is paid.
    Payment { payment_type: &'static str, payor: Payor }
    /// A reference.
    Reference { customer_reference_type: &'static str, value: String }
    /// Extras of a parcel.
    PackageServices {
        special_service_types: Vec<&'static str>,
        signature_option_type: &'static str,
    }
    /// A parcel.
    LineItem {
        sequence_number: Option<usize>,
        group_package_count: usize,
        weight: Weight,
        dimensions: Option<Dimensions>,
        declared_value: Option<Money>,
        customer_references: Vec<Reference>,
        package_special_services: PackageServices,
    }
    /// Cash to collect.
    CashOnDelivery { cod_collection_type: String, cod_collection_amount: Money }
    /// Documents that FedEx makes and sends ahead.
    TradeDocuments { requested_document_types: Vec<&'static str> }
    /// A label for the way back.
    ReturnDetail { return_type: &'static str }
    /// Extras of a shipment.
    ShipmentServices {
        special_service_types: Vec<&'static str>,
        etd_detail: Option<TradeDocuments>,
        return_shipment_detail: Option<ReturnDetail>,
        cash = "shipmentCODDetail": Option<CashOnDelivery>,
    }
    /// One line of goods.
    Commodity {
        description: String,
        weight: Weight,
        quantity: u32,
        quantity_units: &'static str,
        unit_price: Option<Money>,
        customs_value: Option<Money>,
        country_of_manufacture: String,
        harmonized_code: String,
        part_number: String,
    }
    /// What the invoice says besides its lines.
    CommercialInvoice {
        terms_of_sale: &'static str,
        shipment_purpose: &'static str,
        originator_name: String,
        customer_references: Vec<Reference>,
    }
    /// For the customs.
    Clearance {
        duties_payment: Option<Payment>,
        commercial_invoice: Option<CommercialInvoice>,
        is_document_only: Option<bool>,
        total_customs_value: Option<Money>,
        commodities: Vec<Commodity>,
    }
    /// What a rate is asked for.
    RateControl { return_transit_times: bool }
    /// A shipment to be priced.
    RatedShipment {
        shipper: Place,
        recipient: Place,
        rate_request_type: Vec<&'static str>,
        ship_date_stamp: String,
        pickup_type: String,
        packaging_type: &'static str,
        total_package_count: usize,
        total_weight: Option<Number>,
        document_shipment: Option<bool>,
        requested_package_line_items: Vec<LineItem>,
        shipment_special_services: ShipmentServices,
        customs_clearance_detail: Option<Clearance>,
    }
    /// `POST /rate/v1/rates/quotes`.
    RateRequest {
        account_number: AccountNumber,
        rate_request_control_parameters: RateControl,
        requested_shipment: RatedShipment,
    }
    /// The label's form.
    LabelSpecification {
        image_type: String,
        label_stock_type: String,
        label_format_type: &'static str,
        label_order: &'static str,
        resolution: Option<u32>,
    }
    /// How a paper is printed.
    DocumentFormat { doc_type: &'static str, stock_type: &'static str }
    /// The invoice as a paper.
    InvoicePaper { document_format: DocumentFormat }
    /// Papers that FedEx makes.
    ShippingDocuments {
        shipping_document_types: Vec<&'static str>,
        commercial_invoice_detail: Option<InvoicePaper>,
    }
    /// A shipment to be bought.
    BoughtShipment {
        ship_datestamp: String,
        total_declared_value: Option<Money>,
        shipper: Party,
        recipients: Vec<Party>,
        pickup_type: String,
        service_type: String,
        packaging_type: &'static str,
        total_weight: Option<Number>,
        shipping_charges_payment: Payment,
        shipment_special_services: ShipmentServices,
        customs_clearance_detail: Option<Clearance>,
        label_specification: LabelSpecification,
        shipping_document_specification: Option<ShippingDocuments>,
        rate_request_type: Vec<&'static str>,
        total_package_count: usize,
        requested_package_line_items: Vec<LineItem>,
    }
    /// `POST /ship/v1/shipments`.
    ShipRequest {
        label_response_options: &'static str,
        account_number: AccountNumber,
        ship_action: &'static str,
        processing_option_type: &'static str,
        requested_shipment: BoughtShipment,
    }
    /// `PUT /ship/v1/shipments/cancel`.
    CancelRequest {
        account_number: AccountNumber,
        tracking_number: String,
        deletion_control: &'static str,
    }
    /// A number, as it is tracked.
    TrackedNumber { tracking_number: String }
    /// Around it.
    TrackingInfo { tracking_number_info: TrackedNumber }
    /// `POST /track/v1/trackingnumbers`.
    TrackRequest { include_detailed_scans: bool, tracking_info: Vec<TrackingInfo> }
    /// A reference, as it is tracked.
    ReferenceInfo {
        value: String,
        account_number: String,
        ship_date_begin: String,
        ship_date_end: String,
    }
    /// `POST /track/v1/referencenumbers`.
    ReferenceRequest { references_information: ReferenceInfo, include_detailed_scans: bool }
    /// `POST /address/v1/addresses/resolve`.
    AddressRequest { addresses_to_validate: Vec<Place> }
    /// Where a driver finds the parcels.
    Origin {
        pickup_location: Party,
        ready_date_timestamp: String,
        customer_close_time: String,
        package_location: String,
        pickup_date_type: &'static str,
    }
    /// `POST /pickup/v1/pickups`.
    PickupRequest {
        associated_account_number: AccountNumber,
        origin_detail: Origin,
        carrier_code: &'static str,
        package_count: u32,
        total_weight: Weight,
        remarks: String,
        country_relationships: &'static str,
    }
    /// `PUT /pickup/v1/pickups/cancel`.
    PickupCancelRequest {
        associated_account_number: AccountNumber,
        pickup_confirmation_code: String,
        scheduled_date: String,
        carrier_code: String,
        location: String,
    }
    /// Which papers a close brings.
    CloseDocuments { close_document_types: Vec<&'static str> }
    /// `PUT /ship/v1/endofday/`.
    CloseRequest {
        close_req_type: &'static str,
        account_number: AccountNumber,
        ground_service_category: &'static str,
        close_date: String,
        close_document_specification: CloseDocuments,
    }
}
