//! What leaves, as Blue Dart spells it.
use super::*;
use crate::engine::Login as _;

const HOST: &str = "https://apigateway.bluedart.com/in/transportation";

/// The whole request of a prepaid parcel by air, without the licence key.
fn whole() -> Value {
    json!({
        "Request": {
            "Consignee": {
                "ConsigneeName": "Bo Birch",
                "ConsigneeAddress1": "5 Elm Street",
                "ConsigneeAddress2": "Colaba",
                "ConsigneeAddress3": "Mumbai",
                "ConsigneePincode": "400001",
                "ConsigneeMobile": "9820000034",
            },
            "Shipper": {
                "CustomerCode": "942042",
                "CustomerName": "Acorn Goods",
                "CustomerAddress1": "Packing Dept, 12 Mill Road,",
                "CustomerAddress2": "2nd Floor, Bengaluru",
                "CustomerAddress3": "",
                "CustomerPincode": "560001",
                "CustomerMobile": "9810000012",
                "OriginArea": "BLR",
                "Sender": "Acorn Goods",
                "IsToPayCustomer": false,
            },
            "Services": {
                "ProductCode": "A",
                "SubProductCode": "P",
                "ProductType": 1,
                "PieceCount": "1",
                "ActualWeight": "1.25",
                "DeclaredValue": 1180,
                "CreditReferenceNo": prepared().reference,
                "InvoiceNo": "1001",
                "PickupDate": "/Date(1795775400000)/",
                "PickupTime": "1600",
                "RegisterPickup": false,
                "PDFOutputNotRequired": false,
                "Commodity": {
                    "CommodityDetail1": "General merchandise",
                    "CommodityDetail2": "",
                    "CommodityDetail3": "",
                },
                "Dimensions": [{ "Length": 30, "Breadth": 20, "Height": 10, "Count": 1 }],
            },
        },
        "Profile": { "LoginID": "BLR00042", "Api_type": "S" },
    })
}

#[test]
fn a_purchase_is_said_whole() {
    let prepared = prepared();
    assert_eq!(prepared.quoted, inr(12_000));
    assert_eq!(
        line(&prepared.request),
        format!("POST {HOST}/waybill/v1/GenerateWayBill")
    );
    assert_eq!(body(&prepared.request), whole());
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap()
        + &String::from_utf8_lossy(&prepared.request.body);
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn the_licence_is_put_in_as_it_leaves() {
    let licensed = host::licensed(&account(), &prepared().request).unwrap();
    let mut wanted = whole();
    wanted["Profile"]["LicenceKey"] = json!("hush-licence_key");
    assert_eq!(body(&licensed), wanted);
    let asked = serve::request(&account(), "400001").unwrap();
    let asked = host::licensed(&account(), &asked).unwrap();
    assert_eq!(
        body(&asked),
        json!({
            "pinCode": "400001",
            "profile": { "LoginID": "BLR00042", "Api_type": "S", "LicenceKey": "hush-licence_key" },
        })
    );
    let odd = Request::post_json(HOST, &json!({ "a": 1 }));
    assert_eq!(host::licensed(&account(), &odd), Ok(odd));
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
        assert!(all.bytes().all(|b| b.is_ascii_alphanumeric()), "{all}");
    }
    assert_eq!(of("12345678901", u128::MAX).len(), reference::LENGTH);
    let said = body(&prepared().request);
    assert_eq!(
        said["Request"]["Services"]["CreditReferenceNo"],
        prepared().reference
    );
}

#[test]
fn cash_has_its_keys_and_nothing_else_has() {
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    let mut wanted = whole();
    let services = &mut wanted["Request"]["Services"];
    services["SubProductCode"] = json!("C");
    services["CollactableAmount"] = json!(1180.5);
    services["CollectableAmount"] = json!(1180.5);
    assert_eq!(body(&prepared_of(&account(), &cash, "A").request), wanted);
    let paid = String::from_utf8(prepared().request.body).unwrap();
    assert!(!paid.contains("tableAmount"), "{paid}");
}

