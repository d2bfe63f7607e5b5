//! What leaves, as UPS spells it.
use super::*;
use crate::engine::Login as _;

fn shop(account: &Account, consignment: &Consignment) -> Request {
    rate::request(account, consignment, Uuid::nil()).unwrap()
}

fn shipment(account: &Account, consignment: &Consignment) -> Value {
    body(&prepared_for(account, consignment).request)["ShipmentRequest"]["Shipment"].clone()
}

#[test]
fn rates_are_asked_for_all_services_with_the_day_of_arrival() {
    let request = shop(&account(), &consignment());
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        (
            "POST",
            "https://onlinetools.ups.com/api/rating/v2409/Shop?additionalinfo=timeintransit"
        )
    );
    assert_eq!(header(&request, "transId").len(), 32);
    assert_eq!(header(&request, "transactionSrc"), "Packbench");
    assert_eq!(
        body(&request),
        json!({ "RateRequest": {
            "Request": {
                "RequestOption": "Shoptimeintransit",
                "SubVersion": "2409",
                "TransactionReference": { "CustomerContext": "00000000000000000000000000000000" },
            },
            "PickupType": { "Code": "01" },
            "Shipment": {
                "Shipper": {
                    "Name": "Acorn Goods",
                    "ShipperNumber": "A1B2C3",
                    "Address": { "AddressLine": ["12 Mill Road"], "City": "Austin", "StateProvinceCode": "TX", "PostalCode": "78701", "CountryCode": "US" },
                },
                "ShipTo": {
                    "Name": "Bo Birch",
                    "Address": { "AddressLine": ["5 Elm Street", "Flat 3"], "City": "Reno", "StateProvinceCode": "NV", "PostalCode": "895011203", "CountryCode": "US", "ResidentialAddressIndicator": "" },
                },
                "ShipFrom": {
                    "Name": "Acorn Goods",
                    "Address": { "AddressLine": ["12 Mill Road"], "City": "Austin", "StateProvinceCode": "TX", "PostalCode": "78701", "CountryCode": "US" },
                },
                "PaymentDetails": { "ShipmentCharge": [{ "Type": "01", "BillShipper": { "AccountNumber": "A1B2C3" } }] },
                "ShipmentRatingOptions": { "NegotiatedRatesIndicator": "" },
                "DeliveryTimeInformation": { "PackageBillType": "03", "Pickup": { "Date": "20261127" } },
                "Package": [{
                    "PackagingType": { "Code": "02" },
                    "Dimensions": { "UnitOfMeasurement": { "Code": "IN" }, "Length": "10", "Width": "8", "Height": "4" },
                    "PackageWeight": { "UnitOfMeasurement": { "Code": "LBS" }, "Weight": "2.8" },
                }],
            },
        } })
    );
}

#[test]
fn abroad_a_rate_has_the_value_and_the_weight() {
    let asked = body(&shop(&account(), &abroad()));
    let shipment = &asked["RateRequest"]["Shipment"];
    assert_eq!(
        shipment["InvoiceLineTotal"],
        json!({ "CurrencyCode": "USD", "MonetaryValue": "34.99" })
    );
    assert_eq!(shipment["ShipmentTotalWeight"]["Weight"], "2.8");
    // Without a value UPS refuses to say when it arrives, so it is not asked.
    let mut unvalued = consignment();
    unvalued.ship_to = berlin();
    unvalued.goods_value = None;
    let request = shop(&account(), &unvalued);
    assert!(request.url.ends_with("/Shop"), "{}", request.url);
    let asked = body(&request);
    assert_eq!(asked["RateRequest"]["Request"]["RequestOption"], "Shop");
    assert!(asked["RateRequest"]["Shipment"]["DeliveryTimeInformation"].is_null());
}

