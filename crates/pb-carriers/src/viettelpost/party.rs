//! People in Viettel Post's words: a name, a Vietnamese telephone number, a street.

use super::fit::{fits, is_short, one_line};
use crate::check::invalid;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem, ProblemKind};

/// Vietnam's code for telephones.
const VIETNAM: &str = "84";

/// Somebody at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) name: String,
    /// Ten or eleven digits, the first of them 0.
    pub(super) phone: String,
    pub(super) street: String,
}

/// Somebody at an address that our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<Party, Problem> {
    within_vietnam(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let name = match (one_line(&address.name), one_line(&address.company)) {
        (person, company) if person.is_empty() && company.is_empty() => {
            return Err(invalid(field("name"), "A name or a company is missing"));
        }
        (name, none) | (none, name) if none.is_empty() => name,
        (person, company) => format!("{person} ({company})"),
    };
    Ok(Party {
        name: fits(&field("name"), "name with the company", name)?,
        phone: phone(&field("phone"), address)?,
        street: street(prefix, address)?,
    })
}

/// Both lines of the street. The line that is too long is named.
fn street(prefix: &str, address: &Address) -> Result<String, Problem> {
    let (first, second) = (one_line(&address.line1), one_line(&address.line2));
    let field = |line: &str| format!("{prefix}.{line}");
    if first.is_empty() {
        return Err(invalid(field("line1"), "The street is missing"));
    }
    if second.is_empty() || !is_short(&first) {
        return fits(&field("line1"), "street", first);
    }
    fits(
        &field("line2"),
        "street with its second line",
        format!("{first}, {second}"),
    )
}

/// Viettel Post goes nowhere else by this API.
pub(super) fn within_vietnam(prefix: &str, address: &Address) -> Result<(), Problem> {
    let field = format!("{prefix}.country");
    match address.country {
        None => Err(invalid(field, "The country is missing")),
        Some(country) if country.code() == "VN" => Ok(()),
        Some(country) => Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "Viettel Post ships within Vietnam alone here, and not {} {}",
                if prefix == "ship_from" { "from" } else { "to" },
                country.name()
            ),
        )
        .hint("Ship with another carrier")
        .field(field)),
    }
}

fn phone(field: &str, address: &Address) -> Result<String, Problem> {
    if address.phone.trim().is_empty() {
        return Err(invalid(
            field,
            "Viettel Post wants a telephone number, and there is none",
        ));
    }
    let wrong = || {
        invalid(
            field,
            "The telephone number is none that Vietnam has, and Viettel Post takes no other",
        )
    };
    let vietnam = CountryCode::from_code("VN").ok_or_else(wrong)?;
    let phone = Phone::read(&address.phone, vietnam).ok_or_else(wrong)?;
    let number = format!("0{}", phone.national);
    if phone.country_code != VIETNAM || ![10, 11].contains(&number.len()) {
        return Err(wrong());
    }
    Ok(number)
}
