//! The thread against scales that fail, over sockets and pseudo-terminals.
use super::*;
use crate::Port;
use crate::scales::{Decoder, ScaleOptions};
use serialport::{SerialPort, TTYPort};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::symlink;

const DEADLINE: Duration = Duration::from_secs(20);
const QUICK: Pace = Pace {
    retry_first: Duration::from_millis(5),
    retry_last: Duration::from_millis(20),
    silence: Some(DEADLINE),
};

fn config(port: Port) -> ScaleConfig {
    ScaleConfig {
        id: String::new(),
        name: String::new(),
        port,
        protocol: "toledo-8217".to_owned(),
        unit: None,
        reports_zero: true,
        pattern: None,
        only_stable: false,
    }
}

fn tcp(listener: &TcpListener) -> Port {
    Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().expect("bound").port(),
    }
}

fn start(config: ScaleConfig) -> (ScaleThread, Receiver<ScaleEvent>) {
    let (sender, events) = channel();
    let protocol = scales::protocol(&config.protocol);
    let thread = ScaleThread::run(config, protocol, QUICK, move |event| {
        let _ = sender.send(event);
    });
    (thread, events)
}

fn next(events: &Receiver<ScaleEvent>) -> ScaleEvent {
    events.recv_timeout(DEADLINE).expect("an event in time")
}

/// The next weight, past frames that were on their way already.
fn weight(events: &Receiver<ScaleEvent>, grams: i64) {
    let wanted = FrameKind::Steady(Weight::from_grams(grams));
    loop {
        match next(events) {
            ScaleEvent::Frame(frame) if frame.kind == wanted => return,
            ScaleEvent::Frame(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn gone(events: &Receiver<ScaleEvent>) -> DeviceError {
    loop {
        match next(events) {
            ScaleEvent::Gone(error) => return error,
            ScaleEvent::Frame(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Answers every `W` with this, until the other side goes.
fn answer(link: &mut (impl Read + Write), reply: &[u8], times: usize) {
    for _ in 0..times {
        let mut request = [0];
        link.read_exact(&mut request).expect("asked");
        assert_eq!(&request, b"W");
        link.write_all(reply).expect("heard");
    }
}

#[test]
fn weighs_over_a_device_server_and_comes_back_after_a_loss() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (_thread, events) = start(config(tcp(&listener)));

    let (mut first, _) = listener.accept().expect("connected");
    answer(&mut first, b"\x0201.250\r", 2);
    assert_eq!(next(&events), ScaleEvent::Connected);
    weight(&events, 1250);
    drop(first);
    assert!(matches!(gone(&events), DeviceError::Unplugged { .. }));

    let (mut second, _) = listener.accept().expect("connected again");
    answer(&mut second, b"\x0200.000\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected);
    weight(&events, 0);
}

#[test]
fn a_refusal_is_told_once_and_then_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = tcp(&listener);
    drop(listener);
    let (_thread, events) = start(config(port.clone()));
    let error = gone(&events);
    assert_eq!(error, DeviceError::Refused { port: port.clone() });
    assert!(error.remedy().contains("Check that the address"));

    let Port::Tcp { port: number, .. } = port else {
        unreachable!("made above")
    };
    let listener = TcpListener::bind(("127.0.0.1", number)).expect("the same port again");
    let (mut link, _) = listener.accept().expect("connected");
    answer(&mut link, b"\x0202.000\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected, "and no second Gone");
    weight(&events, 2000);
}

#[test]
fn a_scale_that_is_asked_and_stays_silent_is_gone() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let config = config(tcp(&listener));
    let (sender, events) = channel();
    let pace = Pace {
        silence: Some(Duration::from_millis(300)),
        ..QUICK
    };
    let protocol = scales::protocol(&config.protocol);
    let _thread = ScaleThread::run(config, protocol, pace, move |event| {
        let _ = sender.send(event);
    });
    let (_silent, _) = listener.accept().expect("connected");
    assert!(matches!(gone(&events), DeviceError::TimedOut { .. }));

    // Bytes at the wrong speed are no answer either, and the loss is not told again.
    let (mut rubbish, _) = listener.accept().expect("connected again");
    rubbish.write_all(&[0xF8; 64]).expect("heard");
    // A busy machine may make even the good one late; it is then tried once more.
    thread::spawn(move || {
        for mut link in listener.incoming().flatten() {
            while link.read_exact(&mut [0]).is_ok() && link.write_all(b"\x0203.000\r").is_ok() {}
        }
    });
    assert_eq!(next(&events), ScaleEvent::Connected);
    weight(&events, 3000);
}

#[test]
fn a_frame_cut_in_two_is_one_weight() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (_thread, events) = start(config(tcp(&listener)));
    let (mut link, _) = listener.accept().expect("connected");
    // The second request comes because half an answer is none.
    answer(&mut link, b"\x0212.", 1);
    answer(&mut link, b"345\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected);
    weight(&events, 12_345);
}

#[test]
fn stops_within_the_wait_it_promises() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (thread, events) = start(config(tcp(&listener)));
    let (mut link, _) = listener.accept().expect("connected");
    answer(&mut link, b"\x0201.250\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected);
    drop(thread);
    // The thread has dropped its side of the channel and of the socket.
    while events.recv_timeout(DEADLINE).is_ok() {}
    assert_eq!(
        events.recv_timeout(DEADLINE),
        Err(RecvTimeoutError::Disconnected)
    );
    link.set_read_timeout(Some(DEADLINE)).expect("a socket");
    let mut rest = Vec::new();
    // Closing with an unread answer resets the connection: closed either way.
    let _ = link.read_to_end(&mut rest);
    assert!(rest.iter().all(|byte| *byte == b'W'));
}

#[test]
fn settings_that_do_not_fit_are_told() {
    let serial = Port::Serial {
        path: "/dev/ttyS0".to_owned(),
        baud: 9600,
        line: "9X9".to_owned(),
    };
    let tcp = Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port: 9100,
    };
    for (port, protocol) in [
        (serial, "toledo-8217"),
        (tcp.clone(), "hid-pos"),
        (tcp, "morse"),
    ] {
        let mut config = config(port);
        config.protocol = protocol.to_owned();
        let (_thread, events) = start(config);
        let error = gone(&events);
        assert!(
            matches!(error, DeviceError::Misconfigured { .. }),
            "{error:?}"
        );
    }
}

/// Panics on its first frame, and reads the next.
struct Fragile;
struct FragileDecoder;
static PANICKED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

impl ScaleProtocol for Fragile {
    fn id(&self) -> &'static str {
        "fragile"
    }
    fn name(&self) -> &'static str {
        "Fragile"
    }
    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1"]
    }
    fn poll(&self) -> Option<Poll> {
        None
    }
    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(FragileDecoder))
    }
}

impl Decoder for FragileDecoder {
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame> {
        if bytes.is_empty() {
            return Vec::new();
        }
        let again = PANICKED.swap(true, std::sync::atomic::Ordering::SeqCst);
        assert!(again, "a byte nobody thought of");
        vec![ScaleFrame {
            kind: FrameKind::Moving,
            raw: bytes.to_vec(),
            shown: String::new(),
            says: String::new(),
            once: false,
        }]
    }
}

#[test]
fn a_panic_in_the_driver_is_a_loss_and_the_thread_starts_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (sender, events) = channel();
    let _thread = ScaleThread::run(
        config(tcp(&listener)),
        Some(&Fragile),
        QUICK,
        move |event| {
            let _ = sender.send(event);
        },
    );
    let speak = |listener: &TcpListener| -> TcpStream {
        let (mut link, _) = listener.accept().expect("connected");
        link.write_all(b"x").expect("heard");
        link
    };
    let _first = speak(&listener);
    assert_eq!(next(&events), ScaleEvent::Connected);
    let error = gone(&events);
    assert!(
        matches!(&error, DeviceError::DriverFailed { detail, .. }
            if detail == "a byte nobody thought of"),
        "{error:?}"
    );
    let _second = speak(&listener);
    assert_eq!(next(&events), ScaleEvent::Connected);
    assert!(matches!(next(&events), ScaleEvent::Frame(frame) if frame.raw == b"x"));
}

