//! A printer link against printers that take, stall, vanish and answer, over sockets and
//! pseudo-terminals.
use pb_devices::{DeviceError, Port, PrinterLink};
use serialport::{SerialPort, TTYPort};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(20);
const STALL: Duration = Duration::from_millis(300);
/// Comfortably more than the operating system buffers for a socket or a line.
const MUCH: usize = 32 * 1024 * 1024;

/// A printer on the network that treats its one connection like this; the answer is what `printer`
/// made of it.
fn on_network<T: Send + 'static>(
    printer: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (Port, Receiver<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = Port::Tcp {
        host: "localhost".to_owned(),
        port: listener.local_addr().expect("bound").port(),
    };
    let (sender, made) = channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("connected");
        stream.set_read_timeout(Some(DEADLINE)).expect("a socket");
        let _ = sender.send(printer(stream));
    });
    (port, made)
}

fn open(port: &Port) -> PrinterLink {
    PrinterLink::open(port)
        .expect("opens")
        .stall_after(DEADLINE)
}

/// For printers that are meant to stall.
fn open_impatient(port: &Port) -> PrinterLink {
    open(port).stall_after(STALL)
}

fn job(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

/// Sends and checks that progress only grows, up to what was sent.
fn send(link: &mut PrinterLink, bytes: &[u8]) -> Result<(), pb_devices::SendFailure> {
    let mut last = 0;
    let result = link.send(bytes, &mut |sent| {
        assert!(sent > last, "{sent} after {last}");
        last = sent;
    });
    match &result {
        Ok(()) => assert_eq!(last, bytes.len() as u64),
        Err(failure) => assert!(last <= failure.sent),
    }
    result
}

#[test]
fn a_slow_printer_gets_every_byte_and_the_tail() {
    let (port, received) = on_network(|mut stream| {
        let (mut bytes, mut piece) = (Vec::new(), [0; 1500]);
        loop {
            match stream.read(&mut piece).expect("not reset") {
                0 => return bytes,
                count => bytes.extend_from_slice(&piece[..count]),
            }
            // Talking all the while: unread answers must not reset the connection.
            stream.write_all(b"busy\r\n").expect("heard");
            thread::yield_now();
        }
    });
    let mut link = open(&port);
    let job = job(700_000);
    send(&mut link, &job).expect("sent");
    link.close().expect("closed in order");
    let received = received.recv_timeout(DEADLINE).expect("in time");
    assert!(received == job, "{} of {} bytes", received.len(), job.len());
}

#[test]
fn a_printer_that_takes_nothing_more_has_stalled() {
    let (release, hold) = channel::<()>();
    let (port, _held) = on_network(move |stream| {
        let _ = hold.recv();
        drop(stream);
    });
    let mut link = open_impatient(&port);
    let failure = send(&mut link, &job(MUCH)).expect_err("stalls");
    assert!(failure.sent > 0 && failure.sent < MUCH as u64);
    assert_eq!(failure.error, DeviceError::Stalled { port });
    assert!(failure.error.remedy().contains("paper"));
    drop(release);
}

#[test]
fn a_printer_that_vanishes_in_the_middle_may_have_got_what_left() {
    let (port, received) = on_network(|mut stream| {
        let mut bytes = vec![0; 20_000];
        stream.read_exact(&mut bytes).expect("the first bytes");
        bytes.len() as u64
    });
    let mut link = open(&port);
    let failure = send(&mut link, &job(MUCH)).expect_err("breaks off");
    let received = received.recv_timeout(DEADLINE).expect("in time");
    assert!(failure.sent >= received, "{} < {received}", failure.sent);
    assert_eq!(failure.error, DeviceError::Unplugged { port });
}

#[test]
fn nothing_left_before_the_connection_stood() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().expect("bound").port(),
    };
    drop(listener);
    let error = PrinterLink::open(&port).err().expect("refused");
    assert_eq!(error, DeviceError::Refused { port });
    assert!(error.remedy().contains("9100"));

    let port = Port::Tcp {
        host: "no such host".to_owned(),
        port: 9100,
    };
    let error = PrinterLink::open(&port).err().expect("unknown");
    assert_eq!(error, DeviceError::NotFound { port });
    assert!(error.remedy().contains("“no such host”"));
    assert_eq!(
        error.to_string(),
        "Network device no such host:9100: not found"
    );
}

