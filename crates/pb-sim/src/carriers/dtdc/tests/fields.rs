//! What is wrong with a consignment is named.
use super::*;

#[tokio::test]
async fn every_field_that_must_be_there_is_missed() {
    let client = start().await;
    for name in [
        "customer_code",
        "service_type_id",
        "load_type",
        "dimension_unit",
        "length",
        "width",
        "height",
        "weight_unit",
        "weight",
        "declared_value",
        "num_pieces",
        "origin_details",
        "destination_details",
        "customer_reference_number",
        "commodity_id",
        "is_risk_surcharge_applicable",
    ] {
        let (status, answer) = client.upload(&with(&[(name, Value::Null)])).await;
        assert_eq!(status, 400, "{name}: {answer}");
        let words = text_of(&answer["error"]["message"]);
        assert!(
            words.contains(name) && words.contains("required"),
            "{words}"
        );
    }
    for end in ["origin_details", "destination_details"] {
        for name in [
            "name",
            "phone",
            "address_line_1",
            "pincode",
            "city",
            "state",
        ] {
            let mut wrong = consignment();
            wrong[end].as_object_mut().expect("an object").remove(name);
            let (status, answer) = client.upload(&wrong).await;
            let words = text_of(&answer["error"]["message"]);
            assert_eq!(status, 400);
            assert!(words.contains(&format!("{end}.{name}")), "{words}");
        }
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn odd_values_and_names_are_refused() {
    let client = start().await;
    for (name, value) in [
        ("load_type", json!("PARCEL")),
        ("dimension_unit", json!("in")),
        ("weight_unit", json!("g")),
        ("weight", json!(1.5)),
        ("weight", json!("0")),
        ("length", json!("long")),
        ("declared_value", json!(1180)),
        ("num_pieces", json!(1)),
        ("num_pieces", json!("0")),
        ("cod_collection_mode", json!("CARD")),
        ("customer_ref_number", json!("K1001")),
        ("pieces_detail", json!([])),
    ] {
        let (status, answer) = client.upload(&with(&[(name, value)])).await;
        assert_eq!(status, 400, "{name}: {answer}");
        let words = text_of(&answer["error"]["message"]);
        assert!(words.contains(name), "{words}");
    }
    for wrong in [json!({}), json!([]), json!({ "consignments": [] })] {
        let path = format!("{CONSIGNMENT}/softdata");
        assert_eq!(client.post(&path, &wrong).await.0, 400, "{wrong}");
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn what_only_dtdc_knows_refuses_one_consignment() {
    let client = start().await;
    let there = |pin: &str| {
        let mut there = consignment()["destination_details"].clone();
        there["pincode"] = json!(pin);
        there
    };
    for (changes, words) in [
        (vec![("customer_code", json!("DT0002"))], "Customer code"),
        (vec![("service_type_id", json!("B2C"))], "with service B2C"),
        (
            vec![("is_risk_surcharge_applicable", json!("maybe"))],
            "is_risk_surcharge",
        ),
        (vec![("reference_number", json!("D12345678"))], "Series"),
        (vec![("cod_amount", json!("100"))], "COD"),
        (vec![("cod_collection_mode", json!("CASH"))], "COD"),
        (vec![("num_pieces", json!("2"))], "pieces_detail"),
        (vec![("destination_details", there("799999"))], "799999"),
        (
            vec![
                ("destination_details", there("400009")),
                ("cod_collection_mode", json!("CASH")),
                ("cod_amount", json!("100")),
            ],
            "COD is not serviceable",
        ),
    ] {
        let (status, no) = client.upload(&with(&changes)).await;
        assert_eq!(
            (status, &no["success"]),
            (200, &json!(false)),
            "{changes:?}"
        );
        let message = text_of(&no["message"]);
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(client.sim.ledger().len(), 0);
    let cash = with(&[
        ("cod_collection_mode", json!("CASH")),
        ("cod_amount", json!("100.50")),
    ]);
    client.buy(&cash).await;
    client
        .buy(&with(&[("is_risk_surcharge_applicable", json!(true))]))
        .await;
}
