//! People and places in PostNord's words, within its limits, or the field that a person must shorten.
//!
//! Nothing is cut here.

use super::wire;
use crate::check::invalid;
use crate::lines::fitted;
use crate::loose::one_line;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem};

const NAME: usize = 60;
const CONTACT: usize = 50;
const LINE: usize = 50;
const LINES: usize = 3;
const CITY: usize = 35;
const STATE: usize = 35;
const EMAIL: usize = 70;

/// Where PostNord is at home: postal codes are digits there, and no address has a state.
const NORDIC: [&str; 4] = ["SE", "DK", "NO", "FI"];

/// Whether a country is one of PostNord's own.
pub(super) fn is_nordic(country: CountryCode) -> bool {
    NORDIC.contains(&country.code())
}

/// A party, whose fields our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<wire::Party, Problem> {
    let country = country(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let person = within(&address.name, NAME, &field("name"), "The name")?;
    let company = within(&address.company, NAME, &field("company"), "The company")?;
    let name = match (person.as_str(), company.as_str()) {
        ("", "") => return Err(invalid(field("name"), "A name or a company is missing")),
        ("", company) => company.to_owned(),
        (person, _) => person.to_owned(),
    };
    Ok(wire::Party {
        contact: contact(prefix, address, country)?,
        name_identification: wire::NameIdentification {
            name,
            company_name: company,
        },
        address: wire::Address {
            streets: lines(prefix, address)?,
            postal_code: postal_code(prefix, address)?,
            state: state(prefix, address, country)?,
            city: needed(&address.city, CITY, &field("city"), "The city")?,
            country_code: country.code().to_owned(),
        },
    })
}

/// Whom to tell; nothing where nothing is known.
fn contact(
    prefix: &str,
    address: &Address,
    country: CountryCode,
) -> Result<Option<wire::Contact>, Problem> {
    let phone = phone(prefix, address, country)?.unwrap_or_default();
    let email = email(prefix, address)?;
    if phone.is_empty() && email.is_empty() {
        return Ok(None);
    }
    let name = match address.name.trim() {
        "" => &address.company,
        _ => &address.name,
    };
    Ok(Some(wire::Contact {
        contact_name: one_line(name).chars().take(CONTACT).collect(),
        email_address: email,
        sms_no: phone.clone(),
        phone_no: phone,
    }))
}

/// The street's lines, nothing lost.
fn lines(prefix: &str, address: &Address) -> Result<Vec<String>, Problem> {
    let quarter = [address.ward.trim(), address.district.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if address.line1.trim().is_empty() {
        return Err(invalid(format!("{prefix}.line1"), "The street is missing"));
    }
    fitted(&[&address.line1, &address.line2, &quarter], LINE, LINES).ok_or_else(|| {
        invalid(
            format!("{prefix}.line1"),
            format!(
                "The street does not fit on {LINES} lines of the {LINE} characters that PostNord takes: shorten it; nothing is cut here"
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

/// The postal code; in the Nordics without the space that makes it easier to read.
pub(super) fn postal_code(prefix: &str, address: &Address) -> Result<String, Problem> {
    let country = country(prefix, address)?;
    let code = one_line(&address.postal_code);
    if code.is_empty() {
        return Err(invalid(
            format!("{prefix}.postal_code"),
            "PostNord takes no address without a postal code",
        ));
    }
    Ok(match is_nordic(country) {
        true => code.replace([' ', '-'], ""),
        false => code,
    })
}

/// The state, beyond the Nordics.
fn state(prefix: &str, address: &Address, country: CountryCode) -> Result<String, Problem> {
    match is_nordic(country) {
        true => Ok(String::new()),
        false => within(
            &address.region,
            STATE,
            &format!("{prefix}.region"),
            "The region",
        ),
    }
}

fn email(prefix: &str, address: &Address) -> Result<String, Problem> {
    let email = address.email.trim();
    if email.is_empty() {
        return Ok(String::new());
    }
    if !email.contains('@') {
        return Err(invalid(
            format!("{prefix}.email"),
            format!("{email} is not an e-mail address"),
        ));
    }
    within(
        email,
        EMAIL,
        &format!("{prefix}.email"),
        "The e-mail address",
    )
}

/// In E.164, since PostNord rewrites what is not without a word; `None` where there is none.
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

/// A text that PostNord takes whole.
pub(super) fn within(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = one_line(text);
    if text.chars().count() > most {
        return Err(invalid(
            field,
            format!("{what} is longer than the {most} characters that PostNord takes"),
        ));
    }
    Ok(text)
}

fn needed(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = within(text, most, field, what)?;
    if text.is_empty() {
        return Err(invalid(field, format!("{what} is missing")));
    }
    Ok(text)
}
