//! The label printer at the bench: what is known of it, and whose turn it is.
use super::{config, job};
use crate::Station;
use crate::api::{Event, PrinterCondition, PrinterConfig, PrinterView, Result};
use pb_devices::PrinterLink;
use pb_labels::Status;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard, Notify};

/// Pause between two looks at an idle printer.
const LOOK: Duration = Duration::from_secs(10);
/// Pause after a printer did not answer: cheap ones must not be pestered (lprint waits as long).
const LEAVE_ALONE: Duration = Duration::from_secs(300);

/// The printer's state and its queue's turn.
pub(crate) struct PrinterDesk {
    view: Mutex<PrinterView>,
    line: AsyncMutex<()>,
    queueing: AsyncMutex<()>,
    changed: Notify,
}

impl PrinterDesk {
    pub(crate) fn new() -> Self {
        Self {
            view: Mutex::new(not_set_up()),
            line: AsyncMutex::new(()),
            queueing: AsyncMutex::new(()),
            changed: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, PrinterView> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn view(&self) -> PrinterView {
        self.lock().clone()
    }

    /// Waits for the printer to be free, first come first served.
    pub(super) async fn alone(&self) -> AsyncGuard<'_, ()> {
        self.line.lock().await
    }

    /// One question "was this printed before?" at a time, so that two clicks are one print.
    pub(super) async fn queueing(&self) -> AsyncGuard<'_, ()> {
        self.queueing.lock().await
    }

    /// Whether the printer last said that it needs a person.
    pub(super) fn needed_attention(&self) -> bool {
        self.lock().state == PrinterCondition::NeedsAttention
    }

    pub(super) fn show(&self, station: &Station, state: PrinterCondition, text: &str) {
        let view = {
            let mut view = self.lock();
            if view.state == state && view.text == text {
                return;
            }
            view.state = state;
            text.clone_into(&mut view.text);
            view.clone()
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

    /// The set-up changed: forget what was known, look anew.
    pub(crate) fn set_up(&self, station: &Station, config: Option<&PrinterConfig>) {
        let view = match config {
            None => not_set_up(),
            Some(config) => PrinterView {
                name: config.name.clone(),
                state: PrinterCondition::Unknown,
                text: "Not asked yet".into(),
            },
        };
        *self.lock() = view.clone();
        station.emit(Event::Printer { printer: view });
        self.changed.notify_one();
    }
}

fn not_set_up() -> PrinterView {
    PrinterView {
        name: String::new(),
        state: PrinterCondition::NotSetUp,
        text: "No label printer is set up: Settings → Printer".into(),
    }
}

/// Looks at the printer while it is idle, so that an empty roll is seen before a label is bought.
pub(crate) async fn start_watching(station: &Station) -> Result<()> {
    let set_up = config(station).await?;
    station.printer.set_up(station, set_up.as_ref());
    let watcher = station.clone();
    station.run(async move {
        loop {
            let pause = look(&watcher).await;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = watcher.printer.changed.notified() => {}
            }
        }
    });
    Ok(())
}

/// One look; answers how long to wait before the next.
async fn look(station: &Station) -> Duration {
    let Ok(Some(config)) = config(station).await else {
        return LEAVE_ALONE;
    };
    let _alone = station.printer.alone().await;
    let port = config.port.clone();
    let link = match Station::blocking(move || PrinterLink::open(&port)).await {
        Ok(Ok(link)) => link,
        Ok(Err(error)) => {
            station.printer.show(
                station,
                PrinterCondition::Unreachable,
                &format!("{error}. {}", error.remedy()),
            );
            return LOOK;
        }
        Err(_) => return LOOK,
    };
    let language = pb_labels::language(&config.language);
    if config.never_answers
        || !link.can_answer()
        || language.is_none_or(|l| l.status_query().is_none())
    {
        station.printer.show(
            station,
            PrinterCondition::Unknown,
            "It cannot say how it is",
        );
        return LOOK;
    }
    let Ok((link, status)) = job::ask(link, language).await else {
        return LOOK;
    };
    // Only a question was sent: there is no tail to lose.
    drop(link);
    match status {
        Some(status) => {
            station.printer.show_status(station, &status);
            LOOK
        }
        None => {
            station.printer.show(
                station,
                PrinterCondition::Unknown,
                "It did not say how it is",
            );
            LEAVE_ALONE
        }
    }
}
