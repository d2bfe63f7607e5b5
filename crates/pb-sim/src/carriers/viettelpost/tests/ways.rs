//! What becomes of orders, what is told of them, and what goes wrong on the way.
use super::*;
use crate::carriers::{Answer, Course, Webhook};
use axum::http::HeaderMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

#[tokio::test]
async fn an_order_moves_with_the_clock() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-1")).await;
    let mut seen = Vec::new();
    for hours in [0, 1, 1, 1, 3, 2, 6, 16, 22, 4, 100] {
        client.sim.pass(hours * HOUR);
        seen.push(client.status(&waybill).await);
    }
    assert_eq!(
        seen,
        [100, 102, 103, 104, 105, 200, 300, 400, 500, 501, 501]
    );
    let detail = client.detail(&waybill).await;
    assert_eq!(
        detail["ORDER_STATUSDATE"], "29/11/2026 18:00:00",
        "local time"
    );
    assert_eq!(
        (&detail["RECEIVER_ADDRESS"], &detail["RECEIVER_HOME_NO"]),
        (&json!("72 B"), &json!("72"))
    );
    assert_eq!(detail["MONEY_COLLECTION"], 200_000);
    let missing = client.get("/v2/order/detail-v2?o=301").await;
    assert_eq!(message(&missing), "Order does not exist");
    let ours = client.get("/v2/order/detail-v2?o=ST-1").await;
    assert_eq!(message(&ours), "Order does not exist", "not by our number");
    let nothing = client.get("/v2/order/detail-v2").await;
    assert_eq!(message(&nothing), "Incorrect data: o");
}

#[tokio::test]
async fn some_users_are_shown_asterisks() {
    let client = start_as(MASKED).await;
    let waybill = client.buy(&parcel("ST-1")).await;
    let detail = client.detail(&waybill).await;
    for name in ["RECEIVER_PHONE", "RECEIVER_ADDRESS", "SENDER_PHONE"] {
        assert_eq!(detail[name], "******");
    }
    for name in ["MONEY_COLLECTION", "MONEY_TOTAL", "PRODUCT_PRICE"] {
        assert_eq!(detail[name], -1);
    }
    assert_eq!(detail["ORDER_STATUS"], 100);
}

#[tokio::test]
async fn an_order_is_cancelled_before_the_driver_has_it_and_then_deleted() {
    let client = start().await;
    let (early, late) = (
        client.buy(&parcel("ST-1")).await,
        client.buy(&parcel("ST-2")).await,
    );
    assert_eq!(
        message(&client.say(11, &early).await),
        STATE,
        "not cancelled"
    );
    client.sim.pass(3 * HOUR);
    let yes = data_of(client.say(4, &early).await);
    assert!(yes.is_null());
    assert_eq!(client.status(&early).await, 107);
    assert!(client.sim.ledger()[0].voided());
    assert_eq!(
        message(&client.say(4, &early).await),
        STATE,
        "it is already"
    );
    client.sim.pass(3 * HOUR);
    assert_eq!(client.status(&late).await, 105);
    assert_eq!(message(&client.say(4, &late).await), STATE);
    client.sim.pass(2 * HOUR);
    assert_eq!(message(&client.say(4, &late).await), STATE, "at 200");
    assert!(!client.sim.ledger()[1].voided());
    assert_eq!(message(&client.say(4, "301").await), "Order does not exist");
    assert_eq!(message(&client.say(5, &late).await), "Incorrect data: TYPE");
    client.sim.pass(100 * HOUR);
    assert_eq!(client.status(&early).await, 107, "it stays");
    data_of(client.say(11, &early).await);
    let gone = client.get(&format!("/v2/order/detail-v2?o={early}")).await;
    assert_eq!(message(&gone), "Order does not exist");
}

#[tokio::test]
async fn an_order_is_approved_ahead_of_time() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-1")).await;
    data_of(client.say(1, &waybill).await);
    assert_eq!(client.status(&waybill).await, 102);
    assert_eq!(message(&client.say(1, &waybill).await), STATE);
    client.sim.pass(2 * HOUR);
    assert_eq!(client.status(&waybill).await, 103);
}

