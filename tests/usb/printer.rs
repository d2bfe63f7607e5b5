//! USB printers through libusb.
use crate::world::{SOON, World, job, open, send, until};
use pb_devices::{Access, DeviceError, FoundKind, Port};
use pb_sim::usb::{Identity, UsbFault, UsbPrinter, UsbPrinterOptions, ZplVoice};
use std::time::{Duration, Instant};

const STALL: Duration = Duration::from_millis(900);
/// The most that is lost track of: see `PrinterLink`.
const PIECE: u64 = 16 * 1024;

fn faulty(fault: UsbFault) -> UsbPrinterOptions {
    UsbPrinterOptions {
        fault,
        ..UsbPrinterOptions::default()
    }
}

/// A job's bytes that left and those that may have: the printer has no more than was admitted, and what
/// was admitted is no more than a piece beyond what it has.
fn assert_bounded(printer: &UsbPrinter, admitted: u64) {
    let has = printer.received().len() as u64;
    assert!(
        has <= admitted,
        "the printer has {has} bytes, {admitted} were admitted"
    );
    assert!(
        admitted <= has + PIECE,
        "{admitted} bytes admitted, the printer has {has}"
    );
}

/// What printers of a language call themselves on the bus.
pub(crate) struct Model {
    vendor: u16,
    product: u16,
    device_id: &'static str,
    name: &'static str,
    pub(crate) language: &'static str,
}

impl Model {
    const fn new(
        (vendor, product): (u16, u16),
        device_id: &'static str,
        name: &'static str,
        language: &'static str,
    ) -> Self {
        Self {
            vendor,
            product,
            device_id,
            name,
            language,
        }
    }

    /// One to be plugged in.
    pub(crate) fn options(&self) -> UsbPrinterOptions {
        UsbPrinterOptions {
            identity: Identity::new(self.vendor, self.product, "Maker", "Model", "1"),
            device_id: self.device_id.to_owned(),
            ..UsbPrinterOptions::default()
        }
    }
}

pub(crate) const ZEBRA: Model = Model::new(
    (0x0a5f, 0x0120),
    "MFG:Zebra;MDL:ZD420;CMD:ZPL;",
    "Zebra ZD420",
    "zpl",
);
pub(crate) const TSC: Model = Model::new(
    (0x1203, 0x0140),
    "MFG:TSC;MDL:TTP-245C;CMD:TSPL;",
    "TSC TTP-245C",
    "tspl",
);
pub(crate) const BROTHER: Model = Model::new(
    (0x04f9, 0x20a7),
    "MFG:Brother;MDL:QL-1100;CMD:PT-CBP;",
    "Brother QL-1100",
    "brother-ql-wide",
);
const DYMO: Model = Model::new(
    (0x0922, 0x0020),
    "MFG:DYMO;MDL:LabelWriter 450;CMD: ;",
    "DYMO LabelWriter 450",
    "dymo",
);
/// It states nothing, so its strings name it.
const NAMELESS: Model = Model::new((0x2e3c, 0x5750), "", "Maker Model", "");

#[test]
fn each_is_found_with_its_language() {
    let world = World::enter();
    for model in [ZEBRA, TSC, BROTHER, DYMO, NAMELESS] {
        let (_printer, found) = world.printer(model.options(), ZplVoice::default());
        assert_eq!(found.kind, FoundKind::Printer);
        assert_eq!(
            (found.name.as_str(), found.speaks.as_str()),
            (model.name, model.language)
        );
        assert_eq!(found.access, Access::Ready);
    }
}

