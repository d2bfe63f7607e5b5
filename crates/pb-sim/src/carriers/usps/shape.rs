//! The fields of requests, in the words of USPS's specifications.
use crate::carriers::schema::{Field, Kind, may, must};

use Kind as K;

pub(super) const HOME_CLASSES: &[&str] = &[
    "PARCEL_SELECT",
    "USPS_CONNECT_LOCAL",
    "USPS_CONNECT_REGIONAL",
    "USPS_CONNECT_MAIL",
    "USPS_GROUND_ADVANTAGE",
    "PRIORITY_MAIL_EXPRESS",
    "PRIORITY_MAIL",
    "LIBRARY_MAIL",
    "MEDIA_MAIL",
    "BOUND_PRINTED_MATTER",
];
pub(super) const RETURN_CLASSES: &[&str] = &[
    "PRIORITY_MAIL_EXPRESS_RETURN_SERVICE",
    "PRIORITY_MAIL_RETURN_SERVICE",
    "USPS_GROUND_ADVANTAGE_RETURN_SERVICE",
];
pub(super) const ABROAD_CLASSES: &[&str] = &[
    "FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE",
    "PRIORITY_MAIL_INTERNATIONAL",
    "PRIORITY_MAIL_EXPRESS_INTERNATIONAL",
];
const CATEGORIES: &[&str] = &[
    "LETTERS",
    "FLATS",
    "MACHINABLE",
    "IRREGULAR",
    "NON_MACHINABLE",
    "NONSTANDARD",
];
const STATES: &[&str] = &[
    "AA", "AE", "AK", "AL", "AP", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "FM", "GA",
    "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MH", "MI", "MN", "MO",
    "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR",
    "PW", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
];

static ROLE: &[Field] = &[
    must(
        "roleName",
        K::OneOf(&[
            "PAYER",
            "RATE_HOLDER",
            "LABEL_OWNER",
            "SHIPPER",
            "MAIL_OWNER",
            "PLATFORM",
            "RETURN_LABEL_PAYER",
            "RETURN_LABEL_RATE_HOLDER",
            "RETURN_LABEL_OWNER",
            "LABEL_PROVIDER",
        ]),
    ),
    must("CRID", K::Text(18)),
    may("MID", K::Text(9)),
    may("manifestMID", K::Text(9)),
    may("accountType", K::OneOf(&["EPS", "PERMIT", "METER", "OMAS"])),
    may("accountNumber", K::Text(20)),
    may("permitNumber", K::Text(20)),
    may("permitZIP", K::Shape("99999")),
];
pub(super) static ROLES: &[Field] = &[must("roles", K::List(ROLE, 10))];

static PAYMENT_ACCOUNT: &[Field] = &[
    must("accountType", K::OneOf(&["EPS", "PERMIT", "METER", "MID"])),
    must("accountNumber", K::Text(20)),
    may("CRID", K::Text(18)),
];
static PRICING: &[Field] = &[
    may("priceType", K::OneOf(&["RETAIL", "COMMERCIAL", "CONTRACT"])),
    may("paymentAccount", K::Object(PAYMENT_ACCOUNT)),
];
static PRICED: &[Field] = &[
    must("mailClass", K::Text(60)),
    must("weight", K::Number),
    must("length", K::Number),
    must("width", K::Number),
    must("height", K::Number),
    may("girth", K::Number),
    may("hasNonstandardCharacteristics", K::Truth),
    may("extraServices", K::Any),
    may("packageValue", K::Number),
    may("mailingDate", K::Text(30)),
];
pub(super) static OPTIONS: &[Field] = &[
    must("pricingOptions", K::List(PRICING, 5)),
    must("originZIPCode", K::Text(10)),
    may("destinationZIPCode", K::Text(10)),
    may("destinationEntryFacilityType", K::OneOf(&["NONE"])),
    may("foreignPostalCode", K::Text(11)),
    may("destinationCountryCode", K::Shape("AA")),
    must("packageDescription", K::Object(PRICED)),
    may("shippingFilter", K::OneOf(&["PRICE", "SERVICE_STANDARDS"])),
];

static ADDRESS: &[Field] = &[
    may("firstName", K::Text(50)),
    may("lastName", K::Text(50)),
    may("firm", K::Text(50)),
    must("streetAddress", K::Text(50)),
    may("secondaryAddress", K::Text(50)),
    must("city", K::Text(28)),
    must("state", K::OneOf(STATES)),
    must("ZIPCode", K::Shape("99999")),
    may("ZIPPlus4", K::Shape("9999")),
    may("urbanization", K::Text(96)),
    may("phone", K::Text(15)),
    may("email", K::Text(50)),
    may("ignoreBadAddress", K::Truth),
];
static FOREIGN: &[Field] = &[
    may("firstName", K::Text(50)),
    may("lastName", K::Text(50)),
    may("firm", K::Text(50)),
    must("streetAddress", K::Text(50)),
    may("secondaryAddress", K::Text(50)),
    must("city", K::Text(28)),
    may("postalCode", K::Text(11)),
    may("province", K::Text(40)),
    must("country", K::Text(60)),
    must("countryISOAlpha2Code", K::Shape("AA")),
    may("phone", K::Text(15)),
];

