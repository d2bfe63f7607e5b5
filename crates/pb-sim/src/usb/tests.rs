//! The devices as a host sees them, over a socket.
use super::*;
use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(5);
const STALLED: i32 = -32;

/// A host with one device, speaking USB/IP by hand.
struct Bench {
    stream: UnixStream,
    sequence: u32,
    imported: Vec<u8>,
    _folder: TempDir,
}

/// Plugs a device into a host of its own.
fn plugged<D: Send + 'static>(
    plug: impl FnOnce(&Host) -> std::io::Result<D> + Send + 'static,
) -> (Bench, D) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bus");
    let listener = UnixListener::bind(&path).expect("a socket");
    let device = thread::spawn(move || plug(&Host::Socket(path)));
    let (mut stream, _) = listener.accept().expect("a device");
    stream.set_read_timeout(Some(SOON)).expect("a limit");
    let mut request = vec![0x01, 0x11, 0x80, 0x03];
    request.resize(40, 0);
    stream.write_all(&request).expect("asked");
    let mut imported = vec![0; 320];
    stream.read_exact(&mut imported).expect("an answer");
    let device = device.join().expect("no panic").expect("plugged in");
    let bench = Bench {
        stream,
        sequence: 0,
        imported,
        _folder: folder,
    };
    (bench, device)
}

/// What came back of a transfer.
#[derive(Debug, PartialEq, Eq)]
struct Came {
    status: i32,
    count: usize,
    bytes: Vec<u8>,
}

impl Bench {
    fn submit(&mut self, endpoint: u32, to_host: bool, room: usize, setup: [u8; 8], data: &[u8]) {
        self.sequence += 1;
        let length = u32::try_from(if to_host { room } else { data.len() }).expect("short");
        let mut command = Vec::new();
        for word in [
            1,
            self.sequence,
            0,
            u32::from(to_host),
            endpoint,
            0,
            length,
            0,
            0,
            0,
        ] {
            command.extend(word.to_be_bytes());
        }
        command.extend(setup);
        command.extend(data);
        self.stream.write_all(&command).expect("submitted");
    }

    /// Takes a transfer back; answers with the status the device gave.
    fn take_back(&mut self, target: u32) -> i32 {
        self.sequence += 1;
        let mut command = Vec::new();
        for word in [2, self.sequence, 0, 0, 0, target] {
            command.extend(word.to_be_bytes());
        }
        command.resize(48, 0);
        self.stream.write_all(&command).expect("taken back");
        let header = self.header();
        assert_eq!(header[..4], [0, 0, 0, 4]);
        i32::from_be_bytes([header[20], header[21], header[22], header[23]])
    }

    fn header(&mut self) -> [u8; 48] {
        let mut header = [0; 48];
        self.stream.read_exact(&mut header).expect("an answer");
        header
    }

    fn came(&mut self, to_host: bool) -> Came {
        let header = self.header();
        let word = |at: usize| [header[at], header[at + 1], header[at + 2], header[at + 3]];
        assert_eq!(u32::from_be_bytes(word(0)), 3);
        assert_eq!(u32::from_be_bytes(word(4)), self.sequence);
        let count = usize::try_from(u32::from_be_bytes(word(24))).expect("fits");
        let mut bytes = vec![0; if to_host { count } else { 0 }];
        self.stream.read_exact(&mut bytes).expect("its bytes");
        Came {
            status: i32::from_be_bytes(word(20)),
            count,
            bytes,
        }
    }

    fn control(&mut self, setup: [u8; 8], data: &[u8]) -> Came {
        let to_host = setup[0] & 0x80 != 0;
        let room = usize::from(u16::from_le_bytes([setup[6], setup[7]]));
        self.submit(0, to_host, room, setup, data);
        self.came(to_host)
    }

    fn write(&mut self, endpoint: u32, data: &[u8]) -> Came {
        self.submit(endpoint, false, 0, [0; 8], data);
        self.came(false)
    }

    fn read(&mut self, endpoint: u32, room: usize) -> Came {
        self.submit(endpoint, true, room, [0; 8], &[]);
        self.came(true)
    }

    fn is_silent(&mut self, wait: Duration) -> bool {
        self.stream.set_read_timeout(Some(wait)).expect("a limit");
        let silent = self.stream.read(&mut [0]).is_err();
        self.stream.set_read_timeout(Some(SOON)).expect("a limit");
        silent
    }

    fn was_hung_up(&mut self) -> bool {
        matches!(self.stream.read(&mut [0; 48]), Ok(0))
    }
}

fn printer(fault: UsbFault) -> (Bench, UsbPrinter) {
    plugged(move |host| {
        let options = UsbPrinterOptions {
            fault,
            ..UsbPrinterOptions::default()
        };
        UsbPrinter::plug(options, ZplVoice::default(), host)
    })
}