#[test]
fn every_byte_arrives_and_questions_are_answered() {
    let world = World::enter();
    let (printer, found) = world.printer(UsbPrinterOptions::default(), ZplVoice::default());
    let mut link = open(&found.port);
    assert!(link.can_answer());
    let bytes = job(100_000);
    let mut told = Vec::new();
    link.send(&bytes, &mut |sent| told.push(sent))
        .expect("sent");
    assert_eq!(told.last(), Some(&100_000));
    assert!(
        printer.received() == bytes,
        "{} bytes",
        printer.received().len()
    );

    let whole = |answer: &[u8]| answer.ends_with(b"\x03\r\n");
    let answer = link.query(b"~HI", &whole, SOON).expect("answered");
    assert_eq!(answer, b"\x02ZD420-203dpi,V84.20.18Z,8,8192KB\x03\r\n");
    let lines = |answer: &[u8]| answer.iter().filter(|byte| **byte == b'\n').count() == 3;
    let status = link.query(b"~HS", &lines, SOON).expect("answered");
    assert!(status.starts_with(b"\x02030,0,0,1218,"), "{status:?}");
    let port = link.port_status().expect("it has a control pipe");
    assert!(port.selected && !port.paper_empty && !port.error);
    link.close().expect("closed in order");
}

#[test]
fn what_was_said_before_a_question_is_not_its_answer() {
    let world = World::enter();
    let (printer, found) = world.printer(UsbPrinterOptions::default(), ZplVoice::default());
    let mut link = open(&found.port);
    printer.say(b"late news of the last job\r\n");
    let whole = |answer: &[u8]| answer.ends_with(b"\x03\r\n");
    let answer = link.query(b"~HI", &whole, SOON).expect("answered");
    assert!(answer.starts_with(b"\x02ZD420"), "{answer:?}");
}

#[test]
fn silence_garbage_and_a_stalled_answer_are_borne() {
    let world = World::enter();
    let (printer, found) = world.printer(faulty(UsbFault::Silent), ZplVoice::default());
    let mut link = open(&found.port);
    let whole = |answer: &[u8]| answer.ends_with(b"\x03\r\n");
    let began = Instant::now();
    assert_eq!(link.query(b"~HI", &whole, STALL), Ok(Vec::new()));
    assert!(began.elapsed() < STALL + SOON / 4, "{:?}", began.elapsed());

    printer.set_fault(UsbFault::Garbage);
    let answer = link.query(b"~HI", &whole, STALL);
    assert!(
        matches!(answer, Err(DeviceError::TimedOut { .. })),
        "{answer:?}"
    );

    printer.set_fault(UsbFault::StallRead);
    let answer = link.query(b"~HI", &whole, SOON).expect("asked on");
    assert!(answer.ends_with(b"\x03\r\n"), "{answer:?}");
}

#[test]
fn a_stall_is_told_and_the_next_job_is_printed() {
    let world = World::enter();
    let (printer, found) = world.printer(faulty(UsbFault::StallAfter(20_000)), ZplVoice::default());
    let mut link = open(&found.port);
    let failure = send(&mut link, &job(60_000)).expect_err("it stalls");
    assert!(matches!(failure.error, DeviceError::Io { .. }), "{failure}");
    assert_eq!(printer.received().len(), 20_000);
    assert_bounded(&printer, failure.sent);

    let before = printer.received().len();
    assert_eq!(printer.resets(), 0, "not while the job was in flight");
    send(&mut link, &job(5_000)).expect("the next job");
    assert!(printer.received()[before..] == job(5_000));
    assert_eq!(
        printer.resets(),
        1,
        "what was left of the first job is forgotten"
    );
    send(&mut link, &job(100)).expect("one more");
    assert_eq!(printer.resets(), 1, "nothing broke off in between");
}

#[test]
fn a_hang_ends_in_time_and_says_how_much_may_have_left() {
    let world = World::enter();
    let (printer, found) = world.printer(faulty(UsbFault::HangAfter(40_000)), ZplVoice::default());
    let mut link = open(&found.port).stall_after(STALL);
    let began = Instant::now();
    let failure = send(&mut link, &job(100_000)).expect_err("it hangs");
    let took = began.elapsed();
    assert!(
        matches!(failure.error, DeviceError::Stalled { .. }),
        "{failure}"
    );
    assert!(took >= STALL && took < STALL + SOON / 2, "{took:?}");
    assert_eq!(printer.received().len(), 40_000);
    assert_bounded(&printer, failure.sent);

    // A reset makes it forget, and take the next job.
    send(&mut link, &job(1_000)).expect("the next job");
    assert!(printer.received()[40_000..] == job(1_000));
}

