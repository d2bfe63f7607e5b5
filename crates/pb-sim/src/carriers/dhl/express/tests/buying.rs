//! The good way, what is sold, and what is refused.
use super::*;

fn label(answer: &Value) -> Vec<u8> {
    let content = answer["documents"][0]["content"].as_str().expect("base64");
    BASE64_STANDARD.decode(content).expect("base64")
}

#[tokio::test]
async fn a_waybill_is_made_drawn_and_kept() {
    let client = start();
    let sold = client.buy(&shipment()).await;
    let number = sold["shipmentTrackingNumber"].as_str().expect("text");
    assert!(
        CheckRule::Mod7.ends(number) && number.len() == 10,
        "{number}"
    );
    carries(label(&sold), number);
    let ledger = client.sim.ledger();
    assert_eq!((ledger.len(), ledger[0].shipment.as_str()), (1, number));
    assert_eq!(ledger[0].references, ["key-1"]);
    assert_eq!(
        sold["shipmentCharges"][0]["price"].to_string(),
        ledger[0].charge.decimal().normalize().to_string()
    );
    // The same again is another waybill.
    let again = client.buy(&shipment()).await;
    assert_ne!(again["shipmentTrackingNumber"], number);
    let mut two = shipment();
    two["outputImageProperties"]["encodingFormat"] = json!("pdf");
    two["outputImageProperties"]["imageOptions"] = json!([
        { "typeCode": "waybillDoc", "isRequested": true },
        { "typeCode": "invoice", "isRequested": true },
    ]);
    two["content"]["packages"] = json!([package(1.0), package(2.0)]);
    let sold = client.buy(&two).await;
    assert_eq!(sold["packages"].as_array().expect("pieces").len(), 2);
    assert_eq!(sold["documents"][1]["typeCode"], "invoice");
    carries(
        label(&sold),
        sold["packages"][0]["trackingNumber"]
            .as_str()
            .expect("text"),
    );
    // Looked through, and not sold.
    let (status, _) = client
        .post("/shipments?validateDataOnly=true", &shipment())
        .await;
    assert_eq!((status, client.sim.ledger().len()), (200, 3));
}

#[tokio::test]
async fn a_lane_has_its_products() {
    let client = start();
    let codes = async |body: &Value| {
        let (status, answer) = client.post("/rates", body).await;
        assert_eq!(status, 200, "{answer}");
        let products = answer["products"].as_array().expect("a list").clone();
        let codes = products
            .iter()
            .map(|p| p["productCode"].as_str().expect("text").to_owned());
        codes.collect::<Vec<_>>()
    };
    assert_eq!(codes(&rates()).await, ["P", "Y", "E", "Q"]);
    let mut papers = rates();
    papers["isCustomsDeclarable"] = json!(false);
    assert_eq!(codes(&papers).await, ["D", "T", "Q"]);
    let mut near = papers.clone();
    near["customerDetails"]["receiverDetails"]["countryCode"] = json!("FR");
    assert_eq!(codes(&near).await, ["U", "T", "W", "Q"]);
    near["customerDetails"]["receiverDetails"]["countryCode"] = json!("DE");
    assert_eq!(codes(&near).await, ["N", "I", "1", "Q"]);
    // Heavier, larger and insured cost more.
    let price = async |body: &Value| {
        let (_, answer) = client.post("/rates", body).await;
        answer["products"][0]["totalPrice"][0]["price"]
            .as_f64()
            .expect("a number")
    };
    let plain = price(&rates()).await;
    let mut large = rates();
    large["packages"][0]["dimensions"]["height"] = json!(100);
    let mut insured = rates();
    insured["valueAddedServices"] =
        json!([{ "serviceCode": "II", "value": 100, "currency": "EUR" }]);
    assert!(price(&large).await > plain && price(&insured).await > plain);
}

