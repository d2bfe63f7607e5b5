//! What an answer to a purchase proves, and that a person settles what is unknown.
use super::*;
use crate::{SettleWay, Settled};

#[tokio::test]
async fn nobody_but_a_person_settles() {
    let (bench, prepared) = prepared(account(), &consignment(), []).await;
    let asked = bench.said().len();
    let settled = ships().settle(bench.cx(), &prepared, &consignment()).await;
    let Ok(Settled::StillUnknown(problem)) = settled else {
        panic!("{settled:?}")
    };
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert!(problem.hint.contains(OURS), "{problem:?}");
    assert_eq!(problem.retry_after, None, "asking again would not help");
    assert_eq!(bench.said().len(), asked, "nobody was asked");
    assert_eq!(ships().settle_way(&account()), SettleWay::AskAPerson);
}

#[tokio::test]
async fn only_a_clear_sale_and_a_clear_refusal_are_what_they_are() {
    use ProblemKind::{Auth, Invalid, RateLimited, Refused, UnknownOutcome};
    let contradiction = include_str!("../fixtures/ship_200.json").replace(
        "\"status\":200,\"error\":false",
        "\"status\":204,\"error\":true",
    );
    let plain = |status, text: &str| crate::spoilt::answer(status, text);
    for (answer, kind) in [
        (recorded!("route_200.json"), Refused),
        (
            refusal(201, "Blocking create order, please check the configuration"),
            Refused,
        ),
        (recorded!("ward_200.json"), Invalid),
        (recorded!("token_200.json"), Auth),
        (plain(429, "{}"), RateLimited),
        // Something may have been ordered.
        (recorded!("duplicate_200.json"), UnknownOutcome),
        (recorded!("system_200.json"), UnknownOutcome),
        (refusal(205, "Error: system error"), UnknownOutcome),
        (
            refusal(200, "Price does not apply to this itinerary!"),
            UnknownOutcome,
        ),
        (plain(200, &contradiction), UnknownOutcome),
        (
            plain(200, r#"{"status":204,"error":false,"message":"no"}"#),
            UnknownOutcome,
        ),
        (
            plain(500, include_str!("../fixtures/route_200.json")),
            UnknownOutcome,
        ),
        (
            plain(
                400,
                r#"{"status":400,"error":"Bad Request","message":"JSON"}"#,
            ),
            UnknownOutcome,
        ),
        (
            plain(
                200,
                r#"{"status":200,"error":false,"message":"OK","data":{}}"#,
            ),
            UnknownOutcome,
        ),
        (plain(504, "<html>"), UnknownOutcome),
        (plain(200, ""), UnknownOutcome),
    ] {
        let shown = String::from_utf8_lossy(&answer.body).into_owned();
        let (bench, prepared) = prepared(account(), &consignment(), [answer]).await;
        let bought = ships().buy(bench.cx(), &prepared, &consignment()).await;
        let problem = bought.expect_err(&shown);
        assert_eq!(problem.kind, kind, "{shown}: {problem:?}");
    }
}

#[tokio::test]
async fn an_order_that_is_there_already_is_a_persons() {
    let answers = [recorded!("duplicate_200.json")];
    let (bench, prepared) = prepared(account(), &consignment(), answers).await;
    let bought = ships().buy(bench.cx(), &prepared, &consignment()).await;
    let problem = bought.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert!(problem.text.contains("not which"), "{problem:?}");
    assert!(problem.hint.contains("viettelpost.vn"), "{problem:?}");
    let bought: Vec<_> = bench
        .said()
        .into_iter()
        .filter(|s| s.url.ends_with("createOrder"))
        .collect();
    assert_eq!(bought.len(), 1, "it was sent once");
}
