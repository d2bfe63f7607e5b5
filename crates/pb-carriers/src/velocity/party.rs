//! People and places in Velocity's words, or the field that a person must correct. Nothing is cut.

use super::state;
use crate::Consignment;
use crate::check::invalid;
use crate::lines::fitted;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Direction, Problem, ProblemKind};

/// The country that Velocity is in.
const INDIA: &str = "IN";
/// What it calls it.
pub(super) const COUNTRY: &str = "India";
/// Characters of an address, a city and a name.
const LONGEST_LINE: usize = 255;
const LONGEST_CITY: usize = 50;
const LONGEST_NAME: usize = 100;

/// An address, with what our form calls it.
pub(super) type Named<'a> = (&'static str, &'a Address);

/// The merchant's and the customer's place of a consignment, whichever way it goes.
pub(super) struct Parties<'a> {
    pub(super) merchant: Named<'a>,
    pub(super) customer: Named<'a>,
}

impl<'a> Parties<'a> {
    pub(super) fn of(consignment: &'a Consignment) -> Self {
        let (from, to) = (
            ("ship_from", &consignment.ship_from),
            ("ship_to", &consignment.ship_to),
        );
        let (merchant, customer) = match consignment.direction {
            Direction::Return => (to, from),
            Direction::Outbound => (from, to),
        };
        Self { merchant, customer }
    }
}

/// Somebody at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) name: String,
    /// The person's company, where both are given.
    pub(super) company: String,
    /// As many lines as were asked for at most.
    pub(super) lines: Vec<String>,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) pin: String,
    /// Ten digits.
    pub(super) phone: String,
    /// Empty where there is none.
    pub(super) email: String,
}

/// `company` says whether it has a place of its own; else it begins the address.
pub(super) fn party(named: Named<'_>, lines: usize, company: bool) -> Result<Party, Problem> {
    let (prefix, address) = named;
    let pin = pin(named)?;
    let (person, firm) = (plain(&address.name), plain(&address.company));
    let (name, firm) = match person.is_empty() {
        true => (firm, String::new()),
        false => (person, firm),
    };
    if name.is_empty() {
        return Err(invalid(
            format!("{prefix}.name"),
            "A name or a company is missing",
        ));
    }
    within(format!("{prefix}.name"), "name", &name, LONGEST_NAME)?;
    if address.line1.trim().is_empty() {
        return Err(invalid(format!("{prefix}.line1"), "The street is missing"));
    }
    let first = if company { "" } else { firm.as_str() };
    let parts = [
        first,
        &address.line1,
        &address.line2,
        &address.ward,
        &address.district,
    ];
    let lines = fitted(&parts, LONGEST_LINE, lines).ok_or_else(|| {
        invalid(
            format!("{prefix}.line1"),
            format!("The address does not fit into {lines} of the {LONGEST_LINE} characters that Velocity's couriers take"),
        )
    })?;
    let required = |field: &str, what: &str, text: &str| match plain(text) {
        text if text.is_empty() => Err(invalid(
            format!("{prefix}.{field}"),
            format!("The {what} is missing"),
        )),
        text => Ok(text),
    };
    let city = required("city", "city", &address.city)?;
    within(format!("{prefix}.city"), "city", &city, LONGEST_CITY)?;
    let region = required("region", "state", &address.region)?;
    Ok(Party {
        name,
        company: firm,
        lines,
        city,
        state: state::name(&region).to_owned(),
        pin,
        phone: phone(named)?,
        email: address.email.trim().to_owned(),
    })
}

fn within(field: String, what: &str, text: &str, most: usize) -> Result<(), Problem> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    Err(invalid(
        field,
        format!("The {what} has {length} characters, and Velocity's couriers take {most}"),
    ))
}

/// Without double spaces and line ends.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The six digits of a postal code.
pub(super) fn pin((prefix, address): Named<'_>) -> Result<String, Problem> {
    country((prefix, address))?;
    let digits: String = address
        .postal_code
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    match is_pin(&digits) {
        true => Ok(digits),
        false => Err(invalid(
            format!("{prefix}.postal_code"),
            "The PIN code is not six digits, such as 560001",
        )),
    }
}

pub(super) fn is_pin(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0')
}

/// The ten digits of a telephone number: no prefix is taken.
fn phone((prefix, address): Named<'_>) -> Result<String, Problem> {
    let india = country((prefix, address))?;
    let field = format!("{prefix}.phone");
    if address.phone.trim().is_empty() {
        return Err(invalid(
            field,
            "Velocity wants a telephone number at both ends, and there is none",
        ));
    }
    let phone = Phone::read(&address.phone, india)
        .filter(|phone| phone.country_code == "91" && phone.national.len() == 10);
    phone.map(|phone| phone.national).ok_or_else(|| {
        invalid(
            field,
            "The telephone number is not one of India with ten digits",
        )
    })
}

fn country((prefix, address): Named<'_>) -> Result<CountryCode, Problem> {
    let field = format!("{prefix}.country");
    let Some(country) = address.country else {
        return Err(invalid(field, "The country is missing"));
    };
    if country.code() == INDIA {
        return Ok(country);
    }
    Err(Problem::new(
        ProblemKind::Unsupported,
        format!(
            "Velocity ships within India alone, not to or from {}",
            country.name()
        ),
    )
    .hint("Choose another carrier for what crosses a border")
    .field(field))
}
