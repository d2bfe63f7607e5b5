//! Every required field of a parcel, left out, emptied and mistyped; and what else may not be.
use super::*;

const REQUIRED: &[&str] = &["name", "order", "phone", "add", "pin", "payment_mode"];

#[tokio::test]
async fn what_is_required_is_named() {
    let client = start();
    for name in REQUIRED {
        let mut without = parcel("#1001");
        without.as_object_mut().expect("a parcel").remove(*name);
        let remark = client.remark(&manifest(json!([without]))).await;
        assert_eq!(remark, format!("{name} is mandatory"));
        let remark = client.remark(&with(json!({ *name: " " }))).await;
        assert!(remark.starts_with(name), "{remark}");
        let remark = client.remark(&with(json!({ *name: { "a": 1 } }))).await;
        assert_eq!(remark, format!("{name} has a value that is not valid"));
    }
    assert!(client.sim.ledger().is_empty());
}

#[tokio::test]
async fn what_may_not_be_is_refused_in_its_words() {
    let client = start();
    for (change, remark) in [
        (json!({ "Name": "x" }), "Name is not a known key"),
        (
            json!({ "weight": "1.2 kg" }),
            "weight has a value that is not valid",
        ),
        (
            json!({ "weight": -1 }),
            "weight has a value that is not valid",
        ),
        (
            json!({ "order": "x".repeat(51) }),
            "oid does not pass the validator",
        ),
        (json!({ "phone": "12345" }), "Incorrect phone number(s)"),
        (
            json!({ "phone": "+1 512 555 0143" }),
            "Incorrect phone number(s)",
        ),
        (
            json!({ "pin": "999999" }),
            "999999 is a non serviceable pincode",
        ),
        (
            json!({ "pin": 700001 }),
            "700001 is a non serviceable pincode",
        ),
        (
            json!({ "payment_mode": "prepaid" }),
            "prepaid is not a valid payment mode",
        ),
        (
            json!({ "payment_mode": "COD" }),
            "Package type COD not serviceable for this account",
        ),
        (
            json!({ "payment_mode": "COD", "cod_amount": 10, "pin": "194103" }),
            "Package type COD not serviceable for this account",
        ),
        (
            json!({ "payment_mode": "Pickup", "pin": "600001" }),
            "Package type Pickup not serviceable for this account",
        ),
        (
            json!({ "shipping_mode": "S" }),
            "S is not a valid shipping_mode",
        ),
        (
            json!({ "fragile_shipment": "perhaps" }),
            "fragile_shipment has a value that is not valid",
        ),
        (
            json!({ "client": "acorn goods" }),
            "shipment list contains no data",
        ),
    ] {
        assert_eq!(
            client.remark(&with(change.clone())).await,
            remark,
            "{change}"
        );
    }
    let mut elsewhere = one();
    elsewhere["pickup_location"]["name"] = json!("acorn pune");
    assert_eq!(
        client.remark(&elsewhere).await,
        "ClientWarehouse matching query does not exist."
    );
    let single = manifest(parcel("#1001"));
    assert_eq!(
        client.remark(&single).await,
        "'unicode' object has no attribute 'get'"
    );
    assert!(client.sim.ledger().is_empty());
    // Numbers are numbers or texts, telephone numbers have a prefix that is known or none.
    for (order, phone) in [
        "9845012345",
        "919845012345",
        "+919845012345",
        "91-9845012345",
        "09845012345",
    ]
    .iter()
    .enumerate()
    {
        client.buy(&with(json!({ "order": order.to_string(), "phone": phone, "weight": 1250.0, "pin": 560001 }))).await;
    }
    client
        .buy(&with(json!({ "order": "list", "phone": ["9845012345"] })))
        .await;
}

#[tokio::test]
async fn the_form_around_it_counts() {
    let client = start();
    let send = async |kind: &str, body: String| {
        let request = client
            .request("POST", "/api/cmu/create.json")
            .header("Content-Type", kind)
            .body(body);
        let (status, answer) = read(request.send().await.expect("an answer")).await;
        assert_eq!(status, 200);
        answer
    };
    let plain = with(json!({ "add": "5 Elm Street", "order": "1" }));
    for (kind, body, rmk) in [
        (
            "application/json",
            plain.to_string(),
            "format key missing in the post",
        ),
        (
            "application/x-www-form-urlencoded",
            format!("data={plain}"),
            "format key missing in the post",
        ),
    ] {
        assert_eq!(send(kind, body).await["rmk"], rmk);
    }
    // Bare JSON behind the same words is taken, but for some characters.
    let bare = send("application/json", format!("format=json&data={plain}")).await;
    assert_eq!(bare["success"], true, "{bare}");
    for kind in ["application/json", "application/x-www-form-urlencoded"] {
        let broken = send(kind, format!("format=json&data={}", one())).await;
        assert!(
            text_of(&broken["rmk"]).starts_with("Unterminated string"),
            "{broken}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn who_shows_no_token_is_a_stranger() {
    let client = start();
    let url = |path: &str| format!("{}{path}", client.sim.url_of(PREFIX));
    for header in [
        None,
        Some("Bearer made-up-token-0001"),
        Some("Token other"),
        Some("Token  made-up-token-0001"),
    ] {
        for path in [
            "/api/v1/packages/json/?waybill=1",
            "/api/kinko/v1/invoice/charges/.json",
            "/waybill/api/fetch/json/",
        ] {
            let mut request = client.http.get(url(path));
            if let Some(header) = header {
                request = request.header("Authorization", header);
            }
            let (status, answer) = read(request.send().await.expect("an answer")).await;
            assert_eq!(status, 401, "{path} {header:?}");
            assert!(text_of(&answer["detail"]).starts_with("Authentication credentials"));
        }
        let mut request = client
            .http
            .get(url("/c/api/pin-codes/json/?filter_codes=560001"));
        if let Some(header) = header {
            request = request.header("Authorization", header);
        }
        let answer = request
            .send()
            .await
            .expect("an answer")
            .text()
            .await
            .expect("words");
        assert_eq!(answer, "Login or API Key Required");
    }
    // Waybills take the token in the query too.
    let by_query = client
        .http
        .get(url(&format!("/waybill/api/fetch/json/?token={TOKEN}")))
        .send()
        .await;
    assert_eq!(by_query.expect("an answer").status().as_u16(), 200);
}
