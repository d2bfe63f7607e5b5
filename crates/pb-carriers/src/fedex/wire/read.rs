//! What is read. Every member may be missing, and each list may be one object.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A text; a number or a truth value is its digits or word, anything else none.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(plain(&Value::deserialize(from)?))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// A list, or the one thing that stands in its place. An entry that cannot be read is an empty one, so that the
/// count stays true.
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

/// An amount, which is a number live and an object with a currency in the specification.
fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Object(members) => {
            let member = |name: &str| members.get(name).map(plain).unwrap_or_default();
            Amount {
                amount: member("amount"),
                currency: member("currency"),
            }
        }
        value => Amount {
            amount: plain(&value),
            currency: String::new(),
        },
    })
}

/// An amount as it was written; its currency is empty where it stands elsewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Amount {
    pub(crate) amount: String,
    pub(crate) currency: String,
}

/// A struct that is read: each member missing or odd without harm.
macro_rules! read {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(= $rename:literal)?: $type:ty as $how:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        pub(crate) struct $name {
            $(
                #[serde(deserialize_with = $how $(, rename = $rename)?)]
                pub(crate) $field: $type,
            )*
        }
    )*};
}

/// The member that every good answer has.
#[derive(Deserialize)]
#[serde(bound = "T: Default + DeserializeOwned")]
pub(crate) struct Envelope<T> {
    #[serde(default, deserialize_with = "one")]
    pub(crate) output: Option<T>,
}

