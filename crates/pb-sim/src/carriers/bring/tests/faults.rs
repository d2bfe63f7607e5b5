//! What goes wrong on the way, in Bring's words where it has some.
use super::*;
use crate::carriers::fault::Answer;

#[tokio::test]
async fn faults_of_a_booking_come_before_or_after_the_sale() {
    let client = start();
    let send = async || {
        let request = client
            .request("POST", "/booking/api/booking")
            .json(&booking());
        request.send().await.map(|r| r.status().as_u16())
    };
    for (answer, status) in [
        (Answer::Dropped, None),
        (Answer::Html500, Some(500)),
        (Answer::Empty200, Some(200)),
        (Answer::HalfJson, Some(200)),
        (Answer::Renamed, Some(200)),
        (Answer::Retyped, Some(200)),
    ] {
        for (fault, sold) in [
            (Fault::instead(answer.clone()), 0),
            (Fault::after(answer), 1),
        ] {
            let before = client.sim.ledger().len();
            client.sim.fail_next(PREFIX, Op::Buy, fault.clone());
            assert_eq!(send().await.ok(), status, "{fault:?}");
            assert_eq!(client.sim.ledger().len() - before, sold, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn faults_are_in_brings_shape() {
    let client = start();
    let refuses = Answer::Refuses {
        status: 500,
        code: "BOOK-INTERNAL-001".to_owned(),
        message: "An unexpected error occurred".to_owned(),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(refuses));
    let (status, answer) = client.book(&booking()).await;
    assert_eq!((status, code(&answer)), (500, "BOOK-INTERNAL-001"));
    let throttled = Answer::Throttled {
        retry_after: Some(3),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(throttled));
    let request = client
        .request("POST", "/shippingguide/api/v2/products")
        .json(&json!({}));
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 429);
    assert_eq!(answer.headers()["retry-after"], "3");
    for (op, path) in [
        (Op::Label, "/labels/id/x.pdf"),
        (Op::Label, "/label-store/x.pdf"),
        (Op::Track, "/tracking/api/v2/tracking.json?q=1"),
        (Op::Subscribe, "/event-cast/api/v1/webhooks"),
    ] {
        client
            .sim
            .fail_next(PREFIX, op, Fault::instead(Answer::Html500));
        let answer = client.request("GET", path).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 500, "{path}");
    }
}
