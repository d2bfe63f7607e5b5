//! Numbers are given out once, whatever pool they are in and however many there are.
use super::*;
use crate::DatabaseKey;
use jiff::Timestamp;
use pb_domain::{
    Account, CheckRule, Currency, Money, NumberSource, PoolPrice, PoolService, PoolTerms,
    WaybillBarcode,
};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

const TODAY: &str = "2026-11-28";

async fn store(dir: &tempfile::TempDir) -> Store {
    let store = Store::open(&dir.path().join("s.db"), &DatabaseKey::new([3; 32]), "S1")
        .await
        .expect("opens");
    let mut change = change(&store).await;
    let account = Account {
        id: AccountId(Uuid::from_u128(1)),
        carrier: "any".into(),
        name: "Any".into(),
        enabled: true,
        settings: BTreeMap::new(),
        secrets: BTreeMap::new(),
        table: None,
    };
    change.save_account(&account).await.expect("saves");
    sqlx::query("INSERT INTO orders (id, source, number, placed_at, state, data, edited_fields) VALUES (x'01', 's', '1', '', 'queue', '{}', '[]')")
        .execute(change.connection()).await.expect("an order");
    for n in 1..=3 {
        sqlx::query("INSERT INTO shipment (id, order_id, number, direction, order_number, name, place, status, consignment, created_at, created_day)
                     VALUES (?, x'01', ?, 'outbound', '1', '', '', 'pending', '{}', '', '')")
            .bind(shipment(n).0).bind(i64::try_from(n).expect("small")).execute(change.connection()).await.expect("a shipment");
    }
    change.commit().await.expect("commits");
    store
}

async fn change(store: &Store) -> Change {
    store.change(Timestamp::UNIX_EPOCH).await.expect("begins")
}

fn shipment(n: u128) -> ShipmentId {
    ShipmentId(Uuid::from_u128(n))
}

fn parcels(from: u128, count: u128) -> Vec<ParcelId> {
    (from..from + count)
        .map(|n| ParcelId(Uuid::from_u128(n)))
        .collect()
}

fn pool(n: u128, source: NumberSource, pattern: Option<&str>) -> StoredPool {
    let price = PoolPrice::Fixed {
        amount: Money::new(500, Currency::from_code("EUR").expect("a currency")),
    };
    let terms = PoolTerms {
        services: vec![PoolService {
            code: "s".into(),
            name: "S".into(),
        }],
        pattern: pattern.map(str::to_owned),
        check: if pattern.is_some() {
            CheckRule::S10
        } else {
            CheckRule::None
        },
        barcode: WaybillBarcode::Code128,
        low_water: 10,
        top_up: 0,
        price,
        always: false,
    };
    StoredPool::new(
        PoolId(Uuid::from_u128(n)),
        AccountId(Uuid::from_u128(1)),
        format!("Pool {n}"),
        source,
        terms,
    )
}

async fn with_range(store: &Store, n: u128, first: u64, last: u64) -> StoredPool {
    let mut made = pool(n, NumberSource::Range, Some("RR#########SE"));
    (made.first, made.next, made.last) = (Some(first), Some(first), Some(last));
    let mut change = change(store).await;
    change.save_pool(&made).await.expect("saves");
    change.commit().await.expect("commits");
    made
}

async fn with_list(
    store: &Store,
    n: u128,
    numbers: &[&str],
    expires_on: Option<&str>,
) -> (StoredPool, u64) {
    let made = pool(n, NumberSource::List, None);
    let numbers: Vec<String> = numbers.iter().map(|n| (*n).to_owned()).collect();
    let mut change = change(store).await;
    change.save_pool(&made).await.expect("saves");
    let added = change
        .add_waybills(&made, &numbers, expires_on)
        .await
        .expect("adds");
    change.commit().await.expect("commits");
    (made, added)
}

async fn take(
    store: &Store,
    pool: &StoredPool,
    n: u128,
    parcels: &[ParcelId],
) -> Option<Vec<String>> {
    let mut change = change(store).await;
    let taken = change
        .take_waybills(pool.id, shipment(n), parcels, TODAY)
        .await
        .expect("takes");
    if taken.is_some() {
        change.commit().await.expect("commits");
    }
    taken
}

async fn left(store: &Store, pool: &StoredPool) -> u64 {
    store
        .pool(pool.id)
        .await
        .expect("reads")
        .expect("a pool")
        .left(TODAY)
}

#[tokio::test]
async fn a_range_gives_each_number_once_and_ends() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let range = with_range(&store, 1, 47_312_480, 47_312_483).await;
    assert_eq!(left(&store, &range).await, 4);
    let first = take(&store, &range, 1, &parcels(1, 3))
        .await
        .expect("three");
    assert_eq!(first[2], "RR473124829SE");
    assert_eq!(left(&store, &range).await, 1);
    assert_eq!(
        take(&store, &range, 2, &parcels(4, 2)).await,
        None,
        "two are more than are left"
    );
    assert_eq!(left(&store, &range).await, 1, "and none was lost");
    assert_eq!(
        take(&store, &range, 2, &parcels(4, 1))
            .await
            .expect("the last")
            .len(),
        1
    );
    assert_eq!(take(&store, &range, 3, &parcels(5, 1)).await, None);
}

