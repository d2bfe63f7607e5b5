//! Printing as the window sees it: jobs, their queues, batches, documents and previews.
use super::{Code, PrinterView};
use pb_domain::{
    AccountId, DocumentId, DocumentKind, Fit, Format, PagePart, PrintJobId, PrintState, PrinterId,
    ShipmentId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Prints a shipment's labels.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct Print {
    /// Which shipment.
    pub id: ShipmentId,
    /// A person asked for a further copy.
    pub reprint: bool,
    /// A person overrides a label that was stopped; it is recorded.
    pub force: bool,
}

/// One print job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintJobView {
    /// Identity.
    pub id: PrintJobId,
    /// The shipment; absent for a test page or a manifest.
    pub shipment: Option<ShipmentId>,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// What is printed, in words: `Label 1 of 2 of #1001`.
    pub title: String,
    /// The parcel that each page is for, in the pages' order; empty where pages are for none.
    pub parcels: Vec<PagePart>,
    /// Its printer; that one may be removed by now.
    pub printer: PrinterId,
    /// The printer's name when the job was made.
    pub printer_name: String,
    /// Where it stands.
    pub state: PrintState,
    /// What proved it, what failed, or what to look for.
    pub text: String,
    /// Bytes the printer took so far.
    #[ts(type = "number")]
    pub sent: u64,
    /// Bytes in all; 0 until they are made, shortly before its turn.
    #[ts(type = "number")]
    pub total: u64,
    /// When it was made, RFC 3339.
    pub at: String,
    /// Whether it is a further copy of a label that was printed or may have been.
    pub reprint: bool,
    /// Whether a person overrode a label that was stopped.
    pub forced: bool,
    /// The job of another printer that failed with nothing sent, and that this one stands in for.
    pub fallback_of: Option<PrintJobId>,
}

/// A person's answer about a job that could not be proved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ConfirmPrint {
    /// Which job.
    pub job: PrintJobId,
    /// Whether the label is on paper.
    pub on_paper: bool,
}

/// Names one print job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct JobRef {
    /// Which job.
    pub job: PrintJobId,
}

/// What waits at each printer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintQueueView {
    /// The printers that are set up, in their order.
    pub printers: Vec<PrinterQueue>,
    /// Jobs that are not over and whose printer is removed.
    pub without_printer: Vec<PrintJobView>,
}

/// What waits at one printer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterQueue {
    /// The printer, and whether its queue is held.
    pub printer: PrinterView,
    /// Jobs that are not over, in the order of printing; the first waiting one is next.
    pub jobs: Vec<PrintJobView>,
}

/// Gives a waiting job another place in its printer's queue.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct MovePrint {
    /// Which job.
    pub job: PrintJobId,
    /// The waiting job of the same printer that it comes before; `None` puts it last.
    pub before: Option<PrintJobId>,
}

/// Prints documents of many shipments, in the order given.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PrintBatch {
    /// The shipments, in the order of printing.
    pub shipments: Vec<ShipmentId>,
    /// What of each: labels, packing slips or commercial invoices.
    pub kind: DocumentKind,
    /// A person overrides labels that were stopped; it is recorded.
    #[serde(default)]
    pub force: bool,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchReport {
    /// One line a shipment, in the order given.
    pub lines: Vec<BatchLine>,
}

/// What became of one shipment of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchLine {
    /// Which shipment.
    pub shipment: ShipmentId,
    /// Its order's number; empty when there is no such shipment.
    pub order_number: String,
    /// The jobs that were queued, in order; empty when it was skipped.
    pub jobs: Vec<PrintJobId>,
    /// Why it was skipped, and what to do; empty when it was queued.
    pub skipped: String,
    /// What kind of reason that is.
    pub code: Option<Code>,
}

/// What a carrier made besides the labels: a customs form, an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaperView {
    /// Identity.
    pub id: DocumentId,
    /// What it is called.
    pub title: String,
    /// Whether it must go with the parcels, on paper.
    pub attached: bool,
    /// Whether it was erased.
    pub erased: bool,
    /// Where its newest print job stands; `None` when there is none.
    pub state: Option<PrintState>,
}

