//! Printing: "printed" means paper. What cannot be proved is asked, and never sent again by itself.

mod desk;
mod dots;
mod job;
mod proof;

pub(crate) use desk::{PrinterDesk, start_watching};
pub(crate) use job::recover;

use crate::Station;
use crate::api::{
    Code, ConfirmPrint, Event, Failure, FileOut, JobRef, LabelFile, LabelMedia, LabelPreview,
    Nothing, PreviewLabel, Print, PrintJobView, PrinterConfig, Result, ShipmentRef, ShipmentView,
};
use crate::shipments;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dots::Dots;
use pb_domain::{DocumentId, PrintEvent, PrintJobId, PrintState, PurchaseState, ShipmentId};
use pb_labels::{Media, TestPage, to_png};
use pb_store::{StoredDocument, StoredParcel, StoredPrintJob};
use serde_json::json;

pub(crate) const KEY: &str = "printer";

/// The label printer that is set up.
pub(crate) async fn config(station: &Station) -> Result<Option<PrinterConfig>> {
    Ok(station.store.setting(KEY).await?)
}

/// Stock as the label crate knows it.
pub(crate) fn media(media: LabelMedia) -> Media {
    match media {
        LabelMedia::FourBySix => Media::FOUR_BY_SIX,
        LabelMedia::Mm100By150 => Media::MM_100_BY_150,
        LabelMedia::A6 => Media::A6,
    }
}

async fn needed_config(station: &Station) -> Result<PrinterConfig> {
    config(station).await?.ok_or_else(|| {
        Failure::new(Code::Printer, "No label printer is set up")
            .hint("Set one up in Settings → Printer, then print again")
    })
}

/// Prints a shipment's labels: checks them, queues one job a document, and answers; the jobs go on.
pub(crate) async fn print(station: &Station, request: Print) -> Result<ShipmentView> {
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
    let config = needed_config(station).await?;
    let _one_at_a_time = station.printer.queueing().await;
    let documents = labels(station, request.id).await?;
    if documents.is_empty() {
        return Err(Failure::new(Code::Precondition, "The label is not here")
            .hint("Fetch it with Label again; that buys nothing"));
    }
    let jobs = station.store.print_jobs_of(request.id).await?;
    may_print(&jobs)?;
    let wanted: Vec<(usize, &StoredDocument)> = documents
        .iter()
        .enumerate()
        .filter(|(_, d)| request.reprint || !is_printed(d.id, &jobs))
        .collect();
    if wanted.is_empty() {
        return Err(
            Failure::new(Code::Precondition, "This label is printed already")
                .hint("Use Reprint for a further copy, and throw the first one away"),
        );
    }
    let mut prepared = Vec::with_capacity(wanted.len());
    for (index, document) in wanted {
        let expected = expected_numbers(station, document).await?;
        prepared.push((
            index,
            document,
            dots::prepare(document.document.clone(), expected, &config, request.force).await?,
        ));
    }
    let order_number = station
        .store
        .shipment(request.id)
        .await?
        .map(|s| s.order_number)
        .unwrap_or_default();
    let mut change = station.store.change(station.now()).await?;
    let mut jobs = Vec::with_capacity(prepared.len());
    for (index, document, label) in prepared {
        let title = match documents.len() {
            1 => format!("Label of {order_number}"),
            n => format!("Label {} of {n} of {order_number}", index + 1),
        };
        let job = StoredPrintJob {
            id: PrintJobId(station.new_id()),
            shipment: Some(request.id),
            document: Some(document.id),
            title,
            printer: config.name.clone(),
            state: PrintState::Queued,
            text: label.note.clone(),
            sent: 0,
            total: u64::try_from(label.bytes.len()).unwrap_or(u64::MAX),
            reprint: request.reprint,
            forced: label.overridden,
            created_at: change.at.to_string(),
        };
        change.queue_print_job(&job).await?;
        let copy = if request.reprint {
            "A further copy is"
        } else {
            "The label is"
        };
        let text = if label.overridden {
            format!("{copy} printed although it was stopped: {}", label.note)
        } else {
            format!("{copy} printed")
        };
        let facts =
            json!({ "job": job.id, "reprint": request.reprint, "forced": label.overridden });
        change
            .log("print_queued", Some(request.id.0), &text, &facts)
            .await?;
        jobs.push((job, label.bytes));
    }
    change.commit().await?;
    for (job, _) in &jobs {
        station.emit(Event::Print { job: job_view(job) });
    }
    station.run(job::run(station.clone(), jobs, config));
    station.emit_attention().await;
    shipments::get(station, ShipmentRef { id: request.id }).await
}

