//! What each request may hold, as clients send it.
use crate::carriers::schema::{Field, Kind, may, must};

/// No length is known.
const ANY: Kind = Kind::Text(1_000);
/// A text that may be empty.
const LOOSE: Kind = Kind::Flag;
const NAME: Kind = Kind::Text(30);
const PIN: Kind = Kind::Shape("999999");
const MOBILE: Kind = Kind::Shape("9999999999");
/// Pieces of a waybill; no most is known.
const MOST_PIECES: usize = 1_000;

static PROFILE: &[Field] = &[
    must("LoginID", ANY),
    must("LicenceKey", ANY),
    must("Api_type", Kind::OneOf(&["S"])),
    may("Version", ANY),
];

static CONSIGNEE: &[Field] = &[
    must("ConsigneeName", NAME),
    must("ConsigneeAddress1", Kind::Text(30)),
    may("ConsigneeAddress2", LOOSE),
    may("ConsigneeAddress3", LOOSE),
    must("ConsigneePincode", PIN),
    must("ConsigneeMobile", MOBILE),
    may("ConsigneeTelephone", LOOSE),
    may("ConsigneeEmailID", LOOSE),
    may("ConsigneeAttention", LOOSE),
    may("ConsigneeAddressType", LOOSE),
    may("ConsigneeGSTNumber", LOOSE),
];

static SHIPPER: &[Field] = &[
    must("CustomerCode", ANY),
    must("CustomerName", NAME),
    must("CustomerAddress1", Kind::Text(30)),
    may("CustomerAddress2", LOOSE),
    may("CustomerAddress3", LOOSE),
    must("CustomerPincode", PIN),
    must("CustomerMobile", MOBILE),
    may("CustomerTelephone", LOOSE),
    may("CustomerEmailID", LOOSE),
    may("CustomerGSTNumber", LOOSE),
    must("OriginArea", Kind::Shape("AAA")),
    may("Sender", Kind::Text(20)),
    must("IsToPayCustomer", Kind::Truth),
    may("VendorCode", LOOSE),
];

static COMMODITY: &[Field] = &[
    may("CommodityDetail1", LOOSE),
    may("CommodityDetail2", LOOSE),
    may("CommodityDetail3", LOOSE),
];

static DIMENSIONS: &[Field] = &[
    must("Length", Kind::Number),
    must("Breadth", Kind::Number),
    must("Height", Kind::Number),
    must("Count", Kind::Whole),
];

/// Cash has two spellings; `waybill.rs` looks at when it must be there.
static SERVICES: &[Field] = &[
    must("ProductCode", Kind::OneOf(&["A", "D", "E"])),
    may("SubProductCode", Kind::OneOf(&["P", "C"])),
    must("ProductType", Kind::WholeBetween(0, 2)),
    may("PackType", Kind::OneOf(&["L"])),
    must("PieceCount", Kind::Count),
    must("ActualWeight", Kind::Positive),
    must("DeclaredValue", Kind::Number),
    may("CollactableAmount", Kind::Number),
    may("CollectableAmount", Kind::Number),
    must("CreditReferenceNo", Kind::Text(20)),
    may("InvoiceNo", LOOSE),
    must("PickupDate", ANY),
    must("PickupTime", Kind::Shape("9999")),
    must("RegisterPickup", Kind::Truth),
    must("PDFOutputNotRequired", Kind::Truth),
    may("AWBNo", LOOSE),
    may("SpecialInstruction", LOOSE),
    must("Commodity", Kind::Object(COMMODITY)),
    must("Dimensions", Kind::List(DIMENSIONS, MOST_PIECES)),
    may("itemdtl", Kind::Any),
];

static REQUEST: &[Field] = &[
    must("Consignee", Kind::Object(CONSIGNEE)),
    must("Shipper", Kind::Object(SHIPPER)),
    must("Services", Kind::Object(SERVICES)),
    may("Returnadds", Kind::Any),
];

pub(super) static WAYBILL: &[Field] = &[
    must("Request", Kind::Object(REQUEST)),
    must("Profile", Kind::Object(PROFILE)),
];

static CANCEL_REQUEST: &[Field] = &[must("AWBNo", ANY)];

pub(super) static CANCEL: &[Field] = &[
    must("Request", Kind::Object(CANCEL_REQUEST)),
    must("Profile", Kind::Object(PROFILE)),
];

pub(super) static FIND: &[Field] = &[must("pinCode", ANY), must("profile", Kind::Object(PROFILE))];
