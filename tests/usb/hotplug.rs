//! The watch that tells when devices come or go.
use crate::world::{SOON, World};
use pb_sim::usb::{
    HidScale, HidScaleOptions, Identity, PlainDevice, UsbPrinter, UsbPrinterOptions, ZplVoice,
};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Longer than all looks that follow an event.
const QUIET: Duration = Duration::from_millis(3600);

struct Watching {
    changes: Receiver<()>,
    _watch: pb_devices::DeviceWatch,
}

impl Watching {
    /// Begins to watch once the bus is at rest after the test before.
    fn begin() -> Self {
        let (tell, changes) = channel();
        let watch = pb_devices::watch(move || {
            // The test may have ended.
            let _ = tell.send(());
        });
        let watching = Self {
            changes,
            _watch: watch,
        };
        watching.settle();
        watching
    }

    fn settle(&self) {
        while self.changes.recv_timeout(QUIET).is_ok() {}
    }

    fn expect(&self, what: &str) {
        assert!(self.changes.recv_timeout(SOON).is_ok(), "not told: {what}");
    }
}

#[test]
fn printers_and_scales_that_come_and_go_are_told() {
    let world = World::enter();
    let watching = Watching::begin();
    let printer = UsbPrinter::plug(
        UsbPrinterOptions::default(),
        ZplVoice::default(),
        world.host(),
    )
    .expect("plugged in");
    watching.expect("a printer came");
    world.found("the printer", |one| one.name == "Zebra ZD420");
    watching.settle();

    let scale = HidScale::plug(HidScaleOptions::default(), world.host()).expect("plugged in");
    watching.expect("a scale came");
    world.found("the scale", |one| one.speaks == "hid-pos");
    watching.settle();

    scale.sleep();
    watching.expect("the scale went");
    watching.settle();
    printer.unplug();
    watching.expect("the printer went");
}

#[test]
fn what_comes_at_once_is_told_once_and_what_is_none_of_ours_never() {
    let world = World::enter();
    let watching = Watching::begin();
    let key = PlainDevice::security_key(world.host()).expect("plugged in");
    let stranger = Identity::new(0x1d50, 0x6018, "Example", "Probe", "1");
    let probe = PlainDevice::vendor_class(stranger, world.host()).expect("plugged in");
    assert!(
        watching.changes.recv_timeout(QUIET).is_err(),
        "no device of ours came"
    );

    let plug = |product, serial: &str| {
        let options = UsbPrinterOptions {
            identity: Identity::new(0x1203, product, "TSC", "TTP-245C", serial),
            ..UsbPrinterOptions::default()
        };
        UsbPrinter::plug(options, ZplVoice::default(), world.host()).expect("plugged in")
    };
    let (first, second) = (plug(0x0140, "1"), plug(0x0141, "2"));
    watching.expect("two printers came");
    drop((key, probe));
    let mut more = 0;
    while watching.changes.recv_timeout(QUIET).is_ok() {
        more += 1;
    }
    // The kernel's printer driver may bring its device files a look later.
    assert!(more <= 1, "{more} more changes were told");
    drop((first, second));
    watching.expect("both went");
}
