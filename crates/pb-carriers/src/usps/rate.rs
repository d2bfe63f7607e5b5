//! Rates: `POST /shipments/v3/options/search`, which prices all mail classes of one parcel, with days of arrival.
//!
//! USPS knows no shipment of several parcels: each is priced by itself, those that are alike once, and a class is
//! offered where it takes them all. A price names the ingredients that it holds for, which a label must repeat.

use super::answer::{missing, read};
use super::consignment::{CURRENCY, Piece, Way, mailing_date, pieces, way};
use super::host::{self, Pays, call};
use super::service::{self, Packaging};
use super::{party, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, RateAnswer, Rates};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Charge, Currency, Money, Problem, ProblemKind, Rate, RateSurety};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of processing categories, those of a box.
const BOXES: &[&str] = &["MACHINABLE", "NONSTANDARD"];
/// And those that USPS's own envelopes may have as well.
const ENVELOPES: &[&str] = &["FLATS", "LETTERS"];
/// Nothing is brought to another facility.
pub(super) const NO_FACILITY: &str = "NONE";

pub(super) struct UspsRates;

#[async_trait]
impl Rates for UspsRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let mut answers: BTreeMap<Vec<u8>, Offers> = BTreeMap::new();
        let mut all = Vec::new();
        for request in requests(cx.account, consignment)? {
            if !answers.contains_key(&request.body) {
                let answer = call(cx, "rate", Effect::Asks, &request, Pays::No).await?;
                let offers = parse(&answer, cx.account, consignment)?;
                answers.insert(request.body.clone(), offers);
            }
            all.extend(answers.get(&request.body).cloned());
        }
        Ok(combined(cx.account, &all))
    }

    fn needs_network(&self) -> bool {
        true
    }

    fn takes_returns(&self) -> bool {
        true
    }
}

/// One request a parcel, in their order.
pub(super) fn requests(
    account: &Account,
    consignment: &Consignment,
) -> Result<Vec<Request>, Problem> {
    let way = way(consignment)?;
    let (origin, _) = party::zip("ship_from", &consignment.ship_from)?;
    let (destination, abroad) = match way {
        Way::Home | Way::Return => (Some(party::zip("ship_to", &consignment.ship_to)?.0), None),
        Way::Abroad => {
            let country = party::country("ship_to", &consignment.ship_to)?;
            let postal = party::foreign_postal_code("ship_to", &consignment.ship_to)?;
            (None, Some((country.code().to_owned(), postal)))
        }
    };
    let mailing_date = mailing_date(consignment)?;
    let pricing = pricing(account, way)?;
    let url = host::url(account, &["shipments", "v3", "options", "search"])?;
    let pieces = pieces(account, consignment, way)?;
    Ok(pieces
        .into_iter()
        .map(|piece| {
            let body = wire::OptionsRequest {
                pricing_options: vec![pricing.clone()],
                origin: origin.clone(),
                destination: destination.clone(),
                foreign_postal_code: abroad
                    .as_ref()
                    .map(|(_, postal)| postal.clone())
                    .filter(|postal| !postal.is_empty()),
                destination_country_code: abroad.as_ref().map(|(country, _)| country.clone()),
                package_description: priced(piece, way, &mailing_date),
            };
            Request::post_json(url.clone(), &body)
        })
        .collect())
}

fn priced(piece: Piece, way: Way, mailing_date: &str) -> wire::PricedPackage {
    wire::PricedPackage {
        mail_class: match way {
            Way::Home => "ALL_OUTBOUND",
            Way::Return => "ALL_RETURNS",
            Way::Abroad => "ALL",
        },
        weight: piece.weight,
        length: piece.size.length,
        width: piece.size.width,
        height: piece.size.height,
        extra_services: piece.extras,
        package_value: piece.value,
        mailing_date: mailing_date.to_owned(),
    }
}

/// What kind of prices; those of a contract are by the account that holds it.
fn pricing(account: &Account, way: Way) -> Result<wire::PricingOption, Problem> {
    let price_type = match account.setting("prices") {
        "" => "COMMERCIAL",
        kind => kind,
    };
    let payment_account = match (price_type, way) {
        ("CONTRACT", Way::Home) => Some((host::EPS, host::payment_account(account)?)),
        ("CONTRACT", Way::Abroad) => Some((host::EPS, host::payment_account(account)?)),
        // A contract for returns is found by the Mailer ID.
        ("CONTRACT", Way::Return) => Some(("MID", host::mid(account)?)),
        _ => None,
    };
    let crid = match way {
        Way::Abroad => None,
        _ => Some(host::crid(account)?),
    };
    Ok(wire::PricingOption {
        price_type: price_type.to_owned(),
        payment_account: payment_account.map(|(account_type, account_number)| {
            wire::ContractAccount {
                account_type,
                account_number,
                crid,
            }
        }),
    })
}

