//! Times zpl-forge, and labelize by itself, over the ZPL labels in a folder, and prints both beside ours.
//!
//! Usage: renderers FOLDER, after the station's own measurements were left in FOLDER/zpl.json.
use anyhow::Context as _;
use labelize::{DrawerOptions, Language};
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;
use zpl_forge::forge::png::PngBackend;
use zpl_forge::{Resolution, Unit, ZplEngine};

const ROUNDS: usize = 60;

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("which folder")?);
    let ours: HashMap<String, f64> = serde_json::from_slice(&std::fs::read(folder.join("zpl.json"))?)?;
    let mut names: Vec<&String> = ours.keys().collect();
    names.sort();
    println!(
        "{:<22}{:>12}{:>14}{:>18}{:>10}",
        "ZPL to dots at 203 dpi", "ours", "zpl-forge", "labelize alone", "time"
    );
    for name in names {
        let zpl = std::fs::read(folder.join(format!("zpl/{name}.zpl")))?;
        let own = ours[name];
        let forge = median(|| by_forge(&zpl));
        let alone = median(|| by_labelize(&zpl));
        let fastest = [&forge, &alone].into_iter().flatten().copied().fold(f64::MAX, f64::min);
        println!(
            "{name:<22}{:>12}{:>14}{:>18}{:>10}",
            shown(&Ok(own)),
            shown(&forge),
            shown(&alone),
            format!("{:.2}", own / fastest)
        );
    }
    println!("time: ours, as a share of the fastest of the others that drew the label at all");
    Ok(())
}

/// Median milliseconds; the error where a label is not drawn.
fn median(mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        work()?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[ROUNDS / 2])
}

fn by_forge(zpl: &[u8]) -> anyhow::Result<()> {
    let text = String::from_utf8_lossy(zpl);
    let engine = ZplEngine::new(&text, Unit::Inches(4.0), Unit::Inches(6.0), Resolution::Dpi203)
        .map_err(|e| anyhow::anyhow!("{e}"))?;
    let png = engine
        .render(PngBackend::new(), &HashMap::new())
        .map_err(|e| anyhow::anyhow!("{e}"))?;
    anyhow::ensure!(!png.is_empty(), "nothing was drawn");
    Ok(())
}

fn by_labelize(zpl: &[u8]) -> anyhow::Result<()> {
    let labels = Language::Zpl.parse(zpl, 8).map_err(|e| anyhow::anyhow!("{e}"))?;
    for label in &labels {
        let options = DrawerOptions {
            label_width_mm: 101.6,
            label_height_mm: 152.4,
            dpmm: 8,
            ..DrawerOptions::default()
        };
        let mut png = Vec::new();
        labelize::Renderer::new()
            .draw_label_as_png(label, &mut png, options)
            .map_err(|e| anyhow::anyhow!("{e}"))?;
    }
    Ok(())
}

fn shown(figure: &anyhow::Result<f64>) -> String {
    figure
        .as_ref()
        .map_or_else(|_| "not drawn".to_owned(), |ms| format!("{ms:.2} ms"))
}
