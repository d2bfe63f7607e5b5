//! What a person or a program reads: aligned text, or one JSON document.
use jiff::Timestamp;
use jiff::tz::TimeZone;
use pb_station::api::{Code, Failure, Result};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{ErrorKind, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

/// What a command came to.
pub(crate) struct Answer {
    json: Value,
    human: Human,
    /// Bought, but not proved printed.
    pub(crate) unproved: bool,
    /// What was checked is not as it must be.
    pub(crate) unwell: bool,
}

enum Human {
    Text(String),
    /// A file's contents, as they are.
    File {
        bytes: Vec<u8>,
        is_text: bool,
    },
}

impl Answer {
    /// An answer as data and as text.
    pub(crate) fn new(data: &impl Serialize, text: impl Into<String>) -> Result<Self> {
        let json = serde_json::to_value(data).map_err(|e| {
            Failure::new(Code::Internal, format!("The answer cannot be written: {e}"))
        })?;
        Ok(Self {
            json,
            human: Human::Text(text.into()),
            unproved: false,
            unwell: false,
        })
    }

    /// A file that goes to stdout; with `--json` the document that describes it does.
    pub(crate) fn file(data: &impl Serialize, bytes: Vec<u8>, is_text: bool) -> Result<Self> {
        Ok(Self {
            human: Human::File { bytes, is_text },
            ..Self::new(data, "")?
        })
    }

    /// The same, bought but not proved printed unless `proved`.
    #[must_use]
    pub(crate) fn proved(mut self, proved: bool) -> Self {
        self.unproved = !proved;
        self
    }
}

impl Answer {
    /// The same, about something that is not as it must be unless `well`.
    #[must_use]
    pub(crate) fn well(mut self, well: bool) -> Self {
        self.unwell = !well;
        self
    }
}

/// How answers are given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// One JSON document instead of text.
    pub(crate) json: bool,
}

impl Output {
    /// Gives a command's answer.
    pub(crate) fn answer(self, answer: &Answer) -> Result<()> {
        match &answer.human {
            _ if self.json => write_out(&document(&answer.json)),
            Human::Text(text) => write_out(with_newline(&clean(text)).as_bytes()),
            Human::File { is_text: false, .. } if std::io::stdout().is_terminal() => Err(
                Failure::new(Code::Invalid, "This file is not for a terminal's screen")
                    .hint("Name a file with --out, or send the output elsewhere"),
            ),
            Human::File { bytes, .. } => write_out(bytes),
        }
    }

    /// Says a failure: text to stderr, or JSON to stdout.
    pub(crate) fn failure(self, failure: &Failure) {
        if self.json {
            // Where even this cannot be written, the exit code still says it.
            let _ = write_out(&document(&json!({ "failure": failure })));
        } else {
            let _ = write!(std::io::stderr(), "{}", clean(&failure_text(failure)));
        }
    }

    /// Says a step as it happens; programs get it in the answer.
    pub(crate) fn step(self, text: &str) -> Result<()> {
        if self.json {
            Ok(())
        } else {
            write_out(with_newline(&clean(text)).as_bytes())
        }
    }

    /// Gives a document before the command ends.
    pub(crate) fn early(self, data: &Value, text: &str) -> Result<()> {
        if self.json {
            write_out(&document(data))
        } else {
            self.step(text)
        }
    }

    /// Tells a person something beside the answer.
    pub(crate) fn note(self, text: &str) {
        // A closed stderr is a choice of who started us.
        let _ = writeln!(std::io::stderr(), "pb: {}", clean(text));
    }

