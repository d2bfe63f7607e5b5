//! Prices: `POST /shippingguide/api/v2/products`, for several products at once.
//!
//! What is not available is in the answer with its reason, in a 200. The account's own price (`netPrice`) is taken
//! where the answer has it; it needs the user's right to see finances. Fuel surcharges are not in the prices of
//! Nordic parcels.

use super::answer::{failures, missing, read, said, words};
use super::consignment::{Lane, counted, handed_over};
use super::extra::extras;
use super::host::{self, call};
use super::measure::{centimetres, grams};
use super::party::postal_code;
use super::service::{self, Service};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use jiff::Zoned;
use jiff::civil::Date;
use pb_domain::{
    Account, Charge, Currency, Direction, Money, MoneyError, Problem, ProblemKind, Rate, RateSurety,
};
use rust_decimal::Decimal;
use serde_json::Value;

/// The account's choices of what a price is.
pub(super) const WITH_VAT: &str = "with_vat";
pub(super) const WITHOUT_VAT: &str = "without_vat";

pub(super) struct BringRates;

#[async_trait]
impl Rates for BringRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let (offered, mut notes) = offered(cx.account, consignment)?;
        if offered.is_empty() {
            return Ok(RateAnswer {
                rates: Vec::new(),
                notes,
            });
        }
        let request = request(cx.account, consignment, &offered, cx.now)?;
        let answer = call(cx, "rate", Effect::Asks, &request).await?;
        let mut answer = parse(&answer, cx.account)?;
        notes.append(&mut answer.notes);
        Ok(RateAnswer { notes, ..answer })
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

/// The products that a price is asked for, and why others are not.
pub(super) fn offered(
    account: &Account,
    consignment: &Consignment,
) -> Result<(Vec<&'static Service>, Vec<Problem>), Problem> {
    counted(consignment)?;
    let lane = Lane::of(consignment)?;
    let returns = consignment.direction == Direction::Return;
    let all = service::asked(account, lane, returns)?;
    if all.is_empty() {
        let what = if returns { "brings back" } else { "brings" };
        return Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "Of the products asked for Bring {what} nothing from {} to {}",
                lane.from.name(),
                lane.to.name()
            ),
        )
        .hint("Look at the account's products, or choose another carrier"));
    }
    let mut notes = Vec::new();
    let mut kept = Vec::new();
    for service in all {
        let mut parcels = consignment.parcels.iter().enumerate();
        let taken = parcels
            .try_for_each(|(i, parcel)| service.fits(i, parcel))
            .and_then(|()| extras(account, consignment, service, lane));
        match taken {
            Ok(_) => kept.push(service),
            Err(problem) => notes.push(problem),
        }
    }
    let declares = kept.iter().any(|s| s.declares(lane));
    if consignment.customs.is_some() && !kept.is_empty() && !declares {
        notes.push(
            Problem::new(
                ProblemKind::Unsupported,
                format!(
                    "Bring takes no customs data from {} to {}",
                    lane.from.name(),
                    lane.to.name()
                ),
            )
            .hint("Put the invoice on the parcel"),
        );
    }
    Ok((kept, notes))
}

