//! The station's own label, for shipments whose carrier draws none.
use crate::fonts::Han;
use crate::sheet::{
    Align, Area, Block, Code128, Item, Paragraph, Setting, Sheet, set, to_bitmap, to_pdf, to_zpl,
};
use crate::{Bitmap, Fonts, LabelError, Media, Resolution};
use pb_domain::{Address, Document, Money, WaybillBarcode};

/// What the station's own label says. Empty text leaves its place out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLabel {
    /// Who sends.
    pub ship_from: Address,
    /// Who receives.
    pub ship_to: Address,
    /// What the barcode says.
    pub tracking_number: String,
    /// How it says it.
    pub barcode: WaybillBarcode,
    /// The method's name, such as `City express`.
    pub service_name: String,
    /// The order's number or the merchant's own reference.
    pub reference: String,
    /// Words to the driver.
    pub instructions: String,
    /// This parcel, from 1.
    pub parcel: u32,
    /// How many parcels the shipment has.
    pub parcels: u32,
    /// Weight in the bench's unit, such as `1.25 kg`.
    pub weight: String,
    /// Ship date as the bench shows it.
    pub ship_date: String,
    /// Cash to collect.
    pub cod: Option<Money>,
    /// The station's name.
    pub station: String,
    /// Whether this is the demo's, and says so across the label.
    pub demo: bool,
    /// Whether it goes back from the customer, and says so across the label.
    pub returns: bool,
}

/// White border on all sides, in micrometres: printers miss the edge of the stock by a little.
const MARGIN: i64 = 3_500;
/// Height of a line between parts.
const RULE: i64 = 500;
/// White between a line and what it parts.
const GAP: i64 = 1_500;
/// Smallest letters of an address that a driver reads at arm's length.
const SMALLEST_ADDRESS: i64 = 3_000;
/// Smallest letters of all else: 18 dots at 203 dpi.
const SMALLEST: i64 = 2_250;
/// What the parts of a label take at most, so that the recipient gets the rest.
struct Room {
    /// Height of the barcode's bars.
    bars: i64,
    /// Height of a band that says what the label is.
    band: i64,
    /// Largest letters of the service's name, the sender, the facts and the instructions.
    service: i64,
    sender: i64,
    facts: i64,
    instructions: i64,
}

const AMPLE: Room = Room {
    bars: 27_000,
    band: 7_500,
    service: 7_000,
    sender: 3_250,
    facts: 3_750,
    instructions: 3_500,
};

/// For a label with much on it. Carriers ask for bars of 15 mm at least.
const TIGHT: Room = Room {
    bars: 18_000,
    band: 6_000,
    service: 4_500,
    sender: SMALLEST,
    facts: 2_750,
    instructions: SMALLEST,
};

impl OwnLabel {
    /// Drawn as PDF, one page of the stock's size.
    pub fn pdf(&self, fonts: &Fonts, media: Media) -> Result<Document, LabelError> {
        to_pdf(&[self.sheet(fonts, media, None)?], &self.tracking_number)
    }

    /// Drawn in the printer's own commands.
    pub fn zpl(
        &self,
        fonts: &Fonts,
        media: Media,
        resolution: Resolution,
    ) -> Result<Document, LabelError> {
        to_zpl(&self.sheet(fonts, media, Some(resolution))?, resolution)
    }

    /// Drawn as dots.
    pub fn bitmap(
        &self,
        fonts: &Fonts,
        media: Media,
        resolution: Resolution,
    ) -> Result<Bitmap, LabelError> {
        to_bitmap(&self.sheet(fonts, media, Some(resolution))?, resolution)
    }

    /// The layout that all three draw: the head grows down from the top, the barcode's part up
    /// from the bottom, and the recipient has all that is left.
    pub(crate) fn sheet(
        &self,
        fonts: &Fonts,
        media: Media,
        printer: Option<Resolution>,
    ) -> Result<Sheet, LabelError> {
        match self.laid_out(fonts, media, printer, &AMPLE) {
            Err(LabelError::TextTooLong { .. }) => self.laid_out(fonts, media, printer, &TIGHT),
            done => done,
        }
    }

