//! Tells when printers, scales and serial lines come or go, without opening any.
use crate::transport::{hid, usb};
use rusb::{Context, Device, Hotplug, HotplugBuilder, Registration, UsbContext};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long after the last of several events the devices are looked at, and how often again: a driver
/// makes its device file, and the system gives the rights to it, some time after the USB device is there.
const LOOKS: [Duration; 3] = [
    Duration::from_millis(300),
    Duration::from_millis(1000),
    Duration::from_millis(3000),
];
/// How often is looked when nothing rings: serial lines may come without USB.
const IDLE: Duration = Duration::from_secs(60);
/// How often is looked where the system does not ring.
const POLL: Duration = Duration::from_secs(3);
/// How long dropping waits for the thread, which may be inside of what it calls.
const JOIN_TIME: Duration = Duration::from_secs(2);

/// A thread that watches, until this is dropped.
pub struct DeviceWatch {
    /// Never sent through: the thread ends when this is dropped.
    stop: Option<Sender<Infallible>>,
    /// Disconnected once the thread has ended.
    ended: Receiver<Infallible>,
    /// What the thread may be waiting in.
    usb: Option<Context>,
    thread: Option<JoinHandle<()>>,
}

/// Calls `on_change`, on a thread of its own, whenever a USB printer, a HID scale, a printer's device file
/// or a serial line has come or gone; once for changes that come close together. What there is now is not
/// told; [`crate::find`] says it.
///
/// Where the system tells of USB devices (Linux, macOS) the thread sleeps until then; elsewhere it looks
/// every 3 s. It never opens a device.
pub fn watch(on_change: impl FnMut() + Send + 'static) -> DeviceWatch {
    let (stop, stopped) = channel();
    let (end, ended) = channel();
    let usb = Context::new()
        .inspect_err(|error| tracing::info!(%error, "there is no USB to watch"))
        .ok();
    let watcher = Watcher {
        usb: usb.clone(),
        stopped,
        on_change,
    };
    let thread = thread::Builder::new()
        .name("device-watch".to_owned())
        .spawn(move || {
            tracing::info_span!("devices").in_scope(|| watcher.run());
            drop(end);
        })
        .inspect_err(|error| tracing::error!(%error, "devices are not watched"))
        .ok();
    DeviceWatch {
        stop: Some(stop),
        ended,
        usb,
        thread,
    }
}

impl Drop for DeviceWatch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(usb) = &self.usb {
            usb.interrupt_handle_events();
        }
        let Some(thread) = self.thread.take() else {
            return;
        };
        if thread.thread().id() == thread::current().id() {
            return;
        }
        match self.ended.recv_timeout(JOIN_TIME) {
            Err(RecvTimeoutError::Disconnected) => {
                if thread.join().is_err() {
                    tracing::error!("the thread that watches devices ended in a panic");
                }
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {
                tracing::warn!("the thread that watches devices ends later");
            }
        }
    }
}

/// Rings when a USB device comes or goes.
struct Bell(Arc<AtomicBool>);

