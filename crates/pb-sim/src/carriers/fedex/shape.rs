//! The fields of requests. Those that the documentation does not list but a working client sends are taken as well, and
//! nothing is made of them. Amounts are looked at apart (`load.rs`): an amount may be zero.
use super::table::SERVICE_CODES;
use crate::carriers::schema::{Field, Kind, may, must};

use Kind as K;

pub(super) const PICKUP_TYPES: &[&str] = &[
    "CONTACT_FEDEX_TO_SCHEDULE",
    "DROPOFF_AT_FEDEX_LOCATION",
    "USE_SCHEDULED_PICKUP",
];
const PACKAGING_CODES: &[&str] = &[
    "YOUR_PACKAGING",
    "FEDEX_ENVELOPE",
    "FEDEX_PAK",
    "FEDEX_BOX",
    "FEDEX_SMALL_BOX",
    "FEDEX_MEDIUM_BOX",
    "FEDEX_LARGE_BOX",
    "FEDEX_EXTRA_LARGE_BOX",
    "FEDEX_TUBE",
    "FEDEX_10KG_BOX",
    "FEDEX_25KG_BOX",
];
const PAYMENT_TYPES: &[&str] = &["SENDER", "RECIPIENT", "THIRD_PARTY", "COLLECT"];
const COMPANIES: &[&str] = &["FDXE", "FDXG"];

static ACCOUNT: &[Field] = &[must("value", K::Text(9))];
static WEIGHT: &[Field] = &[
    must("units", K::OneOf(&["LB", "KG"])),
    must("value", K::Number),
];
static DIMENSIONS: &[Field] = &[
    must("length", K::Number),
    must("width", K::Number),
    must("height", K::Number),
    must("units", K::OneOf(&["IN", "CM"])),
];
static MONEY: &[Field] = &[must("amount", K::Any), must("currency", K::Shape("AAA"))];

static ADDRESS: &[Field] = &[
    must("streetLines", K::Texts(3, 35)),
    must("city", K::Text(35)),
    may("stateOrProvinceCode", K::Text(2)),
    may("postalCode", K::Text(10)),
    must("countryCode", K::Shape("AA")),
    may("residential", K::Truth),
];
/// A price needs less of an address than a label.
static RATE_ADDRESS: &[Field] = &[
    may("streetLines", K::Texts(3, 35)),
    may("city", K::Text(35)),
    may("stateOrProvinceCode", K::Text(2)),
    may("postalCode", K::Text(10)),
    must("countryCode", K::Shape("AA")),
    may("residential", K::Truth),
];
static CONTACT: &[Field] = &[
    may("personName", K::Text(70)),
    may("companyName", K::Text(70)),
    must("phoneNumber", K::Text(15)),
    may("phoneExtension", K::Text(6)),
    may("faxNumber", K::Text(15)),
    may("emailAddress", K::Text(80)),
];
static PARTY: &[Field] = &[
    must("contact", K::Object(CONTACT)),
    must("address", K::Object(ADDRESS)),
    may("tins", K::Any),
    may("accountNumber", K::Any),
    may("deliveryInstructions", K::Text(500)),
];
static PLACE: &[Field] = &[must("address", K::Object(RATE_ADDRESS))];

static RESPONSIBLE: &[Field] = &[
    may("accountNumber", K::Object(ACCOUNT)),
    may("address", K::Any),
    may("contact", K::Any),
    may("tins", K::Any),
];
static PAYOR: &[Field] = &[must("responsibleParty", K::Object(RESPONSIBLE))];
static PAYMENT: &[Field] = &[
    must("paymentType", K::OneOf(PAYMENT_TYPES)),
    may("payor", K::Object(PAYOR)),
];

