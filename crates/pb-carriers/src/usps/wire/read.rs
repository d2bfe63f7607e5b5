//! What is read. Every member may be missing.

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

/// A truth value, or its word: USPS writes both.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(truth) => Some(truth),
        Value::String(word) => word.trim().to_ascii_lowercase().parse().ok(),
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
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        Value::Array(entries) => entries.into_iter().map(entry).collect(),
        one => vec![entry(one)],
    })
}

/// Whether there is a list at all, and what is in it.
fn some_many<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<Option<Vec<T>>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(entries) => Some(entries.into_iter().map(entry).collect()),
        object @ Value::Object(_) => Some(vec![entry(object)]),
        _ => None,
    })
}

/// Texts in a list; one alone counts as a list of it.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let is = |value: Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Ok(match Value::deserialize(from)? {
        Value::Array(entries) => entries.into_iter().filter_map(is).collect(),
        one => is(one).into_iter().collect(),
    })
}

/// What cannot be read is as if it were not there.
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

/// A struct that is read: names in USPS's case, each member missing or odd without harm.
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
    /// What a failure is about.
    Source { parameter: String as "text" }
    /// One error of a failure.
    ErrorEntry {
        code: String as "text",
        title: String as "text",
        detail: String as "text",
        source: Source as "one",
    }
    /// A failure.
    Failure { code: String as "text", message: String as "text", errors: Vec<ErrorEntry> as "many" }

    /// A payment authorization.
    PaymentToken { token = "paymentAuthorizationToken": String as "text" }
    /// The account that pays.
    PaymentAccount { sufficient_funds: Option<bool> as "truth" }

    /// A fee.
    Fee { name: String as "text", price: String as "text" }
    /// An extra service of a price.
    PricedExtra { extra_service: String as "text", name: String as "text", price: String as "text" }
    /// What a price is for; a label must name the same.
    PricedRate {
        price: String as "text",
        fees: Vec<Fee> as "many",
        mail_class: String as "text",
        processing_category: String as "text",
        rate_indicator: String as "text",
        destination_entry_facility_type: String as "text",
    }
    /// When it would arrive.
    Commitment {
        name: String as "text",
        expected_delivery_date: String as "text",
        schedule_delivery_date: String as "text",
    }
    /// One price.
    RateOption {
        total_price: String as "text",
        total_base_price: String as "text",
        rates: Vec<PricedRate> as "many",
        extra_services: Vec<PricedExtra> as "many",
        commitment: Commitment as "one",
    }
    /// The prices of a class.
    ShippingOption { mail_class: String as "text", rate_options: Vec<RateOption> as "many" }
    /// The classes at one kind of price.
    Priced { shipping_options: Vec<ShippingOption> as "many" }
    /// All prices.
    Options { pricing_options: Option<Vec<Priced>> as "some_many" }

    /// The facts of a label.
    LabelFacts {
        tracking_number: String as "text",
        international_tracking_number: String as "text",
        postage: String as "text",
        fees: Vec<Fee> as "many",
        extra_services: Vec<Fee> as "many",
    }
    /// A label: its facts beside its picture, or in a member or part of their own.
    Label {
        label_metadata: Option<LabelFacts> as "one",
        return_label_metadata: Option<LabelFacts> as "one",
        label_image: String as "text",
        return_label_image: String as "text",
    }

    /// What became of a label that was taken back.
    Cancelled { tracking_number: String as "text", status: String as "text", dispute_id: String as "text" }

    /// An address as USPS writes it.
    FoundAddress {
        street_address: String as "text",
        secondary_address: String as "text",
        city: String as "text",
        state: String as "text",
        zip_code = "ZIPCode": String as "text",
        zip_plus4 = "ZIPPlus4": String as "text",
        urbanization: String as "text",
    }
    /// What it knows of an address.
    AddressFacts { confirmation = "DPVConfirmation": String as "text", business: String as "text" }
    /// A code with its words.
    Coded { code: String as "text", text: String as "text" }
    /// A checked address.
    Checked {
        address: Option<FoundAddress> as "one",
        additional_info: AddressFacts as "one",
        corrections: Vec<Coded> as "many",
        matches: Vec<Coded> as "many",
    }

    /// A pickup that was taken.
    PickupMade { confirmation_number: String as "text" }

    /// A SCAN form's facts.
    ScanFacts {
        manifest_number: String as "text",
        tracking_numbers: Vec<String> as "texts",
    }
    /// A SCAN form, as its facts or with them in a part of their own.
    ScanForm {
        facts = "SCANFormMetaData": Option<ScanFacts> as "one",
        image = "SCANFormImage": String as "text",
        manifest_number: String as "text",
        tracking_numbers: Vec<String> as "texts",
    }

    /// When a parcel is expected.
    Expectation {
        expected_delivery_date: String as "text",
        predicted_delivery_date: String as "text",
        guaranteed_delivery_date: String as "text",
    }
    /// One scan.
    Event {
        event_type: String as "text",
        event_timestamp: String as "text",
        gmt_timestamp = "GMTTimestamp": String as "text",
        gmt_offset = "GMTOffset": String as "text",
        event_city: String as "text",
        event_state: String as "text",
        event_country: String as "text",
        event_code: String as "text",
    }
    /// A parcel, in either version of tracking.
    Tracked {
        tracking_number: String as "text",
        status: String as "text",
        status_category: String as "text",
        status_summary: String as "text",
        delivery_date_expectation: Expectation as "one",
        expected_delivery_time_stamp: String as "text",
        predicted_delivery_date: String as "text",
        guaranteed_delivery_time_stamp: String as "text",
        tracking_events: Vec<Event> as "many",
        error: Option<Failure> as "one",
    }

    /// A subscription.
    Subscribed { subscription_id: String as "text" }
    /// What USPS tells by itself; `payload` is JSON in a text.
    Notice { subscription_id: String as "text", timestamp: String as "text", payload: String as "text" }
}

/// A token as OAuth gives it; only its scope is looked at here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Token {
    /// What it opens; none where the answer does not say.
    pub(crate) scope: Option<String>,
}