fn done(count: usize) -> Came {
    Came {
        status: 0,
        count,
        bytes: Vec::new(),
    }
}

#[test]
fn a_printer_says_what_it_is() {
    let (mut bench, _printer) = printer(UsbFault::None);
    assert_eq!(bench.imported[..4], [0x01, 0x11, 0x00, 0x03]);
    assert_eq!(
        bench.imported[304..312],
        [0, 0, 0, 3, 0x0a, 0x5f, 0x01, 0x20]
    );

    let device = bench.control([0x80, 6, 0, 1, 0, 0, 18, 0], &[]).bytes;
    assert_eq!(device[8..12], [0x5f, 0x0a, 0x20, 0x01]);
    let head = bench.control([0x80, 6, 0, 2, 0, 0, 9, 0], &[]).bytes;
    assert_eq!(head.len(), 9, "no more than was asked for");
    let all = bench.control([0x80, 6, 0, 2, 0, 0, 255, 0], &[]).bytes;
    assert_eq!(usize::from(head[2]), all.len());
    assert_eq!(all[9..18], [9, 4, 0, 0, 2, 7, 1, 2, 0]);

    let maker = bench.control([0x80, 6, 1, 3, 9, 4, 255, 0], &[]).bytes;
    assert_eq!(maker[..4], [38, 3, b'Z', 0]);
    let unknown = bench.control([0x80, 6, 9, 3, 9, 4, 255, 0], &[]);
    assert_eq!(unknown.status, STALLED);

    let id = bench.control([0xA1, 0, 0, 0, 0, 0, 0, 4], &[]).bytes;
    assert_eq!(id[..2], [0, 42]);
    assert!(id.ends_with(b"CLS:PRINTER;"));
    assert_eq!(
        bench.control([0xA1, 1, 0, 0, 0, 0, 1, 0], &[]).bytes,
        [0x18]
    );
}

#[test]
fn a_printer_takes_a_job_and_answers() {
    let (mut bench, printer) = printer(UsbFault::None);
    let job = [b'x'; 5000];
    assert_eq!(bench.write(1, &job), done(5000));
    // A question cut in two by the transfers is still one.
    assert_eq!(bench.write(1, b"~H"), done(2));
    assert_eq!(bench.write(1, b"I"), done(1));
    let answer = bench.read(2, 512);
    assert_eq!(
        answer.bytes,
        b"\x02ZD420-203dpi,V84.20.18Z,8,8192KB\x03\r\n"
    );
    bench.submit(2, true, 512, [0; 8], &[]);
    assert!(
        bench.is_silent(Duration::from_millis(50)),
        "nothing more to say"
    );
    assert_eq!(bench.take_back(bench.sequence), -104);
    assert_eq!(printer.received().len(), 5003);
}

#[test]
fn a_stall_halts_the_endpoint_until_it_is_cleared() {
    let (mut bench, printer) = printer(UsbFault::StallAfter(700));
    assert_eq!(bench.write(1, &[1; 512]), done(512));
    let stalled = bench.write(1, &[2; 512]);
    assert_eq!((stalled.status, stalled.count), (STALLED, 188));
    assert_eq!(bench.write(1, &[3; 512]).status, STALLED, "it stays halted");
    assert_eq!(
        bench.control([0x82, 0, 0, 0, 1, 0, 2, 0], &[]).bytes,
        [1, 0]
    );
    assert_eq!(bench.control([0x02, 1, 0, 0, 1, 0, 0, 0], &[]).status, 0);
    assert_eq!(bench.write(1, &[4; 512]), done(512));
    assert_eq!(printer.received().len(), 700 + 512);
}

#[test]
fn a_hang_takes_nothing_until_it_is_lifted_or_the_port_is_reset() {
    let (mut bench, printer) = printer(UsbFault::HangAfter(100));
    bench.submit(1, false, 0, [0; 8], &[1; 300]);
    assert!(bench.is_silent(Duration::from_millis(80)));
    assert_eq!(printer.received().len(), 100);
    printer.set_fault(UsbFault::None);
    assert_eq!(bench.came(false), done(300));

    printer.set_fault(UsbFault::HangAfter(0));
    bench.submit(1, false, 0, [0; 8], &[1; 300]);
    assert_eq!(bench.take_back(bench.sequence), -104);
    assert_eq!(
        bench.control([0x23, 2, 0, 0, 0, 0, 0, 0], &[]).status,
        STALLED
    );
    assert_eq!(bench.control([0x21, 2, 0, 0, 0, 0, 0, 0], &[]).status, 0);
    assert_eq!(bench.write(1, &[1; 300]), done(300));
    assert_eq!(printer.resets(), 1);
}