    fn laid_out(
        &self,
        fonts: &Fonts,
        media: Media,
        printer: Option<Resolution>,
        room: &Room,
    ) -> Result<Sheet, LabelError> {
        let mut draft = Draft::new(Sheet::new(media, printer), fonts);
        let top = self.head(&mut draft, room)?;
        let top = self.sender_and_facts(&mut draft, room, top)?;
        let bottom = self.barcode(&mut draft, room, printer)?;
        let bottom = self.cash_and_instructions(&mut draft, room, bottom)?;
        self.recipient(&mut draft, top, bottom)?;
        Ok(draft.sheet)
    }

    fn head(&self, draft: &mut Draft<'_>, room: &Room) -> Result<i64, LabelError> {
        let mut y = MARGIN;
        for (says, words, field) in [
            (self.demo, "DEMO - NOT FOR CARRIAGE", "The demo mark"),
            (self.returns, "RETURN", "The return mark"),
        ] {
            if says {
                let band = Area {
                    height: room.band,
                    ..draft.row(y)
                };
                draft.band(band, words, 5_000, field)?;
                y = band.bottom() + GAP;
            }
        }
        let row = draft.row(y);
        let parcel = format!("{}/{}", self.parcel, self.parcels);
        let count = Area {
            x: row.right() - 22_000,
            width: 22_000,
            height: 10_000,
            ..row
        };
        let name = Area {
            width: row.width - 24_000,
            height: 10_000,
            ..row
        };
        let big = Setting {
            align: Align::Left,
            ..draft.setting(room.service, SMALLEST)
        };
        let right = Setting {
            align: Align::Right,
            ..big
        };
        let name = draft.text(
            name,
            &[Paragraph::bold(&self.service_name)],
            big,
            "The service's name",
        )?;
        let count = draft.text(
            count,
            &[Paragraph::bold(&parcel)],
            right,
            "The parcel's number",
        )?;
        Ok(draft.rule(name.bottom().max(count.bottom())))
    }

    /// The sender on the left, the facts of the parcel on the right.
    fn sender_and_facts(
        &self,
        draft: &mut Draft<'_>,
        room: &Room,
        top: i64,
    ) -> Result<i64, LabelError> {
        let row = draft.row(top);
        let facts_width = row.width * 38 / 100;
        let facts_x = row.right() - facts_width;
        let sender = Area {
            width: row.width - facts_width - 3_500,
            height: 28_000,
            ..row
        };
        let sender = draft.caption(sender, "FROM")?;
        let abroad = self.ship_from.country != self.ship_to.country;
        let setting = Setting {
            han: Han::of(self.ship_from.country),
            ..draft.setting(room.sender, SMALLEST)
        };
        let lines = address(&self.ship_from, abroad);
        let mut bottom = draft.address(sender, &lines, setting, &self.ship_from, "sender")?;

        let mut y = top;
        for (caption, value, field) in [
            ("SHIP DATE", &self.ship_date, "The ship date"),
            ("WEIGHT", &self.weight, "The weight"),
            ("REFERENCE", &self.reference, "The reference"),
        ] {
            if !value.trim().is_empty() {
                let area = Area {
                    x: facts_x,
                    y,
                    width: facts_width,
                    height: 9_000,
                };
                let area = draft.caption(area, caption)?;
                let area = Area {
                    height: 6_000,
                    ..area
                };
                let setting = draft.setting(room.facts, SMALLEST);
                y = draft
                    .text(area, &[Paragraph::bold(value)], setting, field)?
                    .bottom()
                    + 500;
            }
        }
        bottom = bottom.max(y);
        let height = bottom - top;
        let line = Area {
            x: facts_x - 1_750,
            y: top,
            width: RULE / 2,
            height,
        };
        draft.sheet.items.push(Item::Fill(line));
        Ok(draft.rule(bottom))
    }

