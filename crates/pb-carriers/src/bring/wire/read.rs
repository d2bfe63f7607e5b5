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

/// Texts, or the one that stands in their place.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let entries = match Value::deserialize(from)? {
        Value::Array(entries) => entries,
        one => vec![one],
    };
    Ok(entries
        .into_iter()
        .filter_map(|entry| text(entry).ok())
        .filter(|text| !text.is_empty())
        .collect())
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

/// Whether something is so: a truth value, or its word.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(truth) => truth,
        Value::String(text) => text.trim().eq_ignore_ascii_case("true"),
        _ => false,
    })
}

/// A struct that is read: names in Bring's case, each member missing or odd without harm.
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

read! { "camelCase":
    /// Words in a language.
    Message { lang: String as "text", message: String as "text" }
    /// An error of booking.
    BookingError { code: String as "text", messages: Vec<Message> as "many" }
    /// A field that the Shipping Guide does not take.
    FieldError { code: String as "text", message: String as "text", field: String as "text" }
    /// An error of tracking, within 200.
    TrackingError { code: String as "text", message: String as "text" }
    /// What of an answer may be a failure.
    Failing { errors: Vec<BookingError> as "many", error: Option<TrackingError> as "one" }
    /// The failures of any answer, whichever of Bring's APIs it is of.
    Failed {
        consignments: Vec<Failing> as "many",
        consignment_set: Vec<Failing> as "many",
        shipments: Vec<FailedShipment> as "many",
        field_errors: Vec<FieldError> as "many",
        uuid: String as "text",
        status: String as "text",
        reason: String as "text",
    }
    /// Tracking's failures are wrapped once more when it is too busy.
    FailedShipment { consignment_set: Vec<Failing> as "many" }

    /// An amount in three parts.
    Amount {
        amount_without_vat = "amountWithoutVAT": String as "text",
        vat: String as "text",
        amount_with_vat = "amountWithVAT": String as "text",
    }
    /// A price.
    Price {
        price_without_additional_services: Amount as "one",
        price_with_additional_services: Amount as "one",
        currency_code: String as "text",
    }
    /// By the list, and by the merchant's contract.
    Prices { list_price: Option<Price> as "one", net_price: Option<Price> as "one" }
    /// When it would arrive.
    ExpectedDelivery {
        working_days: String as "text",
        formatted_expected_delivery_date: String as "text",
    }
    /// What a product is called.
    GuiInformation { display_name: String as "text", product_name: String as "text" }
    /// Why a product is not offered; its code has two names.
    ProductError { code: String as "text", error_code: String as "text", description: String as "text" }
    /// One product.
    GuideOffer {
        id: String as "text",
        gui_information: GuiInformation as "one",
        price: Option<Prices> as "one",
        expected_delivery: ExpectedDelivery as "one",
        errors: Vec<ProductError> as "many",
    }
    /// Products of a consignment.
    GuideOffers { products: Option<Vec<GuideOffer>> as "some_many" }
    /// The Shipping Guide's answer.
    Guide { consignments: Vec<GuideOffers> as "many" }

    /// A booked parcel.
    BookedPackage { package_number: String as "text", correlation_id: String as "text" }
    /// Where its papers are.
    Links { labels: String as "text", tracking: String as "text" }
    /// A booking.
    Confirmation {
        consignment_number: String as "text",
        links: Links as "one",
        packages: Vec<BookedPackage> as "many",
    }
    /// A consignment that was booked or refused.
    BookedConsignment {
        errors: Vec<BookingError> as "many",
        confirmation: Option<Confirmation> as "one",
    }
    /// The answer to a booking.
    Booked { consignments: Vec<BookedConsignment> as "many" }

    /// A customer number that the user may book for.
    Customer {
        name: String as "text",
        customer_number: String as "text",
        country_code: String as "text",
        products: Vec<String> as "texts",
    }
    /// All of them.
    Customers { customers: Vec<Customer> as "many" }

    /// Something that happened to a parcel.
    Event {
        status: String as "text",
        description: String as "text",
        date_iso: String as "text",
        postal_code: String as "text",
        city: String as "text",
        country_code: String as "text",
        insignificant: bool as "truth",
    }
    /// A parcel.
    TrackedPackage {
        package_number: String as "text",
        previous_package_number: String as "text",
        weight_in_kgs: String as "text",
        date_of_estimated_delivery: String as "text",
        event_set: Vec<Event> as "many",
    }
    /// A consignment.
    TrackedConsignment {
        consignment_id: String as "text",
        sender_reference: String as "text",
        package_set: Vec<TrackedPackage> as "many",
        error: Option<TrackingError> as "one",
    }
    /// Tracking's answer.
    Tracked { consignment_set: Vec<TrackedConsignment> as "many" }

    /// What Event Cast sends.
    Cast {
        id: String as "text",
        status: String as "text",
        shipment: String as "text",
        package: String as "text",
        created: String as "text",
    }
    /// A subscription that was made.
    Webhook { id: String as "text", tracking_id: String as "text" }
}

/// A list that is there, be it empty, or none.
fn some_many<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<Option<Vec<T>>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(entries) => Some(entries.into_iter().map(entry).collect()),
        object @ Value::Object(_) => Some(vec![entry(object)]),
        _ => None,
    })
}
