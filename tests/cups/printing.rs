//! What reaches the device, in which order, and what the queue says of it.
use crate::server::{Cups, DEADLINE, queue, until, watch};
use pb_devices::{Content, DeviceError, Port, PrinterLink, QueueReport, QueuedJob, find_queues};
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Every byte value, again and again.
fn job(length: usize) -> Vec<u8> {
    (0..=255).cycle().take(length).collect()
}

fn open(port: &Port, title: &str) -> PrinterLink {
    PrinterLink::open(port)
        .expect("opens")
        .carrying(Content::Raw, title)
        .stall_after(DEADLINE)
}

/// A network printer that takes so many jobs; its port, and the jobs as they come.
fn network_printer(jobs: usize) -> (u16, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let (sender, received) = channel();
    thread::spawn(move || {
        for _ in 0..jobs {
            let (mut stream, _) = listener.accept().expect("connected");
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).expect("not reset");
            let _ = sender.send(bytes);
        }
    });
    (port, received)
}

fn is_over(report: &QueueReport) -> bool {
    report.job.is_over()
}

#[test]
fn a_raw_queue_passes_every_byte_on_and_its_word_is_not_paper() {
    let (tcp, received) = network_printer(1);
    let cups = Cups::start_for(
        &[queue("zebra", "socket://127.0.0.1:{TCP}")],
        &tcp.to_string(),
    );
    let mut link = open(&cups.port("zebra"), "Label of T-1");
    assert!(!link.can_answer());
    assert_eq!(link.report(), Ok(None), "no job yet");
    assert_eq!(
        link.device_behind(),
        Some(Port::Tcp {
            host: "127.0.0.1".to_owned(),
            port: tcp
        }),
        "the printer itself can be asked"
    );
    let job = job(100_000);
    let mut last = 0;
    link.send(&job, &mut |sent| {
        assert!(sent > last);
        last = sent;
    })
    .expect("handed over");
    assert_eq!(last, 100_000);
    let bytes = received.recv_timeout(DEADLINE).expect("printed");
    assert!(bytes == job, "{} of {} bytes", bytes.len(), job.len());
    let report = watch(&mut link, "the end of the job", is_over);
    assert_eq!(report.job, QueuedJob::Completed);
    assert!(report.began);
    // CUPS's backend to a socket counts a sheet for raw data before it sends it.
    assert_eq!(report.sheets, None);
    assert!(!report.says_printed(), "{report:?}");
}

