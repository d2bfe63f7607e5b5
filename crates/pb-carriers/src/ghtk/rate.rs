//! Prices: `GET /services/shipment/fee`, one call for each way of transport.

use super::answer::{integer, list, missing, read, text};
use super::host::{self, call};
use super::mode::Mode;
use super::order::{dong, order};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use pb_domain::{Account, Charge, Money, Problem, ProblemKind, Rate, RateSurety};
use serde_json::Value;

pub(super) struct GhtkRates;

#[async_trait]
impl Rates for GhtkRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let mut offers = RateAnswer::default();
        for mode in Mode::wanted(cx.account) {
            let whole = order(cx.account, consignment, mode)?;
            let request = request(cx.account, &whole.order)?;
            let asked = call(cx, "rate", Effect::Asks, &request).await;
            match asked.and_then(|answer| parse(&answer, cx.account, mode)) {
                Ok(fee) => fee.into_offers(&mut offers, mode),
                Err(problem) => offers.notes.push(problem),
            }
        }
        // The first says why, where there is no offer.
        match offers.rates.is_empty() && !offers.notes.is_empty() {
            true => Err(offers.notes.swap_remove(0)),
            false => Ok(offers),
        }
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) fn request(account: &Account, order: &wire::Order) -> Result<Request, Problem> {
    let mut url = host::shipment(account, &["fee"])?;
    let mut query = url.query_pairs_mut();
    match &order.from {
        wire::From::Known { pick_address_id } => {
            query.append_pair("pick_address_id", pick_address_id);
        }
        wire::From::Whole {
            pick_address,
            pick_province,
            pick_district,
            pick_ward,
            ..
        } => {
            query.append_pair("pick_address", pick_address);
            query.append_pair("pick_province", pick_province);
            if let Some(district) = pick_district {
                query.append_pair("pick_district", district);
            }
            query.append_pair("pick_ward", pick_ward);
        }
    }
    query.append_pair("address", &order.to.address);
    query.append_pair("province", &order.to.province);
    if let Some(district) = &order.to.district {
        query.append_pair("district", district);
    }
    query
        .append_pair("ward", &order.to.ward)
        .append_pair("weight", &order.total_weight.to_string())
        .append_pair("value", &order.value.to_string())
        .append_pair("transport", order.transport)
        .append_pair("deliver_option", order.deliver_option);
    for tag in &order.tags {
        query.append_pair("tags[]", &tag.to_string());
    }
    drop(query);
    host::of_shop(account, Request::get(url))
}

/// What GHTK says of one way of transport.
#[derive(Debug, PartialEq)]
pub(super) enum Fee {
    /// It goes there for this; and dong that may be charged on top, where GHTK names some.
    Served { rate: Box<Rate>, perhaps: i64 },
    /// It does not go there so, and its words about it.
    NotServed(String),
}

impl Fee {
    pub(super) fn into_offers(self, offers: &mut RateAnswer, mode: Mode) {
        match self {
            Self::Served { rate, perhaps } => {
                offers.rates.push(*rate);
                if perhaps > 0 {
                    let amount = Money::new(perhaps, dong());
                    let text = format!(
                        "GHTK names surcharges of {amount} for {}, which may not be in its price",
                        mode.name()
                    );
                    let note = Problem::new(ProblemKind::Unavailable, text)
                        .hint("What is charged stands in the answer to the purchase");
                    offers.notes.push(note);
                }
            }
            Self::NotServed(words) => {
                let text = format!("GHTK does not go there: {}", mode.name());
                let note = Problem::new(ProblemKind::Refused, text)
                    .hint("Choose another way of transport, or another carrier")
                    .carrier("", words);
                offers.notes.push(note);
            }
        }
    }
}

pub(super) fn parse(answer: &Answer, account: &Account, mode: Mode) -> Result<Fee, Problem> {
    let body = read(answer, Effect::Asks)?;
    let fee = &body["fee"];
    match &fee["delivery"] {
        Value::Bool(false) => return Ok(Fee::NotServed(text(&body["message"]))),
        Value::Bool(true) | Value::Null => {}
        _ => return Err(missing(Effect::Asks, "word whether it goes there")),
    }
    let (total, charges, perhaps) = priced(fee).ok_or_else(|| missing(Effect::Asks, "price"))?;
    let rate = Rate {
        account: account.id,
        carrier_name: "GHTK".to_owned(),
        service: mode.code().to_owned(),
        service_name: mode.name().to_owned(),
        total,
        charges,
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    };
    Ok(Fee::Served {
        rate: Box::new(rate),
        perhaps,
    })
}

/// A sum that cannot be charged is none.
fn money(amount: i64) -> Option<Money> {
    (amount > 0).then(|| Money::new(amount, dong()))
}

/// Freight and insurance together, of a fee or of a sale.
pub(super) fn total(fee: &Value, freight: &str, insurance: &str) -> Option<Money> {
    let freight = integer(&fee[freight]).filter(|freight| *freight >= 0)?;
    let insurance = integer(&fee[insurance]).unwrap_or(0).max(0);
    money(freight.checked_add(insurance)?)
}

/// The total, its parts, and surcharges that it may not hold: whether `fee` holds `extFees` is said nowhere, and is
/// seen only where the freight beside it is just so much lower.
fn priced(fee: &Value) -> Option<(Money, Vec<Charge>, i64)> {
    let total = total(fee, "fee", "insurance_fee")?;
    let whole = integer(&fee["fee"])?;
    let mut surcharges = Vec::new();
    let mut sum = 0_i64;
    for surcharge in list(&fee["extFees"]) {
        let amount = integer(&surcharge["amount"]).filter(|amount| *amount > 0);
        let Some(amount) = amount else { continue };
        sum = sum.checked_add(amount)?;
        let title = match text(&surcharge["title"]) {
            none if none.is_empty() => "Surcharge".to_owned(),
            title => title,
        };
        surcharges.push((title, amount));
    }
    let bare = [&fee["ship_fee_only"], &fee["options"]["shipMoney"]];
    let bare = bare.into_iter().find_map(integer);
    let within = bare.and_then(|bare| bare.checked_add(sum)) == Some(whole);
    let (freight, parts, perhaps) = if within {
        (whole - sum, surcharges, 0)
    } else {
        (whole, Vec::new(), sum)
    };
    let insurance = total.minor - whole;
    let all = [("Transport".to_owned(), freight)]
        .into_iter()
        .chain(parts)
        .chain([("Insurance".to_owned(), insurance)]);
    let charges = all.filter_map(|(label, amount)| {
        let amount = money(amount)?;
        Some(Charge { label, amount })
    });
    Some((total, charges.collect(), perhaps))
}
