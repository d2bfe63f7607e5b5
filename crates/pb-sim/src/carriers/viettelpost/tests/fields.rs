//! Every field that is wanted, left out and mistyped.
use super::*;

/// The name of the field that a failure complains of.
async fn complaint(client: &Client, path: &str, body: &Value) -> String {
    let message = client.refusal(path, body).await;
    let name = message.strip_prefix("Incorrect data: ");
    name.unwrap_or_else(|| panic!("{message}")).to_owned()
}

#[tokio::test]
async fn each_field_that_is_wanted_is_named_when_it_is_not_there() {
    let client = start().await;
    let places = [
        "SENDER_PROVINCE",
        "SENDER_DISTRICT",
        "SENDER_WARD",
        "RECEIVER_PROVINCE",
        "RECEIVER_DISTRICT",
        "RECEIVER_WARD",
        "PRODUCT_TYPE",
        "PRODUCT_WEIGHT",
        "PRODUCT_PRICE",
        "MONEY_COLLECTION",
    ];
    let people = [
        "ORDER_NUMBER",
        "SENDER_FULLNAME",
        "SENDER_ADDRESS",
        "SENDER_PHONE",
        "RECEIVER_FULLNAME",
        "RECEIVER_ADDRESS",
        "RECEIVER_PHONE",
        "PRODUCT_NAME",
        "PRODUCT_QUANTITY",
        "ORDER_PAYMENT",
        "ORDER_SERVICE",
    ];
    let order: Vec<&str> = places.into_iter().chain(people).collect();
    let all: Vec<&str> = places.into_iter().chain(["TYPE"]).collect();
    let one = places.into_iter().chain(["ORDER_SERVICE", "NATIONAL_TYPE"]);
    for (path, whole, names) in [
        (CREATE, parcel("ST-1"), order.clone()),
        (EDIT, parcel("ST-1"), order),
        (PRICE_ALL, price_all(), all),
        (PRICE, price("VCN"), one.collect()),
        (UPDATE, update(4, "301"), vec!["TYPE", "ORDER_NUMBER"]),
        (
            PRINTING,
            json!({ "EXPIRY_TIME": 1, "ORDER_ARRAY": ["301"] }),
            vec!["EXPIRY_TIME", "ORDER_ARRAY"],
        ),
    ] {
        for name in names {
            let lacks = with(whole.clone(), &json!({ name: null }));
            assert_eq!(complaint(&client, path, &lacks).await, name, "{path}");
        }
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn each_field_that_is_of_another_type_or_unknown_is_named() {
    let client = start().await;
    let numbers = [
        "GROUPADDRESS_ID",
        "CUS_ID",
        "SENDER_PROVINCE",
        "SENDER_DISTRICT",
        "SENDER_WARD",
        "RECEIVER_PROVINCE",
        "RECEIVER_DISTRICT",
        "RECEIVER_WARD",
        "PRODUCT_QUANTITY",
        "PRODUCT_PRICE",
        "PRODUCT_WEIGHT",
        "PRODUCT_LENGTH",
        "PRODUCT_WIDTH",
        "PRODUCT_HEIGHT",
        "ORDER_PAYMENT",
        "MONEY_COLLECTION",
        "EXTRA_MONEY",
    ];
    let numbers = numbers
        .into_iter()
        .flat_map(|name| [json!("1"), json!(1.5), json!(-1), json!(true)].map(|odd| (name, odd)));
    let texts = [
        "ORDER_NUMBER",
        "DELIVERY_DATE",
        "SENDER_FULLNAME",
        "SENDER_ADDRESS",
        "SENDER_PHONE",
        "SENDER_EMAIL",
        "RECEIVER_FULLNAME",
        "RECEIVER_ADDRESS",
        "RECEIVER_PHONE",
        "RECEIVER_EMAIL",
        "PRODUCT_NAME",
        "PRODUCT_DESCRIPTION",
        "PRODUCT_TYPE",
        "ORDER_SERVICE",
        "ORDER_SERVICE_ADD",
        "ORDER_VOUCHER",
        "ORDER_NOTE",
    ];
    let texts = texts.map(|name| (name, json!(7)));
    let others = [
        ("CHECK_UNIQUE", json!("true")),
        ("ENABLE_SORT_CODE", json!(1)),
        ("ORDER_PAYMENT", json!(0)),
        ("ORDER_PAYMENT", json!(5)),
        ("PRODUCT_TYPE", json!("HX")),
        ("PRODUCT_WEIGHT", json!(0)),
        ("PRODUCT_QUANTITY", json!(0)),
        ("LIST_ITEM", json!({})),
        ("LIST_ITEM", json!([])),
        ("PRODUCT_DETAIL", parcel("")["LIST_ITEM"].clone()),
        ("Order_Number", json!("ST-1")),
        ("PRODUCT_WIGHT", json!(500)),
        ("SENDER_PHONE", json!("911222333")),
        ("SENDER_PHONE", json!("0911 222 333")),
        ("RECEIVER_PHONE", json!("+84987654321")),
        ("RECEIVER_PHONE", json!("0987")),
        ("RECEIVER_EMAIL", json!("nobody")),
        ("DELIVERY_DATE", json!("2026-11-28 15:00:00")),
        ("DELIVERY_DATE", json!("28/11/2026 15:00")),
        ("DELIVERY_DATE", json!("31/02/2026 15:00:00")),
        ("DELIVERY_DATE", json!("1/12/2026 15:00:00")),
        ("SENDER_PROVINCE", json!(99)),
        ("SENDER_DISTRICT", json!(25)),
        ("RECEIVER_PROVINCE", json!(99)),
        ("ORDER_SERVICE", json!("VHT")),
        ("ORDER_SERVICE_ADD", json!("XXX")),
        ("ORDER_SERVICE_ADD", json!("GBP;XMG")),
        ("ORDER_SERVICE_ADD", json!("GBP,GBP")),
        (
            "RETURN_ADDRESS",
            json!({
                "REQUIRED": true, "FULLADDRESS": "1 A", "PROVINCE_ID": 1, "DISTRICT_ID": 25, "WARDS_ID": 0,
            }),
        ),
    ];
    for (name, odd) in numbers.chain(texts).chain(others) {
        let order = with(parcel("ST-1"), &json!({ name: odd }));
        let complaint = complaint(&client, CREATE, &order).await;
        assert_eq!(complaint, name, "{odd}");
    }
    for (change, path) in [
        (
            json!([{ "PRODUCT_NAME": "T-shirt" }]),
            "LIST_ITEM/1/PRODUCT_PRICE",
        ),
        (
            json!([{
                "PRODUCT_NAME": "T-shirt", "PRODUCT_PRICE": 1, "PRODUCT_WEIGHT": 1, "PRODUCT_QUANTITY": "1",
            }]),
            "LIST_ITEM/1/PRODUCT_QUANTITY",
        ),
    ] {
        let order = with(parcel("ST-1"), &json!({ "LIST_ITEM": change }));
        assert_eq!(complaint(&client, CREATE, &order).await, path);
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn texts_are_measured_in_bytes() {
    let client = start().await;
    for name in [
        "RECEIVER_ADDRESS",
        "PRODUCT_NAME",
        "ORDER_NOTE",
        "ORDER_NUMBER",
    ] {
        // 50 signs of three bytes each.
        let fits = with(
            parcel("ST-1"),
            &json!({ name: "ế".repeat(50), "CHECK_UNIQUE": null }),
        );
        client.buy(&fits).await;
        for long in ["ế".repeat(51), "x".repeat(151)] {
            let order = with(parcel("ST-1"), &json!({ name: long }));
            assert_eq!(complaint(&client, CREATE, &order).await, name);
        }
    }
    let mut order = parcel("ST-1");
    order["LIST_ITEM"][0]["PRODUCT_NAME"] = json!("ế".repeat(51));
    let found = complaint(&client, CREATE, &order).await;
    assert_eq!(found, "LIST_ITEM/1/PRODUCT_NAME");
    let note = json!({ "TYPE": 4, "ORDER_NUMBER": "301", "NOTE": "ế".repeat(51) });
    assert_eq!(complaint(&client, UPDATE, &note).await, "NOTE");
}

#[tokio::test]
async fn an_address_is_of_one_division() {
    let client = start().await;
    let mixed = "Please enter RECEIVER_DISTRICT with address old or RECEIVER_WARD with address new";
    for (province, district, ward, expected) in [
        (2, 25, 49_827, mixed),
        (2, 0, 481, mixed),
        (4, 0, 50_201, mixed),
        (48, 75, 0, mixed),
        (2, 0, 0, "Invalid [RECEIVER_WARD]"),
        (2, 0, 49_102, "Invalid [RECEIVER_WARD]"),
        (2, 25, 501, "Invalid [RECEIVER_WARD]"),
        (2, 25, 7, "Invalid [RECEIVER_WARD]"),
        (2, 4, 0, "Incorrect data: RECEIVER_DISTRICT"),
    ] {
        let place = json!({
            "RECEIVER_PROVINCE": province, "RECEIVER_DISTRICT": district, "RECEIVER_WARD": ward,
        });
        for (path, whole) in [
            (CREATE, parcel("ST-1")),
            (PRICE, price("VCN")),
            (PRICE_ALL, price_all()),
        ] {
            let refusal = client.refusal(path, &with(whole, &place)).await;
            assert_eq!(refusal, expected, "{path} {place}");
        }
    }
    let sender = with(parcel("ST-1"), &json!({ "SENDER_WARD": 49_101 }));
    let refusal = client.refusal(CREATE, &sender).await;
    assert!(
        refusal.contains("SENDER_WARD with address new"),
        "{refusal}"
    );
    assert_eq!(client.sim.ledger().len(), 0);
    for (district, ward) in [(25, 0), (25, 481), (100_000_002, 200_001), (0, 49_828)] {
        let place = json!({ "RECEIVER_DISTRICT": district, "RECEIVER_WARD": ward });
        let order = with(parcel(&format!("ST-{ward}-{district}")), &place);
        client.buy(&order).await;
    }
}

#[tokio::test]
async fn additions_want_what_they_are_for() {
    let client = start().await;
    let born = json!({ "TYPE": "birth_year", "VALUE": "1990" });
    for (change, name) in [
        (json!({ "EXTRA_MONEY": 10_000 }), "EXTRA_MONEY"),
        (
            json!({ "ORDER_SERVICE_ADD": "XMG", "EXTRA_MONEY": 200_000 }),
            "EXTRA_MONEY",
        ),
        (json!({ "ORDER_SERVICE_ADD": "PTTX" }), "VERIFICATION_CODE"),
        (json!({ "VERIFICATION_CODE": born }), "VERIFICATION_CODE"),
        (
            json!({ "ORDER_SERVICE_ADD": "PTTX", "VERIFICATION_CODE": { "TYPE": "birth_year", "VALUE": "90" } }),
            "VERIFICATION_CODE",
        ),
        (
            json!({ "ORDER_SERVICE_ADD": "PTTX", "VERIFICATION_CODE": { "TYPE": "name", "VALUE": "90" } }),
            "VERIFICATION_CODE/TYPE",
        ),
        (
            json!({ "ORDER_SERVICE": "VCBO", "ORDER_SERVICE_ADD": "HGC" }),
            "ORDER_SERVICE_ADD",
        ),
        (json!({ "ORDER_PAYMENT": 1 }), "ORDER_PAYMENT"),
        (json!({ "ORDER_PAYMENT": 4 }), "ORDER_PAYMENT"),
    ] {
        let order = with(parcel("ST-1"), &change);
        assert_eq!(complaint(&client, CREATE, &order).await, name, "{change}");
    }
    let rich = json!({
        "ORDER_SERVICE_ADD": "XMG,PTTX", "EXTRA_MONEY": 30_000, "VERIFICATION_CODE": born,
        "ENABLE_SORT_CODE": true, "RETURN_ADDRESS": {
            "REQUIRED": true, "FULLADDRESS": "1 A", "PROVINCE_ID": 1, "DISTRICT_ID": 4, "WARDS_ID": 0,
        },
    });
    client.buy(&with(parcel("ST-1"), &rich)).await;
}

#[tokio::test]
async fn a_body_is_json_and_a_path_is_one_of_the_documented() {
    let client = start().await;
    let request = client.request("POST", CREATE).body("{}");
    let failed = read(request.send().await.expect("an answer")).await;
    assert_eq!(message(&failed), "Incorrect data: Content-Type");
    let request = client
        .request("POST", CREATE)
        .header("Content-Type", "application/json");
    let failed = read(request.body("{\"a\":").send().await.expect("an answer")).await;
    assert_eq!(message(&failed), "Incorrect data: body");
    assert_eq!(
        client.post("/v2/order/createorder", &json!({})).await.0,
        404
    );
    assert_eq!(client.get(CREATE).await.0, 405);
}
