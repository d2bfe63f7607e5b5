//! Logins, addresses, drivers and the close of the day.
use super::*;

#[tokio::test]
async fn a_login_is_a_form_and_each_project_has_its_own() {
    let mut client = start().await;
    let (status, answer) = client.login(CLIENT_ID, "wrong", "client_credentials").await;
    assert_eq!((status, code(&answer)), (401, "NOT.AUTHORIZED.ERROR"));
    let (status, answer) = client.login(CLIENT_ID, CLIENT_SECRET, "password").await;
    assert_eq!((status, code(&answer)), (400, "BAD.REQUEST.ERROR"));
    let (_, answer) = client
        .login(CLIENT_ID, CLIENT_SECRET, "client_credentials")
        .await;
    assert_eq!(
        (&answer["expires_in"], &answer["scope"]),
        (&json!(3_600), &json!("CXS"))
    );
    let url = format!("{}/oauth/token", client.sim.url_of(PREFIX));
    let basic = client
        .http
        .post(url)
        .basic_auth(CLIENT_ID, Some(CLIENT_SECRET));
    let basic = basic.form(&[("grant_type", "client_credentials")]).send();
    assert_eq!(
        basic.await.expect("an answer").status(),
        401,
        "not by a header"
    );

    client.log_in(CLIENT_ID, CLIENT_SECRET).await;
    client.buy(&shipment()).await;
    let (status, answer) = client.post(TRACK, &tracked(&["771000000013"])).await;
    assert_eq!((status, code(&answer)), (403, "FORBIDDEN.ERROR"));
    client.log_in(TRACK_CLIENT_ID, TRACK_CLIENT_SECRET).await;
    let (status, _) = client.post(TRACK, &tracked(&["771000000013"])).await;
    assert_eq!(status, 200);
    let (status, answer) = client.ship(&shipment()).await;
    assert_eq!((status, code(&answer)), (403, "FORBIDDEN.ERROR"));
}

#[tokio::test]
async fn a_token_ends_after_an_hour_and_who_logs_in_too_often_waits() {
    let mut client = start().await;
    client.sim.pass(HOUR);
    let (status, answer) = client.ship(&shipment()).await;
    assert_eq!((status, code(&answer)), (401, "NOT.AUTHORIZED.ERROR"));
    for _ in 0..15 {
        client.log_in(CLIENT_ID, CLIENT_SECRET).await;
    }
    let login = || client.login(CLIENT_ID, CLIENT_SECRET, "client_credentials");
    let (status, answer) = login().await;
    assert_eq!((status, answer), (403, Value::Null), "not in FedEx's words");
    client.sim.pass(Duration::from_secs(599));
    assert_eq!(login().await.0, 403, "which begins it anew");
    client.sim.pass(Duration::from_secs(600));
    assert_eq!(login().await.0, 200);
}

