//! PDF labels to compressed ZPL at 203 dpi. The files and our figures are left in a folder, where the
//! peer is run on the same files in the same run.
use crate::shown;
use pb_domain::{Address, CountryCode, Document, Fit};
use pb_labels::{
    Bitmap, Fonts, Job, Media, OwnLabel, Resolution, Stock, language, lay_out, to_pdf,
};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 25;

pub(crate) fn measure(folder: &Path) -> anyhow::Result<()> {
    let pdfs = folder.join("labels");
    std::fs::create_dir_all(&pdfs)?;
    let zpl = language("zpl").ok_or_else(|| anyhow::anyhow!("ZPL is missing"))?;
    let job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let mut figures = serde_json::Map::new();
    for (name, document) in documents()? {
        std::fs::write(pdfs.join(format!("{name}.pdf")), &document.bytes)?;
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let stock = Stock::new(job.media, job.resolution);
            let laid = lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer)?;
            let pages: Vec<Bitmap> = laid.into_iter().map(|l| l.bitmap).collect();
            bytes = zpl.encode(&pages, &job).len();
            times.push(began.elapsed());
        }
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
        let ms = median.as_secs_f64() * 1000.0;
        figures.insert(
            name.to_owned(),
            serde_json::json!({ "ms": ms, "bytes": bytes }),
        );
        println!(
            "{:<58} {:>10} {:>21}",
            format!("PDF to ZPL, {name}"),
            shown(Duration::from_secs_f64(ms / 1000.0)),
            format!("{bytes} bytes")
        );
    }
    std::fs::write(folder.join("ours.json"), serde_json::to_vec(&figures)?)?;
    Ok(())
}

/// Labels as carriers send them: drawn with lines and fonts, and as a picture on a page.
fn documents() -> anyhow::Result<Vec<(&'static str, Document)>> {
    let fonts = Fonts::load(&journeys::checkout().join("assets/fonts"))?;
    let label = |name: &str, line1: &str, city: &str, country: &str| OwnLabel {
        ship_from: address("Example Goods", "12 Dock Street", "Austin", "US"),
        ship_to: address(name, line1, city, country),
        tracking_number: "PB000001234K".into(),
        service_name: "Standard (3–5 days)".into(),
        reference: "#1001".into(),
        instructions: "Leave it at the back door".into(),
        parcel: 1,
        parcels: 2,
        weight: "1.25 kg".into(),
        ship_date: "2026-11-20".into(),
        cod: None,
        station: "PB".into(),
        demo: false,
    };
    let latin = label("Nora Example", "5 Elm Street", "Reno", "US");
    let vietnamese = label("Nguyễn Thị Bưởi", "12 Đường Trần Hưng Đạo", "Hà Nội", "VN");
    let japanese = label("山田太郎", "中央区銀座1-2-3", "東京都", "JP");
    let picture = latin.bitmap(&fonts, Media::FOUR_BY_SIX, Resolution::Dpi203)?;
    Ok(vec![
        ("vector-latin", latin.pdf(&fonts, Media::FOUR_BY_SIX)?),
        (
            "vector-vietnamese",
            vietnamese.pdf(&fonts, Media::FOUR_BY_SIX)?,
        ),
        ("vector-japanese", japanese.pdf(&fonts, Media::FOUR_BY_SIX)?),
        ("picture-203-dpi", to_pdf(&[picture], Resolution::Dpi203)?),
    ])
}

fn address(name: &str, line1: &str, city: &str, country: &str) -> Address {
    Address {
        name: name.into(),
        line1: line1.into(),
        city: city.into(),
        postal_code: "89501".into(),
        country: CountryCode::from_code(country),
        ..Address::default()
    }
}
