//! The printers at the bench: what is known of each, and what keeps its queue from going on.
use super::prepare::Prepared;
use super::worker;
use crate::Station;
use crate::api::{Event, PrinterCondition, PrinterConfig, PrinterView};
use pb_devices::Port;
use pb_domain::{DocumentKind, PrintJobId, PrinterId};
use pb_labels::Status;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard, Notify, OwnedMutexGuard};

/// Labels that are handed to a printer's worker ready-made; more would keep a batch in memory.
const HANDED: usize = 2;

/// All printers that are set up.
#[derive(Default)]
pub(crate) struct Printers {
    desks: Mutex<Vec<Arc<Desk>>>,
    /// Printers whose job was cut off when the station stopped.
    cut_off: Mutex<BTreeSet<PrinterId>>,
    /// Printers whose queue was held when the station stopped.
    held: Mutex<BTreeSet<PrinterId>>,
    queueing: AsyncMutex<()>,
}

/// One printer: its set-up, its state and whose turn it is. A worker of its own prints what waits.
pub(super) struct Desk {
    pub(super) id: PrinterId,
    inside: Mutex<Inside>,
    line: Arc<AsyncMutex<()>>,
    wake: Notify,
}

struct Inside {
    config: PrinterConfig,
    view: PrinterView,
    trouble: Option<Trouble>,
    broke_off: Option<Instant>,
    look_now: bool,
    retired: bool,
    handed: Vec<(PrintJobId, Prepared)>,
}

/// What keeps a queue from going on. What waited when it began waits until it is over; what comes later finds
/// out for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Jobs with a lower id waited when it began.
    began: PrintJobId,
    /// What ends it.
    pub(super) until: Until,
}

/// What ends a trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// The printer can be reached again.
    Reachable,
    /// It says that it is ready; or, of one that cannot say, a person answers for the last label.
    Ready,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Printers {
    /// Takes the set-up over: starts workers for new printers, lets those of removed ones end, and looks at
    /// what changed.
    pub(crate) fn set_up(&self, station: &Station, printers: &[PrinterConfig]) {
        let mut desks = lock(&self.desks);
        let before = std::mem::take(&mut *desks);
        for config in printers {
            let desk = match before.iter().find(|d| d.id == config.id) {
                Some(desk) => {
                    desk.change(config.clone());
                    Arc::clone(desk)
                }
                None => {
                    let cut_off = lock(&self.cut_off).remove(&config.id);
                    let desk = Desk::new(station, config.clone(), cut_off);
                    desk.inside().view.held = lock(&self.held).remove(&config.id);
                    let desk = Arc::new(desk);
                    station.run(worker::work(station.itself(), Arc::clone(&desk)));
                    desk
                }
            };
            station.emit(Event::Printer {
                printer: desk.view(),
            });
            desks.push(desk);
        }
        for gone in before
            .iter()
            .filter(|d| printers.iter().all(|p| p.id != d.id))
        {
            gone.inside().retired = true;
            gone.wake.notify_one();
        }
    }

    pub(super) fn desk(&self, id: PrinterId) -> Option<Arc<Desk>> {
        lock(&self.desks)
            .iter()
            .find(|d| d.id == id)
            .map(Arc::clone)
    }

    pub(super) fn desks(&self) -> Vec<Arc<Desk>> {
        lock(&self.desks).clone()
    }

    /// Each printer as hosts see it, in order.
    pub(crate) fn views(&self) -> Vec<PrinterView> {
        self.desks().iter().map(|d| d.view()).collect()
    }

    /// The printer that gets labels.
    pub(crate) fn for_labels(&self) -> PrinterView {
        let labels = |v: &PrinterView| v.prints.contains(&DocumentKind::Label);
        self.views()
            .into_iter()
            .find(labels)
            .unwrap_or_else(not_set_up)
    }

    /// Waits until the printer at a port, if it is set up, is free; nobody else talks to it until the answer is
    /// dropped.
    pub(crate) async fn alone_at(&self, port: &Port) -> Option<OwnedMutexGuard<()>> {
        let desk = self
            .desks()
            .into_iter()
            .find(|d| d.inside().config.port == *port)?;
        Some(Arc::clone(&desk.line).lock_owned().await)
    }

    /// A printer's queue may have something new.
    pub(super) fn wake(&self, id: PrinterId) {
        if let Some(desk) = self.desk(id) {
            desk.wake.notify_one();
        }
    }

    /// Something was plugged in or out: every printer is looked at.
    pub(crate) fn look_at_all(&self) {
        for desk in self.desks() {
            desk.look_now();
        }
    }

    /// The queues that a person holds, for workers that start afterwards.
    pub(super) fn note_held(&self, held: Vec<PrinterId>) {
        lock(&self.held).extend(held);
    }

    /// A printer's job was cut off when the station stopped.
    pub(super) fn note_cut_off(&self, id: PrinterId) {
        lock(&self.cut_off).insert(id);
    }

    /// One question "was this printed before?" at a time, so that two clicks are one print.
    pub(super) async fn queueing(&self) -> AsyncGuard<'_, ()> {
        self.queueing.lock().await
    }
}