static REFERENCE: &[Field] = &[
    must(
        "customerReferenceType",
        K::OneOf(&[
            "CUSTOMER_REFERENCE",
            "DEPARTMENT_NUMBER",
            "INVOICE_NUMBER",
            "P_O_NUMBER",
            "RMA_ASSOCIATION",
            "INTRACOUNTRY_REGULATORY_REFERENCE",
        ]),
    ),
    must("value", K::Text(40)),
];
static PACKAGE_SERVICES: &[Field] = &[
    may("specialServiceTypes", K::Texts(20, 40)),
    may(
        "signatureOptionType",
        K::OneOf(&[
            "SERVICE_DEFAULT",
            "NO_SIGNATURE_REQUIRED",
            "INDIRECT",
            "DIRECT",
            "ADULT",
        ]),
    ),
    may("priorityAlertDetail", K::Any),
    may("signatureOptionDetail", K::Any),
    may("alcoholDetail", K::Any),
    may("dangerousGoodsDetail", K::Any),
    may("packageCODDetail", K::Any),
    may("pieceCountVerificationBoxCount", K::Any),
    may("batteryDetails", K::Any),
    may("dryIceWeight", K::Any),
];
static LINE_ITEM: &[Field] = &[
    may("sequenceNumber", K::Whole),
    may("groupPackageCount", K::Whole),
    may("subPackagingType", K::Text(40)),
    must("weight", K::Object(WEIGHT)),
    may("dimensions", K::Object(DIMENSIONS)),
    may("declaredValue", K::Any),
    may("itemDescription", K::Text(50)),
    may("itemDescriptionForClearance", K::Text(50)),
    may("contentRecord", K::Any),
    may("customerReferences", K::List(REFERENCE, 6)),
    may("packageSpecialServices", K::Object(PACKAGE_SERVICES)),
    may("variableHandlingChargeDetail", K::Any),
    may("trackingNumber", K::Text(34)),
];

static CASH: &[Field] = &[
    must(
        "codCollectionType",
        K::OneOf(&[
            "ANY",
            "CASH",
            "COMPANY_CHECK",
            "GUARANTEED_FUNDS",
            "PERSONAL_CHECK",
        ]),
    ),
    may("codCollectionAmount", K::Object(MONEY)),
    may("addTransportationChargesDetail", K::Any),
    may("codRecipient", K::Any),
    may("remitToName", K::Text(70)),
    may("financialInstitutionContactAndAddress", K::Any),
    may("returnReferenceIndicatorType", K::Text(40)),
    may("shipmentCodAmount", K::Any),
];
static ATTACHED: &[Field] = &[
    may("documentType", K::Text(60)),
    may("documentId", K::Text(60)),
    may("documentReference", K::Text(60)),
    may("description", K::Text(60)),
];
static TRADE_DOCUMENTS: &[Field] = &[
    may("attributes", K::Texts(1, 40)),
    may("attachedDocuments", K::List(ATTACHED, 5)),
    may("requestedDocumentTypes", K::Texts(5, 60)),
];
static RETURN_DETAIL: &[Field] = &[
    must("returnType", K::OneOf(&["PRINT_RETURN_LABEL", "PENDING"])),
    may("returnEmailDetail", K::Any),
    may("rma", K::Any),
    may("returnAssociationDetail", K::Any),
];
static SHIPMENT_SERVICES: &[Field] = &[
    may("specialServiceTypes", K::Texts(20, 60)),
    may("etdDetail", K::Object(TRADE_DOCUMENTS)),
    may("returnShipmentDetail", K::Object(RETURN_DETAIL)),
    may("shipmentCODDetail", K::Object(CASH)),
    may("deliveryOnInvoiceAcceptanceDetail", K::Any),
    may("internationalTrafficInArmsRegulationsDetail", K::Any),
    may("pendingShipmentDetail", K::Any),
    may("holdAtLocationDetail", K::Any),
    may("shipmentDryIceDetail", K::Any),
    may("internationalControlledExportDetail", K::Any),
    may("homeDeliveryPremiumDetail", K::Any),
];

