//! Every field that is wanted, left out and mistyped.
use super::*;

#[tokio::test]
async fn tokens_and_shops_are_looked_at_first() {
    let client = start();
    let url = format!("{}/shiip/public-api{CREATE}", client.sim.url_of(PREFIX));
    let send = async |headers: &[(&str, &str)]| {
        let mut request = client.http.post(&url).json(&json!({}));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.expect("an answer")).await
    };
    for token in [None, Some(("Token", "wrong"))] {
        let headers: Vec<_> = token.into_iter().collect();
        let (status, answer) = send(&headers).await;
        assert_eq!((status, &answer["code"]), (401, &json!(401)));
        assert_eq!(answer["message"], "Token is not valid!");
    }
    let good = ("Token", TOKEN);
    assert_eq!(code(&send(&[good]).await), "USER_ERR_COMMON");
    let foreign = send(&[good, ("ShopId", "999")]).await;
    assert_eq!(
        (foreign.0, code(&foreign).as_str()),
        (400, "CLIENT_NOT_OWNER_OF_SHOP")
    );
    let ours = send(&[good, ("ShopId", "886")]).await;
    assert!(message(&ours).contains("is required"), "{ours:?}");
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn each_field_that_is_wanted_is_named_when_it_is_not_there() {
    let client = start();
    let must = [
        "payment_type_id",
        "required_note",
        "to_name",
        "to_phone",
        "to_address",
        "weight",
        "length",
        "width",
        "height",
        "service_type_id",
        "items",
    ];
    for path in [CREATE, PREVIEW] {
        for name in must {
            let mut order = parcel("c-1");
            order.as_object_mut().expect("an object").shift_remove(name);
            let failed = client.post(path, &order).await;
            assert_eq!((failed.0, code(&failed).as_str()), (400, "USER_ERR_COMMON"));
            let wanted = format!("{name} is required");
            assert!(message(&failed).ends_with(&wanted), "{name}: {failed:?}");
        }
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn each_field_that_is_of_another_type_or_unknown_is_named() {
    let client = start();
    let numbers = [
        "payment_type_id",
        "weight",
        "length",
        "width",
        "height",
        "service_type_id",
        "cod_amount",
        "insurance_value",
    ];
    let numbers = numbers.map(|name| (name, json!("600")));
    let texts = [
        "required_note",
        "note",
        "to_name",
        "to_phone",
        "to_address",
        "to_ward_name",
        "content",
    ];
    let texts = texts.map(|name| (name, json!(7)));
    let others = [
        ("weight", json!(600.5)),
        ("is_new_to_address", json!("true")),
        ("pick_shift", json!(1)),
        ("items", json!({})),
        ("items", json!([])),
        ("items", json!([{ "name": "T-shirt" }])),
        ("items", json!([{ "name": "T-shirt", "quantity": "2" }])),
        ("required_note", json!("WHATEVER")),
        ("payment_type_id", json!(3)),
        ("weight", json!(0)),
        ("weight", json!(50_001)),
        ("length", json!(201)),
        ("cod_amount", json!(50_000_001)),
        ("cod_amount", json!(-1)),
        ("client_order_code", json!("x".repeat(51))),
        ("client_order_codes", json!("c-1")),
        ("Weight", json!(600)),
        ("pick_shift", json!([99])),
    ];
    for (name, odd) in numbers.into_iter().chain(texts).chain(others) {
        let mut order = parcel("c-1");
        order[name] = odd.clone();
        let failed = client.post(CREATE, &order).await;
        assert_eq!(
            (failed.0, code(&failed).as_str()),
            (400, "USER_ERR_COMMON"),
            "{name}"
        );
        let named = [name, "quantity"]
            .iter()
            .any(|n| message(&failed).contains(n));
        assert!(named, "{name} = {odd}: {failed:?}");
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn telephones_places_and_lanes_have_codes_of_their_own() {
    let client = start();
    let cases = [
        (json!({ "to_phone": "+84987654321" }), "PHONE_INVALID"),
        (json!({ "to_phone": "0987" }), "PHONE_INVALID"),
        (json!({ "from_phone": "987654321" }), "PHONE_INVALID"),
        (
            json!({ "to_ward_name": "Phuong Sai Gon" }),
            "WARD_NAME_NOT_VALID",
        ),
        (json!({ "to_ward_name": null }), "WARD_NAME_NOT_VALID"),
        (
            json!({ "to_ward_name": "Phường Ba Đình" }),
            "WARD_NAME_NOT_VALID",
        ),
        (
            json!({ "to_province_name": "TP. Hồ Chí Minh" }),
            "PROVINCE_NAME_NOT_VALID",
        ),
        (
            json!({ "from_ward_name": "Nowhere", "from_province_name": "Hồ Chí Minh" }),
            "FROM_ADDRESS_CONVERT_FAIL",
        ),
        (
            json!({ "to_ward_name": "Đặc khu Côn Đảo" }),
            "ROUTE_NOT_FOUND_SERVICE",
        ),
        (json!({ "service_type_id": 3 }), "ROUTE_NOT_FOUND_SERVICE"),
        (json!({ "weight": 20_000 }), "ROUTE_NOT_FOUND_SERVICE"),
        (json!({ "service_type_id": 5 }), "ROUTE_NOT_FOUND_SERVICE"),
    ];
    for (change, expected) in cases {
        let failed = client.post(CREATE, &with(parcel("c-1"), &change)).await;
        assert_eq!(
            (failed.0, code(&failed).as_str()),
            (400, expected),
            "{change}"
        );
    }
    for (ward, district) in [("104", 1442), ("00104", 1846), ("00104", 9)] {
        let failed = client
            .post(CREATE, &by_numbers(parcel("c-1"), ward, district))
            .await;
        assert_eq!(code(&failed), "WARD_IS_INVALID");
    }
    // Heavy goods say what each item weighs and measures.
    let heavy = json!({ "service_type_id": 5, "weight": 20_000 });
    let failed = client.post(CREATE, &with(parcel("c-1"), &heavy)).await;
    assert_eq!(failed.1["code_message_value"], "Cân nặng không hợp lệ");
    assert_eq!(client.sim.ledger().len(), 0);
    let whole = json!([{
        "name": "Shelf", "quantity": 1, "weight": 20_000, "length": 100, "width": 30, "height": 20,
    }]);
    let heavy = with(
        parcel("c-1"),
        &json!({ "service_type_id": 5, "weight": 20_000, "items": whole }),
    );
    client.buy(&heavy).await;
}

#[tokio::test]
async fn a_body_is_json_and_a_path_is_one_of_the_documented() {
    let client = start();
    let request = client.request("POST", CREATE).body("{}");
    let failed = read(request.send().await.expect("an answer")).await;
    assert!(message(&failed).contains("Content-Type"));
    let request = client
        .request("POST", CREATE)
        .header("Content-Type", "application/json");
    let failed = read(request.body("{\"a\":").send().await.expect("an answer")).await;
    assert!(message(&failed).contains("not JSON"));
    assert_eq!(
        client.post("/v2/shipping-order/creat", &json!({})).await.0,
        404
    );
    assert_eq!(client.get(CREATE).await.0, 405);
    assert_eq!(
        client.post("/v2/switch-status/hold", &json!({})).await.0,
        404
    );
}
