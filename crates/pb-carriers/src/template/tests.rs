//! What leaves, what is made of every answer, and of those that nobody should give.
#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::engine::{Answer, Effect};
use crate::named;
use crate::spoilt::{Good, answer, bears};
use pb_domain::{Problem, ProblemKind};
use serde_json::{Value, json};

macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        answer(status.unwrap(), include_str!(concat!("fixtures/", $name)))
    }};
}

fn read(operation: &str, answer: &Answer) -> Result<Value, Problem> {
    named::read(&PROFILE, operation, &json!({}), answer).unwrap_or_else(Err)
}

fn good() -> Vec<Good> {
    use Effect::{Asks, Binds};
    vec![
        Good::new("rate", Asks, recorded!("rate_200.json")),
        Good::new("buy", Binds, recorded!("buy_200.json")),
        Good::new("void", Binds, recorded!("void_200.json")),
        Good::new("track", Asks, recorded!("track_200.json")),
    ]
}

#[test]
fn bad_answers_do_no_harm() {
    bears(&reads::TemplateReads, &good(), read);
}

#[test]
fn answers_are_understood() {
    let bought = read("buy", &recorded!("buy_200.json")).unwrap();
    assert_eq!(bought["tracking_numbers"], json!(["TP000000017"]));
    assert_eq!(bought["labels"], json!([{ "format": "zpl", "bytes": 6 }]));
    let track = read("track", &recorded!("track_200.json")).unwrap();
    assert_eq!(track["status"], "in_transit");
    for operation in ["rate", "buy", "void", "track"] {
        let problem = read(operation, &recorded!("refused_422.json")).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused, "{operation}");
        assert_eq!(problem.carrier_code, "too_heavy");
    }
}

#[tokio::test]
async fn a_purchase_leaves_whole_and_with_its_key() {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let input = json!({
        "rate": { "service": "NEXT" },
        "purchase": "0193c0de-0000-7000-8000-000000000001",
    });
    let outcome = named::run(&PROFILE, "buy", &input, vec![recorded!("buy_200.json")]);
    let outcome = outcome.await.unwrap();
    let request = &outcome.requests[0];
    assert_eq!(request.url, "https://api.carrier.example/v1/orders");
    let key = "Idempotency-Key: 0193c0de-0000-7000-8000-000000000001";
    assert!(request.headers.iter().any(|h| h == key), "{request:?}");
    assert_eq!(
        request.body,
        json!({
            "sender": {
                "name": "Ada Acorn", "street": ["12 Mill Road"], "town": "Austin",
                "postcode": "78701", "country": "US",
            },
            "recipient": {
                "name": "Bo Birch", "street": ["350 Fifth Avenue"], "town": "New York",
                "postcode": "10118", "country": "US",
            },
            "parcels": [1250],
            "service": "NEXT",
            "reference": "1001",
        })
    );
    assert_eq!(outcome.result.unwrap()["shipment"], "O-1");
}

#[test]
fn its_numbers_are_known_by_their_form() {
    assert_eq!(likeness("TP000000017"), Likeness::Form);
    for odd in ["", "TP", "TP00000017", "XX000000017", "TP00000001A"] {
        assert_eq!(likeness(odd), Likeness::No, "{odd}");
    }
}
