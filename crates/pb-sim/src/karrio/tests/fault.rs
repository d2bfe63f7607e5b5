//! Faults on demand, as a client meets them.
use super::*;

#[tokio::test]
async fn faults_between_karrio_and_the_carrier_leave_a_draft() {
    let client = start();
    let draft = client.draft(only("sim-ground")).await;
    let refused = Answer::CarrierRefuses {
        code: "120100".into(),
        message: "No such account".into(),
    };
    for (fault, envelope, code, sold) in [
        (Fault::instead(refused), "messages", "120100", 0),
        (
            Fault::instead(Answer::SdkInternalError),
            "messages",
            "SHIPPING_SDK_INTERNAL_ERROR",
            0,
        ),
        (
            Fault::after(Answer::SdkInternalError),
            "messages",
            "SHIPPING_SDK_INTERNAL_ERROR",
            2,
        ),
        (Fault::instead(Answer::NoMessage424), "errors", "failure", 0),
    ] {
        let before = client.karrio.ledger().len();
        client.karrio.fail_next(Op::Purchase, fault);
        let (status, answer) = client.buy(&draft, "ZPL").await;
        assert_eq!(
            (status, codes(&answer, envelope)),
            (424, vec![code.to_owned()])
        );
        assert_eq!(client.karrio.ledger().len() - before, sold);
        let (_, kept) = client
            .ask(
                "GET",
                &format!("/v1/shipments/{}", draft["id"].as_str().expect("an id")),
                None,
            )
            .await;
        assert_eq!(
            kept["status"], "draft",
            "Karrio never learns of what was sold"
        );
    }
    client
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::BookedTwice));
    let before = client.karrio.ledger().len();
    assert_eq!(client.buy(&draft, "ZPL").await.0, 200);
    assert_eq!(client.karrio.ledger().len() - before, 2);

    let draft = client.draft(only("sim-ground")).await;
    client
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::WithoutLabel));
    let (status, bought) = client.buy(&draft, "ZPL").await;
    assert_eq!(
        (status, &bought["status"], &bought["shipping_documents"]),
        (200, &json!("created"), &json!([]))
    );

    let refused = Answer::FirstCarrierRefuses {
        code: "X1".into(),
        message: "Closed".into(),
    };
    client.karrio.fail_next(Op::Rates, Fault::instead(refused));
    let (status, answer) = client.post("/v1/proxy/rates", shipment()).await;
    assert_eq!(
        (
            status,
            codes(&answer, "messages"),
            answer["rates"].as_array().map(Vec::len)
        ),
        (207, vec!["X1".to_owned()], Some(3))
    );
}

#[tokio::test]
async fn faults_on_the_way_to_the_client() {
    let client = start();
    let draft = client.draft(only("sim-ground")).await;
    let path = format!(
        "/v1/shipments/{}/purchase",
        draft["id"].as_str().expect("an id")
    );
    let body = || Some(json!({ "selected_rate_id": draft["rates"][0]["id"], "label_type": "ZPL" }));
    client.karrio.fail_next(
        Op::Purchase,
        Fault::instead(Answer::Throttled { retry_after: 60 }),
    );
    let response = client.send("POST", &path, body()).await.expect("an answer");
    assert_eq!(
        (
            response.status().as_u16(),
            response.headers()["Retry-After"].to_str().ok()
        ),
        (429, Some("60"))
    );
    client
        .karrio
        .fail_next(Op::Purchase, Fault::instead(Answer::Dropped));
    assert!(client.send("POST", &path, body()).await.is_err());
    assert_eq!(client.karrio.ledger(), []);
    client
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::Dropped));
    assert!(client.send("POST", &path, body()).await.is_err());
    assert_eq!(client.karrio.ledger().len(), 1);
    let (_, kept) = client
        .ask(
            "GET",
            &format!("/v1/shipments/{}", draft["id"].as_str().expect("an id")),
            None,
        )
        .await;
    assert_eq!(
        kept["status"], "created",
        "Karrio knows what the client does not"
    );

    client
        .karrio
        .fail_next(Op::Rates, Fault::instead(Answer::Html500));
    let response = client
        .send("POST", "/v1/proxy/rates", Some(shipment()))
        .await
        .expect("an answer");
    assert_eq!(response.status().as_u16(), 500);
    assert!(response.text().await.expect("text").contains("<html"));
    client
        .karrio
        .fail_next(Op::Rates, Fault::after(Answer::HalfJson));
    let response = client
        .send("POST", "/v1/proxy/rates", Some(shipment()))
        .await
        .expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    assert!(response.json::<Value>().await.is_err());
    client
        .karrio
        .fail_next(Op::Rates, Fault::after(Answer::Empty200));
    let response = client
        .send("POST", "/v1/proxy/rates", Some(shipment()))
        .await
        .expect("an answer");
    assert_eq!(response.bytes().await.expect("bytes").len(), 0);
    client
        .karrio
        .fail_all(Op::Rates, Fault::instead(Answer::Never));
    let hung = client.send("POST", "/v1/proxy/rates", Some(shipment()));
    assert!(
        tokio::time::timeout(Duration::from_millis(300), hung)
            .await
            .is_err()
    );
    client.karrio.heal();
    assert_eq!(client.post("/v1/proxy/rates", shipment()).await.0, 200);

    client.karrio.unplug();
    assert!(
        client
            .send("GET", "/v1/references", None)
            .await
            .expect_err("refused")
            .is_connect()
    );
    client.karrio.plug();
    assert_eq!(client.ask("GET", "/v1/references", None).await.0, 200);
    let seen = client.karrio.requests();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].path.as_str()),
        ("POST", "/v1/shipments")
    );
    assert!(seen[1].body.windows(10).any(|w| w == b"label_type"));
}
