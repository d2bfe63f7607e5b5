//! Purchases: one `POST /orders` with a shipment for each parcel.
//!
//! DHL honours no key and finds nothing by a reference: what was bought is known by its answer alone, and when that is
//! lost a person looks into the business customer portal, for the reference that every label bears.
//!
//! A purchase of several parcels may be sold in part (207). It is tried beforehand (`validate=true`), which sells
//! nothing; should it come to a part all the same, the parcels that were sold are taken back at once, so that the whole
//! was refused. Where that is not certain, the outcome is unknown and names their numbers.

use super::answer::{self, Item};
use super::host::{self, call};
use super::product::{self, Product};
use super::{WHO, address, customs, label, returns, void};
use crate::check::{invalid, measured};
use crate::dhl::answer::unreadable;
use crate::dhl::party::within;
use crate::dhl::wire::{number, without_blanks};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{
    Account, Direction, Format, Incoterm, Money, Parcel, Problem, ProblemKind, PurchaseId, Rate,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The group of users whose billing numbers are taken.
pub(super) const PROFILE: &str = "STANDARD_GRUPPENPROFIL";
/// Shipments in one request.
pub(super) const MOST: usize = 30;
/// Longest reference of the merchant's: the label's has 35 characters, of which some are ours.
const REFERENCE: usize = 23;
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str =
    "https://www.dhl.com/de-en/home/tracking/tracking-parcel.html?submit=1&tracking-id=";

pub(super) struct ParcelShips;

/// What voids and labels need to know of a sale besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// `docFormat` and `printFormat` of its labels.
    pub(super) format: String,
    /// The size.
    pub(super) size: String,
    /// It comes back to the merchant.
    pub(super) returned: bool,
}

impl Sale {
    /// Of a purchase that was made.
    pub(super) fn of(carrier_data: &Value) -> Self {
        Self::deserialize(carrier_data).unwrap_or_default()
    }
}

#[async_trait]
impl Ships for ParcelShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        let prepared = prepared(cx, purchase, consignment, rate, accept)?;
        if consignment.parcels.len() > 1 {
            let rehearsal = rehearsal(&prepared.request)?;
            let answer = call(cx, "validate", Effect::Asks, &rehearsal).await?;
            parse_rehearsal(&answer, consignment.parcels.len())?;
        }
        Ok(prepared)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        if consignment.direction == Direction::Return {
            return returns::parse(&answer, prepared.quoted);
        }
        let sale = label::asked(&prepared.request);
        match parse(&answer, prepared.quoted, consignment.parcels.len(), &sale) {
            Said::Sold(bought) => Ok(*bought),
            Said::No(problem) | Said::Unclear(problem) => Err(problem),
            Said::InPart { sold, problem } => Err(take_back(cx, &sold, problem).await),
        }
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::AskAPerson
    }

    async fn settle(
        &self,
        _: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Settled, Problem> {
        Ok(Settled::StillUnknown(
            Problem::new(
                ProblemKind::UnknownOutcome,
                format!("{WHO} cannot be asked what it sold"),
            )
            .hint(person(&prepared.reference)),
        ))
    }
}

fn person(reference: &str) -> String {
    format!(
        "Look for the reference {reference} in the Post & DHL business customer portal, then say here what you found"
    )
}

/// The purchase to the byte.
pub(super) fn prepared(
    cx: Cx<'_>,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    accept: Format,
) -> Result<Prepared, Problem> {
    let account = cx.account;
    let product = product::find(&rate.service).filter(|_| rate.account == account.id);
    let Some(product) = product else {
        return Err(
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        );
    };
    refuse_what_there_is_not(account, consignment)?;
    let reference = reference(consignment, purchase)?;
    let request = match consignment.direction {
        Direction::Return => returns::request(account, consignment, &reference)?,
        Direction::Outbound => {
            let today = cx.now.date();
            let shipments = shipments(account, consignment, product, &reference, today)?;
            let mut url = host::shipping(account, "orders")?;
            label::ask(account, accept, &mut url);
            if account.setting("unknown_addresses") != "print" {
                url.query_pairs_mut().append_pair("mustEncode", "true");
            }
            let body = json!({ "profile": PROFILE, "shipments": shipments });
            in_english(Request::post_json(url, &body))
        }
    };
    Ok(Prepared {
        request,
        reference,
        quoted: rate.total,
    })
}

