//! What is erased is gone, and what is needed stays.
use jiff::{SignedDuration, Timestamp};
use journeys::bench::{Bench, PASSPHRASE, new_app_with_clock};
use pb_domain::{LabelState, PrintState, PurchaseState};
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{
    Code, DoctorReport, OrderPage, OrderView, RecordPage, RetentionReport, RetentionView,
    ShipmentPage, ShipmentView,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};

/// What the bench's orders say of their customer.
const PERSONAL: [&str; 5] = ["Nora", "Elm Street", "Reno", "89501", "7755550123"];

fn all_records(bench: &Bench) -> RecordPage {
    bench.ask("records", json!({ "limit": 500 }))
}

#[test]
fn an_orders_personal_data_is_erased_and_its_numbers_stay() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let order = draft.order;
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Karrio", true));
    bench.until_print(bought.id, PrintState::Printed);
    let view: OrderView = bench.ask("erase_order", json!({ "id": order }));
    assert!(view.erased_at.is_some());
    let left = serde_json::to_string(&view).expect("a view");
    let shipment = bench.shipment(bought.id);
    let seen = serde_json::to_string(&shipment).expect("a view");
    for word in PERSONAL {
        assert!(!left.contains(word), "{word} is left in {left}");
        assert!(!seen.contains(word), "{word} is left in {seen}");
    }
    assert_eq!(shipment.purchase, PurchaseState::Bought);
    assert_eq!(shipment.charged, bought.charged);
    let (now, then) = (&shipment.parcels[0], &bought.parcels[0]);
    assert_eq!(now.tracking_number, then.tracking_number);
    assert_eq!((now.label, now.weight), (LabelState::Erased, then.weight));
    assert!(!shipment.can.print && !shipment.can.reprint);
    let records = all_records(&bench);
    let of_shipment: Vec<_> = records
        .rows
        .iter()
        .filter(|r| r.kind.starts_with("purchase") || r.kind == "order_saved")
        .collect();
    assert!(!of_shipment.is_empty() && of_shipment.iter().all(|r| r.data.is_none()));
    for row in &records.rows {
        for word in PERSONAL {
            let data = row.data.as_deref().unwrap_or_default();
            assert!(!row.text.contains(word) && !data.contains(word), "{row:?}");
        }
    }
    let chain: Value = bench.ask("check_records", json!({}));
    assert_eq!(chain["broken_at"], Value::Null, "{chain}");
    let found: ShipmentPage = bench.ask("shipments", json!({ "text": then.tracking_number }));
    assert_eq!(found.rows.len(), 1, "its number still finds it");
    let found: OrderPage = bench.ask("orders", json!({ "text": "Nora", "view": "all" }));
    assert_eq!(found.rows.len(), 0);

    for (name, request) in [
        (
            "print",
            json!({ "id": bought.id, "reprint": true, "force": false }),
        ),
        (
            "label_file",
            json!({ "id": bought.id, "index": 0, "format": null }),
        ),
        ("new_shipment", json!({ "order": order, "another": true })),
        ("hold_order", json!({ "id": order, "hold": true })),
        (
            "document_file",
            json!({ "shipment": bought.id, "kind": "packing_slip" }),
        ),
        ("erase_order", json!({ "id": order })),
    ] {
        let refused = bench.attempt::<Value>(name, request).expect_err(name);
        assert_eq!(refused.code, Code::Precondition, "{name}: {refused:?}");
    }
    let report: DoctorReport = bench.ask("doctor", json!({}));
    for finding in report.findings.iter().filter(|f| {
        [
            "database", "search", "records", "journal", "orders", "labels",
        ]
        .contains(&f.check.as_str())
    }) {
        assert_eq!(finding.health, pb_station::api::Health::Good, "{finding:?}");
    }
}

#[test]
fn what_is_open_is_not_erased() {
    let bench = Bench::new();
    let refusal = |order| {
        bench
            .attempt::<Value>("erase_order", json!({ "id": order }))
            .expect_err("open")
    };
    let waiting = bench.order("T-1");
    assert!(refusal(waiting).text.contains("waits to be packed"));
    bench.ask::<Value>("hold_order", json!({ "id": waiting, "hold": true }));
    bench.ask::<OrderView>("erase_order", json!({ "id": waiting }));

    let draft = bench.draft(bench.order("T-2"));
    let unprinted: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    assert!(refusal(draft.order).text.contains("never printed"));
    bench.print(unprinted.id);
    bench.until_print(unprinted.id, PrintState::Printed);
    bench.ask::<OrderView>("erase_order", json!({ "id": draft.order }));

    let draft = bench.draft(bench.order("T-3"));
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::Dropped));
    let lost = bench
        .attempt::<Value>("buy", bench.purchase(&draft, "Karrio", false))
        .expect_err("the answer is lost");
    assert_eq!(lost.code, Code::PurchaseUnknown);
    assert!(refusal(draft.order).text.contains("not known"), "{lost:?}");
}

