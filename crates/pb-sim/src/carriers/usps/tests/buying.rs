//! Tokens, prices, labels, keys, voids.
use super::*;

#[tokio::test]
async fn tokens_are_two_and_end() {
    let client = start().await;
    let (status, answer) = client.access("wrong").await;
    assert_eq!((status, &answer["error"]), (401, &json!("invalid_client")));
    let url = format!("{}/oauth2/v3/token", client.sim.url_of(PREFIX));
    let form = [
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("grant_type", "client_credentials"),
    ];
    let (status, answer) = read(
        client
            .http
            .post(url)
            .form(&form)
            .send()
            .await
            .expect("an answer"),
    )
    .await;
    assert_eq!((status, &answer["expires_in"]), (200, &json!(28_799)));
    // A label wants both.
    for (token, payment) in [
        ("", client.payment.as_str()),
        (client.token.as_str(), ""),
        (client.token.as_str(), client.token.as_str()),
    ] {
        let request = client
            .http
            .post(format!("{}{LABEL}", client.sim.url_of(PREFIX)))
            .bearer_auth(token)
            .header("X-Payment-Authorization-Token", payment)
            .json(&label());
        let (status, answer) = read(request.send().await.expect("an answer")).await;
        assert_eq!((status, code(&answer)), (401, "401"));
    }
    assert!(client.sim.ledger().is_empty());
    client.sim.pass(8 * HOUR);
    let (status, answer) = client.post(LABEL, &label()).await;
    assert_eq!((status, code(&answer)), (401, "401"));
}

#[tokio::test]
async fn an_authorization_is_for_the_business() {
    let client = start().await;
    let path = "/payments/v3/payment-authorization";
    for (pointer, value, expected) in [
        ("/roles/0/CRID", json!("999"), "160305"),
        ("/roles/1/MID", json!("123456"), "160302"),
        ("/roles/0/accountNumber", json!("1"), "100001"),
        ("/roles/1/roleName", json!("SHIPPER"), "100004"),
        ("/roles/1/roleName", json!("PAYER"), "100004"),
        ("/roles/0/roleName", json!("BOSS"), "400"),
    ] {
        let mut body = roles();
        *body.pointer_mut(pointer).expect("a field") = value;
        let (status, answer) = client.post(path, &body).await;
        assert_eq!((status, code(&answer)), (400, expected), "{pointer}");
    }
    for (number, funds) in [(ACCOUNT, true), (EMPTY_ACCOUNT, false)] {
        let (status, answer) = client
            .get(&format!(
                "/payments/v3/payment-account/{number}?accountType=EPS&amount=1"
            ))
            .await;
        assert_eq!((status, &answer["sufficientFunds"]), (200, &json!(funds)));
    }
    let mut empty = start().await;
    let mut body = roles();
    body["roles"][0]["accountNumber"] = json!(EMPTY_ACCOUNT);
    let (_, answer) = empty.post(path, &body).await;
    empty.payment = text_of(&answer["paymentAuthorizationToken"]);
    let (status, answer) = empty.post(LABEL, &label()).await;
    assert_eq!((status, code(&answer)), (400, "100007"));
    assert!(empty.sim.ledger().is_empty());
}

