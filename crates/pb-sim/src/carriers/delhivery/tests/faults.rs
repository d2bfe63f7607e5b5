//! Faults on demand, in Delhivery's shapes.
use super::*;
use crate::carriers::Answer;

#[tokio::test]
async fn asked_too_often_the_firewall_answers() {
    let client = start();
    let throttled = Answer::Throttled { retry_after: None };
    client
        .sim
        .fail_next(PREFIX, Op::Track, Fault::instead(throttled));
    let path = "/api/v1/packages/json/?waybill=84301239999990";
    let answer = client.request("GET", path).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 403);
    assert!(
        answer
            .text()
            .await
            .expect("a page")
            .contains("403 Forbidden")
    );
    let refused = Answer::Refuses {
        status: 400,
        code: String::new(),
        message: "No".to_owned(),
    };
    client
        .sim
        .fail_next(PREFIX, Op::Track, Fault::instead(refused));
    assert_eq!(
        client.get(path).await,
        (400, json!({ "success": false, "error": "No" }))
    );
    assert_eq!(client.get(path).await.0, 200);
}

#[tokio::test]
async fn faults_of_a_purchase_come_before_or_after_the_sale() {
    let client = start();
    let mut order = 0;
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
            order += 1;
            let manifest = with(json!({ "order": format!("{order}") }));
            let form = [
                ("format", "json".to_owned()),
                ("data", manifest.to_string()),
            ];
            let before = client.sim.ledger().len();
            client.sim.fail_next(PREFIX, Op::Buy, fault.clone());
            let request = client.request("POST", "/api/cmu/create.json").form(&form);
            let seen = request.send().await.ok().map(|r| r.status().as_u16());
            assert_eq!(seen, status, "{fault:?}");
            assert_eq!(client.sim.ledger().len() - before, sold, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn each_path_has_its_faults() {
    let client = start();
    for (op, method, path) in [
        (Op::Address, "GET", "/c/api/pin-codes/json/"),
        (Op::Rate, "GET", "/api/kinko/v1/invoice/charges/.json"),
        (Op::Rate, "GET", "/api/dc/expected_tat"),
        (Op::Number, "GET", "/waybill/api/fetch/json/"),
        (Op::Buy, "POST", "/api/cmu/create.json"),
        (Op::Label, "GET", "/api/p/packing_slip"),
        (Op::Void, "POST", "/api/p/edit"),
        (Op::Instruct, "POST", "/api/p/update"),
        (Op::Pickup, "POST", "/fm/request/new/"),
    ] {
        client
            .sim
            .fail_next(PREFIX, op, Fault::instead(Answer::Html500));
        let answer = client
            .request(method, path)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status().as_u16(), 500, "{path}");
    }
}