/// What a price holds for, and a label must repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Ingredients {
    pub(super) rate_indicator: String,
    pub(super) processing_category: String,
}

/// One offer for one parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) service: String,
    name: String,
    pub(super) total: Money,
    charges: Vec<Charge>,
    transit_days: Option<u32>,
    delivery_date: Option<String>,
    ingredients: Ingredients,
}

/// The offers for one parcel, in USPS's order, one a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) offers: Vec<Offer>,
    pub(super) notes: Vec<Problem>,
}

pub(super) fn parse(
    answer: &Answer,
    account: &Account,
    consignment: &Consignment,
) -> Result<Offers, Problem> {
    let options: wire::Options = read(answer, Effect::Asks)?;
    let priced = options
        .pricing_options
        .ok_or_else(|| missing(Effect::Asks, "prices"))?;
    let way = way(consignment)?;
    // Each parcel has the same, up to the kind of insurance.
    let extras = pieces(account, consignment, way)?
        .first()
        .map_or(0, |p| p.extras.len());
    let mut offers = Offers::default();
    for class in priced.iter().flat_map(|p| &p.shipping_options) {
        for option in &class.rate_options {
            let Some(rate) = option.rates.first() else {
                continue;
            };
            let code = match rate.mail_class.as_str() {
                "" => &class.mail_class,
                code => code,
            };
            let Some((service, packaging)) = sold(account, way, code, rate) else {
                continue;
            };
            let name = service::name(service, packaging);
            if option.extra_services.len() < extras {
                offers.note(format!(
                    "{name} is not offered with the extras that were asked for"
                ));
                continue;
            }
            match offer(option, rate, (service, packaging), name.clone()) {
                Ok(offer) => offers.take(offer),
                Err(text) => offers.note(format!("The price of {name} cannot be taken: {text}")),
            }
        }
    }
    Ok(offers)
}

impl Offers {
    /// One of a service, the cheapest.
    fn take(&mut self, offer: Offer) {
        match self.offers.iter_mut().find(|o| o.service == offer.service) {
            Some(taken) if offer.total.minor < taken.total.minor => *taken = offer,
            Some(_) => {}
            None => self.offers.push(offer),
        }
    }

