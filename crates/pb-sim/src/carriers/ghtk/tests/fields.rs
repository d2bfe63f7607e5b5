//! Every field that is wanted, left out and mistyped.
use super::*;

#[tokio::test]
async fn tokens_and_shops_are_looked_at_first() {
    let client = start();
    for path in [ORDER, "/shipment/cancel/S1.A1.1"] {
        for headers in [
            &[][..],
            &[("Token", "wrong"), ("X-Client-Source", CLIENT_SOURCE)],
            &[("Token", TOKEN)],
            &[("Token", TOKEN), ("X-Client-Source", "S7")],
        ] {
            let mut request = client.bare("POST", path).json(&json!({}));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (status, answer) = read(request.send().await.expect("an answer")).await;
            assert_eq!((status, &answer["error_code"]), (401, &json!("20101")));
            assert_eq!(answer["success"], false);
        }
    }
    for path in [
        FEE,
        "/shipment/list_pick_add",
        "/shipment/v2/S1.A1.1",
        "/label/S1.A1.1",
        "/address/getAddressLevel4",
    ] {
        let response = client.bare("GET", path).send().await.expect("an answer");
        let (status, answer) = read(response).await;
        assert_eq!(status, 401, "{path}");
        assert_eq!(answer["message"], "Token không hợp lệ");
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn each_field_that_is_wanted_is_named_when_it_is_not_there() {
    let client = start();
    for name in [
        "id",
        "pick_name",
        "pick_tel",
        "pick_address",
        "pick_province",
        "pick_ward",
        "name",
        "tel",
        "address",
        "province",
        "ward",
        "pick_money",
        "value",
    ] {
        let order = with(parcel("ST-1"), &json!({ name: null }));
        let words = refused(&client.post(ORDER, &order).await);
        assert!(words.ends_with(&format!("{name} is required")), "{words}");
    }
    for name in ["name", "quantity", "weight"] {
        let mut order = parcel("ST-1");
        let product = order["products"][0].as_object_mut().expect("a product");
        product.shift_remove(name);
        let words = refused(&client.post(ORDER, &order).await);
        assert!(words.ends_with(&format!("products/1/{name} is required")));
    }
    for name in ["products", "order"] {
        let mut order = parcel("ST-1");
        order.as_object_mut().expect("an object").shift_remove(name);
        let words = refused(&client.post(ORDER, &order).await);
        assert!(words.ends_with(&format!("{name} is required")), "{words}");
    }
    for name in ["province", "ward", "weight", "pick_province", "pick_ward"] {
        let words = refused(&client.fee(&asked(name, "")).await);
        assert!(words.ends_with(&format!("{name} is required")), "{words}");
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn each_field_that_is_of_another_type_or_unknown_is_named() {
    let client = start();
    let numbers = ["pick_money", "value", "is_freeship", "total_weight"];
    let numbers = numbers.map(|name| (name, json!("600")));
    let texts = [
        "id",
        "pick_name",
        "name",
        "tel",
        "address",
        "province",
        "ward",
        "hamlet",
        "note",
        "transport",
        "pick_option",
        "deliver_option",
        "weight_option",
    ];
    let texts = texts.map(|name| (name, json!(7)));
    let others = [
        ("is_freeship", json!(2)),
        ("is_freeship", json!(true)),
        ("pick_money", json!(285_000.5)),
        ("pick_money", json!(-1)),
        ("pick_money", json!(20_000_001)),
        ("value", json!(20_000_001)),
        ("transport", json!("air")),
        ("pick_option", json!("pickup")),
        ("deliver_option", json!("express")),
        ("weight_option", json!("g")),
        ("total_weight", json!(0)),
        ("note", json!("đ".repeat(121))),
        ("tel", json!("+84987654321")),
        ("tel", json!("0987")),
        ("pick_tel", json!("911222333")),
        ("pick_work_shift", json!(4)),
        ("deliver_work_shift", json!("1")),
        ("pick_date", json!("28.11.2026")),
        ("pick_date", json!("2026-11-31")),
        ("length", json!(0)),
        ("tags", json!("1")),
        ("tags", json!(null)),
        ("tags", json!([3])),
        ("tags", json!([40])),
        ("sub_tags", json!([1])),
        ("not_delivered_fee", json!(10_000)),
        ("use_return_address", json!("1")),
        ("pick_address_id", json!("99999")),
        ("Name", json!("Tran A")),
        ("phone", json!("0987654321")),
    ];
    for (name, odd) in numbers.into_iter().chain(texts).chain(others) {
        let mut order = parcel("ST-1");
        order["order"][name] = odd.clone();
        let words = refused(&client.post(ORDER, &order).await);
        assert!(words.contains(name), "{name} = {odd}: {words}");
    }
    for (change, named) in [
        (json!({ "tags": [75] }), "sub_tags"),
        (json!({ "tags": [75], "sub_tags": [6] }), "sub_tags"),
        (json!({ "tags": [19] }), "not_delivered_fee"),
        (
            json!({ "tags": [19], "not_delivered_fee": 0 }),
            "not_delivered_fee",
        ),
        (json!({ "use_return_address": 1 }), "return_name"),
        (json!({ "hamlet": "" }), "street or hamlet is required"),
        (json!({ "hamlet": null }), "street or hamlet is required"),
    ] {
        let words = refused(&client.post(ORDER, &with(parcel("ST-1"), &change)).await);
        assert!(words.contains(named), "{change}: {words}");
    }
    for (name, odd) in [
        ("quantity", json!("2")),
        ("quantity", json!(0)),
        ("price", json!("142500")),
        ("weight", json!("300")),
        ("weight", json!(0)),
        ("Weight", json!(300)),
    ] {
        let mut order = parcel("ST-1");
        order["products"][0][name] = odd.clone();
        let words = refused(&client.post(ORDER, &order).await);
        assert!(words.contains(&format!("products/1/{name}")), "{words}");
    }
    for query in [
        asked("weight", "0"),
        asked("weight", "0.6"),
        asked("weight", "20001"),
        asked("value", "20000001"),
        asked("transport", "air"),
        asked("deliver_option", "express"),
        asked("tags[]", "3"),
        asked("tags[0]", "1"),
        asked("pick_money", "285000"),
        asked("pick_address_id", "99999"),
    ] {
        let (name, _) = query[query.len() - 1];
        let words = refused(&client.fee(&query).await);
        assert!(
            words.contains(name.trim_end_matches("[]")),
            "{name}: {words}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn what_a_tag_wants_is_taken_with_it() {
    let client = start();
    for (place, change) in [
        json!({ "tags": [75, 1], "sub_tags": [1, 5] }),
        json!({ "tags": [19], "not_delivered_fee": 20_000_000 }),
        json!({ "tags": [40], "total_weight": 300 }),
        json!({ "tags": [] }),
        json!({ "note": "đ".repeat(120), "hamlet": null, "street": "Lê Thánh Tôn" }),
        json!({ "pick_money": 20_000_000, "value": 20_000_000 }),
        json!({ "pick_date": "2026-11-28", "deliver_date": "2026/11/30", "pick_work_shift": 3 }),
        json!({
            "use_return_address": 1, "return_name": "Kho", "return_tel": "0911222444",
            "return_address": "12 Đội Cấn", "return_province": "Hà Nội", "return_ward": "Ba Đình",
        }),
    ]
    .iter()
    .enumerate()
    {
        let order = with(parcel(&format!("ST-{place}")), change);
        client.buy(&order).await;
    }
}

#[tokio::test]
async fn a_weight_is_in_kilograms_unless_it_is_said_to_be_in_grams() {
    let client = start();
    let sell = async |option: Value, each: Value, total: Value| {
        let id = format!("ST-{}", client.sim.ledger().len());
        let change = json!({ "weight_option": option, "total_weight": total });
        let mut order = with(parcel(&id), &change);
        order["products"][0]["weight"] = each;
        let answer = client.post(ORDER, &order).await;
        match answer.1["success"] == true {
            true => Ok(client.sim.ledger().pop().expect("a sale").asked["grams"].clone()),
            false => Err(refused(&answer)),
        }
    };
    let gram = || json!("gram");
    for (option, each, total, grams) in [
        (gram(), json!(300), json!(600), 600),
        (gram(), json!(300), json!(750), 750),
        (gram(), json!(300), json!(null), 600),
        (gram(), json!(10_000), json!(20_000), 20_000),
        (json!(null), json!(0.3), json!(0.6), 600),
        (json!("kilogram"), json!(0.3), json!(null), 600),
        (json!("kilogram"), json!(1), json!(2.5), 2_500),
    ] {
        assert_eq!(sell(option, each, total).await, Ok(json!(grams)));
    }
    for (option, each, total, named) in [
        // Grams where kilograms are meant, and the other way round.
        (json!(null), json!(300), json!(600), "products/1/weight"),
        (json!(null), json!(0.3), json!(600), "order/total_weight"),
        (gram(), json!(0.3), json!(600), "products/1/weight"),
        (gram(), json!(300), json!(0.6), "order/total_weight"),
        (gram(), json!(300), json!(20_001), "order/total_weight"),
        (gram(), json!(10_001), json!(null), "products"),
        (json!(null), json!(0.0001), json!(1), "products/1/weight"),
    ] {
        let words = sell(option, each, total).await.expect_err("refused");
        assert!(words.contains(named), "{words}");
    }
    assert_eq!(client.sim.ledger().len(), 7);
}

#[tokio::test]
async fn a_body_is_json_and_a_path_is_one_of_the_documented() {
    let client = start();
    let request = client.request("POST", ORDER).body("{}");
    let failed = read(request.send().await.expect("an answer")).await;
    assert!(refused(&failed).contains("Content-Type"));
    let request = client
        .request("POST", ORDER)
        .header("Content-Type", "application/json");
    let failed = read(request.body("{\"a\":").send().await.expect("an answer")).await;
    assert!(refused(&failed).contains("not JSON"));
    let failed = client
        .post("/shipment/order/?ver=1.4", &parcel("ST-1"))
        .await;
    assert!(refused(&failed).contains("ver"));
    let (status, answer) = client.post("/shipment/orders", &json!({})).await;
    assert_eq!((status, &answer["success"]), (404, &json!(false)));
    let (status, answer) = client.post(FEE, &json!({})).await;
    assert_eq!((status, &answer["success"]), (405, &json!(false)));
    assert_eq!(client.get("/shipment/cancel/S1.A1.1").await.0, 405);
    assert_eq!(client.sim.ledger().len(), 0);
    good(
        client.post("/shipment/order", &parcel("ST-1")).await,
        "order",
    );
    good(
        client.post("/shipment/order/", &parcel("ST-2")).await,
        "order",
    );
}
