//! Pickups: `POST /pickup/v3/carrier-pickup`, and `DELETE …/{number}` to take one back, which must name the version
//! that `GET …/{number}` gave (`ETag`, `If-Match`).
//!
//! The letter carrier fetches parcels on the daily round, for nothing, and at no hour that could be chosen.

use super::answer::{missing, problem, read, unreadable, value};
use super::host::{self, Pays, call};
use super::measure::whole_pounds;
use super::{party, service, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Pickup, PickupOrder, Pickups};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Currency, Money, Problem, Weight};
use serde_json::Value;

const INSTRUCTIONS: usize = 255;
const EMAIL: usize = 50;
/// Where parcels lie that lie nowhere else: then it must be said.
const ELSEWHERE: &str = "OTHER";
/// Every kind of parcel that a pickup counts, in its order.
const KINDS: &[&str] = &[
    "PRIORITY_MAIL_EXPRESS",
    "PRIORITY_MAIL",
    "USPS_GROUND_ADVANTAGE",
    "RETURNS",
    "INTERNATIONAL",
    OTHER_KIND,
];
const OTHER_KIND: &str = "OTHER";

pub(super) struct UspsPickups;

#[async_trait]
impl Pickups for UspsPickups {
    async fn order(&self, cx: Cx<'_>, order: &PickupOrder) -> Result<Pickup, Problem> {
        let request = request(cx.account, order)?;
        parse(&call(cx, "pickup", Effect::Binds, &request, Pays::No).await?)
    }

    async fn cancel(&self, cx: Cx<'_>, number: &str) -> Result<(), Problem> {
        let look = look_request(cx.account, number)?;
        let version = parse_look(&call(cx, "pickup look", Effect::Asks, &look, Pays::No).await?)?;
        let request = cancel_request(cx.account, number, &version)?;
        parse_cancel(&call(cx, "pickup cancel", Effect::Binds, &request, Pays::No).await?)
    }
}

pub(super) fn request(account: &Account, order: &PickupOrder) -> Result<Request, Problem> {
    let day: Date = order
        .day
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    if order.parcels.is_empty() || order.parcels.iter().any(|p| p.count == 0) {
        return Err(invalid("parcels", "There is nothing to be picked up"));
    }
    if order.weight <= Weight::ZERO {
        return Err(invalid("weight", "The parcels have no weight"));
    }
    let address = &order.address;
    let names = party::names("address", address)?;
    if names.first.is_empty() {
        return Err(invalid(
            "address.name",
            "USPS wants to know whom to ask for, with a first and a last name",
        ));
    }
    let email = address.email.trim();
    if !email.contains('@') || email.len() > EMAIL {
        return Err(invalid(
            "address.email",
            "USPS confirms a pickup by e-mail, and there is no address to write to",
        ));
    }
    let location = match account.setting("pickup_location") {
        "" => "FRONT_DOOR",
        location => location,
    };
    let instructions = party::within(
        &order.instructions,
        INSTRUCTIONS,
        "instructions",
        "The words to the letter carrier",
    )?;
    if location == ELSEWHERE && instructions.is_empty() {
        return Err(invalid(
            "instructions",
            "Say where the parcels lie: the account's settings name no place",
        ));
    }
    let body = wire::PickupRequest {
        pickup_date: day.to_string(),
        pickup_address: wire::PickupAddress {
            first_name: names.first,
            last_name: names.last,
            firm: names.firm,
            address: party::place("address", address)?,
            contact: vec![wire::Contact {
                email: email.to_owned(),
            }],
        },
        packages: packages(order),
        estimated_weight: whole_pounds(order.weight),
        pickup_location: wire::PickupLocation {
            package_location: location.to_owned(),
            special_instructions: instructions,
        },
    };
    let url = host::url(account, &["pickup", "v3", "carrier-pickup"])?;
    Ok(Request::post_json(url, &body))
}

/// How many parcels of each kind.
fn packages(order: &PickupOrder) -> Vec<wire::PickupPackages> {
    let kind = |service: &str| service::find(service).map_or(OTHER_KIND, |s| s.kind.as_str());
    let count = |wanted: &str| -> u32 {
        let alike = order.parcels.iter().filter(|p| kind(&p.service) == wanted);
        alike.map(|p| p.count).sum()
    };
    KINDS
        .iter()
        .map(|package_type| wire::PickupPackages {
            package_type,
            package_count: count(package_type),
        })
        .filter(|p| p.package_count > 0)
        .collect()
}

pub(super) fn parse(answer: &Answer) -> Result<Pickup, Problem> {
    let made: wire::PickupMade = read(answer, Effect::Binds)?;
    if made.confirmation_number.is_empty() {
        return Err(missing(Effect::Binds, "number of the pickup"));
    }
    Ok(Pickup {
        number: made.confirmation_number,
        charged: Currency::from_code("USD").ok().map(Money::zero),
    })
}

pub(super) fn look_request(account: &Account, number: &str) -> Result<Request, Problem> {
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(invalid(
            "number",
            format!("{number} is not the number of a pickup"),
        ));
    }
    let url = host::url(account, &["pickup", "v3", "carrier-pickup", number])?;
    Ok(Request::get(url))
}

/// The version of a pickup that is there.
pub(super) fn parse_look(answer: &Answer) -> Result<String, Problem> {
    let found = match value(answer, Effect::Asks)? {
        Value::Array(mut entries) if entries.len() == 1 => entries.remove(0),
        one => one,
    };
    let is_there = found["confirmationNumber"]
        .as_str()
        .is_some_and(|n| !n.is_empty());
    let version = answer.header("etag");
    if !is_there || version.is_empty() {
        return Err(missing(Effect::Asks, "version of the pickup"));
    }
    Ok(version.to_owned())
}

pub(super) fn cancel_request(
    account: &Account,
    number: &str,
    version: &str,
) -> Result<Request, Problem> {
    let mut request = Request {
        method: "DELETE".to_owned(),
        ..look_request(account, number)?
    };
    request
        .headers
        .push(("If-Match".to_owned(), version.to_owned()));
    Ok(request)
}

/// A yes is an empty answer.
pub(super) fn parse_cancel(answer: &Answer) -> Result<(), Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, Effect::Binds));
    }
    if answer.body.trim_ascii().is_empty() {
        return Ok(());
    }
    let said = value(answer, Effect::Binds).err();
    Err(said.unwrap_or_else(|| {
        unreadable(
            Effect::Binds,
            "USPS answers the cancellation with something else than yes".to_owned(),
        )
    }))
}