#[test]
fn a_purchase_bears_both_references_on_the_parcel_within_the_country() {
    let prepared = prepared();
    assert_eq!(prepared.reference, KEY);
    assert_eq!(prepared.quoted, usd(956));
    assert_eq!(
        prepared.request.url,
        "https://onlinetools.ups.com/api/shipments/v2409/ship"
    );
    assert_eq!(header(&prepared.request, "transId"), KEY);
    let asked = body(&prepared.request);
    let asked = &asked["ShipmentRequest"];
    assert_eq!(asked["Request"]["RequestOption"], "validate");
    assert_eq!(
        asked["LabelSpecification"],
        json!({ "LabelImageFormat": { "Code": "ZPL" }, "LabelStockSize": { "Height": "6", "Width": "4" } })
    );
    let shipment = &asked["Shipment"];
    assert_eq!(shipment["Service"], json!({ "Code": "03" }));
    assert_eq!(shipment["ShipmentDate"], "20261127");
    assert!(shipment["ReferenceNumber"].is_null() && shipment["PaymentDetails"].is_null());
    assert_eq!(
        shipment["PaymentInformation"]["ShipmentCharge"][0]["Type"],
        "01"
    );
    let parcel = &shipment["Package"][0];
    assert_eq!(parcel["Packaging"], json!({ "Code": "02" }));
    assert!(parcel["PackagingType"].is_null());
    assert_eq!(
        parcel["ReferenceNumber"],
        json!([{ "Value": "1001" }, { "Value": KEY }])
    );
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap();
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn abroad_references_belong_to_the_shipment_and_duties_to_the_sender() {
    let asked = shipment(&account(), &abroad());
    assert_eq!(
        asked["ReferenceNumber"],
        json!([{ "Value": "1001" }, { "Value": KEY }])
    );
    assert!(asked["Package"][0]["ReferenceNumber"].is_null());
    assert_eq!(asked["Description"], "Green tea, Tea cup");
    assert_eq!(
        asked["PaymentInformation"]["ShipmentCharge"][1]["Type"],
        "02"
    );
    assert_eq!(asked["InvoiceLineTotal"]["MonetaryValue"], "34.99");
    // A region that is no code is no part of a German address; somebody can be called there.
    let to = &asked["ShipTo"];
    assert!(to["Address"]["StateProvinceCode"].is_null());
    assert_eq!(to["Phone"]["Number"], "4930901820");
    assert_eq!(to["AttentionName"], "Cara Cedar");
    assert!(asked["ShipmentServiceOptions"].is_null(), "printed here");
}

#[test]
fn ups_sends_the_invoice_where_the_account_says_so() {
    let account = with(&[("invoice", "electronic")]);
    let asked = shipment(&account, &abroad());
    let forms = &asked["ShipmentServiceOptions"]["InternationalForms"];
    assert_eq!(forms["FormType"], json!(["01"]));
    assert_eq!(forms["InvoiceNumber"], "INV-7");
    assert_eq!(forms["InvoiceDate"], "20261127");
    assert_eq!(forms["TermsOfShipment"], "DDP");
    assert_eq!(forms["ReasonForExport"], "SALE");
    assert_eq!(forms["CurrencyCode"], "USD");
    assert_eq!(forms["Contacts"]["SoldTo"]["Name"], "Cara Cedar");
    assert_eq!(
        forms["Product"][0],
        json!({
            "Description": ["Green tea"],
            "Unit": { "Number": "2", "UnitOfMeasurement": { "Code": "PCS" }, "Value": "12.50" },
            "CommodityCode": "090210",
            "PartNumber": "TEA-1",
            "OriginCountryCode": "VN",
            "ProductWeight": { "UnitOfMeasurement": { "Code": "LBS" }, "Weight": "1.2" },
        })
    );
    assert!(shipment(&account, &consignment())["ShipmentServiceOptions"].is_null());
}

#[test]
fn extras_are_by_the_parcel_at_home_and_by_the_shipment_abroad() {
    let mut home = consignment();
    home.options.signature = true;
    home.options.cod = Some(usd(1_999));
    home.options.insurance = Some(usd(10_000));
    let asked = shipment(&account(), &home);
    assert_eq!(
        asked["Package"][0]["PackageServiceOptions"],
        json!({
            "DeliveryConfirmation": { "DCISType": "2" },
            "DeclaredValue": { "CurrencyCode": "USD", "MonetaryValue": "100.00" },
            "COD": { "CODFundsCode": "0", "CODAmount": { "CurrencyCode": "USD", "MonetaryValue": "19.99" } },
        })
    );
    let adult = shipment(&with(&[("signature", "adult")]), &home);
    let confirmation = &adult["Package"][0]["PackageServiceOptions"]["DeliveryConfirmation"];
    assert_eq!(confirmation["DCISType"], "3");
    let mut away = abroad();
    away.options = home.options;
    let asked = shipment(&account(), &away);
    let options = &asked["ShipmentServiceOptions"];
    assert_eq!(options["DeliveryConfirmation"]["DCISType"], "1");
    assert_eq!(options["COD"]["CODFundsCode"], "1");
    let parcel = &asked["Package"][0]["PackageServiceOptions"];
    assert!(parcel["COD"].is_null() && parcel["DeliveryConfirmation"].is_null());
    // Rating hears of them too, or its prices would be too low.
    let rated = body(&shop(&account(), &away));
    assert_eq!(
        rated["RateRequest"]["Shipment"]["ShipmentServiceOptions"],
        *options
    );
}

#[test]
fn insurance_is_shared_to_the_cent() {
    let mut three = consignment();
    three.parcels = vec![parcel(pounds(10)), parcel(pounds(20)), parcel(pounds(30))];
    three.options.insurance = Some(usd(10_000));
    let asked = shipment(&account(), &three);
    let values: Vec<&str> = (0..3)
        .map(|i| {
            asked["Package"][i]["PackageServiceOptions"]["DeclaredValue"]["MonetaryValue"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert_eq!(values, ["33.34", "33.33", "33.33"]);
}

#[test]
fn a_return_goes_from_the_customer_to_the_account() {
    let back = Consignment {
        ship_from: reno(),
        ship_to: austin(),
        direction: Direction::Return,
        ..consignment()
    };
    let asked = shipment(&account(), &back);
    assert_eq!(asked["ReturnService"], json!({ "Code": "9" }));
    assert_eq!(asked["Shipper"]["Name"], "Acorn Goods");
    assert_eq!(asked["Shipper"]["ShipperNumber"], "A1B2C3");
    assert_eq!(asked["ShipFrom"]["Name"], "Bo Birch");
    assert_eq!(asked["ShipTo"]["Name"], "Acorn Goods");
    assert_eq!(asked["Package"][0]["Description"], "Goods");
}

#[test]
fn labels_are_asked_for_as_the_printer_likes_them() {
    for (setting, size, accept, format, height) in [
        ("auto", "4x6", Format::Zpl, "ZPL", Some("6")),
        ("auto", "4x8", Format::Epl, "EPL", Some("8")),
        ("auto", "4x6", Format::Pdf, "GIF", None),
        ("ZPL", "4x8", Format::Pdf, "ZPL", Some("8")),
        ("GIF", "4x6", Format::Zpl, "GIF", None),
    ] {
        let account = with(&[("label_format", setting), ("label_size", size)]);
        let prepared =
            ship::prepared(&account, purchase(), &consignment(), &rate(), accept).unwrap();
        let asked = &body(&prepared.request)["ShipmentRequest"]["LabelSpecification"];
        assert_eq!(asked["LabelImageFormat"]["Code"], format);
        assert_eq!(asked["LabelStockSize"]["Height"].as_str(), height);
        assert_eq!(asked["HTTPUserAgent"].is_null(), format != "GIF");
    }
}

#[test]
fn the_account_says_where_and_at_what_prices() {
    let cie = shop(&with(&[("environment", "cie")]), &consignment());
    assert!(cie.url.starts_with("https://wwwcie.ups.com/api/rating/"));
    let own = with(&[
        ("url", "http://127.0.0.1:5009/ups/"),
        ("environment", "cie"),
    ]);
    let request = track::request(&own, FIRST, Uuid::nil()).unwrap();
    assert!(
        request
            .url
            .starts_with("http://127.0.0.1:5009/ups/api/track/v1/details/1Z"),
        "{}",
        request.url
    );
    let login = login::LOGIN.request(&own).unwrap();
    assert_eq!(
        login.request.url,
        "http://127.0.0.1:5009/ups/security/v1/oauth/token"
    );
    assert_eq!(login.request.body, b"grant_type=client_credentials");
    let names: Vec<&str> = login.credentials.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(names, ["authorization", "x-merchant-id"]);
    let listed = with(&[
        ("prices", "published"),
        ("pickup_type", "03"),
        ("residential", "never"),
    ]);
    let asked = body(&shop(&listed, &consignment()));
    let asked = &asked["RateRequest"];
    assert_eq!(asked["PickupType"]["Code"], "03");
    assert_eq!(asked["Shipment"]["ShipmentRatingOptions"], json!({}));
    let to = &asked["Shipment"]["ShipTo"]["Address"];
    assert!(to["ResidentialAddressIndicator"].is_null());
    let unencrypted = with(&[("url", "http://ups.example.com")]);
    assert!(rate::request(&unencrypted, &consignment(), Uuid::nil()).is_err());
}

#[test]
fn the_other_operations_ask_for_what_they_should() {
    let account = account();
    let void = void::request(&account, FIRST, Uuid::nil()).unwrap();
    assert_eq!(
        (void.method.as_str(), void.url.as_str()),
        (
            "DELETE",
            "https://onlinetools.ups.com/api/shipments/v2409/void/cancel/1ZA1B2C30310420013"
        )
    );
    let again = label::request(&account, FIRST, "ZPL", Uuid::nil()).unwrap();
    assert_eq!(
        body(&again),
        json!({ "LabelRecoveryRequest": {
            "LabelSpecification": { "LabelImageFormat": { "Code": "ZPL" }, "LabelStockSize": { "Height": "6", "Width": "4" } },
            "TrackingNumber": FIRST,
        } })
    );
    let address = address::request(&account, &reno(), Uuid::nil()).unwrap();
    assert!(
        address
            .url
            .contains("/api/addressvalidation/v2/3?maximumcandidatelistsize=15")
    );
    assert_eq!(
        body(&address),
        json!({ "XAVRequest": { "AddressKeyFormat": {
            "AddressLine": ["5 Elm Street", "Flat 3"],
            "PoliticalDivision2": "Reno",
            "PoliticalDivision1": "NV",
            "PostcodePrimaryLow": "89501",
            "PostcodeExtendedLow": "1203",
            "CountryCode": "US",
        } } })
    );
    let subscription = alert::request(&account, &[FIRST.to_owned()], Uuid::nil()).unwrap();
    assert_eq!(
        body(&subscription),
        json!({ "locale": "en_US", "countryCode": "US", "eventPreferences": ["D", "I", "M", "X", "U"], "trackingNumberList": [FIRST] })
    );
    // A number cannot lead to another place.
    let odd = void::request(&account, "../../x?y", Uuid::nil()).unwrap();
    assert!(odd.url.ends_with("/cancel/..%2F..%2Fx%3Fy"), "{}", odd.url);
}
