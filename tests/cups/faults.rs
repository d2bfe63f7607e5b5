//! Queues that stop, fail, refuse and vanish.
use crate::server::{Cups, DEADLINE, Queue, queue, watch};
use pb_devices::{Content, DeviceError, Port, PrinterLink, QueueReason, QueuedJob, SendFailure};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

fn refusal(port: &Port) -> DeviceError {
    let error = PrinterLink::open(port).err().expect("refused");
    assert_eq!(error.port(), port);
    assert!(!error.remedy().is_empty());
    error
}

#[test]
fn a_queue_that_prints_nothing_now_is_refused_before_a_byte_leaves() {
    let cups = Cups::start(&[
        Queue {
            name: "stopped",
            device: "script:/lie",
            more: "State Stopped\nStateMessage The lid is open",
        },
        Queue {
            name: "closed",
            device: "script:/lie",
            more: "Accepting No",
        },
    ]);
    let error = refusal(&cups.port("stopped"));
    assert_eq!(
        error,
        DeviceError::QueueStopped {
            port: cups.port("stopped"),
            reason: "The lid is open".to_owned()
        }
    );
    assert!(matches!(
        refusal(&cups.port("closed")),
        DeviceError::QueueRejects { .. }
    ));
    assert!(matches!(
        refusal(&cups.port("unknown")),
        DeviceError::NotFound { .. }
    ));
}

#[test]
fn a_queue_that_closes_after_it_was_opened_takes_nothing() {
    let cups = Cups::start(&[queue("zebra", "script:/lie")]);
    let mut link = PrinterLink::open(&cups.port("zebra")).expect("opens");
    cups.run("sbin/cupsreject", &["zebra"]);
    let failure = link.send(b"^XA^XZ", &mut |_| {}).expect_err("closed");
    assert_eq!(failure.sent, 0);
    assert!(matches!(failure.error, DeviceError::QueueRejects { .. }));
}

#[test]
fn a_server_that_wants_a_password_is_said_to_want_one() {
    let cups = Cups::start(&[Queue {
        name: "guarded",
        device: "script:/lie",
        more: "OpPolicy password",
    }]);
    let mut link = PrinterLink::open(&cups.port("guarded")).expect("may be looked at");
    let failure = link.send(b"^XA^XZ", &mut |_| {}).expect_err("guarded");
    assert_eq!(failure.sent, 0);
    let DeviceError::PermissionDenied { .. } = failure.error else {
        panic!("{:?}", failure.error)
    };
    assert!(failure.error.remedy().contains("password"));
}

#[test]
fn a_printer_out_of_paper_is_told_while_the_job_waits_for_it() {
    let cups = Cups::start(&[queue("empty", "script:/empty?file={FOLDER}/paper")]);
    let mut link = PrinterLink::open(&cups.port("empty")).expect("opens");
    link.send(b"^XA^XZ", &mut |_| {}).expect("handed over");
    let report = watch(&mut link, "the complaint", |report| {
        report.reasons.contains(&QueueReason::MediaEmpty)
    });
    assert_eq!(report.job, QueuedJob::Working);
    assert!(!report.says_printed());
    let problem = report.problem().expect("it needs a person");
    assert!(problem.contains("out of paper"), "{problem}");

    std::fs::write(cups.out("paper"), b"loaded").expect("loaded");
    let report = watch(&mut link, "the end", |report| report.job.is_over());
    assert_eq!(report.job, QueuedJob::Completed);
    assert_eq!(report.problem(), None, "{report:?}");
}

#[test]
fn a_backend_that_fails_stops_the_queue_and_the_job_is_not_lost_sight_of() {
    let cups = Cups::start(&[queue("failing", "script:/fail")]);
    let mut link = PrinterLink::open(&cups.port("failing")).expect("opens");
    link.send(b"^XA^XZ", &mut |_| {}).expect("handed over");
    let report = watch(&mut link, "the stop", |report| report.stopped);
    assert!(!report.job.is_over(), "{report:?}");
    assert!(report.began, "something may have come out");
    assert!(report.reasons.contains(&QueueReason::Paused), "{report:?}");
    assert!(report.problem().is_some());
    // The next label is not put behind it.
    assert!(matches!(
        refusal(&cups.port("failing")),
        DeviceError::QueueStopped { .. }
    ));
    link.cancel().expect("taken back");
    let report = watch(&mut link, "the end", |report| report.job.is_over());
    assert_eq!(report.job, QueuedJob::Cancelled);
}

#[test]
fn a_job_taken_back_before_its_turn_is_certainly_not_on_paper() {
    let cups = Cups::start(&[queue("kept", "script:/keep?file={FOLDER}/kept")]);
    let mut link = PrinterLink::open(&cups.port("kept")).expect("opens");
    cups.run("sbin/cupsdisable", &["kept"]);
    link.send(b"^XA^XZ", &mut |_| {})
        .expect("it still takes jobs");
    let report = link.report().expect("it answers").expect("a job");
    assert!(report.stopped && !report.began, "{report:?}");
    assert!(!report.job.is_over());
    link.cancel().expect("taken back");
    let report = watch(&mut link, "the end", |report| report.job.is_over());
    assert_eq!((report.job, report.began), (QueuedJob::Cancelled, false));
    cups.run("sbin/cupsenable", &["kept"]);
    // The queue works again, and prints what comes now and not what was taken back.
    let mut next = PrinterLink::open(&cups.port("kept")).expect("opens");
    next.send(b"next", &mut |_| {}).expect("handed over");
    watch(&mut next, "the end", |report| report.job.is_over());
    assert_eq!(std::fs::read(cups.out("kept")).expect("kept"), b"next");
    link.cancel().expect("twice is no harm");
}