#[test]
fn jobs_come_out_in_the_order_they_were_handed_over() {
    let cups = Cups::start(&[queue("kept", "script:/keep?file={FOLDER}/kept")]);
    let port = cups.port("kept");
    for number in 0..8_u8 {
        open(&port, &format!("Label {number}"))
            .send(&[b'0' + number; 3], &mut |_| {})
            .expect("handed over");
    }
    let all = b"000111222333444555666777";
    until("the last job", || {
        std::fs::read(cups.out("kept"))
            .ok()
            .filter(|bytes| bytes.len() >= all.len())
    });
    assert_eq!(std::fs::read(cups.out("kept")).expect("kept"), all);
    let titles = until("the last title", || {
        let titles = std::fs::read_to_string(cups.out("kept.titles")).ok()?;
        (titles.lines().count() == 8).then_some(titles)
    });
    let expected: Vec<String> = (0..8).map(|number| format!("Label {number}")).collect();
    assert_eq!(titles.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_queue_that_lies_makes_a_claim_that_only_its_owner_can_believe() {
    let cups = Cups::start(&[
        queue("liar", "script:/lie"),
        queue("mute", "script:/swallow"),
    ]);
    let mut liar = open(&cups.port("liar"), "Swallowed").carrying(Content::Pdf, "Swallowed");
    liar.send(b"%PDF-1.7\n%%EOF\n", &mut |_| {})
        .expect("handed over");
    let report = watch(&mut liar, "the end of the job", is_over);
    // Nothing in the queue's words betrays it: that is why they are no proof by themselves.
    assert!(report.says_printed(), "{report:?}");
    assert_eq!(report.sheets, Some(1));
    assert_eq!(liar.device_behind(), None, "and there is nothing to ask");

    let mut mute = open(&cups.port("mute"), "Swallowed").carrying(Content::Pdf, "Swallowed");
    mute.send(b"%PDF-1.7\n%%EOF\n", &mut |_| {})
        .expect("handed over");
    let report = watch(&mut mute, "the end of the job", is_over);
    assert_eq!(report.job, QueuedJob::Completed);
    assert!(!report.says_printed(), "no sheet was counted: {report:?}");

    // A label that the liar swallowed: not even a claim.
    let mut label = open(&cups.port("liar"), "Swallowed");
    label.send(b"^XA^XZ", &mut |_| {}).expect("handed over");
    let report = watch(&mut label, "the end of the job", is_over);
    assert_eq!(report.job, QueuedJob::Completed);
    assert!(!report.says_printed(), "{report:?}");
}

#[test]
fn a_pdf_is_told_to_the_queue_as_one() {
    let cups = Cups::start(&[queue("office", "script:/keep?file={FOLDER}/kept")]);
    let mut link = PrinterLink::open(&cups.port("office"))
        .expect("opens")
        .carrying(Content::Pdf, "Packing slip Grüße");
    link.send(b"%PDF-1.7\n%%EOF\n", &mut |_| {})
        .expect("handed over");
    let report = watch(&mut link, "the end of the job", is_over);
    assert!(report.says_printed(), "{report:?}");
    assert_eq!(
        std::fs::read(cups.out("kept")).expect("kept"),
        b"%PDF-1.7\n%%EOF\n"
    );
    let titles = std::fs::read_to_string(cups.out("kept.titles")).expect("kept");
    assert_eq!(titles, "Packing slip Grüße\n");
}

#[test]
fn queues_are_listed_also_those_that_print_nothing() {
    let cups = Cups::start(&[
        queue("good", "socket://127.0.0.1:9"),
        crate::server::Queue {
            name: "stopped",
            device: "usb://DYMO/LabelWriter%20450?serial=1",
            more: "State Stopped\nStateMessage Out of labels",
        },
        crate::server::Queue {
            name: "closed",
            device: "socket://127.0.0.1:9",
            more: "Accepting No",
        },
    ]);
    let found = find_queues(&cups.address);
    let look = |name: &str| {
        let port = cups.port(name);
        let one = found.iter().find(|one| one.port == port);
        one.unwrap_or_else(|| panic!("{name} is not among {found:?}"))
    };
    assert_eq!(found.len(), 3, "{found:?}");
    let good = look("good");
    assert_eq!(good.access, pb_devices::Access::Ready);
    assert_eq!(good.name, "good of the tests");
    let stopped = look("stopped");
    assert_eq!(stopped.speaks, "dymo");
    let pb_devices::Access::Refused(error) = &stopped.access else {
        panic!("it is stopped")
    };
    assert!(matches!(error, DeviceError::QueueStopped { .. }));
    assert!(error.to_string().contains("Out of labels"), "{error}");
    assert!(error.remedy().contains("cupsenable stopped"));
    let pb_devices::Access::Refused(error) = &look("closed").access else {
        panic!("it takes no jobs")
    };
    assert!(matches!(error, DeviceError::QueueRejects { .. }));
    assert!(error.remedy().contains("cupsaccept closed"));
}

#[test]
fn a_computer_without_a_print_server_has_no_queues_and_says_so_at_once() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("bound").to_string();
    // One that takes the connection and never answers is left after a second.
    let began = std::time::Instant::now();
    assert_eq!(find_queues(&address), []);
    assert!(began.elapsed() < Duration::from_secs(10));
    drop(free);
    assert_eq!(find_queues(&address), []);
    let port = Port::Queue {
        server: address,
        queue: "zebra".to_owned(),
    };
    let error = PrinterLink::open(&port).err().expect("nobody is there");
    assert_eq!(error, DeviceError::Refused { port });
    assert!(error.remedy().contains("systemctl start cups"));
}

#[test]
fn a_server_without_queues_lists_none() {
    let cups = Cups::start(&[]);
    assert_eq!(find_queues(&cups.address), []);
}
