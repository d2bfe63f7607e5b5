//! What is tried and what is said. The simulated scales' own tests try every protocol.
use super::*;
use crate::transport;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use serialport::{SerialPort, TTYPort};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

fn serial(path: &str) -> Port {
    Port::Serial {
        path: path.to_owned(),
        baud: 9600,
        line: "8N1".to_owned(),
    }
}

fn tcp(listener: &TcpListener) -> Port {
    Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().expect("bound").port(),
    }
}

fn never_stop(_: &DetectStep) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn listens_first_and_asks_in_the_safe_order() {
    let steps: Vec<(String, Vec<u8>)> = plan(&serial("/dev/ttyS0"))
        .into_iter()
        .map(|attempt| (attempt.line, attempt.request.unwrap_or_default().to_vec()))
        .collect();
    let line = |line: &str, request: &[u8]| (line.to_owned(), request.to_vec());
    assert_eq!(
        steps,
        [
            line("9600 8N1", b""),
            line("2400 8N1", b""),
            line("1200 8N1", b""),
            line("4800 8N1", b""),
            line("9600 7E1", b"W"),
            line("9600 8N1", b"W"),
            line("9600 7E1", b"W\r"),
            line("9600 8N1", b"W\r"),
            line("9600 8N1", b"\nW\r"),
            line("9600 7E1", b"\nW\r"),
            line("9600 8N1", b"\x05"),
            line("9600 8N1", b"SI\r\n"),
            line("2400 7E1", b"SI\r\n"),
            line("9600 8N1", b"IP\r\n"),
            line("2400 7N2", b"IP\r\n"),
            line("1200 7O1", b"\x1bP"),
            line("9600 8O1", b"\x1bP"),
        ]
    );
    let bound = detection_bound(&serial("/dev/ttyS0"));
    assert!(bound < Duration::from_secs(30), "{bound:?}");
    let file = Port::DeviceFile {
        path: "/dev/usb/lp0".to_owned(),
    };
    let refused = detect_scale(&file, &mut never_stop).expect_err("no serial line");
    assert!(matches!(refused, DeviceError::Misconfigured { .. }));
}

#[test]
fn a_stream_with_parity_is_set_to_a_line_with_parity() {
    let listening = &plan(&serial("/dev/ttyS0"))[0];
    let toledo = scales::protocol("toledo-8217").expect("of the list");
    let line = |heard: &[u8]| match listening.port_for(toledo, heard) {
        Port::Serial { baud, line, .. } => format!("{baud} {line}"),
        other => panic!("{other}"),
    };
    assert_eq!(line(b"\x0212.345\r"), "9600 8N1");
    assert_eq!(line(b"\x82\xb12.\xb345\x8d"), "9600 7E1");
}

#[test]
fn what_nothing_explains_is_shown_byte_for_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = tcp(&listener);
    let device = thread::spawn(move || {
        let (mut link, _) = listener.accept().expect("connected");
        link.write_all(b"S,1\x0012\r\nxyz\xf8").expect("heard");
        let mut asked = Vec::new();
        // Until the other side has had enough.
        let _ = link.read_to_end(&mut asked);
        asked
    });
    let begun = Instant::now();
    let detection = detect_scale(&port, &mut never_stop).expect("heard out");
    assert!(begun.elapsed() < detection_bound(&port));
    assert_eq!(detection.found, []);
    let words = detection.to_string();
    assert!(
        words.contains(
            "no scale that is known; heard 12 bytes that no known protocol explains: \
             53 2C 31 00 31 32 0D 0A 78 79 7A F8"
        ),
        "{words}"
    );
    let asked = device.join().expect("no panic");
    assert_eq!(
        asked,
        b"WWW\rW\r\nW\r\nW\r\x05\x05SI\r\nSI\r\nIP\r\nIP\r\n\x1bP\x1bP"
    );
}

#[test]
fn it_stops_when_it_is_told_to() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut steps = Vec::new();
    let detection = detect_scale(&tcp(&listener), &mut |step: &DetectStep| {
        steps.push(step.clone());
        match step.doing.as_str() {
            "Listening" => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    })
    .expect("no failure");
    assert!(detection.stopped && detection.found.is_empty());
    assert!(detection.to_string().contains("stopped before"));
    let last = steps.last().expect("steps");
    assert_eq!(last.doing, "Asking with 57");
    assert!(last.elapsed >= LISTEN && last.elapsed < last.bound);
}

#[test]
fn frames_that_fit_two_makers_are_left_to_a_person() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = tcp(&listener);
    let device = thread::spawn(move || {
        let (mut link, _) = listener.accept().expect("connected");
        link.write_all(b"+    1.250 kg \r\n+    1.250 kg \r\n")
            .expect("heard");
        let _ = link.read_to_end(&mut Vec::new());
    });
    let detection = detect_scale(&port, &mut never_stop).expect("heard");
    let ids: Vec<_> = detection.found.iter().map(|found| found.protocol).collect();
    assert_eq!(ids, ["sartorius-sbi", "adam"]);
    let words = detection.to_string();
    assert!(words.contains("fits Sartorius SBI and Adam"), "{words}");
    device.join().expect("no panic");
}

#[test]
fn one_frame_is_no_find() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = tcp(&listener);
    let device = thread::spawn(move || {
        let (mut link, _) = listener.accept().expect("connected");
        let mut asked = [0];
        // Answers the first question and no other.
        link.read_exact(&mut asked).expect("asked");
        link.write_all(b"\x0201.250\r").expect("heard");
        let _ = link.read_to_end(&mut Vec::new());
    });
    let detection = detect_scale(&port, &mut never_stop).expect("heard");
    assert_eq!(detection.found, []);
    let words = detection.to_string();
    assert!(words.contains("after 57 was sent: 02 30 31 2E"), "{words}");
    device.join().expect("no panic");
}

#[test]
fn the_line_is_left_as_it_was() {
    let (ours, theirs) = TTYPort::pair().expect("a pseudo-terminal");
    let path = theirs.name().expect("a name");
    let look = || {
        let line = rustix::fs::open(
            &path,
            rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY,
            rustix::fs::Mode::empty(),
        )
        .expect("opens");
        let set = tcgetattr(&line).expect("a terminal");
        (line, set)
    };
    let (line, mut set) = look();
    set.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
    set.set_speed(19_200).expect("a speed");
    tcsetattr(&line, OptionalActions::Now, &set).expect("set");
    drop((line, theirs));
    let detection = detect_scale(&serial(&path), &mut |step: &DetectStep| match step
        .doing
        .contains("2400")
    {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    })
    .expect("opens");
    assert!(detection.stopped);
    let (_line, after) = look();
    assert!(
        after
            .local_modes
            .contains(LocalModes::ICANON | LocalModes::ECHO)
    );
    assert_eq!(after.input_speed(), 19_200);
    // While it was looked for, both were different.
    let link = transport::open(&serial(&path), CONNECT_TIME).expect("opens");
    let (_line, raw) = look();
    assert!(!raw.local_modes.contains(LocalModes::ICANON));
    drop((link, ours));
}
