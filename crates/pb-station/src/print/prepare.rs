//! From a document to checked dots and the printer's bytes.
use crate::Station;
use crate::api::{Code, Failure, MediaTracking, PrinterConfig, Result};
use pb_devices::Port;
use pb_domain::{Document, DocumentKind, Format};
use pb_labels::{
    Bitmap, Finish, Job, LANGUAGES, Language, Media, Resolution, Tracking, check, to_bitmaps,
    to_pdf, to_png,
};
use pb_store::StoredPrintJob;

/// One page as it will print.
pub(super) struct Dots {
    pub(super) bitmap: Bitmap,
    /// Whether these are exactly the dots; an untouched document is drawn by the printer itself.
    pub(super) exact: bool,
    /// What the check read, or why it stops the label.
    pub(super) note: String,
    /// Whether it stops the label.
    pub(super) stopped: bool,
}

/// Bytes ready for the printer they were made for.
pub(super) struct Prepared {
    /// The set-up they were made for; another one needs other bytes.
    pub(super) printer: PrinterConfig,
    pub(super) bytes: Vec<u8>,
    /// Labels that will come out.
    pub(super) labels: u32,
    /// Why the label was stopped, when a person overrode that; else empty.
    pub(super) overridden: String,
}

impl Prepared {
    /// Whether these bytes are still what would be made of the job.
    pub(super) fn fits(&self, config: &PrinterConfig) -> bool {
        self.printer == *config
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
    prepare(document, expected(job), config, job.forced).await
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
fn job(config: &PrinterConfig, media: Media, resolution: Resolution) -> Job {
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
        ..Job::new(media, resolution)
    }
}

/// What a preview assumes while no printer is set up.
pub(super) fn default_printer() -> PrinterConfig {
    let port = Port::Tcp {
        host: String::new(),
        port: 9100,
    };
    PrinterConfig::label_printer("", port, LANGUAGES.first().map_or("", |l| l.id()))
}

/// Renders and checks a document, and makes the printer's bytes: untouched where the printer speaks
/// the document's own language. A label that would not scan is stopped unless a person overrides.
pub(super) async fn prepare(
    document: Document,
    expected: Vec<String>,
    config: &PrinterConfig,
    force: bool,
) -> Result<Prepared> {
    let (media, resolution) = sheet(config)?;
    let language = language(config)?;
    let printer = config.clone();
    Station::blocking(move || {
        let untouched = language.document_format() == Some(document.format);
        let rendered = to_bitmaps(&document, media, resolution, &pb_zpl::Renderer);
        let stopped = match &rendered {
            Ok(bitmaps) if expected.is_empty() || check(bitmaps, &expected).is_ok() => None,
            Ok(bitmaps) => check(bitmaps, &expected).err().map(|e| e.to_string()),
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
        let labels = rendered.as_ref().map_or(1, Vec::len);
        let bytes = match rendered {
            _ if untouched => document.bytes,
            Ok(bitmaps) => language.encode(&bitmaps, &job(&printer, media, resolution)),
            Err(error) => return Err(error.into()),
        };
        Ok(Prepared {
            printer,
            bytes,
            labels: u32::try_from(labels).unwrap_or(u32::MAX),
            overridden: stopped.unwrap_or_default(),
        })
    })
    .await?
}

/// A document's pages with what the check says about each.
pub(super) async fn pages(
    document: Document,
    expected: Vec<String>,
    config: &PrinterConfig,
) -> Result<Vec<Dots>> {
    let (media, resolution) = sheet(config)?;
    let exact = language(config)?.document_format() != Some(document.format);
    Station::blocking(move || {
        let bitmaps = to_bitmaps(&document, media, resolution, &pb_zpl::Renderer)?;
        let (note, stopped) = if expected.is_empty() {
            (String::new(), false)
        } else {
            match check(&bitmaps, &expected) {
                Ok(found) => {
                    let texts: Vec<_> = found
                        .iter()
                        .map(|b| format!("{} {}", b.format, b.text))
                        .collect();
                    (format!("Read back: {}", texts.join("; ")), false)
                }
                Err(failure) => (failure.to_string(), true),
            }
        };
        Ok(bitmaps
            .into_iter()
            .map(|bitmap| Dots {
                bitmap,
                exact,
                note: note.clone(),
                stopped,
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
    Station::blocking(move || {
        let bitmaps = to_bitmaps(&document, media, resolution, &pb_zpl::Renderer)?;
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