#[test]
fn products_have_their_letters() {
    let of = |service: &str| {
        let said = body(&prepared_of(&account(), &consignment(), service).request);
        let services = said["Request"]["Services"].clone();
        ["ProductCode", "SubProductCode", "PackType"].map(|name| services[name].clone())
    };
    assert_eq!(of("E"), [json!("E"), json!("P"), Value::Null]);
    assert_eq!(of("A+L"), [json!("A"), json!("P"), json!("L")]);
    assert_eq!(of("D"), [json!("D"), Value::Null, Value::Null]);
    let mut cash = consignment();
    cash.options.cod = Some(inr(100));
    let said = body(&prepared_of(&account(), &cash, "D").request);
    assert_eq!(said["Request"]["Services"]["SubProductCode"], "C");
}

#[test]
fn several_parcels_are_pieces_of_one_waybill() {
    let mut several = listed();
    several.parcels.push(parcel(505, [100, 200, 100]));
    let account = with(&[
        (ship::REGISTER_PICKUP, ship::YES),
        (ship::PICKUP_TIME, "09:05"),
        (ship::VENDOR_CODE, "V7"),
    ]);
    let said = body(&prepared_of(&account, &several, "E").request);
    let services = &said["Request"]["Services"];
    assert_eq!(services["PieceCount"], "2");
    assert_eq!(services["ActualWeight"], "1.76", "each upwards");
    assert_eq!(
        services["Dimensions"][1],
        json!({ "Length": 20, "Breadth": 10, "Height": 10, "Count": 1 })
    );
    assert_eq!(services["DeclaredValue"], json!(599.5));
    assert_eq!(services["InvoiceNo"], "A-77");
    assert_eq!(
        services["Commodity"],
        json!({ "CommodityDetail1": "Green tea", "CommodityDetail2": "Tea cup", "CommodityDetail3": "" })
    );
    assert_eq!(services["RegisterPickup"], true);
    assert_eq!(services["PickupTime"], "0905");
    assert_eq!(said["Request"]["Shipper"]["VendorCode"], "V7");
}

#[test]
fn a_long_name_is_no_sender() {
    let mut long = consignment();
    long.ship_from.company = "Acorn Goods of Bengaluru".to_owned();
    let said = body(&prepared_of(&account(), &long, "A").request);
    let shipper = &said["Request"]["Shipper"];
    assert_eq!(shipper["CustomerName"], "Acorn Goods of Bengaluru");
    assert!(shipper["Sender"].is_null());
}

#[test]
fn the_other_requests_are_as_documented() {
    let void = void::request(&account(), NUMBER).unwrap();
    assert_eq!(line(&void), format!("POST {HOST}/waybill/v1/CancelWaybill"));
    assert_eq!(
        body(&void),
        json!({
            "Request": { "AWBNo": NUMBER },
            "Profile": { "LoginID": "BLR00042", "Api_type": "S" },
        })
    );
    let serve = serve::request(&account(), "400001").unwrap();
    assert_eq!(
        line(&serve),
        format!("POST {HOST}/finder/v1/GetServicesforPincode")
    );
    let track = track::request(&account(), NUMBER).unwrap();
    assert_eq!(
        line(&track),
        format!(
            "GET {HOST}/tracking/v1?handler=tnt&action=custawbquery&loginid=BLR00042&awb=awb&numbers={NUMBER}&format=xml&verno=1&scan=1"
        )
    );
    let sandbox = with(&[(host::ENVIRONMENT, host::SANDBOX)]);
    let login = login::LOGIN.request(&sandbox).unwrap();
    assert_eq!(
        line(&login.request),
        "GET https://apigateway-sandbox.bluedart.com/in/transportation/token/v1/login"
    );
    let shown: Vec<(&str, &str)> = login
        .credentials
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            ("clientid", "hush-client_id"),
            ("clientsecret", "hush-client_secret")
        ]
    );
    let (name, value) = login::LOGIN.show("abc").unwrap();
    assert_eq!(
        (name.as_str(), value.to_str().unwrap()),
        ("jwttoken", "abc")
    );
}
