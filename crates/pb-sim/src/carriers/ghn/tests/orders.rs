//! Prices and sales.
use super::*;

#[tokio::test]
async fn a_preview_sells_nothing_and_says_what_the_sale_will() {
    let client = start();
    let preview = client.data(PREVIEW, &parcel("c-1")).await;
    assert_eq!(preview["order_code"], "");
    assert_eq!(client.sim.ledger().len(), 0);
    let sold = client.data(CREATE, &parcel("c-1")).await;
    assert_eq!(sold["total_fee"], preview["total_fee"]);
    assert_eq!(
        sold["expected_delivery_time"],
        preview["expected_delivery_time"]
    );
    let code = text_of(&sold["order_code"]);
    assert_eq!(code.len(), 8);
    assert!(
        code.bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    );
    assert_eq!(sold["sort_code"], "190-G-01-A2");
    let fee = sold["fee"].as_object().expect("parts");
    let sum: i64 = fee.values().filter_map(Value::as_i64).sum();
    assert_eq!(json!(sum), sold["total_fee"]);
    let ledger = client.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(
        (ledger[0].shipment.as_str(), ledger[0].charge.minor),
        (code.as_str(), sum)
    );
    assert_eq!(ledger[0].references, ["c-1"]);
}

#[tokio::test]
async fn the_same_code_of_the_clients_is_the_same_order() {
    let client = start();
    let first = client.data(CREATE, &parcel("c-1")).await;
    // Whatever else is asked.
    let again = client
        .data(CREATE, &with(parcel("c-1"), &json!({ "weight": 900 })))
        .await;
    assert_eq!(again, first);
    client.sim.pass(100 * HOUR);
    assert_eq!(client.data(CREATE, &parcel("c-1")).await, first);
    assert_eq!(client.sim.ledger().len(), 1);
    let other = client.buy(&parcel("c-2")).await;
    assert_ne!(json!(other), first["order_code"]);
    // Without one every order is another.
    let nameless = with(parcel("c-1"), &json!({ "client_order_code": null }));
    assert_ne!(client.buy(&nameless).await, client.buy(&nameless).await);
    assert_eq!(client.sim.ledger().len(), 4);
}

#[tokio::test]
async fn prices_go_by_way_weight_size_and_what_is_insured_and_collected() {
    let client = start();
    let price = async |change: Value| {
        let order = with(parcel("c-1"), &change);
        client.data(PREVIEW, &order).await["total_fee"]
            .as_i64()
            .expect("dong")
    };
    let plain = price(json!({})).await;
    assert!(price(json!({ "weight": 5_000 })).await > plain);
    assert!(price(json!({ "length": 100, "width": 50, "height": 10 })).await > plain);
    assert!(price(json!({ "cod_amount": 0 })).await < plain);
    assert_eq!(
        price(json!({ "insurance_value": 1_000_000 })).await,
        plain + 5_000
    );
    let away = json!({ "to_ward_name": "Phường Ba Đình", "to_province_name": "Hà Nội" });
    assert!(price(away).await > plain);
    let old = client
        .data(PREVIEW, &by_numbers(parcel("c-1"), "00104", 1442))
        .await;
    assert_eq!(old["total_fee"], plain);
    let names = json!({
        "is_new_to_address": null, "to_ward_name": "Phường Bến Nghé", "to_district_name": "Quận 1",
    });
    assert_eq!(price(names).await, plain);
    let from = json!({
        "from_name": "Shop", "from_phone": "0911222333", "from_address": "12 A",
        "from_ward_name": "Phường Ba Đình", "from_province_name": "Hà Nội", "is_new_from_address": true,
    });
    assert!(price(from).await > plain);
}

#[tokio::test]
async fn the_fee_by_numbers_is_the_orders_price() {
    let client = start();
    let asked = json!({
        "service_type_id": 2, "to_district_id": 1442, "to_ward_code": "00104", "weight": 600,
        "length": 20, "width": 15, "height": 10, "insurance_value": 0, "cod_value": 285_000,
        "cod_failed_amount": 0, "coupon": null, "items": [],
    });
    let fee = client.data("/v2/shipping-order/fee", &asked).await;
    let order = client
        .data(PREVIEW, &by_numbers(parcel("c-1"), "00104", 1442))
        .await;
    assert_eq!(fee["total"], order["total_fee"]);
    assert_eq!(fee["cod_fee"], order["fee"]["cod_fee"]);
    let island = with(
        asked,
        &json!({ "to_district_id": 1701, "to_ward_code": "52901" }),
    );
    let failed = client.post("/v2/shipping-order/fee", &island).await;
    assert_eq!(code(&failed), "ROUTE_NOT_FOUND_SERVICE");
    let lane = json!({
        "from_district_id": 1444, "from_ward_code": "20301", "to_district_id": 1442,
        "to_ward_code": "00104", "service_type_id": 2,
    });
    let lead = client.data("/v2/shipping-order/leadtime", &lane).await;
    assert!(lead["leadtime"].as_i64() > Some(client.sim.now().as_second()));
    let asked = json!({ "shop_id": 885, "from_district": 1444, "to_district": 1442 });
    let services = client
        .data("/v2/shipping-order/available-services", &asked)
        .await;
    assert_eq!(services[1]["service_type_id"], 5);
}

#[tokio::test]
async fn labels_open_with_a_token_for_half_an_hour() {
    let client = start();
    let code = client.buy(&parcel("c-1")).await;
    let opened = client
        .data("/v2/a5/gen-token", &json!({ "order_codes": [code] }))
        .await;
    let token = text_of(&opened["token"]);
    let page = async |name: &str, token: &str, accept: &str| {
        let url = format!(
            "{}/a5/public-api/{name}?token={token}",
            client.sim.url_of(PREFIX)
        );
        let request = client.http.get(url).header("Accept", accept);
        let response = request.send().await.expect("an answer");
        let kind = response.headers()["content-type"]
            .to_str()
            .expect("a text")
            .to_owned();
        (
            response.status().as_u16(),
            kind,
            response.bytes().await.expect("a body"),
        )
    };
    for name in ["printA5", "print80x80", "print52x70"] {
        let (status, kind, body) = page(name, &token, "text/html").await;
        assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"));
        assert!(String::from_utf8_lossy(&body).contains(&code));
    }
    let (status, kind, body) = page("printA5", &token, "application/pdf").await;
    assert_eq!((status, kind.as_str()), (200, "application/pdf"));
    carries(body.to_vec(), &code);
    assert_eq!(page("printA5", "other", "text/html").await.0, 400);
    assert_eq!(page("printA6", &token, "text/html").await.0, 404);
    client.sim.pass(HOUR / 2);
    assert_eq!(page("printA5", &token, "text/html").await.0, 400);
    let unknown = client
        .post("/v2/a5/gen-token", &json!({ "order_codes": ["LAAAAAAA"] }))
        .await;
    assert_eq!(unknown.0, 400);
}

/// Whether a label is a document that preflight reads the number from.
fn carries(bytes: Vec<u8>, number: &str) {
    use pb_domain::{Document, Fit, Format};
    use pb_labels::{Expectation, Media, Resolution, Stock};
    let format = Format::sniff(&bytes).expect("a document");
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let document = Document { format, bytes };
    let pages = pb_labels::lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let seen = pb_labels::preflight(&pages, &Expectation::numbers([number]), &stock);
    let mut read = seen.barcodes.iter().flatten().map(|b| b.text.as_str());
    assert!(read.any(|text| text == number), "{:?}", seen.findings);
}
