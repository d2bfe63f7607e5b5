//! What leaves, as Ekart spells it.
use super::*;
use crate::Instruction;
use crate::engine::Login as _;

const HOST: &str = "https://app.elite.ekartlogistics.in";

fn seller() -> Value {
    json!({
        "location_type": "Office", "name": "Acorn Goods", "phone": 9_810_000_012_i64,
        "address": "12 Mill Road, 2nd Floor", "city": "Bengaluru", "state": "KA", "country": "India", "pin": 560_001,
    })
}

fn customer() -> Value {
    json!({
        "location_type": "Home", "name": "Bo Birch", "phone": 9_820_000_034_i64,
        "address": "5 Elm Street, Colaba", "city": "Mumbai", "state": "MH", "country": "India", "pin": 400_001,
    })
}

/// The whole request of a prepaid parcel.
fn whole() -> Value {
    json!({
        "seller_name": "Acorn Goods",
        "seller_address": "12 Mill Road, 2nd Floor, Bengaluru, KA, 560001",
        "seller_gst_tin": "29AAAAA0000A1Z5",
        "consignee_name": "Bo Birch",
        "consignee_alternate_phone": "9820000034",
        "consignee_gst_amount": 0,
        "order_number": "1001",
        "invoice_number": "INV-1001",
        "invoice_date": "2026-11-27",
        "products_desc": "General merchandise",
        "category_of_goods": "General merchandise",
        "payment_mode": "Prepaid",
        "total_amount": 1180,
        "tax_value": 180,
        "taxable_amount": 1000,
        "commodity_value": "1000",
        "cod_amount": 0,
        "quantity": 1,
        "weight": 1250,
        "length": 30,
        "width": 20,
        "height": 10,
        "drop_location": customer(),
        "pickup_location": seller(),
        "return_location": seller(),
        "preferred_dispatch_date": "2026-11-27",
    })
}

#[test]
fn a_purchase_is_said_whole() {
    let prepared = prepared();
    assert_eq!(prepared.reference, "1001");
    assert_eq!(prepared.quoted, inr(24_662));
    assert_eq!(
        line(&prepared.request),
        format!("PUT {HOST}/api/v1/package/create")
    );
    assert_eq!(body(&prepared.request), whole());
    // The same purchase is the same bytes, and none of them is a secret.
    assert_eq!(prepared, super::prepared());
    let written = serde_json::to_string(&prepared).unwrap()
        + &String::from_utf8_lossy(&prepared.request.body);
    assert!(!written.contains("hush-"), "{written}");
}

#[test]
fn a_known_address_is_named_and_nothing_else_is_said_of_it() {
    let mut shipment = ship::shipment(&account(), &consignment(), TODAY).unwrap();
    let known = wire::Warehouse::Known {
        name: ALIAS.to_owned(),
    };
    shipment.pickup_location = known.clone();
    shipment.return_location = known;
    let mut wanted = whole();
    wanted["pickup_location"] = json!({ "name": ALIAS });
    wanted["return_location"] = json!({ "name": ALIAS });
    assert_eq!(serde_json::to_value(shipment).unwrap(), wanted);
}

#[test]
fn cash_changes_the_mode_and_today_is_no_later_day() {
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.ship_date = TODAY.to_string();
    let mut wanted = whole();
    wanted["payment_mode"] = json!("COD");
    wanted["cod_amount"] = json!(1180.5);
    wanted["invoice_date"] = json!("2026-11-26");
    wanted
        .as_object_mut()
        .unwrap()
        .remove("preferred_dispatch_date");
    assert_eq!(shipment_of(&account(), &cash), wanted);
}

#[test]
fn what_comes_back_is_not_turned_round() {
    let account = with(&[("quality_check", "yes"), ("open_box", "yes")]);
    let mut wanted = whole();
    wanted["payment_mode"] = json!("Pickup");
    wanted["return_reason"] = json!("Returned by the customer");
    wanted["qc_details"] = json!({
        "qc_shipment": true, "product_name": "General merchandise", "product_desc": "General merchandise",
    });
    assert_eq!(shipment_of(&account, &back()), wanted);
    // An open box is for what is delivered, a check for what comes back.
    let there = shipment_of(&account, &consignment());
    assert_eq!(there["obd_shipment"], true);
    assert!(there["qc_details"].is_null() && there["return_reason"].is_null());
}

