//! Printing for many shipments at once, in the order given.
use super::{Wanted, document, job_view, paper, queue};
use crate::Station;
use crate::api::{
    BatchLine, BatchReport, Code, Event, Failure, Print, PrintBatch, PrinterConfig, Result,
};
use crate::printers;
use pb_domain::{Document, DocumentKind, ShipmentId};
use pb_store::StoredPrintJob;
use serde_json::json;
use std::collections::BTreeSet;

/// More at once is a slip of the hand.
const MOST: usize = 5_000;

/// Queues documents of many shipments. What cannot be queued is skipped and said; labels are checked when their
/// turn comes, and one that is stopped then stops no other.
pub(crate) async fn print_batch(station: &Station, request: PrintBatch) -> Result<BatchReport> {
    if request.shipments.len() > MOST {
        return Err(Failure::new(
            Code::Invalid,
            format!(
                "{} shipments at once are too many; {MOST} may be",
                request.shipments.len()
            ),
        ));
    }
    if matches!(
        request.kind,
        DocumentKind::Paper | DocumentKind::Manifest | DocumentKind::TestPage
    ) {
        return Err(Failure::new(
            Code::Invalid,
            format!(
                "Labels, packing slips and commercial invoices are printed for many shipments at once, not {}",
                printers::kind_words(request.kind)
            ),
        ));
    }
    let printer = printers::needed(station, request.kind).await?;
    if request.kind == DocumentKind::Label
        && let Some(failure) = printers::unproved(&printer)
    {
        return Err(failure);
    }
    let _one_at_a_time = station.printers.queueing().await;
    let mut seen = BTreeSet::new();
    let mut lines = Vec::with_capacity(request.shipments.len());
    let mut queued = Vec::with_capacity(request.shipments.len());
    for shipment in &request.shipments {
        let found = if seen.insert(*shipment) {
            jobs(station, &printer, &request, *shipment).await
        } else {
            Err(Failure::new(
                Code::Precondition,
                "It stands in this batch already",
            ))
        };
        let mut line = BatchLine {
            shipment: *shipment,
            order_number: super::order_number(station, *shipment).await?,
            jobs: Vec::new(),
            skipped: String::new(),
            code: None,
        };
        match found {
            Ok(jobs) => {
                line.jobs = jobs.iter().map(|(j, _)| j.id).collect();
                queued.extend(jobs);
            }
            // The database, and not this shipment: nothing of the batch is queued.
            Err(failure) if failure.code == Code::Storage => return Err(failure),
            Err(failure) => {
                line.skipped = format!("{}. {}", failure.text, failure.hint)
                    .trim()
                    .to_owned();
                line.code = Some(failure.code);
            }
        }
        lines.push(line);
    }
    // All or none: a batch that is half queued would be printed twice.
    let mut change = station.store.change(station.now()).await?;
    for (job, carried) in &queued {
        queue::write_queued(&mut change, job, carried.as_ref()).await?;
    }
    let skipped = lines.iter().filter(|l| l.jobs.is_empty()).count();
    let text = format!(
        "A batch of {} waits at {}, {skipped} skipped",
        lines.len() - skipped,
        printer.name
    );
    let facts = json!({ "printer": printer.id, "kind": request.kind, "lines": lines });
    change.log("print_batch", None, &text, &facts).await?;
    change.commit().await?;
    for (job, _) in &queued {
        station.emit(Event::Print { job: job_view(job) });
    }
    station.emit(Event::PrintQueue);
    let printers: BTreeSet<_> = queued.iter().map(|(job, _)| job.printer).collect();
    for printer in printers {
        station.printers.wake(printer);
    }
    station.emit_attention().await;
    Ok(BatchReport { lines })
}

type Job = (StoredPrintJob, Option<Document>);

/// One shipment's jobs, or why it has none.
async fn jobs(
    station: &Station,
    printer: &PrinterConfig,
    request: &PrintBatch,
    shipment: ShipmentId,
) -> Result<Vec<Job>> {
    if request.kind != DocumentKind::Label {
        let (job, drawn) = document::of_shipment(station, printer, shipment, request.kind).await?;
        return Ok(vec![(job, Some(drawn))]);
    }
    let print = Print {
        id: shipment,
        reprint: false,
        force: request.force,
    };
    let wanted = Wanted::of(station, &print).await?;
    let papers = paper::attached(station, shipment, &wanted.order_number).await?;
    let jobs = wanted.jobs(station, printer, &print).chain(papers);
    Ok(jobs.map(|job| (job, None)).collect())
}
