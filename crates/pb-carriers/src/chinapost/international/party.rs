//! People and places in the international API's words.

use crate::check::invalid;
use crate::phone::Phone;
use pb_domain::{Address, Problem};
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

/// The sender, whom China Post wants in Latin letters. Nothing is transliterated: who knows how a name is written
/// abroad is the sender.
pub(super) fn sender(address: &Address) -> Result<Value, Problem> {
    if address.country.is_none_or(|c| c.code() != "CN") {
        return Err(invalid(
            "ship_from.country",
            "China Post ships from China alone",
        ));
    }
    for (field, value) in [
        ("name", &address.name),
        ("company", &address.company),
        ("line1", &address.line1),
        ("line2", &address.line2),
        ("district", &address.district),
        ("city", &address.city),
        ("region", &address.region),
    ] {
        if !is_latin(value) {
            return Err(invalid(
                format!("ship_from.{field}"),
                "China Post wants the sender of a parcel abroad in Latin letters",
            )
            .hint("Enter the sender's address for abroad in Pinyin or English, in Settings"));
        }
    }
    party("ship_from", address)
}

/// Whether all letters are Latin ones.
pub(super) fn is_latin(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphabetic() || c <= '\u{24f}')
}

/// A text without line ends and double spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
