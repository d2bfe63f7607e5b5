//! Faults on demand, in PostNord's own words.
use super::*;
use crate::carriers::Answer;

const TRACK: &str = "/rest/shipment/v7/trackandtrace/id/00373500454541020957/public";

#[tokio::test]
async fn faults_are_in_postnords_words() {
    let client = start();
    for retry_after in [Some(7), None] {
        let throttled = Answer::Throttled { retry_after };
        client
            .sim
            .fail_next(PREFIX, Op::Track, Fault::instead(throttled));
        let response = client.http.get(client.url(TRACK, KEY)).send().await;
        let response = response.expect("an answer");
        let header = response.headers().get("Retry-After").cloned();
        assert_eq!(
            header.map(|h| h.to_str().expect("text").to_owned()),
            retry_after.map(|s: u32| s.to_string())
        );
        assert_eq!(response.status().as_u16(), 429);
        let answer: Value = response.json().await.expect("JSON");
        assert_eq!(answer["error"]["status_code"], 429);
    }
    let refuses = Answer::Refuses {
        status: 503,
        code: "API-000".to_owned(),
        message: "The server is currently unable to handle the request".to_owned(),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(refuses));
    let (status, answer) = client
        .get("/rest/transport/v2/transittime/addresstoaddress")
        .await;
    assert_eq!(status, 503);
    assert_eq!(
        answer["compositeFault"]["faults"][0]["faultCode"],
        "API-000"
    );
    client
        .sim
        .fail_next(PREFIX, Op::Track, Fault::after(Answer::Renamed));
    let (_, answer) = client.get(TRACK).await;
    assert!(answer["TrackingInformationResponseV9"].is_object());
    client
        .sim
        .fail_next(PREFIX, Op::Label, Fault::instead(Answer::Html500));
    let path = "/rest/shipment/v3/labels/ids/pdf";
    let response = client.http.post(client.url(path, KEY)).json(&json!([]));
    assert_eq!(
        response.send().await.expect("an answer").status().as_u16(),
        500
    );
}

#[tokio::test]
async fn faults_of_a_booking_come_before_or_after_it() {
    let client = start();
    let send = async || {
        let request = client.http.post(client.url(LABELS, KEY));
        let response = request.json(&instruction()).send().await;
        response.map(|r| r.status().as_u16())
    };
    for (answer, status) in [
        (Answer::Dropped, None),
        (Answer::Html500, Some(500)),
        (Answer::Empty200, Some(200)),
        (Answer::HalfJson, Some(200)),
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
