//! The Toledo scale's frames, the line's faults, and every dialect's strictness.
use super::*;
use std::io::{Read, Write};
use std::net::TcpStream as Socket;

const CR: u8 = 0x0d;
const STX: u8 = 0x02;

fn connect(scale: &SimScale) -> Socket {
    let socket = Socket::connect(("127.0.0.1", scale.port())).expect("the scale listens");
    socket
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
    socket
}

/// One frame, up to its CR.
fn frame(socket: &mut Socket) -> Vec<u8> {
    let mut frame = Vec::new();
    let mut byte = [0];
    while frame.last() != Some(&CR) {
        socket.read_exact(&mut byte).expect("an answer");
        frame.push(byte[0]);
    }
    frame
}

fn poll(socket: &mut Socket) -> Vec<u8> {
    socket.write_all(b"W").expect("sent");
    frame(socket)
}

#[test]
fn speaks_the_protocols_frames() {
    let scale = SimScale::start().expect("starts");
    let mut socket = connect(&scale);
    assert_eq!(poll(&mut socket), b"\x0200.000\r");
    for (load, settled) in [
        (Weight::from_grams(1_250), &b"\x0201.250\r"[..]),
        (Weight::from_grams(12_345), b"\x0212.345\r"),
        (Weight::from_grams(30_001), b"\x02?B\r"),
        (Weight::from_grams(-5), b"\x02?D\r"),
        (Weight::ZERO, b"\x0200.000\r"),
    ] {
        scale.place(load);
        let frames: Vec<_> = (0..4).map(|_| poll(&mut socket)).collect();
        assert_eq!(
            frames,
            [b"\x02?A\r", b"\x02?A\r", settled, settled],
            "{load}"
        );
    }
    scale.set_moving(true);
    assert_eq!(poll(&mut socket), b"\x02?A\r");
    scale.set_moving(false);
    assert_eq!(poll(&mut socket), b"\x0200.000\r");
    assert_eq!(scale.polls(), 23);
}

#[test]
fn answers_no_other_command_than_its_own() {
    let scale = SimScale::start().expect("starts");
    let mut socket = connect(&scale);
    socket.write_all(b"P\r\nw?").expect("sent");
    // Odoo's probe: echo on, a word, echo off.
    socket.write_all(b"EhelloF").expect("sent");
    assert_eq!(frame(&mut socket), b"\x02E\r");
    assert_eq!(frame(&mut socket), b"hello\x02F\r");
    scale.place(Weight::from_grams(500));
    while poll(&mut socket) != b"\x0200.500\r" {}
    socket.write_all(b"Z").expect("sent");
    assert_eq!(frame(&mut socket), b"\x02?@\r");
    assert_eq!(poll(&mut socket), b"\x0200.000\r");
    assert_eq!(scale.polls(), 4);
}

#[test]
fn the_line_can_break_in_every_way() {
    let scale = SimScale::start().expect("starts");
    let mut socket = connect(&scale);
    scale.set_fault(ScaleFault::Fragments);
    assert_eq!(poll(&mut socket), b"\x0200.000\r");
    scale.set_fault(ScaleFault::Garbage);
    socket.write_all(b"W").expect("sent");
    let mut garbage = [0; 5];
    socket.read_exact(&mut garbage).expect("garbage");
    assert!(!garbage.contains(&STX) && !garbage.contains(&CR));
    scale.unplug();
    assert!(matches!(socket.read(&mut garbage), Ok(0) | Err(_)));
    assert!(Socket::connect(("127.0.0.1", scale.port())).is_err());
    scale.plug();
    scale.set_fault(ScaleFault::Silent);
    let mut socket = connect(&scale);
    socket.write_all(b"W").expect("sent");
    socket
        .set_read_timeout(Some(Duration::from_millis(100)))
        .expect("a timeout");
    assert!(socket.read(&mut garbage).is_err(), "nothing is answered");
}

/// What every model answers to the requests of every other maker: its own refusal, or nothing; never a
/// weight.
#[test]
fn only_its_own_words_make_a_scale_speak() {
    let pan = Arc::new(Mutex::new(Pan::default()));
    let own: &[(&str, &[u8])] = &[
        ("toledo-8217", b"W"),
        ("nci", b"W\r"),
        ("sma", b"\nW\r"),
        ("cas", &[0x05, 0x11]),
        ("mt-sics", b"SI\r\n"),
        ("a-and-d", b"Q\r\n"),
        ("ohaus", b"IP\r\n"),
        ("sartorius-sbi", b"\x1bP"),
        ("adam", b"P\r\n"),
    ];
    let refusals: &[&[u8]] = &[b"", b"\n?\r\x03", b"\n?\r", b"ES\r\n", b"?\r\n", &[0x15]];
    // Another maker's question that holds one's own: LF W CR holds W CR, which holds W; SI and P are
    // shared.
    let shared = |model: &str, asked: &str| {
        matches!(
            (model, asked),
            ("toledo-8217", "nci" | "sma") | ("a-and-d", "mt-sics") | ("ohaus", "adam")
        )
    };
    for (model, request) in own {
        let model = MODELS.iter().find(|m| m.id == *model).expect("simulated");
        for (asked, other) in own {
            let mut talk = Conversation::new(model, &pan);
            let said: Vec<u8> = talk.hear(other).into_iter().flat_map(|p| p.bytes).collect();
            if request == other || shared(model.id, asked) {
                assert!(said.len() > 3, "{} answers {asked}: {said:02x?}", model.id);
            } else {
                assert!(
                    refusals.contains(&&said[..]) || said == [0x06],
                    "{} to {asked}: {said:02x?}",
                    model.id
                );
            }
        }
    }
}

#[test]
fn a_scale_that_was_left_alone_switches_itself_off() {
    let scale = SimScale::start().expect("starts");
    scale.power_off_after(Duration::ZERO);
    let mut socket = connect(&scale);
    socket.write_all(b"W").expect("sent");
    socket
        .set_read_timeout(Some(Duration::from_millis(100)))
        .expect("a timeout");
    assert!(socket.read(&mut [0]).is_err(), "nothing is answered");
    scale.power_off_after(Duration::from_secs(3600));
    scale.wake();
    socket
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
    assert_eq!(poll(&mut socket), b"\x0200.000\r");
}

#[test]
fn what_is_not_simulated_is_said() {
    let setup = ScaleSetup {
        protocol: "morse".to_owned(),
        ..ScaleSetup::default()
    };
    let error = SimScale::start_with(&setup).expect_err("refused");
    assert!(error.to_string().contains("toledo-8217, nci"), "{error}");
}
