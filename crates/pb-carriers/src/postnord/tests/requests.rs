//! What leaves, as PostNord spells it.
use super::*;

fn shipment(account: &Account, consignment: &Consignment, service: &str) -> Value {
    body(&prepare(account, consignment, service).unwrap().request)["shipment"][0].clone()
}

fn codes(account: &Account, consignment: &Consignment, service: &str) -> Value {
    shipment(account, consignment, service)["service"]["additionalServiceCode"].clone()
}

#[test]
fn a_purchase_is_an_instruction_whose_numbers_postnord_gives() {
    let prepared = prepared();
    assert_eq!(prepared.reference, REFERENCE);
    assert_eq!(prepared.quoted, sek(5_900));
    let request = &prepared.request;
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        (
            "POST",
            "https://api2.postnord.com/rest/shipment/v3/edi/labels/zpl?labelType=standard&dpmm=8dpmm&multiZPL=true&definePrintout=onlyLabels"
        )
    );
    assert_eq!(
        body(request),
        json!({
            "messageDate": "2026-11-27T09:30:00Z",
            "messageFunction": "Instruction",
            "messageId": PURCHASE,
            "application": { "applicationId": 1234, "name": "Packbench", "version": env!("CARGO_PKG_VERSION") },
            "language": "EN",
            "updateIndicator": "Original",
            "testIndicator": false,
            "shipment": [{
                "shipmentIdentification": { "shipmentId": "0" },
                "dateAndTimes": { "loadingDate": "2026-11-27T15:00:00Z" },
                "service": { "basicServiceCode": "19" },
                "goodsValue": { "amount": 420, "currency": "SEK" },
                "numberOfPackages": { "value": 1 },
                "totalGrossWeight": { "value": 1.2, "unit": "KGM" },
                "references": [{ "referenceNo": REFERENCE, "referenceType": "CU" }],
                "parties": {
                    "consignor": {
                        "issuerCode": "Z12",
                        "partyIdentification": { "partyId": "1234567890", "partyIdType": "160" },
                        "party": {
                            "nameIdentification": { "name": "Packing Dept", "companyName": "Acorn Goods AB" },
                            "address": { "streets": ["Exempelgatan 1"], "postalCode": "11122", "city": "Stockholm", "countryCode": "SE" },
                            "contact": { "contactName": "Packing Dept", "emailAddress": "packing@acorn.example", "phoneNo": "+46812345678", "smsNo": "+46812345678" },
                        },
                    },
                    "consignee": { "party": {
                        "nameIdentification": { "name": "Bo Birch" },
                        "address": { "streets": ["Provvägen 5", "lgh 1102"], "postalCode": "41101", "city": "Göteborg", "countryCode": "SE" },
                        "contact": { "contactName": "Bo Birch", "emailAddress": "bo@birch.example", "phoneNo": "+46701740605", "smsNo": "+46701740605" },
                    } },
                },
                "goodsItem": [{
                    "packageTypeCode": "PC",
                    "items": [{
                        "itemIdentification": { "itemId": "0", "itemIdType": "SSCC" },
                        "grossWeight": { "value": 1.2, "unit": "KGM" },
                        "dimensions": {
                            "height": { "value": 10.1, "unit": "CMT" },
                            "width": { "value": 20, "unit": "CMT" },
                            "length": { "value": 30, "unit": "CMT" },
                        },
                    }],
                }],
            }],
        })
    );
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap();
    assert!(!written.contains("hush-") && !written.contains("apikey"));
}

#[test]
fn the_labels_format_is_the_printers_or_the_merchants() {
    let url = |account: &Account, accept| {
        let at = (PurchaseId(PURCHASE.parse().unwrap()), NOW.parse().unwrap());
        let prepared =
            ship::prepared(account, at, &consignment(), &rate_of("19"), accept, None).unwrap();
        prepared.request.url
    };
    let base = "https://api2.postnord.com/rest/shipment/v3/edi/labels/";
    assert_eq!(
        url(&account(), Format::Pdf),
        format!(
            "{base}pdf?labelType=standard&paperSize=LABEL&rotate=0&multiPDF=true&definePrintout=onlyLabels&locale=en"
        )
    );
    assert!(url(&account(), Format::Epl).starts_with(&format!("{base}pdf?")));
    let account = with(&[
        ("label_format", "pdf"),
        ("label_type", "small"),
        ("paper", "A5"),
    ]);
    assert_eq!(
        url(&account, Format::Zpl),
        format!(
            "{base}pdf?labelType=small&paperSize=A5&rotate=0&multiPDF=true&definePrintout=onlyLabels&locale=en"
        )
    );
    let account = with(&[("label_format", "zpl"), ("environment", "sandbox")]);
    assert!(
        url(&account, Format::Pdf)
            .starts_with("https://atapi2.postnord.com/rest/shipment/v3/edi/labels/zpl?")
    );
}

