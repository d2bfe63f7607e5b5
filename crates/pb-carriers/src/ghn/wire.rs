//! GHN's spelling of what is sent, and nothing else. Weights are grams, sizes centimetres, amounts dong, all whole.

use serde::Serialize;

/// An order, as `preview` and `create` take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Order {
    /// Our own; left out of previews.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) client_order_code: String,
    pub(super) payment_type_id: u8,
    pub(super) required_note: String,
    pub(super) note: String,
    #[serde(flatten)]
    pub(super) from: Option<From>,
    #[serde(flatten)]
    pub(super) to: To,
    pub(super) cod_amount: i64,
    pub(super) insurance_value: i64,
    #[serde(flatten)]
    pub(super) measures: Measures,
    pub(super) service_type_id: u8,
    pub(super) content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pick_station_id: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) pick_shift: Vec<i64>,
    pub(super) items: Vec<Item>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Measures {
    pub(super) weight: i64,
    pub(super) length: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Item {
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) code: String,
    pub(super) quantity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) price: Option<i64>,
    #[serde(flatten)]
    pub(super) measures: Measures,
}

/// Who receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct To {
    pub(super) to_name: String,
    pub(super) to_phone: String,
    pub(super) to_address: String,
    #[serde(flatten)]
    pub(super) place: Option<ToPlace>,
}

/// Where to: by names in the new division, by numbers in the old.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum ToPlace {
    New {
        is_new_to_address: bool,
        to_ward_name: String,
        to_province_name: String,
    },
    Old {
        to_ward_code: String,
        to_district_id: i64,
    },
}

/// Who sends, where it is not the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct From {
    pub(super) from_name: String,
    pub(super) from_phone: String,
    pub(super) from_address: String,
    pub(super) from_ward_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from_district_name: Option<String>,
    pub(super) from_province_name: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_new_from_address: bool,
}

/// One order, by GHN's code or by ours.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wanted<'a> {
    OrderCode(&'a str),
    ClientOrderCode(&'a str),
}

/// Orders that something is to be done with.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Orders<'a> {
    pub(super) order_codes: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
}

/// Where an order goes from now on.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Update<'a> {
    pub(super) order_code: &'a str,
    #[serde(flatten)]
    pub(super) to: To,
}
