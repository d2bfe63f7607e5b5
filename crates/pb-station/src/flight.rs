//! The flight recorder: when each step of a parcel happened, and how long the steps take.
//!
//! What comes before a purchase is remembered in memory, and written down by the transaction that writes the
//! carrier's answer down; what comes after it, by the transactions of the print job. So no step costs a write
//! of its own, and the parcel of a draft that is never bought costs nothing at all.
use crate::Station;
use crate::api::{
    FlightMoment, FlightStep, FlightView, GroupSpeed, ParcelFlight, Result, ShipmentRef,
    SpeedQuery, SpeedSpan, SpeedView, Stage, StageSpeed,
};
use crate::printers;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{OrderId, ParcelId, ShipmentId};
use pb_store::{BeforeBuying, Change, FlightTimes, StoredFlight, StoredPurchase};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Drafts that are open at once at the busiest bench are few; older ones were given up.
const REMEMBERED: usize = 2_000;

/// What was seen of parcels that are not bought yet.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Notes>);

#[derive(Default)]
struct Notes {
    scanned: Recent<OrderId, Timestamp>,
    started: Recent<ShipmentId, Option<Timestamp>>,
    rated: Recent<ShipmentId, Timestamp>,
    weighed: Recent<ParcelId, Timestamp>,
    shipment: Recent<ParcelId, ShipmentId>,
}

