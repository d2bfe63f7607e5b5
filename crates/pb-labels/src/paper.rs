//! Documents on office paper: what lies in a parcel, what the customs want to know, and what a driver takes along.
//!
//! A page is filled from the top down, part by part, and no part is cut in two: one that does not stand on what is
//! left of a page begins the next.
use crate::fonts::{Fonts, Han};
use crate::own::part_of;
use crate::sheet::{Align, Area, Block, Item, Paragraph, Setting, Sheet, set};
use crate::{LabelError, Media};
use pb_domain::{Address, Weight, WeightUnit};

mod commercial_invoice;
mod manifest;
mod packing_slip;
mod table;
#[cfg(test)]
mod tests;

pub use commercial_invoice::CommercialInvoice;
pub use manifest::{Manifest, ManifestShipment};
pub use packing_slip::PackingSlip;

/// White border at the sides, at the top, and at the bottom, where the page's number stands, in micrometres.
const SIDE: i64 = 18_000;
const TOP: i64 = 17_000;
const BOTTOM: i64 = 24_000;
/// Where the page's number stands, from the paper's lower edge.
const NUMBER: i64 = 15_000;

/// Sizes of letters: titles, what is read, and what only names it.
const TITLE: i64 = 7_500;
const READ: i64 = 3_400;
const NAMES: i64 = 2_600;

/// Thick and thin lines.
const THICK: i64 = 400;
const THIN: i64 = 150;
/// White between two columns.
const GUTTER: i64 = 4_000;
/// White between two parts.
const APART: i64 = 6_500;
/// Height of the words atop all pages but the first, with what is white below them.
const CONTINUED: i64 = 10_000;
/// Height of a sum, a sentence and lines to sign on: what is signed for stands beside the signature.
const SIGNED: i64 = 55_000;

/// Text in a column.
struct Cell<'a> {
    /// From the left border.
    x: i64,
    width: i64,
    paragraphs: Vec<Paragraph>,
    size: i64,
    align: Align,
    whose: Whose<'a>,
}

impl Cell<'_> {
    /// A paragraph that is read.
    fn read(paragraph: Paragraph, (x, width): (i64, i64), align: Align, field: String) -> Self {
        Self {
            x,
            width,
            paragraphs: vec![paragraph],
            size: READ,
            align,
            whose: Whose::Field(field),
        }
    }

    /// A word or two that only name what is beside them.
    fn name(words: &str, (x, width): (i64, i64), align: Align) -> Self {
        Self {
            x,
            width,
            paragraphs: vec![Paragraph::new(words)],
            size: NAMES,
            align,
            whose: Whose::Field("A heading".to_owned()),
        }
    }
}

/// What a cell's text is called when it cannot be printed.
enum Whose<'a> {
    Field(String),
    /// An address, and whose it is.
    Address(&'a Address, &'a str),
}

/// Cells set beside each other, with their first lines on one height.
struct Row {
    blocks: Vec<Block>,
    height: i64,
}

/// A document that is being filled.
struct Paper<'a> {
    fonts: &'a Fonts,
    media: Media,
    pages: Vec<Sheet>,
    /// Where the next part goes on the last page.
    y: i64,
    /// What the document is called, with its number: at the foot of each page, and atop all but the first.
    name: String,
}

impl<'a> Paper<'a> {
    fn new(fonts: &'a Fonts, media: Media, title: &str, number: &str) -> Self {
        Self {
            fonts,
            media,
            pages: vec![Sheet::new(media, None)],
            y: TOP,
            name: format!("{title} {number}").trim().to_owned(),
        }
    }

    /// Width between the borders.
    fn width(&self) -> i64 {
        self.media.size().0 - 2 * SIDE
    }

    /// Height that is left on the page.
    fn room(&self) -> i64 {
        self.media.size().1 - BOTTOM - self.y
    }

    /// Height of a page that holds nothing yet.
    fn most_room(&self) -> i64 {
        self.media.size().1 - BOTTOM - TOP - CONTINUED
    }

    fn put(&mut self, item: Item) {
        self.pages
            .last_mut()
            .expect("there is a first page, and none is taken away")
            .items
            .push(item);
    }

