//! The simulated printer as a station sees it: over its socket.
use super::*;
use std::io::{Read, Write};
use std::net::TcpStream as Socket;

const SOON: Duration = Duration::from_secs(20);

fn label(text: &str) -> Vec<u8> {
    format!("^XA^FO60,60^BY3^BCN,200,N,N,N^FD{text}^FS^XZ").into_bytes()
}

fn connect(printer: &SimPrinter) -> Socket {
    let socket = Socket::connect(("127.0.0.1", printer.port())).expect("the printer listens");
    socket
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
    socket
}

fn send(printer: &SimPrinter, bytes: &[u8]) -> Socket {
    let mut socket = connect(printer);
    socket.write_all(bytes).expect("the printer takes bytes");
    socket
}

/// The fields of the first two records of `~HS`.
fn status(socket: &mut Socket) -> (Vec<String>, Vec<String>) {
    socket.write_all(b"~HS").expect("sent");
    let mut answer = Vec::new();
    let mut byte = [0];
    while answer.iter().filter(|b| **b == b'\n').count() < 3 {
        socket.read_exact(&mut byte).expect("a status");
        answer.push(byte[0]);
    }
    let text = String::from_utf8(answer).expect("a status is text");
    let records: Vec<Vec<String>> = text
        .split("\r\n")
        .filter(|r| !r.is_empty())
        .map(|r| {
            let inner = r
                .strip_prefix('\x02')
                .and_then(|r| r.strip_suffix('\x03'))
                .expect("STX … ETX");
            inner.split(',').map(str::to_owned).collect()
        })
        .collect();
    assert_eq!(
        records.iter().map(Vec::len).collect::<Vec<_>>(),
        [12, 11, 2]
    );
    (records[0].clone(), records[1].clone())
}

/// Waits until the bytes sent so far were read: the printer answers in order.
fn settle(socket: &mut Socket) -> (Vec<String>, Vec<String>) {
    status(socket)
}

#[test]
fn prints_what_can_be_read() {
    let printer = SimPrinter::start().expect("starts");
    send(&printer, &[label("SIM123"), label("SIM124")].concat());
    let labels = printer.wait_for_labels(2, SOON);
    assert_eq!(
        labels
            .iter()
            .map(|l| l.barcodes.clone())
            .collect::<Vec<_>>(),
        [["SIM123"], ["SIM124"]]
    );
    assert_eq!(labels[0].raw, label("SIM123"));
    assert!(labels[0].png().starts_with(b"\x89PNG"));
    assert_eq!(
        printer.received(),
        [label("SIM123"), label("SIM124")].concat()
    );
}

#[test]
fn keeps_labels_in_a_folder_and_prints_copies() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = PrinterOptions {
        folder: Some(folder.path().join("labels")),
        ..PrinterOptions::default()
    };
    let printer = SimPrinter::start_with(options).expect("starts");
    send(&printer, b"^XA^FO9,9^GB90,90,90^FS^PQ2^XZ");
    assert_eq!(printer.wait_for_labels(2, SOON).len(), 2);
    let count = printer.label_count();
    assert_eq!(*count.borrow(), 2);
    assert!(folder.path().join("labels/label-0002.png").exists());
}

#[test]
fn says_truthfully_what_stops_it_and_goes_on_when_mended() {
    let printer = SimPrinter::start().expect("starts");
    for (fault, paper_out, paused, head_open) in [
        (PrinterFault::PaperOut, "1", "0", "0"),
        (PrinterFault::Paused, "0", "1", "0"),
        (PrinterFault::HeadOpen, "0", "0", "1"),
    ] {
        let before = printer.labels().len();
        printer.set_fault(fault);
        let mut socket = send(&printer, &[label("A1"), label("A2")].concat());
        let (first, second) = settle(&mut socket);
        assert_eq!(
            (first[1].as_str(), first[2].as_str(), second[2].as_str()),
            (paper_out, paused, head_open),
            "{fault:?}"
        );
        assert_eq!(
            (first[4].as_str(), second[8].as_str()),
            ("001", "00000001"),
            "one prints, one waits"
        );
        assert_eq!(printer.labels().len(), before, "nothing came out");
        printer.set_fault(PrinterFault::None);
        assert_eq!(printer.wait_for_labels(before + 2, SOON).len(), before + 2);
        let (first, second) = settle(&mut socket);
        assert_eq!((first[4].as_str(), second[8].as_str()), ("000", "00000000"));
    }
}

