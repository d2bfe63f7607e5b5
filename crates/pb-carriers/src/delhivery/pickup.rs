//! Pickups: `POST /fm/request/new/`, of a registered warehouse and not of parcels.
//!
//! A warehouse has one open request a day. A second is answered with the first, which is as good as a yes; so an
//! order that is sent twice brings one driver. Nothing takes an order back.

use super::answer::{missing, no, object, said, stated};
use super::host::{self, call};
use super::wire;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Pickup, PickupOrder, Pickups};
use async_trait::async_trait;
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;

const PATH: &str = "fm/request/new/";
/// Days ahead that a driver can be ordered.
const DAYS_AHEAD: i64 = 7;

pub(super) struct DelhiveryPickups;

#[async_trait]
impl Pickups for DelhiveryPickups {
    async fn order(&self, cx: Cx<'_>, order: &PickupOrder) -> Result<Pickup, Problem> {
        let request = request(cx.account, order, cx.now.date())?;
        parse(&call(cx, "pickup", Effect::Binds, &request).await?)
    }

    async fn cancel(&self, _: Cx<'_>, number: &str) -> Result<(), Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            format!("Delhivery's interface cannot take back the pickup {number}"),
        )
        .hint("Cancel it at one.delhivery.com, or tell the driver"))
    }
}

pub(super) fn request(
    account: &Account,
    order: &PickupOrder,
    today: Date,
) -> Result<Request, Problem> {
    let day: Date = order
        .day
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    if day < today || day > today.saturating_add(DAYS_AHEAD.days()) {
        return Err(invalid(
            "day",
            format!("Delhivery takes orders for today and {DAYS_AHEAD} days ahead"),
        ));
    }
    let ready = Time::strptime("%H:%M", &order.ready).map_err(|_| {
        invalid(
            "ready",
            format!("{} is not a time written as HH:MM", order.ready),
        )
    })?;
    let parcels: u64 = order.parcels.iter().map(|p| u64::from(p.count)).sum();
    if parcels == 0 {
        return Err(invalid("parcels", "There is nothing to be picked up"));
    }
    if !order.instructions.trim().is_empty() {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            "Delhivery takes no words to the driver with a pickup",
        )
        .hint("Leave them out")
        .field("instructions"));
    }
    let body = wire::PickupRequest {
        pickup_location: host::pickup_location(account)?,
        pickup_date: day.to_string(),
        pickup_time: ready.strftime("%H:%M:%S").to_string(),
        expected_package_count: parcels,
    };
    Ok(Request::post_json(host::url(account, PATH)?, &body))
}

pub(super) fn parse(answer: &Answer) -> Result<Pickup, Problem> {
    // One that is open already may have a status of its own.
    let whole: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let made: wire::PickupMade = wire::entry(whole);
    let is_number = made.pickup_id.len() > 1 && made.pickup_id.bytes().all(|b| b.is_ascii_digit());
    if made.pr_exist == "true" && is_number && answer.status < 500 {
        return Ok(Pickup {
            number: made.pickup_id,
            charged: None,
        });
    }
    let value = object(answer, Effect::Binds)?;
    let is = |name: &str, truth: bool| value.get(name) == Some(&Value::Bool(truth));
    if is("success", false) || is("status", false) {
        return Err(no(match stated(&value).as_str() {
            "" => "it gives no reason",
            words => words,
        }));
    }
    if !is_number || !said(answer).is_empty() {
        return Err(missing(Effect::Binds, "number of the pickup"));
    }
    Ok(Pickup {
        number: made.pickup_id,
        charged: None,
    })
}
