//! Connection tests, and problems in words.
use super::*;

#[test]
fn a_connection_test_says_what_it_reached() {
    let version = connection::parse_server(&recorded!("server_200.json")).expect("Karrio");
    assert_eq!(version, "2026.1.32");
    assert_eq!(
        connection::parse_connections(&recorded!("connections_200.json"), &version).expect("list"),
        "Karrio 2026.1.32 answers with 2 connected carriers: UPS, Valley Courier"
    );
    let problem = connection::parse_server(&recorded!("wrong_key_401.json")).expect_err("key");
    assert_eq!(problem.kind, ProblemKind::Auth);
    for other in [
        recorded!("page_404.html"),
        answer(200, "<html>"),
        answer(200, "{}"),
        answer(302, ""),
    ] {
        let problem = connection::parse_server(&other).expect_err("not Karrio");
        assert_eq!(problem.field.as_deref(), Some("url"));
    }
}

#[test]
fn names_are_spelled_as_people_spell_them() {
    for (code, name) in [
        ("ups", "UPS"),
        ("dhl_express", "DHL Express"),
        ("gls_de", "GLS DE"),
        ("valley-courier", "Valley Courier"),
        ("", ""),
    ] {
        assert_eq!(spoken(code), name);
    }
}

#[test]
fn validation_points_to_our_form() {
    let problem = problem(&recorded!("validation_400.json"), Effect::Asks);
    assert_eq!(problem.field.as_deref(), Some("ship_to.country"));
    assert!(
        problem.text.contains("parcels[0].weight_unit"),
        "all of them are said: {}",
        problem.text
    );
    assert_eq!(
        answer::field("parcels[0].weight_unit: no").as_deref(),
        Some("parcels.0.weight_unit")
    );
    assert_eq!(
        answer::field("Something: else"),
        Some("Something".to_owned())
    );
    assert_eq!(answer::field("no colon"), None);
}

#[test]
fn throttling_says_how_long() {
    let mut headers = HeaderMap::new();
    headers.insert("retry-after", HeaderValue::from_static("60"));
    let throttled = Answer::new(
        429,
        headers,
        recorded!("throttled_429.json").body,
        Timestamp::UNIX_EPOCH,
    );
    assert_eq!(problem(&throttled, Effect::Asks).retry_after, Some(60));
}

#[test]
fn a_server_that_sends_us_on_says_where_to() {
    let mut headers = HeaderMap::new();
    headers.insert(
        "location",
        HeaderValue::from_static("https://elsewhere.example.com/"),
    );
    let moved = Answer::new(301, headers, Vec::new(), Timestamp::UNIX_EPOCH);
    let problem = problem(&moved, Effect::Asks);
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(problem.text.contains("https://elsewhere.example.com/"));
}

#[test]
fn a_carrier_that_says_nothing_still_has_a_code() {
    let message = serde_json::from_value(json!({ "code": 42, "carrier_name": "ups" })).unwrap();
    let problem = carrier_problem(&message, Effect::Binds);
    assert_eq!(problem.text, "UPS refuses with code 42");
}
