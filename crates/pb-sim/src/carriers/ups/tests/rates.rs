//! Tokens, prices and transit times.
use super::*;

fn request() -> Value {
    json!({ "RateRequest": {
        "Request": { "TransactionReference": { "CustomerContext": "q1" } },
        "Shipment": {
            "Shipper": { "Name": "A", "ShipperNumber": ACCOUNT, "Address": {
                "AddressLine": ["1 Main"], "City": "Austin", "StateProvinceCode": "TX",
                "PostalCode": "78701", "CountryCode": "US" } },
            "ShipTo": { "Name": "B", "Address": {
                "AddressLine": ["2 Oak"], "City": "Reno", "StateProvinceCode": "NV",
                "PostalCode": "89501", "CountryCode": "US" } },
            "ShipFrom": { "Name": "A", "Address": {
                "AddressLine": ["1 Main"], "City": "Austin", "StateProvinceCode": "TX",
                "PostalCode": "78701", "CountryCode": "US" } },
            "PaymentDetails": { "ShipmentCharge": [
                { "Type": "01", "BillShipper": { "AccountNumber": ACCOUNT } },
            ] },
            "DeliveryTimeInformation": { "PackageBillType": "03", "Pickup": { "Date": "20260116" } },
            "ShipmentRatingOptions": { "NegotiatedRatesIndicator": "Y" },
            "Package": [{
                "PackagingType": { "Code": "02" },
                "Dimensions": { "UnitOfMeasurement": { "Code": "IN" },
                    "Length": "10", "Width": "8", "Height": "4" },
                "PackageWeight": { "UnitOfMeasurement": { "Code": "LBS" }, "Weight": "3.5" },
            }],
        },
    } })
}

fn total(rated: &Value) -> f64 {
    let total = text_of(&rated["TotalCharges"]["MonetaryValue"]);
    total.parse().expect("a number")
}

#[tokio::test]
async fn every_value_of_a_token_is_a_text_and_it_ends() {
    let mut client = start().await;
    let (_, token) = client
        .token(CLIENT_ID, CLIENT_SECRET, &[("x-merchant-id", ACCOUNT)])
        .await;
    assert!(
        token
            .as_object()
            .expect("fields")
            .values()
            .all(Value::is_string)
    );
    assert_eq!(token["expires_in"], "14399");
    for (id, secret, merchant, status) in [
        ("nobody", CLIENT_SECRET, ACCOUNT, 401),
        (CLIENT_ID, "wrong", ACCOUNT, 401),
        (CLIENT_ID, CLIENT_SECRET, "ZZZZZZ", 403),
    ] {
        let (got, answer) = client
            .token(id, secret, &[("x-merchant-id", merchant)])
            .await;
        assert_eq!((got, code(&answer)), (status, "250002"));
    }
    let path = "/api/rating/v2409/Shop";
    assert_eq!(client.post(path, &request()).await.0, 200);
    client.sim.pass(Duration::from_secs(14_398));
    assert_eq!(client.post(path, &request()).await.0, 200);
    client.sim.pass(Duration::from_secs(1));
    let (status, answer) = client.post(path, &request()).await;
    assert_eq!((status, code(&answer)), (401, "251004"));
    client.log_in().await;
    assert_eq!(client.post(path, &request()).await.0, 200);
    client.token = "simulated".to_owned();
    let (status, answer) = client.post(path, &request()).await;
    assert_eq!((status, code(&answer)), (401, "250002"));
}

