//! Every required field of a shipment, left out and mistyped; and what else may not be.
use super::*;

/// The fields that the documentation requires, as JSON pointers under `ShipmentRequest`.
const REQUIRED: &[&str] = &[
    "/Request",
    "/Request/RequestOption",
    "/Shipment",
    "/Shipment/Shipper",
    "/Shipment/Shipper/Name",
    "/Shipment/Shipper/ShipperNumber",
    "/Shipment/Shipper/Phone/Number",
    "/Shipment/Shipper/Address",
    "/Shipment/Shipper/Address/AddressLine",
    "/Shipment/Shipper/Address/City",
    "/Shipment/Shipper/Address/StateProvinceCode",
    "/Shipment/Shipper/Address/PostalCode",
    "/Shipment/Shipper/Address/CountryCode",
    "/Shipment/ShipTo",
    "/Shipment/ShipTo/Name",
    "/Shipment/ShipTo/Phone/Number",
    "/Shipment/ShipTo/Address",
    "/Shipment/ShipTo/Address/AddressLine",
    "/Shipment/ShipTo/Address/City",
    "/Shipment/ShipTo/Address/StateProvinceCode",
    "/Shipment/ShipTo/Address/PostalCode",
    "/Shipment/ShipTo/Address/CountryCode",
    "/Shipment/PaymentInformation",
    "/Shipment/PaymentInformation/ShipmentCharge",
    "/Shipment/PaymentInformation/ShipmentCharge/0/Type",
    "/Shipment/PaymentInformation/ShipmentCharge/0/BillShipper/AccountNumber",
    "/Shipment/Service",
    "/Shipment/Service/Code",
    "/Shipment/Package",
    "/Shipment/Package/0/Packaging",
    "/Shipment/Package/0/Packaging/Code",
    "/Shipment/Package/0/PackageWeight",
    "/Shipment/Package/0/PackageWeight/Weight",
    "/Shipment/Package/0/PackageWeight/UnitOfMeasurement",
    "/Shipment/Package/0/PackageWeight/UnitOfMeasurement/Code",
    "/Shipment/Package/0/Dimensions/UnitOfMeasurement/Code",
    "/Shipment/Package/0/Dimensions/Length",
    "/Shipment/Package/0/Dimensions/Width",
    "/Shipment/Package/0/Dimensions/Height",
    "/Shipment/Package/0/ReferenceNumber/0/Value",
    "/LabelSpecification",
    "/LabelSpecification/LabelImageFormat",
    "/LabelSpecification/LabelImageFormat/Code",
    "/LabelSpecification/LabelStockSize",
    "/LabelSpecification/LabelStockSize/Height",
    "/LabelSpecification/LabelStockSize/Width",
];

/// How an error names a field: entries are counted from 1.
fn named(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| match part.parse::<u32>() {
        Ok(entry) => (entry + 1).to_string(),
        Err(_) => part.to_owned(),
    });
    format!("ShipmentRequest{}", parts.collect::<Vec<_>>().join("/"))
}