    fn note(&mut self, text: String) {
        let note = Problem::new(ProblemKind::Refused, text)
            .hint("Look for its price at postcalc.usps.com, or leave the extras out");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// What is sold here: a class of this way, in packaging that the merchant has, handed over where they are.
fn sold(
    account: &Account,
    way: Way,
    code: &str,
    rate: &wire::PricedRate,
) -> Option<(&'static service::Service, Packaging)> {
    let service = service::find(code).filter(|s| s.way == way)?;
    let packaging = service::packaging(&rate.rate_indicator)?;
    let category = category(&rate.processing_category);
    let (is_offered, has_category) = match packaging {
        Packaging::Own => (true, BOXES.contains(&category)),
        Packaging::FlatRate(_) => (
            account.setting("flat_rate") == "yes",
            BOXES.contains(&category) || ENVELOPES.contains(&category),
        ),
    };
    let is_here = matches!(
        rate.destination_entry_facility_type.as_str(),
        "" | NO_FACILITY
    );
    let is_allowed = !service.media || account.setting("media") == "yes";
    (is_offered && has_category && is_here && is_allowed).then_some((service, packaging))
}

/// The category's present name.
fn category(name: &str) -> &str {
    match name {
        "IRREGULAR" | "NON_MACHINABLE" => "NONSTANDARD",
        name => name,
    }
}

fn offer(
    option: &wire::RateOption,
    rate: &wire::PricedRate,
    (service, packaging): (&service::Service, Packaging),
    name: String,
) -> Result<Offer, String> {
    let stated = match option.total_price.as_str() {
        // It is there only where extra services were asked for.
        "" => &option.total_base_price,
        total => total,
    };
    let total = dollars(stated).ok_or_else(|| format!("“{stated}” is no amount"))?;
    if total.minor <= 0 {
        return Err(format!("USPS asks {total}"));
    }
    Ok(Offer {
        service: service::code(&service.code, packaging, &rate.rate_indicator),
        name,
        total,
        charges: charges(option, rate, total),
        transit_days: days(&option.commitment.name),
        delivery_date: day(&option.commitment.expected_delivery_date)
            .or_else(|| day(&option.commitment.schedule_delivery_date)),
        ingredients: Ingredients {
            rate_indicator: rate.rate_indicator.clone(),
            processing_category: category(&rate.processing_category).to_owned(),
        },
    })
}

/// What the total is made of; a list that does not add up to it is left out.
fn charges(option: &wire::RateOption, rate: &wire::PricedRate, total: Money) -> Vec<Charge> {
    let named = |name: &str, otherwise: &str| match name {
        "" => otherwise.to_owned(),
        name => super::answer::words(name),
    };
    let postage = [("Postage".to_owned(), rate.price.as_str())];
    let fees = rate
        .fees
        .iter()
        .map(|f| (named(&f.name, "Fee"), f.price.as_str()));
    let extras = option
        .extra_services
        .iter()
        .map(|e| (named(&e.name, "Extra service"), e.price.as_str()));
    let all: Option<Vec<Charge>> = postage
        .into_iter()
        .chain(fees)
        .chain(extras)
        .map(|(label, amount)| {
            let amount = dollars(amount)?;
            Some(Charge { label, amount })
        })
        .collect();
    let all = all.unwrap_or_default();
    if sum(all.iter().map(|c| c.amount)) != Some(total) {
        return Vec::new();
    }
    all.into_iter().filter(|c| c.amount.minor != 0).collect()
}

/// One answer for all parcels: what is offered for each of them.
pub(super) fn combined(account: &Account, parcels: &[Offers]) -> RateAnswer {
    let mut answer = RateAnswer::default();
    for note in parcels.iter().flat_map(|p| &p.notes) {
        if !answer.notes.contains(note) {
            answer.notes.push(note.clone());
        }
    }
    let Some(first) = parcels.first() else {
        return answer;
    };
    for service in first.offers.iter().map(|o| &o.service) {
        let of = |parcel: &Offers| {
            parcel
                .offers
                .iter()
                .find(|o| o.service == *service)
                .cloned()
        };
        let Some(offers) = parcels.iter().map(of).collect::<Option<Vec<Offer>>>() else {
            continue;
        };
        let Some(total) = sum(offers.iter().map(|o| o.total)) else {
            continue;
        };
        answer.rates.push(rate(account, &offers, total));
    }
    if answer.rates.is_empty() && answer.notes.is_empty() {
        answer.notes.push(Problem::new(
            ProblemKind::Refused,
            "USPS offers nothing for this that the account's settings let through",
        ));
    }
    answer
}

fn rate(account: &Account, offers: &[Offer], total: Money) -> Rate {
    let last = offers.last();
    let dates: Option<Vec<&String>> = offers.iter().map(|o| o.delivery_date.as_ref()).collect();
    let days: Option<Vec<u32>> = offers.iter().map(|o| o.transit_days).collect();
    let ingredients: Vec<&Ingredients> = offers.iter().map(|o| &o.ingredients).collect();
    Rate {
        account: account.id,
        carrier_name: "USPS".to_owned(),
        service: last.map(|o| o.service.clone()).unwrap_or_default(),
        service_name: last.map(|o| o.name.clone()).unwrap_or_default(),
        total,
        charges: added(offers),
        transit_days: days.and_then(|days| days.into_iter().max()),
        delivery_date: dates.and_then(|dates| dates.into_iter().max().cloned()),
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: serde_json::to_value(ingredients).expect("plain texts are always JSON"),
    }
}

/// The charges of all parcels, those of one name together; none where a parcel's are not known.
fn added(offers: &[Offer]) -> Vec<Charge> {
    if offers.iter().any(|o| o.charges.is_empty()) {
        return Vec::new();
    }
    let mut all: Vec<Charge> = Vec::new();
    for charge in offers.iter().flat_map(|o| &o.charges) {
        let same = all.iter_mut().find(|c| c.label == charge.label);
        match same.map(|same| (same.amount.checked_add(charge.amount), same)) {
            Some((Ok(amount), same)) => same.amount = amount,
            Some((Err(_), _)) => return Vec::new(),
            None => all.push(charge.clone()),
        }
    }
    all
}

/// An amount in dollars, which USPS does not say.
pub(super) fn dollars(text: &str) -> Option<Money> {
    let amount = text
        .parse()
        .or_else(|_| Decimal::from_scientific(text))
        .ok()?;
    Money::from_decimal(amount, Currency::from_code(CURRENCY).ok()?).ok()
}

/// What amounts are together; `None` when there are none.
pub(super) fn sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
    let mut amounts = amounts.into_iter();
    let first = amounts.next()?;
    amounts.try_fold(first, |sum, amount| sum.checked_add(amount).ok())
}

/// The days in `2 Days` or `1-Day`.
fn days(name: &str) -> Option<u32> {
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|days| *days > 0)
}

/// A day as it is, or that of a time.
pub(super) fn day(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    day.parse::<Date>().is_ok().then(|| day.to_owned())
}
