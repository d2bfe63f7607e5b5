//! Rates: `POST /data/pricing/estimate`, of the service that the account's contract has.
//!
//! A purchase cannot say which service it wants, so none but the account's own is offered. No day of arrival is stated.

use super::answer::{missing, object, text};
use super::goods::{self, RUPEES};
use super::host::{self, call};
use super::measure;
use super::party::{Parties, pin};
use super::{ship, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use pb_domain::{
    Account, Charge, Currency, Direction, Money, Problem, ProblemKind, Rate, RateSurety,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The account's setting with its service.
pub(super) const SERVICE: &str = "service_type";
pub(super) const SURFACE: &str = "SURFACE";
pub(super) const EXPRESS: &str = "EXPRESS";

/// What a total is made of. What a return to the sender would cost is no part of it.
const PARTS: &[(&str, &str)] = &[
    ("shippingCharge", "Transport"),
    ("fuelSurcharge", "Fuel surcharge"),
    ("codCharge", "Cash on delivery"),
    ("qcCharge", "Quality check"),
    ("taxes", "Tax"),
];

pub(super) struct EkartRates;

#[async_trait]
impl Rates for EkartRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
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

fn service(account: &Account) -> &'static str {
    match account.setting(SERVICE) {
        EXPRESS => EXPRESS,
        _ => SURFACE,
    }
}

pub(super) fn request(account: &Account, consignment: &Consignment) -> Result<Request, Problem> {
    let Parties { seller, customer } = Parties::of(consignment);
    let (pickup_pincode, drop_pincode) = (pin(seller)?, pin(customer)?);
    let parcels = measure::parcels(&consignment.parcels)?;
    let [length, width, height] = measure::largest(&parcels);
    let body = wire::Estimate {
        pickup_pincode,
        drop_pincode,
        invoice_amount: goods::value(consignment)?.map(wire::rupees),
        weight: measure::total_weight(&parcels),
        length,
        width,
        height,
        service_type: service(account).to_owned(),
        shipping_direction: match consignment.direction {
            Direction::Outbound => "FORWARD",
            Direction::Return => "REVERSE",
        },
        cod_amount: goods::cash(consignment)?.map(wire::rupees),
        packages: match parcels.len() {
            1 => Vec::new(),
            _ => ship::packages(&parcels),
        },
    };
    let url = host::url(account, &["data", "pricing", "estimate"])?;
    Ok(Request::post_json(url, &body))
}

pub(super) fn parse(answer: &Answer, account: &Account) -> Result<RateAnswer, Problem> {
    let estimate = object(answer, Effect::Asks)?;
    let total = text(&estimate["total"]);
    if total.is_empty() {
        return Err(missing(Effect::Asks, "price"));
    }
    let code = service(account);
    let name = match code {
        EXPRESS => "Express",
        _ => "Surface",
    };
    let mut answer = RateAnswer::default();
    match money(&total) {
        Some(total) if total.minor > 0 => answer.rates.push(Rate {
            account: account.id,
            carrier_name: "Ekart".to_owned(),
            service: code.to_owned(),
            service_name: name.to_owned(),
            total,
            charges: charges(&estimate, total),
            transit_days: None,
            delivery_date: None,
            surety: RateSurety::Stated,
            pooled: None,
            carrier_data: json!({
                "zone": text(&estimate["zone"]),
                "billing_weight": text(&estimate["billingWeight"]),
                "volumetric_weight": text(&estimate["volumetricWeight"]),
                "estimate": text(&estimate["rid"]),
            }),
        }),
        _ => answer.notes.push(
            Problem::new(
                ProblemKind::Refused,
                format!("Ekart's price of {name} is “{total}”, which cannot be"),
            )
            .hint("Look for its price in Ekart's dashboard"),
        ),
    }
    Ok(answer)
}

fn money(amount: &str) -> Option<Money> {
    let amount: Decimal = amount.parse().ok()?;
    Money::from_decimal(amount, Currency::from_code(RUPEES).ok()?).ok()
}

/// Parts that do not add up to the total are left out.
fn charges(estimate: &Value, total: Money) -> Vec<Charge> {
    let stated = PARTS.iter().filter_map(|(name, label)| {
        let amount = text(&estimate[*name]);
        (!amount.is_empty()).then_some((label, amount))
    });
    let read = stated.map(|(label, amount)| {
        Some(Charge {
            label: (*label).to_owned(),
            amount: money(&amount)?,
        })
    });
    let Some(charges) = read.collect::<Option<Vec<_>>>() else {
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
        .filter(|charge| charge.amount.minor != 0)
        .collect()
}
