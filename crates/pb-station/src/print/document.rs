//! Documents that are drawn here and stored nowhere: test pages, packing slips, commercial invoices, manifests.
use super::{job_view, new_job, prepare, queue_carried};
use crate::Station;
use crate::api::{
    Code, Failure, FileOut, PrintDocument, PrintJobView, PrintManifest, PrinterConfig, Result,
    TestPrint,
};
use crate::printers;
use pb_domain::{Document, DocumentKind, Format, ShipmentId};
use pb_labels::TestPage;
use pb_store::StoredPrintJob;

/// Prints a page that proves that a printer works.
pub(crate) async fn test_page(station: &Station, request: TestPrint) -> Result<PrintJobView> {
    let printer = match request.printer {
        Some(id) => printers::find(station, id).await?,
        None => printers::needed(station, DocumentKind::Label).await?,
    };
    let document = drawn_test_page(station, &printer).await?;
    let job = new_job(
        station,
        &printer,
        DocumentKind::TestPage,
        format!("Test page of {}", printer.name),
    );
    Ok(job_view(&queue_carried(station, job, &document).await?))
}

async fn drawn_test_page(station: &Station, printer: &PrinterConfig) -> Result<Document> {
    let fonts = station.fonts().await?;
    let settings = station.settings().await?;
    let now = station.zoned_now().await?;
    let page = TestPage {
        station: settings.station_prefix,
        printer: printer.name.clone(),
        language: prepare::language(printer)?.name().to_owned(),
        printed_at: now.strftime("%Y-%m-%d %H:%M").to_string(),
    };
    let (media, resolution) = prepare::sheet(printer)?;
    let native = prepare::language(printer)?.document_format() == Some(Format::Zpl);
    Station::blocking(move || {
        if native {
            page.zpl(&fonts, media, resolution)
        } else {
            page.pdf(&fonts, media)
        }
    })
    .await?
    .map_err(Failure::from)
}

/// Prints a packing slip or a commercial invoice.
pub(crate) async fn print_document(
    station: &Station,
    request: PrintDocument,
) -> Result<PrintJobView> {
    let printer = printers::needed(station, request.kind).await?;
    let (job, document) = of_shipment(station, &printer, request.shipment, request.kind).await?;
    let document = document.ok_or_else(|| not_drawn(request.kind))?;
    Ok(job_view(&queue_carried(station, job, &document).await?))
}

/// A shipment's document with the job that prints it.
pub(super) async fn of_shipment(
    _station: &Station,
    _printer: &PrinterConfig,
    _shipment: ShipmentId,
    kind: DocumentKind,
) -> Result<(StoredPrintJob, Option<Document>)> {
    Err(not_drawn(kind))
}

/// A packing slip or a commercial invoice as a PDF file.
pub(crate) async fn document_file(_station: &Station, request: PrintDocument) -> Result<FileOut> {
    Err(not_drawn(request.kind))
}

/// Prints the list of what is handed over to a carrier.
pub(crate) async fn print_manifest(
    station: &Station,
    _request: PrintManifest,
) -> Result<PrintJobView> {
    printers::needed(station, DocumentKind::Manifest).await?;
    Err(not_drawn(DocumentKind::Manifest))
}

/// The list of what is handed over to a carrier as a PDF file.
pub(crate) async fn manifest_file(_station: &Station, _request: PrintManifest) -> Result<FileOut> {
    Err(not_drawn(DocumentKind::Manifest))
}

fn not_drawn(kind: DocumentKind) -> Failure {
    Failure::new(
        Code::Invalid,
        format!("{} cannot be drawn here", printers::kind_words(kind)),
    )
}