    /// The barcode with its text, and the station at the foot of the label.
    fn barcode(
        &self,
        draft: &mut Draft<'_>,
        room: &Room,
        printer: Option<Resolution>,
    ) -> Result<i64, LabelError> {
        let mut bottom = draft.sheet.height - MARGIN;
        if !self.station.trim().is_empty() {
            let foot = Area {
                y: bottom - 3_200,
                height: 3_200,
                ..draft.row(0)
            };
            let setting = Setting {
                align: Align::Centre,
                ..draft.setting(SMALLEST, SMALLEST)
            };
            draft.text(
                foot,
                &[Paragraph::new(&self.station)],
                setting,
                "The station's name",
            )?;
            bottom = foot.y - 800;
        }
        let number = Area {
            y: bottom - 7_000,
            height: 7_000,
            ..draft.row(0)
        };
        let bars = Area {
            x: 0,
            y: number.y - 500 - room.bars,
            width: draft.sheet.width,
            height: room.bars,
        };
        let field = "The tracking number";
        let code = Code128::new(&self.tracking_number, self.barcode, bars, printer, field)?;
        draft.sheet.items.push(Item::Barcode(code));
        let setting = Setting {
            align: Align::Centre,
            ..draft.setting(5_500, SMALLEST_ADDRESS)
        };
        let below = match self.barcode {
            WaybillBarcode::Code128 => self.tracking_number.clone(),
            // As GS1 has it read by people.
            WaybillBarcode::Gs1Sscc => format!("(00) {}", self.tracking_number),
        };
        draft.text(number, &[Paragraph::bold(&below)], setting, field)?;
        Ok(bars.y - 2_500)
    }

    fn cash_and_instructions(
        &self,
        draft: &mut Draft<'_>,
        room: &Room,
        mut bottom: i64,
    ) -> Result<i64, LabelError> {
        if let Some(cod) = self.cod {
            let band = Area {
                y: bottom - 10_500,
                height: 10_500,
                ..draft.row(0)
            };
            let amount = format!("COD {} {}", grouped(cod), cod.currency);
            draft.band(band, &amount, 7_500, "The cash to collect")?;
            bottom = band.y - GAP;
        } else {
            let line = Area {
                y: bottom - RULE,
                height: RULE,
                ..draft.row(0)
            };
            draft.sheet.items.push(Item::Fill(line));
            bottom = line.y - GAP;
        }
        if !self.instructions.trim().is_empty() {
            let setting = draft.setting(room.instructions, SMALLEST);
            let area = Area {
                y: 0,
                height: 10_000,
                ..draft.row(0)
            };
            let words = [Paragraph::new(&self.instructions)];
            let field = "The instructions to the driver";
            // Set once to learn their height, for they stand on what is below them.
            let height = draft.set(area, &words, setting, field)?.area.height;
            let area = Area {
                y: bottom - height,
                height,
                ..area
            };
            draft.text(area, &words, setting, field)?;
            let line = Area {
                y: area.y - GAP,
                height: RULE / 2,
                ..area
            };
            draft.sheet.items.push(Item::Fill(line));
            bottom = line.y - GAP;
        }
        Ok(bottom)
    }

    fn recipient(&self, draft: &mut Draft<'_>, top: i64, bottom: i64) -> Result<(), LabelError> {
        let area = Area {
            height: (bottom - top).max(0),
            ..draft.row(top)
        };
        let area = draft.caption(area, "TO")?;
        let abroad = self.ship_from.country != self.ship_to.country;
        let mut lines = address(&self.ship_to, abroad);
        if !self.ship_to.phone.trim().is_empty() {
            lines.push(Paragraph::new(&format!("Tel {}", self.ship_to.phone)));
        }
        let setting = Setting {
            han: Han::of(self.ship_to.country),
            ..draft.setting(6_500, SMALLEST_ADDRESS)
        };
        draft.address(area, &lines, setting, &self.ship_to, "recipient")?;
        Ok(())
    }
}

/// An address as paragraphs: who, and the line that mail is sorted by, are bold.
fn address(address: &Address, with_country: bool) -> Vec<Paragraph> {
    let lines = address.lines(with_country);
    let has_town = [&address.city, &address.region, &address.postal_code]
        .iter()
        .any(|part| !part.trim().is_empty());
    let has_country = with_country && address.country.is_some();
    let sorted_by = lines.len() - usize::from(has_country) - usize::from(has_town);
    lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            if i == 0 || i >= sorted_by {
                Paragraph::bold(line)
            } else {
                Paragraph::new(line)
            }
        })
        .collect()
}

