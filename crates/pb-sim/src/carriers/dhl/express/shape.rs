//! The fields of requests, with their lengths and values, as the specification (3.1.1) has them. Objects are closed.
use crate::carriers::schema::{Field, Kind, may, must};
use Kind::{Any, List, Number, Object, OneOf, Text, Truth, Whole};

static ACCOUNT: &[Field] = &[
    must("typeCode", OneOf(&["shipper", "payer", "duties-taxes"])),
    must("number", Text(12)),
];
static DIMENSIONS: &[Field] = &[
    must("length", Number),
    must("width", Number),
    must("height", Number),
];
static SERVICE: &[Field] = &[
    must("serviceCode", Text(5)),
    may("localServiceCode", Text(5)),
    may("value", Number),
    may("currency", Kind::Shape("AAA")),
    may("method", Text(10)),
];
const UNITS: Kind = OneOf(&["metric", "imperial"]);

/// An address; its postal code must be there, and may be blank.
static PLACE: &[Field] = &[
    must("postalCode", Kind::Flag),
    must("cityName", Text(45)),
    must("countryCode", Kind::Shape("AA")),
    may("provinceCode", Text(35)),
    may("addressLine1", Text(45)),
    may("addressLine2", Text(45)),
    may("addressLine3", Text(45)),
    may("countyName", Text(45)),
    may("provinceName", Text(35)),
    may("countryName", Text(70)),
];
/// An address that a driver finds.
static ADDRESS: &[Field] = &[
    must("postalCode", Kind::Flag),
    must("cityName", Text(45)),
    must("countryCode", Kind::Shape("AA")),
    may("provinceCode", Text(35)),
    must("addressLine1", Text(45)),
    may("addressLine2", Text(45)),
    may("addressLine3", Text(45)),
    may("countyName", Text(45)),
    may("provinceName", Text(35)),
    may("countryName", Text(70)),
];
static CONTACT: &[Field] = &[
    must("phone", Text(70)),
    must("companyName", Text(100)),
    must("fullName", Text(255)),
    may("email", Text(70)),
    may("mobilePhone", Text(70)),
];
static PARTY: &[Field] = &[
    must("postalAddress", Object(ADDRESS)),
    must("contactInformation", Object(CONTACT)),
    may(
        "registrationNumbers",
        List(
            &[
                must("typeCode", Text(3)),
                must("number", Text(35)),
                must("issuerCountryCode", Kind::Shape("AA")),
            ],
            50,
        ),
    ),
    may(
        "typeCode",
        OneOf(&[
            "business",
            "direct_consumer",
            "government",
            "other",
            "private",
            "reseller",
        ]),
    ),
];
static REFERENCE: &[Field] = &[must("value", Text(35)), may("typeCode", Text(3))];

/// `POST /rates`.
pub(super) static RATES: &[Field] = &[
    must(
        "customerDetails",
        Object(&[
            must("shipperDetails", Object(PLACE)),
            must("receiverDetails", Object(PLACE)),
        ]),
    ),
    must("accounts", List(ACCOUNT, 5)),
    may("productCode", Text(6)),
    may("valueAddedServices", List(SERVICE, 99)),
    must("plannedShippingDateAndTime", Text(40)),
    must("unitOfMeasurement", UNITS),
    must("isCustomsDeclarable", Truth),
    may(
        "monetaryAmount",
        List(
            &[
                must("typeCode", OneOf(&["declaredValue", "insuredValue"])),
                must("value", Number),
                must("currency", Kind::Shape("AAA")),
            ],
            5,
        ),
    ),
    may("requestAllValueAddedServices", Truth),
    may("returnStandardProductsOnly", Truth),
    may("nextBusinessDay", Truth),
    must(
        "packages",
        List(
            &[
                may("typeCode", Text(3)),
                must("weight", Number),
                must("dimensions", Object(DIMENSIONS)),
            ],
            999,
        ),
    ),
];

static IMAGE: &[Field] = &[
    must(
        "typeCode",
        OneOf(&[
            "label",
            "waybillDoc",
            "invoice",
            "qr-code",
            "shipmentReceipt",
        ]),
    ),
    may(
        "templateName",
        OneOf(&[
            "ECOM26_84_001",
            "ECOM26_84_A4_001",
            "ECOM_TC_A4",
            "ECOM26_A6_002",
            "ECOM26_84CI_001",
            "ARCH_8X4",
            "ARCH_8X4_A4_002",
            "ARCH_6X4",
            "COMMERCIAL_INVOICE_P_10",
            "COMMERCIAL_INVOICE_04",
        ]),
    ),
    may("isRequested", Truth),
    may("invoiceType", OneOf(&["commercial", "proforma", "returns"])),
    may("languageCode", Text(3)),
    may("hideAccountNumber", Truth),
    may("numberOfCopies", Whole),
    may("renderDHLLogo", Truth),
    may("fitLabelsToA4", Truth),
];

