//! Every required field of an order, left out and mistyped; and what else may not be.
use super::*;

/// The fields that the tables require.
const FORWARDS: &[&str] = &[
    "/order_id",
    "/order_date",
    "/billing_customer_name",
    "/billing_address",
    "/billing_city",
    "/billing_pincode",
    "/billing_state",
    "/billing_country",
    "/billing_phone",
    "/print_label",
    "/order_items",
    "/payment_method",
    "/sub_total",
    "/cod_collectible",
    "/length",
    "/breadth",
    "/height",
    "/weight",
    "/pickup_location",
    "/warehouse_id",
];
const REVERSES: &[&str] = &[
    "/order_id",
    "/order_date",
    "/pickup_customer_name",
    "/pickup_address",
    "/pickup_city",
    "/pickup_state",
    "/pickup_country",
    "/pickup_pincode",
    "/pickup_phone",
    "/shipping_customer_name",
    "/shipping_address",
    "/shipping_city",
    "/shipping_state",
    "/shipping_country",
    "/shipping_pincode",
    "/shipping_phone",
    "/warehouse_id",
    "/order_items",
    "/payment_method",
    "/sub_total",
    "/length",
    "/breadth",
    "/height",
    "/weight",
];

fn orders() -> [(&'static str, Value, &'static [&'static str]); 2] {
    [(FORWARD, order(), FORWARDS), (REVERSE, back(), REVERSES)]
}

#[tokio::test]
async fn each_required_field_is_missed_by_name() {
    let client = start();
    for (call, whole, fields) in orders() {
        for field in fields {
            let mut body = whole.clone();
            let name = &field[1..];
            let removed = body.as_object_mut().expect("an object").remove(name);
            assert!(removed.is_some(), "{field} is not in the request");
            let (status, answer) = client.post(call, &body).await;
            assert_eq!(status, 400, "without {field}: {answer}");
            assert_eq!(words(status, &answer), format!("{name} is missing"));
        }
    }
    for part in ["name", "sku", "units", "selling_price"] {
        let mut body = order();
        let item = body["order_items"][0].as_object_mut().expect("an object");
        item.remove(part);
        let (status, answer) = client.post(FORWARD, &body).await;
        assert_eq!(
            words(status, &answer),
            format!("order_items.1.{part} is missing")
        );
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn each_required_field_is_refused_by_name_with_another_type() {
    let client = start();
    for (call, whole, fields) in orders() {
        for field in fields {
            let mut body = whole.clone();
            let value = body.pointer_mut(field).expect("there");
            // What may be both is refused as something else.
            let both = call == REVERSE && (field.contains("pincode") || field.contains("phone"));
            *value = match value {
                _ if both => json!(["7"]),
                Value::Number(number) => json!(number.to_string()),
                _ => json!(7),
            };
            let (status, answer) = client.post(call, &body).await;
            assert_eq!(status, 400, "{field}: {answer}");
            let said = words(status, &answer);
            assert!(said.contains(&field[1..]), "{field}: {said}");
        }
    }
    assert_eq!(client.sim.ledger(), []);
}

#[tokio::test]
async fn misspelt_fields_and_wrong_values_are_refused_by_name() {
    let client = start();
    let long = |count: usize| json!("N".repeat(count));
    let cases: &[(&str, Value, &str)] = &[
        ("orderId", json!("1"), "orderId is not a known parameter"),
        ("width", json!(20), "width is not a known parameter"),
        ("order_id", long(51), "order_id"),
        ("order_date", json!("26-11-2026 12:00"), "order_date"),
        ("order_date", json!("2026-11-31 12:00"), "order_date"),
        ("billing_customer_name", long(101), "billing_customer_name"),
        ("billing_address", long(256), "billing_address"),
        ("billing_city", long(51), "billing_city"),
        ("billing_pincode", json!("40001"), "billing_pincode"),
        ("billing_phone", json!("+919820000034"), "billing_phone"),
        ("billing_country", json!("Nepal"), "billing_country"),
        ("payment_method", json!("Prepaid"), "payment_method"),
        (
            "payment_method",
            json!("COD"),
            "COD amount is invalid or missing",
        ),
        ("cod_collectible", json!(10), "COD configuration is invalid"),
        ("cod_collectible", json!(-1), "cod_collectible"),
        ("order_items", json!([]), "order_items"),
        ("weight", json!(0), "weight"),
        ("length", json!(-3), "length"),
        ("carrier_id", json!("CARNOBODY"), "carrier_id"),
        ("warehouse_id", json!("WHNONE"), "warehouse_id"),
        (
            "pickup_location",
            json!("Main warehouse"),
            "pickup_location",
        ),
    ];
    for (name, value, said) in cases {
        let body = with(order(), &[(name, value.clone())]);
        let (status, answer) = client.post(FORWARD, &body).await;
        assert_eq!(status, 400, "{name}: {answer}");
        assert!(words(status, &answer).contains(said), "{name}: {answer}");
    }
    for (name, value) in [
        ("payment_method", json!("COD")),
        ("order_date", json!("soon")),
        ("pickup_pincode", json!(40_001)),
        ("shipping_phone", json!("98100 00012")),
        ("cod_collectible", json!(0)),
        ("print_label", json!(true)),
    ] {
        let (status, answer) = client.post(REVERSE, &with(back(), &[(name, value)])).await;
        assert_eq!(status, 400, "{name}: {answer}");
        assert!(words(status, &answer).contains(name), "{answer}");
    }
    for bills in [
        json!([]),
        json!("34810000000000"),
        json!([7]),
        json!(vec!["1"; 51]),
    ] {
        for call in ["cancel-order", "order-tracking"] {
            let (status, answer) = client.post(call, &json!({ "awbs": bills })).await;
            assert_eq!(status, 400, "{call} {bills}");
            assert!(words(status, &answer).contains("awbs"), "{answer}");
        }
    }
    assert_eq!(client.sim.ledger(), []);
    let (_, list) = client.post("shipments", &json!({})).await;
    assert_eq!(list["data"], json!([]), "nor is anything kept");
}

#[tokio::test]
async fn rates_and_lanes_want_their_fields() {
    let client = start();
    let rates = json!({
        "journey_type": "forward", "origin_pincode": "560001", "destination_pincode": "400001",
        "dead_weight": 1250, "length": 30, "width": 20, "height": 10, "payment_method": "prepaid",
    });
    let lane = json!({ "from": "560001", "to": "400001", "payment_mode": "cod", "shipment_type": "forward" });
    for (call, whole) in [("rates", &rates), ("serviceability", &lane)] {
        assert_eq!(client.post(call, whole).await.0, 200);
        for name in whole.as_object().expect("an object").keys() {
            for value in [Value::Null, json!([])] {
                let body = with(whole.clone(), &[(name, value)]);
                let (status, answer) = client.post(call, &body).await;
                assert_eq!(status, 400, "{call} {name}");
                assert!(words(status, &answer).contains(name.as_str()), "{answer}");
            }
        }
    }
    for (name, value, said) in [
        ("payment_method", json!("cod"), "shipment_value"),
        ("payment_method", json!("COD"), "payment_method"),
        ("journey_type", json!("return"), "qc_applicable"),
        ("breadth", json!(20), "breadth"),
    ] {
        let body = with(rates.clone(), &[(name, value)]);
        let (status, answer) = client.post("rates", &body).await;
        assert_eq!(status, 400);
        assert!(words(status, &answer).contains(said), "{answer}");
    }
}
