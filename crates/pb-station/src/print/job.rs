//! One print job on its way: every step is committed before the byte it stands for leaves.
use super::job_view;
use super::proof::Proof;
use crate::Station;
use crate::api::{Event, PrinterCondition, PrinterConfig, Result};
use pb_devices::{DeviceError, PrinterLink, SendFailure};
use pb_domain::{PrintEvent, PrintState, PurchaseState};
use pb_labels::{Language, Status};
use pb_store::{Change, StoredPrintJob};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// How long one status answer may take.
const ANSWER: Duration = Duration::from_millis(1500);
/// Pause between two questions while a label prints.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// Pause before the state of a job that was cut off is written again.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

/// Runs queued jobs to their end, in order and alone at their printer.
pub(super) async fn run(
    station: Station,
    jobs: Vec<(StoredPrintJob, Vec<u8>)>,
    config: PrinterConfig,
) {
    let _alone = station.printer.alone().await;
    let _open = station.keep_open().await;
    for (job, bytes) in jobs {
        if let Err(failure) = print(&station, &job, bytes, &config).await {
            tracing::error!(job = %job.id, %failure, "a print job was cut off");
            cut_off(&station, job.clone());
        }
        station.emit_attention().await;
        if let Some(shipment) = job.shipment {
            station.emit(Event::Shipment { id: shipment });
        }
    }
}

async fn print(
    station: &Station,
    job: &StoredPrintJob,
    bytes: Vec<u8>,
    config: &PrinterConfig,
) -> Result<()> {
    // A person may have given it up while it waited.
    match station.store.print_job(job.id).await? {
        Some(now) if now.state == PrintState::Queued => {}
        _ => return Ok(()),
    }
    let language = pb_labels::language(&config.language);
    let port = config.port.clone();
    let link = match Station::blocking(move || PrinterLink::open(&port)).await? {
        Ok(link) => link,
        Err(error) => return fail(station, job, &error).await,
    };
    let (link, problem) = ready(station, link, language).await?;
    if let Some(problem) = problem {
        step(
            station,
            job,
            PrintEvent::FailBeforeBytes,
            &format!("{problem}. Nothing was sent; then print again"),
            0,
        )
        .await?;
        return Ok(());
    }
    if !start(station, job).await? {
        return Ok(());
    }
    station
        .printer
        .show(station, PrinterCondition::Printing, "Printing");
    let (link, sent) = send(station, job, link, bytes).await?;
    match sent {
        Err(SendFailure { sent: 0, error, .. }) => return fail(station, job, &error).await,
        Err(SendFailure { sent, error, .. }) => {
            let text = format!(
                "{error}, after {sent} bytes: look whether this label came out whole. {}",
                error.remedy()
            );
            step(station, job, PrintEvent::NoProof, &text, sent).await?;
            station.printer.show(
                station,
                PrinterCondition::Unreachable,
                &format!("{error}. {}", error.remedy()),
            );
            return Ok(());
        }
        Ok(()) => {}
    }
    step(
        station,
        job,
        PrintEvent::AllBytesTaken,
        "The printer took it",
        job.total,
    )
    .await?;
    prove(station, job, link, language, config).await
}

/// Starts a job, unless its shipment was voided while it waited.
async fn start(station: &Station, job: &StoredPrintJob) -> Result<bool> {
    let mut change = station.store.change(station.now()).await?;
    let purchase = match job.shipment {
        Some(shipment) => change.purchase_of(shipment).await?,
        None => None,
    };
    let voided = purchase.is_some_and(|p| p.state != PurchaseState::Bought);
    let (event, text) = if voided {
        let text = "The shipment was voided; its label must not go on a parcel";
        (PrintEvent::Cancel, text)
    } else {
        (PrintEvent::Start, "Sending")
    };
    step_in(station, change, job, event, text, 0).await?;
    Ok(!voided)
}

/// Asks a printer that last needed a person whether it still does; others are not asked, so that
/// nothing stands between a label and its first byte.
async fn ready(
    station: &Station,
    link: PrinterLink,
    language: Option<&'static dyn Language>,
) -> Result<(PrinterLink, Option<&'static str>)> {
    if !station.printer.needed_attention() {
        return Ok((link, None));
    }
    let (link, status) = ask(link, language).await?;
    Ok((link, status.and_then(|s| s.problem())))
}

async fn send(
    station: &Station,
    job: &StoredPrintJob,
    mut link: PrinterLink,
    bytes: Vec<u8>,
) -> Result<(PrinterLink, Result<(), SendFailure>)> {
    let teller = station.clone();
    let mut view = job_view(job);
    view.state = PrintState::Sending;
    Station::blocking(move || {
        let outcome = link.send(&bytes, &mut |sent| {
            view.sent = sent;
            teller.emit(Event::Print { job: view.clone() });
        });
        (link, outcome)
    })
    .await
}

