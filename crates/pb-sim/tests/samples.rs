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
