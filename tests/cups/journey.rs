//! A whole station that prints through a real queue.
use crate::server::{Cups, queue};
use journeys::bench::Bench;
use pb_domain::PrintState;
use pb_sim::{PrinterOptions, SimPrinter};
use std::time::Duration;

#[test]
fn a_label_through_a_queue_is_proved_by_the_printer_behind_it() {
    let bench = Bench::new();
    // As long as paper takes, with a queue that does not wait for it: a printer whose label is out before the queue
    // is done is not seen at work, and is asked about.
    let behind = SimPrinter::start_with(PrinterOptions {
        per_label: Duration::from_secs(3),
        ..PrinterOptions::default()
    })
    .expect("a printer");
    let cups = Cups::start_for(
        &[queue("zebra", "socket://127.0.0.1:{TCP}/?waiteof=false")],
        &behind.port().to_string(),
    );
    bench.change_printer(|printer| {
        printer.port = cups.port("zebra");
        printer.proof_seconds = 10;
    });
    let shipment = bench.bought("T-1", true);
    let number = &shipment.parcels[0].tracking_number;
    bench.until_print(shipment.id, PrintState::Printed);
    let paper = behind.labels();
    assert_eq!(paper.len(), 1);
    assert!(
        paper[0].barcodes.contains(number),
        "{:?}",
        paper[0].barcodes
    );
}

#[test]
fn a_label_that_a_queue_calls_completed_is_asked_about_and_not_sent_again() {
    let bench = Bench::new();
    let cups = Cups::start(&[queue("liar", "script:/lie")]);
    bench.change_printer(|printer| printer.port = cups.port("liar"));
    let shipment = bench.bought("T-1", true);
    let view = bench.until_print(shipment.id, PrintState::Unconfirmed);
    assert_eq!(view.jobs.len(), 1, "{:?}", view.jobs);
    assert!(
        view.jobs[0].text.contains("no proof of paper"),
        "{}",
        view.jobs[0].text
    );
}

#[test]
fn a_label_that_a_queue_refused_before_a_byte_stays_bought_and_fails() {
    let bench = Bench::new();
    let cups = Cups::start(&[queue("zebra", "script:/lie")]);
    bench.change_printer(|printer| printer.port = cups.port("zebra"));
    cups.run("sbin/cupsreject", &["zebra"]);
    let shipment = bench.bought("T-1", true);
    let view = bench.until_print(shipment.id, PrintState::Failed);
    assert_eq!((view.jobs.len(), view.jobs[0].sent), (1, 0));
}
