//! With no network the work waits; when it is back it is done by itself, in order, and once.
use journeys::bench::Bench;
use pb_domain::{DeferredKind, DeferredState, PrintState, PurchaseState, ShipmentId};
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{
    BenchState, Buy, Code, DeferredList, DeferredView, NewShipmentView, OfflineSettings, OrderPage,
    ShipmentView,
};
use serde_json::{Value, json};
use std::time::Duration;

/// The label of an order, chosen while the network was there, and put aside while it is away.
fn put_aside(bench: &Bench, number: &str) -> Buy {
    let draft = bench.draft(bench.order(number));
    let purchase = bench.purchase(&draft, "Karrio", true);
    bench.karrio.unplug();
    let failed = bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("no network");
    assert_eq!(failed.code, Code::CarrierUnreachable, "{failed:?}");
    let waits: ShipmentView = bench.ask("buy_later", &purchase);
    assert_eq!(waits.purchase, PurchaseState::Deferred);
    purchase
}

/// Chooses labels of several orders, then puts all aside.
fn put_all_aside(bench: &Bench, numbers: &[&str]) -> Vec<Buy> {
    let purchases: Vec<Buy> = numbers
        .iter()
        .map(|number| bench.purchase(&bench.draft(bench.order(number)), "Karrio", false))
        .collect();
    bench.karrio.unplug();
    for purchase in &purchases {
        bench
            .attempt::<Value>("buy", purchase)
            .expect_err("no network");
        bench.ask::<ShipmentView>("buy_later", purchase);
    }
    purchases
}

fn waiting(bench: &Bench) -> Vec<DeferredView> {
    bench.ask::<DeferredList>("deferred", json!({})).work
}

fn state_of(bench: &Bench, shipment: ShipmentId) -> Option<DeferredState> {
    let work = waiting(bench);
    work.iter()
        .find(|w| w.shipment == shipment)
        .map(|w| w.state)
}

fn until_state(bench: &Bench, shipment: ShipmentId, state: DeferredState) -> DeferredView {
    bench.until(&format!("work in {state:?}"), || {
        let found = waiting(bench).into_iter().find(|w| w.shipment == shipment);
        found.filter(|w| w.state == state)
    })
}

fn attention(bench: &Bench) -> Vec<String> {
    let state: BenchState = bench.ask("bench", json!({}));
    let kinds = state.attention.iter().map(|a| json!(a.kind));
    kinds
        .filter_map(|k| k.as_str().map(str::to_owned))
        .collect()
}

fn asked(bench: &Bench, path: &str) -> usize {
    let seen = bench.karrio.requests();
    seen.iter().filter(|r| r.path.contains(path)).count()
}

