//! The fields of requests. Those that the documentation does not list but a working client sends are taken
//! as well, and nothing is made of them.
use super::table::{PACKAGINGS, SERVICE_CODES};
use crate::carriers::schema::{Field, Kind, may, must};

use Kind as K;

const YES_NO: Kind = K::OneOf(&["Y", "N"]);

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $values:expr) => {
        $(#[$doc])*
        pub(super) static $name: &[Field] = &[
            must("Code", K::OneOf($values)),
            may("Description", K::Flag),
        ];
    };
}

code!(SERVICE, SERVICE_CODES);
code!(PACKAGING, PACKAGINGS);
code!(WEIGHT_UNIT, &["LBS", "KGS", "OZS"]);
code!(LENGTH_UNIT, &["IN", "CM"]);
code!(LABEL_FORMAT, &["GIF", "ZPL", "EPL", "SPL", "PNG"]);
code!(RECOVERY_FORMAT, &["GIF", "PDF", "ZPL", "EPL", "SPL"]);
code!(
    RETURN_SERVICE,
    &[
        "2", "3", "5", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"
    ]
);
code!(PICKUP_TYPE, &["01", "03", "06", "19", "20"]);
code!(CLASSIFICATION, &["00", "01", "04", "05", "06", "53"]);
code!(SIMPLE_RATE, &["XS", "S", "M", "L", "XL"]);
/// Codes that are not listed in full.
static ANY_CODE: &[Field] = &[must("Code", K::Text(8)), may("Description", K::Flag)];

static CONTEXT: &[Field] = &[may("CustomerContext", K::Text(512))];
static RATE_CONTROL: &[Field] = &[
    may("RequestOption", K::Text(20)),
    may("SubVersion", K::Text(5)),
    may("TransactionReference", K::Object(CONTEXT)),
];
static SHIP_CONTROL: &[Field] = &[
    must("RequestOption", K::OneOf(&["nonvalidate", "validate"])),
    may("SubVersion", K::Text(5)),
    may("TransactionReference", K::Object(CONTEXT)),
];

static MONEY: &[Field] = &[
    must("CurrencyCode", K::Shape("AAA")),
    must("MonetaryValue", K::Amount),
];
static DECLARED: &[Field] = &[
    may("Type", K::Object(ANY_CODE)),
    must("CurrencyCode", K::Shape("AAA")),
    must("MonetaryValue", K::Amount),
];
static VALUE: &[Field] = &[must("MonetaryValue", K::Amount)];
static OTHER_CHARGES: &[Field] = &[
    must("MonetaryValue", K::Amount),
    must("Description", K::Text(10)),
];
static WEIGHT: &[Field] = &[
    must("UnitOfMeasurement", K::Object(WEIGHT_UNIT)),
    must("Weight", K::Positive),
];
static DIMENSIONS: &[Field] = &[
    must("UnitOfMeasurement", K::Object(LENGTH_UNIT)),
    must("Length", K::Positive),
    must("Width", K::Positive),
    must("Height", K::Positive),
];
static PHONE: &[Field] = &[must("Number", K::Text(15)), may("Extension", K::Text(4))];
static ADDRESS: &[Field] = &[
    must("AddressLine", K::Texts(3, 35)),
    must("City", K::Text(30)),
    may("StateProvinceCode", K::Text(5)),
    may("PostalCode", K::Text(9)),
    must("CountryCode", K::Shape("AA")),
    may("ResidentialAddressIndicator", K::Flag),
    may("POBoxIndicator", K::Flag),
    may("Town", K::Text(30)),
];
/// A price needs less of an address than a label.
static RATE_ADDRESS: &[Field] = &[
    may("AddressLine", K::Texts(3, 35)),
    may("City", K::Text(30)),
    may("StateProvinceCode", K::Text(5)),
    may("PostalCode", K::Text(9)),
    must("CountryCode", K::Shape("AA")),
    may("ResidentialAddressIndicator", K::Flag),
    may("POBoxIndicator", K::Flag),
];

