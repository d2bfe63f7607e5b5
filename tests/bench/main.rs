//! Measures the station's own speed, and prints a table. Medians and tails of many runs on one
//! machine; not a test, nothing here passes or fails.
mod batch;
mod documents;
mod first_byte;
mod import;
mod labels;
mod preflight;
mod search;
mod station;
mod weight;
mod window;

use std::path::PathBuf;
use std::time::Duration;

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/bench".into()),
    );
    std::fs::create_dir_all(&folder)?;
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS provider is installed already"))?;
    println!(
        "{:<58} {:>10} {:>10} {:>10}  goal",
        "what", "median", "p95", "p99"
    );
    first_byte::measure()?;
    import::measure()?;
    search::measure()?;
    window::measure()?;
    weight::measure()?;
    preflight::measure(&folder)?;
    batch::measure()?;
    println!();
    labels::measure(&folder)
}

/// Prints one line of the table.
fn line(what: &str, mut times: Vec<Duration>, goal: &str) {
    times.sort_unstable();
    let at = |per_mille: usize| {
        let index = (times.len() * per_mille / 1000).min(times.len().saturating_sub(1));
        times.get(index).copied().unwrap_or_default()
    };
    println!(
        "{what:<58} {:>10} {:>10} {:>10}  {goal}",
        shown(at(500)),
        shown(at(950)),
        shown(at(990))
    );
}

fn shown(time: Duration) -> String {
    let micros = time.as_micros();
    if micros >= 1_000_000 {
        format!("{:.2} s", time.as_secs_f64())
    } else {
        format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10)
    }
}
