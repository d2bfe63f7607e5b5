//! People and places in the open platform's words: a Chinese telephone number, province, city, county, street.

use crate::check::invalid;
pub(super) use crate::loose::one_line;
use crate::phone::Phone;
use pb_domain::{Address, CountryCode, Problem, ProblemKind};
use serde_json::{Value, json};

/// China's code for telephones.
const CHINA: &str = "86";

/// Somebody at an address that our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<Value, Problem> {
    within_china(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let (person, company) = (one_line(&address.name), one_line(&address.company));
    let name = match (person.as_str(), company.as_str()) {
        ("", "") => return Err(invalid(field("name"), "A name or a company is missing")),
        (name, "") | ("", name) => name.to_owned(),
        (person, company) => format!("{person} ({company})"),
    };
    let (mobile, phone) = telephones(&field("phone"), address)?;
    let needed = |name: &str, value: &str, what: &str| match one_line(value) {
        line if line.is_empty() => Err(invalid(
            field(name),
            format!(
                "The {what} is missing, and China Post wants province, city, district and street"
            ),
        )),
        line => Ok(line),
    };
    let mut street = needed("line1", &address.line1, "street")?;
    let second = one_line(&address.line2);
    if !second.is_empty() {
        street = format!("{street} {second}");
    }
    Ok(json!({
        "name": name,
        "mobile": mobile,
        "phone": phone,
        "postCode": one_line(&address.postal_code),
        "prov": needed("region", &address.region, "province")?,
        "city": needed("city", &address.city, "city")?,
        "county": needed("district", &address.district, "district")?,
        "address": street,
    }))
}

/// The open platform goes nowhere else.
pub(super) fn within_china(prefix: &str, address: &Address) -> Result<(), Problem> {
    let field = format!("{prefix}.country");
    match address.country {
        None => Err(invalid(field, "The country is missing")),
        Some(country) if country.code() == "CN" => Ok(()),
        Some(country) => Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "China Post's domestic platform ships within China alone, and not {} {}",
                if prefix == "ship_from" { "from" } else { "to" },
                country.name()
            ),
        )
        .hint("Ship with an account of China Post International, or with another carrier")
        .field(field)),
    }
}

/// A mobile number and a fixed one, of which there is one.
fn telephones(field: &str, address: &Address) -> Result<(String, String), Problem> {
    if address.phone.trim().is_empty() {
        return Err(invalid(
            field,
            "China Post wants a telephone number, and there is none",
        ));
    }
    let wrong = || invalid(field, "The telephone number is none that China has");
    let china = CountryCode::from_code("CN").ok_or_else(wrong)?;
    let phone = Phone::read(&address.phone, china).ok_or_else(wrong)?;
    if phone.country_code != CHINA {
        return Err(wrong());
    }
    let number = phone.national;
    Ok(match number.len() == 11 && number.starts_with('1') {
        true => (number, String::new()),
        false => (String::new(), format!("0{number}")),
    })
}