#[test]
fn a_cable_is_pulled_at_the_byte() {
    let (mut bench, printer) = printer(UsbFault::UnplugAfter(600));
    assert_eq!(bench.write(1, &[1; 512]), done(512));
    bench.submit(1, false, 0, [0; 8], &[2; 512]);
    assert!(bench.was_hung_up());
    assert_eq!(printer.received().len(), 600);
    printer.wait_until_gone();
}

#[test]
fn paper_that_is_out_shows_in_the_ports_status() {
    let (mut bench, printer) = printer(UsbFault::PaperOutAfter(10));
    let status = [0xA1, 1, 0, 0, 0, 0, 1, 0];
    assert_eq!(bench.control(status, &[]).bytes, [0x18]);
    bench.submit(1, false, 0, [0; 8], &[1; 20]);
    assert!(printer.wait_for_bytes(10, SOON));
    assert_eq!(bench.take_back(bench.sequence), -104);
    assert_eq!(bench.control(status, &[]).bytes, [0x30]);
    assert_eq!(printer.status_asked(), 2);
}

#[test]
fn a_slow_printer_takes_its_time() {
    let (mut bench, printer) = printer(UsbFault::Slow);
    let began = Instant::now();
    assert_eq!(bench.write(1, &[1; 4000]), done(4000));
    let took = began.elapsed();
    assert!(
        took >= Duration::from_millis(170),
        "{took:?} for 0.2 s of bytes"
    );
    assert_eq!(printer.received().len(), 4000);
}

#[test]
fn what_a_faulty_printer_says_is_nothing_garbage_or_a_stall() {
    let (mut bench, printer) = printer(UsbFault::Garbage);
    assert_eq!(bench.write(1, b"~HS"), done(3));
    assert!(bench.read(2, 512).bytes.starts_with(&[0xff, 0x00]));
    printer.set_fault(UsbFault::StallRead);
    assert_eq!(bench.read(2, 512).status, STALLED);
    assert_eq!(bench.control([0x02, 1, 0, 0, 0x82, 0, 0, 0], &[]).status, 0);
    printer.say(b"late");
    assert_eq!(bench.read(2, 512).bytes, b"late");
    printer.set_fault(UsbFault::Silent);
    assert_eq!(bench.write(1, b"~HI"), done(3));
    bench.submit(2, true, 512, [0; 8], &[]);
    assert!(bench.is_silent(Duration::from_millis(50)));
}

fn scale(options: HidScaleOptions) -> (Bench, HidScale) {
    plugged(move |host| HidScale::plug(options, host))
}

#[test]
fn a_scale_reports_with_and_without_ids() {
    for (report_ids, id) in [(true, &[3][..]), (false, &[])] {
        let (mut bench, scale) = scale(HidScaleOptions {
            report_ids,
            every: None,
            ..HidScaleOptions::default()
        });
        let descriptor = bench.control([0x81, 6, 0, 0x22, 0, 0, 255, 0], &[]).bytes;
        assert_eq!(descriptor[..6], [0x05, 0x8D, 0x09, 0x20, 0xA1, 0x01]);
        assert_eq!(bench.read(1, 8).bytes, [id, &[2, 2, 0, 0, 0]].concat());
        bench.submit(1, true, 8, [0; 8], &[]);
        assert!(
            bench.is_silent(Duration::from_millis(80)),
            "nothing changed"
        );
        scale.show(HidReading::steady(1234));
        assert_eq!(
            bench.came(true).bytes,
            [id, &[4, 2, 0, 0xD2, 0x04]].concat()
        );
    }
}

#[test]
fn a_scale_says_what_is_left_over_each_time_it_is_opened() {
    let (mut bench, _scale) = scale(HidScaleOptions {
        stale_first: Some(HidReading::steady(777)),
        every: Some(Duration::from_millis(5)),
        ..HidScaleOptions::default()
    });
    for _ in 0..2 {
        assert_eq!(bench.read(1, 8).bytes, [3, 4, 2, 0, 0x09, 0x03]);
        for _ in 0..3 {
            assert_eq!(bench.read(1, 8).bytes, [3, 2, 2, 0, 0, 0]);
        }
        // The host closes the device.
        bench.submit(1, true, 8, [0; 8], &[]);
        bench.take_back(bench.sequence);
    }
}

