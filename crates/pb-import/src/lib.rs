//! Files of orders: bytes into orders, what is here against what a file says, and shipments into the
//! files that shops take tracking numbers from. Nothing here reads a disk, a clock or the database.
#![forbid(unsafe_code)]

mod address;
mod bad_rows;
mod column;
mod country;
mod date;
mod group;
mod guess;
mod layout;
mod mapped;
mod merge;
mod number;
mod order_lines;
mod shopify;
mod status;
mod table;
mod text;
mod tracking;
mod view;
mod woocommerce;

pub use bad_rows::bad_rows_csv;
pub use mapped::fields;
pub use merge::{Merge, merge};
pub use tracking::{TrackingRow, tracking_csv};
pub use view::{
    BadRow, Difference, ImportFormat, ImportPreview, Mapping, MappingField, PreviewOrder,
};

use column::Columns;
use layout::Layout;
use number::Decimals;
use pb_domain::ImportedOrder;
use table::Table;

/// Rows shown as they stand before an import.
const SAMPLE_ROWS: usize = 10;
/// Orders shown as they would be imported.
const PREVIEW_ORDERS: usize = 20;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFile {
    /// What it is.
    pub format: ImportFormat,
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    pub encoding: &'static str,
    /// The column separator.
    pub delimiter: char,
    /// Column names as they stand in the file; a repeated one is told apart by a number.
    pub columns: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// The mapping it was read by, or one guessed from the column names to start from.
    pub mapping: Mapping,
    /// Why the mapping cannot read the file; there are no orders and no bad rows until it can.
    pub mapping_problems: Vec<String>,
    /// The orders, with the line each begins at, in the order of the file.
    pub orders: Vec<(u32, ImportedOrder)>,
    /// Every row that is in no order, and why.
    pub bad_rows: Vec<BadRow>,
    /// The header as it stands.
    header: String,
}

/// Why a file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No text in it.
    #[error("{file} is empty")]
    Empty {
        /// Its name.
        file: String,
    },
    /// Over 50 MB.
    #[error("{file} is larger than 50 MB")]
    TooLarge {
        /// Its name.
        file: String,
    },
    /// A workbook, an archive, a picture.
    #[error("{file} is {what}, not CSV")]
    NotText {
        /// Its name.
        file: String,
        /// What it is.
        what: &'static str,
        /// What to do instead.
        hint: &'static str,
    },
    /// The header opens a quotation mark that nothing closes.
    #[error("{file} has a header that opens a quotation mark and never closes it")]
    OpenHeader {
        /// Its name.
        file: String,
    },
    /// The report of WooCommerce's Analytics.
    #[error("{file} is the Orders report of WooCommerce Analytics, which has no addresses")]
    NoAddresses {
        /// Its name.
        file: String,
    },
}

impl ReadError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "Export the orders again, with at least a header row",
            Self::TooLarge { .. } => "Export fewer orders at a time, or split the file",
            Self::NotText { hint, .. } => hint,
            Self::OpenHeader { .. } => "Mend the first row, or export the orders again",
            Self::NoAddresses { .. } => {
                "Export the orders with an order export plugin; the import guide names three"
            }
        }
    }
}

