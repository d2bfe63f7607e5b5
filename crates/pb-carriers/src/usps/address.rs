//! Looking addresses up: `GET /addresses/v3/address`, in the United States.

use super::answer::{code, failure, missing, read};
use super::host::{self, Pays, call};
use super::{party, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx};
use async_trait::async_trait;
use pb_domain::{Account, Address, CountryCode, Problem, ProblemKind};

/// There is no such address, ZIP Code, state or city.
const UNKNOWN: &[&str] = &["010001", "010002", "010003", "010004", "010005"];
/// There are several.
const SEVERAL: &str = "010006";
/// The address was matched by one record.
const EXACT: &str = "31";

pub(super) struct UspsAddresses;

#[async_trait]
impl Addresses for UspsAddresses {
    fn covers(&self, country: CountryCode) -> bool {
        party::is_domestic(country)
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        let country = party::country("address", address)?;
        if !self.covers(country) {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                format!("USPS looks up no addresses in {}", country.name()),
            ));
        }
        let request = request(cx.account, address)?;
        let answer = call(cx, "address", Effect::Asks, &request, Pays::No).await?;
        parse(&answer, address)
    }
}

pub(super) fn request(account: &Account, address: &Address) -> Result<Request, Problem> {
    let place = party::place("address", address)?;
    let mut url = host::url(account, &["addresses", "v3", "address"])?;
    {
        let mut query = url.query_pairs_mut();
        for (name, value) in [
            ("firm", address.company.trim()),
            ("streetAddress", &place.street_address),
            ("secondaryAddress", &place.secondary_address),
            ("city", &place.city),
            ("state", &place.state),
            ("urbanization", &place.urbanization),
            ("ZIPCode", &place.zip_code),
            ("ZIPPlus4", &place.zip_plus4),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
    }
    Ok(Request::get(url))
}

pub(super) fn parse(answer: &Answer, asked: &Address) -> Result<CheckedAddress, Problem> {
    let told = |standing| CheckedAddress {
        standing,
        residential: None,
        candidates: Vec::new(),
    };
    if let Some(failure) = failure(answer).filter(|_| answer.status < 500) {
        match code(&failure).as_str() {
            SEVERAL => return Ok(told(AddressStanding::Ambiguous)),
            code if UNKNOWN.contains(&code) => return Ok(told(AddressStanding::Unknown)),
            _ => {}
        }
    }
    let checked: wire::Checked = read(answer, Effect::Asks)?;
    let found = checked
        .address
        .filter(|a| !a.street_address.is_empty())
        .ok_or_else(|| missing(Effect::Asks, "address"))?;
    let is_exact = checked.matches.iter().any(|m| m.code == EXACT);
    let standing = match checked.additional_info.confirmation.as_str() {
        "Y" => AddressStanding::Known,
        // The house is known, but not the flat.
        "D" | "S" => AddressStanding::Ambiguous,
        "N" => AddressStanding::Unknown,
        _ if is_exact && checked.corrections.is_empty() => AddressStanding::Known,
        _ => return Err(missing(Effect::Asks, "verdict on the address")),
    };
    Ok(CheckedAddress {
        standing,
        residential: match checked.additional_info.business.as_str() {
            "Y" => Some(false),
            "N" => Some(true),
            _ => None,
        },
        candidates: vec![candidate(found, asked)],
    })
}

/// The address as USPS writes it; a person or a company stays as it was asked.
fn candidate(found: wire::FoundAddress, asked: &Address) -> Address {
    let postal_code = match found.zip_plus4.as_str() {
        "" => found.zip_code,
        plus4 => format!("{}-{plus4}", found.zip_code),
    };
    Address {
        line1: found.street_address,
        line2: found.secondary_address,
        ward: found.urbanization,
        district: String::new(),
        city: found.city,
        region: found.state,
        postal_code,
        ..asked.clone()
    }
}
