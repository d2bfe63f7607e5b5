//! A station: an open profile with its database, devices and carriers.
use crate::api::{Attention, Code, Event, Failure, Network, ProfileInfo, Result, Settings};
use crate::calls::{self, Calls};
use crate::deferred::Deferred;
use crate::flight::Seen;
use crate::money::MoneyWatch;
use crate::people::{Caller, People};
use crate::print::Printers;
use crate::safety::{self, Safe};
use crate::scale::{Looking, Scales};
use crate::settings::Kept;
use crate::tokens::KeptTokens;
use crate::{
    attention, buy, day_end, deferred, money, news, people, print, retention, track, void, waybills,
};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use pb_carriers::engine::{Engine, EngineOptions, Reachability};
use pb_domain::OrderId;
use pb_labels::Fonts;
use pb_store::{Actor, Store};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OnceCell, OwnedRwLockReadGuard, RwLock, broadcast, mpsc};
use tokio::task::JoinHandle;
use tracing::Instrument as _;
use uuid::Uuid;

/// How long a closing station waits for work that was told to end.
const ENDING: std::time::Duration = std::time::Duration::from_secs(5);

/// An open profile, as somebody uses it. Cheap to clone; clones are the same station, used by the same person.
#[derive(Clone)]
pub struct Station {
    inner: Arc<Inner>,
    /// The database; what changes through it is written down as this person's.
    pub(crate) store: Store,
    /// Who uses it.
    pub(crate) caller: Caller,
}

/// What a station is made of; only this crate sees into it.
pub struct Inner {
    pub(crate) people: People,
    pub(crate) settings: Kept,
    pub(crate) profile: ProfileInfo,
    pub(crate) engine: Engine,
    pub(crate) scales: Scales,
    pub(crate) looking: Looking,
    pub(crate) printers: Printers,
    /// What was seen of parcels that are not bought yet.
    pub(crate) seen: Seen,
    /// Calls to carriers that are not written down yet.
    pub(crate) calls: Arc<Calls>,
    pub(crate) deferred: Deferred,
    pub(crate) money: MoneyWatch,
    pub(crate) passes: waybills::Passes,
    pub(crate) safe: Safe,
    /// Held while a carrier is asked at a day's end.
    pub(crate) day_end: tokio::sync::Mutex<()>,
    clock: fn() -> Timestamp,
    events: broadcast::Sender<Event>,
    fonts_folder: PathBuf,
    fonts: OnceCell<Arc<Fonts>>,
    buying: Mutex<HashMap<OrderId, Arc<tokio::sync::Mutex<()>>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    /// Held for reading by work that closing waits for.
    closing: Arc<RwLock<()>>,
}

impl std::ops::Deref for Station {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Station")
            .field("profile", &self.profile.name)
            .finish_non_exhaustive()
    }
}

impl Station {
    /// A station over an open database. What a stop cut off is put in order before anything else may
    /// happen; then the devices start.
    pub(crate) async fn start(
        store: Store,
        profile: ProfileInfo,
        fonts_folder: &Path,
        clock: fn() -> Timestamp,
        events: broadcast::Sender<Event>,
        safe: Safe,
    ) -> Result<Self> {
        let calls = Arc::new(Calls::default());
        let engine = Engine::new(EngineOptions {
            clock,
            sink: Some(calls.sink()),
            tokens: Some(Arc::new(KeptTokens {
                store: store.acting(Actor::Station),
                clock,
            })),
            ..EngineOptions::default()
        })
        .map_err(|e| Failure::new(Code::Internal, e.to_string()))?;
        let inner = Arc::new(Inner {
            people: People::default(),
            settings: Kept::read(&store).await?,
            profile,
            engine,
            scales: Scales::default(),
            looking: Looking::default(),
            printers: Printers::default(),
            seen: Seen::default(),
            calls,
            deferred: Deferred::default(),
            money: MoneyWatch::default(),
            passes: waybills::Passes::default(),
            safe,
            day_end: tokio::sync::Mutex::default(),
            clock,
            events,
            fonts_folder: fonts_folder.to_owned(),
            fonts: OnceCell::new(),
            buying: Mutex::new(HashMap::new()),
            tasks: Mutex::new(Vec::new()),
            closing: Arc::default(),
        });
        let station = Self {
            inner,
            store: store.acting(Actor::Station),
            caller: Caller::station(),
        };
        if let Err(failure) = station.begin().await {
            station.stop().await;
            return Err(failure);
        }
        Ok(station)
    }