static COMMODITY: &[Field] = &[
    must("description", K::Text(450)),
    must("quantity", K::Whole),
    must("quantityUnits", K::Text(5)),
    must("weight", K::Object(WEIGHT)),
    must("countryOfManufacture", K::Shape("AA")),
    may("unitPrice", K::Object(MONEY)),
    may("customsValue", K::Object(MONEY)),
    may("harmonizedCode", K::Text(15)),
    may("numberOfPieces", K::Whole),
    may("name", K::Text(70)),
    may("partNumber", K::Text(70)),
    may("purpose", K::Text(20)),
    may("exportLicenseNumber", K::Text(70)),
    may("additionalMeasures", K::Any),
];
/// A price needs less of the goods than the customs.
static RATE_COMMODITY: &[Field] = &[
    may("description", K::Text(450)),
    may("quantity", K::Whole),
    may("quantityUnits", K::Text(5)),
    may("weight", K::Object(WEIGHT)),
    may("countryOfManufacture", K::Shape("AA")),
    may("unitPrice", K::Object(MONEY)),
    may("customsValue", K::Object(MONEY)),
    may("harmonizedCode", K::Text(15)),
    may("numberOfPieces", K::Whole),
    may("name", K::Text(70)),
    may("partNumber", K::Text(70)),
];
static INVOICE: &[Field] = &[
    may(
        "termsOfSale",
        K::OneOf(&[
            "FCA", "CIP", "CPT", "EXW", "DDU", "DDP", "DAP", "DPU", "DAT", "CIF", "C&F", "FOB",
        ]),
    ),
    may(
        "shipmentPurpose",
        K::OneOf(&[
            "SOLD",
            "NOT_SOLD",
            "GIFT",
            "SAMPLE",
            "REPAIR_AND_RETURN",
            "PERSONAL_EFFECTS",
        ]),
    ),
    may("originatorName", K::Text(70)),
    may("comments", K::Texts(10, 200)),
    may("customerReferences", K::List(REFERENCE, 6)),
    may("freightCharge", K::Object(MONEY)),
    may("packingCosts", K::Object(MONEY)),
    may("taxesOrMiscellaneousCharge", K::Object(MONEY)),
    may("declarationStatement", K::Text(554)),
    may("emailNotificationDetail", K::Any),
];
static CLEARANCE: &[Field] = &[
    must("dutiesPayment", K::Object(PAYMENT)),
    must("commodities", K::List(COMMODITY, 999)),
    may("commercialInvoice", K::Object(INVOICE)),
    may("isDocumentOnly", K::Truth),
    may("totalCustomsValue", K::Object(MONEY)),
    may("insuranceCharge", K::Object(MONEY)),
    may("exportDetail", K::Any),
    may("regulatoryControls", K::Any),
    may("recipientCustomsId", K::Any),
    may("importerOfRecord", K::Any),
    may("brokers", K::Any),
    may("partiesToTransactionAreRelated", K::Truth),
];
static RATE_CLEARANCE: &[Field] = &[
    may("dutiesPayment", K::Object(PAYMENT)),
    must("commodities", K::List(RATE_COMMODITY, 999)),
    may("commercialInvoice", K::Object(INVOICE)),
    may("freightOnValue", K::Text(20)),
];

