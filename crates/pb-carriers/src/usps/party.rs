//! People and places in USPS's words, within its limits, or the field that a person must correct.
//!
//! Nothing is cut here.

use super::wire;
use crate::check::invalid;
use crate::lines::fitted;
use crate::loose::one_line;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem};

const LINE: usize = 50;
const LINES: usize = 2;
const NAME: usize = 50;
const CITY: usize = 28;
const PROVINCE: usize = 40;
const POSTAL: usize = 11;
const EMAIL: usize = 50;
const URBANIZATION: usize = 96;
const PUERTO_RICO: &str = "PR";

/// Countries of their own code that USPS serves as states of the United States.
const TERRITORIES: &[&str] = &["AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"];
/// States, territories, and the three of the armed forces.
const STATES: &[&str] = &[
    "AA", "AE", "AK", "AL", "AP", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "FM", "GA",
    "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MH", "MI", "MN", "MO",
    "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR",
    "PW", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
];

/// Whether USPS delivers to a country as within the United States.
pub(super) fn is_domestic(country: CountryCode) -> bool {
    country.code() == "US" || TERRITORIES.contains(&country.code())
}

/// The country, which must be known.
pub(super) fn country(prefix: &str, address: &Address) -> Result<CountryCode, Problem> {
    address
        .country
        .ok_or_else(|| invalid(format!("{prefix}.country"), "The country is missing"))
}

/// A ZIP Code in its two parts; the second may be empty.
pub(super) fn zip(prefix: &str, address: &Address) -> Result<(String, String), Problem> {
    let digits: String = address
        .postal_code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if !matches!(digits.len(), 5 | 9) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid(
            format!("{prefix}.postal_code"),
            format!(
                "{} is not a ZIP Code: it has five digits, or nine",
                address.postal_code.trim()
            ),
        ));
    }
    let (zip, plus4) = digits.split_at(5);
    Ok((zip.to_owned(), plus4.to_owned()))
}

/// Somebody in the United States, whose fields our form calls `prefix`.
pub(super) fn domestic(prefix: &str, address: &Address) -> Result<wire::Address, Problem> {
    let country = country(prefix, address)?;
    let names = names(prefix, address)?;
    let place = place(prefix, address)?;
    Ok(wire::Address {
        first_name: names.first,
        last_name: names.last,
        firm: names.firm,
        street_address: place.street_address,
        secondary_address: place.secondary_address,
        city: place.city,
        state: place.state,
        zip_code: place.zip_code,
        zip_plus4: place.zip_plus4,
        urbanization: place.urbanization,
        phone: phone(prefix, address, country)?,
        email: email(address),
    })
}

