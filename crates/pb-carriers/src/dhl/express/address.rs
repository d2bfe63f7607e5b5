//! Looking addresses up: `GET /address-validate`, which knows towns and postal codes, and no streets.

use super::host::{self, call};
use super::said::{missing, read};
use crate::dhl::party::country;
use crate::dhl::wire::{list, text};
use crate::engine::{Answer, Effect, Request};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx};
use async_trait::async_trait;
use pb_domain::{Account, Address, CountryCode, Problem};
use serde_json::Value;

pub(super) struct ExpressAddresses;

#[async_trait]
impl Addresses for ExpressAddresses {
    fn covers(&self, _: CountryCode) -> bool {
        true
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        let request = request(cx.account, address)?;
        parse(&call(cx, "address", Effect::Asks, &request).await?, address)
    }
}

pub(super) fn request(account: &Account, address: &Address) -> Result<Request, Problem> {
    let country = country("address", address)?;
    let mut url = host::url(account, &["address-validate"])?;
    url.query_pairs_mut()
        .append_pair("type", "delivery")
        .append_pair("countryCode", country.code());
    for (name, value) in [
        ("postalCode", address.postal_code.trim()),
        ("cityName", address.city.trim()),
    ] {
        if !value.is_empty() {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    // What is like it comes too, so that a person can choose.
    url.query_pairs_mut()
        .append_pair("strictValidation", "false");
    Ok(Request::get(url))
}

pub(super) fn parse(answer: &Answer, asked: &Address) -> Result<CheckedAddress, Problem> {
    let checked = read(answer, Effect::Asks)?;
    if checked["address"].is_null() {
        return Err(missing(Effect::Asks, "towns"));
    }
    let found = list(&checked["address"]);
    let mut candidates: Vec<Address> = Vec::new();
    for place in found {
        let candidate = candidate(place, asked);
        if !candidate.city.is_empty() && !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    let exact = candidates.iter().position(|c| is_same(c, asked));
    let standing = match (exact, candidates.len()) {
        (Some(_), _) | (None, 1) => AddressStanding::Known,
        (None, 0) => AddressStanding::Unknown,
        (None, _) => AddressStanding::Ambiguous,
    };
    if let Some(at) = exact {
        candidates = vec![candidates.swap_remove(at)];
    }
    Ok(CheckedAddress {
        standing,
        residential: None,
        candidates,
    })
}

/// The town as DHL writes it; everything else stays as it was asked.
fn candidate(place: &Value, asked: &Address) -> Address {
    let postal_code = text(&place["postalCode"]);
    Address {
        city: text(&place["cityName"]),
        postal_code: match postal_code.as_str() {
            "" => asked.postal_code.clone(),
            _ => postal_code,
        },
        country: CountryCode::from_code(&text(&place["countryCode"])).or(asked.country),
        ..asked.clone()
    }
}

fn is_same(one: &Address, other: &Address) -> bool {
    let bare = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    bare(&one.city) == bare(&other.city) && bare(&one.postal_code) == bare(&other.postal_code)
}