#[test]
fn a_printer_without_paper_says_so_when_it_takes_nothing_more() {
    let world = World::enter();
    let (printer, found) =
        world.printer(faulty(UsbFault::PaperOutAfter(30_000)), ZplVoice::default());
    let mut link = open(&found.port).stall_after(STALL);
    assert!(!link.port_status().expect("a status").paper_empty);
    let failure = send(&mut link, &job(100_000)).expect_err("no paper");
    assert!(
        matches!(failure.error, DeviceError::OutOfPaper { .. }),
        "{failure}"
    );
    assert_bounded(&printer, failure.sent);
    let status = link.port_status().expect("a status");
    assert!(status.paper_empty && status.error);
}

#[test]
fn a_cable_pulled_in_a_job_is_told_with_what_may_have_left() {
    let world = World::enter();
    let (printer, found) =
        world.printer(faulty(UsbFault::UnplugAfter(50_000)), ZplVoice::default());
    let mut link = open(&found.port).stall_after(SOON);
    let failure = send(&mut link, &job(100_000)).expect_err("its cable is pulled");
    assert!(
        matches!(failure.error, DeviceError::Unplugged { .. }),
        "{failure}"
    );
    assert_eq!(printer.received().len(), 50_000);
    assert_bounded(&printer, failure.sent);
    // Nothing of a further job leaves.
    let failure = send(&mut link, &job(10)).expect_err("it is gone");
    assert_eq!(failure.sent, 0, "{failure}");
    drop(link);
    until("it is not found any more", || {
        let again = pb_devices::PrinterLink::open(&found.port).err();
        matches!(again, Some(DeviceError::NotFound { .. })).then_some(())
    });
}

#[test]
fn a_slow_printer_gets_the_whole_job() {
    let world = World::enter();
    let (printer, found) = world.printer(faulty(UsbFault::Slow), ZplVoice::default());
    // A piece takes 0.8 s at 20 KB a second; that is slow, and no stall.
    let mut link = open(&found.port).stall_after(Duration::from_secs(4));
    send(&mut link, &job(40_000)).expect("sent in the end");
    assert!(printer.received() == job(40_000));
}

#[test]
fn a_printer_of_today_is_reset() {
    is_reset(false);
}

#[test]
fn a_printer_from_before_2000_is_reset() {
    is_reset(true);
}

fn is_reset(old_reset: bool) {
    let world = World::enter();
    let options = UsbPrinterOptions {
        old_reset,
        ..UsbPrinterOptions::default()
    };
    let (printer, found) = world.printer(options, ZplVoice::default());
    let mut link = open(&found.port);
    assert_eq!(link.reset(), Ok(true));
    assert_eq!(printer.resets(), 1);
    send(&mut link, b"after it").expect("sent");
    assert_eq!(printer.received(), b"after it");
}

#[test]
fn what_cannot_be_reset_says_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let network = Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port,
    };
    assert_eq!(open(&network).reset(), Ok(false));
}

#[test]
fn a_printer_that_only_listens_is_not_asked() {
    let world = World::enter();
    let options = UsbPrinterOptions {
        protocol: 1,
        ..UsbPrinterOptions::default()
    };
    let (printer, found) = world.printer(options, ZplVoice::default());
    let mut link = open(&found.port);
    assert!(!link.can_answer());
    let answer = link.query(b"~HI", &|_| true, STALL);
    assert!(
        matches!(answer, Err(DeviceError::OneWay { .. })),
        "{answer:?}"
    );
    send(&mut link, &job(20_000)).expect("sent");
    assert!(printer.received() == job(20_000));
}

#[test]
fn two_programs_do_not_print_at_once() {
    let world = World::enter();
    let (_printer, found) = world.printer(UsbPrinterOptions::default(), ZplVoice::default());
    let mut first = open(&found.port);
    send(&mut first, b"first").expect("sent");
    if crate::world::world() == "kernel" {
        let second = pb_devices::PrinterLink::open(&found.port).err();
        assert!(
            matches!(second, Some(DeviceError::Busy { .. })),
            "{second:?}"
        );
        let listed = world.found("the printer, held", |one| one.port == found.port);
        assert!(
            matches!(listed.access, Access::Refused(DeviceError::Busy { .. })),
            "{listed:?}"
        );
    }
}
