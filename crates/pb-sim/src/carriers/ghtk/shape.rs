//! The fields of requests, and what their tables cannot say: tags, telephones, days.
use super::desk::{number, text};
use super::refusal::Refusal;
use crate::carriers::schema::{Field, Kind, may, must};
use serde_json::Value;

const NAME: Kind = Kind::Text(255);
/// Looked at elsewhere.
const OTHER: Kind = Kind::Any;
const YES_OR_NO: Kind = Kind::WholeBetween(0, 1);
const SHIFT: Kind = Kind::WholeBetween(1, 3);
const SIDE: Kind = Kind::WholeBetween(1, 1_000);

/// Grams, by the smallest of the plans.
pub(super) const HEAVIEST: i64 = 20_000;
/// Dong, of cash and of the declared value.
pub(super) const MOST_MONEY: i64 = 20_000_000;
/// Characters of a note.
const LONGEST_NOTE: usize = 120;

const TRANSPORT: Kind = Kind::OneOf(&["road", "fly"]);
const DELIVER_OPTION: Kind = Kind::OneOf(&["none", "xteam"]);

/// Of `fee`.
pub(super) static FEE: &[Field] = &[
    may("pick_address_id", NAME),
    may("pick_province", NAME),
    may("pick_district", Kind::Flag),
    may("pick_ward", NAME),
    may("pick_address", Kind::Flag),
    may("pick_street", Kind::Flag),
    must("province", NAME),
    may("district", Kind::Flag),
    must("ward", NAME),
    may("address", Kind::Flag),
    may("street", Kind::Flag),
    must("weight", Kind::Count),
    may("value", Kind::Amount),
    may("transport", TRANSPORT),
    may("deliver_option", DELIVER_OPTION),
    may("tags[]", Kind::Texts(20, 4)),
];

/// Of `getAddressLevel4`.
pub(super) static LEVEL_4: &[Field] = &[
    must("province", NAME),
    must("district", NAME),
    must("ward_street", NAME),
    may("address", Kind::Flag),
];

/// Of `label`.
pub(super) static LABEL: &[Field] = &[
    may("original", Kind::OneOf(&["portrait", "landscape"])),
    may("page_size", Kind::OneOf(&["A5", "A6"])),
];

static PRODUCT: &[Field] = &[
    must("name", NAME),
    may("product_code", Kind::Flag),
    must("quantity", Kind::Whole),
    may("price", Kind::NumberBetween(0, i64::MAX)),
    must("weight", Kind::Number),
];

static ORDER: &[Field] = &[
    must("id", NAME),
    may("pick_address_id", OTHER),
    may("pick_name", NAME),
    may("pick_tel", NAME),
    may("pick_email", Kind::Flag),
    may("pick_address", NAME),
    may("pick_province", NAME),
    may("pick_district", Kind::Flag),
    may("pick_ward", NAME),
    may("pick_street", Kind::Flag),
    must("name", NAME),
    must("tel", NAME),
    may("email", Kind::Flag),
    must("address", NAME),
    must("province", NAME),
    may("district", Kind::Flag),
    must("ward", NAME),
    may("street", Kind::Flag),
    may("hamlet", Kind::Flag),
    may("use_return_address", YES_OR_NO),
    may("return_name", NAME),
    may("return_tel", NAME),
    may("return_email", Kind::Flag),
    may("return_address", NAME),
    may("return_province", NAME),
    may("return_district", Kind::Flag),
    may("return_ward", NAME),
    may("return_street", Kind::Flag),
    may("is_freeship", YES_OR_NO),
    must("pick_money", Kind::WholeBetween(0, MOST_MONEY)),
    must("value", Kind::WholeBetween(0, MOST_MONEY)),
    may("note", Kind::Flag),
    may("transport", TRANSPORT),
    may("actual_transfer_method", TRANSPORT),
    may("pick_option", Kind::OneOf(&["cod", "post"])),
    may("deliver_option", DELIVER_OPTION),
    may("pick_work_shift", SHIFT),
    may("deliver_work_shift", SHIFT),
    may("pick_date", OTHER),
    may("deliver_date", OTHER),
    may("weight_option", Kind::OneOf(&["gram", "kilogram"])),
    may("total_weight", Kind::Number),
    may("total_box", Kind::Whole),
    may("length", SIDE),
    may("width", SIDE),
    may("height", SIDE),
    may("tags", OTHER),
    may("sub_tags", OTHER),
    may("not_delivered_fee", Kind::WholeBetween(1, MOST_MONEY)),
];

