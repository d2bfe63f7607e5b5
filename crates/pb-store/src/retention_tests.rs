//! What is erased is gone from the file, and what is needed stays.
use crate::*;
use jiff::{SignedDuration, Timestamp};
use pb_domain::*;
use serde_json::json;
use std::path::Path;
use uuid::Uuid;

/// Stands in every text that is to go.
const SECRET: &str = "Quirinius";

fn at(day: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day)
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn order(n: u128) -> StoredOrder {
    let data = json!({
        "key": { "source": "typed", "number": format!("T-{n}") }, "external_id": "", "placed_at": "1970-01-01T00:00:00Z",
        "ship_to": { "name": format!("{SECRET} {n}"), "company": "", "line1": format!("{SECRET} Street"), "line2": "",
            "ward": "", "district": "", "city": SECRET, "region": "", "postal_code": "", "country": "US",
            "phone": SECRET, "email": SECRET },
        "lines": [], "note": SECRET, "total": null, "shipping_paid": null, "shipping_method": "", "payment": "paid",
        "cod": null, "hold": null
    });
    let data: ImportedOrder = serde_json::from_value(data).expect("an order");
    StoredOrder {
        order: Order {
            id: OrderId(id(n)),
            data: data.clone(),
            edited_fields: Vec::new(),
        },
        state: OrderState::Queue,
        source_says: Some(data),
        erased_at: None,
    }
}

fn rate() -> Rate {
    let rate = json!({
        "account": Uuid::nil(), "carrier_name": "C", "service": "s", "service_name": "S",
        "total": { "minor": 500, "currency": "USD" }, "charges": [], "transit_days": null, "delivery_date": null,
        "surety": "table", "carrier_data": null
    });
    serde_json::from_value(rate).expect("a rate")
}

/// An order that is shipped, with its label, its journal and its records; printed when told.
async fn shipped(store: &Store, n: u128, day: i64, printed: bool) {
    let mut change = store.change(at(day)).await.expect("begins");
    change.save_order(&order(n)).await.expect("saves");
    let shipment = ShipmentId(id(n + 100));
    change
        .save_shipment(&StoredShipment {
            id: shipment,
            order: OrderId(id(n)),
            number: 1,
            direction: Direction::Outbound,
            returns: None,
            order_number: format!("T-{n}"),
            name: SECRET.into(),
            place: SECRET.into(),
            status: ShipmentStatus::LabelCreated,
            consignment: json!({ "to": SECRET }),
            tracking: Vec::new(),
            created_at: at(day).to_string(),
            created_day: "1970-01-01".into(),
        })
        .await
        .expect("saves");
    let parcel = Parcel {
        id: ParcelId(id(n + 200)),
        weight: Weight::from_grams(500),
        weight_source: WeightSource::Typed {
            entered: "0.5".into(),
            by: "Ann".into(),
        },
        dimensions: None,
        box_id: None,
    };
    change
        .save_parcels(shipment, &[parcel])
        .await
        .expect("saves");
    let purchase = PurchaseId(id(n + 300));
    change
        .intend_purchase(&StoredPurchase {
            id: purchase,
            shipment,
            order: OrderId(id(n)),
            number: 1,
            direction: Direction::Outbound,
            account: AccountId(Uuid::nil()),
            carrier: "c".into(),
            state: PurchaseState::Intended,
            rate: rate(),
            prepared: None,
            charged: None,
            problem: None,
            carrier_ref: String::new(),
            carrier_data: json!(null),
            tracking_url: String::new(),
            acknowledged: false,
            created_at: String::new(),
        })
        .await
        .expect("writes");
    change
        .prepare_purchase(purchase, &json!({ "body": SECRET }))
        .await
        .expect("writes");
    for event in [PurchaseEvent::Send, PurchaseEvent::Sold] {
        change
            .step_purchase(purchase, event, None)
            .await
            .expect("steps");
    }
    let number = format!("PB{n}");
    change
        .set_tracking_number(ParcelId(id(n + 200)), &number)
        .await
        .expect("writes");
    change
        .index_tracking_numbers(shipment, &[number])
        .await
        .expect("indexes");
    let document = DocumentId(id(n + 400));
    change
        .save_document(&StoredDocument {
            id: document,
            shipment,
            kind: DocumentKind::Label,
            title: String::new(),
            attached: false,
            position: 0,
            document: Document {
                format: Format::Zpl,
                // Longer than a page, so that pages are freed.
                bytes: format!("^XA^FD{}^XZ", SECRET.repeat(2_000)).into_bytes(),
            },
            erased: false,
        })
        .await
        .expect("saves");
    change
        .set_label(ParcelId(id(n + 200)), document)
        .await
        .expect("writes");
    let job = StoredPrintJob {
        id: PrintJobId(id(n + 500)),
        shipment: Some(shipment),
        document: Some(document),
        kind: DocumentKind::Label,
        title: "Label".into(),
        pages: Vec::new(),
        printer: PrinterId(Uuid::nil()),
        printer_name: "P".into(),
        rank: 0,
        state: PrintState::Queued,
        text: SECRET.into(),
        sent: 0,
        total: 0,
        reprint: false,
        forced: false,
        fallback_of: None,
        created_at: String::new(),
    };
    if printed {
        change.queue_print_job(&job, None).await.expect("queues");
        for event in [
            PrintEvent::Start,
            PrintEvent::AllBytesTaken,
            PrintEvent::Proof,
        ] {
            change
                .step_print_job(job.id, event, SECRET, 9)
                .await
                .expect("steps");
        }
    }
    change
        .log(
            "test",
            Some(shipment.0),
            "Something",
            &json!({ "says": SECRET }),
        )
        .await
        .expect("logs");
    change
        .settle_order_state(OrderId(id(n)))
        .await
        .expect("settles");
    change.commit().await.expect("commits");
}

