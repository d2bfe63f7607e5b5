//! A printer that was switched off and on says that it has no work: that is no proof of paper.
use journeys::bench::Bench;
use pb_domain::PrintState;
use pb_sim::PrinterFault;
use pb_station::api::ShipmentView;

/// A label that the printer has and does not print, since it is paused as it arrives: a station that sees the pause
/// earlier does not send.
fn stuck(bench: &Bench) -> ShipmentView {
    bench.set_printer(false, 5);
    bench.until_ready();
    bench.printer.set_fault_at_next_label(PrinterFault::Paused);
    let shipment = bench.bought("T-1", true);
    bench.until_print(shipment.id, PrintState::Accepted);
    bench.until("it was seen with the label", || {
        let state: serde_json::Value = bench.ask("bench", serde_json::json!({}));
        (state["printer"]["state"] == "needs_attention").then_some(())
    });
    shipment
}

#[test]
fn an_idle_printer_after_a_power_cycle_proves_nothing() {
    let bench = Bench::new();
    let shipment = stuck(&bench);
    bench.printer.power_cycle();
    bench.printer.set_fault(PrinterFault::None);
    let view = bench.until_print(shipment.id, PrintState::Unconfirmed);
    assert!(bench.printer.labels().is_empty());
    assert!(
        view.jobs[0].text.contains("look whether"),
        "{}",
        view.jobs[0].text
    );
}

#[test]
fn a_pause_that_ends_is_work_that_ends() {
    let bench = Bench::new();
    let shipment = stuck(&bench);
    bench.printer.set_fault(PrinterFault::None);
    bench.until_print(shipment.id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 1);
}