    /// The same station as somebody else uses it.
    pub(crate) fn acting(&self, caller: Caller) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            store: self.store.acting(caller.actor()),
            caller,
        }
    }

    /// The same station by itself: for work that goes on when the one who began it is long gone.
    pub(crate) fn itself(&self) -> Self {
        self.acting(Caller::station())
    }

    async fn begin(&self) -> Result<()> {
        calls::start(self);
        people::start(self).await?;
        buy::recover(self).await?;
        void::recover(self).await?;
        waybills::recover(self).await?;
        day_end::recover(self).await?;
        print::recover(self).await?;
        crate::scale::start(self).await?;
        print::start(self).await?;
        safety::start(self).await?;
        self.watch_network();
        self.watch_devices();
        deferred::recover(self).await?;
        deferred::start(self);
        money::start(self);
        waybills::start(self);
        self.run(retention::daily(self.clone()));
        self.run(track::regularly(self.clone()));
        self.run(news::ask_for_new(self.clone()));
        Ok(())
    }

    /// Waits for what carriers were asked and for the label that is printing, stops devices and
    /// background work, and closes the database.
    pub(crate) async fn stop(&self) {
        self.looking.stop();
        let _nothing_begins = self.closing.write().await;
        self.scales.stop();
        let tasks: Vec<_> = {
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            tasks.drain(..).collect()
        };
        for task in &tasks {
            task.abort();
        }
        // One that is at the database would find it closed, and say so.
        let ended = futures::future::join_all(tasks);
        if tokio::time::timeout(ENDING, ended).await.is_err() {
            tracing::warn!("some work did not end in time");
        }
        calls::flush(self).await;
        self.store.close().await;
    }

    /// Runs work beside the hosts' calls for as long as the station is open.
    pub(crate) fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|t| !t.is_finished());
        tasks.push(tokio::spawn(work));
    }

    /// Runs work that must not stop when its host goes away, and waits for it.
    pub(crate) async fn finish<T: Send + 'static>(
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        tokio::spawn(work.in_current_span())
            .await
            .map_err(|e| Failure::new(Code::Internal, format!("A background task failed: {e}")))?
    }

    /// The same for work that a closing station waits for: what a carrier answers must be kept.
    pub(crate) async fn see_through<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let open = self.keep_open().await;
        Self::finish(async move {
            let _open = open;
            work.await
        })
        .await
    }

    /// A closing station waits until the answer is dropped.
    pub(crate) async fn keep_open(&self) -> OwnedRwLockReadGuard<()> {
        Arc::clone(&self.closing).read_owned().await
    }

    /// Runs work that blocks, and waits for it.
    pub(crate) async fn blocking<T: Send + 'static>(
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || span.in_scope(work))
            .await
            .map_err(|e| Failure::new(Code::Internal, format!("A background task failed: {e}")))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A new id, in the order of time.
    pub(crate) fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// Now in the bench's time zone.
    pub(crate) fn zoned_now(&self) -> Zoned {
        self.now().to_zoned(time_zone(&self.settings()))
    }

    /// The settings, which every command needs: read once, and kept as they were saved last.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.get()
    }

    pub(crate) fn emit(&self, event: Event) {
        // No host listening is fine.
        let _ = self.events.send(event);
    }

    /// Tells hosts what needs a person now.
    pub(crate) async fn emit_attention(&self) {
        match attention::list(self).await {
            Ok(attention) => self.emit(Event::Attention { attention }),
            Err(failure) => tracing::error!(%failure, "what needs a person cannot be read"),
        }
    }

    pub(crate) async fn attention(&self) -> Result<Vec<Attention>> {
        attention::list(self).await
    }

    /// The lock under which purchases of one order are made, one after the other.
    pub(crate) fn order_lock(&self, order: OrderId) -> Arc<tokio::sync::Mutex<()>> {
        let mut buying = self.buying.lock().unwrap_or_else(PoisonError::into_inner);
        buying.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(buying.entry(order).or_default())
    }

    /// The fonts labels are drawn with, read once.
    pub(crate) async fn fonts(&self) -> Result<Arc<Fonts>> {
        let folder = self.fonts_folder.clone();
        let fonts = self
            .fonts
            .get_or_try_init(|| async move {
                let fonts = Self::blocking(move || Fonts::load(&folder)).await??;
                Ok::<_, Failure>(Arc::new(fonts))
            })
            .await?;
        Ok(Arc::clone(fonts))
    }

    /// The network as far as carriers need it.
    pub(crate) async fn network(&self) -> Result<Network> {
        let needed = self.store.accounts().await?.iter().any(|a| {
            a.enabled && pb_carriers::find(&a.carrier).is_some_and(|p| p.rates.needs_network())
        });
        if !needed {
            return Ok(Network::NotNeeded);
        }
        Ok(match *self.engine.reachability().borrow() {
            Reachability::Untried => Network::Unknown,
            Reachability::Reached => Network::Online,
            Reachability::Unreachable => Network::Offline,
        })
    }

    /// Tells hosts when devices come and go, and looks at the printers then. A demo has no devices.
    fn watch_devices(&self) {
        if self.profile.demo {
            return;
        }
        let (changed, mut changes) = mpsc::unbounded_channel();
        let station = self.clone();
        self.run(async move {
            let watching = Self::blocking(move || {
                pb_devices::watch(move || {
                    // Nobody listens once the station stops.
                    let _ = changed.send(());
                })
            });
            let Ok(watch) = watching.await else { return };
            while changes.recv().await.is_some() {
                station.emit(Event::Devices);
                station.printers.look_at_all();
            }
            drop(watch);
        });
    }

    /// Tells hosts when the network comes and goes.
    fn watch_network(&self) {
        let station = self.clone();
        let mut reachability = self.engine.reachability();
        self.run(async move {
            let mut last = *reachability.borrow_and_update();
            while reachability.changed().await.is_ok() {
                // Every answer tells it anew.
                let now = *reachability.borrow_and_update();
                if now == last {
                    continue;
                }
                last = now;
                if let Ok(network) = station.network().await {
                    station.emit(Event::Network { network });
                }
            }
        });
    }
}

/// The time zone of the settings, or the system's.
pub(crate) fn time_zone(settings: &Settings) -> TimeZone {
    if settings.time_zone.is_empty() {
        return TimeZone::system();
    }
    TimeZone::get(&settings.time_zone).unwrap_or_else(|_| TimeZone::system())
}