/// Waits for the printer's word, within the profile's time.
async fn prove(
    station: &Station,
    job: &StoredPrintJob,
    link: PrinterLink,
    language: Option<&'static dyn Language>,
    config: &PrinterConfig,
) -> Result<()> {
    let began = Instant::now();
    let deadline = began + Duration::from_secs(u64::from(config.proof_seconds.max(1)));
    let mut proof = Proof::default();
    let mut link = Some(link);
    let can_ask = language.is_some_and(|l| l.status_query().is_some()) && !config.never_answers;
    while can_ask && Instant::now() < deadline {
        let Some(open) = link.take().filter(PrinterLink::can_answer) else {
            break;
        };
        let (open, status) = ask(open, language).await?;
        link = Some(open);
        if let Some(status) = &status {
            station.printer.show_status(station, status);
            if proof.observe(status, began.elapsed()) {
                close(link).await?;
                step(
                    station,
                    job,
                    PrintEvent::Proof,
                    "The printer said that it is out",
                    job.total,
                )
                .await?;
                return Ok(());
            }
        }
        tokio::time::sleep_until((Instant::now() + ASK_AGAIN).min(deadline)).await;
    }
    close(link).await?;
    let (event, text) = if config.never_answers {
        (
            PrintEvent::AcceptedIsEnough,
            "The printer took it; its owner does not want to be asked".to_owned(),
        )
    } else {
        (PrintEvent::NoProof, proof.doubt())
    };
    step(station, job, event, &text, job.total).await?;
    if event == PrintEvent::NoProof {
        station.printer.doubted(station, &text);
    }
    Ok(())
}

/// One status question; `None` when there was no readable answer.
pub(super) async fn ask(
    mut link: PrinterLink,
    language: Option<&'static dyn Language>,
) -> Result<(PrinterLink, Option<Status>)> {
    let Some((language, query)) = language.and_then(|l| l.status_query().map(|q| (l, q))) else {
        return Ok((link, None));
    };
    Station::blocking(move || {
        let answer = link.query(query, &|answer| language.status_complete(answer), ANSWER);
        let status = match answer {
            Ok(bytes) => language.parse_status(&bytes),
            Err(error) => {
                tracing::debug!(%error, "the printer's status cannot be read");
                None
            }
        };
        (link, status)
    })
    .await
}

async fn close(link: Option<PrinterLink>) -> Result<()> {
    let Some(link) = link else { return Ok(()) };
    if let Err(error) = Station::blocking(move || link.close()).await? {
        tracing::warn!(%error, "the printer's link did not close in order");
    }
    Ok(())
}

/// It failed and certainly no byte left.
async fn fail(station: &Station, job: &StoredPrintJob, error: &DeviceError) -> Result<()> {
    let text = format!("{error}. {}", error.remedy());
    station
        .printer
        .show(station, PrinterCondition::Unreachable, &text);
    step(
        station,
        job,
        PrintEvent::FailBeforeBytes,
        &format!("{text}. Nothing was sent; then print again"),
        0,
    )
    .await
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
    let state = change.step_print_job(job.id, event, text, sent).await?;
    let words = match state {
        PrintState::Sending => "Sending to the printer".to_owned(),
        PrintState::Accepted => "The printer took it".to_owned(),
        PrintState::Printed => format!("Printed: {text}"),
        PrintState::Unconfirmed => format!("Not known whether it is on paper: {text}"),
        PrintState::NotPrinted => format!("Not on paper: {text}"),
        PrintState::Failed => format!("Not printed: {text}"),
        PrintState::Cancelled => "Print given up".to_owned(),
        PrintState::Queued | PrintState::Held => text.to_owned(),
    };
    let facts = json!({ "job": job.id, "state": state, "sent": sent });
    change
        .log("print", job.shipment.map(|s| s.0), &words, &facts)
        .await?;
    change.commit().await?;
    let mut view = job_view(job);
    view.state = state;
    view.text = text.to_owned();
    view.sent = sent;
    station.emit(Event::Print { job: view });
    if matches!(
        state,
        PrintState::NotPrinted | PrintState::Printed | PrintState::Cancelled
    ) {
        station.emit_attention().await;
    }
    Ok(())
}

/// A job whose state could not be written down: it must not look as if it still printed. Tried until the
/// disk takes it.
fn cut_off(station: &Station, job: StoredPrintJob) {
    let kept = station.clone();
    station.run(async move {
        let station = kept;
        while let Err(failure) = recover_one(&station, &job).await {
            tracing::warn!(job = %job.id, %failure, "not written down yet");
            tokio::time::sleep(WRITE_AGAIN).await;
        }
        station.emit_attention().await;
        if let Some(shipment) = job.shipment {
            station.emit(Event::Shipment { id: shipment });
        }
    });
}

/// After a stop in the middle: what may have left is asked about, what never left has failed.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    for job in station.store.open_print_jobs().await? {
        recover_one(station, &job).await?;
    }
    Ok(())
}

async fn recover_one(station: &Station, job: &StoredPrintJob) -> Result<()> {
    let now = station.store.print_job(job.id).await?;
    let (event, text) = match now.map(|j| j.state) {
        Some(PrintState::Queued) => (
            PrintEvent::FailBeforeBytes,
            "The station stopped before it was sent; print it again",
        ),
        Some(PrintState::Sending | PrintState::Accepted) => (
            PrintEvent::NoProof,
            "The station stopped while it printed: look whether this label came out",
        ),
        _ => return Ok(()),
    };
    step(station, job, event, text, job.sent).await
}
