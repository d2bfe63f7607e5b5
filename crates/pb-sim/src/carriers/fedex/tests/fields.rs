//! Every required field of a shipment, left out and mistyped; and what else may not be.
use super::*;

/// The fields that the documentation requires, as JSON pointers.
const REQUIRED: &[&str] = &[
    "/labelResponseOptions",
    "/accountNumber",
    "/accountNumber/value",
    "/requestedShipment",
    "/requestedShipment/shipper",
    "/requestedShipment/shipper/contact",
    "/requestedShipment/shipper/contact/phoneNumber",
    "/requestedShipment/shipper/address",
    "/requestedShipment/shipper/address/streetLines",
    "/requestedShipment/shipper/address/city",
    "/requestedShipment/shipper/address/stateOrProvinceCode",
    "/requestedShipment/shipper/address/postalCode",
    "/requestedShipment/shipper/address/countryCode",
    "/requestedShipment/recipients",
    "/requestedShipment/recipients/0/contact",
    "/requestedShipment/recipients/0/contact/phoneNumber",
    "/requestedShipment/recipients/0/contact/personName",
    "/requestedShipment/recipients/0/address",
    "/requestedShipment/recipients/0/address/streetLines",
    "/requestedShipment/recipients/0/address/city",
    "/requestedShipment/recipients/0/address/countryCode",
    "/requestedShipment/pickupType",
    "/requestedShipment/serviceType",
    "/requestedShipment/packagingType",
    "/requestedShipment/shippingChargesPayment",
    "/requestedShipment/shippingChargesPayment/paymentType",
    "/requestedShipment/labelSpecification",
    "/requestedShipment/labelSpecification/imageType",
    "/requestedShipment/labelSpecification/labelStockType",
    "/requestedShipment/requestedPackageLineItems",
    "/requestedShipment/requestedPackageLineItems/0/weight",
    "/requestedShipment/requestedPackageLineItems/0/weight/units",
    "/requestedShipment/requestedPackageLineItems/0/weight/value",
    "/requestedShipment/requestedPackageLineItems/0/dimensions/length",
    "/requestedShipment/requestedPackageLineItems/0/dimensions/units",
    "/requestedShipment/requestedPackageLineItems/0/customerReferences/0/customerReferenceType",
    "/requestedShipment/requestedPackageLineItems/0/customerReferences/0/value",
];