#[test]
fn a_server_killed_while_a_job_waits_is_lost_and_then_tells_again() {
    let mut cups = Cups::start(&[queue("empty", "script:/empty?file={FOLDER}/paper")]);
    let mut link = PrinterLink::open(&cups.port("empty")).expect("opens");
    link.send(b"^XA^XZ", &mut |_| {}).expect("handed over");
    watch(&mut link, "the work", |report| {
        report.job == QueuedJob::Working
    });
    cups.kill();
    let error = link.report().expect_err("nobody is there");
    assert!(
        matches!(
            error,
            DeviceError::Refused { .. } | DeviceError::Unplugged { .. }
        ),
        "{error:?}"
    );
    assert!(error.remedy().contains("systemctl start cups"));
    std::fs::write(cups.out("paper"), b"loaded").expect("loaded");
    cups.start_again();
    let report = watch(&mut link, "the end", |report| {
        report.job.is_over() || report.job == QueuedJob::Unknown
    });
    assert!(!report.says_printed(), "{report:?}");
}

/// Stands between a link and a print server, and calls `cut` once so many bytes have passed towards
/// the server; then nothing passes any more.
fn cable(server: &str, bytes: usize, cut: impl FnOnce() + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    let server = server.to_owned();
    thread::spawn(move || {
        let mut left = bytes;
        let mut cut = Some(cut);
        for ours in listener.incoming() {
            let mut ours = ours.expect("connected");
            let mut theirs = TcpStream::connect(&server).expect("it runs");
            let (mut back, mut to) = (
                theirs.try_clone().expect("a socket"),
                ours.try_clone().expect("a socket"),
            );
            thread::spawn(move || std::io::copy(&mut back, &mut to));
            let mut piece = [0; 1024];
            while let Ok(count @ 1..) = ours.read(&mut piece) {
                left = left.saturating_sub(count);
                if left == 0 {
                    if let Some(cut) = cut.take() {
                        cut();
                    }
                    let _ = ours.shutdown(std::net::Shutdown::Both);
                    let _ = theirs.shutdown(std::net::Shutdown::Both);
                    return;
                }
                if theirs.write_all(&piece[..count]).is_err() {
                    break;
                }
            }
        }
    });
    address
}

fn send_through(address: String, queue: &str, bytes: &[u8]) -> SendFailure {
    let port = Port::Queue {
        server: address,
        queue: queue.to_owned(),
    };
    PrinterLink::open(&port)
        .expect("opens")
        .carrying(Content::Raw, "Cut")
        .stall_after(DEADLINE)
        .send(bytes, &mut |_| {})
        .expect_err("cut")
}

#[test]
fn a_server_killed_in_the_middle_of_a_job_may_have_got_what_left() {
    let cups = Cups::start(&[queue("kept", "script:/keep?file={FOLDER}/kept")]);
    let address = cups.address.clone();
    let (order, orders) = channel::<()>();
    let (done, is_done) = channel::<()>();
    let killer = thread::spawn(move || {
        let mut cups = cups;
        orders.recv_timeout(DEADLINE).expect("called");
        cups.kill();
        done.send(()).expect("waited for");
        cups
    });
    let through = cable(&address, 2_000_000, move || {
        order.send(()).expect("waited for");
        is_done.recv_timeout(DEADLINE).expect("killed");
    });
    let failure = send_through(through, "kept", &vec![b'x'; 6_000_000]);
    assert!(failure.sent > 0 && failure.sent <= 6_000_000, "{failure:?}");
    assert!(
        matches!(failure.error, DeviceError::Unplugged { .. }),
        "{failure:?}"
    );
    let cups = killer.join().expect("killed");
    assert!(!cups.out("kept").exists(), "half a job is not printed");
}

#[test]
fn a_job_cut_off_on_its_way_is_taken_back_and_known_not_to_have_begun() {
    let cups = Cups::start(&[queue("kept", "script:/keep?file={FOLDER}/kept")]);
    let port = cups.port("kept");
    let mut link = PrinterLink::open(&port).expect("opens");
    // A stall time that no hand-over keeps: the server is there, the link gave up.
    link = link.stall_after(Duration::from_nanos(1));
    let failure = link.send(&vec![b'x'; 6_000_000], &mut |_| {});
    let failure = failure.expect_err("given up");
    assert_eq!(failure.sent, 0, "{failure:?}");
    let report = link.report().expect("it answers").expect("a job");
    assert!(report.job.is_over() && !report.began, "{report:?}");
    assert!(!cups.out("kept").exists());
}
