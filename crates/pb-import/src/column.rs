//! Columns by name, and their cells.
use csv::StringRecord;
use std::collections::HashMap;

/// A file's columns, found by name whatever the case, spacing or punctuation.
pub(super) struct Columns {
    by_name: HashMap<String, usize>,
}

/// A column that a file may not have.
pub(super) type Column = Option<usize>;

impl Columns {
    pub(super) fn new(names: &[String]) -> Self {
        let mut by_name = HashMap::with_capacity(names.len());
        for (i, name) in names.iter().enumerate() {
            by_name.entry(normal(name)).or_insert(i);
        }
        Self { by_name }
    }

    /// The first of several names that the file has.
    pub(super) fn find(&self, names: &[&str]) -> Column {
        names
            .iter()
            .find_map(|name| self.by_name.get(&normal(name)).copied())
    }

    /// All of several names that the file has, in their order.
    pub(super) fn all(&self, names: &[&str]) -> Vec<usize> {
        names.iter().filter_map(|name| self.find(&[name])).collect()
    }

    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }
}

/// Lower case, with every run of spaces and punctuation as one space: `Shipping_Address-1` is
/// `shipping address 1`. `#`, `&` and `+` tell columns apart and stay.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.trim_start_matches('\u{feff}').chars() {
        if c.is_alphanumeric() || matches!(c, '#' | '&' | '+') {
            normal.extend(c.to_lowercase());
        } else if !normal.is_empty() && !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

/// A cell, trimmed; blank when there is none. Exporters put an apostrophe before `=`, `+`, `-` and
/// `@` so that a spreadsheet takes the cell for text; it is taken off again.
pub(super) fn cell(fields: &StringRecord, column: Column) -> &str {
    let text = column.and_then(|i| fields.get(i)).unwrap_or("").trim();
    match text.strip_prefix('\'') {
        Some(guarded) if guarded.starts_with(['=', '+', '-', '@']) => guarded,
        _ => text,
    }
}

/// The same for a postal code or a telephone: Shopify puts the apostrophe before digits too.
pub(super) fn code(fields: &StringRecord, column: Column) -> &str {
    let text = cell(fields, column);
    text.strip_prefix('\'').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let columns = Columns::new(
            &["\u{feff}Order Number", "Shipping_Address-1", "Item # #1"].map(String::from),
        );
        assert_eq!(columns.find(&["order_number"]), Some(0));
        assert_eq!(columns.find(&["nothing", "SHIPPING ADDRESS 1"]), Some(1));
        assert_eq!(columns.find(&["item # #1"]), Some(2));
        assert_eq!(columns.find(&["item 1"]), None);
    }

    #[test]
    fn apostrophes_that_guard_are_taken_off_and_others_stay() {
        let fields = StringRecord::from(vec![
            "'=1+1",
            "'s-Hertogenbosch",
            "'01234",
            "'+4912",
            "'47 Cap",
        ]);
        assert_eq!(cell(&fields, Some(0)), "=1+1");
        assert_eq!(cell(&fields, Some(1)), "'s-Hertogenbosch");
        assert_eq!(code(&fields, Some(2)), "01234");
        assert_eq!(code(&fields, Some(3)), "+4912");
        assert_eq!(cell(&fields, Some(4)), "'47 Cap");
        assert_eq!(cell(&fields, Some(9)), "");
        assert_eq!(cell(&fields, None), "");
    }
}
