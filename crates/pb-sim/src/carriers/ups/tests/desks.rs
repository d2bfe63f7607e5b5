//! Addresses and pickups.
use super::*;

#[tokio::test]
async fn addresses_are_valid_ambiguous_or_not_there() {
    let client = start().await;
    let address = |line: &str, state: &str, zip: &str| {
        json!({ "XAVRequest": { "AddressKeyFormat": {
            "AddressLine": [line], "PoliticalDivision2": "Reno", "PoliticalDivision1": state,
            "PostcodePrimaryLow": zip, "CountryCode": "US",
        } } })
    };
    let path = "/api/addressvalidation/v2/3";
    for (line, state, zip, indicator, candidates) in [
        (
            "5 Elm Street",
            "NV",
            "89501",
            "ValidAddressIndicator",
            Some(1),
        ),
        (
            "Elm Street",
            "NV",
            "89501",
            "AmbiguousAddressIndicator",
            Some(2),
        ),
        ("5 Elm Street", "TX", "89501", "NoCandidatesIndicator", None),
    ] {
        let (status, answer) = client.post(path, &address(line, state, zip)).await;
        assert_eq!(status, 200, "{answer}");
        let answer = &answer["XAVResponse"];
        let said: Vec<&str> = [
            "ValidAddressIndicator",
            "AmbiguousAddressIndicator",
            "NoCandidatesIndicator",
        ]
        .into_iter()
        .filter(|i| answer[*i] == "")
        .collect();
        assert_eq!(said, [indicator]);
        assert_eq!(answer["Candidate"].as_array().map(Vec::len), candidates);
        assert!(answer["AddressClassification"]["Code"].is_string());
    }
    let mut abroad = address("5 Elm Street", "NV", "89501");
    abroad["XAVRequest"]["AddressKeyFormat"]["CountryCode"] = json!("DE");
    let (status, answer) = client.post(path, &abroad).await;
    assert_eq!((status, code(&answer)), (400, "10006"));
    // The Customer Integration Environment knows two states.
    let url = format!("{}{path}", client.sim.url());
    let request = client
        .http
        .post(url)
        .bearer_auth(&client.token)
        .header("Host", CIE)
        .json(&address("5 Elm Street", "NV", "89501"));
    let (status, answer) = read(request.send().await.expect("an answer")).await;
    assert_eq!(status, 400);
    assert!(message(&answer).contains("NY and CA"), "{answer}");
}

#[tokio::test]
async fn pickups_are_made_listed_and_cancelled_once() {
    let client = start().await;
    let body = json!({ "PickupCreationRequest": {
        "RatePickupIndicator": "Y",
        "Shipper": { "Account": { "AccountNumber": ACCOUNT, "AccountCountryCode": "US" } },
        "PickupDateInfo": { "CloseTime": "1700", "ReadyTime": "1200", "PickupDate": "20260116" },
        "PickupAddress": {
            "CompanyName": "Kiln and Kettle", "ContactName": "Packing", "AddressLine": ["12 Dock Street"],
            "City": "Austin", "StateProvince": "TX", "PostalCode": "78701", "CountryCode": "US",
            "ResidentialIndicator": "N", "Phone": { "Number": "15125550100" },
        },
        "AlternateAddressIndicator": "N",
        "PickupPiece": [{
            "ServiceCode": "003", "Quantity": "2", "DestinationCountryCode": "US", "ContainerCode": "01",
        }],
        "PaymentMethod": "01",
    } });
    let path = "/api/pickupcreation/v2409/pickup";
    let (status, made) = client.post(path, &body).await;
    assert_eq!(status, 200, "{made}");
    let made = &made["PickupCreationResponse"];
    let prn = text_of(&made["PRN"]);
    assert_eq!(prn.len(), 11);
    assert_eq!(made["RateResult"]["GrandTotalOfAllCharge"], "8.75");
    let with = async |method: &str, path: &str, header: (&str, &str)| {
        let request = client.request(method, path).header(header.0, header.1);
        read(request.send().await.expect("an answer")).await
    };
    let list = "/api/shipments/v2409/pickup/oncall";
    let (_, pending) = with("GET", list, ("AccountNumber", ACCOUNT)).await;
    let pending = &pending["PickupPendingStatusResponse"]["PendingStatus"];
    assert_eq!(pending[0]["PRN"], prn);
    let cancel = "/api/shipments/v2409/pickup/02";
    assert_eq!(with("DELETE", cancel, ("Prn", &prn)).await.0, 200);
    let (status, answer) = with("DELETE", cancel, ("Prn", &prn)).await;
    assert_eq!((status, code(&answer)), (400, "9560131"));
    for (pointer, value, wanted) in [
        ("/PickupDateInfo/PickupDate", "20260114", "9560131"),
        ("/PickupDateInfo/CloseTime", "1100", "9560131"),
        ("/PickupDateInfo/CloseTime", "17:00", "10006"),
        ("/PickupPiece/0/ServiceCode", "03", "10006"),
        ("/PaymentMethod", "02", "10006"),
    ] {
        let mut wrong = body.clone();
        let field = wrong["PickupCreationRequest"].pointer_mut(pointer);
        *field.expect("there") = json!(value);
        let (status, answer) = client.post(path, &wrong).await;
        assert_eq!(
            (status, code(&answer)),
            (400, wanted),
            "{value} as {pointer}"
        );
    }
}

#[tokio::test]
async fn the_sample_of_the_test_environment_is_voided_there_alone() {
    let client = start().await;
    let path = "/api/shipments/v2409/void/cancel/1Z2220060294314162";
    let query = "?trackingnumber=1Z2220060291994175";
    let url = format!("{}{path}{query}", client.sim.url());
    let request = client.http.delete(url).bearer_auth(&client.token);
    let response = request.header("Host", CIE).send().await;
    let (status, answer) = read(response.expect("an answer")).await;
    assert_eq!(status, 200, "{answer}");
    let voided = &answer["VoidShipmentResponse"]["PackageLevelResult"];
    assert_eq!(voided["TrackingNumber"], "1Z2220060291994175");
    let (status, answer) = client.delete(path).await;
    assert_eq!((status, code(&answer)), (400, "190102"));
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let client = start().await;
    let body = format!("{{\"XAVRequest\":\"{}\"}}", "x".repeat(MOST));
    let request = client.request("POST", "/api/addressvalidation/v2/1");
    let request = request
        .header("Content-Type", "application/json")
        .body(body);
    let (status, answer) = read(request.send().await.expect("an answer")).await;
    assert_eq!((status, code(&answer)), (400, "10013"));
}
