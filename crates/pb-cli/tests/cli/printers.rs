//! Several printers, their queues, batches and documents.
use crate::run::{Bench, Ran};
use pb_sim::{PrinterFault, SimPrinter};
use serde_json::Value;
use std::process::Stdio;

fn port(printer: &SimPrinter) -> String {
    format!("tcp://127.0.0.1:{}", printer.port())
}

/// Sets a printer up and gives it.
fn set_up(bench: &Bench, name: &str, more: &[&str]) -> SimPrinter {
    let printer = SimPrinter::start().expect("a printer");
    let at = port(&printer);
    let words = [
        "setup",
        "printer",
        &at,
        "--name",
        name,
        "--language",
        "zpl",
        "--proof",
        "5",
    ];
    bench.done(&[&words[..], more].concat());
    printer
}

fn config(bench: &Bench, name: &str) -> Value {
    let listed = bench.json(&["printer", "list"]);
    let printers = listed["printers"].as_array().expect("printers");
    let found = printers.iter().find(|p| p["name"] == name);
    found
        .unwrap_or_else(|| panic!("{name} in {listed}"))
        .clone()
}

fn bought(bench: &Bench, orders: &[&str]) {
    for order in orders {
        bench.done(&["ship", order, "--weight", "1kg"]);
    }
}

/// The orders of what waits, in the order of printing.
fn waiting(queue: &Value) -> Vec<String> {
    let jobs = queue["printers"][0]["jobs"].as_array().expect("jobs");
    let order = |job: &Value| {
        let title = job["title"].as_str().expect("a title");
        title.rsplit('#').next().expect("a number").to_owned()
    };
    jobs.iter().map(order).collect()
}

