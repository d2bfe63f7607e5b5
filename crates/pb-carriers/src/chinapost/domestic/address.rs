//! Addresses: 060001, which reads province, city and county out of a whole address. It does not say whether the
//! street exists. The connection test asks it, too.

use super::super::answer::{missing, text};
use super::host::{call, read, request};
use super::party::{one_line, within_china};
use crate::engine::{Answer, Effect, Request};
use crate::{AddressStanding, Addresses, CheckedAddress, Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Address, CountryCode, Problem};
use serde_json::{Value, json};

/// An address that everybody knows: the head office of China Post.
const HEAD_OFFICE: &str = "北京市西城区金融大街甲3号";

pub(super) struct DomesticAddresses;

#[async_trait]
impl Addresses for DomesticAddresses {
    fn covers(&self, country: CountryCode) -> bool {
        country.code() == "CN"
    }

    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem> {
        within_china("address", address)?;
        let request = asked(cx.account, &whole(address))?;
        let answer = call(cx, "address", Effect::Asks, &request).await?;
        parse(&answer, address)
    }
}

pub(super) struct DomesticTest;

#[async_trait]
impl Test for DomesticTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = asked(cx.account, HEAD_OFFICE)?;
        let answer = call(cx, "test", Effect::Asks, &request).await?;
        let place = places(&answer)?.into_iter().next();
        let place = place.ok_or_else(|| missing(Effect::Asks, "address"))?;
        Ok(format!(
            "The open platform took the key, and knows its own address in {}",
            text(&place["prov"])
        ))
    }
}

/// The largest part first, as addresses are written in China.
fn whole(address: &Address) -> String {
    let parts = [
        &address.region,
        &address.city,
        &address.district,
        &address.line1,
        &address.line2,
    ];
    parts.map(|part| one_line(part)).concat()
}

pub(super) fn asked(account: &Account, whole: &str) -> Result<Request, Problem> {
    request(account, "060001", &json!([{ "wholeAddress": whole }]))
}

/// The places of an answer that have a province.
pub(super) fn places(answer: &Answer) -> Result<Vec<Value>, Problem> {
    let Value::Array(places) = read(answer, Effect::Asks)? else {
        return Err(missing(Effect::Asks, "list of addresses"));
    };
    Ok(places
        .into_iter()
        .filter(|place| !text(&place["prov"]).is_empty())
        .collect())
}

pub(super) fn parse(answer: &Answer, asked: &Address) -> Result<CheckedAddress, Problem> {
    let candidate = |place: &Value| {
        let [region, city, district] = ["prov", "city", "county"].map(|part| text(&place[part]));
        (!city.is_empty() && !district.is_empty()).then(|| Address {
            region,
            city,
            district,
            ..asked.clone()
        })
    };
    let candidates: Vec<Address> = places(answer)?.iter().filter_map(candidate).collect();
    Ok(CheckedAddress {
        standing: match candidates.len() {
            0 => AddressStanding::Unknown,
            1 => AddressStanding::Known,
            _ => AddressStanding::Ambiguous,
        },
        residential: None,
        candidates,
    })
}
