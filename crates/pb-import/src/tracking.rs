//! Tracking numbers as the files that shops import.
//!
//! - `shopify`: Shopify's admin imports no fulfilments; the apps that do take these columns by name
//!   (Matrixify, whose file must have *Orders* in its name) or by a mapping (EZ Fulfill). One row an
//!   order: it fulfils what is left of it and mails the customer.
//! - `woocommerce`: the columns of *Advanced Shipment Tracking*, one row a parcel. Its import asks which
//!   date format the file has: day first. Only an order's last row says "shipped" (1), the rows before
//!   it change no status (0), so the customer gets one mail.
//! - `mapped`: our own plain columns, one row a parcel.
//!
//! A cell of free text that starts like a spreadsheet formula gets an apostrophe before it. Order
//! numbers, ids, tracking numbers and links stay as they are, because shops match them letter by letter.
use csv::Writer;
use jiff::civil::Date;

/// One shipment to tell a shop about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackingRow {
    /// The number the shop shows.
    pub order_number: String,
    /// The shop's internal id; empty when it gave none.
    pub external_id: String,
    /// One per parcel.
    pub tracking_numbers: Vec<String>,
    /// The carrier's name as the customer knows it.
    pub carrier_name: String,
    /// What was bought of it.
    pub service: String,
    /// When it ships.
    pub ship_date: Option<Date>,
    /// Where the first parcel can be followed; empty when nowhere.
    pub tracking_url: String,
}

/// The file for a shop: its name and contents; `None` for a format that does not exist.
pub fn tracking_csv(format: &str, rows: &[TrackingRow]) -> Option<(String, Vec<u8>)> {
    let (name, table) = match format {
        "shopify" => ("Orders-tracking.csv", shopify(rows)),
        "woocommerce" => ("woocommerce-tracking.csv", woocommerce(rows)),
        "mapped" => ("tracking.csv", mapped(rows)),
        _ => return None,
    };
    let mut writer = Writer::from_writer(Vec::new());
    for row in table {
        // Memory does not fail to be written, and all rows of a table are equally long.
        let _ = writer.write_record(row);
    }
    Some((name.to_owned(), writer.into_inner().unwrap_or_default()))
}

type Table = Vec<Vec<String>>;

fn header(columns: &[&str]) -> Table {
    vec![columns.iter().map(|c| (*c).to_owned()).collect()]
}

