//! A printer link against network printers that break the rules of closing, and against the pace that
//! weak print servers need.
use pb_devices::{DeviceError, Pace, Port, PrinterLink};
use std::io::Read;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::num::NonZeroU32;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_secs(20);
const STALL: Duration = Duration::from_millis(300);

/// A printer that treats each of its connections like this, one after the other.
fn printer<T: Send + 'static>(
    mut treat: impl FnMut(TcpStream) -> T + Send + 'static,
) -> (Port, Receiver<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = Port::Tcp {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().expect("bound").port(),
    };
    let (sender, made) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.expect("connected");
            stream.set_read_timeout(Some(DEADLINE)).expect("a socket");
            if sender.send(treat(stream)).is_err() {
                return;
            }
        }
    });
    (port, made)
}

/// Holds its thread until the sender is dropped.
fn hold() -> (Sender<()>, impl FnMut() + Send) {
    let (release, held) = channel();
    (release, move || while held.recv().is_ok() {})
}

fn open(port: &Port, stall: Duration) -> PrinterLink {
    PrinterLink::open(port).expect("opens").stall_after(stall)
}

fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("not reset");
    bytes
}

#[cfg(target_os = "linux")]
#[test]
fn bytes_that_only_this_computer_has_are_not_sent() {
    // More than a printer's system takes unread, less than this computer queues.
    let job = vec![7; 1_000_000];
    let (release, mut held) = hold();
    let (port, _made) = printer(move |stream| {
        held();
        drop(stream);
    });
    let mut link = open(&port, STALL);
    let failure = link.send(&job, &mut |_| {}).expect_err("stalls");
    assert_eq!(failure.error, DeviceError::Stalled { port });
    assert!(
        failure.unacknowledged > 0 && failure.unacknowledged < failure.sent,
        "{failure:?}"
    );
    drop(release);
}

#[test]
fn closing_tells_when_the_tail_was_lost() {
    // The printer's system has acknowledged everything; then it is switched off, which resets.
    let (release, mut held) = hold();
    let (port, made) = printer(move |mut stream| {
        stream.read_exact(&mut [0; 10]).expect("the first bytes");
        held();
    });
    let mut link = open(&port, DEADLINE);
    link.send(&vec![7; 30_000], &mut |_| {}).expect("it has it");
    drop(release);
    made.recv_timeout(DEADLINE).expect("gone");
    assert_eq!(link.close(), Err(DeviceError::Unplugged { port }));
}

#[test]
fn a_printer_that_says_early_that_it_says_no_more_gets_everything() {
    let (port, made) = printer(|mut stream| {
        stream.shutdown(Shutdown::Write).expect("a socket");
        read_all(&mut stream).len()
    });
    let mut link = open(&port, DEADLINE);
    link.send(&vec![7; 500_000], &mut |_| {}).expect("sent");
    link.close().expect("closed in order");
    assert_eq!(made.recv_timeout(DEADLINE), Ok(500_000));
}

#[test]
fn a_printer_that_never_closes_is_not_waited_for_without_end() {
    let (release, mut held) = hold();
    let (port, made) = printer(move |mut stream| {
        let count = read_all(&mut stream).len();
        held();
        count
    });
    let mut link = open(&port, DEADLINE);
    link.send(&vec![7; 50_000], &mut |_| {}).expect("sent");
    let began = Instant::now();
    link.close().expect("its system has everything");
    assert!(
        began.elapsed() >= Duration::from_secs(2),
        "it was waited for"
    );
    drop(release);
    assert_eq!(made.recv_timeout(DEADLINE), Ok(50_000));
}

#[test]
fn a_weak_print_server_gets_small_pieces_no_faster_than_it_prints() {
    let (port, made) = printer(|mut stream| read_all(&mut stream).len());
    let mut link = open(&port, DEADLINE).paced(Pace {
        bytes_per_second: NonZeroU32::new(20_000),
        piece: 512,
        ..Pace::default()
    });
    let began = Instant::now();
    let mut last = 0;
    link.send(&vec![7; 10_000], &mut |sent| {
        assert!((1..=512).contains(&(sent - last)), "{last} to {sent}");
        last = sent;
        // What is out by now is no more than the pace allows, and one piece.
        let allowed = began.elapsed().as_secs_f64() * 20_000.0 + 512.0;
        assert!(sent as f64 <= allowed, "{sent} of {allowed}");
    })
    .expect("sent");
    assert!(began.elapsed() >= Duration::from_millis(470));
    link.close().expect("closed in order");
    assert_eq!(made.recv_timeout(DEADLINE), Ok(10_000));
}

