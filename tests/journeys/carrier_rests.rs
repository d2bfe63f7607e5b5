//! A carrier that fails again and again is left alone, which is shown, and a person may ask it all the same.
use journeys::bench::Bench;
use pb_domain::ProblemKind;
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{AccountView, AccountsView, CallStats, Code, RateOutcome, TestResult};
use serde_json::{Value, json};

fn account(bench: &Bench) -> AccountView {
    let view: AccountsView = bench.ask("accounts", json!({}));
    let account = view.accounts.into_iter().find(|a| a.name == "Karrio");
    account.expect("the account")
}

#[test]
fn a_carrier_that_fails_rests_until_a_person_asks_it() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("B-1"));
    let purchase = bench.purchase(&draft, "Karrio", false);
    let rated = || {
        let list = bench.rates(&draft);
        let line = list.lines.iter().find(|l| l.account_name == "Karrio");
        line.expect("the account's line").clone()
    };
    assert_eq!(account(&bench).resting, None);

    bench
        .karrio
        .fail_all(Op::Rates, Fault::instead(Answer::Html500));
    for _ in 0..5 {
        rated();
    }
    let resting = account(&bench).resting.expect("it rests");
    assert!(resting.why.contains("status 500"), "{resting:?}");
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let rest = at(&resting.until).duration_since(at(&resting.since));
    assert_eq!(rest.as_secs(), 60);

    // Nothing leaves, and the line of the rates says why.
    let asked = bench.karrio.requests().len();
    let (RateOutcome::Failed { problem } | RateOutcome::Remembered { problem, .. }) =
        rated().outcome
    else {
        panic!("{:?}", rated());
    };
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(problem.text.contains("rests since"), "{problem:?}");
    assert!(problem.retry_after.is_some_and(|s| s <= 61), "{problem:?}");
    let refused = bench.attempt::<Value>("buy", &purchase).expect_err("rests");
    assert_eq!(refused.code, Code::CarrierUnreachable, "{refused:?}");
    assert_eq!(bench.karrio.requests().len(), asked, "nothing left");
    assert_eq!(bench.karrio.ledger(), []);

    bench.karrio.heal();
    let id = account(&bench).id;
    bench.ask::<TestResult>("test_account", json!({ "id": id }));
    assert_eq!(account(&bench).resting, None, "it answered");
    assert!(matches!(rated().outcome, RateOutcome::Rates { .. }));
    bench.ask::<Value>("buy", &purchase);
    assert_eq!(bench.karrio.ledger().len(), 1);

    // All of it is counted.
    let rates = bench.until("the calls are written down", || {
        let stats: CallStats = bench.ask("call_stats", json!({ "span": "today" }));
        let buys = stats.rows.iter().any(|r| r.operation == "buy");
        let rates = stats.rows.into_iter().find(|r| r.operation == "rate");
        rates.filter(|_| buys)
    });
    assert_eq!(rates.carrier, "Karrio");
    assert_eq!((rates.calls, rates.failed), (7, 5), "{rates:?}");
    assert!(rates.p50_ms <= rates.p95_ms);
}
