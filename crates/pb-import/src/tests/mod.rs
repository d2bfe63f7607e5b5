//! Whole files: shops' exports, mapped files, damaged files, and files of noise.
mod by_mapping;
mod mending;
mod oddities;
mod shopify;
mod woocommerce;

use super::*;
use crate::BadRow;
use pb_domain::{CountryCode, HoldReason, Payment, WeightUnit};
use proptest::prelude::*;

fn text(file: &str) -> OrderFile {
    read(file.as_bytes(), "orders.csv", None).expect("readable")
}

fn mapping(columns: &[(&str, &str)]) -> Mapping {
    Mapping {
        name: "Market".to_owned(),
        columns: columns
            .iter()
            .map(|(field, column)| ((*field).to_owned(), (*column).to_owned()))
            .collect(),
        currency: "EUR".to_owned(),
        country: "DE".to_owned(),
        weight_unit: Some(WeightUnit::G),
    }
}

fn plain() -> Mapping {
    mapping(&[
        ("number", "Order"),
        ("name", "Name"),
        ("line1", "Street"),
        ("city", "City"),
        ("title", "Item"),
        ("quantity", "Qty"),
        ("unit_price", "Price"),
    ])
}

const PLAIN: &str = "Order,Name,Street,City,Item,Qty,Price\n";

fn mapped(rows: &str) -> OrderFile {
    let file = format!("{PLAIN}{rows}");
    read(file.as_bytes(), "orders.csv", Some(&plain())).expect("readable")
}

fn order<'a>(file: &'a OrderFile, number: &str) -> &'a ImportedOrder {
    let found = file.orders.iter().find(|(_, o)| o.key.number == number);
    &found
        .unwrap_or_else(|| panic!("{number} of {:?}", numbers(file)))
        .1
}

fn numbers(file: &OrderFile) -> Vec<&str> {
    file.orders
        .iter()
        .map(|(_, o)| o.key.number.as_str())
        .collect()
}

fn bad(file: &OrderFile) -> Vec<(u32, &str)> {
    file.bad_rows
        .iter()
        .map(|r| (r.line, r.reason.as_str()))
        .collect()
}

fn lines(order: &ImportedOrder) -> Vec<(u32, &str, &str, Option<i64>)> {
    let line = order.lines.iter();
    line.map(|l| {
        let price = l.unit_price.map(|p| p.minor);
        (l.quantity, l.title.as_str(), l.sku.as_str(), price)
    })
    .collect()
}

fn known(file: &OrderFile) -> &str {
    match &file.format {
        ImportFormat::Known { id, .. } => id,
        ImportFormat::Mapped => "mapped",
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9 ]{0,6}",
        "[\",;\n\r'=]{0,4}",
        Just("1".to_owned()),
        "[äđ€\u{0}\u{feff}]{0,3}",
    ]
}

proptest! {
    #[test]
    fn noise_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for mapping in [None, Some(&plain())] {
            if let Ok(file) = read(&bytes, "noise", mapping) {
                let _ = (file.preview(), bad_rows_csv(&file));
            }
        }
    }

    #[test]
    fn noise_below_a_known_header_never_panics(
        which in 0usize..3,
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..9), 0..12),
    ) {
        let header = [
            "Name,Financial Status,Currency,Total,Lineitem quantity,Lineitem name,Shipping Name,Shipping City",
            "order_number,status,order_total,shipping_name,shipping_address_1,shipping_city,line_items",
            PLAIN.trim_end(),
        ][which];
        let rows: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
        let file = format!("{header}\n{}", rows.join("\n"));
        let mapping = (which == 2).then(plain);
        if let Ok(file) = read(file.as_bytes(), "noise", mapping.as_ref()) {
            let _ = (file.preview(), bad_rows_csv(&file));
        }
    }

    /// Every row is in an order or among the bad ones, and orders keep the order of the file.
    #[test]
    fn no_row_is_lost(
        rows in prop::collection::vec((0u8..6, prop_oneof![4 => Just("1"), 1 => Just("x"), 1 => Just("")], any::<bool>()), 0..40),
    ) {
        let mut body = String::new();
        for (number, quantity, short) in &rows {
            let price = if *short && *number == 0 { "" } else { ",4" };
            body.push_str(&format!("N{number},Ann,1 St,Rome,Mug,{quantity}{price}\n"));
        }
        let file = mapped(&body);
        let in_orders: usize = file.orders.iter().map(|(_, o)| o.lines.len()).sum();
        prop_assert_eq!(in_orders + file.bad_rows.len(), rows.len());
        let starts: Vec<u32> = file.orders.iter().map(|(line, _)| *line).collect();
        prop_assert!(starts.is_sorted());
        prop_assert!(file.bad_rows.iter().map(|r| r.line).is_sorted());
        for BadRow { line, text, .. } in &file.bad_rows {
            prop_assert_eq!(body.lines().nth(*line as usize - 2), Some(text.as_str()));
        }
        // No order is in both.
        for (_, order) in &file.orders {
            let start = format!("{},", order.key.number);
            prop_assert!(!file.bad_rows.iter().any(|row| row.text.starts_with(&start)));
        }
    }

    /// Rows of any text, quoted as they should be, come back as they were, at their lines.
    #[test]
    fn quoted_text_survives(cells in prop::collection::vec("[ -~äđ\n\"';,]{1,12}", 1..20)) {
        let mut body = String::new();
        let mut expected = Vec::new();
        let mut line = 2u32;
        for (i, title) in cells.iter().enumerate() {
            let row = format!("{i},Ann,1 St,Rome,\"{}\",1,4\n", title.replace('"', "\"\""));
            expected.push((line, title.trim().to_owned()));
            line += u32::try_from(row.matches('\n').count()).expect("few");
            body.push_str(&row);
        }
        let file = mapped(&body);
        prop_assert_eq!(bad(&file), vec![]);
        let found: Vec<(u32, String)> = file
            .orders
            .iter()
            .map(|(line, o)| (*line, o.lines[0].title.clone()))
            .collect();
        let unguarded = |t: String| match t.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => t,
        };
        let expected: Vec<_> = expected.into_iter().map(|(l, t)| (l, unguarded(t))).collect();
        prop_assert_eq!(found, expected);
    }
}
