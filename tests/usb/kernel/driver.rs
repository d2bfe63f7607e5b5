//! The kernel's printer driver: it gives a printer up and gets it back, and prints by itself.
use crate::world::{SOON, World, job, open, send, until};
use pb_devices::{Access, DeviceError, Found, FoundKind, Port, PrinterLink};
use pb_sim::usb::{Identity, UsbFault, UsbPrinter, UsbPrinterOptions, ZplVoice};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const STALL: Duration = Duration::from_millis(1500);
/// Bytes of one transfer of the kernel's driver, and those it may have begun besides.
const KERNEL_PIECE: u64 = 2 * 8192;

/// A printer that the kernel's driver takes back without trouble.
fn tsc(fault: UsbFault) -> UsbPrinterOptions {
    UsbPrinterOptions {
        identity: Identity::new(0x1203, 0x0140, "TSC", "TTP-245C", "T1"),
        device_id: "MFG:TSC;MDL:TTP-245C;CMD:TSPL;".to_owned(),
        fault,
        ..UsbPrinterOptions::default()
    }
}

fn device_files() -> Vec<PathBuf> {
    let folder = std::fs::read_dir("/dev/usb").into_iter().flatten();
    let files = folder.flatten().map(|entry| entry.path());
    files
        .filter(|path| path.to_string_lossy().starts_with("/dev/usb/lp"))
        .collect()
}

/// The one printer's device file, once it is there.
fn device_file() -> PathBuf {
    until("a device file", || device_files().into_iter().next())
}

fn no_device_file() {
    until("no device file", || device_files().is_empty().then_some(()));
}

/// A printer as the kernel's driver has it.
fn by_file(world: &World, fault: UsbFault) -> (UsbPrinter, PrinterLink, Port) {
    no_device_file();
    let (printer, _) = world.printer(tsc(fault), ZplVoice::default());
    let port = Port::DeviceFile {
        path: device_file().to_string_lossy().into_owned(),
    };
    let link = open(&port).stall_after(STALL);
    (printer, link, port)
}

#[test]
fn it_gives_the_printer_up_and_gets_it_back() {
    let world = World::enter();
    no_device_file();
    let (printer, found) = world.printer(tsc(UsbFault::None), ZplVoice::default());
    let file = device_file();
    std::fs::write(&file, b"before").expect("the kernel prints");
    assert!(printer.wait_for_bytes(6, SOON));

    let mut link = open(&found.port);
    send(&mut link, b"between").expect("sent");
    assert!(!file.exists(), "the kernel's driver gave it up");
    link.close().expect("closed");

    let file = device_file();
    std::fs::write(&file, b"after").expect("the kernel prints again");
    assert!(printer.wait_for_bytes(18, SOON));
    assert_eq!(printer.received(), b"beforebetweenafter");
}

#[test]
fn a_printer_that_misbehaves_when_given_back_is_kept() {
    let world = World::enter();
    no_device_file();
    let (_printer, found) = world.printer(UsbPrinterOptions::default(), ZplVoice::default());
    device_file();
    let mut link = open(&found.port);
    send(&mut link, b"x").expect("sent");
    drop(link);
    // Opening it again shows that nobody holds it, and that it was not taken back meanwhile.
    let mut link = open(&found.port);
    send(&mut link, b"y").expect("sent");
    assert!(device_files().is_empty());
}

#[test]
fn a_printer_is_listed_once_whoever_has_it() {
    let world = World::enter();
    no_device_file();
    let (_printer, _) = world.printer(tsc(UsbFault::None), ZplVoice::default());
    device_file();
    let found = pb_devices::find();
    let printers: Vec<&Found> = found
        .iter()
        .filter(|one| one.kind == FoundKind::Printer)
        .collect();
    assert_eq!(printers.len(), 1, "{printers:?}");
    assert_eq!(printers[0].access, Access::Ready);
}

#[test]
fn a_device_file_carries_a_job_and_answers() {
    let world = World::enter();
    let (printer, mut link, _) = by_file(&world, UsbFault::None);
    send(&mut link, &job(100_000)).expect("sent");
    assert!(printer.wait_for_bytes(100_000, SOON));
    assert!(printer.received() == job(100_000));
    let whole = |answer: &[u8]| answer.ends_with(b"\x03\r\n");
    let answer = link.query(b"~HI", &whole, SOON).expect("answered");
    assert!(answer.starts_with(b"\x02ZD420"), "{answer:?}");
}

#[test]
fn a_hang_behind_a_device_file_ends_in_time() {
    let world = World::enter();
    let (printer, mut link, _) = by_file(&world, UsbFault::HangAfter(30_000));
    let began = Instant::now();
    let failure = send(&mut link, &job(100_000)).expect_err("it hangs");
    let took = began.elapsed();
    assert!(
        matches!(
            failure.error,
            DeviceError::Stalled { .. } | DeviceError::OutOfPaper { .. }
        ),
        "{failure}"
    );
    assert!(took >= STALL && took < STALL + SOON / 2, "{took:?}");
    let has = printer.received().len() as u64;
    assert_eq!(has, 30_000);
    assert!(
        failure.sent >= has && failure.sent <= has + KERNEL_PIECE,
        "{}",
        failure.sent
    );
    // Pulled out, so that what waits in the kernel ends.
    printer.unplug();
}

#[test]
fn a_cable_pulled_behind_a_device_file_is_told() {
    let world = World::enter();
    let (printer, mut link, port) = by_file(&world, UsbFault::UnplugAfter(30_000));
    let failure = send(&mut link, &job(100_000)).expect_err("its cable is pulled");
    assert!(
        matches!(failure.error, DeviceError::Unplugged { .. }),
        "{failure}"
    );
    let has = printer.received().len() as u64;
    assert!(
        failure.sent >= has && failure.sent <= has + KERNEL_PIECE,
        "{}",
        failure.sent
    );
    drop(link);
    until("its file is gone", || {
        matches!(&port, Port::DeviceFile { path } if !Path::new(path).exists()).then_some(())
    });
}
