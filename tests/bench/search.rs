//! Search as you type over 100,000 shipments.
use crate::line;
use jiff::ToSpan as _;
use pb_domain::{
    AccountId, Currency, Direction, ImportedOrder, Money, Order, OrderId, OrderKey, Parcel,
    ParcelId, Payment, PrinterId, PurchaseEvent, PurchaseId, PurchaseState, Rate, RateSurety,
    ShipmentId, ShipmentStatus, Weight, WeightSource,
};
use pb_store::{
    BeforeBuying, DatabaseKey, OrderState, Store, StoredOrder, StoredPurchase, StoredShipment,
};
use std::time::Instant;
use uuid::Uuid;

const SHIPMENTS: u32 = 100_000;
const NAMES: [&str; 8] = [
    "Anna", "Bruno", "Chloé", "Đặng", "Emil", "Fatima", "Grete", "Hiro",
];
const FAMILIES: [&str; 8] = [
    "Schmidt", "Nguyễn", "Okafor", "Larsen", "Rossi", "Tanaka", "Novák", "Garcia",
];
const CITIES: [&str; 8] = [
    "Reno",
    "Hà Nội",
    "Berlin",
    "Göteborg",
    "Pune",
    "Kyoto",
    "Austin",
    "Lyon",
];

pub(crate) fn measure() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = Store::open(
            &folder.path().join("station.db"),
            &DatabaseKey::new([3; 32]),
            "S",
        )
        .await?;
        fill(&store).await?;
        let mut times = Vec::new();
        for n in 0..120usize {
            let typed = match n % 3 {
                0 => format!("{} {}", FAMILIES[n % 8], NAMES[(n / 3) % 8]),
                1 => format!("B{:06}", n * 811),
                _ => format!("TRK{:09}", n * 799),
            };
            for end in
                (1..=typed.chars().count()).map(|c| typed.chars().take(c).collect::<String>())
            {
                let began = Instant::now();
                store.list_shipments(&end, 51, 0).await?;
                times.push(began.elapsed());
            }
        }
        line(
            "search as you type over 100,000 shipments, per key",
            times,
            "p99 under 20 ms",
        );
        store.close().await;
        Ok::<_, anyhow::Error>(())
    })
}

/// Puts 100,000 bought shipments into a database.
pub(crate) async fn fill(store: &Store) -> anyhow::Result<()> {
    let usd = Currency::from_code("USD")?;
    let at = jiff::Timestamp::now();
    let order = OrderId(Uuid::now_v7());
    let mut change = store.change(at).await?;
    change
        .save_order(&StoredOrder {
            order: Order {
                id: order,
                data: ImportedOrder {
                    key: OrderKey {
                        source: "typed".into(),
                        number: "B".into(),
                    },
                    external_id: String::new(),
                    placed_at: at.to_string(),
                    ship_to: pb_domain::Address::default(),
                    lines: Vec::new(),
                    note: String::new(),
                    total: None,
                    shipping_paid: None,
                    shipping_method: String::new(),
                    payment: Payment::Paid,
                    cod: None,
                    hold: None,
                },
                edited_fields: Vec::new(),
            },
            state: OrderState::Queue,
            source_says: None,
            erased_at: None,
        })
        .await?;
    let rate = Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "Own van".into(),
        service: "std".into(),
        service_name: "Standard".into(),
        total: Money::new(500, usd),
        charges: Vec::new(),
        transit_days: Some(2),
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: None,
        carrier_data: serde_json::Value::Null,
    };
    for n in 0..SHIPMENTS {
        let pick = |list: [&str; 8], by: u32| list[(n / by % 8) as usize].to_owned();
        let shipment = StoredShipment {
            id: ShipmentId(Uuid::now_v7()),
            order,
            number: n + 1,
            direction: Direction::Outbound,
            returns: None,
            order_number: format!("B{n:06}"),
            name: format!("{} {}", pick(NAMES, 1), pick(FAMILIES, 8)),
            place: pick(CITIES, 64),
            status: ShipmentStatus::LabelCreated,
            consignment: serde_json::json!({}),
            tracking: Vec::new(),
            created_at: at.to_string(),
            created_day: "2026-11-20".into(),
        };
        change.save_shipment(&shipment).await?;
        let parcel = Parcel {
            id: ParcelId(Uuid::now_v7()),
            weight: Weight::from_grams(500),
            weight_source: WeightSource::Typed {
                entered: "0.5".into(),
                by: "bench".into(),
            },
            dimensions: None,
            box_id: None,
        };
        let number = format!("TRK{n:09}");
        change
            .save_parcels(shipment.id, std::slice::from_ref(&parcel))
            .await?;
        change.set_tracking_number(parcel.id, &number).await?;
        change
            .index_tracking_numbers(shipment.id, &[number])
            .await?;
        let purchase = StoredPurchase {
            id: PurchaseId(Uuid::now_v7()),
            shipment: shipment.id,
            order,
            number: n + 1,
            direction: Direction::Outbound,
            account: AccountId(Uuid::nil()),
            carrier: "tariff".into(),
            state: PurchaseState::Intended,
            rate: rate.clone(),
            prepared: None,
            charged: None,
            problem: None,
            carrier_ref: String::new(),
            carrier_data: serde_json::Value::Null,
            tracking_url: String::new(),
            acknowledged: true,
            created_at: at.to_string(),
        };
        change.intend_purchase(&purchase).await?;
        change
            .step_purchase(purchase.id, PurchaseEvent::Send, None)
            .await?;
        change
            .step_purchase(purchase.id, PurchaseEvent::Sold, None)
            .await?;
        let before = BeforeBuying {
            scanned: at.checked_sub(i64::from(n % 40).seconds()).ok(),
            weighed: at.checked_sub(i64::from(n % 20).seconds()).ok(),
            rated: at.checked_sub(i64::from(n % 10).seconds()).ok(),
            chosen: at.checked_sub(i64::from(n % 5).seconds()).ok(),
        };
        let printer = PrinterId(Uuid::from_u128(u128::from(n % 3)));
        change
            .record_bought_parcel(parcel.id, shipment.id, purchase.account, &before)
            .await?;
        change.record_bytes_sent(parcel.id, printer).await?;
        change.record_printed(parcel.id).await?;
    }
    Ok(change.commit().await?)
}
