//! Printing: "printed" means paper. What cannot be proved is asked, and never sent again by itself.
//!
//! A job is a row before anything else happens. Each printer has a worker of its own that takes the jobs that
//! wait for it in order, makes their bytes when their turn comes, and writes each step down before it is taken.

mod batch;
mod desk;
mod document;
mod fallback;
mod job;
mod look;
mod paper;
mod prepare;
mod preview;
mod proof;
mod prove;
mod queue;
mod worker;

pub(crate) use batch::print_batch;
pub(crate) use desk::Printers;
pub(crate) use document::{
    consignment, document_file, file, manifest_file, print_document, print_manifest, print_papers,
    test_page,
};
pub(crate) use job::{job_view, recover};
pub(crate) use paper::{paper_file, papers, print_paper};
pub(crate) use prepare::media;
pub(crate) use preview::{label_file, preview, set_fit, why_unprintable};
pub(crate) use queue::{
    cancel, confirm, fail_orphans, give_up_voided, give_up_waiting, hold, hold_printer, move_job,
    queue_view, release,
};

use crate::Station;
use crate::api::{Code, Event, Failure, Print, PrinterConfig, Result, ShipmentRef, ShipmentView};
use crate::shipments::order_number;
use crate::{printers, shipments};
use pb_domain::{
    Direction, Document, DocumentId, DocumentKind, PagePart, PrintEvent, PrintJobId, PrintState,
    PurchaseState, ShipmentId,
};
use pb_store::{StoredDocument, StoredParcel, StoredPrintJob};
use prepare::Prepared;
use serde_json::json;
use tracing::Instrument as _;

/// Starts the printers' workers, with what waited when the station stopped.
pub(crate) async fn start(station: &Station) -> Result<()> {
    let printers = printers::all(station).await?;
    // Before any worker starts: it would print at once what is held.
    station.printers.note_held(printers::held(station).await?);
    station.printers.set_up(station, &printers);
    fail_orphans(station).await
}

/// Prints a shipment's labels: checks them, queues one job a document, and answers; the jobs go on.
pub(crate) async fn print(station: &Station, request: Print) -> Result<ShipmentView> {
    let span = tracing::info_span!("shipment", shipment = %request.id);
    queue_labels(station, request).instrument(span).await
}

async fn queue_labels(station: &Station, request: Print) -> Result<ShipmentView> {
    let printer = printers::needed(station, DocumentKind::Label).await?;
    if let Some(failure) = printers::unproved(&printer) {
        return Err(failure);
    }
    let _one_at_a_time = station.printers.queueing().await;
    let wanted = Wanted::of(station, &request).await?;
    let mut ready: Vec<(StoredPrintJob, Option<Prepared>)> = Vec::with_capacity(wanted.len());
    let mut overridden = Vec::new();
    for mut job in wanted.jobs(station, &printer, &request) {
        let prepared = prepare::of_job(station, &job, &printer).await?;
        // What a person overrides is what stops it now; what stops it later is stopped.
        job.forced = !prepared.overridden.is_empty();
        overridden.push(prepared.overridden.clone());
        // Only the first ones are handed over: a shipment may have hundreds of labels.
        let handed = (ready.len() < 2).then_some(prepared);
        ready.push((job, handed));
    }
    let papers = if request.reprint {
        Vec::new()
    } else {
        paper::attached(station, request.id, &wanted.order_number).await?
    };
    let mut change = station.store.change(station.now()).await?;
    for ((job, _), overridden) in ready.iter().zip(overridden) {
        queue::write_queued(&mut change, job, None).await?;
        if job.forced {
            let text = format!(
                "{} is to be printed although it was stopped, by a person's word",
                job.title
            );
            let facts = json!({ "job": job.id, "says": overridden });
            change
                .log("print_forced", Some(request.id.0), &text, &facts)
                .await?;
        }
    }
    for job in &papers {
        queue::write_queued(&mut change, job, None).await?;
    }
    change.commit().await?;
    let desk = station.printers.desk(printer.id);
    for (job, prepared) in ready {
        if let (Some(desk), Some(prepared)) = (&desk, prepared) {
            desk.hand(job.id, prepared);
        }
        station.emit(Event::Print {
            job: job_view(&job),
        });
    }
    station.printers.wake(printer.id);
    for job in papers {
        station.emit(Event::Print {
            job: job_view(&job),
        });
        station.printers.wake(job.printer);
    }
    station.emit_attention().await;
    shipments::get(station, ShipmentRef { id: request.id }).await
}

