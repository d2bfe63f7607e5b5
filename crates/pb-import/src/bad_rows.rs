//! The rows that could not be read, as a file to mend and import again.
use super::OrderFile;
use super::table::{Quoting, quoting, split_plainly};
use csv::{StringRecord, WriterBuilder};

/// Name of the column that says why. It comes first, so that it lines up however many fields follow.
const COLUMN: &str = "Import problem";

/// The file's header and its bad rows as they stand, with the reason in a column before them: mend
/// them and import this file in the place of the first. It is UTF-8 with a byte order mark, which
/// spreadsheets need. Rows are not guarded against spreadsheet formulas, because they must read back
/// as they were; the reason starts with a word and is none.
pub fn bad_rows_csv(file: &OrderFile) -> Vec<u8> {
    let delimiter = u8::try_from(file.delimiter).unwrap_or(b',');
    // A file of bad rows that was imported has the column already.
    let again = file.columns.first().is_some_and(|name| name == COLUMN);
    let rest = |raw: &str| match again {
        true => after_first_field(raw, delimiter).to_owned(),
        false => raw.to_owned(),
    };
    let mut out = String::from("\u{feff}");
    let mut push = |first: &str, raw: String| {
        out.push_str(first);
        out.push(char::from(delimiter));
        out.push_str(&raw);
        out.push_str("\r\n");
    };
    push(COLUMN, rest(&file.header));
    for row in &file.bad_rows {
        let reason = format!("Line {}: {}", row.line, row.reason);
        let raw = rest(&row.text);
        // An open quotation mark would swallow the rows below it: write the marks as letters.
        let raw = match quoting(&raw, delimiter) {
            Quoting::Open => written(&split_plainly(&raw, delimiter), delimiter),
            Quoting::Sound | Quoting::Loose => raw,
        };
        push(&written(&StringRecord::from(vec![reason]), delimiter), raw);
    }
    out.into_bytes()
}

/// Fields as one row, quoted where needed, without a line end.
fn written(fields: &StringRecord, delimiter: u8) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    // Memory does not fail to be written.
    let _ = writer.write_record(fields);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes)
        .trim_end_matches('\n')
        .to_owned()
}

fn after_first_field(raw: &str, delimiter: u8) -> &str {
    let mut marks = 0;
    let end = raw.bytes().position(|b| {
        marks += u32::from(b == b'"');
        b == delimiter && marks % 2 == 0
    });
    end.map_or("", |end| &raw[end + 1..])
}