#[test]
fn everything_of_a_printer_can_be_said_and_what_is_left_out_stays() {
    let bench = Bench::new();
    let _spare = set_up(&bench, "Spare", &["--prints", "test-page"]);
    let _zebra = set_up(
        &bench,
        "Zebra",
        &[
            "--dpi",
            "300",
            "--media",
            "62x100mm",
            "--tracking",
            "continuous",
            "--darkness",
            "60",
            "--speed",
            "4",
            "--cut",
            "--pace",
            "20000",
            "--fallback",
            "spare",
            "--never-answers",
        ],
    );
    let zebra = config(&bench, "Zebra");
    let spare = config(&bench, "Spare");
    for (field, value) in [
        ("dpi", Value::from(300)),
        ("tracking", "continuous".into()),
        ("darkness", 60.into()),
        ("speed", 4.into()),
        ("cut", true.into()),
        ("pace", 20_000.into()),
        ("proof_seconds", 5.into()),
        ("never_answers", true.into()),
        ("fallback", spare["id"].clone()),
        ("prints", serde_json::json!(["label"])),
        (
            "media",
            serde_json::json!({ "width": 62_000, "height": 100_000 }),
        ),
    ] {
        assert_eq!(zebra[field], value, "{field}");
    }
    assert_eq!(spare["prints"], serde_json::json!(["test_page"]));
    bench.done(&[
        "setup",
        "printer",
        "--name",
        "zebra",
        "--darkness",
        "none",
        "--cut=false",
        "--fallback",
        "none",
        "--media",
        "4x6",
    ]);
    let changed = config(&bench, "Zebra");
    assert_eq!(
        (&changed["darkness"], &changed["cut"], &changed["fallback"]),
        (&Value::Null, &false.into(), &Value::Null)
    );
    assert_eq!(
        (&changed["speed"], &changed["dpi"], &changed["id"]),
        (&4.into(), &300.into(), &zebra["id"])
    );
    for wrong in [
        &["--trust-queue"][..],
        &["--speed", "99"],
        &["--fallback", "Zebra"],
        &["--pace", "1"],
    ] {
        let words = [&["setup", "printer", "--name", "Zebra"], wrong].concat();
        assert_eq!(bench.fails(&words), (4, "invalid".to_owned()), "{wrong:?}");
    }
    let nobody = [
        "setup",
        "printer",
        "--name",
        "Zebra",
        "--fallback",
        "Nobody",
    ];
    assert_eq!(bench.fails(&nobody), (4, "not_found".to_owned()));
    bench.done(&["setup", "printer", "--name", "Spare", "--remove"]);
    assert_eq!(
        bench.json(&["printer", "list"])["printers"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[test]
fn a_printer_says_what_it_is_and_prints_its_test_page() {
    let bench = Bench::new();
    let printer = SimPrinter::start().expect("a printer");
    let identity = bench.json(&["printer", "identify", &port(&printer)]);
    assert_eq!(identity["language"], "zpl", "{identity}");
    assert_eq!(bench.fails(&["printer", "test"]), (6, "printer".to_owned()));
    let _first = set_up(&bench, "Zebra", &[]);
    let second = set_up(&bench, "Spare", &[]);
    assert_eq!(
        bench.fails(&["printer", "test"]),
        (4, "invalid".to_owned()),
        "which of them?"
    );
    let job = bench.json(&["printer", "test", "spare"]);
    assert_eq!(job["state"], "printed", "{job}");
    assert_eq!(second.labels().len(), 1);
    bench.done(&["printer", "confirm", "Spare", "yes"]);
    assert_eq!(config(&bench, "Spare")["confirmed"], true);
}

#[test]
fn what_waits_is_held_moved_cancelled_and_let_go() {
    let bench = Bench::new();
    let printer = set_up(&bench, "Zebra", &[]);
    bought(&bench, &["1001", "1002", "1003"]);
    let held = bench.json(&["printer", "hold", "zebra"]);
    assert_eq!(held["printers"][0]["printer"]["held"], true);
    // A batch waits for its paper; this one is interrupted, and what was queued stays.
    let printing = bench
        .command(&["print", "1001", "1002", "1003", "--json"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let queue = loop {
        let queue = bench.json(&["queue"]);
        if waiting(&queue).len() == 3 {
            break queue;
        }
    };
    stop(printing);
    assert_eq!(waiting(&queue), ["1001", "1002", "1003"]);
    let moved = bench.json(&["queue", "move", "1003", "--before", "1001"]);
    assert_eq!(waiting(&moved), ["1003", "1001", "1002"]);
    let last = bench.json(&["queue", "move", "1003"]);
    assert_eq!(waiting(&last), ["1001", "1002", "1003"]);
    assert_eq!(bench.json(&["queue", "hold", "1001"])["state"], "held");
    assert_eq!(bench.json(&["queue", "release", "1001"])["state"], "queued");
    bench.done(&["queue", "cancel", "1002"]);
    assert_eq!(
        bench.fails(&["queue", "cancel", "1002"]),
        (4, "not_found".to_owned())
    );
    assert!(bench.done(&["queue"]).contains("Zebra, held"));
    assert_eq!(printer.labels().len(), 0);
    bench.done(&["printer", "release", "Zebra"]);
    // The program that let it go has ended; the next one that opens the bench prints.
    while printer.labels().len() < 2 {
        bench.done(&["queue", "list"]);
    }
    let shown = bench.json(&["show", "1002"]);
    assert_eq!(
        shown["shipment"]["jobs"][0]["state"], "cancelled",
        "{shown}"
    );
}

#[test]
fn a_batch_prints_in_order_and_says_what_it_skipped() {
    let bench = Bench::new();
    let printer = set_up(&bench, "Zebra", &[]);
    bought(&bench, &["1001", "1002", "1003"]);
    bench.done(&["void", "1002"]);
    let ran: Ran = bench.run(&["print", "1003", "1002", "1001", "--json"]);
    assert_eq!(ran.code, 8, "one has no paper: {ran}");
    let report = ran.json();
    let lines = report["lines"].as_array().expect("lines");
    let numbers: Vec<_> = lines.iter().map(|l| &l["order_number"]).collect();
    assert_eq!(numbers, ["#1003", "#1002", "#1001"]);
    assert_ne!(lines[1]["skipped"], "");
    let jobs = report["jobs"].as_array().expect("jobs");
    assert!(jobs.iter().all(|j| j["state"] == "printed"), "{report}");
    assert_eq!(printer.labels().len(), 2);
    assert_eq!(
        bench.fails(&["print", "1001", "1003", "--reprint"]),
        (4, "invalid".to_owned())
    );
    assert_eq!(
        bench.fails(&["print", "1001", "1003"]).0,
        3,
        "all are on paper"
    );
}

#[test]
fn what_fails_before_a_byte_comes_out_of_the_second_printer() {
    let bench = Bench::new();
    let spare = set_up(&bench, "Spare", &["--prints", "test-page"]);
    let first = set_up(&bench, "Zebra", &["--fallback", "Spare"]);
    first.set_fault(PrinterFault::Off);
    bought(&bench, &["1001"]);
    bench.run(&["print", "1001"]);
    while spare.labels().is_empty() {
        bench.done(&["queue"]);
    }
}

#[test]
fn documents_want_their_printer_and_manifests_their_account() {
    let bench = Bench::new();
    let _zebra = set_up(&bench, "Zebra", &[]);
    bought(&bench, &["1001"]);
    for kind in ["packing-slip", "commercial-invoice"] {
        assert_eq!(
            bench.fails(&["print", "1001", "--document", kind]),
            (6, "printer".to_owned()),
            "{kind}: labels go to Zebra, and nothing else does"
        );
    }
    assert_eq!(
        bench.fails(&["print", "1001", "--document", "manifest"]),
        (4, "invalid".to_owned())
    );
    assert_eq!(
        bench.fails(&["manifest", "--account", "Nobody"]),
        (4, "not_found".to_owned())
    );
    assert_eq!(
        bench.fails(&["manifest", "--account", "Own price table"]),
        (6, "printer".to_owned())
    );
}

/// Interrupts the program and waits for its end.
fn stop(mut running: std::process::Child) {
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(interrupt.success());
    running.wait().expect("ends");
}
