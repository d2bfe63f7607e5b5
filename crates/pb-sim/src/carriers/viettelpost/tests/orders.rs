//! Prices and sales.
use super::*;

/// A number of an answer.
fn amount(value: &Value, name: &str) -> i64 {
    value[name]
        .as_i64()
        .unwrap_or_else(|| panic!("{name} of {value}"))
}

#[tokio::test]
async fn every_service_of_the_lane_has_a_price_in_a_bare_list() {
    let client = start().await;
    let list = async |change: Value| {
        let (status, rows) = client.post(PRICE_ALL, &with(price_all(), &change)).await;
        assert_eq!(status, 200);
        rows.as_array().cloned().expect("a list and no envelope")
    };
    let codes = |rows: &[Value]| -> Vec<String> {
        rows.iter()
            .map(|row| text_of(&row["MA_DV_CHINH"]))
            .collect()
    };
    let across = list(json!({})).await;
    assert_eq!(codes(&across), ["VCN", "VCBO", "LCOD"]);
    assert_eq!(across[0]["THOI_GIAN"], "48 giờ");
    assert_eq!(across[0]["EXCHANGE_WEIGHT"], 600);
    assert_eq!(across[0]["EXTRA_SERVICE"][0]["SERVICE_CODE"], "GBP");
    let city = json!({ "SENDER_PROVINCE": 2, "SENDER_DISTRICT": 27, "SENDER_WARD": 501 });
    let city = list(city).await;
    assert_eq!(codes(&city), ["VCN", "VCBO", "PHS", "LCOD"]);
    assert!(amount(&city[0], "GIA_CUOC") < amount(&across[0], "GIA_CUOC"));
    let heavy = list(json!({ "PRODUCT_WEIGHT": 5_000 })).await;
    assert!(amount(&heavy[0], "GIA_CUOC") > amount(&across[0], "GIA_CUOC"));
    let bulky = list(json!({ "PRODUCT_LENGTH": 100 })).await;
    assert!(amount(&bulky[0], "GIA_CUOC") > amount(&across[0], "GIA_CUOC"));
    let island = json!({ "RECEIVER_PROVINCE": 57, "RECEIVER_DISTRICT": 701 });
    for nothing in [json!({ "TYPE": 0 }), island] {
        assert!(list(nothing).await.is_empty());
    }
    let odd = with(price_all(), &json!({ "PRODUCT_TYPE": "XX" }));
    let odd = client.refusal(PRICE_ALL, &odd).await;
    assert_eq!(
        odd, "Incorrect data: PRODUCT_TYPE",
        "and then in the envelope"
    );
}

#[tokio::test]
async fn a_price_has_parts_and_is_the_orders() {
    let client = start().await;
    let price_of = async |change: Value| {
        let priced = client.data(PRICE, &with(price("VCN"), &change)).await;
        let parts = [
            "TOTAL_FEE",
            "FEE",
            "COLLECTION_FEE",
            "OTHER_FEE",
            "VAS",
            "VAT",
        ];
        let parts = parts.map(|part| amount(&priced, &format!("MONEY_{part}")));
        assert_eq!(parts.iter().sum::<i64>(), amount(&priced, "MONEY_TOTAL"));
        priced
    };
    let priced = price_of(json!({})).await;
    let total = amount(&priced, "MONEY_TOTAL");
    assert_eq!(
        (
            amount(&priced, "KPI_HT"),
            amount(&priced, "EXCHANGE_WEIGHT")
        ),
        (48, 600)
    );
    let (_, all) = client.post(PRICE_ALL, &price_all()).await;
    assert!(amount(&all[0], "GIA_CUOC") < total, "without surcharges");
    let added = price_of(json!({ "ORDER_SERVICE_ADD": "GBP,XMG" })).await;
    assert!(amount(&added, "MONEY_TOTAL") > total);
    let prepaid = price_of(json!({ "MONEY_COLLECTION": 0 })).await;
    assert!(amount(&prepaid, "MONEY_TOTAL") < total);
    let sold = client.data(CREATE, &parcel("ST-1")).await;
    for part in [
        "MONEY_TOTAL",
        "MONEY_TOTAL_FEE",
        "MONEY_FEE",
        "MONEY_VAT",
        "KPI_HT",
    ] {
        assert_eq!(sold[part], priced[part], "{part}");
    }
    assert_eq!(sold["RECEIVER_WARD"], 49_827);
    let waybill = text_of(&sold["ORDER_NUMBER"]);
    assert!(waybill.len() == 12 && waybill.bytes().all(|b| b.is_ascii_digit()));
    let ledger = client.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(
        (ledger[0].shipment.as_str(), ledger[0].charge.minor),
        (waybill.as_str(), total)
    );
    assert_eq!(
        (ledger[0].service.as_str(), ledger[0].references.as_slice()),
        ("VCN", ["ST-1".to_owned()].as_slice())
    );
}