#[tokio::test]
async fn what_could_not_be_delivered_waits_for_a_word() {
    let client = start().await;
    let mut orders = Vec::new();
    for number in ["ST-1", "ST-2"] {
        let waybill = client.buy(&parcel(number)).await;
        assert!(client.sim.set_course(&waybill, Course::Exception));
        for word in [2, 3] {
            assert_eq!(message(&client.say(word, &waybill).await), STATE);
        }
        orders.push(waybill);
    }
    let [again, back] = [&orders[0], &orders[1]];
    client.sim.pass(57 * HOUR);
    assert_eq!(client.status(again).await, 506);
    assert_eq!(client.detail(again).await["REASON_CODE"], 36);
    assert_eq!(message(&client.say(3, again).await), STATE, "not yet");
    client.sim.pass(19 * HOUR);
    assert_eq!(client.status(again).await, 505);
    data_of(client.say(3, again).await);
    data_of(client.say(2, back).await);
    assert_eq!(
        (client.status(again).await, client.status(back).await),
        (550, 515)
    );
    assert_eq!(client.detail(back).await["IS_RETURNING"], true);
    client.sim.pass(48 * HOUR);
    assert_eq!(
        (client.status(again).await, client.status(back).await),
        (501, 504)
    );
}

#[tokio::test]
async fn what_nobody_takes_goes_back_by_itself() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-1")).await;
    assert!(client.sim.set_course(&waybill, Course::Returned));
    let mut seen = Vec::new();
    for hours in [56, 20, 4, 1, 47] {
        client.sim.pass(hours * HOUR);
        seen.push(client.status(&waybill).await);
    }
    assert_eq!(seen, [506, 505, 515, 502, 504]);
    let never = client.buy(&parcel("ST-2")).await;
    assert!(client.sim.set_course(&never, Course::NotHandedOver));
    client.sim.pass(500 * HOUR);
    assert_eq!(client.status(&never).await, 104);
}

#[tokio::test]
async fn a_sale_whose_answer_was_lost_is_known_by_its_number_alone() {
    let client = start().await;
    let fault = Fault::after(Answer::Dropped);
    client.sim.fail_next(PREFIX, Op::Buy, fault);
    let request = client.request("POST", CREATE).json(&parcel("ST-1"));
    assert!(request.send().await.is_err());
    let again = client.refusal(CREATE, &parcel("ST-1")).await;
    assert_eq!(again, "Order status already exists on the system");
    assert_eq!(client.sim.ledger().len(), 1);
    let fault = Fault::instead(Answer::Dropped);
    client.sim.fail_next(PREFIX, Op::Buy, fault);
    let request = client.request("POST", CREATE).json(&parcel("ST-2"));
    assert!(request.send().await.is_err());
    client.buy(&parcel("ST-2")).await;
    assert_eq!(client.sim.ledger().len(), 2);
}