read! {
    /// One failure, or one alert.
    Failure { code: String as "text", message: String as "text" }
    /// Every failing answer.
    Failed { errors: Vec<Failure> as "many" }

    /// A surcharge, or a tax.
    Surcharge { kind = "type": String as "text", description: String as "text", amount: Amount as "amount" }
    /// The parts of a price; a shipment's and a parcel's surcharges are spelt differently.
    RateDetail {
        sur_charges: Vec<Surcharge> as "many",
        surcharges: Vec<Surcharge> as "many",
        currency: String as "text",
    }
    /// A price of one kind.
    RatedDetail {
        rate_type: String as "text",
        total_discounts: Amount as "amount",
        total_base_charge: Amount as "amount",
        total_net_charge: Amount as "amount",
        total_vat_charge: Amount as "amount",
        currency: String as "text",
        shipment_rate_detail: RateDetail as "one",
    }
    /// When it would be there.
    OperationalDetail {
        delivery_date: String as "text",
        commit_date: String as "text",
        transit_time: String as "text",
    }
    /// A day of a commitment.
    DateDetail { day_format: String as "text" }
    /// Days of a commitment.
    TransitDays { minimum_transit_time: String as "text" }
    /// What FedEx commits itself to.
    Commit { date_detail: DateDetail as "one", transit_days: TransitDays as "one" }
    /// One offer.
    RateReply {
        service_type: String as "text",
        service_name: String as "text",
        rated_shipment_details: Vec<RatedDetail> as "many",
        operational_detail: OperationalDetail as "one",
        commit: Commit as "one",
    }
    /// Offers.
    Rated { rate_reply_details: Vec<RateReply> as "many", alerts: Vec<Failure> as "many" }

    /// A document within an answer.
    PackageDocument {
        content_type: String as "text",
        encoded_label: String as "text",
    }
    /// A sold parcel.
    Piece {
        tracking_number: String as "text",
        package_sequence_number: String as "text",
        net_charge_amount: Amount as "amount",
        currency: String as "text",
        package_documents: Vec<PackageDocument> as "many",
    }
    /// What was charged, of one kind.
    ShipmentRateDetail {
        rate_type: String as "text",
        total_net_charge: Amount as "amount",
        currency: String as "text",
    }
    /// What was charged.
    ShipmentRating {
        actual_rate_type: String as "text",
        shipment_rate_details: Vec<ShipmentRateDetail> as "many",
    }
    /// What else a sale has.
    CompletedDetail { shipment_rating: ShipmentRating as "one" }
    /// A sale.
    TransactionShipment {
        master_tracking_number: String as "text",
        piece_responses: Vec<Piece> as "many",
        shipment_documents: Vec<PackageDocument> as "many",
        completed_shipment_detail: CompletedDetail as "one",
    }
    /// Sales.
    Shipped { transaction_shipments: Vec<TransactionShipment> as "many" }

    /// What a cancellation did.
    Cancelled { cancelled_shipment: String as "text", message: String as "text" }

    /// Where something happened.
    ScanLocation {
        city: String as "text",
        state_or_province_code: String as "text",
        country_code: String as "text",
    }
    /// Why.
    Ancillary { reason_description: String as "text" }
    /// Where a parcel stands.
    LatestStatus {
        code: String as "text",
        derived_code: String as "text",
        description: String as "text",
        status_by_locale: String as "text",
        scan_location: ScanLocation as "one",
        ancillary_details: Vec<Ancillary> as "many",
    }
    /// A scan.
    ScanEvent {
        date: String as "text",
        event_type: String as "text",
        event_description: String as "text",
        exception_description: String as "text",
        scan_location: ScanLocation as "one",
    }
    /// A time of some kind.
    DateAndTime { kind = "type": String as "text", date_time: String as "text" }
    /// Until when.
    Window { ends: String as "text" }
    /// Around it.
    TimeWindow { window: Window as "one" }
    /// A weight.
    TrackedWeight { unit: String as "text", value: String as "text" }
    /// Weights.
    WeightAndDimensions { weight: Vec<TrackedWeight> as "many" }
    /// The parcel within its shipment.
    PackageDetails {
        sequence_number: String as "text",
        weight_and_dimensions: WeightAndDimensions as "one",
    }
    /// Another name of a parcel; its value is spelt in two ways.
    PackageIdentifier {
        value: Vec<String> as "texts",
        values: Vec<String> as "texts",
    }
    /// Other names of a parcel.
    AdditionalInfo { package_identifiers: Vec<PackageIdentifier> as "many" }
    /// The number of a parcel.
    NumberInfo { tracking_number: String as "text" }
    /// One life of a number: FedEx gives numbers again.
    TrackResult {
        tracking_number_info: NumberInfo as "one",
        additional_tracking_info: AdditionalInfo as "one",
        latest_status_detail: LatestStatus as "one",
        scan_events: Vec<ScanEvent> as "many",
        date_and_times: Vec<DateAndTime> as "many",
        estimated_delivery_time_window: TimeWindow as "one",
        standard_transit_time_window: TimeWindow as "one",
        package_details: PackageDetails as "one",
        error: Failure as "one",
    }
    /// What is known of one number.
    CompleteResult { tracking_number: String as "text", track_results: Vec<TrackResult> as "many" }
    /// What is known of all that were asked for.
    Tracked { complete_track_results: Vec<CompleteResult> as "many" }

    /// The code of a place, in its parts.
    ParsedPostalCode { base: String as "text", add_on: String as "text" }
    /// What was found out about an address; each a text.
    Attributes {
        dpv = "DPV": String as "text",
        matched = "Matched": String as "text",
        resolved = "Resolved": String as "text",
        invalid_suite_number = "InvalidSuiteNumber": String as "text",
        suite_required_but_missing = "SuiteRequiredButMissing": String as "text",
        multiple_matches = "MultipleMatches": String as "text",
        country_supported = "CountrySupported": String as "text",
    }
    /// A word for the city or the code, as it was understood.
    Token { value: String as "text" }
    /// An address as FedEx has it.
    Resolved {
        street_lines_token: Vec<String> as "texts",
        city: String as "text",
        city_token: Vec<Token> as "many",
        state_or_province_code: String as "text",
        postal_code_token: Token as "one",
        parsed_postal_code: ParsedPostalCode as "one",
        country_code: String as "text",
        classification: String as "text",
        attributes: Option<Attributes> as "one",
    }
    /// Addresses, in the order in which they were asked for.
    ResolvedAddresses { resolved_addresses: Vec<Resolved> as "many" }

    /// A pickup.
    PickupMade { pickup_confirmation_code: String as "text", location: String as "text" }
    /// A pickup taken back.
    PickupCancelled {
        pickup_confirmation_code: String as "text",
        cancel_confirmation_message: String as "text",
    }

    /// A part of a paper.
    ClosePart { image: String as "text" }
    /// A paper of a close.
    CloseDocument { parts: Vec<ClosePart> as "many" }
    /// A close.
    Closed { close_documents: Option<Vec<CloseDocument>> as "some_many" }
}

/// A list of texts, or one text in its place.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(entries) => entries.iter().map(plain).collect(),
        one => Some(plain(&one))
            .filter(|t| !t.is_empty())
            .into_iter()
            .collect(),
    })
}

/// A list that must be one, or not be there.
fn some_many<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<Option<Vec<T>>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(entries) => Some(entries.into_iter().map(entry).collect()),
        object @ Value::Object(_) => Some(vec![entry(object)]),
        _ => None,
    })
}