#[tokio::test]
async fn a_service_that_does_not_go_there_is_no_price() {
    let client = start().await;
    let words = "Price does not apply to this itinerary!";
    assert_eq!(client.refusal(PRICE, &price("PHS")).await, words);
    let abroad = with(price("VCN"), &json!({ "NATIONAL_TYPE": 0 }));
    assert_eq!(client.refusal(PRICE, &abroad).await, words);
    for change in [
        json!({ "ORDER_SERVICE": "PHS" }),
        json!({ "RECEIVER_WARD": 49_899 }),
        json!({ "RECEIVER_PROVINCE": 57, "RECEIVER_DISTRICT": 701, "RECEIVER_WARD": 9_101 }),
    ] {
        let order = with(parcel("ST-1"), &change);
        assert_eq!(client.refusal(CREATE, &order).await, words, "{change}");
    }
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn the_same_number_is_refused_and_the_first_order_is_not_told() {
    let client = start().await;
    let first = client.buy(&parcel("ST-1")).await;
    let twice = client.post(CREATE, &parcel("ST-1")).await;
    assert_eq!(message(&twice), "Order status already exists on the system");
    assert!(!twice.1.to_string().contains(&first), "{twice:?}");
    assert_eq!(client.sim.ledger().len(), 1);
    // Who does not ask for it gets another order.
    for unasked in [
        json!({ "CHECK_UNIQUE": false }),
        json!({ "CHECK_UNIQUE": null }),
    ] {
        assert_ne!(client.buy(&with(parcel("ST-1"), &unasked)).await, first);
    }
    assert_eq!(client.sim.ledger().len(), 3);
    // A cancelled order has its number still, a deleted one does not.
    let second = client.buy(&parcel("ST-2")).await;
    data_of(client.say(4, &second).await);
    let twice = client.refusal(CREATE, &parcel("ST-2")).await;
    assert_eq!(twice, "Order status already exists on the system");
    data_of(client.say(11, &second).await);
    client.buy(&parcel("ST-2")).await;
}

#[tokio::test]
async fn what_is_collected_goes_by_the_payment() {
    let client = start().await;
    let collected = async |payment: i64, goods: i64| {
        let change = json!({
            "ORDER_PAYMENT": payment, "MONEY_COLLECTION": goods, "CHECK_UNIQUE": false,
        });
        let sold = client.data(CREATE, &with(parcel("ST-1"), &change)).await;
        (
            amount(&sold, "MONEY_COLLECTION"),
            amount(&sold, "MONEY_TOTAL"),
        )
    };
    assert_eq!(collected(1, 0).await.0, 0);
    let (both, freight) = collected(2, 200_000).await;
    assert_eq!(both, 200_000 + freight);
    assert_eq!(collected(3, 200_000).await.0, 200_000);
    let (freight_alone, freight) = collected(4, 0).await;
    assert_eq!(freight_alone, freight);
}

#[tokio::test]
async fn an_order_is_edited_until_it_is_at_the_office() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-1")).await;
    let anew = |change: Value| {
        let order = with(parcel(&waybill), &change);
        with(order, &json!({ "RECEIVER_ADDRESS": "9 Tràng Tiền" }))
    };
    let edited = client
        .data(EDIT, &anew(json!({ "PRODUCT_WEIGHT": 3_000 })))
        .await;
    assert_eq!(edited["ORDER_NUMBER"], waybill);
    let detail = client.detail(&waybill).await;
    assert_eq!(
        (&detail["RECEIVER_ADDRESS"], &detail["ORDER_REFERENCE"]),
        (&json!("9 Tràng Tiền"), &json!("ST-1"))
    );
    let ledger = client.sim.ledger();
    assert_eq!(
        (ledger.len(), ledger[0].charge.minor),
        (1, amount(&edited, "MONEY_TOTAL"))
    );
    let odd = client
        .refusal(EDIT, &anew(json!({ "ORDER_PAYMENT": 9 })))
        .await;
    assert_eq!(odd, "Incorrect data: ORDER_PAYMENT");
    assert_eq!(
        client.refusal(EDIT, &parcel("ST-1")).await,
        "Order does not exist"
    );
    client.sim.pass(7 * HOUR);
    assert_eq!(client.status(&waybill).await, 105);
    client.data(EDIT, &anew(json!({}))).await;
    client.sim.pass(HOUR);
    assert_eq!(
        client.refusal(EDIT, &anew(json!({}))).await,
        STATE,
        "it is at 200"
    );
    let cancelled = client.buy(&parcel("ST-2")).await;
    data_of(client.say(4, &cancelled).await);
    assert_eq!(client.refusal(EDIT, &parcel(&cancelled)).await, STATE);
}
