//! Ordering a driver, once.
use super::{HandedOver, a_person_says_not, bought, count, event_of, same_place, view};
use crate::api::{Code, DayEnd, DayOf, Failure, OrderPickup, PickupRef, Result, SettlePickup};
use crate::failure::{in_full, of_a_deed};
use crate::settings::refuse;
use crate::{Station, accounts};
use jiff::civil::{Date, Time};
use pb_carriers::engine::without_secrets;
use pb_carriers::{Cx, Pickup, PickupParcels, Pickups};
use pb_domain::{Account, DayEndEvent, DayEndState, FieldProblem, PickupId, Problem, Weight};
use pb_store::{StoreError, StoredPickup, StoredShipFrom};
use serde_json::json;

/// Orders a driver for a day's parcels at one place.
pub(crate) async fn order_pickup(station: &Station, request: OrderPickup) -> Result<DayEnd> {
    check(station, &request)?;
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let _one_at_a_time = station.day_end.lock().await;
            super::recover(&station).await?;
            let ordered = order(&station, &request).await;
            station.emit_attention().await;
            ordered?;
            let day = DayOf {
                account: request.account,
                day: request.bought_on,
            };
            view(&station, day).await
        })
        .await
}

fn check(station: &Station, request: &OrderPickup) -> Result<()> {
    let mut fields = Vec::new();
    let mut wrong = |field: &str, text: &str| {
        fields.push(FieldProblem {
            field: field.to_owned(),
            text: text.to_owned(),
        });
    };
    match request.day.parse::<Date>() {
        Err(_) => wrong("day", "The day must be one like 2026-11-20"),
        Ok(day) if day < station.zoned_now().date() => wrong("day", "This day is over"),
        Ok(_) => {}
    }
    let (ready, close) = (time(&request.ready), time(&request.close));
    if ready.is_none() {
        wrong("ready", "The time must be one like 14:30");
    }
    match (ready, close) {
        (_, None) => wrong("close", "The time must be one like 17:30"),
        (Some(ready), Some(close)) if close <= ready => {
            wrong("close", "It must be later than when the parcels are ready");
        }
        _ => {}
    }
    refuse(fields)
}

fn time(text: &str) -> Option<Time> {
    let five = text.len() == "14:30".len();
    five.then(|| Time::strptime("%H:%M", text).ok()).flatten()
}

fn pickups(account: &Account) -> Result<&'static dyn Pickups> {
    let profile = accounts::carrier(&account.carrier)?;
    profile.pickups.ok_or_else(|| {
        Failure::new(
            Code::Precondition,
            format!("A driver of {} cannot be ordered from here", profile.name),
        )
        .hint("Order one on the carrier's own pages")
    })
}

async fn order(station: &Station, request: &OrderPickup) -> Result<()> {
    let account = accounts::to_ask(station, request.account).await?;
    let pickups = pickups(&account)?;
    let places = station.store.ship_froms().await?;
    let place = places
        .into_iter()
        .find(|place| place.id == request.ship_from);
    let place = place.ok_or_else(|| Failure::not_found("ship-from address", request.ship_from))?;
    let mut here = bought(station, account.id, &request.bought_on).await?;
    here.retain(|one| same_place(&one.consignment.ship_from, &place.address));
    if here.is_empty() {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "Nothing that was bought with {} on {} waits at {}",
                account.name, request.bought_on, place.name
            ),
        )
        .hint("Buy the labels first: the carrier asks what its driver is to fetch"));
    }
    let asked = asked(request, &place, &here);
    let row = StoredPickup {
        id: PickupId(station.new_id()),
        account: account.id,
        ship_from: place.id,
        bought_on: request.bought_on.clone(),
        day: request.day.clone(),
        ready: request.ready.clone(),
        close: request.close.clone(),
        parcels: asked.parcels.iter().map(|some| some.count).sum(),
        state: DayEndState::Sent,
        number: String::new(),
        charged: None,
        problem: None,
        created_at: station.now().to_string(),
    };
    let mut change = station.store.change(station.now()).await?;
    change
        .send_pickup(&row)
        .await
        .map_err(|error| match error {
            StoreError::Taken => Failure::new(
                Code::Precondition,
                format!("A driver is ordered already for {}, or may be", request.day),
            )
            .hint("Cancel that one first, or say what became of it"),
            other => other.into(),
        })?;
    let text = format!("Asked {} for a driver on {}", account.name, request.day);
    let facts = json!({ "account": account.id, "parcels": row.parcels });
    change
        .log("pickup_sent", Some(row.id.0), &text, &facts)
        .await?;
    change.commit().await?;
    let now = station.zoned_now();
    let cx = Cx {
        account: &account,
        engine: &station.engine,
        now: &now,
    };
    let answer = pickups.order(cx, &asked).await;
    let answer = answer.map_err(|p| without_secrets(&account, p));
    write(station, row.id, &answer).await?;
    answer.map(|_| ()).map_err(of_a_deed)
}