#[test]
fn a_label_that_waits_is_bought_once_when_the_network_is_back() {
    let bench = Bench::new();
    let order = bench.order("T-1");
    let stale = bench.draft(order);
    let other_window = bench.purchase(&stale, "Karrio", false);
    let draft = bench.draft(order);
    let purchase = bench.purchase(&draft, "Karrio", true);
    bench.karrio.unplug();
    bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("no network");
    assert_eq!(bench.queue().rows.len(), 1, "nothing waits by itself");
    let waits: ShipmentView = bench.ask("buy_later", &purchase);
    assert_eq!(waits.purchase, PurchaseState::Deferred);
    assert_eq!(waits.deferred.len(), 1, "{:?}", waits.deferred);

    // It is out of the queue, and nobody packs it twice.
    assert_eq!(bench.queue().rows.len(), 0);
    let page: OrderPage = bench.ask("orders", json!({ "view": "deferred" }));
    assert_eq!(page.rows.len(), 1);
    assert_eq!((page.counts.deferred, page.counts.shipped), (1, 0));
    let scanned: Value = bench.ask("scan", json!({ "text": "T-1" }));
    assert_eq!(scanned["id"], json!(draft.id), "{scanned}");
    for refused in [
        bench.attempt::<Value>("buy", &other_window),
        bench.attempt::<Value>("buy_later", &other_window),
        bench.attempt::<Value>("new_shipment", json!({ "order": order, "another": false })),
    ] {
        let failure = refused.expect_err("it waits");
        assert_eq!(failure.code, Code::AlreadyShipped, "{failure:?}");
        assert_eq!(failure.shipment, Some(draft.id));
    }
    for again in ["buy", "buy_later"] {
        let same: ShipmentView = bench.ask(again, &purchase);
        assert_eq!(same.purchase, PurchaseState::Deferred, "{again} twice");
    }
    let held = bench.attempt::<Value>("hold_order", json!({ "id": order, "hold": true }));
    assert_eq!(held.expect_err("it waits").code, Code::Precondition);
    let deleted = bench.attempt::<Value>("delete_account", json!({ "id": purchase.rate.account }));
    assert_eq!(deleted.expect_err("it is needed").code, Code::Precondition);

    bench.karrio.plug();
    let bought = bench.until_purchase(draft.id, PurchaseState::Bought);
    let ledger = bench.karrio.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(
        bought.parcels[0].tracking_number,
        ledger[0].tracking_numbers[0]
    );
    // The printer stands beside another parcel by now: it is announced, and a person prints it.
    until_state(&bench, draft.id, DeferredState::Bought);
    assert!(bench.shipment(draft.id).jobs.is_empty());
    assert_eq!(attention(&bench), ["bought_later"]);
    bench.print(draft.id);
    bench.until_print(draft.id, PrintState::Printed);
    assert_eq!(attention(&bench), [] as [&str; 0]);
    assert_eq!(waiting(&bench), []);
}

#[test]
fn a_label_that_was_bought_later_prints_where_the_merchant_wants_that() {
    let mut bench = Bench::new();
    let settings: OfflineSettings = bench.ask("offline_settings", json!({}));
    bench.ask::<Value>(
        "save_offline_settings",
        OfflineSettings {
            print_when_bought: true,
            ..settings
        },
    );
    let purchase = put_aside(&bench, "T-1");
    bench.kill();
    bench.karrio.plug();
    bench.start();
    bench.until_print(purchase.draft.id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 1);
    assert_eq!(bench.karrio.ledger().len(), 1);
    bench.until("nothing waits", || waiting(&bench).is_empty().then_some(()));
    let list: DeferredList = bench.ask("deferred", json!({}));
    assert_eq!(list.done.len(), 1, "{list:?}");
}

#[test]
fn a_price_that_rose_meanwhile_is_asked_about() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let mut purchase = bench.purchase(&draft, "Karrio", false);
    let real = purchase.rate.total;
    purchase.rate.total.minor -= 100;
    purchase.rate.charges.clear();
    bench.karrio.unplug();
    bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("no network");
    bench.ask::<ShipmentView>("buy_later", &purchase);
    bench.karrio.plug();
    let asks = until_state(&bench, draft.id, DeferredState::Asks);
    assert_eq!(asks.price, Some(real));
    assert_eq!(attention(&bench), ["deferred_asks"]);
    assert_eq!(bench.karrio.ledger().len(), 0, "nothing is paid unasked");
    assert_eq!(bench.queue().rows.len(), 0, "the parcel stays put aside");
    let mut other = real;
    other.minor += 1;
    let refused =
        bench.attempt::<Value>("answer_deferred", json!({ "id": asks.id, "price": other }));
    assert_eq!(refused.expect_err("another price").code, Code::Precondition);
    bench.ask::<DeferredList>("answer_deferred", json!({ "id": asks.id, "price": real }));
    let bought = bench.until_purchase(draft.id, PurchaseState::Bought);
    assert_eq!(bought.charged, Some(real));
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn what_waits_can_be_taken_away_until_it_begins() {
    let bench = Bench::new();
    let purchase = put_aside(&bench, "T-1");
    let work = waiting(&bench).remove(0);
    assert!(work.can_cancel);
    let list: DeferredList = bench.ask("cancel_deferred", json!({ "id": work.id }));
    assert_eq!(list.work, []);
    assert_eq!(bench.queue().rows.len(), 1, "the order waits to be packed");
    assert_eq!(
        bench.shipment(purchase.draft.id).purchase,
        PurchaseState::Abandoned
    );
    let next = put_all_aside_again(&bench, "T-2");
    // The carrier is slow: now it has begun.
    bench.karrio.fail_next(
        Op::Purchase,
        Fault::after(Answer::Late(Duration::from_millis(700))),
    );
    bench.karrio.plug();
    bench.until("it is being bought", || {
        (asked(&bench, "/purchase") == 1).then_some(())
    });
    let begun = waiting(&bench).remove(0);
    assert_eq!(begun.state, DeferredState::Running);
    let late = bench.attempt::<Value>("cancel_deferred", json!({ "id": begun.id }));
    assert_eq!(late.expect_err("it has begun").code, Code::Precondition);
    bench.until_purchase(next.draft.id, PurchaseState::Bought);
    let ledger = bench.karrio.ledger();
    assert_eq!(ledger.len(), 1, "the first one was taken away");
    assert_eq!(ledger[0].reference, "T-2");
}

