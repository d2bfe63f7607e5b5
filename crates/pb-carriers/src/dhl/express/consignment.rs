//! A consignment in the MyDHL API's words, as rating and shipping have them in common, or why it cannot be said.
//!
//! Everything is metric. Weights go up to the next gram and sides to the next centimetre: a parcel is never declared
//! lighter or smaller than it is.

use super::{customs, host, party};
use crate::check::{invalid, measured};
use crate::dhl::wire::number;
use crate::{Consignment, Cx};
use jiff::ToSpan as _;
use jiff::civil::{Date, time};
use pb_domain::{Account, Direction, Incoterm, Parcel, Problem, ProblemKind, Weight};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Parcels of one shipment.
const MOST_PARCELS: usize = 999;
/// Days ahead that a shipment may be planned.
const DAYS_AHEAD: i64 = 10;
/// When parcels are taken to be handed over on a later day.
const HANDED_OVER: i8 = 17;

/// A consignment that was looked through.
pub(super) struct Words<'a> {
    consignment: &'a Consignment,
    /// Who pays.
    pub(super) accounts: Value,
    /// When it leaves.
    pub(super) planned: String,
    /// Whether a customs form goes with it.
    pub(super) declarable: bool,
    /// What is wanted beside the transport.
    pub(super) services: Vec<Value>,
    /// The parcels.
    pub(super) packages: Vec<Value>,
}

/// Looks a consignment through.
pub(super) fn say<'a>(cx: Cx<'_>, consignment: &'a Consignment) -> Result<Words<'a>, Problem> {
    let parcels = consignment.parcels.len();
    if parcels == 0 {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels > MOST_PARCELS {
        return Err(invalid(
            "parcels",
            format!(
                "DHL Express takes {MOST_PARCELS} parcels in one shipment at most, and there are {parcels}"
            ),
        ));
    }
    refuse_what_there_is_not(consignment)?;
    let declarable = customs::is_declarable(consignment);
    let packages = consignment.parcels.iter().enumerate();
    Ok(Words {
        consignment,
        accounts: accounts(cx.account, consignment, declarable)?,
        planned: planned(cx, consignment)?,
        declarable,
        services: services(cx.account, consignment, declarable)?,
        packages: packages
            .map(|(index, parcel)| package(index, parcel))
            .collect::<Result<_, _>>()?,
    })
}

impl Words<'_> {
    /// Both sides with names and telephone numbers, as a shipment has them.
    pub(super) fn parties(&self) -> Result<Value, Problem> {
        Ok(json!({
            "shipperDetails": party::party("ship_from", &self.consignment.ship_from)?,
            "receiverDetails": party::party("ship_to", &self.consignment.ship_to)?,
        }))
    }

    /// Both sides without who is there, as a rate has them.
    pub(super) fn places(&self) -> Result<Value, Problem> {
        Ok(json!({
            "shipperDetails": party::place("ship_from", &self.consignment.ship_from)?,
            "receiverDetails": party::place("ship_to", &self.consignment.ship_to)?,
        }))
    }
}

fn refuse_what_there_is_not(consignment: &Consignment) -> Result<(), Problem> {
    let unsupported = |field: &str, text: &str, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field))
    };
    if consignment.options.cod.is_some() {
        return unsupported(
            "options.cod",
            "DHL Express collects no cash on delivery here",
            "Take another carrier, or have it paid beforehand",
        );
    }
    if !consignment.options.instructions.trim().is_empty() {
        return unsupported(
            "options.instructions",
            "DHL Express takes no words to the driver with a label",
            "Leave the instructions out, or put what the driver must know into the second address line",
        );
    }
    Ok(())
}

/// The merchant's account pays: the one for imports for what comes back. Duties are the merchant's where the terms
/// say so.
fn accounts(
    account: &Account,
    consignment: &Consignment,
    declarable: bool,
) -> Result<Value, Problem> {
    let (kind, setting) = match consignment.direction {
        Direction::Outbound => ("shipper", host::ACCOUNT),
        Direction::Return => ("payer", host::IMPORT_ACCOUNT),
    };
    let number = host::number(account, setting)?;
    let mut accounts = vec![json!({ "typeCode": kind, "number": number })];
    if declarable && pays_duties(consignment) {
        accounts.push(json!({ "typeCode": "duties-taxes", "number": number }));
    }
    Ok(Value::Array(accounts))
}

fn pays_duties(consignment: &Consignment) -> bool {
    let customs = consignment.customs.as_ref();
    customs.is_some_and(|c| c.incoterm == Incoterm::Ddp)
}

/// Five in the afternoon of the ship date; in five minutes where that is over already.
fn planned(cx: Cx<'_>, consignment: &Consignment) -> Result<String, Problem> {
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let today = cx.now.date();
    if day > today.saturating_add(DAYS_AHEAD.days()) {
        return Err(invalid(
            "ship_date",
            format!("DHL Express takes shipments up to {DAYS_AHEAD} days ahead"),
        ));
    }
    let soon = cx.now.datetime().saturating_add(5.minutes());
    host::stamp(
        day.to_datetime(time(HANDED_OVER, 0, 0, 0)).max(soon),
        cx.now,
    )
}

fn services(
    account: &Account,
    consignment: &Consignment,
    declarable: bool,
) -> Result<Vec<Value>, Problem> {
    let mut services = Vec::new();
    if let Some(value) = consignment.options.insurance {
        if value.minor <= 0 {
            return Err(invalid(
                "options.insurance",
                "The value to insure is not above zero",
            ));
        }
        services.push(json!({
            "serviceCode": "II",
            "value": number(value.decimal()),
            "currency": value.currency.code(),
        }));
    }
    if consignment.options.signature {
        services.push(json!({ "serviceCode": "SF" }));
    }
    if declarable && pays_duties(consignment) {
        services.push(json!({ "serviceCode": "DD" }));
    }
    if declarable && is_paperless(account) {
        services.push(json!({ "serviceCode": "WY" }));
    }
    Ok(services)
}

/// Whether DHL sends the invoice ahead.
pub(super) fn is_paperless(account: &Account) -> bool {
    account.setting("invoice") == "electronic"
}

fn package(index: usize, parcel: &Parcel) -> Result<Value, Problem> {
    measured(index, parcel)?;
    let Some(dimensions) = parcel.dimensions else {
        return Err(invalid(
            format!("parcels.{index}.dimensions"),
            format!(
                "DHL Express wants the size of every parcel, and parcel {} has none",
                index + 1
            ),
        ));
    };
    let [length, width, height] = dimensions
        .sorted()
        .map(|side| up(side.micrometres(), 10_000));
    Ok(json!({
        "weight": kilograms(parcel.weight),
        "dimensions": { "length": length, "width": width, "height": height },
    }))
}

/// Kilograms with three decimals, up to the next gram.
pub(super) fn kilograms(weight: Weight) -> Value {
    number(Decimal::new(up(weight.micrograms(), 1_000_000), 3))
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}
