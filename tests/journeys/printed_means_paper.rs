//! "Printed" means paper; what cannot be proved is asked, and never sent again by itself.
use journeys::bench::Bench;
use pb_domain::{PrintState, PurchaseState};
use pb_sim::PrinterFault;
use pb_station::api::{Code, PrintJobView, ShipmentView};
use serde_json::{Value, json};

#[test]
fn paper_that_runs_out_leaves_it_unconfirmed_and_nothing_is_sent_again() {
    let bench = Bench::new();
    bench
        .printer
        .set_fault_at_next_label(PrinterFault::PaperOut);
    bench.set_printer(false, 2);
    let shipment = bench.bought("T-1", true);
    let view = bench.until_print(shipment.id, PrintState::Unconfirmed);
    let job = view.jobs[0].clone();
    assert!(job.text.contains("out of labels"), "{}", job.text);
    let sent = bench.printer.received().len();
    let refused = bench
        .attempt::<Value>(
            "print",
            json!({ "id": shipment.id, "reprint": false, "force": false }),
        )
        .expect_err("it is asked first");
    assert_eq!(refused.code, Code::Precondition);
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"][0]["kind"], "print_unconfirmed");

    bench.printer.power_cycle();
    bench.printer.set_fault(PrinterFault::None);
    let answered: PrintJobView =
        bench.ask("confirm_print", json!({ "job": job.id, "on_paper": false }));
    assert_eq!(answered.state, PrintState::NotPrinted);
    let labels = |b: &Bench| {
        b.printer
            .received()
            .windows(3)
            .filter(|w| *w == b"^XA")
            .count()
    };
    assert_eq!(
        labels(&bench),
        1,
        "{sent} bytes before; nothing is sent without a person's word"
    );
    bench.ask::<Value>(
        "print",
        json!({ "id": shipment.id, "reprint": false, "force": false }),
    );
    bench.until_print(shipment.id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 1);
}

#[test]
fn a_printed_label_is_copied_only_by_a_persons_word() {
    let bench = Bench::new();
    let shipment = bench.bought("T-1", true);
    bench.until_print(shipment.id, PrintState::Printed);
    let refused = bench
        .attempt::<Value>(
            "print",
            json!({ "id": shipment.id, "reprint": false, "force": false }),
        )
        .expect_err("it is printed");
    assert_eq!(refused.code, Code::Precondition);
    let view: ShipmentView = bench.ask(
        "print",
        json!({ "id": shipment.id, "reprint": true, "force": false }),
    );
    assert!(view.jobs[0].reprint);
    bench.until("the copy is out", || {
        (bench.printer.labels().len() == 2).then_some(())
    });
}

#[test]
fn a_printer_that_is_off_fails_with_nothing_sent_and_the_label_stays() {
    let bench = Bench::new();
    bench.printer.set_fault(PrinterFault::Off);
    let shipment = bench.bought("T-1", true);
    assert_eq!(shipment.purchase, PurchaseState::Bought);
    let view = bench.until_print(shipment.id, PrintState::Failed);
    assert_eq!(view.jobs[0].sent, 0);
    assert!(
        view.jobs[0].text.contains("Nothing was sent"),
        "{}",
        view.jobs[0].text
    );
    bench.printer.set_fault(PrinterFault::None);
    bench.ask::<Value>(
        "print",
        json!({ "id": shipment.id, "reprint": false, "force": false }),
    );
    bench.until_print(shipment.id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 1);
}

#[test]
fn a_link_that_breaks_in_the_middle_is_asked_about() {
    let bench = Bench::new();
    let shipment = bench.bought("T-1", false);
    bench.until_ready();
    bench.printer.set_fault(PrinterFault::CloseAfter(200));
    bench.ask::<Value>(
        "print",
        json!({ "id": shipment.id, "reprint": false, "force": false }),
    );
    let view = bench.until_print(shipment.id, PrintState::Unconfirmed);
    assert!(bench.printer.labels().is_empty());
    let job: PrintJobView = bench.ask(
        "confirm_print",
        json!({ "job": view.jobs[0].id, "on_paper": false }),
    );
    assert_eq!(job.state, PrintState::NotPrinted);
}

#[test]
fn a_printer_that_never_answers_is_asked_about_until_its_owner_opts_out() {
    let bench = Bench::new();
    bench.printer.set_fault(PrinterFault::SilentStatus);
    bench.set_printer(false, 1);
    let first = bench.bought("T-1", true);
    let view = bench.until_print(first.id, PrintState::Unconfirmed);
    let yes: PrintJobView = bench.ask(
        "confirm_print",
        json!({ "job": view.jobs[0].id, "on_paper": true }),
    );
    assert_eq!(yes.state, PrintState::Printed);
    let twice = bench.attempt::<Value>(
        "confirm_print",
        json!({ "job": view.jobs[0].id, "on_paper": false }),
    );
    assert_eq!(twice.expect_err("answered").code, Code::Precondition);
    bench.set_printer(true, 1);
    let second = bench.bought("T-2", true);
    bench.until_print(second.id, PrintState::Printed);
}