/// Whether any file of the database holds a text, in any case, as the search index folds it.
fn in_the_files(folder: &Path, text: &str) -> bool {
    let wanted = text.to_lowercase().into_bytes();
    std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .any(|file| {
            let bytes = std::fs::read(file.path())
                .expect("a file")
                .to_ascii_lowercase();
            bytes.windows(wanted.len()).any(|w| w == wanted)
        })
}

fn rule(id: &str) -> &'static RetentionRule {
    RETENTION.iter().find(|r| r.id == id).expect("a rule")
}

async fn retain(store: &Store, id: &str, before: i64) -> u64 {
    let mut change = store.change(at(400)).await.expect("begins");
    let erased = change
        .retain(rule(id), &at(before).to_string(), 100)
        .await
        .expect("erases");
    change.commit().await.expect("commits");
    erased
}

#[tokio::test]
async fn what_is_erased_of_an_order_is_in_no_file_and_the_rest_stays() {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open_in_the_clear(&dir.path().join("s.db"))
        .await
        .expect("opens");
    for n in 1..=3 {
        shipped(&store, n, 1, true).await;
    }
    assert!(in_the_files(dir.path(), SECRET));
    for n in 1..=3_u128 {
        let stored = store
            .order(OrderId(id(n)))
            .await
            .expect("reads")
            .expect("is there");
        let left = ImportedOrder {
            ship_to: Address::default(),
            note: String::new(),
            ..stored.order.data
        };
        let mut change = store.change(at(2)).await.expect("begins");
        let open = change.open_of_order(OrderId(id(n))).await.expect("reads");
        assert_eq!(open, [""; 0]);
        change
            .erase_shipment(ShipmentId(id(n + 100)), "US", &json!({}))
            .await
            .expect("erases");
        change
            .erase_order(OrderId(id(n)), &left)
            .await
            .expect("erases");
        change.commit().await.expect("commits");
    }
    store.purge_search().await.expect("purges");
    assert!(store.flush().await.expect("flushes"));
    assert!(!in_the_files(dir.path(), SECRET), "nothing of it is left");
    let purchase = store
        .purchase(PurchaseId(id(301)))
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (purchase.state, purchase.rate.total.minor),
        (PurchaseState::Bought, 500)
    );
    assert_eq!(store.check_log().await.expect("reads"), None);
    let found = store.list_shipments("PB2", 10, 0).await.expect("searches");
    assert_eq!(found.len(), 1, "the number still finds it");
    let by_name = store.list_shipments(SECRET, 10, 0).await.expect("searches");
    assert_eq!(by_name.len(), 0);
    let document = store.document(DocumentId(id(401))).await.expect("reads");
    assert!(document.expect("is there").erased);
    assert!(store.check_sound().await.expect("checks").is_sound());
    assert!(store.check_search().await.expect("checks"));
}

