//! What becomes of orders, what is told of them, and what goes wrong on the way.
use super::*;
use crate::carriers::{Answer, Course, Webhook};

#[tokio::test]
async fn an_order_moves_with_the_clock() {
    let client = start();
    let code = client.buy(&parcel("c-1")).await;
    let mut seen = Vec::new();
    for hours in [0, 6, 8, 16, 22, 4] {
        client.sim.pass(hours * HOUR);
        seen.push(client.status(&code).await);
    }
    assert_eq!(
        seen,
        [
            "ready_to_pick",
            "picked",
            "transporting",
            "sorting",
            "delivering",
            "delivered"
        ]
    );
    let detail = client.detail(&code).await;
    let log: Vec<&str> = detail["log"]
        .as_array()
        .expect("a log")
        .iter()
        .filter_map(|e| e["status"].as_str())
        .collect();
    assert_eq!(log, seen);
    assert_eq!(detail["cod_amount"], 285_000);
    assert_eq!(detail["converted_weight"], 600);
    let ours = client
        .data(BY_CLIENT_CODE, &json!({ "client_order_code": "c-1" }))
        .await;
    assert_eq!(ours, detail);
    for (path, asked) in [
        (DETAIL, json!({ "order_code": "LAAAAAAA" })),
        (BY_CLIENT_CODE, json!({ "client_order_code": "c-9" })),
    ] {
        let failed = client.post(path, &asked).await;
        assert_eq!(
            (failed.0, failed.1["code_message_value"].as_str()),
            (400, Some("Không tìm thấy đơn hàng"))
        );
    }
}

#[tokio::test]
async fn an_order_is_cancelled_before_it_is_picked_up_and_once() {
    let client = start();
    let (early, late) = (
        client.buy(&parcel("c-1")).await,
        client.buy(&parcel("c-2")).await,
    );
    let odd = json!({ "order_codes": [early], "reason_code": "GHN-WHATEVER" });
    assert_eq!(client.post("/v2/switch-status/cancel", &odd).await.0, 400);
    let reason = json!({ "order_codes": [early], "reason_code": "GHN-CO003", "reason": "x" });
    let data = client.data("/v2/switch-status/cancel", &reason).await;
    assert_eq!(data[0]["result"], true);
    assert_eq!(client.status(&early).await, "cancel");
    assert!(client.sim.ledger()[0].voided());
    assert!(!client.switch("cancel", &early).await.0, "it is already");
    client.sim.pass(6 * HOUR);
    let (result, words) = client.switch("cancel", &late).await;
    assert!(!result && !words.is_empty());
    assert_eq!(client.status(&late).await, "picked");
    assert!(!client.switch("cancel", "LAAAAAAA").await.0);
    // The same code again is the cancelled order still.
    assert_eq!(client.buy(&parcel("c-1")).await, early);
}

#[tokio::test]
async fn what_could_not_be_delivered_waits_for_a_word() {
    let client = start();
    let (again, back) = (
        client.buy(&parcel("c-1")).await,
        client.buy(&parcel("c-2")).await,
    );
    for code in [&again, &back] {
        assert!(client.sim.set_course(code, Course::Exception));
        assert!(
            !client.switch("storing", code).await.0,
            "it is not waiting yet"
        );
    }
    client.sim.pass(57 * HOUR);
    assert_eq!(client.status(&again).await, "delivery_fail");
    assert!(!client.switch("return", &again).await.0);
    client.sim.pass(24 * HOUR);
    assert_eq!(client.status(&again).await, "waiting_to_return");
    assert!(client.switch("storing", &again).await.0);
    assert!(client.switch("return", &back).await.0);
    assert_eq!(client.status(&again).await, "storing");
    assert_eq!(client.status(&back).await, "return");
    client.sim.pass(48 * HOUR);
    assert_eq!(client.status(&again).await, "delivered");
    assert_eq!(client.status(&back).await, "returned");
}