#[test]
fn a_station_killed_while_it_prints_asks_when_it_comes_back() {
    let mut bench = Bench::new();
    bench.printer.set_fault(PrinterFault::SilentStatus);
    bench.set_printer(false, 60);
    let shipment = bench.bought("T-1", true);
    bench.until_print(shipment.id, PrintState::Accepted);
    bench.until("it came out", || {
        (bench.printer.labels().len() == 1).then_some(())
    });
    bench.kill();
    bench.start();
    assert_eq!(
        bench.shipment(shipment.id).jobs[0].state,
        PrintState::Unconfirmed
    );
    assert_eq!(
        bench.printer.labels().len(),
        1,
        "and is not printed again by itself"
    );
}

#[test]
fn a_test_page_proves_the_printer() {
    let bench = Bench::new();
    bench.ask::<PrintJobView>("test_print", json!({}));
    bench.until("the page is out", || {
        (bench.printer.labels().len() == 1).then_some(())
    });
}

#[test]
fn of_two_labels_only_the_one_that_is_not_on_paper_is_printed() {
    let bench = Bench::new();
    let mut draft = bench.draft(bench.order("T-1"));
    let mut second = draft.parcels[0].clone();
    second.id = pb_domain::ParcelId(uuid::Uuid::now_v7());
    draft.parcels.push(second);
    let draft = bench.with_weight(draft);
    let shipment: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    bench.printer.set_fault(PrinterFault::CloseAfter(200));
    let print = json!({ "id": shipment.id, "reprint": false, "force": false });
    bench.ask::<Value>("print", &print);
    // Newest first: the first label is asked about, and the second one waits for the answer.
    let view = bench.until("the first one is asked about", || {
        let view = bench.shipment(shipment.id);
        let states: Vec<_> = view.jobs.iter().map(|j| j.state).collect();
        (states == [PrintState::Queued, PrintState::Unconfirmed]).then_some(view)
    });
    let (missing, out) = (&view.jobs[0], &view.jobs[1]);
    bench.printer.set_fault(PrinterFault::Off);
    bench.ask::<Value>("confirm_print", json!({ "job": out.id, "on_paper": true }));
    let view = bench.until_print(shipment.id, PrintState::Failed);
    assert_eq!(view.jobs[0].sent, 0, "the printer is off by now");
    assert!(bench.shipment(shipment.id).can.print);
    bench.printer.power_cycle();
    bench.printer.set_fault(PrinterFault::None);
    bench.ask::<Value>("print", &print);
    let view = bench.until_print(shipment.id, PrintState::Printed);
    assert_eq!(bench.printer.labels().len(), 1, "one, not both");
    assert_eq!(view.jobs[0].title, missing.title);
    assert!(!view.can.print && view.can.reprint, "{:?}", view.can);
}

#[test]
fn a_label_that_waits_is_not_printed_once_it_is_voided() {
    let bench = Bench::new();
    let shipment = bench.bought("T-1", false);
    bench.printer.set_fault(PrinterFault::SilentStatus);
    bench.set_printer(false, 4);
    let page: PrintJobView = bench.ask("test_print", json!({}));
    bench.until("the page came out", || {
        (bench.printer.labels().len() == 1).then_some(())
    });
    bench.ask::<Value>(
        "print",
        json!({ "id": shipment.id, "reprint": false, "force": false }),
    );
    bench.ask::<Value>(
        "void",
        json!({ "id": shipment.id, "person_says_voided": true }),
    );
    bench.until_print(shipment.id, PrintState::Cancelled);
    assert_eq!(bench.printer.labels().len(), 1, "{page:?}");
}

#[test]
fn a_bought_label_that_could_not_be_printed_shows() {
    let bench = Bench::new();
    bench.ask::<Value>("remove_printer", json!({ "printer": bench.printer_id() }));
    let shipment = bench.bought("T-1", true);
    assert_eq!(shipment.purchase, PurchaseState::Bought);
    assert_eq!(shipment.jobs[0].state, PrintState::Failed, "{shipment:?}");
    assert!(shipment.can.print);
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["attention"][0]["kind"], "print_failed", "{state}");
    bench.set_printer(false, 3);
    bench.ask::<Value>(
        "print",
        json!({ "id": shipment.id, "reprint": false, "force": false }),
    );
    bench.until_print(shipment.id, PrintState::Printed);
}
