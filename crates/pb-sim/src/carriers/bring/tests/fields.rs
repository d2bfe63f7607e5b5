//! Every required field, left out and mistyped, and who may ask.
use super::*;

#[tokio::test]
async fn a_required_field_has_its_code() {
    let client = start();
    let customs = "/consignments/0/customsInformation";
    let line = format!("{customs}/customsDeclarations/0");
    for (pointer, expected) in [
        ("/schemaVersion", "BOOK-INPUT-003"),
        ("/testIndicator", "BOOK-INPUT-030"),
        ("/consignments", "BOOK-INPUT-004"),
        ("/consignments/0/shippingDateTime", "BOOK-INPUT-012"),
        ("/consignments/0/parties/sender", "BOOK-INPUT-006"),
        ("/consignments/0/parties/recipient", "BOOK-INPUT-007"),
        (
            "/consignments/0/parties/sender/name",
            "BOOK-INPUT-014-SENDER",
        ),
        (
            "/consignments/0/parties/recipient/name",
            "BOOK-INPUT-014-RECIPIENT",
        ),
        (
            "/consignments/0/parties/recipient/addressLine",
            "BOOK-INPUT-015-RECIPIENT",
        ),
        (
            "/consignments/0/parties/recipient/city",
            "BOOK-INPUT-016-RECIPIENT",
        ),
        (
            "/consignments/0/parties/recipient/countryCode",
            "BOOK-INPUT-017-RECIPIENT",
        ),
        (
            "/consignments/0/parties/recipient/postalCode",
            "BOOK_INPUT-057-RECIPIENT",
        ),
        ("/consignments/0/product", "BOOK-INPUT-008"),
        ("/consignments/0/product/id", "BOOK-INPUT-018"),
        ("/consignments/0/product/customerNumber", "BOOK-INPUT-019"),
        ("/consignments/0/packages", "BOOK-INPUT-009"),
        ("/consignments/0/packages/0/weightInKg", "BOOK-INPUT-002"),
        (&format!("{customs}/natureOfCargo"), "BOOK_VALIDATION-013"),
        (&format!("{line}/numberOfPieces"), "BOOK_VALIDATION-012"),
        (&format!("{line}/netWeight"), "BOOK_VALIDATION-012"),
        (&format!("{line}/goodsDescription"), "BOOK_VALIDATION-012"),
        (&format!("{line}/countryCodeOrigin"), "BOOK-INPUT-001"),
    ] {
        let (status, answer) = client.book(&set(&export(), pointer, Value::Null)).await;
        assert_eq!(
            (status, code(&answer)),
            (400, expected),
            "{pointer}: {answer}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn a_wrong_name_type_or_length_is_refused() {
    let client = start();
    for (pointer, value, expected) in [
        ("/testindicator", json!(true), "BOOK_INPUT-059"),
        ("/testIndicator", json!("true"), "BOOK_INPUT-059"),
        ("/schemaVersion", json!("1"), "BOOK_INPUT-059"),
        (
            "/consignments/0/packages/0/weightInKg",
            json!("1.2"),
            "BOOK_INPUT-059",
        ),
        (
            "/consignments/0/packages/0/weightInGrams",
            json!(1200),
            "BOOK_INPUT-059",
        ),
        (
            "/consignments/0/packages/0/weightInKg",
            json!(0),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/packages/0/dimensions/heightInCm",
            json!(0),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/parties/sender/address",
            json!("x"),
            "BOOK_INPUT-059",
        ),
        (
            "/consignments/0/parties/sender/name",
            json!("x".repeat(36)),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/parties/sender/reference",
            json!("x".repeat(36)),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/parties/sender/additionalAddressInfo",
            json!("x".repeat(71)),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/parties/sender/contact/email",
            json!("x".repeat(61)),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/customsInformation/natureOfCargo/type",
            json!("SALE"),
            "BOOK-INPUT-001",
        ),
        (
            "/consignments/0/customsInformation/consent",
            json!("yes"),
            "BOOK_INPUT-059",
        ),
        (
            "/consignments/0/customsInformation/ioss",
            json!("246"),
            "BOOK-INPUT-001",
        ),
    ] {
        let (status, answer) = client.book(&set(&export(), pointer, value)).await;
        assert_eq!(
            (status, code(&answer)),
            (400, expected),
            "{pointer}: {answer}"
        );
    }
    let many: Vec<Value> = (0..51)
        .map(|n| package(&n.to_string(), &json!(1)))
        .collect();
    let (status, answer) = client
        .book(&set(&booking(), "/consignments/0/packages", json!(many)))
        .await;
    assert_eq!((status, code(&answer)), (400, "BOOK-INPUT-001"));
    let text = client
        .request("POST", "/booking/api/booking")
        .header("content-type", "application/json")
        .body("{");
    let (status, answer) = read(text.send().await.expect("an answer")).await;
    assert_eq!((status, code(&answer)), (400, "BOOK_INPUT-059"));
}

#[tokio::test]
async fn only_the_user_is_answered() {
    let client = start();
    for path in [
        "/booking/api/customers.json",
        "/tracking/api/v2/tracking.json?q=1",
        "/event-cast/api/v1/webhooks",
    ] {
        for (uid, key) in [
            ("", ""),
            (UID, ""),
            (UID, "another"),
            ("other@acorn.example", KEY),
        ] {
            let asked = client
                .bare("GET", path)
                .header("X-Mybring-API-Uid", uid)
                .header("X-Mybring-API-Key", key)
                .header("X-Bring-Client-URL", "https://acorn.example");
            let answer = asked.send().await.expect("an answer");
            assert_eq!(answer.status().as_u16(), 401, "{path}");
        }
        let nameless = client
            .bare("GET", path)
            .header("X-Mybring-API-Uid", UID)
            .header("X-Mybring-API-Key", KEY);
        let answer = nameless.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 400, "{path}");
    }
}
