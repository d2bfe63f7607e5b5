//! People and places in Bring's words, within its limits, or the field that a person must shorten.

use super::wire;
use crate::check::invalid;
use crate::lines::fitted;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem};

/// Longest text where nothing else is said.
pub(super) const TEXT: usize = 35;
const LINES: usize = 2;
const WORDS: usize = 70;
const EMAIL: usize = 60;
const VAT: usize = 30;
/// Where an address is not one without its state, for which Bring has no field.
const WITH_STATE: &[&str] = &["US", "CA", "AU"];

/// A party, whose fields our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<wire::Party, Problem> {
    let country = country(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let (person, company) = (address.name.trim(), address.company.trim());
    let (name, named) = match (company, person) {
        ("", "") => return Err(invalid(field("name"), "A name or a company is missing")),
        ("", person) => (person, "name"),
        (company, _) => (company, "company"),
    };
    let mut lines = lines(prefix, address)?.into_iter();
    Ok(wire::Party {
        name: within(name, TEXT, &field(named), "The name")?,
        address_line: lines.next().unwrap_or_default(),
        address_line2: lines.next(),
        postal_code: postal_code(prefix, address)?,
        city: city(prefix, address, country)?,
        country_code: country.code().to_owned(),
        reference: None,
        additional_address_info: None,
        vat_number: None,
        contact: wire::Contact {
            name: within(
                if person.is_empty() { company } else { person },
                TEXT,
                &field("name"),
                "The name",
            )?,
            email: email(address),
            phone_number: phone(prefix, address, country)?,
        },
    })
}

/// The street's lines, at most two, nothing lost.
fn lines(prefix: &str, address: &Address) -> Result<Vec<String>, Problem> {
    let quarter = [address.ward.trim(), address.district.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if address.line1.trim().is_empty() {
        return Err(invalid(format!("{prefix}.line1"), "The street is missing"));
    }
    fitted(&[&address.line1, &address.line2, &quarter], TEXT, LINES).ok_or_else(|| {
        invalid(
            format!("{prefix}.line1"),
            format!(
                "The street does not fit on the {LINES} lines of {TEXT} characters that Bring takes: shorten it; nothing is cut here"
            ),
        )
    })
}

/// The country, which must be known.
pub(super) fn country(prefix: &str, address: &Address) -> Result<CountryCode, Problem> {
    address
        .country
        .ok_or_else(|| invalid(format!("{prefix}.country"), "The country is missing"))
}

/// The town, and behind it the state where an address needs one.
fn city(prefix: &str, address: &Address, country: CountryCode) -> Result<String, Problem> {
    let (city, region) = (address.city.trim(), address.region.trim());
    let city = match region {
        region if !region.is_empty() && WITH_STATE.contains(&country.code()) => {
            format!("{city}, {region}")
        }
        _ => city.to_owned(),
    };
    within(&city, TEXT, &format!("{prefix}.city"), "The city")
}

/// Without the blanks that only make it easier to read, in the countries that Bring itself is in.
pub(super) fn postal_code(prefix: &str, address: &Address) -> Result<String, Problem> {
    let country = country(prefix, address)?;
    let code = address.postal_code.trim();
    let code = match country.code() {
        "NO" | "SE" | "DK" | "FI" => code.split_whitespace().collect(),
        _ => code.to_owned(),
    };
    within(
        &code,
        TEXT,
        &format!("{prefix}.postal_code"),
        "The postal code",
    )
}

/// One that is too long is left out: it is no part of the address.
pub(super) fn email(address: &Address) -> Option<String> {
    let email = address.email.trim();
    (email.contains('@') && email.len() <= EMAIL).then(|| email.to_owned())
}

/// In E.164, with the plus sign.
pub(super) fn phone(
    prefix: &str,
    address: &Address,
    country: CountryCode,
) -> Result<Option<String>, Problem> {
    if address.phone.trim().is_empty() {
        return Ok(None);
    }
    let phone = Phone::read(&address.phone, country).ok_or_else(|| {
        invalid(
            format!("{prefix}.phone"),
            format!("The telephone number is none that {} has", country.name()),
        )
        .hint("Correct it, or begin it with + and the country's code")
    })?;
    Ok(Some(format!("+{}", phone.digits())))
}

/// Words to the driver.
pub(super) fn words(text: &str) -> Result<Option<String>, Problem> {
    let text = within(
        text,
        WORDS,
        "options.instructions",
        "The words to the driver",
    )?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The merchant's VAT number.
pub(super) fn vat(number: &str) -> Result<Option<String>, Problem> {
    let number = within(number, VAT, "vat_number", "The VAT number")?;
    Ok(Some(number).filter(|number| !number.is_empty()))
}

/// A text that Bring takes whole.
pub(super) fn within(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > most {
        return Err(invalid(
            field,
            format!("{what} is longer than the {most} characters that Bring takes"),
        ));
    }
    Ok(text)
}
