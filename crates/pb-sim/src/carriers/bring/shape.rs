//! The fields of Bring's requests.
use crate::carriers::schema::{Field, Kind, may, must};

/// Longest text where nothing else is said.
const TEXT: usize = 35;
/// Parcels of one booking.
const PACKAGES: usize = 50;

static CONTACT: &[Field] = &[
    may("name", Kind::Text(TEXT)),
    may("email", Kind::Text(60)),
    may("phoneNumber", Kind::Text(TEXT)),
];

static PARTY: &[Field] = &[
    must("name", Kind::Text(TEXT)),
    must("addressLine", Kind::Text(TEXT)),
    may("addressLine2", Kind::Text(TEXT)),
    must("postalCode", Kind::Text(TEXT)),
    must("city", Kind::Text(TEXT)),
    must("countryCode", Kind::Shape("AA")),
    may("reference", Kind::Text(TEXT)),
    may("additionalAddressInfo", Kind::Text(70)),
    may("vatNumber", Kind::Text(30)),
    may("contact", Kind::Object(CONTACT)),
];

static PICKUP_POINT: &[Field] = &[
    must("id", Kind::Text(TEXT)),
    must("countryCode", Kind::Shape("AA")),
];

static PARTIES: &[Field] = &[
    must("sender", Kind::Object(PARTY)),
    must("recipient", Kind::Object(PARTY)),
    may("exporter", Kind::Object(PARTY)),
    may("importer", Kind::Object(PARTY)),
    may("pickupPoint", Kind::Object(PICKUP_POINT)),
];

static COD_MESSAGE: &[Field] = &[
    must("value", Kind::Text(TEXT)),
    must("type", Kind::OneOf(&["kid"])),
];

static ADDITIONAL: &[Field] = &[
    must("id", Kind::Text(TEXT)),
    may("email", Kind::Text(60)),
    may("mobile", Kind::Text(TEXT)),
    may("accountNumber", Kind::Text(TEXT)),
    may("accountType", Kind::Text(TEXT)),
    may("amount", Kind::Number),
    may("currencyCode", Kind::Shape("AAA")),
    may("codMessage", Kind::Object(COD_MESSAGE)),
];

static PRODUCT: &[Field] = &[
    must("id", Kind::Text(TEXT)),
    must("customerNumber", Kind::Text(TEXT)),
    may("additionalServices", Kind::List(ADDITIONAL, 20)),
    may("messageForRecipient", Kind::Text(400)),
];

static DIMENSIONS: &[Field] = &[
    must("heightInCm", Kind::Number),
    must("widthInCm", Kind::Number),
    must("lengthInCm", Kind::Number),
];

static PACKAGE: &[Field] = &[
    must("weightInKg", Kind::Number),
    may("goodsDescription", Kind::Text(TEXT)),
    may("dimensions", Kind::Object(DIMENSIONS)),
    may("packageType", Kind::Text(TEXT)),
    may("correlationId", Kind::Text(TEXT)),
];

static NATURE: &[Field] = &[
    must(
        "type",
        Kind::OneOf(&[
            "SALE_OF_GOODS",
            "RETURNED_GOODS",
            "GIFT",
            "COMMERCIAL_SAMPLE",
            "DOCUMENTS",
            "OTHER",
        ]),
    ),
    may("detail", Kind::Text(TEXT)),
];

static DECLARATION: &[Field] = &[
    must("amount", Kind::Number),
    must("currency", Kind::Shape("AAA")),
    must("goodsDescription", Kind::Text(TEXT)),
    may("customsArticleNumber", Kind::Text(10)),
    must("grossWeight", Kind::Number),
    must("netWeight", Kind::Number),
    must("numberOfPieces", Kind::Whole),
    must("countryCodeOrigin", Kind::Shape("AA")),
];

static CUSTOMS: &[Field] = &[
    must("consent", Kind::Truth),
    must("natureOfCargo", Kind::Object(NATURE)),
    may("ioss", Kind::Shape("IM9999999999")),
    must("customsDeclarations", Kind::List(DECLARATION, 99)),
];

static CONSIGNMENT: &[Field] = &[
    // Local time as ISO has it, or milliseconds.
    must("shippingDateTime", Kind::Any),
    may("correlationId", Kind::Text(TEXT)),
    must("parties", Kind::Object(PARTIES)),
    must("product", Kind::Object(PRODUCT)),
    may("customsInformation", Kind::Object(CUSTOMS)),
    must("packages", Kind::List(PACKAGE, PACKAGES)),
];

/// `POST …/booking`.
pub(super) static BOOKING: &[Field] = &[
    must("schemaVersion", Kind::Whole),
    must("testIndicator", Kind::Truth),
    must("consignments", Kind::List(CONSIGNMENT, usize::MAX)),
];

