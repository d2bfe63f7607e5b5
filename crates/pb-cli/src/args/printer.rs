//! Printers, as they are spoken of on the command line.
use super::YesNo;
use super::port::{SerialLine, ports};
use super::print::Document;
use crate::parse::{OrNone, PortArg};
use clap::{Subcommand, ValueEnum};
use pb_station::api::{LabelMedia, MediaTracking};

/// A printer to set up, change, test or remove.
#[derive(clap::Args)]
#[command(after_help = ports!("\n
A bench may have several printers. Setting up a name that is set up changes that printer; what is left
out stays as it is. Without --name the printer is called Label printer.

Examples:
  pb setup printer usb --test
  pb setup printer tcp://192.168.1.51 --name Spare --language tspl --prints test-page
  pb setup printer --name 'Label printer' --fallback Spare --darkness 60
  pb setup printer queue:office --name Office --language pdf --media a4 --prints packing-slip,manifest
  pb setup printer --name Spare --remove"))]
pub(crate) struct SetUpPrinter {
    /// Where it is; needed for a new one
    #[arg(required_unless_present_any = ["remove", "test", "name"], conflicts_with = "remove")]
    pub(crate) port: Option<PortArg>,
    /// Your name for it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What it speaks, an id of `pb devices`; found out where the printer says it
    #[arg(long, value_name = "ID")]
    pub(crate) language: Option<String>,
    /// Resolution, such as 203 or 300
    #[arg(long)]
    pub(crate) dpi: Option<u32>,
    /// Stock: 4x6, 2x1, 100x150, a6, a4, letter, or a size such as 62x100mm or 2.4x4in, across the head first
    #[arg(long, value_name = "SIZE", value_parser = crate::parse::media)]
    pub(crate) media: Option<LabelMedia>,
    /// How it finds where a label begins
    #[arg(long, value_enum)]
    pub(crate) tracking: Option<TrackingArg>,
    /// Darkness in per cent; none leaves it as the printer has it
    #[arg(long, value_name = "PERCENT|none")]
    pub(crate) darkness: Option<OrNone<u8>>,
    /// Inches a second; none leaves it as the printer has it
    #[arg(long, value_name = "SPEED|none")]
    pub(crate) speed: Option<OrNone<u8>>,
    /// It cuts each label off
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) cut: Option<bool>,
    /// Bytes a second it is sent at most, for printers that lose what comes faster; none for no limit
    #[arg(long, value_name = "BYTES|none")]
    pub(crate) pace: Option<OrNone<u32>>,
    /// Seconds to wait for proof of paper after the last byte
    #[arg(long, value_name = "SECONDS")]
    pub(crate) proof: Option<u32>,
    /// It can never answer, and you do not want to be asked: its taking the bytes counts as printed
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) never_answers: Option<bool>,
    /// This print queue calls a job completed only when it is on paper
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) trust_queue: Option<bool>,
    /// The printer that prints what this one failed before any byte was sent; none for no other
    #[arg(long, value_name = "PRINTER|none")]
    pub(crate) fallback: Option<String>,
    /// What goes to it; labels unless told
    #[arg(long, value_name = "KINDS", value_enum, value_delimiter = ',')]
    pub(crate) prints: Vec<Document>,
    #[command(flatten)]
    pub(crate) line: SerialLine,
    /// Print a test page and wait until it is proved to be on paper
    #[arg(long, conflicts_with = "remove")]
    pub(crate) test: bool,
    /// Remove the printer of that name, or the only one
    #[arg(long, conflicts_with_all = ["language", "dpi", "media", "tracking", "darkness", "speed", "cut", "pace",
        "proof", "never_answers", "trust_queue", "fallback", "prints"])]
    pub(crate) remove: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TrackingArg {
    Gap,
    Mark,
    Continuous,
}

impl From<TrackingArg> for MediaTracking {
    fn from(tracking: TrackingArg) -> Self {
        match tracking {
            TrackingArg::Gap => Self::Gap,
            TrackingArg::Mark => Self::Mark,
            TrackingArg::Continuous => Self::Continuous,
        }
    }
}

/// What is done with a printer.
#[derive(Subcommand)]
pub(crate) enum PrinterCommand {
    /// List the printers that are set up, and how each is
    List,
    /// Ask what is attached to a port, in every language that can be asked
    #[command(after_help = ports!(""))]
    Identify(IdentifyArgs),
    /// Print a test page and wait until it is proved to be on paper
    Test(PrinterName),
    /// Say whether a printer's test page came out right
    #[command(after_help = "\
Labels go to a printer whose language is not proved here only after its owner saw a good test page.

Example:
  pb printer confirm Label yes")]
    Confirm(ConfirmPrinter),
    /// Hold a printer's queue: nothing more is sent to it
    Hold(PrinterName),
    /// Let a printer's queue go on
    Release(PrinterName),
}

/// Names one printer.
#[derive(clap::Args)]
pub(crate) struct PrinterName {
    /// Its name or id; the only one unless told
    #[arg(value_name = "PRINTER")]
    pub(crate) printer: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct ConfirmPrinter {
    /// Its name or id
    #[arg(value_name = "PRINTER")]
    pub(crate) printer: String,
    /// Whether the page came out right
    #[arg(value_enum)]
    pub(crate) good: YesNo,
}

#[derive(clap::Args)]
pub(crate) struct IdentifyArgs {
    /// Where it is
    pub(crate) port: PortArg,
    #[command(flatten)]
    pub(crate) line: SerialLine,
}
