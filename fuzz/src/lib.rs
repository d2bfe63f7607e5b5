//! What the targets for documents share.
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock, lay_out, preflight};
use std::sync::Once;

/// Lays a document out and looks it over, as a station does before it prints. Panics inside a decoder are caught
/// by the code under test and make a bad label; here they must be let through to it.
pub fn lay(format: Format, bytes: &[u8]) {
    static UNHOOKED: Once = Once::new();
    UNHOOKED.call_once(|| drop(std::panic::take_hook()));
    let document = Document {
        format,
        bytes: bytes.to_vec(),
    };
    let stock = Stock::new(Media::TWO_BY_ONE, Resolution::Dpi203);
    if let Ok(pages) = lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer) {
        for page in &pages {
            let size = (page.bitmap.width(), page.bitmap.height());
            assert_eq!(size, (stock.width(), stock.height()));
        }
        let numbers = Expectation::numbers(vec!["PB000001234K".to_owned()]);
        let _ = preflight(&pages, &numbers, &stock);
    }
}
