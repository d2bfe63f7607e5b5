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

/// A text to the letter: a label in ZPL is one.
fn raw<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text,
        _ => String::new(),
    })
}

/// Yes or no; `None` where it is neither.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(truth) => Some(truth),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    })
}

/// A list, or the one thing that stands in its place. An entry that cannot be read is an empty one, so
/// that the count stays true.
fn many<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => Vec::new(),
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
pub(crate) fn entry<T: Default + DeserializeOwned>(value: Value) -> T {
    match value {
        Value::Array(_) => T::default(),
        value => serde_json::from_value(value).unwrap_or_default(),
    }
}

/// A struct that is read: names in PostNord's case, each member missing or odd without harm.
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

read! {
    /// What a fault is about.
    FaultReference { key: String as "text", value: String as "text" }
    /// What a fault names.
    ParamValue { param: String as "text", value: String as "text" }
    /// Something that is wrong.
    Fault {
        fault_code: String as "text",
        explanation_text: String as "text",
        param_values: Vec<ParamValue> as "many",
        fault_references: Vec<FaultReference> as "many",
    }
    /// All that is wrong.
    CompositeFault { faults: Vec<Fault> as "many" }
    /// A refusal in PostNord's words.
    ErrorResponse { message: String as "text", composite_fault: CompositeFault as "one" }
    /// A refusal of the gateway in front of it.
    GatewayError {
        status_code = "status_code": String as "text",
        error_type = "error_type": String as "text",
        message: String as "text",
    }
    /// Whatever a failing answer may hold.
    Failed {
        message: String as "text",
        composite_fault: CompositeFault as "one",
        error: GatewayError as "one",
        points = "servicePointInformationResponse": ErrorResponse as "one",
        track = "TrackingInformationResponse": ErrorResponse as "one",
    }

    /// A number that PostNord gave.
    AssignedId { id_type: String as "text", value: String as "text", print_id: String as "text" }
    /// A page.
    Page { kind = "type": String as "text", url: String as "text" }
    /// What became of a shipment.
    IdInformation {
        status: String as "text",
        ids: Vec<AssignedId> as "many",
        urls: Vec<Page> as "many",
        error_response: ErrorResponse as "one",
    }
    /// What became of a booking.
    BookingResponse { booking_id: String as "text", id_information: Vec<IdInformation> as "many" }
    /// One item on a printout.
    PrintedItem {
        item_ids: String as "text",
        print_id: String as "text",
        status: String as "text",
        error_response: ErrorResponse as "one",
    }
    /// The printout.
    Printout { kind = "type": String as "text", encoding: String as "text", data: String as "raw" }
    /// A printout with what is on it.
    LabelPrintout { item_ids: Vec<PrintedItem> as "many", printout: Printout as "one" }
    /// A booking with its labels.
    Booked {
        booking_response: Option<BookingResponse> as "one",
        label_printout: Vec<LabelPrintout> as "many",
    }

    /// A weight as tracking has it.
    TrackedWeight { value: String as "text", unit: String as "text" }
    /// A measurement as tracking has it.
    Measurement { weight: TrackedWeight as "one" }
    /// Where something happened.
    Location {
        name: String as "text",
        city: String as "text",
        country_code: String as "text",
    }
    /// Something that happened.
    Event {
        event_time: String as "text",
        event_code: String as "text",
        event_description: String as "text",
        status: String as "text",
        location: Location as "one",
    }
    /// What a status means for the public.
    StatusText { estimated_time_of_arrival: String as "text" }
    /// A parcel.
    TrackedItem {
        item_id: String as "text",
        status: String as "text",
        estimated_time_of_arrival: String as "text",
        status_text: StatusText as "one",
        stated_measurement: Measurement as "one",
        assessed_measurement: Measurement as "one",
        events: Vec<Event> as "many",
    }
    /// A reference as tracking has it.
    TrackedReference { value: String as "text" }
    /// What was bought, as tracking has it.
    TrackedService { code: String as "text" }
    /// A shipment.
    TrackedShipment {
        shipment_id: String as "text",
        status: String as "text",
        status_text: StatusText as "one",
        estimated_time_of_arrival: String as "text",
        service: TrackedService as "one",
        shipment_references: Vec<TrackedReference> as "many",
        items: Vec<TrackedItem> as "many",
    }
    /// What is known of a number or a reference.
    TrackingInformation { shipments: Vec<TrackedShipment> as "many" }
    /// Around it.
    Tracked {
        response = "TrackingInformationResponse": Option<TrackingInformation> as "one",
    }

    /// An add-on of a transit time.
    TransitAddOn { additional_service_code: String as "text", code: String as "text" }
    /// What a transit time is of.
    TransitService {
        basic_service_code: String as "text",
        name: String as "text",
        additional_services: Vec<TransitAddOn> as "many",
    }
    /// Days.
    DayRange { days_minimum: String as "text", days_maximum: String as "text" }
    /// When it would arrive.
    Arrival {
        date_of_departure: String as "text",
        time_of_arrival: String as "text",
        day_range_of_arrival: DayRange as "one",
    }
    /// How long a service takes, or why it does not go there.
    TransitTime {
        service: TransitService as "one",
        is_supported: Option<bool> as "truth",
        is_bookable: Option<bool> as "truth",
        error_message: String as "text",
        estimated_time_of_arrival: Arrival as "one",
    }

    /// The address of a service point.
    PointAddress {
        street_name: String as "text",
        street_number: String as "text",
        postal_code: String as "text",
        city: String as "text",
        country_code: String as "text",
    }
    /// Where parcels can be fetched.
    ServicePoint {
        service_point_id: String as "text",
        name: String as "text",
        visiting_address: PointAddress as "one",
        delivery_address: PointAddress as "one",
    }
    /// All of them.
    ServicePointInformation { service_points: Vec<ServicePoint> as "many" }
    /// Around them.
    ServicePoints {
        response = "servicePointInformationResponse": Option<ServicePointInformation> as "one",
    }
}
