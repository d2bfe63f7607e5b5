//! A label of our own, since GHN has none that a label printer takes: ZPL of 4 × 6 in at 203 dpi, with the order code
//! as Code 128 and GHN's sorting code in large letters, which are what GHN's people and machines go by.
//!
//! A printer's own letters have no Vietnamese ones, so the text is without diacritics, as it is in telegrams: the
//! order at GHN has them all.

use super::order::VIEWING;
use crate::Consignment;
use crate::lines::fitted;
use crate::vietnam::unaccented;
use pb_domain::{Account, Address, Document, Format, WeightUnit};
use std::fmt::Write as _;

/// Dots of the stock.
const WIDTH: u32 = 812;
const HEIGHT: u32 = 1218;
/// White at its sides.
const MARGIN: u32 = 40;

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

/// The label of an order; `None` when something does not fit on it.
pub(super) fn label(
    account: &Account,
    consignment: &Consignment,
    code: &str,
    sort_code: &str,
) -> Option<Document> {
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
    text(40, 60, "GHN");
    for (top, height, line) in SORT.set(&[sort_code.to_owned()])? {
        text(top, height, &line);
    }
    text(425, 44, code);
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
    text(1_010, 32, viewing(account));
    text(
        1_055,
        30,
        &format!("{} kg, {}", kilograms.normalize(), consignment.reference),
    );
    for (top, height, line) in NOTE.set(std::slice::from_ref(&consignment.options.instructions))? {
        text(top, height, &line);
    }
    for top in [480, 640, 930] {
        let across = WIDTH - 2 * MARGIN;
        let _ = writeln!(zpl, "^FO{MARGIN},{top}^GB{across},4,4^FS");
    }
    let _ = writeln!(zpl, "^FO90,245^BY3^BCN,165,N,N,N^FD{code}^FS");
    zpl.push_str("^XZ\n");
    Some(Document {
        format: Format::Zpl,
        bytes: zpl.into_bytes(),
    })
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

/// What the customer may do before paying.
fn viewing(account: &Account) -> &'static str {
    match account.setting(VIEWING) {
        "CHOTHUHANG" => "Cho thử hàng",
        "CHOXEMHANGKHONGTHU" => "Cho xem hàng, không thử",
        _ => "Không cho xem hàng",
    }
}

/// `^`, `~` and the escape itself as `^FH` wants them; line ends would end a field.
fn escaped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace('_', "_5F")
        .replace('^', "_5E")
        .replace('~', "_7E")
}
