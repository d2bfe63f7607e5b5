//! The table as lines and named columns, however a spreadsheet saved it.

use super::name::fold;
use csv::{ReaderBuilder, StringRecord};

macro_rules! columns {
    ($($variant:ident $name:literal $meaning:literal,)*) => {
        /// A column of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Column { $($variant),* }

        impl Column {
            const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in the header line.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }

        /// Every column with what it means, in the order a new table has them.
        pub(super) const COLUMNS: &[(&str, &str)] = &[$(($name, $meaning)),*];
    };
}

columns! {
    Kind "kind" "What the line is: method, rate, zone, remote area, fuel, remote fee, cod, insurance, signature or free shipping.",
    Method "method" "The method's short code. In a fee: the methods it is for, with | between several; empty means all.",
    Name "name" "What people read: the method's name, or the fee's words in the breakdown.",
    PricedBy "priced by" "Of a method: fixed, weight, zone or distance.",
    Zone "zone" "Of a zone: its name. Elsewhere: the zones the line is for, with | between several; empty means all.",
    Country "country" "Of a zone or remote area: countries, as codes or English names, with | between several; empty or * means all.",
    Province "province" "Provinces, states or regions of that country, with | between spellings or several.",
    District "district" "Districts, or cities where addresses have no district.",
    Ward "ward" "Wards or communes.",
    Postcodes "postcodes" "Postal codes: 10115, 70* for all that begin so, 10000..14999 for a range; with | between several.",
    Priority "priority" "Of a zone: where zones overlap, the higher number wins; empty is 0.",
    Remote "remote" "Of a zone: yes, when its addresses pay the remote fee.",
    Km "km" "Of a zone: how far it is from where parcels start.",
    UpToKm "up to km" "Of a rate: the longest distance it is for; empty means any.",
    UpToWeight "up to weight" "Of a rate: the heaviest parcel it is for (or shipment, when parcels go together); of free shipping: the heaviest shipment. Kilograms, or with unit (500 g, 2 lb); empty means any.",
    UpToValue "up to value" "Of a rate: the highest value of the goods it is for; empty means any.",
    FromValue "from value" "Of free shipping: the value of the goods from which it applies.",
    Price "price" "Of a rate: what a parcel costs. Of a fee: its fixed part.",
    IncludedWeight "included weight" "Of a rate with an extra price: the weight that the price includes; empty is 1 kg.",
    ExtraStep "extra step" "Of a rate with an extra price: each started step of this weight costs it; empty is 1 kg.",
    ExtraPrice "extra price" "Of a rate: the price of each started step over the included weight.",
    Percent "percent" "Of fuel: percent of the freight. Of cod and insurance: percent of the amount.",
    Minimum "minimum" "Of cod and insurance: the least they cost.",
    DaysMin "days min" "Of a method or rate: fewest working days in transit.",
    DaysMax "days max" "Of a method or rate: most working days in transit.",
    MaxWeight "max weight" "Of a method: the heaviest parcel it takes.",
    MaxTotalWeight "max total weight" "Of a method: the heaviest shipment it takes.",
    MaxSize "max size" "Of a method: the longest side of a parcel (120 cm), or a box it must fit in (60x40x40 cm).",
    MaxGirth "max length and girth" "Of a method: the most that a parcel's length and girth make together.",
    Divisor "volumetric divisor" "Of a method: cm³ that count as a kilogram (5000), or 139 in3/lb; empty means that size costs nothing.",
    Parcels "parcels" "Of a method: each, when every parcel has its price (so when empty), or together, when their weights are added up.",
    Enabled "enabled" "Of a method: no, when it is not offered at present.",
}

/// What is wrong, and in which line; the first line of the file is 1.
pub(super) type Problems = Vec<(u64, String)>;

/// Where each column stands in the lines.
type Positions = [Option<usize>; COLUMNS.len()];

/// Lines of the table by column; comments and empty lines are gone.
#[derive(Debug)]
pub(super) struct Sheet {
    positions: Positions,
    lines: Vec<(u64, StringRecord)>,
}

