//! Faults on demand.
use super::*;
use crate::carriers::Answer;

#[tokio::test]
async fn faults_come_in_uspss_words() {
    let client = start().await;
    let sim = &client.sim;
    let number = client.buy(LABEL, &label()).await;
    let path = format!("/tracking/v3/tracking/{number}");
    for retry_after in [Some(7), None] {
        sim.fail_next(
            PREFIX,
            Op::Track,
            Fault::instead(Answer::Throttled { retry_after }),
        );
        let response = client
            .request("GET", &path)
            .send()
            .await
            .expect("an answer");
        let header = response.headers().get("Retry-After").cloned();
        assert_eq!(
            header.map(|h| h.to_str().expect("text").to_owned()),
            retry_after.map(|s: u32| s.to_string())
        );
        let (status, answer) = read(response).await;
        assert_eq!((status, code(&answer)), (429, "429"));
    }
    let refuses = Answer::Refuses {
        status: 503,
        code: "503".to_owned(),
        message: "Service is unavailable".to_owned(),
    };
    sim.fail_next(PREFIX, Op::Track, Fault::instead(refuses));
    let (status, answer) = client.get(&path).await;
    assert_eq!((status, code(&answer)), (503, "503"));
    sim.fail_next(PREFIX, Op::Track, Fault::instead(Answer::TokenExpired));
    let (status, answer) = client.get(&path).await;
    assert_eq!((status, code(&answer)), (401, "401"));
}

#[tokio::test]
async fn each_request_is_of_its_kind() {
    for (method, path, op) in [
        (Method::POST, "/oauth2/v3/token", Some(Op::Token)),
        (
            Method::POST,
            "/payments/v3/payment-authorization",
            Some(Op::Token),
        ),
        (Method::GET, "/payments/v3/payment-account/1", None),
        (Method::POST, "/shipments/v3/options/search", Some(Op::Rate)),
        (Method::POST, LABEL, Some(Op::Buy)),
        (Method::POST, RETURN, Some(Op::Buy)),
        (Method::POST, ABROAD, Some(Op::Buy)),
        (Method::DELETE, "/labels/v3/label/94", Some(Op::Void)),
        (Method::DELETE, ABROAD, Some(Op::Void)),
        (Method::POST, "/labels/v3/label-reprint/94", Some(Op::Label)),
        (
            Method::POST,
            "/international-labels/v3/international-label-reprint",
            Some(Op::Label),
        ),
        (Method::POST, "/tracking/v3r2/tracking", Some(Op::Track)),
        (Method::GET, "/addresses/v3/address", Some(Op::Address)),
        (Method::POST, "/pickup/v3/carrier-pickup", Some(Op::Pickup)),
        (Method::POST, "/scan-forms/v3/scan-form", Some(Op::Manifest)),
        (
            Method::POST,
            "/subscriptions-tracking/v3/subscriptions",
            Some(Op::Subscribe),
        ),
    ] {
        assert_eq!(Usps.op(&method, path), op, "{method} {path}");
    }
}
