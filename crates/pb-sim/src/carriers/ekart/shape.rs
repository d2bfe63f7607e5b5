//! What each request may hold, as the OpenAPI document has it.
use crate::carriers::schema::{Field, Kind, may, must};

/// No length is documented for any text.
const ANY: Kind = Kind::Text(10_000);
/// A text that may be empty.
const LOOSE: Kind = Kind::Flag;
/// Grams, centimetres, pieces.
const COUNT: Kind = Kind::WholeBetween(1, 2_147_483_647);
/// Rupees.
const RUPEES: Kind = Kind::NumberBetween(0, 1_000_000_000_000);
const SOME_RUPEES: Kind = Kind::NumberBetween(1, 1_000_000_000_000);
/// Ten digits.
const PHONE: Kind = Kind::WholeBetween(1_000_000_000, 9_999_999_999);
/// Six digits.
const PIN: Kind = Kind::WholeBetween(100_000, 999_999);
/// The waybills of a label or a manifest.
const MOST_IDS: usize = 100;
/// Parcels of a shipment; no most is documented.
const MOST_PARCELS: usize = 1_000;

pub(super) static LOGIN: &[Field] = &[must("username", ANY), must("password", ANY)];

/// A place that is written out.
pub(super) static LOCATION: &[Field] = &[
    may("location_type", Kind::OneOf(&["Office", "Home"])),
    must("address", ANY),
    may("city", LOOSE),
    may("state", LOOSE),
    must("country", ANY),
    must("name", ANY),
    must("phone", PHONE),
    must("pin", PIN),
];

static QUALITY: &[Field] = &[
    may("qc_shipment", Kind::Truth),
    must("product_name", ANY),
    may("product_desc", LOOSE),
    may("product_sku", LOOSE),
    may("product_color", LOOSE),
    may("product_size", LOOSE),
    may("brand_name", LOOSE),
    may("product_category", LOOSE),
    may("ean_barcode", LOOSE),
    may("serial_number", LOOSE),
    may("imei_number", LOOSE),
    may("product_images", Kind::Texts(20, 2_000)),
];

static ITEM: &[Field] = &[
    must("product_name", ANY),
    may("sku", LOOSE),
    may("taxable_value", SOME_RUPEES),
    may("description", LOOSE),
    may("quantity", COUNT),
    may("length", RUPEES),
    may("height", RUPEES),
    may("breadth", RUPEES),
    may("weight", RUPEES),
    may("hsn_code", LOOSE),
    may("cgst_tax_value", RUPEES),
    may("sgst_tax_value", RUPEES),
    may("igst_tax_value", RUPEES),
];

static PACKAGE: &[Field] = &[
    must("length", COUNT),
    must("height", COUNT),
    must("width", COUNT),
    must("count", Kind::Count),
];

/// Without what hangs on the mode or on other members, which `ship.rs` looks at.
pub(super) static SHIPMENT: &[Field] = &[
    must("seller_name", ANY),
    must("seller_address", ANY),
    must("seller_gst_tin", Kind::Shape("99AAAAA9999AXXX")),
    may("seller_gst_amount", RUPEES),
    must("consignee_gst_amount", RUPEES),
    may("integrated_gst_amount", RUPEES),
    may("ewbn", Kind::Shape("999999999999")),
    must("order_number", ANY),
    must("invoice_number", ANY),
    must("invoice_date", ANY),
    may("document_number", LOOSE),
    may("document_date", LOOSE),
    may("consignee_gst_tin", LOOSE),
    must("consignee_name", ANY),
    must("consignee_alternate_phone", ANY),
    must("products_desc", ANY),
    must("payment_mode", Kind::OneOf(&["COD", "Prepaid", "Pickup"])),
    must("category_of_goods", ANY),
    may("hsn_code", LOOSE),
    must("total_amount", SOME_RUPEES),
    must("tax_value", RUPEES),
    must("taxable_amount", SOME_RUPEES),
    must("commodity_value", ANY),
    must("cod_amount", Kind::NumberBetween(0, 49_999)),
    must("quantity", COUNT),
    may("templateName", ANY),
    must("weight", COUNT),
    may("length", COUNT),
    may("height", COUNT),
    may("width", COUNT),
    may("return_reason", LOOSE),
    must("drop_location", Kind::Object(LOCATION)),
    // An alias or a whole place, or none at all.
    may("pickup_location", Kind::Any),
    may("return_location", Kind::Any),
    may("qc_details", Kind::Object(QUALITY)),
    may("preferred_dispatch_date", Kind::Shape("9999-99-99")),
    may("delayed_dispatch", Kind::Truth),
    may("obd_shipment", Kind::Truth),
    may("mps", Kind::Truth),
    may("items", Kind::List(ITEM, MOST_PARCELS)),
    may("packages", Kind::List(PACKAGE, MOST_PARCELS)),
    may("what3words_address", LOOSE),
];

/// `billingClientType` is required by the document, without values; a live run had prices without it. `packages` is
/// for several parcels.
pub(super) static ESTIMATE: &[Field] = &[
    may("billingClientType", ANY),
    must("shippingDirection", Kind::OneOf(&["FORWARD", "REVERSE"])),
    must("serviceType", Kind::OneOf(&["SURFACE", "EXPRESS"])),
    must("pickupPincode", PIN),
    must("dropPincode", PIN),
    may("invoiceAmount", RUPEES),
    must("weight", COUNT),
    must("length", COUNT),
    must("height", COUNT),
    must("width", COUNT),
    may("codAmount", Kind::NumberBetween(0, 49_999)),
    may("packages", Kind::List(PACKAGE, MOST_PARCELS)),
];

static GEO: &[Field] = &[
    must("lat", Kind::NumberBetween(-90, 90)),
    must("lon", Kind::NumberBetween(-180, 180)),
];

pub(super) static ADDRESS: &[Field] = &[
    must("alias", ANY),
    must("phone", PHONE),
    must("address_line1", ANY),
    may("address_line2", LOOSE),
    must("pincode", PIN),
    may("city", LOOSE),
    may("state", LOOSE),
    may("country", Kind::OneOf(&["India", "IN"])),
    may("geo", Kind::Object(GEO)),
];

pub(super) static IDS: &[Field] = &[must("ids", Kind::Texts(MOST_IDS, 100))];

pub(super) static NDR: &[Field] = &[
    must("action", Kind::OneOf(&["Re-Attempt", "RTO"])),
    must("wbn", ANY),
    may("date", Kind::WholeBetween(1, 9_999_999_999_999)),
    may("phone", Kind::Shape("9999999999")),
    may("address", ANY),
    may("instructions", ANY),
    may("links", Kind::Texts(20, 2_000)),
];

const TOPICS: Kind = Kind::Texts(3, 30);
const SECRET: Kind = Kind::Text(30);

pub(super) static HOOK: &[Field] = &[
    must("url", ANY),
    must("secret", SECRET),
    must("topics", TOPICS),
    may("active", Kind::Truth),
];

pub(super) static HOOK_EDIT: &[Field] = &[
    may("url", ANY),
    may("secret", SECRET),
    may("topics", TOPICS),
    may("active", Kind::Truth),
];