    /// Sets cells beside each other; an error names the text that does not stand in the height.
    fn set(&self, cells: &[Cell<'_>], height: i64) -> Result<Row, LabelError> {
        let mut blocks = Vec::new();
        for cell in cells {
            let area = Area {
                x: SIDE + cell.x,
                y: 0,
                width: cell.width,
                height,
            };
            let country = match &cell.whose {
                Whose::Field(_) => None,
                Whose::Address(address, _) => address.country,
            };
            let setting = Setting {
                largest: cell.size,
                smallest: cell.size,
                align: cell.align,
                han: Han::of(country),
                even: true,
            };
            let name = |character: Option<char>| match &cell.whose {
                Whose::Field(field) => field.clone(),
                Whose::Address(address, whose) => part_of(address, character, whose),
            };
            blocks.push(set(self.fonts, &cell.paragraphs, area, setting, &name)?);
        }
        let first = |block: &Block| block.lines.first().map_or(0, |line| line.baseline);
        let lowest = blocks.iter().map(first).max().unwrap_or(0);
        let blocks: Vec<Block> = blocks
            .into_iter()
            .filter(|block| !block.lines.is_empty())
            .map(|block| {
                let down = lowest - first(&block);
                block.moved(down)
            })
            .collect();
        let height = blocks.iter().map(|b| b.area.bottom()).max().unwrap_or(0);
        Ok(Row { blocks, height })
    }

    /// Places a row and goes on below it.
    fn place(&mut self, row: Row) {
        for block in row.blocks {
            let block = block.moved(self.y);
            self.put(Item::Text(block));
        }
        self.y += row.height;
    }

    /// A line across, and some white around it.
    fn rule(&mut self, thickness: i64, above: i64, below: i64) {
        let line = Area {
            x: SIDE,
            y: self.y + above,
            width: self.width(),
            height: thickness,
        };
        self.put(Item::Fill(line));
        self.y = line.bottom() + below;
    }

    /// Goes to the next page unless so much is left of this one.
    fn keep(&mut self, height: i64) -> Result<(), LabelError> {
        if self.room() < height {
            self.next_page()?;
        }
        Ok(())
    }

    fn next_page(&mut self) -> Result<(), LabelError> {
        self.pages.push(Sheet::new(self.media, None));
        self.y = TOP;
        let words = format!("{}, continued", self.name);
        let again = Cell {
            whose: Whose::Field("The document's number".to_owned()),
            ..Cell::name(&words, (0, self.width()), Align::Left)
        };
        let row = self.set(&[again], CONTINUED)?;
        self.place(row);
        self.y = TOP + CONTINUED;
        Ok(())
    }

    /// The document's name in large letters, in a part of the page's width.
    fn title(&mut self, words: &str, width: i64) -> Result<(), LabelError> {
        let field = "The title".to_owned();
        let title = Cell {
            size: TITLE,
            ..Cell::read(Paragraph::bold(words), (0, width), Align::Left, field)
        };
        let row = self.set(&[title], 4 * TITLE)?;
        self.place(row);
        Ok(())
    }

    /// Small words that name things, and the things below them, in columns.
    fn named(&mut self, columns: Vec<(&str, Cell<'_>)>) -> Result<(), LabelError> {
        let names: Vec<Cell<'_>> = columns
            .iter()
            .filter(|(_, cell)| cell.paragraphs.iter().any(|p| !p.text.is_empty()))
            .map(|(name, cell)| Cell::name(name, (cell.x, cell.width), cell.align))
            .collect();
        let names = self.set(&names, self.most_room())?;
        let cells: Vec<Cell<'_>> = columns.into_iter().map(|(_, cell)| cell).collect();
        let values = self.set(&cells, self.most_room() - names.height)?;
        self.keep(names.height + 800 + values.height)?;
        self.place(names);
        self.y += 800;
        self.place(values);
        Ok(())
    }

    /// What a table comes to, close below it.
    fn below_table(&mut self, cells: &[Cell<'_>]) -> Result<(), LabelError> {
        const CLOSE: i64 = 1_800;
        let row = self.set(cells, self.most_room())?;
        self.keep(CLOSE + row.height)?;
        self.y += CLOSE;
        self.place(row);
        Ok(())
    }

    /// Short facts side by side, as many columns as there are places; an empty one leaves its place blank.
    fn facts(&mut self, facts: &[(&str, &str)]) -> Result<(), LabelError> {
        let places = self.columns(&vec![1; facts.len()]);
        let columns = facts
            .iter()
            .zip(places)
            .map(|((name, value), place)| (*name, fact(name, value, place)))
            .collect();
        self.named(columns)
    }

    /// The places of columns that share the page's width.
    fn columns(&self, shares: &[i64]) -> Vec<(i64, i64)> {
        let gutters = i64::try_from(shares.len().saturating_sub(1)).unwrap_or(0) * GUTTER;
        let all: i64 = shares.iter().sum::<i64>().max(1);
        let mut x = 0;
        shares
            .iter()
            .map(|share| {
                let width = (self.width() - gutters) * share / all;
                let place = (x, width);
                x += width + GUTTER;
                place
            })
            .collect()
    }

    /// Lines to write on by hand, with what goes there below them.
    fn lines_to_sign(&mut self, names: &[(&str, i64)]) -> Result<(), LabelError> {
        const HAND: i64 = 14_000;
        let shares: Vec<i64> = names.iter().map(|(_, share)| *share).collect();
        let places = self.columns(&shares);
        let cells: Vec<Cell<'_>> = names
            .iter()
            .zip(&places)
            .map(|((name, _), place)| Cell::name(name, *place, Align::Left))
            .collect();
        let row = self.set(&cells, self.most_room())?;
        self.keep(HAND + 1_000 + row.height)?;
        self.y += HAND;
        for (x, width) in places {
            let line = Area {
                x: SIDE + x,
                y: self.y,
                width,
                height: 2 * THIN,
            };
            self.put(Item::Fill(line));
        }
        self.y += 1_000;
        self.place(row);
        Ok(())
    }

    /// Numbers the pages.
    fn finish(mut self) -> Result<Vec<Sheet>, LabelError> {
        let count = self.pages.len();
        for page in 0..count {
            let (width, half) = (self.width(), self.width() / 2);
            let words = [
                (0, width - half / 2, self.name.clone(), Align::Left),
                (
                    width - half / 2,
                    half / 2,
                    format!("Page {} of {count}", page + 1),
                    Align::Right,
                ),
            ];
            let cells = words.map(|(x, width, words, align)| Cell {
                whose: Whose::Field("The document's number".to_owned()),
                ..Cell::name(&words, (x, width), align)
            });
            let row = self.set(&cells, NUMBER)?;
            let y = self.media.size().1 - NUMBER;
            let blocks = row
                .blocks
                .into_iter()
                .map(|block| Item::Text(block.moved(y)));
            self.pages[page].items.extend(blocks);
        }
        Ok(self.pages)
    }
}

/// An address in a column, with its country, and with its telephone and e-mail where they are wanted.
fn address_cell<'a>(
    address: &'a Address,
    whose: &'a str,
    (x, width): (i64, i64),
    with_contact: bool,
) -> Cell<'a> {
    let mut lines = address.lines(true);
    if with_contact {
        let phone = address.phone.trim();
        lines.extend((!phone.is_empty()).then(|| format!("Tel {phone}")));
        lines.push(address.email.clone());
    }
    let paragraphs = lines.iter().enumerate().map(|(i, line)| {
        if i == 0 {
            Paragraph::bold(line)
        } else {
            Paragraph::new(line)
        }
    });
    Cell {
        x,
        width,
        paragraphs: paragraphs.collect(),
        size: READ,
        align: Align::Left,
        whose: Whose::Address(address, whose),
    }
}

/// A short fact in a column.
fn fact<'a>(name: &str, value: &str, place: (i64, i64)) -> Cell<'a> {
    Cell::read(Paragraph::bold(value), place, Align::Left, field_of(name))
}

/// What a fact is called in an error: `ORDER DATE` is `The order date`.
fn field_of(name: &str) -> String {
    format!("The {}", name.to_lowercase())
}

/// A weight in the bench's unit.
fn weight_text(weight: Weight, unit: WeightUnit) -> String {
    let decimals = match unit {
        WeightUnit::Kg | WeightUnit::Lb => 3,
        WeightUnit::G | WeightUnit::Oz => 1,
    };
    let number = weight.in_unit(unit, decimals);
    format!("{number:.*} {}", decimals as usize, unit.symbol())
}

/// `1 parcel`, `2 parcels`.
fn count_text(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
