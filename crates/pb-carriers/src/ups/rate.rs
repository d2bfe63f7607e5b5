//! Rates: `POST /api/rating/v2409/Shop`, which prices all services at once.
//!
//! The account's own prices are taken where the answer has them, with taxes where it states them. The day
//! of arrival comes along, unless goods of unknown value cross a border: then UPS refuses to say it.

use super::answer::{missing, read, success};
use super::consignment::{For, Lane, say};
use super::host::{self, call};
use super::wire::{self, Code};
use super::{customs, service};
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

/// The version of rating and shipping that is spoken here.
pub(super) const VERSION: &str = "v2409";
/// The same, as it is said within a request.
pub(super) const SUB_VERSION: &str = "2409";

pub(super) struct UpsRates;

#[async_trait]
impl Rates for UpsRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let request = request(cx.account, consignment, Uuid::now_v7())?;
        let answer = call(cx, "rate", Effect::Asks, &request).await?;
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
    let mut shipment = say(account, consignment, For::Rating)?;
    let lane = Lane {
        from: &shipment.ship_from.address.country_code,
        to: &shipment.ship_to.address.country_code,
    };
    let in_transit = lane.is_domestic() || shipment.invoice_line_total.is_some();
    let mut url = host::url(account, &["api", "rating", VERSION, "Shop"])?;
    if in_transit {
        url.query_pairs_mut()
            .append_pair("additionalinfo", "timeintransit");
        shipment.delivery_time_information = Some(wire::DeliveryTime {
            package_bill_type: match customs::is_documents(consignment) {
                true => "02",
                false => "03",
            },
            pickup: wire::PickupDay {
                date: consignment.ship_date.replace('-', ""),
            },
        });
    }
    let body = wire::RateRequest {
        request: wire::RequestControl {
            request_option: Some(match in_transit {
                true => "Shoptimeintransit",
                false => "Shop",
            }),
            sub_version: Some(SUB_VERSION),
            transaction_reference: wire::TransactionReference {
                customer_context: transaction.simple().to_string(),
            },
        },
        pickup_type: Code::of(pickup_type(account)),
        shipment,
    };
    let request = Request::post_json(url, &wire::body("RateRequest", &body));
    Ok(host::signed(request, transaction))
}

/// How the parcels reach UPS, by the account's setting.
fn pickup_type(account: &Account) -> &str {
    match account.setting("pickup_type") {
        "" => "01",
        kind => kind,
    }
}

pub(super) fn parse(
    answer: &Answer,
    account: &Account,
    consignment: &Consignment,
) -> Result<RateAnswer, Problem> {
    let rated: wire::Rated = read(answer, Effect::Asks)?;
    let rated = rated
        .rate_response
        .ok_or_else(|| missing(Effect::Asks, "rates"))?;
    success(&rated.response, Effect::Asks)?;
    if rated.rated_shipment.is_empty() {
        return Err(missing(Effect::Asks, "rates"));
    }
    let origin = consignment.ship_from.country;
    let origin = origin.as_ref().map_or("", |c| c.code());
    let mut answer = RateAnswer::default();
    for offered in &rated.rated_shipment {
        let code = offered.service.code.as_str();
        let known = service::find(code, origin);
        if consignment.direction == Direction::Return && known.is_some_and(|s| !s.returns) {
            continue;
        }
        let name = known.map_or_else(|| format!("Service {code}"), |s| s.name.clone());
        let note = |text: String| {
            Problem::new(ProblemKind::Refused, text).hint("Look for its price on ups.com")
        };
        match total(offered) {
            _ if code.is_empty() => answer
                .notes
                .push(note("UPS offers something without saying what".to_owned())),
            Err(e) => answer
                .notes
                .push(note(format!("The price of {name} cannot be read: {e}"))),
            Ok(total) if total.minor <= 0 => answer
                .notes
                .push(note(format!("UPS asks {total} for {name}"))),
            Ok(total) => answer.rates.push(Rate {
                account: account.id,
                carrier_name: "UPS".to_owned(),
                service: code.to_owned(),
                service_name: name,
                total,
                charges: charges(offered, total),
                transit_days: transit_days(offered),
                delivery_date: day(&offered
                    .time_in_transit
                    .service_summary
                    .estimated_arrival
                    .arrival
                    .date),
                surety: RateSurety::Stated,
                pooled: None,
                carrier_data: Value::Null,
            }),
        }
    }
    Ok(answer)
}

