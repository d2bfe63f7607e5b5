//! Faults on demand, in Velocity's words.
use super::*;
use crate::carriers::Answer;

#[tokio::test]
async fn each_kind_of_request_can_fail() {
    let client = start();
    let sold = client.buy(FORWARD, &order()).await;
    let awbs = json!({ "awbs": [sold["awb_code"]] });
    let none = json!({});
    let refused = || {
        Fault::instead(Answer::Refuses {
            status: 503,
            code: String::new(),
            message: "Try later".to_owned(),
        })
    };
    for (op, call, body) in [
        (Op::Rate, "rates", &none),
        (Op::Address, "serviceability", &none),
        (Op::Address, "warehouse", &none),
        (Op::Buy, FORWARD, &numbered("2")),
        (Op::Buy, REVERSE, &back()),
        (Op::Void, "cancel-order", &awbs),
        (Op::Track, "order-tracking", &awbs),
        (Op::Track, "shipments", &none),
        (Op::Track, "returns", &none),
    ] {
        client.sim.fail_next(PREFIX, op, refused());
        let (status, answer) = client.post(call, body).await;
        assert_eq!(
            (status, words(status, &answer).as_str()),
            (503, "Try later"),
            "{call}"
        );
        let patience = Answer::Throttled {
            retry_after: Some(3),
        };
        client.sim.fail_next(PREFIX, op, Fault::instead(patience));
        let (status, answer) = client.post(call, body).await;
        assert_eq!(
            (status, words(status, &answer).as_str()),
            (429, "Too many requests"),
            "{call}"
        );
    }
    let link = text_of(&sold["label_url"]);
    client.sim.fail_next(PREFIX, Op::Label, refused());
    assert_eq!(client.file(&link).await.0, 503);
    assert_eq!(client.file(&link).await.0, 200);
    assert_eq!(client.sim.ledger().len(), 1);
    client.sim.pass(MINUTE);
    let bill = text_of(&sold["awb_code"]);
    assert_eq!(
        client.status(&bill).await,
        "pickup_scheduled",
        "no void was taken"
    );
}

#[tokio::test]
async fn faults_of_a_purchase_come_before_or_after_the_sale() {
    let client = start();
    let mut number = 0;
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
    ] {
        for (fault, sold) in [
            (Fault::instead(answer.clone()), 0),
            (Fault::after(answer.clone()), 1),
        ] {
            let before = client.sim.ledger().len();
            client.sim.fail_next(PREFIX, Op::Buy, fault.clone());
            number += 1;
            let body = numbered(&format!("ORDER-{number}"));
            let response = client.request(FORWARD, &body).send().await;
            let status = response.ok().map(|r| r.status().as_u16());
            let wanted = match answer {
                Answer::Dropped => None,
                Answer::Html500 => Some(500),
                _ => Some(200),
            };
            assert_eq!(status, wanted, "{fault:?}");
            assert_eq!(client.sim.ledger().len() - before, sold, "{fault:?}");
            // By its number it is found again, or not.
            let search = json!({ "search": body["order_id"] });
            let (_, list) = client.post("shipments", &search).await;
            assert_eq!(
                list["data"].as_array().map(Vec::len),
                Some(sold),
                "{fault:?}"
            );
        }
    }
}
