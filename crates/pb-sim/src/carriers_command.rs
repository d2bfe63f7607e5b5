//! `pb-sim carriers`: the simulated carriers alone.
use anyhow::{Context, Result};
use clap::Args;
use pb_sim::{CarriersSetup, SimCarriers};
use std::time::Duration;

/// Runs the simulated carriers until you press Ctrl-C.
///
/// Each is at its prefix, and at its own host names for software that is pointed here by a proxy or a Host
/// header. Nothing that is bought costs anything.
#[derive(Debug, Args)]
pub(crate) struct CarriersArguments {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 5004)]
    port: u16,
    /// Seconds that go by at the carriers in one of ours; 0 for a clock that stands
    #[arg(long, value_name = "TIMES", default_value_t = 1)]
    speed: u32,
}

pub(crate) async fn run(arguments: CarriersArguments) -> Result<()> {
    let sim = SimCarriers::start_with(CarriersSetup {
        port: arguments.port,
        speed: arguments.speed,
        ..CarriersSetup::default()
    })
    .with_context(|| {
        format!(
            "The carriers cannot start on port {}; choose another with --port",
            arguments.port
        )
    })?;
    for prefix in SimCarriers::prefixes() {
        println!("{prefix:9} {}", sim.url_of(prefix));
    }
    println!("Press Ctrl-C to stop.");
    let (mut requests, mut sales) = (0, 0);
    let mut look = tokio::time::interval(Duration::from_millis(250));
    loop {
        tokio::select! {
            stop = tokio::signal::ctrl_c() => return stop.context("Ctrl-C cannot be listened for"),
            _ = look.tick() => {
                let all = sim.requests();
                for seen in all.iter().skip(requests) {
                    println!("{:9} {} {}", seen.carrier, seen.method, seen.path);
                }
                requests = all.len();
                let all = sim.ledger();
                for sale in all.iter().skip(sales) {
                    println!(
                        "{:9} sold {} for {}: {} {}",
                        sale.carrier,
                        sale.numbers().join(", "),
                        sale.references.join(", "),
                        sale.charge.decimal(),
                        sale.charge.currency.code()
                    );
                }
                sales = all.len();
            }
        }
    }
}