/// What is paid: by contract before list, with taxes before without.
fn total(offered: &wire::RatedShipment) -> Result<Money, MoneyError> {
    paid(
        offered.negotiated_rate_charges.as_ref(),
        [&offered.total_charges_with_taxes, &offered.total_charges],
    )
}

/// The same for what was bought.
pub(super) fn paid(
    negotiated: Option<&wire::Negotiated>,
    listed: [&wire::Charge; 2],
) -> Result<Money, MoneyError> {
    let negotiated = negotiated.map(|n| [&n.total_charges_with_taxes, &n.total_charge]);
    let all = negotiated.into_iter().flatten().chain(listed);
    let mut stated = all.filter(|charge| !charge.monetary_value.is_empty());
    let charge = stated
        .next()
        .ok_or_else(|| MoneyError::Unreadable(String::new()))?;
    money(&charge.monetary_value, &charge.currency_code)
}

/// An amount from its digits.
pub(super) fn money(amount: &str, currency: &str) -> Result<Money, MoneyError> {
    let amount: Decimal = amount
        .parse()
        .map_err(|_| MoneyError::Unreadable(amount.to_owned()))?;
    Money::from_decimal(amount, Currency::from_code(currency)?)
}

/// What the total is made of; a list that does not add up to it is left out.
fn charges(offered: &wire::RatedShipment, total: Money) -> Vec<Charge> {
    let mut parts: Vec<(String, &str)> = Vec::new();
    let taxes = match &offered.negotiated_rate_charges {
        Some(negotiated) => {
            let base = negotiated.base_service_charge.iter();
            parts.extend(base.map(|c| ("Transport".to_owned(), c.monetary_value.as_str())));
            let items = negotiated.itemized_charges.iter();
            parts.extend(items.map(|c| (named(c), c.monetary_value.as_str())));
            &negotiated.tax_charges
        }
        None => {
            let transport = &offered.transportation_charges.monetary_value;
            parts.push(("Transport".to_owned(), transport));
            let options = &offered.service_options_charges.monetary_value;
            parts.push(("Options".to_owned(), options));
            &offered.tax_charges
        }
    };
    parts.extend(
        taxes
            .iter()
            .map(|tax| (tax.kind.clone(), tax.monetary_value.as_str())),
    );
    let read = |(label, amount): (String, &str)| {
        let amount = money(amount, total.currency.code()).ok()?;
        Some(Charge { label, amount })
    };
    let stated = parts.into_iter().filter(|(_, amount)| !amount.is_empty());
    let Some(charges) = stated.map(read).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let sum = charges
        .iter()
        .try_fold(Money::zero(total.currency), |sum, charge| {
            sum.checked_add(charge.amount)
        });
    if sum != Ok(total) {
        return Vec::new();
    }
    charges
        .into_iter()
        .filter(|c| c.amount.minor != 0)
        .collect()
}

fn named(charge: &wire::Charge) -> String {
    match (charge.description.as_str(), charge.code.as_str()) {
        ("", code) => format!("Surcharge {code}"),
        (words, _) => words.to_owned(),
    }
}

fn transit_days(offered: &wire::RatedShipment) -> Option<u32> {
    let estimated = &offered.time_in_transit.service_summary.estimated_arrival;
    [
        &estimated.business_days_in_transit,
        &offered.guaranteed_delivery.business_days_in_transit,
    ]
    .into_iter()
    .find_map(|days| days.parse().ok())
    .filter(|days| *days > 0)
}

/// `20261127` as `2026-11-27`.
pub(super) fn day(text: &str) -> Option<String> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let day = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
    day.parse::<Date>().is_ok().then_some(day)
}