#[tokio::test]
async fn prices_name_their_ingredients() {
    let client = start().await;
    let path = "/shipments/v3/options/search";
    let (status, answer) = client.post(path, &options()).await;
    assert_eq!(status, 200, "{answer}");
    let classes = &answer["pricingOptions"][0]["shippingOptions"];
    let codes: Vec<&str> = classes
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|c| c["mailClass"].as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "USPS_GROUND_ADVANTAGE",
            "PRIORITY_MAIL",
            "PRIORITY_MAIL_EXPRESS",
            "MEDIA_MAIL"
        ]
    );
    let ground = &classes[0]["rateOptions"][0];
    assert_eq!(
        ground["totalBasePrice"],
        json!(8.1),
        "480 + 4 × 65 + 2 × 35"
    );
    assert!(ground["totalPrice"].is_null(), "only with extras");
    assert_eq!(ground["rates"][0]["rateIndicator"], "SP");
    assert!(!answer.to_string().contains("\"DR\""), "it is small");
    assert_eq!(ground["commitment"]["expectedDeliveryDate"], "2026-01-19");
    let mut rich = options();
    rich["packageDescription"]["extraServices"] = json!([921, 930]);
    rich["packageDescription"]["packageValue"] = json!(150);
    let (_, answer) = client.post(path, &rich).await;
    let ground = &answer["pricingOptions"][0]["shippingOptions"][0]["rateOptions"][0];
    assert_eq!(ground["totalPrice"], json!(15.55));
    let express = &answer["pricingOptions"][0]["shippingOptions"][2]["rateOptions"][0];
    assert_eq!(express["extraServices"], json!([]), "it has neither");
    let mut light = options();
    for side in ["length", "width", "height"] {
        light["packageDescription"][side] = json!(16);
    }
    let (_, answer) = client.post(path, &light).await;
    let offers = &answer["pricingOptions"][0]["shippingOptions"][0]["rateOptions"];
    let offers = offers.as_array().expect("a list");
    let dimensional = offers
        .iter()
        .find(|o| o["rates"][0]["rateIndicator"] == "DR");
    assert_eq!(
        dimensional.expect("above a cubic foot")["totalBasePrice"],
        json!(21.75),
        "480 + 25 × 65 + 2 × 35: 4,096 cubic inches are taken for 25 lb"
    );
    let mut contract = options();
    contract["pricingOptions"] = json!([{ "priceType": "CONTRACT", "paymentAccount": { "accountType": "EPS", "accountNumber": ACCOUNT, "CRID": CRID } }]);
    let (_, answer) = client.post(path, &contract).await;
    let cheaper = &answer["pricingOptions"][0]["shippingOptions"][0]["rateOptions"][0];
    assert_eq!(cheaper["totalBasePrice"], json!(7.29));
    let mut abroad = options();
    abroad
        .as_object_mut()
        .expect("an object")
        .remove("destinationZIPCode");
    abroad["destinationCountryCode"] = json!("DE");
    abroad["packageDescription"]["mailClass"] = json!("ALL");
    let (_, answer) = client.post(path, &abroad).await;
    let classes = &answer["pricingOptions"][0]["shippingOptions"];
    assert_eq!(
        classes[0]["mailClass"],
        "FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE"
    );
    assert!(classes[0]["rateOptions"][0]["commitment"].is_null());
    for (pointer, value, expected) in [
        ("/originZIPCode", json!("00012"), "030001"),
        (
            "/packageDescription/mailingDate",
            json!("2026-03-01"),
            "030001",
        ),
        ("/packageDescription/weight", json!(70.01), "030004"),
        ("/packageDescription/length", json!(120), "030008"),
        ("/packageDescription/mailClass", json!("PIGEON"), "400"),
        ("/packageDescription/weight", json!("3.5"), "400"),
        (
            "/pricingOptions/0",
            json!({ "priceType": "CONTRACT" }),
            "030020",
        ),
    ] {
        let mut body = options();
        *body.pointer_mut(pointer).expect("a field") = value;
        let (status, answer) = client.post(path, &body).await;
        assert_eq!(
            (status, code(&answer)),
            (400, expected),
            "{pointer}: {answer}"
        );
    }
}

#[tokio::test]
async fn labels_are_documents_in_each_kind() {
    let client = start().await;
    for (path, body, image) in [
        (LABEL, label(), "labelImage"),
        (RETURN, back(), "returnLabelImage"),
        (ABROAD, abroad(), "labelImage"),
    ] {
        let (status, answer) = client.post(path, &body).await;
        assert_eq!(status, 200, "{answer}");
        let number = match &answer["trackingNumber"] {
            Value::Null => &answer["internationalTrackingNumber"],
            number => number,
        };
        let number = text_of(number);
        assert!(
            number::is_package_number(&number) || number::is_s10(&number),
            "{number}"
        );
        carries(&answer[image], &number);
    }
    let sales = client.sim.ledger();
    assert_eq!(sales.len(), 3);
    assert_eq!(
        sales[0].charge.minor,
        810 + 370,
        "postage and the signature"
    );
    assert_eq!(sales[0].references, ["#1001"]);
    let (_, answer) = client.post(LABEL, &label()).await;
    assert_eq!(answer["postage"], json!(8.1), "without extras");
    assert_eq!(answer["extraServices"][0]["price"], json!(3.7));
    assert_eq!(answer["routingInformation"], "420895011203");
}

#[tokio::test]
async fn without_the_vendors_type_an_answer_has_parts() {
    let client = start().await;
    let request = client
        .http
        .post(format!("{}{LABEL}", client.sim.url_of(PREFIX)))
        .bearer_auth(&client.token)
        .header("X-Payment-Authorization-Token", &client.payment)
        .json(&label());
    let response = request.send().await.expect("an answer");
    let kind = response.headers()["content-type"]
        .to_str()
        .expect("text")
        .to_owned();
    let boundary = kind
        .strip_prefix("multipart/form-data; boundary=")
        .expect("parts")
        .to_owned();
    let body = response.text().await.expect("text");
    let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
    assert_eq!(parts.len(), 4, "nothing before, two parts, an end");
    let content = |part: &str| {
        part.split("\r\n\r\n")
            .nth(1)
            .expect("content")
            .trim()
            .to_owned()
    };
    let facts: Value = serde_json::from_str(&content(parts[1])).expect("JSON");
    assert!(parts[1].contains("name=\"labelMetadata\""));
    assert!(parts[2].contains("name=\"labelImage\""));
    carries(
        &json!(content(parts[2])),
        facts["trackingNumber"].as_str().expect("a number"),
    );
}

