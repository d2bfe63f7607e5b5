//! Tracking, which moves with the clock.
use super::*;
use crate::carriers::Course;

/// Type and number of every activity, newest first.
fn activity(package: &Value) -> Vec<(String, String)> {
    let activity = package["activity"].as_array().expect("a list");
    let of = |a: &Value| {
        (
            text_of(&a["status"]["type"]),
            text_of(&a["status"]["statusCode"]),
        )
    };
    activity.iter().map(of).collect()
}

#[tokio::test]
async fn a_parcel_moves_with_the_clock_until_it_is_there() {
    let mut client = start().await;
    let number = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
    for (hours, kind, status) in [
        (0, "M", "003"),
        (6, "I", "038"),
        (8, "I", "005"),
        (38, "I", "021"),
        (4, "D", "011"),
    ] {
        client.sim.pass(hours * HOUR);
        client.log_in().await;
        let shipment = client.track(&number).await;
        assert_eq!(shipment["inquiryNumber"], number);
        let package = &shipment["package"][0];
        let (first_kind, first_status) = activity(package).remove(0);
        assert_eq!((first_kind.as_str(), first_status.as_str()), (kind, status));
        assert_eq!(package["currentStatus"]["code"], status);
        let expected = if kind == "D" { "DEL" } else { "SDD" };
        assert_eq!(package["deliveryDate"][0]["type"], expected);
    }
    let package = client.track(&number).await["package"][0].clone();
    assert_eq!(activity(&package).len(), 6);
    assert_eq!(package["deliveryInformation"]["receivedBy"], "NORA EXAMPLE");
    assert_eq!(package["activity"][0]["date"], "20260117");
    assert_eq!(package["activity"][0]["time"], "200000", "local time");
    assert_eq!(package["activity"][0]["gmtDate"], "20260118");
    client.sim.pass(121 * 24 * HOUR);
    client.log_in().await;
    let shipment = client.track(&number).await;
    assert_eq!(
        shipment["warnings"][0]["code"], "TW0001",
        "it is kept 120 days"
    );
}

#[tokio::test]
async fn parcels_go_the_bad_ways_too() {
    let mut client = start().await;
    for (course, last) in [
        (Course::Exception, ("X", "022")),
        (Course::Returned, ("D", "034")),
        (Course::NotHandedOver, ("M", "003")),
    ] {
        let number = text_of(&client.buy(&shipment()).await["ShipmentIdentificationNumber"]);
        assert!(client.sim.set_course(&number, course));
        client.sim.pass(200 * HOUR);
        client.log_in().await;
        let shipment = client.track(&number).await;
        let (kind, status) = activity(&shipment["package"][0]).remove(0);
        assert_eq!((kind.as_str(), status.as_str()), last, "{course:?}");
    }
    assert!(
        !client
            .sim
            .set_course("1Z5R89390357567127", Course::Returned)
    );
}

#[tokio::test]
async fn a_sale_whose_answer_was_lost_is_found_by_its_reference_and_recovered() {
    let client = start().await;
    let mut body = shipment();
    body["ShipmentRequest"]["Shipment"]["Package"] = json!([package("PB-77"), package("PB-77")]);
    client.sim.fail_next(
        PREFIX,
        Op::Buy,
        Fault::after(crate::carriers::Answer::Dropped),
    );
    let request = client
        .request("POST", "/api/shipments/v2409/ship")
        .json(&body);
    assert!(request.send().await.is_err(), "no answer came");
    let sold = client.sim.ledger();
    assert_eq!(sold.len(), 1, "and yet it was sold");

    let path =
        "/api/track/v1/reference/details/PB-77?fromPickUpDate=20260114&toPickUpDate=20260116";
    let (status, found) = client.get(path).await;
    assert_eq!(status, 200, "{found}");
    let shipments = found["trackResponse"]["shipment"]
        .as_array()
        .expect("shipments");
    assert_eq!(shipments.len(), 1);
    let packages = shipments[0]["package"].as_array().expect("packages");
    let numbers: Vec<String> = packages
        .iter()
        .map(|p| text_of(&p["trackingNumber"]))
        .collect();
    assert_eq!(numbers, sold[0].numbers());
    assert_eq!(
        packages[0]["referenceNumber"][0],
        json!({ "type": "PO", "number": "PB-77" })
    );

    let recovery = json!({ "LabelRecoveryRequest": {
        "LabelSpecification": { "LabelImageFormat": { "Code": "ZPL" } },
        "TrackingNumber": numbers[0],
    } });
    let (status, answer) = client.post("/api/labels/v1/recovery", &recovery).await;
    assert_eq!(status, 200, "{answer}");
    let labels = answer["LabelRecoveryResponse"]["LabelResults"]
        .as_array()
        .expect("labels");
    for label in labels {
        let number = text_of(&label["TrackingNumber"]);
        carries(&label["LabelImage"]["GraphicImage"], &number);
    }
    assert_eq!(labels.len(), 2);

    for nothing in [
        "/api/track/v1/reference/details/PB-78",
        "/api/track/v1/reference/details/PB-77?fromPickUpDate=20260116",
        "/api/track/v1/reference/details/PB-77?toPickUpDate=20260114",
    ] {
        let (status, answer) = client.get(nothing).await;
        let warning = &answer["trackResponse"]["shipment"][0]["warnings"][0]["code"];
        assert_eq!((status, warning), (200, &json!("TW0001")), "{nothing}");
    }
    // The same request again is sold again: nothing keeps it from that.
    client.buy(&body).await;
    let (_, found) = client.get("/api/track/v1/reference/details/PB-77").await;
    assert_eq!(
        found["trackResponse"]["shipment"].as_array().map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn inquiries_are_looked_at() {
    let client = start().await;
    let shipment = client.track("1Z5R89390357567127").await;
    assert_eq!(shipment["warnings"][0]["code"], "TW0001");
    assert!(shipment["package"].is_null());
    for wrong in ["1Z1111111111111111", "123456", "12-345678"] {
        let (status, answer) = client.get(&format!("/api/track/v1/details/{wrong}")).await;
        assert_eq!((status, code(&answer)), (400, "TV1002"), "{wrong}");
    }
    let url = format!(
        "{}/api/track/v1/details/1Z5R89390357567127",
        client.sim.url_of(PREFIX)
    );
    let bare = client.http.get(url).bearer_auth(&client.token);
    let (status, answer) = read(bare.send().await.expect("an answer")).await;
    assert_eq!(status, 400);
    assert!(message(&answer).contains("transId"));
    let (status, _) = client
        .get("/api/track/v1/details/1Z5R89390357567127?returnSignature=yes")
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn the_parcels_of_a_shipment_come_by_pages() {
    let client = start().await;
    let mut body = shipment();
    body["ShipmentRequest"]["Shipment"]["Package"] =
        json!([package("#1"), package("#2"), package("#3")]);
    let bought = client.buy(&body).await;
    let lead = text_of(&bought["ShipmentIdentificationNumber"]);
    let (_, page) = client
        .get(&format!(
            "/api/track/v1/shipment/details/{lead}?offset=1&count=1"
        ))
        .await;
    let packages = &page["trackResponse"]["shipment"][0]["package"];
    assert_eq!(packages.as_array().map(Vec::len), Some(1));
    assert_eq!(
        packages[0]["trackingNumber"],
        bought["PackageResults"][1]["TrackingNumber"]
    );
}
