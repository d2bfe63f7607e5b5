//! A disk that takes nothing while the carrier answers: what was bought is not lost and not bought again.
use async_trait::async_trait;
use jiff::Timestamp;
use journeys::bench::{Bench, DEADLINE, whereabouts};
use journeys::fonts;
use pb_domain::PurchaseState;
use pb_sim::SimKarrio;
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{
    Code, Failure, NewShipmentView, OrderPage, ParcelWeight, RateList, ShipmentView,
};
use pb_station::{App, AppOptions, DemoBench, DemoSetup};
use pb_store::{DatabaseKey, Store};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A demo profile at a Karrio server of the test's own: its key is known, so that the test can hold the
/// database as a disk would that takes nothing.
struct AtKarrio {
    url: String,
    scale: u16,
    printer: u16,
}

#[async_trait]
impl DemoBench for AtKarrio {
    async fn start(&self) -> Result<DemoSetup, String> {
        let setup = || {
            Ok::<_, serde_json::Error>(DemoSetup {
                scale: serde_json::from_value(json!({
                    "port": { "kind": "tcp", "host": "127.0.0.1", "port": self.scale },
                    "protocol": "toledo-8217", "unit": "kg", "reports_zero": true
                }))?,
                printer: serde_json::from_value(json!({
                    "name": "Zebra", "port": { "kind": "tcp", "host": "127.0.0.1", "port": self.printer },
                    "language": "zpl", "dpi": 203, "media": "four_by_six", "proof_seconds": 3,
                    "never_answers": false
                }))?,
                accounts: vec![serde_json::from_value(json!({
                    "id": null, "carrier": "karrio", "name": "Karrio", "enabled": true,
                    "settings": { "url": self.url }, "secrets": { "token": SimKarrio::TOKEN }, "table": null
                }))?],
                ship_from: serde_json::from_value(json!({
                    "id": null, "name": "Warehouse", "default": true, "address": {
                        "name": "Packing Dept", "company": "Example Goods", "line1": "12 Dock Street",
                        "city": "Austin", "region": "TX", "postal_code": "78701", "country": "US",
                        "phone": "+15125550100"
                    }
                }))?,
                boxes: Vec::new(),
                orders: (
                    "orders.csv".into(),
                    b"number,name,street,city,region,zip,country,phone,sku,quantity\n\
                      A1,Ana,5 Elm Street,Reno,NV,89501,US,+17755550123,X,1\n"
                        .to_vec(),
                ),
                keep: Box::new(()),
            })
        };
        setup().map_err(|e| e.to_string())
    }
}

async fn ask<A: DeserializeOwned>(app: &App, name: &str, request: Value) -> Result<A, Failure> {
    let answer = app.call(name, request).await?;
    Ok(serde_json::from_value(answer).expect("the answer's type"))
}

#[test]
fn a_sale_that_the_disk_did_not_take_is_written_down_later() {
    let bench = Bench::bare();
    let karrio = &bench.karrio;
    let home = tempfile::tempdir().expect("a folder");
    let app = Arc::new(App::new(AppOptions {
        home: home.path().to_owned(),
        bench: "bench".into(),
        demo: Some(Arc::new(AtKarrio {
            url: karrio.url(),
            scale: bench.scale.port(),
            printer: bench.printer.port(),
        })),
        fonts: fonts(),
        clock: Timestamp::now,
        here: whereabouts(home.path()),
    }));
    bench.runtime().block_on(async {
        app.open_demo().await.expect("opens");
        let queue: OrderPage = ask(&app, "orders", json!({ "view": "queue" }))
            .await
            .unwrap();
        let order = queue.rows[0].id;
        let view: NewShipmentView = ask(
            &app,
            "new_shipment",
            json!({ "order": order, "another": false }),
        )
        .await
        .unwrap();
        let mut draft = view.draft;
        let parcel = draft.parcels[0].id;
        let weight: ParcelWeight = ask(
            &app,
            "weigh",
            json!({ "parcel": parcel, "typed": "1.2 kg" }),
        )
        .await
        .unwrap();
        draft.parcels[0].weight = Some(weight);
        let rates: RateList = ask(&app, "rate", json!({ "request": "r", "draft": draft }))
            .await
            .unwrap();
        let purchase =
            json!({ "draft": draft, "rate": rates.rates[0], "accepted": null, "print": false });

        karrio.fail_next(
            Op::Purchase,
            Fault::after(Answer::Late(Duration::from_secs(3))),
        );
        let (buying, request) = (Arc::clone(&app), purchase.clone());
        let buying = tokio::spawn(async move { buying.call("buy", request).await });
        let end = Instant::now() + DEADLINE;
        while !karrio
            .requests()
            .iter()
            .any(|r| r.path.ends_with("/purchase"))
        {
            assert!(Instant::now() < end, "the purchase was sent");
            tokio::task::yield_now().await;
        }
        let key = DatabaseKey::new(*b"packbench demo: guards nothing..");
        let database = home.path().join("profiles/demo/station.db");
        let other = Store::open(&database, &key, "other").await.expect("opens");
        let held = other.change(Timestamp::now()).await.expect("holds it");

        let failed = buying
            .await
            .expect("runs")
            .expect_err("it cannot be written down");
        assert_eq!(failed.code, Code::Storage, "{failed:?}");
        let number = karrio.ledger()[0].tracking_numbers[0].clone();
        assert!(failed.text.contains(&number), "{failed:?}");
        assert!(!failed.retry && !failed.hint.is_empty(), "{failed:?}");
        let again = app
            .call("buy", purchase.clone())
            .await
            .expect_err("not again");
        assert_eq!(again.code, Code::PurchaseUnknown, "{again:?}");

        drop(held);
        let end = Instant::now() + DEADLINE;
        let view = loop {
            let view: ShipmentView = ask(&app, "shipment", json!({ "id": draft.id }))
                .await
                .unwrap();
            if view.purchase == PurchaseState::Bought {
                break view;
            }
            assert!(Instant::now() < end, "written down by itself: {view:?}");
            tokio::task::yield_now().await;
        };
        assert_eq!(view.parcels[0].tracking_number, number);
        assert_eq!(karrio.ledger().len(), 1);
        other.close().await;
        app.close().await;
    });
}
