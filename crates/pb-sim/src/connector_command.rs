//! `pb-sim connector`: the simulated Connector service alone.
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use pb_sim::connector::{Answer, Fault, Op};
use pb_sim::{ConnectorSetup, Settles, SimConnector};
use std::path::PathBuf;
use std::time::Duration;

/// Runs a simulated service that speaks the Connector protocol until you press Ctrl-C.
///
/// It sells, voids, tracks, gives numbers ahead and books under them, and keeps the contract of
/// docs/connector.md to the letter. What it sold is at /sim/ledger.
#[derive(Debug, Args)]
pub(crate) struct ConnectorArguments {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 5003)]
    port: u16,
    /// What it promises about a purchase whose answer was lost
    #[arg(long, value_enum, default_value_t = Promise::Keys)]
    settles: Promise,
    /// Hours that it keeps idempotency keys
    #[arg(long, value_name = "HOURS", default_value_t = 72)]
    keys_kept: u64,
    /// Milliseconds that it works on a purchase before it has sold
    #[arg(long, value_name = "MS", default_value_t = 0)]
    processing: u64,
    /// File that its ledger is kept in, so that it outlives this process
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// What goes wrong with every purchase
    #[arg(long, value_name = "FAULT", value_parser = fault, long_help = Answer::NAMES)]
    fault: Option<Fault>,
    /// Seconds between two scans of everything that is on its way
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    step: u64,
}

/// What a service may promise.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Promise {
    /// It honours idempotency keys
    Keys,
    /// It can be asked by reference
    Find,
    /// Neither: the same request twice is sold twice
    Neither,
}

fn fault(text: &str) -> Result<Fault, String> {
    Answer::from_name(text).ok_or_else(|| format!("choose of {}", Answer::NAMES))
}

pub(crate) async fn run(arguments: ConnectorArguments) -> Result<()> {
    let setup = ConnectorSetup {
        port: arguments.port,
        settles: match arguments.settles {
            Promise::Keys => Settles::Keys,
            Promise::Find => Settles::Find,
            Promise::Neither => Settles::Neither,
        },
        keys_kept: Duration::from_secs(arguments.keys_kept * 3_600),
        processing: Duration::from_millis(arguments.processing),
        ledger: arguments.ledger,
        ..ConnectorSetup::default()
    };
    let sim = SimConnector::start_with(setup).with_context(|| {
        format!(
            "The service cannot start on port {}; choose another with --port, or another --ledger",
            arguments.port
        )
    })?;
    if let Some(fault) = arguments.fault {
        sim.fail_all(Op::Buy, fault);
    }
    sim.advance_every(Duration::from_secs(arguments.step.max(1)));
    println!("Connector {}, token {}", sim.url(), SimConnector::TOKEN);
    println!("Ledger    {}/sim/ledger, without a token", sim.url());
    println!("Press Ctrl-C to stop.");
    let mut told = 0;
    let mut look = tokio::time::interval(Duration::from_millis(250));
    loop {
        tokio::select! {
            stop = tokio::signal::ctrl_c() => return stop.context("Ctrl-C cannot be listened for"),
            _ = look.tick() => {
                let sales = sim.ledger();
                for sale in sales.iter().skip(told) {
                    let what = if sale.booked { "Booked" } else { "Sold" };
                    println!(
                        "{what} {} for order {}: {}, {} cents",
                        sale.shipment, sale.customer_reference, sale.tracking_numbers.join(", "), sale.charge.minor
                    );
                }
                told = sales.len();
            }
        }
    }
}