#[test]
fn the_paper_can_end_in_the_middle_of_a_job() {
    let printer = SimPrinter::start().expect("starts");
    printer.set_fault(PrinterFault::PaperOutAfter(1));
    let mut socket = send(&printer, &[label("A1"), label("A2")].concat());
    assert_eq!(printer.wait_for_labels(1, SOON).len(), 1);
    let (first, second) = settle(&mut socket);
    assert_eq!((first[1].as_str(), second[8].as_str()), ("1", "00000001"));
}

#[test]
fn a_partial_format_is_said_and_thrown_away_with_its_connection() {
    let printer = SimPrinter::start().expect("starts");
    let mut socket = send(&printer, b"^XA^FDx");
    assert_eq!(settle(&mut socket).0[7], "1");
    drop(socket);
    let mut other = connect(&printer);
    // The printer learns of the closed connection in its own time.
    while settle(&mut other).0[7] != "0" {}
    other.write_all(&label("B1")).expect("sent");
    assert_eq!(printer.wait_for_labels(1, SOON).len(), 1);
}

#[test]
fn silence_and_garbage_are_no_status() {
    let printer = SimPrinter::start().expect("starts");
    printer.set_fault(PrinterFault::GarbageStatus);
    let mut socket = send(&printer, b"~HS");
    let mut answer = [0; 9];
    socket.read_exact(&mut answer).expect("garbage");
    assert!(!answer.contains(&0x03));
    printer.set_fault(PrinterFault::PaperOutAndSilent);
    // Only the second question is answered.
    let mut socket = send(&printer, b"~HS~HQES");
    let mut answer = [0; 22];
    socket.read_exact(&mut answer).expect("an answer");
    assert!(
        answer.ends_with(b"PRINTER STATUS\r\n\x20"[..16].as_ref())
            || answer.windows(14).any(|w| w == b"PRINTER STATUS")
    );
    printer.set_fault(PrinterFault::SilentStatus);
    let mut socket = send(&printer, &[b"~HS".to_vec(), label("C1")].concat());
    assert_eq!(
        printer.wait_for_labels(1, SOON).len(),
        1,
        "it prints all the same"
    );
    socket.set_nonblocking(true).expect("nonblocking");
    let error = socket.read(&mut answer).expect_err("nothing was answered");
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn closes_at_a_byte_and_stalls_at_a_byte() {
    let printer = SimPrinter::start().expect("starts");
    printer.set_fault(PrinterFault::CloseAfter(10));
    let mut socket = send(&printer, &label("D1"));
    let end = socket.read(&mut [0; 8]);
    assert!(
        matches!(end, Ok(0) | Err(_)),
        "the connection is closed: {end:?}"
    );
    assert_eq!(printer.received().len(), 10);
    printer.set_fault(PrinterFault::StallAfter(10));
    let _stalled = send(&printer, &label("D2"));
    printer.set_fault(PrinterFault::None);
    let labels = printer.wait_for_labels(1, SOON);
    assert_eq!(labels.len(), 1, "a mended stall goes on where it was");
    assert_eq!(labels[0].barcodes, ["D2"]);
}

#[test]
fn off_refuses_and_forgets() {
    let printer = SimPrinter::start().expect("starts");
    printer.set_fault(PrinterFault::PaperOut);
    let mut socket = send(&printer, &label("E1"));
    settle(&mut socket);
    printer.set_fault(PrinterFault::Off);
    assert!(Socket::connect(("127.0.0.1", printer.port())).is_err());
    assert!(matches!(socket.read(&mut [0; 8]), Ok(0) | Err(_)));
    printer.set_fault(PrinterFault::None);
    let mut socket = connect(&printer);
    assert_eq!(settle(&mut socket).1[8], "00000000", "the queue is empty");
    printer.set_fault(PrinterFault::Paused);
    socket.write_all(&label("E2")).expect("sent");
    settle(&mut socket);
    printer.power_cycle();
    printer.set_fault(PrinterFault::None);
    let mut socket = send(&printer, &label("E3"));
    assert_eq!(printer.wait_for_labels(1, SOON)[0].barcodes, ["E3"]);
    settle(&mut socket);
    assert_eq!(printer.labels().len(), 1);
}

#[test]
fn slow_takes_its_time() {
    let printer = SimPrinter::start().expect("starts");
    printer.set_fault(PrinterFault::Slow);
    let start = std::time::Instant::now();
    let filler = vec![b' '; 5_000];
    send(&printer, &[filler, label("F1")].concat());
    assert_eq!(printer.wait_for_labels(1, SOON).len(), 1);
    assert!(
        start.elapsed() >= Duration::from_millis(250),
        "5 KB at 20 KB a second"
    );
}

#[test]
fn many_connections_at_once_lose_nothing() {
    let printer = SimPrinter::start().expect("starts");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let printer = &printer;
            scope.spawn(move || {
                let mut socket = connect(printer);
                for byte in label(&format!("T{thread}")) {
                    socket.write_all(&[byte]).expect("sent");
                }
            });
        }
    });
    let mut texts: Vec<String> = printer
        .wait_for_labels(4, SOON)
        .into_iter()
        .flat_map(|l| l.barcodes)
        .collect();
    texts.sort();
    assert_eq!(texts, ["T0", "T1", "T2", "T3"]);
}

