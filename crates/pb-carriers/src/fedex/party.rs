//! People and places in FedEx's words, within its limits, or the field that a person must shorten. Nothing is cut.

use super::wire;
use crate::check::invalid;
use crate::lines::fitted;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem};

const LINE: usize = 35;
const LINES: usize = 3;
const NAME: usize = 35;
const PHONE: usize = 15;
/// Longest code of a state or province.
const REGION: usize = 2;
/// Where an address is not one without its state.
const WITH_REGION: &[&str] = &["US", "CA", "MX", "PR"];

/// Whether somebody lives at an address, which costs more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Residential {
    /// Where no company is named.
    WithoutCompany,
    Always,
    Never,
}

impl Residential {
    /// From the account's setting.
    pub(super) fn of(setting: &str) -> Self {
        match setting {
            "always" => Self::Always,
            "never" => Self::Never,
            _ => Self::WithoutCompany,
        }
    }

    fn is(self, address: &Address) -> bool {
        match self {
            Self::WithoutCompany => address.company.trim().is_empty(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Somebody, whose fields our form calls `prefix`. Who has no telephone number is called under that of `other`, since
/// FedEx takes nobody without one.
pub(super) fn party(
    prefix: &str,
    address: &Address,
    other: Option<&Address>,
    residential: Option<Residential>,
) -> Result<wire::Party, Problem> {
    let field = |name: &str| format!("{prefix}.{name}");
    let (person, company) = (address.name.trim(), address.company.trim());
    if person.is_empty() && company.is_empty() {
        return Err(invalid(field("name"), "A name or a company is missing"));
    }
    let called = match other {
        Some(other) if address.phone.trim().is_empty() => other,
        _ => address,
    };
    Ok(wire::Party {
        contact: wire::Contact {
            person_name: within(person, NAME, &field("name"), "The name")?,
            company_name: within(company, NAME, &field("company"), "The company")?,
            phone_number: phone(prefix, called)?,
            email_address: email(address),
        },
        address: place(prefix, address, residential)?,
        delivery_instructions: String::new(),
    })
}

/// An address, without who is there.
pub(super) fn place(
    prefix: &str,
    address: &Address,
    residential: Option<Residential>,
) -> Result<wire::Address, Problem> {
    let country = country(prefix, address)?;
    Ok(wire::Address {
        street_lines: lines(prefix, address)?,
        city: address
            .city
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        state_or_province_code: region(prefix, address, country)?,
        postal_code: address.postal_code.trim().to_owned(),
        country_code: country.code().to_owned(),
        residential: residential.map(|r| r.is(address)),
    })
}

/// The street's lines, at most three, nothing lost.
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
                "The street does not fit on the {LINES} lines of {LINE} characters that FedEx takes: shorten it; nothing is cut here"
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

/// The state's code where addresses have one; elsewhere a longer name is left out, as it is no part of the address
/// there. FedEx knows Quebec by its former code.
fn region(prefix: &str, address: &Address, country: CountryCode) -> Result<String, Problem> {
    let region = address.region.trim().to_ascii_uppercase();
    if country.code() == "CA" && region == "QC" {
        return Ok("PQ".to_owned());
    }
    if (1..=REGION).contains(&region.chars().count()) {
        return Ok(region);
    }
    // A territory that is a country here is a state of its own there.
    if WITH_REGION.contains(&country.code()) && !(region.is_empty() && country.code() == "PR") {
        return Err(invalid(
            format!("{prefix}.region"),
            format!(
                "“{}” is not the code of a state or province, such as TX",
                address.region.trim()
            ),
        ));
    }
    Ok(String::new())
}

/// One that cannot be one is left out: it is no part of the address.
fn email(address: &Address) -> String {
    let email = address.email.trim();
    if email.contains('@') {
        email.to_owned()
    } else {
        String::new()
    }
}

/// Digits alone: of North America the ten that follow the 1, else all with the country's code.
pub(super) fn phone(prefix: &str, address: &Address) -> Result<String, Problem> {
    let country = country(prefix, address)?;
    let field = format!("{prefix}.phone");
    if address.phone.trim().is_empty() {
        return Err(invalid(
            field,
            "FedEx takes nobody without a telephone number, and there is none",
        ));
    }
    let phone = Phone::read(&address.phone, country).map(|phone| {
        if phone.country_code == "1" {
            phone.national
        } else {
            phone.digits()
        }
    });
    phone.filter(|digits| digits.len() <= PHONE).ok_or_else(|| {
        invalid(
            field,
            format!("The telephone number is none that {} has", country.name()),
        )
        .hint("Correct it, or begin it with + and the country's code")
    })
}

/// A text that FedEx takes whole.
pub(super) fn within(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > most {
        return Err(invalid(
            field,
            format!("{what} is longer than the {most} characters that FedEx takes"),
        ));
    }
    Ok(text)
}
