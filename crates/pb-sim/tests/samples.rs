//! The sample files as the station reads them, and the demo bench as a station opens it.
#![cfg(feature = "demo")]
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pb_sim::SimDemo;
use pb_station::{App, AppOptions};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

async fn open_demo(home: &Path) -> App {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let app = App::new(AppOptions {
        home: home.to_owned(),
        bench: "bench".to_owned(),
        demo: Some(Arc::new(SimDemo::new(None))),
        fonts: home.join("fonts"),
        clock: jiff::Timestamp::now,
        here: pb_station::Whereabouts::of_this_user(home),
    });
    app.open_demo().await.expect("the demo opens");
    app
}

fn sample(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../assets/samples")
        .join(name);
    let bytes = std::fs::read(path).expect("the sample");
    json!({ "name": name, "base64": BASE64_STANDARD.encode(bytes), "mapping": null, "draft": null })
}

fn held(report: &Value) -> BTreeMap<&str, u64> {
    let held = report["held"].as_array().expect("a list").iter();
    held.map(|h| {
        (
            h["reason"].as_str().expect("a reason"),
            h["count"].as_u64().expect("a number"),
        )
    })
    .collect()
}

#[tokio::test]
async fn the_demo_opens_with_its_orders_and_the_other_samples_go_in() {
    let home = tempfile::tempdir().expect("a folder");
    let app = open_demo(home.path()).await;
    let all = json!({ "text": "", "view": "all", "limit": 50, "offset": 0 });
    let page = app.call("orders", all).await.expect("orders");
    assert_eq!(
        (&page["counts"]["all"], &page["counts"]["queue"]),
        (&json!(15), &json!(10)),
        "{page}"
    );

    let again = app
        .call("import_orders", sample("shopify-orders.csv"))
        .await
        .expect("the import");
    assert_eq!(
        (&again["unchanged"], &again["bad_rows"]),
        (&json!(15), &json!([])),
        "{again}"
    );
    let reasons = BTreeMap::from([
        ("cancelled", 1),
        ("fulfilled", 1),
        ("nothing_to_ship", 1),
        ("refunded", 1),
        ("unpaid", 1),
    ]);
    assert_eq!(held(&again), reasons);

    let woo = app
        .call("import_orders", sample("woocommerce-orders.csv"))
        .await
        .expect("the import");
    assert_eq!(
        (&woo["added"], &woo["bad_rows"]),
        (&json!(10), &json!([])),
        "{woo}"
    );
    let reasons = BTreeMap::from([
        ("cancelled", 1),
        ("fulfilled", 1),
        ("refunded", 1),
        ("unpaid", 2),
    ]);
    assert_eq!(held(&woo), reasons);

    let mut custom = sample("custom-semicolon.csv");
    let preview = app
        .call("import_preview", custom.clone())
        .await
        .expect("the preview");
    assert_eq!(
        (&preview["encoding"], &preview["delimiter"]),
        (&json!("Windows-1252"), &json!(";"))
    );
    assert_eq!(
        (&preview["order_count"], &preview["bad_rows"]),
        (&json!(6), &json!([])),
        "{preview}"
    );
    custom["draft"] = preview["mapping"].clone();
    custom["draft"]["name"] = json!("Gewürzladen");
    let report = app.call("import_orders", custom).await.expect("the import");
    assert_eq!(
        (&report["added"], &report["bad_rows"]),
        (&json!(6), &json!([])),
        "{report}"
    );
    assert_eq!(
        held(&report),
        BTreeMap::from([("cancelled", 1), ("unpaid", 1)])
    );
    app.close().await;
}

/// Ships an order of the demo as a packer would: the scale's weight, or a typed one; the cheapest rate of an
/// account.
async fn ship(app: &App, number: &str, typed: Option<&str>, account: &str) -> Value {
    let mut events = app.events();
    let found = app
        .call("scan", json!({ "text": number }))
        .await
        .expect("a scan");
    let new = json!({ "order": found["id"], "another": false });
    let mut draft = app.call("new_shipment", new).await.expect("a draft")["draft"].clone();
    let parcel = draft["parcels"][0]["id"].clone();
    app.call("open_parcel", json!({ "parcel": parcel }))
        .await
        .expect("an open parcel");
    let weigh = json!({ "parcel": parcel, "typed": typed });
    draft["parcels"][0]["weight"] = loop {
        match app.call("weigh", weigh.clone()).await {
            Ok(weight) => break weight,
            // The packer has not put it on the pan yet: the scale will tell.
            Err(_) => drop(events.recv().await.expect("an event")),
        }
    };
    // Shopify's export has no weights, and a customs form needs them.
    let items = draft
        .pointer_mut("/customs/items")
        .and_then(Value::as_array_mut);
    for item in items.into_iter().flatten() {
        item["unit_weight"] = json!(300_000_000);
    }
    let rates = app
        .call("rate", json!({ "request": number, "draft": draft }))
        .await
        .expect("rates");
    let lines = rates["lines"].as_array().expect("lines");
    let line = lines
        .iter()
        .find(|l| l["account_name"] == account)
        .expect("the account's line");
    let rate = line["outcome"]["rates"].as_array().and_then(|r| r.first());
    let rate = rate.unwrap_or_else(|| panic!("no rate for {number}: {line}"));
    let buy = json!({ "draft": draft, "rate": rate, "accepted": null, "print": true });
    app.call("buy", buy).await.expect("a purchase")
}

#[tokio::test]
async fn the_demo_ships_from_scale_to_paper_voids_and_tracks() {
    let home = tempfile::tempdir().expect("a folder");
    let app = open_demo(home.path()).await;
    let mut events = app.events();
    let bought = ship(&app, "#1001", None, "Simulated gateway").await;
    assert_eq!(bought["purchase"], "bought", "{bought}");
    let shipment = json!({ "id": bought["id"] });
    loop {
        let view = app
            .call("shipment", shipment.clone())
            .await
            .expect("the shipment");
        match view["jobs"][0]["state"].as_str() {
            Some("printed") => break,
            Some("queued" | "sending" | "accepted") => drop(events.recv().await.expect("an event")),
            _ => panic!("the label is not on paper: {view}"),
        }
    }
    let tracked = app.call("track", shipment.clone()).await.expect("tracking");
    assert_eq!(
        tracked["parcels"][0]["tracking_number"],
        bought["parcels"][0]["tracking_number"]
    );
    let voided = app
        .call(
            "void",
            json!({ "id": bought["id"], "person_says_voided": false }),
        )
        .await
        .expect("a void");
    assert_eq!(voided["void"]["state"], "voided", "{voided}");
    for abroad in ["#1003", "#1004", "#1005", "#1013"] {
        let bought = ship(&app, abroad, Some("1.2kg"), "Simulated gateway").await;
        assert_eq!(bought["purchase"], "bought", "{bought}");
    }
    app.close().await;
}
