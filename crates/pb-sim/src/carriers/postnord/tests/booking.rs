//! Bookings and their labels.
use super::*;

#[tokio::test]
async fn a_booking_gives_numbers_and_labels() {
    let client = start();
    let answer = client.book(&instruction()).await;
    let [number] = id(&answer, "itemId", "value")[..] else {
        panic!("{answer}")
    };
    assert!(number::is_sscc(number), "{number}");
    assert_eq!(id(&answer, "shipmentId", "value").len(), 1);
    let url = answer["bookingResponse"]["idInformation"][0]["urls"][0]["url"].as_str();
    assert!(url.is_some_and(|url| url.ends_with(number)));
    carries(&answer["labelPrintout"][0]["printout"], &[number]);
    let sales = client.sim.ledger();
    assert_eq!(sales.len(), 1);
    assert_eq!(sales[0].numbers(), [number]);
    assert_eq!(sales[0].references, ["SO-1"]);

    let zpl = LABELS.replace("pdf", "zpl?dpmm=8dpmm&labelType=standard");
    let (status, answer) = client.post(&zpl, &instruction()).await;
    assert_eq!(status, 200, "{answer}");
    let printout = &answer["labelPrintout"][0]["printout"];
    assert_eq!(printout["encoding"], "none");
    carries(printout, &[id(&answer, "itemId", "value")[0]]);

    let (status, answer) = client.post("/rest/shipment/v3/edi", &instruction()).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(answer["idInformation"][0]["status"], "OK");
    assert!(answer["labelPrintout"].is_null());
}

#[tokio::test]
async fn several_parcels_are_on_one_file_or_on_one_each() {
    let client = start();
    let mut body = instruction();
    let shipment = &mut body["shipment"][0];
    shipment["goodsItem"][0]["items"] = json!([item(1.2), item(3.5)]);
    shipment["numberOfPackages"]["value"] = json!(2);
    let one = client.book(&body).await;
    assert_eq!(one["labelPrintout"].as_array().expect("a list").len(), 1);
    let path = format!("{LABELS}?multiPDF=true&paperSize=LABEL");
    let (_, each) = client.post(&path, &body).await;
    let printouts = each["labelPrintout"].as_array().expect("a list");
    assert_eq!(printouts.len(), 2);
    let numbers = id(&each, "itemId", "value");
    for (printout, number) in printouts.iter().zip(numbers) {
        assert_eq!(printout["itemIds"][0]["itemIds"], number);
        carries(&printout["printout"], &[number]);
    }
}

#[tokio::test]
async fn nothing_tells_that_a_booking_is_the_same_and_nothing_takes_one_back() {
    let client = start();
    let first = client.book(&instruction()).await;
    let again = client.book(&instruction()).await;
    assert_ne!(id(&first, "itemId", "value"), id(&again, "itemId", "value"));
    let mut deletion = instruction();
    deletion["updateIndicator"] = json!("Deletion");
    let (status, answer) = client.post("/rest/shipment/v3/edi", &deletion).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(client.sim.ledger().len(), 3);
    // A test is checked and drawn, and not booked.
    let mut test = instruction();
    test["testIndicator"] = json!(true);
    client.book(&test).await;
    assert_eq!(client.sim.ledger().len(), 3);
}

