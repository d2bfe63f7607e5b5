//! What is in a parcel, to be packed with it.
use super::table::{Column, Entry};
use super::{APART, Cell, GUTTER, Paper, READ, SIDE, TOP, Whose, address_cell, count_text, fact};
use crate::own::grouped;
use crate::sheet::{Align, Area, Code128, Item, Paragraph, Sheet, to_pdf};
use crate::{Fonts, LabelError, Media};
use pb_domain::{Address, Currency, Document, Money, MoneyError, OrderLine, WaybillBarcode};

/// What a packing slip says. Empty text leaves its place out.
///
/// ```no_run
/// # use pb_labels::{Fonts, Media, PackingSlip};
/// # fn print(slip: &PackingSlip, fonts: &Fonts) -> Result<(), pb_labels::LabelError> {
/// let document = slip.pdf(fonts, Media::paper_of(slip.ship_from.country))?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackingSlip {
    /// Who sends.
    pub ship_from: Address,
    /// Who receives.
    pub ship_to: Address,
    /// The order's number. It is also a barcode, so that scanning it finds the order, unless it holds what no
    /// Code 128 can say or is too long.
    pub order_number: String,
    /// The day of the order, as the bench shows it.
    pub order_date: String,
    /// What is in the parcel.
    pub lines: Vec<OrderLine>,
    /// Words to the recipient.
    pub note: String,
    /// Whether prices are shown, where the lines have them.
    pub with_prices: bool,
}

/// Width and height of the barcode's place.
const CODE: (i64, i64) = (80_000, 12_000);

impl PackingSlip {
    /// Drawn as PDF, as many pages as it takes.
    ///
    /// # Errors
    /// [`LabelError::NoGlyph`] and [`LabelError::TextTooLong`] name the text that cannot be printed;
    /// [`LabelError::NoSum`] says why the prices have no total.
    pub fn pdf(&self, fonts: &Fonts, paper: Media) -> Result<Document, LabelError> {
        let title = format!("Packing slip {}", self.order_number);
        to_pdf(&self.sheets(fonts, paper)?, title.trim())
    }

    pub(super) fn sheets(&self, fonts: &Fonts, media: Media) -> Result<Vec<Sheet>, LabelError> {
        let mut paper = Paper::new(fonts, media, "Packing slip", &self.order_number);
        let code_bottom = self.barcode(&mut paper)?;
        paper.title("Packing slip", paper.width() - CODE.0 - GUTTER)?;
        paper.y = paper.y.max(code_bottom) + APART;
        let columns = self.columns()?;
        self.parties(&mut paper, &columns)?;
        paper.y += APART;
        self.contents(&mut paper, &columns)?;
        self.words(&mut paper)?;
        paper.finish()
    }

    /// The order's number as a barcode in the upper right corner; where it ends.
    fn barcode(&self, paper: &mut Paper<'_>) -> Result<i64, LabelError> {
        let area = Area {
            x: SIDE + paper.width() - CODE.0,
            y: TOP,
            width: CODE.0,
            height: CODE.1,
        };
        let field = "The order number";
        let Ok(mut code) = Code128::new(
            self.order_number.trim(),
            WaybillBarcode::Code128,
            area,
            None,
            field,
        ) else {
            return Ok(TOP);
        };
        code.area.x = area.right() - code.area.width;
        let below = Cell::read(
            Paragraph::new(&self.order_number),
            (code.area.x - SIDE, code.area.width),
            Align::Right,
            field.to_owned(),
        );
        let row = paper.set(&[below], 3 * READ)?;
        let bottom = area.bottom() + 800 + row.height;
        for block in row.blocks {
            paper.put(Item::Text(block.moved(area.bottom() + 800)));
        }
        paper.put(Item::Barcode(code));
        Ok(bottom)
    }

    fn columns(&self) -> Result<Vec<Column>, LabelError> {
        let column = |heading: String, share, align| Column {
            heading,
            share,
            align,
        };
        let mut columns = vec![
            column("QTY".to_owned(), 7, Align::Left),
            column("SKU".to_owned(), 22, Align::Left),
            column("ITEM".to_owned(), 71, Align::Left),
        ];
        if self.with_prices {
            let currency = self.currency()?.map_or("", Currency::code);
            columns[2].share = 41;
            columns.push(column(format!("PRICE {currency}"), 15, Align::Right));
            columns.push(column(format!("TOTAL {currency}"), 15, Align::Right));
        }
        Ok(columns)
    }