#[tokio::test]
async fn addresses_are_looked_up() {
    let client = start().await;
    let ask = async |line: &str, country: &str| {
        let body = json!({ "addressesToValidate": [{
            "address": { "streetLines": [line], "city": "Reno", "stateOrProvinceCode": "NV", "postalCode": "89501-1203", "countryCode": country },
            "clientReferenceId": "a-1",
        }] });
        let (status, answer) = client.post("/address/v1/addresses/resolve", &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["output"]["resolvedAddresses"][0].clone()
    };
    let home = ask("5 Elm Street", "US").await;
    assert_eq!(home["attributes"]["DPV"], "true");
    assert_eq!(home["classification"], "RESIDENTIAL");
    assert_eq!(home["streetLinesToken"], json!(["5 ELM STREET"]));
    assert_eq!(home["parsedPostalCode"]["addOn"], "1203");
    assert_eq!(home["clientReferenceId"], "a-1");
    assert_eq!(
        ask("6 Elm Street", "US").await["classification"],
        "BUSINESS"
    );
    let tower = ask("6 Elm Tower", "US").await;
    assert_eq!(tower["attributes"]["SuiteRequiredButMissing"], "true");
    assert_eq!(tower["customerMessage"][0]["code"], "SUITE.NUMBER.REQUIRED");
    let none = ask("Elm Street", "US").await;
    assert_eq!(none["attributes"]["Resolved"], "false");
    let far = ask("5 Elm Street", "VN").await;
    assert_eq!(far["attributes"]["CountrySupported"], "false");
    let (status, answer) = client
        .post("/address/v1/addresses/resolve", &json!({ "addresses": [] }))
        .await;
    assert_eq!((status, code(&answer)), (400, "ADDRESSESTOVALIDATE.EMPTY"));
}

fn driver() -> Value {
    let asked = shipment();
    let shipper = &asked["requestedShipment"]["shipper"];
    json!({
        "associatedAccountNumber": { "value": ACCOUNT },
        "originDetail": {
            "pickupLocation": shipper,
            "readyDateTimestamp": "2026-01-16T10:00:00Z",
            "customerCloseTime": "17:00:00",
            "packageLocation": "FRONT",
            "pickupDateType": "FUTURE_DAY",
        },
        "carrierCode": "FDXE",
        "packageCount": 2,
        "totalWeight": { "units": "LB", "value": 7 },
        "remarks": "Ring at the ramp",
        "countryRelationships": "DOMESTIC",
    })
}

const PICKUPS: &str = "/pickup/v1/pickups";

#[tokio::test]
async fn a_driver_is_ordered_and_sent_home_by_all_he_is_known_by() {
    let client = start().await;
    let (status, answer) = client.post(PICKUPS, &driver()).await;
    assert_eq!(status, 200, "{answer}");
    let made = &answer["output"];
    let cancel = json!({
        "associatedAccountNumber": { "value": ACCOUNT },
        "pickupConfirmationCode": made["pickupConfirmationCode"],
        "scheduledDate": "2026-01-16",
        "carrierCode": "FDXE",
        "location": made["location"],
    });
    for (field, value, wanted) in [
        ("location", Value::Null, "LOCATION.INVALID"),
        ("location", json!("ZZZA"), "PICKUP.NUMBER.EXPIRED"),
        (
            "scheduledDate",
            json!("2026-01-17"),
            "PICKUP.NUMBER.EXPIRED",
        ),
        ("carrierCode", json!("FDXG"), "PICKUP.NUMBER.EXPIRED"),
        (
            "pickupConfirmationCode",
            json!("AUSA"),
            "PICKUP.NUMBER.EXPIRED",
        ),
    ] {
        let mut odd = cancel.clone();
        match value {
            Value::Null => drop(odd.as_object_mut().expect("an object").remove(field)),
            value => odd[field] = value,
        }
        let (status, answer) = client.send("PUT", "/pickup/v1/pickups/cancel", &odd).await;
        assert_eq!((status, code(&answer)), (400, wanted), "{field}");
    }
    let (status, answer) = client
        .send("PUT", "/pickup/v1/pickups/cancel", &cancel)
        .await;
    assert_eq!(status, 200, "{answer}");
    let (status, _) = client
        .send("PUT", "/pickup/v1/pickups/cancel", &cancel)
        .await;
    assert_eq!(status, 400, "once");
    let mut ground = driver();
    ground["carrierCode"] = json!("FDXG");
    let (_, answer) = client.post(PICKUPS, &ground).await;
    assert!(
        answer["output"]["location"].is_null(),
        "Ground names no place"
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_said() {
    let client = start().await;
    let origin = |rest: &str| format!("/originDetail/{rest}");
    for (pointer, value, wanted) in [
        (
            origin("readyDateTimestamp"),
            json!("2026-01-14T10:00:00Z"),
            "PICKUP.REQUESTED.PREVIOUS.DAY",
        ),
        (
            origin("readyDateTimestamp"),
            json!("2026-03-14T10:00:00Z"),
            "ORIGINDETAIL.READYDATETIMESTAMP.INVALID",
        ),
        (
            origin("readyDateTimestamp"),
            json!("tomorrow"),
            "ORIGINDETAIL.READYDATETIMESTAMP.INVALID",
        ),
        (
            origin("customerCloseTime"),
            json!("09:00:00"),
            "ORIGINDETAIL.CUSTOMERCLOSETIME.INVALID",
        ),
        (
            origin("customerCloseTime"),
            json!("17:00"),
            "ORIGINDETAIL.CUSTOMERCLOSETIME.INVALID",
        ),
        (
            origin("pickupDateType"),
            json!("SAME_DAY"),
            "ORIGINDETAIL.PICKUPDATETYPE.INVALID",
        ),
        (
            origin("packageLocation"),
            json!("ROOF"),
            "ORIGINDETAIL.PACKAGELOCATION.INVALID",
        ),
        (
            "/carrierCode".to_owned(),
            json!("UPS"),
            "CARRIERCODE.INVALID",
        ),
        (
            "/remarks".to_owned(),
            json!("x".repeat(61)),
            "REMARKS.INVALID",
        ),
        (
            "/packageCount".to_owned(),
            json!("2"),
            "PACKAGECOUNT.INVALID",
        ),
    ] {
        let mut body = driver();
        *body.pointer_mut(&pointer).expect("there") = value.clone();
        let (status, answer) = client.post(PICKUPS, &body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, wanted),
            "{value} as {pointer}"
        );
    }
    let mut nowhere = driver();
    nowhere["carrierCode"] = json!("FDXG");
    let inner = nowhere["originDetail"].as_object_mut().expect("an object");
    inner.remove("packageLocation");
    let (status, answer) = client.post(PICKUPS, &nowhere).await;
    assert_eq!(
        (status, code(&answer)),
        (400, "ORIGINDETAIL.PACKAGELOCATION.INVALID")
    );
}

#[tokio::test]
async fn the_day_is_closed_once_and_what_is_closed_cannot_be_cancelled() {
    let client = start().await;
    let close = json!({
        "closeReqType": "GCDR",
        "accountNumber": { "value": ACCOUNT },
        "groundServiceCategory": "GROUND",
        "closeDate": TODAY,
        "closeDocumentSpecification": { "closeDocumentTypes": ["MANIFEST"] },
    });
    let path = "/ship/v1/endofday/";
    client.buy(&shipment()).await;
    let (status, answer) = client.send("PUT", path, &close).await;
    assert_eq!(
        (status, code(&answer)),
        (400, "CLOSE.SHIPMENTS.NOTFOUND"),
        "Express needs none"
    );
    let number = text_of(&client.buy(&ground()).await["masterTrackingNumber"]);
    let mut odd = close.clone();
    odd["closeDate"] = json!("2026-01-16");
    let (status, answer) = client.send("PUT", path, &odd).await;
    assert_eq!(
        (status, code(&answer)),
        (400, "AVAILABILITY.SHIP.DATE.INVALID")
    );
    odd["closeDate"] = json!(TODAY);
    odd["groundServiceCategory"] = json!("EXPRESS");
    assert_eq!(client.send("PUT", path, &odd).await.0, 400);
    let (status, answer) = client.send("PUT", path, &close).await;
    assert_eq!(status, 200, "{answer}");
    is_pdf(&answer["output"]["closeDocuments"][0]["parts"][0]["image"]);
    let (status, _) = client.send("PUT", path, &close).await;
    assert_eq!(status, 400, "there is nothing left");
    let (_, answer) = client.cancel(&number).await;
    assert_eq!(answer["output"]["cancelledShipment"], false);
    assert!(text_of(&answer["output"]["message"]).contains("closed"));
}