    /// Whether somebody watches progress.
    pub(crate) fn watched(self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// Shows progress in the one line a person watches.
    pub(crate) fn progress(self, text: &str) {
        let _ = write!(std::io::stderr(), "\r\x1b[K{}", clean(text));
    }
}

fn document(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

/// Whoever reads may have seen enough: that is no failure.
fn write_out(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(
            Code::Storage,
            format!("The answer cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

fn with_newline(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

/// Text from files and carriers must not steer the terminal.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}

fn failure_text(failure: &Failure) -> String {
    let mut text = format!("pb: {}\n", failure.text);
    for field in &failure.fields {
        if !failure.text.contains(&field.text) {
            text.push_str(&format!("    {}: {}\n", field.field, field.text));
        }
    }
    if !failure.hint.is_empty() {
        text.push_str(&format!("    {}\n", failure.hint));
    }
    if let Some(command) = next_command(failure) {
        text.push_str(&format!("    {command}\n"));
    }
    text
}

/// Hints speak of the window's buttons; this is what they are called here.
fn next_command(failure: &Failure) -> Option<String> {
    let shipment = failure.shipment;
    Some(match failure.code {
        Code::AlreadyShipped => match shipment {
            Some(id) => {
                format!("Here: pb show {id}, pb print {id} --reprint, or pb ship … --another")
            }
            None => "Here: pb ship … --another".to_owned(),
        },
        Code::PurchaseUnknown => format!(
            "Here: pb settle {} --ask, --bought NUMBER or --not-bought",
            shipment?
        ),
        Code::PriceChanged => format!(
            "Here: pb ship … --accept-price {}",
            failure.price?.decimal()
        ),
        Code::LabelStopped => {
            "Here: pb label … --format png --out label.png to look at it, pb print … --force"
                .to_owned()
        }
        Code::Copied => "Here: pb copied answer ORDER --not-shipped, or --shipped".to_owned(),
        Code::Passphrase => {
            "Here: set PACKBENCH_PASSPHRASE, or run pb on a terminal to be asked".to_owned()
        }
        Code::SignIn => {
            "Here: pb --operator NAME …, with the PIN in PACKBENCH_PIN or asked".to_owned()
        }
        Code::ManagerNeeded => {
            "Here: pb --manager NAME …, with the PIN in PACKBENCH_MANAGER_PIN or asked".to_owned()
        }
        _ => return None,
    })
}

/// Rows under a heading, in columns as wide as they need; nothing when there are no rows.
pub(crate) fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let one_line = |cell: &str| -> String {
        cell.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    };
    let mut lines: Vec<Vec<String>> = vec![heading.iter().map(|h| (*h).to_owned()).collect()];
    lines.extend(
        rows.iter()
            .map(|row| row.iter().map(|cell| one_line(cell)).collect()),
    );
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|l| l.get(column))
            .map(|c| c.width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            row.push_str(cell);
            row.push_str(&" ".repeat(width - cell.width() + 2));
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// Labelled lines, their values aligned; lines without a value are left out.
pub(crate) fn labelled(lines: &[(&str, String)]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let width = lines
        .iter()
        .map(|(label, _)| label.width())
        .max()
        .unwrap_or(0);
    lines
        .iter()
        .map(|(label, value)| {
            let indent = " ".repeat(width + 2);
            let value = value.trim_end().replace('\n', &format!("\n{indent}"));
            format!("{label}{}{value}\n", " ".repeat(width - label.width() + 2))
        })
        .collect()
}

/// A state's name as a person reads it: `label_created` is *label created*.
pub(crate) fn word(state: &impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}

/// A time as this machine's clock shows it; what cannot be read stays as it is.
pub(crate) fn time(rfc3339: &str) -> String {
    match rfc3339.parse::<Timestamp>() {
        Ok(at) => at
            .to_zoned(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
        Err(_) => rfc3339.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::{Currency, Money, PrintState};

    #[test]
    fn columns_align_by_what_a_screen_shows() {
        let rows = [
            vec!["1001".into(), "北京\n市".into(), "x".into()],
            vec!["2".into(), "Zoë".into(), String::new()],
        ];
        let text = table(&["Order", "Name", "Note"], &rows);
        assert_eq!(
            text,
            "Order  Name     Note\n1001   北京 市  x\n2      Zoë\n"
        );
    }

    #[test]
    fn values_of_several_lines_stay_under_one_another() {
        let text = labelled(&[
            ("To", "Ann\nLeeds".into()),
            ("Nothing", String::new()),
            ("Price", "1 EUR".into()),
        ]);
        assert_eq!(text, "To     Ann\n       Leeds\nPrice  1 EUR\n");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\x1b[2Jb\r\n\u{9b}c"), "a [2Jb \n c");
    }

    #[test]
    fn states_and_times_in_words() {
        assert_eq!(word(&PrintState::NotPrinted), "not printed");
        assert_eq!(time("yesterday"), "yesterday");
    }

    #[test]
    fn a_failure_says_what_to_type() {
        let eur = Currency::from_code("EUR").expect("a currency");
        let failure = Failure::new(Code::PriceChanged, "The price is 9.50 EUR now")
            .hint("Buy at the new price")
            .price(Money::new(950, eur));
        let text = failure_text(&failure);
        assert_eq!(
            text,
            "pb: The price is 9.50 EUR now\n    Buy at the new price\n    Here: pb ship … --accept-price 9.50\n"
        );
    }
}