/// Reads a file: by the mapping when there is one, else as the shop's export that its header tells,
/// else by a mapping guessed from its column names. Good rows become orders although others are bad;
/// an order with one bad row is bad as a whole.
pub fn read(
    bytes: &[u8],
    file_name: &str,
    mapping: Option<&Mapping>,
) -> Result<OrderFile, ReadError> {
    let text = text::decode(bytes, file_name)?;
    let table = Table::new(&text.text, text.damaged, file_name)?;
    let columns = Columns::new(&table.columns);
    let undecided = Decimals::new(None, table.delimiter);
    let by_header = mapping.is_none();
    let known = known_layout(&columns, undecided).filter(|_| by_header);
    let mapping = mapping.cloned().unwrap_or_else(|| guess::guess(&table));
    let (format, layout, mapping_problems) = match known {
        Some((id, name, layout)) => {
            let format = ImportFormat::Known {
                id: id.to_owned(),
                name: name.to_owned(),
            };
            (format, Some(layout), Vec::new())
        }
        None if by_header && woocommerce::is_analytics_report(&columns) => {
            return Err(ReadError::NoAddresses {
                file: file_name.to_owned(),
            });
        }
        None => {
            let problems = mapped::problems(&mapping, &table.columns);
            let layout = problems
                .is_empty()
                .then(|| mapped::layout(&mapping, &table.columns, undecided));
            (ImportFormat::Mapped, layout, problems)
        }
    };
    let (orders, bad_rows) = match layout {
        Some(mut layout) => {
            layout.decimals = decimals(&table, &layout);
            let grouped = group::group(table.rows(layout.needed()), &layout);
            (grouped.orders, grouped.bad_rows)
        }
        None => Default::default(),
    };
    Ok(OrderFile {
        format,
        encoding: text.encoding,
        delimiter: char::from(table.delimiter),
        sample: table
            .rows(0)
            .take(SAMPLE_ROWS)
            .map(|row| row.fields.iter().map(str::to_owned).collect())
            .collect(),
        header: table.header.to_owned(),
        columns: table.columns,
        mapping,
        mapping_problems,
        orders,
        bad_rows,
    })
}

fn known_layout(
    columns: &Columns,
    decimals: Decimals,
) -> Option<(&'static str, &'static str, Layout)> {
    let shopify = shopify::layout(columns, decimals);
    let shopify = shopify.map(|layout| ("shopify", "Shopify order export", layout));
    shopify.or_else(|| {
        let layout = woocommerce::layout(columns, decimals)?;
        Some(("woocommerce", "WooCommerce order export", layout))
    })
}

/// How the file writes decimals: by the first of its amounts that leaves no doubt.
fn decimals(table: &Table<'_>, layout: &Layout) -> Decimals {
    let columns = layout.amounts();
    let shown = table.rows(0).find_map(|row| {
        let amounts = columns.iter().map(|c| column::cell(&row.fields, Some(*c)));
        amounts
            .filter(|_| row.fault.is_none())
            .find_map(number::shown_mark)
    });
    Decimals::new(shown, table.delimiter)
}

impl OrderFile {
    /// The file as the import dialog shows it before anything is saved. What stops the mapping is
    /// said of the header's row.
    pub fn preview(&self) -> ImportPreview {
        ImportPreview {
            format: self.format.clone(),
            encoding: self.encoding.to_owned(),
            delimiter: self.delimiter.to_string(),
            columns: self.columns.clone(),
            sample: self.sample.clone(),
            mapping: self.mapping.clone(),
            orders: self
                .orders
                .iter()
                .take(PREVIEW_ORDERS)
                .map(|(_, order)| preview_order(order))
                .collect(),
            bad_rows: self
                .problem_of_header()
                .into_iter()
                .chain(self.bad_rows.iter().cloned())
                .collect(),
            order_count: u32::try_from(self.orders.len()).unwrap_or(u32::MAX),
        }
    }

    fn problem_of_header(&self) -> Option<BadRow> {
        (!self.mapping_problems.is_empty()).then(|| BadRow {
            line: 1,
            reason: self.mapping_problems.join("; "),
            text: self.header.clone(),
        })
    }
}

fn preview_order(order: &ImportedOrder) -> PreviewOrder {
    let lines = order.lines.iter();
    PreviewOrder {
        number: order.key.number.clone(),
        ship_to: order.ship_to.lines(true).join(", "),
        lines: lines
            .map(|line| {
                let name = if line.title.is_empty() {
                    &line.sku
                } else {
                    &line.title
                };
                format!("{} × {name}", line.quantity)
            })
            .collect::<Vec<_>>()
            .join(", "),
        hold: order.hold,
    }
}

#[cfg(test)]
mod tests;