    /// The sender, the recipient above the column of the items, and the order beside them.
    fn parties(&self, paper: &mut Paper<'_>, columns: &[Column]) -> Result<(), LabelError> {
        let shares: Vec<i64> = columns.iter().map(|column| column.share).collect();
        let items = paper.columns(&shares)[2].0;
        let facts = paper.columns(&[68, 18, 14]);
        let places = [
            (0, items - GUTTER),
            (items, facts[1].0 - GUTTER - items),
            facts[1],
            facts[2],
        ];
        paper.named(vec![
            (
                "FROM",
                address_cell(&self.ship_from, "sender", places[0], false),
            ),
            (
                "SHIP TO",
                address_cell(&self.ship_to, "recipient", places[1], false),
            ),
            ("ORDER", fact("ORDER NUMBER", &self.order_number, places[2])),
            (
                "ORDER DATE",
                fact("ORDER DATE", &self.order_date, places[3]),
            ),
        ])
    }

    fn contents(&self, paper: &mut Paper<'_>, columns: &[Column]) -> Result<(), LabelError> {
        let mut rows = Vec::new();
        for (number, line) in (1..).zip(&self.lines) {
            let field = |what: &str| format!("The {what} of line {number}");
            let mut row = vec![
                Entry::bold(&line.quantity.to_string(), field("quantity")),
                Entry::new(&line.sku, field("SKU")),
                Entry::new(&line.title, field("title")),
            ];
            if self.with_prices {
                let total = line
                    .unit_price
                    .map(|price| times(price, line.quantity))
                    .transpose()?;
                let text = |money: Option<Money>| money.map_or(String::new(), grouped);
                row.push(Entry::new(&text(line.unit_price), field("price")));
                row.push(Entry::new(&text(total), field("total")));
            }
            rows.push(row);
        }
        paper.table(columns, rows)?;
        self.sums(paper)
    }

    /// How many pieces, and what they cost.
    fn sums(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        let pieces: u64 = self.lines.iter().map(|line| u64::from(line.quantity)).sum();
        let places = paper.columns(&[1, 1]);
        let cell = |text: &str, place, align| {
            Cell::read(Paragraph::bold(text), place, align, "The total".to_owned())
        };
        let total = self.total()?.map_or(String::new(), |total| {
            format!("Total {} {}", grouped(total), total.currency)
        });
        let pieces = count_text(pieces, "piece", "pieces");
        paper.below_table(&[
            cell(&pieces, places[0], Align::Left),
            cell(&total, places[1], Align::Right),
        ])
    }

    /// What the prices are in; nothing when there are none.
    fn currency(&self) -> Result<Option<Currency>, LabelError> {
        let prices = || self.lines.iter().filter_map(|line| line.unit_price);
        let first = prices().next().map(|price| price.currency);
        match first.and_then(|one| {
            prices()
                .map(|p| p.currency)
                .find(|c| *c != one)
                .map(|two| (one, two))
        }) {
            Some((one, two)) => Err(no_sum(&MoneyError::MixedCurrencies(one, two).to_string())),
            None => Ok(first),
        }
    }

    /// What all lines cost; nothing when one has no price, for the sum would be wrong.
    fn total(&self) -> Result<Option<Money>, LabelError> {
        let mut total: Option<Money> = None;
        for line in self.lines.iter().filter(|_| self.with_prices) {
            let Some(price) = line.unit_price else {
                return Ok(None);
            };
            let price = times(price, line.quantity)?;
            total = Some(match total {
                Some(sum) => sum.checked_add(price).map_err(|e| no_sum(&e.to_string()))?,
                None => price,
            });
        }
        Ok(total)
    }

    fn words(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        if self.note.trim().is_empty() {
            return Ok(());
        }
        paper.y += APART;
        let note = Cell {
            x: 0,
            width: paper.width() * 3 / 4,
            // What was written on lines of their own stays so.
            paragraphs: self.note.lines().map(Paragraph::new).collect(),
            size: READ,
            align: Align::Left,
            whose: Whose::Field("The note".to_owned()),
        };
        paper.named(vec![("NOTE", note)])
    }
}

fn times(price: Money, quantity: u32) -> Result<Money, LabelError> {
    price
        .minor
        .checked_mul(i64::from(quantity))
        .map(|minor| Money::new(minor, price.currency))
        .ok_or_else(|| no_sum(&format!("{quantity} × {price} is too much")))
}

fn no_sum(reason: &str) -> LabelError {
    LabelError::NoSum {
        what: "The prices on the packing slip".to_owned(),
        reason: reason.to_owned(),
    }
}
