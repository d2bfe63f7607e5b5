//! Finding out which scale is on a line.
use super::desks::name;
use super::set_up::{all, same_line};
use crate::api::{
    Code, DetectScale, DetectedView, Event, Failure, Nothing, Port, Result, ScaleConfig,
};
use crate::{Station, printers};
use pb_devices::{DetectStep, Detection, detect_scale as look};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a scale is looked for, and whether that should stop.
#[derive(Default)]
pub(crate) struct Looking {
    /// Held while one is looked for.
    busy: tokio::sync::Mutex<()>,
    stop: AtomicBool,
}

impl Looking {
    /// Stops what looks now, within a tenth of a second.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

/// Finds out which scale is on a line, asking nothing that would change a scale.
pub(crate) async fn detect_scale(station: &Station, request: DetectScale) -> Result<DetectedView> {
    let station = station.clone();
    // The line is held until the look is over, whether or not its host still waits.
    Station::finish(async move { look_at(&station, request).await }).await
}

async fn look_at(station: &Station, request: DetectScale) -> Result<DetectedView> {
    let looking = &station.looking;
    let _alone = looking.busy.try_lock().map_err(|_| {
        Failure::new(Code::Precondition, "A scale is being looked for already")
            .hint("Wait for its end, or stop it")
    })?;
    not_in_use(station, &request.port).await?;
    looking.stop.store(false, Ordering::SeqCst);
    let watcher = station.clone();
    let (found, steps) = Station::blocking(move || {
        let mut steps: Vec<String> = Vec::new();
        let mut told = String::new();
        let found = look(&request.port, &mut |step: &DetectStep| {
            if steps.last() != Some(&step.doing) {
                steps.push(step.doing.clone());
            }
            let text = format!(
                "{} ({} s of at most {} s)",
                step.doing,
                step.elapsed.as_secs(),
                step.bound.as_secs()
            );
            if text != told {
                told.clone_from(&text);
                watcher.emit(Event::DetectScale { text });
            }
            if watcher.looking.stop.load(Ordering::SeqCst) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        (found, steps)
    })
    .await?;
    let found = found.map_err(|error| {
        Failure::new(Code::Precondition, error.to_string()).hint(error.remedy())
    })?;
    Ok(view(&found, steps))
}

/// Stops looking for a scale; no failure when none is looked for.
pub(crate) async fn stop_detect_scale(station: &Station, _: Nothing) -> Result<Nothing> {
    station.looking.stop();
    Ok(Nothing {})
}

/// A line that is in use is left alone: a question in the middle of a parcel's weight spoils it, and a
/// printer would print it.
async fn not_in_use(station: &Station, port: &Port) -> Result<()> {
    let scales = all(station).await?;
    let printers = printers::all(station).await?;
    let scale = scales.iter().find(|s| same_line(&s.port, port)).map(name);
    let printer = printers.iter().find(|p| same_line(&p.port, port));
    match scale.or(printer.map(|p| p.name.clone())) {
        None => Ok(()),
        Some(name) => Err(Failure::new(
            Code::Precondition,
            format!("{name} is set up there and in use"),
        )
        .hint("Remove it first to look for another scale there")),
    }
}

fn view(detection: &Detection, steps: Vec<String>) -> DetectedView {
    // Frames that fit several protocols are for a person to tell apart.
    let found = match &detection.found[..] {
        [one] => Some(ScaleConfig {
            id: String::new(),
            name: String::new(),
            port: one.port.clone(),
            protocol: one.protocol.to_owned(),
            unit: None,
            reports_zero: one.reports_zero,
            pattern: None,
            only_stable: false,
        }),
        _ => None,
    };
    let heard: Vec<String> = detection.heard.iter().map(ToString::to_string).collect();
    DetectedView {
        found,
        text: detection.to_string(),
        steps,
        heard: heard.join("; "),
    }
}
