//! A thousand labels in one batch to a network printer: how many come out a second, and whether memory stays flat.
use crate::shown;
use crate::station::Station;
use pb_sim::{PrinterOptions, SimPrinter};
use serde_json::json;
use std::time::{Duration, Instant};

const LABELS: usize = 1_000;
/// Memory is read after so many labels, and again at the end.
const SETTLED: usize = 100;
/// More than this a label, and the printer is not what is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) fn measure() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    // Short enough that the station is what is waited for, long enough to be seen at work.
    let printer = SimPrinter::start_with(PrinterOptions {
        per_label: Duration::from_millis(40),
        ..PrinterOptions::default()
    })?;
    let station = Station::open().await?;
    station
        .ask("set_printer", json!({ "printer": { "name": "Z", "port": { "kind": "tcp", "host": "127.0.0.1", "port": printer.port() },
            "language": "zpl", "dpi": 203, "media": "four_by_six", "proof_seconds": 30, "never_answers": false } }))
        .await?;
    let mut shipments = Vec::with_capacity(LABELS);
    for number in 0..LABELS {
        shipments.push(station.buy(&format!("B{number}")).await?.id);
    }
    let mut out = printer.label_count();
    let began = Instant::now();
    station
        .ask(
            "print_batch",
            json!({ "shipments": shipments, "kind": "label", "force": false }),
        )
        .await?;
    let early = until(&mut out, SETTLED, began).await?;
    let end = until(&mut out, LABELS, began).await?;
    let took = began.elapsed();
    println!();
    println!(
        "{:<58} {:>10}",
        format!("{LABELS} labels in a batch over the network"),
        shown(took)
    );
    println!(
        "{:<58} {:>10}",
        "  labels a second, with proof of paper",
        format!("{:.1}", LABELS as f64 / took.as_secs_f64())
    );
    println!(
        "{:<58} {:>10} {:>10}",
        format!("  memory after {SETTLED} labels, and at the end"),
        format!("{} MiB", early >> 10),
        format!("{} MiB", end >> 10)
    );
    station.app.close().await;
    Ok(())
}

/// Waits for so many labels; memory of this process then, in KiB.
async fn until(
    out: &mut tokio::sync::watch::Receiver<usize>,
    count: usize,
    began: Instant,
) -> anyhow::Result<u64> {
    let left = PATIENCE.saturating_sub(began.elapsed());
    tokio::time::timeout(left, out.wait_for(|labels| *labels >= count))
        .await
        .map_err(|_| anyhow::anyhow!("{count} labels did not come out in time"))??;
    resident()
}

/// Resident memory, in KiB.
fn resident() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or_else(|| anyhow::anyhow!("the system does not tell its memory"))?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
