//! `pb-sim`: the simulated devices and the simulated Karrio server on ports of your choice.
mod carriers_command;
mod connector_command;

use anyhow::{Context, Result};
use carriers_command::CarriersArguments;
use clap::{Parser, Subcommand};
use connector_command::ConnectorArguments;
use pb_labels::{Resolution, language};
use pb_sim::{PrinterFault, PrinterOptions, ScaleSetup, SimKarrio, SimPrinter, SimScale};
use std::path::PathBuf;
use std::time::Duration;

/// Runs a simulated scale, label printers and Karrio server on this machine until you press Ctrl-C.
///
/// Point a bench at them to try it, or to show what happens, without any device or carrier. Nothing that
/// is bought here costs anything, and the labels say so. All of them listen on 127.0.0.1 alone.
#[derive(Debug, Parser)]
#[command(name = "pb-sim", version, after_long_help = AFTER, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Something else than the scale, the printers and the Karrio server
    #[command(subcommand)]
    only: Option<Only>,
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
    /// Port of a label printer (4 x 6 in), with its language and dots an inch where they are not those of
    /// --printer-language and --printer-dpi; may be given several times; 0 takes a free port
    #[arg(
        long,
        value_name = "[LANGUAGE[:DPI]=]PORT",
        default_value = "9100",
        value_parser = printer
    )]
    printer: Vec<Printer>,
    /// Language that printers read: zpl, zpl-plain, epl, tspl, cpcl, esc-pos, sbpl, dpl, brother-ql, brother-ql-wide, dymo, dymo-550
    #[arg(long, value_name = "LANGUAGE", default_value = "zpl", value_parser = printer_language)]
    printer_language: String,
    /// Nominal dots an inch of printers: 203 or 300
    #[arg(long, value_name = "DPI", value_parser = dpi)]
    printer_dpi: Option<u32>,
    /// Give each printer a virtual serial line too, and say where it is
    #[cfg(unix)]
    #[arg(long)]
    printer_pty: bool,
    /// What is wrong with the printers
    #[arg(long, value_name = "FAULT", default_value = "none", value_parser = fault, long_help = FAULTS)]
    printer_fault: PrinterFault,
    /// Port of the Karrio server; 0 takes a free one
    #[arg(long, default_value_t = 5002)]
    karrio: u16,
    /// Folder for the labels that come out, as PNG files; of several printers each has a folder in it
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

/// What runs alone.
#[derive(Debug, Subcommand)]
enum Only {
    Carriers(CarriersArguments),
    Connector(ConnectorArguments),
}

const FAULTS: &str = "What is wrong with the printers: none, paper-out, paper-out-and-silent, \
paper-out-after:LABELS, head-open, ribbon-out, paused, over-temperature, buffer-full, foreign-media, \
silent-status, garbage-status, lying (says that it is idle and prints nothing), swallow (takes its time \
and prints nothing), off, stall-after:BYTES, close-after:BYTES, slow (20 KB a second)";

const AFTER: &str = "\
At the scale a simulated packer works: the pan is empty for three seconds, then a parcel lies on it until
its label has come out of the first printer, or for 25 seconds when nobody wants it.

A printer says what it was sent that a real one would have dropped or printed as garbage.

Behind the Karrio server are Sim Ground and Sim Express, which can be tracked and voided, and Corner
Courier, which can do neither.

Examples:
  pb-sim
      starts all three on their usual ports
  pb-sim --scale-protocol a-and-d --scale-pty /tmp/scale
      an A&D scale, also on a serial line, which is at 2400 7E1
  pb-sim --printer 9101 --labels /tmp/labels
      when another program has port 9100
  pb-sim --printer-language tspl --printer-fault paper-out-after:3
      a TSPL printer whose roll ends after three labels
  pb-sim --printer zpl:300=9100 --printer epl=9101 --printer brother-ql-wide=9102
      three printers at once
  pb-sim --printer-language epl --printer-pty
      a printer on a serial line as well; the device's name is printed
  pb-sim connector --settles find
      a courier's service by the Connector protocol, which can be asked what it sold
  pb-sim carriers --speed 720
      the simulated carriers, where an hour goes by in five seconds
  printf '^XA^FO50,50^A0N,60,60^FDHello^FS^XZ' | nc -N 127.0.0.1 9100
      prints a label by hand";

/// A printer to start.
#[derive(Clone, Debug)]
struct Printer {
    language: Option<String>,
    dpi: Option<u32>,
    port: u16,
}

fn printer(text: &str) -> Result<Printer, String> {
    let (what, port) = match text.split_once('=') {
        Some((what, port)) => (Some(what), port),
        None => (None, text),
    };
    let port = port
        .parse()
        .map_err(|_| format!("{port} is no port; write 9100, zpl=9100 or zpl:300=9100"))?;
    let (name, dots) = match what.map(|what| what.split_once(':').unwrap_or((what, ""))) {
        None => (None, None),
        Some((name, "")) => (Some(printer_language(name)?), None),
        Some((name, dots)) => (Some(printer_language(name)?), Some(dpi(dots)?)),
    };
    Ok(Printer {
        language: name,
        dpi: dots,
        port,
    })
}

fn printer_language(text: &str) -> Result<String, String> {
    let known: Vec<&str> = SimPrinter::languages().collect();
    if known.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(format!("printers read {}", known.join(", ")))
    }
}