#[tokio::test]
async fn faults_are_in_viettelposts_shape() {
    let client = start().await;
    let waybill = client.buy(&parcel("ST-0")).await;
    let throttled = Answer::Throttled {
        retry_after: Some(7),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(throttled));
    let request = client.request("POST", PRICE_ALL).json(&price_all());
    let response = request.send().await.expect("an answer");
    assert_eq!(response.headers()["retry-after"], "7");
    let (status, answer) = read(response).await;
    assert_eq!((status, &answer["error"]), (429, &json!(true)));
    for words in [
        "System error",
        "Blocking create order, please check the configuration",
    ] {
        let refuses = Answer::Refuses {
            status: 200,
            code: "205".to_owned(),
            message: words.to_owned(),
        };
        for (op, path, body) in [
            (Op::Buy, CREATE, parcel("ST-1")),
            (Op::Instruct, EDIT, parcel(&waybill)),
            (Op::Void, UPDATE, update(4, &waybill)),
            (Op::Label, PRINTING, json!({})),
            (Op::Rate, PRICE, price("VCN")),
        ] {
            client
                .sim
                .fail_next(PREFIX, op, Fault::instead(refuses.clone()));
            let failed = client.post(path, &body).await;
            assert_eq!(
                (message(&failed).as_str(), &failed.1["status"]),
                (words, &json!(205))
            );
        }
    }
    assert_eq!(client.status(&waybill).await, 100);
    client
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    let path = "/v3/categories/listProvinceNew";
    let page = client.request("GET", path).send().await.expect("an answer");
    assert_eq!(page.status().as_u16(), 500);
    client.sim.heal();
    assert_eq!(client.get(path).await.0, 200);
    client
        .sim
        .fail_next(PREFIX, Op::Token, Fault::instead(Answer::Empty200));
    let request = client.request("POST", "/v2/user/Login").json(&json!({}));
    let empty = request.send().await.expect("an answer").bytes().await;
    assert!(empty.expect("no body").is_empty());
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn news_show_the_secret_in_the_header_and_in_the_body() {
    let client = start().await;
    let (url, mut heard) = listen(0).await;
    let credential = "long random text".to_owned();
    client.sim.set_webhook(PREFIX, Webhook { url, credential });
    let waybill = client.buy(&parcel("ST-1")).await;
    assert!(client.sim.set_course(&waybill, Course::Returned));
    client.sim.pass(128 * HOUR);
    let mut told = Vec::new();
    for _ in 0..13 {
        let (header, body) = heard.recv().await.expect("news");
        assert_eq!(
            (header.as_str(), &body["TOKEN"]),
            ("long random text", &json!("long random text"))
        );
        let data = body["DATA"].clone();
        assert_eq!(
            (&data["ORDER_NUMBER"], &data["ORDER_REFERENCE"]),
            (&json!(waybill), &json!("ST-1"))
        );
        assert_eq!(data["LOCALION_CURRENTLY"], data["LOCATION_CURRENTLY"]);
        told.push(data);
    }
    let statuses: Vec<i64> = told
        .iter()
        .filter_map(|d| d["ORDER_STATUS"].as_i64())
        .collect();
    assert_eq!(
        statuses,
        [
            100, 102, 103, 104, 105, 200, 300, 400, 500, 506, 505, 515, 502
        ]
    );
    assert_eq!(told[0]["ORDER_STATUSDATE"], "27/11/2026 10:00:00");
    assert_eq!(
        (&told[0]["MONEY_COLLECTION"], &told[0]["PRODUCT_WEIGHT"]),
        (&json!(200_000), &json!(500))
    );
    assert_eq!(
        (&told[9]["REASON_CODE"], &told[10]["REASON_CODE"]),
        (&json!(36), &json!(47))
    );
    let (_, last) = heard.recv().await.expect("news");
    assert_eq!(
        (&last["DATA"]["ORDER_STATUS"], &last["DATA"]["IS_RETURNING"]),
        (&json!(504), &json!(true))
    );
}

#[tokio::test]
async fn what_is_not_taken_is_told_five_times_more() {
    let client = start().await;
    let (url, mut heard) = listen(2).await;
    let credential = "long random text".to_owned();
    client.sim.set_webhook(PREFIX, Webhook { url, credential });
    client.buy(&parcel("ST-1")).await;
    let first = heard.recv().await.expect("news");
    for _ in 0..2 {
        pass_when_answered(&client).await;
        assert_eq!(heard.recv().await, Some(first.clone()));
    }
    // The third was taken.
    pass_when_answered(&client).await;
    pass_when_answered(&client).await;
    assert!(heard.try_recv().is_err());
    let answers: Vec<_> = client.sim.pushed().into_iter().map(|p| p.answer).collect();
    assert_eq!(answers, [Ok(503), Ok(503), Ok(200)]);
    // Nobody takes it.
    let (url, mut heard) = listen(usize::MAX).await;
    let credential = "long random text".to_owned();
    client.sim.set_webhook(PREFIX, Webhook { url, credential });
    client.buy(&parcel("ST-2")).await;
    for _ in 0..6 {
        heard.recv().await.expect("news");
        pass_when_answered(&client).await;
    }
    pass_when_answered(&client).await;
    assert!(heard.try_recv().is_err(), "it is given up");
    assert_eq!(client.sim.pushed().len(), 9);
}

/// Lets the simulation look at the last answers, and a minute go by. The order does not move meanwhile.
async fn pass_when_answered(client: &Client) {
    tokio::time::sleep(Duration::from_millis(500)).await;
    client.sim.pass(Duration::from_secs(60));
    tokio::time::sleep(Duration::from_millis(300)).await;
}

/// A subscriber that says what it was shown and told, and takes nothing the first so many times.
async fn listen(deaf: usize) -> (String, UnboundedReceiver<(String, Value)>) {
    let (tell, heard) = unbounded_channel();
    let calls = Arc::new(AtomicUsize::new(0));
    let subscriber = axum::Router::new().fallback(axum::routing::post(
        async move |headers: HeaderMap, axum::Json(body): axum::Json<Value>| {
            let shown = headers.get("authorization").and_then(|v| v.to_str().ok());
            // Nobody listens any more when the test is over.
            let _ = tell.send((shown.unwrap_or_default().to_owned(), body));
            match calls.fetch_add(1, Ordering::SeqCst) < deaf {
                true => StatusCode::SERVICE_UNAVAILABLE,
                false => StatusCode::OK,
            }
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}/news", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, subscriber).await });
    (url, heard)
}
