//! Tokens, places, instructions and manifests.
use super::*;
use crate::carriers::Course;

#[tokio::test]
async fn the_same_token_is_given_until_it_ends() {
    let mut client = start().await;
    let first = client.token.clone();
    client.sim.pass(HOUR);
    assert_eq!(client.log_in().await, 82_800, "what is left");
    assert_eq!(client.token, first);
    client.sim.pass(23 * HOUR);
    let (status, answer) = client.get("/api/v2/addresses").await;
    assert_eq!(
        (status, code(&answer)),
        (401, "SWIFT_AUTHENTICATION_EXCEPTION")
    );
    assert_eq!(client.log_in().await, 86_400);
    assert_ne!(client.token, first);
    assert_eq!(client.get("/api/v2/addresses").await.0, 200);
    for (id, user, password) in [
        ("EKART_other", USERNAME, PASSWORD),
        (CLIENT_ID, "other", PASSWORD),
        (CLIENT_ID, USERNAME, "other"),
    ] {
        let (status, answer) = client.token(id, user, password).await;
        assert_eq!(
            (status, code(&answer)),
            (401, "SWIFT_AUTHENTICATION_EXCEPTION")
        );
    }
    let (status, _) = client.token(CLIENT_ID, "", PASSWORD).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn all_but_tracking_wants_a_token() {
    let mut client = start().await;
    let (id, _) = client.buy(&shipment()).await;
    client.token = "none".to_owned();
    for (method, path) in [
        ("PUT", CREATE),
        ("DELETE", "/api/v1/package/cancel?tracking_id=1"),
        ("POST", "/api/v1/package/label"),
        ("POST", "/data/pricing/estimate"),
        ("GET", "/api/v2/serviceability/400001"),
        ("GET", "/api/v2/addresses"),
        ("POST", "/api/v2/address"),
        ("POST", "/api/v2/package/ndr"),
        ("POST", "/data/v2/generate/manifest"),
        ("GET", "/api/v2/webhook"),
    ] {
        let (status, answer) = client.ask(method, path, Some(&json!({}))).await;
        assert_eq!(status, 401, "{path}: {answer}");
    }
    assert_eq!(client.status(&id).await, "Order Placed");
}

#[tokio::test]
async fn places_say_what_is_done_there() {
    let client = start().await;
    let (status, answer) = client.get("/api/v2/serviceability/400001").await;
    assert_eq!((status, &answer["status"]), (200, &json!(true)));
    assert_eq!(answer["details"]["city"], "Mumbai");
    for (pin, pointer, value) in [
        (400_009, "/details/cod", json!(false)),
        (400_009, "/details/max_cod_amount", json!(0)),
        (400_005, "/details/max_cod_amount", json!(2_000)),
        (400_008, "/details/reverse_pickup", json!(false)),
    ] {
        let (_, answer) = client.get(&format!("/api/v2/serviceability/{pin}")).await;
        assert_eq!(answer.pointer(pointer), Some(&value), "{pin}");
    }
    let (status, answer) = client.get("/api/v2/serviceability/194101").await;
    assert_eq!(status, 422, "{answer}");
    code(&answer);
    assert_eq!(client.get("/api/v2/serviceability/4000").await.0, 400);
    let nowhere = json!({
        "alias": "Far", "phone": 9_810_000_012_i64, "address_line1": "1 Pass", "pincode": 194_101,
    });
    let (_, answer) = client.post("/api/v2/address", &nowhere).await;
    assert_eq!(answer["status"], false);
    for (name, odd) in [
        ("phone", json!("9810000012")),
        ("phone", json!(98)),
        ("pincode", json!("560001")),
        ("alias", json!("")),
        ("country", json!("Nepal")),
    ] {
        let mut address = nowhere.clone();
        address[name] = odd;
        let (status, answer) = client.post("/api/v2/address", &address).await;
        assert_eq!(status, 400, "{name}: {answer}");
        assert!(message(&answer).contains(name), "{answer}");
    }
}

#[tokio::test]
async fn an_estimate_wants_its_direction() {
    let client = start().await;
    let good = json!({
        "pickupPincode": 560_001, "dropPincode": 400_001, "weight": 1500, "length": 30, "height": 10,
        "width": 20, "serviceType": "SURFACE", "shippingDirection": "FORWARD", "billingClientType": "ANY",
    });
    for name in good.as_object().expect("an object").keys() {
        let mut odd = good.clone();
        odd.as_object_mut().expect("an object").remove(name);
        let (status, answer) = client.post("/data/pricing/estimate", &odd).await;
        let optional = name == "billingClientType";
        assert_eq!(status == 200, optional, "without {name}: {answer}");
        if name == "shippingDirection" {
            assert_eq!(
                message(&answer),
                "shippingDirection cannot be null or empty"
            );
        }
    }
    for (name, odd) in [
        ("pickupPincode", json!("560001")),
        ("dropPincode", json!(194_101)),
        ("serviceType", json!("AIR")),
        ("codAmount", json!(50_000)),
        ("direction", json!("FORWARD")),
    ] {
        let mut asked = good.clone();
        asked[name] = odd;
        let (status, answer) = client.post("/data/pricing/estimate", &asked).await;
        assert_eq!(status, 400, "{name}: {answer}");
        assert!(message(&answer).contains(name), "{answer}");
    }
}

const NDR: &str = "/api/v2/package/ndr";

#[tokio::test]
async fn only_what_was_not_delivered_can_be_told_something() {
    let mut client = start().await;
    let (id, waybill) = client.buy(&shipment()).await;
    assert!(client.sim.set_course(&waybill, Course::Exception));
    let again = |date: Value| json!({ "action": "Re-Attempt", "wbn": id, "date": date });
    let (_, early) = client.post(NDR, &again(json!(NOON + DAY))).await;
    assert_eq!(early["status"], false, "{early}");
    // Two days and nine hours on it is evening there.
    client.pass(57).await;
    assert_eq!(client.status(&id).await, "Undelivered");
    for odd in [
        again(Value::Null),
        again(json!(NOON + 2 * DAY)),
        again(json!(NOON + 10 * DAY)),
        again(json!((NOON + 3 * DAY).to_string())),
        json!({ "action": "Edit", "wbn": id }),
        json!({ "action": "RTO" }),
        json!({ "action": "RTO", "wbn": id, "phone": "+919820000034" }),
        json!({ "action": "RTO", "wbn": id, "reason": "x" }),
    ] {
        let (status, answer) = client.post(NDR, &odd).await;
        assert_eq!(
            (status, code(&answer)),
            (400, "SWIFT_VALIDATION_EXCEPTION"),
            "{odd}"
        );
    }
    let stranger = json!({ "action": "RTO", "wbn": "500000PB0000000" });
    assert_eq!(client.post(NDR, &stranger).await.0, 404);
    let (status, answer) = client.post(NDR, &again(json!(NOON + 9 * DAY))).await;
    assert_eq!((status, &answer["status"]), (200, &json!(true)), "{answer}");
    let back = json!({ "action": "RTO", "wbn": id });
    assert_eq!(
        client.post(NDR, &back).await.1["status"],
        false,
        "one at a time"
    );
    client.pass(7 * 24).await;
    assert_eq!(client.status(&id).await, "Delivered");
    let (second, waybill) = client.buy(&shipment()).await;
    client.sim.set_course(&waybill, Course::Exception);
    client.pass(57).await;
    let back = json!({ "action": "RTO", "wbn": second, "instructions": "Bring it home" });
    assert_eq!(client.post(NDR, &back).await.1["status"], true);
    for (hours, status) in [
        (0, "Seller RTO Requested"),
        (25, "RTO In Transit"),
        (48, "RTO Delivered"),
    ] {
        client.sim.pass(HOUR * hours);
        assert_eq!(client.status(&second).await, status);
    }
}

#[tokio::test]
async fn manifests_name_a_paper_that_can_be_fetched() {
    let client = start().await;
    let (first, _) = client.buy(&shipment()).await;
    let (second, _) = client.buy(&shipment()).await;
    let path = "/data/v2/generate/manifest";
    let (status, made) = client.post(path, &json!({ "ids": [first, second] })).await;
    assert_eq!((status, &made["ctime"]), (200, &json!(NOON)), "{made}");
    assert!(made["manifestNumber"].is_u64());
    let url = text_of(&made["manifestDownloadUrl"]);
    let paper = client.http.get(&url).send().await.expect("an answer");
    assert!(paper.bytes().await.expect("bytes").starts_with(b"%PDF"));
    let stranger = client.http.get(url.replace("sig=", "sig=x")).send().await;
    assert_eq!(stranger.expect("an answer").status().as_u16(), 404);
    client.cancel(&second).await;
    let hundred: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    for (ids, wanted) in [
        (json!([first, second]), 404),
        (json!([first, first]), 400),
        (json!([]), 400),
        (json!(first), 400),
        (json!(hundred), 400),
        (json!(["nobody"]), 404),
    ] {
        let body = json!({ "ids": ids });
        assert_eq!(client.post(path, &body).await.0, wanted, "{body}");
        let (status, answer) = client.post("/api/v1/package/label", &body).await;
        assert_eq!(status, wanted, "{answer}");
    }
    let (status, _) = client
        .post(
            "/api/v1/package/label?json_only=true",
            &json!({ "ids": [first] }),
        )
        .await;
    assert_eq!(status, 400, "it is not simulated");
}
