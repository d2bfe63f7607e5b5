//! One process owns a profile; a second hands its use cases to it.
use journeys::bench::{Bench, PASSPHRASE, new_app};
use pb_station::api::{AppState, Code, ShipmentView};
use serde_json::json;

#[test]
fn the_second_hands_over_and_the_order_is_bought_once() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let purchase =
        serde_json::to_value(bench.purchase(&draft, "Karrio", false)).expect("a request");
    let second = new_app(bench.home());
    bench.runtime().block_on(async {
        let state = second.open_if_unlocked().await;
        let AppState::Open { profile } = state else {
            panic!("{state:?}")
        };
        assert!(profile.handed_over);
        let mut events = second.events();
        let here = bench.app();
        let (a, b) = tokio::join!(
            second.call("buy", purchase.clone()),
            here.call("buy", purchase.clone())
        );
        let (a, b): (ShipmentView, ShipmentView) = (
            serde_json::from_value(a.expect("bought")).unwrap(),
            serde_json::from_value(b.expect("the same")).unwrap(),
        );
        assert_eq!(a.parcels, b.parcels);
        events
            .recv()
            .await
            .expect("the owner's events reach the second");
        let unknown = second
            .call("no_such_command", json!({}))
            .await
            .expect_err("unknown");
        assert_eq!(unknown.code, Code::NotFound);
        second.close().await;
    });
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn a_wrong_passphrase_touches_nothing() {
    let mut bench = Bench::new();
    bench.order("T-1");
    bench.kill();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = new_app(bench.home());
        assert_eq!(
            app.open_if_unlocked().await,
            AppState::Locked { demo: false }
        );
        let refused = app
            .call("open_bench", json!({ "passphrase": "wrong" }))
            .await
            .expect_err("wrong");
        assert_eq!(refused.code, Code::Passphrase);
        assert!(!refused.hint.is_empty());
    });
    drop(runtime);
    bench.start();
    assert_eq!(bench.queue().rows.len(), 1);
}

#[test]
fn opening_twice_is_opening_once() {
    let bench = Bench::new();
    bench.order("T-1");
    let state: AppState = bench.ask("open_bench", json!({ "passphrase": null }));
    let AppState::Open { profile } = state else {
        panic!("{state:?}")
    };
    assert!(!profile.handed_over);
    assert_eq!(bench.queue().rows.len(), 1);
}

#[test]
fn when_the_owner_goes_the_second_can_open_the_bench() {
    let bench = Bench::new();
    bench.order("T-1");
    let second = new_app(bench.home());
    bench.runtime().block_on(async {
        second
            .call("open_bench", json!({}))
            .await
            .expect("joins the owner");
        let mut events = second.events();
        bench.app().close().await;
        let gone = second
            .call("orders", json!({}))
            .await
            .expect_err("the owner is gone");
        assert_eq!(gone.code, Code::Passphrase, "{gone:?}");
        assert_eq!(second.state().await, AppState::Locked { demo: false });
        while !matches!(
            events.recv().await.expect("told"),
            pb_station::api::Event::App {
                state: AppState::Locked { .. }
            }
        ) {}
        second
            .call("open_bench", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("opens");
        let page = second.call("orders", json!({})).await.expect("answers");
        assert_eq!(page["rows"].as_array().map(Vec::len), Some(1));
        second.close().await;
    });
}
