//! Asking carriers where shipments are.
use crate::Station;
use crate::api::{Code, Event, Failure, Nothing, Result, ShipmentRef, ShipmentView, TrackedAll};
use crate::{accounts, events, settle, shipments};
use jiff::{SignedDuration, Timestamp};
use pb_carriers::engine::{Engine, without_secrets};
use pb_carriers::{BoughtRef, Cx, Tracks};
use pb_domain::{
    Account, Problem, PurchaseId, PurchaseState, ShipmentId, ShipmentStatus, TrackingEvent,
    TrackingStatus,
};
use pb_store::Change;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use tracing::Instrument as _;

/// What was bought longer ago is not asked about with all others: it is lost, or long there.
const STILL_ON_ITS_WAY: SignedDuration = SignedDuration::from_hours(60 * 24);
/// How often it is looked whether something is to be asked about without a person.
const PAUSE: Duration = Duration::from_secs(3_600);
/// What was asked about less long ago is left alone.
const OFTEN_ENOUGH: SignedDuration = SignedDuration::from_hours(6);

/// Asks the carrier where a shipment is, parcel by parcel.
pub(crate) async fn track(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let span = tracing::info_span!("shipment", shipment = %request.id);
    ask(station, request).instrument(span).await
}

async fn ask(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let (purchase, shipment) = settle::find(station, request.id).await?;
    if purchase.state != PurchaseState::Bought {
        return Err(Failure::new(
            Code::Precondition,
            "Only a bought shipment can be tracked",
        ));
    }
    let profile = accounts::carrier(&purchase.carrier)?;
    let Some(tracks) = profile.track else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} has no tracking", profile.name),
        ));
    };
    let account = accounts::to_ask(station, purchase.account).await?;
    let bought = settle::bought_ref(station, &purchase).await?;
    let engine = station.engine.about(settle::about(&purchase, &shipment));
    let one = Asked {
        shipment: request.id,
        purchase: purchase.id,
        bought,
    };
    let mut answers = answers(
        station,
        &engine,
        &account,
        tracks,
        std::slice::from_ref(&one),
    )
    .await;
    let told = match answers.remove(&request.id) {
        Some(told) => told?,
        None => Told::default(),
    };
    keep(station, &one, told).await?;
    shipments::get(station, request).await
}

/// A shipment that a carrier is asked about.
struct Asked {
    shipment: ShipmentId,
    purchase: PurchaseId,
    bought: BoughtRef,
}

/// What it told of all parcels of a shipment.
#[derive(Default)]
struct Told {
    status: Option<ShipmentStatus>,
    events: Vec<TrackingEvent>,
}

impl Told {
    /// Several parcels: the shipment stands where its first parcel stands; every parcel's events show.
    fn add(&mut self, answer: TrackingStatus) {
        self.status = self.status.or(answer.status);
        self.events.extend(answer.events);
    }
}

/// What a carrier says about shipments of an account: as many numbers a call as it takes. A shipment with a number
/// that could not be asked about has the problem.
async fn answers(
    station: &Station,
    engine: &Engine,
    account: &Account,
    tracks: &dyn Tracks,
    asked: &[Asked],
) -> BTreeMap<ShipmentId, Result<Told, Problem>> {
    let now = station.zoned_now();
    let cx = Cx {
        account,
        engine,
        now: &now,
    };
    let numbers: Vec<(&Asked, &str)> = asked
        .iter()
        .flat_map(|one| {
            one.bought
                .tracking_numbers
                .iter()
                .map(move |n| (one, n.as_str()))
        })
        .collect();
    let mut all: BTreeMap<ShipmentId, Result<Told, Problem>> = BTreeMap::new();
    for some in numbers.chunks(tracks.at_once().max(1)) {
        let questions: Vec<_> = some.iter().map(|(one, n)| (&one.bought, *n)).collect();
        let answers = tracks.track_many(cx, &questions).await;
        for ((one, _), answer) in some.iter().zip(answers) {
            let told = all.entry(one.shipment).or_insert(Ok(Told::default()));
            match (told.as_mut(), answer) {
                (Ok(told), Ok(answer)) => told.add(answer),
                (Ok(_), Err(problem)) => *told = Err(without_secrets(account, problem)),
                (Err(_), _) => {}
            }
        }
    }
    all
}

/// Writes down what was told; whether the shipment stands elsewhere now.
async fn keep(station: &Station, asked: &Asked, told: Told) -> Result<bool> {
    let (_, shipment) = settle::find(station, asked.shipment).await?;
    let events = events::joined(told.events, shipment.tracking);
    let mut change = station.store.change(station.now()).await?;
    change.save_tracking(asked.shipment, &events).await?;
    let moved = stands(&mut change, asked.shipment, asked.purchase, told.status).await?;
    let facts = json!({ "events": events.len(), "status": told.status });
    change
        .log(
            "tracked",
            Some(asked.shipment.0),
            "Asked the carrier where it is",
            &facts,
        )
        .await?;
    change.commit().await?;
    station.emit(Event::Shipment { id: asked.shipment });
    Ok(moved)
}

/// Puts a shipment where its carrier says that it stands; whether that is elsewhere. It may have been voided while
/// the carrier answered; then it stays cancelled.
pub(crate) async fn stands(
    change: &mut Change,
    shipment: ShipmentId,
    purchase: PurchaseId,
    status: Option<ShipmentStatus>,
) -> Result<bool> {
    let bought = change
        .purchase(purchase)
        .await?
        .is_some_and(|p| p.state == PurchaseState::Bought);
    let Some(status) = status.filter(|_| bought) else {
        return Ok(false);
    };
    Ok(change.set_status(shipment, status).await?)
}

/// Asks the carriers where all parcels are that are on their way.
pub(crate) async fn track_all(station: &Station, _: Nothing) -> Result<TrackedAll> {
    ask_all(station, station.now()).await
}

/// Asks about everything on its way that was last asked about before a time.
async fn ask_all(station: &Station, before: Timestamp) -> Result<TrackedAll> {
    let since = station.now() - STILL_ON_ITS_WAY;
    let mut all = TrackedAll::default();
    for account in station.store.accounts().await? {
        let Some(tracks) = accounts::carrier(&account.carrier)?.track else {
            continue;
        };
        let mut asked = Vec::new();
        for shipment in station
            .store
            .shipments_on_their_way(account.id, since, before)
            .await?
        {
            if let Some(purchase) = station.store.purchase_of(shipment).await? {
                asked.push(Asked {
                    shipment,
                    purchase: purchase.id,
                    bought: settle::bought_ref(station, &purchase).await?,
                });
            }
        }
        let mut problem = None;
        let mut answers = answers(station, &station.engine, &account, tracks, &asked).await;
        for one in &asked {
            match answers.remove(&one.shipment) {
                Some(Ok(told)) => {
                    all.asked += 1;
                    all.changed += u32::from(keep(station, one, told).await?);
                }
                Some(Err(why)) => problem = problem.or(Some(why)),
                None => {}
            }
        }
        let said = problem.map(|p| format!("{}: {}", account.name, p.text));
        all.problems.extend(said);
    }
    Ok(all)
}

/// Asks without a person, some times a day.
pub(crate) async fn regularly(station: Station) {
    loop {
        tokio::time::sleep(PAUSE).await;
        match ask_all(&station, station.now() - OFTEN_ENOUGH).await {
            Ok(all) => tracing::info!(asked = all.asked, changed = all.changed, "tracked"),
            Err(failure) => tracing::warn!(text = failure.text, "parcels could not be tracked"),
        }
    }
}