static RATE_CONTROL: &[Field] = &[
    may("returnTransitTimes", K::Truth),
    may("servicesNeededOnRateFailure", K::Truth),
    may("variableOptions", K::Text(200)),
    may(
        "rateSortOrder",
        K::OneOf(&[
            "SERVICENAMETRADITIONAL",
            "COMMITASCENDING",
            "COMMITDESCENDING",
        ]),
    ),
];
static RATE_SHIPMENT: &[Field] = &[
    must("shipper", K::Object(PLACE)),
    must("recipient", K::Object(PLACE)),
    may("serviceType", K::OneOf(SERVICE_CODES)),
    may("preferredCurrency", K::Shape("AAA")),
    must("rateRequestType", K::Texts(4, 20)),
    may("shipDateStamp", K::Shape("9999-99-99")),
    must("pickupType", K::OneOf(PICKUP_TYPES)),
    may("packagingType", K::OneOf(PACKAGING_CODES)),
    may("totalPackageCount", K::Whole),
    may("totalWeight", K::Number),
    may("documentShipment", K::Truth),
    must("requestedPackageLineItems", K::List(LINE_ITEM, 100)),
    may("shipmentSpecialServices", K::Object(SHIPMENT_SERVICES)),
    may("customsClearanceDetail", K::Object(RATE_CLEARANCE)),
    may("smartPostInfoDetail", K::Any),
    may("groupShipment", K::Truth),
    may("serviceTypeDetail", K::Any),
    may("emailNotificationDetail", K::Any),
    may("variableHandlingChargeDetail", K::Any),
    may("expressFreightDetail", K::Any),
];
/// `POST /rate/v1/rates/quotes`.
pub(super) static RATE_REQUEST: &[Field] = &[
    must("accountNumber", K::Object(ACCOUNT)),
    may("rateRequestControlParameters", K::Object(RATE_CONTROL)),
    must("requestedShipment", K::Object(RATE_SHIPMENT)),
    may("carrierCodes", K::Texts(4, 4)),
];

static LABEL: &[Field] = &[
    must("imageType", K::OneOf(&["ZPLII", "EPL2", "PDF", "PNG"])),
    must("labelStockType", K::Text(40)),
    may(
        "labelFormatType",
        K::OneOf(&["COMMON2D", "LABEL_DATA_ONLY"]),
    ),
    may(
        "labelOrder",
        K::OneOf(&["SHIPPING_LABEL_FIRST", "SHIPPING_LABEL_LAST"]),
    ),
    may(
        "labelPrintingOrientation",
        K::OneOf(&["BOTTOM_EDGE_OF_TEXT_FIRST", "TOP_EDGE_OF_TEXT_FIRST"]),
    ),
    may(
        "labelRotation",
        K::OneOf(&["UPSIDE_DOWN", "LEFT", "RIGHT", "NONE"]),
    ),
    may("resolution", K::Whole),
    may("customerSpecifiedDetail", K::Any),
];
static DOCUMENT_FORMAT: &[Field] = &[
    may("docType", K::OneOf(&["PDF", "PNG"])),
    may("stockType", K::Text(40)),
    may("provideInstructions", K::Truth),
    may("locale", K::Text(5)),
];
static INVOICE_PAPER: &[Field] = &[
    may("documentFormat", K::Object(DOCUMENT_FORMAT)),
    may("customerImageUsages", K::Any),
];
static SHIPPING_DOCUMENTS: &[Field] = &[
    may("shippingDocumentTypes", K::Texts(10, 60)),
    may("commercialInvoiceDetail", K::Object(INVOICE_PAPER)),
];
static SHIP_SHIPMENT: &[Field] = &[
    may("shipDatestamp", K::Shape("9999-99-99")),
    may("totalDeclaredValue", K::Object(MONEY)),
    must("shipper", K::Object(PARTY)),
    may("soldTo", K::Any),
    must("recipients", K::List(PARTY, 1)),
    may("recipientLocationNumber", K::Text(10)),
    must("pickupType", K::OneOf(PICKUP_TYPES)),
    must("serviceType", K::OneOf(SERVICE_CODES)),
    must("packagingType", K::OneOf(PACKAGING_CODES)),
    may("totalWeight", K::Number),
    may("origin", K::Any),
    must("shippingChargesPayment", K::Object(PAYMENT)),
    may("shipmentSpecialServices", K::Object(SHIPMENT_SERVICES)),
    may("emailNotificationDetail", K::Any),
    may("expressFreightDetail", K::Any),
    may("variableHandlingChargeDetail", K::Any),
    may("customsClearanceDetail", K::Object(CLEARANCE)),
    may("smartPostInfoDetail", K::Any),
    may("blockInsightVisibility", K::Truth),
    must("labelSpecification", K::Object(LABEL)),
    may(
        "shippingDocumentSpecification",
        K::Object(SHIPPING_DOCUMENTS),
    ),
    may("rateRequestType", K::Texts(4, 20)),
    may("preferredCurrency", K::Shape("AAA")),
    may("totalPackageCount", K::Whole),
    may("masterTrackingId", K::Any),
    must("requestedPackageLineItems", K::List(LINE_ITEM, 100)),
];
/// `POST /ship/v1/shipments`.
pub(super) static SHIP_REQUEST: &[Field] = &[
    must("labelResponseOptions", K::OneOf(&["LABEL", "URL_ONLY"])),
    must("accountNumber", K::Object(ACCOUNT)),
    must("requestedShipment", K::Object(SHIP_SHIPMENT)),
    may("shipAction", K::OneOf(&["CONFIRM", "TRANSFER"])),
    may(
        "mergeLabelDocOption",
        K::OneOf(&["LABELS_AND_DOCS", "LABELS_ONLY", "NONE"]),
    ),
    may(
        "processingOptionType",
        K::OneOf(&["SYNCHRONOUS_ONLY", "ALLOW_ASYNCHRONOUS"]),
    ),
    may("oneLabelAtATime", K::Truth),
];
/// `POST /ship/v1/shipments/packages/validate`.
pub(super) static VALIDATE_REQUEST: &[Field] = &[
    must("accountNumber", K::Object(ACCOUNT)),
    must("requestedShipment", K::Object(SHIP_SHIPMENT)),
];
/// `PUT /ship/v1/shipments/cancel`.
pub(super) static CANCEL_REQUEST: &[Field] = &[
    must("accountNumber", K::Object(ACCOUNT)),
    must("trackingNumber", K::Text(34)),
    may("deletionControl", K::OneOf(&["DELETE_ALL_PACKAGES"])),
    may("senderCountryCode", K::Shape("AA")),
    may("emailShipment", K::Truth),
    may("trackingIdType", K::Text(20)),
];

