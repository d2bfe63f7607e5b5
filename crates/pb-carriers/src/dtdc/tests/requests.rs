//! What leaves, as DTDC spells it.
use super::*;
use crate::engine::Login as _;

const HOST: &str = "https://dtdcapi.shipsy.io/api/customer/integration/consignment";
const TRACKING: &str = "https://blktracksvc.dtdc.com/dtdc-api";

/// The whole request of a prepaid parcel.
fn whole() -> Value {
    json!({ "consignments": [{
        "customer_code": "DT0042",
        "service_type_id": "B2C PRIORITY",
        "load_type": "NON-DOCUMENT",
        "description": "Kitchenware",
        "dimension_unit": "cm",
        "length": "30",
        "width": "20",
        "height": "10",
        "weight_unit": "kg",
        "weight": "1.25",
        "declared_value": "1180",
        "num_pieces": "1",
        "origin_details": {
            "name": "Acorn Goods", "phone": "9810000012", "alternate_phone": "9810000012",
            "address_line_1": "12 Mill Road", "address_line_2": "Packing Dept, 2nd Floor",
            "pincode": "560001", "city": "Bengaluru", "state": "KA",
        },
        "destination_details": {
            "name": "Bo Birch", "phone": "9820000034", "alternate_phone": "9820000034",
            "address_line_1": "5 Elm Street", "address_line_2": "Colaba",
            "pincode": "400001", "city": "Mumbai", "state": "MH",
        },
        "return_details": {
            "name": "Acorn Goods", "phone": "9810000012", "alternate_phone": "9810000012",
            "address_line_1": "12 Mill Road", "address_line_2": "Packing Dept, 2nd Floor",
            "pincode": "560001", "city_name": "Bengaluru", "state_name": "KA",
        },
        "customer_reference_number": REFERENCE,
        "cod_collection_mode": "",
        "cod_amount": "",
        "commodity_id": "Kitchenware",
        "is_risk_surcharge_applicable": false,
        "invoice_number": "1001",
        "invoice_date": "27 Nov 2026",
    }] })
}

#[test]
fn a_purchase_is_said_whole() {
    let prepared = prepared();
    assert_eq!(prepared.quoted, inr(12_000));
    assert_eq!(line(&prepared.request), format!("POST {HOST}/softdata"));
    assert_eq!(body(&prepared.request), whole());
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap()
        + &String::from_utf8_lossy(&prepared.request.body);
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn a_reference_is_this_purchases_alone_and_shows_the_order() {
    let of = |order: &str, id: u128| reference::of(order, PurchaseId(Uuid::from_u128(id)));
    let one = of("#1001", 7_000_000_000_000_123_456);
    assert!(one.starts_with("1001-") && one.len() == 13, "{one}");
    assert_ne!(one, of("#1001", 7_000_000_000_000_123_457));
    for order in ["", "#", "अ", "A-VERY-LONG-ORDER-NUMBER"] {
        let all = of(order, u128::MAX / 3);
        assert_eq!(all.len(), reference::LENGTH, "{order}: {all}");
    }
}

#[test]
fn cash_has_its_mode_and_amount() {
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    let mut wanted = whole();
    wanted["consignments"][0]["cod_collection_mode"] = json!("CASH");
    wanted["consignments"][0]["cod_amount"] = json!("1180.5");
    assert_eq!(body(&prepared_of(&account(), &cash).request), wanted);
}

#[test]
fn several_parcels_are_told_one_by_one() {
    let mut several = listed();
    several.parcels.push(parcel(505, [100, 400, 300]));
    let said = body(&prepared_of(&account(), &several).request);
    let said = &said["consignments"][0];
    assert_eq!(
        (&said["num_pieces"], &said["weight"]),
        (&json!("2"), &json!("1.76")),
        "each upwards"
    );
    assert_eq!(
        (&said["length"], &said["width"], &said["height"]),
        (&json!("40"), &json!("30"), &json!("10")),
        "the largest"
    );
    assert_eq!(said["invoice_number"], "A-77");
    assert_eq!(said["description"], "Green tea, Tea cup");
    let piece = |value: &str, weight: &str, [length, width, height]: [&str; 3]| {
        json!({
            "description": "Green tea, Tea cup", "declared_value": value, "weight": weight,
            "height": height, "length": length, "width": width,
        })
    };
    assert_eq!(
        said["pieces_detail"],
        json!([
            piece("299.75", "1.25", ["30", "20", "10"]),
            piece("299.75", "0.51", ["40", "30", "10"]),
        ])
    );
}

#[test]
fn the_other_requests_are_as_documented() {
    let void = void::request(&account(), NUMBER).unwrap();
    assert_eq!(line(&void), format!("POST {HOST}/cancel"));
    assert_eq!(
        body(&void),
        json!({ "AWBNo": [NUMBER], "customerCode": "DT0042" })
    );
    let label = label::request(&with(&[(label::CODE, "SHIP_LABEL_A6")]), NUMBER).unwrap();
    assert_eq!(
        line(&label),
        format!(
            "GET {HOST}/shippinglabel/stream?reference_number={NUMBER}&label_code=SHIP_LABEL_A6&label_format=base64"
        )
    );
    let track = track::request(&account(), NUMBER).unwrap();
    assert_eq!(
        line(&track),
        format!("POST {TRACKING}/rest/JSONCnTrk/getTrackDetails")
    );
    assert_eq!(
        body(&track),
        json!({ "trkType": "cnno", "strcnno": NUMBER, "addtnlDtl": "Y" })
    );
    let find = track::by_reference(&account(), REFERENCE).unwrap();
    assert_eq!(
        body(&find),
        json!({ "trkType": "reference", "strcnno": REFERENCE, "addtnlDtl": "Y" })
    );
    let serve = serve::request(&account(), "560001", "400001").unwrap();
    assert_eq!(
        line(&serve),
        "POST https://smarttrack-ctbsplus.dtdc.com/ratecalapi/PincodeApiCall"
    );
    assert_eq!(
        body(&serve),
        json!({ "orgPincode": "560001", "desPincode": "400001" })
    );
    let login = login::LOGIN.request(&account()).unwrap();
    assert_eq!(
        line(&login.request),
        format!(
            "GET {TRACKING}/api/dtdc/authenticate?username=hush-tracking_username&password=hush-tracking_password"
        )
    );
    let (name, value) = login::LOGIN.show("abc:12").unwrap();
    assert_eq!(
        (name.as_str(), value.to_str().unwrap()),
        ("x-access-token", "abc:12")
    );
    // Each server can be another one.
    let other = with(&[
        ("url", "https://proxy.example.com/dtdc"),
        (host::TRACKING_URL, "https://track.example.com"),
    ]);
    let void = void::request(&other, NUMBER).unwrap();
    assert!(
        void.url.starts_with("https://proxy.example.com/dtdc/api/"),
        "{}",
        void.url
    );
    let track = track::request(&other, NUMBER).unwrap();
    assert!(
        track.url.starts_with("https://track.example.com/dtdc-api/"),
        "{}",
        track.url
    );
}
