//! Importing orders from files, and giving tracking numbers back.
use super::Difference;
use pb_domain::{HoldReason, MappingId, WeightUnit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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

/// How a file will be read, before anything is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportPreview {
    /// What the file is.
    pub format: ImportFormat,
    /// `UTF-8` or `Windows-1252`.
    pub encoding: String,
    /// The column separator: `,`, `;` or a tab.
    pub delimiter: String,
    /// Column names as they stand in the file.
    pub columns: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// A mapping to start from: the saved one, or a guess by column names.
    pub mapping: Mapping,
    /// The first orders as they would be imported.
    pub orders: Vec<PreviewOrder>,
    /// Rows that cannot be read.
    pub bad_rows: Vec<BadRow>,
    /// Orders in the file.
    pub order_count: u32,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ImportFormat {
    /// A shop's own export, known by its header.
    Known {
        /// Which: `shopify`, `woocommerce`.
        id: String,
        /// In words.
        name: String,
    },
    /// Read by a mapping of columns.
    Mapped,
}

/// Which column of a file fills which field of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Mapping {
    /// Name under which it is saved; also the source of its orders.
    pub name: String,
    /// Field id to column name; see [`MappingField`].
    pub columns: BTreeMap<String, String>,
    /// Currency of amounts, where no column says it.
    pub currency: String,
    /// Country, where no column says it.
    pub country: String,
    /// Unit of weights.
    pub weight_unit: Option<WeightUnit>,
}

/// A saved mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedMapping {
    /// Identity.
    pub id: MappingId,
    /// The mapping.
    pub mapping: Mapping,
}

/// A field a column can fill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MappingField {
    /// Stable id.
    pub id: String,
    /// What a person reads.
    pub label: String,
    /// Whether an order cannot do without.
    pub required: bool,
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

/// An order as it would be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewOrder {
    /// Its number.
    pub number: String,
    /// Address lines joined.
    pub ship_to: String,
    /// Pieces and titles joined.
    pub lines: String,
    /// Why it would stay out of the queue.
    pub hold: Option<HoldReason>,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BadRow {
    /// Line in the file, the header being 1.
    pub line: u32,
    /// Why.
    pub reason: String,
    /// The row as it stands.
    pub text: String,
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