#[test]
fn who_sends_no_more_still_hears_what_is_answered_in_its_turn() {
    let printer = SimPrinter::start_with(PrinterOptions {
        language: "esc-pos".to_owned(),
        ..PrinterOptions::default()
    })
    .expect("starts");
    printer.set_fault(PrinterFault::PaperOut);
    let mut socket = send(&printer, b"\x1dv0\0\x01\0\x01\0\xFF\x0c\x1dr\x01");
    socket
        .shutdown(std::net::Shutdown::Write)
        .expect("half closed");
    while printer.received().len() < 13 {
        std::thread::yield_now();
    }
    assert_eq!(printer.labels().len(), 0);
    printer.set_fault(PrinterFault::None);
    let mut answer = Vec::new();
    socket
        .read_to_end(&mut answer)
        .expect("an answer, and the end");
    assert_eq!(answer, [0]);
    assert_eq!(printer.labels().len(), 1);
}

#[cfg(unix)]
fn open(line: &PrinterLine, flow: serialport::FlowControl) -> Box<dyn serialport::SerialPort> {
    serialport::new(line.path().to_string_lossy(), 9600)
        .flow_control(flow)
        .timeout(Duration::from_millis(200))
        .open()
        .expect("the line opens")
}

#[cfg(unix)]
#[test]
fn a_serial_line_prints_and_answers() {
    let printer = SimPrinter::start().expect("starts");
    let line = printer.open_serial().expect("a line");
    let mut port = open(&line, serialport::FlowControl::Software);
    port.write_all(&label("S1")).expect("sent");
    assert_eq!(printer.wait_for_labels(1, SOON)[0].barcodes, ["S1"]);
    port.write_all(b"~HI").expect("sent");
    let mut answer = [0; 14];
    port.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"\x02PACKBENCH-SIM");
    // A cut-off label stays where the cable stays, until it is thrown away.
    port.write_all(b"^XA^FO1,1^FDx").expect("sent");
    port.write_all(b"~JX").expect("sent");
    port.write_all(&label("S2")).expect("sent");
    assert_eq!(printer.wait_for_labels(2, SOON)[1].barcodes, ["S2"]);
}

#[cfg(unix)]
#[test]
fn a_held_line_stops_those_who_listen_and_loses_the_bytes_of_those_who_do_not() {
    let printer = SimPrinter::start().expect("starts");
    let line = printer.open_serial().expect("a line");
    let mut polite = open(&line, serialport::FlowControl::Software);
    polite.write_all(&label("P1")).expect("sent");
    assert_eq!(printer.wait_for_labels(1, SOON).len(), 1);
    line.hold();
    // The terminal itself honours XOFF once it has arrived: then nothing more comes through.
    let before = loop {
        let before = printer.received().len();
        let _ = polite.write(b"\n");
        let until = std::time::Instant::now() + Duration::from_millis(300);
        let arrived = || printer.received().len() > before;
        while !arrived() && std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        if !arrived() {
            break before;
        }
    };
    let sender = std::thread::spawn(move || {
        let bytes = label("P2");
        let mut sent = 0;
        while sent < bytes.len() {
            // While it is held the port times out.
            sent += polite.write(&bytes[sent..]).unwrap_or(0);
        }
    });
    assert_eq!(printer.received().len(), before);
    line.release();
    sender.join().expect("sent");
    assert_eq!(printer.wait_for_labels(2, SOON)[1].barcodes, ["P2"]);
    assert_eq!(printer.complaints(), Vec::<String>::new());

    let mut rude = open(&line, serialport::FlowControl::None);
    line.hold();
    let mut tries = 0;
    while printer.complaints().is_empty() && tries < 1_000 {
        let _ = rude.write(&[b' '; 512]);
        tries += 1;
    }
    assert!(printer.complaints()[0].contains("after XOFF"));
}
