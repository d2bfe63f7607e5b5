//! Pickups: `POST /pickup/v1/pickups`, and `PUT /pickup/v1/pickups/cancel` to take one back.
//!
//! FedEx has no key for an order of a driver: two orders are two drivers. So it leaves once, and what is not a clear yes
//! or no is unknown. A driver comes for Express or for Ground, and an order is taken back only by all that it is known by:
//! code, company, day and place. All four are its number here.

use super::answer::{missing, read};
use super::host::{self, Project, call};
use super::measure::Units;
use super::party::{country, party, within};
use super::service;
use super::wire;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Pickup, PickupOrder, Pickups};
use async_trait::async_trait;
use jiff::civil::{Date, Time};
use pb_domain::{Account, Problem, Weight};
use uuid::Uuid;

const PATH: &str = "pickup/v1/pickups";
const CANCEL_PATH: &str = "pickup/v1/pickups/cancel";
const REMARKS: usize = 60;

pub(super) struct FedexPickups;

#[async_trait]
impl Pickups for FedexPickups {
    async fn order(&self, cx: Cx<'_>, order: &PickupOrder) -> Result<Pickup, Problem> {
        let request = request(cx.account, order, cx.now.date(), Uuid::now_v7())?;
        let answer = call(cx, Project::Ship, "pickup", Effect::Binds, &request).await?;
        parse(&answer, carrier(order)?, &order.day)
    }

    async fn cancel(&self, cx: Cx<'_>, number: &str) -> Result<(), Problem> {
        let request = cancel_request(cx.account, number, Uuid::now_v7())?;
        let answer = call(cx, Project::Ship, "pickup cancel", Effect::Binds, &request).await?;
        parse_cancel(&answer)
    }
}

/// Which of FedEx's companies is to come.
fn carrier(order: &PickupOrder) -> Result<&'static str, Problem> {
    let mut all = order.parcels.iter().map(|p| service::carrier(&p.service));
    let first = all
        .next()
        .filter(|_| order.parcels.iter().all(|p| p.count > 0))
        .ok_or_else(|| invalid("parcels", "There is nothing to be picked up"))?;
    if all.any(|other| other != first) {
        return Err(invalid(
            "parcels",
            "FedEx sends one driver for Ground and another for Express",
        )
        .hint("Order one pickup for the parcels of each"));
    }
    Ok(first)
}

pub(super) fn request(
    account: &Account,
    order: &PickupOrder,
    today: Date,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let place = country("address", &order.address)?;
    let carrier_code = carrier(order)?;
    let day: Date = order
        .day
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    let time = |text: &str, field: &str| -> Result<Time, Problem> {
        Time::strptime("%H:%M", text)
            .map_err(|_| invalid(field, format!("{text} is not a time written as HH:MM")))
    };
    let (ready, close) = (time(&order.ready, "ready")?, time(&order.close, "close")?);
    if close <= ready {
        return Err(invalid(
            "close",
            "The parcels are ready only when nobody is there any more",
        ));
    }
    if order.weight <= Weight::ZERO {
        return Err(invalid("weight", "The parcels have no weight"));
    }
    let reference = order.reference.trim();
    let remarks = [order.instructions.trim(), reference]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    let count = order
        .parcels
        .iter()
        .try_fold(0u32, |sum, p| sum.checked_add(p.count))
        .ok_or_else(|| invalid("parcels", "There are more parcels than can be counted"))?;
    let abroad = order.parcels.iter().any(|p| p.country != place);
    let body = wire::PickupRequest {
        associated_account_number: wire::AccountNumber {
            value: host::number(account)?,
        },
        origin_detail: wire::Origin {
            pickup_location: party("address", &order.address, None, None)?,
            // Local time, whatever its ending says.
            ready_date_timestamp: format!("{day}T{}Z", ready.strftime("%H:%M:%S")),
            customer_close_time: close.strftime("%H:%M:%S").to_string(),
            package_location: match account.setting("pickup_location") {
                "" => "NONE",
                location => location,
            }
            .to_owned(),
            pickup_date_type: match day == today {
                true => "SAME_DAY",
                false => "FUTURE_DAY",
            },
        },
        carrier_code,
        package_count: count,
        total_weight: Units::of(place).weight(order.weight),
        remarks: within(&remarks, REMARKS, "instructions", "What the driver is told")?,
        country_relationships: match abroad {
            true => "INTERNATIONAL",
            false => "DOMESTIC",
        },
    };
    host::request(account, "POST", PATH, &body, transaction)
}

pub(super) fn parse(answer: &Answer, carrier: &str, day: &str) -> Result<Pickup, Problem> {
    let made: wire::PickupMade = read(answer, Effect::Binds)?;
    if made.pickup_confirmation_code.is_empty() {
        return Err(missing(Effect::Binds, "number of the pickup"));
    }
    let number = format!(
        "{} {carrier} {day} {}",
        made.pickup_confirmation_code, made.location
    );
    Ok(Pickup {
        number: number.trim_end().to_owned(),
        charged: None,
    })
}

pub(super) fn cancel_request(
    account: &Account,
    number: &str,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let wrong = || invalid("number", format!("{number} is not the number of a pickup"));
    let mut parts = number.split_whitespace();
    let mut part = || parts.next().ok_or_else(wrong);
    let (code, carrier, day) = (part()?, part()?, part()?);
    let location = parts.next().unwrap_or_default();
    if !["FDXE", "FDXG"].contains(&carrier)
        || day.parse::<Date>().is_err()
        || parts.next().is_some()
    {
        return Err(wrong());
    }
    let body = wire::PickupCancelRequest {
        associated_account_number: wire::AccountNumber {
            value: host::number(account)?,
        },
        pickup_confirmation_code: code.to_owned(),
        scheduled_date: day.to_owned(),
        carrier_code: carrier.to_owned(),
        location: location.to_owned(),
    };
    host::request(account, "PUT", CANCEL_PATH, &body, transaction)
}

pub(super) fn parse_cancel(answer: &Answer) -> Result<(), Problem> {
    let cancelled: wire::PickupCancelled = read(answer, Effect::Binds)?;
    let said = [
        &cancelled.pickup_confirmation_code,
        &cancelled.cancel_confirmation_message,
    ];
    if said.iter().all(|text| text.is_empty()) {
        return Err(missing(Effect::Binds, "cancellation"));
    }
    Ok(())
}