#[tokio::test]
async fn a_key_is_one_label() {
    let client = start().await;
    let (status, first) = client.keyed(LABEL, KEY, &label()).await;
    assert_eq!(status, 200, "{first}");
    let (status, again) = client.keyed(LABEL, KEY, &label()).await;
    assert_eq!((status, &again), (200, &first), "the same label");
    assert_eq!(client.sim.ledger().len(), 1, "sold once");
    assert_eq!(client.sim.ledger()[0].references, ["#1001", KEY]);
    let mut other = label();
    other["packageDescription"]["weight"] = json!(4);
    let (status, answer) = client.keyed(LABEL, KEY, &other).await;
    assert_eq!((status, parameter(&answer)), (400, "X-Idempotency-Key"));
    let (status, answer) = client.keyed(LABEL, "purchase-1", &label()).await;
    assert_eq!((status, parameter(&answer)), (400, "X-Idempotency-Key"));
    // An answer that was dropped is found again under its key.
    client.sim.fail_next(
        PREFIX,
        Op::Buy,
        Fault::after(crate::carriers::Answer::Dropped),
    );
    let key = "7b1f4e0a-8a57-4d52-9d1e-0f2c5a6b7c8e";
    let lost = client
        .request("POST", LABEL)
        .header("X-Idempotency-Key", key)
        .json(&label());
    assert!(lost.send().await.is_err());
    assert_eq!(client.sim.ledger().len(), 2);
    let (_, found) = client.keyed(LABEL, key, &label()).await;
    assert_eq!(
        found["trackingNumber"],
        json!(client.sim.ledger()[1].shipment)
    );
    // Both by number and by key it is printed again, three times in all, and not after it is cancelled.
    let image = json!({ "imageInfo": { "imageType": "PDF", "labelType": "4X6LABEL" } });
    let number = client.sim.ledger()[0].shipment.clone();
    let reprint = format!("/labels/v3/label-reprint/{number}");
    for count in 1..=2 {
        let (status, answer) = client.post(&reprint, &image).await;
        assert_eq!(
            (status, &answer["reprintInfo"]["reprintNumber"]),
            (200, &json!(count))
        );
        assert_eq!(answer["labelMetadata"]["trackingNumber"], json!(number));
        carries(&answer["labelImage"], &number);
    }
    let (status, _) = client.keyed("/labels/v3/label-reprint", KEY, &image).await;
    assert_eq!(status, 200);
    let (status, answer) = client.post(&reprint, &image).await;
    assert_eq!((status, code(&answer)), (400, "160301"));
    let by_key = client
        .request("DELETE", LABEL)
        .header("X-Idempotency-Key", key);
    let (status, answer) = read(by_key.send().await.expect("an answer")).await;
    assert_eq!((status, &answer["status"]), (200, &json!("CANCELED")));
    let (status, answer) = client.keyed("/labels/v3/label-reprint", key, &image).await;
    assert_eq!((status, code(&answer)), (400, "160397"));
}

#[tokio::test]
async fn a_label_is_taken_back_as_long_as_it_is_unused() {
    let client = start().await;
    let path = |number: &str| format!("{LABEL}/{number}");
    let number = client.buy(LABEL, &label()).await;
    let (status, answer) = client.delete(&path(&number)).await;
    assert_eq!(
        (status, answer),
        (
            200,
            json!({ "trackingNumber": number, "status": "CANCELED" })
        )
    );
    let (status, answer) = client.delete(&path(&number)).await;
    assert_eq!((status, code(&answer)), (400, "160301"), "twice");
    let (status, answer) = client.delete(&path("9400111206206406260787")).await;
    assert_eq!((status, code(&answer)), (400, "160039"));
    let letter = client.buy(ABROAD, &abroad()).await;
    let (status, _) = client.delete(&path(&letter)).await;
    assert_eq!(status, 400, "each API has its own");
    let (status, _) = client.delete(&format!("{ABROAD}/{letter}")).await;
    assert_eq!(status, 200);
    // After the data went out a refund is asked for; after it was handed over nothing helps.
    let (unused, used) = (
        client.buy(LABEL, &label()).await,
        client.buy(LABEL, &label()).await,
    );
    assert!(
        client
            .sim
            .set_course(&unused, crate::carriers::Course::NotHandedOver)
    );
    client.sim.pass(14 * HOUR);
    let mut client = client;
    client.log_in().await;
    let (status, answer) = client.delete(&path(&unused)).await;
    assert_eq!(
        (status, &answer["status"], &answer["disputeId"]),
        (200, &json!("DISPUTED"), &json!("1260116"))
    );
    let (status, answer) = client.delete(&path(&used)).await;
    assert_eq!((status, code(&answer)), (400, "160301"));
}