impl Hotplug<Context> for Bell {
    fn device_arrived(&mut self, _device: Device<Context>) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn device_left(&mut self, _device: Device<Context>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Watcher<F> {
    usb: Option<Context>,
    stopped: Receiver<Infallible>,
    on_change: F,
}

impl<F: FnMut()> Watcher<F> {
    fn run(mut self) {
        let rang = Arc::new(AtomicBool::new(false));
        let bell = self.hang_bell(&rang);
        let mut known = self.seen();
        let mut looks = Looks::new(Instant::now());
        loop {
            let period = if bell.is_some() { IDLE } else { POLL };
            let wait = looks.wait(Instant::now(), period);
            match &bell {
                Some((usb, _)) => {
                    if let Err(error) = usb.handle_events(Some(wait)) {
                        tracing::debug!(%error, "USB events cannot be handled");
                        if self.pause(POLL) {
                            return;
                        }
                    }
                }
                None => {
                    if self.pause(wait) {
                        return;
                    }
                }
            }
            if self.is_stopped() {
                return;
            }
            if rang.swap(false, Ordering::Relaxed) {
                looks.ring(Instant::now());
            }
            if !looks.is_due(Instant::now(), period) {
                continue;
            }
            let now = self.seen();
            if now != known {
                tracing::debug!(?now, "devices changed");
                known = now;
                (self.on_change)();
            }
        }
    }

    /// Asks the system to tell of USB devices; `None` where it cannot.
    fn hang_bell(&self, rang: &Arc<AtomicBool>) -> Option<(Context, Registration<Context>)> {
        let usb = self.usb.clone().filter(|_| rusb::has_hotplug())?;
        let bell = Box::new(Bell(Arc::clone(rang)));
        match HotplugBuilder::new().enumerate(false).register(&usb, bell) {
            Ok(registration) => Some((usb, registration)),
            Err(error) => {
                tracing::info!(%error, "the system does not tell of USB devices");
                None
            }
        }
    }

    /// Waits; answers whether the thread is to end.
    fn pause(&self, wait: Duration) -> bool {
        !matches!(
            self.stopped.recv_timeout(wait),
            Err(RecvTimeoutError::Timeout)
        )
    }

    fn is_stopped(&self) -> bool {
        matches!(self.stopped.try_recv(), Err(TryRecvError::Disconnected))
    }

    /// A line for each device. A device that was plugged out and in again has another line.
    fn seen(&self) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let usb = self.usb.as_ref().and_then(|usb| usb.devices().ok());
        for device in usb.iter().flat_map(|devices| devices.iter()) {
            if usb::printer_interface(&device).is_some()
                && let Some(path) = usb::port_path(&device)
            {
                seen.insert(format!("printer {path} {}", device.address()));
            }
        }
        for scale in hid::scales() {
            seen.insert(format!("scale {}", scale.path().to_string_lossy()));
        }
        seen.extend(lines_and_files());
        seen
    }
}

/// When to look.
struct Looks {
    last: Instant,
    due: Vec<Instant>,
}

impl Looks {
    fn new(now: Instant) -> Self {
        Self {
            last: now,
            due: Vec::new(),
        }
    }

    /// Something came or went; what was planned before is put off.
    fn ring(&mut self, now: Instant) {
        self.due = LOOKS.iter().map(|look| now + *look).collect();
    }

    /// How long to sleep.
    fn wait(&self, now: Instant, period: Duration) -> Duration {
        let next = self.due.first().copied().unwrap_or(self.last + period);
        next.saturating_duration_since(now)
    }

    /// Whether to look now; then the look is taken as done.
    fn is_due(&mut self, now: Instant, period: Duration) -> bool {
        if !self.wait(now, period).is_zero() {
            return false;
        }
        self.due.retain(|due| *due > now);
        self.last = now;
        true
    }
}

/// Serial lines with a device behind them, and printers' device files, by their names in /sys.
#[cfg(target_os = "linux")]
fn lines_and_files() -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for (class, start) in [("tty", ""), ("usbmisc", "lp")] {
        for entry in fs::read_dir(Path::new("/sys/class").join(class))
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A line that only exists in the kernel has no device.
            if name.starts_with(start)
                && let Ok(device) = fs::canonicalize(entry.path().join("device"))
            {
                seen.insert(format!("{class} {name} {}", device.display()));
            }
        }
    }
    seen
}

#[cfg(not(target_os = "linux"))]
fn lines_and_files() -> BTreeSet<String> {
    serialport::available_ports()
        .unwrap_or_default()
        .into_iter()
        .map(|port| format!("line {}", port.port_name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_events_are_one_look_and_two_more_for_what_is_slow() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut looks = Looks::new(start);
        assert_eq!(looks.wait(start, IDLE), IDLE);
        looks.ring(at(0));
        looks.ring(at(200));
        assert!(!looks.is_due(at(300), IDLE), "the second event put it off");
        assert_eq!(looks.wait(at(300), IDLE), Duration::from_millis(200));
        assert!(looks.is_due(at(500), IDLE));
        assert!(!looks.is_due(at(501), IDLE));
        assert!(looks.is_due(at(1200), IDLE));
        assert!(looks.is_due(at(3300), IDLE));
        assert_eq!(looks.wait(at(3300), IDLE), IDLE);
    }

    #[test]
    fn ends_at_once_when_dropped_and_tells_nothing_of_what_is_there() {
        let (tell, told) = channel();
        let watch = watch(move || {
            let _ = tell.send(());
        });
        let began = Instant::now();
        drop(watch);
        assert!(
            began.elapsed() < Duration::from_secs(1),
            "{:?}",
            began.elapsed()
        );
        assert!(told.try_recv().is_err());
    }
}
