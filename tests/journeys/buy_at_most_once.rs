//! A label is bought at most once, whatever is killed, dropped or clicked twice.
use journeys::bench::Bench;
use pb_domain::{PurchaseState, ShipmentStatus};
use pb_sim::SimKarrio;
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{Code, ShipmentView};
use serde_json::{Value, json};

#[test]
fn a_double_click_is_one_purchase() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let purchase = serde_json::to_value(bench.purchase(&draft, "Karrio", false)).unwrap();
    let clicks: Vec<_> = (0..4)
        .map(|_| {
            let (app, purchase) = (bench.app(), purchase.clone());
            bench
                .runtime()
                .spawn(async move { app.call("buy", purchase).await })
        })
        .collect();
    let answers: Vec<_> = clicks
        .into_iter()
        .map(|c| bench.runtime().block_on(c).expect("runs"))
        .collect();
    let bought: Vec<ShipmentView> = answers
        .into_iter()
        .map(|a| serde_json::from_value(a.expect("one and the same")).unwrap())
        .collect();
    assert!(
        bought
            .iter()
            .all(|b| b.parcels[0].tracking_number == bought[0].parcels[0].tracking_number)
    );
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn two_windows_with_the_same_order_are_one_purchase() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let (first, second) = (bench.draft(order), bench.draft(order));
    let other = bench.purchase(&second, "Karrio", false);
    bench.ask::<ShipmentView>("buy", bench.purchase(&first, "Karrio", false));
    let refused = bench
        .attempt::<ShipmentView>("buy", &other)
        .expect_err("the order has shipped");
    assert_eq!(refused.code, Code::AlreadyShipped);
    assert_eq!(refused.shipment, Some(first.id));
    let refused = bench
        .attempt::<Value>("new_shipment", json!({ "order": order, "another": false }))
        .expect_err("shipped");
    assert_eq!(refused.code, Code::AlreadyShipped);
    assert_eq!(bench.karrio.ledger().len(), 1);
    // A further shipment is a person's named act, and no double click of one.
    let view: pb_station::api::NewShipmentView =
        bench.ask("new_shipment", json!({ "order": order, "another": true }));
    let another = bench.with_weight(view.draft);
    bench.ask::<ShipmentView>("buy", bench.purchase(&another, "Karrio", false));
    assert_eq!(bench.karrio.ledger().len(), 2);
}

#[test]
fn a_stale_draft_cannot_buy_after_another_window_did() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let stale = bench.draft(order);
    let refuses = Answer::CarrierRefuses {
        code: "X1".into(),
        message: "No service today".into(),
    };
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(refuses));
    let refused = bench
        .attempt::<ShipmentView>("buy", bench.purchase(&stale, "Karrio", false))
        .expect_err("refused");
    assert_eq!(refused.code, Code::CarrierRefused);
    assert!(refused.text.contains("No service today"), "{refused:?}");
    let stale_purchase = bench.purchase(&stale, "Karrio", false);
    bench.ask::<ShipmentView>("buy", bench.purchase(&bench.draft(order), "Karrio", false));
    let refused = bench
        .attempt::<ShipmentView>("buy", &stale_purchase)
        .expect_err("the other window bought");
    assert_eq!(refused.code, Code::AlreadyShipped);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn sold_with_the_answer_lost_is_found_again_and_not_bought_again() {
    for answer in [
        Answer::Dropped,
        Answer::HalfJson,
        Answer::Empty200,
        Answer::Html500,
    ] {
        let bench = Bench::new();
        let order = bench.order("T-1");
        let draft = bench.draft(order);
        let purchase = bench.purchase(&draft, "Karrio", false);
        bench
            .karrio
            .fail_next(Op::Purchase, Fault::after(answer.clone()));
        bench
            .karrio
            .fail_all(Op::Shipment, Fault::instead(Answer::Html500));
        let unknown = bench
            .attempt::<ShipmentView>("buy", &purchase)
            .expect_err("nobody knows");
        assert_eq!(
            unknown.code,
            Code::PurchaseUnknown,
            "{answer:?}: {unknown:?}"
        );
        let view = bench.shipment(draft.id);
        assert_eq!(view.purchase, PurchaseState::Unknown);
        assert!(view.can.settle && view.can_ask_carrier && !view.can.ship_another);
        let state: Value = bench.ask("bench", json!({}));
        assert_eq!(
            state["attention"][0]["kind"], "purchase_unknown",
            "{answer:?}"
        );

        // Neither the same draft nor a new one may buy until it is settled.
        for attempt in [
            bench.attempt::<Value>("buy", &purchase),
            bench.attempt::<Value>("new_shipment", json!({ "order": order, "another": true })),
        ] {
            assert_eq!(
                attempt.expect_err("settle first").code,
                Code::PurchaseUnknown,
                "{answer:?}"
            );
        }
        bench.karrio.heal();
        let settled: ShipmentView = bench.ask(
            "settle",
            json!({ "id": draft.id, "answer": { "kind": "ask_carrier" } }),
        );
        assert_eq!(settled.purchase, PurchaseState::Bought, "{answer:?}");
        let ledger = bench.karrio.ledger();
        assert_eq!(ledger.len(), 1, "{answer:?}");
        assert_eq!(
            settled.parcels[0].tracking_number,
            ledger[0].tracking_numbers[0]
        );
    }
}

