//! What is read. Every member may be missing, and each list may be one object.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A text; a number or a truth value is its digits or word, anything else none.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    })
}

/// A list, or the one thing that stands in its place. An entry that cannot be read is an empty one, so
/// that the count stays true.
fn many<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => Vec::new(),
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        Value::Array(entries) => entries.into_iter().map(entry).collect(),
        one => vec![entry(one)],
    })
}

/// What cannot be read is as if it were not there. A list of one is the one.
fn one<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(from: D) -> Result<T, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(mut entries) if entries.len() == 1 => entry(entries.remove(0)),
        value => entry(value),
    })
}

/// One value. A list is none: members must not be read by their place in it.
fn entry<T: Default + DeserializeOwned>(value: Value) -> T {
    match value {
        Value::Array(_) => T::default(),
        value => serde_json::from_value(value).unwrap_or_default(),
    }
}

/// Whether an indicator is there, whatever it says.
fn there<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(!matches!(
        Value::deserialize(from)?,
        Value::Null | Value::Bool(false)
    ))
}

/// A struct that is read: names in UPS's case, each member missing or odd without harm.
macro_rules! read {
    ($case:literal: $($(#[$doc:meta])* $name:ident { $($field:ident $(= $rename:literal)?: $type:ty as $how:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default, rename_all = $case)]
        pub(crate) struct $name {
            $(
                #[serde(deserialize_with = $how $(, rename = $rename)?)]
                pub(crate) $field: $type,
            )*
        }
    )*};
}

read! { "PascalCase":
    /// A code with its words.
    Said { code: String as "text", description: String as "text" }
    /// The head of most answers.
    Response { response_status: Said as "one" }
    /// An amount.
    Charge {
        code: String as "text",
        description: String as "text",
        currency_code: String as "text",
        monetary_value: String as "text",
    }
    /// A tax.
    Tax { kind = "Type": String as "text", monetary_value: String as "text" }
    /// What the account pays by its own contract.
    Negotiated {
        base_service_charge: Vec<Charge> as "many",
        itemized_charges: Vec<Charge> as "many",
        tax_charges: Vec<Tax> as "many",
        total_charge: Charge as "one",
        total_charges_with_taxes: Charge as "one",
    }
    /// An arrival.
    Arrival { date: String as "text" }
    /// When it would arrive.
    EstimatedArrival { arrival: Arrival as "one", business_days_in_transit: String as "text" }
    /// The service as time in transit has it.
    ServiceSummary { estimated_arrival: EstimatedArrival as "one" }
    /// How long it would take.
    TimeInTransit { service_summary: ServiceSummary as "one" }
    /// The same in older words.
    GuaranteedDelivery { business_days_in_transit: String as "text" }
    /// One offer.
    RatedShipment {
        service: Said as "one",
        transportation_charges: Charge as "one",
        service_options_charges: Charge as "one",
        tax_charges: Vec<Tax> as "many",
        total_charges: Charge as "one",
        total_charges_with_taxes: Charge as "one",
        negotiated_rate_charges: Option<Negotiated> as "one",
        time_in_transit: TimeInTransit as "one",
        guaranteed_delivery: GuaranteedDelivery as "one",
    }
    /// Offers.
    RateResponse { response: Response as "one", rated_shipment: Vec<RatedShipment> as "many" }
    /// Around it.
    Rated { rate_response: Option<RateResponse> as "one" }

    /// What a label's picture holds.
    LabelImage { graphic_image: String as "text" }
    /// One sold parcel.
    PackageResult { tracking_number: String as "text", shipping_label: LabelImage as "one" }
    /// A paper besides the labels.
    Paper { image: LabelImage as "one" }
    /// What was charged at list prices.
    ShipmentCharges {
        total_charges: Charge as "one",
        total_charges_with_taxes: Charge as "one",
    }
    /// A sale.
    ShipmentResults {
        shipment_identification_number: String as "text",
        shipment_charges: ShipmentCharges as "one",
        negotiated_rate_charges: Option<Negotiated> as "one",
        package_results: Vec<PackageResult> as "many",
        form: Vec<Paper> as "many",
        turn_in_page = "CODTurnInPage": Vec<Paper> as "many",
        high_value_report: Vec<Paper> as "many",
    }
    /// The answer to a purchase.
    ShipmentResponse { response: Response as "one", shipment_results: Option<ShipmentResults> as "one" }
    /// Around it.
    Shipped { shipment_response: Option<ShipmentResponse> as "one" }

    /// A label again.
    LabelResult { tracking_number: String as "text", label_image: LabelImage as "one" }
    /// Labels again.
    LabelRecoveryResponse {
        response: Response as "one",
        shipment_identification_number: String as "text",
        label_results: Vec<LabelResult> as "many",
    }
    /// Around it.
    Recovered { label_recovery_response: Option<LabelRecoveryResponse> as "one" }

    /// What a void did.
    Summary { status: Said as "one" }
    /// What it did to one parcel.
    PackageVoid { tracking_number: String as "text", status: Said as "one" }
    /// The answer to a void. The live name of the list is not the documented one.
    VoidShipmentResponse {
        response: Response as "one",
        summary_result: Summary as "one",
        package_level_result: Vec<PackageVoid> as "many",
        package_level_results: Vec<PackageVoid> as "many",
    }
    /// Around it.
    Voided { void_shipment_response: Option<VoidShipmentResponse> as "one" }

    /// An address as UPS writes it.
    FoundKey {
        address_line: Vec<String> as "many",
        political_division2: String as "text",
        political_division1: String as "text",
        postcode_primary_low: String as "text",
        postcode_extended_low: String as "text",
        country_code: String as "text",
    }
    /// One that it may be.
    Candidate { address_key_format: FoundKey as "one" }
    /// What became of an address.
    AddressResponse {
        response: Response as "one",
        valid_address_indicator: bool as "there",
        ambiguous_address_indicator: bool as "there",
        no_candidates_indicator: bool as "there",
        address_classification: Said as "one",
        candidate: Vec<Candidate> as "many",
    }
    /// Around it.
    Checked { response = "XAVResponse": Option<AddressResponse> as "one" }

    /// What a pickup costs.
    PickupRate { currency_code: String as "text", grand_total_of_all_charge: String as "text" }
    /// A pickup.
    PickupCreationResponse {
        response: Response as "one",
        number = "PRN": String as "text",
        rate_result: PickupRate as "one",
    }
    /// Around it.
    PickupMade { pickup_creation_response: Option<PickupCreationResponse> as "one" }
    /// A pickup taken back.
    PickupCancelResponse { response: Response as "one" }
    /// Around it.
    PickupCancelled { pickup_cancel_response: Option<PickupCancelResponse> as "one" }
}

read! { "camelCase":
    /// One failure.
    Failure { code: String as "text", message: String as "text" }
    /// All of them.
    Failures { errors: Vec<Failure> as "many" }
    /// Every failing answer.
    Failed { response: Failures as "one", errors: Vec<Failure> as "many" }

    /// A place.
    Place {
        city: String as "text",
        state_province: String as "text",
        country_code: String as "text",
        country: String as "text",
    }
    /// Where it was scanned.
    Location { address: Place as "one" }
    /// What a scan means.
    Status {
        kind = "type": String as "text",
        code: String as "text",
        description: String as "text",
        status_code: String as "text",
    }
    /// A scan.
    Activity {
        date: String as "text",
        time: String as "text",
        gmt_date: String as "text",
        gmt_time: String as "text",
        gmt_offset: String as "text",
        location: Location as "one",
        status: Status as "one",
    }
    /// A day of delivery.
    DeliveryDate { kind = "type": String as "text", date: String as "text" }
    /// A reference.
    TrackedReference { number: String as "text" }
    /// A weight.
    TrackedWeight { weight: String as "text" }
    /// A parcel on its way.
    TrackedPackage {
        tracking_number: String as "text",
        activity: Vec<Activity> as "many",
        current_status: Status as "one",
        delivery_date: Vec<DeliveryDate> as "many",
        reference_number: Vec<TrackedReference> as "many",
        weight: TrackedWeight as "one",
    }
    /// A shipment on its way.
    TrackedShipment {
        inquiry_number: String as "text",
        warnings: Vec<Failure> as "many",
        package: Vec<TrackedPackage> as "many",
    }
    /// What is known of a number or a reference.
    TrackResponse { shipment: Vec<TrackedShipment> as "many" }
    /// Around it.
    Tracked { track_response: Option<TrackResponse> as "one" }

    /// What became of a subscription.
    Subscribed {
        valid_tracking_numbers: Vec<String> as "many",
        invalid_tracking_numbers: Vec<String> as "many",
    }
    /// Where something happened, as a Track Alert has it.
    AlertPlace {
        city: String as "text",
        state_province: String as "text",
        country: String as "text",
    }
    /// What happened, likewise.
    AlertStatus {
        kind = "type": String as "text",
        code: String as "text",
        description: String as "text",
        description_code: String as "text",
    }
    /// A Track Alert.
    Alert {
        tracking_number: String as "text",
        local_activity_date: String as "text",
        local_activity_time: String as "text",
        gmt_activity_date: String as "text",
        gmt_activity_time: String as "text",
        gmt_offset: String as "text",
        activity_location: AlertPlace as "one",
        activity_status: AlertStatus as "one",
        scheduled_delivery_date: String as "text",
    }
}
