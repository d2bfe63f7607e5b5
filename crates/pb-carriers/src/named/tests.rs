//! Every carrier's operations by name: what would leave, what is masked, what is made of answers.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::{CARRIERS, find, spoilt};

fn crypto() {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
}

#[tokio::test]
async fn every_operation_says_what_would_leave_or_what_it_lacks() {
    crypto();
    for carrier in CARRIERS {
        for operation in operations(carrier) {
            let at = format!("{} {}", carrier.id, operation.name);
            let input = json!({ "rate": { "service": "SERVICE" } });
            let outcome = run(carrier, operation.name, &input, Vec::new())
                .await
                .unwrap();
            let asks = !outcome.requests.is_empty();
            let lacks = outcome.problem.as_ref().is_some_and(|p| !p.text.is_empty());
            // Who settles by asking a person asks nobody else.
            let known = outcome.result.is_some() && operation.name == "settle";
            assert!(asks || lacks || known, "{at}: {outcome:?}");
            assert!(outcome.requests.len() <= 1, "{at}: nothing was answered");
            let shown = format!("{outcome:?}") + &json!(outcome).to_string();
            assert!(!shown.contains("secret-"), "{at}: {shown}");
        }
    }
}

#[tokio::test]
async fn what_is_not_offered_is_said_with_what_is() {
    crypto();
    for carrier in CARRIERS {
        let offered: Vec<_> = operations(carrier).map(|o| o.name).collect();
        let none = run(carrier, "teleport", &Value::Null, Vec::new())
            .await
            .unwrap_err();
        assert_eq!(none.kind, ProblemKind::Unsupported);
        assert!(offered.iter().all(|o| none.hint.contains(o)), "{none:?}");
        let answer = spoilt::answer(200, "{}");
        let none = read(carrier, "teleport", &Value::Null, &answer).unwrap_err();
        assert_eq!(none.kind, ProblemKind::Unsupported);
    }
}

#[tokio::test]
async fn an_input_is_laid_over_the_example() {
    crypto();
    let ups = find("ups").unwrap();
    let input = json!({
        "account": { "settings": { "account_number": "a1b2c3" } },
        "consignment": { "ship_to": { "city": "Buffalo", "postal_code": "14201" } },
    });
    let outcome = run(ups, "rate", &input, Vec::new()).await.unwrap();
    assert_eq!((outcome.result, outcome.problem), (None, None));
    let request = &outcome.requests[0];
    assert_eq!(
        (request.operation, request.method.as_str()),
        ("rate", "POST")
    );
    let ship_to = &request.body["RateRequest"]["Shipment"]["ShipTo"]["Address"];
    assert_eq!(ship_to["City"], "Buffalo");
    assert_eq!(ship_to["AddressLine"][0], "350 Fifth Avenue");
    let token = "authorization: …".to_owned();
    assert!(request.headers.contains(&token), "{:?}", request.headers);

    for (odd, says) in [
        (json!({ "parcels": 3 }), "parcels"),
        (json!({ "consignment": { "parcels": 3 } }), "invalid type"),
        (json!([1]), "invalid type"),
    ] {
        let problem = run(ups, "rate", &odd, Vec::new()).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Invalid);
        assert!(problem.text.contains(says), "{problem:?}");
    }
}

#[tokio::test]
async fn an_answer_is_taken_for_the_carriers() {
    crypto();
    let ups = find("ups").unwrap();
    let input = json!({
        "account": { "settings": { "account_number": "a1b2c3" } },
        "rate": { "service": "03" },
    });
    let good = include_str!("../ups/fixtures/ship_200.json");
    let outcome = run(ups, "buy", &input, vec![spoilt::answer(200, good)])
        .await
        .unwrap();
    let result = outcome.result.unwrap();
    assert_eq!(result["tracking_numbers"], json!(["1ZA1B2C30310420013"]));
    assert_eq!(result["labels"][0]["format"], "zpl");
    let refused = include_str!("../ups/fixtures/service_400.json");
    let outcome = run(ups, "buy", &input, vec![spoilt::answer(400, refused)])
        .await
        .unwrap();
    assert_eq!(outcome.problem.unwrap().carrier_code, "111212");

    let none = json!({ "account": { "settings": { "account_number": "a1b2c3" } } });
    let outcome = run(ups, "buy", &none, Vec::new()).await.unwrap();
    assert_eq!(
        outcome.problem.unwrap().field.as_deref(),
        Some("rate.service")
    );
    assert_eq!(outcome.requests, []);
}

#[test]
fn an_answer_is_read_alone() {
    let ups = find("ups").unwrap();
    let good = include_str!("../ups/fixtures/track_200.json");
    let input = json!({ "number": "1ZA1B2C30310420013" });
    let read_alone = read(ups, "track", &input, &spoilt::answer(200, good));
    let read_alone = read_alone.unwrap().unwrap();
    assert!(!read_alone["events"].as_array().unwrap().is_empty());
    let unreadable = read(ups, "track", &input, &spoilt::answer(200, "{}"));
    let problem = unreadable.unwrap().unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unavailable);
}
