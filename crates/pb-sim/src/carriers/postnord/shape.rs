//! The fields of an instruction. Those that the specification has and nothing is made of here are taken as they are.
use crate::carriers::schema::{Field, Kind, may, must};

use Kind as K;

static MESSAGE_APPLICATION: &[Field] = &[
    must("applicationId", K::Whole),
    must("name", K::Text(35)),
    may("version", K::Text(35)),
    may("userId", K::Text(50)),
    may("userIdClassification", K::Text(50)),
];
static SHIPMENT_ID: &[Field] = &[may("shipmentId", K::Text(35))];
static DATES: &[Field] = &[
    may("loadingDate", K::Text(30)),
    may("earliestDeliveryDate", K::Text(30)),
    may("latestDeliveryDate", K::Text(30)),
    may("earliestPickupDate", K::Text(30)),
    may("latestPickupDate", K::Text(30)),
    may("orderExpireDate", K::Text(30)),
];
static SERVICE: &[Field] = &[
    must("basicServiceCode", K::Text(10)),
    may("additionalServiceCode", K::Texts(20, 10)),
];
static AMOUNT: &[Field] = &[must("amount", K::Number), must("currency", K::Shape("AAA"))];
static COD: &[Field] = &[
    must("transactionIdentifier", K::Text(35)),
    may("codType", K::OneOf(&["BANKRECEIPT"])),
    must("codAmount", K::Object(AMOUNT)),
];
static INSURANCE: &[Field] = &[
    may(
        "typeOfInsurance",
        K::OneOf(&["DOMESTICDK", "EUROPE", "RESTOFTHEWORLD"]),
    ),
    must("insuranceAmount", K::Object(AMOUNT)),
];
static FREE_TEXT: &[Field] = &[
    must(
        "usageCode",
        K::OneOf(&[
            "DEL", "ICN", "INS", "ZRE", "ZTG", "ZHD", "ZOI", "ZUL", "ZDC",
        ]),
    ),
    must("text", K::Text(1_000)),
];
static WHOLE: &[Field] = &[must("value", K::Whole)];
static WEIGHT: &[Field] = &[
    must("value", K::Number),
    must("unit", K::OneOf(&["KGM", "GRM", "TON"])),
];
static VOLUME: &[Field] = &[
    must("value", K::Number),
    must("unit", K::OneOf(&["DMQ", "MTQ"])),
];
static SIDE: &[Field] = &[
    must("value", K::Number),
    may("unit", K::OneOf(&["MTR", "DTM", "CMT"])),
];
static DIMENSIONS: &[Field] = &[
    may("height", K::Object(SIDE)),
    may("width", K::Object(SIDE)),
    may("length", K::Object(SIDE)),
];
static TERMS: &[Field] = &[
    must(
        "todConditionCode",
        K::OneOf(&[
            "EXW", "DDP", "DAP", "DAT", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP",
        ]),
    ),
    must("todConditionCodeList", K::OneOf(&["1990", "2000"])),
    may("todLocation", K::Text(50)),
];
static REFERENCE: &[Field] = &[
    must("referenceNo", K::Text(35)),
    must("referenceType", K::Text(3)),
    may("referenceDesc", K::Text(50)),
];
static IDENTIFICATION: &[Field] = &[
    must("partyId", K::Text(17)),
    must("partyIdType", K::OneOf(&["160", "167", "156", "229"])),
];
static NAMES: &[Field] = &[
    must("name", K::Text(60)),
    may("companyName", K::Text(60)),
    may("careOfName", K::Text(60)),
];
static ADDRESS: &[Field] = &[
    may("streets", K::Texts(10, 50)),
    must("postalCode", K::Text(17)),
    may("placeName", K::Text(60)),
    may("state", K::Text(35)),
    must("city", K::Text(35)),
    must("countryCode", K::Shape("AA")),
];
static CONTACT: &[Field] = &[
    may("contactName", K::Text(50)),
    may("emailAddress", K::Text(70)),
    may("phoneNo", K::Text(50)),
    may("smsNo", K::Text(50)),
];
static PARTY: &[Field] = &[
    must("nameIdentification", K::Object(NAMES)),
    must("address", K::Object(ADDRESS)),
    may("contact", K::Object(CONTACT)),
    may("glnLocation", K::Any),
    may("gpsLocation", K::Any),
    may("legalEntity", K::Any),
];
static BANK: &[Field] = &[
    may("accountNo", K::Text(35)),
    may(
        "bankName",
        K::OneOf(&["Z01", "Z04", "ADE", "IBAN", "PEC", "Z10", "Z11"]),
    ),
    may("swiftCode", K::Text(11)),
];
const ISSUER: Kind = K::OneOf(&["Z11", "Z12", "Z13", "Z14", "ZDL"]);
static CONSIGNOR: &[Field] = &[
    must("issuerCode", ISSUER),
    must("partyIdentification", K::Object(IDENTIFICATION)),
    must("party", K::Object(PARTY)),
    may("reference", K::Object(REFERENCE)),
    may("account", K::Object(BANK)),
];
static CONSIGNEE: &[Field] = &[
    may("issuerCode", ISSUER),
    may("partyIdentification", K::Object(IDENTIFICATION)),
    must("party", K::Object(PARTY)),
    may("reference", K::Object(REFERENCE)),
    may("account", K::Object(BANK)),
];
static DELIVERY_PARTY: &[Field] = &[
    may("partyIdentification", K::Object(IDENTIFICATION)),
    must("party", K::Object(PARTY)),
];
static PARTIES: &[Field] = &[
    must("consignor", K::Object(CONSIGNOR)),
    must("consignee", K::Object(CONSIGNEE)),
    may("deliveryParty", K::Object(DELIVERY_PARTY)),
    may("freightPayer", K::Any),
    may("pickupParty", K::Any),
    may("originalShipper", K::Any),
    may("notifyParty", K::Any),
    may("returnParty", K::Any),
];
static ITEM_ID: &[Field] = &[
    must("itemId", K::Text(35)),
    may(
        "itemIdType",
        K::OneOf(&["SSCC", "S10", "DPD", "OTHER", "CUSTOMER"]),
    ),
];
static ITEM: &[Field] = &[
    must("itemIdentification", K::Object(ITEM_ID)),
    may("references", K::List(REFERENCE, 99)),
    may("dimensions", K::Object(DIMENSIONS)),
    may("grossWeight", K::Object(WEIGHT)),
    may("volume", K::Object(VOLUME)),
    may("freeText", K::Object(FREE_TEXT)),
    may("itemValue", K::Object(AMOUNT)),
    may("articles", K::Any),
    may("freightCost", K::Any),
];
static GOODS: &[Field] = &[
    may("marking", K::Text(35)),
    may("goodsDescription", K::Text(35)),
    may("temperature", K::Any),
    may("dangerousGoods", K::Any),
    may(
        "packageTypeCode",
        K::OneOf(&["PC", "PE", "AF", "OA", "OF", "CW", "BX", "EN"]),
    ),
    may("numberOfPackageTypeCodeItems", K::Object(WHOLE)),
    may("references", K::List(REFERENCE, 99)),
    must("items", K::List(ITEM, 200)),
];
static CATEGORY: &[Field] = &[
    must("categoryType", K::Texts(6, 20)),
    may("explanation", K::Text(1_025)),
];
static ROW: &[Field] = &[
    must("content", K::Text(1_025)),
    may("quantity", K::Object(WHOLE)),
    may("grossWeight", K::Object(WEIGHT)),
    may("value", K::Object(AMOUNT)),
    may("hsTariffNumber", K::Text(10)),
    may("countryCode", K::Shape("AA")),
    may("rowNo", K::Number),
];
static COMMERCIAL: &[Field] = &[
    may("hsTariffNumber", K::Text(10)),
    may("countryCode", K::Shape("AA")),
    may("detailedDescRowNo", K::Number),
];
static CN22: &[Field] = &[
    may("declarationType", K::Text(35)),
    may("references", K::List(REFERENCE, 99)),
    may("EORIorPersonalIdNumber", K::Text(17)),
    may("voec", K::Text(35)),
    may("ioss", K::Text(35)),
    may("hmrc", K::Text(35)),
    may("countryOfOrigin", K::Shape("AA")),
    may("hsTariffNumber", K::Texts(13, 10)),
    may("categoryOfItem", K::Object(CATEGORY)),
    must("detailedDescription", K::List(ROW, 13)),
    may("totalGrossWeight", K::Object(WEIGHT)),
    must("totalValue", K::Object(AMOUNT)),
    may("postalCharges", K::Object(AMOUNT)),
];
static CN23: &[Field] = &[
    may("declarationType", K::Text(35)),
    may("references", K::List(REFERENCE, 99)),
    may("EORIorPersonalIdNumber", K::Text(17)),
    may("voec", K::Text(35)),
    may("ioss", K::Text(35)),
    may("hmrc", K::Text(35)),
    may("categoryOfItem", K::Object(CATEGORY)),
    must("detailedDescription", K::List(ROW, 13)),
    may("totalGrossWeight", K::Object(WEIGHT)),
    must("totalValue", K::Object(AMOUNT)),
    may("itemIds", K::Texts(200, 35)),
    may("senderCustomsReferenceId", K::Text(35)),
    may("importerReference", K::Text(35)),
    may("importerContactInfo", K::Text(70)),
    must("commercialItems", K::List(COMMERCIAL, 13)),
    may("quarantineComments", K::Any),
    may("officeOfOrigin", K::Text(60)),
    may("dateOfPosting", K::Text(30)),
    must("postalCharges", K::Object(AMOUNT)),
];
static SHIPMENT: &[Field] = &[
    may("shipmentIdentification", K::Object(SHIPMENT_ID)),
    may("dateAndTimes", K::Object(DATES)),
    must("service", K::Object(SERVICE)),
    may("cashOnDelivery", K::Object(COD)),
    may("insurance", K::Object(INSURANCE)),
    may("goodsValue", K::Object(AMOUNT)),
    may("freeText", K::List(FREE_TEXT, 99)),
    may("numberOfPackages", K::Object(WHOLE)),
    may("numberOfPalletFootPrints", K::Object(WHOLE)),
    may("totalGrossWeight", K::Object(WEIGHT)),
    may("totalVolume", K::Object(VOLUME)),
    may("totalFreightCost", K::Any),
    may("loadingMetres", K::Any),
    may("termsOfDelivery", K::Object(TERMS)),
    may("references", K::List(REFERENCE, 99)),
    may("transportLeg", K::Any),
    must("parties", K::Object(PARTIES)),
    may("goodsContentInfo", K::Any),
    must("goodsItem", K::List(GOODS, 200)),
    may("equipment", K::Any),
    may("customsDeclarationCN22", K::Object(CN22)),
    may("customsDeclarationCN23", K::Object(CN23)),
    may("customsInvoice", K::Any),
    may("customsTvinn", K::Any),
    may("customsTransit", K::Any),
];
/// An instruction.
pub(super) static INSTRUCTION: &[Field] = &[
    must("messageDate", K::Text(30)),
    may("messageFunction", K::OneOf(&["Instruction"])),
    may("messageId", K::Text(36)),
    must("application", K::Object(MESSAGE_APPLICATION)),
    may("language", K::Shape("AA")),
    must(
        "updateIndicator",
        K::OneOf(&["Original", "Update", "Deletion"]),
    ),
    may("testIndicator", K::Truth),
    may("releaseDate", K::Text(30)),
    must("shipment", K::List(SHIPMENT, 200)),
];

/// What is printed again.
pub(super) static PRINT: &[Field] = &[
    must("id", K::Text(35)),
    may("labelType", K::OneOf(&["standard", "small", "ste"])),
];