/// A serial scale: our side of a pseudo-terminal, with a stable name for the other side.
fn serial_scale(name: &std::path::Path) -> TTYPort {
    let (mut ours, theirs) = TTYPort::pair().expect("a pseudo-terminal");
    ours.set_timeout(DEADLINE).expect("a timeout");
    let path = theirs.name().expect("a name");
    let _ = std::fs::remove_file(name);
    symlink(path, name).expect("a link");
    // Keeps the far side open until the driver has it, else reading from ours would fail at once.
    std::mem::forget(theirs);
    ours
}

#[test]
fn weighs_over_a_serial_line_and_survives_unplugging() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().join("scale");
    let mut scale = serial_scale(&name);
    let (_thread, events) = start(config(Port::Serial {
        path: name.to_str().expect("UTF-8").to_owned(),
        baud: 9600,
        line: "7E1".to_owned(),
    }));
    answer(&mut scale, b"\x0200.500\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected);
    weight(&events, 500);

    std::fs::remove_file(&name).expect("unplugged");
    drop(scale);
    let error = gone(&events);
    assert!(matches!(error, DeviceError::Unplugged { .. }), "{error:?}");

    let mut scale = serial_scale(&name);
    answer(&mut scale, b"\x0200.750\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected);
    weight(&events, 750);
}

#[test]
fn a_serial_line_that_another_program_holds_is_busy() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().join("scale");
    let mut scale = serial_scale(&name);
    let path = name.to_str().expect("UTF-8").to_owned();
    let other = serialport::new(&path, 9600).open().expect("free");
    let (_thread, events) = start(config(Port::Serial {
        path,
        baud: 9600,
        line: "7E1".to_owned(),
    }));
    assert!(matches!(gone(&events), DeviceError::Busy { .. }));
    drop(other);
    answer(&mut scale, b"\x0200.500\r", 1);
    assert_eq!(next(&events), ScaleEvent::Connected);
}
