//! Where the tests run: what devices are plugged into, how they are waited for, and one test at a time.
use pb_devices::{Found, Port, PrinterLink};
use pb_sim::usb::{Behind, Host, UsbPrinter, UsbPrinterOptions};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a device may take to come or go. The virtual machine is slow.
pub(crate) const SOON: Duration = Duration::from_secs(20);
/// Between two looks at something that is waited for. Each look may open a device, and the mock counts to 50.
const LOOK: Duration = Duration::from_millis(150);

/// One bus, so one test at a time.
static BUS: Mutex<()> = Mutex::new(());

/// A test's time with the bus.
pub(crate) struct World {
    host: Host,
    _alone: MutexGuard<'static, ()>,
}

impl World {
    /// Waits for its turn.
    pub(crate) fn enter() -> Self {
        let alone = BUS.lock().unwrap_or_else(PoisonError::into_inner);
        let host = match world().as_str() {
            "kernel" => Host::Kernel,
            "mock" => Host::Socket(PathBuf::from(named("PACKBENCH_USB_BUS"))),
            other => panic!("there is no world {other}"),
        };
        let world = Self {
            host,
            _alone: alone,
        };
        world.wait_until_empty();
        world
    }

    /// Waits until no device is left of what was unplugged.
    pub(crate) fn wait_until_empty(&self) {
        until("the devices of before are gone", || {
            let found = pb_devices::find();
            let gone = |one: &Found| !is_emulated(&one.port);
            found.iter().all(gone).then_some(())
        });
    }

    /// What devices are plugged into.
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// A printer, and what is found of it.
    pub(crate) fn printer(
        &self,
        options: UsbPrinterOptions,
        behind: impl Behind,
    ) -> (UsbPrinter, Found) {
        let (vendor, product) = (options.identity.vendor, options.identity.product);
        let printer = UsbPrinter::plug(options, behind, &self.host).expect("it is plugged in");
        let found = self.found("the printer", |found| {
            matches!(found.port, Port::Usb { vendor: v, product: p, .. } if (v, p) == (vendor, product))
        });
        (printer, found)
    }

    /// Waits until what is meant is found.
    pub(crate) fn found(&self, what: &str, is_meant: impl Fn(&Found) -> bool) -> Found {
        until(what, || pb_devices::find().into_iter().find(&is_meant))
    }
}

/// No device that these tests may meet is real.
fn is_emulated(port: &Port) -> bool {
    match port {
        Port::Usb { .. } | Port::Hid { .. } | Port::DeviceFile { .. } => true,
        Port::Serial { path, .. } => path.contains("ttyUSB"),
        _ => false,
    }
}

/// `kernel` or `mock`.
pub(crate) fn world() -> String {
    named("PACKBENCH_USB_WORLD")
}

fn named(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set; these tests run by `make test-usb`"))
}

/// Waits for something, at most [`SOON`].
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < SOON, "{what}: not in time");
        thread::sleep(LOOK);
    }
}

/// Opens a printer, which takes a moment after it was plugged in: drivers come and go.
pub(crate) fn open(port: &Port) -> PrinterLink {
    until("the printer opens", || {
        PrinterLink::open(port)
            .inspect_err(|error| println!("{error}"))
            .ok()
    })
}

/// Bytes of which each place can be told from its neighbours.
pub(crate) fn job(length: usize) -> Vec<u8> {
    (0_u8..251).cycle().take(length).collect()
}

/// Sends without listening to the progress.
pub(crate) fn send(link: &mut PrinterLink, bytes: &[u8]) -> Result<(), pb_devices::SendFailure> {
    link.send(bytes, &mut |_| {})
}