/// The same for a further order, whose rates are asked for while the network is there for a moment.
fn put_all_aside_again(bench: &Bench, number: &str) -> Buy {
    bench.karrio.plug();
    put_all_aside(bench, &[number]).remove(0)
}

#[test]
fn it_is_done_in_order_and_one_failure_holds_up_nothing_else() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-0"));
    let sent: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", false));
    let purchases = put_all_aside(&bench, &["T-1", "T-2", "T-3"]);
    let void = json!({ "id": sent.id, "person_says_voided": false });
    let failed = bench.attempt::<Value>("void", &void).expect_err("away");
    assert_eq!(failed.code, Code::CarrierUnreachable, "{failed:?}");
    for _ in 0..2 {
        // Twice is once.
        let later = json!({ "shipment": sent.id, "kind": "void" });
        let view: ShipmentView = bench.ask("do_later", later);
        assert_eq!(view.deferred.len(), 1);
    }
    assert_eq!(
        waiting(&bench).iter().map(|w| w.kind).collect::<Vec<_>>(),
        [
            DeferredKind::Void,
            DeferredKind::Buy,
            DeferredKind::Buy,
            DeferredKind::Buy
        ]
    );
    let refuses = Answer::CarrierRefuses {
        code: "X1".into(),
        message: "No service today".into(),
    };
    let before = bench.karrio.requests().len();
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(refuses));
    bench.karrio.plug();
    for bought in &purchases[1..] {
        bench.until_purchase(bought.draft.id, PurchaseState::Bought);
    }
    let refused = until_state(&bench, purchases[0].draft.id, DeferredState::Failed);
    assert!(refused.text.contains("No service today"), "{refused:?}");
    assert!(attention(&bench).contains(&"deferred_failed".to_owned()));
    let rows = bench.queue().rows;
    let back: Vec<&str> = rows.iter().map(|r| r.number.as_str()).collect();
    assert!(
        back.contains(&"T-1"),
        "it waits to be packed again: {back:?}"
    );
    bench.until_purchase(sent.id, PurchaseState::Voided);
    let seen = bench.karrio.requests().split_off(before);
    let steps: Vec<String> = seen
        .iter()
        .filter_map(|r| match r.path.as_str() {
            path if path.ends_with("/cancel") => Some("void".to_owned()),
            "/v1/shipments" => {
                let body: Value = serde_json::from_slice(&r.body).expect("JSON");
                body["reference"].as_str().map(str::to_owned)
            }
            _ => None,
        })
        .collect();
    assert_eq!(steps, ["void", "T-1", "T-2", "T-3"]);
    let mut sold: Vec<String> = bench
        .karrio
        .ledger()
        .iter()
        .map(|s| s.reference.clone())
        .collect();
    sold.sort();
    assert_eq!(sold, ["T-0", "T-2", "T-3"]);
    bench.ask::<DeferredList>("cancel_deferred", json!({ "id": refused.id }));
    assert!(!attention(&bench).contains(&"deferred_failed".to_owned()));
}

