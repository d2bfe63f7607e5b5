//! What leaves, as Velocity spells it.
use super::*;

const API: &str = "https://shazam.velocity.in/custom/api/v1";

/// The whole request of a prepaid parcel.
fn whole() -> Value {
    json!({
        "order_id": ORDER,
        "order_date": "2026-11-26 17:45",
        "carrier_id": COURIER,
        "billing_customer_name": "Bo Birch",
        "billing_address": "5 Elm Street, Colaba",
        "billing_city": "Mumbai",
        "billing_pincode": "400001",
        "billing_state": "Maharashtra",
        "billing_country": "India",
        "billing_phone": "9820000034",
        "shipping_is_billing": true,
        "print_label": true,
        "order_items": [
            { "name": "General merchandise", "sku": "1001", "units": 1, "selling_price": 1180.5 },
        ],
        "payment_method": "PREPAID",
        "sub_total": 1180.5,
        "cod_collectible": 0,
        "length": 30,
        "breadth": 20,
        "height": 10,
        "weight": 1.25,
        "pickup_location": "Main Warehouse",
        "warehouse_id": "WHAB12",
    })
}

#[test]
fn a_purchase_is_said_whole() {
    let prepared = prepared();
    assert_eq!(prepared.reference, ORDER);
    assert_eq!(
        line(&prepared.request),
        format!("POST {API}/forward-order-orchestration")
    );
    assert_eq!(body(&prepared.request), whole());
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap()
        + &String::from_utf8_lossy(&prepared.request.body);
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn another_purchase_of_the_same_order_has_another_number() {
    let number = |last: u128| {
        let purchase = PurchaseId(Uuid::from_u128((0x0192_0000_0000_7000_8000 << 48) | last));
        order::number(&consignment(), purchase).unwrap()
    };
    assert_ne!(number(1), number(2));
}

#[test]
fn cash_a_store_a_company_and_an_email_are_said_where_they_are_there() {
    let account = with(&[(order::STORE, "Acorn Shop")]);
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.ship_to.company = "Birch Works".to_owned();
    cash.ship_to.email = "bo@example.com".to_owned();
    let mut wanted = whole();
    wanted["store_name"] = json!("Acorn Shop");
    wanted["payment_method"] = json!("COD");
    wanted["cod_collectible"] = json!(1180.5);
    wanted["billing_address"] = json!("Birch Works, 5 Elm Street, Colaba");
    wanted["billing_email"] = json!("bo@example.com");
    let prepared = try_prepare(&account, &cash).unwrap();
    assert_eq!(body(&prepared.request), wanted);
}

#[test]
fn listed_goods_say_what_they_are_and_are_worth() {
    let said = body(&try_prepare(&account(), &listed()).unwrap().request);
    assert_eq!(
        said["order_items"],
        json!([
            { "name": "Green tea", "sku": "TEA-1", "units": 2, "selling_price": 250 },
            { "name": "Tea cup", "sku": "Tea cup", "units": 1, "selling_price": 99.5, "hsn": "691200" },
        ])
    );
    assert_eq!(said["sub_total"], json!(599.5));
    // What is collected is what they are worth where nothing else says it.
    let mut cash = consignment();
    cash.goods_value = None;
    cash.options.cod = Some(inr(50_000));
    let said = body(&try_prepare(&account(), &cash).unwrap().request);
    assert_eq!(
        (&said["sub_total"], &said["cod_collectible"]),
        (&json!(500), &json!(500))
    );
}

#[test]
fn what_comes_back_is_fetched_from_the_customer() {
    let prepared = try_prepare(&account(), &back()).unwrap();
    assert_eq!(
        line(&prepared.request),
        format!("POST {API}/reverse-order-orchestration")
    );
    assert_eq!(
        body(&prepared.request),
        json!({
            "order_id": ORDER,
            "order_date": "2026-11-26 17:45",
            "carrier_id": COURIER,
            "pickup_customer_name": "Bo Birch",
            "pickup_address": "5 Elm Street",
            "pickup_address_2": "Colaba",
            "pickup_city": "Mumbai",
            "pickup_state": "Maharashtra",
            "pickup_country": "India",
            "pickup_pincode": "400001",
            "pickup_phone": "9820000034",
            "shipping_customer_name": "Packing Dept. 2",
            "shipping_address": "Acorn & Goods, 12 Mill Road, 2nd Floor",
            "shipping_city": "Bengaluru",
            "shipping_state": "Karnataka",
            "shipping_country": "India",
            "shipping_pincode": "560001",
            "shipping_email": "packing@example.com",
            "shipping_phone": "9810000012",
            "warehouse_id": "WHAB12",
            "order_items": [
                { "name": "General merchandise", "sku": "1001", "units": 1, "selling_price": 1180.5 },
            ],
            "payment_method": "PREPAID",
            "sub_total": 1180.5,
            "length": 30,
            "breadth": 20,
            "height": 10,
            "weight": 1.25,
            "request_pickup": true,
        })
    );
}

#[test]
fn a_rate_is_in_grams_and_calls_the_breadth_width() {
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    let mut wanted = json!({
        "journey_type": "forward",
        "origin_pincode": "560001",
        "destination_pincode": "400001",
        "dead_weight": 1250,
        "length": 30,
        "width": 20,
        "height": 10,
        "payment_method": "prepaid",
    });
    let request = rate::request(&account(), &consignment()).unwrap();
    assert_eq!(line(&request), format!("POST {API}/rates"));
    assert_eq!(body(&request), wanted);
    wanted["payment_method"] = json!("cod");
    wanted["shipment_value"] = json!(1180.5);
    assert_eq!(body(&rate::request(&account(), &cash).unwrap()), wanted);
    let request = rate::request(&account(), &back()).unwrap();
    let said = body(&request);
    assert_eq!(said["journey_type"], "return");
    assert_eq!(said["origin_pincode"], "400001");
    assert_eq!(said["destination_pincode"], "560001");
    assert_eq!(said["qc_applicable"], false);
}

#[test]
fn a_lane_is_asked_by_its_ends() {
    let request = serviceability::of(&account(), &consignment()).unwrap();
    assert_eq!(line(&request), format!("POST {API}/serviceability"));
    assert_eq!(
        body(&request),
        json!({ "from": "560001", "to": "400001", "payment_mode": "prepaid", "shipment_type": "forward" })
    );
    let mut cash = consignment();
    cash.options.cod = Some(inr(100));
    let said = body(&serviceability::of(&account(), &cash).unwrap());
    assert_eq!(said["payment_mode"], "cod");
    let said = body(&serviceability::of(&account(), &back()).unwrap());
    assert_eq!(
        said,
        json!({ "from": "400001", "to": "560001", "payment_mode": "prepaid", "shipment_type": "return" })
    );
}

#[test]
fn a_warehouse_has_a_name_of_letters_and_digits() {
    let place = warehouse::place(("ship_from", &bengaluru())).unwrap();
    let request = warehouse::request(&account(), &place).unwrap();
    assert_eq!(line(&request), format!("POST {API}/warehouse"));
    assert_eq!(
        body(&request),
        json!({
            "name": "Acorn Goods 560001",
            "phone_number": "9810000012",
            "email": "packing@example.com",
            "contact_person": "Packing Dept",
            "address_attributes": {
                "street_address": "12 Mill Road, 2nd Floor",
                "zip": "560001",
                "city": "Bengaluru",
                "state": "Karnataka",
                "country": "India",
            },
        })
    );
}

#[test]
fn voids_tracks_and_lookups_name_their_numbers() {
    let request = void::request(&account(), BILL).unwrap();
    assert_eq!(line(&request), format!("POST {API}/cancel-order"));
    assert_eq!(body(&request), json!({ "awbs": [BILL] }));
    let request = track::request(&account(), &[BILL, "VEHR4336705675"]).unwrap();
    assert_eq!(line(&request), format!("POST {API}/order-tracking"));
    assert_eq!(body(&request), json!({ "awbs": [BILL, "VEHR4336705675"] }));
    for (direction, list) in [
        (Direction::Outbound, "shipments"),
        (Direction::Return, "returns"),
    ] {
        let request = settle::request(&account(), ORDER, direction).unwrap();
        assert_eq!(line(&request), format!("POST {API}/{list}"));
        assert_eq!(body(&request), json!({ "per_page": 20, "search": ORDER }));
    }
}

#[test]
fn another_server_is_asked_at_its_own_path() {
    let account = with(&[(host::URL, "http://127.0.0.1:9/velocity/?x=1#y")]);
    assert_eq!(
        host::url(&account, "rates").unwrap().as_str(),
        "http://127.0.0.1:9/velocity/custom/api/v1/rates"
    );
    let plain = with(&[(host::URL, "http://ship.example.com")]);
    assert!(host::url(&plain, "rates").is_err(), "not without TLS");
}
