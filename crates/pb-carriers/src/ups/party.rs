//! People and places in UPS's words, within its limits, or the field that a person must shorten.
//!
//! Nothing is cut here. UPS itself prints 15 characters of a town and 30 of the shipper's name.

use super::wire;
use crate::check::invalid;
use crate::lines::fitted;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem};

const LINE: usize = 35;
const LINES: usize = 3;
const CITY: usize = 30;
const REGION: usize = 5;
const POSTAL: usize = 9;
const EMAIL: usize = 50;
const PHONE: usize = 15;

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

/// A party, whose fields our form calls `prefix`. `needs_phone` where UPS does not take it without one.
pub(super) fn party(
    prefix: &str,
    address: &Address,
    residential: Option<Residential>,
    needs_phone: bool,
) -> Result<wire::Party, Problem> {
    let country = country(prefix, address)?;
    let (person, company) = (address.name.trim(), address.company.trim());
    let field = |name: &str| format!("{prefix}.{name}");
    let (name, attention) = match (company, person) {
        ("", "") => return Err(invalid(field("name"), "A name or a company is missing")),
        ("", person) => (
            within(person, LINE, &field("name"), "The name")?,
            String::new(),
        ),
        (company, person) => (
            within(company, LINE, &field("company"), "The company")?,
            within(person, LINE, &field("name"), "The name")?,
        ),
    };
    let phone = phone(prefix, address, country)?;
    if needs_phone && phone.is_none() {
        return Err(invalid(
            field("phone"),
            "UPS wants a telephone number for what goes abroad, and there is none",
        ));
    }
    // UPS wants somebody to ask for wherever it wants a telephone number.
    let attention = if needs_phone && attention.is_empty() {
        name.clone()
    } else {
        attention
    };
    Ok(wire::Party {
        name,
        attention_name: attention,
        phone,
        shipper_number: None,
        email: email(address),
        address: place(prefix, address, residential)?,
    })
}

/// An address, without who is there.
fn place(
    prefix: &str,
    address: &Address,
    residential: Option<Residential>,
) -> Result<wire::Address, Problem> {
    let country = country(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    Ok(wire::Address {
        address_line: lines(prefix, address, LINE)?,
        city: within(&address.city, CITY, &field("city"), "The city")?,
        state_province_code: region(prefix, address, country)?,
        postal_code: postal_code(prefix, address)?,
        country_code: country.code().to_owned(),
        residential_address_indicator: residential.filter(|r| r.is(address)).map(|_| ""),
    })
}

/// The street's lines, at most three, nothing lost.
pub(super) fn lines(prefix: &str, address: &Address, width: usize) -> Result<Vec<String>, Problem> {
    let quarter = [address.ward.trim(), address.district.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if address.line1.trim().is_empty() {
        return Err(invalid(format!("{prefix}.line1"), "The street is missing"));
    }
    fitted(&[&address.line1, &address.line2, &quarter], width, LINES).ok_or_else(|| {
        invalid(
            format!("{prefix}.line1"),
            format!(
                "The street does not fit on the {LINES} lines of {width} characters that UPS takes: shorten it; nothing is cut here"
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

/// The state's code where addresses have one; elsewhere a longer name is left out, as it is no part of
/// the address there.
fn region(prefix: &str, address: &Address, country: CountryCode) -> Result<String, Problem> {
    let region = address.region.trim();
    if region.chars().count() <= REGION {
        return Ok(region.to_owned());
    }
    if ["US", "CA", "PR"].contains(&country.code()) {
        return Err(invalid(
            format!("{prefix}.region"),
            format!("{region} is not the code of a state or province, such as TX"),
        ));
    }
    Ok(String::new())
}

/// Without what only makes it easier to read.
fn postal_code(prefix: &str, address: &Address) -> Result<String, Problem> {
    let code: String = address
        .postal_code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    within(
        &code,
        POSTAL,
        &format!("{prefix}.postal_code"),
        "The postal code",
    )
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
fn phone(
    prefix: &str,
    address: &Address,
    country: CountryCode,
) -> Result<Option<wire::Phone>, Problem> {
    if address.phone.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || {
        invalid(
            format!("{prefix}.phone"),
            format!("The telephone number is none that {} has", country.name()),
        )
        .hint("Correct it, or begin it with + and the country's code")
    };
    let phone = Phone::read(&address.phone, country).ok_or_else(wrong)?;
    let number = if phone.country_code == "1" {
        phone.national
    } else {
        phone.digits()
    };
    if number.len() > PHONE {
        return Err(wrong());
    }
    Ok(Some(wire::Phone { number }))
}

/// A text that UPS takes whole.
pub(super) fn within(text: &str, most: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > most {
        return Err(invalid(
            field,
            format!("{what} is longer than the {most} characters that UPS takes"),
        ));
    }
    Ok(text)
}