/// The code of what is wrong with a booking, by where it is; a party's end is added.
pub(super) fn booking_code(path: &str, missing: bool) -> String {
    if !missing {
        return "BOOK-INPUT-001".to_owned();
    }
    let code = match path {
        "schemaVersion" => "BOOK-INPUT-003",
        "testIndicator" => "BOOK-INPUT-030",
        "consignments" => "BOOK-INPUT-004",
        _ => match path.rsplit_once('/').map_or(path, |(_, last)| last) {
            "sender" => "BOOK-INPUT-006",
            "recipient" => "BOOK-INPUT-007",
            "product" => "BOOK-INPUT-008",
            "packages" => "BOOK-INPUT-009",
            "shippingDateTime" => "BOOK-INPUT-012",
            "weightInKg" => "BOOK-INPUT-002",
            "name" => "BOOK-INPUT-014",
            "addressLine" => "BOOK-INPUT-015",
            "city" => "BOOK-INPUT-016",
            "countryCode" => "BOOK-INPUT-017",
            "postalCode" => "BOOK_INPUT-057",
            "customerNumber" => "BOOK-INPUT-019",
            "id" if path.ends_with("product/id") => "BOOK-INPUT-018",
            "numberOfPieces" | "goodsDescription" | "amount" | "netWeight" | "grossWeight" => {
                "BOOK_VALIDATION-012"
            }
            "natureOfCargo" | "type" => "BOOK_VALIDATION-013",
            _ => "BOOK-INPUT-001",
        },
    };
    let suffixed = ["014", "015", "016", "017", "057"]
        .iter()
        .any(|n| code.ends_with(n));
    let end = match path {
        _ if !suffixed => "",
        path if path.contains("/sender/") => "-SENDER",
        path if path.contains("/recipient/") => "-RECIPIENT",
        _ => "",
    };
    format!("{code}{end}")
}

static SHIPPING_DATE: &[Field] = &[
    must("year", Kind::Count),
    must("month", Kind::Shape("99")),
    must("day", Kind::Shape("99")),
    may("hour", Kind::Shape("99")),
    may("minute", Kind::Shape("99")),
];

static GUIDE_PRODUCT: &[Field] = &[
    must("id", Kind::Text(TEXT)),
    may("customerNumber", Kind::Text(TEXT)),
];

static GUIDE_SERVICE: &[Field] = &[must("id", Kind::Text(TEXT))];

static GUIDE_PACKAGE: &[Field] = &[
    may("id", Kind::Text(TEXT)),
    may("length", Kind::Number),
    may("width", Kind::Number),
    may("height", Kind::Number),
    may("volumeInDm3", Kind::Number),
    may("grossWeight", Kind::Whole),
];

static GUIDE_CONSIGNMENT: &[Field] = &[
    may("id", Kind::Text(TEXT)),
    must("fromCountryCode", Kind::Shape("AA")),
    must("fromPostalCode", Kind::Text(TEXT)),
    must("toCountryCode", Kind::Shape("AA")),
    must("toPostalCode", Kind::Text(TEXT)),
    may("addressLine", Kind::Text(TEXT)),
    may("shippingDate", Kind::Object(SHIPPING_DATE)),
    must("products", Kind::List(GUIDE_PRODUCT, 100)),
    may("additionalServices", Kind::List(GUIDE_SERVICE, 20)),
    must("packages", Kind::List(GUIDE_PACKAGE, 100)),
];

/// `POST /shippingguide/api/v2/products`.
pub(super) static GUIDE: &[Field] = &[
    may("language", Kind::OneOf(&["NO", "EN", "SE", "DK"])),
    may("withPrice", Kind::Truth),
    may("withExpectedDelivery", Kind::Truth),
    may("withGuiInformation", Kind::Truth),
    may("withEstimatedDeliveryTime", Kind::Truth),
    may("withEnvironmentalData", Kind::Truth),
    may("numberOfAlternativeDeliveryDates", Kind::Any),
    may("edi", Kind::Truth),
    may("postingAtPostoffice", Kind::Truth),
    may("trace", Kind::Truth),
    must("consignments", Kind::List(GUIDE_CONSIGNMENT, 100)),
];

static WEBHOOK_HEADER: &[Field] = &[
    must("key", Kind::Text(100)),
    must("value", Kind::Text(1_024)),
];

static CONFIGURATION: &[Field] = &[
    must("url", Kind::Text(250)),
    may("content_type", Kind::Text(40)),
    may("headers", Kind::List(WEBHOOK_HEADER, 20)),
];

/// `POST /event-cast/api/v1/webhooks`.
pub(super) static WEBHOOK: &[Field] = &[
    must("trackingId", Kind::Text(40)),
    must("event_groups", Kind::Texts(30, 40)),
    must("configuration", Kind::Object(CONFIGURATION)),
];

/// What Event Cast tells of.
pub(super) const EVENT_GROUPS: &[&str] = &[
    "ATTEMPTED_DELIVERY",
    "CUSTOMS",
    "COLLECTED",
    "DELIVERED",
    "DELIVERED_SENDER",
    "DELIVERY_CANCELLED",
    "DELIVERY_CHANGED",
    "DELIVERY_ORDERED",
    "DEVIATION",
    "HANDED_IN",
    "INTERNATIONAL",
    "IN_TRANSIT",
    "NOTIFICATION_SENT",
    "PRE_NOTIFIED",
    "READY_FOR_PICKUP",
    "RETURN",
    "TRANSPORT_TO_RECIPIENT",
    "TERMINAL",
];
