//! What is wrong with a waybill is named.
use super::*;

#[tokio::test]
async fn every_field_that_must_be_there_is_missed() {
    let client = start().await;
    for place in [
        "Consignee/ConsigneeName",
        "Consignee/ConsigneeAddress1",
        "Consignee/ConsigneePincode",
        "Consignee/ConsigneeMobile",
        "Shipper/CustomerCode",
        "Shipper/CustomerName",
        "Shipper/CustomerAddress1",
        "Shipper/CustomerPincode",
        "Shipper/CustomerMobile",
        "Shipper/OriginArea",
        "Shipper/IsToPayCustomer",
        "Services/ProductCode",
        "Services/ProductType",
        "Services/PieceCount",
        "Services/ActualWeight",
        "Services/DeclaredValue",
        "Services/CreditReferenceNo",
        "Services/PickupDate",
        "Services/PickupTime",
        "Services/RegisterPickup",
        "Services/PDFOutputNotRequired",
        "Services/Commodity",
        "Services/Dimensions",
    ] {
        let pointer = format!("/Request/{place}");
        let name = place.rsplit('/').next().expect("a name");
        // Left out, and of a type that none of them has.
        for odd in [Value::Null, json!({ "odd": [] })] {
            let (status, answer) = client.generate(&with(&[(&pointer, odd.clone())])).await;
            let (code, words) = failure(&answer);
            assert_eq!(status, 400, "{place}: {answer}");
            let named = code == format!("Invalid{name}") || words.contains(name);
            assert!(named, "{place} = {odd}: {answer}");
        }
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn odd_values_and_names_are_refused() {
    let client = start().await;
    for (place, value, code) in [
        (
            "Consignee/ConsigneeName",
            json!("N".repeat(31)),
            "InvalidConsigneeName",
        ),
        (
            "Consignee/ConsigneeAddress1",
            json!("N".repeat(31)),
            "InvalidConsigneeAddress1",
        ),
        (
            "Consignee/ConsigneeAddress3",
            json!("N".repeat(31)),
            "InvalidConsigneeAddress3",
        ),
        (
            "Shipper/CustomerAddress2",
            json!("N".repeat(31)),
            "InvalidCustomerAddress2",
        ),
        (
            "Consignee/ConsigneePincode",
            json!(400_001),
            "InvalidConsigneePincode",
        ),
        (
            "Consignee/ConsigneeMobile",
            json!("+919820000034"),
            "InvalidConsigneeMobile",
        ),
        ("Shipper/Sender", json!("S".repeat(21)), "InvalidSender"),
        ("Services/ProductCode", json!("X"), "InvalidProductCode"),
        (
            "Services/SubProductCode",
            json!(""),
            "InvalidSubProductCode",
        ),
        ("Services/PieceCount", json!(1), "InvalidPieceCount"),
        ("Services/ActualWeight", json!(0.5), "InvalidActualWeight"),
        ("Services/ActualWeight", json!("0"), "InvalidActualWeight"),
        (
            "Services/DeclaredValue",
            json!("1180"),
            "InvalidDeclaredValue",
        ),
        (
            "Services/CreditReferenceNo",
            json!("K".repeat(21)),
            "InvalidCreditReferenceNo",
        ),
        (
            "Services/PickupDate",
            json!("2026-11-26T12:00:00"),
            "InvalidPickupDate",
        ),
        (
            "Services/PickupDate",
            json!("/Date(1795500000000)/"),
            "InvalidPickupDate",
        ),
        ("Services/PickupTime", json!("16:00"), "InvalidPickupTime"),
        ("Services/PickupTime", json!("2400"), "InvalidPickupDate"),
        ("Services/Dimensions", json!([]), "InvalidDimensions"),
        ("Services/CreditRefNo", json!("K1001"), "InvalidCreditRefNo"),
        (
            "Consignee/ConsigneeCity",
            json!("Mumbai"),
            "InvalidConsigneeCity",
        ),
        (
            "Consignee/ConsigneePincode",
            json!("799999"),
            "InvalidPincode",
        ),
    ] {
        let pointer = format!("/Request/{place}");
        let (status, answer) = client.generate(&with(&[(&pointer, value)])).await;
        assert_eq!(
            (status, failure(&answer).0.as_str()),
            (400, code),
            "{place}: {answer}"
        );
    }
    for wrong in [json!({}), json!([]), json!("x")] {
        assert_eq!(client.generate(&wrong).await.0, 400);
    }
    assert_eq!(client.sim.ledger().len(), 0);
}