/// What the driver is to fetch: parcels that are alike are counted.
fn asked(
    request: &OrderPickup,
    place: &StoredShipFrom,
    here: &[HandedOver],
) -> pb_carriers::PickupOrder {
    let mut alike: Vec<PickupParcels> = Vec::new();
    for one in here {
        let service = &one.bought.service;
        // Nothing is bought without one.
        let Some(country) = one.consignment.ship_to.country else {
            continue;
        };
        let more = count(one.consignment.parcels.len());
        match alike
            .iter_mut()
            .find(|some| some.service == *service && some.country == country)
        {
            Some(some) => some.count = some.count.saturating_add(more),
            None => alike.push(PickupParcels {
                service: service.clone(),
                count: more,
                country,
            }),
        }
    }
    let weights = || {
        let parcels = here.iter().flat_map(|one| &one.consignment.parcels);
        parcels.map(|parcel| parcel.weight)
    };
    pb_carriers::PickupOrder {
        address: place.address.clone(),
        day: request.day.clone(),
        ready: request.ready.clone(),
        close: request.close.clone(),
        parcels: alike,
        weight: Weight::from_micrograms(weights().map(Weight::micrograms).sum()),
        heaviest: weights().max().unwrap_or(Weight::from_micrograms(0)),
        instructions: request.words.trim().to_owned(),
        reference: String::new(),
    }
}

async fn write(station: &Station, id: PickupId, answer: &Result<Pickup, Problem>) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    match answer {
        Ok(pickup) => {
            change.step_pickup(id, DayEndEvent::Confirm, None).await?;
            change
                .save_pickup(id, &pickup.number, pickup.charged)
                .await?;
            let facts = json!({ "number": pickup.number, "charged": pickup.charged });
            change
                .log("pickup_done", Some(id.0), "A driver is ordered", &facts)
                .await?;
        }
        Err(problem) => {
            let event = event_of(problem);
            change.step_pickup(id, event, Some(problem)).await?;
            let (kind, text) = match event {
                DayEndEvent::LoseTrack => {
                    ("pickup_unknown", "It is not known whether a driver comes")
                }
                _ => ("pickup_refused", "No driver comes"),
            };
            let facts = json!({ "problem": problem, "says": in_full(problem) });
            change.log(kind, Some(id.0), text, &facts).await?;
        }
    }
    Ok(change.commit().await?)
}

async fn find(station: &Station, id: PickupId) -> Result<StoredPickup> {
    let found = station.store.pickup(id).await?;
    found.ok_or_else(|| Failure::not_found("pickup", id))
}

/// Takes the order for a driver back.
pub(crate) async fn cancel_pickup(station: &Station, request: PickupRef) -> Result<DayEnd> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let _one_at_a_time = station.day_end.lock().await;
            let pickup = find(&station, request.id).await?;
            if pickup.state != DayEndState::Done {
                return Err(Failure::new(
                    Code::Precondition,
                    "No driver is ordered by this",
                ));
            }
            let account = accounts::to_ask(&station, pickup.account).await?;
            let now = station.zoned_now();
            let cx = Cx {
                account: &account,
                engine: &station.engine,
                now: &now,
            };
            // Cancelling twice does no harm: what has an unknown outcome is asked once more by whoever wants it.
            let answer = pickups(&account)?.cancel(cx, &pickup.number).await;
            answer.map_err(|p| of_a_deed(without_secrets(&account, p)))?;
            let mut change = station.store.change(station.now()).await?;
            change
                .step_pickup(pickup.id, DayEndEvent::Cancel, None)
                .await?;
            change
                .log(
                    "pickup_cancelled",
                    Some(pickup.id.0),
                    "The driver is cancelled",
                    &json!(null),
                )
                .await?;
            change.commit().await?;
            day_of(&station, pickup).await
        })
        .await
}

/// A person looked whether a driver comes.
pub(crate) async fn settle_pickup(station: &Station, request: SettlePickup) -> Result<DayEnd> {
    let one_at_a_time = station.day_end.lock().await;
    let pickup = find(station, request.id).await?;
    if pickup.state != DayEndState::Unknown {
        return Err(Failure::new(
            Code::Precondition,
            "This pickup is settled already",
        ));
    }
    let (event, text) = if request.done {
        (DayEndEvent::Confirm, "A person says that a driver comes")
    } else {
        (DayEndEvent::Refuse, "A person says that no driver comes")
    };
    let problem = (!request.done).then(|| a_person_says_not("no driver comes"));
    let mut change = station.store.change(station.now()).await?;
    change
        .step_pickup(pickup.id, event, problem.as_ref())
        .await?;
    if request.done {
        let number = request.number.trim();
        change.save_pickup(pickup.id, number, None).await?;
    }
    change
        .log("pickup_settled", Some(pickup.id.0), text, &json!(null))
        .await?;
    change.commit().await?;
    drop(one_at_a_time);
    station.emit_attention().await;
    day_of(station, pickup).await
}

async fn day_of(station: &Station, pickup: StoredPickup) -> Result<DayEnd> {
    let day = DayOf {
        account: pickup.account,
        day: pickup.bought_on,
    };
    view(station, day).await
}
