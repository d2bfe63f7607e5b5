//! What is in a shipment and what it is worth, for the customs.
use super::table::{Column, Entry};
use super::{APART, Cell, Paper, SIGNED, THIN, address_cell, count_text, weight_text};
use crate::own::grouped;
use crate::sheet::{Align, Paragraph, Sheet, to_pdf};
use crate::{Fonts, LabelError, Media};
use pb_domain::{
    Address, ContentsType, CountryCode, Customs, CustomsItem, Document, Incoterm, Money, Weight,
    WeightUnit,
};

/// What a commercial invoice says. Empty text leaves its place blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommercialInvoice {
    /// Who sends and exports.
    pub ship_from: Address,
    /// Who receives and imports.
    pub ship_to: Address,
    /// The goods, why they travel and who pays duties. An invoice without a number takes the order's.
    pub customs: Customs,
    /// The order's number.
    pub order_number: String,
    /// The day of the invoice, as the bench shows it.
    pub date: String,
    /// What the carrier follows the shipment by.
    pub tracking_number: String,
    /// Carrier and service, in words.
    pub service_name: String,
    /// How many parcels the shipment has.
    pub parcels: u32,
    /// What they weigh with their packaging.
    pub gross_weight: Weight,
    /// The unit that weights are shown in.
    pub weight_unit: WeightUnit,
}

const TITLE: &str = "Commercial invoice";

impl CommercialInvoice {
    /// Drawn as PDF, as many pages as it takes.
    ///
    /// # Errors
    /// [`LabelError::NoGlyph`] and [`LabelError::TextTooLong`] name the text that cannot be printed;
    /// [`LabelError::NoSum`] says why the values or weights have no total.
    pub fn pdf(&self, fonts: &Fonts, paper: Media) -> Result<Document, LabelError> {
        let title = format!("{TITLE} {}", self.number());
        to_pdf(&self.sheets(fonts, paper)?, title.trim())
    }

    fn number(&self) -> &str {
        match self.customs.invoice_number.trim() {
            "" => self.order_number.trim(),
            number => number,
        }
    }

    pub(super) fn sheets(&self, fonts: &Fonts, media: Media) -> Result<Vec<Sheet>, LabelError> {
        let mut paper = Paper::new(fonts, media, TITLE, self.number());
        paper.title(TITLE, paper.width())?;
        paper.y += APART;
        paper.facts(&[
            ("INVOICE NUMBER", self.number()),
            ("INVOICE DATE", &self.date),
            ("ORDER NUMBER", &self.order_number),
            ("TRACKING NUMBER", &self.tracking_number),
        ])?;
        paper.rule(THIN, APART / 2, APART / 2);
        let places = paper.columns(&[1, 1]);
        paper.named(vec![
            (
                "FROM",
                address_cell(&self.ship_from, "sender", places[0], true),
            ),
            (
                "TO",
                address_cell(&self.ship_to, "recipient", places[1], true),
            ),
        ])?;
        paper.rule(THIN, APART / 2, APART / 2);
        let route = self.route();
        paper.facts(&[
            ("REASON FOR EXPORT", reason(self.customs.contents)),
            ("INCOTERM", terms(self.customs.incoterm)),
            ("ROUTE", &route),
            ("SHIPPED WITH", &self.service_name),
        ])?;
        paper.y += APART;
        self.goods(&mut paper)?;
        paper.keep(SIGNED)?;
        self.sums(&mut paper)?;
        self.declaration(&mut paper)?;
        paper.finish()
    }

    /// From which country to which.
    fn route(&self) -> String {
        let code =
            |country: &Option<CountryCode>| country.map_or("?".to_owned(), |c| c.code().to_owned());
        format!(
            "{} to {}",
            code(&self.ship_from.country),
            code(&self.ship_to.country)
        )
    }

