//! What each request may hold, as Velocity's collection and pages have it; lengths are from its guide to errors.
use crate::carriers::schema::{Field, Kind, may, must};

/// No length is documented.
const ANY: Kind = Kind::Text(10_000);
/// A text that may be empty.
const LOOSE: Kind = Kind::Flag;
const ADDRESS: Kind = Kind::Text(255);
const CITY: Kind = Kind::Text(50);
const NAME: Kind = Kind::Text(100);
const PIN: Kind = Kind::Shape("999999");
const PHONE: Kind = Kind::Shape("9999999999");
const MONEY: Kind = Kind::NumberBetween(0, 10_000_000);
const ORDER: Kind = Kind::Text(50);
const INDIA: Kind = Kind::OneOf(&["India", "india"]);
/// A text or a number, which the handlers look at.
const EITHER: Kind = Kind::Any;
/// Airway bills of a call. It is said of cancellations.
const MOST_BILLS: usize = 50;
/// Items of an order; no most is documented.
const MOST_ITEMS: usize = 1_000;

pub(super) static WAREHOUSE: &[Field] = &[
    must("name", ANY),
    must("phone_number", PHONE),
    must("email", ANY),
    must("contact_person", ANY),
    may("gst_no", LOOSE),
    must("address_attributes", Kind::Object(WAREHOUSE_PLACE)),
];

static WAREHOUSE_PLACE: &[Field] = &[
    must("street_address", ANY),
    must("zip", PIN),
    must("city", ANY),
    must("state", ANY),
    must("country", INDIA),
];

pub(super) static LANE: &[Field] = &[
    must("from", PIN),
    must("to", PIN),
    must("payment_mode", Kind::OneOf(&["cod", "prepaid"])),
    must("shipment_type", Kind::OneOf(&["forward", "return"])),
];

pub(super) static RATES: &[Field] = &[
    must("journey_type", Kind::OneOf(&["forward", "return"])),
    must("origin_pincode", PIN),
    must("destination_pincode", PIN),
    // Grams.
    must("dead_weight", Kind::Number),
    must("length", Kind::Number),
    must("width", Kind::Number),
    must("height", Kind::Number),
    must("payment_method", Kind::OneOf(&["cod", "prepaid"])),
    may("shipment_value", MONEY),
    may("qc_applicable", Kind::Truth),
];

static ITEM: &[Field] = &[
    must("name", ANY),
    must("sku", ANY),
    must("units", Kind::Whole),
    must("selling_price", MONEY),
    may("discount", MONEY),
    may("tax", MONEY),
    may("hsn", LOOSE),
    may("qc_enable", Kind::Truth),
    may("qc_product_name", ANY),
    may("qc_product_image", ANY),
    may("qc_brand", ANY),
    may("qc_size", ANY),
    may("qc_color", ANY),
];

static VENDOR: &[Field] = &[
    may("email", LOOSE),
    may("phone", LOOSE),
    may("name", LOOSE),
    may("address", LOOSE),
    may("address_2", LOOSE),
    may("city", LOOSE),
    may("state", LOOSE),
    may("country", LOOSE),
    may("pin_code", LOOSE),
    may("pickup_location", LOOSE),
];

/// Without what hangs on the method of payment, which `order.rs` looks at.
pub(super) static FORWARD: &[Field] = &[
    must("order_id", ORDER),
    must("order_date", Kind::Shape("9999-99-99 99:99")),
    may("channel_id", LOOSE),
    may("carrier_id", LOOSE),
    may("store_name", ANY),
    must("billing_customer_name", NAME),
    may("billing_last_name", LOOSE),
    must("billing_address", ADDRESS),
    must("billing_city", CITY),
    must("billing_pincode", PIN),
    must("billing_state", ANY),
    must("billing_country", INDIA),
    may("billing_email", ANY),
    must("billing_phone", PHONE),
    may("shipping_is_billing", Kind::Truth),
    must("print_label", Kind::Truth),
    must("order_items", Kind::List(ITEM, MOST_ITEMS)),
    must("payment_method", Kind::OneOf(&["COD", "PREPAID"])),
    must("sub_total", MONEY),
    must("cod_collectible", MONEY),
    may("shipping_charges", MONEY),
    must("length", Kind::Number),
    must("breadth", Kind::Number),
    must("height", Kind::Number),
    // Kilograms.
    must("weight", Kind::Number),
    must("pickup_location", ANY),
    must("warehouse_id", ANY),
    may("vendor_details", Kind::Object(VENDOR)),
];

/// PIN codes and telephone numbers are texts in the table and numbers in the example.
pub(super) static REVERSE: &[Field] = &[
    must("order_id", ORDER),
    must("order_date", ANY),
    may("channel_id", LOOSE),
    may("carrier_id", LOOSE),
    must("pickup_customer_name", NAME),
    may("pickup_last_name", LOOSE),
    may("company_name", LOOSE),
    must("pickup_address", ADDRESS),
    may("pickup_address_2", Kind::Flag),
    must("pickup_city", CITY),
    must("pickup_state", ANY),
    must("pickup_country", INDIA),
    must("pickup_pincode", EITHER),
    may("pickup_email", ANY),
    must("pickup_phone", EITHER),
    may("pickup_isd_code", LOOSE),
    must("shipping_customer_name", NAME),
    may("shipping_last_name", LOOSE),
    must("shipping_address", ADDRESS),
    may("shipping_address_2", Kind::Flag),
    must("shipping_city", CITY),
    must("shipping_state", ANY),
    must("shipping_country", INDIA),
    must("shipping_pincode", EITHER),
    may("shipping_email", ANY),
    must("shipping_phone", EITHER),
    may("shipping_isd_code", LOOSE),
    must("warehouse_id", ANY),
    must("order_items", Kind::List(ITEM, MOST_ITEMS)),
    must("payment_method", Kind::OneOf(&["PREPAID"])),
    must("sub_total", MONEY),
    may("total_discount", EITHER),
    must("length", Kind::Number),
    must("breadth", Kind::Number),
    must("height", Kind::Number),
    must("weight", Kind::Number),
    may("request_pickup", Kind::Truth),
];

pub(super) static BILLS: &[Field] = &[must("awbs", Kind::Texts(MOST_BILLS, 50))];

static PAGE: &[Field] = &[must("number", EITHER)];

/// `page` is looked at before.
pub(super) static LIST: &[Field] = &[
    may("page", Kind::Object(PAGE)),
    may("per_page", Kind::WholeBetween(1, 100)),
    may("search", ANY),
];