#[tokio::test]
async fn what_is_open_keeps_an_order_from_being_erased() {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open_in_the_clear(&dir.path().join("s.db"))
        .await
        .expect("opens");
    shipped(&store, 1, 1, false).await;
    let open = async |store: &Store| -> String {
        let mut change = store.change(at(2)).await.expect("begins");
        let open = change.open_of_order(OrderId(id(1))).await.expect("reads");
        open.join("; ")
    };
    assert!(open(&store).await.contains("never printed"));
    for (sql, word) in [
        ("UPDATE purchase SET state = 'unknown'", "purchase"),
        (
            "INSERT INTO void (id, purchase_id, state, created_at, changed_at) SELECT x'01', id, 'unknown', '', '' FROM purchase",
            "void",
        ),
        (
            "INSERT INTO print_job (id, shipment_id, title, printer, state, text, sent, total, reprint, forced, created_at, changed_at)
             SELECT x'02', id, '', '', 'unconfirmed', '', 0, 0, 0, 0, '', '' FROM shipment",
            "printer",
        ),
    ] {
        sqlx::query(sql).execute(&store.writer).await.expect("writes");
        assert!(open(&store).await.contains(word), "{word}");
    }
}

#[tokio::test]
async fn only_what_is_old_and_done_with_is_erased_by_itself() {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open_in_the_clear(&dir.path().join("s.db"))
        .await
        .expect("opens");
    shipped(&store, 1, 1, true).await;
    shipped(&store, 2, 1, false).await;
    shipped(&store, 3, 100, true).await;
    let erased = async |n: u128| {
        let document = store
            .document(DocumentId(id(n + 400)))
            .await
            .expect("reads");
        document.expect("is there").erased
    };
    assert_eq!(retain(&store, "labels", 50).await, 1);
    assert!(erased(1).await);
    assert!(!erased(2).await, "it was never on paper");
    assert!(!erased(3).await, "it is young");
    assert_eq!(retain(&store, "labels", 50).await, 0, "once");

    sqlx::query("UPDATE purchase SET state = 'unknown' WHERE id = ?")
        .bind(id(302))
        .execute(&store.writer)
        .await
        .expect("writes");
    assert_eq!(retain(&store, "events", 50).await, 1);
    let kept: Vec<Option<String>> = sqlx::query_scalar("SELECT payload FROM log ORDER BY seq")
        .fetch_all(&store.readers)
        .await
        .expect("reads");
    let there: Vec<bool> = kept.iter().map(Option::is_some).collect();
    assert_eq!(
        there,
        [false, true, true],
        "the second is open, the third young"
    );
    assert_eq!(store.check_log().await.expect("reads"), None);
}

#[tokio::test]
async fn every_rule_finds_what_is_old_without_reading_everything() {
    let dir = tempfile::tempdir().expect("folder");
    let key = DatabaseKey::new([1; 32]);
    let store = Store::open(&dir.path().join("s.db"), &key, "S1")
        .await
        .expect("opens");
    for rule in RETENTION {
        retain(&store, rule.id, 50).await;
    }
    let secure: i64 = sqlx::query_scalar("PRAGMA secure_delete")
        .fetch_one(&store.writer)
        .await
        .expect("reads");
    assert_eq!(secure, 1, "what is erased is overwritten");
}

#[tokio::test]
async fn a_search_index_that_lost_something_is_made_anew() {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open_in_the_clear(&dir.path().join("s.db"))
        .await
        .expect("opens");
    for n in 1..=2 {
        shipped(&store, n, 1, true).await;
    }
    assert!(store.check_search().await.expect("checks"));
    sqlx::query("DELETE FROM order_search WHERE rowid = 1")
        .execute(&store.writer)
        .await
        .expect("loses");
    assert!(!store.check_search().await.expect("checks"));
    assert_eq!(store.rebuild_search().await.expect("rebuilds"), 4);
    assert!(store.check_search().await.expect("checks"));
    let found = store.list_shipments("PB1", 10, 0).await.expect("searches");
    assert_eq!(found.len(), 1);
}
