//! Every required field of a shipment, left out and mistyped; and what else may not be.
use super::*;

const REQUIRED: &[&str] = &[
    "/product",
    "/billingNumber",
    "/shipper",
    "/shipper/name1",
    "/shipper/addressStreet",
    "/shipper/city",
    "/shipper/country",
    "/consignee/name1",
    "/consignee/addressStreet",
    "/consignee/city",
    "/consignee/country",
    "/details",
    "/details/weight",
    "/details/weight/uom",
    "/details/weight/value",
    "/details/dim/uom",
    "/details/dim/height",
    "/customs/exportType",
    "/customs/postalCharges",
    "/customs/postalCharges/currency",
    "/customs/items",
    "/customs/items/0/itemDescription",
    "/customs/items/0/packagedQuantity",
    "/customs/items/0/itemValue",
    "/customs/items/0/itemWeight/uom",
];

/// How a message names a field: with points, and entries counted from 1.
fn named(pointer: &str) -> String {
    let parts = pointer[1..]
        .split('/')
        .map(|part| match part.parse::<u32>() {
            Ok(entry) => (entry + 1).to_string(),
            Err(_) => part.to_owned(),
        });
    parts.collect::<Vec<_>>().join(".")
}

#[tokio::test]
async fn each_required_field_is_missed_by_name() {
    let client = start();
    let refused = async |body: Value, property: String, how: &str| {
        let (status, answer) = client.post(ORDERS, &order(&[body])).await;
        assert_eq!(status, 400, "{property} {how}: {answer}");
        let message = &answer["items"][0]["validationMessages"][0];
        assert_eq!(message["property"], property, "{how}: {answer}");
    };
    for pointer in REQUIRED {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let mut body = abroad();
        let parent = body.pointer_mut(parent).expect("there");
        let removed = parent.as_object_mut().expect("an object").remove(name);
        assert!(removed.is_some(), "{pointer} is not in the request");
        refused(body, named(pointer), "left out").await;
        let mut body = abroad();
        let value = body.pointer_mut(pointer).expect("there");
        *value = match value {
            Value::String(_) => json!(7),
            _ => json!("seven"),
        };
        refused(body, named(pointer), "mistyped").await;
    }
    for (pointer, odd) in [
        ("/shipper/name1", json!("x".repeat(51))),
        ("/consignee/addressStreet", json!("x".repeat(51))),
        ("/consignee/country", json!("US")),
        ("/details/weight/uom", json!("lb")),
        ("/details/dim/height", json!(1.5)),
        ("/product", json!("V99")),
    ] {
        let mut body = abroad();
        *body.pointer_mut(pointer).expect("there") = odd;
        refused(body, named(pointer), "wrong").await;
    }
    let mut misspelt = abroad();
    misspelt["consignee"]["Name1"] = json!("x");
    refused(misspelt, "consignee.Name1".to_owned(), "misspelt").await;
    assert!(client.sim.ledger().is_empty());
}