/// What the part of an address is called that holds a character; the whole when none is asked for.
pub(crate) fn part_of(address: &Address, character: Option<char>, whose: &str) -> String {
    let parts = [
        ("name", &address.name),
        ("company", &address.company),
        ("street", &address.line1),
        ("second address line", &address.line2),
        ("ward", &address.ward),
        ("district", &address.district),
        ("city", &address.city),
        ("region", &address.region),
        ("postal code", &address.postal_code),
        ("phone number", &address.phone),
        ("e-mail address", &address.email),
    ];
    let part = character
        .and_then(|c| parts.iter().find(|(_, text)| text.contains(c)))
        .map_or("address", |(name, _)| name);
    format!("The {whose}'s {part}")
}

/// An amount with its thousands set apart, as people count it.
pub(crate) fn grouped(money: Money) -> String {
    let text = money.decimal().to_string();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits
        .find('.')
        .map_or((digits, ""), |at| digits.split_at(at));
    let mut out = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

/// A sheet that is being filled.
pub(crate) struct Draft<'a> {
    pub sheet: Sheet,
    fonts: &'a Fonts,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(sheet: Sheet, fonts: &'a Fonts) -> Self {
        Self { sheet, fonts }
    }

    /// The width between the margins, from a height on; as high as the rest of the page.
    pub(crate) fn row(&self, y: i64) -> Area {
        Area {
            x: MARGIN,
            y,
            width: self.sheet.width - 2 * MARGIN,
            height: self.sheet.height - MARGIN - y,
        }
    }

    pub(crate) fn setting(&self, largest: i64, smallest: i64) -> Setting {
        Setting {
            largest,
            smallest,
            align: Align::Left,
            han: Han::Simplified,
            even: false,
        }
    }

    pub(crate) fn set(
        &self,
        area: Area,
        words: &[Paragraph],
        setting: Setting,
        field: &str,
    ) -> Result<Block, LabelError> {
        set(self.fonts, words, area, setting, &|_| field.to_owned())
    }

    /// Sets and places text; what it takes of its area.
    pub(crate) fn text(
        &mut self,
        area: Area,
        words: &[Paragraph],
        setting: Setting,
        field: &str,
    ) -> Result<Area, LabelError> {
        let block = self.set(area, words, setting, field)?;
        let taken = block.area;
        self.sheet.items.push(Item::Text(block));
        Ok(taken)
    }

    /// A small heading; the area below it.
    pub(crate) fn caption(&mut self, area: Area, words: &str) -> Result<Area, LabelError> {
        let setting = self.setting(SMALLEST, SMALLEST);
        let taken = self.text(area, &[Paragraph::new(words)], setting, "A heading")?;
        let y = taken.bottom() + 300;
        Ok(Area {
            y,
            height: area.bottom() - y,
            ..area
        })
    }

    fn address(
        &mut self,
        area: Area,
        lines: &[Paragraph],
        setting: Setting,
        address: &Address,
        whose: &str,
    ) -> Result<i64, LabelError> {
        let block = set(self.fonts, lines, area, setting, &|c| {
            part_of(address, c, whose)
        })?;
        let bottom = block.area.bottom();
        self.sheet.items.push(Item::Text(block));
        Ok(bottom)
    }

    /// A line across below a part; where the next part begins.
    pub(crate) fn rule(&mut self, above: i64) -> i64 {
        let line = Area {
            y: above + GAP,
            height: RULE,
            ..self.row(0)
        };
        self.sheet.items.push(Item::Fill(line));
        line.bottom() + GAP
    }

    /// White words in the middle of a black band.
    pub(crate) fn band(
        &mut self,
        band: Area,
        words: &str,
        largest: i64,
        field: &str,
    ) -> Result<(), LabelError> {
        let setting = Setting {
            align: Align::Centre,
            ..self.setting(largest, SMALLEST_ADDRESS)
        };
        let inside = Area {
            x: band.x + 1_000,
            width: band.width - 2_000,
            ..band
        };
        let words = [Paragraph::bold(words)];
        let height = self.set(inside, &words, setting, field)?.area.height;
        let y = band.y + (band.height - height) / 2;
        let block = self.set(
            Area {
                y,
                height,
                ..inside
            },
            &words,
            setting,
            field,
        )?;
        self.sheet.items.push(Item::Band(band, block));
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests;