#[test]
fn a_station_killed_in_the_middle_of_a_purchase_comes_back_unknown() {
    let mut bench = Bench::new();
    let order = bench.order("T-1");
    let draft = bench.draft(order);
    let purchase = bench.purchase(&draft, "Karrio", false);
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::Never));
    bench.begin("buy", &purchase);
    bench.until("the carrier sold", || {
        (bench.karrio.ledger().len() == 1).then_some(())
    });
    bench.kill();
    // The network is away when it comes back, so that it cannot settle by itself.
    bench.karrio.unplug();
    bench.start();
    assert_eq!(bench.shipment(draft.id).purchase, PurchaseState::Unknown);
    let refused = bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("settle first");
    assert_eq!(refused.code, Code::PurchaseUnknown);
    // With the network it settles by itself at the next start, before a person asks.
    bench.kill();
    bench.karrio.plug();
    bench.start();
    let view = bench.until_purchase(draft.id, PurchaseState::Bought);
    assert_eq!(bench.karrio.ledger().len(), 1);
    assert_eq!(
        view.parcels[0].tracking_number,
        bench.karrio.ledger()[0].tracking_numbers[0]
    );
    assert_eq!(view.status, ShipmentStatus::LabelCreated);
}

#[test]
fn a_person_who_looked_settles_it() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let draft = bench.draft(order);
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(Answer::SdkInternalError));
    let unknown = bench
        .attempt::<Value>("buy", bench.purchase(&draft, "Karrio", false))
        .expect_err("nobody knows");
    assert_eq!(unknown.code, Code::PurchaseUnknown, "{unknown:?}");
    let still = bench.attempt::<Value>(
        "settle",
        json!({ "id": draft.id, "answer": { "kind": "ask_carrier" } }),
    );
    assert!(
        still.is_err(),
        "Karrio cannot tell whether its carrier sold: a draft is no proof that nothing was"
    );
    assert_eq!(bench.shipment(draft.id).purchase, PurchaseState::Unknown);
    let view: ShipmentView = bench.ask(
        "settle",
        json!({ "id": draft.id, "answer": { "kind": "person_says_not" } }),
    );
    assert_eq!(view.purchase, PurchaseState::Refused);
    // The order is free again.
    let again: ShipmentView =
        bench.ask("buy", bench.purchase(&bench.draft(order), "Karrio", false));
    assert_eq!(again.purchase, PurchaseState::Bought);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn what_never_left_is_given_up_and_may_be_tried_again() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let draft = bench.draft(order);
    let purchase = bench.purchase(&draft, "Karrio", false);
    bench.karrio.unplug();
    let failed = bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("no network");
    assert_eq!(failed.code, Code::CarrierUnreachable, "{failed:?}");
    assert!(failed.retry);
    assert_eq!(bench.shipment(draft.id).purchase, PurchaseState::Abandoned);
    bench.karrio.plug();
    let bought: ShipmentView = bench.ask("buy", &purchase);
    assert_eq!(bought.purchase, PurchaseState::Bought);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn a_higher_price_is_asked_about_before_it_is_paid() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let mut purchase = bench.purchase(&draft, "Karrio", false);
    let real = purchase.rate.total;
    purchase.rate.total.minor -= 100;
    purchase.rate.charges.clear();
    let asked = bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("it costs more");
    assert_eq!(asked.code, Code::PriceChanged);
    assert_eq!(asked.price, Some(real));
    assert_eq!(bench.karrio.ledger().len(), 0);
    purchase.accepted = asked.price;
    let bought: ShipmentView = bench.ask("buy", &purchase);
    assert_eq!(bought.charged, Some(real));
    assert!(bought.charged_more, "shown until a person has seen it");
    let seen: ShipmentView = bench.ask("acknowledge_charge", json!({ "id": draft.id }));
    assert!(!seen.charged_more);
}

