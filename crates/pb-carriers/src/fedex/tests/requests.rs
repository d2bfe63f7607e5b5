//! What leaves, as FedEx spells it.
use super::*;
use crate::engine::Login as _;

fn quote(account: &Account, consignment: &Consignment) -> Value {
    body(&rate::request(account, consignment, Uuid::nil()).unwrap())
}

fn shipment(account: &Account, consignment: &Consignment) -> Value {
    body(&prepared_for(account, consignment).request)["requestedShipment"].clone()
}

#[test]
fn rates_are_asked_for_all_services_with_transit_times() {
    let request = rate::request(&account(), &consignment(), Uuid::nil()).unwrap();
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "https://apis.fedex.com/rate/v1/rates/quotes")
    );
    assert_eq!(header(&request, "x-locale"), "en_US");
    assert_eq!(header(&request, "x-customer-transaction-id").len(), 36);
    assert_eq!(header(&request, "Content-Type"), "application/json");
    assert_eq!(
        body(&request),
        json!({
            "accountNumber": { "value": NUMBER },
            "rateRequestControlParameters": { "returnTransitTimes": true },
            "requestedShipment": {
                "shipper": { "address": { "streetLines": ["12 Mill Road"], "city": "Austin", "stateOrProvinceCode": "TX", "postalCode": "78701", "countryCode": "US" } },
                "recipient": { "address": { "streetLines": ["5 Elm Street", "Flat 3"], "city": "Reno", "stateOrProvinceCode": "NV", "postalCode": "89501-1203", "countryCode": "US", "residential": true } },
                "rateRequestType": ["ACCOUNT", "LIST"],
                "shipDateStamp": "2026-11-27",
                "pickupType": "USE_SCHEDULED_PICKUP",
                "packagingType": "YOUR_PACKAGING",
                "totalPackageCount": 1,
                "totalWeight": 2.8,
                "requestedPackageLineItems": [{
                    "groupPackageCount": 1,
                    "weight": { "units": "LB", "value": 2.8 },
                    "dimensions": { "length": 10, "width": 8, "height": 4, "units": "IN" },
                }],
            },
        })
    );
}

