//! The steps of a print job: each is committed, with its line in the log, before what it stands for happens.
use crate::Station;
use crate::api::{Event, PrintJobView, Result};
use pb_domain::{DocumentKind, PrintEvent, PrintState};
use pb_store::{Change, StoredPrintJob};
use serde_json::json;
use std::time::Duration;

/// Pause before the state of a job that was cut off is written again.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

/// A job as hosts see it.
pub(crate) fn job_view(job: &StoredPrintJob) -> PrintJobView {
    PrintJobView {
        id: job.id,
        shipment: job.shipment,
        kind: job.kind,
        title: job.title.clone(),
        parcels: job.pages.clone(),
        printer: job.printer,
        printer_name: job.printer_name.clone(),
        state: job.state,
        text: job.text.clone(),
        sent: job.sent,
        total: job.total,
        at: job.created_at.clone(),
        reprint: job.reprint,
        forced: job.forced,
        fallback_of: job.fallback_of,
    }
}

/// Moves a job on, with its line in the log, and tells hosts.
pub(super) async fn step(
    station: &Station,
    job: &StoredPrintJob,
    event: PrintEvent,
    text: &str,
    sent: u64,
) -> Result<()> {
    let change = station.store.change(station.now()).await?;
    step_in(station, change, job, event, text, sent).await
}

/// The same as the last step of a change.
pub(super) async fn step_in(
    station: &Station,
    mut change: Change,
    job: &StoredPrintJob,
    event: PrintEvent,
    text: &str,
    sent: u64,
) -> Result<()> {
    let state = write_step(&mut change, job, event, text, sent).await?;
    change.commit().await?;
    tell(station, job, state, text, sent).await;
    Ok(())
}

/// Writes a step and its line in the log.
pub(super) async fn write_step(
    change: &mut Change,
    job: &StoredPrintJob,
    event: PrintEvent,
    text: &str,
    sent: u64,
) -> Result<PrintState> {
    let state = change.step_print_job(job.id, event, text, sent).await?;
    let labels = match job.kind {
        DocumentKind::Label => job.pages.as_slice(),
        _ => &[],
    };
    for part in labels {
        match state {
            PrintState::Accepted => change.record_bytes_sent(part.parcel, job.printer).await?,
            PrintState::Printed => change.record_printed(part.parcel).await?,
            _ => {}
        }
    }
    let (words, says) = match state {
        PrintState::Sending => ("Sending to the printer", ""),
        PrintState::Accepted => ("The printer took it", ""),
        PrintState::Printed => ("Printed", text),
        PrintState::Unconfirmed => ("Not known whether it is on paper", text),
        PrintState::NotPrinted => ("Not on paper", text),
        PrintState::Failed => ("Not printed", text),
        PrintState::Cancelled => ("Print given up", text),
        PrintState::Queued => ("Waits for the printer again", ""),
        PrintState::Held => ("Print put aside", ""),
    };
    let facts = json!({ "job": job.id, "printer": job.printer, "state": state, "sent": sent, "says": says });
    change
        .log("print", job.shipment.map(|s| s.0), words, &facts)
        .await?;
    // A byte may have left: whatever number is on this label is on paper for ever.
    if let (DocumentKind::Label, Some(shipment)) = (job.kind, job.shipment)
        && matches!(
            state,
            PrintState::Accepted | PrintState::Printed | PrintState::Unconfirmed
        )
    {
        change.note_waybills_printed(shipment, None).await?;
    }
    Ok(state)
}

/// Tells hosts that a job moved on.
pub(super) async fn tell(
    station: &Station,
    job: &StoredPrintJob,
    state: PrintState,
    text: &str,
    sent: u64,
) {
    tracing::info!(job = %job.id, shipment = job.shipment.map(tracing::field::display), printer = %job.printer, ?state, "print job");
    let mut view = job_view(job);
    view.state = state;
    view.text = text.to_owned();
    view.sent = view.sent.max(sent);
    station.emit(Event::Print { job: view });
    if state.is_final() || state == PrintState::Unconfirmed {
        station.emit_attention().await;
        if let Some(shipment) = job.shipment {
            station.emit(Event::Shipment { id: shipment });
        }
    }
}

/// A job whose state could not be written down: it must not look as if it still printed. Tried until the
/// disk takes it.
pub(super) async fn cut_off(station: &Station, job: &StoredPrintJob) {
    while let Err(failure) = recover_one(station, job).await {
        tracing::warn!(job = %job.id, %failure, "not written down yet");
        tokio::time::sleep(WRITE_AGAIN).await;
    }
}

/// After a stop in the middle: what may have left is asked about. What certainly never left stays queued.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    for job in station.store.open_print_jobs().await? {
        if job.state == PrintState::Sending {
            station.printers.note_cut_off(job.printer);
        }
        recover_one(station, &job).await?;
    }
    Ok(())
}

async fn recover_one(station: &Station, job: &StoredPrintJob) -> Result<()> {
    let now = station.store.print_job(job.id).await?;
    match now.map(|j| j.state) {
        Some(PrintState::Sending | PrintState::Accepted) => {
            let text = "The station stopped while it printed: look whether this label came out";
            step(station, job, PrintEvent::NoProof, text, job.sent).await
        }
        _ => Ok(()),
    }
}
