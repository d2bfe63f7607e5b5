//! From a document to checked dots and the printer's bytes.
use crate::Station;
use crate::api::{Code, Failure, MediaTracking, PrinterConfig, Result};
use pb_devices::{Content, Port};
use pb_domain::{Document, DocumentKind, Fit, Format, ShipmentId};
use pb_labels::{
    Bitmap, Expectation, Finding, Finish, Job, LANGUAGES, Laid, Language, Media, Resolution, Stock,
    Tracking, lay_out, preflight, to_pdf, to_png,
};
use pb_store::StoredPrintJob;

/// One page as it will print.
pub(super) struct Dots {
    pub(super) laid: Laid,
    /// Whether these are exactly the dots; an untouched document is drawn by the printer itself.
    pub(super) exact: bool,
    /// What the check read, or why it stops the label.
    pub(super) note: String,
    /// What is wrong with this page, the worst first.
    pub(super) findings: Vec<Finding>,
}

/// Bytes ready for the printer they were made for.
pub(super) struct Prepared {
    /// The set-up they were made for; another one needs other bytes.
    printer: PrinterConfig,
    fit: Fit,
    pub(super) bytes: Vec<u8>,
    /// Labels that will come out.
    pub(super) labels: u32,
    /// Why the label was stopped, when a person overrode that; else empty.
    pub(super) overridden: String,
}

impl Prepared {
    /// Whether these bytes are still what would be made of the job.
    pub(super) fn fits(&self, config: &PrinterConfig, fit: &Fit) -> bool {
        (&self.printer, &self.fit) == (config, fit)
    }

    /// What a print queue has to be told about the bytes.
    pub(super) fn content(&self) -> Result<Content> {
        Ok(match language(&self.printer)?.document_format() {
            Some(Format::Pdf) => Content::Pdf,
            _ => Content::Raw,
        })
    }
}

/// Makes a job's bytes, from its stored document or the one it carries.
pub(super) async fn of_job(
    station: &Station,
    job: &StoredPrintJob,
    config: &PrinterConfig,
) -> Result<Prepared> {
    let document = match job.document {
        Some(id) => station.store.document(id).await?.map(|d| d.document),
        None => station.store.print_payload(job.id).await?,
    };
    let document =
        document.ok_or_else(|| Failure::not_found("document of the print job", job.id))?;
    let work = Work {
        document,
        label: job.kind == DocumentKind::Label,
        expected: expected(job),
        fit: fit_of(station, job, config).await?,
    };
    if work.label {
        return prepare(work, config, job.forced).await;
    }
    // Other documents carry no number that could be wrong: nothing of them is stopped, or overridden.
    let mut prepared = prepare(work, config, true).await?;
    prepared.overridden.clear();
    Ok(prepared)
}

/// How a job's pages are laid: as an operator corrected it for labels of its carrier on this printer.
pub(super) async fn fit_of(
    station: &Station,
    job: &StoredPrintJob,
    config: &PrinterConfig,
) -> Result<Fit> {
    match (job.kind, job.shipment) {
        (DocumentKind::Label, Some(shipment)) => kept_fit(station, shipment, config).await,
        _ => Ok(Fit::default()),
    }
}

/// How labels of a shipment's carrier are laid on a printer's stock.
pub(super) async fn kept_fit(
    station: &Station,
    shipment: ShipmentId,
    config: &PrinterConfig,
) -> Result<Fit> {
    let Some(purchase) = station.store.purchase_of(shipment).await? else {
        return Ok(Fit::default());
    };
    let carrier = &purchase.rate.carrier_name;
    let kept = station.store.label_fit(carrier, config.id).await?;
    Ok(kept.unwrap_or_default())
}

