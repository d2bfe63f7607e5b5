//! Every required field, left out and mistyped; and what else may not be.
use super::*;

const SHIPMENT: &[&str] = &[
    "/plannedShippingDateAndTime",
    "/productCode",
    "/pickup",
    "/pickup/isRequested",
    "/accounts",
    "/accounts/0/typeCode",
    "/accounts/0/number",
    "/customerReferences/0/value",
    "/customerDetails",
    "/customerDetails/shipperDetails",
    "/customerDetails/receiverDetails",
    "/customerDetails/receiverDetails/postalAddress",
    "/customerDetails/receiverDetails/postalAddress/postalCode",
    "/customerDetails/receiverDetails/postalAddress/cityName",
    "/customerDetails/receiverDetails/postalAddress/countryCode",
    "/customerDetails/receiverDetails/postalAddress/addressLine1",
    "/customerDetails/receiverDetails/contactInformation",
    "/customerDetails/receiverDetails/contactInformation/phone",
    "/customerDetails/receiverDetails/contactInformation/companyName",
    "/customerDetails/receiverDetails/contactInformation/fullName",
    "/content",
    "/content/packages",
    "/content/packages/0/weight",
    "/content/packages/0/dimensions",
    "/content/packages/0/dimensions/length",
    "/content/isCustomsDeclarable",
    "/content/description",
    "/content/incoterm",
    "/content/unitOfMeasurement",
    "/content/exportDeclaration/lineItems",
    "/content/exportDeclaration/lineItems/0/number",
    "/content/exportDeclaration/lineItems/0/description",
    "/content/exportDeclaration/lineItems/0/price",
    "/content/exportDeclaration/lineItems/0/quantity/value",
    "/content/exportDeclaration/lineItems/0/manufacturerCountry",
    "/content/exportDeclaration/lineItems/0/weight/netValue",
    "/content/exportDeclaration/invoice/number",
    "/content/exportDeclaration/invoice/date",
];
const RATES: &[&str] = &[
    "/customerDetails/shipperDetails/postalCode",
    "/customerDetails/receiverDetails/cityName",
    "/customerDetails/receiverDetails/countryCode",
    "/accounts",
    "/plannedShippingDateAndTime",
    "/unitOfMeasurement",
    "/isCustomsDeclarable",
    "/packages",
    "/packages/0/weight",
    "/packages/0/dimensions/height",
];

/// How an error names a field: entries are counted from 1.
fn named(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| match part.parse::<u32>() {
        Ok(entry) => (entry + 1).to_string(),
        Err(_) => part.to_owned(),
    });
    format!("#{}", parts.collect::<Vec<_>>().join("/"))
}

async fn each(client: &Client, path: &str, good: &Value, pointers: &[&str]) {
    let refused = async |body: &Value, pointer: &str, how: &str| {
        let (status, answer) = client.post(path, body).await;
        assert_eq!(status, 422, "{pointer} {how}: {answer}");
        assert!(
            words(&answer).contains(&named(pointer)),
            "{pointer} {how}: {answer}"
        );
    };
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let mut body = good.clone();
        let parent = body.pointer_mut(parent).expect("there");
        let removed = parent.as_object_mut().expect("an object").remove(name);
        assert!(removed.is_some(), "{pointer} is not in the request");
        refused(&body, pointer, "left out").await;
        let mut body = good.clone();
        let value = body.pointer_mut(pointer).expect("there");
        *value = match value {
            Value::String(_) => json!(7),
            _ => json!("seven"),
        };
        refused(&body, pointer, "mistyped").await;
    }
    let mut odd = good.clone();
    odd["Accounts"] = json!([]);
    refused(&odd, "/Accounts", "misspelt").await;
}

#[tokio::test]
async fn each_required_field_is_missed_by_name() {
    let client = start();
    each(&client, "/shipments", &abroad(), SHIPMENT).await;
    each(&client, "/rates", &rates(), RATES).await;
    assert!(client.sim.ledger().is_empty());
}

#[tokio::test]
async fn values_and_lengths_are_looked_at() {
    let client = start();
    for (pointer, odd) in [
        ("/content/incoterm", json!("FREE")),
        ("/content/unitOfMeasurement", json!("kg")),
        ("/content/packages/0/weight", json!(0)),
        ("/accounts/0/typeCode", json!("sender")),
        ("/customerReferences/0/value", json!("x".repeat(36))),
        (
            "/customerDetails/receiverDetails/postalAddress/addressLine1",
            json!("x".repeat(46)),
        ),
        (
            "/customerDetails/receiverDetails/postalAddress/countryCode",
            json!("USA"),
        ),
        (
            "/outputImageProperties/imageOptions/0/templateName",
            json!("ECOM_9"),
        ),
        ("/outputImageProperties/encodingFormat", json!("ZPL")),
    ] {
        let mut body = abroad();
        *body.pointer_mut(pointer).expect("there") = odd;
        let (status, answer) = client.post("/shipments", &body).await;
        assert_eq!(status, 422, "{pointer}: {answer}");
        assert!(
            words(&answer).contains(&named(pointer)),
            "{pointer}: {answer}"
        );
    }
    // A postal code may be blank, but must be there.
    let mut blank = abroad();
    blank["customerDetails"]["receiverDetails"]["postalAddress"]["postalCode"] = json!("");
    assert_eq!(client.post("/shipments", &blank).await.0, 201);
}