static TRACKED_NUMBER: &[Field] = &[
    must("trackingNumber", K::Text(34)),
    may("carrierCode", K::Text(4)),
    may("trackingNumberUniqueId", K::Text(60)),
];
static TRACKING_INFO: &[Field] = &[
    must("trackingNumberInfo", K::Object(TRACKED_NUMBER)),
    may("shipDateBegin", K::Shape("9999-99-99")),
    may("shipDateEnd", K::Shape("9999-99-99")),
];
/// `POST /track/v1/trackingnumbers`.
pub(super) static TRACK_REQUEST: &[Field] = &[
    must("includeDetailedScans", K::Truth),
    must("trackingInfo", K::List(TRACKING_INFO, 30)),
];
static REFERENCE_INFO: &[Field] = &[
    must("value", K::Text(40)),
    may("type", K::Text(60)),
    may("accountNumber", K::Text(9)),
    may("carrierCode", K::Text(4)),
    may("shipDateBegin", K::Shape("9999-99-99")),
    may("shipDateEnd", K::Shape("9999-99-99")),
    may("destinationCountryCode", K::Shape("AA")),
    may("destinationPostalCode", K::Text(10)),
];
/// `POST /track/v1/referencenumbers`.
pub(super) static REFERENCE_REQUEST: &[Field] = &[
    must("referencesInformation", K::Object(REFERENCE_INFO)),
    may("includeDetailedScans", K::Truth),
];

static CHECKED_ADDRESS: &[Field] = &[
    must("streetLines", K::Texts(3, 35)),
    may("city", K::Text(35)),
    may("stateOrProvinceCode", K::Text(2)),
    may("postalCode", K::Text(10)),
    must("countryCode", K::Shape("AA")),
    may("urbanizationCode", K::Text(35)),
    may("addressVerificationId", K::Text(60)),
];
static CHECKED: &[Field] = &[
    must("address", K::Object(CHECKED_ADDRESS)),
    may("clientReferenceId", K::Text(60)),
];
static ADDRESS_CONTROL: &[Field] = &[may("includeResolutionTokens", K::Truth)];
/// `POST /address/v1/addresses/resolve`.
pub(super) static ADDRESS_REQUEST: &[Field] = &[
    must("addressesToValidate", K::List(CHECKED, 100)),
    may("inEffectAsOfTimestamp", K::Shape("9999-99-99")),
    may(
        "validateAddressControlParameters",
        K::Object(ADDRESS_CONTROL),
    ),
];

