//! Rates: `POST /rate/v1/rates/quotes` without a service, which prices all of them at once, with transit times.
//!
//! An offer has a price of each kind that was asked for, at times in several currencies: it is chosen by its kind, never
//! by its place.

use super::answer::{missing, read, words};
use super::consignment::{For, OWN_PACKAGING, pickup_type, say};
use super::host::{self, Project, call};
use super::party::{Residential, place};
use super::{customs, service, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{
    Account, Charge, Currency, Direction, Money, MoneyError, Problem, ProblemKind, Rate, RateSurety,
};
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

pub(super) const PATH: &str = "rate/v1/rates/quotes";
/// By contract, and by the public list.
pub(super) const ACCOUNT: &str = "ACCOUNT";
pub(super) const LIST: &str = "LIST";

pub(super) struct FedexRates;

#[async_trait]
impl Rates for FedexRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let request = request(cx.account, consignment, Uuid::now_v7())?;
        let answer = call(cx, Project::Ship, "rate", Effect::Asks, &request).await?;
        parse(&answer, cx.account, consignment)
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

pub(super) fn request(
    account: &Account,
    consignment: &Consignment,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let said = say(account, consignment, For::Rating)?;
    let returns = consignment.direction == Direction::Return;
    let residential = Residential::of(account.setting("residential"));
    let body = wire::RateRequest {
        account_number: said.account,
        rate_request_control_parameters: wire::RateControl {
            return_transit_times: true,
        },
        requested_shipment: wire::RatedShipment {
            shipper: wire::Place {
                address: place("ship_from", &consignment.ship_from, None)?,
            },
            recipient: wire::Place {
                address: place(
                    "ship_to",
                    &consignment.ship_to,
                    (!returns).then_some(residential),
                )?,
            },
            rate_request_type: kinds(account).to_vec(),
            ship_date_stamp: consignment.ship_date.clone(),
            pickup_type: pickup_type(account),
            packaging_type: OWN_PACKAGING,
            total_package_count: said.items.len(),
            total_weight: Some(said.units.total(&consignment.parcels)),
            document_shipment: customs::is_documents(consignment).then_some(true),
            requested_package_line_items: said.items,
            shipment_special_services: said.services,
            customs_clearance_detail: said.clearance,
        },
    };
    host::request(account, "POST", PATH, &body, transaction)
}

/// The kinds of prices to ask for, the one that counts first.
pub(super) fn kinds(account: &Account) -> &'static [&'static str] {
    match account.setting("prices") {
        "published" => &[LIST],
        _ => &[ACCOUNT, LIST],
    }
}

pub(super) fn parse(
    answer: &Answer,
    account: &Account,
    consignment: &Consignment,
) -> Result<RateAnswer, Problem> {
    let rated: wire::Rated = read(answer, Effect::Asks)?;
    let mut answer = RateAnswer::default();
    if rated.rate_reply_details.is_empty() {
        if rated.alerts.is_empty() {
            return Err(missing(Effect::Asks, "rates"));
        }
        answer.notes.extend(rated.alerts.iter().map(|alert| {
            let says = words(&alert.message);
            Problem::new(
                ProblemKind::Refused,
                format!("FedEx offers nothing: {says}"),
            )
            .hint("Check addresses, weight and size")
            .carrier(&alert.code, says)
        }));
    }
    let currency = consignment.goods_value.map(|v| v.currency);
    for offered in &rated.rate_reply_details {
        let name = name(offered);
        let note = |text: String| {
            Problem::new(ProblemKind::Refused, text).hint("Look for its price on fedex.com")
        };
        if offered.service_type.is_empty() {
            let text = "FedEx offers something without saying what".to_owned();
            answer.notes.push(note(text));
            continue;
        }
        let Some(detail) = chosen(offered, kinds(account), currency) else {
            answer
                .notes
                .push(note(format!("FedEx states no price for {name}")));
            continue;
        };
        match total(detail) {
            Err(e) => answer
                .notes
                .push(note(format!("The price of {name} cannot be read: {e}"))),
            Ok(total) if total.minor <= 0 => answer
                .notes
                .push(note(format!("FedEx asks {total} for {name}"))),
            Ok(total) => answer.rates.push(Rate {
                account: account.id,
                carrier_name: "FedEx".to_owned(),
                service: offered.service_type.clone(),
                service_name: name,
                total,
                charges: charges(detail, total),
                transit_days: transit_days(offered),
                delivery_date: delivery_date(offered),
                surety: RateSurety::Stated,
                pooled: None,
                carrier_data: Value::Null,
            }),
        }
    }
    Ok(answer)
}

