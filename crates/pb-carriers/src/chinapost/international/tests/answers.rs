//! What is made of every answer.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _, SettleWay, Settled};

fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds, Drafts};
    vec![
        ("test", Asks, recorded!("products_200.json")),
        ("buy", Binds, recorded!("ordered_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("track register", Drafts, recorded!("registered_200.json")),
        ("subscribe", Drafts, recorded!("registered_200.json")),
        ("track", Asks, recorded!("followed_200.json")),
    ]
}

fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: WAYBILL,
        quoted: yuan(6_500),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::InternationalReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::InternationalReads, &all, parse);
}

#[test]
fn a_no_is_a_no_and_a_failing_system_proves_nothing() {
    let refused = parse("buy", &recorded!("not_ordered_200.json")).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert_eq!(
        (refused.carrier_code.as_str(), refused.carrier_text.as_str()),
        ("B04", "收件人国家不支持该产品")
    );
    let unwell = parse("buy", &recorded!("in_doubt_200.json")).unwrap_err();
    assert_eq!(unwell.kind, ProblemKind::UnknownOutcome);
    assert_eq!(unwell.carrier_code, "S01");
    let none = parse("label", &recorded!("no_label_200.json")).unwrap_err();
    assert_eq!(none.kind, ProblemKind::Refused);
}

#[tokio::test]
async fn an_unknown_purchase_is_settled_by_a_person() {
    let bench = Bench::new(account(), []);
    let prepared = prepared(&bench, &consignment()).await.unwrap();
    assert_eq!(ships().settle_way(&bench.account), SettleWay::AskAPerson);
    let settled = ships()
        .settle(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    let Settled::StillUnknown(problem) = settled else {
        panic!("{settled:?}")
    };
    assert!(problem.hint.contains(ORDER), "{problem:?}");
    assert!(bench.said().is_empty());
}