#[tokio::test]
async fn rules_are_a_yes_that_says_fail() {
    let client = start();
    type Change = fn(&mut Value);
    let cases: &[(&str, &str, Change)] = &[
        ("", "needs the additional service C7", |s| {
            s["service"]["basicServiceCode"] = json!("17");
        }),
        ("", "smsNo", |s| {
            s["service"] = json!({ "basicServiceCode": "17", "additionalServiceCode": ["C7"] });
            s["parties"]["consignee"]["party"]["contact"] = json!({ "contactName": "Bo" });
        }),
        ("", "emailAddress", |s| {
            s["service"]["additionalServiceCode"] = json!(["A4"]);
            s["parties"]["consignee"]["party"]["contact"] = json!({ "contactName": "Bo" });
        }),
        ("", "needs A7", |s| {
            s["parties"]["consignee"]["party"]["address"]["countryCode"] = json!("FI");
        }),
        ("", "A7 needs a service point", |s| {
            s["service"]["additionalServiceCode"] = json!(["A7"]);
        }),
        ("", "A1 and cashOnDelivery", |s| {
            s["service"]["additionalServiceCode"] = json!(["A1"]);
        }),
        ("", "A5 and insurance", |s| {
            s["insurance"] = json!({ "insuranceAmount": { "amount": 100, "currency": "SEK" } });
        }),
        ("", "service 99 does not exist", |s| {
            s["service"]["basicServiceCode"] = json!("99");
        }),
        ("", "service 04 is not offered", |s| {
            s["service"]["basicServiceCode"] = json!("04");
        }),
        ("", "additional service Z9", |s| {
            s["service"]["additionalServiceCode"] = json!(["Z9"]);
        }),
        ("", "postal code 4110", |s| {
            s["parties"]["consignee"]["party"]["address"]["postalCode"] = json!("4110");
        }),
        ("", "numberOfPackages", |s| {
            s["numberOfPackages"]["value"] = json!(2);
        }),
        ("", "not a category", |s| {
            let mut declared = declaration();
            declared["categoryOfItem"]["categoryType"] = json!(["SALES"]);
            s["customsDeclarationCN22"] = declared;
        }),
        ("SACUS-BR-24062502", "EORI, VOEC or IOSS", |s| {
            let mut declared = declaration();
            declared
                .as_object_mut()
                .expect("an object")
                .remove("EORIorPersonalIdNumber");
            s["customsDeclarationCN22"] = declared;
        }),
    ];
    for (code, expected, change) in cases {
        let mut body = instruction();
        change(&mut body["shipment"][0]);
        let (status, answer) = client.post(LABELS, &body).await;
        assert_eq!(status, 200, "{expected}: {answer}");
        let information = &answer["bookingResponse"]["idInformation"][0];
        assert_eq!(information["status"], "FAIL", "{expected}: {answer}");
        assert!(information["ids"].is_null());
        let error = &information["errorResponse"];
        assert!(words(error).contains(expected), "{expected}: {error}");
        let found = &error["compositeFault"]["faults"][0]["faultCode"];
        assert_eq!(found.as_str().unwrap_or_default(), *code);
        assert_eq!(answer["labelPrintout"], json!([]));
    }
    assert!(client.sim.ledger().is_empty());
    // One that fails leaves the others booked.
    let mut both = instruction();
    let mut wrong = shipment("SO-2");
    wrong["service"]["basicServiceCode"] = json!("99");
    both["shipment"] = json!([wrong, shipment("SO-3")]);
    let (_, answer) = client.post(LABELS, &both).await;
    let information = &answer["bookingResponse"]["idInformation"];
    assert_eq!(information[0]["status"], "FAIL");
    assert_eq!(information[1]["status"], "OK");
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn what_is_taken_abroad_and_with_extras() {
    let client = start();
    let mut body = instruction();
    let shipment = &mut body["shipment"][0];
    shipment["service"]["additionalServiceCode"] = json!(["A7", "A1", "A5"]);
    shipment["cashOnDelivery"] = json!({
        "transactionIdentifier": "SO-1", "codType": "BANKRECEIPT",
        "codAmount": { "amount": 420.5, "currency": "SEK" },
    });
    shipment["insurance"] = json!({ "insuranceAmount": { "amount": 100, "currency": "SEK" } });
    shipment["termsOfDelivery"] =
        json!({ "todConditionCode": "DDP", "todConditionCodeList": "1990" });
    let to = &mut shipment["parties"];
    to["consignee"]["party"]["address"] = json!({ "streets": ["Prøveveien 3"], "postalCode": "0154", "city": "Oslo", "countryCode": "NO" });
    to["deliveryParty"] = json!({
        "partyIdentification": { "partyId": "370001", "partyIdType": "156" },
        "party": {
            "nameIdentification": { "name": "Test shop 1" },
            "address": { "postalCode": "0154", "city": "PRØVESTED", "countryCode": "NO" },
        },
    });
    let mut declared = declaration();
    declared["commercialItems"] =
        json!([{ "hsTariffNumber": "090210", "countryCode": "VN", "detailedDescRowNo": 1 }]);
    shipment["customsDeclarationCN23"] = declared;
    let answer = client.book(&body).await;
    carries(
        &answer["labelPrintout"][0]["printout"],
        &[id(&answer, "itemId", "value")[0]],
    );
}

#[tokio::test]
async fn a_label_is_printed_again_by_its_print_id_alone() {
    let client = start();
    let answer = client.book(&instruction()).await;
    let number = id(&answer, "itemId", "value")[0];
    let print = id(&answer, "itemId", "printId")[0];
    let path = "/rest/shipment/v3/labels/ids/zpl";
    let (status, again) = client
        .post(path, &json!([{ "id": print, "labelType": "standard" }]))
        .await;
    assert_eq!(status, 200, "{again}");
    carries(&again[0]["printout"], &[number]);
    let (status, unknown) = client.post(path, &json!([{ "id": number }])).await;
    assert_eq!(status, 200);
    assert_eq!(unknown[0]["itemIds"][0]["status"], "FAIL");
    assert_eq!(
        words(&unknown[0]["itemIds"][0]["errorResponse"]),
        "id not found"
    );
    for wrong in [json!({ "id": print }), json!([]), json!([{ "Id": print }])] {
        assert_eq!(client.post(path, &wrong).await.0, 400, "{wrong}");
    }
    assert_eq!(client.sim.ledger().len(), 1, "nothing is booked by it");
}