static PICKUP_ADDRESS: &[Field] = &[
    must("streetLines", K::Texts(3, 35)),
    must("city", K::Text(35)),
    may("stateOrProvinceCode", K::Text(2)),
    may("postalCode", K::Text(10)),
    must("countryCode", K::Shape("AA")),
    may("residential", K::Truth),
    may("addressClassification", K::Text(20)),
    may("urbanizationCode", K::Text(35)),
];
static PICKUP_LOCATION: &[Field] = &[
    must("contact", K::Object(CONTACT)),
    must("address", K::Object(PICKUP_ADDRESS)),
    may("accountNumber", K::Object(ACCOUNT)),
    may("deliveryInstructions", K::Text(500)),
];
static ORIGIN: &[Field] = &[
    must("pickupLocation", K::Object(PICKUP_LOCATION)),
    must("readyDateTimestamp", K::Shape("9999-99-99T99:99:99Z")),
    must("customerCloseTime", K::Shape("99:99:99")),
    may(
        "packageLocation",
        K::OneOf(&["FRONT", "NONE", "REAR", "SIDE"]),
    ),
    may("buildingPart", K::Text(20)),
    may("buildingPartDescription", K::Text(50)),
    may("pickupDateType", K::OneOf(&["SAME_DAY", "FUTURE_DAY"])),
    may("pickupAddressType", K::Text(20)),
    may("earlyPickup", K::Truth),
    may("suppliesRequested", K::Text(50)),
    may("geographicalPostalCode", K::Text(10)),
];
/// `POST /pickup/v1/pickups`.
pub(super) static PICKUP_REQUEST: &[Field] = &[
    must("associatedAccountNumber", K::Object(ACCOUNT)),
    must("originDetail", K::Object(ORIGIN)),
    must("carrierCode", K::OneOf(COMPANIES)),
    may("associatedAccountNumberType", K::Text(20)),
    may("packageCount", K::Whole),
    may("totalWeight", K::Object(WEIGHT)),
    may("remarks", K::Text(60)),
    may(
        "countryRelationships",
        K::OneOf(&["DOMESTIC", "INTERNATIONAL"]),
    ),
    may("pickupType", K::Text(20)),
    may("commodityDescription", K::Text(100)),
    may("expressFreightDetail", K::Any),
    may("pickupNotificationDetail", K::Any),
    may("trackingNumber", K::Text(34)),
    may("oversizePackageCount", K::Whole),
];
/// `PUT /pickup/v1/pickups/cancel`.
pub(super) static PICKUP_CANCEL_REQUEST: &[Field] = &[
    must("associatedAccountNumber", K::Object(ACCOUNT)),
    must("pickupConfirmationCode", K::Text(20)),
    must("scheduledDate", K::Shape("9999-99-99")),
    may("carrierCode", K::OneOf(COMPANIES)),
    may("location", K::Text(10)),
    may("remarks", K::Text(60)),
    may("accountAddressOfRecord", K::Any),
];

static CLOSE_DOCUMENTS: &[Field] = &[
    may("closeDocumentTypes", K::Texts(2, 10)),
    may("op950Detail", K::Any),
];
/// `PUT /ship/v1/endofday/`.
pub(super) static CLOSE_REQUEST: &[Field] = &[
    must("closeReqType", K::OneOf(&["GCDR"])),
    must("accountNumber", K::Object(ACCOUNT)),
    must("groundServiceCategory", K::OneOf(&["GROUND"])),
    must("closeDate", K::Shape("9999-99-99")),
    may("closeDocumentSpecification", K::Object(CLOSE_DOCUMENTS)),
    may("version", K::Any),
];