#[tokio::test]
async fn each_required_field_is_missed_by_name() {
    let client = start().await;
    for pointer in REQUIRED {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let mut body = shipment();
        let parent = body["ShipmentRequest"].pointer_mut(parent).expect("there");
        let removed = parent.as_object_mut().expect("an object").remove(name);
        assert!(removed.is_some(), "{pointer} is not in the request");
        let (status, answer) = client.ship(&body).await;
        assert_eq!(status, 400, "without {pointer}: {answer}");
        assert!(
            message(&answer).contains(&named(pointer)),
            "without {pointer}: {answer}"
        );
        assert!(
            code(&answer).starts_with("120"),
            "without {pointer}: {answer}"
        );
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn each_required_field_is_refused_by_name_with_another_type() {
    let client = start().await;
    for pointer in REQUIRED {
        let mut body = shipment();
        *body["ShipmentRequest"].pointer_mut(pointer).expect("there") = json!(7);
        let (status, answer) = client.ship(&body).await;
        assert_eq!(status, 400, "7 as {pointer}: {answer}");
        assert!(
            message(&answer).contains(&named(pointer)),
            "7 as {pointer}: {answer}"
        );
        assert_eq!(code(&answer), "10002", "7 as {pointer}: {answer}");
    }
}

#[tokio::test]
async fn misspelt_fields_and_wrong_values_are_refused_by_name() {
    let client = start().await;
    let shipment_at = |pointer: &str| format!("/Shipment{pointer}");
    for (pointer, value, code_wanted) in [
        // Rating calls it so.
        ("/Package/0/PackagingType", json!({ "Code": "02" }), "10002"),
        ("/ShipTo/Address/Postcode", json!("89501"), "10002"),
        ("/ShipTo/Name", json!("N".repeat(36)), "120200"),
        (
            "/ShipTo/Address/AddressLine",
            json!(["a", "b", "c", "d"]),
            "120200",
        ),
        ("/ShipTo/Address/CountryCode", json!("usa"), "120200"),
        ("/ShipTo/Phone/Number", json!("1234567890123456"), "120200"),
        ("/Shipper/ShipperNumber", json!("ZZZZZZ"), "120100"),
        (
            "/PaymentInformation/ShipmentCharge/0/Type",
            json!("02"),
            "120400",
        ),
        (
            "/PaymentInformation/ShipmentCharge/0/BillShipper/AccountNumber",
            json!("ZZZZZZ"),
            "120400",
        ),
        ("/Service/Code", json!("3"), "120500"),
        (
            "/Package/0/PackageWeight/UnitOfMeasurement/Code",
            json!("LB"),
            "120600",
        ),
        ("/Package/0/PackageWeight/Weight", json!("0"), "120600"),
        ("/Package/0/PackageWeight/Weight", json!("1,5"), "120600"),
        ("/Package/0/PackageWeight/Weight", json!("150.1"), "120600"),
        ("/Package/0/Dimensions/Length", json!("7"), "120600"),
        ("/Package/0/Dimensions/Length", json!("109"), "120600"),
        (
            "/Package/0/Dimensions/UnitOfMeasurement/Code",
            json!("INCH"),
            "120600",
        ),
        ("/Package/0/ReferenceNumber/0/Code", json!("ABC"), "120600"),
        ("/ShipmentDate", json!("20260124"), "120000"),
        ("/ShipmentDate", json!("20260114"), "120000"),
        ("/ReferenceNumber", json!([{ "Value": "#1" }]), "120000"),
        (
            "/ShipmentServiceOptions",
            json!({ "DeliveryConfirmation": { "DCISType": "1" } }),
            "120800",
        ),
        ("/ShipTo/Address/PostalCode", json!("10001"), "120802"),
        // Sold, but not there, and not for such a box.
        ("/Service/Code", json!("65"), "111212"),
        ("/Package/0/Packaging/Code", json!("01"), "111212"),
    ] {
        let mut body = shipment();
        let pointer = shipment_at(pointer);
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        body["ShipmentRequest"].pointer_mut(parent).expect("there")[name] = value.clone();
        let (status, answer) = client.ship(&body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, code_wanted),
            "{value} as {pointer}: {answer}"
        );
        if !["111212", "120802"].contains(&code_wanted) {
            let path = pointer.split('/').nth(2).expect("a part");
            assert!(
                message(&answer).contains(path),
                "{value} as {pointer}: {answer}"
            );
        }
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let client = start().await;
    let path = "/api/shipments/v2409/ship";
    for (body, kind, wanted) in [
        ("", "application/json", "10003"),
        ("{\"ShipmentRequest\":", "application/json", "10002"),
        ("{}", "text/plain", "10002"),
        ("{\"shipmentRequest\":{}}", "application/json", "10002"),
        ("[]", "application/json", "10002"),
    ] {
        let request = client
            .request("POST", path)
            .header("Content-Type", kind)
            .body(body);
        let (status, answer) = read(request.send().await.expect("an answer")).await;
        assert_eq!((status, code(&answer)), (400, wanted), "{body}");
    }
    let (status, answer) = client.post("/api/shipments/v9/ship", &shipment()).await;
    assert_eq!((status, code(&answer)), (400, "20002"));
    let (status, answer) = client.get("/api/nothing").await;
    assert_eq!((status, code(&answer)), (404, "20002"));
}

#[tokio::test]
async fn what_a_working_client_sends_besides_is_taken() {
    let client = start().await;
    let mut body = abroad();
    let request = &mut body["ShipmentRequest"]["Shipment"];
    request["ShipmentDate"] = json!("2026-01-16");
    request["NumOfPiecesInShipment"] = json!("0");
    request["RatingMethodRequestedIndicator"] = json!("Y");
    request["TaxInformationIndicator"] = json!("Y");
    request["Service"]["Description"] = json!("ups_worldwide_saver");
    // One, and not a list of one.
    request["ReferenceNumber"] = json!({ "Value": "#2001" });
    request["ShipmentServiceOptions"]["Notification"] =
        json!([{ "NotificationCode": "8", "EMail": { "EMailAddress": "nora@example.com" } }]);
    client.buy(&body).await;
    assert_eq!(client.sim.ledger()[0].references, ["#2001"]);
}
