//! What a file says and how it will be read, as hosts see it.
use pb_domain::{HoldReason, WeightUnit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

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

/// Something the source says differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// The field, in words.
    pub field: String,
    /// What stands here.
    pub here: String,
    /// What the source says.
    pub source: String,
}
