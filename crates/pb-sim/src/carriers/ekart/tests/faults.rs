//! Faults on demand, in Ekart's words.
use super::*;
use crate::carriers::Answer;

#[tokio::test]
async fn each_kind_of_request_can_fail() {
    let client = start().await;
    let (id, _) = client.buy(&shipment()).await;
    let ids = json!({ "ids": [id] });
    let track = format!("/api/v1/track/{id}");
    let cancel = format!("/api/v1/package/cancel?tracking_id={id}");
    let refused = || {
        Fault::instead(Answer::Refuses {
            status: 503,
            code: "SWIFT_DOWN".to_owned(),
            message: "Try later".to_owned(),
        })
    };
    for (op, method, path, body) in [
        (
            Op::Token,
            "POST",
            "/integrations/v2/auth/token/x",
            &json!({}),
        ),
        (Op::Rate, "POST", "/data/pricing/estimate", &json!({})),
        (Op::Buy, "PUT", CREATE, &shipment()),
        (Op::Label, "POST", "/api/v1/package/label", &ids),
        (Op::Track, "GET", track.as_str(), &json!({})),
        (Op::Address, "GET", "/api/v2/addresses", &json!({})),
        (
            Op::Address,
            "GET",
            "/api/v2/serviceability/400001",
            &json!({}),
        ),
        (Op::Instruct, "POST", "/api/v2/package/ndr", &json!({})),
        (Op::Manifest, "POST", "/data/v2/generate/manifest", &ids),
        (Op::Subscribe, "GET", "/api/v2/webhook", &json!({})),
        (Op::Void, "DELETE", cancel.as_str(), &json!({})),
    ] {
        client.sim.fail_next(PREFIX, op, refused());
        let (status, answer) = client.ask(method, path, Some(body)).await;
        assert_eq!((status, code(&answer)), (503, "SWIFT_DOWN"), "{path}");
        client.sim.fail_next(
            PREFIX,
            op,
            Fault::instead(Answer::Throttled {
                retry_after: Some(3),
            }),
        );
        let (status, answer) = client.ask(method, path, Some(body)).await;
        assert_eq!(
            (status, code(&answer)),
            (429, "SWIFT_RATE_LIMIT_EXCEPTION"),
            "{path}"
        );
    }
    assert_eq!(client.sim.ledger().len(), 1);
    assert!(!client.sim.ledger()[0].voided());
}

#[tokio::test]
async fn faults_of_a_purchase_come_before_or_after_the_sale() {
    let client = start().await;
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
            let request = client.request("PUT", CREATE).json(&shipment());
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

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_refused_until_there_is_another() {
    let mut client = start().await;
    let ends = Fault::instead(Answer::TokenExpired);
    client.sim.fail_next(PREFIX, Op::Address, ends);
    for _ in 0..2 {
        let (status, answer) = client.get("/api/v2/addresses").await;
        assert_eq!(
            (status, code(&answer)),
            (401, "SWIFT_AUTHENTICATION_EXCEPTION")
        );
    }
    assert_eq!(client.log_in().await, 86_400);
    assert_eq!(client.get("/api/v2/addresses").await.0, 200);
}