/// One such paper.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct PaperRef {
    /// Which.
    pub id: DocumentId,
}

/// A document of a shipment that is drawn here: a packing slip or a commercial invoice.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct PrintDocument {
    /// Which shipment.
    pub shipment: ShipmentId,
    /// Which document.
    pub kind: DocumentKind,
}

/// The list of what is handed over to a carrier.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PrintManifest {
    /// The day on which it was bought, `YYYY-MM-DD` in the bench's time zone.
    pub day: String,
    /// The account that bought it.
    pub account: AccountId,
}

/// Asks for the picture of a label.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct PreviewLabel {
    /// Which shipment.
    pub id: ShipmentId,
    /// Which label of it, from 0.
    pub index: u32,
    /// For which printer; `None` means the one that gets labels.
    #[serde(default)]
    pub printer: Option<PrinterId>,
    /// How to lay it out, on trial; `None` shows it as it would print now.
    #[serde(default)]
    pub fit: Option<Fit>,
}

/// Keeps how a carrier's labels are laid on a printer's stock.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SetFit {
    /// A shipment whose labels it is about: its carrier's labels are laid so from now on.
    pub id: ShipmentId,
    /// Which label of it the answer shows, from 0.
    #[serde(default)]
    pub index: u32,
    /// On which printer; `None` means the one that gets labels.
    #[serde(default)]
    pub printer: Option<PrinterId>,
    /// How; `None` leaves it to the program again.
    pub fit: Option<Fit>,
}

/// Exactly the dots that will print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelPreview {
    /// PNG, base64.
    pub png_base64: String,
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    /// Printer's nominal resolution.
    pub dpi: u32,
    /// Whether these are exactly the dots; an untouched ZPL label is drawn by the printer itself.
    pub exact: bool,
    /// Labels in all.
    pub count: u32,
    /// What the check found: barcodes read, or why it is stopped.
    pub note: String,
    /// Whether the label would be stopped.
    pub stopped: bool,
    /// What preflight found, worst first.
    pub findings: Vec<LabelFinding>,
    /// How the page was laid on the stock.
    pub placement: LabelPlacement,
    /// The correction in use; `None` when it is left to the program.
    pub fit: Option<Fit>,
}

impl std::fmt::Debug for LabelPreview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "LabelPreview({}×{}, exact: {}, stopped: {})",
            self.width, self.height, self.exact, self.stopped
        )
    }
}

/// How a page was laid on the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelPlacement {
    /// In words: `Page 1, the lower half, turned by 90°, at 96 %`.
    pub text: String,
    /// Page of the document, from 1.
    pub page: u32,
    /// Degrees that it was turned clockwise: 0, 90, 180 or 270.
    pub turned: u32,
    /// Size in per cent of its true size.
    pub percent: u32,
    /// Whether something of it fell off the stock.
    pub cut_off: bool,
    /// Where the part of the page lies on the picture, as far as it lies on it; absent when it lies beside it.
    pub area: Option<DotArea>,
}

/// Something that preflight found on a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelFinding {
    /// How bad it is.
    pub severity: FindingSeverity,
    /// What is wrong and where, in words.
    pub text: String,
    /// What a packer can do about it.
    pub remedy: String,
    /// Where on the picture; absent when it is about the whole label.
    pub area: Option<DotArea>,
}

/// How bad a finding is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingSeverity {
    /// The label is stopped unless a person overrides.
    Stop,
    /// It prints; it may scan worse than it should.
    Warning,
}

/// A part of the picture, in dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DotArea {
    /// Left edge.
    pub left: u32,
    /// Upper edge.
    pub top: u32,
    /// Right edge, exclusive.
    pub right: u32,
    /// Lower edge, exclusive.
    pub bottom: u32,
}

/// Asks for a label as a file.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct LabelFile {
    /// Which shipment.
    pub id: ShipmentId,
    /// Which document of it, from 0.
    pub index: u32,
    /// The format wanted; `None` gives it as it is stored. PNG and PDF are the dots that print, ZPL is
    /// what the printer gets.
    #[serde(default)]
    pub format: Option<Format>,
}
