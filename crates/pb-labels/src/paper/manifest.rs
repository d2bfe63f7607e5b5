//! What is handed over to a carrier at a day's end.
use super::table::{Column, Entry};
use super::{APART, Cell, Paper, SIGNED, address_cell, count_text, fact, weight_text};
use crate::sheet::{Align, Paragraph, Sheet, to_pdf};
use crate::{Fonts, LabelError, Media};
use pb_domain::{Address, Document, Weight, WeightUnit};

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The day, as the bench shows it.
    pub day: String,
    /// The carrier and the merchant's name for the account.
    pub account: String,
    /// Where the driver takes them over.
    pub ship_from: Address,
    /// What is handed over, in this order.
    pub shipments: Vec<ManifestShipment>,
    /// The unit that weights are shown in.
    pub weight_unit: WeightUnit,
}

/// One line of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestShipment {
    /// What the carrier follows it by, one for each parcel or one for all.
    pub tracking_numbers: Vec<String>,
    /// Where it goes; the name, the town and a foreign country are shown.
    pub ship_to: Address,
    /// How many parcels.
    pub parcels: u32,
    /// What they weigh.
    pub weight: Weight,
}

const TITLE: &str = "Manifest";

impl Manifest {
    /// Drawn as PDF, as many pages as it takes.
    ///
    /// # Errors
    /// [`LabelError::NoGlyph`] and [`LabelError::TextTooLong`] name the text that cannot be printed;
    /// [`LabelError::NoSum`] says why the weights have no total.
    pub fn pdf(&self, fonts: &Fonts, paper: Media) -> Result<Document, LabelError> {
        let title = format!("{TITLE} {} {}", self.account.trim(), self.day.trim());
        to_pdf(&self.sheets(fonts, paper)?, title.trim())
    }

    pub(super) fn sheets(&self, fonts: &Fonts, media: Media) -> Result<Vec<Sheet>, LabelError> {
        let number = format!("{}, {}", self.account.trim(), self.day.trim());
        let mut paper = Paper::new(fonts, media, TITLE, &number);
        paper.title(TITLE, paper.width())?;
        paper.y += APART;
        let places = paper.columns(&[1, 1, 2]);
        paper.named(vec![
            ("DAY", fact("DAY", &self.day, places[0])),
            (
                "CARRIER ACCOUNT",
                fact("CARRIER ACCOUNT", &self.account, places[1]),
            ),
            (
                "FROM",
                address_cell(&self.ship_from, "sender", places[2], true),
            ),
        ])?;
        paper.y += APART;
        self.list(&mut paper)?;
        paper.keep(SIGNED)?;
        self.sums(&mut paper)?;
        paper.y += 2 * APART;
        let words = Cell::read(
            Paragraph::bold("Taken over by the driver"),
            (0, paper.width()),
            Align::Left,
            "A heading".to_owned(),
        );
        let row = paper.set(&[words], paper.most_room())?;
        paper.place(row);
        paper.lines_to_sign(&[("NAME", 2), ("SIGNATURE", 2), ("PARCELS", 1), ("TIME", 1)])?;
        paper.finish()
    }

    fn list(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        let column = |heading: &str, share, align| Column {
            heading: heading.to_owned(),
            share,
            align,
        };
        let columns = [
            column("NO.", 5, Align::Left),
            column("TRACKING NUMBER", 28, Align::Left),
            column("RECIPIENT", 25, Align::Left),
            column("PLACE", 24, Align::Left),
            column("PARCELS", 9, Align::Right),
            column("WEIGHT", 13, Align::Right),
        ];
        let rows = (1..)
            .zip(&self.shipments)
            .map(|(number, shipment)| {
                let field = |what: &str| format!("The {what} of shipment {number}");
                let ship_to = &shipment.ship_to;
                let name = match ship_to.name.trim() {
                    "" => &ship_to.company,
                    _ => &ship_to.name,
                };
                let numbers = Entry {
                    paragraphs: shipment
                        .tracking_numbers
                        .iter()
                        .map(|n| Paragraph::bold(n))
                        .collect(),
                    field: field("tracking number"),
                };
                let weight = weight_text(shipment.weight, self.weight_unit);
                vec![
                    Entry::new(&number.to_string(), field("number")),
                    numbers,
                    Entry::new(name, field("recipient")),
                    Entry::new(&place(ship_to, &self.ship_from), field("place")),
                    Entry::new(&shipment.parcels.to_string(), field("parcels")),
                    Entry::new(&weight, field("weight")),
                ]
            })
            .collect();
        paper.table(&columns, rows)
    }

    fn sums(&self, paper: &mut Paper<'_>) -> Result<(), LabelError> {
        let weight = self
            .shipments
            .iter()
            .try_fold(Weight::ZERO, |sum, shipment| {
                sum.checked_add(shipment.weight)
                    .ok_or_else(|| LabelError::NoSum {
                        what: "The weights on the manifest".to_owned(),
                        reason: "they are too large".to_owned(),
                    })
            })?;
        let parcels: u64 = self.shipments.iter().map(|s| u64::from(s.parcels)).sum();
        let shipments = u64::try_from(self.shipments.len()).unwrap_or(u64::MAX);
        let words = format!(
            "{}, {}, {}",
            count_text(shipments, "shipment", "shipments"),
            count_text(parcels, "parcel", "parcels"),
            weight_text(weight, self.weight_unit),
        );
        let place = (0, paper.width());
        let field = "The total".to_owned();
        paper.below_table(&[Cell::read(
            Paragraph::bold(&words),
            place,
            Align::Right,
            field,
        )])
    }
}

/// The town as its country writes it, and the country where it is another than the sender's.
fn place(ship_to: &Address, ship_from: &Address) -> String {
    let town = Address {
        city: ship_to.city.clone(),
        region: ship_to.region.clone(),
        postal_code: ship_to.postal_code.clone(),
        ..Address::default()
    };
    let country = ship_to
        .country
        .filter(|country| ship_from.country != Some(*country))
        .map(|country| country.name().to_owned());
    town.lines(false)
        .into_iter()
        .chain(country)
        .collect::<Vec<_>>()
        .join(", ")
}