#[test]
fn an_import_does_not_bring_back_what_was_erased() {
    let bench = Bench::new();
    let file = "number,name,street,city,zip,country,sku,quantity\n\
        A1,Nora,1 Elm Street,Reno,89501,US,X,1\n";
    bench.import("mine.csv", file.as_bytes()).expect("goes in");
    let order = bench.queue().rows[0].id;
    bench.ask::<Value>("hold_order", json!({ "id": order, "hold": true }));
    bench.ask::<OrderView>("erase_order", json!({ "id": order }));
    let report = bench.import("mine.csv", file.as_bytes()).expect("reads");
    assert_eq!(report.left.len(), 1);
    assert!(report.left[0].reason.contains("erased"), "{report:?}");
    let view: Value = bench.ask("order", json!({ "id": order }));
    assert!(!view.to_string().contains("Nora"), "{view}");
}

#[test]
fn a_carriers_words_are_in_no_text_that_stays() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let purchase = bench.purchase(&draft, "Karrio", false);
    let refusal = Answer::CarrierRefuses {
        code: "E42".into(),
        message: "Nora of Elm Street has no telephone".into(),
    };
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::instead(refusal));
    bench
        .attempt::<Value>("buy", purchase)
        .expect_err("refused");
    let mut heard = false;
    for row in all_records(&bench).rows {
        assert!(
            !row.text.contains("Nora") && !row.text.contains("Elm"),
            "{row:?}"
        );
        heard |= row.kind == "purchase_refused" && row.data.is_some_and(|d| d.contains("Nora"));
    }
    assert!(heard, "they are kept where they can be erased");
    let timeline = bench.shipment(draft.id).timeline;
    let said = timeline
        .iter()
        .any(|t| t.text.contains("Not bought: ") && t.text.contains("Nora"));
    assert!(said, "{timeline:?}");
}

static DAYS: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(24 * DAYS.load(Ordering::SeqCst))
}

#[test]
fn what_is_old_is_erased_by_itself_unless_the_clock_leapt() {
    let mut bench = Bench::new();
    let printed = bench.bought("T-1", true);
    bench.until_print(printed.id, PrintState::Printed);
    let unprinted = bench.bought("T-2", false);
    let refused = bench
        .attempt::<Value>("set_retention", json!({ "id": "labels", "days": 2 }))
        .expect_err("too short");
    assert_eq!(refused.code, Code::Invalid);
    let view: RetentionView = bench.ask("set_retention", json!({ "id": "labels", "days": 60 }));
    assert!(
        view.rules
            .iter()
            .any(|r| r.id == "labels" && r.days == Some(60))
    );
    bench.kill();
    DAYS.store(100, Ordering::SeqCst);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = new_app_with_clock(bench.home(), clock);
        app.call("open_bench", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("opens");
        let label = async |id| -> LabelState {
            let view = app
                .call("shipment", json!({ "id": id }))
                .await
                .expect("reads");
            let view: ShipmentView = serde_json::from_value(view).expect("a view");
            view.parcels[0].label
        };
        let kept = async || -> RetentionView {
            let view = app.call("retention", json!({})).await.expect("reads");
            serde_json::from_value(view).expect("a view")
        };
        // The look at the start saw that the clock had leapt, and waited.
        let end = tokio::time::Instant::now() + journeys::bench::DEADLINE;
        let day = clock().to_string()[..10].to_owned();
        while !kept().await.last_run.is_some_and(|at| at.starts_with(&day)) {
            assert!(tokio::time::Instant::now() < end, "it looks at each start");
            tokio::task::yield_now().await;
        }
        assert_eq!(label(printed.id).await, LabelState::Stored);
        DAYS.store(101, Ordering::SeqCst);
        let report = app.call("run_retention", json!({})).await.expect("runs");
        let report: RetentionReport = serde_json::from_value(report).expect("a report");
        assert_eq!(report.waits, "");
        assert_eq!(report.erased.get("labels"), Some(&1), "{report:?}");
        assert!(report.erased["events"] > 5, "{report:?}");
        assert_eq!(label(printed.id).await, LabelState::Erased);
        assert_eq!(
            label(unprinted.id).await,
            LabelState::Stored,
            "it is still needed"
        );
        let chain = app.call("check_records", json!({})).await.expect("checks");
        assert_eq!(chain["broken_at"], Value::Null, "{chain}");
        app.close().await;
    });
}
