//! What is to become of a parcel that could not be delivered: `POST /api/v2/package/ndr`, on the merchant's word alone.
//!
//! Ekart knows two actions, another attempt and the way back; a new address goes with another attempt. An attempt is
//! on one of the seven days after today.

use super::answer::{agreed, object};
use super::host::{self, call};
use super::party::{joined, phone, pin, plain, street};
use super::{ship, time, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Instruction, InstructionKind, Instructions};
use async_trait::async_trait;
use jiff::ToSpan as _;
use jiff::civil::Date;
use pb_domain::{Account, Address, Problem};

/// How many days after today an attempt may be.
const DAYS: i64 = 7;
const AGAIN: &str = "Re-Attempt";
const BACK: &str = "RTO";

pub(super) struct EkartInstructions;

#[async_trait]
impl Instructions for EkartInstructions {
    fn kinds(&self) -> &'static [InstructionKind] {
        &[
            InstructionKind::TryAgain,
            InstructionKind::Return,
            InstructionKind::ChangeAddress,
        ]
    }

    async fn instruct(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        _: &str,
        instruction: &Instruction,
    ) -> Result<(), Problem> {
        let today = time::day(cx.now);
        let request = request(cx.account, ship::id_of(bought), instruction, today)?;
        parse(&call(cx, "instruct", Effect::Binds, &request).await?)
    }
}

pub(super) fn request(
    account: &Account,
    id: &str,
    instruction: &Instruction,
    today: Date,
) -> Result<Request, Problem> {
    let tomorrow = today.saturating_add(1.day());
    let action = |action| wire::Action {
        action,
        wbn: id.to_owned(),
        date: None,
        phone: String::new(),
        address: String::new(),
        instructions: String::new(),
    };
    let body = match instruction {
        Instruction::TryAgain { day, words } => wire::Action {
            date: Some(noon(match day {
                Some(day) => asked_day(day, tomorrow, today)?,
                None => tomorrow,
            })?),
            instructions: plain(words),
            ..action(AGAIN)
        },
        Instruction::Return { words } => wire::Action {
            instructions: plain(words),
            ..action(BACK)
        },
        Instruction::ChangeAddress { address } => wire::Action {
            date: Some(noon(tomorrow)?),
            phone: match address.phone.trim() {
                "" => String::new(),
                _ => phone(("address", address))?.to_string(),
            },
            address: whole(address)?,
            ..action(AGAIN)
        },
    };
    let url = host::url(account, &["api", "v2", "package", "ndr"])?;
    Ok(Request::post_json(url, &body))
}

/// The day that was asked for, if Ekart takes it.
fn asked_day(text: &str, first: Date, today: Date) -> Result<Date, Problem> {
    let day: Date = text
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    let last = today.saturating_add(DAYS.days());
    if (first..=last).contains(&day) {
        return Ok(day);
    }
    Err(invalid(
        "day",
        format!("Ekart tries again between {first} and {last}, and {day} is not"),
    ))
}

fn noon(day: Date) -> Result<i64, Problem> {
    let at =
        time::noon(day).ok_or_else(|| invalid("day", format!("{day} is no day to deliver")))?;
    Ok(at.as_millisecond())
}

/// The new address with all that belongs to it; who is there first, where somebody is named.
fn whole(address: &Address) -> Result<String, Problem> {
    let street = street(("address", address))?;
    let pin = pin(("address", address))?.to_string();
    Ok(joined(&[
        &address.name,
        &address.company,
        &street,
        &address.city,
        &address.region,
        &pin,
    ]))
}

pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    let told = object(answer, Effect::Binds)?;
    agreed(&told, Effect::Binds, "word whether it will do so")
}
