//! What settles an unknown purchase, and what does not.
use super::*;

fn resent(answer: &Answer) -> Result<Settled, Problem> {
    settle::resent(answer, &prepared(), 1, now())
}

fn found(answer: &Answer) -> Settled {
    settle::found(answer, &prepared(), 1, now()).unwrap_or_else(|p| panic!("{p:?}"))
}

#[test]
fn the_account_says_how() {
    for (setting, way) in [
        ("resend", SettleWay::Resend),
        ("find", SettleWay::FindByReference),
        ("person", SettleWay::AskAPerson),
        ("", SettleWay::AskAPerson),
        ("nonsense", SettleWay::AskAPerson),
    ] {
        assert_eq!(settle::way(&account(setting)), way, "{setting}");
    }
}

#[test]
fn the_same_request_again_is_answered_as_the_first() {
    assert!(matches!(
        resent(&recorded!("sold_201.json")),
        Ok(Settled::Bought(_))
    ));
    assert!(matches!(
        resent(&recorded!("refused_422.json")),
        Ok(Settled::NotBought(_))
    ));
}

#[test]
fn a_key_that_expired_is_for_a_person_and_never_a_new_purchase() {
    for unclear in [
        recorded!("key_expired_409.json"),
        recorded!("key_conflict_409.json"),
        recorded!("processing_409.json"),
        recorded!("duplicate_reference_409.json"),
        recorded!("internal_500.json"),
        recorded!("not_found_404.json"),
        answer(502, ""),
    ] {
        let Ok(Settled::StillUnknown(problem)) = resent(&unclear) else {
            panic!("{unclear:?}: nobody knows")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
    // A wrong token says nothing about the purchase.
    for failed in [
        recorded!("unauthorized_401.json"),
        recorded!("rate_limited_429.json"),
    ] {
        assert!(resent(&failed).is_err());
    }
}

#[test]
fn what_is_under_the_reference_is_adopted() {
    let Settled::Bought(bought) = found(&recorded!("found_200.json")) else {
        panic!("it was sold")
    };
    assert_eq!(bought.carrier_ref, "S-1042");
    assert!(matches!(
        found(&recorded!("found_refused_200.json")),
        Settled::NotBought(_)
    ));
}

#[test]
fn nothing_is_certain_before_the_service_says_so() {
    assert!(matches!(
        found(&recorded!("found_nothing_200.json")),
        Settled::NotBought(_)
    ));
    for (early, seconds) in [
        (recorded!("found_nothing_yet_200.json"), 120),
        (recorded!("found_processing_200.json"), 33),
    ] {
        let Settled::StillUnknown(problem) = found(&early) else {
            panic!("it may still be sold")
        };
        assert_eq!(problem.retry_after, Some(seconds));
    }
    let past = r#"{"settled":false,"settled_after":"2026-11-20T14:00:00Z","shipments":[]}"#;
    let Settled::StillUnknown(problem) = found(&answer(200, past)) else {
        panic!("it may still be sold")
    };
    assert_eq!(problem.retry_after, Some(1), "never at once");
}

#[test]
fn a_service_that_does_not_look_by_reference_proves_nothing() {
    let mut list: Value = wanted!("found_200.json");
    let one = list["shipments"][0].clone();
    list["shipments"] = json!([one, one]);
    let twice = found(&answer(200, &list.to_string()));
    assert!(matches!(twice, Settled::StillUnknown(_)));
    let mut other = one;
    other["reference"] = json!("another");
    list["shipments"] = json!([other]);
    let another = found(&answer(200, &list.to_string()));
    assert!(matches!(another, Settled::StillUnknown(_)));
    for failed in [
        answer(200, r#"{"shipments":[]}"#),
        answer(200, "[]"),
        answer(404, ""),
        recorded!("unsupported_422.json"),
        recorded!("unauthorized_401.json"),
        recorded!("internal_500.json"),
    ] {
        assert!(settle::found(&failed, &prepared(), 1, now()).is_err());
    }
}

#[test]
fn a_promise_must_stand_when_it_is_called_in() {
    let mut about = connection::parse(&recorded!("about_200.json")).unwrap();
    for way in [
        SettleWay::Resend,
        SettleWay::FindByReference,
        SettleWay::AskAPerson,
    ] {
        assert_eq!(connection::broken_promise(&about, way), None);
    }
    about.features.idempotency = false;
    about.features.find = false;
    assert!(connection::broken_promise(&about, SettleWay::Resend).is_some());
    assert!(connection::broken_promise(&about, SettleWay::FindByReference).is_some());
    assert_eq!(
        connection::broken_promise(&about, SettleWay::AskAPerson),
        None
    );
}