/// Of the address of `order`.
pub(super) static ORDERED_BY: &[Field] = &[may("ver", Kind::OneOf(&["1.5"]))];

/// Of `order`.
pub(super) static CREATE: &[Field] = &[
    must("products", Kind::List(PRODUCT, 200)),
    must("order", Kind::Object(ORDER)),
];

/// Where an order comes from, unless it is one of the shop's addresses.
pub(super) const PICKED_AT: &[&str] = &[
    "pick_name",
    "pick_tel",
    "pick_address",
    "pick_province",
    "pick_ward",
];
/// Where it goes back to, when that is elsewhere.
const RETURNED_TO: &[&str] = &[
    "return_name",
    "return_tel",
    "return_address",
    "return_province",
    "return_ward",
];

const TAGS: &[i64] = &[1, 2, 7, 10, 11, 13, 17, 18, 19, 20, 22, 39, 40, 42, 52, 75];
/// A fee when it is not delivered.
const PAID_IF_NOT: i64 = 19;
/// Small: up to 300 g.
const SMALL: i64 = 40;
const SMALLEST: i64 = 300;
/// Plants, which have further tags.
const PLANTS: i64 = 75;

/// Looks at tags, of a load of so many grams.
pub(super) fn tags(tags: &[i64], grams: i64) -> Result<(), Refusal> {
    if let Some(odd) = tags.iter().find(|tag| !TAGS.contains(tag)) {
        return Err(Refusal::input(format!("tags is not valid: {odd}")));
    }
    if tags.contains(&SMALL) && grams > SMALLEST {
        return Err(Refusal::input(format!(
            "tags is not valid: {SMALL} is for up to {SMALLEST} g"
        )));
    }
    Ok(())
}

/// What the table does not say of an order; its tags, for `grams` in all.
pub(super) fn order(order: &Value, grams: i64) -> Result<Vec<i64>, Refusal> {
    if text(order, "street").trim().is_empty() && text(order, "hamlet").trim().is_empty() {
        return Err(Refusal::input("street or hamlet is required"));
    }
    if text(order, "note").chars().count() > LONGEST_NOTE {
        return Err(Refusal::input(format!(
            "note has more than {LONGEST_NOTE} characters"
        )));
    }
    for name in ["tel", "pick_tel", "return_tel"] {
        if order.get(name).is_some() && !is_telephone(text(order, name)) {
            return Err(Refusal::input(format!("{name} is no telephone number")));
        }
    }
    for name in ["pick_date", "deliver_date"] {
        if order.get(name).is_some() && !is_day(text(order, name)) {
            return Err(Refusal::input(format!("{name} is no day")));
        }
    }
    if number(order, "use_return_address") == 1 {
        let missing = RETURNED_TO.iter().find(|name| order.get(**name).is_none());
        if let Some(name) = missing {
            return Err(Refusal::input(format!("{name} is required")));
        }
    }
    let given = whole_numbers(order, "tags")?;
    tags(&given, grams)?;
    let further = whole_numbers(order, "sub_tags")?;
    if further.iter().any(|tag| !(1..=5).contains(tag)) {
        return Err(Refusal::input("sub_tags is not valid"));
    }
    if given.contains(&PLANTS) == further.is_empty() {
        return Err(Refusal::input(format!(
            "sub_tags is required with the tag {PLANTS}, and with no other"
        )));
    }
    if given.contains(&PAID_IF_NOT) != order.get("not_delivered_fee").is_some() {
        return Err(Refusal::input(format!(
            "not_delivered_fee is required with the tag {PAID_IF_NOT}, and with no other"
        )));
    }
    Ok(given)
}

/// A list of whole numbers; none when it is not there.
fn whole_numbers(order: &Value, name: &str) -> Result<Vec<i64>, Refusal> {
    let wrong = || Refusal::input(format!("{name} must be a list of whole numbers"));
    match &order[name] {
        Value::Null if order.get(name).is_none() => Ok(Vec::new()),
        Value::Array(list) => list
            .iter()
            .map(|entry| entry.as_i64().ok_or_else(wrong))
            .collect(),
        _ => Err(wrong()),
    }
}

/// Ten or eleven digits, the first of them 0.
fn is_telephone(given: &str) -> bool {
    let digits = given.bytes().all(|b| b.is_ascii_digit());
    digits && given.starts_with('0') && [10, 11].contains(&given.len())
}

/// `2026-11-28`, or with slashes.
fn is_day(given: &str) -> bool {
    let day = given.replace('/', "-");
    day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok()
}
