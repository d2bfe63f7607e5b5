//! Faults on demand, in Blue Dart's words.
use super::*;
use crate::carriers::Answer;

#[tokio::test]
async fn each_kind_of_request_can_fail() {
    let client = start().await;
    let cancel = json!({ "Request": { "AWBNo": "79999999999" }, "Profile": profile() });
    let find = json!({ "pinCode": "400001", "profile": profile() });
    for (op, path, body) in [
        (Op::Buy, GENERATE, waybill()),
        (Op::Void, "/waybill/v1/CancelWaybill", cancel),
        (Op::Address, "/finder/v1/GetServicesforPincode", find),
    ] {
        let refuses = Answer::Refuses {
            status: 503,
            code: "Down".to_owned(),
            message: "Try later".to_owned(),
        };
        client.sim.fail_next(PREFIX, op, Fault::instead(refuses));
        let (status, answer) = client.post(path, &body).await;
        assert_eq!(
            (status, failure(&answer).0.as_str()),
            (503, "Down"),
            "{path}"
        );
        let throttled = Answer::Throttled {
            retry_after: Some(3),
        };
        client.sim.fail_next(PREFIX, op, Fault::instead(throttled));
        let (status, answer) = client.post(path, &body).await;
        assert_eq!(
            (status, &answer["title"]),
            (429, &json!("TooManyRequests")),
            "{path}"
        );
    }
    let html = || Fault::instead(Answer::Html500);
    client.sim.fail_next(PREFIX, Op::Track, html());
    assert_eq!(client.track_with(&query("79999999999")).await.0, 500);
    client.sim.fail_next(
        PREFIX,
        Op::Token,
        Fault::instead(Answer::Throttled { retry_after: None }),
    );
    assert_eq!(client.token(CLIENT_ID, CLIENT_SECRET).await.0, 429);
    assert_eq!(client.sim.ledger().len(), 0);
}

#[tokio::test]
async fn faults_of_a_purchase_come_before_or_after_the_sale() {
    let client = start().await;
    for (at, answer) in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
    ]
    .into_iter()
    .enumerate()
    {
        for (fault, sold) in [
            (Fault::instead(answer.clone()), 0),
            (Fault::after(answer.clone()), 1),
        ] {
            let before = client.sim.ledger().len();
            client.sim.fail_next(PREFIX, Op::Buy, fault.clone());
            let body = with(&[(
                "/Request/Services/CreditReferenceNo",
                json!(format!("F{at}-{sold}")),
            )]);
            let request = client.http.post(client.url(GENERATE));
            let request = request.header("JWTToken", &client.token).json(&body);
            let status = request.send().await.ok().map(|r| r.status().as_u16());
            let wanted = match answer {
                Answer::Dropped => None,
                Answer::Html500 => Some(500),
                _ => Some(200),
            };
            assert_eq!(status, wanted, "{fault:?}");
            assert_eq!(client.sim.ledger().len() - before, sold, "{fault:?}");
        }
    }
}
