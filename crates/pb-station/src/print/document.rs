//! Documents that are drawn here and stored nowhere: test pages, packing slips, commercial invoices, manifests.
use super::{job_view, new_job, order_number, prepare, queue_carried};
use crate::Station;
use crate::api::{
    Code, Failure, FileOut, PrintDocument, PrintJobView, PrintManifest, PrinterConfig, Result,
    TestPrint,
};
use crate::erase::refuse_erased;
use crate::{orders, printers, shipments};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use pb_carriers::Consignment;
use pb_domain::{Direction, Document, DocumentKind, Format, ShipmentId, Weight};
use pb_labels::{
    CommercialInvoice, Fonts, Manifest, ManifestShipment, Media, PackingSlip, TestPage,
};
use pb_store::{StoredPrintJob, StoredShipment};

/// Prints a page that proves that a printer works.
pub(crate) async fn test_page(station: &Station, request: TestPrint) -> Result<PrintJobView> {
    let printer = match request.printer {
        Some(id) => printers::find(station, id).await?,
        None => printers::needed(station, DocumentKind::Label).await?,
    };
    let document = drawn_test_page(station, &printer).await?;
    let title = format!("Test page of {}", printer.name);
    let job = new_job(station, &printer, DocumentKind::TestPage, title);
    Ok(job_view(&queue_carried(station, job, &document).await?))
}

async fn drawn_test_page(station: &Station, printer: &PrinterConfig) -> Result<Document> {
    let fonts = station.fonts().await?;
    let settings = station.settings();
    let now = station.zoned_now();
    let language = prepare::language(printer)?;
    let page = TestPage {
        station: settings.station_prefix,
        printer: printer.name.clone(),
        language: language.name().to_owned(),
        printed_at: now.strftime("%Y-%m-%d %H:%M").to_string(),
    };
    let (media, resolution) = prepare::sheet(printer)?;
    let native = language.document_format() == Some(Format::Zpl);
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
    Ok(job_view(&queue_carried(station, job, &document).await?))
}

/// A packing slip or a commercial invoice as a PDF file.
pub(crate) async fn document_file(station: &Station, request: PrintDocument) -> Result<FileOut> {
    let document = drawn(station, request.shipment, request.kind, None).await?;
    let number = order_number(station, request.shipment).await?;
    Ok(file(&format!("{}-{number}", word(request.kind)), &document))
}

/// A shipment's document with the job that prints it.
pub(super) async fn of_shipment(
    station: &Station,
    printer: &PrinterConfig,
    shipment: ShipmentId,
    kind: DocumentKind,
) -> Result<(StoredPrintJob, Document)> {
    let document = drawn(station, shipment, kind, prepare::media(printer)).await?;
    let number = order_number(station, shipment).await?;
    let title = match kind {
        DocumentKind::CommercialInvoice => format!("Commercial invoice of {number}"),
        _ => format!("Packing slip of {number}"),
    };
    let job = StoredPrintJob {
        shipment: Some(shipment),
        ..new_job(station, printer, kind, title)
    };
    Ok((job, document))
}