fn dpi(text: &str) -> Result<u32, String> {
    match text {
        "203" => Ok(203),
        "300" => Ok(300),
        _ => Err("printers have 203 or 300 dots an inch".to_owned()),
    }
}

fn fault(text: &str) -> Result<PrinterFault, String> {
    PrinterFault::from_name(text).ok_or_else(|| format!("choose of {}", PrinterFault::NAMES))
}

/// The dots of a printer that reads a language: as asked for, else as such printers have them.
fn resolution(id: &str, dpi: Option<u32>) -> Result<Resolution> {
    let known = language(id);
    let usual = known.and_then(|l| l.abilities().dpi.first().copied());
    let dpi = dpi.or(usual).unwrap_or(203);
    let found = match known {
        Some(known) => known.resolution(dpi),
        None => Resolution::from_dpi(dpi),
    };
    found.with_context(|| {
        format!(
            "No printer that reads {id} has {dpi} dots an inch; choose others with --printer-dpi"
        )
    })
}

/// What is said about a printer when it starts.
fn words(id: &str) -> &str {
    language(id).map_or(id, |l| l.name())
}

/// Starts a printer, `number` among all.
fn start(number: usize, printer: &Printer, arguments: &Arguments) -> Result<SimPrinter> {
    let id = printer
        .language
        .as_ref()
        .unwrap_or(&arguments.printer_language);
    let resolution = resolution(id, printer.dpi.or(arguments.printer_dpi))?;
    let folder = if arguments.printer.len() > 1 {
        arguments.labels.join(format!("{number}-{id}"))
    } else {
        arguments.labels.clone()
    };
    let options = PrinterOptions {
        language: id.clone(),
        port: printer.port,
        folder: Some(folder.clone()),
        per_label: Duration::from_millis(arguments.per_label),
        resolution,
        ..PrinterOptions::default()
    };
    let started = SimPrinter::start_with(options).with_context(|| {
        let (port, folder) = (printer.port, folder.display());
        format!("The printer cannot start on port {port} with its labels in {folder}; choose others with --printer and --labels")
    })?;
    started.set_fault(arguments.printer_fault);
    println!(
        "Printer   TCP 127.0.0.1:{}, {}, {} dpi, 4 x 6 in; labels go to {}",
        started.port(),
        words(id),
        resolution.dpi(),
        folder.display()
    );
    Ok(started)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = Arguments::parse();
    match arguments.only.take() {
        Some(Only::Carriers(alone)) => return carriers_command::run(alone).await,
        Some(Only::Connector(alone)) => return connector_command::run(alone).await,
        None => {}
    }
    let printers = arguments
        .printer
        .iter()
        .zip(1..)
        .map(|(printer, number)| start(number, printer, &arguments))
        .collect::<Result<Vec<_>>>()?;
    #[cfg(unix)]
    let lines = {
        let mut lines = Vec::new();
        for printer in printers.iter().filter(|_| arguments.printer_pty) {
            let line = printer
                .open_serial()
                .context("A virtual serial line cannot be opened; leave --printer-pty out")?;
            println!(
                "          serial {} is printer {}",
                line.path().display(),
                printer.port()
            );
            lines.push(line);
        }
        lines
    };
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
    if let Some(first) = printers.first() {
        scale.pack_by_itself(u64::from(scale.port()), first.label_count());
    }
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
    println!("Karrio    {}, API key {}", karrio.url(), SimKarrio::TOKEN);
    println!("Press Ctrl-C to stop.");
    let mut told = vec![(0, 0); printers.len()];
    let mut look = tokio::time::interval(Duration::from_millis(250));
    loop {
        tokio::select! {
            stop = tokio::signal::ctrl_c() => {
                #[cfg(unix)]
                drop(lines);
                return stop.context("Ctrl-C cannot be listened for");
            }
            _ = look.tick() => {
                for (printer, told) in printers.iter().zip(&mut told) {
                    tell(printer, told);
                }
            }
        }
    }
}

/// Says what a printer did since it was last looked at: labels and complaints, which are counted in `told`.
fn tell(printer: &SimPrinter, (labels, complaints): &mut (usize, usize)) {
    let port = printer.port();
    if *printer.label_count().borrow() > *labels {
        let all = printer.labels();
        for (at, label) in all.iter().enumerate().skip(*labels) {
            let said = label.barcodes.join(", ");
            let said = if said.is_empty() {
                "no barcode on it"
            } else {
                &said
            };
            println!("Label {} came out of printer {port}: {said}", at + 1);
        }
        *labels = all.len();
    }
    let all = printer.complaints();
    for complaint in all.iter().skip(*complaints) {
        println!("Printer {port} complains: {complaint}");
    }
    *complaints = all.len();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printers_are_named_by_language_dots_and_port() {
        let read = |text: &str| printer(text).map(|p| (p.language, p.dpi, p.port));
        assert_eq!(read("9100"), Ok((None, None, 9100)));
        assert_eq!(read("epl=9101"), Ok((Some("epl".to_owned()), None, 9101)));
        assert_eq!(
            read("zpl:300=0"),
            Ok((Some("zpl".to_owned()), Some(300), 0))
        );
        for bad in ["zpl", "latin=9100", "zpl:150=9100", "zpl=70000"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(fault("stall-after:100"), Ok(PrinterFault::StallAfter(100)));
        assert!(fault("stall-after").is_err() && fault("paused:3").is_err());
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }
}
