//! Tokens, places and tracks.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn a_token_is_shown_in_its_own_header_for_a_day() {
    let client = start().await;
    for (id, secret) in [("x", CLIENT_SECRET), (CLIENT_ID, "x"), ("", "")] {
        let (status, answer) = client.token(id, secret).await;
        assert_eq!((status, answer), (401, json!({ "title": "Unauthorized" })));
    }
    let (_, answer) = client.token(CLIENT_ID, CLIENT_SECRET).await;
    let members = answer.as_object().map(serde_json::Map::len);
    assert_eq!(members, Some(1), "its lifetime is not said");
    let bearer = client
        .http
        .post(client.url(GENERATE))
        .bearer_auth(&client.token)
        .json(&waybill())
        .send()
        .await
        .expect("an answer");
    assert_eq!(bearer.status(), 401, "Authorization is not looked at");
    client.sim.pass(HOUR * 23);
    client.find("400001").await;
    client.sim.pass(HOUR);
    let (status, answer) = client.generate(&waybill()).await;
    assert_eq!((status, answer), (401, json!({ "title": "Unauthorized" })));
}

#[tokio::test]
async fn both_layers_and_the_contract_are_looked_at() {
    let client = start().await;
    for (place, value) in [
        ("/Profile/LoginID", "BLR99999"),
        ("/Profile/LicenceKey", "wrong"),
        ("/Request/Shipper/CustomerCode", "940001\n"),
        ("/Request/Shipper/OriginArea", "BOM"),
    ] {
        let (status, answer) = client.generate(&with(&[(place, json!(value))])).await;
        let (code, _) = failure(&answer);
        assert_eq!(
            (status, code.as_str()),
            (400, "UnauthorizedUser"),
            "{place}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn a_path_that_is_not_there_is_415() {
    let client = start().await;
    let words = json!({ "error-response": "Access to the method is not allowed" });
    for path in [
        "/waybill/v1/GenerateWaybill",
        "/waybill/v2/GenerateWayBill",
        "/token/v1/login",
    ] {
        let (status, answer) = client.post(path, &waybill()).await;
        assert_eq!((status, &answer), (415, &words), "{path}");
    }
}

#[tokio::test]
async fn places_say_what_goes_there() {
    let client = start().await;
    let mumbai = client.find("400001").await;
    assert_eq!(
        (&mumbai["IsError"], &mumbai["AreaCode"]),
        (&json!(false), &json!("BOM"))
    );
    assert_eq!(mumbai["eTailPrePaidAirOutound"], "Yes");
    assert_eq!(client.find("400009").await["eTailCODAirInbound"], "No");
    let island = client.find("744101").await;
    assert_eq!(island["eTailPrePaidGroundInbound"], "No");
    assert_eq!(island["eTailPrePaidAirInbound"], "Yes");
    for pin in ["799999", "4000", "", "4000011"] {
        let body = json!({ "pinCode": pin, "profile": profile() });
        let (_, answer) = client.post("/finder/v1/GetServicesforPincode", &body).await;
        let nowhere = &answer["GetServicesforPincodeResult"];
        assert!(nowhere["IsError"] == true || pin.is_empty(), "{answer}");
    }
    // What the finder says is what is sold.
    let by_truck = with(&[
        ("/Request/Consignee/ConsigneePincode", json!("744101")),
        ("/Request/Services/ProductCode", json!("E")),
    ]);
    let (status, answer) = client.generate(&by_truck).await;
    assert_eq!(
        (status, failure(&answer).0.as_str()),
        (400, "InvalidPincode")
    );
}

#[tokio::test]
async fn a_track_moves_with_the_clock() {
    let mut client = start().await;
    let number = text_of(&client.buy(&waybill()).await["AWBNo"]);
    for (hours, words, kind) in [
        (0, "ONLINE SHIPMENT BOOKED", "UD"),
        (7, "SHIPMENT PICKED UP", "UD"),
        (8, "SHIPMENT ARRIVED AT HUB", "UD"),
        (38, "SHIPMENT OUT FOR DELIVERY", "UD"),
        (4, "SHIPMENT DELIVERED", "DL"),
    ] {
        client.sim.pass(HOUR * hours);
        client.log_in().await;
        let xml = client.track(&number).await;
        let status = format!("<Status>{words}</Status><StatusType>{kind}</StatusType>");
        assert!(xml.contains(&status), "{hours} h on: {xml}");
        assert!(xml.contains(&format!("WaybillNo=\"{number}\"")), "{xml}");
    }
    let xml = client.track(&number).await;
    assert_eq!(xml.matches("<ScanDetail>").count(), 6);
    assert!(
        xml.contains("<ScanDate>26-Nov-2026</ScanDate><ScanTime>12:00</ScanTime>"),
        "{xml}"
    );
    assert!(
        xml.contains("<StatusDate>28 November 2026</StatusDate><StatusTime>20:00</StatusTime>"),
        "{xml}"
    );
    client.sim.set_course(&number, Course::Exception);
    assert!(
        client
            .track(&number)
            .await
            .contains("CONSIGNEE NOT AVAILABLE")
    );
}

#[tokio::test]
async fn a_track_is_asked_for_in_its_own_words() {
    let client = start().await;
    let unknown = client.track("79999999999").await;
    assert!(unknown.contains("<StatusType>NF</StatusType>"), "{unknown}");
    for (from, to) in [
        ("handler=tnt", "handler=x"),
        ("action=custawbquery", "action=query"),
        (LOGIN_ID, "BLR99999"),
        ("awb=awb", "awb=other"),
        ("numbers=79999999999", "numbers="),
        ("format=xml", "format=html"),
        ("verno=1", "verno=9"),
        ("&scan=1", ""),
    ] {
        let wrong = query("79999999999").replacen(from, to, 1);
        let (status, answer) = client.track_with(&wrong).await;
        assert_eq!(status, 400, "{wrong}: {answer}");
    }
    for (key, status) in [(LICENCE_KEY, 200), ("wrong", 400)] {
        let asked = format!("{}&lickey={key}", query("79999999999"));
        assert_eq!(client.track_with(&asked).await.0, status);
    }
}