/// Without the sign of a registered trade mark.
fn name(offered: &wire::RateReply) -> String {
    let name = offered.service_name.replace(['®', '™'], "");
    match name.trim() {
        "" => service::name(&offered.service_type),
        name => name.to_owned(),
    }
}

/// The price of the first kind that there is: in the currency of the goods, where there are several.
fn chosen<'a>(
    offered: &'a wire::RateReply,
    kinds: &[&str],
    currency: Option<Currency>,
) -> Option<&'a wire::RatedDetail> {
    kinds.iter().find_map(|kind| {
        let of_kind = offered
            .rated_shipment_details
            .iter()
            .filter(|d| d.rate_type.split('_').any(|part| part == *kind))
            .filter(|d| !d.rate_type.starts_with("PREFERRED"));
        let wanted = |d: &&wire::RatedDetail| currency.is_some_and(|c| c.code() == currency_of(d));
        of_kind
            .clone()
            .find(wanted)
            .or_else(|| of_kind.clone().next())
    })
}

fn currency_of(detail: &wire::RatedDetail) -> &str {
    [
        &detail.total_net_charge.currency,
        &detail.currency,
        &detail.shipment_rate_detail.currency,
    ]
    .into_iter()
    .find(|c| !c.is_empty())
    .map_or("", String::as_str)
}

fn total(detail: &wire::RatedDetail) -> Result<Money, MoneyError> {
    money(&detail.total_net_charge.amount, currency_of(detail))
}

/// What a price is made of, where that adds up to it.
fn charges(detail: &wire::RatedDetail, total: Money) -> Vec<Charge> {
    let read = |label: &str, amount: &wire::Amount, sign: i64| {
        let amount = money(&amount.amount, total.currency.code()).ok()?;
        Some(Charge {
            label: label.to_owned(),
            amount: Money::new(amount.minor.checked_mul(sign)?, amount.currency),
        })
    };
    let shipment = &detail.shipment_rate_detail;
    let surcharges = shipment.sur_charges.iter().chain(&shipment.surcharges);
    let mut parts = vec![
        read("Transport", &detail.total_base_charge, 1),
        read("Discounts", &detail.total_discounts, -1),
        read("VAT", &detail.total_vat_charge, 1),
    ];
    parts.extend(surcharges.map(|surcharge| {
        let label = match surcharge.description.as_str() {
            "" => service::name(&surcharge.kind),
            words => words.to_owned(),
        };
        read(&label, &surcharge.amount, 1)
    }));
    let parts: Vec<Charge> = parts
        .into_iter()
        .flatten()
        .filter(|c| c.amount.minor != 0)
        .collect();
    let sum = parts
        .iter()
        .try_fold(Money::zero(total.currency), |sum, part| {
            sum.checked_add(part.amount)
        });
    if sum == Ok(total) { parts } else { Vec::new() }
}

/// An amount from its digits.
pub(super) fn money(amount: &str, currency: &str) -> Result<Money, MoneyError> {
    let amount: Decimal = amount
        .parse()
        .map_err(|_| MoneyError::Unreadable(amount.to_owned()))?;
    Money::from_decimal(amount, Currency::from_code(currency)?)
}

fn transit_days(offered: &wire::RateReply) -> Option<u32> {
    [
        &offered.operational_detail.transit_time,
        &offered.commit.transit_days.minimum_transit_time,
    ]
    .into_iter()
    .find_map(|words| days(words))
}

/// Days are words, up to twenty.
fn days(words: &str) -> Option<u32> {
    const COUNTS: &[&str] = &[
        "ONE",
        "TWO",
        "THREE",
        "FOUR",
        "FIVE",
        "SIX",
        "SEVEN",
        "EIGHT",
        "NINE",
        "TEN",
        "ELEVEN",
        "TWELVE",
        "THIRTEEN",
        "FOURTEEN",
        "FIFTEEN",
        "SIXTEEN",
        "SEVENTEEN",
        "EIGHTEEN",
        "NINETEEN",
        "TWENTY",
    ];
    let count = words
        .strip_suffix("_DAYS")
        .or_else(|| words.strip_suffix("_DAY"))?;
    let at = COUNTS.iter().position(|c| *c == count)?;
    u32::try_from(at + 1).ok()
}

fn delivery_date(offered: &wire::RateReply) -> Option<String> {
    [
        &offered.operational_detail.delivery_date,
        &offered.commit.date_detail.day_format,
        &offered.operational_detail.commit_date,
    ]
    .into_iter()
    .find_map(|time| day(time))
}

/// The day of a local time such as `2026-12-03T17:00:00`.
pub(super) fn day(time: &str) -> Option<String> {
    let day = time.get(..10)?;
    day.parse::<Date>().is_ok().then(|| day.to_owned())
}
