//! Labels: documents, rendering, checking, and one file per printer language.
//!
//! A [`pb_domain::Document`] becomes [`Bitmap`]s at the printer's dots, and those become the printer's language;
//! a document that already speaks it passes untouched.
#![forbid(unsafe_code)]

mod bitmap;
mod check;
mod error;
mod fonts;
mod language;
mod layout;
mod page;
mod render;

pub use bitmap::Bitmap;
pub use check::{Barcode, CheckFailure, check, decode};
pub use error::LabelError;
pub use fonts::Fonts;
pub use language::{LANGUAGES, Language, Status, zpl};
pub use layout::{OwnLabel, TestPage};
pub use page::{Media, Resolution};
pub use render::{ZplRenderer, to_bitmaps, to_png};