static IMAGE: &[Field] = &[
    may(
        "imageType",
        K::OneOf(&[
            "PDF",
            "TIFF",
            "JPG",
            "PNG",
            "GIF",
            "SVG",
            "ZPL203DPI",
            "ZPL300DPI",
            "EPL300DPI",
            "LABEL_BROKER",
            "NONE",
        ]),
    ),
    may(
        "labelType",
        K::OneOf(&["4X6LABEL", "4X4LABEL", "4X5LABEL", "6X4LABEL", "2X7LABEL"]),
    ),
    may(
        "receiptOption",
        K::OneOf(&["SAME_PAGE", "SEPARATE_PAGE", "NONE"]),
    ),
    may("suppressPostage", K::Truth),
    may("suppressMailDate", K::Truth),
    may("returnLabel", K::Truth),
    may("packageNumber", K::Whole),
    may("totalPackages", K::Whole),
];
static ABROAD_IMAGE: &[Field] = &[
    may(
        "imageType",
        K::OneOf(&[
            "PDF",
            "TIFF",
            "ZPL203DPI",
            "ZPL300DPI",
            "LABEL_BROKER",
            "NONE",
        ]),
    ),
    may("labelType", K::OneOf(&["4X6LABEL"])),
    may("suppressPostage", K::Truth),
];
static REFERENCE: &[Field] = &[
    must("referenceNumber", K::Text(30)),
    may("printReferenceNumber", K::Truth),
];
static PACKAGE_OPTIONS: &[Field] = &[
    may("packageValue", K::Number),
    may(
        "nonDeliveryOption",
        K::OneOf(&["RETURN", "REDIRECT", "ABANDON"]),
    ),
    may("generateGXEvent", K::Truth),
    may("immediateManifest", K::Truth),
];