/// DHL's words come in German otherwise.
pub(super) fn in_english(mut request: Request) -> Request {
    request
        .headers
        .push(("Accept-Language".to_owned(), "en-US".to_owned()));
    request
}

/// The merchant's reference with eight characters that no other purchase has: DHL wants eight at least.
fn reference(consignment: &Consignment, purchase: PurchaseId) -> Result<String, Problem> {
    let own = within(
        &consignment.reference,
        REFERENCE,
        "options.reference",
        "The reference",
    )?;
    let key = purchase.0.simple().to_string();
    // The end of a version 7 UUID is random, its beginning is the time.
    let key = &key[24..];
    Ok(match own.as_str() {
        "" => key.to_owned(),
        own => format!("{own}-{key}"),
    })
}

/// What no product has.
pub(super) fn refuse_what_there_is_not(
    account: &Account,
    consignment: &Consignment,
) -> Result<(), Problem> {
    let unsupported = |field: &str, text: String, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field))
    };
    let options = &consignment.options;
    if !options.instructions.trim().is_empty() {
        return unsupported(
            "options.instructions",
            format!("{WHO} takes no words to the driver with a label"),
            "Leave the instructions out, or put what the driver must know into the second address line",
        );
    }
    let returns = consignment.direction == Direction::Return;
    if returns && (options.cod.is_some() || options.insurance.is_some() || options.signature) {
        return unsupported(
            "options",
            "A return of DHL's has no cash on delivery, no insurance and no signature".to_owned(),
            "Leave them out",
        );
    }
    let Some(cod) = options.cod else {
        return Ok(());
    };
    if consignment.parcels.len() > 1 {
        return unsupported(
            "options.cod",
            "DHL collects cash by the parcel, and this shipment has several".to_owned(),
            "Ship the parcels one by one, or put the whole into one",
        );
    }
    if cod.currency.code() != "EUR" || cod.minor <= 0 {
        return Err(invalid(
            "options.cod",
            "DHL collects cash in euros alone, and more than nothing",
        ));
    }
    for (name, is_empty) in [
        ("cod_holder", account.setting("cod_holder").is_empty()),
        ("cod_iban", account.secret("cod_iban").is_empty()),
    ] {
        if is_empty {
            return Err(invalid(
                name,
                format!(
                    "The account {} does not say which bank account collected cash goes to",
                    account.name
                ),
            ));
        }
    }
    Ok(())
}

/// A shipment for each parcel.
fn shipments(
    account: &Account,
    consignment: &Consignment,
    product: &Product,
    reference: &str,
    today: Date,
) -> Result<Vec<Value>, Problem> {
    let parcels = &consignment.parcels;
    if parcels.is_empty() || parcels.len() > MOST {
        return Err(invalid(
            "parcels",
            format!("{WHO} takes one to {MOST} parcels in one purchase"),
        ));
    }
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let shipper = address::shipper(&consignment.ship_from)?;
    let consignee = address::consignee(account, &consignment.ship_to)?;
    let customs = customs::declaration(consignment, product.code)?;
    let billing = product.billing_number(account)?;
    let insured = shares(consignment.options.insurance, parcels.len())?;
    let shipment = |(index, parcel): (usize, &Parcel)| {
        product.takes(index, parcel)?;
        measured(index, parcel)?;
        Ok(without_blanks(json!({
            "product": product.code,
            "billingNumber": billing,
            "refNo": match parcels.len() {
                1 => reference.to_owned(),
                _ => format!("{reference}/{}", index + 1),
            },
            // It must not be in the past.
            "shipDate": day.max(today).to_string(),
            "shipper": shipper,
            "consignee": consignee,
            "details": details(parcel),
            "services": services(account, consignment, product, insured.get(index).copied(), reference)?,
            "customs": customs,
        })))
    };
    parcels.iter().enumerate().map(shipment).collect()
}

