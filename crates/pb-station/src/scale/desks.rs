//! Each scale's state, its thread, and the gate that decides whose weight it is.
use crate::api::{Code, Failure, Result, ScaleView};
use jiff::{SignedDuration, Timestamp};
use pb_devices::{
    SCALE_PROTOCOLS, ScaleConfig, ScaleEvent, ScaleProtocol, ScaleThread, ZeroOutcome,
};
use pb_domain::{FrameKind, GateRefusal, ParcelId, Reading, StableWeight, WeighGate};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// A reading older than this is stale: scales here are polled, or report, several times a second.
const FRESH: SignedDuration = SignedDuration::from_secs(2);

/// An event of a scale's thread, with the set-up that the thread belongs to.
type Told = (u64, ScaleEvent);

/// The scales that are set up.
#[derive(Default)]
pub(crate) struct Scales {
    desks: Mutex<Desks>,
    /// Held while scales are started and stopped, so that two set-ups do not mix.
    setting_up: Mutex<()>,
}

#[derive(Default)]
struct Desks {
    list: Vec<Desk>,
    /// The parcel that is open, at every scale.
    open: Option<ParcelId>,
    /// The scale that last carried an open parcel's load.
    last: Option<String>,
    /// Counts set-ups, so that a late event of an old thread is known as such.
    generation: u64,
    events: Option<mpsc::UnboundedSender<Told>>,
}

/// One scale.
struct Desk {
    config: ScaleConfig,
    gate: WeighGate,
    shown: String,
    hint: String,
    thread: ScaleThread,
    generation: u64,
    /// Who waits for what becomes of a request for zero.
    zeroing: Option<oneshot::Sender<ZeroOutcome>>,
}

/// A parcel's weight, and the scale that gave it.
pub(crate) struct Taken {
    pub(crate) weight: StableWeight,
    pub(crate) name: String,
    pub(crate) port: String,
    pub(crate) protocol: String,
}

/// Why no scale gives a parcel its weight.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoWeight {
    /// None is set up.
    NoScale,
    /// These scales each carry a load that turned stable for the parcel.
    SeveralLoads(Vec<String>),
    /// The active scale does not.
    Gate(GateRefusal),
}

impl Scales {
    fn desks(&self) -> MutexGuard<'_, Desks> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what the scales' threads tell from now on.
    pub(super) fn listen(&self, events: mpsc::UnboundedSender<Told>) {
        self.desks().events = Some(events);
    }

    /// Reads these scales from now on, and no others. One that is set up anew is another: nothing that was
    /// known of what lies on it counts.
    pub(super) fn set_up(&self, configs: &[ScaleConfig]) {
        let _alone = self
            .setting_up
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let over: Vec<Desk> = {
            let mut desks = self.desks();
            let (stay, over): (Vec<Desk>, Vec<Desk>) = std::mem::take(&mut desks.list)
                .into_iter()
                .partition(|desk| configs.iter().any(|config| desk.is(config)));
            desks.list = stay;
            over
        };
        // Its drop joins; the desks must be free meanwhile, since its last event wants them. A line is free
        // for its next scale only then.
        drop(over);
        let mut desks = self.desks();
        let Some(events) = desks.events.clone() else {
            return;
        };
        let mut before = std::mem::take(&mut desks.list);
        for config in configs {
            let mut desk = match before.iter().position(|desk| desk.is(config)) {
                Some(at) => before.swap_remove(at),
                None => {
                    desks.generation += 1;
                    Desk::start(config.clone(), desks.generation, desks.open, events.clone())
                }
            };
            desk.config.name.clone_from(&config.name);
            desks.list.push(desk);
        }
        let last = desks.last.take();
        desks.last = last.filter(|last| configs.iter().any(|config| config.id == *last));
    }

    /// Stops reading.
    pub(crate) fn stop(&self) {
        let over = {
            let mut desks = self.desks();
            desks.events = None;
            std::mem::take(&mut desks.list)
        };
        drop(over);
    }

    /// Opens a parcel at every scale, or closes it.
    pub(crate) fn open(&self, parcel: Option<ParcelId>) {
        let mut desks = self.desks();
        desks.open = parcel;
        for desk in &mut desks.list {
            match parcel {
                Some(parcel) => desk.gate.open(parcel),
                None => desk.gate.close(),
            }
        }
    }

