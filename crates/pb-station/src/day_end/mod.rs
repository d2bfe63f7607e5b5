//! A day's end: what carriers are asked to take over, and the drivers they are to send.
//!
//! Each is a row before the carrier is asked, and asked once: what has an unknown outcome waits for a person, who
//! looks at the carrier's own pages.

mod manifest;
mod pickup;

pub(crate) use manifest::{close, papers, print, settle_manifest};
pub(crate) use pickup::{cancel_pickup, order_pickup, settle_pickup};

use crate::api::{
    Attention, AttentionKind, DayEnd, DayOf, LeftOut, ManifestView, PickupView, Result, ToPickUp,
};
use crate::failure::in_full;
use crate::shipments::order_number;
use crate::{Station, accounts, waybills};
use pb_carriers::{BoughtRef, Consignment};
use pb_domain::{
    AccountId, Address, BookingState, DayEndEvent, DayEndState, Direction, Problem, ProblemKind,
};
use pb_store::{StoredManifest, StoredPickup, StoredShipFrom, StoredShipment};
use serde_json::json;

/// A shipment that is handed over to its carrier.
struct HandedOver {
    shipment: StoredShipment,
    consignment: Consignment,
    bought: BoughtRef,
}

/// What an account bought on a day and its carrier knows of, in the order of buying.
async fn bought(station: &Station, account: AccountId, day: &str) -> Result<Vec<HandedOver>> {
    let mut all = Vec::new();
    for shipment in station.store.shipments_bought(day, account).await? {
        if shipment.direction != Direction::Outbound {
            continue;
        }
        let Some(purchase) = station.store.purchase_of(shipment.id).await? else {
            continue;
        };
        let booking = waybills::of_purchase(station, &purchase).await?;
        if booking.is_some_and(|b| b.state != BookingState::Booked) {
            continue;
        }
        all.push(HandedOver {
            consignment: crate::print::consignment(&shipment)?,
            bought: crate::settle::bought_ref(station, &purchase).await?,
            shipment,
        });
    }
    Ok(all)
}

/// What an account bought on a day, and what its carrier was asked to do with it.
pub(crate) async fn view(station: &Station, request: DayOf) -> Result<DayEnd> {
    let account = accounts::find(station, request.account).await?;
    let profile = accounts::carrier(&account.carrier)?;
    let (store, day) = (&station.store, request.day.as_str());
    let bought = bought(station, account.id, day).await?;
    let on = store.shipments_on_manifests(account.id, day).await?;
    let ship_froms = store.ship_froms().await?;
    let mut places: Vec<&StoredShipFrom> = Vec::new();
    for place in &ship_froms {
        // The same place under two names waits for one driver.
        if !places
            .iter()
            .any(|known| same_place(&known.address, &place.address))
        {
            places.push(place);
        }
    }
    let at = |place: &StoredShipFrom| {
        let here = bought
            .iter()
            .filter(|b| same_place(&b.consignment.ship_from, &place.address));
        here.map(|b| b.consignment.parcels.len()).sum::<usize>()
    };
    let mut manifests = Vec::new();
    for manifest in store.manifests_of(account.id, day).await? {
        manifests.push(manifest_view(station, manifest).await?);
    }
    let name = |pickup: &StoredPickup| {
        let place = ship_froms.iter().find(|place| place.id == pickup.ship_from);
        place.map(|place| place.name.clone()).unwrap_or_default()
    };
    let pickups = store.pickups_of(account.id, day).await?;
    Ok(DayEnd {
        can_close: profile.manifests.is_some(),
        can_pick_up: profile.pickups.is_some(),
        to_close: count(
            bought
                .iter()
                .filter(|b| !on.contains(&b.shipment.id))
                .count(),
        ),
        to_pick_up: places
            .iter()
            .filter(|place| at(place) > 0)
            .map(|place| ToPickUp {
                ship_from: place.id,
                name: place.name.clone(),
                parcels: count(at(place)),
            })
            .collect(),
        manifests,
        pickups: pickups
            .into_iter()
            .map(|pickup| PickupView {
                place: name(&pickup),
                id: pickup.id,
                state: pickup.state,
                day: pickup.day,
                ready: pickup.ready,
                close: pickup.close,
                parcels: pickup.parcels,
                number: pickup.number,
                charged: pickup.charged,
                text: pickup.problem.as_ref().map(in_full).unwrap_or_default(),
                at: pickup.created_at,
            })
            .collect(),
    })
}

