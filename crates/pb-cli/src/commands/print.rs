//! Printing, and waiting for proof of paper.
use super::{decode, printer, write_file};
use crate::args::{ConfirmArgs, Document, PrintArgs, YesNo};
use crate::host::Host;
use crate::output::{Answer, word};
use pb_domain::{DocumentKind, PrintJobId, PrintState, ShipmentId};
use pb_station::api::{
    BatchReport, Code, ConfirmPrint, Event, Failure, FileOut, PaperRef, Print, PrintBatch,
    PrintDocument, PrintJobView, Result, ShipmentView,
};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::Instant;

/// How long a job may stand still; the longest time for proof that a printer can have is two minutes.
const STANDSTILL: Duration = Duration::from_secs(150);
/// Jobs are looked at again after this long, should no event of them come.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Prints documents of shipments and waits for the paper.
pub(crate) async fn print(host: &Host, args: &PrintArgs) -> Result<Answer> {
    match (args.what.as_slice(), args.document) {
        (_, Document::Manifest | Document::TestPage) => Err(Failure::new(
            Code::Invalid,
            "Shipments have labels, packing slips and commercial invoices",
        )
        .hint("`pb manifest` prints manifests, `pb printer test` prints test pages")),
        (_, Document::PackingSlip | Document::CommercialInvoice | Document::Paper) if args.reprint || args.force => {
            Err(Failure::new(
                Code::Invalid,
                "Only labels are stopped, and printed once unless told",
            )
            .hint("Leave --reprint and --force out: the document is printed each time it is asked for"))
        }
        ([what], Document::Label) if args.out.is_none() => labels(host, args, what).await,
        (_, Document::Label) if args.out.is_some() => Err(Failure::new(
            Code::Invalid,
            "A label is written to a file by `pb label`",
        )),
        ([what], Document::Paper) => papers(host, args, what).await,
        ([what], kind) => document(host, args, what, kind.into()).await,
        _ if args.out.is_some() => Err(Failure::new(
            Code::Invalid,
            "A file holds the document of one shipment",
        )),
        _ if args.reprint => Err(Failure::new(
            Code::Invalid,
            "Further copies are printed one shipment at a time",
        )),
        (several, kind) => batch(host, args, several, kind.into()).await,
    }
}

/// Prints a shipment's labels and waits for the paper.
async fn labels(host: &Host, args: &PrintArgs, what: &str) -> Result<Answer> {
    let id = host.find_shipment(what).await?;
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

/// Prints a packing slip or a commercial invoice, or writes it to a file.
async fn document(host: &Host, args: &PrintArgs, what: &str, kind: DocumentKind) -> Result<Answer> {
    let shipment = host.find_shipment(what).await?;
    let request = PrintDocument { shipment, kind };
    if let Some(path) = &args.out {
        let file: FileOut = host.call("document_file", &request).await?;
        return written(path, &file);
    }
    let events = host.events();
    let job: PrintJobView = host.call("print_document", &request).await?;
    job_answer(&until_settled(events, job).await)
}

/// Prints what the carrier made besides the labels, or writes it to files.
async fn papers(host: &Host, args: &PrintArgs, what: &str) -> Result<Answer> {
    let id = host.find_shipment(what).await?;
    let shipment = host.shipment(id).await?;
    if shipment.papers.is_empty() {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "The carrier of {} made nothing besides the label",
                shipment.order_number
            ),
        )
        .hint("A commercial invoice is drawn here: --document commercial-invoice"));
    }
    if let Some(path) = &args.out {
        let mut written = Vec::with_capacity(shipment.papers.len());
        let mut text = String::new();
        for (number, paper) in (1..).zip(&shipment.papers) {
            let path = numbered(path, number);
            let file: FileOut = host.call("paper_file", &PaperRef { id: paper.id }).await?;
            write_file(&path, &decode(&file.name, &file.base64)?)?;
            let _ = writeln!(text, "{} written to {}", paper.title, path.display());
            written.push(json!({ "title": paper.title, "file": path, "mime": file.mime }));
        }
        return Answer::new(&written, text);
    }
    let mut jobs = Vec::with_capacity(shipment.papers.len());
    for paper in &shipment.papers {
        let job: PrintJobView = host.call("print_paper", &PaperRef { id: paper.id }).await?;
        jobs.push(job.id);
    }
    let shipment = wait(host, id, &jobs).await?;
    let proved = all_printed(&shipment, &jobs);
    let text = text(&shipment, &jobs);
    Ok(Answer::new(&shipment, text)?.proved(proved))
}

/// The first file as it was named, the further ones with their number: `cn23.pdf`, `cn23-2.pdf`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-{number}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{number}"),
    };
    path.with_file_name(name)
}

/// Writes a document to a file.
pub(crate) fn written(path: &Path, file: &FileOut) -> Result<Answer> {
    let bytes = decode(&file.name, &file.base64)?;
    write_file(path, &bytes)?;
    let written = json!({ "file": path, "mime": file.mime, "bytes": bytes.len() });
    Answer::new(
        &written,
        format!("{} bytes written to {}\n", bytes.len(), path.display()),
    )
}

/// What became of a batch.
#[derive(Serialize)]
struct Batch {
    #[serde(flatten)]
    report: BatchReport,
    /// The jobs as they ended, in the order of printing.
    jobs: Vec<PrintJobView>,
}

/// Prints documents of several shipments in order, and waits for the paper of all.
async fn batch(
    host: &Host,
    args: &PrintArgs,
    what: &[String],
    kind: DocumentKind,
) -> Result<Answer> {
    let mut shipments = Vec::with_capacity(what.len());
    for what in what {
        shipments.push(host.find_shipment(what).await?);
    }
    let request = PrintBatch {
        shipments,
        kind,
        force: args.force,
    };
    let report: BatchReport = host.call("print_batch", &request).await?;
    let mut text = String::new();
    let mut jobs = Vec::new();
    let mut proved = true;
    for line in &report.lines {
        if line.jobs.is_empty() {
            proved = false;
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}: skipped. {}", line.order_number, line.skipped);
            continue;
        }
        let shipment = wait(host, line.shipment, &line.jobs).await?;
        proved &= all_printed(&shipment, &line.jobs);
        for job in of(&shipment, &line.jobs) {
            text.push_str(&job_text(job));
            jobs.push(job.clone());
        }
    }
    if jobs.is_empty() {
        let first = report.lines.first();
        let code = first.and_then(|l| l.code).unwrap_or(Code::Precondition);
        return Err(Failure::new(code, text.trim_end().to_owned()));
    }
    Ok(Answer::new(&Batch { report, jobs }, text)?.proved(proved))
}

/// Waits until nothing more will happen to a job by itself, or nothing has happened for long.
pub(crate) async fn until_settled(
    mut events: broadcast::Receiver<Event>,
    mut job: PrintJobView,
) -> PrintJobView {
    let mut deadline = Instant::now() + STANDSTILL;
    while !settled(job.state) {
        match tokio::time::timeout_at(deadline, events.recv()).await {
            Ok(Ok(Event::Print { job: now })) if now.id == job.id => {
                job = now;
                deadline = Instant::now() + STANDSTILL;
            }
            Ok(Ok(_) | Err(broadcast::error::RecvError::Lagged(_))) => {}
            Ok(Err(broadcast::error::RecvError::Closed)) | Err(_) => break,
        }
    }
    job
}

/// A job as an answer; one that failed is a failure.
pub(crate) fn job_answer(job: &PrintJobView) -> Result<Answer> {
    let proved = printer::proved(job)?;
    Ok(Answer::new(job, job_text(job))?.proved(proved))
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
