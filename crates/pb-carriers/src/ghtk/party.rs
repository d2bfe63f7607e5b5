//! People in GHTK's words: a name, a Vietnamese telephone number, a street, and the names of their places.
//!
//! GHTK has no lists of places to compare with: names go as they are written, and GHTK says whether it knows them.

use crate::check::invalid;
pub(super) use crate::loose::one_line;
use crate::phone::Phone;
use crate::vietnam::Form;
use pb_domain::{Account, Address, CountryCode, Problem, ProblemKind};

/// The account's setting that says in which division addresses are.
pub(super) const SETTING: &str = "addresses";
/// Vietnam's code for telephones.
const VIETNAM: &str = "84";

/// Somebody at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) name: String,
    /// Ten or eleven digits, the first of them 0.
    pub(super) phone: String,
    pub(super) street: String,
    pub(super) ward: String,
    /// In the division before July 2025 alone.
    pub(super) district: Option<String>,
    pub(super) province: String,
}

/// Somebody at an address that our form calls `prefix`.
pub(super) fn party(account: &Account, prefix: &str, address: &Address) -> Result<Party, Problem> {
    within_vietnam(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let (person, company) = (one_line(&address.name), one_line(&address.company));
    let name = match (person.is_empty(), company.is_empty()) {
        (true, true) => return Err(invalid(field("name"), "A name or a company is missing")),
        (false, false) => format!("{person} ({company})"),
        _ => format!("{person}{company}"),
    };
    let street = one_line(&address.line1);
    if street.is_empty() {
        return Err(invalid(field("line1"), "The street is missing"));
    }
    let street = match one_line(&address.line2) {
        more if more.is_empty() => street,
        more => format!("{street}, {more}"),
    };
    let phone = phone(&field("phone"), &address.phone)?;
    let (region, city) = (one_line(&address.region), one_line(&address.city));
    let province = match region.is_empty() {
        true => city.clone(),
        false => region.clone(),
    };
    if province.is_empty() {
        return Err(invalid(field("region"), "The province is missing"));
    }
    let district = match Form::of(account.setting(SETTING), address) {
        Form::TwoLevel => None,
        Form::ThreeLevel => match one_line(&address.district) {
            // The city is the district where it is not the province.
            none if none.is_empty() && !region.is_empty() => Some(city),
            district => Some(district),
        },
    };
    if district.as_deref() == Some("") {
        return Err(invalid(field("district"), "The district is missing"));
    }
    let ward = one_line(&address.ward);
    if ward.is_empty() {
        return Err(invalid(
            field("ward"),
            "The ward is missing, and GHTK wants it",
        ));
    }
    Ok(Party {
        name,
        phone,
        street,
        ward,
        district,
        province,
    })
}

/// GHTK goes nowhere else.
pub(super) fn within_vietnam(prefix: &str, address: &Address) -> Result<(), Problem> {
    let field = format!("{prefix}.country");
    match address.country {
        None => Err(invalid(field, "The country is missing")),
        Some(country) if country.code() == "VN" => Ok(()),
        Some(country) => {
            let way = if prefix == "ship_from" { "from" } else { "to" };
            let text = format!(
                "GHTK ships within Vietnam alone, and not {way} {}",
                country.name()
            );
            Err(Problem::new(ProblemKind::Unsupported, text)
                .hint("Ship with another carrier")
                .field(field))
        }
    }
}

/// A telephone number as GHTK takes it.
pub(super) fn phone(field: &str, written: &str) -> Result<String, Problem> {
    if written.trim().is_empty() {
        return Err(invalid(
            field,
            "GHTK wants a telephone number, and there is none",
        ));
    }
    let read = CountryCode::from_code("VN").and_then(|vietnam| Phone::read(written, vietnam));
    let number = read
        .filter(|phone| phone.country_code == VIETNAM)
        .map(|phone| format!("0{}", phone.national))
        .filter(|number| [10, 11].contains(&number.len()));
    number.ok_or_else(|| {
        invalid(
            field,
            "The telephone number is none that Vietnam has, and GHTK takes no other",
        )
    })
}