/// Grams and millimetres, up to the next.
fn details(parcel: &Parcel) -> Value {
    let dimensions = parcel.dimensions.map(|d| {
        let [length, width, height] = d
            .sorted()
            .map(|side| side.micrometres().saturating_sub(1).div_euclid(1_000) + 1);
        json!({ "uom": "mm", "length": length, "width": width, "height": height })
    });
    json!({ "dim": dimensions, "weight": customs::weight(parcel.weight) })
}

fn services(
    account: &Account,
    consignment: &Consignment,
    product: &Product,
    insured: Option<Money>,
    reference: &str,
) -> Result<Value, Problem> {
    let options = &consignment.options;
    let amount = |m: Money| json!({ "currency": m.currency.code(), "value": number(m.decimal()) });
    let is_home = product.code == "V01PAK" || product.code == "V62KP";
    let is_international = product.code == "V53WPAK";
    let pays_duties = consignment
        .customs
        .as_ref()
        .is_some_and(|c| c.incoterm == Incoterm::Ddp);
    let cod = match options.cod {
        None => Value::Null,
        Some(cod) => json!({
            "amount": amount(cod),
            "bankAccount": {
                "accountHolder":
                    within(account.setting("cod_holder"), 80, "cod_holder", "The account holder")?,
                "iban": account.secret("cod_iban").replace(' ', ""),
            },
            "transferNote1": reference,
        }),
    };
    let yes = |wanted: bool| wanted.then_some(true);
    Ok(json!({
        "visualCheckOfAge": match account.setting("age") {
            age @ ("A16" | "A18") if is_home => age,
            _ => "",
        },
        "signedForByRecipient": yes(options.signature),
        "endorsement": match account.setting("endorsement") {
            _ if is_home => "",
            "ABANDON" => "ABANDON",
            _ if product.code == "V54EPAK" => "",
            _ => "RETURN",
        },
        "additionalInsurance": insured.map(amount),
        "cashOnDelivery": cod,
        "premium": yes(is_international && account.setting("abroad") == "premium"),
        "postalDeliveryDutyPaid": yes(is_international && pays_duties),
    }))
}

/// A value shared by parcels alike, to the cent: what does not divide goes to the first of them.
fn shares(value: Option<Money>, parcels: usize) -> Result<Vec<Money>, Problem> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    if value.minor <= 0 {
        return Err(invalid(
            "options.insurance",
            "The value to insure is not above zero",
        ));
    }
    let count = i64::try_from(parcels.max(1)).unwrap_or(i64::MAX);
    let (each, rest) = (value.minor / count, value.minor % count);
    Ok((0..count)
        .map(|i| Money::new(each + i64::from(i < rest), value.currency))
        .collect())
}

/// The same as the purchase, but that nothing is sold by it.
pub(super) fn rehearsal(request: &Request) -> Result<Request, Problem> {
    let mut url = url::Url::parse(&request.url)
        .map_err(|e| Problem::new(ProblemKind::Invalid, format!("{}: {e}", request.url)))?;
    url.query_pairs_mut().append_pair("validate", "true");
    Ok(Request {
        url: url.into(),
        ..request.clone()
    })
}

/// Whether DHL would take every parcel; else why it would not take the first that it does not.
pub(super) fn parse_rehearsal(answer: &Answer, parcels: usize) -> Result<(), Problem> {
    let items = answer::items(answer, Effect::Asks)?;
    let refused = items.iter().enumerate().find(|(_, item)| !item.is_yes());
    if let Some((index, item)) = refused {
        return Err(item.problem(index));
    }
    if items.len() != parcels {
        return Err(unreadable(
            Effect::Asks,
            format!(
                "{WHO} looked at {} parcels, and {parcels} were asked about",
                items.len()
            ),
        ));
    }
    Ok(())
}

