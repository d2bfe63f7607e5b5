//! Viettel Post's spelling of what is sent, and nothing else. Weights are grams, sizes centimetres, amounts dong, all
//! whole.

use serde::Serialize;

/// A place by its numbers. In the new division there is no district, which is said by 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) province: i64,
    pub(super) district: i64,
    pub(super) ward: i64,
}

/// From where to where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Lane {
    pub(super) sender_province: i64,
    pub(super) sender_district: i64,
    pub(super) sender_ward: i64,
    pub(super) receiver_province: i64,
    pub(super) receiver_district: i64,
    pub(super) receiver_ward: i64,
}

impl Lane {
    pub(super) fn new(from: Spot, to: Spot) -> Self {
        Self {
            sender_province: from.province,
            sender_district: from.district,
            sender_ward: from.ward,
            receiver_province: to.province,
            receiver_district: to.district,
            receiver_ward: to.ward,
        }
    }
}

/// What is shipped, and what is to be collected for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Goods {
    pub(super) product_type: String,
    pub(super) product_weight: i64,
    pub(super) product_price: i64,
    pub(super) money_collection: i64,
    #[serde(flatten)]
    pub(super) size: Option<Size>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Size {
    pub(super) product_length: i64,
    pub(super) product_width: i64,
    pub(super) product_height: i64,
}

/// The question for all services' prices.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Prices<'a> {
    #[serde(flatten)]
    pub(super) lane: Lane,
    #[serde(flatten)]
    pub(super) goods: &'a Goods,
    #[serde(rename = "TYPE")]
    pub(super) domestic: u8,
}

/// The question for one service's price, with all that comes to it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Price<'a> {
    #[serde(flatten)]
    pub(super) lane: Lane,
    #[serde(flatten)]
    pub(super) goods: &'a Goods,
    pub(super) order_service: &'a str,
    pub(super) order_service_add: &'a str,
    #[serde(rename = "NATIONAL_TYPE")]
    pub(super) domestic: u8,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Order {
    /// Our own.
    pub(super) order_number: String,
    pub(super) groupaddress_id: i64,
    pub(super) cus_id: i64,
    /// When the driver is wanted, in spite of its name.
    pub(super) delivery_date: String,
    pub(super) sender_fullname: String,
    pub(super) sender_address: String,
    pub(super) sender_phone: String,
    pub(super) sender_email: &'static str,
    pub(super) receiver_fullname: String,
    pub(super) receiver_address: String,
    pub(super) receiver_phone: String,
    pub(super) receiver_email: &'static str,
    #[serde(flatten)]
    pub(super) lane: Lane,
    pub(super) product_name: String,
    pub(super) product_description: &'static str,
    pub(super) product_quantity: u32,
    #[serde(flatten)]
    pub(super) goods: Goods,
    pub(super) order_payment: u8,
    pub(super) order_service: String,
    pub(super) order_service_add: String,
    pub(super) order_voucher: &'static str,
    pub(super) order_note: String,
    pub(super) extra_money: i64,
    pub(super) check_unique: bool,
    pub(super) enable_sort_code: bool,
    pub(super) list_item: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_address: Option<ReturnAddress>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Item {
    pub(super) product_name: String,
    pub(super) product_price: i64,
    pub(super) product_weight: i64,
    pub(super) product_quantity: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct ReturnAddress {
    pub(super) required: bool,
    pub(super) fulladdress: String,
    pub(super) province_id: i64,
    pub(super) district_id: i64,
    pub(super) wards_id: i64,
}

/// What is to become of an order.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Update<'a> {
    #[serde(rename = "TYPE")]
    pub(super) to: u8,
    pub(super) order_number: &'a str,
    pub(super) note: &'a str,
}

/// Orders whose page is to be printed, until when (milliseconds since 1970).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Print<'a> {
    pub(super) expiry_time: i64,
    pub(super) order_array: [&'a str; 1],
}
