//! PDF labels to compressed ZPL at 203 dpi. The files and our figures are left in a folder, where the peers are
//! run on the same files in the same run. And what that means on a serial line, for every language.
use crate::documents::{self, Sample};
use crate::shown;
use pb_domain::Fit;
use pb_labels::{Bitmap, Job, LANGUAGES, Language, Media, Resolution, Stock, language, lay_out};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 25;
/// Bits of one byte on a line that is set to 8N1.
const BITS: usize = 10;
const BAUD: usize = 9600;

pub(crate) fn measure(folder: &Path) -> anyhow::Result<()> {
    let pdfs = folder.join("labels");
    std::fs::create_dir_all(&pdfs)?;
    let zpl = language("zpl").ok_or_else(|| anyhow::anyhow!("ZPL is missing"))?;
    let job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let stock = Stock::new(job.media, job.resolution);
    let mut figures = serde_json::Map::new();
    let samples = documents::all()?;
    for Sample {
        name,
        drawn,
        document,
    } in &samples
    {
        std::fs::write(pdfs.join(format!("{name}.pdf")), &document.bytes)?;
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let pages = lay_out(document, &stock, &Fit::default(), &pb_zpl::Renderer)?;
            let pages: Vec<Bitmap> = pages.into_iter().map(|page| page.bitmap).collect();
            bytes = zpl.encode(&pages, &job).len();
            times.push(began.elapsed());
        }
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
        let ms = median.as_secs_f64() * 1000.0;
        figures.insert(
            (*name).to_owned(),
            serde_json::json!({ "ms": ms, "bytes": bytes, "drawn": drawn }),
        );
        println!(
            "{:<58} {:>10} {:>21}",
            format!("PDF to ZPL, {name}"),
            shown(median),
            format!("{bytes} bytes")
        );
    }
    std::fs::write(folder.join("ours.json"), serde_json::to_vec(&figures)?)?;
    on_a_serial_line(&samples)
}

/// Seconds that a label takes on the wire, as raw dots and as it is sent.
fn on_a_serial_line(samples: &[Sample]) -> anyhow::Result<()> {
    let sample = samples.first().ok_or_else(|| anyhow::anyhow!("no label"))?;
    let seconds = |bytes: usize| Duration::from_secs_f64((bytes * BITS) as f64 / BAUD as f64);
    println!();
    println!(
        "{:<58} {:>10} {:>10} {:>10}",
        "one 4 × 6 in label on a serial line of 9600 baud", "raw", "as sent", "bytes"
    );
    for language in LANGUAGES {
        let Some((stock, job)) = set_up(*language) else {
            continue;
        };
        let pages = lay_out(&sample.document, &stock, &Fit::default(), &pb_zpl::Renderer)?;
        let pages: Vec<Bitmap> = pages.into_iter().map(|page| page.bitmap).collect();
        let raw: usize = pages.iter().map(|page| page.bytes().len()).sum();
        let sent = language.encode(&pages, &job).len();
        println!(
            "{:<58} {:>10} {:>10} {:>10}",
            format!("{}, {} dpi", language.name(), job.resolution.dpi()),
            shown(seconds(raw)),
            shown(seconds(sent)),
            sent
        );
    }
    Ok(())
}

/// 4 × 6 in at the coarsest resolution that a language's printers have.
fn set_up(language: &dyn Language) -> Option<(Stock, Job)> {
    let dpi = language.abilities().dpi.iter().copied().min()?;
    let resolution = language.resolution(dpi)?;
    let stock = Stock::of(language, Media::FOUR_BY_SIX, dpi)?;
    Some((stock, Job::new(Media::FOUR_BY_SIX, resolution)))
}