impl Desk {
    fn new(station: &Station, config: PrinterConfig, cut_off: bool) -> Self {
        Self {
            id: config.id,
            inside: Mutex::new(Inside {
                view: unknown(&config, false),
                config,
                trouble: cut_off.then(|| Trouble {
                    began: PrintJobId(station.new_id()),
                    until: Until::Ready,
                }),
                broke_off: cut_off.then(Instant::now),
                look_now: true,
                retired: false,
                handed: Vec::new(),
            }),
            line: Arc::default(),
            wake: Notify::new(),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        lock(&self.inside)
    }

    fn change(&self, config: PrinterConfig) {
        let mut inside = self.inside();
        if inside.config == config {
            return;
        }
        // Another device, or another way to ask it: forget what was known.
        if (&inside.config.port, &inside.config.language) != (&config.port, &config.language) {
            inside.trouble = None;
            inside.broke_off = None;
        }
        inside.view = unknown(&config, inside.view.held);
        inside.config = config;
        inside.look_now = true;
        drop(inside);
        self.wake.notify_one();
    }

    pub(super) fn config(&self) -> PrinterConfig {
        self.inside().config.clone()
    }

    pub(super) fn view(&self) -> PrinterView {
        self.inside().view.clone()
    }

    pub(super) fn retired(&self) -> bool {
        self.inside().retired
    }

    /// Waits for the device to be free, first come first served.
    pub(super) async fn alone(&self) -> AsyncGuard<'_, ()> {
        self.line.lock().await
    }

    /// Waits until there may be something to do.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    pub(super) fn look_now(&self) {
        self.inside().look_now = true;
        self.wake.notify_one();
    }

    /// Whether it is to be looked at without waiting; asked once.
    pub(super) fn take_look_now(&self) -> bool {
        std::mem::take(&mut self.inside().look_now)
    }

    pub(super) fn held(&self) -> bool {
        self.inside().view.held
    }

    pub(super) fn hold(&self, station: &Station, held: bool) {
        let view = {
            let mut inside = self.inside();
            inside.view.held = held;
            if !held {
                // A person says that it may go on.
                inside.trouble = None;
            }
            inside.view.clone()
        };
        station.emit(Event::Printer { printer: view });
        self.wake.notify_one();
    }

    /// Whether the printer last said that it needs a person.
    pub(super) fn needed_attention(&self) -> bool {
        self.inside().view.state == PrinterCondition::NeedsAttention
    }

    pub(super) fn trouble(&self) -> Option<Trouble> {
        self.inside().trouble
    }

    /// What waits now waits until the trouble is over.
    pub(super) fn in_trouble(&self, station: &Station, until: Until) {
        let began = PrintJobId(station.new_id());
        self.inside().trouble = Some(Trouble { began, until });
    }

    pub(super) fn out_of_trouble(&self) {
        self.inside().trouble = None;
    }

    /// A person looked at the printer and answered for its last label.
    pub(super) fn answered_for(&self) {
        self.out_of_trouble();
        self.look_now();
    }

    /// A job broke off in its middle: the next one must not be taken for the rest of it.
    pub(super) fn set_broke_off(&self, broke_off: bool) {
        self.inside().broke_off = broke_off.then(Instant::now);
    }

    pub(super) fn broke_off(&self) -> bool {
        self.broke_off_for().is_some()
    }

    /// How long ago a job broke off, until what it left is cleared away.
    pub(super) fn broke_off_for(&self) -> Option<Duration> {
        self.inside().broke_off.map(|since| since.elapsed())
    }

    /// Hands a job over ready-made, so that nothing stands between a label and its first byte.
    pub(super) fn hand(&self, job: PrintJobId, prepared: Prepared) {
        let mut inside = self.inside();
        if inside.handed.len() >= HANDED {
            inside.handed.remove(0);
        }
        inside.handed.push((job, prepared));
    }

    /// Takes a job that was handed over.
    pub(super) fn take_handed(&self, job: PrintJobId) -> Option<Prepared> {
        let mut inside = self.inside();
        let at = inside.handed.iter().position(|(id, _)| *id == job)?;
        Some(inside.handed.swap_remove(at).1)
    }

    pub(super) fn show(&self, station: &Station, state: PrinterCondition, text: &str) {
        let view = {
            let mut inside = self.inside();
            if inside.retired || (inside.view.state == state && inside.view.text == text) {
                return;
            }
            inside.view.state = state;
            text.clone_into(&mut inside.view.text);
            inside.view.clone()
        };
        station.emit(Event::Printer { printer: view });
    }

    pub(super) fn show_status(&self, station: &Station, status: &Status) {
        match status.problem() {
            Some(problem) => self.show(station, PrinterCondition::NeedsAttention, problem),
            None if status.idle() => self.show(station, PrinterCondition::Ready, "Ready"),
            None => self.show(station, PrinterCondition::Printing, "Printing"),
        }
    }

    /// A label could not be proved: unless the printer said why, nothing is known of it now.
    pub(super) fn doubted(&self, station: &Station, text: &str) {
        if !self.needed_attention() {
            self.show(station, PrinterCondition::Unknown, text);
        }
    }
}

impl Trouble {
    /// Whether a job waited when it began.
    pub(super) fn keeps(&self, job: PrintJobId) -> bool {
        job < self.began
    }
}

fn unknown(config: &PrinterConfig, held: bool) -> PrinterView {
    PrinterView {
        id: Some(config.id),
        name: config.name.clone(),
        state: PrinterCondition::Unknown,
        text: "Not asked yet".into(),
        held,
        prints: config.prints.clone(),
    }
}

fn not_set_up() -> PrinterView {
    PrinterView {
        id: None,
        name: String::new(),
        state: PrinterCondition::NotSetUp,
        text: "No label printer is set up: Settings → Printers".into(),
        held: false,
        prints: Vec::new(),
    }
}
