//! Voiding frees the order; tracking shows where it is.
use journeys::bench::Bench;
use pb_domain::{PurchaseState, ShipmentStatus, VoidState};
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{Code, ShipmentView};
use serde_json::{Value, json};

fn bought(bench: &Bench, account: &str) -> ShipmentView {
    let draft = bench.draft(bench.order("T-1"));
    bench.ask("buy", bench.purchase(&draft, account, false))
}

fn void(
    bench: &Bench,
    shipment: &ShipmentView,
    word: bool,
) -> Result<ShipmentView, pb_station::api::Failure> {
    bench.attempt(
        "void",
        json!({ "id": shipment.id, "person_says_voided": word }),
    )
}

#[test]
fn a_void_frees_the_order_and_its_label_must_not_print() {
    for account in ["Karrio", "Own van"] {
        let bench = Bench::new();
        let shipment = bought(&bench, account);
        let voided = void(&bench, &shipment, false).expect(account);
        assert_eq!(voided.purchase, PurchaseState::Voided);
        assert_eq!(voided.status, ShipmentStatus::Cancelled);
        assert_eq!(
            bench.queue().rows.len(),
            1,
            "{account}: the order waits again"
        );
        let refused = bench.attempt::<Value>(
            "print",
            json!({ "id": shipment.id, "reprint": false, "force": true }),
        );
        assert_eq!(refused.expect_err("voided").code, Code::Precondition);
        assert_eq!(
            void(&bench, &shipment, false).expect_err("voided").code,
            Code::Precondition
        );
        if account == "Karrio" {
            assert!(bench.karrio.ledger()[0].voided);
        }
        let again: ShipmentView = bench.ask(
            "buy",
            bench.purchase(&bench.draft(shipment.order), account, false),
        );
        assert_ne!(
            again.parcels[0].tracking_number,
            shipment.parcels[0].tracking_number
        );
    }
}

#[test]
fn a_refused_void_changes_nothing() {
    let bench = Bench::new();
    let shipment = bought(&bench, "Karrio");
    let refuses = Answer::CarrierRefuses {
        code: "V9".into(),
        message: "Already manifested".into(),
    };
    bench.karrio.fail_next(Op::Cancel, Fault::instead(refuses));
    let refused = void(&bench, &shipment, false).expect_err("refused");
    assert!(refused.text.contains("Already manifested"), "{refused:?}");
    let view = bench.shipment(shipment.id);
    assert_eq!(view.purchase, PurchaseState::Bought);
    assert_eq!(
        view.void.as_ref().map(|v| v.state),
        Some(VoidState::Refused)
    );
    assert!(view.can.void, "it may be tried again");
    assert_eq!(
        void(&bench, &shipment, false)
            .expect("now it works")
            .purchase,
        PurchaseState::Voided
    );
}

#[test]
fn a_void_with_the_answer_lost_is_asked_about() {
    let bench = Bench::new();
    let shipment = bought(&bench, "Karrio");
    bench
        .karrio
        .fail_next(Op::Cancel, Fault::after(Answer::Dropped));
    assert!(void(&bench, &shipment, false).is_err());
    let view = bench.shipment(shipment.id);
    assert_eq!(
        view.purchase,
        PurchaseState::Bought,
        "a void that nobody confirmed is none"
    );
    assert_eq!(
        view.void.as_ref().map(|v| v.state),
        Some(VoidState::Unknown)
    );
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"][0]["kind"], "void_unknown");
    let word = void(&bench, &shipment, true).expect("a person looked");
    assert_eq!(word.purchase, PurchaseState::Voided);
}

#[test]
fn tracking_moves_the_shipment() {
    let bench = Bench::new();
    let shipment = bought(&bench, "Karrio");
    for _ in 0..4 {
        bench
            .karrio
            .advance("2030-01-01T00:00:00Z".parse().expect("a time"));
    }
    let tracked: ShipmentView = bench.ask("track", json!({ "id": shipment.id }));
    assert!(!tracked.tracking.is_empty());
    assert_eq!(tracked.status, ShipmentStatus::Delivered);
    let draft = bench.draft(bench.order("T-2"));
    let van: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    let own = bench.attempt::<Value>("track", json!({ "id": van.id }));
    assert_eq!(
        own.expect_err("an own van has no tracking").code,
        Code::Precondition
    );
}

#[test]
fn a_missing_label_is_fetched_again_and_never_bought_again() {
    let bench = Bench::new();
    let draft = bench.unknown("T-1").draft;
    // A person looked at the carrier's pages: the number is known, the label is not here.
    let number = bench.karrio.ledger()[0].tracking_numbers[0].clone();
    let settled: ShipmentView = bench.ask(
        "settle",
        json!({
            "id": draft.id, "answer": { "kind": "person_says_bought", "tracking_numbers": [number] }
        }),
    );
    assert_eq!(settled.purchase, PurchaseState::Bought);
    assert!(settled.can.label_again && !settled.can.print, "{settled:?}");
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"][0]["kind"], "label_missing");
    bench.karrio.heal();
    let view: ShipmentView = bench.ask("label_again", json!({ "id": draft.id }));
    assert!(!view.can.label_again && view.can.print);
    assert_eq!(view.parcels[0].tracking_number, number);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn a_purchase_without_a_label_is_a_purchase() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let purchase = bench.purchase(&draft, "Karrio", true);
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::WithoutLabel));
    let bought: ShipmentView = bench.ask("buy", &purchase);
    assert_eq!(bought.purchase, PurchaseState::Bought);
    assert!(
        bought.can.label_again && bought.jobs.is_empty(),
        "{bought:?}"
    );
    let still = bench
        .attempt::<Value>("label_again", json!({ "id": draft.id }))
        .expect_err("it has none");
    assert!(!still.hint.is_empty(), "{still:?}");
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn a_void_that_never_arrived_can_be_asked_for_again() {
    let bench = Bench::new();
    let shipment = bought(&bench, "Karrio");
    bench
        .karrio
        .fail_next(Op::Cancel, Fault::instead(Answer::Dropped));
    assert!(void(&bench, &shipment, false).is_err());
    let view = bench.shipment(shipment.id);
    assert_eq!(
        view.void.as_ref().map(|v| v.state),
        Some(VoidState::Unknown)
    );
    let voided = void(&bench, &shipment, false).expect("asked again");
    assert_eq!(voided.purchase, PurchaseState::Voided);
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"], json!([]), "nothing is left to ask");
}