#[test]
fn what_is_unknown_is_settled_before_anything_is_bought() {
    let bench = Bench::new();
    let unknown = bench.unknown("T-1");
    let next = put_aside(&bench, "T-2");
    let before = bench.karrio.requests().len();
    bench.karrio.heal();
    bench.until_purchase(next.draft.id, PurchaseState::Bought);
    assert_eq!(
        bench.shipment(unknown.draft.id).purchase,
        PurchaseState::Bought
    );
    assert_eq!(bench.karrio.ledger().len(), 2);
    let seen = bench.karrio.requests().split_off(before);
    let settled = seen
        .iter()
        .position(|r| r.method == "GET" && r.path.starts_with("/v1/shipments/"));
    let bought = seen.iter().position(|r| r.path.ends_with("/purchase"));
    assert!(settled < bought, "{settled:?} {bought:?}");
}

#[test]
fn killed_at_any_step_it_is_bought_once() {
    let dropped = |op| (op, Fault::instead(Answer::Never));
    for (step, path) in [
        (dropped(Op::Draft), "/v1/shipments"),
        ((Op::Draft, Fault::after(Answer::Never)), "/v1/shipments"),
        ((Op::Purchase, Fault::after(Answer::Never)), "/purchase"),
        (
            (
                Op::Purchase,
                Fault::after(Answer::Late(Duration::from_secs(5))),
            ),
            "/purchase",
        ),
    ] {
        let what = format!("{step:?}");
        let mut bench = Bench::new();
        let purchases = put_all_aside(&bench, &["T-1", "T-2"]);
        let before = asked(&bench, path);
        bench.karrio.fail_next(step.0, step.1.clone());
        bench.karrio.plug();
        bench.until("the request is there", || {
            (asked(&bench, path) > before).then_some(())
        });
        if step.1.carried_out && step.0 == Op::Purchase {
            bench.until("it is sold", || {
                (!bench.karrio.ledger().is_empty()).then_some(())
            });
        }
        bench.kill();
        bench.karrio.heal();
        bench.start();
        for purchase in &purchases {
            bench.until_purchase(purchase.draft.id, PurchaseState::Bought);
            until_state(&bench, purchase.draft.id, DeferredState::Bought);
        }
        let mut sold: Vec<String> = bench
            .karrio
            .ledger()
            .iter()
            .map(|s| s.reference.clone())
            .collect();
        sold.sort();
        assert_eq!(sold, ["T-1", "T-2"], "{what}");
    }
}

#[test]
fn killed_while_it_voids_or_fetches_it_is_done_once_it_is_back() {
    for (op, kind) in [(Op::Cancel, "void"), (Op::Track, "track")] {
        let mut bench = Bench::new();
        let draft = bench.draft(bench.order("T-1"));
        let sent: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", false));
        bench.karrio.unplug();
        let later = json!({ "shipment": sent.id, "kind": kind });
        bench.ask::<ShipmentView>("do_later", later);
        bench.karrio.fail_next(op, Fault::after(Answer::Never));
        let before = bench.karrio.requests().len();
        bench.karrio.plug();
        bench.until("it is asked for", || {
            let asked = bench.karrio.requests().split_off(before);
            let paths = ["/cancel", "/v1/proxy/tracking"];
            asked
                .iter()
                .any(|r| paths.iter().any(|p| r.path.ends_with(p)))
                .then_some(())
        });
        bench.kill();
        bench.karrio.heal();
        bench.start();
        bench.until("nothing waits", || waiting(&bench).is_empty().then_some(()));
        let view = bench.shipment(sent.id);
        let expected = match kind {
            "void" => PurchaseState::Voided,
            _ => PurchaseState::Bought,
        };
        assert_eq!(view.purchase, expected, "{kind}");
        assert_eq!(bench.karrio.ledger().len(), 1);
    }
}

