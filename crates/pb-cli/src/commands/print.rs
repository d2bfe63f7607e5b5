//! Printing, and waiting for proof of paper.
use crate::args::{ConfirmArgs, PrintArgs, YesNo};
use crate::host::Host;
use crate::output::{Answer, word};
use pb_domain::{PrintJobId, PrintState, ShipmentId};
use pb_station::api::{
    Code, ConfirmPrint, Event, Failure, Print, PrintJobView, Result, ShipmentView,
};
use std::fmt::Write as _;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::Instant;

/// How long a job may stand still; the longest time for proof that a printer can have is two minutes.
const STANDSTILL: Duration = Duration::from_secs(150);
/// Jobs are looked at again after this long, should no event of them come.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Prints a shipment's labels and waits for the paper.
pub(crate) async fn print(host: &Host, args: &PrintArgs) -> Result<Answer> {
    let id = host.find_shipment(&args.what.what).await?;
    let before = host.shipment(id).await?;
    let request = Print {
        id,
        reprint: args.reprint,
        force: args.force,
    };
    let queued: ShipmentView = host.call("print", &request).await?;
    let jobs: Vec<PrintJobId> = queued
        .jobs
        .iter()
        .map(|job| job.id)
        .filter(|id| before.jobs.iter().all(|old| old.id != *id))
        .collect();
    let shipment = wait(host, id, &jobs).await?;
    let proved = all_printed(&shipment, &jobs);
    let text = text(&shipment, &jobs);
    Ok(Answer::new(&shipment, text)?.proved(proved))
}

/// Waits until nothing more will happen to the jobs by itself, or nothing has happened for long.
pub(crate) async fn wait(
    host: &Host,
    shipment: ShipmentId,
    jobs: &[PrintJobId],
) -> Result<ShipmentView> {
    let mut events = host.events();
    let mut view = host.shipment(shipment).await?;
    let mut deadline = Instant::now() + STANDSTILL;
    while !of(&view, jobs).all(|job| settled(job.state)) && Instant::now() < deadline {
        next_look(&mut events).await;
        let now = host.shipment(shipment).await?;
        if now.jobs != view.jobs {
            deadline = Instant::now() + STANDSTILL;
        }
        view = now;
    }
    Ok(view)
}

/// Waits until a print job moved on, or may have.
pub(crate) async fn next_look(events: &mut broadcast::Receiver<Event>) {
    let look_again = tokio::time::sleep(LOOK_AGAIN);
    tokio::pin!(look_again);
    loop {
        tokio::select! {
            () = &mut look_again => return,
            event = events.recv() => match event {
                Ok(Event::Print { job }) if job.state != PrintState::Sending => return,
                Ok(_) => {}
                Err(_) => return look_again.await,
            },
        }
    }
}

/// Whether nothing more will happen to a job by itself.
pub(crate) fn settled(state: PrintState) -> bool {
    state.is_final() || matches!(state, PrintState::Unconfirmed | PrintState::Held)
}

fn of<'a>(
    shipment: &'a ShipmentView,
    jobs: &'a [PrintJobId],
) -> impl Iterator<Item = &'a PrintJobView> {
    shipment.jobs.iter().filter(|job| jobs.contains(&job.id))
}

/// Whether there is paper for every one of the jobs.
pub(crate) fn all_printed(shipment: &ShipmentView, jobs: &[PrintJobId]) -> bool {
    !jobs.is_empty() && of(shipment, jobs).all(|job| job.state == PrintState::Printed)
}

/// How the jobs stand, and what a person does about it.
pub(crate) fn text(shipment: &ShipmentView, jobs: &[PrintJobId]) -> String {
    if jobs.is_empty() {
        // A label that was stopped, or had no printer, left its reason in the timeline.
        let reason = shipment
            .timeline
            .iter()
            .rev()
            .find(|entry| entry.text.starts_with("Not printed"));
        let reason = reason.map_or("Not printed", |entry| entry.text.as_str());
        return format!(
            "{reason}\nPrint it with: pb print {}\n",
            shipment.order_number
        );
    }
    of(shipment, jobs).map(job_text).collect()
}

/// How a job stands, and what a person does about it.
pub(crate) fn job_text(job: &PrintJobView) -> String {
    let mut text = format!("{}: {}", job.title, word(&job.state));
    // Writing to a String cannot fail.
    if !job.text.is_empty() {
        let _ = write!(text, ". {}", job.text);
    }
    text.push('\n');
    if job.state == PrintState::Unconfirmed {
        let _ = writeln!(
            text,
            "Look at the printer, then: pb confirm {} yes|no",
            job.id
        );
    }
    text
}

/// A person says whether a label is on paper.
pub(crate) async fn confirm(host: &Host, args: &ConfirmArgs) -> Result<Answer> {
    let job = find_job(host, &args.job).await?;
    let answer = ConfirmPrint {
        job,
        on_paper: args.on_paper == YesNo::Yes,
    };
    let job: PrintJobView = host.call("confirm_print", &answer).await?;
    Answer::new(&job, job_text(&job))
}

/// A job by its id, or the one of a shipment that a person is asked about.
async fn find_job(host: &Host, text: &str) -> Result<PrintJobId> {
    let shipment = match host.find_shipment(text).await {
        Ok(id) => host.shipment(id).await?,
        Err(failure) => {
            let id = text
                .trim()
                .parse()
                .ok()
                .filter(|_| failure.code == Code::NotFound);
            return id.ok_or(failure);
        }
    };
    let open: Vec<&PrintJobView> = shipment
        .jobs
        .iter()
        .filter(|job| job.state == PrintState::Unconfirmed)
        .collect();
    match open.as_slice() {
        [job] => Ok(job.id),
        [] => Err(Failure::new(
            Code::Precondition,
            format!(
                "Nothing is asked about the label of {}",
                shipment.order_number
            ),
        )
        .hint("`pb attention` lists what needs a person")),
        several => {
            let jobs: Vec<String> = several
                .iter()
                .map(|job| format!("{} ({})", job.id, job.title))
                .collect();
            Err(Failure::new(
                Code::Invalid,
                format!(
                    "Order {} has several labels to answer for",
                    shipment.order_number
                ),
            )
            .hint(format!("Answer for each: {}", jobs.join(", "))))
        }
    }
}
