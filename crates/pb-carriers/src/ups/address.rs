//! Looking addresses up: `POST /api/addressvalidation/v2/3`, streets of the United States and Puerto Rico.

use super::answer::{missing, read, success};
use super::host::{self, call};
use super::party::{country, lines};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx};
use async_trait::async_trait;
use pb_domain::{Account, Address, CountryCode, Problem, ProblemKind};
use uuid::Uuid;

/// Most candidates that a person would read.
const CANDIDATES: &str = "15";
/// Longest line here, which is more than a label has.
const LINE: usize = 100;

pub(super) struct UpsAddresses;

#[async_trait]
impl Addresses for UpsAddresses {
    fn covers(&self, country: CountryCode) -> bool {
        ["US", "PR"].contains(&country.code())
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        let place = country("address", address)?;
        if !self.covers(place) {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                format!("UPS looks up no addresses in {}", place.name()),
            ));
        }
        let request = request(cx.account, address, Uuid::now_v7())?;
        parse(&call(cx, "address", Effect::Asks, &request).await?, address)
    }
}

pub(super) fn request(
    account: &Account,
    address: &Address,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let place = country("address", address)?;
    let postal: String = address
        .postal_code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let (low, extended) = match postal.is_ascii() && postal.len() > 5 {
        true => postal.split_at(5),
        false => (postal.as_str(), ""),
    };
    let body = wire::AddressRequest {
        address_key_format: wire::AddressKey {
            consignee_name: address.company.trim().chars().take(40).collect(),
            address_line: lines("address", address, LINE)?,
            political_division2: address.city.trim().to_owned(),
            political_division1: address.region.trim().to_owned(),
            postcode_primary_low: low.to_owned(),
            postcode_extended_low: extended.to_owned(),
            country_code: place.code().to_owned(),
        },
    };
    let mut url = host::url(account, &["api", "addressvalidation", "v2", "3"])?;
    url.query_pairs_mut()
        .append_pair("maximumcandidatelistsize", CANDIDATES);
    let request = Request::post_json(url, &wire::body("XAVRequest", &body));
    Ok(host::signed(request, transaction))
}

pub(super) fn parse(answer: &Answer, asked: &Address) -> Result<CheckedAddress, Problem> {
    let checked: wire::Checked = read(answer, Effect::Asks)?;
    let checked = checked
        .response
        .ok_or_else(|| missing(Effect::Asks, "verdict on the address"))?;
    success(&checked.response, Effect::Asks)?;
    let standing = match (
        checked.valid_address_indicator,
        checked.ambiguous_address_indicator,
        checked.no_candidates_indicator,
    ) {
        (true, false, false) => AddressStanding::Known,
        (false, true, false) => AddressStanding::Ambiguous,
        (false, false, true) => AddressStanding::Unknown,
        // Exactly one is there, or it is no answer.
        _ => return Err(missing(Effect::Asks, "verdict on the address")),
    };
    Ok(CheckedAddress {
        standing,
        residential: match checked.address_classification.code.as_str() {
            "1" => Some(false),
            "2" => Some(true),
            _ => None,
        },
        candidates: checked
            .candidate
            .iter()
            .filter_map(|c| candidate(&c.address_key_format, asked))
            .collect(),
    })
}

/// One that can be shipped to; a person or a company stays as it was asked.
fn candidate(key: &wire::FoundKey, asked: &Address) -> Option<Address> {
    let mut lines = key.address_line.iter().map(|line| line.trim());
    let line1 = lines.next().filter(|line| !line.is_empty())?;
    let line2: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let postal_code = match key.postcode_extended_low.as_str() {
        "" => key.postcode_primary_low.clone(),
        extended => format!("{}-{extended}", key.postcode_primary_low),
    };
    Some(Address {
        line1: line1.to_owned(),
        line2: line2.join(", "),
        ward: String::new(),
        district: String::new(),
        city: key.political_division2.clone(),
        region: key.political_division1.clone(),
        postal_code,
        country: CountryCode::from_code(&key.country_code).or(asked.country),
        ..asked.clone()
    })
}
