//! The scale at the bench: its thread, and the gate that decides whose weight it is.
use crate::Station;
use crate::api::{Event, Result, ScaleView};
use jiff::{SignedDuration, Timestamp};
use pb_devices::{SCALE_PROTOCOLS, ScaleConfig, ScaleEvent, ScaleThread};
use pb_domain::{FrameKind, Reading, WeighGate};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

pub(crate) const KEY: &str = "scale";

/// A reading older than this is stale: scales here are polled, or report, several times a second.
const FRESH: SignedDuration = SignedDuration::from_secs(2);

/// The scale's state, its thread, and the gate.
pub(crate) struct ScaleDesk(Mutex<Desk>);

struct Desk {
    gate: WeighGate,
    name: String,
    /// Which scale it is, where, and what it speaks.
    described: String,
    shown: String,
    hint: String,
    reports_zero: bool,
    thread: Option<ScaleThread>,
    /// Counts set-ups, so that a late event of an old thread is known as such.
    generation: u64,
}

impl ScaleDesk {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Desk {
            gate: WeighGate::new(FRESH),
            name: String::new(),
            described: String::new(),
            shown: String::new(),
            hint: String::new(),
            reports_zero: true,
            thread: None,
            generation: 0,
        }))
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works with the gate.
    pub(crate) fn with_gate<T>(&self, work: impl FnOnce(&mut WeighGate) -> T) -> T {
        work(&mut self.desk().gate)
    }

    /// Which scale it is, where, and what it speaks; kept with every weight.
    pub(crate) fn described(&self) -> String {
        self.desk().described.clone()
    }

    /// What the scale shows itself, and whether it can report an empty pan.
    pub(crate) fn view(&self, now: Timestamp) -> ScaleView {
        let desk = self.desk();
        let reading = desk.gate.reading(now);
        let hint = match reading {
            _ if desk.name.is_empty() => "No scale is set up: Settings → Scale".to_owned(),
            Reading::Gone | Reading::Fault => desk.hint.clone(),
            Reading::Stale => "The scale says nothing new: wake it, or check its cable".to_owned(),
            Reading::UnderZero => "Below zero: empty the scale and press its zero key".to_owned(),
            Reading::Over => "Too heavy for this scale".to_owned(),
            Reading::NeedsZero => "Empty the scale and press its zero key".to_owned(),
            Reading::Stable { .. } | Reading::Moving => String::new(),
        };
        let shown = match reading {
            Reading::Gone | Reading::Stale | Reading::Fault => String::new(),
            _ => desk.shown.clone(),
        };
        ScaleView {
            name: desk.name.clone(),
            reading,
            shown,
            hint,
            reports_zero: desk.reports_zero,
        }
    }

    /// Stops reading.
    pub(crate) fn stop(&self) {
        let thread = {
            let mut desk = self.desk();
            desk.generation += 1;
            desk.thread.take()
        };
        // Its drop joins; the desk must be free meanwhile, since its last event wants it.
        drop(thread);
    }

    fn set_up(
        &self,
        config: Option<&ScaleConfig>,
        events: mpsc::UnboundedSender<(u64, ScaleEvent)>,
    ) {
        self.stop();
        let mut desk = self.desk();
        // What lies on another scale is another load: nothing that was known of the last one counts.
        let open = desk.gate.open_parcel();
        desk.gate = WeighGate::new(FRESH);
        if let Some(parcel) = open {
            desk.gate.open(parcel);
        }
        desk.shown.clear();
        desk.hint.clear();
        let Some(config) = config else {
            desk.name.clear();
            return;
        };
        let protocol = SCALE_PROTOCOLS.iter().find(|p| p.id() == config.protocol);
        desk.name = match config.name.as_str() {
            "" => protocol.map_or_else(|| config.protocol.clone(), |p| p.name().to_owned()),
            name => name.to_owned(),
        };
        desk.described = format!(
            "{} · {} · {}",
            desk.name,
            config.port,
            protocol.map_or(config.protocol.as_str(), |p| p.name())
        );
        desk.reports_zero = config.reports_zero;
        let generation = desk.generation;
        desk.thread = Some(ScaleThread::start(config.clone(), move |event| {
            // The station is closing when nobody receives.
            let _ = events.send((generation, event));
        }));
    }

    fn take_in(&self, generation: u64, event: ScaleEvent, at: Timestamp) {
        let mut desk = self.desk();
        if generation != desk.generation {
            return;
        }
        match event {
            ScaleEvent::Connected => desk.hint.clear(),
            ScaleEvent::Frame(frame) => {
                desk.shown.clone_from(&frame.shown);
                if frame.kind == FrameKind::Fault {
                    desk.hint = format!("The scale says: {}", frame.says);
                }
                desk.gate.frame(&frame, at);
            }
            ScaleEvent::Gone(error) => {
                desk.hint = format!("{error}. {}", error.remedy());
                desk.shown.clear();
                desk.gate.gone();
            }
            // Nobody here asks for zero.
            ScaleEvent::Zero(_) => {}
        }
    }
}

/// Starts the scale that is set up, and tells hosts whenever its view changes.
pub(crate) async fn start(station: &Station) -> Result<()> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    *station
        .scale_events
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = Some(sender);
    let watcher = station.clone();
    station.run(async move {
        // The tick notices that nothing came: a reading goes stale by silence.
        let mut tick = tokio::time::interval(Duration::from_millis(500));
        let mut told: Option<ScaleView> = None;
        loop {
            tokio::select! {
                event = receiver.recv() => match event {
                    Some((generation, event)) => watcher.scale.take_in(generation, event, watcher.now()),
                    None => return,
                },
                _ = tick.tick() => {}
            }
            let view = watcher.scale.view(watcher.now());
            if told.as_ref().is_none_or(|t| differs(t, &view)) {
                watcher.emit(Event::Scale { scale: view.clone() });
                told = Some(view);
            }
        }
    });
    let config: Option<ScaleConfig> = station.store.setting(KEY).await?;
    set_up(station, config.as_ref());
    Ok(())
}

/// Sets the scale up, or removes it.
pub(crate) fn set_up(station: &Station, config: Option<&ScaleConfig>) {
    let sender = station
        .scale_events
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if let Some(sender) = sender {
        station.scale.set_up(config, sender);
    }
}

/// Whether a host would see a change; further equal frames are none.
fn differs(a: &ScaleView, b: &ScaleView) -> bool {
    let reading_differs = match (&a.reading, &b.reading) {
        (
            Reading::Stable {
                weight: x,
                since: s,
                ..
            },
            Reading::Stable {
                weight: y,
                since: t,
                ..
            },
        ) => (x, s) != (y, t),
        (x, y) => x != y,
    };
    reading_differs
        || (&a.name, &a.shown, &a.hint, a.reports_zero)
            != (&b.name, &b.shown, &b.hint, b.reports_zero)
}