#[test]
fn killed_while_nobody_can_tell_it_is_left_to_a_person_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    let purchases = put_all_aside(&bench, &["T-1", "T-2"]);
    // Karrio took the request and nothing says what became of it.
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(Answer::Never));
    bench.karrio.plug();
    bench.until("the request is there", || {
        (asked(&bench, "/purchase") == 1).then_some(())
    });
    bench.kill();
    bench.karrio.heal();
    bench.start();
    let (lost, next) = (purchases[0].draft.id, purchases[1].draft.id);
    bench.until_purchase(next, PurchaseState::Bought);
    assert_eq!(bench.shipment(lost).purchase, PurchaseState::Unknown);
    assert_eq!(state_of(&bench, lost), Some(DeferredState::Unknown));
    assert_eq!(attention(&bench)[0], "purchase_unknown");
    let settled: ShipmentView = bench.ask(
        "settle",
        json!({ "id": lost, "answer": { "kind": "person_says_not" } }),
    );
    assert_eq!(settled.purchase, PurchaseState::Refused);
    assert_eq!(state_of(&bench, lost), Some(DeferredState::Failed));
    assert_eq!(bench.queue().rows.len(), 1, "it waits to be packed");
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn killed_again_and_again_each_order_is_sold_once() {
    let mut bench = Bench::new();
    let numbers = ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6"];
    let purchases = put_all_aside(&bench, &numbers);
    let slow = Fault::after(Answer::Late(Duration::from_millis(60)));
    bench.karrio.fail_all(Op::Purchase, slow.clone());
    bench.karrio.fail_all(Op::Draft, slow);
    bench.karrio.plug();
    for _ in 0..numbers.len() {
        let seen = bench.karrio.requests().len();
        bench.until("it goes on, or is over", || {
            let over = bench.karrio.ledger().len() == numbers.len();
            (over || bench.karrio.requests().len() > seen + 1).then_some(())
        });
        bench.kill();
        bench.start();
    }
    bench.karrio.heal();
    // A request that was cut off before Karrio asked its carrier leaves nothing to find: a person who looked
    // says that, and all that was sold is found without one.
    for (purchase, number) in purchases.iter().zip(numbers) {
        let id = purchase.draft.id;
        let settled = bench.until("it is bought, or nobody can tell", || {
            let state = bench.shipment(id).purchase;
            let over = matches!(state, PurchaseState::Bought | PurchaseState::Unknown);
            let quiet = !waiting(&bench)
                .iter()
                .any(|w| matches!(w.state, DeferredState::Waiting | DeferredState::Running));
            (over && quiet).then_some(state)
        });
        let sold = bench.karrio.ledger();
        let times = sold.iter().filter(|s| s.reference == number).count();
        let expected = usize::from(settled == PurchaseState::Bought);
        assert_eq!(times, expected, "{number}: {settled:?}");
    }
    assert!(!bench.karrio.ledger().is_empty());
}

#[test]
fn the_network_that_goes_away_again_loses_nothing() {
    let bench = Bench::new();
    let purchases = put_all_aside(&bench, &["T-1", "T-2", "T-3"]);
    // It drafts, and is gone before it buys: the connection is refused, so nothing was bought.
    let slow = Fault::after(Answer::Late(Duration::from_millis(300)));
    bench.karrio.fail_all(Op::Draft, slow);
    bench.karrio.plug();
    bench.until("the first draft is asked for", || {
        let seen = bench.karrio.requests();
        seen.iter()
            .any(|r| r.method == "POST" && r.path == "/v1/shipments")
            .then_some(())
    });
    bench.karrio.unplug();
    bench.until("it waits on", || {
        let work = waiting(&bench);
        let first = work.iter().find(|w| w.shipment == purchases[0].draft.id)?;
        (first.state == DeferredState::Waiting && first.attempts > 0).then_some(())
    });
    bench.karrio.heal();
    for purchase in &purchases {
        bench.until_purchase(purchase.draft.id, PurchaseState::Bought);
    }
    assert_eq!(bench.karrio.ledger().len(), 3);
}