/// What the answer to a purchase says.
#[derive(Debug)]
pub(super) enum Said {
    /// All of it was sold.
    Sold(Box<Bought>),
    /// Nothing was.
    No(Problem),
    /// These were, and the problem says why the others were not.
    InPart {
        /// The numbers of the sold parcels.
        sold: Vec<String>,
        /// Why not the rest.
        problem: Problem,
    },
    /// Nobody can say.
    Unclear(Problem),
}

pub(super) fn parse(answer: &Answer, quoted: Money, parcels: usize, sale: &Sale) -> Said {
    let items = match answer::items(answer, Effect::Binds) {
        Ok(items) => items,
        Err(problem) if problem.kind == ProblemKind::UnknownOutcome => {
            return Said::Unclear(problem);
        }
        Err(problem) => return Said::No(problem),
    };
    let is_sold = |item: &&Item| item.is_yes() && !item.number.is_empty();
    let is_refused = |item: &&Item| item.is_no() && item.number.is_empty();
    let numbers: Vec<String> = items
        .iter()
        .map(|item| item.number.clone())
        .filter(|number| !number.is_empty())
        .collect();
    let distinct: BTreeSet<&String> = numbers.iter().collect();
    let clear = items.iter().filter(is_sold).count() + items.iter().filter(is_refused).count();
    // A refusal of the form of the whole may list fewer.
    let all_refused = answer.status == 400 && items.iter().all(|item| is_refused(&item));
    if !all_refused && (items.len() != parcels || clear != parcels)
        || distinct.len() != numbers.len()
    {
        return Said::Unclear(unreadable(
            Effect::Binds,
            match numbers.is_empty() {
                true => format!("{WHO} does not say clearly what became of {parcels} parcels"),
                false => format!(
                    "{WHO} does not say clearly what became of {parcels} parcels; it names {}",
                    numbers.join(", ")
                ),
            },
        ));
    }
    let refused = items.iter().enumerate().find(|(_, item)| is_refused(item));
    match refused {
        None => Said::Sold(Box::new(bought(numbers, &items, quoted, sale))),
        Some((index, item)) if numbers.is_empty() => Said::No(item.problem(index)),
        Some((index, item)) => Said::InPart {
            sold: numbers,
            problem: item.problem(index),
        },
    }
}

fn bought(numbers: Vec<String>, items: &[Item], charged: Money, sale: &Sale) -> Bought {
    // A label that cannot be read does not unmake a sale.
    let labels: Option<Vec<_>> = items.iter().map(|item| label::of(&item.value)).collect();
    Bought {
        papers: items
            .iter()
            .flat_map(|item| label::papers(&item.value))
            .collect(),
        ..sold(numbers, charged, labels.unwrap_or_default(), sale)
    }
}

/// A sale of these numbers.
pub(super) fn sold(
    numbers: Vec<String>,
    charged: Money,
    labels: Vec<pb_domain::Document>,
    sale: &Sale,
) -> Bought {
    let first = numbers.first().cloned().unwrap_or_default();
    Bought {
        tracking_url: format!("{TRACKING_PAGE}{first}"),
        papers: Vec::new(),
        carrier_ref: first,
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        charged,
        labels,
        carrier_data: serde_json::to_value(sale).expect("plain texts are always JSON"),
    }
}

/// Takes back what was sold of a purchase that was refused in part; what became of the whole.
async fn take_back(cx: Cx<'_>, sold: &[String], why: Problem) -> Problem {
    let taken = async {
        let request = void::request(cx.account, sold)?;
        let answer = call(cx, "take back", Effect::Binds, &request).await?;
        void::parse(&answer, sold)
    };
    match taken.await {
        Ok(()) => Problem {
            text: format!(
                "{} {} other parcels of it had been sold and were taken back, so nothing was bought",
                why.text,
                sold.len()
            ),
            ..why
        },
        Err(problem) => Problem::new(
            ProblemKind::UnknownOutcome,
            format!(
                "A part of it was sold, {}, and could not be taken back for certain: {}. The rest was refused: {}",
                sold.join(", "),
                problem.text,
                why.text
            ),
        )
        .hint("Cancel these numbers in the Post & DHL business customer portal, then say here that nothing was bought")
        .carrier(why.carrier_code, why.carrier_text),
    }
}