#[tokio::test]
async fn a_shipment_is_found_and_moves_with_the_clock() {
    let client = start();
    let sold = client.buy(&shipment()).await;
    let number = sold["shipmentTrackingNumber"]
        .as_str()
        .expect("text")
        .to_owned();
    let piece = sold["packages"][0]["trackingNumber"]
        .as_str()
        .expect("text")
        .to_owned();
    let find = format!(
        "/tracking?shipmentReference=key-1&shipperAccountNumber={ACCOUNT}&dateRangeFrom=2026-01-10&dateRangeTo=2026-01-20&levelOfDetail=all"
    );
    let (status, found) = client.get(&find).await;
    assert_eq!(status, 200, "{found}");
    assert_eq!(found["shipments"][0]["shipmentTrackingNumber"], number);
    for (part, other) in [
        ("key-1", "key-2"),
        ("2026-01-20", "2026-01-12"),
        (ACCOUNT, "1"),
    ] {
        let (status, none) = client.get(&find.replace(part, other)).await;
        assert_eq!(status, 404, "{other}: {none}");
        assert!(words(&none).contains("No Shipments Found"));
    }
    let (status, none) = client.get("/tracking?shipmentReference=key-1").await;
    assert_eq!(status, 422, "an account and days are needed: {none}");
    let codes = async |path: &str| {
        let (status, answer) = client.get(path).await;
        assert_eq!(status, 200, "{answer}");
        let shipment = &answer["shipments"][0];
        let events = shipment["events"].as_array().expect("a list").clone();
        events
            .iter()
            .map(|e| e["typeCode"].as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    let path = format!("/tracking?shipmentTrackingNumber={number}");
    assert!(codes(&path).await.is_empty(), "a label is no checkpoint");
    client.sim.pass(HOUR * 7);
    assert_eq!(codes(&path).await, ["PU"]);
    client.sim.pass(HOUR * 60);
    assert_eq!(codes(&path).await, ["PU", "PL", "PL", "WC", "OK"]);
    assert_eq!(
        codes(&format!(
            "/shipments/{number}/tracking?trackingView=last-checkpoint"
        ))
        .await,
        ["OK"]
    );
    assert!(client.sim.set_course(&piece, Course::Exception));
    assert_eq!(
        codes(&format!("/tracking?pieceTrackingNumber={piece}"))
            .await
            .last()
            .expect("one"),
        "NH"
    );
}

#[tokio::test]
async fn what_is_not_so_is_refused_in_its_words() {
    let client = start();
    let refused = async |change: fn(&mut Value), status: u16, word: &str| {
        let mut body = abroad();
        change(&mut body);
        let (answered, answer) = client.post("/shipments", &body).await;
        assert_eq!(answered, status, "{word}: {answer}");
        assert!(words(&answer).contains(word), "{word}: {answer}");
    };
    refused(
        |b| b["plannedShippingDateAndTime"] = json!("2026-01-15T17:00:00+01:00"),
        400,
        "998",
    )
    .await;
    refused(
        |b| b["plannedShippingDateAndTime"] = json!("2026-01-15T08:00:00 GMT+01:00"),
        400,
        "998",
    )
    .await;
    refused(
        |b| b["plannedShippingDateAndTime"] = json!("2026-01-30T08:00:00 GMT+01:00"),
        400,
        "998",
    )
    .await;
    refused(
        |b| b["accounts"][0]["number"] = json!("111111111"),
        400,
        "8003",
    )
    .await;
    refused(|b| b["productCode"] = json!("N"), 400, "8003").await;
    refused(
        |b| b["valueAddedServices"] = json!([{ "serviceCode": "TV" }]),
        400,
        "7008",
    )
    .await;
    refused(
        |b| b["outputImageProperties"]["encodingFormat"] = json!("lp2"),
        400,
        "1506",
    )
    .await;
    refused(
        |b| b["content"]["exportDeclaration"] = Value::Null,
        422,
        "exportDeclaration",
    )
    .await;
    refused(
        |b| b["pickup"] = json!({ "isRequested": true }),
        422,
        "pickup/closeTime",
    )
    .await;
    assert!(client.sim.ledger().is_empty());
    let request = client
        .http
        .get(format!("{}/mydhlapi/tracking", client.sim.url_of(PREFIX)));
    let (status, answer) = read(
        request
            .basic_auth(API_KEY, Some("other"))
            .send()
            .await
            .expect("an answer"),
    )
    .await;
    assert_eq!(status, 401);
    words(&answer);
    let short = client
        .request("POST", "/rates")
        .header("Message-Reference", "short")
        .json(&rates());
    assert_eq!(
        short.send().await.expect("an answer").status().as_u16(),
        422
    );
}

#[tokio::test]
async fn drivers_and_towns() {
    let client = start();
    let order = json!({
        "plannedPickupDateAndTime": "2026-01-15T14:00:00 GMT+01:00",
        "closeTime": "18:00",
        "location": "reception",
        "locationType": "business",
        "accounts": [{ "typeCode": "shipper", "number": ACCOUNT }],
        "customerDetails": { "shipperDetails": party("Kiln and Kettle", "Bonn", "53113", "DE") },
    });
    let (status, made) = client.post("/pickups", &order).await;
    assert_eq!(status, 201, "{made}");
    let number = made["dispatchConfirmationNumbers"][0]
        .as_str()
        .expect("text");
    let path = format!("/pickups/{number}?requestorName=Me&reason=none");
    let cancel = async |path: &str| {
        let answer = client.request("DELETE", path).send().await;
        answer.expect("an answer").status().as_u16()
    };
    assert_eq!(cancel(&format!("/pickups/{number}")).await, 422);
    assert_eq!(cancel(&path).await, 200);
    assert_eq!(cancel(&path).await, 404);
    let mut early = order.clone();
    early["closeTime"] = json!("14:00");
    assert_eq!(client.post("/pickups", &early).await.0, 422);
    let towns = async |query: &str| client.get(&format!("/address-validate?{query}")).await;
    let (_, one) = towns("type=delivery&countryCode=DE&postalCode=53113&cityName=Bonn").await;
    assert_eq!(one["address"][0]["cityName"], "BONN");
    let (_, like) =
        towns("type=delivery&countryCode=US&postalCode=89431&cityName=Reno&strictValidation=false")
            .await;
    assert_eq!(like["address"].as_array().expect("a list").len(), 2);
    assert_eq!(towns("type=visit&countryCode=DE").await.0, 422);
}

#[tokio::test]
async fn faults_come_in_its_own_shape() {
    let client = start();
    client.sim.fail_next(
        PREFIX,
        Op::Rate,
        Fault::instead(Answer::Throttled {
            retry_after: Some(7),
        }),
    );
    let (status, answer) = client.post("/rates", &rates()).await;
    assert_eq!(status, 429);
    words(&answer);
    let refuses = Answer::Refuses {
        status: 400,
        code: "7008".to_owned(),
        message: "Not on this lane".to_owned(),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(refuses));
    let (status, answer) = client.post("/shipments", &shipment()).await;
    assert_eq!(
        (status, answer["detail"].as_str()),
        (400, Some("7008: Not on this lane"))
    );
    // Sold without anybody knowing.
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = client
        .request("POST", "/shipments")
        .json(&shipment())
        .send()
        .await;
    assert!(lost.is_err() && client.sim.ledger().len() == 1);
}
