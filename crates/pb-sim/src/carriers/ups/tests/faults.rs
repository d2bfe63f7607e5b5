//! Faults on demand.
use super::*;
use crate::carriers::Answer;
use std::time::Instant;

const TRACK: &str = "/api/track/v1/details/1Z5R89390357567127";

#[tokio::test]
async fn faults_on_the_way_come_once_n_times_or_always() {
    let client = start().await;
    let sim = &client.sim;
    let status = async || {
        let response = client.request("GET", TRACK).send().await;
        response.map(|r| (r.status().as_u16(), r.headers().clone()))
    };
    for retry_after in [Some(7), None] {
        sim.fail_next(
            PREFIX,
            Op::Track,
            Fault::instead(Answer::Throttled { retry_after }),
        );
        let response = client
            .request("GET", TRACK)
            .send()
            .await
            .expect("an answer");
        let header = response.headers().get("Retry-After").cloned();
        assert_eq!(
            header.map(|h| h.to_str().expect("text").to_owned()),
            retry_after.map(|s: u32| s.to_string())
        );
        let (status, answer) = read(response).await;
        assert_eq!((status, code(&answer)), (429, "10429"));
    }
    sim.fail_times(PREFIX, Op::Track, 2, &Fault::instead(Answer::Html500));
    for wanted in [500, 500, 200] {
        assert_eq!(status().await.expect("an answer").0, wanted);
    }
    sim.fail_all(PREFIX, Op::Track, Fault::instead(Answer::Dropped));
    assert!(status().await.is_err() && status().await.is_err());
    assert_eq!(
        client.ship(&shipment()).await.0,
        200,
        "the fault is another's"
    );
    sim.heal();
    assert_eq!(status().await.expect("an answer").0, 200);

    sim.fail_next(PREFIX, Op::Track, Fault::after(Answer::Empty200));
    let response = client
        .request("GET", TRACK)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.bytes().await.expect("a body").len(), 0);
    sim.fail_next(PREFIX, Op::Track, Fault::after(Answer::HalfJson));
    let response = client
        .request("GET", TRACK)
        .send()
        .await
        .expect("an answer");
    assert!(response.json::<Value>().await.is_err());
    sim.fail_next(PREFIX, Op::Track, Fault::after(Answer::Renamed));
    let (status, answer) = client.get(TRACK).await;
    assert_eq!(status, 200);
    assert!(answer["trackResponse"].is_null() && answer["trackResponseV9"].is_object());
    sim.fail_next(PREFIX, Op::Track, Fault::after(Answer::Retyped));
    let (_, answer) = client.get(TRACK).await;
    assert_eq!(
        answer["trackResponse"]["shipment"]["warnings"]["code"],
        "TW0001"
    );
    sim.fail_next(
        PREFIX,
        Op::Track,
        Fault::instead(Answer::Refuses {
            status: 503,
            code: "10001".to_owned(),
            message: "The system is temporarily unavailable".to_owned(),
        }),
    );
    let (status, answer) = client.get(TRACK).await;
    assert_eq!((status, code(&answer)), (503, "10001"));

    let late = Duration::from_millis(120);
    sim.fail_next(PREFIX, Op::Track, Fault::instead(Answer::Late(late)));
    let began = Instant::now();
    assert_eq!(client.get(TRACK).await.0, 200);
    assert!(began.elapsed() >= late);
    sim.fail_next(PREFIX, Op::Track, Fault::instead(Answer::Never));
    let hung = client.request("GET", TRACK).send();
    assert!(
        tokio::time::timeout(Duration::from_millis(200), hung)
            .await
            .is_err()
    );

    sim.unplug();
    assert!(
        client
            .request("GET", TRACK)
            .send()
            .await
            .expect_err("refused")
            .is_connect()
    );
    sim.plug();
    assert_eq!(client.get(TRACK).await.0, 200);
}

#[tokio::test]
async fn faults_of_a_purchase_come_before_or_after_the_sale() {
    let client = start().await;
    let send = async || {
        let request = client
            .request("POST", "/api/shipments/v2409/ship")
            .json(&shipment());
        request.send().await.map(|r| r.status().as_u16())
    };
    for (answer, status) in [
        (Answer::Dropped, None),
        (Answer::Html500, Some(500)),
        (Answer::Empty200, Some(200)),
        (Answer::HalfJson, Some(200)),
        (Answer::Renamed, Some(200)),
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
    let before = client.sim.ledger().len();
    let throttled = Answer::Throttled { retry_after: None };
    client
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(throttled));
    assert_eq!(send().await.ok(), Some(429));
    assert_eq!(
        client.sim.ledger().len(),
        before,
        "what is throttled is never carried out"
    );
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_stop_the_sale() {
    let client = start().await;
    let late = Fault::instead(Answer::Late(Duration::from_millis(300)));
    client.sim.fail_next(PREFIX, Op::Buy, late);
    let request = client
        .request("POST", "/api/shipments/v2409/ship")
        .json(&shipment());
    let asked = tokio::time::timeout(Duration::from_millis(100), request.send()).await;
    assert!(asked.is_err(), "the client went");
    let end = Instant::now() + Duration::from_secs(10);
    while client.sim.ledger().is_empty() {
        assert!(Instant::now() < end, "it was never sold");
        tokio::task::yield_now().await;
    }
    assert_eq!(client.sim.ledger().len(), 1);
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_refused_until_there_is_another() {
    let mut client = start().await;
    assert_eq!(client.get(TRACK).await.0, 200);
    client
        .sim
        .fail_next(PREFIX, Op::Track, Fault::instead(Answer::TokenExpired));
    for _ in 0..2 {
        let (status, answer) = client.get(TRACK).await;
        assert_eq!((status, code(&answer)), (401, "251004"));
    }
    client.log_in().await;
    assert_eq!(client.get(TRACK).await.0, 200);
}
