//! People and places in the international API's words.

use crate::check::invalid;
use crate::latin::{self, Respelled};
pub(super) use crate::loose::one_line;
use crate::phone::Phone;
use pb_domain::{Address, Problem, ProblemKind};
use serde_json::{Value, json};

/// Somebody at an address that our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<Value, Problem> {
    let field = |name: &str| format!("{prefix}.{name}");
    let country = address
        .country
        .ok_or_else(|| invalid(field("country"), "The country is missing"))?;
    let needed = |name: &str, value: &str, what: &str| match one_line(value) {
        line if line.is_empty() => Err(invalid(field(name), format!("The {what} is missing"))),
        line => Ok(line),
    };
    let (name, company) = (one_line(&address.name), one_line(&address.company));
    let person = match (name.is_empty(), company.is_empty()) {
        (true, true) => return Err(invalid(field("name"), "A name or a company is missing")),
        (true, false) => company.clone(),
        _ => name,
    };
    let city = needed("city", &address.city, "city")?;
    let province = match one_line(&address.region) {
        // China Post wants one, and its clients repeat the city where there is none.
        region if region.is_empty() => city.clone(),
        region => region,
    };
    let street = [&address.line1, &address.line2].map(|line| one_line(line));
    let street = match (street[0].as_str(), street[1].as_str()) {
        ("", _) => return Err(invalid(field("line1"), "The street is missing")),
        (first, "") => first.to_owned(),
        (first, second) => format!("{first}, {second}"),
    };
    let phone = match address.phone.trim() {
        "" => {
            return Err(invalid(
                field("phone"),
                "China Post wants a telephone number, and there is none",
            ));
        }
        phone => Phone::read(phone, country).ok_or_else(|| {
            invalid(
                field("phone"),
                "The telephone number is none that there can be in that country",
            )
        })?,
    };
    Ok(json!({
        "name": person,
        "company": company,
        "post_code": needed("postal_code", &address.postal_code, "postal code")?,
        "phone": phone.digits(),
        "mobile": phone.digits(),
        "email": one_line(&address.email),
        "nation": country.code(),
        "province": province,
        "city": city,
        "county": one_line(&address.district),
        "address": street,
        "linker": person,
    }))
}

/// The sender, whom China Post wants in Latin letters: lines in another script are spelled in them.
pub(super) fn sender(address: &Address) -> Result<Value, Problem> {
    if address.country.is_none_or(|c| c.code() != "CN") {
        return Err(invalid(
            "ship_from.country",
            "China Post ships from China alone",
        ));
    }
    let (spelled, _) = in_latin(address)?;
    party("ship_from", &spelled)
}

/// What is said of the sender before anything is bought; `None` where it goes as it stands.
pub(super) fn spelled_anew(address: &Address) -> Result<Option<Problem>, Problem> {
    let (_, changed) = in_latin(address)?;
    let lines: Vec<String> = changed
        .iter()
        .map(|line| format!("{} → {}", line.was, line.is))
        .collect();
    Ok((!lines.is_empty()).then(|| {
        Problem::new(
            ProblemKind::Invalid,
            format!("The sender goes to China Post in Latin letters: {}", lines.join("; ")),
        )
        .hint("Where it is written otherwise, enter the ship-from address in Pinyin or English, in Settings")
    }))
}

fn in_latin(address: &Address) -> Result<(Address, Vec<Respelled>), Problem> {
    latin::address(address).map_err(|field| {
        invalid(
            format!("ship_from.{field}"),
            "China Post wants the sender of a parcel abroad in Latin letters",
        )
        .hint("Enter the sender's address for abroad in Pinyin or English, in Settings")
    })
}