/// How an error names a field: entries are counted from 1.
fn named(pointer: &str) -> String {
    let parts = pointer.trim_start_matches('/').split('/');
    let parts = parts.map(|part| match part.parse::<u32>() {
        Ok(entry) => (entry + 1).to_string(),
        Err(_) => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn each_required_field_is_missed_by_name() {
    let client = start().await;
    for pointer in REQUIRED {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let mut body = shipment();
        let parent = body.pointer_mut(parent).expect("there");
        let removed = parent.as_object_mut().expect("an object").remove(name);
        assert!(removed.is_some(), "{pointer} is not in the request");
        let (status, answer) = client.ship(&body).await;
        assert_eq!(status, 400, "without {pointer}: {answer}");
        let field = &answer["errors"][0]["parameterList"][0]["value"];
        assert_eq!(*field, named(pointer), "without {pointer}: {answer}");
        let code = code(&answer);
        assert!(
            code.ends_with(".EMPTY") || code.ends_with(".INVALID"),
            "{code}"
        );
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn each_required_field_is_refused_by_name_with_another_type() {
    let client = start().await;
    for pointer in REQUIRED {
        let mut body = shipment();
        let value = body.pointer_mut(pointer).expect("there");
        *value = match value {
            Value::Number(number) => json!(number.to_string()),
            _ => json!(7),
        };
        let (status, answer) = client.ship(&body).await;
        assert_eq!(status, 400, "{pointer}: {answer}");
        let field = &answer["errors"][0]["parameterList"][0]["value"];
        assert_eq!(*field, named(pointer), "{pointer}: {answer}");
        assert!(code(&answer).ends_with(".INVALID"), "{pointer}: {answer}");
    }
}

#[tokio::test]
async fn misspelt_fields_and_wrong_values_are_refused() {
    let client = start().await;
    let at = |pointer: &str| format!("/requestedShipment{pointer}");
    let package = |rest: &str| format!("/requestedPackageLineItems/0/{rest}");
    for (pointer, value, wanted) in [
        (
            "/shipDateStamp".to_owned(),
            json!(TODAY),
            "REQUESTEDSHIPMENT.SHIPDATESTAMP.INVALID",
        ),
        (
            "/recipients/0/address/zip".to_owned(),
            json!("89501"),
            "RECIPIENTADDRESS.ZIP.INVALID",
        ),
        (
            "/recipients/0/contact/phoneNumber".to_owned(),
            json!("call Nora"),
            "RECIPIENTCONTACT.PHONENUMBER.INVALID",
        ),
        (
            "/recipients/0/contact/phoneNumber".to_owned(),
            json!("555-0123"),
            "RECIPIENTCONTACT.PHONENUMBER.INVALID",
        ),
        (
            "/recipients/0/address/streetLines".to_owned(),
            json!(["a", "b", "c", "d"]),
            "RECIPIENTADDRESS.STREETLINES.INVALID",
        ),
        (
            "/recipients/0/address/streetLines/0".to_owned(),
            json!("x".repeat(36)),
            "RECIPIENTADDRESS.STREETLINES.INVALID",
        ),
        (
            "/recipients/0/address/postalCode".to_owned(),
            json!("8950"),
            "COUNTRY.POSTALCODE.INVALID",
        ),
        ("/recipients/1".to_owned(), json!({}), ""),
        (
            "/shipDatestamp".to_owned(),
            json!("2026-01-14"),
            "REQUESTEDSHIPMENT.SHIPDATESTAMP.INVALID",
        ),
        (
            "/shipDatestamp".to_owned(),
            json!("2026-01-26"),
            "REQUESTEDSHIPMENT.SHIPDATESTAMP.INVALID",
        ),
        (
            "/serviceType".to_owned(),
            json!("GROUND"),
            "REQUESTEDSHIPMENT.SERVICETYPE.INVALID",
        ),
        // Sold, but not there, not to a home, and not in such a box.
        (
            "/serviceType".to_owned(),
            json!("INTERNATIONAL_ECONOMY"),
            "SERVICE.PACKAGECOMBINATION.INVALID",
        ),
        (
            "/serviceType".to_owned(),
            json!("FEDEX_GROUND"),
            "SERVICE.PACKAGECOMBINATION.INVALID",
        ),
        (
            "/packagingType".to_owned(),
            json!("FEDEX_PAK"),
            "SERVICE.PACKAGECOMBINATION.INVALID",
        ),
        (
            package("weight/value"),
            json!(150.1),
            "SERVICE.PACKAGECOMBINATION.INVALID",
        ),
        (
            package("weight/value"),
            json!(0),
            "REQUESTEDPACKAGELINEITEMSWEIGHT.VALUE.INVALID",
        ),
        (
            package("weight/units"),
            json!("LBS"),
            "REQUESTEDPACKAGELINEITEMSWEIGHT.UNITS.INVALID",
        ),
        (
            package("dimensions/length"),
            json!(120),
            "SERVICE.PACKAGECOMBINATION.INVALID",
        ),
        (
            package("dimensions/length"),
            json!(10.5),
            "REQUESTEDPACKAGELINEITEMSDIMENSIONS.LENGTH.INVALID",
        ),
        (
            package("dimensions/length"),
            json!(1_000),
            "REQUESTEDPACKAGELINEITEMSDIMENSIONS.LENGTH.INVALID",
        ),
        (
            package("customerReferences/0/value"),
            json!("x".repeat(41)),
            "REQUESTEDPACKAGELINEITEMSCUSTOMERREFERENCES.VALUE.INVALID",
        ),
        (
            package("customerReferences/0"),
            json!({ "customerReferenceType": "P_O_NUMBER", "value": "x".repeat(31) }),
            "REQUESTEDPACKAGELINEITEMS.CUSTOMERREFERENCES.INVALID",
        ),
        (
            package("packageSpecialServices"),
            json!({ "specialServiceTypes": ["SIGNATURE_OPTION"] }),
            "REQUESTEDPACKAGELINEITEMSPACKAGESPECIALSERVICES.SIGNATUREOPTIONTYPE.INVALID",
        ),
        (
            "/shipmentSpecialServices".to_owned(),
            json!({ "specialServiceTypes": ["BALLOON"] }),
            "SHIPMENTSPECIALSERVICES.SPECIALSERVICETYPES.INVALID",
        ),
        (
            "/totalDeclaredValue".to_owned(),
            json!({ "amount": 100, "currency": "USD" }),
            "REQUESTEDSHIPMENT.TOTALDECLAREDVALUE.MISMATCH",
        ),
        (
            "/shippingChargesPayment/payor/responsibleParty/accountNumber/value".to_owned(),
            json!("999999999"),
            "ACCOUNT.NUMBER.MISMATCH",
        ),
        (
            "/labelSpecification/labelStockType".to_owned(),
            json!("PAPER_4X6"),
            "LABELSPECIFICATION.LABELSTOCKTYPE.INVALID",
        ),
        (
            "/labelSpecification/labelStockType".to_owned(),
            json!("STOCK_4X6.75"),
            "LABELSPECIFICATION.LABELSTOCKTYPE.INVALID",
        ),
        (
            "/labelSpecification/imageType".to_owned(),
            json!("ZPL"),
            "LABELSPECIFICATION.IMAGETYPE.INVALID",
        ),
        (
            "/labelSpecification/imageType".to_owned(),
            json!("EPL2"),
            "LABELSPECIFICATION.IMAGETYPE.INVALID",
        ),
        (
            "/labelSpecification/resolution".to_owned(),
            json!(300),
            "LABELSPECIFICATION.RESOLUTION.INVALID",
        ),
    ] {
        let mut body = shipment();
        let pointer = at(&pointer);
        if wanted.is_empty() {
            let again = body["requestedShipment"]["recipients"][0].clone();
            body["requestedShipment"]["recipients"] = json!([again, again]);
            let (status, answer) = client.ship(&body).await;
            assert_eq!(
                (status, code(&answer)),
                (400, "REQUESTEDSHIPMENT.RECIPIENT.INVALID")
            );
            continue;
        }
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = body.pointer_mut(parent).expect("there");
        match name.parse::<usize>() {
            Ok(at) => parent[at] = value.clone(),
            Err(_) => parent[name] = value.clone(),
        }
        let (status, answer) = client.ship(&body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, wanted),
            "{value} as {pointer}: {answer}"
        );
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn what_crosses_a_border_has_goods_that_add_up() {
    let client = start().await;
    client.buy(&abroad()).await;
    let customs = "/requestedShipment/customsClearanceDetail";
    let line = format!("{customs}/commodities/0");
    for (pointer, value, wanted) in [
        (customs.to_owned(), Value::Null, "COMMODITY.NOT.FOUND"),
        (
            format!("{line}/customsValue/amount"),
            json!(0),
            "COMMODITIES.CUSTOMSVALUE.LESSTHANREQUIRED",
        ),
        (
            format!("{customs}/totalCustomsValue/amount"),
            json!(30),
            "CUSTOMSCLEARANCEDETAIL.TOTALCUSTOMSVALUE.INVALID",
        ),
        (
            format!("{customs}/totalCustomsValue/amount"),
            json!("29"),
            "CUSTOMSCLEARANCEDETAILTOTALCUSTOMSVALUE.AMOUNT.INVALID",
        ),
        (
            format!("{line}/quantity"),
            json!("2"),
            "CUSTOMSCLEARANCEDETAILCOMMODITIES.QUANTITY.INVALID",
        ),
        (
            format!("{line}/countryOfManufacture"),
            json!("USA"),
            "CUSTOMSCLEARANCEDETAILCOMMODITIES.COUNTRYOFMANUFACTURE.INVALID",
        ),
    ] {
        let mut body = abroad();
        if value.is_null() {
            let shipment = body["requestedShipment"]
                .as_object_mut()
                .expect("an object");
            shipment.remove("customsClearanceDetail");
        } else {
            *body.pointer_mut(&pointer).expect("there") = value.clone();
        }
        let (status, answer) = client.ship(&body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, wanted),
            "{value} as {pointer}: {answer}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn bodies_paths_and_strangers_are_refused() {
    let client = start().await;
    for (body, kind, status) in [
        ("", "application/json", 400),
        ("{\"requestedShipment\":", "application/json", 400),
        ("[]", "application/json", 400),
        ("{}", "text/plain", 415),
    ] {
        let request = client
            .request("POST", SHIP)
            .header("Content-Type", kind)
            .body(body);
        let (answered, answer) = read(request.send().await.expect("an answer")).await;
        assert_eq!(answered, status, "{body}: {answer}");
        assert!(!message(&answer).is_empty());
    }
    let (status, answer) = client.post("/ship/v9/shipments", &shipment()).await;
    assert_eq!((status, code(&answer)), (404, "NOT.FOUND.ERROR"));
    let (status, _) = client.send("GET", SHIP, &json!({})).await;
    assert_eq!(status, 405);
    let mut foreign = shipment();
    foreign["accountNumber"]["value"] = json!("999999999");
    let (status, answer) = client.ship(&foreign).await;
    assert_eq!(
        (status, code(&answer)),
        (403, "SHIPMENT.ACCOUNTNUMBER.UNAUTHORIZED")
    );
    let long = client
        .request("POST", SHIP)
        .header("x-customer-transaction-id", "x".repeat(41))
        .json(&shipment());
    // The first of both headers is the client's own.
    let (status, _) = read(long.send().await.expect("an answer")).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn what_a_working_client_sends_besides_is_taken() {
    let client = start().await;
    let mut body = abroad();
    body["shipAction"] = json!("CONFIRM");
    body["oneLabelAtATime"] = json!(false);
    let asked = &mut body["requestedShipment"];
    asked["blockInsightVisibility"] = json!(false);
    asked["rateRequestType"] = json!(["LIST", "ACCOUNT"]);
    asked["totalWeight"] = json!(3.5);
    asked["labelSpecification"] = json!({
        "labelFormatType": "COMMON2D", "labelOrder": "SHIPPING_LABEL_FIRST",
        "labelStockType": "STOCK_4X6", "imageType": "PDF",
    });
    asked["shippingDocumentSpecification"] = json!({
        "shippingDocumentTypes": ["COMMERCIAL_INVOICE"],
        "commercialInvoiceDetail": { "documentFormat": { "stockType": "PAPER_LETTER", "docType": "PDF" } },
    });
    asked["shipper"]["tins"] = json!({ "number": "12-3456789" });
    asked["shipper"]["contact"]["phoneNumber"] = json!("000-000-0000");
    let item = &mut asked["requestedPackageLineItems"][0];
    item["subPackagingType"] = json!("OTHER");
    item["declaredValue"] = json!({ "amount": 0.0, "currency": "USD" });
    item["dimensions"] = json!({ "length": 10.0, "width": 8.0, "height": 4.0, "units": "IN" });
    item["packageSpecialServices"] = json!({
        "signatureOptionType": "SERVICE_DEFAULT", "specialServiceTypes": ["SIGNATURE_OPTION"],
    });
    let customs = &mut asked["customsClearanceDetail"];
    customs["insuranceCharge"] = json!({ "amount": 0.0, "currency": "USD" });
    customs["commodities"][0]["numberOfPieces"] = json!(2);
    customs["commodities"][0]["name"] = json!("Mug");
    client.buy(&body).await;
}
