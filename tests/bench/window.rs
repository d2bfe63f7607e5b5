//! The window: from starting the program to a screen that can be used, and memory after a hundred shipments.
use crate::line;
use journeys::Driver;
use std::time::{Duration, Instant};

const STARTS: u32 = 5;

/// Buys and prints a hundred own labels through the window's own door, so that the screen follows them.
const HUNDRED: &str = r#"
const done = arguments[arguments.length - 1];
const call = (name, request) => window.__TAURI_INTERNALS__.invoke('call', { name, request });
(async () => {
  const ship_to = { name: 'Nora Example', line1: '5 Elm Street', city: 'Reno', region: 'NV', postal_code: '89501', country: 'US' };
  const lines = [{ title: 'Mug', quantity: 1, needs_shipping: true }];
  for (let n = 0; n < 100; n += 1) {
    const typed = await call('save_order', { id: null, number: '', note: '', total: null, cod: null, ship_to, lines });
    const { draft } = await call('new_shipment', { order: typed.order.id, another: false });
    draft.parcels[0].weight = await call('weigh', { parcel: draft.parcels[0].id, typed: '1 kg' });
    const { rates } = await call('rate', { request: 'bench', draft });
    await call('buy', { draft, rate: rates.find((r) => r.surety === 'table'), accepted: null, print: true });
  }
  done('done');
})().catch((failure) => done(JSON.stringify(failure)));
"#;

pub(crate) fn measure() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let home = tempfile::tempdir()?;
        let driver = Driver::start(home.path())?;
        let began = Instant::now();
        let window = driver.open().await?;
        window.find("welcome-demo").await?;
        starts.push(began.elapsed());
    }
    line(
        "window: start of the driver's session to a usable screen",
        starts,
        "",
    );

    let home = tempfile::tempdir()?;
    let driver = Driver::start(home.path())?;
    let window = driver.open().await?;
    window.click("welcome-demo").await?;
    window.wait_text("demo", "DEMO").await?;
    let before = memory();
    window.client().update_timeouts(timeouts()).await?;
    let outcome = window.client().execute_async(HUNDRED, Vec::new()).await?;
    anyhow::ensure!(outcome == "done", "a hundred shipments: {outcome}");
    println!(
        "{:<58} {before:>7} MiB {:>7} MiB after a hundred shipments",
        "window: memory, the simulation included",
        memory()
    );
    Ok(())
}

fn timeouts() -> fantoccini::wd::TimeoutConfiguration {
    fantoccini::wd::TimeoutConfiguration::new(Some(Duration::from_secs(300)), None, None)
}

/// What the app and its web processes hold, in MiB, pages they share counted once.
fn memory() -> u64 {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return 0;
    };
    let kib: u64 = processes
        .flatten()
        .filter(|p| {
            let name = std::fs::read_to_string(p.path().join("comm")).unwrap_or_default();
            name.starts_with("packbench")
                || name.starts_with("WebKitWebP")
                || name.starts_with("WebKitNetw")
        })
        .filter_map(|p| std::fs::read_to_string(p.path().join("smaps_rollup")).ok())
        .filter_map(|text| {
            text.lines().find_map(|l| {
                l.strip_prefix("Pss:")?
                    .trim()
                    .trim_end_matches(" kB")
                    .parse::<u64>()
                    .ok()
            })
        })
        .sum();
    kib / 1024
}
