//! What a purchase costs beside the carrier's own time: reading what it needs, the journal, three durable
//! commits, the answer; and the same commits bare, on the same disk in the same run.
use crate::line;
use pb_sim::SimKarrio;
use pb_station::api::{NewShipmentView, RateList, ShipmentView};
use pb_station::{App, AppOptions};
use pb_store::{DatabaseKey, Store};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tracing::span::{Attributes, Id};
use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

const ROUNDS: u32 = 300;
/// The first ones open connections and fill caches.
const WARM_UP: u32 = 20;
/// About what the three commits of a purchase write beside the label: the shipment with its parcels and the
/// journal's row; the request; the answer with what is searched.
const COMMITS: [usize; 3] = [6_000, 5_000, 3_000];
/// Under which names the bare ones write.
const FLOOR: [&str; 3] = ["floor 1", "floor 2", "floor 3"];

/// Nanoseconds spent inside calls to carriers.
static AT_CARRIERS: AtomicU64 = AtomicU64::new(0);

/// Adds up how long the spans of carrier calls live.
struct CarrierTime;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for CarrierTime {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() == "carrier call"
            && let Some(span) = context.span(id)
        {
            span.extensions_mut().insert(Instant::now());
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let began = context
            .span(&id)
            .and_then(|span| span.extensions().get::<Instant>().copied());
        if let Some(began) = began {
            let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            AT_CARRIERS.fetch_add(took, Ordering::Relaxed);
        }
    }
}

pub(crate) fn measure() -> anyhow::Result<()> {
    // Spans are made as they are in the program, where the log file wants them.
    tracing_subscriber::registry()
        .with(CarrierTime.with_filter(LevelFilter::INFO))
        .try_init()?;
    let home = tempfile::tempdir()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let (own, at_carrier, label) = purchases(home.path()).await?;
        line(
            "a purchase beside the carrier's time",
            own,
            "p95 under 5 ms",
        );
        line(
            "  the carrier's time: draft and purchase, two connections",
            at_carrier,
            "",
        );
        line(
            "  three bare commits of the same size, same disk",
            commits(&home.path().join("floor.db"), label).await?,
            "",
        );
        Ok(())
    })
}

/// Times of purchases beside the carrier and at it, and a label's size.
async fn purchases(home: &Path) -> anyhow::Result<(Vec<Duration>, Vec<Duration>, usize)> {
    let karrio = SimKarrio::start()?;
    let app = App::new(AppOptions {
        home: home.to_owned(),
        bench: "bench".into(),
        demo: None,
        fonts: journeys::fonts(),
        clock: jiff::Timestamp::now,
        here: journeys::bench::whereabouts(home),
    });
    let ask = async |name: &str, request: Value| {
        app.call(name, request)
            .await
            .map_err(|f| anyhow::anyhow!("{name}: {f:?}"))
    };
    ask("open_bench", json!({ "passphrase": "bench" })).await?;
    ask("save_address", json!({ "id": null, "name": "W", "default": true, "address": {
        "name": "P", "line1": "12 Dock Street", "city": "Austin", "region": "TX", "postal_code": "78701", "country": "US" } })).await?;
    ask("save_account", json!({ "id": null, "carrier": "karrio", "name": "K", "enabled": true,
        "settings": { "url": karrio.url() }, "secrets": { "token": SimKarrio::TOKEN }, "table": null })).await?;
    let (mut own, mut at_carrier, mut label) = (Vec::new(), Vec::new(), 0);
    for round in 0..ROUNDS + WARM_UP {
        let order = ask("save_order", json!({ "id": null, "number": format!("B{round}"), "note": "", "total": null, "cod": null,
            "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US" },
            "lines": [{ "title": "Mug", "quantity": 1, "needs_shipping": true }] })).await?;
        let started = json!({ "order": order["order"]["id"], "another": false });
        let view: NewShipmentView = serde_json::from_value(ask("new_shipment", started).await?)?;
        let mut draft = serde_json::to_value(view.draft)?;
        let weigh = json!({ "parcel": draft["parcels"][0]["id"], "typed": "1.2 kg" });
        draft["parcels"][0]["weight"] = ask("weigh", weigh).await?;
        let rates = ask("rate", json!({ "request": "r", "draft": draft })).await?;
        let list: RateList = serde_json::from_value(rates)?;
        let rate = list
            .rates
            .first()
            .ok_or_else(|| anyhow::anyhow!("no rate"))?;
        let buy = json!({ "draft": draft, "rate": rate, "accepted": null, "print": false });
        let before = AT_CARRIERS.load(Ordering::Relaxed);
        let began = Instant::now();
        let bought = ask("buy", buy).await?;
        let took = began.elapsed();
        let carrier = Duration::from_nanos(AT_CARRIERS.load(Ordering::Relaxed) - before);
        anyhow::ensure!(!carrier.is_zero(), "the calls were not seen");
        if round < WARM_UP {
            let bought: ShipmentView = serde_json::from_value(bought)?;
            let wanted = json!({ "id": bought.id, "index": 0, "format": null });
            let file = ask("label_file", wanted).await?;
            label = file["base64"].as_str().map_or(0, str::len) * 3 / 4;
            continue;
        }
        own.push(took.saturating_sub(carrier));
        at_carrier.push(carrier);
    }
    app.close().await;
    Ok((own, at_carrier, label))
}

/// Times of three durable commits one after the other, and of nothing else.
async fn commits(path: &Path, label: usize) -> anyhow::Result<Vec<Duration>> {
    let store = Store::open(path, &DatabaseKey::new([3; 32]), "S").await?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let mut took = Duration::ZERO;
        for (at, size) in COMMITS.into_iter().enumerate() {
            let size = if at == 2 { size + label } else { size };
            let value = "x".repeat(size);
            let began = Instant::now();
            let mut change = store.change(jiff::Timestamp::now()).await?;
            change.save_setting(FLOOR[at], Some(&value)).await?;
            change.commit().await?;
            took += began.elapsed();
        }
        times.push(took);
    }
    store.close().await;
    Ok(times)
}
