//! Delhivery's spelling: what is sent, and what is read. Numbers are sent as texts, as the samples of the
//! documentation have them; what is read may be either, and every member may be missing.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One parcel of a manifest. What tells of no person stands first, so that the beginning of one shows none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Shipment {
    pub(super) waybill: String,
    pub(super) order: String,
    pub(super) payment_mode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipping_mode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) client: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) products_desc: String,
    /// Rupees.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) total_amount: String,
    /// Rupees.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) cod_amount: String,
    /// Grams.
    pub(super) weight: String,
    /// Centimetres.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipment_length: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipment_width: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipment_height: String,
    /// `MPS` where there are several parcels.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) shipment_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) mps_children: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) mps_amount: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) master_id: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) add: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) pin: String,
    pub(super) country: String,
    pub(super) address_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) seller_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) seller_add: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) seller_gst_tin: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_add: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_city: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_pin: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) return_country: String,
}

/// A registered warehouse, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct PickupLocation {
    pub(super) name: String,
}

/// What `data` of a manifest holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Manifest {
    pub(super) shipments: Vec<Shipment>,
    pub(super) pickup_location: PickupLocation,
}

/// Cancels a parcel; as text, as the documentation has it.
#[derive(Debug, Serialize)]
pub(super) struct Cancel<'a> {
    pub(super) waybill: &'a str,
    pub(super) cancellation: &'static str,
}

/// Changes whom a parcel goes to.
#[derive(Debug, Serialize)]
pub(super) struct Edit<'a> {
    pub(super) waybill: &'a str,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) add: String,
}

/// What is to be done about parcels that could not be delivered or fetched.
#[derive(Debug, Serialize)]
pub(super) struct Actions<'a> {
    pub(super) data: [Action<'a>; 1],
}

/// The same for one parcel.
#[derive(Debug, Serialize)]
pub(super) struct Action<'a> {
    pub(super) waybill: &'a str,
    pub(super) act: &'static str,
}

/// A driver who is to come to a warehouse.
#[derive(Debug, Serialize)]
pub(super) struct PickupRequest {
    pub(super) pickup_location: String,
    pub(super) pickup_date: String,
    pub(super) pickup_time: String,
    pub(super) expected_package_count: u64,
}

/// A text; a number or a truth value is its digits or word, anything else none.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(plain(&Value::deserialize(from)?))
}

/// The same of a value.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Words: a text, an object's `message`, or the first of a list that says something.
fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(spoken(&Value::deserialize(from)?, 3))
}

fn spoken(value: &Value, depth: u8) -> String {
    match value {
        Value::Object(members) if depth > 0 => {
            spoken(members.get("message").unwrap_or(&Value::Null), depth - 1)
        }
        Value::Array(entries) if depth > 0 => {
            let mut spoken = entries.iter().map(|entry| spoken(entry, depth - 1));
            spoken.find(|words| !words.is_empty()).unwrap_or_default()
        }
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// Texts: of a list, or the one that stands in its place.
fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let value = Value::deserialize(from)?;
    let all = match &value {
        Value::Array(entries) => entries.iter().map(plain).collect(),
        one => vec![plain(one)],
    };
    Ok(all.into_iter().filter(|text| !text.is_empty()).collect())
}

/// A list, or the one object that stands in its place. An entry that cannot be read is an empty one, so that
/// the count stays true.
fn many<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => Vec::new(),
        Value::Array(entries) => entries.into_iter().map(entry).collect(),
        one => vec![entry(one)],
    })
}

/// One object; what cannot be read is as if it were not there.
fn one<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(from: D) -> Result<T, D::Error> {
    Ok(entry(Value::deserialize(from)?))
}

/// One value. Only an object is one: members must not be read by their place in a list.
pub(super) fn entry<T: Default + DeserializeOwned>(value: Value) -> T {
    match value {
        Value::Object(_) => serde_json::from_value(value).unwrap_or_default(),
        _ => T::default(),
    }
}

/// Structs that are read, each member missing or odd without harm.
macro_rules! read {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(= $rename:literal)?: $type:ty as $how:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        pub(super) struct $name {
            $(
                #[serde(deserialize_with = $how $(, rename = $rename)?)]
                pub(super) $field: $type,
            )*
        }
    )*};
}

read! {
    /// Words of a failure, under the names that they have here and there.
    Said {
        error: String as "words",
        failed = "Error": String as "words",
        rmk: String as "words",
        detail: String as "words",
        message: String as "words",
        remark: String as "words",
    }

    /// What became of one parcel of a manifest.
    Package {
        status: String as "text",
        waybill: String as "text",
        refnum: String as "text",
        remarks: Vec<String> as "texts",
    }
    /// The answer to a manifest.
    Made {
        success: String as "text",
        rmk: String as "words",
        error: String as "words",
        upload_wbn: String as "text",
        packages: Vec<Package> as "many",
    }

    /// The answer to an edit or a cancellation.
    Edited {
        status: String as "text",
        waybill: String as "text",
        remark: String as "words",
        error: String as "words",
    }

    /// The answer to an action on parcels.
    Acted { request_id: String as "text" }

    /// The answer to a request for a driver.
    PickupMade {
        pickup_id: String as "text",
        pr_exist: String as "text",
    }

    /// Taxes in a price.
    TaxData {
        igst = "IGST": String as "text",
        sgst = "SGST": String as "text",
        cgst = "CGST": String as "text",
        service_tax: String as "text",
        swacch_bharat_tax: String as "text",
        krishi_kalyan_cess: String as "text",
    }
    /// A price.
    Price { total_amount: String as "text", tax_data: TaxData as "one" }

    /// How long it takes.
    Tat { tat: String as "text" }
    /// Around it.
    TatAnswer { data: Tat as "one" }

    /// What is done at a pincode; `Y` or `N`.
    PostalCode {
        pin: String as "text",
        pre_paid: String as "text",
        cod: String as "text",
        pickup: String as "text",
        max_amount: String as "text",
        remarks: String as "text",
    }
    /// Around it.
    DeliveryCode { postal_code: PostalCode as "one" }

    /// Where a label is.
    Slip { wbn: String as "text", pdf_download_link: String as "text" }

    /// A scan.
    ScanDetail {
        at = "ScanDateTime": String as "text",
        kind = "ScanType": String as "text",
        scan = "Scan": String as "text",
        place = "ScannedLocation": String as "text",
        code = "StatusCode": String as "text",
        words = "Instructions": String as "text",
    }
    /// Around it.
    Scan { detail = "ScanDetail": ScanDetail as "one" }
    /// Where a parcel stands.
    Status {
        status = "Status": String as "text",
        place = "StatusLocation": String as "text",
        at = "StatusDateTime": String as "text",
        kind = "StatusType": String as "text",
        code = "StatusCode": String as "text",
        words = "Instructions": String as "text",
    }
    /// A parcel's way.
    Tracked {
        number = "AWB": String as "text",
        order = "ReferenceNo": String as "text",
        expected = "ExpectedDeliveryDate": String as "text",
        promised = "PromisedDeliveryDate": String as "text",
        status = "Status": Status as "one",
        scans = "Scans": Vec<Scan> as "many",
        // A scan that is pushed has it beside the status.
        nsl = "NSLCode": String as "text",
    }
    /// Around it.
    Shipped { shipment = "Shipment": Tracked as "one" }
}
