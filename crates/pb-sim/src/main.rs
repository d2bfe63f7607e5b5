//! `pb-sim`: the simulated devices and the simulated Karrio server on ports of your choice.
use anyhow::{Context, Result};
use clap::Parser;
use pb_sim::{PrinterOptions, ScaleSetup, SimKarrio, SimPrinter, SimScale};
use std::path::PathBuf;
use std::time::Duration;

/// Runs a simulated scale, label printer and Karrio server on this machine until you press Ctrl-C.
///
/// Point a bench at them to try it, or to show what happens, without any device or carrier. Nothing that
/// is bought here costs anything, and the labels say so. All of them listen on 127.0.0.1 alone.
#[derive(Debug, Parser)]
#[command(name = "pb-sim", version, after_long_help = AFTER)]
struct Arguments {
    /// Port of the scale (kilograms); 0 takes a free one
    #[arg(long, default_value_t = 8217)]
    scale: u16,
    /// Protocol the scale speaks
    #[arg(long, value_name = "PROTOCOL", default_value = "toledo-8217",
          value_parser = clap::builder::PossibleValuesParser::new(SimScale::protocols()))]
    scale_protocol: String,
    /// Serial line of the scale as well: a link of this name to a pseudo-terminal
    #[arg(long, value_name = "LINK")]
    scale_pty: Option<PathBuf>,
    /// Port of the label printer (ZPL, 203 dpi, 4 x 6 in); 0 takes a free one
    #[arg(long, default_value_t = 9100)]
    printer: u16,
    /// Port of the Karrio server; 0 takes a free one
    #[arg(long, default_value_t = 5002)]
    karrio: u16,
    /// Folder for the labels that come out, as PNG files
    #[arg(long, value_name = "FOLDER", default_value = "labels")]
    labels: PathBuf,
    /// Milliseconds that one label takes to print
    #[arg(long, value_name = "MS", default_value_t = 700)]
    per_label: u64,
    /// Seconds between two steps of everything that is on its way: picked up, in transit, out for
    /// delivery, delivered
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    step: u64,
}

const AFTER: &str = "\
At the scale a simulated packer works: the pan is empty for three seconds, then a parcel lies on it until
its label has come out of the printer, or for 25 seconds when nobody wants it.

Behind the Karrio server are Sim Ground and Sim Express, which can be tracked and voided, and Corner
Courier, which can do neither.

Examples:
  pb-sim
      starts all three on their usual ports
  pb-sim --scale-protocol a-and-d --scale-pty /tmp/scale
      an A&D scale, also on a serial line, which is at 2400 7E1
  pb-sim --printer 9101 --labels /tmp/labels
      when another program has port 9100
  printf '^XA^FO50,50^A0N,60,60^FDHello^FS^XZ' | nc -N 127.0.0.1 9100
      prints a label by hand";

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let options = PrinterOptions {
        port: arguments.printer,
        folder: Some(arguments.labels.clone()),
        per_label: Duration::from_millis(arguments.per_label),
        ..PrinterOptions::default()
    };
    let printer = SimPrinter::start_with(options).with_context(|| {
        let (port, folder) = (arguments.printer, arguments.labels.display());
        format!("The printer cannot start on port {port} with its labels in {folder}; choose others with --printer and --labels")
    })?;
    let setup = ScaleSetup {
        port: arguments.scale,
        protocol: arguments.scale_protocol.clone(),
        pty: arguments.scale_pty.clone(),
    };
    let scale = SimScale::start_with(&setup).with_context(|| {
        let pty = arguments
            .scale_pty
            .as_ref()
            .map(|link| format!(" with a line at {}", link.display()));
        format!(
            "The scale cannot start on port {}{}; choose others with --scale and --scale-pty",
            arguments.scale,
            pty.unwrap_or_default()
        )
    })?;
    let karrio = SimKarrio::start_on(arguments.karrio).with_context(|| {
        format!(
            "The Karrio server cannot start on port {}; choose another with --karrio",
            arguments.karrio
        )
    })?;
    scale.pack_by_itself(u64::from(scale.port()), printer.label_count());
    karrio.advance_every(Duration::from_secs(arguments.step.max(1)));

    println!(
        "Scale     TCP 127.0.0.1:{}, protocol {}, kilograms",
        scale.port(),
        scale.protocol()
    );
    if let Some(link) = &arguments.scale_pty {
        let (baud, bits) = scale.line();
        println!("          serial {}, {baud} {bits}", link.display());
    }
    println!(
        "Printer   TCP 127.0.0.1:{}, ZPL, 203 dpi, 4 x 6 in; labels go to {}",
        printer.port(),
        arguments.labels.display()
    );
    println!("Karrio    {}, API key {}", karrio.url(), SimKarrio::TOKEN);
    println!("Press Ctrl-C to stop.");
    let mut labels = printer.label_count();
    loop {
        tokio::select! {
            stop = tokio::signal::ctrl_c() => return stop.context("Ctrl-C cannot be listened for"),
            Ok(()) = labels.changed() => {
                let count = *labels.borrow_and_update();
                let said = printer.labels().last().map(|l| l.barcodes.join(", ")).unwrap_or_default();
                println!("Label {count} came out: {}", if said.is_empty() { "no barcode on it" } else { &said });
            }
        }
    }
}