#[tokio::test]
async fn an_order_on_its_way_gets_another_address_and_another_amount() {
    let client = start();
    let code = client.buy(&parcel("c-1")).await;
    let update = "/v2/shipping-order/update";
    let moved = json!({
        "order_code": code, "to_name": "Le B", "to_phone": "0912345678", "to_address": "1 Trang Tien",
        "is_new_to_address": true, "to_ward_name": "Phường Hoàn Kiếm", "to_province_name": "Hà Nội",
    });
    client.data(update, &moved).await;
    assert_eq!(client.detail(&code).await["to_address"], "1 Trang Tien");
    let nowhere = with(moved.clone(), &json!({ "to_ward_name": "Nowhere" }));
    assert_eq!(
        super::code(&client.post(update, &nowhere).await),
        "WARD_NAME_NOT_VALID"
    );
    let cash = json!({ "order_code": code, "cod_amount": 100_000 });
    client.data("/v2/shipping-order/updateCOD", &cash).await;
    assert_eq!(client.detail(&code).await["cod_amount"], 100_000);
    client.sim.pass(60 * HOUR);
    assert_eq!(client.post(update, &moved).await.0, 400, "it is delivered");
}

#[tokio::test]
async fn a_sale_whose_answer_was_lost_is_found_and_not_made_twice() {
    let client = start();
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = client
        .request("POST", CREATE)
        .json(&parcel("c-1"))
        .send()
        .await;
    assert!(lost.is_err());
    let found = client
        .data(BY_CLIENT_CODE, &json!({ "client_order_code": "c-1" }))
        .await;
    let again = client.buy(&parcel("c-1")).await;
    assert_eq!(found["order_code"], again);
    assert_eq!(client.sim.ledger().len(), 1);
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    assert!(
        client
            .request("POST", CREATE)
            .json(&parcel("c-2"))
            .send()
            .await
            .is_err()
    );
    let missing = client
        .post(BY_CLIENT_CODE, &json!({ "client_order_code": "c-2" }))
        .await;
    assert_eq!(missing.0, 400);
}

#[tokio::test]
async fn faults_are_in_ghns_shape() {
    let client = start();
    client.sim.fail_next(
        PREFIX,
        Op::Rate,
        Fault::instead(Answer::Throttled {
            retry_after: Some(7),
        }),
    );
    let request = client.request("POST", PREVIEW).json(&parcel("c-1"));
    let response = request.send().await.expect("an answer");
    assert_eq!(response.headers()["retry-after"], "7");
    let (status, answer) = read(response).await;
    assert_eq!((status, &answer["code"]), (429, &json!(429)));
    let refuses = Answer::Refuses {
        status: 400,
        code: "SERVER_ERR_COMMON".to_owned(),
        message: "Chưa init Redis".to_owned(),
    };
    for (op, path) in [
        (Op::Buy, CREATE),
        (Op::Track, DETAIL),
        (Op::Void, "/v2/switch-status/cancel"),
    ] {
        client
            .sim
            .fail_next(PREFIX, op, Fault::instead(refuses.clone()));
        let failed = client.post(path, &parcel("c-1")).await;
        assert_eq!(code(&failed), "SERVER_ERR_COMMON");
        assert_eq!(message(&failed), "Chưa init Redis");
    }
    client
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    let page = client
        .request("GET", "/master-data/province")
        .send()
        .await
        .expect("an answer");
    assert_eq!(page.status().as_u16(), 500);
    client.sim.heal();
    assert_eq!(client.get("/master-data/province").await.0, 200);
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn news_go_to_the_address_of_the_portal_with_its_header() {
    let client = start();
    let (url, mut heard) = listen().await;
    client.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: "long random text".to_owned(),
        },
    );
    let code = client.buy(&parcel("c-1")).await;
    let (header, body) = heard.recv().await.expect("news");
    assert_eq!(header, "long random text");
    assert_eq!(
        (&body["Type"], &body["Status"]),
        (&json!("create"), &json!("ready_to_pick"))
    );
    assert_eq!(
        (&body["OrderCode"], &body["ClientOrderCode"]),
        (&json!(code), &json!("c-1"))
    );
    client.sim.pass(6 * HOUR);
    let (_, body) = heard.recv().await.expect("news");
    assert_eq!(
        (&body["Type"], &body["Status"]),
        (&json!("switch_status"), &json!("picked"))
    );
    assert_eq!(body["ShopID"], 885);
}

type Heard = tokio::sync::mpsc::UnboundedReceiver<(String, Value)>;

/// A subscriber that says what it was shown and told.
async fn listen() -> (String, Heard) {
    let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
    let subscriber = axum::Router::new().fallback(axum::routing::post(
        async move |headers: axum::http::HeaderMap, axum::Json(body): axum::Json<Value>| {
            let shown = headers.get(WEBHOOK_HEADER).and_then(|v| v.to_str().ok());
            // Nobody listens any more when the test is over.
            let _ = tell.send((shown.unwrap_or_default().to_owned(), body));
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/news", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, subscriber).await });
    (url, heard)
}