pub(super) fn request(
    account: &Account,
    consignment: &Consignment,
    offered: &[&'static Service],
    now: &Zoned,
) -> Result<Request, Problem> {
    let lane = Lane::of(consignment)?;
    let number = host::customer(account)?;
    let at = handed_over(consignment, now)?;
    let mut wanted: Vec<&'static str> = Vec::new();
    for service in offered {
        for extra in extras(account, consignment, service, lane)? {
            // They are asked for all products at once; one that has none of it leaves it out.
            if !wanted.contains(&extra.guide_id()) {
                wanted.push(extra.guide_id());
            }
        }
    }
    let products = offered.iter().map(|service| wire::GuideProduct {
        id: service.id.clone(),
        customer_number: service.customer(number),
    });
    let packages = (1..).zip(&consignment.parcels).map(|(n, parcel)| {
        let [length, width, height] = match parcel.dimensions {
            Some(dimensions) => dimensions.sorted().map(|side| Some(centimetres(side))),
            None => [None; 3],
        };
        wire::GuidePackage {
            id: n.to_string(),
            length,
            width,
            height,
            gross_weight: grams(parcel.weight),
        }
    });
    let body = wire::GuideRequest {
        language: "EN",
        with_price: true,
        with_expected_delivery: true,
        with_gui_information: true,
        edi: true,
        posting_at_post_office: false,
        consignments: vec![wire::GuideConsignment {
            id: "1",
            from_country_code: lane.from.code().to_owned(),
            from_postal_code: postal_code("ship_from", &consignment.ship_from)?,
            to_country_code: lane.to.code().to_owned(),
            to_postal_code: postal_code("ship_to", &consignment.ship_to)?,
            shipping_date: wire::GuideDate {
                year: at.strftime("%Y").to_string(),
                month: at.strftime("%m").to_string(),
                day: at.strftime("%d").to_string(),
                hour: at.strftime("%H").to_string(),
                minute: at.strftime("%M").to_string(),
            },
            products: products.collect(),
            additional_services: wanted
                .into_iter()
                .map(|id| wire::GuideService { id })
                .collect(),
            packages: packages.collect(),
        }],
    };
    let url = host::url(account, &["shippingguide", "api", "v2", "products"])?;
    Ok(Request::post_json(url, &body))
}

pub(super) fn parse(answer: &Answer, account: &Account) -> Result<RateAnswer, Problem> {
    let guide: wire::Guide = read(answer, Effect::Asks)?;
    let failures = failures(answer);
    if !failures.is_empty() {
        return Err(said(answer, Effect::Asks, &failures));
    }
    let products = guide
        .consignments
        .into_iter()
        .next()
        .and_then(|consignment| consignment.products)
        .ok_or_else(|| missing(Effect::Asks, "products"))?;
    let mut answer = RateAnswer::default();
    if products.is_empty() {
        answer.notes.push(note(
            "Bring offers no product for this: it is too large, too small, or goes where it does not",
        ));
    }
    for product in &products {
        match offer(product, account) {
            Ok(rate) => answer.rates.push(rate),
            Err(problem) => answer.notes.push(problem),
        }
    }
    Ok(answer)
}

/// A product with its price, or why there is none.
fn offer(product: &wire::GuideOffer, account: &Account) -> Result<Rate, Problem> {
    let id = product.id.as_str();
    let Some(known) = service::find(id) else {
        return Err(note(match id {
            "" => "Bring offers something without saying what".to_owned(),
            id => format!("Bring offers {id}, which was not asked for"),
        }));
    };
    let gui = &product.gui_information;
    let name = [&gui.display_name, &gui.product_name]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| known.name.clone(), |name| words(name));
    if let Some(error) = product.errors.first() {
        let code = match error.code.as_str() {
            "" => &error.error_code,
            code => code,
        };
        let says = words(&error.description);
        return Err(
            note(format!("Bring does not offer {name}: {says}")).carrier(code, says.as_str())
        );
    }
    let prices = product.price.as_ref();
    let price = prices.and_then(|p| p.net_price.as_ref().or(p.list_price.as_ref()));
    let Some(price) = price else {
        return Err(note(format!("Bring states no price for {name}"))
            .hint("Price it with a tariff, or ask Bring for the right to see prices"));
    };
    let (total, charges) = total(price, account.setting("prices") == WITHOUT_VAT)
        .map_err(|e| note(format!("The price of {name} cannot be read: {e}")))?;
    if total.minor <= 0 {
        return Err(note(format!("Bring asks {total} for {name}")));
    }
    let delivery = &product.expected_delivery;
    Ok(Rate {
        account: account.id,
        carrier_name: "Bring".to_owned(),
        service: id.to_owned(),
        service_name: name,
        total,
        charges,
        transit_days: delivery.working_days.parse().ok().filter(|days| *days > 0),
        delivery_date: day(&delivery.formatted_expected_delivery_date),
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    })
}

fn note(text: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Refused, text).hint("Look for its price on mybring.com")
}

/// What is paid, and what it is made of where that adds up.
fn total(price: &wire::Price, without_vat: bool) -> Result<(Money, Vec<Charge>), MoneyError> {
    let currency = Currency::from_code(&price.currency_code)?;
    let money = |text: &str| -> Result<Money, MoneyError> {
        let amount: Decimal = text
            .parse()
            .map_err(|_| MoneyError::Unreadable(text.to_owned()))?;
        Money::from_decimal(amount, currency)
    };
    let whole = &price.price_with_additional_services;
    let transport = &price.price_without_additional_services;
    let total = money(match without_vat {
        true => &whole.amount_without_vat,
        false => &whole.amount_with_vat,
    })?;
    let parts = || {
        let net = money(&whole.amount_without_vat).ok()?;
        let transport = money(&transport.amount_without_vat).ok()?;
        let services = Money::new(net.minor.checked_sub(transport.minor)?, currency);
        let vat = match without_vat {
            true => Money::zero(currency),
            false => money(&whole.vat).ok()?,
        };
        let parts = [
            ("Transport", transport),
            ("Additional services", services),
            ("VAT", vat),
        ];
        let sum = parts
            .iter()
            .try_fold(Money::zero(currency), |sum, (_, part)| {
                sum.checked_add(*part)
            });
        (sum == Ok(total)).then_some(parts)
    };
    let charges = parts().map(|parts| {
        let stated = parts.into_iter().filter(|(_, amount)| amount.minor != 0);
        stated
            .map(|(label, amount)| Charge {
                label: label.to_owned(),
                amount,
            })
            .collect()
    });
    Ok((total, charges.unwrap_or_default()))
}

/// `27.11.2026` as `2026-11-27`.
pub(super) fn day(text: &str) -> Option<String> {
    let [day, month, year] = text.split('.').collect::<Vec<_>>().try_into().ok()?;
    let date: Date = format!("{year:0>4}-{month:0>2}-{day:0>2}").parse().ok()?;
    Some(date.to_string())
}
