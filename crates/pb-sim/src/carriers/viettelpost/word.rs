//! `/v2/order/UpdateOrder`: a word about an order, by its number.
use super::desk::{Client, Desk, Own, Payload, Told, number, sold, text, yes};
use super::refusal::Refusal;
use super::shape::UPDATE;
use super::status::{CANCELLED, TO_RETURN, may_approve, may_cancel, stands};
use crate::carriers::World;
use axum::Json;
use axum::extract::State;
use serde_json::Value;

/// What follows from the word: a status, in hours after it.
const BACK: &[(i64, u64)] = &[(515, 0), (502, 6), (504, 48)];
const ONCE_MORE: &[(i64, u64)] = &[(550, 0), (500, 20), (501, 24)];

/// What is said.
const APPROVE: i64 = 1;
const APPROVE_RETURN: i64 = 2;
const REDELIVER: i64 = 3;
const CANCEL: i64 = 4;
const DELETE: i64 = 11;

pub(super) async fn update(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(UPDATE)?;
    let word = number(asked, "TYPE");
    if ![APPROVE, APPROVE_RETURN, REDELIVER, CANCEL, DELETE].contains(&word) {
        return Err(Refusal::field("TYPE"));
    }
    let mut world = desk.world();
    say(
        &mut world,
        &mut desk.own(),
        word,
        text(asked, "ORDER_NUMBER"),
    )?;
    Ok(yes(Value::Null))
}

fn say(world: &mut World, own: &mut Own, word: i64, waybill: &str) -> Result<(), Refusal> {
    let now = world.clock.now();
    let stands = stands(sold(world, own, waybill)?, own, now);
    let may = match word {
        APPROVE => may_approve(stands),
        CANCEL => may_cancel(stands),
        DELETE => stands == CANCELLED,
        _ => stands == TO_RETURN,
    };
    if !may {
        return Err(Refusal::state());
    }
    let waybill = waybill.to_owned();
    match word {
        APPROVE => {
            own.approved.insert(waybill, now);
        }
        CANCEL => {
            let parcel = world.ledger.parcel_mut(&waybill);
            parcel.ok_or_else(Refusal::unknown)?.voided_at = Some(now);
        }
        DELETE => {
            own.deleted.insert(waybill);
        }
        word => {
            let then = match word {
                REDELIVER => ONCE_MORE,
                _ => BACK,
            };
            own.told.insert(waybill, Told { at: now, then });
        }
    }
    Ok(())
}
