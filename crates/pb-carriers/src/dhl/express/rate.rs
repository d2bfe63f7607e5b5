//! Rates: `POST /rates`, which prices all products for the account at once.
//!
//! Prices are the account's own, in the currency in which it is billed (`BILLC`); others are not taken. A product
//! without a price is not one.

use super::consignment::{Words, say};
use super::host::{self, call};
use super::said::{missing, read};
use super::{WHO, customs};
use crate::dhl::wire::{list, money, number, text, without_blanks};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{AccountId, Charge, Money, Problem, ProblemKind, Rate, RateSurety};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The currency of the account's bills.
const BILLED: &str = "BILLC";

pub(super) struct ExpressRates;

/// What a purchase wants back of an offer besides the product's code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Offer {
    /// The product's code in the country of origin.
    pub(super) local_product: String,
}

#[async_trait]
impl Rates for ExpressRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let request = request(cx, consignment)?;
        parse(
            &call(cx, "rate", Effect::Asks, &request).await?,
            cx.account.id,
        )
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

pub(super) fn request(cx: Cx<'_>, consignment: &Consignment) -> Result<Request, Problem> {
    let said = say(cx, consignment)?;
    let body = json!({
        "customerDetails": said.places()?,
        "accounts": said.accounts,
        "valueAddedServices": said.services,
        "plannedShippingDateAndTime": said.planned,
        "unitOfMeasurement": "metric",
        "isCustomsDeclarable": said.declarable,
        "monetaryAmount": amounts(&said, consignment)?,
        "packages": said.packages,
    });
    // The postal code stays, even where it is blank.
    let places = body["customerDetails"].clone();
    let mut body = without_blanks(body);
    body["customerDetails"] = places;
    Ok(Request::post_json(
        host::url(cx.account, &["rates"])?,
        &body,
    ))
}

/// What the goods are worth, where they are declared, and what is insured.
fn amounts(said: &Words<'_>, consignment: &Consignment) -> Result<Vec<Value>, Problem> {
    let declared = match said.declarable {
        true => customs::goods_value(consignment)?,
        false => None,
    };
    let kinds = [
        ("declaredValue", declared),
        ("insuredValue", consignment.options.insurance),
    ];
    let amount = |kind: &str, value: Money| {
        json!({
            "typeCode": kind,
            "value": number(value.decimal()),
            "currency": value.currency.code(),
        })
    };
    Ok(kinds
        .into_iter()
        .filter_map(|(kind, value)| value.map(|value| amount(kind, value)))
        .collect())
}

pub(super) fn parse(answer: &Answer, account: AccountId) -> Result<RateAnswer, Problem> {
    let rated = read(answer, Effect::Asks)?;
    if rated["products"].is_null() {
        return Err(missing(Effect::Asks, "products"));
    }
    let products = list(&rated["products"]);
    let mut offers = RateAnswer::default();
    let note = |text: String| {
        Problem::new(ProblemKind::Refused, text).hint("Look for its price in MyDHL+")
    };
    if products.is_empty() {
        offers
            .notes
            .push(note(format!("{WHO} offers nothing for this shipment")));
    }
    for product in products {
        let code = text(&product["productCode"]);
        let name = match text(&product["productName"]) {
            none if none.is_empty() => format!("Product {code}"),
            name => name,
        };
        if code.is_empty() {
            offers
                .notes
                .push(note(format!("{WHO} offers something without saying what")));
            continue;
        }
        match billed(&product["totalPrice"]) {
            None => offers.notes.push(note(format!(
                "{WHO} states no price for {name} that is billed"
            ))),
            // It is offered here, and not to this account.
            Some(total) if total.minor == 0 => {}
            Some(total) if total.minor < 0 => offers
                .notes
                .push(note(format!("{WHO} asks {total} for {name}"))),
            Some(total) => offers.rates.push(Rate {
                account,
                carrier_name: WHO.to_owned(),
                service: code,
                service_name: name,
                total,
                charges: charges(product, total),
                transit_days: transit_days(product),
                delivery_date: day(
                    &product["deliveryCapabilities"]["estimatedDeliveryDateAndTime"],
                ),
                surety: RateSurety::Stated,
                pooled: None,
                carrier_data: serde_json::to_value(Offer {
                    local_product: text(&product["localProductCode"]),
                })
                .expect("plain texts are always JSON"),
            }),
        }
    }
    Ok(offers)
}

/// What is billed of prices in several currencies.
pub(super) fn billed(prices: &Value) -> Option<Money> {
    let price = list(prices)
        .iter()
        .find(|price| text(&price["currencyType"]) == BILLED)?;
    money(&price["price"], &price["priceCurrency"]).ok()
}

/// What the total is made of; a list that does not add up to it is left out.
fn charges(product: &Value, total: Money) -> Vec<Charge> {
    let detailed = list(&product["detailedPriceBreakdown"])
        .iter()
        .find(|part| text(&part["currencyType"]) == BILLED);
    let parts = detailed.map_or(&[][..], |part| list(&part["breakdown"]));
    let currency = Value::from(total.currency.code());
    let read = |part: &Value| {
        Some(Charge {
            label: match text(&part["name"]) {
                none if none.is_empty() => text(&part["serviceCode"]),
                name => name,
            },
            amount: money(&part["price"], &currency).ok()?,
        })
    };
    let priced = parts.iter().filter(|part| !part["price"].is_null());
    let Some(charges) = priced.map(read).collect::<Option<Vec<_>>>() else {
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

fn transit_days(product: &Value) -> Option<u32> {
    let days = text(&product["deliveryCapabilities"]["totalTransitDays"]);
    days.parse().ok().filter(|days| *days > 0)
}

/// The day of a local time.
fn day(value: &Value) -> Option<String> {
    let text = text(value);
    let day = text.get(..10)?;
    day.parse::<Date>().is_ok().then(|| day.to_owned())
}