#[tokio::test]
async fn a_shop_shows_every_service_and_a_rate_one() {
    let client = start().await;
    let (status, answer) = client
        .post(
            "/api/rating/v2409/Shop?additionalinfo=timeintransit",
            &request(),
        )
        .await;
    assert_eq!(status, 200, "{answer}");
    let answer = &answer["RateResponse"];
    assert_eq!(answer["Response"]["ResponseStatus"]["Code"], "1");
    assert_eq!(
        answer["Response"]["TransactionReference"]["CustomerContext"],
        "q1"
    );
    let rated = answer["RatedShipment"].as_array().expect("rates");
    let codes: Vec<String> = rated
        .iter()
        .map(|r| text_of(&r["Service"]["Code"]))
        .collect();
    assert_eq!(codes, ["14", "01", "13", "59", "02", "12", "03"]);
    for rate in rated {
        let negotiated = text_of(&rate["NegotiatedRateCharges"]["TotalCharge"]["MonetaryValue"]);
        assert!(negotiated.parse::<f64>().expect("a number") < total(rate));
    }
    let ground = &rated[6]["TimeInTransit"]["ServiceSummary"]["EstimatedArrival"];
    assert_eq!(ground["BusinessDaysInTransit"], "4");
    assert_eq!(
        ground["Arrival"]["Date"], "20260122",
        "a weekend lies between"
    );

    let mut one = request();
    one["RateRequest"]["Shipment"]["Service"] = json!({ "Code": "03" });
    let (_, now) = client.post("/api/rating/v2409/Rate", &one).await;
    assert_eq!(
        now["RateResponse"]["RatedShipment"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert!(now["RateResponse"]["RatedShipment"][0]["TimeInTransit"].is_null());
    let (_, before) = client.post("/api/rating/v2403/Rate", &one).await;
    assert!(before["RateResponse"]["RatedShipment"].is_object());
    assert!(before["RateResponse"]["RatedShipment"]["RatedPackage"].is_array());
    let (_, old) = client.post("/api/rating/v2205/Rate", &one).await;
    assert!(old["RateResponse"]["RatedShipment"]["RatedPackage"].is_object());
}

#[tokio::test]
async fn prices_follow_weight_size_and_way() {
    let client = start().await;
    let price = async |change: fn(&mut Value)| {
        let mut body = request();
        body["RateRequest"]["Shipment"]["Service"] = json!({ "Code": "03" });
        change(&mut body["RateRequest"]["Shipment"]);
        let (status, answer) = client.post("/api/rating/v2409/Rate", &body).await;
        assert_eq!(status, 200, "{answer}");
        total(&answer["RateResponse"]["RatedShipment"][0])
    };
    let plain = price(|_| {}).await;
    let heavy = price(|s| s["Package"][0]["PackageWeight"]["Weight"] = json!("30")).await;
    let large = price(|s| {
        let sides = &mut s["Package"][0]["Dimensions"];
        sides["Length"] = json!("30");
        sides["Width"] = json!("20");
        sides["Height"] = json!("20");
    })
    .await;
    let near = price(|s| {
        s["ShipTo"]["Address"]["PostalCode"] = json!("75001");
        s["ShipTo"]["Address"]["StateProvinceCode"] = json!("TX");
    })
    .await;
    let signed = price(|s| {
        s["Package"][0]["PackageServiceOptions"] =
            json!({ "DeliveryConfirmation": { "DCISType": "3" } });
    })
    .await;
    assert!(heavy > plain && large > plain && near < plain && signed > plain);
}

#[tokio::test]
async fn what_cannot_be_rated_is_refused() {
    let client = start().await;
    let path = "/api/rating/v2409/Shoptimeintransit";
    let mut abroad = request();
    abroad["RateRequest"]["Shipment"]["ShipTo"]["Address"] =
        json!({ "City": "München", "PostalCode": "80331", "CountryCode": "DE" });
    let (status, answer) = client.post(path, &abroad).await;
    assert_eq!((status, code(&answer)), (400, "111549"));
    let shipment = &mut abroad["RateRequest"]["Shipment"];
    shipment["InvoiceLineTotal"] = json!({ "CurrencyCode": "USD", "MonetaryValue": "29" });
    shipment["ShipmentTotalWeight"] =
        json!({ "UnitOfMeasurement": { "Code": "LBS" }, "Weight": "3.5" });
    let (status, answer) = client.post(path, &abroad).await;
    assert_eq!(status, 200, "{answer}");
    let mut ground = abroad.clone();
    ground["RateRequest"]["Shipment"]["Service"] = json!({ "Code": "03" });
    let (status, answer) = client.post("/api/rating/v2409/Rate", &ground).await;
    assert_eq!((status, code(&answer)), (400, "111212"));
    // Shipping calls it so.
    let mut wrong = request();
    let package = &mut wrong["RateRequest"]["Shipment"]["Package"][0];
    package["Packaging"] = package["PackagingType"].take();
    let (status, answer) = client.post(path, &wrong).await;
    assert_eq!(status, 400);
    assert!(message(&answer).contains("PackagingType"), "{answer}");
    let (status, answer) = client.post("/api/rating/v2409/Sell", &request()).await;
    assert_eq!((status, code(&answer)), (400, "10006"));
}

#[tokio::test]
async fn transit_times_stand_alone() {
    let client = start().await;
    let body = json!({
        "originCountryCode": "US", "originPostalCode": "78701",
        "destinationCountryCode": "US", "destinationPostalCode": "89501",
        "shipDate": "2026-01-16", "weight": "3.5", "weightUnitOfMeasure": "LBS",
    });
    let path = "/api/shipments/v1/transittimes";
    let (status, answer) = client.post(path, &body).await;
    assert_eq!(status, 200, "{answer}");
    let services = answer["emsResponse"]["services"]
        .as_array()
        .expect("services");
    let ground = services
        .iter()
        .find(|s| s["serviceLevel"] == "GND")
        .expect("Ground");
    assert_eq!(ground["deliveryDate"], "2026-01-22");
    let mut wrong = body;
    wrong["shipDate"] = json!("20260116");
    let (status, answer) = client.post(path, &wrong).await;
    assert_eq!((status, code(&answer)), (400, "10006"));
}
