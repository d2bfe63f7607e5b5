//! Rates: `POST /rates`, an offer for every courier that takes the parcel.
//!
//! Velocity's own pages do not describe it: it is as two integrators ask and read it. Prices seem to be without GST,
//! which the account's percentage is added for.

use super::answer::{granted, list, missing, text, words};
use super::goods::{cash, money};
use super::host::{self, call};
use super::order::sayable;
use super::party::pin;
use super::{measure, time, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use pb_domain::{Account, Charge, Direction, Money, Problem, ProblemKind, Rate, RateSurety};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

/// The account's setting with the tax on prices.
pub(super) const TAX: &str = "gst_percent";

pub(super) struct VelocityRates;

#[async_trait]
impl Rates for VelocityRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        tax(cx.account)?;
        let request = request(cx.account, consignment)?;
        let answer = call(cx, "rate", Effect::Asks, &request).await?;
        parse(&answer, cx.account)
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

/// What is added to prices, in percent.
pub(super) fn tax(account: &Account) -> Result<Decimal, Problem> {
    let text = account.setting(TAX).trim_end_matches('%').trim_end();
    text.parse::<Decimal>()
        .ok()
        .filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent))
        .ok_or_else(|| {
            invalid(
                TAX,
                format!("“{text}” is no share of tax: enter a number from 0 to 100, such as 18"),
            )
        })
}

/// An amount with so many percent of tax, to the paisa; `None` where it is beyond measure.
pub(super) fn taxed(amount: Decimal, percent: Decimal) -> Option<Decimal> {
    let taxed = amount.checked_mul(Decimal::ONE_HUNDRED + percent)? / Decimal::ONE_HUNDRED;
    Some(taxed.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

pub(super) fn request(account: &Account, consignment: &Consignment) -> Result<Request, Problem> {
    sayable(consignment)?;
    let measured = measure::parcel(&consignment.parcels)?;
    let [length, width, height] = measured.sides;
    let cash = cash(consignment)?;
    let returns = consignment.direction == Direction::Return;
    let body = wire::Priced {
        journey_type: if returns { "return" } else { "forward" },
        origin_pincode: pin(("ship_from", &consignment.ship_from))?,
        destination_pincode: pin(("ship_to", &consignment.ship_to))?,
        dead_weight: measured.grams,
        length,
        width,
        height,
        payment_method: if cash.is_some() { "cod" } else { "prepaid" },
        shipment_value: cash.map(wire::number),
        qc_applicable: returns.then_some(false),
    };
    Ok(Request::post_json(host::url(account, "rates")?, &body))
}

pub(super) fn parse(answer: &Answer, account: &Account) -> Result<RateAnswer, Problem> {
    let told = granted(answer, Effect::Asks, "prices")?;
    let result = &told["result"];
    let Some(couriers) = list(&result["serviceable_couriers"]) else {
        return Err(missing(Effect::Asks, "prices").carrier("", words(&told)));
    };
    let details = &result["shipment_details"];
    let percent = tax(account)?;
    let mut answer = RateAnswer::default();
    let mut closed: Vec<String> = Vec::new();
    for courier in couriers {
        let (id, name) = (text(&courier["carrier_id"]), name(courier));
        if id.is_empty() {
            continue;
        }
        if is_closed(&courier["status"]) {
            closed.push(name);
            continue;
        }
        match offer(courier, percent) {
            Some((total, charges)) => answer.rates.push(Rate {
                account: account.id,
                carrier_name: "Velocity".to_owned(),
                service: id,
                service_name: name,
                total,
                charges,
                transit_days: None,
                delivery_date: delivery(&courier["expected_delivery"]["delivery"]),
                surety: RateSurety::Stated,
                pooled: None,
                carrier_data: json!({
                    "zone": text(&details["zone"]),
                    "applicable_weight": text(&details["applicable_weight"]),
                    "volumetric_weight": text(&details["volumetric_weight"]),
                }),
            }),
            None => answer.notes.push(
                Problem::new(
                    ProblemKind::Refused,
                    format!("Velocity states no price of {name} that can be"),
                )
                .hint("Look for its price at app.velocity.in"),
            ),
        }
    }
    if !closed.is_empty() {
        answer.notes.push(Problem::new(
            ProblemKind::Refused,
            format!("Velocity does not offer {} for this", closed.join(", ")),
        ));
    }
    if answer.rates.is_empty() && answer.notes.is_empty() {
        answer.notes.push(
            Problem::new(
                ProblemKind::Refused,
                "None of Velocity's couriers takes this parcel",
            )
            .hint("Compare the PIN codes, weight and size, or choose another carrier")
            .carrier("", words(&told)),
        );
    }
    Ok(answer)
}

/// The courier, and how it goes.
fn name(courier: &Value) -> String {
    let name = match text(&courier["carrier_name"]) {
        name if name.is_empty() => text(&courier["carrier_id"]),
        name => name,
    };
    match text(&courier["service_level"]).as_str() {
        "" => name,
        "road" => format!("{name}, by road"),
        "air" => format!("{name}, by air"),
        level => format!("{name}, {level}"),
    }
}

fn is_closed(status: &Value) -> bool {
    *status == Value::Bool(false) || text(status).eq_ignore_ascii_case("false")
}

/// The day in India.
fn delivery(expected: &Value) -> Option<String> {
    let stated = match expected {
        Value::Object(_) => text(&expected["datetime"]),
        other => text(other),
    };
    time::day(&stated).map(|day| day.to_string())
}

/// What is charged in all, and what that is made of. What a return to the sender would cost is no part of it.
fn offer(courier: &Value, percent: Decimal) -> Option<(Money, Vec<Charge>)> {
    let stated = &courier["charges"];
    let amount = |value: &Value| text(value).parse::<Decimal>().ok();
    let totals = ["total_forward_charges", "total_return_charges"];
    let carriage = totals
        .into_iter()
        .find_map(|total| amount(&stated[total]))?;
    let fee = amount(&courier["platform_fee"]).unwrap_or_default();
    let sum = carriage.checked_add(fee)?;
    let whole = taxed(sum, percent)?;
    let total = money(whole).filter(|total| total.minor > 0)?;
    let cash =
        amount(&stated["cod_charges"]).filter(|cash| (Decimal::ZERO..=carriage).contains(cash));
    let parts = [
        ("Transport", carriage - cash.unwrap_or_default()),
        ("Cash on delivery", cash.unwrap_or_default()),
        ("Platform fee", fee),
        ("GST", whole - sum),
    ];
    let charges = parts.into_iter().filter(|(_, part)| !part.is_zero());
    let charges: Option<Vec<Charge>> = charges
        .map(|(label, part)| {
            Some(Charge {
                label: label.to_owned(),
                amount: money(part)?,
            })
        })
        .collect();
    let adds_up = |charges: &Vec<Charge>| {
        let sum = charges
            .iter()
            .try_fold(Money::zero(total.currency), |sum, part| {
                sum.checked_add(part.amount)
            });
        sum == Ok(total)
    };
    Some((total, charges.filter(adds_up).unwrap_or_default()))
}
