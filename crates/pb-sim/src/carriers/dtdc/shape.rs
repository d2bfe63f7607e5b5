//! What each request may hold, as DTDC's documents have it: numbers are texts.
use crate::carriers::schema::{Field, Kind, may, must};

/// No length is documented for any text.
const ANY: Kind = Kind::Text(10_000);
/// A text that may be empty.
const LOOSE: Kind = Kind::Flag;
const PIN: Kind = Kind::Shape("999999");
/// Pieces of a consignment, and consignments of a request; no most is documented.
const MOST: usize = 1_000;

static PARTY: &[Field] = &[
    must("name", ANY),
    must("phone", Kind::Shape("9999999999")),
    may("alternate_phone", LOOSE),
    must("address_line_1", ANY),
    may("address_line_2", LOOSE),
    may("email", LOOSE),
    must("pincode", PIN),
    must("city", ANY),
    must("state", ANY),
];

static BACK: &[Field] = &[
    must("name", ANY),
    must("phone", Kind::Shape("9999999999")),
    may("alternate_phone", LOOSE),
    must("address_line_1", ANY),
    may("address_line_2", LOOSE),
    may("email", LOOSE),
    must("pincode", PIN),
    may("city_name", LOOSE),
    may("state_name", LOOSE),
];

static PIECE: &[Field] = &[
    must("description", ANY),
    must("declared_value", Kind::Amount),
    must("weight", Kind::Positive),
    must("height", Kind::Positive),
    must("length", Kind::Positive),
    must("width", Kind::Positive),
];

/// Without what hangs on other members, which `softdata.rs` looks at.
static CONSIGNMENT: &[Field] = &[
    must("customer_code", ANY),
    must("service_type_id", ANY),
    must("load_type", Kind::OneOf(&["NON-DOCUMENT", "DOCUMENT"])),
    may("consignment_type", Kind::OneOf(&["Forward"])),
    may("description", LOOSE),
    must("dimension_unit", Kind::OneOf(&["cm", "CM"])),
    must("length", Kind::Positive),
    must("width", Kind::Positive),
    must("height", Kind::Positive),
    must("weight_unit", Kind::OneOf(&["kg", "KG"])),
    must("weight", Kind::Positive),
    must("declared_value", Kind::Amount),
    must("num_pieces", Kind::Count),
    must("origin_details", Kind::Object(PARTY)),
    must("destination_details", Kind::Object(PARTY)),
    may("return_details", Kind::Object(BACK)),
    must("customer_reference_number", ANY),
    may("cod_collection_mode", Kind::OneOf(&["", "CASH"])),
    may("cod_amount", LOOSE),
    must("commodity_id", ANY),
    may("eway_bill", LOOSE),
    // A truth value in the document's table, a text in its sample.
    must("is_risk_surcharge_applicable", Kind::Any),
    may("invoice_number", LOOSE),
    may("invoice_date", LOOSE),
    may("reference_number", LOOSE),
    may("pieces_detail", Kind::List(PIECE, MOST)),
];

pub(super) static SOFTDATA: &[Field] = &[must("consignments", Kind::List(CONSIGNMENT, MOST))];

pub(super) static CANCEL: &[Field] = &[
    must("AWBNo", Kind::Texts(MOST, 100)),
    must("customerCode", ANY),
];

pub(super) static TRACK: &[Field] = &[
    must("trkType", Kind::OneOf(&["cnno", "reference"])),
    must("strcnno", ANY),
    must("addtnlDtl", Kind::OneOf(&["Y", "N"])),
];

pub(super) static LANE: &[Field] = &[must("orgPincode", ANY), must("desPincode", ANY)];