/// One line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Its number in the file.
    pub(super) number: u64,
    record: &'a StringRecord,
    positions: &'a Positions,
}

impl<'a> Line<'a> {
    /// The text in a column, trimmed; empty when there is none.
    pub(super) fn get(&self, column: Column) -> &'a str {
        self.positions[column as usize]
            .and_then(|at| self.record.get(at))
            .unwrap_or("")
            .trim()
    }

    /// The columns that hold something.
    pub(super) fn filled(&self) -> impl Iterator<Item = Column> {
        Column::ALL
            .iter()
            .copied()
            .filter(|column| !self.get(*column).is_empty())
    }
}

impl Sheet {
    /// Reads a file that a person or a spreadsheet wrote: comma, semicolon or tab between cells.
    pub(super) fn read(text: &str) -> Result<Self, Problems> {
        let mut cursor = Cursor {
            text: text.strip_prefix('\u{feff}').unwrap_or(text),
            byte: 0,
            line: 1,
        };
        cursor.pass_over_idle_lines();
        let told = told_delimiter(cursor.rest());
        if told.is_some() {
            cursor.pass_over_line();
            cursor.pass_over_idle_lines();
        }
        let start = cursor.byte;
        let mut reader = ReaderBuilder::new()
            .delimiter(told.unwrap_or_else(|| likely_delimiter(cursor.rest())))
            .comment(Some(b'#'))
            .has_headers(false)
            .flexible(true)
            .from_reader(cursor.rest().as_bytes());
        let mut problems = Problems::new();
        let mut header: Option<Header> = None;
        let mut lines = Vec::new();
        loop {
            // The reader counts from before the empty lines and comments that it passes over.
            let read = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            cursor.go_to(start.saturating_add(read));
            cursor.pass_over_idle_lines();
            let mut record = StringRecord::new();
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    problems.push((cursor.line, format!("the line cannot be read: {error}")));
                    break;
                }
            }
            // A spreadsheet pads comments and empty lines with delimiters, and may quote them.
            if record.iter().all(|cell| cell.trim().is_empty())
                || record
                    .get(0)
                    .is_some_and(|cell| cell.trim_start().starts_with('#'))
            {
                continue;
            }
            if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
                let text =
                    "a cell runs over several lines; is a quotation mark missing at its end?";
                problems.push((cursor.line, text.to_owned()));
                continue;
            }
            match &header {
                None => header = Some(Header::read(cursor.line, &record, &mut problems)),
                Some(header) => {
                    if record
                        .iter()
                        .skip(header.width)
                        .any(|cell| !cell.trim().is_empty())
                    {
                        let text = "the line has more cells than the header has columns";
                        problems.push((cursor.line, text.to_owned()));
                    }
                    lines.push((cursor.line, record));
                }
            }
        }
        match header {
            _ if !problems.is_empty() => Err(problems),
            None => Err(vec![(
                1,
                "the table is empty; start from the example".to_owned(),
            )]),
            Some(header) => Ok(Self {
                positions: header.positions,
                lines,
            }),
        }
    }

    /// Its lines without the header.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines.iter().map(|(number, record)| Line {
            number: *number,
            record,
            positions: &self.positions,
        })
    }
}

/// Which cell of a line belongs to which column.
struct Header {
    positions: Positions,
    width: usize,
}

impl Header {
    fn read(line: u64, record: &StringRecord, problems: &mut Problems) -> Self {
        let mut positions = [None; COLUMNS.len()];
        for (at, cell) in record
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty())
        {
            let folded = fold(cell);
            let known = Column::ALL
                .iter()
                .find(|column| fold(column.name()) == folded);
            let problem = match known {
                Some(column) if positions[*column as usize].is_none() => {
                    positions[*column as usize] = Some(at);
                    continue;
                }
                Some(column) => format!("the column “{}” is there twice", column.name()),
                None => format!(
                    "“{}” is not a column of this table; the first line must name the columns, such as kind, method, name, price",
                    cell.trim()
                ),
            };
            problems.push((line, problem));
        }
        if positions[Column::Kind as usize].is_none() && problems.is_empty() {
            problems.push((line, "the column “kind” is missing".to_owned()));
        }
        Self {
            positions,
            width: record.len(),
        }
    }
}

