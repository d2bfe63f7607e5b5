//! *Test connection*: which of PostNord's products the key is let into, and whether the customer number is one.
//!
//! Each is asked something that costs nothing and changes nothing. That the key books cannot be tried: a booking
//! is one.

use super::answer::problem;
use super::host::{self, ENVIRONMENT, SANDBOX, call};
use super::{track, transit};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Address, CountryCode, Direction, Problem, ProblemKind, ShipOptions};

/// A number of the documentation, of nobody's parcel.
const SAMPLE: &str = "00373500489530470000";

pub(super) struct PostNordTest;

#[async_trait]
impl Test for PostNordTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let day = cx.now.date().to_string();
        let times = transit::request(
            cx.account,
            &across(host::issuer(cx.account).country, day),
            &[],
        )?;
        let times = call(cx, "test", Effect::Asks, &times).await?;
        let times = is_open(transit::parse(&times).map(|_| ()))?;
        let tracks = track::request(cx.account, SAMPLE)?;
        let tracks = call(cx, "test", Effect::Asks, &tracks).await?;
        let tracks = is_open(track::parse(&tracks, SAMPLE, "").map(|_| ()))?;
        host::application_id(cx.account)?;
        let request = request(cx.account)?;
        parse(&call(cx, "test", Effect::Asks, &request).await?)?;
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", SANDBOX) => "sandbox, where nothing moves,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        let is = |open: bool| if open { "opens" } else { "does not open" };
        Ok(format!(
            "PostNord's {world} knows the customer number; the key {} transit times and {} tracking. That it books shows with the first label",
            is(times),
            is(tracks)
        ))
    }
}

/// Two addresses in one country.
fn across(country: &str, day: String) -> Consignment {
    let code = match country {
        "DK" => "1577",
        "NO" => "0154",
        "FI" => "00100",
        _ => "11122",
    };
    let address = Address {
        postal_code: code.to_owned(),
        country: CountryCode::from_code(country),
        ..Address::default()
    };
    Consignment {
        ship_from: address.clone(),
        ship_to: address,
        parcels: Vec::new(),
        options: ShipOptions::default(),
        customs: None,
        goods_value: None,
        ship_date: day,
        reference: String::new(),
        direction: Direction::Outbound,
    }
}

/// Whether a product is open to the key: each is opened by itself, and one that is not leaves the others as good.
pub(super) fn is_open(asked: Result<(), Problem>) -> Result<bool, Problem> {
    match asked {
        Ok(()) => Ok(true),
        Err(problem) if problem.kind == ProblemKind::Auth => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// Asks whether the customer number is one of the country's.
pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    let number = host::customer_number(account)?;
    let mut url = host::url(account, &["shipment", "v1", "validate", "customernumber"])?;
    url.query_pairs_mut()
        .append_pair("customerNumber", &number)
        .append_pair("countryCode", host::issuer(account).country);
    Ok(Request::get(url))
}

/// The answer is one word.
pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, Effect::Asks));
    }
    let word = String::from_utf8_lossy(&answer.body);
    match word.trim().trim_matches('"') {
        "VALID" => Ok(()),
        "INVALID" => Err(Problem::new(
            ProblemKind::Invalid,
            "PostNord does not know the customer number in this country",
        )
        .hint("Compare it with your agreement, and the country that the agreement is with")
        .field("customer_number")
        .carrier("INVALID", "INVALID")),
        _ => Err(Problem::new(
            ProblemKind::Unavailable,
            "PostNord's answer about the customer number cannot be read",
        )
        .hint("Try again in a while")),
    }
}