/// The tracking numbers that a job's labels must carry, in the pages' order.
pub(super) fn expected(job: &StoredPrintJob) -> Vec<String> {
    match job.kind {
        DocumentKind::Label => job
            .pages
            .iter()
            .map(|p| p.tracking_number.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// Stock and resolution of a printer.
pub(super) fn sheet(config: &PrinterConfig) -> Result<(Media, Resolution)> {
    let resolution = language(config)?.resolution(config.dpi).ok_or_else(|| {
        Failure::new(
            Code::Printer,
            format!(
                "{} is set to {} dpi, which no such printer has",
                config.name, config.dpi
            ),
        )
        .hint("Choose its resolution in Settings → Printers")
    })?;
    let media = media(config).ok_or_else(|| {
        Failure::new(
            Code::Printer,
            format!(
                "{} is set to a size of label that no printer feeds",
                config.name
            ),
        )
        .hint("Choose the size of its labels in Settings → Printers")
    })?;
    Ok((media, resolution))
}

/// Stock as the label crate knows it.
pub(crate) fn media(config: &PrinterConfig) -> Option<Media> {
    Media::new(
        config.media.width.micrometres(),
        config.media.height.micrometres(),
    )
}

pub(super) fn language(config: &PrinterConfig) -> Result<&'static dyn Language> {
    pb_labels::language(&config.language).ok_or_else(|| {
        Failure::new(
            Code::Printer,
            format!(
                "{} is set to the language “{}”, which is not known here",
                config.name, config.language
            ),
        )
        .hint("Choose its language in Settings → Printers")
    })
}

/// How a printer is told to print.
fn job(config: &PrinterConfig, stock: &Stock) -> Job {
    Job {
        tracking: match config.tracking {
            MediaTracking::Gap => Tracking::Gap,
            MediaTracking::Mark => Tracking::Mark,
            MediaTracking::Continuous => Tracking::Continuous,
        },
        darkness: config.darkness,
        speed: config.speed,
        finish: if config.cut {
            Finish::Cut
        } else {
            Finish::TearOff
        },
        ..Job::new(stock.media(), stock.resolution())
    }
}

/// The stock in a printer, as its language prints on it.
fn stock(config: &PrinterConfig, language: &dyn Language) -> Result<Stock> {
    let (media, resolution) = sheet(config)?;
    Ok(Stock::of(language, media, config.dpi).unwrap_or(Stock::new(media, resolution)))
}

fn bitmaps(laid: Vec<Laid>) -> Vec<Bitmap> {
    laid.into_iter().map(|l| l.bitmap).collect()
}

/// What a preview assumes while no printer is set up.
pub(super) fn default_printer() -> PrinterConfig {
    let port = Port::Tcp {
        host: String::new(),
        port: 9100,
    };
    PrinterConfig::label_printer("", port, LANGUAGES.first().map_or("", |l| l.id()))
}

/// A document to be printed.
pub(super) struct Work {
    pub(super) document: Document,
    /// Whether it is a label; other documents are laid out by print queues that take them as they are.
    pub(super) label: bool,
    /// The tracking numbers that its labels must carry, in order.
    pub(super) expected: Vec<String>,
    /// How it is laid on the stock.
    pub(super) fit: Fit,
}

/// Lays a document out and checks it, and makes the printer's bytes: untouched where the printer speaks
/// the document's own language. A label that would not scan is stopped unless a person overrides.
async fn prepare(work: Work, config: &PrinterConfig, force: bool) -> Result<Prepared> {
    let language = language(config)?;
    let stock = stock(config, language)?;
    let printer = config.clone();
    Station::blocking(move || {
        let Work {
            document,
            label,
            expected,
            fit,
        } = work;
        let speaks_it = language.document_format() == Some(document.format);
        if speaks_it && !label && document.format == Format::Pdf {
            // A print queue knows its paper, and how many sheets it makes of it.
            return Ok(Prepared {
                printer,
                fit,
                bytes: document.bytes,
                labels: 1,
                overridden: String::new(),
            });
        }
        let laid = lay_out(&document, &stock, &fit, &pb_zpl::Renderer);
        // What is for other dots, or larger than the stock, is laid here even where the printer knows the
        // language.
        let as_written = |laid: &Vec<Laid>| laid.iter().all(|l| l.placement.as_written);
        let untouched = speaks_it && laid.as_ref().map_or(true, as_written);
        let stopped = match &laid {
            Ok(laid) => preflight(laid, &Expectation::numbers(expected), &stock).stopped(),
            // The renderer does not know every command that printers know; an untouched label may
            // be good all the same, and a person may say so. Others cannot print without dots.
            Err(error) if untouched => Some(error.to_string()),
            Err(error) => return Err(Failure::from(error.clone())),
        };
        if let Some(reason) = &stopped
            && !force
        {
            return Err(Failure::new(
                Code::LabelStopped,
                format!("The label was stopped: {reason}"),
            )
            .hint(
                "Look at the preview. Fetch the label again, or print it anyway if it is right",
            ));
        }
        let labels = laid.as_ref().map_or(1, Vec::len);
        let bytes = match laid {
            _ if untouched => [language.before_document(), &document.bytes].concat(),
            Ok(laid) => language.encode(&bitmaps(laid), &job(&printer, &stock)),
            Err(error) => return Err(error.into()),
        };
        Ok(Prepared {
            printer,
            fit,
            bytes,
            labels: u32::try_from(labels).unwrap_or(u32::MAX),
            overridden: stopped.unwrap_or_default(),
        })
    })
    .await?
}

/// A document's pages with what the check says about each.
pub(super) async fn pages(work: Work, config: &PrinterConfig) -> Result<Vec<Dots>> {
    let language = language(config)?;
    let stock = stock(config, language)?;
    Station::blocking(move || {
        let speaks_it = language.document_format() == Some(work.document.format);
        let laid = lay_out(&work.document, &stock, &work.fit, &pb_zpl::Renderer)?;
        let exact = !(speaks_it && laid.iter().all(|l| l.placement.as_written));
        let seen = preflight(&laid, &Expectation::numbers(work.expected), &stock);
        let note = seen.stopped().unwrap_or_else(|| {
            let texts: Vec<_> = seen
                .barcodes
                .iter()
                .flatten()
                .map(|b| format!("{} {}", b.format, b.text))
                .collect();
            if texts.is_empty() {
                String::new()
            } else {
                format!("Read back: {}", texts.join("; "))
            }
        });
        let findings = |label: usize| {
            let here = seen.findings.iter().filter(|f| f.label == label);
            here.cloned().collect()
        };
        Ok((1..)
            .zip(laid)
            .map(|(label, laid)| Dots {
                laid,
                exact,
                note: note.clone(),
                findings: findings(label),
            })
            .collect())
    })
    .await?
}

/// A document in another format: its dots as a picture or a PDF page each, or as ZPL.
pub(super) async fn convert(
    document: Document,
    format: Format,
    config: &PrinterConfig,
) -> Result<Vec<u8>> {
    let (media, resolution) = sheet(config)?;
    let stock = Stock::new(media, resolution);
    Station::blocking(move || {
        let laid = lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer)?;
        let bitmaps = bitmaps(laid);
        Ok(match format {
            // A picture holds one page: the pages stand under one another.
            Format::Png => to_png(&stacked(&bitmaps)),
            Format::Pdf => to_pdf(&bitmaps, resolution)?.bytes,
            format => language_of(format)?.encode(&bitmaps, &Job::new(media, resolution)),
        })
    })
    .await?
}

/// The printer language that a format is.
fn language_of(format: Format) -> Result<&'static dyn Language> {
    LANGUAGES
        .iter()
        .copied()
        .find(|l| l.document_format() == Some(format))
        .ok_or_else(|| {
            Failure::new(
                Code::Invalid,
                format!(
                    "Labels cannot be turned into {} here",
                    format.extension().to_uppercase()
                ),
            )
        })
}

/// Pages under one another.
fn stacked(pages: &[Bitmap]) -> Bitmap {
    let width = pages.iter().map(Bitmap::width).max().unwrap_or(1);
    let mut all = Bitmap::new(width, pages.iter().map(Bitmap::height).sum::<u32>().max(1));
    let mut top = 0;
    for page in pages {
        all.paste(page, 0, top);
        top += i64::from(page.height());
    }
    all
}
