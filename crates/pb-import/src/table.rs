//! Text into a header and rows that know their line and their own words.
use super::ReadError;
use csv::{Position, Reader, ReaderBuilder, StringRecord};
use std::io::Cursor;

/// Separators that are tried; the one that splits the header most wins, a comma when they tie.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Wider files are no lists of orders.
const MAX_COLUMNS: usize = 2_000;

/// A file of rows under a header.
pub(super) struct Table<'a> {
    text: &'a str,
    pub(super) delimiter: u8,
    /// Column names: trimmed, a nameless one numbered, a repeated one told apart.
    pub(super) columns: Vec<String>,
    /// The header as it stands, without its line end.
    pub(super) header: &'a str,
    header_fields: StringRecord,
    body: usize,
    body_line: u32,
    damaged: bool,
}

/// One row.
pub(super) struct Row<'a> {
    /// Line in the file of its first character, counted from 1.
    pub(super) line: u32,
    /// The row as it stands, without its line end.
    pub(super) raw: &'a str,
    pub(super) fields: StringRecord,
    /// Why it cannot be read, whatever it says.
    pub(super) fault: Option<String>,
}

impl<'a> Table<'a> {
    pub(super) fn new(text: &'a str, damaged: bool, file: &str) -> Result<Self, ReadError> {
        let text = text.trim_start_matches('\u{feff}');
        let (start, told) = told_delimiter(text);
        let parse = |delimiter| first_record(text, start, delimiter);
        let delimiter = told.unwrap_or_else(|| {
            DELIMITERS
                .into_iter()
                .rev()
                .max_by_key(|&d| parse(d).map_or(0, |r| r.fields.len()))
                .unwrap_or(b',')
        });
        let header = parse(delimiter).ok_or_else(|| ReadError::Empty {
            file: file.to_owned(),
        })?;
        if header.raw.contains('\0') {
            return Err(ReadError::NotText {
                file: file.to_owned(),
                what: "not a text file",
                hint: "Export the orders as CSV, then import that file",
            });
        }
        if header.fields.len() > MAX_COLUMNS {
            return Err(ReadError::NotText {
                file: file.to_owned(),
                what: "a file with over 2,000 columns",
                hint: "Export the orders again, or keep only the columns that matter",
            });
        }
        if quoting(header.raw, delimiter) == Quoting::Open {
            return Err(ReadError::OpenHeader {
                file: file.to_owned(),
            });
        }
        let body = whole_line_end(text, header.end);
        Ok(Self {
            text,
            delimiter,
            columns: column_names(&header.fields),
            header: header.raw,
            body,
            body_line: 1 + count_lines(&text[..body]),
            header_fields: header.fields,
            damaged,
        })
    }

    /// The rows that are not blank. `needed` is how many leading columns are read: a spreadsheet
    /// drops empty cells from the end of a row, and a row is whole when no needed one is gone.
    pub(super) fn rows(&self, needed: usize) -> Rows<'_> {
        let mut reader = reader(self.text, self.delimiter);
        // In memory, so the only failure is a position beyond the end, which gives no rows.
        let _ = reader.seek(at(self.body));
        Rows {
            table: self,
            reader,
            offset: self.body,
            line: self.body_line,
            needed,
        }
    }
}

/// Iterates over a table's rows.
pub(super) struct Rows<'t> {
    table: &'t Table<'t>,
    reader: Reader<Cursor<&'t [u8]>>,
    offset: usize,
    line: u32,
    needed: usize,
}

impl<'t> Iterator for Rows<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        let text = self.table.text;
        loop {
            let mut fields = StringRecord::new();
            if !matches!(self.reader.read_record(&mut fields), Ok(true)) {
                return None;
            }
            let mut end = whole_line_end(text, offset(&self.reader).min(text.len()));
            let start = skip_line_ends(text, self.offset, end);
            self.line += count_lines(&text[self.offset..start]);
            let mut raw = trim_line_end(&text[start..end]);

            let many_lines = raw.contains(['\n', '\r']);
            let mut fault = None;
            if raw.contains('"') && (many_lines || end == text.len()) {
                let quoting = quoting(raw, self.table.delimiter);
                if quoting == Quoting::Open || (many_lines && quoting == Quoting::Loose) {
                    // The stray mark swallowed what follows it: give up its own line only.
                    raw = &raw[..raw.find(['\n', '\r']).unwrap_or(raw.len())];
                    end = start + raw.len();
                    end = after_line_end(text, end);
                    fields = split_plainly(raw, self.table.delimiter);
                    fault = Some("a quotation mark is opened and not closed".to_owned());
                    let _ = self.reader.seek(at(end));
                }
            }
            let line = self.line;
            self.line += count_lines(&text[start..end]);
            self.offset = end;
            if fields.iter().all(|f| f.trim().is_empty()) || fields == self.table.header_fields {
                continue;
            }
            let unfinished = end == text.len() && !text.ends_with(['\n', '\r']);
            let fault = fault.or_else(|| self.fault(raw, &fields, unfinished));
            return Some(Row {
                line,
                raw,
                fields,
                fault,
            });
        }
    }
}

