//! What a look-up by our code, and the same bytes again, prove.
use super::*;
use crate::{SettleWay, Settled};

/// A purchase whose answer was lost is settled with these answers; what came of it, and what was asked.
async fn settled(answers: Vec<Answer>) -> (Result<Settled, Problem>, Vec<Unsent>, Prepared) {
    let (bench, prepared) = prepared(account(), &consignment(), answers).await;
    let settled = ships().settle(bench.cx(), &prepared, &consignment()).await;
    (settled, bench.said().split_off(2), prepared)
}

#[tokio::test]
async fn what_is_found_was_sold_and_is_not_sent_again() {
    let (result, said, _) = settled(vec![recorded!("found_200.json")]).await;
    let Ok(Settled::Bought(bought)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(bought.carrier_ref, ORDER);
    assert_eq!(bought.charged, dong(25_500), "what was quoted");
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(said.len(), 1);
    assert_eq!(
        said[0].url,
        format!("{API}/v2/shipping-order/detail-by-client-code")
    );
    assert_eq!(said[0].body, json!({ "client_order_code": CODE }));
    assert_eq!(ships().settle_way(&account()), SettleWay::Resend);
}

#[tokio::test]
async fn what_is_not_found_is_sent_again_to_the_byte() {
    let answers = vec![
        recorded!("found_nothing_400.json"),
        recorded!("ship_200.json"),
    ];
    let (result, said, prepared) = settled(answers).await;
    assert!(matches!(result, Ok(Settled::Bought(bought)) if bought.carrier_ref == ORDER));
    assert_eq!(said[1].operation, "resend");
    assert_eq!(said[1].url, prepared.request.url);
    assert_eq!(said[1].body, body(&prepared.request.body));
}

#[tokio::test]
async fn a_refusal_of_what_is_not_there_is_certain() {
    let answers = vec![
        recorded!("found_nothing_400.json"),
        recorded!("phone_400.json"),
    ];
    let (result, _, _) = settled(answers).await;
    assert!(matches!(result, Ok(Settled::NotBought(p)) if p.carrier_code == "PHONE_INVALID"));
}

#[tokio::test]
async fn what_is_at_it_or_not_well_is_asked_again() {
    for (answer, wait) in [
        (recorded!("busy_400.json"), 10),
        (recorded!("down_500.json"), 120),
        (crate::spoilt::answer(200, "{}"), 120),
    ] {
        let (result, _, _) = settled(vec![recorded!("found_nothing_400.json"), answer]).await;
        let Ok(Settled::StillUnknown(problem)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
        assert_eq!(problem.retry_after, Some(wait));
        assert!(problem.hint.contains(CODE), "{problem:?}");
    }
}

#[tokio::test]
async fn one_that_is_cancelled_is_a_persons() {
    let (result, said, _) = settled(vec![recorded!("found_cancelled_200.json")]).await;
    let Ok(Settled::StillUnknown(problem)) = result else {
        panic!("{result:?}")
    };
    assert!(problem.text.contains(ORDER) && problem.hint.contains(CODE));
    assert_eq!((problem.retry_after, said.len()), (None, 1));
}

#[tokio::test]
async fn a_look_up_that_fails_proves_nothing_and_nothing_is_sent() {
    let foreign = include_str!("../fixtures/found_200.json").replace(CODE, "1002-other");
    for (answer, kind) in [
        (recorded!("token_401.json"), ProblemKind::Auth),
        (recorded!("throttled_429.json"), ProblemKind::RateLimited),
        (recorded!("down_500.json"), ProblemKind::Unavailable),
        (
            crate::spoilt::answer(200, &foreign),
            ProblemKind::Unavailable,
        ),
        (
            crate::spoilt::answer(200, "<html>"),
            ProblemKind::Unavailable,
        ),
    ] {
        let (result, said, _) = settled(vec![answer]).await;
        assert_eq!(result.unwrap_err().kind, kind);
        assert_eq!(said.len(), 1, "it was not sent again");
    }
}