#[test]
fn an_order_that_was_cancelled_in_its_shop_is_asked_about() {
    let bench = Bench::new();
    let csv = |status: &str| {
        format!(
            "Name,Email,Financial Status,Fulfillment Status,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem requires shipping,Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Cancelled at,Created at,Id\n\
             #9001,nora@example.com,paid,unfulfilled,USD,20.00,1,Mug,20.00,true,Nora Example,5 Elm Street,Reno,89501,NV,US,{status},2026-11-20 10:00:00 +0000,77\n"
        )
    };
    bench
        .import("orders.csv", csv("").as_bytes())
        .expect("imports");
    let order = bench.queue().rows[0].id;
    let purchase = bench.purchase(&bench.draft(order), "Karrio", false);
    bench.karrio.unplug();
    bench.attempt::<Value>("buy", &purchase).expect_err("away");
    bench.ask::<ShipmentView>("buy_later", &purchase);
    bench
        .import("orders.csv", csv("2026-11-21 10:00:00 +0000").as_bytes())
        .expect("imports");
    bench.karrio.plug();
    let asks = until_state(&bench, purchase.draft.id, DeferredState::Asks);
    assert_eq!(asks.price, None);
    assert!(asks.text.contains("ancelled"), "{asks:?}");
    assert_eq!(bench.karrio.ledger().len(), 0);
    bench.ask::<DeferredList>("answer_deferred", json!({ "id": asks.id, "price": null }));
    bench.until_purchase(purchase.draft.id, PurchaseState::Bought);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn a_look_up_and_a_missing_label_wait_too() {
    let bench = Bench::new();
    let draft = bench.unknown("T-1").draft;
    let number = bench.karrio.ledger()[0].tracking_numbers[0].clone();
    bench.ask::<ShipmentView>(
        "settle",
        json!({ "id": draft.id, "answer": { "kind": "person_says_bought", "tracking_numbers": [number] } }),
    );
    let second = bench.draft(bench.order("T-2"));
    let tracked: ShipmentView = bench.ask("buy", bench.purchase(&second, "Karrio", false));
    bench
        .karrio
        .advance("2030-01-01T00:00:00Z".parse().expect("a time"));
    bench.karrio.unplug();
    for (command, kind, id) in [
        ("label_again", "label", draft.id),
        ("track", "track", tracked.id),
    ] {
        let failed = bench.attempt::<Value>(command, json!({ "id": id }));
        assert_eq!(failed.expect_err("away").code, Code::CarrierUnreachable);
        let later = json!({ "shipment": id, "kind": kind });
        bench.ask::<ShipmentView>("do_later", later);
    }
    let wrong = json!({ "shipment": draft.id, "kind": "buy" });
    let refused = bench.attempt::<Value>("do_later", wrong);
    assert_eq!(refused.expect_err("bought").code, Code::Precondition);
    bench.karrio.heal();
    bench.until("both are done", || waiting(&bench).is_empty().then_some(()));
    assert!(bench.shipment(draft.id).can.print, "the label is here");
    assert!(!bench.shipment(tracked.id).tracking.is_empty());
    assert_eq!(bench.karrio.ledger().len(), 2);
}

#[test]
fn orders_ship_by_table_while_the_rest_waits() {
    let bench = Bench::new();
    put_aside(&bench, "T-1");
    let draft = bench.draft(bench.order("T-2"));
    let purchase = bench.purchase(&draft, "Own van", true);
    let later = bench.attempt::<Value>("buy_later", &purchase);
    assert_eq!(later.expect_err("it needs none").code, Code::Precondition);
    let van: ShipmentView = bench.ask("buy", &purchase);
    bench.until_print(van.id, PrintState::Printed);
    assert_eq!(waiting(&bench).len(), 1);
    // A further shipment of the order that waits is a person's named act, like any other.
    let order = waiting(&bench)[0].order;
    let view: NewShipmentView =
        bench.ask("new_shipment", json!({ "order": order, "another": true }));
    assert_eq!(view.draft.number, 2);
}
