//! The fields of requests. What is a text is looked at by the tables, what is a number or a truth value by
//! [`numbers`], since the tables know texts alone.
use super::refusal::Refusal;
use crate::carriers::schema::{Field, Kind, may, must};
use serde_json::Value;

/// Any number, or a truth value.
const OTHER: Kind = Kind::Any;
const NAME: Kind = Kind::Text(1_024);

/// Limits of 2026: grams, centimetres, dong.
pub(super) const HEAVIEST: i64 = 50_000;
pub(super) const LONGEST: i64 = 200;
pub(super) const MOST_CASH: i64 = 50_000_000;

static ITEM: &[Field] = &[
    must("name", NAME),
    may("code", Kind::Flag),
    must("quantity", OTHER),
    may("price", OTHER),
    may("weight", OTHER),
    may("length", OTHER),
    may("width", OTHER),
    may("height", OTHER),
];

/// Of `preview` and `create`.
pub(super) static ORDER: &[Field] = &[
    may("client_order_code", Kind::Text(50)),
    must("payment_type_id", OTHER),
    must(
        "required_note",
        Kind::OneOf(&["CHOTHUHANG", "CHOXEMHANGKHONGTHU", "KHONGCHOXEMHANG"]),
    ),
    may("note", Kind::Flag),
    may("from_name", NAME),
    may("from_phone", NAME),
    may("from_address", NAME),
    may("from_ward_name", NAME),
    may("from_district_name", NAME),
    may("from_province_name", NAME),
    may("is_new_from_address", OTHER),
    may("return_name", NAME),
    may("return_phone", NAME),
    may("return_address", NAME),
    may("return_ward_name", NAME),
    may("return_ward_code", NAME),
    may("return_district_name", NAME),
    may("return_district_id", OTHER),
    must("to_name", NAME),
    must("to_phone", NAME),
    must("to_address", NAME),
    may("to_ward_code", NAME),
    may("to_district_id", OTHER),
    may("to_ward_name", NAME),
    may("to_district_name", Kind::Flag),
    may("to_province_name", NAME),
    may("is_new_to_address", OTHER),
    may("cod_amount", OTHER),
    may("cod_failed_amount", OTHER),
    may("insurance_value", OTHER),
    may("order_value", OTHER),
    must("weight", OTHER),
    must("length", OTHER),
    must("width", OTHER),
    must("height", OTHER),
    may("service_id", OTHER),
    must("service_type_id", OTHER),
    may("pick_station_id", OTHER),
    may("deliver_station_id", OTHER),
    may("coupon", Kind::Flag),
    may("content", Kind::Flag),
    may("pickup_time", OTHER),
    may("pick_shift", OTHER),
    must("items", Kind::List(ITEM, 100)),
];

/// Of `fee`.
pub(super) static FEE: &[Field] = &[
    must("service_type_id", OTHER),
    may("from_district_id", OTHER),
    may("from_ward_code", NAME),
    must("to_district_id", OTHER),
    must("to_ward_code", NAME),
    must("weight", OTHER),
    must("length", OTHER),
    must("width", OTHER),
    must("height", OTHER),
    may("insurance_value", OTHER),
    may("cod_value", OTHER),
    may("cod_failed_amount", OTHER),
    may("coupon", OTHER),
    may("items", OTHER),
];

/// Of `leadtime`.
pub(super) static LEADTIME: &[Field] = &[
    must("from_district_id", OTHER),
    must("from_ward_code", NAME),
    must("to_district_id", OTHER),
    must("to_ward_code", NAME),
    must("service_type_id", OTHER),
    may("weight", OTHER),
];

/// Of `available-services`.
pub(super) static SERVICES: &[Field] = &[
    must("shop_id", OTHER),
    must("from_district", OTHER),
    must("to_district", OTHER),
];

/// Of `detail`, and of `detail-by-client-code`.
pub(super) static DETAIL: &[Field] = &[must("order_code", Kind::Text(20))];
pub(super) static BY_CLIENT_CODE: &[Field] = &[must("client_order_code", Kind::Text(50))];