#[test]
fn listed_goods_say_what_they_are_and_are_worth() {
    let account = with(&[
        ("category_of_goods", "Groceries"),
        ("products_desc", "Tea and what goes with it"),
        ("hsn_code", "0902"),
        ("seller_name", "Acorn Goods Pvt Ltd"),
        (TAX, "5 %"),
    ]);
    let said = shipment_of(&account, &listed());
    let mut wanted = whole();
    for (name, value) in [
        ("seller_name", json!("Acorn Goods Pvt Ltd")),
        ("invoice_number", json!("A-77")),
        ("products_desc", json!("Green tea, Tea cup")),
        ("category_of_goods", json!("Groceries")),
        ("hsn_code", json!("691200")),
        ("total_amount", json!(599.5)),
        ("tax_value", json!(28.55)),
        ("taxable_amount", json!(570.95)),
        ("commodity_value", json!("570.95")),
        ("quantity", json!(3)),
    ] {
        wanted[name] = value;
    }
    assert_eq!(said, wanted);
    let plain = shipment_of(&account, &consignment());
    assert_eq!(plain["products_desc"], "Tea and what goes with it");
    assert_eq!(plain["hsn_code"], "0902");
    assert_eq!(plain["taxable_amount"], json!(1123.81));
    assert_eq!(plain["tax_value"], json!(56.19));
}

#[test]
fn several_parcels_are_one_shipment_of_items_and_packages() {
    let mut three = consignment();
    three.parcels = vec![
        parcel(1_000, [300, 200, 100]),
        parcel(2_500, [400, 300, 200]),
        parcel(499, [101, 50, 20]),
    ];
    let said = shipment_of(&account(), &three);
    assert_eq!(said["mps"], true);
    assert_eq!(said["weight"], 3_999);
    let size = ["length", "width", "height"].map(|side| said[side].clone());
    assert_eq!(size, [json!(40), json!(30), json!(20)]);
    let item = |value: f64, [length, breadth, height]: [i64; 3], weight: i64| {
        json!({
            "product_name": "General merchandise", "taxable_value": value, "quantity": 1,
            "length": length, "breadth": breadth, "height": height, "weight": weight,
        })
    };
    assert_eq!(
        said["items"],
        json!([
            item(333.34, [30, 20, 10], 1_000),
            item(333.33, [40, 30, 20], 2_500),
            item(333.33, [11, 5, 2], 499),
        ])
    );
    assert_eq!(
        said["packages"],
        json!([
            { "length": 30, "height": 10, "width": 20, "count": "1" },
            { "length": 40, "height": 20, "width": 30, "count": "1" },
            { "length": 11, "height": 2, "width": 5, "count": "1" },
        ])
    );
    assert_eq!(said["quantity"], 3);
}

#[test]
fn rates_are_asked_for_the_accounts_service_and_the_way() {
    let request = rate::request(&account(), &consignment()).unwrap();
    assert_eq!(line(&request), format!("POST {HOST}/data/pricing/estimate"));
    let wanted = json!({
        "pickupPincode": 560_001, "dropPincode": 400_001, "invoiceAmount": 1180,
        "weight": 1250, "length": 30, "width": 20, "height": 10,
        "serviceType": "SURFACE", "shippingDirection": "FORWARD",
    });
    assert_eq!(body(&request), wanted);
    let mut cash = consignment();
    cash.options.cod = Some(inr(50_000));
    cash.goods_value = None;
    cash.parcels.push(parcel(500, [100, 100, 100]));
    let asked = body(&rate::request(&with(&[("service_type", "EXPRESS")]), &cash).unwrap());
    assert_eq!(asked["serviceType"], "EXPRESS");
    assert_eq!(
        (&asked["codAmount"], &asked["invoiceAmount"]),
        (&json!(500), &json!(500))
    );
    assert_eq!(asked["weight"], 1_750);
    assert_eq!(asked["packages"].as_array().unwrap().len(), 2);
    // The merchant's end stays the pickup.
    let returned = body(&rate::request(&account(), &back()).unwrap());
    assert_eq!(returned["shippingDirection"], "REVERSE");
    assert_eq!(
        (&returned["pickupPincode"], &returned["dropPincode"]),
        (&json!(560_001), &json!(400_001))
    );
}