/// A shipment's labels in order. Those before the oldest that a parcel has were replaced by *label
/// again*: printed as well, they would be a second label for the same parcel.
pub(crate) async fn labels(station: &Station, id: ShipmentId) -> Result<Vec<StoredDocument>> {
    let parcels = station.store.parcels(id).await?;
    let Some(oldest) = parcels.iter().filter_map(|p| p.label).map(|l| l.0).min() else {
        return Ok(Vec::new());
    };
    let mut documents = station.store.documents(id).await?;
    documents.retain(|d| d.id.0 >= oldest);
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

/// The tracking numbers that a document's labels must carry, in the parcels' order.
async fn expected_numbers(station: &Station, document: &StoredDocument) -> Result<Vec<String>> {
    let parcels = station.store.parcels(document.shipment).await?;
    Ok(parcels
        .into_iter()
        .filter(|p| p.label == Some(document.id))
        .map(|p| p.tracking_number)
        .collect())
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
    let order_number = station
        .store
        .shipment(shipment)
        .await?
        .map(|s| s.order_number)
        .unwrap_or_default();
    let text = format!("{}. {}", failure.text, failure.hint);
    let mut change = station.store.change(station.now()).await?;
    let job = StoredPrintJob {
        id: PrintJobId(station.new_id()),
        shipment: Some(shipment),
        document: Some(label.id),
        title: format!("Label of {order_number}"),
        printer: config(station).await?.map(|c| c.name).unwrap_or_default(),
        state: PrintState::Queued,
        text: String::new(),
        sent: 0,
        total: u64::try_from(label.document.bytes.len()).unwrap_or(u64::MAX),
        reprint: false,
        forced: false,
        created_at: change.at.to_string(),
    };
    change.queue_print_job(&job).await?;
    job::step_in(station, change, &job, PrintEvent::FailBeforeBytes, &text, 0).await?;
    station.emit_attention().await;
    Ok(())
}

/// A person says whether a label is on paper.
pub(crate) async fn confirm(station: &Station, request: ConfirmPrint) -> Result<PrintJobView> {
    let (event, text) = if request.on_paper {
        (PrintEvent::PersonSaysPrinted, "A person saw it on paper")
    } else {
        (PrintEvent::PersonSaysNot, "A person found no label")
    };
    step(
        station,
        request.job,
        event,
        text,
        "That question is answered already",
    )
    .await
}

/// Gives up a print job that has not begun.
pub(crate) async fn cancel(station: &Station, request: JobRef) -> Result<PrintJobView> {
    step(
        station,
        request.job,
        PrintEvent::Cancel,
        "Given up",
        "It has begun and cannot be taken back",
    )
    .await
}

/// A person's step. One that does not fit the job's state is advice, not a fault.
async fn step(
    station: &Station,
    id: PrintJobId,
    event: PrintEvent,
    text: &str,
    otherwise: &str,
) -> Result<PrintJobView> {
    let job = station
        .store
        .print_job(id)
        .await?
        .ok_or_else(|| Failure::not_found("print job", id))?;
    if job.state.next(event).is_err() {
        return Err(Failure::new(
            Code::Precondition,
            format!("{}: {otherwise}", job.title),
        ));
    }
    job::step(station, &job, event, text, job.sent).await?;
    let job = station
        .store
        .print_job(id)
        .await?
        .ok_or_else(|| Failure::not_found("print job", id))?;
    Ok(job_view(&job))
}

/// Prints a page that proves that the printer works.
pub(crate) async fn test_page(station: &Station, _: Nothing) -> Result<PrintJobView> {
    let config = needed_config(station).await?;
    let fonts = station.fonts().await?;
    let settings = station.settings().await?;
    let now = station.zoned_now().await?;
    let page = TestPage {
        station: settings.station_prefix,
        printer: config.name.clone(),
        language: config.language.clone(),
        printed_at: now.strftime("%Y-%m-%d %H:%M").to_string(),
    };
    let (media, resolution) = dots::sheet(&config)?;
    let document = Station::blocking(move || page.zpl(&fonts, media, resolution)).await??;
    let label = dots::prepare(document, Vec::new(), &config, true).await?;
    let mut change = station.store.change(station.now()).await?;
    let job = StoredPrintJob {
        id: PrintJobId(station.new_id()),
        shipment: None,
        document: None,
        title: "Test page".into(),
        printer: config.name.clone(),
        state: PrintState::Queued,
        text: String::new(),
        sent: 0,
        total: u64::try_from(label.bytes.len()).unwrap_or(u64::MAX),
        reprint: false,
        forced: false,
        created_at: change.at.to_string(),
    };
    change.queue_print_job(&job).await?;
    change
        .log(
            "print_queued",
            None,
            "A test page is printed",
            &json!({ "job": job.id }),
        )
        .await?;
    change.commit().await?;
    let view = job_view(&job);
    station.run(job::run(station.clone(), vec![(job, label.bytes)], config));
    Ok(view)
}

/// Exactly the dots that will print.
pub(crate) async fn preview(station: &Station, request: PreviewLabel) -> Result<LabelPreview> {
    let config = config(station).await?.unwrap_or_else(dots::default_printer);
    let mut pages: Vec<Dots> = Vec::new();
    for document in labels(station, request.id).await? {
        let expected = expected_numbers(station, &document).await?;
        pages.extend(dots::pages(document.document, expected, &config).await?);
    }
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let page = pages.into_iter().nth(index).ok_or_else(|| {
        Failure::new(Code::NotFound, "The label is not here")
            .hint("Fetch it with Label again; that buys nothing")
    })?;
    Ok(LabelPreview {
        png_base64: STANDARD.encode(to_png(&page.bitmap)),
        width: page.bitmap.width(),
        height: page.bitmap.height(),
        dpi: config.dpi,
        exact: page.exact,
        count,
        note: page.note,
    })
}

/// A label as a file: as it is stored, or in another format.
pub(crate) async fn label_file(station: &Station, request: LabelFile) -> Result<FileOut> {
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let stored = labels(station, request.id)
        .await?
        .into_iter()
        .nth(index)
        .ok_or_else(|| {
            Failure::new(Code::NotFound, "The label is not here")
                .hint("Fetch it with Label again; that buys nothing")
        })?;
    let shipment = station
        .store
        .shipment(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.id))?;
    let safe: String = shipment
        .order_number
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let format = request.format.unwrap_or(stored.document.format);
    let bytes = if format == stored.document.format {
        stored.document.bytes
    } else {
        let config = config(station).await?.unwrap_or_else(dots::default_printer);
        dots::convert(stored.document, format, &config).await?
    };
    Ok(FileOut {
        name: format!(
            "label-{safe}-{}.{}",
            stored.position + 1,
            format.extension()
        ),
        mime: format.mime().into(),
        base64: STANDARD.encode(bytes),
    })
}

/// A job as hosts see it.
pub(crate) fn job_view(job: &StoredPrintJob) -> PrintJobView {
    PrintJobView {
        id: job.id,
        shipment: job.shipment,
        title: job.title.clone(),
        state: job.state,
        text: job.text.clone(),
        sent: job.sent,
        total: job.total,
        at: job.created_at.clone(),
        reprint: job.reprint,
    }
}