/// Labels of a shipment that are to be printed.
struct Wanted {
    order_number: String,
    direction: Direction,
    /// All labels of the shipment, with whether each is wanted.
    labels: Vec<(StoredDocument, bool)>,
    parcels: Vec<StoredParcel>,
}

impl Wanted {
    /// What a person may print now, or why nothing.
    async fn of(station: &Station, request: &Print) -> Result<Self> {
        let purchase = station
            .store
            .purchase_of(request.id)
            .await?
            .ok_or_else(|| Failure::not_found("shipment", request.id))?;
        match purchase.state {
            PurchaseState::Bought => {}
            PurchaseState::Voided => {
                return Err(Failure::new(
                    Code::Precondition,
                    "This shipment is voided; its label must not go on a parcel",
                ));
            }
            _ => {
                return Err(Failure::new(
                    Code::Precondition,
                    "This shipment is not bought, so it has no label",
                ));
            }
        }
        let documents = labels(station, request.id).await?;
        if documents.is_empty() {
            return Err(Failure::new(Code::Precondition, "The label is not here")
                .hint("Fetch it with Label again; that buys nothing"));
        }
        let jobs = label_jobs(station, request.id).await?;
        may_print(&jobs)?;
        let labels: Vec<(StoredDocument, bool)> = documents
            .into_iter()
            .map(|d| {
                let wanted = request.reprint || !is_printed(d.id, &jobs);
                (d, wanted)
            })
            .collect();
        if labels.iter().all(|(_, wanted)| !wanted) {
            return Err(
                Failure::new(Code::Precondition, "This label is printed already")
                    .hint("Use Reprint for a further copy, and throw the first one away"),
            );
        }
        Ok(Self {
            order_number: order_number(station, request.id).await?,
            direction: purchase.direction,
            labels,
            parcels: station.store.parcels(request.id).await?,
        })
    }

    fn len(&self) -> usize {
        self.labels.iter().filter(|(_, wanted)| *wanted).count()
    }

    /// One job a document, in order.
    fn jobs<'a>(
        &'a self,
        station: &'a Station,
        printer: &'a PrinterConfig,
        request: &'a Print,
    ) -> impl Iterator<Item = StoredPrintJob> + 'a {
        let wanted = self.labels.iter().enumerate().filter(|(_, (_, w))| *w);
        wanted.map(move |(index, (document, _))| {
            let noun = label_word(self.direction);
            let title = match self.labels.len() {
                1 => format!("{noun} of {}", self.order_number),
                n => format!("{noun} {} of {n} of {}", index + 1, self.order_number),
            };
            StoredPrintJob {
                shipment: Some(request.id),
                document: Some(document.id),
                pages: pages(&self.parcels, document.id),
                reprint: request.reprint,
                forced: request.force,
                ..new_job(station, printer, DocumentKind::Label, title)
            }
        })
    }
}

/// What a label is called: one for the way back is never taken for one of a parcel that leaves.
pub(crate) fn label_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Outbound => "Label",
        Direction::Return => "Return label",
    }
}

/// The parcels that a label's pages are for, in order.
fn pages(parcels: &[StoredParcel], label: DocumentId) -> Vec<PagePart> {
    (1..)
        .zip(parcels)
        .filter(|(_, p)| p.label == Some(label))
        .map(|(number, p)| PagePart {
            parcel: p.parcel.id,
            number,
            tracking_number: p.tracking_number.clone(),
        })
        .collect()
}

/// A job for a printer that is not queued yet.
fn new_job(
    station: &Station,
    printer: &PrinterConfig,
    kind: DocumentKind,
    title: String,
) -> StoredPrintJob {
    StoredPrintJob {
        id: PrintJobId(station.new_id()),
        shipment: None,
        document: None,
        kind,
        title,
        pages: Vec::new(),
        printer: printer.id,
        printer_name: printer.name.clone(),
        rank: 0,
        state: PrintState::Queued,
        text: String::new(),
        sent: 0,
        total: 0,
        reprint: false,
        forced: false,
        fallback_of: None,
        created_at: station.now().to_string(),
    }
}

