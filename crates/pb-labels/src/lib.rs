//! Labels: documents, rendering, checking, and one file per printer language.
//!
//! A [`pb_domain::Document`] becomes [`Bitmap`]s at the printer's dots, and those become the printer's language;
//! a document that already speaks it passes untouched.
#![forbid(unsafe_code)]

mod bitmap;
mod dots_pdf;
mod error;
mod fonts;
pub mod language;
mod own;
mod page;
mod paper;
mod preflight;
mod render;
mod sheet;
mod stock;
mod test_page;

pub use bitmap::{Bitmap, DotRect, to_png};
pub use dots_pdf::to_pdf;
pub use error::LabelError;
pub use fonts::Fonts;
pub use language::{
    Abilities, Copies, Finish, Identity, Job, LANGUAGES, Language, Proof, Status, Tracking,
    language, languages,
};
pub use own::OwnLabel;
pub use page::{Media, Resolution};
pub use paper::{CommercialInvoice, Manifest, ManifestShipment, PackingSlip};
pub use preflight::{Barcode, Expectation, Fault, Finding, Preflight, Severity, decode, preflight};
pub use render::{CommandPage, CommandRenderer, Laid, Placement, Sides, lay_out};
pub use stock::Stock;
pub use test_page::TestPage;