#[test]
fn an_address_is_kept_under_an_alias_of_its_own() {
    let location = party::location(("ship_from", &bengaluru())).unwrap();
    assert_eq!(warehouse::alias(&location), ALIAS);
    let mut moved = bengaluru();
    moved.line2 = "3rd Floor".to_owned();
    let moved = party::location(("ship_from", &moved)).unwrap();
    assert_ne!(warehouse::alias(&moved), ALIAS);
    let request = warehouse::request(&account(), &bengaluru(), &location, ALIAS).unwrap();
    assert_eq!(line(&request), format!("POST {HOST}/api/v2/address"));
    assert_eq!(
        body(&request),
        json!({
            "alias": ALIAS, "phone": 9_810_000_012_i64, "address_line1": "12 Mill Road", "address_line2": "2nd Floor",
            "pincode": 560_001, "city": "Bengaluru", "state": "KA", "country": "India",
        })
    );
}

#[test]
fn instructions_are_another_attempt_or_the_way_back() {
    let ask = |instruction: &Instruction| {
        let request = instruct::request(&account(), ID, instruction, TODAY).unwrap();
        assert_eq!(line(&request), format!("POST {HOST}/api/v2/package/ndr"));
        body(&request)
    };
    let again = |day: Option<&str>| Instruction::TryAgain {
        day: day.map(str::to_owned),
        words: "Ring\ntwice".to_owned(),
    };
    // Noon in India of the next day, and of the last that is taken.
    assert_eq!(
        ask(&again(None)),
        json!({ "action": "Re-Attempt", "wbn": ID, "date": 1_795_761_000_000_i64, "instructions": "Ring twice" })
    );
    assert_eq!(
        ask(&again(Some("2026-12-03")))["date"],
        1_795_761_000_000_i64 + 6 * 86_400_000
    );
    for (day, taken) in [
        ("2026-11-26", false),
        ("2026-11-27", true),
        ("2026-12-03", true),
        ("2026-12-04", false),
        ("tomorrow", false),
    ] {
        let asked = instruct::request(&account(), ID, &again(Some(day)), TODAY);
        assert_eq!(asked.is_ok(), taken, "{day}");
        if let Err(problem) = asked {
            assert_eq!(problem.field.as_deref(), Some("day"));
        }
    }
    let words = String::new();
    assert_eq!(
        ask(&Instruction::Return { words }),
        json!({ "action": "RTO", "wbn": ID })
    );
    let address = Box::new(mumbai());
    assert_eq!(
        ask(&Instruction::ChangeAddress { address }),
        json!({
            "action": "Re-Attempt", "wbn": ID, "date": 1_795_761_000_000_i64, "phone": "9820000034",
            "address": "Bo Birch, 5 Elm Street, Colaba, Mumbai, MH, 400001",
        })
    );
    let mut odd = mumbai();
    odd.phone = "12".to_owned();
    let address = Box::new(odd);
    let odd = Instruction::ChangeAddress { address };
    let problem = instruct::request(&account(), ID, &odd, TODAY).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("address.phone"));
}

#[test]
fn manifests_hold_a_hundred_shipments_and_none_twice() {
    let all: Vec<BoughtRef> = (0..100).map(|n| bought(&format!("id-{n}"))).collect();
    let request = manifest::request(&account(), &all).unwrap();
    assert_eq!(
        line(&request),
        format!("POST {HOST}/data/v2/generate/manifest")
    );
    let twice = [bought("a"), bought("b"), bought("a")];
    let request = manifest::request(&account(), &twice).unwrap();
    assert_eq!(body(&request), json!({ "ids": ["a", "b"] }));
    assert!(manifest::request(&account(), &[]).is_err());
    let more: Vec<BoughtRef> = (0..101).map(|n| bought(&format!("id-{n}"))).collect();
    assert!(manifest::request(&account(), &more).is_err());
}

