//! A printer's worker: takes what waits for it, one job after the other, and looks at it in between.
use super::desk::{Desk, Trouble, Until};
use super::job::{cut_off, step, step_in, tell, write_step};
use super::look::{self, Found, LOOK, LOOK_WHILE_WAITING};
use super::prepare::{self, Prepared};
use super::prove::{Outcome, Sent};
use super::{fallback, job_view};
use crate::Station;
use crate::api::{Event, Failure, PrinterCondition, PrinterConfig, Result};
use crate::printers;
use pb_devices::{PrinterLink, SendFailure};
use pb_domain::{DocumentKind, PrintEvent, PrintJobId, PrintState, PurchaseState, VoidState};
use pb_labels::{Language, Proof};
use pb_store::StoredPrintJob;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::Instrument as _;

/// Pause after the database could not be read or written.
const AGAIN: Duration = Duration::from_secs(2);

/// Why a job of a voided shipment is given up.
pub(super) const VOIDED: &str = "The shipment was voided; its label must not go on a parcel";

/// A job that is made ready while the one before it prints.
type Next = Option<(PrintJobId, JoinHandle<Result<Prepared>>)>;

/// Prints what waits for a printer until it is removed.
pub(super) async fn work(station: Station, desk: Arc<Desk>) {
    let mut next: Next = None;
    let mut look_at = Instant::now();
    while !desk.retired() {
        let pause = match turn(&station, &desk, &mut next, &mut look_at).await {
            Ok(pause) => pause,
            Err(failure) => {
                tracing::error!(%failure, "a printer's queue cannot be read");
                AGAIN
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = desk.woken() => {}
        }
    }
}

/// One job, or one look; answers how long there is nothing to do.
async fn turn(
    station: &Station,
    desk: &Arc<Desk>,
    next: &mut Next,
    look_at: &mut Instant,
) -> Result<Duration> {
    let _alone = desk.alone().await;
    if desk.take_look_now() {
        *look_at = Instant::now();
    }
    let waiting = if desk.held() {
        None
    } else {
        let jobs = station.store.next_print_jobs(desk.id, 1).await?;
        jobs.into_iter().next()
    };
    let kept_by = |job: &StoredPrintJob| desk.trouble().filter(|t| t.keeps(job.id));
    match waiting {
        Some(job) => match kept_by(&job) {
            Some(trouble) => kept_back(station, desk, &job, trouble, look_at).await,
            None => {
                let _open = station.keep_open().await;
                let span = tracing::info_span!(
                    "print job",
                    job = %job.id,
                    shipment = job.shipment.map(tracing::field::display),
                    printer = %desk.id,
                );
                if let Err(failure) = print(station, desk, &job, next).instrument(span).await {
                    tracing::error!(job = %job.id, %failure, "a print job was cut off");
                    cut_off(station, &job).await;
                }
                *look_at = Instant::now() + LOOK;
                Ok(Duration::ZERO)
            }
        },
        None => {
            if Instant::now() >= *look_at {
                let found = look::look(station, desk).await?;
                if found == Found::Ready {
                    desk.out_of_trouble();
                }
                *look_at = Instant::now() + found.pause();
            }
            Ok(look_at.saturating_duration_since(Instant::now()))
        }
    }
}

/// A job that waits until its printer is out of trouble: looks whether it is.
async fn kept_back(
    station: &Station,
    desk: &Desk,
    job: &StoredPrintJob,
    trouble: Trouble,
    look_at: &mut Instant,
) -> Result<Duration> {
    if Instant::now() < *look_at {
        return Ok(look_at.saturating_duration_since(Instant::now()));
    }
    let found = look::look(station, desk).await?;
    let over = match found {
        Found::Ready => true,
        Found::CannotSay | Found::Silent => trouble.until == Until::Reachable,
        Found::NotReady(_) => false,
    };
    if over {
        desk.out_of_trouble();
        return Ok(Duration::ZERO);
    }
    *look_at = Instant::now()
        + LOOK_WHILE_WAITING.max(match found {
            Found::Silent => LOOK,
            _ => LOOK_WHILE_WAITING,
        });
    let reason = match found {
        Found::NotReady(reason) => reason,
        _ => "The printer did not say that it is ready again".to_owned(),
    };
    if fallback::stands_in(station, desk, job).await?.is_some() {
        let _open = station.keep_open().await;
        fallback::nothing_was_sent(station, desk, job, &reason).await?;
        return Ok(Duration::ZERO);
    }
    Ok(LOOK_WHILE_WAITING)
}

/// Prints one job.
async fn print(
    station: &Station,
    desk: &Arc<Desk>,
    job: &StoredPrintJob,
    next: &mut Next,
) -> Result<()> {
    let config = desk.config();
    let prepared = match ready_made(station, desk, job, &config, next).await {
        Ok(prepared) => prepared,
        Err(failure) => return not_printable(station, job, &failure).await,
    };
    let link = match look::open(&config).await? {
        Ok(link) => link,
        Err(error) => {
            let text = look::in_words(&error);
            desk.show(station, PrinterCondition::Unreachable, &text);
            desk.in_trouble(station, Until::Reachable);
            return fallback::nothing_was_sent(station, desk, job, &text).await;
        }
    };
    let Some(link) = checked(station, desk, job, &config, link).await? else {
        return Ok(());
    };
    let link = match prepare::language(&config).map(Language::proof) {
        // What it reported before is about another label.
        Ok(Proof::Reports) if link.can_answer() => look::quiet(link, Duration::ZERO).await?,
        _ => link,
    };
    if !start(station, job, &prepared).await? {
        return Ok(());
    }
    desk.show(station, PrinterCondition::Printing, "Printing");
    *next = make_ready_the_next(station, desk, &config).await?;
    let (labels, total) = (prepared.labels, size(&prepared));
    let (link, sent) = send(station, job, link, prepared).await?;
    if let Err(SendFailure { sent, error, .. }) = sent {
        let (link, port) = port_words(link).await?;
        drop(link);
        let text = format!("{}{port}", look::in_words(&error));
        desk.show(station, PrinterCondition::Unreachable, &text);
        if sent == 0 {
            desk.in_trouble(station, Until::Reachable);
            return fallback::nothing_was_sent(station, desk, job, &text).await;
        }
        desk.set_broke_off(true);
        desk.in_trouble(station, Until::Ready);
        let text = format!(
            "{error}, after {sent} of {total} bytes: look whether this label came out whole. {}{port}",
            error.remedy()
        );
        return step(station, job, PrintEvent::NoProof, &text, sent).await;
    }
    let taken = "The printer took it";
    step(station, job, PrintEvent::AllBytesTaken, taken, total).await?;
    let sent = Sent {
        station,
        desk,
        config: &config,
        labels,
    };
    end(station, desk, job, sent.prove(link).await?, total).await
}

/// Writes down what became of a job that the printer took.
async fn end(
    station: &Station,
    desk: &Desk,
    job: &StoredPrintJob,
    outcome: Outcome,
    total: u64,
) -> Result<()> {
    match outcome {
        Outcome::Printed => {
            let text = "The printer said that it is out";
            step(station, job, PrintEvent::Proof, text, total).await
        }
        Outcome::Taken => {
            let text = "The printer took it; its owner does not want to be asked";
            step(station, job, PrintEvent::AcceptedIsEnough, text, total).await
        }
        Outcome::Doubt { text, unexpected } => {
            if unexpected {
                desk.in_trouble(station, Until::Ready);
            }
            step(station, job, PrintEvent::NoProof, &text, total).await?;
            desk.doubted(station, &text);
            Ok(())
        }
    }
}

/// A job's bytes: handed over, made while the one before printed, or made now.
async fn ready_made(
    station: &Station,
    desk: &Desk,
    job: &StoredPrintJob,
    config: &PrinterConfig,
    next: &mut Next,
) -> Result<Prepared> {
    if matches!(job.kind, DocumentKind::Label)
        && let Some(failure) = printers::unproved(config)
    {
        return Err(failure);
    }
    let handed = desk.take_handed(job.id);
    let made = match (handed, next.take()) {
        (Some(handed), _) => Some(Ok(handed)),
        (None, Some((id, making))) if id == job.id => making.await.ok(),
        _ => None,
    };
    let fit = prepare::fit_of(station, job, config).await?;
    match made {
        Some(Ok(made)) if made.fits(config, &fit) => Ok(made),
        _ => prepare::of_job(station, job, config).await,
    }
}

/// Makes the job after the one that prints ready, so that the printer does not wait for it.
async fn make_ready_the_next(
    station: &Station,
    desk: &Desk,
    config: &PrinterConfig,
) -> Result<Next> {
    let jobs = station.store.next_print_jobs(desk.id, 1).await?;
    Ok(jobs.into_iter().next().map(|job| {
        let (station, config) = (station.clone(), config.clone());
        let id = job.id;
        let making = tokio::spawn(async move { prepare::of_job(&station, &job, &config).await });
        (id, making)
    }))
}

/// A document that cannot be printed is its own trouble, and none of the printer's.
async fn not_printable(station: &Station, job: &StoredPrintJob, failure: &Failure) -> Result<()> {
    let text = format!("{}. {}", failure.text, failure.hint);
    let now = station.store.print_job(job.id).await?;
    if now.is_some_and(|j| j.state == PrintState::Queued) {
        step(station, job, PrintEvent::FailBeforeBytes, text.trim(), 0).await?;
    }
    Ok(())
}

/// Asks a printer that last needed a person, or whose last job broke off, whether it is ready; others are not
/// asked, so that nothing stands between a label and its first byte. `None` when the job has failed.
async fn checked(
    station: &Station,
    desk: &Desk,
    job: &StoredPrintJob,
    config: &PrinterConfig,
    link: PrinterLink,
) -> Result<Option<PrinterLink>> {
    if !desk.needed_attention() && !desk.broke_off() && desk.trouble().is_none() {
        return Ok(Some(link));
    }
    let (link, found) = look::ready(station, desk, config, link).await?;
    let reason = match (link, found) {
        (_, Found::NotReady(reason)) => reason,
        (Some(link), _) => {
            desk.out_of_trouble();
            return Ok(Some(link));
        }
        (None, _) => "The printer's connection was lost".to_owned(),
    };
    desk.in_trouble(station, Until::Ready);
    fallback::nothing_was_sent(station, desk, job, &reason).await?;
    Ok(None)
}

/// Starts a job, unless it was given up, put aside or moved, or its shipment voided, while it waited.
async fn start(station: &Station, job: &StoredPrintJob, prepared: &Prepared) -> Result<bool> {
    let mut change = station.store.change(station.now()).await?;
    if change.print_state(job.id).await? != Some(PrintState::Queued) {
        return Ok(false);
    }
    let purchase = match job.shipment {
        Some(shipment) => change.purchase_of(shipment).await?,
        None => None,
    };
    let voiding = match &purchase {
        // A carrier that is being asked to void may say yes: from then on nothing of it goes on a parcel.
        Some(p) => matches!(
            change.void_state_of(p.id).await?,
            Some(VoidState::Intended | VoidState::Sent)
        ),
        None => false,
    };
    if voiding || purchase.is_some_and(|p| p.state == PurchaseState::Voided) {
        let text = VOIDED;
        step_in(station, change, job, PrintEvent::Cancel, text, 0).await?;
        return Ok(false);
    }
    change.size_print_job(job.id, size(prepared)).await?;
    let text = "Sending";
    let state = write_step(&mut change, job, PrintEvent::Start, text, 0).await?;
    change.commit().await?;
    tell(station, job, state, text, 0).await;
    Ok(true)
}

fn size(prepared: &Prepared) -> u64 {
    u64::try_from(prepared.bytes.len()).unwrap_or(u64::MAX)
}

async fn send(
    station: &Station,
    job: &StoredPrintJob,
    link: PrinterLink,
    prepared: Prepared,
) -> Result<(PrinterLink, Result<(), SendFailure>)> {
    let mut link = link.carrying(prepared.content()?, &job.title);
    let teller = station.clone();
    let mut view = job_view(job);
    view.state = PrintState::Sending;
    view.total = size(&prepared);
    Station::blocking(move || {
        let outcome = link.send(&prepared.bytes, &mut |sent| {
            view.sent = sent;
            teller.emit(Event::Print { job: view.clone() });
        });
        (link, outcome)
    })
    .await
}

/// What a USB printer says beside its language, to explain why it took no more.
async fn port_words(mut link: PrinterLink) -> Result<(PrinterLink, &'static str)> {
    Station::blocking(move || {
        let words = match link.port_status() {
            Some(status) if status.paper_empty => " Its USB port says that it is out of paper.",
            Some(status) if status.error => " Its USB port says that something is wrong with it.",
            _ => "",
        };
        (link, words)
    })
    .await
}