/// The newest of many values.
struct Recent<K, V> {
    values: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self {
            values: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<K: Copy + Eq + Hash, V: Copy> Recent<K, V> {
    fn put(&mut self, key: K, value: V) {
        if self.values.insert(key, value).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.values.remove(&oldest);
        }
    }

    fn get(&self, key: K) -> Option<V> {
        self.values.get(&key).copied()
    }
}

impl Seen {
    fn notes<T>(&self, work: impl FnOnce(&mut Notes) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An order was scanned.
    pub(crate) fn scanned(&self, order: OrderId, at: Timestamp) {
        tracing::info!(%order, "scanned");
        self.notes(|n| n.scanned.put(order, at));
    }

    /// A shipment of an order was begun, with its first parcel.
    pub(crate) fn started(&self, shipment: ShipmentId, order: OrderId, parcel: ParcelId) {
        let scanned = self.notes(|n| {
            let scanned = n.scanned.get(order);
            n.started.put(shipment, scanned);
            n.shipment.put(parcel, shipment);
            scanned
        });
        tracing::info!(%shipment, %order, %parcel, scanned = scanned.map(tracing::field::display), "begun");
    }

    /// A parcel got its weight.
    pub(crate) fn weighed(&self, parcel: ParcelId, at: Timestamp) {
        let shipment = self.notes(|n| {
            n.weighed.put(parcel, at);
            n.shipment.get(parcel)
        });
        let shipment = shipment.map(tracing::field::display);
        tracing::info!(%parcel, shipment, "weighed");
    }

    /// All rates of a shipment were there.
    pub(crate) fn rated(&self, shipment: ShipmentId, parcels: &[ParcelId], at: Timestamp) {
        tracing::info!(?parcels, "rated");
        self.notes(|n| {
            n.rated.put(shipment, at);
            parcels.iter().for_each(|p| n.shipment.put(*p, shipment));
        });
    }

    fn before(&self, shipment: ShipmentId, parcel: ParcelId) -> BeforeBuying {
        self.notes(|n| BeforeBuying {
            scanned: n.started.get(shipment).flatten(),
            weighed: n.weighed.get(parcel),
            rated: n.rated.get(shipment),
            chosen: None,
        })
    }
}

/// Writes down that a shipment's parcels were bought, with what was seen of them before.
pub(crate) async fn bought(
    station: &Station,
    change: &mut Change,
    purchase: &StoredPurchase,
    parcels: &[ParcelId],
) -> Result<()> {
    for parcel in parcels {
        let before = BeforeBuying {
            chosen: purchase.created_at.parse().ok(),
            ..station.seen.before(purchase.shipment, *parcel)
        };
        change
            .record_bought_parcel(*parcel, purchase.shipment, purchase.account, &before)
            .await?;
    }
    Ok(())
}

/// The ways of a shipment's parcels.
pub(crate) async fn flight(station: &Station, request: ShipmentRef) -> Result<FlightView> {
    let numbers: BTreeMap<Uuid, String> = station
        .store
        .parcels(request.id)
        .await?
        .into_iter()
        .map(|p| (p.parcel.id.0, p.tracking_number))
        .collect();
    let flights = station.store.flights_of(request.id).await?;
    let parcels = flights
        .iter()
        .map(|f| view(f, numbers.get(&f.parcel.0).cloned().unwrap_or_default()))
        .collect();
    Ok(FlightView { parcels })
}

fn view(flight: &StoredFlight, tracking_number: String) -> ParcelFlight {
    let steps = [
        (FlightStep::Scanned, flight.scanned),
        (FlightStep::Weighed, flight.weighed),
        (FlightStep::Rated, flight.rated),
        (FlightStep::Chosen, flight.chosen),
        (FlightStep::Bought, Some(flight.bought)),
        (FlightStep::Sent, flight.sent),
        (FlightStep::Printed, flight.printed),
    ];
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let mut before = None;
    let moments = steps
        .into_iter()
        .map(|(step, at)| FlightMoment {
            step,
            at: at.map(|at| at.to_string()),
            took_ms: between(ms(std::mem::replace(&mut before, at)), ms(at)),
        })
        .collect();
    ParcelFlight {
        parcel: flight.parcel,
        tracking_number,
        moments,
        whole_ms: between(ms(flight.scanned), ms(flight.printed)),
    }
}

/// Milliseconds from one step to a later one; a clock that was set back makes none.
fn between(from: Option<i64>, to: Option<i64>) -> Option<u32> {
    let took = to?.checked_sub(from?)?;
    (took >= 0).then(|| u32::try_from(took).unwrap_or(u32::MAX))
}

/// When a span began, at the bench.
pub(crate) fn since(station: &Station, span: SpeedSpan) -> Timestamp {
    let days = match span {
        SpeedSpan::Today => 0,
        SpeedSpan::Week => 6,
        SpeedSpan::Month => 29,
    };
    station
        .zoned_now()
        .checked_sub(days.days())
        .and_then(|day| day.start_of_day())
        .map_or(Timestamp::UNIX_EPOCH, |day| day.timestamp())
}

/// How fast parcels went.
pub(crate) async fn speed(station: &Station, request: SpeedQuery) -> Result<SpeedView> {
    let since = since(station, request.span);
    let printers = printers::all(station).await?;
    let printer_name = |id: Uuid| {
        let printer = printers.iter().find(|p| p.id.0 == id);
        printer.map_or_else(|| "A removed printer".to_owned(), |p| p.name.clone())
    };
    let times = station.store.flight_times(since).await?;
    let mut by_printer: BTreeMap<Uuid, Vec<&FlightTimes>> = BTreeMap::new();
    let mut by_account: BTreeMap<Uuid, Vec<&FlightTimes>> = BTreeMap::new();
    for time in &times {
        if let Some(printer) = time.printer_id {
            by_printer.entry(printer).or_default().push(time);
        }
        by_account.entry(time.account_id).or_default().push(time);
    }
    let mut accounts = Vec::with_capacity(by_account.len());
    for (id, times) in by_account {
        let account = station.store.account(pb_domain::AccountId(id)).await?;
        accounts.push(GroupSpeed {
            name: account.map_or_else(|| "A deleted account".to_owned(), |a| a.name),
            stages: stages(&[Stage::Buy], &times),
        });
    }
    let all: Vec<&FlightTimes> = times.iter().collect();
    Ok(SpeedView {
        since: since.to_string(),
        parcels: u32::try_from(times.len()).unwrap_or(u32::MAX),
        method: "Nearest rank: of all times in order, the first that at least 50 % (or 95 %) do not exceed; always one that was measured".into(),
        stages: stages(&STAGES, &all),
        printers: by_printer
            .into_iter()
            .map(|(id, times)| GroupSpeed {
                name: printer_name(id),
                stages: stages(&[Stage::Send, Stage::Print], &times),
            })
            .collect(),
        accounts,
    })
}

const STAGES: [Stage; 7] = [
    Stage::Weigh,
    Stage::Rate,
    Stage::Choose,
    Stage::Buy,
    Stage::Send,
    Stage::Print,
    Stage::Whole,
];

fn stages(wanted: &[Stage], times: &[&FlightTimes]) -> Vec<StageSpeed> {
    wanted
        .iter()
        .map(|stage| {
            let mut took: Vec<u32> = times.iter().filter_map(|t| duration(*stage, t)).collect();
            took.sort_unstable();
            StageSpeed {
                stage: *stage,
                count: u32::try_from(took.len()).unwrap_or(u32::MAX),
                p50_ms: percentile(&took, 50),
                p95_ms: percentile(&took, 95),
            }
        })
        .collect()
}

fn duration(stage: Stage, t: &FlightTimes) -> Option<u32> {
    match stage {
        Stage::Weigh => between(t.scanned_at, t.weighed_at),
        Stage::Rate => between(t.weighed_at, t.rated_at),
        Stage::Choose => between(t.rated_at, t.chosen_at),
        Stage::Buy => between(t.chosen_at, Some(t.bought_at)),
        Stage::Send => between(Some(t.bought_at), t.sent_at),
        Stage::Print => between(t.sent_at, t.printed_at),
        Stage::Whole => between(t.scanned_at, t.printed_at),
    }
}

/// The nearest-rank percentile of values in order: the smallest that at least so many per cent do not exceed.
fn percentile(sorted: &[u32], percent: usize) -> u32 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let twenty: Vec<u32> = (1..=20).collect();
        assert_eq!(percentile(&twenty, 50), 10);
        assert_eq!(percentile(&twenty, 95), 19);
        assert_eq!(percentile(&[7], 95), 7);
        assert_eq!(percentile(&[1, 9], 50), 1);
        assert_eq!(percentile(&[], 50), 0);
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let mut recent = Recent::default();
        for n in 0..=REMEMBERED {
            recent.put(n, n);
            recent.put(n, n + 1);
        }
        assert_eq!(recent.get(0), None);
        assert_eq!(recent.get(1), Some(2));
        assert_eq!(recent.values.len(), REMEMBERED);
    }

    #[test]
    fn a_step_that_was_not_seen_leaves_a_gap_and_no_wrong_time() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).expect("a time");
        let flight = StoredFlight {
            parcel: ParcelId(Uuid::nil()),
            shipment: ShipmentId(Uuid::nil()),
            account: pb_domain::AccountId(Uuid::nil()),
            printer: None,
            scanned: Some(at(0)),
            weighed: None,
            rated: Some(at(4)),
            chosen: Some(at(10)),
            bought: at(11),
            sent: Some(at(9)),
            printed: Some(at(13)),
        };
        let shown = view(&flight, "1Z".into());
        let took: Vec<Option<u32>> = shown.moments.iter().map(|m| m.took_ms).collect();
        // The clock was set back between bought and sent.
        assert_eq!(
            took,
            [None, None, None, Some(6000), Some(1000), None, Some(4000)]
        );
        assert_eq!(shown.whole_ms, Some(13_000));
    }
}
