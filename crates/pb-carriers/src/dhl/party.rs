//! People and places as both divisions take them: whole, or the field that a person must correct.

use crate::check::invalid;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem};

/// The country, which must be known.
pub(super) fn country(prefix: &str, address: &Address) -> Result<CountryCode, Problem> {
    address
        .country
        .ok_or_else(|| invalid(format!("{prefix}.country"), "The country is missing"))
}

/// A text that DHL takes whole; it may be empty.
pub(super) fn within(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > most {
        return Err(invalid(
            field,
            format!("{what} is longer than the {most} characters that DHL takes"),
        ));
    }
    Ok(text)
}

/// The same, where it must not be empty.
pub(super) fn needed(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = within(text, most, field, what)?;
    if text.is_empty() {
        return Err(invalid(field, format!("{what} is missing")));
    }
    Ok(text)
}

/// A company and a person; one stands in for the other where only one is given.
pub(super) fn names<'a>(prefix: &str, address: &'a Address) -> Result<(&'a str, &'a str), Problem> {
    match (address.company.trim(), address.name.trim()) {
        ("", "") => Err(invalid(
            format!("{prefix}.name"),
            "A name or a company is missing",
        )),
        ("", person) => Ok((person, person)),
        (company, "") => Ok((company, company)),
        both => Ok(both),
    }
}

/// `+49301234567`; empty where none is given.
pub(super) fn phone(prefix: &str, address: &Address) -> Result<String, Problem> {
    if address.phone.trim().is_empty() {
        return Ok(String::new());
    }
    let country = country(prefix, address)?;
    let phone = Phone::read(&address.phone, country).ok_or_else(|| {
        invalid(
            format!("{prefix}.phone"),
            format!("The telephone number is none that {} has", country.name()),
        )
        .hint("Correct it, or begin it with + and the country's code")
    })?;
    Ok(format!("+{}", phone.digits()))
}

/// One that cannot be one, or is too long, is left out: it is no part of the address.
pub(super) fn email(address: &Address, most: usize) -> &str {
    let email = address.email.trim();
    if email.contains('@') && email.len() <= most {
        email
    } else {
        ""
    }
}

/// Ward and district, which have no place of their own at DHL.
pub(super) fn quarter(address: &Address) -> String {
    [address.ward.trim(), address.district.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
