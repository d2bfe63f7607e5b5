//! Senders and recipients in the Shipping API's words: at a door, at a locker (Packstation) or at a post office.

use crate::check::invalid;
use crate::dhl::party::{country, email, names, needed, phone, quarter, within};
use crate::dhl::wire::without_blanks;
use pb_domain::{Account, Address, CountryCode, Problem};
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

const NAME: usize = 50;
const STREET: usize = 50;
const HOUSE: usize = 10;
const FURTHER: usize = 60;
const POSTAL: usize = 10;
const CITY: usize = 40;
const STATE: usize = 20;
const EMAIL: usize = 80;
const PHONE: usize = 20;

/// `Packstation 118`, `Postfiliale 512`.
static DROP_POINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(packstation|postfiliale|filiale|paketshop)\s*(?:nr\.?)?\s*(\d{3})\s*$")
        .expect("a constant pattern")
});
/// A post number alone on its line, or with its name before it.
static POST_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:post(?:nummer|-?nr\.?)?\s*:?\s*)?(\d{6,10})\s*$")
        .expect("a constant pattern")
});
/// A street with its house number behind it, as in Germany.
static HOUSE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(.*\D)\s+(\d+\s?[a-zA-Z]?(?:\s?[-/]\s?\d+\s?[a-zA-Z]?)?)$")
        .expect("a constant pattern")
});

/// Who sends. A sender has no further address lines, but a third line of names.
pub(super) fn shipper(address: &Address) -> Result<Value, Problem> {
    let prefix = "ship_from";
    let further = further(address);
    let bare = Address {
        line2: String::new(),
        ward: String::new(),
        district: String::new(),
        ..address.clone()
    };
    let mut shipper = door(prefix, &bare)?;
    shipper["name3"] = Value::String(within(
        &further,
        NAME,
        "ship_from.line2",
        "The second address line",
    )?);
    Ok(without_blanks(shipper))
}

/// What comes after the street.
fn further(address: &Address) -> String {
    [address.line2.trim().to_owned(), quarter(address)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Who receives.
pub(super) fn consignee(account: &Account, address: &Address) -> Result<Value, Problem> {
    let prefix = "ship_to";
    let place = country(prefix, address)?;
    if place.code() == super::product::HOME
        && let Some(point) = DROP_POINT.captures(&address.line1)
    {
        return drop_point(address, &point[1], &point[2]);
    }
    let mut consignee = door(prefix, address)?;
    consignee["state"] = Value::String(state(prefix, address, place)?);
    if account.setting("contact") == "pass" {
        consignee["email"] = Value::from(email(address, EMAIL));
        // Within Germany no telephone number may be passed on.
        if place.code() != super::product::HOME {
            let phone = phone(prefix, address)?;
            consignee["phone"] = Value::String(within(
                &phone,
                PHONE,
                "ship_to.phone",
                "The telephone number",
            )?);
        }
    }
    Ok(without_blanks(consignee))
}

/// An address at a door.
fn door(prefix: &str, address: &Address) -> Result<Value, Problem> {
    let field = |name: &str| format!("{prefix}.{name}");
    let country = country(prefix, address)?;
    let (first, second) = both_names(prefix, address)?;
    Ok(without_blanks(json!({
        "name1": first,
        "name2": second,
        "addressStreet": needed(&address.line1, STREET, &field("line1"), "The street")?,
        "additionalAddressInformation1":
            within(&further(address), FURTHER, &field("line2"), "The second address line")?,
        "postalCode": postal_code(prefix, address)?,
        "city": needed(&address.city, CITY, &field("city"), "The city")?,
        "country": three_letters(country),
    })))
}

/// Company and person, or the one that there is.
fn both_names(prefix: &str, address: &Address) -> Result<(String, String), Problem> {
    let (first, second) = names(prefix, address)?;
    let field = |name: &str| format!("{prefix}.{name}");
    let name = |text: &str| within(text, NAME, &field("name"), "The name");
    if first == second {
        return Ok((name(first)?, String::new()));
    }
    let company = within(first, NAME, &field("company"), "The company")?;
    Ok((company, name(second)?))
}

/// A locker needs the recipient's post number, a post office that or an e-mail address.
fn drop_point(address: &Address, kind: &str, id: &str) -> Result<Value, Problem> {
    let (company, person) = names("ship_to", address)?;
    let lines = [
        address.line2.as_str(),
        address.company.as_str(),
        address.name.as_str(),
    ];
    let post_number = lines
        .iter()
        .find_map(|line| POST_NUMBER.captures(line))
        .map(|found| found[1].to_owned())
        .unwrap_or_default();
    // The company's line often holds the post number.
    let name = match POST_NUMBER.is_match(person) {
        true => company,
        false => person,
    };
    let id: u32 = id.parse().unwrap_or_default();
    let mut point = json!({
        "name": needed(name, NAME, "ship_to.name", "The name")?,
        "postNumber": post_number,
        "postalCode": postal_code("ship_to", address)?,
        "city": needed(&address.city, CITY, "ship_to.city", "The city")?,
        "country": "DEU",
    });
    if kind.eq_ignore_ascii_case("packstation") {
        point["lockerID"] = Value::from(id);
        if post_number.is_empty() {
            return Err(invalid(
                "ship_to.line2",
                "A Packstation needs the recipient's post number (Postnummer), six to ten digits, in the second address line",
            ));
        }
    } else {
        point["retailID"] = Value::from(id);
        if post_number.is_empty() {
            let email = email(address, EMAIL);
            if email.is_empty() {
                return Err(invalid(
                    "ship_to.line2",
                    "A post office needs the recipient's post number in the second address line, or an e-mail address",
                ));
            }
            point["email"] = Value::from(email);
        }
    }
    Ok(without_blanks(point))
}

/// Who sends back: here street and house number are apart.
pub(super) fn returner(address: &Address) -> Result<Value, Problem> {
    let prefix = "ship_from";
    let field = |name: &str| format!("{prefix}.{name}");
    let (first, second) = both_names(prefix, address)?;
    let line1 = address
        .line1
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let Some(found) = HOUSE_BEHIND.captures(&line1) else {
        return Err(invalid(
            field("line1"),
            "A return label needs the house number behind the street, such as Lange Straße 7",
        ));
    };
    Ok(without_blanks(json!({
        "name1": first,
        "name2": second,
        "name3": within(&address.line2, NAME, &field("line2"), "The second address line")?,
        "addressStreet": needed(&found[1], STREET, &field("line1"), "The street")?,
        "addressHouse": needed(&found[2], HOUSE, &field("line1"), "The house number")?,
        "postalCode": postal_code(prefix, address)?,
        "city": needed(&address.city, CITY, &field("city"), "The city")?,
    })))
}

fn postal_code(prefix: &str, address: &Address) -> Result<String, Problem> {
    within(
        &address.postal_code,
        POSTAL,
        &format!("{prefix}.postal_code"),
        "The postal code",
    )
}

/// A state; of the United States with the country before it.
fn state(prefix: &str, address: &Address, country: CountryCode) -> Result<String, Problem> {
    let region = address.region.trim();
    if country.code() == super::product::HOME || region.is_empty() {
        return Ok(String::new());
    }
    if country.code() == "US" && region.len() == 2 {
        return Ok(format!("US-{}", region.to_ascii_uppercase()));
    }
    within(region, STATE, &format!("{prefix}.region"), "The region")
}

/// ISO 3166-1 alpha-3, which this API wants.
pub(super) fn three_letters(country: CountryCode) -> &'static str {
    celes::Country::from_alpha2(country.code()).map_or("", |c| c.alpha3)
}