#[test]
fn a_purchase_says_it_all_and_bears_both_references() {
    let prepared = prepared();
    assert_eq!(
        (prepared.reference.as_str(), prepared.quoted),
        (KEY, usd(6_703))
    );
    let request = &prepared.request;
    assert_eq!(request.url, "https://apis.fedex.com/ship/v1/shipments");
    assert_eq!(header(request, "x-customer-transaction-id"), PURCHASE);
    assert_eq!(
        body(request),
        json!({
            "labelResponseOptions": "LABEL",
            "accountNumber": { "value": NUMBER },
            "shipAction": "CONFIRM",
            "processingOptionType": "SYNCHRONOUS_ONLY",
            "requestedShipment": {
                "shipDatestamp": "2026-11-27",
                "shipper": {
                    "contact": { "personName": "Packing Dept", "companyName": "Acorn Goods", "phoneNumber": "5125550143" },
                    "address": { "streetLines": ["12 Mill Road"], "city": "Austin", "stateOrProvinceCode": "TX", "postalCode": "78701", "countryCode": "US" },
                },
                "recipients": [{
                    // Nobody is taken without a telephone number; who has none is called at the sender's.
                    "contact": { "personName": "Bo Birch", "phoneNumber": "5125550143" },
                    "address": { "streetLines": ["5 Elm Street", "Flat 3"], "city": "Reno", "stateOrProvinceCode": "NV", "postalCode": "89501-1203", "countryCode": "US", "residential": true },
                }],
                "pickupType": "USE_SCHEDULED_PICKUP",
                "serviceType": "PRIORITY_OVERNIGHT",
                "packagingType": "YOUR_PACKAGING",
                "totalWeight": 2.8,
                "shippingChargesPayment": {
                    "paymentType": "SENDER",
                    "payor": { "responsibleParty": { "accountNumber": { "value": NUMBER } } },
                },
                "labelSpecification": {
                    "imageType": "ZPLII",
                    "labelStockType": "STOCK_4X6",
                    "labelFormatType": "COMMON2D",
                    "labelOrder": "SHIPPING_LABEL_FIRST",
                    "resolution": 203,
                },
                "rateRequestType": ["ACCOUNT", "LIST"],
                "totalPackageCount": 1,
                "requestedPackageLineItems": [{
                    "sequenceNumber": 1,
                    "groupPackageCount": 1,
                    "weight": { "units": "LB", "value": 2.8 },
                    "dimensions": { "length": 10, "width": 8, "height": 4, "units": "IN" },
                    "customerReferences": [
                        { "customerReferenceType": "CUSTOMER_REFERENCE", "value": "1001" },
                        { "customerReferenceType": "P_O_NUMBER", "value": KEY },
                    ],
                }],
            },
        })
    );
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap();
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn keys_are_the_purchases_and_fit() {
    assert_eq!(ship::key(Uuid::nil()), "0");
    assert_eq!(ship::key(Uuid::max()).len(), 25);
    assert_ne!(
        ship::key(Uuid::from_u128(36)),
        ship::key(Uuid::from_u128(37))
    );
    assert_eq!(ship::key(Uuid::from_u128(37)), "11");
}

#[test]
fn abroad_a_purchase_says_what_the_customs_ask() {
    let asked = shipment(&account(), &abroad());
    let payor = json!({ "responsibleParty": { "accountNumber": { "value": NUMBER } } });
    assert_eq!(
        asked["customsClearanceDetail"],
        json!({
            "dutiesPayment": { "paymentType": "SENDER", "payor": payor },
            "commercialInvoice": {
                "termsOfSale": "DDP",
                "shipmentPurpose": "SOLD",
                "originatorName": "Acorn Goods",
                "customerReferences": [{ "customerReferenceType": "INVOICE_NUMBER", "value": "INV-7" }],
            },
            "isDocumentOnly": false,
            "totalCustomsValue": { "amount": 34.99, "currency": "USD" },
            "commodities": [
                {
                    "description": "Green tea",
                    "weight": { "units": "LB", "value": 1.1 },
                    "quantity": 2,
                    "quantityUnits": "PCS",
                    "unitPrice": { "amount": 12.5, "currency": "USD" },
                    "customsValue": { "amount": 25, "currency": "USD" },
                    "countryOfManufacture": "VN",
                    "harmonizedCode": "090210",
                    "partNumber": "TEA-1",
                },
                {
                    "description": "Tea cup",
                    "weight": { "units": "LB", "value": 0.55 },
                    "quantity": 1,
                    "quantityUnits": "PCS",
                    "unitPrice": { "amount": 9.99, "currency": "USD" },
                    "customsValue": { "amount": 9.99, "currency": "USD" },
                    "countryOfManufacture": "VN",
                    "harmonizedCode": "090210",
                    "partNumber": "TEA-1",
                },
            ],
        })
    );
    // A region that is no code is no part of a German address.
    let to = &asked["recipients"][0];
    assert!(to["address"]["stateOrProvinceCode"].is_null());
    assert_eq!(to["contact"]["phoneNumber"], "4930901820");
    assert_eq!(to["contact"]["emailAddress"], "cara@example.com");
    assert!(asked["shipmentSpecialServices"].is_null(), "printed here");
    assert!(asked["shippingDocumentSpecification"].is_null());
    let mut duties_there = abroad();
    duties_there.customs.as_mut().unwrap().incoterm = Incoterm::Dap;
    let asked = shipment(&account(), &duties_there);
    let customs = &asked["customsClearanceDetail"];
    assert_eq!(
        customs["dutiesPayment"],
        json!({ "paymentType": "RECIPIENT" })
    );
    assert_eq!(customs["commercialInvoice"]["termsOfSale"], "DAP");
}

#[test]
fn fedex_makes_and_sends_the_invoice_where_the_account_says_so() {
    let account = with(&[("invoice", "electronic")]);
    let asked = shipment(&account, &abroad());
    assert_eq!(
        asked["shipmentSpecialServices"],
        json!({
            "specialServiceTypes": ["ELECTRONIC_TRADE_DOCUMENTS"],
            "etdDetail": { "requestedDocumentTypes": ["COMMERCIAL_INVOICE"] },
        })
    );
    assert_eq!(
        asked["shippingDocumentSpecification"],
        json!({
            "shippingDocumentTypes": ["COMMERCIAL_INVOICE"],
            "commercialInvoiceDetail": { "documentFormat": { "docType": "PDF", "stockType": "PAPER_LETTER" } },
        })
    );
    let mut papers = abroad();
    papers.customs.as_mut().unwrap().contents = ContentsType::Documents;
    let asked = shipment(&account, &papers);
    assert!(
        asked["shipmentSpecialServices"].is_null(),
        "papers have none"
    );
    assert_eq!(asked["customsClearanceDetail"]["isDocumentOnly"], true);
    assert!(shipment(&account, &consignment())["shippingDocumentSpecification"].is_null());
    // A price does not hang on it.
    let rated = quote(&account, &abroad());
    assert!(rated["requestedShipment"]["shipmentSpecialServices"].is_null());
}

#[test]
fn abroad_a_rate_has_the_goods_or_at_least_their_value() {
    let asked = quote(&account(), &abroad());
    let customs = &asked["requestedShipment"]["customsClearanceDetail"];
    assert_eq!(customs["commodities"].as_array().map(Vec::len), Some(2));
    assert!(customs["commercialInvoice"].is_null() && customs["isDocumentOnly"].is_null());
    let unlisted = Consignment {
        ship_to: berlin(),
        ..consignment()
    };
    let asked = quote(&account(), &unlisted);
    assert_eq!(
        asked["requestedShipment"]["customsClearanceDetail"],
        json!({
            "dutiesPayment": { "paymentType": "RECIPIENT" },
            "commodities": [{
                "description": "Goods",
                "weight": { "units": "LB", "value": 2.8 },
                "quantity": 1,
                "quantityUnits": "PCS",
                "unitPrice": { "amount": 42, "currency": "USD" },
                "customsValue": { "amount": 42, "currency": "USD" },
            }],
        })
    );
    let unvalued = Consignment {
        goods_value: None,
        ..unlisted
    };
    assert!(quote(&account(), &unvalued)["requestedShipment"]["customsClearanceDetail"].is_null());
    assert!(shipment(&account(), &unvalued)["customsClearanceDetail"].is_null());
}

#[test]
fn extras_are_said_to_both() {
    let mut home = consignment();
    home.options.signature = true;
    home.options.cod = Some(usd(1_999));
    home.options.insurance = Some(usd(10_000));
    home.options.instructions = " Ring twice ".to_owned();
    home.parcels = vec![parcel(pounds(10)), parcel(pounds(20)), parcel(pounds(30))];
    let asked = shipment(&account(), &home);
    let services = json!({
        "specialServiceTypes": ["COD"],
        "shipmentCODDetail": {
            "codCollectionType": "ANY",
            "codCollectionAmount": { "amount": 19.99, "currency": "USD" },
        },
    });
    assert_eq!(asked["shipmentSpecialServices"], services);
    assert_eq!(asked["recipients"][0]["deliveryInstructions"], "Ring twice");
    assert_eq!(
        asked["totalDeclaredValue"],
        json!({ "amount": 100, "currency": "USD" })
    );
    assert_eq!(
        (asked["totalPackageCount"].as_u64(), &asked["totalWeight"]),
        (Some(3), &json!(6))
    );
    let items = asked["requestedPackageLineItems"].as_array().unwrap();
    let values: Vec<&Value> = items
        .iter()
        .map(|i| &i["declaredValue"]["amount"])
        .collect();
    assert_eq!(values, [&json!(33.34), &json!(33.33), &json!(33.33)]);
    let places: Vec<&Value> = items.iter().map(|i| &i["sequenceNumber"]).collect();
    assert_eq!(places, [1, 2, 3]);
    assert_eq!(
        items[0]["packageSpecialServices"],
        json!({ "specialServiceTypes": ["SIGNATURE_OPTION"], "signatureOptionType": "DIRECT" })
    );
    // Rating hears of them too, or its prices would be too low.
    let rated = quote(&account(), &home);
    let rated = &rated["requestedShipment"];
    assert_eq!(rated["shipmentSpecialServices"], services);
    assert_eq!(
        rated["requestedPackageLineItems"][2]["packageSpecialServices"],
        items[2]["packageSpecialServices"]
    );
    for (setting, option) in [("adult", "ADULT"), ("neighbour", "INDIRECT")] {
        let asked = shipment(
            &with(&[("signature", setting), ("cod_funds", "CASH")]),
            &home,
        );
        let signature = &asked["requestedPackageLineItems"][0]["packageSpecialServices"];
        assert_eq!(signature["signatureOptionType"], option);
        let cash = &asked["shipmentSpecialServices"]["shipmentCODDetail"];
        assert_eq!(cash["codCollectionType"], "CASH");
    }
}

#[test]
fn a_return_goes_from_the_customer_at_the_merchants_cost() {
    let back = Consignment {
        ship_from: reno(),
        ship_to: austin(),
        direction: Direction::Return,
        ..consignment()
    };
    let asked = shipment(&account(), &back);
    assert_eq!(
        asked["shipmentSpecialServices"],
        json!({
            "specialServiceTypes": ["RETURN_SHIPMENT"],
            "returnShipmentDetail": { "returnType": "PRINT_RETURN_LABEL" },
        })
    );
    assert_eq!(asked["shipper"]["contact"]["personName"], "Bo Birch");
    assert_eq!(asked["shipper"]["contact"]["phoneNumber"], "5125550143");
    assert_eq!(
        asked["recipients"][0]["contact"]["companyName"],
        "Acorn Goods"
    );
    assert!(asked["recipients"][0]["address"]["residential"].is_null());
    assert_eq!(asked["shippingChargesPayment"]["paymentType"], "SENDER");
    let rated = quote(&account(), &back);
    assert_eq!(
        rated["requestedShipment"]["shipmentSpecialServices"],
        asked["shipmentSpecialServices"]
    );
}

#[test]
fn labels_are_asked_for_as_the_printer_likes_them() {
    for (setting, size, accept, format, stock) in [
        ("auto", "4X6", Format::Zpl, "ZPLII", "STOCK_4X6"),
        ("auto", "4X675", Format::Epl, "EPL2", "STOCK_4X675"),
        ("auto", "4X8", Format::Pdf, "PDF", "PAPER_4X8"),
        ("auto", "4X9", Format::Png, "PNG", "PAPER_4X9"),
        ("auto", "4X6", Format::Gif, "PDF", "PAPER_4X6"),
        ("ZPLII", "4X8", Format::Pdf, "ZPLII", "STOCK_4X8"),
        ("PDF", "4X6", Format::Zpl, "PDF", "PAPER_4X6"),
    ] {
        let account = with(&[
            ("label_format", setting),
            ("label_size", size),
            ("label_resolution", "300"),
        ]);
        let prepared =
            ship::prepared(&account, purchase(), &consignment(), &rate(), accept).unwrap();
        let asked = &body(&prepared.request)["requestedShipment"]["labelSpecification"];
        assert_eq!(
            (&asked["imageType"], &asked["labelStockType"]),
            (&json!(format), &json!(stock))
        );
        let resolution = (format == "ZPLII").then_some(300);
        assert_eq!(asked["resolution"].as_u64(), resolution);
    }
}

#[test]
fn quebec_has_its_former_code() {
    let mut to = consignment();
    to.ship_to.country = Some(country("CA"));
    to.ship_to.region = "qc".to_owned();
    let asked = shipment(&account(), &to);
    assert_eq!(
        asked["recipients"][0]["address"]["stateOrProvinceCode"],
        "PQ"
    );
}

#[test]
fn the_account_says_where_and_at_what_prices() {
    let sandbox = with(&[("environment", "sandbox")]);
    let request = rate::request(&sandbox, &consignment(), Uuid::nil()).unwrap();
    assert!(
        request
            .url
            .starts_with("https://apis-sandbox.fedex.com/rate/")
    );
    let own = with(&[("url", "http://127.0.0.1:5009/fedex/")]);
    let request = track::request(&own, &[FIRST], Uuid::nil()).unwrap();
    assert_eq!(
        request.url,
        "http://127.0.0.1:5009/fedex/track/v1/trackingnumbers"
    );
    let login = login::LOGIN.request(&own).unwrap();
    assert_eq!(login.request.url, "http://127.0.0.1:5009/fedex/oauth/token");
    assert_eq!(
        String::from_utf8_lossy(&login.request.body),
        "grant_type=client_credentials&client_id=hush-client_id&client_secret=hush-client_secret"
    );
    assert!(login.credentials.is_empty());
    assert!(
        login::TRACK_LOGIN.request(&own).is_err(),
        "it has no such keys"
    );
    let mut two = own.clone();
    for name in ["track_client_id", "track_client_secret"] {
        two.secrets.insert(name.to_owned(), format!("hush-{name}"));
    }
    let login = login::TRACK_LOGIN.request(&two).unwrap();
    let body_text = String::from_utf8_lossy(&login.request.body).into_owned();
    assert!(
        body_text.contains("client_id=hush-track_client_id"),
        "{body_text}"
    );
    assert!(host::has_track_keys(&two) && !host::has_track_keys(&own));
    let listed = with(&[
        ("prices", "published"),
        ("pickup_type", "DROPOFF_AT_FEDEX_LOCATION"),
        ("residential", "never"),
    ]);
    let asked = quote(&listed, &consignment());
    let asked = &asked["requestedShipment"];
    assert_eq!(asked["rateRequestType"], json!(["LIST"]));
    assert_eq!(asked["pickupType"], "DROPOFF_AT_FEDEX_LOCATION");
    assert_eq!(asked["recipient"]["address"]["residential"], false);
    let unencrypted = with(&[("url", "http://fedex.example.com")]);
    assert!(rate::request(&unencrypted, &consignment(), Uuid::nil()).is_err());
}

#[test]
fn the_other_operations_ask_for_what_they_should() {
    let account = account();
    let void = void::request(&account, FIRST, Uuid::nil()).unwrap();
    assert_eq!(
        (void.method.as_str(), void.url.as_str()),
        ("PUT", "https://apis.fedex.com/ship/v1/shipments/cancel")
    );
    assert_eq!(
        body(&void),
        json!({
            "accountNumber": { "value": NUMBER },
            "trackingNumber": FIRST,
            "deletionControl": "DELETE_ALL_PACKAGES",
        })
    );
    let tracks = track::request(&account, &[FIRST, SECOND], Uuid::nil()).unwrap();
    assert_eq!(
        body(&tracks),
        json!({
            "includeDetailedScans": true,
            "trackingInfo": [
                { "trackingNumberInfo": { "trackingNumber": FIRST } },
                { "trackingNumberInfo": { "trackingNumber": SECOND } },
            ],
        })
    );
    let address = address::request(&account, &reno(), Uuid::nil()).unwrap();
    assert_eq!(
        address.url,
        "https://apis.fedex.com/address/v1/addresses/resolve"
    );
    assert_eq!(
        body(&address),
        json!({ "addressesToValidate": [{ "address": {
            "streetLines": ["5 Elm Street", "Flat 3"],
            "city": "Reno",
            "stateOrProvinceCode": "NV",
            "postalCode": "89501-1203",
            "countryCode": "US",
        } }] })
    );
    let close = close::request(&account, "2026-11-27", Uuid::nil()).unwrap();
    assert_eq!(
        (close.method.as_str(), close.url.as_str()),
        ("PUT", "https://apis.fedex.com/ship/v1/endofday/")
    );
    assert_eq!(
        body(&close),
        json!({
            "closeReqType": "GCDR",
            "accountNumber": { "value": NUMBER },
            "groundServiceCategory": "GROUND",
            "closeDate": "2026-11-27",
            "closeDocumentSpecification": { "closeDocumentTypes": ["MANIFEST"] },
        })
    );
    assert!(close::request(&account, "today", Uuid::nil()).is_err());
}
