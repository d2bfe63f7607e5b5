//! ZPL to dots, the one place that knows which renderer does it.
#![forbid(unsafe_code)]

mod limits;

use labelize::{DrawerOptions, LabelInfo, Language};
use pb_domain::Format;
use pb_labels::{Bitmap, LabelError, Media, Resolution, ZplRenderer};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Draws ZPL with `labelize`: close to what a printer draws, not dot for dot. Every label is drawn
/// once, whatever number of copies it asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Renderer;

/// Labels drawn from one document at most.
const MAX_LABELS: usize = 100;
/// Bytes of one document at most.
const MAX_BYTES: usize = 8 << 20;

impl ZplRenderer for Renderer {
    fn render(
        &self,
        zpl: &[u8],
        media: Media,
        resolution: Resolution,
    ) -> Result<Vec<Bitmap>, LabelError> {
        if zpl.len() > MAX_BYTES {
            return Err(too_big(format!(
                "{} bytes, and {MAX_BYTES} are allowed",
                zpl.len()
            )));
        }
        // The renderer is young and reads what came over the network: its panic is a bad label.
        catch_unwind(AssertUnwindSafe(|| draw(zpl, media, resolution)))
            .unwrap_or_else(|_| Err(unreadable("the renderer gave up on it")))
    }
}

fn unreadable(reason: impl Into<String>) -> LabelError {
    LabelError::Unreadable {
        format: Format::Zpl,
        reason: reason.into(),
    }
}

fn too_big(what: String) -> LabelError {
    LabelError::TooBig {
        format: Format::Zpl,
        what,
    }
}

fn draw(zpl: &[u8], media: Media, resolution: Resolution) -> Result<Vec<Bitmap>, LabelError> {
    let dots_per_mm = match resolution {
        Resolution::Dpi203 => 8,
        Resolution::Dpi300 | Resolution::Inch300 => 12,
    };
    // Line breaks mean nothing in ZPL; a command may be broken anywhere.
    let zpl: Vec<u8> = zpl
        .iter()
        .copied()
        .filter(|b| !matches!(b, b'\n' | b'\r' | b'\t'))
        .collect();
    let carets = carets(&zpl);
    if let Some(what) = limits::too_large(&zpl, &carets, dots_per_mm) {
        return Err(too_big(format!("it has {what}")));
    }
    let labels = Language::Zpl
        .parse(&one_copy_each(zpl, &carets), dots_per_mm)
        .map_err(|e| unreadable(e.to_string()))?;
    if labels.is_empty() {
        return Err(LabelError::Blank);
    }
    if labels.len() > MAX_LABELS {
        return Err(too_big(format!(
            "{} labels, and {MAX_LABELS} are allowed",
            labels.len()
        )));
    }
    labels
        .iter()
        .map(|label| draw_one(label, media.dots(resolution), dots_per_mm))
        .collect()
}

fn draw_one(
    label: &LabelInfo,
    (width, height): (u32, u32),
    dots_per_mm: i32,
) -> Result<Bitmap, LabelError> {
    let options = DrawerOptions {
        label_width_mm: f64::from(width) / f64::from(dots_per_mm),
        label_height_mm: f64::from(height) / f64::from(dots_per_mm),
        dpmm: dots_per_mm,
        ..DrawerOptions::default()
    };
    let mut png = Vec::new();
    labelize::Renderer::new()
        .draw_label_as_png(label, &mut png, options)
        .map_err(unreadable)?;
    let picture = image::load_from_memory_with_format(&png, image::ImageFormat::Png)
        .map_err(|e| unreadable(e.to_string()))?
        .into_luma8();
    let drawn = Bitmap::from_gray(picture.width(), picture.height(), picture.as_raw(), 128);
    let mut page = Bitmap::new(width, height);
    page.paste(&drawn, 0, 0);
    Ok(page)
}

/// The characters that may begin a command: `^CC` changes the caret.
fn carets(zpl: &[u8]) -> Vec<u8> {
    let mut carets = vec![b'^'];
    for window in zpl.windows(4) {
        if carets.contains(&window[0]) && window[1..3].eq_ignore_ascii_case(b"CC") {
            carets.push(window[3]);
        }
    }
    carets
}

/// The same with every `^PQ` made a comment: the renderer makes a copy in memory for each label
/// that is asked for, and a damaged number asks for millions.
fn one_copy_each(mut out: Vec<u8>, carets: &[u8]) -> Vec<u8> {
    for at in 0..out.len().saturating_sub(2) {
        if carets.contains(&out[at]) && out[at + 1..at + 3].eq_ignore_ascii_case(b"PQ") {
            out[at + 1..at + 3].copy_from_slice(b"FX");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LABEL: &[u8] = b"^XA^PW812^LL1218^FO50,50^GB700,1000,4^FS^FO80,100^A0N,60,60^FDACME^FS\
        ^FO80,300^BY3^BCN,200,Y,N,N^FDPB000000001C^FS^PQ1^XZ";

    fn render(zpl: &[u8]) -> Result<Vec<Bitmap>, LabelError> {
        Renderer.render(zpl, Media::FOUR_BY_SIX, Resolution::Dpi203)
    }

    #[test]
    fn draws_boxes_where_they_belong() {
        let pages = render(LABEL).expect("draws");
        assert_eq!(pages.len(), 1);
        let page = &pages[0];
        assert_eq!((page.width(), page.height()), (812, 1218));
        assert!(page.get(50, 50) && page.get(749, 1049) && page.get(53, 500));
        assert!(!page.get(49, 50) && !page.get(750, 1049) && !page.get(54, 500));
    }

    #[test]
    fn draws_what_the_check_reads() {
        let pages = render(LABEL).expect("draws");
        let found = pb_labels::check(&pages, &["PB000000001C".to_owned()]).expect("reads");
        assert_eq!(found[0].text, "PB000000001C");
    }

    #[test]
    fn draws_each_label_once_whatever_the_copies() {
        for zpl in [
            "^XA^FO9,9^GB20,20,20^FS^PQ999999999,0,999999999^XZ^XA^FO9,9^GB9,9,9^FS^pq5^XZ",
            "^XA^CC++FO9,9+GB20,20,20+FS+P\nQ999999999+XZ+XA+FO9,9+GB9,9,9+FS+XZ",
        ] {
            assert_eq!(render(zpl.as_bytes()).expect("draws").len(), 2, "{zpl}");
        }
    }

    #[test]
    fn refuses_what_holds_no_label() {
        assert_eq!(render(b"^XA^XZ"), Err(LabelError::Blank));
        assert_eq!(render(b"not a label"), Err(LabelError::Blank));
        let huge = b"^XA^A0R,32000,32000^FDXXXXXXXX^FS^XZ";
        assert!(matches!(render(huge), Err(LabelError::TooBig { .. })));
        assert!(matches!(
            render(&vec![b' '; MAX_BYTES + 1]),
            Err(LabelError::TooBig { .. })
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_it_panic(
            cut in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            with in prop::collection::vec(any::<u8>(), 0..4),
        ) {
            let mut zpl = LABEL[..cut.index(LABEL.len())].to_vec();
            if !zpl.is_empty() {
                let at = at.index(zpl.len());
                zpl.splice(at..(at + with.len()).min(zpl.len()), with);
            }
            let _ = render(&zpl);
        }
    }
}
