//! A label for carriers that have none that a label printer takes: ZPL of 4 × 6 in at 203 dpi, with the carrier's
//! number as Code 128 and its sorting code in large letters, which are what its people and machines go by.
//!
//! A printer's own letters have no Vietnamese ones, so the text is without diacritics, as it is in telegrams: the
//! order at the carrier has them all. Nothing is cut: where something does not fit, nothing is drawn.

use super::name::unaccented;
use crate::Consignment;
use crate::lines::fitted;
use pb_domain::{Address, Document, Format, WeightUnit};
use std::fmt::Write as _;

/// What a label says besides its consignment.
pub(crate) struct Drawing<'a> {
    /// Whose it is.
    pub(crate) carrier: &'a str,
    /// Its number of the order: plain letters and digits.
    pub(crate) number: &'a str,
    /// Where it is sorted to; may be empty.
    pub(crate) sort_code: &'a str,
    /// A line for the driver beneath the cash, such as what the customer may do.
    pub(crate) terms: &'a str,
}

/// Dots of the stock.
const WIDTH: u32 = 812;
const HEIGHT: u32 = 1218;
/// White at its sides.
const MARGIN: u32 = 40;
/// Where the barcode begins, and the white that it needs at its end, in bars of the least width.
const BARCODE: u32 = 90;
const QUIET: u32 = 10;

/// A place for a text: its top, its height, and sizes of letters to try, each with how many fit on a line.
struct Place {
    top: u32,
    height: u32,
    sizes: &'static [(u32, usize)],
}

const SORT: Place = Place {
    top: 120,
    height: 120,
    sizes: &[(100, 14), (64, 22), (40, 36)],
};
const FROM: Place = Place {
    top: 500,
    height: 140,
    sizes: &[(28, 52), (24, 60), (20, 72)],
};
const TO: Place = Place {
    top: 690,
    height: 230,
    sizes: &[(44, 32), (36, 40), (30, 48), (24, 60), (20, 72)],
};
const NOTE: Place = Place {
    top: 1_100,
    height: 100,
    sizes: &[(30, 48), (24, 60), (20, 72)],
};

impl Drawing<'_> {
    /// The label; `None` when something does not fit on it.
    pub(crate) fn label(&self, consignment: &Consignment) -> Option<Document> {
        let mut zpl = format!("^XA^PW{WIDTH}^LL{HEIGHT}^LH0,0^CI28\n");
        let mut text = |top: u32, height: u32, text: &str| {
            // Writing to a text cannot fail.
            let _ = writeln!(
                zpl,
                "^FO{MARGIN},{top}^A0N,{height},{height}^FH_^FD{}^FS",
                escaped(&unaccented(text))
            );
        };
        let kilograms = consignment
            .parcels
            .first()?
            .weight
            .in_unit(WeightUnit::Kg, 3);
        text(40, 60, self.carrier);
        for (top, height, line) in SORT.set(&[self.sort_code.to_owned()])? {
            text(top, height, &line);
        }
        text(425, 44, self.number);
        for (top, height, line) in FROM.set(&people("Từ", &consignment.ship_from))? {
            text(top, height, &line);
        }
        text(655, 28, "ĐẾN");
        for (top, height, line) in TO.set(&people("", &consignment.ship_to))? {
            text(top, height, &line);
        }
        let cash = match consignment.options.cod {
            Some(cash) => format!("COD {cash}"),
            None => "COD 0".to_owned(),
        };
        text(945, 56, &cash);
        text(1_010, 32, self.terms);
        text(
            1_055,
            30,
            &format!("{} kg, {}", kilograms.normalize(), consignment.reference),
        );
        let words = &consignment.options.instructions;
        for (top, height, line) in NOTE.set(std::slice::from_ref(words))? {
            text(top, height, &line);
        }
        for top in [480, 640, 930] {
            let across = WIDTH - 2 * MARGIN;
            let _ = writeln!(zpl, "^FO{MARGIN},{top}^GB{across},4,4^FS");
        }
        let (number, bar) = (self.number, bar(self.number)?);
        let _ = writeln!(zpl, "^FO{BARCODE},245^BY{bar}^BCN,165,N,N,N^FD{number}^FS");
        zpl.push_str("^XZ\n");
        Some(Document {
            format: Format::Zpl,
            bytes: zpl.into_bytes(),
        })
    }
}

/// Dots of the narrowest bar with which a number's Code 128 fits: three where they do, else two.
fn bar(number: &str) -> Option<u32> {
    let letters = u32::try_from(number.len()).ok()?;
    // Start, check digit and letters have eleven each, the end has thirteen.
    let bars = letters.checked_mul(11)?.checked_add(35 + QUIET)?;
    [3, 2]
        .into_iter()
        .find(|bar| bars <= (WIDTH - BARCODE) / bar)
}

impl Place {
    /// Lines of a text in the largest letters that it fits in, each with its top and height.
    fn set(&self, parts: &[String]) -> Option<Vec<(u32, u32, String)>> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.sizes.iter().find_map(|(size, letters)| {
            let step = size + size / 5;
            let most = usize::try_from(self.height / step).ok()?;
            let lines = fitted(&parts, *letters, most)?;
            let tops = (0..).map(|line: u32| self.top + line * step);
            Some(
                tops.zip(lines)
                    .map(|(top, line)| (top, *size, line))
                    .collect(),
            )
        })
    }
}

/// Somebody at an address.
fn people(before: &str, address: &Address) -> Vec<String> {
    let joined = |parts: &[&str], by: &str| {
        let parts: Vec<&str> = parts
            .iter()
            .map(|p| p.trim())
            .filter(|p| !p.is_empty())
            .collect();
        parts.join(by)
    };
    let name = joined(&[&address.name, &address.company], ", ");
    let city = if address.city.trim() == address.region.trim() {
        ""
    } else {
        &address.city
    };
    vec![
        joined(&[before, &name, &address.phone], " "),
        joined(&[&address.line1, &address.line2], ", "),
        joined(
            &[&address.ward, &address.district, city, &address.region],
            ", ",
        ),
    ]
}

/// `^`, `~` and the escape itself as `^FH` wants them; line ends would end a field.
fn escaped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('_', "_5F")
        .replace('^', "_5E")
        .replace('~', "_7E")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_wide_as_fits() {
        for (length, bars) in [
            (6, Some(3)),
            (17, Some(3)),
            (18, Some(2)),
            (28, Some(2)),
            (29, None),
        ] {
            assert_eq!(bar(&"A".repeat(length)), bars, "{length} letters");
        }
    }
}
