//! Prices: `POST /v2/shipping-order/preview`, an order that is not made. It knows both divisions of addresses, and
//! says the price and the day.

use super::answer::{integer, missing, read, text};
use super::host::{self, call};
use super::order::{self, dong, service_name};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use pb_domain::{Account, Charge, Money, Problem, Rate, RateSurety};
use serde_json::Value;

/// What a fee is called, by GHN's word for it.
const FEES: &[(&str, &str)] = &[
    ("main_service", "Transport"),
    ("insurance", "Insurance"),
    ("station_do", "Delivery at a station"),
    ("station_pu", "Drop-off at a station"),
    ("return", "Return"),
    ("r2s", "Delivery once more"),
    ("coupon", "Coupon"),
    ("document_return", "Return of documents"),
    ("double_check", "Joint check of the goods"),
    ("cod_fee", "Cash on delivery"),
    ("cod_failed_fee", "Failed delivery"),
    ("pick_remote_areas_fee", "Remote pickup"),
    ("deliver_remote_areas_fee", "Remote delivery"),
];

pub(super) struct GhnRates;

#[async_trait]
impl Rates for GhnRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let services = order::services(consignment);
        // What is wrong with the people is said before what is wrong with the parcel.
        let draft = order::draft(cx.account, consignment)?;
        let order = draft.placed(cx, consignment).await?;
        let mut offers = RateAnswer::default();
        for service in services? {
            let request = request(cx.account, &order, service)?;
            let asked = call(cx, "rate", Effect::Asks, &request).await;
            match asked.and_then(|answer| parse(&answer, cx.account, service)) {
                Ok(rate) => offers.rates.push(rate),
                Err(problem) => offers.notes.push(problem),
            }
        }
        match offers.notes.pop() {
            Some(problem) if offers.rates.is_empty() => Err(problem),
            Some(problem) => {
                offers.notes.push(problem);
                Ok(offers)
            }
            None => Ok(offers),
        }
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) fn request(
    account: &Account,
    order: &wire::Order,
    service: u8,
) -> Result<Request, Problem> {
    let order = wire::Order {
        service_type_id: service,
        ..order.clone()
    };
    let url = host::url(account, &["v2", "shipping-order", "preview"])?;
    host::of_shop(account, Request::post_json(url, &order))
}

pub(super) fn parse(answer: &Answer, account: &Account, service: u8) -> Result<Rate, Problem> {
    let data = read(answer, Effect::Asks)?;
    let total = total(&data).ok_or_else(|| missing(Effect::Asks, "price"))?;
    Ok(Rate {
        account: account.id,
        carrier_name: "GHN".to_owned(),
        service: service.to_string(),
        service_name: service_name(service).to_owned(),
        total,
        charges: charges(&data["fee"], total),
        transit_days: None,
        delivery_date: day(&data["expected_delivery_time"]),
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    })
}

/// What is charged, of a preview or a sale.
pub(super) fn total(data: &Value) -> Option<Money> {
    let total = integer(&data["total_fee"]).filter(|total| *total > 0)?;
    Some(Money::new(total, dong()))
}

/// What the total is made of; a list that does not add up to it is left out.
fn charges(fee: &Value, total: Money) -> Vec<Charge> {
    let charge = |(name, label): &(&str, &str)| {
        let minor = integer(&fee[*name])?;
        let amount = Money::new(minor, dong());
        (minor != 0).then(|| Charge {
            label: (*label).to_owned(),
            amount,
        })
    };
    let charges: Vec<Charge> = FEES.iter().filter_map(charge).collect();
    let mut parts = charges.iter().map(|charge| charge.amount);
    let sum = parts.try_fold(Money::zero(dong()), |sum: Money, part| {
        sum.checked_add(part)
    });
    if sum == Ok(total) {
        charges
    } else {
        Vec::new()
    }
}

/// A moment, as RFC 3339 or in seconds.
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    match integer(value) {
        Some(seconds) => Timestamp::from_second(seconds).ok(),
        None => text(value).parse().ok(),
    }
    .filter(|at| *at > Timestamp::UNIX_EPOCH)
}

/// The day of a moment in Vietnam, `YYYY-MM-DD`.
pub(super) fn day(value: &Value) -> Option<String> {
    let vietnam = TimeZone::fixed(offset(7));
    let day = moment(value)?.to_zoned(vietnam).date();
    Some(day.to_string())
}
