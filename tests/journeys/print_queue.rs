//! What waits for a printer: a person orders it, puts it aside and gives it up; a stop forgets none of it.
use journeys::bench::Bench;
use pb_domain::{PrintJobId, PrintState};
use pb_station::api::{Code, PrintQueueView, ShipmentView};
use serde_json::{Value, json};

/// Labels that wait at a held printer, in the order in which they were printed.
fn waiting(bench: &Bench, count: usize) -> Vec<ShipmentView> {
    hold(bench, true);
    (1..=count)
        .map(|n| bench.bought(&format!("T-{n}"), true))
        .collect()
}

fn hold(bench: &Bench, held: bool) -> PrintQueueView {
    bench.ask(
        "hold_printer",
        json!({ "printer": bench.printer_id(), "held": held }),
    )
}

fn job(bench: &Bench, shipment: &ShipmentView) -> PrintJobId {
    bench.shipment(shipment.id).jobs[0].id
}

/// The tracking numbers on paper, in the order in which they came out.
fn paper(bench: &Bench) -> Vec<String> {
    let labels = bench.printer.labels();
    labels.into_iter().flat_map(|l| l.barcodes).collect()
}

fn number(shipment: &ShipmentView) -> String {
    shipment.parcels[0].tracking_number.clone()
}

#[test]
fn a_person_orders_what_waits() {
    let bench = Bench::new();
    let shipments = waiting(&bench, 4);
    let jobs: Vec<_> = shipments.iter().map(|s| job(&bench, s)).collect();
    assert_eq!(bench.jobs().iter().map(|j| j.id).collect::<Vec<_>>(), jobs);

    bench.ask::<Value>("move_print", json!({ "job": jobs[2], "before": jobs[0] }));
    bench.ask::<Value>("move_print", json!({ "job": jobs[0], "before": null }));
    bench.ask::<Value>("hold_print", json!({ "job": jobs[1] }));
    bench.ask::<Value>("cancel_print", json!({ "job": jobs[3] }));
    let order: Vec<_> = bench.jobs().iter().map(|j| (j.id, j.state)).collect();
    assert_eq!(
        order,
        [
            (jobs[2], PrintState::Queued),
            (jobs[1], PrintState::Held),
            (jobs[0], PrintState::Queued)
        ]
    );
    assert!(paper(&bench).is_empty(), "the printer is held");

    hold(&bench, false);
    bench.until_print(shipments[0].id, PrintState::Printed);
    assert_eq!(
        paper(&bench),
        [number(&shipments[2]), number(&shipments[0])]
    );
    assert_eq!(
        bench.shipment(shipments[3].id).jobs[0].state,
        PrintState::Cancelled
    );
    let refused = bench
        .attempt::<Value>("move_print", json!({ "job": jobs[0], "before": jobs[1] }))
        .expect_err("it is out");
    assert_eq!(refused.code, Code::Precondition);
    let refused = bench
        .attempt::<Value>("cancel_print", json!({ "job": jobs[0] }))
        .expect_err("it is out");
    assert_eq!(refused.code, Code::Precondition);

    bench.ask::<Value>("release_print", json!({ "job": jobs[1] }));
    bench.until_print(shipments[1].id, PrintState::Printed);
    assert_eq!(paper(&bench).len(), 3);
}

#[test]
fn what_waits_goes_on_after_a_stop_and_what_is_held_stays_held() {
    let mut bench = Bench::new();
    let shipments = waiting(&bench, 3);
    let aside = job(&bench, &shipments[1]);
    bench.ask::<Value>("hold_print", json!({ "job": aside }));
    bench.ask::<Value>(
        "void",
        json!({ "id": shipments[2].id, "person_says_voided": true }),
    );
    assert_eq!(
        bench.shipment(shipments[2].id).jobs[0].state,
        PrintState::Cancelled
    );
    bench.kill();
    bench.start();
    let queue: PrintQueueView = bench.ask("print_queue", json!({}));
    assert!(queue.printers[0].printer.held, "a held printer stays held");
    assert_eq!(queue.printers[0].jobs.len(), 2);
    hold(&bench, false);
    bench.until_print(shipments[0].id, PrintState::Printed);
    assert_eq!(paper(&bench), [number(&shipments[0])]);
    assert_eq!(
        bench.shipment(shipments[1].id).jobs[0].state,
        PrintState::Held
    );
    bench.kill();
    bench.start();
    assert_eq!(
        bench.shipment(shipments[1].id).jobs[0].state,
        PrintState::Held
    );
    assert_eq!(paper(&bench).len(), 1, "nothing is printed twice");
    bench.ask::<Value>("release_print", json!({ "job": aside }));
    bench.until_print(shipments[1].id, PrintState::Printed);
}

#[test]
fn a_job_that_waits_is_not_printed_a_second_time() {
    let bench = Bench::new();
    let shipments = waiting(&bench, 1);
    let refused = bench
        .attempt::<Value>(
            "print",
            json!({ "id": shipments[0].id, "reprint": false, "force": false }),
        )
        .expect_err("it waits already");
    assert_eq!(refused.code, Code::Precondition);
    hold(&bench, false);
    bench.until_print(shipments[0].id, PrintState::Printed);
    assert_eq!(paper(&bench).len(), 1);
}
