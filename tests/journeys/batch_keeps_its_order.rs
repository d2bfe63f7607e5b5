//! Many labels at once: in the order given, each for its parcel, and a printer in trouble gets no more of them.
use journeys::bench::{Bench, DEADLINE, begun};
use pb_domain::PrintState;
use pb_sim::PrinterFault;
use pb_station::api::{BatchReport, Code, ShipmentView};
use serde_json::{Value, json};
use std::time::Duration;

/// Fifty labels are drawn, checked and printed one by one, without optimisation.
const FIFTY: Duration = Duration::from_secs(240);

fn bought(bench: &Bench, count: usize) -> Vec<ShipmentView> {
    (1..=count)
        .map(|n| bench.bought(&format!("T-{n}"), false))
        .collect()
}

fn batch(bench: &Bench, shipments: &[ShipmentView]) -> BatchReport {
    let ids: Vec<_> = shipments.iter().map(|s| s.id).collect();
    bench.ask("print_batch", json!({ "shipments": ids, "kind": "label" }))
}

fn states(bench: &Bench, shipments: &[ShipmentView]) -> Vec<PrintState> {
    let state = |s: &ShipmentView| bench.shipment(s.id).jobs[0].state;
    shipments.iter().map(state).collect()
}

#[test]
fn fifty_labels_come_out_in_order_each_for_its_parcel() {
    let bench = Bench::new();
    let mut shipments = bought(&bench, 50);
    // Not the order in which they were bought.
    shipments.rotate_left(17);
    let report = batch(&bench, &shipments);
    assert!(
        report.lines.iter().all(|l| l.skipped.is_empty()),
        "{report:?}"
    );
    let paper = bench.printer.wait_for_labels(50, FIFTY);
    assert_eq!(paper.len(), 50);
    bench.until_print(shipments[49].id, PrintState::Printed);
    for ((shipment, line), paper) in shipments.iter().zip(&report.lines).zip(&paper) {
        let job = &bench.shipment(shipment.id).jobs[0];
        assert_eq!((line.shipment, &line.jobs), (shipment.id, &vec![job.id]));
        assert_eq!(job.state, PrintState::Printed);
        let [page] = job.parcels.as_slice() else {
            panic!("one page, one parcel: {job:?}")
        };
        assert_eq!(page.parcel, shipment.parcels[0].id);
        assert_eq!(page.tracking_number, shipment.parcels[0].tracking_number);
        assert_eq!(paper.barcodes, [page.tracking_number.as_str()]);
    }
}

#[test]
fn what_cannot_be_printed_is_skipped_and_said() {
    let bench = Bench::new();
    let shipments = bought(&bench, 3);
    bench.print(shipments[0].id);
    bench.until_print(shipments[0].id, PrintState::Printed);
    bench.ask::<Value>(
        "void",
        json!({ "id": shipments[1].id, "person_says_voided": true }),
    );
    let ids = [&shipments[0], &shipments[1], &shipments[2], &shipments[2]].map(|s| s.id);
    let report: BatchReport =
        bench.ask("print_batch", json!({ "shipments": ids, "kind": "label" }));
    let skipped: Vec<_> = report.lines.iter().map(|l| l.skipped.as_str()).collect();
    assert!(skipped[0].contains("printed already"), "{skipped:?}");
    assert!(skipped[1].contains("voided"), "{skipped:?}");
    assert_eq!(skipped[2], "");
    assert!(skipped[3].contains("in this batch already"), "{skipped:?}");
    assert_eq!(report.lines[3].code, Some(Code::Precondition));
    bench.until_print(shipments[2].id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 2);
}

#[test]
fn paper_that_runs_out_in_the_middle_keeps_the_rest_back() {
    let bench = Bench::new();
    bench.set_printer(false, 2);
    bench.until_ready();
    let shipments = bought(&bench, 6);
    bench.printer.set_fault(PrinterFault::PaperOutAfter(3));
    batch(&bench, &shipments);
    // The third one took the last of the roll: it came out, and the printer's word for it did not.
    bench.until_print(shipments[2].id, PrintState::Unconfirmed);
    let job = bench.shipment(shipments[2].id).jobs[0].clone();
    assert!(job.text.contains("out of labels"), "{}", job.text);
    // Nothing more is pushed into it, however long it is left.
    let asked = || {
        let received = bench.printer.received();
        received.windows(3).filter(|w| *w == b"~HS").count()
    };
    let before = asked();
    bench.until("it was looked at again and again", || {
        (asked() > before + 2).then_some(())
    });
    assert_eq!(begun(&bench.printer), 3);
    use PrintState::{Printed, Queued, Unconfirmed};
    assert_eq!(
        states(&bench, &shipments),
        [Printed, Printed, Unconfirmed, Queued, Queued, Queued]
    );
    // A new roll: what waited goes on by itself.
    bench.printer.set_fault(PrinterFault::None);
    assert_eq!(bench.printer.wait_for_labels(6, DEADLINE).len(), 6);
    bench.until_print(shipments[5].id, Printed);
    assert_eq!(
        states(&bench, &shipments),
        [Printed, Printed, Unconfirmed, Printed, Printed, Printed],
        "what is not known is asked, and not sent again"
    );
    let paper: Vec<String> = bench
        .printer
        .labels()
        .into_iter()
        .flat_map(|l| l.barcodes)
        .collect();
    let wanted: Vec<_> = shipments
        .iter()
        .map(|s| s.parcels[0].tracking_number.clone())
        .collect();
    assert_eq!(paper, wanted);
}

#[test]
fn a_printer_that_is_off_fails_the_first_label_and_keeps_the_rest_back() {
    let bench = Bench::new();
    let shipments = bought(&bench, 3);
    bench.printer.set_fault(PrinterFault::Off);
    batch(&bench, &shipments);
    bench.until_print(shipments[0].id, PrintState::Failed);
    assert_eq!(
        states(&bench, &shipments)[1..],
        [PrintState::Queued, PrintState::Queued]
    );
    bench.printer.set_fault(PrinterFault::None);
    bench.until_print(shipments[2].id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 2);
    assert!(bench.shipment(shipments[0].id).can.print);
}
