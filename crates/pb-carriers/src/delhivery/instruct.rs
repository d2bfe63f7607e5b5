//! What Delhivery lets itself be told about a parcel: another try (`POST /api/p/update`), its return
//! (a cancellation on the way), and another name, street or telephone number (`POST /api/p/edit`).

use super::answer::{missing, no, object, stated};
use super::host::{self, call};
use super::party::{add, one_line, phone, pin};
use super::ship::Sale;
use super::void::{self, cancel};
use super::wire;
use super::{status, track};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Instruction, InstructionKind, Instructions};
use async_trait::async_trait;
use pb_domain::{Account, Address, Problem, ProblemKind, ShipmentStatus};
use serde::Deserialize as _;

const PATH: &str = "api/p/update";

pub(super) struct DelhiveryInstructions;

#[async_trait]
impl Instructions for DelhiveryInstructions {
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
        number: &str,
        instruction: &Instruction,
    ) -> Result<(), Problem> {
        let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
        match instruction {
            Instruction::TryAgain { day, words } => {
                no_words(words)?;
                if day.is_some() {
                    return Err(Problem::new(
                        ProblemKind::Unsupported,
                        "Delhivery tries again on its next round, and lets no day be chosen",
                    )
                    .hint("Leave the day out")
                    .field("day"));
                }
                let request = again_request(cx.account, number, &sale)?;
                let answer = call(cx, "try again", Effect::Binds, &request).await?;
                parse_again(&answer).map(|_| ())
            }
            Instruction::Return { words } => {
                no_words(words)?;
                let request = track::request(cx.account, &[number])?;
                let answer = call(cx, "return check", Effect::Asks, &request).await?;
                on_its_way(&track::shipments(&answer)?, number)?;
                cancel(cx, "return", number).await
            }
            Instruction::ChangeAddress { address } => {
                let request = change_request(cx.account, number, &sale, address)?;
                void::parse(
                    &call(cx, "change address", Effect::Binds, &request).await?,
                    number,
                )
            }
        }
    }
}

fn no_words(words: &str) -> Result<(), Problem> {
    if words.trim().is_empty() {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Unsupported,
        "Delhivery takes no words with this",
    )
    .hint("Leave them out")
    .field("words"))
}

/// Another attempt: to deliver, or to fetch a return.
pub(super) fn again_request(
    account: &Account,
    number: &str,
    sale: &Sale,
) -> Result<Request, Problem> {
    let act = match sale.reverse {
        false => "RE-ATTEMPT",
        true => "PICKUP_RESCHEDULE",
    };
    let body = wire::Actions {
        data: [wire::Action {
            waybill: number,
            act,
        }],
    };
    Ok(Request::post_json(host::url(account, PATH)?, &body))
}

/// The number of the job that Delhivery made of it.
pub(super) fn parse_again(answer: &Answer) -> Result<String, Problem> {
    let value = object(answer, Effect::Binds)?;
    let acted: wire::Acted = wire::entry(value.clone());
    let words = stated(&value);
    let is_job = acted.request_id.starts_with("UPL");
    match (is_job, words.as_str()) {
        (true, "") => Ok(acted.request_id),
        (false, words) if !words.is_empty() && acted.request_id.is_empty() => Err(no(words)),
        _ => Err(missing(Effect::Binds, "number of the job")),
    }
}

/// Whether a parcel was handed over and did not arrive: only then it can come back.
fn on_its_way(tracked: &[wire::Tracked], number: &str) -> Result<(), Problem> {
    let parcel = tracked.iter().find(|t| t.number == number);
    let refused = |text: String, hint: &str| {
        Err(Problem::new(ProblemKind::Refused, text)
            .hint(hint)
            .field("number"))
    };
    match parcel.and_then(status::current) {
        Some(ShipmentStatus::InTransit | ShipmentStatus::DeliveryFailed) => Ok(()),
        None => refused(
            format!("Delhivery does not say where {number} is"),
            "Look at one.delhivery.com",
        ),
        Some(ShipmentStatus::LabelCreated) => refused(
            format!("{number} was not handed over yet"),
            "Void it instead",
        ),
        Some(_) => {
            let status = parcel.map_or("", |p| p.status.status.as_str());
            refused(
                format!("{number} cannot be sent back any more, or now: Delhivery says {status}"),
                "A parcel that is out for delivery can be sent back when it is not delivered",
            )
        }
    }
}

/// Name, telephone number and street can be changed, not the town.
pub(super) fn change_request(
    account: &Account,
    number: &str,
    sale: &Sale,
    address: &Address,
) -> Result<Request, Problem> {
    let new = pin("address", address)?;
    if new != sale.pin {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            match sale.pin.as_str() {
                "" => "It is not known here which pincode the parcel goes to".to_owned(),
                old => format!("Delhivery changes no pincode, and the parcel goes to {old}"),
            },
        )
        .hint("Have it returned, and ship it again")
        .field("address.postal_code"));
    }
    let name = match (address.name.trim(), address.company.trim()) {
        ("", "") => return Err(invalid("address.name", "A name or a company is missing")),
        ("", company) => company,
        (person, _) => person,
    };
    let edit = wire::Edit {
        waybill: number,
        name: one_line(name),
        phone: phone("address", address)?,
        add: add("address", address)?,
    };
    void::edit_request(account, &edit)
}
