//! From a weight that stands still on the pan to the event that shows it in the window.
use crate::line;
use crate::station::Station;
use pb_domain::{Reading, Weight};
use pb_sim::SimScale;
use pb_station::api::Event;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::Receiver;

const ROUNDS: i64 = 60;
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn measure() -> anyhow::Result<()> {
    let times = tokio::runtime::Runtime::new()?.block_on(run())?;
    line(
        "weight on the pan to the window's event, polled scale",
        times,
        "",
    );
    Ok(())
}

async fn run() -> anyhow::Result<Vec<Duration>> {
    let scale = SimScale::start()?;
    let station = Station::open().await?;
    let mut events = station.app.events();
    station
        .ask(
            "set_scale",
            json!({ "scale": { "port": { "kind": "tcp", "host": "127.0.0.1", "port": scale.port() },
            "protocol": "toledo-8217", "unit": "kg", "reports_zero": true } }),
        )
        .await?;
    let mut times = Vec::new();
    for round in 1..=ROUNDS {
        let weight = Weight::from_grams(500 + round);
        let began = Instant::now();
        scale.place(weight);
        shown(&mut events, weight).await?;
        times.push(began.elapsed());
        scale.clear();
        shown(&mut events, Weight::ZERO).await?;
    }
    station.app.close().await;
    Ok(times)
}

/// Waits until the window is told of this weight as stable.
async fn shown(events: &mut Receiver<Event>, wanted: Weight) -> anyhow::Result<()> {
    let seen = async {
        loop {
            if let Event::Scale { scale } = events.recv().await?
                && matches!(scale.reading, Reading::Stable { weight, .. } if weight == wanted)
            {
                return Ok(());
            }
        }
    };
    tokio::time::timeout(PATIENCE, seen)
        .await
        .map_err(|_| anyhow::anyhow!("{wanted} was not shown"))?
}
