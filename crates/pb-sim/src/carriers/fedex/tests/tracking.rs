//! Where parcels are by the clock, by number and by reference.
use super::*;
use crate::carriers::Course;

fn by_reference(value: &str) -> Value {
    json!({ "referencesInformation": {
        "value": value, "accountNumber": ACCOUNT,
        "shipDateBegin": "2026-01-10", "shipDateEnd": "2026-01-20",
    } })
}

async fn found(client: &Client, body: &Value) -> Vec<Value> {
    let (status, answer) = client.post("/track/v1/referencenumbers", body).await;
    assert_eq!(status, 200, "{answer}");
    let all = &answer["output"]["completeTrackResults"];
    all.as_array().expect("results").clone()
}

#[tokio::test]
async fn a_parcel_moves_with_the_clock() {
    let mut client = start().await;
    let number = text_of(&client.buy(&shipment()).await["masterTrackingNumber"]);
    let mut seen = Vec::new();
    for hours in [0, 7, 8, 40, 4] {
        client.sim.pass(hours * HOUR);
        client.log_in(WHOLE_CLIENT_ID, WHOLE_CLIENT_SECRET).await;
        let there = client.track(&number).await;
        seen.push(text_of(&there["latestStatusDetail"]["code"]));
    }
    assert_eq!(seen, ["OC", "PU", "DP", "OD", "DL"]);
    let there = client.track(&number).await;
    let events = there["scanEvents"].as_array().expect("scans");
    assert_eq!(events.len(), 6, "newest first");
    assert_eq!(events[0]["eventType"], "DL");
    assert_eq!(events[0]["scanLocation"]["city"], "RENO");
    assert_eq!(events[5]["date"], "2026-01-15T12:00:00-06:00");
    assert_eq!(
        there["packageDetails"]["weightAndDimensions"]["weight"][0]["value"],
        "3.5"
    );
}

#[tokio::test]
async fn bad_ways_have_their_scans() {
    let mut client = start().await;
    let number = text_of(&client.buy(&shipment()).await["masterTrackingNumber"]);
    assert!(client.sim.set_course(&number, Course::Returned));
    client.sim.pass(130 * HOUR);
    client.log_in(WHOLE_CLIENT_ID, WHOLE_CLIENT_SECRET).await;
    let there = client.track(&number).await;
    let codes: Vec<String> = there["scanEvents"]
        .as_array()
        .expect("scans")
        .iter()
        .map(|e| text_of(&e["eventType"]))
        .collect();
    assert_eq!(codes, ["DL", "RS", "DE", "OD", "DP", "DP", "PU", "OC"]);
    let exception = &there["scanEvents"][2];
    assert!(text_of(&exception["exceptionDescription"]).contains("not available"));
}

#[tokio::test]
async fn many_numbers_are_answered_at_once_and_unknown_ones_beside_them() {
    let client = start().await;
    let number = text_of(&client.buy(&shipment()).await["masterTrackingNumber"]);
    let (status, answer) = client
        .post(TRACK, &tracked(&[&number, "771000000013"]))
        .await;
    assert_eq!(status, 200);
    let all = &answer["output"]["completeTrackResults"];
    assert_eq!(
        all[0]["trackResults"][0]["latestStatusDetail"]["code"],
        "OC"
    );
    let error = &all[1]["trackResults"][0]["error"];
    assert_eq!(error["code"], "TRACKING.TRACKINGNUMBER.NOTFOUND");
    let many = vec![number.as_str(); 31];
    let (status, answer) = client.post(TRACK, &tracked(&many)).await;
    assert_eq!((status, code(&answer)), (400, "TRACKINGINFO.INVALID"));
    let mut bare = tracked(&[&number]);
    bare["includeDetailedScans"] = json!(false);
    let (_, answer) = client.post(TRACK, &bare).await;
    let there = &answer["output"]["completeTrackResults"][0]["trackResults"][0];
    assert!(there["scanEvents"].is_null() && there["latestStatusDetail"]["code"] == "OC");
}

#[tokio::test]
async fn a_sale_is_found_by_its_reference() {
    let client = start().await;
    let mut body = shipment();
    body["requestedShipment"]["requestedPackageLineItems"] = json!([package("#7"), package("#7")]);
    body["requestedShipment"]["totalPackageCount"] = json!(2);
    let bought = client.buy(&body).await;
    let all = found(&client, &by_reference("#7")).await;
    assert_eq!(all.len(), 2);
    for (at, result) in all.iter().enumerate() {
        assert_eq!(
            result["trackingNumber"],
            bought["pieceResponses"][at]["trackingNumber"]
        );
        let known = &result["trackResults"][0];
        assert_eq!(
            known["packageDetails"]["sequenceNumber"],
            (at + 1).to_string()
        );
        let values = &known["additionalTrackingInfo"]["packageIdentifiers"][0]["values"];
        assert_eq!(*values, json!(["#7"]));
    }
    let mut early = by_reference("#7");
    early["referencesInformation"]["shipDateEnd"] = json!("2026-01-14");
    let mut strange = by_reference("#7");
    strange["referencesInformation"]["accountNumber"] = json!("999999999");
    for none in [early, strange, by_reference("#8")] {
        let all = found(&client, &none).await;
        let error = &all[0]["trackResults"][0]["error"];
        assert_eq!(error["code"], "TRACKING.REFERENCENUMBER.NOTFOUND", "{none}");
    }
    let by_destination = json!({ "referencesInformation": {
        "value": "#7", "type": "CUSTOMER_REFERENCE", "carrierCode": "FDXE",
        "destinationCountryCode": "US", "destinationPostalCode": "89501",
    } });
    assert_eq!(found(&client, &by_destination).await.len(), 2);
    let alone = json!({ "referencesInformation": { "value": "#7" } });
    let (status, answer) = client.post("/track/v1/referencenumbers", &alone).await;
    assert_eq!(
        (status, code(&answer)),
        (400, "REFERENCESINFORMATION.ACCOUNTNUMBER.INVALID")
    );
}