#[tokio::test]
async fn a_number_that_a_list_had_is_not_made_by_a_range() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let range = with_range(&store, 1, 47_312_482, 47_312_483).await;
    let (_, added) = with_list(&store, 2, &["RR473124829SE", "RR473124829SE", "X-1"], None).await;
    assert_eq!(added, 2, "the same number twice is one");
    let (_, again) = with_list(&store, 3, &["X-1", "X-2"], None).await;
    assert_eq!(again, 1, "what the account has already is passed over");
    let taken = take(&store, &range, 1, &parcels(1, 1)).await.expect("one");
    assert_ne!(taken, ["RR473124829SE"]);
    assert_eq!(left(&store, &range).await, 0);
}

#[tokio::test]
async fn what_was_freed_is_used_again_and_what_was_printed_is_not() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let (list, _) = with_list(&store, 1, &["A-1", "A-2"], None).await;
    assert_eq!(
        take(&store, &list, 1, &parcels(1, 1)).await.expect("one"),
        ["A-1"]
    );
    let mut freeing = change(&store).await;
    freeing
        .step_waybills(shipment(1), WaybillEvent::Free, None)
        .await
        .expect("frees");
    freeing.commit().await.expect("commits");
    assert_eq!(left(&store, &list).await, 2);
    assert_eq!(
        take(&store, &list, 2, &parcels(2, 1)).await.expect("one"),
        ["A-1"]
    );
    let mut printing = change(&store).await;
    printing
        .note_waybills_printed(shipment(2), Some(&parcels(2, 1)))
        .await
        .expect("prints");
    printing
        .note_waybills_printed(shipment(2), None)
        .await
        .expect("a second copy");
    let refused = printing
        .step_waybills(shipment(2), WaybillEvent::Free, None)
        .await;
    assert!(refused.is_err(), "what was printed is never free again");
    printing
        .step_waybills(shipment(2), WaybillEvent::Void, None)
        .await
        .expect("voids");
    printing
        .note_waybills_printed(shipment(2), None)
        .await
        .expect("is late");
    printing.commit().await.expect("commits");
    assert_eq!(
        store.waybills("A-1").await.expect("reads")[0].state,
        WaybillState::Void
    );
    assert_eq!(
        take(&store, &list, 3, &parcels(3, 1)).await.expect("one"),
        ["A-2"]
    );
    assert_eq!(take(&store, &list, 3, &parcels(4, 1)).await, None);
}

#[tokio::test]
async fn what_expired_is_not_given_out() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let (old, _) = with_list(&store, 1, &["A-1", "A-2"], Some("2026-11-27")).await;
    let (good, _) = with_list(&store, 2, &["B-1"], Some(TODAY)).await;
    assert_eq!(
        take(&store, &old, 1, &parcels(1, 1)).await,
        None,
        "before they were swept out, too"
    );
    let first = store.first_expiry(old.id).await.expect("reads");
    assert_eq!(first.as_deref(), Some("2026-11-27"));
    assert_eq!(store.expiring(old.id, TODAY).await.expect("reads"), 2);
    let mut sweeping = change(&store).await;
    assert_eq!(
        sweeping.expire_waybills(TODAY).await.expect("sweeps"),
        [(old.id, 2)]
    );
    assert_eq!(sweeping.expire_waybills(TODAY).await.expect("sweeps"), []);
    sweeping.commit().await.expect("commits");
    assert_eq!(
        (left(&store, &old).await, left(&store, &good).await),
        (0, 1)
    );
    assert_eq!(
        take(&store, &good, 1, &parcels(1, 1))
            .await
            .expect("its last day"),
        ["B-1"]
    );
}

