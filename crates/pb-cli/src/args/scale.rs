//! Scales, as they are spoken of on the command line.
use super::port::{SerialLine, ports};
use crate::parse::PortArg;
use clap::Subcommand;
use pb_domain::WeightUnit;
use std::path::PathBuf;

/// A scale to set up, change or remove.
#[derive(clap::Args)]
#[command(after_help = ports!("\n
A bench may have several scales. Setting up a name or a port that is set up changes that scale; what is
left out stays as it is.

Examples:
  pb setup scale hid
  pb setup scale serial:/dev/ttyUSB0 --name Pallets --protocol toledo-8217 --unit kg
  pb setup scale tcp://10.0.0.7:4001 --protocol pattern --pattern '(?<stable>S) *(?<weight>[0-9.]+)(?<unit>kg)'
  pb setup scale --name Pallets --only-stable
  pb setup scale --name Pallets --remove"))]
pub(crate) struct SetUpScale {
    /// Where it is
    #[arg(required_unless_present_any = ["remove", "name"], conflicts_with = "remove")]
    pub(crate) port: Option<PortArg>,
    /// Your name for it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What it speaks, an id of `pb devices`; found out where the scale says it
    #[arg(long, value_name = "ID")]
    pub(crate) protocol: Option<String>,
    /// Its unit, for protocols that do not say it
    #[arg(long, value_name = "UNIT", value_parser = <WeightUnit as std::str::FromStr>::from_str)]
    pub(crate) unit: Option<WeightUnit>,
    /// It cannot report an empty pan: a person says when the next parcel is on it
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) no_zero: Option<bool>,
    /// What its lines look like, for the protocol `pattern`: a regular expression with the groups weight,
    /// unit, stable and sign
    #[arg(long, value_name = "REGEX")]
    pub(crate) pattern: Option<String>,
    /// It sends a weight only once it stands still; said where its frames do not tell
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) only_stable: Option<bool>,
    #[command(flatten)]
    pub(crate) line: SerialLine,
    /// Remove the scale of that name, or the only one
    #[arg(long, conflicts_with_all = ["protocol", "unit", "no_zero", "pattern", "only_stable"])]
    pub(crate) remove: bool,
}

/// What is done with a scale.
#[derive(Subcommand)]
pub(crate) enum ScaleCommand {
    /// List the scales that are set up, and what each shows
    List,
    /// Ask a scale to call its empty pan zero
    #[command(after_help = "\
Refused while a parcel's load lies on it. Many scales do not listen: their own zero key does it.

Example:
  pb scale zero Pallets")]
    Zero(ScaleName),
    /// Find out which scale is on a serial line, or behind a serial server
    #[command(after_help = ports!("\n
Listens, then asks each protocol's harmless question; nothing that is sent tares, zeroes or switches off
a scale. Ctrl-C stops it. A line that is set up is left alone.

Examples:
  pb scale detect serial:/dev/ttyUSB0
  pb scale detect serial:/dev/ttyUSB0 --set-up --name Pallets"))]
    Detect(DetectArgs),
}

/// Names one scale.
#[derive(clap::Args)]
pub(crate) struct ScaleName {
    /// Its name or id; the only one unless told
    #[arg(value_name = "SCALE")]
    pub(crate) scale: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct DetectArgs {
    /// Where to look: serial:DEVICE or tcp://HOST:PORT
    pub(crate) port: PortArg,
    /// Set up what was found
    #[arg(long)]
    pub(crate) set_up: bool,
    /// Your name for it
    #[arg(long, requires = "set_up")]
    pub(crate) name: Option<String>,
    /// Its unit, for protocols that do not say it
    #[arg(long, value_name = "UNIT", requires = "set_up", value_parser = <WeightUnit as std::str::FromStr>::from_str)]
    pub(crate) unit: Option<WeightUnit>,
}

/// What is asked about weights.
#[derive(Subcommand)]
pub(crate) enum Weigh {
    /// Show the raw frames of the scale behind a shipment's weight, and why they were believed
    #[command(after_help = "\
Examples:
  pb weigh evidence 1001
  pb weigh evidence 1001 --parcel 2 --out evidence.json")]
    Evidence(EvidenceArgs),
}

#[derive(clap::Args)]
pub(crate) struct EvidenceArgs {
    #[command(flatten)]
    pub(crate) what: super::What,
    /// Which parcel of a shipment that has several, from 1
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) parcel: u32,
    /// Write everything to this file, JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
