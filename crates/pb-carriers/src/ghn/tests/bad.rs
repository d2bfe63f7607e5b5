//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with GHN's own
//! code and words where it has some.
use super::*;
use crate::spoilt::{Good, answer, bears};
use crate::{Asked, Reads as _};

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("test", Asks, recorded!("shops_200.json")),
        ("places", Asks, recorded!("wards_new_200.json")),
        ("rate", Asks, recorded!("preview_200.json")),
        ("serviceability", Asks, recorded!("preview_200.json")),
        ("shifts", Asks, recorded!("shifts_200.json")),
        ("buy", Binds, recorded!("ship_200.json")),
        ("find", Asks, recorded!("found_200.json")),
        ("resend", Binds, recorded!("ship_200.json")),
        ("void", Binds, recorded!("cancel_200.json")),
        ("label token", Asks, recorded!("label_token_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("track", Asks, recorded!("track_200.json")),
        ("instruct", Binds, recorded!("cancel_200.json")),
        ("update", Binds, recorded!("updated_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: match name {
            "find" => CODE,
            _ => ORDER,
        },
        quoted: dong(25_500),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::GhnReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::GhnReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_labels_and_tokens() {
    let shown = |name: &str| {
        let (_, _, good) = operations()
            .into_iter()
            .find(|(n, _, _)| *n == name)
            .unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("test"), json!({ "shops": [885, 886] }));
    assert_eq!(shown("places")["places"][0]["name"], "Phường Sài Gòn");
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 25_500);
    assert_eq!(shown("serviceability")["served"], true);
    assert_eq!(shown("shifts")["shifts"][0]["id"], 3);
    assert_eq!(shown("buy")["tracking_numbers"], json!([ORDER]));
    assert_eq!(
        shown("find"),
        json!({ "order_code": ORDER, "sort_code": "190-G-01-A2" })
    );
    assert_eq!(shown("void"), json!({ "done": true }));
    assert_eq!(shown("label token"), json!({ "token": true }));
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("track")["status"], "out_for_delivery");
    let told = parse(
        "webhook",
        &answer(200, include_str!("../fixtures/news.json")),
    );
    assert_eq!(told.unwrap()[0]["tracking_number"], ORDER);
}

#[test]
fn failures_in_ghns_words_keep_them() {
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        let in_200 = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Invalid,
        };
        for (failed, code, kind, field) in [
            (
                recorded!("input_400.json"),
                "USER_ERR_COMMON",
                ProblemKind::Invalid,
                None,
            ),
            (
                recorded!("phone_400.json"),
                "PHONE_INVALID",
                ProblemKind::Invalid,
                Some("ship_to.phone"),
            ),
            (
                recorded!("ward_400.json"),
                "WARD_NAME_NOT_VALID",
                ProblemKind::Invalid,
                Some("ship_to.ward"),
            ),
            (
                recorded!("route_400.json"),
                "ROUTE_NOT_FOUND_SERVICE",
                ProblemKind::Refused,
                None,
            ),
            (
                recorded!("shop_400.json"),
                "CLIENT_NOT_OWNER_OF_SHOP",
                ProblemKind::Auth,
                Some("shop_id"),
            ),
            (
                recorded!("token_401.json"),
                "401",
                ProblemKind::Auth,
                Some("token"),
            ),
            (
                recorded!("throttled_429.json"),
                "429",
                ProblemKind::RateLimited,
                None,
            ),
            (
                recorded!("busy_400.json"),
                "USER_ERR_COMMON",
                in_doubt,
                None,
            ),
            (
                recorded!("unwell_400.json"),
                "SERVER_ERR_COMMON",
                in_doubt,
                None,
            ),
            (
                recorded!("down_500.json"),
                "SERVER_ERROR_COMMON",
                in_doubt,
                None,
            ),
            (recorded!("refusal_200.json"), "PHONE_INVALID", in_200, None),
        ] {
            let result = parse(name, &failed);
            // These two understand a no as an answer.
            if name == "serviceability" && code == "ROUTE_NOT_FOUND_SERVICE" {
                assert_eq!(result.unwrap()["served"], false);
                continue;
            }
            if name == "find" && matches!(kind, ProblemKind::Invalid | ProblemKind::Refused) {
                assert_eq!(result.unwrap(), json!({ "order_code": null }));
                continue;
            }
            let problem = result.expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}: {failed:?}"
            );
            assert!(!problem.carrier_text.is_empty(), "{name}: {failed:?}");
            if field.is_some() {
                assert_eq!(problem.field.as_deref(), field, "{name}");
            }
        }
    }
}

#[test]
fn the_words_are_those_for_a_person() {
    let says = |answer: &Answer| parse("track", answer).unwrap_err().carrier_text;
    assert_eq!(
        says(&recorded!("phone_400.json")),
        "Số điện thoại không hợp lệ"
    );
    let bare = answer(
        400,
        r#"{"code":400,"message":"Lỗi - chi tiết - order not found","data":null}"#,
    );
    assert_eq!(says(&bare), "order not found", "the last part says it");
    let from = answer(
        400,
        r#"{"code":400,"message":"from_phone is not valid","code_message":"PHONE_INVALID"}"#,
    );
    assert_eq!(
        parse("rate", &from).unwrap_err().field.as_deref(),
        Some("ship_from.phone")
    );
    let busy = parse("buy", &recorded!("busy_400.json")).unwrap_err();
    assert_eq!(busy.retry_after, Some(10));
}

#[test]
fn numbers_may_be_texts() {
    let texts = include_str!("../fixtures/ship_200.json")
        .replace("\"total_fee\":25500", "\"total_fee\":\"25500\"")
        .replace("\"code\":200", "\"code\":\"200\"");
    let bought = parse("buy", &answer(200, &texts)).unwrap();
    assert_eq!(bought["charged"]["minor"], 25_500);
    // A price that is none does not unmake the sale.
    let priceless = include_str!("../fixtures/ship_200.json").replace("25500", "null");
    let bought = parse("buy", &answer(200, &priceless)).unwrap();
    assert_eq!(bought["charged"]["minor"], 25_500, "what was quoted");
}