    /// What each scale shows, in the order of set-up.
    pub(crate) fn views(&self, now: Timestamp) -> Vec<ScaleView> {
        let desks = self.desks();
        let active = desks.active(now);
        let view = |(at, desk): (usize, &Desk)| desk.view(active == Some(at), now);
        desks.list.iter().enumerate().map(view).collect()
    }

    /// What the active scale shows; an empty view when none is set up.
    pub(crate) fn active(&self, now: Timestamp) -> ScaleView {
        let views = self.views(now);
        views.into_iter().find(|v| v.active).unwrap_or(ScaleView {
            id: String::new(),
            name: String::new(),
            reading: Reading::Gone,
            shown: String::new(),
            hint: "No scale is set up: Settings → Scales".into(),
            reports_zero: true,
            can_zero: false,
            active: false,
        })
    }

    /// Gives the open parcel the weight of its load, once.
    pub(crate) fn take(
        &self,
        parcel: ParcelId,
        now: Timestamp,
    ) -> std::result::Result<Taken, NoWeight> {
        let mut desks = self.desks();
        if desks.open == Some(parcel) {
            let loads: Vec<String> = desks.carrying(now).map(|(_, desk)| desk.name()).collect();
            if loads.len() > 1 {
                return Err(NoWeight::SeveralLoads(loads));
            }
        }
        let active = desks.active(now).ok_or(NoWeight::NoScale)?;
        let desk = &mut desks.list[active];
        let weight = desk.gate.take(parcel, now).map_err(NoWeight::Gate)?;
        let taken = Taken {
            weight,
            name: desk.name(),
            port: desk.config.port.to_string(),
            protocol: match desk.protocol() {
                Some(protocol) => protocol.name().to_owned(),
                None => desk.config.protocol.clone(),
            },
        };
        desks.last = Some(desks.list[active].config.id.clone());
        Ok(taken)
    }

    /// A person says that the next parcel is on the active scale, which cannot report zero. Gives its name.
    pub(crate) fn next_parcel(&self, now: Timestamp) -> Result<String> {
        let mut desks = self.desks();
        let none = || Failure::new(Code::Precondition, "No scale is set up");
        let active = desks.active(now).ok_or_else(none)?;
        let desk = &mut desks.list[active];
        if desk.config.reports_zero {
            return Err(Failure::new(
                Code::Precondition,
                format!("{} reports an empty pan by itself", desk.name()),
            )
            .hint("Take the parcel off and wait until it shows zero"));
        }
        desk.gate.next_parcel();
        Ok(desk.name())
    }

    /// Asks a scale for zero. Gives its name and what will become of it.
    pub(super) fn zero(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<(String, oneshot::Receiver<ZeroOutcome>)> {
        let mut desks = self.desks();
        let desk = desks
            .list
            .iter_mut()
            .find(|desk| desk.config.id == id)
            .ok_or_else(|| Failure::not_found("scale", id))?;
        let name = desk.name();
        if desk.gate.carries(now).is_some() {
            return Err(Failure::new(
                Code::Precondition,
                format!("What lies on {name} was weighed for a parcel"),
            )
            .hint(
                "Take it off, then zero the scale. If nothing lies there, press the scale's own zero key",
            ));
        }
        if desk
            .zeroing
            .as_ref()
            .is_some_and(|waits| !waits.is_closed())
        {
            return Err(
                Failure::new(Code::Precondition, format!("{name} is being zeroed"))
                    .hint("Wait a moment"),
            );
        }
        let (sender, receiver) = oneshot::channel();
        desk.zeroing = Some(sender);
        desk.thread.zero();
        Ok((name, receiver))
    }

    pub(super) fn take_in(&self, generation: u64, event: ScaleEvent, at: Timestamp) {
        let mut desks = self.desks();
        let open = desks.open;
        let Some(desk) = desks.list.iter_mut().find(|d| d.generation == generation) else {
            return;
        };
        desk.take_in(event, at);
        if open.is_some() && desk.gate.carries(at) == open {
            let id = desk.config.id.clone();
            desks.last = Some(id);
        }
    }
}

impl Desks {
    /// The scales with a load that turned stable for the open parcel.
    fn carrying(&self, now: Timestamp) -> impl Iterator<Item = (usize, &Desk)> {
        let open = self.open;
        let carries = move |desk: &Desk| open.is_some() && desk.gate.carries(now) == open;
        self.list
            .iter()
            .enumerate()
            .filter(move |(_, desk)| carries(desk))
    }

