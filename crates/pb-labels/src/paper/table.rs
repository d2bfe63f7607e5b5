//! Tables that go on over several pages.
use super::{Cell, NAMES, Paper, READ, Row, THICK, THIN, Whose};
use crate::LabelError;
use crate::sheet::{Align, Paragraph};

/// A column of a table.
pub(super) struct Column {
    pub heading: String,
    /// Its share of the page's width.
    pub share: i64,
    pub align: Align,
}

/// What stands in one place of a table.
pub(super) struct Entry {
    pub paragraphs: Vec<Paragraph>,
    /// What it is called when it cannot be printed.
    pub field: String,
}

impl Entry {
    pub(super) fn new(text: &str, field: String) -> Self {
        Self {
            paragraphs: vec![Paragraph::new(text)],
            field,
        }
    }

    pub(super) fn bold(text: &str, field: String) -> Self {
        Self {
            paragraphs: vec![Paragraph::bold(text)],
            field,
        }
    }
}

/// White above and below a row.
const PAD: i64 = 1_500;

impl Paper<'_> {
    /// Draws a table. Each page that it reaches begins with its headings, and no row is cut.
    pub(super) fn table(
        &mut self,
        columns: &[Column],
        rows: Vec<Vec<Entry>>,
    ) -> Result<(), LabelError> {
        let shares: Vec<i64> = columns.iter().map(|column| column.share).collect();
        let places = self.columns(&shares);
        let cells = |entries: Vec<Entry>, size: i64| -> Vec<Cell<'static>> {
            entries
                .into_iter()
                .zip(columns)
                .zip(&places)
                .map(|((entry, column), (x, width))| Cell {
                    x: *x,
                    width: *width,
                    paragraphs: entry.paragraphs,
                    size,
                    align: column.align,
                    whose: Whose::Field(entry.field),
                })
                .collect()
        };
        let headings = || -> Vec<Entry> {
            columns
                .iter()
                .map(|column| Entry::bold(&column.heading, "A heading".to_owned()))
                .collect()
        };
        let head_height = self
            .set(&cells(headings(), NAMES), self.most_room())?
            .height
            + PAD
            + THICK;
        let most = self.most_room() - head_height - 2 * PAD - THICK;
        let mut is_first = true;
        for entries in rows {
            let row: Row = self.set(&cells(entries, READ), most)?;
            let needed = row.height + 2 * PAD;
            let fits = self.room() >= needed + THICK + if is_first { head_height } else { THIN };
            if !fits {
                if !is_first {
                    self.rule(THIN, 0, 0);
                }
                self.next_page()?;
            }
            if is_first || !fits {
                let head = self.set(&cells(headings(), NAMES), self.most_room())?;
                self.place(head);
                self.rule(THICK, PAD, 0);
            } else {
                self.rule(THIN, 0, 0);
            }
            self.y += PAD;
            self.place(row);
            self.y += PAD;
            is_first = false;
        }
        self.rule(THICK, 0, 0);
        Ok(())
    }
}