/// An address in the United States, without who is there.
pub(super) fn place(prefix: &str, address: &Address) -> Result<wire::Place, Problem> {
    let country = country(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let state = match country.code() {
        "US" => address.region.trim().to_ascii_uppercase(),
        territory => territory.to_owned(),
    };
    if !STATES.contains(&state.as_str()) {
        return Err(invalid(
            field("region"),
            format!(
                "“{}” is not the code of a state, such as TX",
                address.region.trim()
            ),
        ));
    }
    // In Puerto Rico the same street may be in several urbanizations.
    let (urbanization, quarter) = match state == PUERTO_RICO {
        true => (address.ward.trim(), address.district.trim().to_owned()),
        false => ("", quarter(address)),
    };
    let (zip_code, zip_plus4) = zip(prefix, address)?;
    let (street_address, secondary_address) = lines(prefix, address, &quarter)?;
    Ok(wire::Place {
        street_address,
        secondary_address,
        city: town(prefix, address)?,
        state,
        zip_code,
        zip_plus4,
        urbanization: within(
            urbanization,
            URBANIZATION,
            &field("ward"),
            "The urbanization",
        )?,
    })
}

/// Somebody abroad.
pub(super) fn foreign(prefix: &str, address: &Address) -> Result<wire::ForeignAddress, Problem> {
    let country = country(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let names = names(prefix, address)?;
    let (street_address, secondary_address) = lines(prefix, address, &quarter(address))?;
    Ok(wire::ForeignAddress {
        first_name: names.first,
        last_name: names.last,
        firm: names.firm,
        street_address,
        secondary_address,
        city: town(prefix, address)?,
        postal_code: foreign_postal_code(prefix, address)?,
        province: within(&address.region, PROVINCE, &field("region"), "The province")?,
        country: country.name().to_owned(),
        country_code: country.code().to_owned(),
        phone: phone(prefix, address, country)?,
    })
}

/// A postal code abroad, as it is written there; empty where there is none.
pub(super) fn foreign_postal_code(prefix: &str, address: &Address) -> Result<String, Problem> {
    within(
        &address.postal_code,
        POSTAL,
        &format!("{prefix}.postal_code"),
        "The postal code",
    )
}

/// Who is somewhere: a first and a last name, a firm, or all three.
pub(super) struct Names {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) firm: String,
}

/// Who is at an address. USPS takes a person with two names only: one with a single name goes as the firm, or beside
/// it.
pub(super) fn names(prefix: &str, address: &Address) -> Result<Names, Problem> {
    let field = |name: &str| format!("{prefix}.{name}");
    let person = one_line(&address.name);
    let company = one_line(&address.company);
    let (first, last, firm) = match (person.rsplit_once(' '), company.as_str()) {
        (Some((first, last)), _) => (first.to_owned(), last.to_owned(), company),
        (None, "") if person.is_empty() => {
            return Err(invalid(field("name"), "A name or a company is missing"));
        }
        (None, "") => (String::new(), String::new(), person),
        (None, _) if person.is_empty() => (String::new(), String::new(), company),
        (None, _) => (String::new(), String::new(), format!("{company}, {person}")),
    };
    Ok(Names {
        first: within(&first, NAME, &field("name"), "The name")?,
        last: within(&last, NAME, &field("name"), "The name")?,
        firm: within(&firm, NAME, &field("company"), "The company")?,
    })
}

/// The street's two lines, nothing lost.
fn lines(prefix: &str, address: &Address, quarter: &str) -> Result<(String, String), Problem> {
    let field = format!("{prefix}.line1");
    if address.line1.trim().is_empty() {
        return Err(invalid(field, "The street is missing"));
    }
    let fitted = fitted(&[&address.line1, &address.line2, quarter], LINE, LINES).ok_or_else(|| {
        invalid(
            field,
            format!(
                "The street does not fit on the {LINES} lines of {LINE} characters that USPS takes: shorten it; nothing is cut here"
            ),
        )
    })?;
    let mut fitted = fitted.into_iter();
    Ok((
        fitted.next().unwrap_or_default(),
        fitted.next().unwrap_or_default(),
    ))
}

fn quarter(address: &Address) -> String {
    [address.ward.trim(), address.district.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn town(prefix: &str, address: &Address) -> Result<String, Problem> {
    let field = format!("{prefix}.city");
    if address.city.trim().is_empty() {
        return Err(invalid(field, "The city is missing"));
    }
    within(&address.city, CITY, &field, "The city")
}

/// One that is too long is left out: it is no part of the address.
fn email(address: &Address) -> String {
    let email = address.email.trim();
    if email.contains('@') && email.len() <= EMAIL {
        email.to_owned()
    } else {
        String::new()
    }
}

/// Digits alone: of North America the ten that follow the 1, else all with the country's code.
fn phone(prefix: &str, address: &Address, country: CountryCode) -> Result<String, Problem> {
    if address.phone.trim().is_empty() {
        return Ok(String::new());
    }
    let phone = Phone::read(&address.phone, country).ok_or_else(|| {
        invalid(
            format!("{prefix}.phone"),
            format!("The telephone number is none that {} has", country.name()),
        )
        .hint("Correct it, or begin it with + and the country's code")
    })?;
    Ok(match phone.country_code.as_str() {
        "1" => phone.national,
        _ => phone.digits(),
    })
}

/// A text that USPS takes whole.
pub(super) fn within(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = one_line(text);
    if text.chars().count() > most {
        return Err(invalid(
            field,
            format!("{what} is longer than the {most} characters that USPS takes"),
        ));
    }
    Ok(text)
}