    fn goods(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        let column = |heading: &str, share, align| Column {
            heading: heading.trim().to_owned(),
            share,
            align,
        };
        let currency = self.total()?.map_or("", |total| total.currency.code());
        let columns = [
            column("DESCRIPTION", 34, Align::Left),
            column("HS CODE", 13, Align::Left),
            column("ORIGIN", 9, Align::Left),
            column("QTY", 6, Align::Right),
            column("NET WEIGHT", 14, Align::Right),
            column("UNIT VALUE", 13, Align::Right),
            column(&format!("VALUE {currency}"), 15, Align::Right),
        ];
        let mut rows = Vec::new();
        for (number, item) in (1..).zip(&self.customs.items) {
            let field = |what: &str| format!("The {what} of customs item {number}");
            let mut description = Entry::new(&item.description, field("description"));
            if !item.sku.trim().is_empty() {
                description
                    .paragraphs
                    .push(Paragraph::new(&format!("SKU {}", item.sku)));
            }
            let origin = item
                .origin
                .map_or(String::new(), |country| country.code().to_owned());
            let weight = weight_text(weight_of(item)?, self.weight_unit);
            rows.push(vec![
                description,
                Entry::new(&item.hs_code, field("HS code")),
                Entry::new(&origin, field("origin")),
                Entry::new(&item.quantity.to_string(), field("quantity")),
                Entry::new(&weight, field("weight")),
                Entry::new(&grouped(item.unit_value), field("value")),
                Entry::new(&grouped(value_of(item)?), field("value")),
            ]);
        }
        paper.table(&columns, rows)
    }

    /// Pieces, parcels and weights on the left, the value on the right.
    fn sums(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        let pieces: u64 = self
            .customs
            .items
            .iter()
            .map(|item| u64::from(item.quantity))
            .sum();
        let counted = format!(
            "{} in {}, net {}, gross {}",
            count_text(pieces, "piece", "pieces"),
            count_text(u64::from(self.parcels), "parcel", "parcels"),
            weight_text(self.net_weight()?, self.weight_unit),
            weight_text(self.gross_weight, self.weight_unit),
        );
        let total = self.total()?.map_or(String::new(), |total| {
            format!("Total value {} {}", grouped(total), total.currency)
        });
        let places = paper.columns(&[3, 2]);
        let field = || "The total".to_owned();
        paper.below_table(&[
            Cell::read(Paragraph::new(&counted), places[0], Align::Left, field()),
            Cell::read(Paragraph::bold(&total), places[1], Align::Right, field()),
        ])
    }

    fn total(&self) -> Result<Option<Money>, LabelError> {
        let mut total: Option<Money> = None;
        for item in &self.customs.items {
            let value = value_of(item)?;
            total = Some(match total {
                Some(sum) => sum
                    .checked_add(value)
                    .map_err(|e| no_sum("values", &e.to_string()))?,
                None => value,
            });
        }
        Ok(total)
    }

    fn net_weight(&self) -> Result<Weight, LabelError> {
        self.customs
            .items
            .iter()
            .try_fold(Weight::ZERO, |sum, item| {
                sum.checked_add(weight_of(item)?)
                    .ok_or_else(|| no_sum("weights", "they are too large"))
            })
    }

    fn declaration(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        paper.y += 2 * APART;
        let words = Cell::read(
            Paragraph::new("I declare that all that this invoice states is true and complete."),
            (0, paper.width()),
            Align::Left,
            "The declaration".to_owned(),
        );
        let row = paper.set(&[words], paper.most_room())?;
        paper.place(row);
        paper.lines_to_sign(&[("NAME", 2), ("SIGNATURE", 2), ("DATE", 1)])
    }
}

fn value_of(item: &CustomsItem) -> Result<Money, LabelError> {
    let Money { minor, currency } = item.unit_value;
    minor
        .checked_mul(i64::from(item.quantity))
        .map(|minor| Money::new(minor, currency))
        .ok_or_else(|| no_sum("values", "they are too large"))
}

fn weight_of(item: &CustomsItem) -> Result<Weight, LabelError> {
    item.unit_weight
        .micrograms()
        .checked_mul(i64::from(item.quantity))
        .map(Weight::from_micrograms)
        .ok_or_else(|| no_sum("weights", "they are too large"))
}

fn no_sum(what: &str, reason: &str) -> LabelError {
    LabelError::NoSum {
        what: format!("The {what} on the commercial invoice"),
        reason: reason.to_owned(),
    }
}

/// Why the goods travel, in the customs' words.
fn reason(contents: ContentsType) -> &'static str {
    match contents {
        ContentsType::Merchandise => "Sale of goods",
        ContentsType::Gift => "Gift",
        ContentsType::Sample => "Commercial sample",
        ContentsType::Documents => "Documents",
        ContentsType::ReturnMerchandise => "Returned goods",
        ContentsType::Other => "Other",
    }
}

/// Who pays duties and taxes.
fn terms(incoterm: Incoterm) -> &'static str {
    match incoterm {
        Incoterm::Dap => "DAP (duties and taxes unpaid)",
        Incoterm::Ddp => "DDP (duties and taxes paid)",
        Incoterm::Ddu => "DDU (duties and taxes unpaid)",
    }
}
