//! From a stored document to checked dots and the printer's bytes.
use crate::Station;
use crate::api::{Code, Failure, LabelMedia, PrinterConfig, Result};
use pb_devices::Port;
use pb_domain::{Document, Fit, Format};
use pb_labels::{
    Bitmap, Expectation, Job, LANGUAGES, Laid, Language, Media, Resolution, Stock, lay_out,
    preflight, to_pdf, to_png,
};

/// One page as it will print.
pub(super) struct Dots {
    pub(super) bitmap: Bitmap,
    /// Whether these are exactly the dots; an untouched document is drawn by the printer itself.
    pub(super) exact: bool,
    /// What the check read, or why it stops the label.
    pub(super) note: String,
}

/// Bytes ready for the printer.
pub(super) struct Ready {
    pub(super) bytes: Vec<u8>,
    /// Why the label was stopped, when a person overrode that.
    pub(super) note: String,
    pub(super) overridden: bool,
}

/// Stock and resolution of a printer.
pub(super) fn sheet(config: &PrinterConfig) -> Result<(Media, Resolution)> {
    let resolution = Resolution::from_dpi(config.dpi).ok_or_else(|| {
        Failure::new(
            Code::Printer,
            format!(
                "{} is set to {} dpi, which no label printer here has",
                config.name, config.dpi
            ),
        )
        .hint("Choose 203 or 300 dpi in Settings → Printer")
    })?;
    Ok((super::media(config.media), resolution))
}

fn language(config: &PrinterConfig) -> Result<&'static dyn Language> {
    pb_labels::language(&config.language).ok_or_else(|| {
        Failure::new(
            Code::Printer,
            format!(
                "{} is set to the language “{}”, which is not known here",
                config.name, config.language
            ),
        )
        .hint("Choose its language in Settings → Printer")
    })
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
    PrinterConfig {
        name: String::new(),
        port: Port::Tcp {
            host: String::new(),
            port: 9100,
        },
        language: pb_labels::LANGUAGES
            .first()
            .map_or("", |l| l.id())
            .to_owned(),
        dpi: 203,
        media: LabelMedia::FourBySix,
        proof_seconds: 10,
        never_answers: false,
    }
}

/// Renders and checks a document, and makes the printer's bytes: untouched where the printer speaks
/// the document's own language. A label that would not scan is stopped unless a person overrides.
pub(super) async fn prepare(
    document: Document,
    expected: Vec<String>,
    config: &PrinterConfig,
    force: bool,
) -> Result<Ready> {
    let (media, resolution) = sheet(config)?;
    let language = language(config)?;
    let stock = stock(config, language)?;
    Station::blocking(move || {
        let speaks_it = language.document_format() == Some(document.format);
        let rendered = lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
        // What is for other dots, or larger than the stock, is laid here even where the printer knows the
        // language.
        let untouched = speaks_it
            && rendered
                .as_ref()
                .map_or(true, |laid| laid.iter().all(|l| l.placement.as_written));
        let stopped = match &rendered {
            Ok(laid) => {
                let numbers = Expectation::numbers(expected.clone());
                preflight(laid, &numbers, &stock, None).stopped()
            }
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
        let bytes = match rendered {
            _ if untouched => document.bytes,
            Ok(laid) => language.encode(&bitmaps(laid), &Job::new(media, resolution)),
            Err(error) => return Err(error.into()),
        };
        let overridden = stopped.is_some() && !expected.is_empty();
        Ok(Ready {
            bytes,
            note: stopped.unwrap_or_default(),
            overridden,
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
    let language = language(config)?;
    let stock = stock(config, language)?;
    let speaks_it = language.document_format() == Some(document.format);
    Station::blocking(move || {
        let laid = lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer)?;
        let exact = !(speaks_it && laid.iter().all(|l| l.placement.as_written));
        let note = if expected.is_empty() {
            String::new()
        } else {
            let seen = preflight(&laid, &Expectation::numbers(expected), &stock, None);
            seen.stopped().unwrap_or_else(|| {
                let texts: Vec<_> = seen
                    .barcodes
                    .iter()
                    .flatten()
                    .map(|b| format!("{} {}", b.format, b.text))
                    .collect();
                format!("Read back: {}", texts.join("; "))
            })
        };
        Ok(bitmaps(laid)
            .into_iter()
            .map(|bitmap| Dots {
                bitmap,
                exact,
                note: note.clone(),
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
