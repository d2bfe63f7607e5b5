//! What a look-up by our id, and the same bytes again, prove.
use super::*;
use crate::{SettleWay, Settled};

/// A purchase whose answer was lost is settled with these answers; what came of it, and what was asked.
async fn settled(answers: Vec<Answer>) -> (Result<Settled, Problem>, Vec<Unsent>, Prepared) {
    let bench = Bench::new(account(), answers);
    let prepared = prepare(&bench, &consignment()).await.unwrap();
    let settled = ships().settle(bench.cx(), &prepared, &consignment()).await;
    (settled, bench.said(), prepared)
}

#[tokio::test]
async fn what_is_found_was_sold_and_is_not_sent_again() {
    let answers = vec![recorded!("found_200.json"), recorded!("label_200.pdf")];
    let (result, said, _) = settled(answers).await;
    let Ok(Settled::Bought(bought)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(bought.carrier_ref, LABEL);
    assert_eq!(bought.charged, dong(31_900), "freight and insurance");
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(said.len(), 2);
    assert_eq!(said[0].operation, "find");
    assert_eq!(said[0].url, format!("{API}/shipment/v2/partner_id:{ID}"));
    assert_eq!(ships().settle_way(&account()), SettleWay::Resend);
}

#[tokio::test]
async fn what_is_found_without_a_price_costs_what_was_quoted() {
    let found = include_str!("../fixtures/found_200.json").replace("30400", "null");
    let (result, ..) = settled(vec![crate::spoilt::answer(200, &found)]).await;
    assert!(matches!(result, Ok(Settled::Bought(b)) if b.charged == dong(31_900)));
}

#[tokio::test]
async fn what_is_not_found_is_sent_again_to_the_byte() {
    for answer in [recorded!("ship_200.json"), recorded!("exists_200.json")] {
        let (result, said, prepared) =
            settled(vec![recorded!("found_nothing_200.json"), answer]).await;
        assert!(matches!(result, Ok(Settled::Bought(b)) if b.carrier_ref == LABEL));
        assert_eq!(said[1].operation, "resend");
        assert_eq!(said[1].url, prepared.request.url);
        assert_eq!(said[1].body, body(&prepared));
    }
}

#[tokio::test]
async fn a_refusal_of_what_is_not_there_is_certain() {
    for refused in [recorded!("refused_200.json"), recorded!("phone_400.json")] {
        let (result, ..) = settled(vec![recorded!("found_nothing_200.json"), refused]).await;
        assert!(matches!(result, Ok(Settled::NotBought(_))), "{result:?}");
    }
}

#[tokio::test]
async fn what_is_not_well_is_asked_again() {
    for answer in [
        recorded!("unwell_200.json"),
        recorded!("down_500.json"),
        crate::spoilt::answer(200, "{}"),
    ] {
        let (result, ..) = settled(vec![recorded!("found_nothing_200.json"), answer]).await;
        let Ok(Settled::StillUnknown(problem)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
        assert_eq!(problem.retry_after, Some(120));
        assert!(problem.hint.contains(ID), "{problem:?}");
    }
}

#[tokio::test]
async fn one_that_is_cancelled_is_a_persons() {
    let (result, said, _) = settled(vec![recorded!("found_cancelled_200.json")]).await;
    let Ok(Settled::StillUnknown(problem)) = result else {
        panic!("{result:?}")
    };
    assert!(problem.text.contains(LABEL) && problem.hint.contains(ID));
    assert_eq!((problem.retry_after, said.len()), (None, 1));
}

#[tokio::test]
async fn a_look_up_that_fails_proves_nothing_and_nothing_is_sent() {
    let foreign = include_str!("../fixtures/found_200.json").replace(ID, "1002-other");
    for (answer, kind) in [
        (recorded!("token_401.json"), ProblemKind::Auth),
        (recorded!("token_200.json"), ProblemKind::Auth),
        (recorded!("throttled_429.json"), ProblemKind::RateLimited),
        (recorded!("unwell_200.json"), ProblemKind::Unavailable),
        (recorded!("down_500.json"), ProblemKind::Unavailable),
        (
            crate::spoilt::answer(200, &foreign),
            ProblemKind::Unavailable,
        ),
        (
            crate::spoilt::answer(404, "<html>"),
            ProblemKind::Unavailable,
        ),
    ] {
        let (result, said, _) = settled(vec![answer]).await;
        assert_eq!(result.unwrap_err().kind, kind);
        assert_eq!(said.len(), 1, "it was not sent again");
    }
}