async fn manifest_view(station: &Station, manifest: StoredManifest) -> Result<ManifestView> {
    let mut left_out = Vec::new();
    let mut shipments = 0;
    for (shipment, why) in station.store.manifest_shipments(manifest.id).await? {
        match why {
            None => shipments += 1,
            Some(text) => left_out.push(LeftOut {
                shipment,
                order_number: order_number(station, shipment).await?,
                text,
            }),
        }
    }
    Ok(ManifestView {
        id: manifest.id,
        state: manifest.state,
        number: manifest.number,
        shipments,
        left_out,
        papers: station.store.count_manifest_papers(manifest.id).await?,
        text: manifest.problem.as_ref().map(in_full).unwrap_or_default(),
        at: manifest.created_at,
    })
}

/// Whether two addresses are one place, whoever is asked for there: a name or a telephone number may have been
/// corrected since a label was bought.
pub(crate) fn same_place(a: &Address, b: &Address) -> bool {
    let place = |of: &Address| {
        [&of.line1, &of.line2, &of.postal_code, &of.city].map(|text| text.trim().to_lowercase())
    };
    a.country == b.country && place(a) == place(b)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What an answer that is no success makes of it.
fn event_of(problem: &Problem) -> DayEndEvent {
    if problem.kind == ProblemKind::UnknownOutcome {
        DayEndEvent::LoseTrack
    } else {
        DayEndEvent::Refuse
    }
}

/// A person's word that the carrier did nothing.
fn a_person_says_not(what: &str) -> Problem {
    let text = format!("A person looked at the carrier's pages: {what}");
    Problem::new(ProblemKind::Refused, text)
}

/// After a stop in the middle: the request may have left. Nobody else asks meanwhile: it runs at start, and under
/// the lock.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    let problem = Problem::new(
        ProblemKind::UnknownOutcome,
        "Packbench stopped while the carrier was asked",
    )
    .hint("Look at the carrier's own pages, then say here what you see");
    let store = &station.store;
    for manifest in store.open_manifests().await? {
        if manifest.state == DayEndState::Sent {
            let mut change = store.change(station.now()).await?;
            change
                .step_manifest(manifest.id, DayEndEvent::LoseTrack, Some(&problem))
                .await?;
            change
                .log(
                    "manifest_unknown",
                    Some(manifest.id.0),
                    &problem.text,
                    &json!(null),
                )
                .await?;
            change.commit().await?;
        }
    }
    for pickup in store.open_pickups().await? {
        if pickup.state == DayEndState::Sent {
            let mut change = store.change(station.now()).await?;
            change
                .step_pickup(pickup.id, DayEndEvent::LoseTrack, Some(&problem))
                .await?;
            change
                .log(
                    "pickup_unknown",
                    Some(pickup.id.0),
                    &problem.text,
                    &json!(null),
                )
                .await?;
            change.commit().await?;
        }
    }
    Ok(())
}

/// What of it needs a person.
pub(crate) async fn attention(station: &Station) -> Result<Vec<Attention>> {
    let mut all = Vec::new();
    let mut add = |text| {
        all.push(Attention {
            kind: AttentionKind::DayEndUnknown,
            text,
            shipment: None,
            job: None,
        });
    };
    for manifest in station.store.open_manifests().await? {
        if manifest.state == DayEndState::Unknown {
            let account = accounts::find(station, manifest.account).await?.name;
            add(format!(
                "It is not known whether {account} took over what was bought on {}",
                manifest.day
            ));
        }
    }
    for pickup in station.store.open_pickups().await? {
        if pickup.state == DayEndState::Unknown {
            let account = accounts::find(station, pickup.account).await?.name;
            add(format!(
                "It is not known whether a driver of {account} comes on {}",
                pickup.day
            ));
        }
    }
    Ok(all)
}
