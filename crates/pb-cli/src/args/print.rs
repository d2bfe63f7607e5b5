//! Printing and print queues, as they are spoken of on the command line.
use clap::{Subcommand, ValueEnum};
use pb_domain::DocumentKind;
use std::path::PathBuf;

#[derive(clap::Args)]
#[command(after_help = "\
`pb print` waits until the printer proves the paper; what cannot be proved ends with exit code 8 and
is never sent again by itself: look at the printer and answer with `pb confirm`. Of several shipments,
one that cannot be printed is skipped, with its reason, and the others keep their order.

Examples:
  pb print 1001
  pb print 1001 1002 1003                        a batch, in this order
  pb print PB00000017 --reprint
  pb print 1001 --document packing-slip
  pb print 1001 --document commercial-invoice --out invoice.pdf
  pb print 1001 --document paper                 what the carrier made besides the label, such as a CN23")]
pub(crate) struct PrintArgs {
    /// Order numbers, tracking numbers, or ids, in the order of printing
    #[arg(value_name = "WHAT", required = true)]
    pub(crate) what: Vec<String>,
    /// What of each
    #[arg(long, value_enum, default_value_t = Document::Label)]
    pub(crate) document: Document,
    /// Print a further copy of a label that is on paper
    #[arg(long)]
    pub(crate) reprint: bool,
    /// Print a label that was stopped because it would not scan; this is recorded
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the document to this file instead, PDF; further papers of the carrier's to FILE-2, FILE-3, …
    #[arg(long, value_name = "FILE", conflicts_with_all = ["reprint", "force"])]
    pub(crate) out: Option<PathBuf>,
}

/// Kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Document {
    Label,
    PackingSlip,
    CommercialInvoice,
    /// What the carrier made besides the labels
    Paper,
    Manifest,
    TestPage,
}

impl From<Document> for DocumentKind {
    fn from(document: Document) -> Self {
        match document {
            Document::Label => Self::Label,
            Document::PackingSlip => Self::PackingSlip,
            Document::CommercialInvoice => Self::CommercialInvoice,
            Document::Paper => Self::Paper,
            Document::Manifest => Self::Manifest,
            Document::TestPage => Self::TestPage,
        }
    }
}

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pb manifest --account 'Own van'                       what was bought there today
  pb manifest --account 'Own van' --day 2026-11-27 --out manifest.pdf")]
pub(crate) struct ManifestArgs {
    /// The account that bought it, by name
    #[arg(long, value_name = "NAME")]
    pub(crate) account: String,
    /// The day on which it was bought; today unless told
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) day: Option<String>,
    /// Write it to this file instead, PDF
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(clap::Args)]
#[command(after_help = "\
JOB is a print job's id, or the order or shipment that it belongs to.

Examples:
  pb queue                               what waits, in the order of printing
  pb queue hold 1001                     put it aside
  pb queue move 1003 --before 1001
  pb queue cancel 1002                   nothing of it was sent")]
pub(crate) struct QueueArgs {
    #[command(subcommand)]
    pub(crate) what: Option<Queue>,
}

/// What is done with print queues.
#[derive(Subcommand)]
pub(crate) enum Queue {
    /// List what waits at each printer, in the order of printing
    List,
    /// Put a waiting job aside
    Hold(Job),
    /// Take a job up again that was put aside
    Release(Job),
    /// Give up a job that has not begun
    Cancel(Job),
    /// Give a waiting job another place in its queue
    Move(MoveArgs),
}

/// Names one print job.
#[derive(clap::Args)]
pub(crate) struct Job {
    /// The print job
    #[arg(value_name = "JOB")]
    pub(crate) job: String,
}

#[derive(clap::Args)]
pub(crate) struct MoveArgs {
    #[command(flatten)]
    pub(crate) job: Job,
    /// The waiting job of the same printer that it comes before; last of all unless told
    #[arg(long, value_name = "JOB")]
    pub(crate) before: Option<String>,
}