/// What Excel's own first line `sep=;` says.
fn told_delimiter(text: &str) -> Option<u8> {
    let told = text.lines().next()?.strip_prefix("sep=")?.bytes().next()?;
    DELIMITERS.contains(&told).then_some(told)
}

/// The delimiter that the header line has most of.
fn likely_delimiter(text: &str) -> u8 {
    let header = text.split(['\r', '\n']).next().unwrap_or("");
    let count = |delimiter: u8| header.bytes().filter(|b| *b == delimiter).count();
    DELIMITERS
        .iter()
        .copied()
        .rev()
        .max_by_key(|d| count(*d))
        .unwrap_or(b',')
}

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A place in the file and the number of its line.
struct Cursor<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.byte..).unwrap_or("")
    }

    fn go_to(&mut self, byte: usize) {
        let bytes = self.text.as_bytes();
        while self.byte < byte.min(bytes.len()) {
            let next = bytes.get(self.byte + 1);
            match bytes[self.byte] {
                b'\n' => self.line += 1,
                b'\r' if next != Some(&b'\n') => self.line += 1,
                _ => {}
            }
            self.byte += 1;
        }
    }

    fn pass_over_line(&mut self) {
        let rest = self.rest();
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        self.go_to(self.byte + length);
    }

    /// Goes to the first line that is neither empty nor a comment.
    fn pass_over_idle_lines(&mut self) {
        loop {
            match self.rest().bytes().next() {
                Some(b'\r' | b'\n') => self.go_to(self.byte + 1),
                Some(b'#') => self.pass_over_line(),
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(u64, String)> {
        let sheet = Sheet::read(text).expect("a table");
        sheet
            .lines()
            .map(|l| (l.number, l.get(Column::Name).to_owned()))
            .collect()
    }

    #[test]
    fn reads_whatever_a_spreadsheet_saves() {
        let expected = [(2, "A; b".to_owned()), (3, "C".to_owned())];
        for text in [
            "kind,name\nzone,A; b\nzone,C\n",
            "\u{feff}kind,name\r\nzone,A; b\r\nzone,C",
            "kind;name\nzone;\"A; b\"\nzone;C\n",
            "kind\tname\nzone\tA; b\nzone\tC\n",
            "Name,KIND\n A; b ,zone\nC,zone,,,\n",
            "kind,name\rzone,A; b\rzone,C\r",
        ] {
            assert_eq!(names(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_lines_as_an_editor_does() {
        let text = "# prices\r\n\r\nsep=;\r\nkind;name\r\n\r\n# an \"odd; \"note\r\nzone;A\r\n;;\r\n\"# padded\";\r\nzone;B";
        let text = text.replacen("# prices\r\n\r\n", "", 1);
        assert_eq!(names(&text), [(5, "A".to_owned()), (8, "B".to_owned())]);
        assert_eq!(names("\n# x\nkind,name\n\n\nzone,A"), [(6, "A".to_owned())]);
    }

    #[test]
    fn says_what_is_wrong_with_the_form() {
        for (text, line, word) in [
            ("", 1, "empty"),
            ("# nothing\n", 1, "empty"),
            ("name\nA", 1, "kind"),
            ("kind,kind\n", 1, "twice"),
            ("kind,colour\n", 1, "colour"),
            ("kind\nzone,A\n", 2, "more cells"),
            ("kind,name\nzone,\"A\nzone,B\n", 2, "quotation mark"),
        ] {
            let problems = Sheet::read(text).expect_err(text);
            assert!(
                problems
                    .iter()
                    .any(|(at, said)| *at == line && said.contains(word)),
                "{text:?}: {problems:?}"
            );
        }
    }
}