#[test]
fn several_parcels_are_one_shipment() {
    let asked = shipment(&account(), &two(), "19");
    assert_eq!(asked["numberOfPackages"]["value"], 2);
    assert_eq!(asked["totalGrossWeight"]["value"], json!(4.7));
    let items = asked["goodsItem"][0]["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[1]["grossWeight"]["value"], json!(3.5));
    assert!(items[1]["dimensions"].is_null());
}

#[test]
fn weights_and_sizes_never_go_down() {
    let mut heavy = consignment();
    heavy.parcels[0].weight = Weight::from_micrograms(1_200_000_001);
    heavy.parcels[0].dimensions = Some(Dimensions {
        length: Length::from_micrometres(300_001),
        width: Length::from_mm(20),
        height: Length::from_mm(10),
    });
    let asked = shipment(&account(), &heavy, "19");
    let item = &asked["goodsItem"][0]["items"][0];
    assert_eq!(item["grossWeight"]["value"], json!(1.201));
    assert_eq!(item["dimensions"]["length"]["value"], json!(30.1));
    assert_eq!(item["dimensions"]["height"]["value"], json!(1));
}

#[test]
fn options_are_add_ons_with_what_they_need() {
    let mut full = consignment();
    full.options = ShipOptions {
        cod: Some(sek(42_050)),
        insurance: Some(sek(500_000)),
        signature: true,
        reference: String::new(),
        instructions: "Ring the bell".to_owned(),
    };
    let account = with(&[
        ("signature", "id_check"),
        ("cod_account", "123-4567"),
        ("notify", "both"),
    ]);
    let asked = shipment(&account, &full, "18");
    assert_eq!(
        asked["service"],
        json!({ "basicServiceCode": "18", "additionalServiceCode": ["C4", "A1", "A5", "A3", "A4"] })
    );
    assert_eq!(
        asked["cashOnDelivery"],
        json!({ "transactionIdentifier": REFERENCE, "codType": "BANKRECEIPT", "codAmount": { "amount": 420.5, "currency": "SEK" } })
    );
    assert_eq!(
        asked["insurance"],
        json!({ "insuranceAmount": { "amount": 5000, "currency": "SEK" } })
    );
    assert_eq!(
        asked["freeText"],
        json!([{ "usageCode": "DEL", "text": "Ring the bell" }])
    );
    assert_eq!(
        asked["parties"]["consignor"]["account"],
        json!({ "accountNo": "123-4567", "bankName": "Z01" })
    );
    let danish = with(&[("agreement", "Z11"), ("customer_number", "123456789")]);
    let mut insured = consignment();
    insured.options.insurance = Some(sek(100));
    let kind = shipment(&danish, &insured, "18")["insurance"]["typeOfInsurance"].clone();
    assert_eq!(kind, "EUROPE");
}

#[test]
fn mypack_home_comes_with_flex_change_unless_something_excuses_it() {
    let account = account();
    assert_eq!(codes(&account, &consignment(), "17"), json!(["C7"]));
    assert_eq!(
        codes(&account, &consignment(), "17+D6"),
        json!(["D6", "C7"])
    );
    assert_eq!(codes(&account, &consignment(), "17+A6"), json!(["A6"]));
    assert_eq!(codes(&account, &consignment(), "17+F1"), json!(["F1"]));
}

#[test]
fn the_nearest_service_point_is_named_where_one_must_be() {
    let needs = |account: &Account, to: Address, service: &str| {
        let asked = Consignment {
            ship_to: to,
            ..consignment()
        };
        let chosen = service::Chosen::read(service).unwrap();
        super::consignment::needs_point(account, &asked, &chosen).unwrap()
    };
    let nearest = with(&[("service_point", "nearest")]);
    assert!(!needs(&account(), goteborg(), "19"));
    assert!(needs(&account(), helsinki(), "19"));
    assert!(needs(&account(), oslo(), "19"));
    assert!(needs(&account(), goteborg(), "19+A7"));
    assert!(needs(&nearest, goteborg(), "19"));
    assert!(!needs(&nearest, helsinki(), "17"));

    let request = point::request(&account(), &helsinki()).unwrap();
    assert_eq!(
        request.url,
        "https://api2.postnord.com/rest/businesslocation/v5/servicepoints/nearest/byaddress?returnType=json&countryCode=FI&agreementCountry=SE&city=Helsinki&postalCode=00120&streetName=Koivukatu+7&numberOfServicePoints=5&srId=EPSG%3A4326&context=optionalservicepoint&responseFilter=public"
    );
    let found = point::parse(&recorded!("points_200.json")).unwrap();
    let to_finland = Consignment {
        ship_to: helsinki(),
        ..consignment()
    };
    let at = (PurchaseId(PURCHASE.parse().unwrap()), NOW.parse().unwrap());
    let prepared = ship::prepared(
        &account(),
        at,
        &to_finland,
        &rate_of("19"),
        Format::Zpl,
        Some(found),
    )
    .unwrap();
    let asked = &body(&prepared.request)["shipment"][0];
    assert_eq!(asked["service"]["additionalServiceCode"], json!(["A7"]));
    assert_eq!(
        asked["parties"]["deliveryParty"],
        json!({
            "partyIdentification": { "partyId": "209042", "partyIdType": "156" },
            "party": {
                "nameIdentification": { "name": "Kauppa Koivu" },
                "address": { "streets": ["Koivukatu 9 B"], "postalCode": "00120", "city": "HELSINKI", "countryCode": "FI" },
            },
        })
    );
}

#[test]
fn what_leaves_a_union_is_declared() {
    let account = with(&[("eori", "SE5561234567"), ("voec", "2021234")]);
    let asked = shipment(&account, &abroad(), "18");
    assert_eq!(
        asked["termsOfDelivery"],
        json!({ "todConditionCode": "DDP", "todConditionCodeList": "1990" })
    );
    let row = |no: u32, content: &str, pieces: u32, kilos: f64, value: f64| {
        json!({
            "rowNo": no, "content": content, "quantity": { "value": pieces },
            "grossWeight": { "value": kilos, "unit": "KGM" },
            "value": { "amount": value, "currency": "SEK" },
            "hsTariffNumber": "090210", "countryCode": "VN",
        })
    };
    let mut expected = json!({
        "EORIorPersonalIdNumber": "SE5561234567",
        "voec": "2021234",
        "categoryOfItem": { "categoryType": ["SALE OF GOODS"] },
        "detailedDescription": [row(1, "Green tea", 2, 0.5, 250.0), row(2, "Tea cup", 1, 0.25, 99.9)],
        "totalGrossWeight": { "value": 1.2, "unit": "KGM" },
        "totalValue": { "amount": 349.9, "currency": "SEK" },
        "postalCharges": { "amount": 59, "currency": "SEK" },
        "commercialItems": [
            { "hsTariffNumber": "090210", "countryCode": "VN", "detailedDescRowNo": 1 },
            { "hsTariffNumber": "090210", "countryCode": "VN", "detailedDescRowNo": 2 },
        ],
    });
    // A whole amount is written without a point.
    expected["detailedDescription"][0]["value"]["amount"] = json!(250);
    assert_eq!(asked["customsDeclarationCN23"], expected);
    assert!(asked["customsDeclarationCN22"].is_null());

    let small = with(&[("customs", "cn22"), ("ioss", "IM2760000742"), ("eori", "X")]);
    let asked = shipment(&small, &abroad(), "18");
    assert!(asked["customsDeclarationCN23"].is_null());
    let declared = &asked["customsDeclarationCN22"];
    assert!(declared["commercialItems"].is_null());
    assert!(declared["ioss"].is_null(), "that is for the European Union");
    let elsewhere = shipment(&with(&[("customs", "none")]), &abroad(), "18");
    assert!(elsewhere["customsDeclarationCN23"].is_null());
}

#[test]
fn transit_times_are_asked_for_what_the_table_prices() {
    let chosen: Vec<service::Chosen> = ["19", "17+D6", "18"]
        .iter()
        .map(|code| service::Chosen::read(code).unwrap())
        .collect();
    let request = transit::request(&account(), &consignment(), &chosen).unwrap();
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        (
            "GET",
            "https://api2.postnord.com/rest/transport/v2/transittime/addresstoaddress?startTime=2026-11-27T15%3A00&serviceCodes=17%2C18%2C19&additionalServiceCodes=D6&showInternalAdditionalServiceCode=true&originAddress=Exempelgatan+1&originPostalCode=11122&originCountryCode=SE&destinationAddress=Provv%C3%A4gen+5&destinationPostalCode=41101&destinationCountryCode=SE"
        )
    );
    let all = transit::request(&account(), &consignment(), &[]).unwrap();
    assert!(!all.url.contains("erviceCodes"), "{}", all.url);
}

#[test]
fn the_other_questions_are_one_address_each() {
    let base = "https://api2.postnord.com/rest/shipment";
    assert_eq!(
        track::request(&account(), FIRST).unwrap().url,
        format!("{base}/v7/trackandtrace/id/{FIRST}/public?locale=en")
    );
    assert_eq!(
        settle::request(&account(), REFERENCE).unwrap().url,
        format!(
            "{base}/v7/trackandtrace/customernumber/1234567890/reference/{REFERENCE}/public?locale=en"
        )
    );
    assert_eq!(
        connection::request(&account()).unwrap().url,
        format!("{base}/v1/validate/customernumber?customerNumber=1234567890&countryCode=SE")
    );
    let again = label::request(&account(), &[PRINT.to_owned()], "zpl").unwrap();
    assert_eq!(
        again.url,
        format!("{base}/v3/labels/ids/zpl?dpmm=8dpmm&multiZPL=true&definePrintout=onlyLabels")
    );
    assert_eq!(
        body(&again),
        json!([{ "id": PRINT, "labelType": "standard" }])
    );
}
