//! People and places in Ekart's words, or the field that a person must correct. Nothing is cut: Ekart documents no
//! lengths.

use super::wire;
use crate::Consignment;
use crate::check::invalid;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Direction, Problem, ProblemKind};

/// The country that Ekart is in.
const INDIA: &str = "IN";
/// What it calls it.
pub(super) const COUNTRY: &str = "India";

/// The merchant's and the customer's place of a consignment, whichever way it goes, each with what our form calls it.
pub(super) struct Parties<'a> {
    pub(super) seller: (&'static str, &'a Address),
    pub(super) customer: (&'static str, &'a Address),
}

impl<'a> Parties<'a> {
    pub(super) fn of(consignment: &'a Consignment) -> Self {
        let (from, to) = (
            ("ship_from", &consignment.ship_from),
            ("ship_to", &consignment.ship_to),
        );
        let (seller, customer) = match consignment.direction {
            Direction::Return => (to, from),
            Direction::Outbound => (from, to),
        };
        Self { seller, customer }
    }
}

/// A place with who is there.
pub(super) fn location((prefix, address): (&str, &Address)) -> Result<wire::Location, Problem> {
    let name = name((prefix, address))?;
    Ok(wire::Location {
        location_type: match address.company.trim() {
            "" => "Home",
            _ => "Office",
        },
        name,
        phone: phone((prefix, address))?,
        address: street((prefix, address))?,
        city: plain(&address.city),
        state: plain(&address.region),
        country: COUNTRY,
        pin: pin((prefix, address))?,
    })
}

/// The company, else the person.
pub(super) fn name((prefix, address): (&str, &Address)) -> Result<String, Problem> {
    let names = [&address.company, &address.name].map(|name| plain(name));
    let first = names.into_iter().find(|name| !name.is_empty());
    first.ok_or_else(|| invalid(format!("{prefix}.name"), "A name or a company is missing"))
}

/// The street with all that belongs to it.
pub(super) fn street((prefix, address): (&str, &Address)) -> Result<String, Problem> {
    if address.line1.trim().is_empty() {
        return Err(invalid(format!("{prefix}.line1"), "The street is missing"));
    }
    Ok(joined(&[
        &address.line1,
        &address.line2,
        &address.ward,
        &address.district,
    ]))
}

/// Parts of an address in one line.
pub(super) fn joined(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| plain(part)).collect();
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

/// Without double spaces and line ends.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The six digits of a postal code, as the number that Ekart wants.
pub(super) fn pin((prefix, address): (&str, &Address)) -> Result<u32, Problem> {
    country((prefix, address))?;
    let digits: String = address
        .postal_code
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let is_pin =
        digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    match digits.parse() {
        Ok(pin) if is_pin => Ok(pin),
        _ => Err(invalid(
            format!("{prefix}.postal_code"),
            "The PIN code is not six digits, such as 560001",
        )),
    }
}

/// The ten digits of a telephone number, as the number that Ekart wants.
pub(super) fn phone((prefix, address): (&str, &Address)) -> Result<u64, Problem> {
    let india = country((prefix, address))?;
    let field = format!("{prefix}.phone");
    if address.phone.trim().is_empty() {
        return Err(invalid(
            field,
            "Ekart wants a telephone number at both ends, and there is none",
        ));
    }
    let digits = Phone::read(&address.phone, india)
        .filter(|phone| phone.country_code == "91" && phone.national.len() == 10)
        .and_then(|phone| phone.national.parse::<u64>().ok())
        .filter(|number| *number >= 1_000_000_000);
    digits.ok_or_else(|| {
        invalid(
            field,
            "The telephone number is not one of India with ten digits",
        )
    })
}

fn country((prefix, address): (&str, &Address)) -> Result<CountryCode, Problem> {
    let field = format!("{prefix}.country");
    let Some(country) = address.country else {
        return Err(invalid(field, "The country is missing"));
    };
    if country.code() == INDIA {
        return Ok(country);
    }
    Err(Problem::new(
        ProblemKind::Unsupported,
        format!("Ekart carries within India alone, not {}", country.name()),
    )
    .hint("Choose another carrier for what crosses a border")
    .field(field))
}
