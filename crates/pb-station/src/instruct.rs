//! Telling a carrier what to do with parcels that are on their way.
use crate::Station;
use crate::api::{
    Code, Event, Failure, Instruct, Instruction, InstructionKind, Result, ShipmentRef, ShipmentView,
};
use crate::failure::{in_full, of_a_deed};
use crate::settings::refuse;
use crate::{accounts, settle, shipments};
use jiff::civil::Date;
use pb_carriers::engine::without_secrets;
use pb_carriers::{Cx, Profile};
use pb_domain::{FieldProblem, ProblemKind, PurchaseState};
use serde_json::json;
use tracing::Instrument as _;

/// What a carrier lets itself be told about parcels on their way.
pub(crate) fn kinds(profile: &Profile) -> Vec<InstructionKind> {
    let kinds = profile.instructions.map_or(&[][..], |i| i.kinds());
    kinds
        .iter()
        .map(|kind| match kind {
            pb_carriers::InstructionKind::TryAgain => InstructionKind::TryAgain,
            pb_carriers::InstructionKind::Return => InstructionKind::Return,
            pb_carriers::InstructionKind::ChangeAddress => InstructionKind::ChangeAddress,
        })
        .collect()
}

/// Tells the carrier, parcel by parcel. Each attempt is written down before it leaves and after it is answered.
pub(crate) async fn instruct(station: &Station, request: Instruct) -> Result<ShipmentView> {
    check(&request.instruction)?;
    let kept = station.clone();
    let span = tracing::info_span!("shipment", shipment = %request.id);
    station
        .see_through(async move { tell(&kept, request).await }.instrument(span))
        .await
}

fn check(instruction: &Instruction) -> Result<()> {
    refuse(match instruction {
        Instruction::TryAgain { day: Some(day), .. } if day.parse::<Date>().is_err() => {
            vec![FieldProblem {
                field: "day".into(),
                text: "The day must be one like 2026-11-20".into(),
            }]
        }
        Instruction::ChangeAddress { address } => address.problems("address"),
        _ => Vec::new(),
    })
}

async fn tell(station: &Station, request: Instruct) -> Result<ShipmentView> {
    let (purchase, shipment) = settle::find(station, request.id).await?;
    let lock = station.order_lock(purchase.order);
    let _one_at_a_time = lock.lock().await;
    if purchase.state != PurchaseState::Bought {
        return Err(Failure::new(
            Code::Precondition,
            "Only a bought shipment is on its way",
        ));
    }
    let profile = accounts::carrier(&purchase.carrier)?;
    let instruction = to_carrier(request.instruction);
    let instructions = profile
        .instructions
        .filter(|i| i.kinds().contains(&instruction.kind()));
    let Some(instructions) = instructions else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} cannot be told that from here", profile.name),
        )
        .hint("Do it on the carrier's own pages"));
    };
    let account = accounts::to_ask(station, purchase.account).await?;
    let bought = settle::bought_ref(station, &purchase).await?;
    let mut numbers = bought.tracking_numbers.clone();
    if let Some(number) = &request.number {
        numbers.retain(|one| one == number);
    }
    if numbers.is_empty() {
        return Err(Failure::new(
            Code::NotFound,
            "The shipment has no parcel with that tracking number",
        ));
    }
    let now = station.zoned_now();
    let engine = station.engine.about(settle::about(&purchase, &shipment));
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    let what = match &instruction {
        pb_carriers::Instruction::TryAgain { .. } => "bring it once more",
        pb_carriers::Instruction::Return { .. } => "bring it back",
        pb_carriers::Instruction::ChangeAddress { .. } => "bring it to another address",
    };
    let write = async |kind: &str, text: String, facts| {
        let mut change = station.store.change(station.now()).await?;
        change.log(kind, Some(request.id.0), &text, &facts).await?;
        change.commit().await?;
        station.emit(Event::Shipment { id: request.id });
        Ok::<_, Failure>(())
    };
    for number in &numbers {
        let facts = json!({ "number": number, "instruction": instruction });
        let text = format!("Asked {} to {what}: {number}", account.name);
        write("instruction_sent", text, facts).await?;
        let answer = instructions
            .instruct(cx, &bought, number, &instruction)
            .await;
        match answer.map_err(|p| without_secrets(&account, p)) {
            Ok(()) => {
                let text = format!("The carrier will {what}: {number}");
                write("instruction_taken", text, json!({ "number": number })).await?;
            }
            Err(problem) => {
                let unknown = problem.kind == ProblemKind::UnknownOutcome;
                let text = if unknown {
                    format!("It is not known whether the carrier will {what}: {number}")
                } else {
                    format!("The carrier will not {what}: {number}")
                };
                let facts =
                    json!({ "number": number, "problem": problem, "says": in_full(&problem) });
                write("instruction_failed", text, facts).await?;
                return Err(of_a_deed(problem).shipment(request.id));
            }
        }
    }
    shipments::get(station, ShipmentRef { id: request.id }).await
}

fn to_carrier(instruction: Instruction) -> pb_carriers::Instruction {
    match instruction {
        Instruction::TryAgain { day, words } => pb_carriers::Instruction::TryAgain { day, words },
        Instruction::Return { words } => pb_carriers::Instruction::Return { words },
        Instruction::ChangeAddress { address } => {
            pb_carriers::Instruction::ChangeAddress { address }
        }
    }
}