impl Rows<'_> {
    fn fault(&self, raw: &str, fields: &StringRecord, unfinished: bool) -> Option<String> {
        let width = self.table.header_fields.len();
        if raw.contains('\0') {
            return Some("it holds a zero byte: the file is damaged here".to_owned());
        }
        if self.table.damaged && raw.contains('\u{fffd}') {
            return Some(
                "it holds bytes that are no characters: the file is damaged here".to_owned(),
            );
        }
        if fields.len() < width && (fields.len() < self.needed || unfinished) {
            return Some(format!(
                "it has {} fields and the header has {width}: it is cut short, or a line break stands outside quotation marks",
                fields.len()
            ));
        }
        if fields.iter().skip(width).any(|f| !f.trim().is_empty()) {
            return Some(format!(
                "it has {} fields and the header has {width}: a field that contains the separator needs quotation marks",
                fields.len()
            ));
        }
        None
    }
}

/// How quotation marks stand in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Every field that opens with a mark closes with one.
    Sound,
    /// A closing mark is followed by more text.
    Loose,
    /// A mark is opened and never closed.
    Open,
}

/// Looks at the quotation marks of one row.
pub(super) fn quoting(raw: &str, delimiter: u8) -> Quoting {
    let mut rest = raw.as_bytes();
    let mut loose = false;
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            rest = quoted;
            loop {
                let Some(mark) = rest.iter().position(|&b| b == b'"') else {
                    return Quoting::Open;
                };
                rest = &rest[mark + 1..];
                match rest.strip_prefix(b"\"") {
                    Some(after) => rest = after,
                    None => break,
                }
            }
            loose |= rest.first().is_some_and(|&b| b != delimiter);
        }
        match rest.iter().position(|&b| b == delimiter) {
            Some(next) => rest = &rest[next + 1..],
            None if loose => return Quoting::Loose,
            None => return Quoting::Sound,
        }
    }
}

/// Splits a row at every separator, as if quotation marks were letters.
pub(super) fn split_plainly(raw: &str, delimiter: u8) -> StringRecord {
    raw.split(char::from(delimiter)).collect()
}

struct First<'a> {
    fields: StringRecord,
    raw: &'a str,
    end: usize,
}

fn first_record(text: &str, start: usize, delimiter: u8) -> Option<First<'_>> {
    let mut reader = reader(text, delimiter);
    reader.seek(at(start)).ok()?;
    let mut from = start;
    let mut fields = StringRecord::new();
    while reader.read_record(&mut fields).ok()? {
        let end = whole_line_end(text, offset(&reader).min(text.len()));
        if fields.iter().any(|f| !f.trim().is_empty()) {
            let begin = skip_line_ends(text, from, end);
            return Some(First {
                fields,
                raw: trim_line_end(&text[begin..end]),
                end,
            });
        }
        from = end;
    }
    None
}

/// Excel writes `sep=;` above the header to say how it separates.
fn told_delimiter(text: &str) -> (usize, Option<u8>) {
    let first = &text[..text.find(['\n', '\r']).unwrap_or(text.len())];
    match first.as_bytes() {
        [s, e, p, b'=', delimiter]
            if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && delimiter.is_ascii() =>
        {
            (first.len(), Some(*delimiter))
        }
        _ => (0, None),
    }
}

fn column_names(header: &StringRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for (i, field) in header.iter().enumerate() {
        let name = match field.trim() {
            "" => format!("Column {}", i + 1),
            name => name.to_owned(),
        };
        let mut unique = name.clone();
        let mut copy = 2;
        while names.contains(&unique) {
            unique = format!("{name} ({copy})");
            copy += 1;
        }
        names.push(unique);
    }
    names
}

fn reader(text: &str, delimiter: u8) -> Reader<Cursor<&[u8]>> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(Cursor::new(text.as_bytes()))
}

fn at(offset: usize) -> Position {
    let mut position = Position::new();
    position.set_byte(offset as u64);
    position
}

fn offset(reader: &Reader<Cursor<&[u8]>>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

fn skip_line_ends(text: &str, from: usize, end: usize) -> usize {
    end - text[from..end].trim_start_matches(['\n', '\r']).len()
}

fn trim_line_end(raw: &str) -> &str {
    let raw = raw.strip_suffix('\n').unwrap_or(raw);
    raw.strip_suffix('\r').unwrap_or(raw)
}

/// The reader ends a record after `\r` and leaves the `\n` to the next.
fn whole_line_end(text: &str, end: usize) -> usize {
    let split = text[..end].ends_with('\r') && text[end..].starts_with('\n');
    end + usize::from(split)
}

fn after_line_end(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    end + if rest.starts_with("\r\n") {
        2
    } else {
        usize::from(!rest.is_empty())
    }
}

/// Line ends, of which `\r\n` is one, as is a `\r` alone.
fn count_lines(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|&(i, &b)| b == b'\n' && (i == 0 || bytes[i - 1] != b'\r') || b == b'\r');
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}
