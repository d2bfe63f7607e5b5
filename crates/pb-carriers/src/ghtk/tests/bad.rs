//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with GHTK's own
//! code and words where it has some.
use super::*;
use crate::spoilt::{Good, answer, bears};
use crate::{Asked, Reads as _};

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("test", Asks, recorded!("pickups_200.json")),
        ("rate", Asks, recorded!("fee_surcharge_200.json")),
        ("serviceability", Asks, recorded!("fee_200.json")),
        ("buy", Binds, recorded!("ship_200.json")),
        ("find", Asks, recorded!("found_200.json")),
        ("resend", Binds, recorded!("ship_200.json")),
        ("void", Binds, recorded!("cancel_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("track", Asks, recorded!("track_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: match name {
            "track" => LABEL,
            _ => ID,
        },
        quoted: dong(31_900),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::GhtkReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all = operations().into_iter();
    let all: Vec<Good> = all
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::GhtkReads, &all, parse);
}

#[test]
fn an_order_that_exists_may_be_spoilt_and_is_never_a_refusal() {
    let whole: Value = serde_json::from_slice(&recorded!("exists_200.json").body).unwrap();
    for (pointer, odd) in [
        ("/error/ghtk_label", Value::Null),
        ("/error/ghtk_label", json!(["S1"])),
        ("/error/ghtk_label", json!("/../")),
        ("/error/partner_id", json!("another")),
        ("/error/status", json!(-1)),
    ] {
        let mut spoilt = whole.clone();
        *spoilt.pointer_mut(pointer).unwrap() = odd;
        let problem = parse("buy", &answer(200, &spoilt.to_string())).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{spoilt}");
    }
}

#[test]
fn what_is_read_is_shown_without_labels() {
    let shown = |name: &str| {
        let mut all = operations().into_iter();
        let (_, _, good) = all.find(|(n, _, _)| *n == name).unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("test")["pickups"][0]["id"], "88256");
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 37_800);
    assert_eq!(shown("serviceability")["served"], true);
    assert_eq!(shown("buy")["tracking_numbers"], json!([LABEL]));
    assert_eq!(shown("find")["label"], LABEL);
    assert_eq!(shown("find")["charged"]["minor"], 31_900);
    assert_eq!(shown("void"), json!({ "done": true }));
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("track")["status"], "out_for_delivery");
    let cancelled = parse("find", &recorded!("found_cancelled_200.json"));
    assert_eq!(cancelled.unwrap(), json!({ "cancelled": LABEL }));
    let not = parse("rate", &recorded!("not_served_200.json")).unwrap();
    assert_eq!(
        (&not["rates"], &not["notes"][0]["kind"]),
        (&json!([]), &json!("refused"))
    );
    for news in [
        include_str!("../fixtures/news.form"),
        include_str!("../fixtures/news.json"),
    ] {
        let told = parse("webhook", &answer(200, news)).unwrap();
        assert_eq!(told[0]["tracking_number"], LABEL);
    }
}

#[test]
fn failures_in_ghtks_words_keep_them() {
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, code, kind, field) in [
            (
                recorded!("refused_200.json"),
                "30201",
                ProblemKind::Refused,
                None,
            ),
            (
                recorded!("ward_200.json"),
                "30105",
                ProblemKind::Invalid,
                Some("ship_to.ward"),
            ),
            (
                recorded!("phone_400.json"),
                "30104",
                ProblemKind::Invalid,
                Some("ship_to.phone"),
            ),
            (
                recorded!("token_401.json"),
                "20101",
                ProblemKind::Auth,
                Some(host::TOKEN),
            ),
            (
                recorded!("token_200.json"),
                "20101",
                ProblemKind::Auth,
                Some(host::TOKEN),
            ),
            (
                recorded!("throttled_429.json"),
                "429",
                ProblemKind::RateLimited,
                None,
            ),
            (recorded!("unwell_200.json"), "50001", in_doubt, None),
            (recorded!("down_500.json"), "500", in_doubt, None),
        ] {
            let result = parse(name, &failed);
            // It understands a no as an answer.
            if name == "find" && matches!(kind, ProblemKind::Invalid | ProblemKind::Refused) {
                assert_eq!(result.unwrap(), json!({ "label": null }));
                continue;
            }
            let problem = result.expect_err(name);
            let told = (
                problem.carrier_code.as_str(),
                problem.kind,
                problem.field.as_deref(),
            );
            assert_eq!(told, (code, kind, field), "{name}: {problem:?}");
            assert!(!problem.carrier_text.is_empty(), "{name}: {failed:?}");
        }
    }
}

#[test]
fn words_say_which_field_is_meant() {
    for (words, field) in [
        ("Không tìm thấy Quận/Huyện lấy hàng", "ship_from.district"),
        ("Tỉnh/Thành phố không hợp lệ", "ship_to.region"),
        ("Địa chỉ không hợp lệ", "ship_to.line1"),
        ("Số điện thoại lấy hàng không hợp lệ", "ship_from.phone"),
        ("Tiền thu hộ vượt quá 20 triệu", "options.cod"),
        ("Khối lượng vượt quá giới hạn", "parcels.0.weight"),
        // Letters and their marks apart.
        (
            "Không xác định được phu\u{31b}o\u{31b}\u{300}ng",
            "ship_to.ward",
        ),
    ] {
        let body = json!({ "success": false, "message": words }).to_string();
        let problem = parse("buy", &answer(200, &body)).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field), "{words}");
        assert_eq!(problem.carrier_text, words);
    }
}

#[test]
fn a_code_without_words_and_a_no_that_is_none() {
    let nested = r#"{"success":false,"message":"","error":{"code":"AREA_CLOSED"}}"#;
    let problem = parse("buy", &answer(200, nested)).unwrap_err();
    assert_eq!(
        (problem.carrier_code.as_str(), problem.kind),
        ("AREA_CLOSED", ProblemKind::Refused)
    );
    // Who is not let in may be told without more.
    let bare = parse("buy", &answer(403, r#"{"message":"Forbidden"}"#)).unwrap_err();
    assert_eq!(bare.kind, ProblemKind::Auth);
    for unclear in [
        r#"{"success":false}"#,
        r#"{"success":"false","message":"Không"}"#,
        r#"{"success":0,"message":"Không"}"#,
        r#"{"message":"Không"}"#,
    ] {
        let problem = parse("buy", &answer(200, unclear)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{unclear}");
    }
    // A yes with a status that says no is neither.
    let good = recorded!("ship_200.json");
    let good = String::from_utf8(good.body).unwrap();
    for status in [302, 400, 500] {
        let problem = parse("buy", &answer(status, &good)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{status}");
    }
    let refused = recorded!("refused_200.json");
    let moved = answer(302, &String::from_utf8(refused.body).unwrap());
    assert_eq!(
        parse("buy", &moved).unwrap_err().kind,
        ProblemKind::UnknownOutcome
    );
}

#[test]
fn a_price_that_is_none_does_not_unmake_the_sale() {
    let priceless = include_str!("../fixtures/ship_200.json").replace("\"30400\"", "null");
    let bought = parse("buy", &answer(200, &priceless)).unwrap();
    assert_eq!(bought["charged"]["minor"], 31_900, "what was quoted");
    let numbers = include_str!("../fixtures/ship_200.json")
        .replace("\"30400\"", "30500")
        .replace("\"1500\"", "null");
    let bought = parse("buy", &answer(200, &numbers)).unwrap();
    assert_eq!(bought["charged"]["minor"], 30_500);
}