#[test]
fn a_pause_between_labels_holds_over_links() {
    let pause = Duration::from_millis(250);
    let (port, made) = printer(|mut stream| read_all(&mut stream).len());
    let paced = || {
        open(&port, DEADLINE).paced(Pace {
            pause_between_labels: pause,
            ..Pace::default()
        })
    };
    let mut first = paced();
    first.send(b"one", &mut |_| {}).expect("sent");
    let ended = Instant::now();
    first.close().expect("closed in order");
    let mut second = paced();
    let mut began = None;
    second
        .send(b"two", &mut |_| began = Some(ended.elapsed()))
        .expect("sent");
    second.close().expect("closed in order");
    // The clock here starts a moment after the link's own.
    assert!(began.expect("it began") >= pause - Duration::from_millis(20));
    assert_eq!(made.recv_timeout(DEADLINE), Ok(3));
}

mod identify {
    use super::{DEADLINE, printer};
    use pb_devices::{Port, Probe, Question, identify};
    use std::io::{Read as _, Write as _};
    use std::net::{Shutdown, TcpStream};

    /// The first bytes of a question; the answer is a line.
    fn question<'a>(language: &'a str, request: &'a [u8]) -> Question<'a, String> {
        Question {
            language,
            request,
            complete: Box::new(|answer| answer.ends_with(b"\n")),
            accept: Box::new(move |answer| {
                let text = std::str::from_utf8(answer).ok()?;
                Some(text.strip_prefix(language)?.trim().to_owned())
            }),
        }
    }

    fn questions() -> Vec<Question<'static, String>> {
        vec![
            question("tspl", b"\x1b!?"),
            question("zpl", b"~HI"),
            question("epl", b"UQ\r"),
        ]
    }

    /// Answers `~HI` and nothing else; to other words it does what `otherwise` says.
    fn speaks_zpl(mut stream: TcpStream, mut otherwise: impl FnMut(&mut TcpStream)) {
        let mut heard = [0; 3];
        while stream.read_exact(&mut heard).is_ok() {
            if &heard == b"~HI" {
                let _ = stream.write_all(b"zpl ZD420-203dpi\r\n");
            } else {
                otherwise(&mut stream);
            }
        }
    }

    fn asked(port: &Port) -> (pb_devices::Identified<String>, Vec<String>) {
        let mut asked = Vec::new();
        let found = identify(port, &questions(), &mut |language| {
            asked.push(language.to_owned());
        });
        (found.expect("it can be asked"), asked)
    }

    #[test]
    fn a_printer_is_asked_until_it_answers_as_one_of_a_language() {
        let (port, _made) = printer(|stream| {
            // Gibberish to what is not its own, such as an echo.
            speaks_zpl(stream, |stream| {
                let _ = stream.write_all(b"?\n");
            });
        });
        let (found, asked) = asked(&port);
        assert_eq!(asked, ["tspl", "zpl"]);
        assert_eq!(
            (found.language.as_str(), found.probe),
            ("zpl", Probe::Answered)
        );
        assert_eq!(found.answer.as_deref(), Some("ZD420-203dpi"));
    }

    #[test]
    fn a_printer_that_hangs_up_on_strange_words_is_called_again() {
        let (port, made) = printer(|stream| {
            speaks_zpl(stream, |stream| {
                let _ = stream.shutdown(Shutdown::Both);
            });
        });
        let (found, asked) = asked(&port);
        assert_eq!(asked, ["tspl", "zpl"]);
        assert_eq!(found.language, "zpl");
        made.recv_timeout(DEADLINE).expect("it hung up once");
    }

    #[test]
    fn silence_and_one_way_links_leave_it_unknown() {
        let (port, _made) = printer(|mut stream| {
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        });
        let (found, asked_for) = asked(&port);
        assert_eq!(asked_for, ["tspl", "zpl", "epl"]);
        assert_eq!((found.language.as_str(), found.probe), ("", Probe::Unknown));
        assert_eq!(found.answer, None);

        let folder = tempfile::tempdir().expect("a folder");
        let (found, asked_for) = asked(&Port::File {
            path: folder.path().to_str().expect("UTF-8").to_owned(),
        });
        assert_eq!(asked_for, Vec::<String>::new(), "a folder is not asked");
        assert_eq!(found.probe, Probe::Unknown);
    }
}