/// Rows of one order together, in the order in which orders first appear.
fn by_order(rows: &[TrackingRow]) -> Vec<(&str, Vec<&TrackingRow>)> {
    let mut orders: Vec<(&str, Vec<&TrackingRow>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for row in rows.iter().filter(|r| !r.tracking_numbers.is_empty()) {
        let place = *places
            .entry(row.order_number.as_str())
            .or_insert(orders.len());
        if place == orders.len() {
            orders.push((&row.order_number, Vec::new()));
        }
        orders[place].1.push(row);
    }
    orders
}

fn shopify(rows: &[TrackingRow]) -> Table {
    let mut table = header(&[
        "ID",
        "Name",
        "Command",
        "Line: Type",
        "Fulfillment: Status",
        "Fulfillment: Tracking Company",
        "Fulfillment: Tracking Number",
        "Fulfillment: Tracking URL",
        "Fulfillment: Send Receipt",
    ]);
    for (order, shipments) in by_order(rows) {
        let numbers: Vec<&str> = shipments
            .iter()
            .flat_map(|s| s.tracking_numbers.iter().map(String::as_str))
            .collect();
        let Some(first) = shipments.first() else {
            continue;
        };
        table.push(vec![
            first.external_id.clone(),
            order.to_owned(),
            "UPDATE".to_owned(),
            "Fulfillment Line".to_owned(),
            "success".to_owned(),
            guarded(&first.carrier_name),
            numbers.join(","),
            first.tracking_url.clone(),
            "TRUE".to_owned(),
        ]);
    }
    table
}

fn woocommerce(rows: &[TrackingRow]) -> Table {
    let mut table = header(&[
        "order_id",
        "tracking_provider",
        "tracking_number",
        "date_shipped",
        "status_shipped",
    ]);
    for (order, shipments) in by_order(rows) {
        let parcels: Vec<(&TrackingRow, &String)> = shipments
            .iter()
            .flat_map(|s| s.tracking_numbers.iter().map(move |number| (*s, number)))
            .collect();
        for (i, (shipment, number)) in parcels.iter().enumerate() {
            let id = match shipment.external_id.as_str() {
                "" => order.trim_start_matches('#'),
                id => id,
            };
            let date = shipment
                .ship_date
                .map(|d| d.strftime("%d-%m-%Y").to_string());
            let last = i + 1 == parcels.len();
            table.push(vec![
                id.to_owned(),
                guarded(&shipment.carrier_name),
                (*number).clone(),
                date.unwrap_or_default(),
                if last { "1" } else { "0" }.to_owned(),
            ]);
        }
    }
    table
}

fn mapped(rows: &[TrackingRow]) -> Table {
    let mut table = header(&[
        "order_number",
        "external_id",
        "carrier",
        "service",
        "tracking_number",
        "ship_date",
        "tracking_url",
    ]);
    for row in rows {
        for (i, number) in row.tracking_numbers.iter().enumerate() {
            table.push(vec![
                row.order_number.clone(),
                row.external_id.clone(),
                guarded(&row.carrier_name),
                guarded(&row.service),
                number.clone(),
                row.ship_date.map(|d| d.to_string()).unwrap_or_default(),
                if i == 0 {
                    row.tracking_url.clone()
                } else {
                    String::new()
                },
            ]);
        }
    }
    table
}

/// Free text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(order: &str, numbers: &[&str]) -> TrackingRow {
        TrackingRow {
            order_number: order.to_owned(),
            external_id: String::new(),
            tracking_numbers: numbers.iter().map(|n| (*n).to_owned()).collect(),
            carrier_name: "Parcel, Inc.".to_owned(),
            service: "Express".to_owned(),
            ship_date: Some(jiff::civil::date(2026, 2, 3)),
            tracking_url: "https://track.example/1".to_owned(),
        }
    }

    fn text(format: &str, rows: &[TrackingRow]) -> String {
        let (_, bytes) = tracking_csv(format, rows).expect("format");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn shopify_gets_one_row_an_order() {
        let rows = [
            row("#1001", &["00340434161094000001", "00340434161094000002"]),
            row("#1002", &["1Z999"]),
            row("#1001", &["LATER"]),
        ];
        assert_eq!(
            text("shopify", &rows),
            "ID,Name,Command,Line: Type,Fulfillment: Status,Fulfillment: Tracking Company,Fulfillment: Tracking Number,Fulfillment: Tracking URL,Fulfillment: Send Receipt\n\
             ,#1001,UPDATE,Fulfillment Line,success,\"Parcel, Inc.\",\"00340434161094000001,00340434161094000002,LATER\",https://track.example/1,TRUE\n\
             ,#1002,UPDATE,Fulfillment Line,success,\"Parcel, Inc.\",1Z999,https://track.example/1,TRUE\n"
        );
        let (name, _) = tracking_csv("shopify", &rows).expect("format");
        assert!(
            name.contains("Orders"),
            "its importer tells by the name: {name}"
        );
    }

    #[test]
    fn woocommerce_gets_one_row_a_parcel_and_one_status() {
        let mut known = row("2001", &["A1", "A2"]);
        known.external_id = "77".to_owned();
        assert_eq!(
            text("woocommerce", &[known, row("#2002", &["B1"])]),
            "order_id,tracking_provider,tracking_number,date_shipped,status_shipped\n\
             77,\"Parcel, Inc.\",A1,03-02-2026,0\n\
             77,\"Parcel, Inc.\",A2,03-02-2026,1\n\
             2002,\"Parcel, Inc.\",B1,03-02-2026,1\n"
        );
    }

    #[test]
    fn plain_columns_and_no_formula_in_free_text() {
        let mut evil = row("=1", &["-77"]);
        evil.carrier_name = "=HYPERLINK(0)".to_owned();
        evil.service = "@x".to_owned();
        evil.ship_date = None;
        assert_eq!(
            text("mapped", &[evil, row("5", &[])]),
            "order_number,external_id,carrier,service,tracking_number,ship_date,tracking_url\n\
             =1,,'=HYPERLINK(0),'@x,-77,,https://track.example/1\n"
        );
    }

    #[test]
    fn unknown_formats_are_refused() {
        assert_eq!(tracking_csv("excel", &[]), None);
    }
}
