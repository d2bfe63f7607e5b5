//! People and places in the MyDHL API's words, within its limits. Nothing is cut.

use crate::check::invalid;
use crate::dhl::party::{country, email, names, needed, phone, quarter, within};
use crate::dhl::wire::without_blanks;
use crate::lines::fitted;
use pb_domain::{Address, Problem};
use serde_json::{Value, json};

const LINE: usize = 45;
const LINES: usize = 3;
const CITY: usize = 45;
const POSTAL: usize = 12;
const COMPANY: usize = 100;
const PERSON: usize = 255;
const EMAIL: usize = 70;
/// Longest province that can be a code.
const PROVINCE_CODE: usize = 3;
/// Countries whose states and provinces are a part of the address.
const WITH_PROVINCES: &[&str] = &["US", "CA"];

/// A party, whose fields our form calls `prefix`.
pub(super) fn party(prefix: &str, address: &Address) -> Result<Value, Problem> {
    let field = |name: &str| format!("{prefix}.{name}");
    let (company, person) = names(prefix, address)?;
    // A person stands in for a company that is not given.
    let named = match address.company.trim() {
        "" => "name",
        _ => "company",
    };
    let phone = phone(prefix, address)?;
    if phone.is_empty() {
        return Err(invalid(
            field("phone"),
            "DHL Express wants a telephone number of both sides, and there is none",
        ));
    }
    let mut party = without_blanks(json!({
        "contactInformation": {
            "phone": phone,
            "companyName": within(company, COMPANY, &field(named), "The company")?,
            "fullName": within(person, PERSON, &field("name"), "The name")?,
            "email": email(address, EMAIL),
        },
        "typeCode": match address.company.trim() {
            "" => "private",
            _ => "business",
        },
    }));
    party["postalAddress"] = place(prefix, address)?;
    Ok(party)
}

/// An address, without who is there. The postal code is there even where a country has none.
pub(super) fn place(prefix: &str, address: &Address) -> Result<Value, Problem> {
    let field = |name: &str| format!("{prefix}.{name}");
    let country = country(prefix, address)?;
    let lines = lines(prefix, address)?;
    let line = |at: usize| lines.get(at).cloned().unwrap_or_default();
    let mut place = without_blanks(json!({
        "cityName": needed(&address.city, CITY, &field("city"), "The city")?,
        "countryCode": country.code(),
        "provinceCode": province(prefix, address)?,
        "addressLine1": line(0),
        "addressLine2": line(1),
        "addressLine3": line(2),
    }));
    let postal = within(
        &address.postal_code,
        POSTAL,
        &field("postal_code"),
        "The postal code",
    )?;
    place["postalCode"] = Value::String(postal);
    Ok(place)
}

/// The street's lines, nothing lost.
fn lines(prefix: &str, address: &Address) -> Result<Vec<String>, Problem> {
    let field = format!("{prefix}.line1");
    if address.line1.trim().is_empty() {
        return Err(invalid(field, "The street is missing"));
    }
    fitted(
        &[&address.line1, &address.line2, &quarter(address)],
        LINE,
        LINES,
    )
    .ok_or_else(|| {
        invalid(
            field,
            format!(
                "The street does not fit on the {LINES} lines of {LINE} characters that DHL Express takes: shorten it"
            ),
        )
    })
}

/// The state's code where addresses have one; elsewhere a longer name is left out, as it is no part of the address.
fn province(prefix: &str, address: &Address) -> Result<String, Problem> {
    let region = address.region.trim();
    if region.chars().count() <= PROVINCE_CODE {
        return Ok(region.to_owned());
    }
    let country = country(prefix, address)?;
    if WITH_PROVINCES.contains(&country.code()) {
        return Err(invalid(
            format!("{prefix}.region"),
            format!("{region} is not the code of a state or province, such as TX"),
        ));
    }
    Ok(String::new())
}
