//! Address validation: `POST /address/v1/addresses/resolve`.
//!
//! FedEx says for each address whether its country is one that it looks addresses up in.

use super::answer::{missing, read};
use super::host::{self, Project, call};
use super::party::{country, place};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx};
use async_trait::async_trait;
use pb_domain::{Account, Address, CountryCode, Problem, ProblemKind};
use uuid::Uuid;

const PATH: &str = "address/v1/addresses/resolve";

pub(super) struct FedexAddresses;

#[async_trait]
impl Addresses for FedexAddresses {
    fn covers(&self, _: CountryCode) -> bool {
        true
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        let request = request(cx.account, address, Uuid::now_v7())?;
        let answer = call(cx, Project::Ship, "address", Effect::Asks, &request).await?;
        parse(&answer, address)
    }
}

pub(super) fn request(
    account: &Account,
    address: &Address,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let body = wire::AddressRequest {
        addresses_to_validate: vec![wire::Place {
            address: place("address", address, None)?,
        }],
    };
    host::request(account, "POST", PATH, &body, transaction)
}

pub(super) fn parse(answer: &Answer, asked: &Address) -> Result<CheckedAddress, Problem> {
    let resolved: wire::ResolvedAddresses = read(answer, Effect::Asks)?;
    let verdict = || missing(Effect::Asks, "verdict on the address");
    let found = resolved.resolved_addresses.first().ok_or_else(verdict)?;
    let attributes = found.attributes.as_ref().ok_or_else(verdict)?;
    if attributes.country_supported == "false" {
        let place = country("address", asked)?;
        return Err(Problem::new(
            ProblemKind::Unsupported,
            format!("FedEx looks up no addresses in {}", place.name()),
        ));
    }
    let standing = standing(attributes).ok_or_else(verdict)?;
    Ok(CheckedAddress {
        standing,
        residential: match found.classification.as_str() {
            "BUSINESS" => Some(false),
            "RESIDENTIAL" => Some(true),
            _ => None,
        },
        candidates: match standing {
            AddressStanding::Unknown => Vec::new(),
            _ => candidate(found, asked).into_iter().collect(),
        },
    })
}

/// Resolved, and a point that is delivered to where that is known: it is known. Resolved but for the suite, or to
/// several: a person looks. `None` where FedEx says neither.
fn standing(attributes: &wire::Attributes) -> Option<AddressStanding> {
    let is = |text: &str| text == "true";
    match attributes.resolved.as_str() {
        "true" => {}
        "false" => return Some(AddressStanding::Unknown),
        _ => return None,
    }
    let doubted = is(&attributes.invalid_suite_number)
        || is(&attributes.suite_required_but_missing)
        || is(&attributes.multiple_matches);
    // Delivery points are known of some countries only.
    let delivered = match attributes.dpv.as_str() {
        "" => is(&attributes.matched),
        dpv => is(dpv),
    };
    Some(match delivered && !doubted {
        true => AddressStanding::Known,
        false => AddressStanding::Ambiguous,
    })
}

/// The address as FedEx writes it; a person or a company stays as it was asked.
fn candidate(found: &wire::Resolved, asked: &Address) -> Option<Address> {
    let mut lines = found.street_lines_token.iter().map(|line| line.trim());
    let line1 = lines.next().filter(|line| !line.is_empty())?;
    let line2: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let token = found.city_token.first();
    let city = match found.city.as_str() {
        "" => token.map_or("", |t| t.value.as_str()),
        city => city,
    };
    let parsed = &found.parsed_postal_code;
    let postal_code = match (parsed.base.as_str(), parsed.add_on.as_str()) {
        ("", _) => found.postal_code_token.value.clone(),
        (base, "") => base.to_owned(),
        (base, add_on) => format!("{base}-{add_on}"),
    };
    let region = match (
        found.country_code.as_str(),
        found.state_or_province_code.as_str(),
    ) {
        ("CA", "PQ") => "QC",
        (_, "") => &asked.region,
        (_, region) => region,
    };
    Some(Address {
        line1: line1.to_owned(),
        line2: line2.join(", "),
        ward: String::new(),
        district: String::new(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code,
        country: CountryCode::from_code(&found.country_code).or(asked.country),
        ..asked.clone()
    })
}