#[test]
fn the_other_operations_ask_for_what_they_should() {
    let account = account();
    let login = login::LOGIN.request(&account).unwrap();
    assert_eq!(
        line(&login.request),
        format!("POST {HOST}/integrations/v2/auth/token/hush-client_id")
    );
    assert_eq!(
        body(&login.request),
        json!({ "username": "hush-username", "password": "hush-password" })
    );
    for name in ["client_id", "username", "password"] {
        let mut without = account.clone();
        without.secrets.remove(name);
        let problem = login::LOGIN.request(&without).err().unwrap();
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (ProblemKind::Auth, Some(name))
        );
    }
    let void = void::request(&account, ID).unwrap();
    assert_eq!(
        line(&void),
        format!("DELETE {HOST}/api/v1/package/cancel?tracking_id={ID}")
    );
    let label = label::request(&account, ID).unwrap();
    assert_eq!(
        line(&label),
        format!("POST {HOST}/api/v1/package/label?json_only=false")
    );
    assert_eq!(body(&label), json!({ "ids": [ID] }));
    let track = track::request(&account, ID).unwrap();
    assert_eq!(line(&track), format!("GET {HOST}/api/v1/track/{ID}"));
    let served = serviceability::request(&account, 400_001).unwrap();
    assert_eq!(
        line(&served),
        format!("GET {HOST}/api/v2/serviceability/400001")
    );
    let kept = warehouse::list_request(&account).unwrap();
    assert_eq!(line(&kept), format!("GET {HOST}/api/v2/addresses"));
    // A number cannot lead to another place.
    let odd = track::request(&account, "../../x?y").unwrap();
    assert!(odd.url.ends_with("/track/..%2F..%2Fx%3Fy"), "{}", odd.url);
    let odd = void::request(&account, "a&b=c").unwrap();
    assert!(odd.url.ends_with("tracking_id=a%26b%3Dc"), "{}", odd.url);
}

#[test]
fn the_account_says_where() {
    let own = with(&[("url", "http://127.0.0.1:5009/ekart/")]);
    let request = track::request(&own, ID).unwrap();
    assert_eq!(
        request.url,
        format!("http://127.0.0.1:5009/ekart/api/v1/track/{ID}")
    );
    let unencrypted = with(&[("url", "http://ekart.example.com")]);
    assert!(rate::request(&unencrypted, &consignment()).is_err());
}

#[test]
fn a_webhook_is_asked_for_or_made_right() {
    let account = account();
    let hooks = webhook::parse_list(&recorded!("webhooks_200.json")).unwrap();
    let made = webhook::request(&account, None).unwrap();
    assert_eq!(line(&made), format!("POST {HOST}/api/v2/webhook"));
    assert_eq!(
        body(&made),
        json!({
            "url": "https://hooks.example.com/ekart", "secret": "hush-webhook_secret",
            "topics": ["track_updated"], "active": true,
        })
    );
    let known = hooks
        .iter()
        .find(|h| h.url == "https://hooks.example.com/ekart");
    let right = webhook::request(&account, known).unwrap();
    assert_eq!(line(&right), format!("PUT {HOST}/api/v2/webhook/66aa02"));
    assert_eq!(
        body(&right)["topics"],
        json!(["shipment_created", "track_updated"])
    );
    let problem = webhook::request(&with(&[(webhook::URL, "")]), None).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some(webhook::URL));
    for secret in ["short", &"x".repeat(31)] {
        let mut odd = account.clone();
        odd.secrets
            .insert(webhook::SECRET.to_owned(), secret.to_owned());
        let problem = webhook::request(&odd, None).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(webhook::SECRET));
    }
}