macro_rules! package {
    ($(#[$doc:meta])* $name:ident, $classes:expr, $day:expr, $references:literal $(, $more:expr)*) => {
        $(#[$doc])*
        static $name: &[Field] = &[
            must("mailClass", K::OneOf($classes)),
            may("rateIndicator", K::Text(2)),
            may("shape", K::OneOf(&["RECTANGULAR", "NON_RECTANGULAR"])),
            may("packagingType", K::Text(40)),
            must("processingCategory", K::OneOf(CATEGORIES)),
            $day("destinationEntryFacilityType", K::OneOf(&["NONE"])),
            may("weightUOM", K::OneOf(&["lb"])),
            must("weight", K::Number),
            may("dimensionsUOM", K::OneOf(&["in"])),
            must("length", K::Number),
            must("width", K::Number),
            must("height", K::Number),
            may("girth", K::Number),
            $day("mailingDate", K::Text(30)),
            may("extraServices", K::Any),
            may("customerReference", K::List(REFERENCE, $references)),
            may("packageOptions", K::Object(PACKAGE_OPTIONS)),
            $($more,)*
        ];
    };
}
package!(
    HOME_PACKAGE,
    HOME_CLASSES,
    must,
    4,
    may("carrierRelease", K::Truth),
    may("physicalSignatureRequired", K::Truth),
    may("inductionZIPCode", K::Text(10))
);
package!(
    /// Without a day and a facility.
    RETURN_PACKAGE, RETURN_CLASSES, may, 4
);
package!(ABROAD_PACKAGE, ABROAD_CLASSES, must, 2);

static CONTENT: &[Field] = &[
    must("itemDescription", K::Text(30)),
    must("itemQuantity", K::Whole),
    may("itemValue", K::Number),
    must("itemTotalValue", K::Number),
    must("weightUOM", K::OneOf(&["lb"])),
    may("itemWeight", K::Number),
    must("itemTotalWeight", K::Number),
    may("HSTariffNumber", K::Text(14)),
    may("countryofOrigin", K::Shape("AA")),
];
macro_rules! customs {
    ($name:ident, $legend:expr) => {
        static $name: &[Field] = &[
            must(
                "customsContentType",
                K::OneOf(&[
                    "MERCHANDISE",
                    "GIFT",
                    "DOCUMENT",
                    "COMMERCIAL_SAMPLE",
                    "RETURNED_GOODS",
                    "OTHER",
                    "HUMANITARIAN_DONATIONS",
                    "DANGEROUS_GOODS",
                ]),
            ),
            may("contentComments", K::Text(25)),
            $legend("AESITN", K::Text(35)),
            may("invoiceNumber", K::Text(15)),
            may("licenseNumber", K::Text(16)),
            may("certificateNumber", K::Text(12)),
            must("contents", K::List(CONTENT, 30)),
        ];
    };
}
customs!(CUSTOMS, may);
customs!(ABROAD_CUSTOMS, must);

pub(super) static HOME_LABEL: &[Field] = &[
    may("imageInfo", K::Object(IMAGE)),
    must("toAddress", K::Object(ADDRESS)),
    must("fromAddress", K::Object(ADDRESS)),
    may("senderAddress", K::Object(ADDRESS)),
    may("returnAddress", K::Object(ADDRESS)),
    must("packageDescription", K::Object(HOME_PACKAGE)),
    may("customsForm", K::Object(CUSTOMS)),
];
pub(super) static RETURN_LABEL: &[Field] = &[
    may("imageInfo", K::Object(IMAGE)),
    must("toAddress", K::Object(ADDRESS)),
    must("fromAddress", K::Object(ADDRESS)),
    must("packageDescription", K::Object(RETURN_PACKAGE)),
    may("customsForm", K::Object(CUSTOMS)),
];
pub(super) static ABROAD_LABEL: &[Field] = &[
    may("imageInfo", K::Object(ABROAD_IMAGE)),
    must("toAddress", K::Object(FOREIGN)),
    must("fromAddress", K::Object(ADDRESS)),
    may("senderAddress", K::Object(ADDRESS)),
    must("packageDescription", K::Object(ABROAD_PACKAGE)),
    must("customsForm", K::Object(ABROAD_CUSTOMS)),
];
pub(super) static REPRINT: &[Field] = &[may("imageInfo", K::Object(IMAGE))];

static TRACKED: &[Field] = &[
    must("trackingNumber", K::Text(34)),
    may("destinationZIPCode", K::Shape("99999")),
    may("mailingDate", K::Shape("9999-99-99")),
];
/// The list is the body itself, and is looked through under this name.
pub(super) static TRACK: &[Field] = &[must("numbers", K::List(TRACKED, 35))];

static CONTACT: &[Field] = &[must("email", K::Text(50))];
static PLACE: &[Field] = &[
    must("streetAddress", K::Text(50)),
    may("secondaryAddress", K::Text(50)),
    may("city", K::Text(28)),
    may("state", K::Text(100)),
    may("ZIPCode", K::Shape("99999")),
    may("ZIPPlus4", K::Shape("9999")),
    may("urbanization", K::Text(96)),
];
static PICKUP_ADDRESS: &[Field] = &[
    must("firstName", K::Text(50)),
    must("lastName", K::Text(50)),
    may("firm", K::Text(50)),
    must("address", K::Object(PLACE)),
    must("contact", K::List(CONTACT, 2)),
];
static PICKUP_PACKAGES: &[Field] = &[
    must(
        "packageType",
        K::OneOf(&[
            "FIRST-CLASS_PACKAGE_SERVICE",
            "PRIORITY_MAIL_EXPRESS",
            "PRIORITY_MAIL",
            "RETURNS",
            "USPS_GROUND_ADVANTAGE",
            "INTERNATIONAL",
            "OTHER",
        ]),
    ),
    must("packageCount", K::Whole),
];
static PICKUP_LOCATION: &[Field] = &[
    must(
        "packageLocation",
        K::OneOf(&[
            "FRONT_DOOR",
            "BACK_DOOR",
            "SIDE_DOOR",
            "KNOCK_ON_DOOR",
            "MAIL_ROOM",
            "OFFICE",
            "PORCH",
            "RECEPTION",
            "MAILBOX",
            "OTHER",
        ]),
    ),
    may("specialInstructions", K::Flag),
    may("dogPresent", K::Truth),
];
pub(super) static PICKUP: &[Field] = &[
    must("pickupDate", K::Shape("9999-99-99")),
    must("pickupAddress", K::Object(PICKUP_ADDRESS)),
    must("packages", K::List(PICKUP_PACKAGES, 7)),
    must("estimatedWeight", K::Number),
    must("pickupLocation", K::Object(PICKUP_LOCATION)),
    may("nextAvailablePickup", K::Truth),
];

static SCAN_IMAGE: &[Field] = &[
    may(
        "imageType",
        K::OneOf(&[
            "PDF",
            "TIFF",
            "JPG",
            "PNG",
            "GIF",
            "SVG",
            "ZPL203DPI",
            "ZPL300DPI",
            "NONE",
        ]),
    ),
    may("labelType", K::OneOf(&["8.5X11LABEL", "4X6LABEL"])),
];
static SCANNED: &[Field] = &[
    may("trackingNumbers", K::Texts(10_000, 34)),
    may("MID", K::Text(9)),
    may("manifestMID", K::Text(9)),
];
pub(super) static SCAN_FORM: &[Field] = &[
    may("form", K::OneOf(&["5630"])),
    may("imageInfo", K::Object(SCAN_IMAGE)),
    must("mailingDate", K::Shape("9999-99-99")),
    may("overwriteMailingDate", K::Truth),
    must("entryFacilityZIPCode", K::Shape("99999")),
    must("destinationEntryFacilityType", K::OneOf(&["NONE"])),
    must("shipment", K::Object(SCANNED)),
    must("fromAddress", K::Object(ADDRESS)),
];

static FILTER: &[Field] = &[
    may("MID", K::Text(9)),
    may("trackingNumber", K::Text(34)),
    may("trackingEventTypes", K::Texts(20, 40)),
];
pub(super) static SUBSCRIPTION: &[Field] = &[
    must("listenerURL", K::Text(500)),
    must("secret", K::Text(200)),
    must("adminNotification", K::List(CONTACT, 5)),
    must("filterProperties", K::Object(FILTER)),
];