    /// The scale whose weight the open parcel would get: the one that carries its load; else the only one on
    /// which something lies that no parcel owns; else the one that carried a load last; else the first.
    fn active(&self, now: Timestamp) -> Option<usize> {
        if let Some((at, _)) = self.carrying(now).next() {
            return Some(at);
        }
        let mut unowned = (0..self.list.len()).filter(|at| self.list[*at].gate.holds_unowned(now));
        if let (Some(at), None) = (unowned.next(), unowned.next()) {
            return Some(at);
        }
        let last = self.last.as_deref();
        let used = self
            .list
            .iter()
            .position(|d| Some(d.config.id.as_str()) == last);
        used.or((!self.list.is_empty()).then_some(0))
    }
}

impl Desk {
    fn start(
        config: ScaleConfig,
        generation: u64,
        open: Option<ParcelId>,
        events: mpsc::UnboundedSender<Told>,
    ) -> Self {
        let mut gate = WeighGate::new(FRESH);
        if let Some(parcel) = open {
            gate.open(parcel);
        }
        let thread = ScaleThread::start(config.clone(), move |event| {
            // The station is closing when nobody receives.
            let _ = events.send((generation, event));
        });
        Self {
            config,
            gate,
            shown: String::new(),
            hint: String::new(),
            thread,
            generation,
            zeroing: None,
        }
    }

    /// Whether it is set up like this; a name may change under way.
    fn is(&self, config: &ScaleConfig) -> bool {
        let unnamed = |config: &ScaleConfig| ScaleConfig {
            name: String::new(),
            ..config.clone()
        };
        unnamed(&self.config) == unnamed(config)
    }

    fn protocol(&self) -> Option<&'static dyn ScaleProtocol> {
        protocol(&self.config)
    }

    fn name(&self) -> String {
        name(&self.config)
    }

    fn view(&self, active: bool, now: Timestamp) -> ScaleView {
        let reading = self.gate.reading(now);
        let hint = match reading {
            Reading::Gone | Reading::Fault => self.hint.clone(),
            Reading::Stale => "The scale says nothing new: wake it, or check its cable".to_owned(),
            Reading::UnderZero => "Below zero: empty the scale and press its zero key".to_owned(),
            Reading::Over => "Too heavy for this scale".to_owned(),
            Reading::NeedsZero => "Empty the scale and press its zero key".to_owned(),
            Reading::Stable { .. } | Reading::Moving => String::new(),
        };
        let shown = match reading {
            Reading::Gone | Reading::Stale | Reading::Fault => String::new(),
            _ => self.shown.clone(),
        };
        ScaleView {
            id: self.config.id.clone(),
            name: self.name(),
            reading,
            shown,
            hint,
            reports_zero: self.config.reports_zero,
            can_zero: self.protocol().is_some_and(|p| p.zero().is_some()),
            active,
        }
    }

    fn take_in(&mut self, event: ScaleEvent, at: Timestamp) {
        match event {
            ScaleEvent::Connected => self.hint.clear(),
            ScaleEvent::Frame(frame) => {
                self.shown.clone_from(&frame.shown);
                if frame.kind == FrameKind::Fault {
                    self.hint = format!("The scale says: {}", frame.says);
                }
                self.gate.frame(&frame, at);
            }
            ScaleEvent::Gone(error) => {
                self.hint = format!("{error}. {}", error.remedy());
                self.shown.clear();
                self.gate.gone();
            }
            ScaleEvent::Zero(outcome) => {
                if let Some(waits) = self.zeroing.take() {
                    // Who asked may have gone.
                    let _ = waits.send(outcome);
                }
            }
        }
    }
}

fn protocol(config: &ScaleConfig) -> Option<&'static dyn ScaleProtocol> {
    SCALE_PROTOCOLS
        .iter()
        .copied()
        .find(|p| p.id() == config.protocol)
}

/// What a scale is called: as its owner says, else as it speaks.
pub(super) fn name(config: &ScaleConfig) -> String {
    match (config.name.as_str(), protocol(config)) {
        ("", Some(protocol)) => protocol.name().to_owned(),
        ("", None) => config.protocol.clone(),
        (name, _) => name.to_owned(),
    }
}
