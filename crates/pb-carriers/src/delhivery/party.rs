//! People and places in Delhivery's words, or the field that must be corrected. Nothing is cut: no length is
//! published but the order's.

use crate::check::invalid;
pub(super) use crate::loose::one_line;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem, ProblemKind};

/// The country's code of Indian telephone numbers.
const INDIA: &str = "91";

/// Somebody in India.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) add: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) pin: String,
    /// `home` or `office`.
    pub(super) kind: &'static str,
}

/// A party, whose fields our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<Party, Problem> {
    let pin = pin(prefix, address)?;
    let (person, company) = (one_line(&address.name), one_line(&address.company));
    let name = match (person.as_str(), company.as_str()) {
        ("", "") => {
            return Err(invalid(
                format!("{prefix}.name"),
                "A name or a company is missing",
            ));
        }
        ("", company) => company,
        (person, _) => person,
    };
    let city = one_line(&address.city);
    if city.is_empty() {
        return Err(invalid(format!("{prefix}.city"), "The city is missing"));
    }
    Ok(Party {
        name: name.to_owned(),
        phone: phone(prefix, address)?,
        add: add(prefix, address)?,
        city,
        state: one_line(&address.region),
        pin,
        kind: if company.is_empty() { "home" } else { "office" },
    })
}

/// Street and quarter in one text, the company before them where a person is named.
pub(super) fn add(prefix: &str, address: &Address) -> Result<String, Problem> {
    if address.line1.trim().is_empty() {
        return Err(invalid(format!("{prefix}.line1"), "The street is missing"));
    }
    let company = match address.name.trim() {
        "" => "",
        _ => address.company.as_str(),
    };
    Ok(joined(&[
        company,
        &address.line1,
        &address.line2,
        &address.ward,
        &address.district,
    ]))
}

/// Parts that are there, with commas between them.
pub(super) fn joined(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| one_line(part)).collect();
    let there: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    there.join(", ")
}

/// The pincode: six digits, within India.
pub(super) fn pin(prefix: &str, address: &Address) -> Result<String, Problem> {
    within_india(prefix, address)?;
    let pin: String = address
        .postal_code
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let is_pin = pin.len() == 6 && pin.bytes().all(|b| b.is_ascii_digit()) && !pin.starts_with('0');
    if is_pin {
        return Ok(pin);
    }
    Err(invalid(
        format!("{prefix}.postal_code"),
        "The pincode is not one of six digits, such as 411001",
    ))
}

fn within_india(prefix: &str, address: &Address) -> Result<CountryCode, Problem> {
    let field = format!("{prefix}.country");
    let country = address
        .country
        .ok_or_else(|| invalid(&field, "The country is missing"))?;
    if country.code() == "IN" {
        return Ok(country);
    }
    Err(Problem::new(
        ProblemKind::Unsupported,
        format!(
            "Delhivery is spoken to within India alone, and this is {}",
            country.name()
        ),
    )
    .hint("Choose another carrier for it")
    .field(field))
}

/// Ten digits, which must be there.
pub(super) fn phone(prefix: &str, address: &Address) -> Result<String, Problem> {
    let field = format!("{prefix}.phone");
    if address.phone.trim().is_empty() {
        return Err(invalid(
            field,
            "Delhivery takes no parcel without a telephone number, and there is none",
        ));
    }
    let country = within_india(prefix, address)?;
    Phone::read(&address.phone, country)
        .filter(|phone| phone.country_code == INDIA && phone.national.len() == 10)
        .map(|phone| phone.national)
        .ok_or_else(|| {
            invalid(
                field,
                "The telephone number is not an Indian one of ten digits",
            )
        })
}