#[test]
fn a_scale_is_zeroed_by_its_control_report_alone() {
    let (mut bench, scale) = scale(HidScaleOptions::default());
    scale.show(HidReading::steady(50));
    let set = |value: [u8; 2], length| [0x21, 9, value[0], value[1], 0, 0, length, 0];
    assert_eq!(bench.control(set([3, 2], 2), &[3, 2]).status, STALLED);
    assert_eq!(bench.control(set([2, 3], 2), &[2, 2]).status, STALLED);
    assert_eq!(bench.control(set([2, 2], 2), &[2, 1]).status, 0);
    assert_eq!(scale.zeroed(), 0);
    assert_eq!(bench.control(set([2, 2], 2), &[2, 2]).status, 0);
    assert_eq!(scale.zeroed(), 1);
    assert_eq!(bench.read(1, 8).bytes, [3, 2, 2, 0, 0, 0]);
}

#[test]
fn a_scale_that_sleeps_leaves_the_bus() {
    let (mut bench, scale) = scale(HidScaleOptions::default());
    scale.sleep();
    assert!(bench.was_hung_up());
}

/// Sets the chip as the kernel's driver does for 9600 baud: data bits, parity, then the handshake.
fn set_chip(bench: &mut Bench, data: [u8; 2], flow: u8) {
    for setup in [
        [0x40, 3, 0x38, 0x41, 0, 0, 0, 0],
        [0x40, 4, data[0], data[1], 0, 0, 0, 0],
        [0x40, 2, 0x13, 0x11, 0, flow, 0, 0],
        [0x40, 1, 3, 3, 0, 0, 0, 0],
    ] {
        assert_eq!(bench.control(setup, &[]).status, 0);
    }
}

fn adapter(line: SerialLine, handshake: Handshake) -> (Bench, SerialAdapter) {
    plugged(move |host| {
        let options = SerialAdapterOptions {
            line,
            handshake,
            ..SerialAdapterOptions::default()
        };
        SerialAdapter::plug(options, ZplVoice::default(), host)
    })
}

/// Reads until bytes besides the status come.
fn heard(bench: &mut Bench) -> Vec<u8> {
    for _ in 0..100 {
        let packet = bench.read(1, 512).bytes;
        if packet.len() > 2 {
            return packet;
        }
    }
    Vec::new()
}

#[test]
fn a_line_that_is_set_alike_carries_bytes() {
    let (mut bench, adapter) = adapter(SerialLine::SCALE, Handshake::None);
    set_chip(&mut bench, [7, 2], 0);
    let chip = adapter.chip();
    assert_eq!(chip.line, SerialLine::SCALE);
    assert!(chip.dtr && chip.rts);
    assert_eq!(bench.write(2, b"~HI"), done(3));
    assert!(heard(&mut bench)[2..].starts_with(b"\x02ZD420"));
    assert_eq!(adapter.received(), b"~HI");
}

#[test]
fn a_line_that_is_set_otherwise_carries_something_else() {
    let (mut bench, adapter) = adapter(SerialLine::SCALE, Handshake::None);
    // Odd parity: the device drops what it cannot trust.
    set_chip(&mut bench, [7, 1], 0);
    assert_eq!(bench.write(2, b"~HI"), done(3));
    // No parity at all: what happens to have the right bits passes.
    set_chip(&mut bench, [8, 0], 0);
    assert_eq!(bench.write(2, b"~HI"), done(3));
    let ones = |byte: &&u8| byte.count_ones().is_multiple_of(2);
    let expected: Vec<u8> = b"~HI".iter().filter(ones).copied().collect();
    assert!(adapter.wait_for_bytes(expected.len(), SOON));
    assert_eq!(adapter.received(), expected);
}

#[test]
fn the_chip_obeys_the_handshake_it_was_set_to() {
    for (handshake, flow) in [(Handshake::RtsCts, 1), (Handshake::XonXoff, 4)] {
        let (mut bench, adapter) = adapter(SerialLine::PLAIN, handshake);
        set_chip(&mut bench, [8, 0], flow);
        adapter.hold(true);
        bench.submit(2, false, 0, [0; 8], &[b'x'; 400]);
        assert!(bench.is_silent(Duration::from_millis(80)), "{handshake:?}");
        assert_eq!((adapter.received().len(), adapter.lost()), (0, 0));
        adapter.hold(false);
        assert_eq!(bench.came(false), done(400));
        assert!(adapter.wait_for_bytes(400, SOON));
        assert_eq!(adapter.lost(), 0);
    }
}

#[test]
fn a_device_that_is_talked_over_loses_bytes() {
    let (mut bench, adapter) = adapter(SerialLine::PLAIN, Handshake::RtsCts);
    // The host does not look at the line.
    set_chip(&mut bench, [8, 0], 0);
    adapter.hold(true);
    assert_eq!(bench.write(2, &[b'x'; 2000]), done(2000));
    assert!(adapter.lost() > 1000, "{}", adapter.lost());
}
