//! Drafts, sales, and everything that is neither.
use super::*;

fn prepared() -> Prepared {
    ship::parse_draft(
        &recorded!("draft_201.json"),
        &server(),
        &offer(),
        usd(1_234),
        "ZPL",
    )
    .expect("a draft")
}

fn buy(answer: &Answer) -> Result<Bought, Problem> {
    ship::parse_purchase(answer, usd(1_234), 2)
}

#[test]
fn a_draft_becomes_a_purchase_by_its_id() {
    let prepared = prepared();
    assert!(prepared.reference.starts_with("shp_"));
    assert_eq!(prepared.quoted, usd(1_234));
    assert_eq!(
        prepared.request.url,
        format!(
            "https://ship.example.com/karrio/v1/shipments/{}/purchase",
            prepared.reference
        )
    );
    let purchase = body(&prepared.request);
    assert!(
        purchase["selected_rate_id"]
            .as_str()
            .unwrap()
            .starts_with("rat_")
    );
    assert_eq!(purchase["label_type"], "ZPL", "never left out");
}

#[test]
fn a_draft_without_the_offer_is_no_purchase() {
    let other = Offer {
        service: "ups_3_day_select".to_owned(),
        ..offer()
    };
    let draft = recorded!("draft_201.json");
    let problem =
        ship::parse_draft(&draft, &server(), &other, usd(1), "ZPL").expect_err("not offered");
    assert_eq!(problem.kind, ProblemKind::Refused);
    let bought = recorded!("purchase_200.json");
    ship::parse_draft(&bought, &server(), &offer(), usd(1), "ZPL").expect_err("not a draft");
}

#[test]
fn a_sale_is_read_whole() {
    let bought = buy(&recorded!("purchase_200.json")).expect("sold");
    let numbers: Vec<_> = bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, ["1ZXXXXXXXXXXXXXXX1A", "1ZXXXXXXXXXXXXXXX1B"]);
    assert_eq!(bought.charged, usd(1_234));
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(bought.labels[0].format, Format::Zpl);
    assert!(bought.tracking_url.starts_with("https://www.ups.com/track"));
    assert_eq!(
        bought.carrier_data["shipment_identifier"],
        "1ZXXXXXXXXXXXXXXX1"
    );
    assert_eq!(bought.carrier_data["ext"], "ups");
}

/// A sale must stay one, whatever is odd about the rest of the answer.
#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let good: Value = serde_json::from_slice(&recorded!("purchase_200.json").body).unwrap();
    for (key, odd) in [
        ("selected_rate", json!({ "total_charge": "n/a" })),
        ("rates", json!({ "not": "a list" })),
        ("messages", json!("none")),
        ("shipping_documents", json!(null)),
        ("shipment_identifier", json!(null)),
        ("meta", json!([])),
    ] {
        let mut sale = good.clone();
        sale[key] = odd;
        let bought = buy(&answer(200, &sale.to_string())).expect(key);
        assert!(
            bought
                .parcels
                .iter()
                .all(|p| p.tracking_number.starts_with("1Z")),
            "{key}"
        );
        assert_eq!(bought.charged, usd(1_234), "{key}");
    }
}

/// Karrio leaves a random number in `parcels[].reference_number` when the carrier gives one number.
#[test]
fn one_number_for_all_parcels_is_given_to_all() {
    let mut sale: Value = serde_json::from_slice(&recorded!("purchase_200.json").body).unwrap();
    sale["meta"]["tracking_numbers"] = json!(["1ZA"]);
    sale["parcels"][1]["reference_number"] = json!("9e59467e79cd");
    let bought = buy(&answer(200, &sale.to_string())).expect("sold");
    assert_eq!(bought.parcels[0].tracking_number, "1ZA");
    assert_eq!(bought.parcels[1].tracking_number, "1ZXXXXXXXXXXXXXXX1");
}

#[test]
fn a_label_is_what_its_bytes_are() {
    let with = |base64: &str| {
        let mut sale: Value = serde_json::from_slice(&recorded!("purchase_200.json").body).unwrap();
        sale["shipping_documents"][0]["base64"] = json!(base64);
        buy(&answer(200, &sale.to_string())).expect("sold").labels
    };
    assert_eq!(
        with("JVBERi0xLjQK")[0].format,
        Format::Pdf,
        "whatever was asked for"
    );
    assert_eq!(
        with("PHN2Zz48L3N2Zz4="),
        [],
        "an SVG is none of ours: missing, not a failure"
    );
    assert_eq!(with("not base64!"), []);
    assert_eq!(with(""), []);
}

