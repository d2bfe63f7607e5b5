//! Every required field of a shipment, left out and mistyped; and what else may not be.
use super::*;

/// The fields that the document requires, but for the seller's places, which may be left out or named.
const REQUIRED: &[&str] = &[
    "/tax_value",
    "/seller_name",
    "/seller_address",
    "/seller_gst_tin",
    "/consignee_gst_amount",
    "/order_number",
    "/invoice_number",
    "/invoice_date",
    "/consignee_name",
    "/consignee_alternate_phone",
    "/payment_mode",
    "/category_of_goods",
    "/products_desc",
    "/total_amount",
    "/cod_amount",
    "/taxable_amount",
    "/commodity_value",
    "/quantity",
    "/weight",
    "/length",
    "/height",
    "/width",
    "/drop_location",
    "/drop_location/address",
    "/drop_location/country",
    "/drop_location/name",
    "/drop_location/phone",
    "/drop_location/pin",
    "/pickup_location",
    "/pickup_location/address",
    "/pickup_location/phone",
    "/pickup_location/pin",
];

fn named(pointer: &str) -> String {
    pointer[1..].replace('/', ".")
}

#[tokio::test]
async fn each_required_field_is_missed_by_name() {
    let client = start().await;
    for pointer in REQUIRED {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let mut body = shipment();
        let parent = body.pointer_mut(parent).expect("there");
        let removed = parent.as_object_mut().expect("an object").remove(name);
        assert!(removed.is_some(), "{pointer} is not in the request");
        let (status, answer) = client.create(&body).await;
        assert_eq!(status, 400, "without {pointer}: {answer}");
        assert_eq!(code(&answer), "SWIFT_VALIDATION_EXCEPTION");
        let wanted = format!("{} cannot be null or empty", named(pointer));
        assert_eq!(message(&answer), wanted, "without {pointer}");
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn each_required_field_is_refused_by_name_with_another_type() {
    let client = start().await;
    for pointer in REQUIRED {
        let mut body = shipment();
        let value = body.pointer_mut(pointer).expect("there");
        // What is a number is its digits, and the other way round.
        *value = match value {
            Value::Number(number) => json!(number.to_string()),
            _ => json!(7),
        };
        let (status, answer) = client.create(&body).await;
        assert_eq!(status, 400, "{pointer}: {answer}");
        assert!(
            message(&answer).contains(&named(pointer)),
            "{pointer}: {answer}"
        );
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn misspelt_fields_and_wrong_values_are_refused_by_name() {
    let client = start().await;
    let part = |list: &str, name: &str, value: Value| {
        let mut body = several();
        body[list][0][name] = value;
        body
    };
    for (body, words) in [
        (with(&[("orderNumber", json!("1"))]), "orderNumber"),
        (with(&[("payment_mode", json!("Cash"))]), "payment_mode"),
        (
            with(&[("seller_gst_tin", json!("29AAAAA0000A1Z"))]),
            "seller_gst_tin",
        ),
        (with(&[("cod_amount", json!(50_000))]), "cod_amount"),
        (with(&[("cod_amount", json!(10))]), "cod_amount"),
        (with(&[("payment_mode", json!("COD"))]), "cod_amount"),
        (with(&[("payment_mode", json!("Pickup"))]), "return_reason"),
        (with(&[("total_amount", json!(1181))]), "total_amount"),
        (with(&[("taxable_amount", json!(0.5))]), "taxable_amount"),
        (
            with(&[("commodity_value", json!("1001"))]),
            "commodity_value",
        ),
        (
            with(&[("commodity_value", json!("much"))]),
            "commodity_value",
        ),
        (
            with(&[("consignee_alternate_phone", json!("982000003"))]),
            "consignee_alternate_phone",
        ),
        (with(&[("quantity", json!(0))]), "quantity"),
        (with(&[("weight", json!(0))]), "weight"),
        (with(&[("weight", json!(1_500.5))]), "weight"),
        (with(&[("weight", json!(30_001))]), "weight"),
        (with(&[("length", json!(0))]), "length"),
        (
            with(&[("templateName", json!("Template #1"))]),
            "templateName",
        ),
        (with(&[("ewbn", json!("12345"))]), "ewbn"),
        (
            with(&[("preferred_dispatch_date", json!("2026-11-25"))]),
            "preferred_dispatch_date",
        ),
        (
            with(&[("preferred_dispatch_date", json!("26.11.2026"))]),
            "preferred_dispatch_date",
        ),
        (
            with(&[("delayed_dispatch", json!(true))]),
            "delayed_dispatch",
        ),
        (with(&[("mps", json!("true"))]), "mps"),
        (with(&[("mps", json!(true))]), "items"),
        (
            with(&[("packages", several()["packages"].clone())]),
            "packages",
        ),
        (
            with(&[("qc_details", json!({ "product_name": "Mugs" }))]),
            "qc_details",
        ),
        (part("items", "weight", json!(30_001)), "weight"),
        (part("items", "height", json!(0)), "items.height"),
        (part("items", "name", json!("Mugs")), "items.1.name"),
        (part("packages", "count", json!(1)), "packages.1.count"),
        (part("packages", "count", json!("0")), "packages.1.count"),
        (part("packages", "width", Value::Null), "packages.1.width"),
    ] {
        let (status, answer) = client.create(&body).await;
        assert_eq!(status, 400, "{words}: {answer}");
        assert_eq!(code(&answer), "SWIFT_VALIDATION_EXCEPTION", "{words}");
        assert!(message(&answer).contains(words), "{words}: {answer}");
    }
    let sides = [
        ("length", Value::Null),
        ("width", Value::Null),
        ("height", Value::Null),
    ];
    let mut template = with(&sides);
    template["templateName"] = json!("Template #1");
    let (status, answer) = client.create(&template).await;
    assert_eq!(
        (status, code(&answer)),
        (404, "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION")
    );
    let mut back = several();
    back["payment_mode"] = json!("Pickup");
    back["return_reason"] = json!("Broken");
    assert_eq!(client.create(&back).await.0, 400, "one parcel comes back");
    assert_eq!(client.sim.ledger(), []);
    client
        .buy(&with(&[("preferred_dispatch_date", json!("2026-11-26"))]))
        .await;
}

#[tokio::test]
async fn a_body_is_json_and_says_so() {
    let client = start().await;
    let request = client.request("PUT", CREATE).body(shipment().to_string());
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 400, "no type");
    let request = client
        .request("PUT", CREATE)
        .header("Content-Type", "application/json")
        .body("{\"seller_name\":");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 400, "half a body");
    let (status, answer) = client.ask("POST", CREATE, Some(&shipment())).await;
    assert_eq!(
        (status, code(&answer)),
        (404, "PATH_NOT_IMPLEMENTED"),
        "PUT creates"
    );
    let (status, answer) = client.get("/api/v1/track").await;
    assert_eq!((status, code(&answer)), (404, "PATH_NOT_IMPLEMENTED"));
    assert!(
        message(&answer).contains("'/api/v1/track' and method GET"),
        "{answer}"
    );
}
