//! The fields of what is sealed. Numbers are texts.
use crate::carriers::schema::{Field, Kind, may, must};

const NAME: Kind = Kind::Text(200);

static PARTY: &[Field] = &[
    must("name", NAME),
    may("mobile", Kind::Flag),
    may("phone", Kind::Flag),
    may("postCode", Kind::Flag),
    must("prov", NAME),
    must("city", NAME),
    must("county", NAME),
    must("address", NAME),
];

static CARGO: &[Field] = &[
    must("cargoName", NAME),
    may("cargoQuantity", Kind::Count),
    may("cargoWeight", Kind::Positive),
    may("cargoValue", Kind::Amount),
];

/// 020003, one of the list.
pub(super) static ORDER: &[Field] = &[
    must("createdTime", Kind::Shape("9999-99-99 99:99:99")),
    must("ecommerceUserId", Kind::Text(49)),
    must("senderNo", Kind::Text(14)),
    must("logisticsOrderNo", Kind::Text(50)),
    must("contentsAttribute", Kind::OneOf(&["1", "3"])),
    must(
        "bizProductNo",
        Kind::OneOf(&["1", "2", "3", "9", "10", "11"]),
    ),
    must("weight", Kind::Positive),
    may("length", Kind::Positive),
    may("width", Kind::Positive),
    may("height", Kind::Positive),
    may("volume", Kind::Positive),
    may("pickupType", Kind::OneOf(&["0", "1"])),
    may("pickupPreBeginTime", NAME),
    may("pickupPreEndTime", NAME),
    must("paymentMode", Kind::OneOf(&["1", "2", "4"])),
    may("deliverType", Kind::OneOf(&["1", "2", "3", "4"])),
    must("codFlag", Kind::OneOf(&["1", "2", "9"])),
    may("codAmount", Kind::Amount),
    must("insuranceFlag", Kind::OneOf(&["1", "2", "3"])),
    may("insuranceAmount", Kind::Amount),
    may("insurancePremiumAmount", Kind::Amount),
    must("oneBillFlag", Kind::OneOf(&["0"])),
    must("receiptFlag", Kind::OneOf(&["1", "6"])),
    may("valuableFlag", Kind::OneOf(&["0", "1"])),
    must("sender", Kind::Object(PARTY)),
    must("receiver", Kind::Object(PARTY)),
    must("cargos", Kind::List(CARGO, 100)),
];

/// 020006.
pub(super) static CANCEL: &[Field] = &[
    must("logisticsOrderNo", NAME),
    must("waybillNo", Kind::Text(13)),
    must("cancelReason", NAME),
];

/// 010004, without `getURL`.
pub(super) static LABEL: &[Field] = &[
    must("waybillNo", Kind::Text(13)),
    must("type", Kind::OneOf(&["129"])),
];

/// 040001.
pub(super) static TRACK: &[Field] = &[
    must("waybillNo", Kind::Text(13)),
    must("direction", Kind::OneOf(&["0"])),
];

/// 060001, one of the list.
pub(super) static WHOLE: &[Field] = &[must("wholeAddress", NAME)];