static LINE: &[Field] = &[
    must("number", Whole),
    must("description", Text(512)),
    must("price", Number),
    must(
        "quantity",
        Object(&[must("value", Whole), must("unitOfMeasurement", Text(8))]),
    ),
    may(
        "commodityCodes",
        List(
            &[
                must("typeCode", OneOf(&["outbound", "inbound"])),
                must("value", Text(18)),
            ],
            2,
        ),
    ),
    may("exportReasonType", REASON),
    must("manufacturerCountry", Kind::Shape("AA")),
    must(
        "weight",
        Object(&[must("netValue", Number), must("grossValue", Number)]),
    ),
];
const REASON: Kind = OneOf(&["permanent", "temporary", "return"]);

static DECLARATION: &[Field] = &[
    must("lineItems", List(LINE, 999)),
    may(
        "invoice",
        Object(&[
            must("number", Text(35)),
            must("date", Kind::Shape("9999-99-99")),
            may("signatureName", Text(35)),
        ]),
    ),
    may("exportReason", Text(30)),
    may("exportReasonType", REASON),
    may("placeOfIncoterm", Text(256)),
    may("shipmentType", OneOf(&["personal", "commercial"])),
    may("remarks", Any),
    may("additionalCharges", Any),
];

static CONTENT: &[Field] = &[
    must(
        "packages",
        List(
            &[
                may("typeCode", Text(3)),
                must("weight", Number),
                must("dimensions", Object(DIMENSIONS)),
                may("customerReferences", List(REFERENCE, 99)),
                may("description", Text(70)),
            ],
            999,
        ),
    ),
    must("isCustomsDeclarable", Truth),
    may("declaredValue", Number),
    may("declaredValueCurrency", Kind::Shape("AAA")),
    must("description", Text(70)),
    must(
        "incoterm",
        OneOf(&[
            "EXW", "FCA", "CPT", "CIP", "DPU", "DAP", "DDP", "FAS", "FOB", "CFR", "CIF", "DAF",
            "DAT", "DDU", "DEQ", "DES",
        ]),
    ),
    must("unitOfMeasurement", UNITS),
    may("exportDeclaration", Object(DECLARATION)),
];

/// `POST /shipments`.
pub(super) static SHIPMENT: &[Field] = &[
    must("plannedShippingDateAndTime", Text(40)),
    must("productCode", Text(6)),
    may("localProductCode", Text(3)),
    may("getRateEstimates", Truth),
    must(
        "pickup",
        Object(&[
            must("isRequested", Truth),
            may("closeTime", Kind::Shape("99:99")),
            may("location", Text(80)),
            may("specialInstructions", Any),
        ]),
    ),
    must("accounts", List(ACCOUNT, 5)),
    may("valueAddedServices", List(SERVICE, 99)),
    may(
        "outputImageProperties",
        Object(&[
            may("printerDPI", Whole),
            may("encodingFormat", OneOf(&["pdf", "zpl", "lp2", "epl"])),
            may("splitTransportAndWaybillDocLabels", Truth),
            may("allDocumentsInOneImage", Truth),
            may("imageOptions", List(IMAGE, 10)),
        ]),
    ),
    may("customerReferences", List(REFERENCE, 999)),
    must(
        "customerDetails",
        Object(&[
            must("shipperDetails", Object(PARTY)),
            must("receiverDetails", Object(PARTY)),
        ]),
    ),
    must("content", Object(CONTENT)),
    may("documentImages", Any),
    may("shipmentNotification", Any),
    may("estimatedDeliveryDate", Any),
    may("getAdditionalInformation", Any),
];

/// `POST /pickups`.
pub(super) static PICKUP: &[Field] = &[
    must("plannedPickupDateAndTime", Text(40)),
    may("closeTime", Kind::Shape("99:99")),
    may("location", Text(80)),
    may("locationType", OneOf(&["business", "residence"])),
    must("accounts", List(ACCOUNT, 5)),
    may(
        "specialInstructions",
        List(&[must("value", Text(75)), may("typeCode", Text(3))], 1),
    ),
    must(
        "customerDetails",
        Object(&[
            must("shipperDetails", Object(PARTY)),
            may("receiverDetails", Object(PARTY)),
            may("bookingRequestorDetails", Object(PARTY)),
            may("pickupDetails", Object(PARTY)),
        ]),
    ),
    may(
        "shipmentDetails",
        List(
            &[
                must("productCode", Text(6)),
                may("localProductCode", Text(3)),
                may("accounts", List(ACCOUNT, 5)),
                must("isCustomsDeclarable", Truth),
                may("declaredValue", Number),
                may("declaredValueCurrency", Kind::Shape("AAA")),
                must("unitOfMeasurement", UNITS),
                must(
                    "packages",
                    List(
                        &[
                            may("typeCode", Text(3)),
                            must("weight", Number),
                            may("dimensions", Object(DIMENSIONS)),
                        ],
                        999,
                    ),
                ),
            ],
            99,
        ),
    ),
];

/// Views and levels of tracking.
pub(super) const VIEWS: &[&str] = &[
    "all-checkpoints",
    "last-checkpoint",
    "all-checkpoints-with-remarks",
    "shipment-details-only",
];
pub(super) const LEVELS: &[&str] = &["all", "shipment", "piece"];
