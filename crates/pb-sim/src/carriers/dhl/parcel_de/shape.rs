//! The fields of requests, with their lengths and values, as the specifications have them. Objects are closed.
use crate::carriers::schema::{Field, Kind, may, must};
use Kind::{Any, List, Number, Object, OneOf, Shape, Text, Texts, Truth, Whole};

/// An order without its shipments, which are looked through one by one.
pub(super) static ORDER: &[Field] = &[must("profile", Text(35)), must("shipments", Any)];

const COUNTRY: Kind = Shape("AAA");
static VALUE: &[Field] = &[must("currency", Shape("AAA")), must("value", Any)];
static WEIGHT: &[Field] = &[must("uom", OneOf(&["g", "kg"])), must("value", Number)];

static SHIPPER: &[Field] = &[
    must("name1", Text(50)),
    may("name2", Text(50)),
    may("name3", Text(50)),
    must("addressStreet", Text(50)),
    may("addressHouse", Text(10)),
    may("postalCode", Text(10)),
    must("city", Text(40)),
    must("country", COUNTRY),
    may("contactName", Text(80)),
    may("email", Text(80)),
    // Not in the schema, but in the specification's own examples.
    may("phone", Text(20)),
];

/// A recipient at a door.
pub(super) static DOOR: &[Field] = &[
    may("name", Text(50)),
    must("name1", Text(50)),
    may("name2", Text(50)),
    may("name3", Text(50)),
    may("dispatchingInformation", Text(35)),
    must("addressStreet", Text(50)),
    may("addressHouse", Text(10)),
    may("additionalAddressInformation1", Text(60)),
    may("additionalAddressInformation2", Text(60)),
    may("postalCode", Text(10)),
    must("city", Text(40)),
    may("state", Text(20)),
    must("country", COUNTRY),
    may("contactName", Text(80)),
    may("phone", Text(20)),
    may("email", Text(80)),
];
/// At a locker.
pub(super) static LOCKER: &[Field] = &[
    must("name", Text(50)),
    must("lockerID", Whole),
    must("postNumber", Text(10)),
    must("city", Text(40)),
    may("country", COUNTRY),
    must("postalCode", Text(10)),
];
/// At a post office.
pub(super) static OFFICE: &[Field] = &[
    must("name", Text(50)),
    must("retailID", Whole),
    may("postNumber", Text(10)),
    may("email", Text(80)),
    must("city", Text(80)),
    may("country", COUNTRY),
    must("postalCode", Text(10)),
];

static SERVICES: &[Field] = &[
    may("preferredNeighbour", Text(100)),
    may("preferredLocation", Text(100)),
    may("visualCheckOfAge", OneOf(&["A16", "A18"])),
    may("namedPersonOnly", Truth),
    may("signedForByRecipient", Truth),
    may("endorsement", OneOf(&["RETURN", "ABANDON"])),
    may("preferredDay", Shape("9999-99-99")),
    may("noNeighbourDelivery", Truth),
    may("additionalInsurance", Object(VALUE)),
    may("bulkyGoods", Truth),
    may(
        "cashOnDelivery",
        Object(&[
            may("amount", Object(VALUE)),
            may(
                "bankAccount",
                Object(&[
                    must("accountHolder", Text(80)),
                    must("iban", Text(34)),
                    may("bankName", Text(80)),
                    may("bic", Text(11)),
                ]),
            ),
            may("accountReference", Text(35)),
            must("transferNote1", Text(35)),
            may("transferNote2", Text(35)),
        ]),
    ),
    may("premium", Truth),
    may("closestDropPoint", Truth),
    may("parcelOutletRouting", Text(80)),
    may("goGreenPlus", Truth),
    may("dhlRetoure", Any),
    may("postalDeliveryDutyPaid", Truth),
];

static ITEM: &[Field] = &[
    must("itemDescription", Text(256)),
    may("countryOfOrigin", COUNTRY),
    may("hsCode", Text(11)),
    must("packagedQuantity", Whole),
    must("itemValue", Object(VALUE)),
    must("itemWeight", Object(WEIGHT)),
];

static CUSTOMS: &[Field] = &[
    may("invoiceNo", Text(35)),
    must(
        "exportType",
        OneOf(&[
            "OTHER",
            "PRESENT",
            "COMMERCIAL_SAMPLE",
            "DOCUMENT",
            "RETURN_OF_GOODS",
            "COMMERCIAL_GOODS",
        ]),
    ),
    may("exportDescription", Text(80)),
    may("shippingConditions", OneOf(&["DAP", "DDP"])),
    may("permitNo", Text(30)),
    may("attestationNo", Text(30)),
    may("hasElectronicExportNotification", Truth),
    may("MRN", Text(18)),
    must("postalCharges", Object(VALUE)),
    may("shipperCustomsRef", Text(35)),
    may("consigneeCustomsRef", Text(35)),
    must("items", List(ITEM, 99)),
];

/// One shipment; its consignee is looked through by its kind.
pub(super) static SHIPMENT: &[Field] = &[
    must(
        "product",
        OneOf(&["V01PAK", "V53WPAK", "V54EPAK", "V62WP", "V62KP", "V66WPI"]),
    ),
    must("billingNumber", Text(14)),
    may("refNo", Text(35)),
    may("costCenter", Text(50)),
    may("creationSoftware", Text(35)),
    may("shipDate", Text(25)),
    must("shipper", Object(SHIPPER)),
    must("consignee", Any),
    must(
        "details",
        Object(&[
            may(
                "dim",
                Object(&[
                    must("uom", OneOf(&["cm", "mm"])),
                    must("length", Number),
                    must("width", Number),
                    must("height", Number),
                ]),
            ),
            must("weight", Object(WEIGHT)),
        ]),
    ),
    may("services", Object(SERVICES)),
    may("customs", Object(CUSTOMS)),
];

/// `POST /manifests`.
pub(super) static CLOSE: &[Field] = &[
    must("profile", Text(35)),
    may("shipmentNumbers", Texts(30, 50)),
    may("billingNumber", Text(14)),
];

/// `POST /orders` of the Returns API.
pub(super) static RETURN: &[Field] = &[
    must("receiverId", Text(50)),
    may("customerReference", Text(50)),
    may("shipmentReference", Text(50)),
    may("creationSoftware", Text(35)),
    must(
        "shipper",
        Object(&[
            must("name1", Text(50)),
            may("name2", Text(50)),
            may("name3", Text(50)),
            must("addressStreet", Text(50)),
            must("addressHouse", Text(10)),
            must("postalCode", Text(10)),
            must("city", Text(40)),
            may("email", Text(80)),
            may("phone", Text(20)),
            may("state", Text(20)),
        ]),
    ),
    may("itemWeight", Object(WEIGHT)),
    may("itemValue", Object(VALUE)),
    may("customsDetails", Object(&[must("items", List(ITEM, 20))])),
    may("services", Any),
];

/// `POST /subscription`.
pub(super) static SUBSCRIPTION: &[Field] = &[
    must(
        "hook",
        Object(&[
            must("uri", Text(500)),
            may(
                "authentication",
                Object(&[
                    must("type", OneOf(&["ApiKeyAuthentication"])),
                    must("header", Text(100)),
                    must("token", Text(500)),
                ]),
            ),
        ]),
    ),
    must("format", OneOf(&["Default"])),
    must("type", OneOf(&["Shipment"])),
    must("service", Text(40)),
    must("events", Texts(5, 20)),
    must("shipmentIDs", Texts(10, 50)),
];
