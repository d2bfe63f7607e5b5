//! What goes wrong on the way.
use super::*;
use crate::carriers::{Answer, Op};

#[tokio::test]
async fn a_sale_whose_answer_is_lost_is_found_again() {
    let client = start().await;
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let request = client.request("POST", SHIP).json(&shipment());
    assert!(request.send().await.is_err(), "no answer");
    assert_eq!(client.sim.ledger().len(), 1, "but a sale");
    let body = json!({ "referencesInformation": { "value": "#1001", "accountNumber": ACCOUNT } });
    let (status, answer) = client.post("/track/v1/referencenumbers", &body).await;
    assert_eq!(status, 200);
    let number = &answer["output"]["completeTrackResults"][0]["trackingNumber"];
    assert_eq!(*number, client.sim.ledger()[0].shipment);
}

#[tokio::test]
async fn each_fault_is_instead_of_a_sale_or_after_it() {
    let client = start().await;
    for answer in [
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
        Answer::Retyped,
    ] {
        for (fault, sold) in [
            (Fault::instead(answer.clone()), 0),
            (Fault::after(answer.clone()), 1),
        ] {
            let before = client.sim.ledger().len();
            client.sim.fail_next(PREFIX, Op::Buy, fault.clone());
            let (status, _) = client.ship(&shipment()).await;
            let wanted = if answer == Answer::Html500 { 500 } else { 200 };
            assert_eq!(status, wanted, "{fault:?}");
            assert_eq!(client.sim.ledger().len() - before, sold, "{fault:?}");
        }
    }
    let throttled = Answer::Throttled {
        retry_after: Some(9),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(throttled));
    let request = client.request("POST", RATE).json(&json!({}));
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "9");
    let (_, answer) = read(response).await;
    assert!(message(&answer).contains("quota"));
}

#[tokio::test]
async fn every_kind_of_request_can_fail() {
    let client = start().await;
    for (op, method, path) in [
        (Op::Token, "POST", "/oauth/token"),
        (Op::Rate, "POST", RATE),
        (Op::Buy, "POST", SHIP),
        (Op::Void, "PUT", "/ship/v1/shipments/cancel"),
        (Op::Manifest, "PUT", "/ship/v1/endofday/"),
        (Op::Track, "POST", TRACK),
        (Op::Track, "POST", "/track/v1/referencenumbers"),
        (Op::Address, "POST", "/address/v1/addresses/resolve"),
        (Op::Pickup, "POST", "/pickup/v1/pickups"),
        (Op::Pickup, "PUT", "/pickup/v1/pickups/cancel"),
    ] {
        let refuses = Answer::Refuses {
            status: 503,
            code: "SERVICE.UNAVAILABLE.ERROR".to_owned(),
            message: "The service is currently unavailable.".to_owned(),
        };
        client.sim.fail_next(PREFIX, op, Fault::instead(refuses));
        let (status, answer) = client.send(method, path, &json!({})).await;
        assert_eq!(
            (status, code(&answer)),
            (503, "SERVICE.UNAVAILABLE.ERROR"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_refused_until_there_is_another() {
    let mut client = start().await;
    let body = tracked(&["771000000013"]);
    assert_eq!(client.post(TRACK, &body).await.0, 200);
    client
        .sim
        .fail_next(PREFIX, Op::Track, Fault::instead(Answer::TokenExpired));
    for _ in 0..2 {
        let (status, answer) = client.post(TRACK, &body).await;
        assert_eq!((status, code(&answer)), (401, "NOT.AUTHORIZED.ERROR"));
    }
    client.log_in(WHOLE_CLIENT_ID, WHOLE_CLIENT_SECRET).await;
    assert_eq!(client.post(TRACK, &body).await.0, 200);
}