static RATE_SHIPPER: &[Field] = &[
    may("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("ShipperNumber", K::Shape("XXXXXX")),
    must("Address", K::Object(RATE_ADDRESS)),
];
static RATE_PARTY: &[Field] = &[
    may("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    must("Address", K::Object(RATE_ADDRESS)),
];
static SHIPPER: &[Field] = &[
    must("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("CompanyDisplayableName", K::Text(35)),
    may("TaxIdentificationNumber", K::Text(15)),
    may("Phone", K::Object(PHONE)),
    must("ShipperNumber", K::Shape("XXXXXX")),
    may("FaxNumber", K::Text(14)),
    may("EMailAddress", K::Text(50)),
    must("Address", K::Object(ADDRESS)),
];
static SHIP_TO: &[Field] = &[
    must("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("CompanyDisplayableName", K::Text(35)),
    may("TaxIdentificationNumber", K::Text(15)),
    may("Phone", K::Object(PHONE)),
    may("FaxNumber", K::Text(15)),
    may("EMailAddress", K::Text(50)),
    must("Address", K::Object(ADDRESS)),
    may("LocationID", K::Text(10)),
    may("Residential", K::Flag),
];
static VENDOR: &[Field] = &[
    must(
        "VendorCollectIDTypeCode",
        K::OneOf(&[
            "0356", "0357", "0359", "1051", "1052", "1053", "1054", "0000",
        ]),
    ),
    must("VendorCollectIDNumber", K::Text(25)),
    may("ConsigneeType", K::Text(2)),
];
static SHIP_FROM: &[Field] = &[
    must("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("CompanyDisplayableName", K::Text(35)),
    may("TaxIdentificationNumber", K::Text(15)),
    may("TaxIDType", K::Object(ANY_CODE)),
    may("Phone", K::Object(PHONE)),
    may("FaxNumber", K::Text(15)),
    may("EMailAddress", K::Text(50)),
    must("Address", K::Object(ADDRESS)),
    may("VendorInfo", K::Object(VENDOR)),
];
static ALTERNATE: &[Field] = &[
    may("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("UPSAccessPointID", K::Text(9)),
    must("Address", K::Object(ADDRESS)),
];

static BILL_SHIPPER: &[Field] = &[must("AccountNumber", K::Shape("XXXXXX"))];
static POSTAL: &[Field] = &[may("PostalCode", K::Text(9))];
static BILL_RECEIVER: &[Field] = &[
    must("AccountNumber", K::Shape("XXXXXX")),
    may("Address", K::Object(POSTAL)),
];
static POSTAL_AND_COUNTRY: &[Field] = &[
    may("PostalCode", K::Text(9)),
    must("CountryCode", K::Shape("AA")),
];
static BILL_THIRD_PARTY: &[Field] = &[
    must("AccountNumber", K::Shape("XXXXXX")),
    may("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("VatTaxID", K::Text(15)),
    must("Address", K::Object(POSTAL_AND_COUNTRY)),
];
static CHARGE: &[Field] = &[
    must("Type", K::OneOf(&["01", "02", "03"])),
    may("BillShipper", K::Object(BILL_SHIPPER)),
    may("BillReceiver", K::Object(BILL_RECEIVER)),
    may("BillThirdParty", K::Object(BILL_THIRD_PARTY)),
    may("ConsigneeBilledIndicator", K::Flag),
];
static PAYMENT: &[Field] = &[
    must("ShipmentCharge", K::OneOrMany(CHARGE, 3)),
    may("SplitDutyVATIndicator", K::Flag),
];

static REFERENCE: &[Field] = &[
    may("Code", K::Text(2)),
    must("Value", K::Text(35)),
    may("BarCodeIndicator", K::Flag),
];
static CASH: &[Field] = &[
    must("CODFundsCode", K::OneOf(&["0", "1", "8", "9"])),
    must("CODAmount", K::Object(MONEY)),
];
static PACKAGE_CONFIRMATION: &[Field] = &[must("DCISType", K::OneOf(&["2", "3"]))];
static SHIPMENT_CONFIRMATION: &[Field] = &[must("DCISType", K::OneOf(&["1", "2"]))];
static PACKAGE_OPTIONS: &[Field] = &[
    may("DeliveryConfirmation", K::Object(PACKAGE_CONFIRMATION)),
    may("DeclaredValue", K::Object(DECLARED)),
    may("COD", K::Object(CASH)),
];
static PACKAGE: &[Field] = &[
    may("Description", K::Text(35)),
    must("Packaging", K::Object(PACKAGING)),
    may("Dimensions", K::Object(DIMENSIONS)),
    must("PackageWeight", K::Object(WEIGHT)),
    may("ReferenceNumber", K::OneOrMany(REFERENCE, 5)),
    may("PackageServiceOptions", K::Object(PACKAGE_OPTIONS)),
    may("SimpleRate", K::Object(SIMPLE_RATE)),
];
static RATE_PACKAGE: &[Field] = &[
    must("PackagingType", K::Object(PACKAGING)),
    may("Dimensions", K::Object(DIMENSIONS)),
    must("PackageWeight", K::Object(WEIGHT)),
    may("PackageServiceOptions", K::Object(PACKAGE_OPTIONS)),
    may("SimpleRate", K::Object(SIMPLE_RATE)),
];

static MAIL: &[Field] = &[
    must("EMailAddress", K::TextOrMany(5, 50)),
    may("UndeliverableEMailAddress", K::Text(50)),
    may("FromEMailAddress", K::Text(50)),
    may("FromName", K::Text(35)),
    may("Memo", K::Text(150)),
    may("Subject", K::Text(50)),
    may("SubjectCode", K::Text(2)),
];
static NOTIFICATION: &[Field] = &[
    must("NotificationCode", K::Text(3)),
    may("EMail", K::Object(MAIL)),
    may("Locale", K::Any),
];

static SOLD_TO: &[Field] = &[
    must("Name", K::Text(35)),
    may("AttentionName", K::Text(35)),
    may("TaxIdentificationNumber", K::Text(15)),
    may("Phone", K::Object(PHONE)),
    must("Address", K::Object(ADDRESS)),
    may("EMailAddress", K::Text(50)),
];
static CONTACTS: &[Field] = &[may("SoldTo", K::Object(SOLD_TO))];
static UNIT: &[Field] = &[
    must("Number", K::Count),
    must("UnitOfMeasurement", K::Object(ANY_CODE)),
    must("Value", K::Amount),
];
static PRODUCT: &[Field] = &[
    must("Description", K::TextOrMany(3, 35)),
    must("Unit", K::Object(UNIT)),
    may("CommodityCode", K::Text(15)),
    may("PartNumber", K::Text(10)),
    must("OriginCountryCode", K::Shape("AA")),
    may("ProductWeight", K::Object(WEIGHT)),
    may("NumberOfPackagesPerCommodity", K::Count),
    may("ExportType", K::Text(1)),
];
static CREATED_FORM: &[Field] = &[must("DocumentID", K::TextOrMany(13, 26))];
static FORMS: &[Field] = &[
    must("FormType", K::TextOrMany(6, 2)),
    may("UserCreatedForm", K::OneOrMany(CREATED_FORM, 13)),
    may("Contacts", K::Object(CONTACTS)),
    may("Product", K::OneOrMany(PRODUCT, 50)),
    may("InvoiceNumber", K::Text(35)),
    may("InvoiceDate", K::Shape("99999999")),
    may("PurchaseOrderNumber", K::Text(35)),
    may(
        "TermsOfShipment",
        K::OneOf(&[
            "CFR", "CIF", "CIP", "CPT", "DAF", "DDP", "DAP", "DEQ", "DES", "EXW", "FAS", "FCA",
            "FOB",
        ]),
    ),
    may(
        "ReasonForExport",
        K::OneOf(&[
            "SALE",
            "GIFT",
            "SAMPLE",
            "RETURN",
            "REPAIR",
            "INTERCOMPANYDATA",
        ]),
    ),
    may("Comments", K::Text(150)),
    may("DeclarationStatement", K::Text(550)),
    may("Discount", K::Object(VALUE)),
    may("FreightCharges", K::Object(VALUE)),
    may("InsuranceCharges", K::Object(VALUE)),
    may("OtherCharges", K::Object(OTHER_CHARGES)),
    must("CurrencyCode", K::Shape("AAA")),
    may("OverridePaperlessIndicator", K::Flag),
];
static SHIPMENT_OPTIONS: &[Field] = &[
    may("SaturdayDeliveryIndicator", K::Flag),
    may("SaturdayPickupIndicator", K::Flag),
    may("Notification", K::OneOrMany(NOTIFICATION, 3)),
    may("LabelDelivery", K::Any),
    may("InternationalForms", K::Object(FORMS)),
    may("DeliveryConfirmation", K::Object(SHIPMENT_CONFIRMATION)),
    may("COD", K::Object(CASH)),
    may("ReturnOfDocumentIndicator", K::Flag),
    may("ImportControlIndicator", K::Flag),
    may("UPScarbonneutralIndicator", K::Flag),
    may("HoldForPickupIndicator", K::Flag),
    may("DeliverToAddresseeOnlyIndicator", K::Flag),
    may("DirectDeliveryOnlyIndicator", K::Flag),
];
static RATING_OPTIONS: &[Field] = &[
    may("NegotiatedRatesIndicator", K::Flag),
    may("UserLevelDiscountIndicator", K::Flag),
    may("RateChartIndicator", K::Flag),
    may("TPFCNegotiatedRatesIndicator", K::Flag),
    may("FRSShipmentIndicator", K::Flag),
];

static SHIPMENT: &[Field] = &[
    may("Description", K::Text(50)),
    may("ReturnService", K::Object(RETURN_SERVICE)),
    may("DocumentsOnlyIndicator", K::Flag),
    must("Shipper", K::Object(SHIPPER)),
    must("ShipTo", K::Object(SHIP_TO)),
    may("ShipFrom", K::Object(SHIP_FROM)),
    may("AlternateDeliveryAddress", K::Object(ALTERNATE)),
    must("PaymentInformation", K::Object(PAYMENT)),
    may("ShipmentRatingOptions", K::Object(RATING_OPTIONS)),
    must("Service", K::Object(SERVICE)),
    may("InvoiceLineTotal", K::Object(MONEY)),
    may("ReferenceNumber", K::OneOrMany(REFERENCE, 5)),
    may("ShipmentServiceOptions", K::Object(SHIPMENT_OPTIONS)),
    may("ShipmentDate", K::Text(10)),
    must("Package", K::List(PACKAGE, 200)),
    may("NumOfPiecesInShipment", K::Text(5)),
    may("CostCenter", K::Text(30)),
    may("CostCenterBarcodeIndicator", K::Flag),
    may("ShipmentIndicationType", K::List(ANY_CODE, 3)),
    may("RatingMethodRequestedIndicator", K::Flag),
    may("TaxInformationIndicator", K::Flag),
];
static STOCK: &[Field] = &[
    must("Height", K::OneOf(&["6", "8"])),
    must("Width", K::OneOf(&["4"])),
];
static LABEL: &[Field] = &[
    must("LabelImageFormat", K::Object(LABEL_FORMAT)),
    may("HTTPUserAgent", K::Text(64)),
    may("LabelStockSize", K::Object(STOCK)),
    may("CharacterSet", K::Text(10)),
    may("Instruction", K::Any),
];
static RECEIPT: &[Field] = &[must("ImageFormat", K::Object(ANY_CODE))];
/// `ShipmentRequest`.
pub(super) static SHIP_REQUEST: &[Field] = &[
    must("Request", K::Object(SHIP_CONTROL)),
    must("Shipment", K::Object(SHIPMENT)),
    must("LabelSpecification", K::Object(LABEL)),
    may("ReceiptSpecification", K::Object(RECEIPT)),
];

static RATE_PICKUP: &[Field] = &[
    must("Date", K::Shape("99999999")),
    may("Time", K::Shape("9999")),
];
static DELIVERY_TIME: &[Field] = &[
    must("PackageBillType", K::OneOf(&["02", "03", "04", "07"])),
    may("Pickup", K::Object(RATE_PICKUP)),
];
static RATE_SHIPMENT: &[Field] = &[
    must("Shipper", K::Object(RATE_SHIPPER)),
    must("ShipTo", K::Object(RATE_PARTY)),
    may("ShipFrom", K::Object(RATE_PARTY)),
    may("AlternateDeliveryAddress", K::Object(ALTERNATE)),
    may("PaymentDetails", K::Object(PAYMENT)),
    may("Service", K::Object(SERVICE)),
    may("NumOfPieces", K::Count),
    may("ShipmentTotalWeight", K::Object(WEIGHT)),
    may("DocumentsOnlyIndicator", K::Flag),
    must("Package", K::List(RATE_PACKAGE, 200)),
    may("ShipmentServiceOptions", K::Object(SHIPMENT_OPTIONS)),
    may("ShipmentRatingOptions", K::Object(RATING_OPTIONS)),
    may("DeliveryTimeInformation", K::Object(DELIVERY_TIME)),
    may("InvoiceLineTotal", K::Object(MONEY)),
    may("TaxInformationIndicator", K::Flag),
    may("RatingMethodRequestedIndicator", K::Flag),
    may("ShipmentDate", K::Shape("99999999")),
    may("ShipmentIndicatorType", K::List(ANY_CODE, 3)),
];
/// `RateRequest`.
pub(super) static RATE_REQUEST: &[Field] = &[
    must("Request", K::Object(RATE_CONTROL)),
    may("PickupType", K::Object(PICKUP_TYPE)),
    may("CustomerClassification", K::Object(CLASSIFICATION)),
    must("Shipment", K::Object(RATE_SHIPMENT)),
];

static RECOVERY_LABEL: &[Field] = &[
    may("HTTPUserAgent", K::Text(64)),
    must("LabelImageFormat", K::Object(RECOVERY_FORMAT)),
    may("LabelStockSize", K::Object(STOCK)),
];
/// `LabelRecoveryRequest`.
pub(super) static RECOVERY_REQUEST: &[Field] = &[
    may("Request", K::Object(RATE_CONTROL)),
    must("LabelSpecification", K::Object(RECOVERY_LABEL)),
    must("TrackingNumber", K::Text(18)),
];

static KEY_FORMAT: &[Field] = &[
    may("ConsigneeName", K::Text(40)),
    may("AddressLine", K::Texts(3, 100)),
    may("PoliticalDivision2", K::Text(30)),
    may("PoliticalDivision1", K::Text(30)),
    may("PostcodePrimaryLow", K::Text(10)),
    may("PostcodeExtendedLow", K::Text(10)),
    may("Urbanization", K::Text(30)),
    must("CountryCode", K::Shape("AA")),
];
/// `XAVRequest`.
pub(super) static ADDRESS_REQUEST: &[Field] = &[
    may("Request", K::Object(RATE_CONTROL)),
    must("AddressKeyFormat", K::Object(KEY_FORMAT)),
];

static PICKUP_ACCOUNT: &[Field] = &[
    must("AccountNumber", K::Shape("XXXXXX")),
    must("AccountCountryCode", K::Shape("AA")),
];
static PICKUP_SHIPPER: &[Field] = &[must("Account", K::Object(PICKUP_ACCOUNT))];
static PICKUP_DATE: &[Field] = &[
    must("CloseTime", K::Shape("9999")),
    must("ReadyTime", K::Shape("9999")),
    must("PickupDate", K::Shape("99999999")),
];
static PICKUP_PHONE: &[Field] = &[must("Number", K::Text(25)), may("Extension", K::Text(6))];
static PICKUP_ADDRESS: &[Field] = &[
    must("CompanyName", K::Text(27)),
    must("ContactName", K::Text(22)),
    must("AddressLine", K::TextOrMany(3, 73)),
    must("City", K::Text(50)),
    may("StateProvince", K::Text(50)),
    may("PostalCode", K::Text(8)),
    must("CountryCode", K::Shape("AA")),
    must("ResidentialIndicator", YES_NO),
    must("Phone", K::Object(PICKUP_PHONE)),
    may("Room", K::Text(8)),
    may("Floor", K::Text(3)),
    may("PickupPoint", K::Text(11)),
];
static PIECE: &[Field] = &[
    must("ServiceCode", K::Shape("XXX")),
    must("Quantity", K::Count),
    must("DestinationCountryCode", K::Shape("AA")),
    must("ContainerCode", K::OneOf(&["01", "02", "03"])),
];
static PICKUP_WEIGHT: &[Field] = &[
    must("Weight", K::Positive),
    must("UnitOfMeasurement", K::OneOf(&["LBS", "KGS"])),
];
/// `PickupCreationRequest`.
pub(super) static PICKUP_REQUEST: &[Field] = &[
    may("Request", K::Object(RATE_CONTROL)),
    must("RatePickupIndicator", YES_NO),
    may("Shipper", K::Object(PICKUP_SHIPPER)),
    must("PickupDateInfo", K::Object(PICKUP_DATE)),
    must("PickupAddress", K::Object(PICKUP_ADDRESS)),
    must("AlternateAddressIndicator", YES_NO),
    must("PickupPiece", K::OneOrMany(PIECE, 10)),
    may("TotalWeight", K::Object(PICKUP_WEIGHT)),
    may("OverweightIndicator", YES_NO),
    must(
        "PaymentMethod",
        K::OneOf(&["00", "01", "03", "04", "05", "06", "07"]),
    ),
    may("SpecialInstruction", K::Text(57)),
    may("ReferenceNumber", K::Text(35)),
    may("TaxInformationIndicator", K::Flag),
];

static CREATED: &[Field] = &[
    must("UserCreatedFormFileName", K::Text(300)),
    must("UserCreatedFormFileFormat", K::Text(4)),
    must("UserCreatedFormDocumentType", K::Text(3)),
    must("UserCreatedFormFile", K::Text(usize::MAX)),
];
/// `UploadRequest`.
pub(super) static UPLOAD_REQUEST: &[Field] = &[
    may("Request", K::Object(RATE_CONTROL)),
    must("ShipperNumber", K::Shape("XXXXXX")),
    must("UserCreatedForm", K::OneOrMany(CREATED, 13)),
];

/// What a subscription to parcels says.
pub(super) static SUBSCRIPTION: &[Field] = &[
    must("locale", K::Text(5)),
    must("countryCode", K::Shape("AA")),
    must("eventPreferences", K::Texts(20, 4)),
    must("trackingNumberList", K::Texts(usize::MAX, 34)),
];
/// What a subscription to an account says.
pub(super) static ACCOUNT_SUBSCRIPTION: &[Field] = &[
    must("shipperAccountNumber", K::Shape("XXXXXX")),
    may("locale", K::Text(5)),
    may("countryCode", K::Shape("AA")),
    may("eventPreferences", K::Texts(20, 4)),
];

/// Time in transit, whose names begin with small letters.
pub(super) static TRANSIT: &[Field] = &[
    must("originCountryCode", K::Shape("AA")),
    may("originPostalCode", K::Text(9)),
    may("originCityName", K::Text(30)),
    may("originStateProvince", K::Text(5)),
    may("originTownName", K::Text(30)),
    must("destinationCountryCode", K::Shape("AA")),
    may("destinationPostalCode", K::Text(9)),
    may("destinationCityName", K::Text(30)),
    may("destinationStateProvince", K::Text(5)),
    may("destinationTownName", K::Text(30)),
    may("residentialIndicator", K::OneOf(&["01", "02"])),
    must("shipDate", K::Shape("9999-99-99")),
    may("shipTime", K::Text(8)),
    may("weight", K::Positive),
    may("weightUnitOfMeasure", K::OneOf(&["LBS", "KGS"])),
    may("shipmentContentsValue", K::Amount),
    may("shipmentContentsCurrencyCode", K::Shape("AAA")),
    may("billType", K::OneOf(&["02", "03", "04"])),
    may("numberOfPackages", K::Count),
    may("returnUnfilteredServices", K::Any),
];

/// The code of a shipment's field: a family of 120xxx, by where the field is.
pub(super) fn ship_code(path: &str) -> &'static str {
    let inside = path.trim_start_matches("ShipmentRequest/");
    let part = inside.trim_start_matches("Shipment/").split('/').next();
    match part.unwrap_or_default() {
        "Shipper" => "120100",
        "ShipTo" => "120200",
        "ShipFrom" => "120300",
        "PaymentInformation" => "120400",
        "Service" => "120500",
        "Package" => "120600",
        "LabelSpecification" => "120700",
        "ShipmentServiceOptions" => "120800",
        _ => "120000",
    }
}

/// The code of any other field that is wrong.
pub(super) fn other_code(_: &str) -> &'static str {
    "10006"
}
