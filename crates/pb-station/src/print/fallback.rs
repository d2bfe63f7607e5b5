//! A second printer for a job that the first one failed before any byte was sent.
use super::desk::Desk;
use super::job::{tell, write_step};
use crate::Station;
use crate::api::{Event, PrinterConfig, Result};
use crate::printers;
use pb_domain::{PrintEvent, PrintJobId, PrintState};
use pb_store::StoredPrintJob;
use serde_json::json;

use super::job_view;

/// The printer that stands in for a job's own. Once: what it fails too waits for a person.
pub(super) async fn stands_in(
    station: &Station,
    desk: &Desk,
    job: &StoredPrintJob,
) -> Result<Option<PrinterConfig>> {
    let Some(id) = desk.config().fallback.filter(|_| job.fallback_of.is_none()) else {
        return Ok(None);
    };
    let printers = printers::all(station).await?;
    Ok(printers.into_iter().find(|p| p.id == id))
}

/// A job failed, and certainly no byte of it left: the printer that stands in gets it, or a person is told.
pub(super) async fn nothing_was_sent(
    station: &Station,
    desk: &Desk,
    job: &StoredPrintJob,
    reason: &str,
) -> Result<()> {
    let reason = reason.trim_end_matches('.');
    let Some(other) = stands_in(station, desk, job).await? else {
        let text = format!("{reason}. Nothing was sent; then print again");
        let mut change = station.store.change(station.now()).await?;
        if !may_fail(change.print_state(job.id).await?) {
            return Ok(());
        }
        let state = write_step(&mut change, job, PrintEvent::FailBeforeBytes, &text, 0).await?;
        change.commit().await?;
        tell(station, job, state, &text, 0).await;
        return Ok(());
    };
    let payload = station.store.print_payload(job.id).await?;
    let mut change = station.store.change(station.now()).await?;
    if !may_fail(change.print_state(job.id).await?) {
        return Ok(());
    }
    let text = format!(
        "{reason}. Nothing was sent; {} prints it instead",
        other.name
    );
    let state = write_step(&mut change, job, PrintEvent::FailBeforeBytes, &text, 0).await?;
    let second = StoredPrintJob {
        id: PrintJobId(station.new_id()),
        printer: other.id,
        printer_name: other.name.clone(),
        state: PrintState::Queued,
        text: format!("Stands in for {}: {reason}", job.printer_name),
        sent: 0,
        total: 0,
        fallback_of: Some(job.id),
        created_at: change.at.to_string(),
        ..job.clone()
    };
    change.queue_print_job(&second, payload.as_ref()).await?;
    let words = format!(
        "{} goes to {} instead of {}",
        job.title, other.name, job.printer_name
    );
    let facts = json!({ "job": second.id, "fallback_of": job.id, "says": reason });
    change
        .log("print_queued", job.shipment.map(|s| s.0), &words, &facts)
        .await?;
    change.commit().await?;
    tell(station, job, state, &text, 0).await;
    station.emit(Event::Print {
        job: job_view(&second),
    });
    station.printers.wake(other.id);
    Ok(())
}

/// A person may have given it up, or put it aside, meanwhile.
fn may_fail(state: Option<PrintState>) -> bool {
    matches!(state, Some(PrintState::Queued | PrintState::Sending))
}
