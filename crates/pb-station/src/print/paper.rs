//! What a carrier made besides the labels: customs forms, invoices. They go to the printer of commercial invoices,
//! and what must go with the parcels goes there together with the first label.
use super::{file, job_view, new_job, order_number, queue};
use crate::Station;
use crate::api::{Code, Event, Failure, FileOut, PaperRef, PaperView, PrintJobView, Result};
use crate::printers;
use pb_domain::{DocumentId, DocumentKind, PrintState, PurchaseState, ShipmentId};
use pb_store::{StoredDocument, StoredPrintJob};

/// A shipment's papers as they are shown, with the newest job of each.
pub(crate) async fn papers(
    station: &Station,
    shipment: ShipmentId,
    jobs: &[StoredPrintJob],
) -> Result<Vec<PaperView>> {
    let papers = station.store.papers(shipment).await?;
    let view = |paper: StoredDocument| PaperView {
        id: paper.id,
        state: jobs
            .iter()
            .find(|j| j.document == Some(paper.id))
            .map(|j| j.state),
        title: paper.title,
        attached: paper.attached,
        erased: paper.erased,
    };
    Ok(papers.into_iter().map(view).collect())
}

/// Prints a paper, as often as a person asks.
pub(crate) async fn print_paper(station: &Station, request: PaperRef) -> Result<PrintJobView> {
    let paper = usable(station, request.id).await?;
    let purchase = station.store.purchase_of(paper.shipment).await?;
    if purchase.is_none_or(|p| p.state != PurchaseState::Bought) {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "This shipment is voided; its {} must not go on a parcel",
                paper.title
            ),
        ));
    }
    let printer = printers::needed(station, DocumentKind::Paper).await?;
    let job = job(
        station,
        &paper,
        &printer,
        &order_number(station, paper.shipment).await?,
    );
    let mut change = station.store.change(station.now()).await?;
    queue::write_queued(&mut change, &job, None).await?;
    change.commit().await?;
    station.emit(Event::Print {
        job: job_view(&job),
    });
    station.printers.wake(job.printer);
    Ok(job_view(&job))
}

/// A paper as a file.
pub(crate) async fn paper_file(station: &Station, request: PaperRef) -> Result<FileOut> {
    let paper = usable(station, request.id).await?;
    let number = order_number(station, paper.shipment).await?;
    Ok(file(&format!("{}-{number}", paper.title), &paper.document))
}

/// One job for each paper that must go with a shipment's parcels and is neither on paper nor on the way there. None
/// where no printer is set up for papers: they are listed then, and can be saved.
pub(super) async fn attached(
    station: &Station,
    shipment: ShipmentId,
    order_number: &str,
) -> Result<Vec<StoredPrintJob>> {
    let mut papers = station.store.papers(shipment).await?;
    papers.retain(|p| p.attached && !p.erased);
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let Some(printer) = printers::of_kind(station, DocumentKind::Paper).await? else {
        return Ok(Vec::new());
    };
    let jobs = station.store.print_jobs_of(shipment).await?;
    let gone = |j: &StoredPrintJob| {
        !matches!(
            j.state,
            PrintState::Failed | PrintState::Cancelled | PrintState::NotPrinted
        )
    };
    papers.retain(|p| !jobs.iter().any(|j| j.document == Some(p.id) && gone(j)));
    let jobs = papers.iter();
    Ok(jobs
        .map(|paper| job(station, paper, &printer, order_number))
        .collect())
}

async fn usable(station: &Station, id: DocumentId) -> Result<StoredDocument> {
    let paper = station.store.document(id).await?;
    let paper = paper
        .filter(|p| p.kind == DocumentKind::Paper)
        .ok_or_else(|| Failure::not_found("paper", id))?;
    if paper.erased {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "{} was erased: its time was over, or the order's personal data was erased",
                paper.title
            ),
        )
        .hint("If it is needed all the same, print it from the carrier's own pages"));
    }
    Ok(paper)
}

fn job(
    station: &Station,
    paper: &StoredDocument,
    printer: &crate::api::PrinterConfig,
    order_number: &str,
) -> StoredPrintJob {
    let title = format!("{} of {order_number}", paper.title);
    StoredPrintJob {
        shipment: Some(paper.shipment),
        document: Some(paper.id),
        ..new_job(station, printer, DocumentKind::Paper, title)
    }
}
