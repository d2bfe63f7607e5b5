//! Every required field, left out and mistyped.
use super::*;

fn required() -> Vec<&'static str> {
    vec![
        "/messageDate",
        "/application",
        "/application/applicationId",
        "/application/name",
        "/updateIndicator",
        "/shipment/0/service",
        "/shipment/0/service/basicServiceCode",
        "/shipment/0/totalGrossWeight/value",
        "/shipment/0/totalGrossWeight/unit",
        "/shipment/0/references/0/referenceNo",
        "/shipment/0/references/0/referenceType",
        "/shipment/0/freeText/0/usageCode",
        "/shipment/0/freeText/0/text",
        "/shipment/0/parties",
        "/shipment/0/parties/consignor/party",
        "/shipment/0/parties/consignor/party/nameIdentification",
        "/shipment/0/parties/consignor/party/address/city",
        "/shipment/0/parties/consignee",
        "/shipment/0/parties/consignee/party/nameIdentification/name",
        "/shipment/0/parties/consignee/party/address/postalCode",
        "/shipment/0/parties/consignee/party/address/countryCode",
        "/shipment/0/goodsItem",
        "/shipment/0/goodsItem/0/items",
        "/shipment/0/goodsItem/0/items/0/itemIdentification",
        "/shipment/0/goodsItem/0/items/0/itemIdentification/itemId",
        "/shipment/0/goodsItem/0/items/0/grossWeight/value",
        "/shipment/0/goodsItem/0/items/0/dimensions/length/value",
    ]
}

fn without(pointer: &str) -> Value {
    let mut body = instruction();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = body.pointer_mut(parent).expect("its parent");
    let gone = parent.as_object_mut().expect("an object").remove(name);
    assert!(gone.is_some(), "{pointer}");
    body
}

#[tokio::test]
async fn what_is_missing_or_mistyped_is_named() {
    let client = start();
    for pointer in required() {
        let name = pointer.rsplit('/').next().expect("a name");
        let mut mistyped = instruction();
        *mistyped.pointer_mut(pointer).expect("a field") = json!([[true]]);
        for body in [without(pointer), mistyped] {
            let (status, answer) = client.post(LABELS, &body).await;
            assert_eq!(status, 400, "{pointer}: {answer}");
            assert!(words(&answer).contains(name), "{pointer}: {answer}");
        }
    }
    assert!(client.sim.ledger().is_empty());
}

#[tokio::test]
async fn odd_values_and_names_are_refused() {
    let client = start();
    let odd: &[(&str, Value)] = &[
        ("/application/applicationId", json!("1234")),
        ("/application/applicationId", json!(12.5)),
        ("/testIndicator", json!("false")),
        ("/updateIndicator", json!("original")),
        ("/messageId", json!("m".repeat(37))),
        ("/messageDate", json!("2026-01-15")),
        ("/shipment/0/totalGrossWeight/value", json!("1.2")),
        ("/shipment/0/totalGrossWeight/value", json!(0)),
        ("/shipment/0/totalGrossWeight/unit", json!("KG")),
        ("/shipment/0/numberOfPackages/value", json!(1.5)),
        ("/shipment/0/freeText/0/usageCode", json!("XXX")),
        (
            "/shipment/0/references/0/referenceNo",
            json!("r".repeat(36)),
        ),
        (
            "/shipment/0/parties/consignee/party/nameIdentification/name",
            json!("n".repeat(61)),
        ),
        (
            "/shipment/0/parties/consignee/party/address/streets",
            json!("Provvägen 5"),
        ),
        (
            "/shipment/0/parties/consignee/party/address/streets/0",
            json!("s".repeat(51)),
        ),
        (
            "/shipment/0/parties/consignee/party/address/countryCode",
            json!("SWE"),
        ),
        (
            "/shipment/0/goodsItem/0/items/0/dimensions/length/unit",
            json!("CM"),
        ),
        ("/shipment/0/goodsItem/0/packageTypeCode", json!("BOX")),
        (
            "/shipment/0/goodsItem/0/items/0/itemIdentification/itemId",
            json!("00373500454541020958"),
        ),
        ("/shipment/0/dateAndTimes/loadingDate", json!("tomorrow")),
    ];
    for (pointer, value) in odd {
        let mut body = instruction();
        *body.pointer_mut(pointer).expect("a field") = value.clone();
        let (status, answer) = client.post(LABELS, &body).await;
        assert_eq!(status, 400, "{pointer} = {value}: {answer}");
        assert!(!words(&answer).is_empty());
    }
    for pointer in ["", "/application", "/shipment/0", "/shipment/0/service"] {
        let mut body = instruction();
        body.pointer_mut(pointer).expect("an object")["serviceCode"] = json!("19");
        let (status, answer) = client.post(LABELS, &body).await;
        assert_eq!(status, 400, "{pointer}");
        assert!(words(&answer).contains("serviceCode"), "{answer}");
    }
    let (_, answer) = client
        .post(LABELS, &without("/application/applicationId"))
        .await;
    let references = &answer["compositeFault"]["faults"][0]["faultReferences"];
    assert_eq!(references[0]["value"], "MANDATORY_FIELDS_MISSING");
    assert_eq!(references[1]["value"], "APPLICATION_ID");
    let mut object = instruction();
    object["shipment"] = shipment("SO-1");
    let (status, answer) = client.post(LABELS, &object).await;
    assert_eq!(
        (status, answer),
        (400, json!({ "message": "edi.shipment is not iterable" }))
    );
    assert!(client.sim.ledger().is_empty());
}

