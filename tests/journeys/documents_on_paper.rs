//! Documents that are no labels go to their own printer, and nothing of the kind goes to the label printer.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journeys::bench::{Bench, begun};
use pb_domain::{Currency, DocumentKind, Money, PrintState};
use pb_sim::carriers::SimCarriers;
use pb_station::api::{
    AccountView, BatchReport, Code, FileOut, LabelMedia, Port, PrintJobView, PrintQueueView,
    PrinterConfig, ShipmentView,
};
use serde_json::{Value, json};
use std::path::Path;

/// An office printer whose jobs become files in a folder.
fn office(folder: &Path) -> PrinterConfig {
    let port = Port::File {
        path: folder.to_string_lossy().into_owned(),
    };
    PrinterConfig {
        dpi: 300,
        media: LabelMedia::A4,
        never_answers: true,
        prints: vec![
            DocumentKind::PackingSlip,
            DocumentKind::CommercialInvoice,
            DocumentKind::Manifest,
        ],
        ..PrinterConfig::label_printer("Office", port, "pdf")
    }
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|f| f.expect("a file").path())
        .collect();
    names.sort();
    names
        .iter()
        .map(|n| std::fs::read(n).expect("readable"))
        .collect()
}

fn bytes(file: &FileOut) -> Vec<u8> {
    STANDARD.decode(&file.base64).expect("base64")
}

#[test]
fn slips_and_manifests_go_to_the_office_printer_and_labels_to_the_label_printer() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().expect("a folder");
    bench.add_printer(office(folder.path()));
    let shipments = ["T-1", "T-2"].map(|number| bench.bought(number, false));
    let slips: BatchReport = bench.ask(
        "print_batch",
        json!({ "shipments": shipments.each_ref().map(|s| s.id), "kind": "packing_slip" }),
    );
    assert!(slips.lines.iter().all(|l| l.jobs.len() == 1), "{slips:?}");
    let state: Value = bench.ask("bench", json!({}));
    let line: Value = bench.ask(
        "rate",
        json!({ "request": "r", "draft": bench.draft(bench.order("T-3")) }),
    );
    let account = line["lines"]
        .as_array()
        .and_then(|lines| lines.iter().find(|l| l["account_name"] == "Own van"))
        .expect("the account answered")["account"]
        .clone();
    let manifest: PrintJobView = bench.ask(
        "print_manifest",
        json!({ "day": state["today"], "account": account }),
    );
    assert_eq!(
        (manifest.kind, manifest.shipment),
        (DocumentKind::Manifest, None)
    );
    bench.until("all three are out", || {
        let queue: PrintQueueView = bench.ask("print_queue", json!({}));
        queue.printers[1].jobs.is_empty().then_some(())
    });
    let out = files(folder.path());
    assert_eq!(out.len(), 3);
    assert!(out.iter().all(|f| f.starts_with(b"%PDF-")));
    assert_eq!(begun(&bench.printer), 0);

    let view = bench.print(shipments[0].id);
    assert_eq!(view.jobs[0].kind, DocumentKind::Label);
    let view = bench.until_print(shipments[0].id, PrintState::Printed);
    assert_eq!(view.jobs[0].printer_name, "Zebra");
    assert_eq!(files(folder.path()).len(), 3);
}

#[test]
fn a_document_without_a_printer_can_be_kept_as_a_file() {
    let bench = Bench::new();
    let shipment = bench.bought("T-1", false);
    let slip = json!({ "shipment": shipment.id, "kind": "packing_slip" });
    let refused = bench
        .attempt::<Value>("print_document", &slip)
        .expect_err("no printer takes slips");
    assert_eq!(refused.code, Code::Printer);
    assert!(refused.hint.contains("as a file"), "{}", refused.hint);
    let file: FileOut = bench.ask("document_file", &slip);
    assert_eq!(file.name, "packing-slip-T-1.pdf");
    assert!(bytes(&file).starts_with(b"%PDF-"));
    let invoice = json!({ "shipment": shipment.id, "kind": "commercial_invoice" });
    let refused = bench
        .attempt::<FileOut>("document_file", &invoice)
        .expect_err("it stays in the country");
    assert_eq!(refused.code, Code::Precondition);
}

#[test]
fn what_a_carrier_made_to_go_with_the_parcel_comes_out_with_the_label() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().expect("a folder");
    bench.add_printer(office(folder.path()));
    let carriers = SimCarriers::start().expect("carriers");
    let account: AccountView = bench.ask("save_account", carriers.account("ups").expect("UPS"));
    let mut draft = bench.with_size(bench.draft(bench.order("P-1")));
    draft.options.insurance = Some(Money::new(
        150_000,
        Currency::from_code("USD").expect("a currency"),
    ));
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, &account.name, false));
    let [paper] = bought.papers.as_slice() else {
        panic!("one paper: {:?}", bought.papers);
    };
    assert_eq!(
        (paper.title.as_str(), paper.attached, paper.state),
        ("High-value report, two copies", true, None)
    );

    bench.print(bought.id);
    let printed = |state| {
        bench.until("the paper is out", || {
            let view = bench.shipment(bought.id);
            let out = view.jobs.iter().all(|j| j.state == PrintState::Printed);
            (view.papers[0].state == state && out).then_some(view)
        })
    };
    let view = printed(Some(PrintState::Printed));
    let job = view.jobs.iter().find(|j| j.kind == DocumentKind::Paper);
    let job = job.expect("a job");
    assert_eq!(
        (job.title.as_str(), job.printer_name.as_str()),
        ("High-value report, two copies of P-1", "Office")
    );
    let once = files(folder.path());
    assert_eq!(once.len(), 1);
    assert!(once[0].starts_with(b"%PDF-"));

    let again: Value = bench.ask(
        "print",
        json!({ "id": bought.id, "reprint": true, "force": false }),
    );
    assert_eq!(
        again["papers"][0]["state"], "printed",
        "a further label brings no further paper"
    );
    let _: PrintJobView = bench.ask("print_paper", json!({ "id": paper.id }));
    bench.until("a person's copy is out", || {
        (files(folder.path()).len() == 2).then_some(())
    });
    let file: FileOut = bench.ask("paper_file", json!({ "id": paper.id }));
    assert_eq!(file.name, "High-value-report--two-copies-P-1.pdf");
    assert!(bytes(&file).starts_with(b"%PDF-"));
}

#[test]
fn without_a_printer_for_it_a_carriers_paper_is_said_to_be_missing() {
    let bench = Bench::new();
    let carriers = SimCarriers::start().expect("carriers");
    let account: AccountView = bench.ask("save_account", carriers.account("ups").expect("UPS"));
    let mut draft = bench.with_size(bench.draft(bench.order("P-1")));
    draft.options.insurance = Some(Money::new(
        150_000,
        Currency::from_code("USD").expect("a currency"),
    ));
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, &account.name, true));
    let view = bench.until_print(bought.id, PrintState::Printed);
    assert_eq!(view.papers[0].state, None);
    let refused = bench
        .attempt::<Value>("print_paper", json!({ "id": view.papers[0].id }))
        .expect_err("no printer");
    assert_eq!(refused.code, Code::Printer);
    assert!(refused.hint.contains("as a file"), "{}", refused.hint);
}
