//! People in GHN's words: a name, a Vietnamese telephone number, a street.

use crate::check::invalid;
use crate::loose::one_line;
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
    let (person, company) = (one_line(&address.name), one_line(&address.company));
    let name = match (person.as_str(), company.as_str()) {
        ("", "") => return Err(invalid(field("name"), "A name or a company is missing")),
        (name, "") | ("", name) => name.to_owned(),
        (person, company) => format!("{person} ({company})"),
    };
    let street: Vec<String> = [&address.line1, &address.line2]
        .into_iter()
        .map(|line| one_line(line))
        .filter(|line| !line.is_empty())
        .collect();
    if one_line(&address.line1).is_empty() {
        return Err(invalid(field("line1"), "The street is missing"));
    }
    Ok(Party {
        name,
        phone: phone(&field("phone"), address)?,
        street: street.join(", "),
    })
}

/// GHN goes nowhere else.
pub(super) fn within_vietnam(prefix: &str, address: &Address) -> Result<(), Problem> {
    let field = format!("{prefix}.country");
    match address.country {
        None => Err(invalid(field, "The country is missing")),
        Some(country) if country.code() == "VN" => Ok(()),
        Some(country) => Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "GHN ships within Vietnam alone, and not {} {}",
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
            "GHN wants a telephone number, and there is none",
        ));
    }
    let wrong = || {
        invalid(
            field,
            "The telephone number is none that Vietnam has, and GHN takes no other",
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
