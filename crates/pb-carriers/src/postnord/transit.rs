//! Transit times: `GET /rest/transport/v2/transittime/addresstoaddress`, which says of every service whether it
//! goes from one address to another, and how long it takes. A list of one entry for each service, and for each of
//! its variants with add-ons.

use super::answer::{missing, unreadable, value, words};
use super::host::{self, call};
use super::party::{country, postal_code};
use super::service::Chosen;
use super::wire;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use pb_domain::{Account, Problem};
use serde::Serialize;
use serde_json::Value;

/// When parcels are handed over, local time; orders do not say it.
const HAND_OVER: &str = "15:00";
/// Longest way that days are counted of.
const LONGEST: u32 = 60;

pub(super) struct PostNordServes;

#[async_trait]
impl Serviceability for PostNordServes {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        Ok(served(&times(cx, consignment, &[]).await?))
    }
}

/// What PostNord says of services between the addresses of a consignment; of all where none is named.
pub(super) async fn times(
    cx: Cx<'_>,
    consignment: &Consignment,
    services: &[Chosen],
) -> Result<Vec<Transit>, Problem> {
    let request = request(cx.account, consignment, services)?;
    parse(&call(cx, "rate", Effect::Asks, &request).await?)
}

pub(super) fn request(
    account: &Account,
    consignment: &Consignment,
    services: &[Chosen],
) -> Result<Request, Problem> {
    let (from, to) = (&consignment.ship_from, &consignment.ship_to);
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let path = ["transport", "v2", "transittime", "addresstoaddress"];
    let mut url = host::url(account, &path)?;
    let mut query = url.query_pairs_mut();
    query.append_pair("startTime", &format!("{day}T{HAND_OVER}"));
    let mut codes: Vec<&str> = services.iter().map(|s| s.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut addons: Vec<&str> = services
        .iter()
        .flat_map(|s| s.addons.iter().map(String::as_str))
        .collect();
    addons.sort_unstable();
    addons.dedup();
    if !codes.is_empty() {
        query.append_pair("serviceCodes", &codes.join(","));
    }
    if !addons.is_empty() {
        query
            .append_pair("additionalServiceCodes", &addons.join(","))
            .append_pair("showInternalAdditionalServiceCode", "true");
    }
    for (side, prefix, address) in [
        ("origin", "ship_from", from),
        ("destination", "ship_to", to),
    ] {
        let street = address.line1.trim();
        if !street.is_empty() {
            query.append_pair(&format!("{side}Address"), street);
        }
        query
            .append_pair(&format!("{side}PostalCode"), &postal_code(prefix, address)?)
            .append_pair(
                &format!("{side}CountryCode"),
                country(prefix, address)?.code(),
            );
    }
    drop(query);
    Ok(Request::get(url))
}

/// What PostNord says of a service, or of a variant of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Transit {
    pub(super) code: String,
    pub(super) addons: Vec<String>,
    /// It can be booked between the two addresses.
    pub(super) offered: bool,
    /// Why not; may be empty.
    pub(super) words: String,
    /// Working days, the most of a range.
    pub(super) days: Option<u32>,
    /// The day of arrival, `YYYY-MM-DD`.
    pub(super) arrives: Option<String>,
}

pub(super) fn parse(answer: &Answer) -> Result<Vec<Transit>, Problem> {
    let entries = match value(answer, Effect::Asks)? {
        Value::Array(entries) => entries,
        // A list of one may come as its entry.
        one if one["service"].is_object() => vec![one],
        Value::Object(_) => return Err(missing(answer, Effect::Asks, "transit times")),
        _ => {
            return Err(unreadable(
                Effect::Asks,
                "PostNord's answer is JSON, but not an answer".to_owned(),
            ));
        }
    };
    let times = entries.into_iter().map(wire::entry::<wire::TransitTime>);
    let known = times.filter(|t| !t.service.basic_service_code.is_empty());
    Ok(known.map(transit).collect())
}

fn transit(time: wire::TransitTime) -> Transit {
    let arrival = &time.estimated_time_of_arrival;
    let arrives = day(&arrival.time_of_arrival);
    let range: Option<u32> = arrival.day_range_of_arrival.days_maximum.parse().ok();
    let counted = || working_days(day(&arrival.date_of_departure)?, arrives?);
    let addons = time.service.additional_services.iter().map(|addon| {
        let code = [&addon.additional_service_code, &addon.code];
        code.into_iter()
            .find(|code| !code.is_empty())
            .cloned()
            .unwrap_or_default()
    });
    Transit {
        addons: addons.collect(),
        offered: time.is_supported != Some(false) && time.is_bookable != Some(false),
        words: match time.error_message.as_str() {
            "" => String::new(),
            message => words(message),
        },
        days: range.filter(|d| *d > 0).or_else(counted),
        arrives: arrives.map(|day| day.to_string()),
        code: time.service.basic_service_code,
    }
}

/// The day that a date, or a date with a time, begins with.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// Mondays to Fridays after one day, up to another.
fn working_days(from: Date, to: Date) -> Option<u32> {
    let ahead = (1..=LONGEST).map(|n| from.saturating_add(i64::from(n).days()));
    let days: Vec<Date> = ahead.take_while(|day| *day <= to).collect();
    if days.last() != Some(&to) {
        return None;
    }
    let rests = |day: &&Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let working = days.iter().filter(|day| !rests(day)).count();
    u32::try_from(working.max(1)).ok()
}

/// What is said of a service with its add-ons, else of the service alone.
pub(super) fn of<'a>(times: &'a [Transit], chosen: &Chosen) -> Option<&'a Transit> {
    let same = |t: &&Transit| {
        t.code == chosen.code
            && t.addons.len() == chosen.addons.len()
            && t.addons.iter().all(|a| chosen.has(a))
    };
    let bare = |t: &&Transit| t.code == chosen.code && t.addons.is_empty();
    let mut all = times.iter();
    all.clone().find(same).or_else(|| all.find(bare))
}

/// Whether any service goes there.
pub(super) fn served(times: &[Transit]) -> Served {
    let offered: Vec<&Transit> = times.iter().filter(|t| t.offered).collect();
    let words = match times.iter().find(|t| !t.words.is_empty()) {
        _ if !offered.is_empty() => String::new(),
        Some(first) => first.words.clone(),
        None => "PostNord names no service between these addresses".to_owned(),
    };
    Served {
        served: !offered.is_empty(),
        cash_on_delivery: None,
        transit_days: offered.iter().filter_map(|t| t.days).min(),
        words,
    }
}