/// A shipment's jobs that print labels, newest first.
pub(crate) async fn label_jobs(station: &Station, id: ShipmentId) -> Result<Vec<StoredPrintJob>> {
    let mut jobs = station.store.print_jobs_of(id).await?;
    jobs.retain(|j| j.kind == DocumentKind::Label);
    Ok(jobs)
}

/// A shipment's labels in order. Those before the oldest that a parcel has were replaced by *label
/// again*: printed as well, they would be a second label for the same parcel.
pub(crate) async fn labels(station: &Station, id: ShipmentId) -> Result<Vec<StoredDocument>> {
    let parcels = station.store.parcels(id).await?;
    let Some(oldest) = parcels.iter().filter_map(|p| p.label).map(|l| l.0).min() else {
        return Ok(Vec::new());
    };
    let mut documents = station.store.documents(id).await?;
    documents.retain(|d| d.kind == DocumentKind::Label && d.id.0 >= oldest);
    if documents.iter().any(|d| d.erased) {
        return Err(Failure::new(
            Code::Precondition,
            "This label was erased: its time was over, or the order's personal data was erased",
        )
        .hint("If it is needed all the same, print it from the carrier's own pages"));
    }
    Ok(documents)
}

/// Whether a label is on paper.
pub(crate) fn is_printed(label: DocumentId, jobs: &[StoredPrintJob]) -> bool {
    jobs.iter()
        .any(|j| j.document == Some(label) && j.state == PrintState::Printed)
}

/// Whether *label again* makes sense: a label is missing, or the one that is here was not printed.
pub(crate) fn may_fetch(parcels: &[StoredParcel], jobs: &[StoredPrintJob]) -> bool {
    let failed = jobs.first().is_some_and(|j| j.state == PrintState::Failed);
    parcels.iter().any(|p| p.label.is_none()) || failed
}

/// Two labels on two parcels are one label too many: a copy is made only by a person's word.
fn may_print(jobs: &[StoredPrintJob]) -> Result<()> {
    if jobs.iter().any(|j| j.state == PrintState::Unconfirmed) {
        return Err(Failure::new(
            Code::Precondition,
            "It is not known whether this label is on paper",
        )
        .hint(
            "Look at the printer and answer that question first; then reprint if none came out",
        ));
    }
    if jobs.iter().any(|j| {
        matches!(
            j.state,
            PrintState::Queued | PrintState::Held | PrintState::Sending | PrintState::Accepted
        )
    }) {
        return Err(
            Failure::new(Code::Precondition, "This label is being printed")
                .hint("Wait until it is out"),
        );
    }
    Ok(())
}

/// A bought label that could not be queued is a job that failed: it shows wherever prints show.
pub(crate) async fn note_stopped(station: &Station, shipment: ShipmentId, failure: &Failure) {
    if let Err(failure) = failed_job(station, shipment, failure).await {
        tracing::error!(%failure, "a label that was not printed cannot be written down");
    }
}

async fn failed_job(station: &Station, shipment: ShipmentId, failure: &Failure) -> Result<()> {
    let Some(label) = labels(station, shipment).await?.into_iter().next() else {
        // That it is missing shows by itself.
        return Ok(());
    };
    let printer = printers::of_kind(station, DocumentKind::Label).await?;
    let printer = printer.unwrap_or_else(prepare::default_printer);
    let direction = station.store.shipment(shipment).await?.map(|s| s.direction);
    let noun = label_word(direction.unwrap_or(Direction::Outbound));
    let title = format!("{noun} of {}", order_number(station, shipment).await?);
    let job = StoredPrintJob {
        shipment: Some(shipment),
        document: Some(label.id),
        pages: pages(&station.store.parcels(shipment).await?, label.id),
        ..new_job(station, &printer, DocumentKind::Label, title)
    };
    let text = format!("{}. {}", failure.text, failure.hint);
    let mut change = station.store.change(station.now()).await?;
    change.queue_print_job(&job, None).await?;
    job::step_in(station, change, &job, PrintEvent::FailBeforeBytes, &text, 0).await
}

/// Queues a document that no table stores, and answers with its job.
async fn queue_carried(
    station: &Station,
    job: StoredPrintJob,
    document: &Document,
) -> Result<StoredPrintJob> {
    let mut change = station.store.change(station.now()).await?;
    queue::write_queued(&mut change, &job, Some(document)).await?;
    change.commit().await?;
    station.emit(Event::Print {
        job: job_view(&job),
    });
    station.printers.wake(job.printer);
    Ok(job)
}