/// Answers each of these with the text beside it, in pieces.
fn answering(dialogue: &'static [(&[u8], &[&[u8]])]) -> (Port, Receiver<()>) {
    on_network(move |mut stream| {
        stream.set_nodelay(true).expect("a socket");
        for (request, answer) in dialogue {
            let mut asked = vec![0; request.len()];
            stream.read_exact(&mut asked).expect("asked");
            assert_eq!(asked, *request);
            for piece in *answer {
                stream.write_all(piece).expect("heard");
                thread::yield_now();
            }
        }
        // Holds the connection until the other side is done.
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

fn ends_with_line(answer: &[u8]) -> bool {
    answer.ends_with(b"\r\n")
}

#[test]
fn an_answer_is_read_whole_however_it_is_cut() {
    let (port, _done) = answering(&[
        (
            b"~HI",
            &[b"\x02ZD4", b"20-203dpi,V84", b".20.18Z,8\x03\r", b"\n"],
        ),
        (b"~HS", &[b"ready\r\n"]),
    ]);
    let mut link = open(&port);
    assert!(link.can_answer());
    assert_eq!(link.port_status(), None, "a socket has no control pipe");
    assert_eq!(
        link.query(b"~HI", &ends_with_line, DEADLINE),
        Ok(b"\x02ZD420-203dpi,V84.20.18Z,8\x03\r\n".to_vec())
    );
    assert_eq!(
        link.query(b"~HS", &ends_with_line, DEADLINE),
        Ok(b"ready\r\n".to_vec())
    );
}

#[test]
fn silence_half_an_answer_and_a_lost_line_are_told_apart() {
    let (port, _done) = answering(&[(b"~HS", &[]), (b"~HS", &[b"\x02030,0"])]);
    let mut link = open(&port);
    assert_eq!(link.query(b"~HS", &ends_with_line, STALL), Ok(Vec::new()));
    assert_eq!(
        link.query(b"~HS", &ends_with_line, STALL),
        Err(DeviceError::TimedOut {
            port: port.clone(),
            doing: "answering"
        })
    );

    let (port, _gone) = on_network(drop);
    let mut link = open(&port);
    assert_eq!(
        link.query(b"~HS", &ends_with_line, DEADLINE),
        Err(DeviceError::Unplugged { port })
    );
}

#[test]
fn what_was_said_unasked_is_not_an_answer() {
    let (said, heard) = channel();
    let (port, _done) = on_network(move |mut stream| {
        stream.write_all(b"PAPER OUT\r\n").expect("heard");
        said.send(()).expect("waited for");
        let mut asked = [0; 3];
        stream.read_exact(&mut asked).expect("asked");
        stream.write_all(b"ready\r\n").expect("heard");
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let mut link = open(&port);
    heard.recv_timeout(DEADLINE).expect("in time");
    assert_eq!(
        link.query(b"~HS", &ends_with_line, DEADLINE),
        Ok(b"ready\r\n".to_vec())
    );
}

#[test]
fn something_that_talks_without_end_is_not_a_printer() {
    let (port, _done) = on_network(|mut stream| while stream.write_all(&[b'x'; 4096]).is_ok() {});
    let mut link = open(&port);
    let error = link
        .query(b"~HS", &ends_with_line, DEADLINE)
        .expect_err("no end");
    assert!(matches!(error, DeviceError::TimedOut { .. }));
}

/// A printer behind a terminal line; ours first, then the name of the other side. The line must stay
/// open on the far side until the link has it.
fn on_line() -> (TTYPort, TTYPort, String) {
    let (mut ours, theirs) = TTYPort::pair().expect("a pseudo-terminal");
    ours.set_timeout(DEADLINE).expect("a timeout");
    let name = theirs.name().expect("a name");
    (ours, theirs, name)
}

fn serial(path: String, line: &str) -> Port {
    Port::Serial {
        path,
        baud: 115_200,
        line: line.to_owned(),
    }
}

/// Prints over a line and asks back.
fn prints_and_answers(port: &Port, mut printer: TTYPort) {
    let job = job(60_000);
    let expected = job.clone();
    let reader = thread::spawn(move || {
        let mut bytes = vec![0; expected.len()];
        printer.read_exact(&mut bytes).expect("the job");
        assert!(bytes == expected);
        let mut asked = [0; 3];
        printer.read_exact(&mut asked).expect("asked");
        printer.write_all(b"ready\r\n").expect("heard");
        printer
    });
    let mut link = open(port);
    send(&mut link, &job).expect("sent");
    assert_eq!(
        link.query(b"~HS", &ends_with_line, DEADLINE),
        Ok(b"ready\r\n".to_vec())
    );
    let printer = reader.join().expect("printed");

    // The cable is pulled between two jobs.
    drop(printer);
    let failure = send(&mut link, b"^XA^XZ").expect_err("gone");
    assert_eq!(
        failure.sent, 0,
        "nothing leaves through a line that is gone"
    );
    assert_eq!(failure.error, DeviceError::Unplugged { port: port.clone() });
}

#[test]
fn prints_over_a_serial_line() {
    let (printer, far, name) = on_line();
    prints_and_answers(&serial(name, "8N1"), printer);
    drop(far);
}

#[test]
fn prints_through_a_device_file() {
    let (printer, far, path) = on_line();
    prints_and_answers(&Port::DeviceFile { path }, printer);
    drop(far);
}

#[test]
fn a_line_held_in_the_middle_stalls_and_says_how_much_left() {
    const XOFF: u8 = 0x13;
    let (mut printer, far, name) = on_line();
    let port = serial(name, "8N1 XON/XOFF");
    let mut link = open_impatient(&port);
    let (held, hold) = channel();
    let mut ours = printer.try_clone_native().expect("a second handle");
    let reader = thread::spawn(move || {
        let mut first = [0; 1000];
        ours.read_exact(&mut first).expect("the first bytes");
        ours.write_all(&[XOFF]).expect("heard");
        held.send(()).expect("waited for");
        first.len() as u64
    });
    let failure = send(&mut link, &job(MUCH)).expect_err("held");
    hold.recv_timeout(DEADLINE).expect("in time");
    assert_eq!(failure.error, DeviceError::Stalled { port });
    // Not a byte more came than was said. Fewer may have: a pseudo-terminal throws away what its other
    // end has not read when the link throws away what it has not sent.
    let mut came = reader.join().expect("held");
    printer.set_timeout(STALL).expect("a timeout");
    let mut piece = [0; 4096];
    while let Ok(count) = printer.read(&mut piece) {
        came += count as u64;
    }
    assert!((1000..=failure.sent).contains(&came), "{came}, {failure:?}");
    assert!(failure.sent < MUCH as u64);
    drop(far);
}

#[test]
fn lines_that_are_not_read_stall_and_the_link_still_ends() {
    let (_serial_printer, far, name) = on_line();
    let (_file_printer, other_far, path) = on_line();
    for port in [serial(name, "8N1"), Port::DeviceFile { path }] {
        let mut link = open_impatient(&port);
        let failure = send(&mut link, &job(MUCH)).expect_err("stalls");
        assert!(failure.sent > 0 && failure.sent < MUCH as u64);
        assert_eq!(failure.error, DeviceError::Stalled { port });
    }
    drop((far, other_far));
}

#[test]
fn a_printer_that_says_stop_is_waited_for() {
    const XON: u8 = 0x11;
    const XOFF: u8 = 0x13;
    let (mut printer, far, name) = on_line();
    let port = serial(name, "8N1 XON/XOFF");
    let mut link = open_impatient(&port);
    printer.write_all(&[XOFF]).expect("heard");
    let failure = send(&mut link, b"^XA^XZ").expect_err("held");
    assert_eq!(failure.error, DeviceError::Stalled { port });
    assert_eq!(failure.sent, 0);

    printer.write_all(&[XON]).expect("heard");
    let mut link = link.stall_after(DEADLINE);
    send(&mut link, b"^XA^XZ").expect("released");
    let mut bytes = [0; 6];
    printer.read_exact(&mut bytes).expect("printed");
    assert_eq!(&bytes, b"^XA^XZ");
    drop(far);
}

#[test]
fn what_is_not_attached_is_not_found() {
    for port in [
        serial("/dev/ttyPackbench9".to_owned(), "8N1"),
        Port::DeviceFile {
            path: "/dev/usb/lp99".to_owned(),
        },
    ] {
        let error = PrinterLink::open(&port).err().expect("absent");
        assert_eq!(error, DeviceError::NotFound { port });
    }
    let port = Port::Usb {
        vendor: 0x0a5f,
        product: 0xffff,
        path: "9-9".to_owned(),
    };
    // With no USB at all the library says so in its own words.
    let error = PrinterLink::open(&port).err().expect("absent");
    assert!(
        matches!(error, DeviceError::NotFound { .. } | DeviceError::Io { .. }),
        "{error:?}"
    );
}
