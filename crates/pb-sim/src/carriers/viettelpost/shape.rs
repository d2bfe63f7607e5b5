//! The fields of requests, and what fields alone can be wrong in.
use super::desk::text;
use super::refusal::Refusal;
use crate::carriers::schema::{Field, Kind, may, must};
use jiff::civil::DateTime;
use serde_json::Value;

/// Longest text, in bytes of UTF-8.
pub(super) const LONGEST_TEXT: usize = 150;
/// Orders whose labels one code opens.
const MOST_ORDERS: usize = 100;

/// A text that says something; its bytes are looked at by [`texts_fit`].
const WORDS: Kind = Kind::Text(LONGEST_TEXT);
const ID: Kind = Kind::WholeBetween(0, 1_000_000_000_000);
/// Dong.
const MONEY: Kind = Kind::WholeBetween(0, 1_000_000_000_000);
/// Grams.
const GRAMS: Kind = Kind::WholeBetween(1, 1_000_000_000);
/// Centimetres.
const SIDE: Kind = Kind::WholeBetween(0, 10_000);
const COUNT: Kind = Kind::WholeBetween(1, 1_000_000);
/// 0 abroad, 1 within the country.
const WHERE: Kind = Kind::WholeBetween(0, 1);
/// Documents and goods.
const PRODUCT: Kind = Kind::OneOf(&["TH", "HH"]);

pub(super) static LOGIN: &[Field] = &[must("USERNAME", WORDS), must("PASSWORD", WORDS)];
pub(super) static LOGIN_SECRET: &[Field] = &[must("TOKEN", Kind::Text(4_096))];

/// Of `getPriceAll`.
pub(super) static PRICE_ALL: &[Field] = &[
    must("SENDER_PROVINCE", ID),
    must("SENDER_DISTRICT", ID),
    must("SENDER_WARD", ID),
    must("RECEIVER_PROVINCE", ID),
    must("RECEIVER_DISTRICT", ID),
    must("RECEIVER_WARD", ID),
    must("PRODUCT_TYPE", PRODUCT),
    must("PRODUCT_WEIGHT", GRAMS),
    must("PRODUCT_PRICE", MONEY),
    must("MONEY_COLLECTION", MONEY),
    may("PRODUCT_LENGTH", SIDE),
    may("PRODUCT_WIDTH", SIDE),
    may("PRODUCT_HEIGHT", SIDE),
    must("TYPE", WHERE),
];

/// Of `getPrice`.
pub(super) static PRICE: &[Field] = &[
    must("SENDER_PROVINCE", ID),
    must("SENDER_DISTRICT", ID),
    must("SENDER_WARD", ID),
    must("RECEIVER_PROVINCE", ID),
    must("RECEIVER_DISTRICT", ID),
    must("RECEIVER_WARD", ID),
    must("PRODUCT_TYPE", PRODUCT),
    must("PRODUCT_WEIGHT", GRAMS),
    must("PRODUCT_PRICE", MONEY),
    must("MONEY_COLLECTION", MONEY),
    may("PRODUCT_LENGTH", SIDE),
    may("PRODUCT_WIDTH", SIDE),
    may("PRODUCT_HEIGHT", SIDE),
    may("TYPE", WHERE),
    must("ORDER_SERVICE", WORDS),
    may("ORDER_SERVICE_ADD", Kind::Flag),
    must("NATIONAL_TYPE", WHERE),
];

static ITEM: &[Field] = &[
    must("PRODUCT_NAME", WORDS),
    must("PRODUCT_PRICE", MONEY),
    must("PRODUCT_WEIGHT", GRAMS),
    must("PRODUCT_QUANTITY", COUNT),
];

static RETURN_ADDRESS: &[Field] = &[
    must("REQUIRED", Kind::Truth),
    must("FULLADDRESS", WORDS),
    must("PROVINCE_ID", ID),
    must("DISTRICT_ID", ID),
    must("WARDS_ID", ID),
];

static VERIFICATION_CODE: &[Field] = &[
    must("TYPE", Kind::OneOf(&["birth_year", "id_card_suffix"])),
    must("VALUE", WORDS),
];

