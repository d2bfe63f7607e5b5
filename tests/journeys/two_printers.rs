//! Several printers at one bench: each has its queue, and one stands in for another only while nothing was sent.
use journeys::bench::{Bench, begun, zpl_printer};
use pb_domain::{DocumentKind, PrintState};
use pb_sim::{PrinterFault, SimPrinter};
use pb_station::api::{PrintJobView, PrintQueueView, PrinterConfig};
use serde_json::{Value, json};

/// A bench with a second printer that stands in for the first one.
fn with_fallback() -> (Bench, SimPrinter) {
    let bench = Bench::new();
    let second = SimPrinter::start().expect("a printer");
    let id = bench.add_printer(PrinterConfig {
        prints: vec![DocumentKind::TestPage],
        ..zpl_printer("Spare", &second)
    });
    bench.change_printer(|printer| printer.fallback = Some(id));
    (bench, second)
}

#[test]
fn what_the_first_printer_fails_before_a_byte_comes_out_of_the_second() {
    let (bench, spare) = with_fallback();
    bench.printer.set_fault(PrinterFault::Off);
    let shipment = bench.bought("T-1", true);
    let view = bench.until_print(shipment.id, PrintState::Printed);
    let (second, first) = (&view.jobs[0], &view.jobs[1]);
    assert_eq!(first.state, PrintState::Failed);
    assert!(
        first.text.contains("Spare prints it instead"),
        "{}",
        first.text
    );
    assert_eq!(second.fallback_of, Some(first.id));
    assert_eq!(second.printer_name, "Spare");
    assert_eq!(spare.labels().len(), 1);
    assert_eq!(begun(&bench.printer), 0);
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"], json!([]), "nobody has to do anything");
    assert!(!view.can.print && view.can.reprint, "{:?}", view.can);
}

#[test]
fn a_printer_that_needs_a_person_sends_what_waits_to_the_second() {
    let (bench, spare) = with_fallback();
    bench.until_ready();
    bench
        .printer
        .set_fault_at_next_label(PrinterFault::PaperOut);
    let first = bench.bought("T-1", true);
    let view = bench.until_print(first.id, PrintState::Unconfirmed);
    assert_eq!(
        view.jobs.len(),
        1,
        "bytes were sent: it is asked about and goes nowhere else"
    );
    let second = bench.bought("T-2", true);
    bench.until_print(second.id, PrintState::Printed);
    assert_eq!(spare.labels().len(), 1);
}

#[test]
fn after_a_byte_may_have_left_nothing_goes_to_the_second() {
    let (bench, spare) = with_fallback();
    bench.until_ready();
    bench.printer.set_fault(PrinterFault::CloseAfter(200));
    let shipment = bench.bought("T-1", true);
    let view = bench.until_print(shipment.id, PrintState::Unconfirmed);
    assert_eq!(view.jobs.len(), 1, "{:?}", view.jobs);
    assert!(spare.labels().is_empty());
    bench.ask::<Value>(
        "confirm_print",
        json!({ "job": view.jobs[0].id, "on_paper": false }),
    );
    assert_eq!(bench.shipment(shipment.id).jobs.len(), 1);
    assert_eq!(begun(&spare), 0);
}

#[test]
fn the_second_printer_does_not_hand_on_what_it_stands_in_for() {
    let (bench, spare) = with_fallback();
    let first = bench.printer_id();
    let queue: PrintQueueView = bench.ask("print_queue", json!({}));
    let second = queue.printers[1].printer.id.expect("it is set up");
    bench.ask::<Value>(
        "set_printer",
        json!({ "printer": PrinterConfig {
            id: second,
            fallback: Some(first),
            prints: vec![DocumentKind::TestPage],
            ..zpl_printer("Spare", &spare)
        }}),
    );
    bench.printer.set_fault(PrinterFault::Off);
    spare.set_fault(PrinterFault::Off);
    let shipment = bench.bought("T-1", true);
    let view = bench.until("both have failed", || {
        let view = bench.shipment(shipment.id);
        let failed = view.jobs.iter().all(|j| j.state == PrintState::Failed);
        (view.jobs.len() == 2 && failed).then_some(view)
    });
    assert!(view.can.print, "a person is told and prints again");
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"][0]["kind"], "print_failed");
    assert_eq!(state["attention"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_printer_that_stands_still_keeps_no_other_from_printing() {
    let (bench, spare) = with_fallback();
    bench.set_printer(false, 60);
    bench.until_ready();
    bench.printer.set_fault_at_next_label(PrinterFault::Paused);
    let shipment = bench.bought("T-1", true);
    bench.until_print(shipment.id, PrintState::Accepted);
    let queue: PrintQueueView = bench.ask("print_queue", json!({}));
    let page: PrintJobView = bench.ask(
        "test_print",
        json!({ "printer": queue.printers[1].printer.id }),
    );
    assert_eq!(page.printer_name, "Spare");
    bench.until("the page is out", || {
        (spare.labels().len() == 1).then_some(())
    });
    let first = bench.shipment(shipment.id);
    assert_eq!(first.jobs[0].state, PrintState::Accepted);
    bench.printer.set_fault(PrinterFault::None);
    bench.until_print(shipment.id, PrintState::Printed);
}

#[test]
fn what_waits_for_a_removed_printer_fails_in_words() {
    let bench = Bench::new();
    let printer = bench.printer_id();
    bench.ask::<Value>("hold_printer", json!({ "printer": printer, "held": true }));
    let shipment = bench.bought("T-1", true);
    assert_eq!(
        bench.shipment(shipment.id).jobs[0].state,
        PrintState::Queued
    );
    bench.ask::<Value>("remove_printer", json!({ "printer": printer }));
    let view = bench.until_print(shipment.id, PrintState::Failed);
    assert!(
        view.jobs[0].text.contains("Zebra was removed"),
        "{}",
        view.jobs[0].text
    );
    assert_eq!(begun(&bench.printer), 0);
}