#[test]
fn a_wrong_token_buys_nothing_and_says_so() {
    let bench = Bench::new();
    let account = bench.add_karrio("key_00000000000000000000000000000000");
    let refused = bench
        .attempt::<Value>("test_account", json!({ "id": account.id }))
        .expect_err("wrong token");
    assert_eq!(refused.code, Code::CarrierRefused, "{refused:?}");
    assert!(!refused.text.contains("key_0000"), "{refused:?}");
    let right: Value = bench.ask("accounts", json!({}));
    let right = right["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["name"] == "Karrio")
        .unwrap()["id"]
        .clone();
    assert!(
        bench.ask::<Value>("test_account", json!({ "id": right }))["text"]
            .as_str()
            .is_some()
    );
    assert_ne!(SimKarrio::TOKEN, "key_00000000000000000000000000000000");
}

#[test]
fn an_order_that_was_cancelled_while_it_was_packed_is_not_bought() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let purchase = bench.purchase(&bench.draft(order), "Karrio", false);
    bench.ask::<Value>("hold_order", json!({ "id": order, "hold": true }));
    let refused = bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("it is on hold");
    assert_eq!(refused.code, Code::Precondition, "{refused:?}");
    assert_eq!(bench.karrio.ledger().len(), 0);
    bench.ask::<Value>("hold_order", json!({ "id": order, "hold": false }));
    bench.ask::<ShipmentView>("buy", &purchase);
}

#[test]
fn an_account_that_is_gone_buys_nothing_and_locks_nothing() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let purchase = bench.purchase(&bench.draft(order), "Karrio", false);
    bench.ask::<Value>("delete_account", json!({ "id": purchase.rate.account }));
    let refused = bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("it is deleted");
    assert_eq!(refused.code, Code::Precondition, "{refused:?}");
    assert!(refused.text.contains("Karrio"), "{refused:?}");
    let van = bench.purchase(&bench.draft(order), "Own van", false);
    bench.ask::<ShipmentView>("buy", van);
}

#[test]
fn an_unknown_purchase_is_not_asked_about_without_end() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let other = bench.draft(bench.order("T-2"));
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(Answer::SdkInternalError));
    bench
        .attempt::<Value>("buy", bench.purchase(&draft, "Karrio", false))
        .expect_err("nobody knows");
    for _ in 0..5 {
        bench.rates(&other);
    }
    let asked = bench
        .karrio
        .requests()
        .iter()
        .filter(|r| r.method == "GET" && r.path.starts_with("/v1/shipments/"))
        .count();
    assert!(asked <= 1, "asked {asked} times");
}

#[test]
fn a_scan_opens_what_was_bought_and_not_a_later_attempt() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let bought: ShipmentView =
        bench.ask("buy", bench.purchase(&bench.draft(order), "Karrio", false));
    let view: pb_station::api::NewShipmentView =
        bench.ask("new_shipment", json!({ "order": order, "another": true }));
    let another = bench.with_weight(view.draft);
    let purchase = bench.purchase(&another, "Karrio", false);
    let refuses = Answer::CarrierRefuses {
        code: "X1".into(),
        message: "No service today".into(),
    };
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(refuses));
    bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("refused");
    let scanned: Value = bench.ask("scan", json!({ "text": "T-1" }));
    assert_eq!(scanned["id"], json!(bought.id), "{scanned}");
}
