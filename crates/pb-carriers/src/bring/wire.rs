//! Bring's spelling of what is sent and of what is read, and nothing else.
//!
//! Prices are asked for in grams, bookings made in kilograms. What is read is forgiving: an object may stand where
//! a list belongs, a number where a text does, and what cannot be read is as if it were not there; whoever uses it
//! looks whether it is.

mod read;

pub(super) use read::*;

use serde::Serialize;
use serde_json::Number;

/// `POST /shippingguide/api/v2/products`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuideRequest {
    pub(super) language: &'static str,
    pub(super) with_price: bool,
    pub(super) with_expected_delivery: bool,
    pub(super) with_gui_information: bool,
    pub(super) edi: bool,
    #[serde(rename = "postingAtPostoffice")]
    pub(super) posting_at_post_office: bool,
    pub(super) consignments: Vec<GuideConsignment>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuideConsignment {
    pub(super) id: &'static str,
    pub(super) from_country_code: String,
    pub(super) from_postal_code: String,
    pub(super) to_country_code: String,
    pub(super) to_postal_code: String,
    pub(super) shipping_date: GuideDate,
    pub(super) products: Vec<GuideProduct>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) additional_services: Vec<GuideService>,
    pub(super) packages: Vec<GuidePackage>,
}

/// Every part is a text.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GuideDate {
    pub(super) year: String,
    pub(super) month: String,
    pub(super) day: String,
    pub(super) hour: String,
    pub(super) minute: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuideProduct {
    pub(super) id: String,
    pub(super) customer_number: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct GuideService {
    pub(super) id: &'static str,
}

/// Centimetres and grams. A side that is not known is left out: a zero is refused.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GuidePackage {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) length: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<i64>,
    pub(super) gross_weight: i64,
}

/// `POST /booking/api/booking`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BookingRequest {
    pub(super) schema_version: u8,
    pub(super) test_indicator: bool,
    /// One, and no more.
    pub(super) consignments: Vec<BookingConsignment>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BookingConsignment {
    pub(super) shipping_date_time: String,
    pub(super) correlation_id: String,
    pub(super) parties: Parties,
    pub(super) product: Product,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customs_information: Option<CustomsInformation>,
    pub(super) packages: Vec<Package>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Parties {
    pub(super) sender: Party,
    pub(super) recipient: Party,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) exporter: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) importer: Option<Party>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Party {
    pub(super) name: String,
    pub(super) address_line: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address_line2: Option<String>,
    pub(super) postal_code: String,
    pub(super) city: String,
    pub(super) country_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) additional_address_info: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vat_number: Option<String>,
    pub(super) contact: Contact,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phone_number: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub(super) id: String,
    pub(super) customer_number: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) additional_services: Vec<AdditionalService>,
}

/// An additional service, with what some of them need.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdditionalService {
    pub(super) id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency_code: Option<&'static str>,
}

/// Kilograms and centimetres.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package {
    pub(super) weight_in_kg: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) goods_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dimensions: Option<Dimensions>,
    pub(super) correlation_id: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dimensions {
    pub(super) height_in_cm: i64,
    pub(super) width_in_cm: i64,
    pub(super) length_in_cm: i64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomsInformation {
    pub(super) consent: bool,
    pub(super) nature_of_cargo: NatureOfCargo,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ioss: Option<String>,
    pub(super) customs_declarations: Vec<CustomsDeclaration>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NatureOfCargo {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<&'static str>,
}

/// A line of goods: its whole value and its whole weight in kilograms.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomsDeclaration {
    pub(super) amount: Number,
    pub(super) currency: &'static str,
    pub(super) goods_description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customs_article_number: Option<String>,
    pub(super) gross_weight: Number,
    pub(super) net_weight: Number,
    pub(super) number_of_pieces: u32,
    pub(super) country_code_origin: String,
}

/// `POST /event-cast/api/v1/webhooks`, whose names are of two kinds.
#[derive(Clone, Debug, Serialize)]
pub(super) struct WebhookRequest<'a> {
    #[serde(rename = "trackingId")]
    pub(super) tracking_id: &'a str,
    pub(super) event_groups: &'static [&'static str],
    pub(super) configuration: WebhookConfiguration<'a>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct WebhookConfiguration<'a> {
    pub(super) url: &'a str,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<WebhookHeader<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct WebhookHeader<'a> {
    pub(super) key: &'static str,
    pub(super) value: &'a str,
}
