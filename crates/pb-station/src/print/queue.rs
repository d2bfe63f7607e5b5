//! What waits at each printer, and what a person does with it.
use super::worker::VOIDED;
use super::{job, job_view};
use crate::Station;
use crate::api::{
    Code, ConfirmPrint, Event, Failure, HoldPrinter, JobRef, MovePrint, Nothing, PrintJobView,
    PrintQueueView, PrinterQueue, Result,
};
use crate::printers;
use pb_domain::{Document, DocumentKind, PrintEvent, PrintJobId, ShipmentId};
use pb_store::{Change, StoredPrintJob};
use serde_json::json;

/// What waits at each printer.
pub(crate) async fn queue_view(station: &Station, _: Nothing) -> Result<PrintQueueView> {
    let mut open = station.store.open_print_jobs().await?;
    let printers = station
        .printers
        .views()
        .into_iter()
        .map(|printer| {
            let (mine, others) = open.drain(..).partition(|j| Some(j.printer) == printer.id);
            open = others;
            let mine: Vec<StoredPrintJob> = mine;
            PrinterQueue {
                printer,
                jobs: mine.iter().map(job_view).collect(),
            }
        })
        .collect();
    Ok(PrintQueueView {
        printers,
        without_printer: open.iter().map(job_view).collect(),
    })
}

/// Writes a new job down as queued, with its line in the log.
pub(super) async fn write_queued(
    change: &mut Change,
    job: &StoredPrintJob,
    carried: Option<&Document>,
) -> Result<()> {
    change.queue_print_job(job, carried).await?;
    let what = match job.kind {
        _ if job.reprint => "A further copy waits at the printer".to_owned(),
        DocumentKind::Label => "The label waits at the printer".to_owned(),
        _ => format!("{} waits at the printer", job.title),
    };
    let facts = json!({
        "job": job.id, "printer": job.printer, "kind": job.kind, "reprint": job.reprint, "forced": job.forced
    });
    change
        .log("print_queued", job.shipment.map(|s| s.0), &what, &facts)
        .await?;
    Ok(())
}

/// A person says whether a label is on paper.
pub(crate) async fn confirm(station: &Station, request: ConfirmPrint) -> Result<PrintJobView> {
    let (event, text) = if request.on_paper {
        (PrintEvent::PersonSaysPrinted, "A person saw it on paper")
    } else {
        (PrintEvent::PersonSaysNot, "A person found no label")
    };
    let otherwise = "That question is answered already";
    let view = person(station, request.job, event, text, otherwise).await?;
    // Whoever answers has looked at the printer.
    if let Some(desk) = station.printers.desk(view.printer) {
        desk.answered_for();
    }
    Ok(view)
}

/// Puts a waiting job aside.
pub(crate) async fn hold(station: &Station, request: JobRef) -> Result<PrintJobView> {
    let otherwise = "It does not wait, so it cannot be put aside";
    person(
        station,
        request.job,
        PrintEvent::Hold,
        "Put aside by a person",
        otherwise,
    )
    .await
}

/// Takes a job up again that was put aside.
pub(crate) async fn release(station: &Station, request: JobRef) -> Result<PrintJobView> {
    let otherwise = "It was not put aside";
    let view = person(station, request.job, PrintEvent::Release, "", otherwise).await?;
    station.printers.wake(view.printer);
    Ok(view)
}

/// Gives up a print job that has not begun.
pub(crate) async fn cancel(station: &Station, request: JobRef) -> Result<PrintJobView> {
    let otherwise = "It has begun and cannot be taken back";
    person(
        station,
        request.job,
        PrintEvent::Cancel,
        "Given up by a person",
        otherwise,
    )
    .await
}

/// A person's step. One that does not fit the job's state is advice, not a fault.
async fn person(
    station: &Station,
    id: PrintJobId,
    event: PrintEvent,
    text: &str,
    otherwise: &str,
) -> Result<PrintJobView> {
    let find = async || {
        let job = station.store.print_job(id).await?;
        job.ok_or_else(|| Failure::not_found("print job", id))
    };
    let job = find().await?;
    let mut change = station.store.change(station.now()).await?;
    // As the change sees it: the printer may have begun with it meanwhile.
    let state = change.print_state(id).await?.unwrap_or(job.state);
    if state.next(event).is_err() {
        return Err(Failure::new(
            Code::Precondition,
            format!("{}: {otherwise}", job.title),
        ));
    }
    job::step_in(station, change, &job, event, text, job.sent).await?;
    Ok(job_view(&find().await?))
}

/// Gives a waiting job another place in its queue.
pub(crate) async fn move_job(station: &Station, request: MovePrint) -> Result<PrintQueueView> {
    let job = station
        .store
        .print_job(request.job)
        .await?
        .ok_or_else(|| Failure::not_found("print job", request.job))?;
    let mut change = station.store.change(station.now()).await?;
    if !change.move_print_job(request.job, request.before).await? {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "{}: it does not wait any more, or not in that queue",
                job.title
            ),
        )
        .hint("Look at the queue again"));
    }
    let facts = json!({ "job": request.job, "before": request.before });
    let text = format!("{} was given another place in the queue", job.title);
    change
        .log("print_moved", job.shipment.map(|s| s.0), &text, &facts)
        .await?;
    change.commit().await?;
    station.emit(Event::PrintQueue);
    queue_view(station, Nothing {}).await
}

/// Holds a printer's queue, or lets it go on.
pub(crate) async fn hold_printer(
    station: &Station,
    request: HoldPrinter,
) -> Result<PrintQueueView> {
    let printer = printers::find(station, request.printer).await?;
    printers::save_held(station, &printer, request.held).await?;
    if let Some(desk) = station.printers.desk(printer.id) {
        desk.hold(station, request.held);
    }
    station.emit(Event::PrintQueue);
    queue_view(station, Nothing {}).await
}

/// Jobs that wait for a printer that is not set up any more fail, in words.
pub(crate) async fn fail_orphans(station: &Station) -> Result<()> {
    let printers = printers::all(station).await?;
    for job in station.store.open_print_jobs().await? {
        if !job.state.waits() || printers.iter().any(|p| p.id == job.printer) {
            continue;
        }
        let text = format!(
            "{} was removed. Nothing was sent; then print again",
            job.printer_name
        );
        let mut change = station.store.change(station.now()).await?;
        if change
            .print_state(job.id)
            .await?
            .is_some_and(pb_domain::PrintState::waits)
        {
            job::step_in(station, change, &job, PrintEvent::FailBeforeBytes, &text, 0).await?;
        }
    }
    Ok(())
}

/// What waits of a shipment that was just voided must not go on a parcel.
pub(crate) async fn give_up_voided(station: &Station, shipment: ShipmentId) -> Result<()> {
    give_up_waiting(station, shipment, VOIDED).await
}

/// What waits of a shipment and must not be printed any more.
pub(crate) async fn give_up_waiting(
    station: &Station,
    shipment: ShipmentId,
    why: &str,
) -> Result<()> {
    for job in station.store.print_jobs_of(shipment).await? {
        if !job.state.waits() {
            continue;
        }
        let mut change = station.store.change(station.now()).await?;
        if change
            .print_state(job.id)
            .await?
            .is_some_and(pb_domain::PrintState::waits)
        {
            job::step_in(station, change, &job, PrintEvent::Cancel, why, 0).await?;
        }
    }
    Ok(())
}
