//! What was paid and is not used is found in time, and voided where the merchant wants that: never what may
//! be on a parcel.
use jiff::SignedDuration;
use journeys::bench::Bench;
use journeys::clock::Clock;
use pb_domain::{PrintState, PurchaseState, RiskKind, ShipmentId, VoidState};
use pb_sim::PrinterFault;
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{
    AttentionKind, BenchState, Code, MoneyAtRisk, NewShipmentView, OfflineSettings, RiskRow,
    ShipmentView,
};
use serde_json::{Value, json};

fn bought(bench: &Bench, number: &str, print: bool) -> ShipmentView {
    let draft = bench.draft(bench.order(number));
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", print));
    if print {
        return bench.until_print(bought.id, PrintState::Printed);
    }
    bought
}

fn settings(bench: &Bench, change: impl FnOnce(&mut OfflineSettings)) {
    let mut settings: OfflineSettings = bench.ask("offline_settings", json!({}));
    assert!(!settings.void_unused, "off unless it is switched on");
    change(&mut settings);
    bench.ask::<OfflineSettings>("save_offline_settings", &settings);
}

fn look(bench: &Bench) -> MoneyAtRisk {
    bench.ask("look_for_risk", json!({}))
}

fn row(risk: &MoneyAtRisk, shipment: ShipmentId) -> Option<RiskRow> {
    risk.rows.iter().find(|r| r.shipment == shipment).cloned()
}

fn kind(risk: &MoneyAtRisk, shipment: ShipmentId) -> Option<RiskKind> {
    row(risk, shipment).map(|r| r.kind)
}