#[test]
fn every_answer_is_a_refusal_or_unknown() {
    use ProblemKind::{Auth, Invalid, RateLimited, Refused, UnknownOutcome};
    let page = include_str!("../fixtures/page_404.html");
    let stored_badly = r#"{"errors":[{"code":"validation","level":"error","message":"label_type: \"ZPL203DPI\" is not a valid choice."}]}"#;
    let bare_status = r#"{"messages":[{"code":503,"message":"Service Unavailable","carrier_name":"mydhl","carrier_id":"dhl"}]}"#;
    let status_on_500 = r#"{"messages":[{"code":"120100","message":"No","carrier_name":"ups"}]}"#;
    for (name, given, kind, code) in [
        (
            "refused",
            recorded!("purchase_refused_424.json"),
            Refused,
            "120100",
        ),
        (
            "lost",
            recorded!("purchase_lost_424.json"),
            UnknownOutcome,
            "SHIPPING_SDK_INTERNAL_ERROR",
        ),
        (
            "empty",
            recorded!("purchase_empty_424.json"),
            UnknownOutcome,
            "failure",
        ),
        (
            "again",
            recorded!("purchase_again_409.json"),
            UnknownOutcome,
            "state_error",
        ),
        (
            "bad rate",
            recorded!("bad_rate_400.json"),
            Invalid,
            "service_unavailable",
        ),
        (
            "validation",
            recorded!("validation_400.json"),
            Invalid,
            "validation",
        ),
        (
            "validation after the sale",
            answer(400, stored_badly),
            UnknownOutcome,
            "validation",
        ),
        (
            "wrong key",
            recorded!("wrong_key_401.json"),
            Auth,
            "invalid_token",
        ),
        (
            "no shipment",
            recorded!("no_shipment_404.json"),
            Refused,
            "not_found",
        ),
        (
            "throttled",
            recorded!("throttled_429.json"),
            RateLimited,
            "throttled",
        ),
        (
            "server error",
            recorded!("server_error_500.json"),
            UnknownOutcome,
            "",
        ),
        ("page", recorded!("page_404.html"), UnknownOutcome, ""),
        ("page from a proxy", answer(502, page), UnknownOutcome, ""),
        ("page that says fine", answer(200, page), UnknownOutcome, ""),
        ("nothing", answer(200, ""), UnknownOutcome, ""),
        (
            "half",
            answer(200, r#"{"id":"shp_1","sta"#),
            UnknownOutcome,
            "",
        ),
        (
            "still a draft",
            answer(
                200,
                r#"{"id":"shp_1","status":"draft","tracking_number":null}"#,
            ),
            UnknownOutcome,
            "",
        ),
        (
            "no number",
            answer(200, r#"{"id":"shp_1","status":"created"}"#),
            UnknownOutcome,
            "",
        ),
        ("redirect", answer(307, ""), UnknownOutcome, ""),
        (
            "bare status",
            answer(424, bare_status),
            UnknownOutcome,
            "503",
        ),
        (
            "messages on a 500",
            answer(500, status_on_500),
            UnknownOutcome,
            "",
        ),
    ] {
        let problem = buy(&given).expect_err(name);
        assert_eq!(problem.kind, kind, "{name}: {problem:?}");
        assert_eq!(problem.carrier_code, code, "{name}: {problem:?}");
        assert!(!problem.text.is_empty(), "{name}");
    }
}

#[test]
fn a_refusal_hidden_behind_a_loss_is_a_loss() {
    let both = r#"{"messages":[{"code":"120100","message":"No","level":"error"},{"code":"SHIPPING_SDK_INTERNAL_ERROR","message":"dropped"}]}"#;
    assert_eq!(
        buy(&answer(424, both)).expect_err("lost").kind,
        ProblemKind::UnknownOutcome
    );
}

#[test]
fn the_label_comes_again() {
    let labels = label::parse(&recorded!("label_200.json")).expect("a label");
    assert_eq!(labels[0].format, Format::Zpl);
    let problem = label::parse(&recorded!("no_label_404.json")).expect_err("none");
    assert_eq!(problem.kind, ProblemKind::Refused);
}