#[tokio::test]
async fn held_numbers_wait_for_a_person_and_new_ones_do_not() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let (list, _) = with_list(&store, 1, &["A-1", "A-2"], None).await;
    let range = with_range(&store, 2, 10, 19).await;
    let mut holding = change(&store).await;
    assert_eq!(holding.hold_free_numbers().await.expect("holds"), 12);
    holding.commit().await.expect("commits");
    assert_eq!(
        (left(&store, &list).await, left(&store, &range).await),
        (0, 0)
    );
    assert_eq!(take(&store, &list, 1, &parcels(1, 1)).await, None);
    assert_eq!(take(&store, &range, 1, &parcels(1, 1)).await, None);
    with_list(&store, 1, &["A-3"], None).await;
    assert_eq!(
        take(&store, &list, 1, &parcels(1, 1))
            .await
            .expect("new ones"),
        ["A-3"]
    );
    let mut releasing = change(&store).await;
    releasing
        .release_numbers(list.id, None)
        .await
        .expect("releases");
    releasing
        .release_numbers(range.id, Some(15))
        .await
        .expect("releases");
    releasing
        .release_numbers(range.id, Some(12))
        .await
        .expect("never goes back");
    releasing.commit().await.expect("commits");
    assert_eq!(
        (left(&store, &list).await, left(&store, &range).await),
        (2, 5)
    );
    assert_eq!(
        take(&store, &list, 2, &parcels(2, 1)).await.expect("one"),
        ["A-1"]
    );
}

#[tokio::test]
async fn two_at_once_never_get_the_same_number() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let (list, _) = with_list(&store, 1, &["A-1", "A-2", "A-3", "A-4"], None).await;
    let range = with_range(&store, 2, 0, 99).await;
    let mut tasks = Vec::new();
    for n in 1..=20u128 {
        let (store, pool) = (
            store.clone(),
            if n % 5 == 0 {
                list.clone()
            } else {
                range.clone()
            },
        );
        tasks.push(tokio::spawn(async move {
            take(&store, &pool, n % 3 + 1, &parcels(n * 10, 2)).await
        }));
    }
    let mut seen = HashSet::new();
    let mut given = 0;
    for task in tasks {
        for number in task.await.expect("runs").into_iter().flatten() {
            given += 1;
            assert!(seen.insert(number.clone()), "{number} twice");
        }
    }
    assert_eq!(
        given, 36,
        "sixteen of the range and two of the list, two parcels each"
    );
}

#[tokio::test]
async fn a_million_numbers_are_as_quick_as_ten() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let list = pool(1, NumberSource::List, None);
    let mut filling = change(&store).await;
    filling.save_pool(&list).await.expect("saves");
    filling.commit().await.expect("commits");
    for chunk in 0..10u32 {
        let numbers: Vec<String> = (chunk * 100_000..(chunk + 1) * 100_000)
            .map(|n| format!("N{n:08}"))
            .collect();
        let mut filling = change(&store).await;
        assert_eq!(
            filling
                .add_waybills(&list, &numbers, None)
                .await
                .expect("adds"),
            100_000
        );
        filling.commit().await.expect("commits");
    }
    assert_eq!(left(&store, &list).await, 1_000_000);
    let began = std::time::Instant::now();
    for n in 0..50u128 {
        let taken = take(&store, &list, 1, &parcels(n * 2 + 1, 2))
            .await
            .expect("two");
        assert_eq!(taken[0], format!("N{:08}", n * 2));
        left(&store, &list).await;
    }
    // A scan of the table would take some hundred milliseconds each time.
    let each = began.elapsed() / 50;
    assert!(
        each < std::time::Duration::from_millis(50),
        "{each:?} to take two of a million"
    );
    for (sql, index) in [
        (NEXT_FREE, "waybill_free"),
        (crate::booking::OPEN, "booking_open"),
        (crate::booking::IN_STATE, "booking_open"),
        (crate::booking::NEXT, "booking_open"),
    ] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
                .fetch_all(&store.readers)
                .await
                .expect("plans");
        assert!(plan.iter().any(|step| step.3.contains(index)), "{plan:?}");
    }
}

#[tokio::test]
async fn a_row_that_does_not_fit_what_it_was_used_for_shows() {
    let dir = tempfile::tempdir().expect("folder");
    let store = store(&dir).await;
    let (list, _) = with_list(&store, 1, &["A-1", "A-2"], None).await;
    let range = with_range(&store, 2, 10, 19).await;
    for pool in [&list, &range] {
        take(&store, pool, 1, &parcels(1, 1))
            .await
            .expect("a number");
    }
    assert_eq!(store.misplaced_waybills().await.expect("reads"), [""; 0]);
    assert_eq!(store.miscounted_pools().await.expect("reads"), [""; 0]);
    let mut tampering = change(&store).await;
    for sql in [
        "UPDATE waybill SET state = 'free' WHERE number = 'A-1'",
        "UPDATE waybill SET shipment_id = NULL WHERE pool_id = x'00000000000000000000000000000002'",
    ] {
        sqlx::query(sql)
            .execute(tampering.connection())
            .await
            .expect("tampers");
    }
    tampering.commit().await.expect("commits");
    assert_eq!(store.misplaced_waybills().await.expect("reads").len(), 2);
    assert_eq!(store.miscounted_pools().await.expect("reads").len(), 1);
}
