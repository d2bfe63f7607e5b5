//! Importing orders from files, and giving tracking numbers back.
use pb_domain::{HoldReason, MappingId};
pub use pb_import::{
    BadRow, Difference, ImportFormat, ImportPreview, Mapping, MappingField, PreviewOrder,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file of orders.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportFile {
    /// Its name, for messages.
    pub name: String,
    /// Its contents, base64.
    pub base64: String,
    /// The saved mapping to read it with; `None` tells by the header.
    pub mapping: Option<MappingId>,
    /// A mapping that is being made, for its preview; wins over `mapping`.
    pub draft: Option<Mapping>,
}

impl std::fmt::Debug for ImportFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ImportFile({}, {} bytes of base64)",
            self.name,
            self.base64.len()
        )
    }
}

/// A saved mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedMapping {
    /// Identity.
    pub id: MappingId,
    /// The mapping.
    pub mapping: Mapping,
}

/// The mappings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MappingsView {
    /// Fields that columns can fill.
    pub fields: Vec<MappingField>,
    /// Saved mappings.
    pub saved: Vec<SavedMapping>,
}

/// Saves a mapping.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveMapping {
    /// The one to replace; `None` makes a new one.
    pub id: Option<MappingId>,
    /// The mapping.
    pub mapping: Mapping,
}

/// Names one mapping.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct MappingRef {
    /// Which.
    pub id: MappingId,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    /// New orders.
    pub added: u32,
    /// Orders that were here and changed.
    pub updated: u32,
    /// Orders that were here and are the same.
    pub unchanged: u32,
    /// Orders left as they are, with what differs.
    pub left: Vec<LeftOrder>,
    /// Orders that stay out of the queue: how many by reason.
    pub held: Vec<HeldCount>,
    /// Rows that could not be read.
    pub bad_rows: Vec<BadRow>,
    /// The bad rows as a CSV file, when there are any.
    pub bad_rows_file: Option<super::FileOut>,
}

/// Orders that stay out of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldCount {
    /// Why.
    pub reason: HoldReason,
    /// How many.
    pub count: u32,
}

/// An order that was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOrder {
    /// Its number.
    pub number: String,
    /// Why it was left.
    pub reason: String,
    /// What the source says differently.
    pub differences: Vec<Difference>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportProgress {
    /// Orders done.
    pub done: u32,
    /// Orders in all.
    pub total: u32,
}

/// Asks for tracking numbers as a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportTracking {
    /// In whose form: `shopify`, `woocommerce` or `mapped`.
    pub format: String,
    /// Whether shipments that were exported before are in it again.
    pub again: bool,
}
