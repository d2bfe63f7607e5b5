//! Measures the station's own speed, and prints a table. Medians and tails of many runs on one
//! machine; not a test, nothing here passes or fails.
mod batch;
mod documents;
mod engine;
mod first_byte;
mod import;
mod labels;
mod preflight;
mod purchase;
mod rating;
mod ready;
mod search;
mod station;
mod weight;
mod window;

use std::path::PathBuf;
use std::time::Duration;

/// What is measured, by the name that chooses it alone.
const PARTS: [&str; 12] = [
    "first-byte",
    "purchase",
    "ready",
    "import",
    "search",
    "window",
    "weight",
    "preflight",
    "batch",
    "labels",
    "engine",
    "rating",
];

/// `measure FOLDER [PART…]`: all parts, or those named.
fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "target/bench".into()));
    let mut parts: Vec<String> = arguments.collect();
    if parts.is_empty() {
        parts = PARTS.map(str::to_owned).to_vec();
    }
    std::fs::create_dir_all(&folder)?;
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS provider is installed already"))?;
    println!(
        "{:<58} {:>10} {:>10} {:>10}  goal",
        "what", "median", "p95", "p99"
    );
    for part in parts {
        match part.as_str() {
            "first-byte" => first_byte::measure()?,
            "purchase" => purchase::measure()?,
            "ready" => ready::measure()?,
            "import" => import::measure()?,
            "search" => search::measure()?,
            "window" => window::measure()?,
            "weight" => weight::measure()?,
            "preflight" => preflight::measure(&folder)?,
            "batch" => batch::measure()?,
            "labels" => labels::measure(&folder)?,
            "engine" => engine::measure()?,
            "rating" => rating::measure()?,
            _ => anyhow::bail!("there is no part {part}; there are {}", PARTS.join(", ")),
        }
    }
    Ok(())
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
