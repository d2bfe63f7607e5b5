//! Prices and days.
use super::*;

fn asked(products: &[&str]) -> Value {
    let products: Vec<Value> = products
        .iter()
        .map(|id| json!({ "id": id, "customerNumber": CUSTOMER }))
        .collect();
    json!({
        "language": "EN", "withPrice": true, "withExpectedDelivery": true, "withGuiInformation": true,
        "consignments": [{
            "id": "c1", "fromCountryCode": "NO", "fromPostalCode": "0263", "toCountryCode": "NO", "toPostalCode": "5003",
            "shippingDate": { "year": "2026", "month": "01", "day": "15", "hour": "12", "minute": "00" },
            "products": products,
            "packages": [{ "id": "p1", "length": 30, "width": 20, "height": 10, "grossWeight": 1200 }],
        }],
    })
}

async fn priced(client: &Client, body: &Value) -> Vec<Value> {
    let (status, answer) = client.post("/shippingguide/api/v2/products", body).await;
    assert_eq!(status, 200, "{answer}");
    let products = answer["consignments"][0]["products"].as_array();
    products.expect("products").clone()
}

fn paid(product: &Value, price: &str) -> f64 {
    let amount = &product["price"][price]["priceWithAdditionalServices"]["amountWithVAT"];
    text_of(amount).parse().expect("digits in a text")
}

#[tokio::test]
async fn each_product_has_its_price_and_its_day() {
    let client = start();
    let products = priced(&client, &asked(&["5800", "4850"])).await;
    assert_eq!(
        products[0]["guiInformation"]["displayName"],
        "Pickup parcel"
    );
    assert!(paid(&products[0], "netPrice") < paid(&products[0], "listPrice"));
    assert!(paid(&products[0], "netPrice") < paid(&products[1], "netPrice"));
    assert_eq!(products[0]["price"]["netPrice"]["currencyCode"], "NOK");
    // Two working days from a Thursday.
    let expected = &products[0]["expectedDelivery"];
    assert_eq!(
        (
            &expected["workingDays"],
            &expected["formattedExpectedDeliveryDate"]
        ),
        (&json!("2"), &json!("19.01.2026"))
    );
    // Only what was asked for is in it.
    let mut bare = asked(&["5800"]);
    for flag in ["withPrice", "withExpectedDelivery", "withGuiInformation"] {
        bare[flag] = json!(false);
    }
    let bare = &priced(&client, &bare).await[0];
    assert!(bare["price"].is_null() && bare["expectedDelivery"].is_null());
}

#[tokio::test]
async fn what_is_booked_costs_what_was_stated() {
    let client = start();
    let mut body = asked(&["5800"]);
    body["consignments"][0]["additionalServices"] = json!([{ "id": "POSTOPPKRAV" }]);
    let stated = paid(&priced(&client, &body).await[0], "netPrice");
    let cash = json!([{ "id": "1000", "accountNumber": "12345678903", "amount": 10, "currencyCode": "NOK" }]);
    client
        .buy(&set(
            &booking(),
            "/consignments/0/product/additionalServices",
            cash,
        ))
        .await;
    let charge = client.sim.ledger()[0].charge;
    assert_eq!(charge.decimal().to_string(), format!("{stated:.2}"));
    // What a product does not have is left out without a word.
    let plain = paid(&priced(&client, &asked(&["5800"])).await[0], "netPrice");
    body["consignments"][0]["additionalServices"] = json!([{ "id": "1280" }]);
    assert_eq!(paid(&priced(&client, &body).await[0], "netPrice"), plain);
    assert!(plain < stated);
}

#[tokio::test]
async fn what_is_not_available_says_why_within_200() {
    let client = start();
    let mut body = asked(&["5800", "3584", "PICKUP_PARCEL", "1202"]);
    body["consignments"][0]["packages"][0]["length"] = json!(46);
    let products = priced(&client, &body).await;
    let code = |at: usize| products[at]["errors"][0]["code"].clone();
    assert!(products[0]["errors"].is_null());
    assert_eq!(code(1), "INVALID_MEASUREMENTS");
    assert_eq!(code(2), "INVALID_COUNTRY_PAIR");
    assert_eq!(code(3), "INVALID_PRODUCT");
    let foreign = set(
        &body,
        "/consignments/0/products/0/customerNumber",
        json!("77"),
    );
    let products = priced(&client, &foreign).await;
    assert_eq!(products[0]["errors"][0]["code"], "INVALID_CUSTOMER_NUMBER");
}

#[tokio::test]
async fn what_is_no_request_names_its_field() {
    let client = start();
    let body = asked(&["5800"]);
    let at = |pointer: &str| format!("/consignments/0{pointer}");
    for (pointer, value, field) in [
        (
            at("/toPostalCode"),
            json!("99999"),
            "consignments[0].toPostalCode",
        ),
        (
            at("/toPostalCode"),
            Value::Null,
            "consignments[0].toPostalCode",
        ),
        (
            at("/fromCountryCode"),
            json!("Norway"),
            "consignments[0].fromCountryCode",
        ),
        (
            at("/packages/0/length"),
            json!(0),
            "consignments[0].packages[0].length",
        ),
        (
            at("/packages/0/length"),
            Value::Null,
            "consignments[0].packages[0]",
        ),
        (
            at("/packages/0/grossWeight"),
            json!("1200"),
            "consignments[0].packages[0].grossWeight",
        ),
        (
            at("/packages/0/weightInKg"),
            json!(1.2),
            "consignments[0].packages[0].weightInKg",
        ),
        (at("/packages"), Value::Null, "consignments[0].packages"),
        (at("/products"), Value::Null, "consignments[0].products"),
        (
            at("/shippingDate/day"),
            json!("15th"),
            "consignments[0].shippingDate.day",
        ),
        (
            at("/shippingDate/day"),
            json!("32"),
            "consignments[0].shippingDate",
        ),
        (
            at("/addressLine"),
            json!("x".repeat(36)),
            "consignments[0].addressLine",
        ),
        ("/withPrice".to_owned(), json!("true"), "withPrice"),
        ("/consignments".to_owned(), Value::Null, "consignments"),
    ] {
        let body = set(&body, &pointer, value);
        let (status, answer) = client.post("/shippingguide/api/v2/products", &body).await;
        let error = &answer["fieldErrors"][0];
        assert_eq!((status, &error["field"]), (400, &json!(field)), "{answer}");
        assert_eq!(error["code"], "INVALID_ARGUMENT");
    }
}
