//! What a screen of rates adds to its carriers' own time, when all accounts are asked at once.
use crate::line;
use crate::station::Station;
use axum::extract::{Path, State};
use axum::routing::post;
use pb_station::api::{Event, NewShipmentView, RateOutcome};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;

/// How long each account's server takes, in milliseconds.
const ANSWERS_IN: [u64; 12] = [
    50, 80, 120, 200, 300, 450, 600, 800, 1_000, 1_300, 1_600, 2_000,
];
const ROUNDS: usize = 12;

/// When each server had its answer ready.
type Answered = Arc<Mutex<Vec<Instant>>>;

pub(crate) fn measure() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let answered = Answered::default();
        let address = serve(Arc::clone(&answered)).await?;
        let station = Station::open().await?;
        for millis in ANSWERS_IN {
            station
                .ask(
                    "save_account",
                    json!({ "id": null, "carrier": "connector", "name": format!("Server {millis}"), "enabled": true,
                "settings": { "url": format!("http://{address}/{millis}"), "currency": "USD" },
                "secrets": { "token": "bench" }, "table": null }),
                )
                .await?;
        }
        let draft = draft(&station).await?;
        let (mut total, mut first) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            answered.lock().expect("no panic holds it").clear();
            let (last, shown) = round(&station, &draft).await?;
            let times = answered.lock().expect("no panic holds it").clone();
            anyhow::ensure!(times.len() == ANSWERS_IN.len(), "{} servers answered", times.len());
            let earliest = times.iter().min().copied().unwrap_or(shown);
            let latest = times.iter().max().copied().unwrap_or(last);
            total.push(last.saturating_duration_since(latest));
            first.push(shown.saturating_duration_since(earliest));
        }
        line(
            "rates of 12 accounts, over the slowest answer",
            total,
            "under 10 ms",
        );
        line(
            "  the first rate, after its answer",
            first,
            "under 10 ms",
        );
        station.app.close().await;
        Ok(())
    })
}

/// Asks for rates: when they were all there, and when a host heard of the first one that came from a server.
async fn round(station: &Station, draft: &Value) -> anyhow::Result<(Instant, Instant)> {
    let mut events = station.app.events();
    let heard = tokio::spawn(async move {
        loop {
            match events.recv().await {
                Ok(Event::Rate { line, .. })
                    if line.account_name.starts_with("Server")
                        && matches!(line.outcome, RateOutcome::Rates { .. }) =>
                {
                    return Some(Instant::now());
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    let list = station
        .ask("rate", json!({ "request": "r", "draft": draft }))
        .await?;
    let last = Instant::now();
    let rates = list["rates"].as_array().map_or(0, Vec::len);
    // The merchant's own table is one more.
    anyhow::ensure!(rates > ANSWERS_IN.len(), "{rates} rates: {list}");
    let shown = tokio::time::timeout(Duration::from_secs(5), heard).await??;
    Ok((
        last,
        shown.ok_or_else(|| anyhow::anyhow!("no rate was told of"))?,
    ))
}

async fn draft(station: &Station) -> anyhow::Result<Value> {
    let order = station.ask("save_order", json!({ "id": null, "number": "R1", "note": "", "total": null, "cod": null,
        "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV", "postal_code": "89501", "country": "US" },
        "lines": [{ "title": "Mug", "quantity": 1, "needs_shipping": true }] })).await?;
    let started = json!({ "order": order["order"]["id"], "another": false });
    let view: NewShipmentView =
        serde_json::from_value(station.ask("new_shipment", started).await?)?;
    let mut draft = serde_json::to_value(view.draft)?;
    let weigh = json!({ "parcel": draft["parcels"][0]["id"], "typed": "1.2 kg" });
    draft["parcels"][0]["weight"] = station.ask("weigh", weigh).await?;
    Ok(draft)
}

/// A server for all accounts, which takes as long as its path says.
async fn serve(answered: Answered) -> anyhow::Result<std::net::SocketAddr> {
    async fn rates(Path(millis): Path<u64>, State(answered): State<Answered>) -> String {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        let answer = json!({ "rates": [{ "service": "van", "service_name": "Van",
            "total": { "minor": 500 + millis, "currency": "USD" } }] });
        answered
            .lock()
            .expect("no panic holds it")
            .push(Instant::now());
        answer.to_string()
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = axum::Router::new()
        .route("/{millis}/v1/rates", post(rates))
        .with_state(answered);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}