/// Draws a shipment's document, on the printer's paper or on that of the country it leaves from.
async fn drawn(
    station: &Station,
    id: ShipmentId,
    kind: DocumentKind,
    paper: Option<Media>,
) -> Result<Document> {
    let shipment = station
        .store
        .shipment(id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", id))?;
    refuse_erased(&orders::find(station, shipment.order).await?)?;
    let consignment = consignment(&shipment)?;
    let paper = paper.unwrap_or_else(|| {
        // Where it is printed, which is the merchant's place whichever way it goes.
        let here = match shipment.direction {
            Direction::Outbound => &consignment.ship_from,
            Direction::Return => &consignment.ship_to,
        };
        Media::paper_of(here.country)
    });
    match kind {
        DocumentKind::PackingSlip if shipment.direction == Direction::Return => Err(Failure::new(
            Code::Precondition,
            format!(
                "A return of {} has no packing slip: the customer packs it",
                shipment.order_number
            ),
        )),
        DocumentKind::PackingSlip => {
            let slip = packing_slip(station, &shipment, consignment).await?;
            draw(station, move |fonts| slip.pdf(fonts, paper)).await
        }
        DocumentKind::CommercialInvoice => {
            let invoice = commercial_invoice(station, &shipment, consignment).await?;
            draw(station, move |fonts| invoice.pdf(fonts, paper)).await
        }
        _ => Err(Failure::new(
            Code::Invalid,
            format!(
                "A shipment has no {} that could be drawn here",
                printers::kind_words(kind)
            ),
        )),
    }
}

async fn draw(
    station: &Station,
    work: impl FnOnce(&Fonts) -> Result<Document, pb_labels::LabelError> + Send + 'static,
) -> Result<Document> {
    let fonts = station.fonts().await?;
    Ok(Station::blocking(move || work(&fonts)).await??)
}

async fn packing_slip(
    station: &Station,
    shipment: &StoredShipment,
    consignment: Consignment,
) -> Result<PackingSlip> {
    let order = orders::find(station, shipment.order).await?.order.data;
    Ok(PackingSlip {
        ship_from: consignment.ship_from,
        ship_to: consignment.ship_to,
        order_number: order.key.number,
        order_date: day(station, &order.placed_at).await?,
        lines: order.lines,
        // The order's note is the customer's word to the packer, and none to the customer.
        note: String::new(),
        with_prices: false,
    })
}

async fn commercial_invoice(
    station: &Station,
    shipment: &StoredShipment,
    consignment: Consignment,
) -> Result<CommercialInvoice> {
    let customs = consignment.customs.ok_or_else(|| {
        Failure::new(
            Code::Precondition,
            format!(
                "The shipment of {} has no customs data, so it has no commercial invoice",
                shipment.order_number
            ),
        )
        .hint("Only shipments that leave a customs union need one")
    })?;
    let purchase = station
        .store
        .purchase_of(shipment.id)
        .await?
        .ok_or_else(|| Failure::not_found("purchase of shipment", shipment.id))?;
    let parcels = station.store.parcels(shipment.id).await?;
    let settings = station.settings();
    Ok(CommercialInvoice {
        ship_from: consignment.ship_from,
        ship_to: consignment.ship_to,
        customs,
        order_number: shipment.order_number.clone(),
        date: consignment.ship_date,
        tracking_number: parcels
            .first()
            .map(|p| p.tracking_number.clone())
            .unwrap_or_default(),
        service_name: shipments::service(&purchase.rate),
        parcels: count(consignment.parcels.len()),
        gross_weight: sum(consignment.parcels.iter().map(|p| p.weight)),
        weight_unit: settings.units.weight,
    })
}

/// Prints the list of what is handed over to a carrier.
pub(crate) async fn print_manifest(
    station: &Station,
    request: PrintManifest,
) -> Result<PrintJobView> {
    let printer = printers::needed(station, DocumentKind::Manifest).await?;
    let manifest = manifest(station, &request).await?;
    let paper =
        prepare::media(&printer).unwrap_or_else(|| Media::paper_of(manifest.ship_from.country));
    let title = format!("Manifest of {}, {}", manifest.account, manifest.day);
    let document = draw(station, move |fonts| manifest.pdf(fonts, paper)).await?;
    let job = new_job(station, &printer, DocumentKind::Manifest, title);
    Ok(job_view(&queue_carried(station, job, &document).await?))
}

/// Prints what a carrier made for handing parcels over.
pub(crate) async fn print_papers(
    station: &Station,
    title: &str,
    papers: &[Document],
) -> Result<()> {
    let printer = printers::needed(station, DocumentKind::Manifest).await?;
    for paper in papers {
        let job = new_job(station, &printer, DocumentKind::Manifest, title.to_owned());
        queue_carried(station, job, paper).await?;
    }
    Ok(())
}

/// The list of what is handed over to a carrier as a PDF file.
pub(crate) async fn manifest_file(station: &Station, request: PrintManifest) -> Result<FileOut> {
    let manifest = manifest(station, &request).await?;
    let paper = Media::paper_of(manifest.ship_from.country);
    let name = format!("manifest-{}-{}", manifest.account, manifest.day);
    let document = draw(station, move |fonts| manifest.pdf(fonts, paper)).await?;
    Ok(file(&name, &document))
}

async fn manifest(station: &Station, request: &PrintManifest) -> Result<Manifest> {
    let account = station
        .store
        .account(request.account)
        .await?
        .ok_or_else(|| Failure::not_found("account", request.account))?;
    let mut bought = station
        .store
        .shipments_bought(&request.day, request.account)
        .await?;
    // A return is handed over by the customer.
    bought.retain(|shipment| shipment.direction == Direction::Outbound);
    let mut ship_from = None;
    let mut lines = Vec::with_capacity(bought.len());
    for shipment in &bought {
        let consignment = consignment(shipment)?;
        let parcels = station.store.parcels(shipment.id).await?;
        ship_from.get_or_insert(consignment.ship_from);
        lines.push(ManifestShipment {
            tracking_numbers: parcels.into_iter().map(|p| p.tracking_number).collect(),
            ship_to: consignment.ship_to,
            parcels: count(consignment.parcels.len()),
            weight: sum(consignment.parcels.iter().map(|p| p.weight)),
        });
    }
    let ship_from = ship_from.ok_or_else(|| {
        Failure::new(
            Code::Precondition,
            format!(
                "Nothing was bought with {} on {}",
                account.name, request.day
            ),
        )
        .hint("Choose another day or account")
    })?;
    Ok(Manifest {
        day: request.day.clone(),
        account: account.name,
        ship_from,
        shipments: lines,
        weight_unit: station.settings().units.weight,
    })
}

/// What a stored shipment was asked for.
pub(crate) fn consignment(shipment: &StoredShipment) -> Result<Consignment> {
    serde_json::from_value(shipment.consignment.clone()).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The shipment's row cannot be read: {e}"),
        )
    })
}

/// A time as a day of the bench, or as the shop wrote it where it is none.
async fn day(station: &Station, at: &str) -> Result<String> {
    let zone = crate::station::time_zone(&station.settings());
    Ok(at
        .parse::<Timestamp>()
        .map_or_else(|_| at.to_owned(), |at| at.to_zoned(zone).date().to_string()))
}

fn sum(weights: impl Iterator<Item = Weight>) -> Weight {
    Weight::from_micrograms(weights.map(Weight::micrograms).sum())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::CommercialInvoice => "commercial-invoice",
        _ => "packing-slip",
    }
}

/// A document as a file for the person to keep.
pub(crate) fn file(name: &str, document: &Document) -> FileOut {
    let safe: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    FileOut {
        name: format!("{safe}.{}", document.format.extension()),
        mime: document.format.mime().into(),
        base64: STANDARD.encode(&document.bytes),
    }
}
