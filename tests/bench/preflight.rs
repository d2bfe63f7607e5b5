//! What it costs a label that it is drawn and read back before it prints, and ZPL to dots by itself.
use crate::documents::{self, NUMBER};
use crate::line;
use pb_domain::{Document, Fit};
use pb_labels::{Expectation, Media, Resolution, Stock, lay_out, preflight};
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 60;
const GOAL: &str = "p95 under 30 ms";
/// Labels in ZPL, and the number that each must carry.
const ZPL: [(&str, &str); 4] = [
    ("fedex", "794841234567"),
    ("ups", "1Z12345E0312345678"),
    ("usps", "9405511899223197428490"),
    ("dhl", "00340434100000000014"),
];

pub(crate) fn measure(folder: &Path) -> anyhow::Result<()> {
    println!();
    for sample in documents::all()? {
        one(
            &format!("preflight at 203 dpi, PDF {}", sample.name),
            &sample.document,
            NUMBER,
        )?;
    }
    one("preflight at 203 dpi, PNG", &documents::png()?, NUMBER)?;
    let zpl = folder.join("zpl");
    std::fs::create_dir_all(&zpl)?;
    let mut figures = serde_json::Map::new();
    for (name, number) in ZPL {
        let document = documents::zpl(name)?;
        std::fs::write(zpl.join(format!("{name}.zpl")), &document.bytes)?;
        one(
            &format!("preflight at 203 dpi, ZPL {name}"),
            &document,
            number,
        )?;
        figures.insert(name.to_owned(), serde_json::json!(drawn(&document)?));
    }
    std::fs::write(folder.join("zpl.json"), serde_json::to_vec(&figures)?)?;
    Ok(())
}

/// Drawn, its barcodes read, and all looked over.
fn one(what: &str, document: &Document, number: &str) -> anyhow::Result<()> {
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let expected = Expectation::numbers([number]);
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let pages = lay_out(document, &stock, &Fit::default(), &pb_zpl::Renderer)?;
        let seen = preflight(&pages, &expected, &stock);
        times.push(began.elapsed());
        anyhow::ensure!(
            seen.barcodes.iter().any(|label| !label.is_empty()),
            "{what}: no barcode was read"
        );
    }
    line(what, times, GOAL);
    Ok(())
}

/// Milliseconds from ZPL to dots, the median.
fn drawn(document: &Document) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        pb_zpl::Renderer.print(
            document.format,
            &document.bytes,
            Media::FOUR_BY_SIX,
            Resolution::Dpi203,
        )?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(ROUNDS / 2).copied().unwrap_or_default())
}