/// What needs a person; as days pass, a backup is overdue as well.
fn attention(bench: &Bench) -> Vec<String> {
    let state: BenchState = bench.ask("bench", json!({}));
    let money = state.attention.iter();
    let money = money.filter(|a| a.kind != AttentionKind::Backup);
    let kinds = money.map(|a| json!(a.kind));
    kinds
        .filter_map(|k| k.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn a_label_that_never_printed_is_warned_of_and_then_voided() {
    let clock = Clock::new();
    let bench = Bench::with_clock(&clock);
    let shipment = bought(&bench, "T-1", false);
    let risk = look(&bench);
    let first = row(&risk, shipment.id).expect("it is not on paper");
    assert_eq!(first.kind, RiskKind::NeverPrinted);
    assert_eq!(Some(first.amount), shipment.charged);
    assert!(
        first.assumed,
        "Karrio does not say how long it can be voided"
    );
    assert!(first.can.print && first.can.void && first.can.seen);
    assert_eq!(risk.totals, [first.amount]);
    assert_eq!(attention(&bench), [] as [&str; 0], "there is time");

    // Warned before its time is over, and left alone.
    clock.days_ahead(6);
    look(&bench);
    assert_eq!(attention(&bench), ["void_deadline"]);
    assert_eq!(bench.shipment(shipment.id).purchase, PurchaseState::Bought);
    assert_eq!(asked_to_void(&bench), 0);

    settings(&bench, |s| s.void_unused = true);
    let risk = look(&bench);
    let voided = bench.shipment(shipment.id);
    assert_eq!(voided.purchase, PurchaseState::Voided, "{risk:?}");
    assert!(bench.karrio.ledger()[0].voided);
    assert_eq!(bench.queue().rows.len(), 1, "the order waits again");
    let said: Vec<&str> = voided.timeline.iter().map(|t| t.text.as_str()).collect();
    assert!(
        said.iter().any(|t| t.contains("without a person")),
        "{said:?}"
    );
    assert_eq!(attention(&bench), ["voided_by_itself"]);
    assert_eq!(kind(&risk, shipment.id), Some(RiskKind::RefundAwaited));
    let seen: MoneyAtRisk = bench.ask(
        "see_risk",
        json!({ "shipment": shipment.id, "kind": "refund_awaited" }),
    );
    assert_eq!(seen.rows, []);
    assert_eq!(attention(&bench), [] as [&str; 0]);
}

fn asked_to_void(bench: &Bench) -> usize {
    let seen = bench.karrio.requests();
    seen.iter().filter(|r| r.path.ends_with("/cancel")).count()
}

#[test]
fn it_looks_by_itself_as_the_hours_pass() {
    let clock = Clock::new();
    let bench = Bench::with_clock(&clock);
    settings(&bench, |s| s.void_unused = true);
    let shipment = bought(&bench, "T-1", false);
    clock.days_ahead(1);
    look(&bench);
    assert_eq!(bench.shipment(shipment.id).purchase, PurchaseState::Bought);
    clock.ahead(SignedDuration::from_hours(25));
    bench.until_purchase(shipment.id, PurchaseState::Voided);
}

#[test]
fn what_may_be_on_a_parcel_is_never_voided_without_a_person() {
    let clock = Clock::new();
    let bench = Bench::with_clock(&clock);
    settings(&bench, |s| {
        s.void_unused = true;
        s.void_after_days = 1;
        s.scan_days = 2;
    });
    let scanned = bought(&bench, "T-1", true);
    bench
        .karrio
        .advance("2030-01-01T00:00:00Z".parse().expect("a time"));
    let saved = bought(&bench, "T-2", false);
    bench.ask::<Value>(
        "label_file",
        json!({ "id": saved.id, "index": 0, "format": null }),
    );
    let refused = bought(&bench, "T-3", false);
    let refuses = Answer::CarrierRefuses {
        code: "V9".into(),
        message: "Already manifested".into(),
    };
    bench.karrio.fail_next(Op::Cancel, Fault::instead(refuses));
    let void = json!({ "id": refused.id, "person_says_voided": false });
    bench.attempt::<Value>("void", void).expect_err("refused");
    bench
        .printer
        .set_fault_at_next_label(PrinterFault::PaperOut);
    bench.set_printer(false, 2);
    let draft = bench.draft(bench.order("T-4"));
    let unsure: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", true));
    bench.until_print(unsure.id, PrintState::Unconfirmed);

    clock.days_ahead(4);
    let risk = look(&bench);
    for shipment in [&scanned, &saved, &refused, &unsure] {
        let view = bench.shipment(shipment.id);
        assert_eq!(
            view.purchase,
            PurchaseState::Bought,
            "{}",
            view.order_number
        );
    }
    assert_eq!(asked_to_void(&bench), 1, "the person's own");
    assert_eq!(kind(&risk, scanned.id), None, "it is on its way");
    assert_eq!(kind(&risk, saved.id), Some(RiskKind::NeverPrinted));
    assert_eq!(kind(&risk, refused.id), Some(RiskKind::VoidRefused));
    let unsure = row(&risk, unsure.id).expect("nobody has said");
    assert_eq!(unsure.kind, RiskKind::NeverPrinted);
    assert!(
        unsure.can.paper.is_some() && !unsure.can.print,
        "{unsure:?}"
    );
}

#[test]
fn a_label_on_paper_is_voided_only_when_the_carrier_says_now_that_it_has_nothing() {
    let clock = Clock::new();
    let bench = Bench::with_clock(&clock);
    settings(&bench, |s| {
        s.void_unused = true;
        s.scan_days = 3;
    });
    let shipment = bought(&bench, "T-1", true);
    let moved = bought(&bench, "T-2", true);
    assert_eq!(look(&bench).rows, [], "printed just now");
    clock.days_ahead(4);
    // Nobody answers where they are: nothing is voided.
    bench
        .karrio
        .fail_all(Op::Track, Fault::instead(Answer::Html500));
    look(&bench);
    assert_eq!(asked_to_void(&bench), 0);
    // The carrier has the second one since a moment.
    bench.karrio.heal();
    let number = &moved.parcels[0].tracking_number;
    bench
        .karrio
        .advance_one(number, "2030-01-01T00:00:00Z".parse().expect("a time"));
    let risk = look(&bench);
    assert_eq!(
        bench.shipment(shipment.id).purchase,
        PurchaseState::Voided,
        "{risk:?}"
    );
    assert_eq!(bench.shipment(moved.id).purchase, PurchaseState::Bought);
    assert_eq!(kind(&risk, moved.id), None);
}

#[test]
fn what_can_no_longer_be_voided_is_left_alone() {
    let clock = Clock::new();
    let bench = Bench::with_clock(&clock);
    settings(&bench, |s| s.void_unused = true);
    let shipment = bought(&bench, "T-1", false);
    let other = bought(&bench, "T-2", false);
    let accounts: Value = bench.ask("accounts", json!({}));
    let karrio = accounts["accounts"]
        .as_array()
        .and_then(|list| list.iter().find(|a| a["name"] == "Karrio"))
        .expect("the account")["id"]
        .clone();
    clock.days_ahead(8);
    look(&bench);
    assert_eq!(asked_to_void(&bench), 0, "seven days are assumed");
    let risk = look(&bench);
    let late = row(&risk, shipment.id).expect("the money is still at risk");
    assert!(late.hint.contains("time to void it is over"), "{late:?}");
    assert_eq!(attention(&bench), [] as [&str; 0], "too late to warn");
    // The merchant knows better.
    let mut settings: Value = bench.ask("offline_settings", json!({}));
    settings["void_window_days"][karrio.as_str().expect("an id")] = json!(30);
    bench.ask::<OfflineSettings>("save_offline_settings", &settings);
    look(&bench);
    for voided in [shipment.id, other.id] {
        assert_eq!(bench.shipment(voided).purchase, PurchaseState::Voided);
    }
}

#[test]
fn everything_at_risk_is_in_the_ledger_with_its_sum() {
    let bench = Bench::new();
    // Unknown.
    let unknown = bench.draft(bench.order("T-1"));
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(Answer::SdkInternalError));
    let purchase = bench.purchase(&unknown, "Karrio", false);
    bench.attempt::<Value>("buy", &purchase).expect_err("lost");
    // Void unknown.
    let void_unknown = bought(&bench, "T-2", true);
    bench
        .karrio
        .fail_next(Op::Cancel, Fault::after(Answer::Dropped));
    let void = json!({ "id": void_unknown.id, "person_says_voided": false });
    bench.attempt::<Value>("void", void).expect_err("lost");
    // Replaced: a further shipment of the order, and the first one never printed.
    let replaced = bought(&bench, "T-3", false);
    let view: NewShipmentView = bench.ask(
        "new_shipment",
        json!({ "order": replaced.order, "another": true }),
    );
    let draft = bench.with_weight(view.draft);
    let later: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", true));
    bench.until_print(later.id, PrintState::Printed);
    // Voided by a person.
    let refund = bought(&bench, "T-4", false);
    let void = json!({ "id": refund.id, "person_says_voided": false });
    bench.ask::<ShipmentView>("void", void);
    // An own label costs nothing.
    let van = bench.bought("T-5", false);

    let risk: MoneyAtRisk = bench.ask("money_at_risk", json!({}));
    for (shipment, expected) in [
        (unknown.id, Some(RiskKind::PurchaseUnknown)),
        (void_unknown.id, Some(RiskKind::VoidUnknown)),
        (replaced.id, Some(RiskKind::Replaced)),
        (refund.id, Some(RiskKind::RefundAwaited)),
        (later.id, None),
        (van.id, None),
    ] {
        assert_eq!(kind(&risk, shipment), expected, "{risk:?}");
    }
    let kinds: Vec<RiskKind> = risk.rows.iter().map(|r| r.kind).collect();
    assert!(kinds.is_sorted(), "{kinds:?}");
    let sum: i64 = risk.rows.iter().map(|r| r.amount.minor).sum();
    assert_eq!(risk.totals.len(), 1);
    assert_eq!(risk.totals[0].minor, sum);
    assert_eq!(
        row(&risk, unknown.id).map(|r| r.amount),
        Some(purchase.rate.total),
        "what it may have cost"
    );
    let stays = bench.attempt::<Value>(
        "see_risk",
        json!({ "shipment": unknown.id, "kind": "purchase_unknown" }),
    );
    assert_eq!(stays.expect_err("unknown").code, Code::Precondition);
    let both_meant: MoneyAtRisk = bench.ask(
        "see_risk",
        json!({ "shipment": replaced.id, "kind": "replaced" }),
    );
    assert_eq!(kind(&both_meant, replaced.id), None);
}

#[test]
fn a_label_that_is_being_voided_does_not_begin_to_print() {
    let bench = Bench::new();
    let shipment = bought(&bench, "T-1", false);
    bench.ask::<Value>(
        "hold_printer",
        json!({ "printer": bench.printer_id(), "held": true }),
    );
    bench.print(shipment.id);
    bench.karrio.fail_next(
        Op::Cancel,
        Fault::after(Answer::Late(std::time::Duration::from_millis(800))),
    );
    bench.begin(
        "void",
        json!({ "id": shipment.id, "person_says_voided": false }),
    );
    bench.until("the carrier is asked", || {
        let view = bench.shipment(shipment.id);
        view.void
            .is_some_and(|v| v.state == VoidState::Sent)
            .then_some(())
    });
    bench.ask::<Value>(
        "hold_printer",
        json!({ "printer": bench.printer_id(), "held": false }),
    );
    bench.until_purchase(shipment.id, PurchaseState::Voided);
    bench.until_print(shipment.id, PrintState::Cancelled);
    assert!(bench.printer.labels().is_empty());
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let bench = Bench::new();
    let mut settings: Value = bench.ask("offline_settings", json!({}));
    settings["scan_days"] = json!(0);
    let refused = bench
        .attempt::<Value>("save_offline_settings", &settings)
        .expect_err("no day at all");
    assert_eq!(refused.code, Code::Invalid);
    assert_eq!(refused.fields[0].field, "scan_days");
}