/// Of `switch-status/…` and `a5/gen-token`.
pub(super) static ORDERS: &[Field] = &[must("order_codes", Kind::Texts(100, 20))];
pub(super) static CANCEL: &[Field] = &[
    must("order_codes", Kind::Texts(100, 20)),
    may(
        "reason_code",
        Kind::OneOf(&["GHN-CANCEL-OTHER", "GHN-CO002", "GHN-CO003"]),
    ),
    may("reason", Kind::Flag),
];

/// Of `update`.
pub(super) static UPDATE: &[Field] = &[
    must("order_code", Kind::Text(20)),
    may("note", Kind::Flag),
    may("to_name", NAME),
    may("to_phone", NAME),
    may("to_address", NAME),
    may("to_ward_code", NAME),
    may("to_district_id", OTHER),
    may("to_ward_name", NAME),
    may("to_province_name", NAME),
    may("is_new_to_address", OTHER),
];

/// Of `updateCOD`.
pub(super) static UPDATE_COD: &[Field] = &[
    must("order_code", Kind::Text(20)),
    must("cod_amount", OTHER),
];

/// Numbers of requests, with the least and the most they may be.
const NUMBERS: &[(&str, i64, i64)] = &[
    ("payment_type_id", 1, 2),
    ("service_type_id", 1, 5),
    ("service_id", 1, i64::MAX),
    ("weight", 1, HEAVIEST),
    ("length", 1, LONGEST),
    ("width", 1, LONGEST),
    ("height", 1, LONGEST),
    ("cod_amount", 0, MOST_CASH),
    ("cod_value", 0, MOST_CASH),
    ("cod_failed_amount", 0, MOST_CASH),
    ("insurance_value", 0, i64::MAX),
    ("order_value", 0, i64::MAX),
    ("quantity", 1, 1_000_000),
    ("price", 0, i64::MAX),
    ("to_district_id", 1, i64::MAX),
    ("from_district_id", 1, i64::MAX),
    ("return_district_id", 1, i64::MAX),
    ("from_district", 1, i64::MAX),
    ("to_district", 1, i64::MAX),
    ("shop_id", 1, i64::MAX),
    ("pick_station_id", 1, i64::MAX),
    ("deliver_station_id", 1, i64::MAX),
    ("pickup_time", 1, i64::MAX),
];

/// Looks at all numbers of an object that is no list.
pub(super) fn numbers(value: &Value) -> Result<(), Refusal> {
    for (name, least, most) in NUMBERS {
        let given = &value[*name];
        if given.is_null() {
            // What must be there was looked at by the table, null among it.
            if value.get(*name).is_some() {
                return Err(Refusal::input(format!("{name} must be a whole number")));
            }
            continue;
        }
        match given.as_i64() {
            Some(number) if (*least..=*most).contains(&number) => {}
            Some(number) => return Err(Refusal::input(format!("{name} is not valid: {number}"))),
            None => return Err(Refusal::input(format!("{name} must be a whole number"))),
        }
    }
    for name in ["is_new_to_address", "is_new_from_address"] {
        if !matches!(value.get(name), None | Some(Value::Bool(_))) {
            return Err(Refusal::input(format!("{name} must be true or false")));
        }
    }
    Ok(())
}

/// A number that was looked at; nothing where there is none.
pub(super) fn number(value: &Value, name: &str) -> i64 {
    value[name].as_i64().unwrap_or_default()
}

/// Ten or eleven digits, the first of them 0.
pub(super) fn phone(value: &Value, name: &str) -> Result<(), Refusal> {
    let given = value[name].as_str().unwrap_or_default();
    let digits = given.bytes().all(|b| b.is_ascii_digit());
    if digits && given.starts_with('0') && [10, 11].contains(&given.len()) {
        return Ok(());
    }
    Err(Refusal::coded(
        "PHONE_INVALID",
        format!("{name} is not valid"),
        "Số điện thoại không hợp lệ",
    ))
}