/// Of `createOrder` and `edit`.
pub(super) static ORDER: &[Field] = &[
    must("ORDER_NUMBER", WORDS),
    may("GROUPADDRESS_ID", ID),
    may("CUS_ID", ID),
    may("DELIVERY_DATE", Kind::Flag),
    must("SENDER_FULLNAME", WORDS),
    must("SENDER_ADDRESS", WORDS),
    must("SENDER_PHONE", WORDS),
    may("SENDER_EMAIL", Kind::Flag),
    must("SENDER_PROVINCE", ID),
    must("SENDER_DISTRICT", ID),
    must("SENDER_WARD", ID),
    must("RECEIVER_FULLNAME", WORDS),
    must("RECEIVER_ADDRESS", WORDS),
    must("RECEIVER_PHONE", WORDS),
    may("RECEIVER_EMAIL", Kind::Flag),
    must("RECEIVER_PROVINCE", ID),
    must("RECEIVER_DISTRICT", ID),
    must("RECEIVER_WARD", ID),
    must("PRODUCT_NAME", WORDS),
    may("PRODUCT_DESCRIPTION", Kind::Flag),
    must("PRODUCT_QUANTITY", COUNT),
    must("PRODUCT_PRICE", MONEY),
    must("PRODUCT_WEIGHT", GRAMS),
    may("PRODUCT_LENGTH", SIDE),
    may("PRODUCT_WIDTH", SIDE),
    may("PRODUCT_HEIGHT", SIDE),
    must("PRODUCT_TYPE", PRODUCT),
    must("ORDER_PAYMENT", Kind::WholeBetween(1, 4)),
    must("ORDER_SERVICE", WORDS),
    may("ORDER_SERVICE_ADD", Kind::Flag),
    may("ORDER_VOUCHER", Kind::Flag),
    may("ORDER_NOTE", Kind::Flag),
    must("MONEY_COLLECTION", MONEY),
    may("EXTRA_MONEY", MONEY),
    may("CHECK_UNIQUE", Kind::Truth),
    may("ENABLE_SORT_CODE", Kind::Truth),
    may("ENABLE_SORT_COD", Kind::Truth),
    may("RETURN_ADDRESS", Kind::Object(RETURN_ADDRESS)),
    may("VERIFICATION_CODE", Kind::Object(VERIFICATION_CODE)),
    may("LIST_ITEM", Kind::List(ITEM, 1_000)),
    may("PRODUCT_DETAIL", Kind::List(ITEM, 1_000)),
];

/// Of `UpdateOrder`.
pub(super) static UPDATE: &[Field] = &[
    must("TYPE", Kind::WholeBetween(1, 11)),
    must("ORDER_NUMBER", WORDS),
    may("NOTE", Kind::Flag),
];

/// Of `printing-code`.
pub(super) static PRINT: &[Field] = &[
    must("EXPIRY_TIME", Kind::WholeBetween(0, i64::MAX)),
    must("ORDER_ARRAY", Kind::Texts(MOST_ORDERS, LONGEST_TEXT)),
];

/// Of `listService`.
pub(super) static LIST_SERVICE: &[Field] = &[must("TYPE", Kind::WholeBetween(2, 2))];

/// Of `registerInventory`.
pub(super) static INVENTORY: &[Field] = &[
    must("PHONE", WORDS),
    must("NAME", WORDS),
    must("ADDRESS", WORDS),
    must("WARDS_ID", ID),
];

/// Whether every text in a request is short enough, in bytes.
pub(super) fn texts_fit(value: &Value, path: &str) -> Result<(), Refusal> {
    let at = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}/{name}"),
    };
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => Err(Refusal::field(path)),
        Value::Object(fields) => fields
            .iter()
            .try_for_each(|(name, value)| texts_fit(value, &at(name))),
        Value::Array(items) => (1..)
            .zip(items)
            .try_for_each(|(n, item): (u32, _)| texts_fit(item, &at(&n.to_string()))),
        _ => Ok(()),
    }
}

/// Ten or eleven digits, the first of them 0.
pub(super) fn phone(value: &Value, name: &str) -> Result<(), Refusal> {
    let given = text(value, name);
    let digits = given.bytes().all(|b| b.is_ascii_digit());
    match digits && given.starts_with('0') && [10, 11].contains(&given.len()) {
        true => Ok(()),
        false => Err(Refusal::field(name)),
    }
}

/// Nothing, or a moment as it is written in Vietnam, `dd/MM/yyyy HH:mm:ss`.
pub(super) fn date(value: &Value, name: &str) -> Result<(), Refusal> {
    let given = text(value, name);
    let is_one = given.len() == 19 && DateTime::strptime("%d/%m/%Y %H:%M:%S", given).is_ok();
    match given.is_empty() || is_one {
        true => Ok(()),
        false => Err(Refusal::field(name)),
    }
}

/// Nothing, or an address for letters.
pub(super) fn email(value: &Value, name: &str) -> Result<(), Refusal> {
    let given = text(value, name);
    match given.is_empty()
        || given
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
    {
        true => Ok(()),
        false => Err(Refusal::field(name)),
    }
}