#[tokio::test]
async fn the_customer_is_the_issuers_and_sends_from_its_country() {
    let client = start();
    type Change = fn(&mut Value);
    let cases: &[Change] = &[
        |c| c["issuerCode"] = json!("Z11"),
        |c| c["partyIdentification"]["partyId"] = json!("1234567891"),
        |c| c["partyIdentification"]["partyId"] = json!(DANISH_CUSTOMER),
        |c| c["partyIdentification"]["partyIdType"] = json!("156"),
        |c| {
            c["party"]["address"]["countryCode"] = json!("DK");
        },
    ];
    for (at, change) in cases.iter().enumerate() {
        let mut body = instruction();
        change(&mut body["shipment"][0]["parties"]["consignor"]);
        let (status, answer) = client.post(LABELS, &body).await;
        assert_eq!(status, 400, "case {at}: {answer}");
        let fault = &answer["compositeFault"]["faults"][0];
        assert_eq!(fault["faultCode"], "API-005", "case {at}");
        let key = fault["faultReferences"][0]["key"].as_str();
        assert!(key.is_some_and(|k| k.starts_with("CustomerOriginValidationError")));
    }
}

#[tokio::test]
async fn a_key_opens_its_products_and_is_refused_by_the_gateway() {
    let client = start();
    let track = "/rest/shipment/v7/trackandtrace/id/00373500454541020957/public";
    for (path, key) in [
        (track, "nobody"),
        (track, ""),
        (track, BOOKING_KEY),
        (
            "/rest/transport/v2/transittime/addresstoaddress",
            BOOKING_KEY,
        ),
        (
            "/rest/businesslocation/v5/servicepoints/nearest/byaddress",
            BOOKING_KEY,
        ),
    ] {
        let (status, answer) = read(client.http.get(client.url(path, key))).await;
        assert_eq!(status, 403, "{path} {key}");
        assert_eq!(answer["error"]["message"], "Invalid API Key");
        assert_eq!(answer["error"]["status_code"], 403);
    }
    let booked = client.http.post(client.url(LABELS, BOOKING_KEY));
    assert_eq!(read(booked.json(&instruction())).await.0, 200);
    for (status, path) in [(404, "/rest/shipment/v3/nothing"), (405, LABELS)] {
        let (found, answer) = client.get(path).await;
        assert_eq!(
            (found, answer["error"]["status_code"].as_u64()),
            (status, Some(status.into()))
        );
    }
    let (status, _) = client
        .post(&LABELS.replace("pdf", "gif"), &instruction())
        .await;
    assert_eq!(status, 404);
    for odd in ["paperSize=A3", "papersize=A4", "rotate=45", "multiPDF=yes"] {
        let (status, answer) = client
            .post(&format!("{LABELS}?{odd}"), &instruction())
            .await;
        assert_eq!(status, 400, "{odd}");
        assert_eq!(
            answer["compositeFault"]["faults"][0]["faultCode"], "API-005",
            "{odd}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 1);
}
