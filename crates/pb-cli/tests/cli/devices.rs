//! Scale, printer and carrier, simulated outside the program; and the paper that is proved or not.
use crate::run::{Bench, Ran};
use pb_domain::Weight;
use pb_sim::karrio::{Answer, Fault, Op};
use pb_sim::{PrinterFault, SimKarrio, SimPrinter, SimScale};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longest that anything here may take.
const DEADLINE: Duration = Duration::from_secs(60);

fn set_up_printer(bench: &Bench, printer: &SimPrinter, more: &[&str]) -> Ran {
    let port = format!("tcp://127.0.0.1:{}", printer.port());
    bench.run(
        &[
            &[
                "setup",
                "printer",
                &port,
                "--language",
                "zpl",
                "--media",
                "4x6",
                "--proof",
                "5",
                "--json",
            ],
            more,
        ]
        .concat(),
    )
}

#[test]
fn a_parcel_is_weighed_shipped_and_printed() {
    let bench = Bench::new();
    let (scale, printer) = (
        SimScale::start().expect("a scale"),
        SimPrinter::start().expect("a printer"),
    );
    let port = format!("tcp://127.0.0.1:{}", scale.port());
    bench.done(&[
        "setup",
        "scale",
        &port,
        "--protocol",
        "toledo-8217",
        "--unit",
        "kg",
    ]);
    let tested = set_up_printer(&bench, &printer, &["--test"]);
    assert_eq!(
        (tested.code, tested.json()["state"].as_str()),
        (0, Some("printed")),
        "{tested}"
    );

    // The pan is empty at first; the parcel comes while the program waits.
    let shipping = bench
        .command(&["ship", "1001", "--scale", "--print", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let polls = scale.polls();
    wait_until("the scale is asked", || scale.polls() > polls + 5);
    scale.place(Weight::from_grams(1250));
    let shipped = Ran::from(shipping.wait_with_output().expect("ends"));
    assert_eq!(shipped.code, 0, "{shipped}");
    let shipment = shipped.json();
    assert_eq!(shipment["parcels"][0]["weight"], 1_250_000_000_u64);
    assert_eq!(shipment["parcels"][0]["weight_source"]["kind"], "scale");
    assert_eq!(shipment["jobs"][0]["state"], "printed");
    assert_eq!(printer.labels().len(), 2, "the test page and the label");

    assert_eq!(
        bench.fails(&["print", "1001"]),
        (3, "precondition".to_owned())
    );
    let again = bench.json(&["print", "1001", "--reprint"]);
    assert_eq!(again["jobs"][0]["reprint"], true);
    assert_eq!(printer.labels().len(), 3);
    let devices = bench.json(&["devices"]);
    assert_eq!(devices["printers"][0]["language"], "zpl");
    assert_eq!(
        devices["scale_now"]["name"].as_str().map(str::is_empty),
        Some(false)
    );
    bench.done(&["setup", "scale", "--remove"]);
    bench.done(&["setup", "printer", "--remove"]);
    assert_eq!(
        bench.fails(&["print", "1001", "--reprint"]),
        (6, "printer".to_owned())
    );
    assert_eq!(
        bench.fails(&["ship", "1002", "--scale"]),
        (6, "no_weight".to_owned())
    );
}

#[test]
fn an_empty_scale_is_6_and_nothing_is_bought() {
    let bench = Bench::new();
    let scale = SimScale::start().expect("a scale");
    let port = format!("tcp://127.0.0.1:{}", scale.port());
    bench.done(&[
        "setup",
        "scale",
        &port,
        "--protocol",
        "toledo-8217",
        "--unit",
        "kg",
    ]);
    assert_eq!(
        bench.fails(&["ship", "1001", "--scale", "--wait", "1"]),
        (6, "no_weight".to_owned())
    );
    assert_eq!(
        bench.json(&["orders", "--search", "1001"])["rows"][0]["shipment"],
        serde_json::Value::Null
    );
    // A scale that cannot say that it is empty wants a person's word.
    bench.done(&[
        "setup",
        "scale",
        &port,
        "--protocol",
        "toledo-8217",
        "--unit",
        "kg",
        "--no-zero",
    ]);
    assert_eq!(
        bench.fails(&["ship", "1001", "--scale", "--wait", "1"]),
        (6, "no_weight".to_owned())
    );
    scale.place(Weight::from_grams(900));
    let shipment = bench.json(&["ship", "1001", "--scale", "--next-parcel"]);
    assert_eq!(shipment["parcels"][0]["weight"], 900_000_000_u64);
}

#[test]
fn paper_that_is_not_proved_is_8_and_is_asked_about() {
    let bench = Bench::new();
    let printer = SimPrinter::start().expect("a printer");
    assert_eq!(set_up_printer(&bench, &printer, &[]).code, 0);
    printer.set_fault(PrinterFault::PaperOutAndSilent);
    let shipped = bench.run(&["ship", "1001", "--weight", "1kg", "--print", "--json"]);
    assert_eq!(shipped.code, 8, "{shipped}");
    assert_eq!(shipped.json()["purchase"], "bought");
    assert_eq!(shipped.json()["jobs"][0]["state"], "unconfirmed");
    let attention = bench.json(&["attention"]);
    assert_eq!(
        attention["attention"][0]["kind"], "print_unconfirmed",
        "{attention}"
    );
    // It is not sent again by itself, nor by asking for a print.
    assert_eq!(
        bench.fails(&["print", "1001"]),
        (3, "precondition".to_owned())
    );
    printer.set_fault(PrinterFault::None);
    let job = bench.json(&["confirm", "1001", "no"]);
    assert_eq!(job["state"], "not_printed");
    assert_eq!(
        bench.fails(&["confirm", "1001", "yes"]),
        (3, "precondition".to_owned())
    );
    let printed = bench.run(&["print", "1001", "--json"]);
    assert_eq!(printed.code, 0, "{printed}");
    assert_eq!(printed.json()["jobs"][0]["state"], "printed");
}

#[test]
fn a_label_without_a_printer_is_bought_and_8() {
    let bench = Bench::new();
    let shipped = bench.run(&["ship", "1001", "--weight", "1kg", "--print"]);
    assert_eq!(shipped.code, 8, "{shipped}");
    assert!(
        shipped.stdout.contains("Bought") && shipped.stdout.contains("No label printer is set up"),
        "{shipped}"
    );
    assert_eq!(
        bench.fails(&["ship", "1001", "--weight", "1kg", "--print"]),
        (3, "already_shipped".to_owned())
    );
    assert_eq!(bench.fails(&["print", "1001"]), (6, "printer".to_owned()));
}

fn with_karrio() -> (Bench, SimKarrio) {
    let bench = Bench::new();
    let karrio = SimKarrio::start().expect("a server");
    bench.done(&["setup", "account", "--name", "Own price table", "--disable"]);
    let url = format!("url={}", karrio.url());
    let saved = bench
        .command(&[
            "setup",
            "account",
            "--carrier",
            "karrio",
            "--set",
            &url,
            "--secret",
            "token=KEY",
            "--test",
        ])
        .env("KEY", SimKarrio::TOKEN)
        .output()
        .expect("runs");
    let saved = Ran::from(saved);
    assert_eq!(saved.code, 0, "{saved}");
    (bench, karrio)
}

#[test]
fn a_purchase_that_is_unknown_is_3_until_it_is_settled() {
    let (bench, karrio) = with_karrio();
    karrio.fail_next(Op::Purchase, Fault::after(Answer::Dropped));
    karrio.fail_all(Op::Shipment, Fault::instead(Answer::Html500));
    assert_eq!(
        bench.fails(&["ship", "1001", "--weight", "1kg"]),
        (3, "purchase_unknown".to_owned())
    );
    assert_eq!(
        bench.fails(&["ship", "1001", "--weight", "1kg"]),
        (3, "purchase_unknown".to_owned())
    );
    assert_eq!(karrio.ledger().len(), 1, "sold once");
    karrio.heal();
    let settled = bench.run(&["settle", "1001", "--ask", "--json"]);
    // The station may have settled it by itself at its start.
    assert!(
        settled.code == 0 || settled.failure() == "precondition",
        "{settled}"
    );
    let shown = bench.json(&["show", "1001"]);
    assert_eq!(shown["shipment"]["purchase"], "bought", "{shown}");
    assert_eq!(karrio.ledger().len(), 1, "and not once more");
    assert_eq!(bench.json(&["track", "1001"])["purchase"], "bought");
    assert_eq!(bench.json(&["void", "1001"])["purchase"], "voided");
}

#[cfg(unix)]
#[test]
fn an_interrupt_lets_the_carrier_answer_first() {
    let (bench, karrio) = with_karrio();
    karrio.fail_next(
        Op::Purchase,
        Fault::after(Answer::Late(Duration::from_secs(2))),
    );
    let shipping = bench
        .command(&["ship", "1001", "--weight", "1kg", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    wait_until("the purchase is at the carrier", || {
        karrio
            .requests()
            .iter()
            .any(|r| r.path.ends_with("/purchase"))
    });
    let interrupt = Command::new("kill")
        .args(["-INT", &shipping.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(interrupt.success());
    let ended = Ran::from(shipping.wait_with_output().expect("ends"));
    assert_eq!(ended.code, 130, "{ended}");
    assert!(ended.stderr.contains("stopping"), "{ended}");
    assert_eq!(
        ended.failure(),
        "precondition",
        "one document, whatever happens"
    );
    let shown = bench.json(&["show", "1001"]);
    assert_eq!(shown["shipment"]["purchase"], "bought", "{shown}");
    assert!(
        shown["shipment"]["timeline"]
            .as_array()
            .expect("a timeline")
            .iter()
            .all(|e| !e["text"].as_str().unwrap_or_default().contains("not known")),
        "{shown}"
    );
    assert_eq!(karrio.ledger().len(), 1);
}

fn wait_until(what: &str, mut it_is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !it_is_so() {
        assert!(began.elapsed() < DEADLINE, "{what}: not in time");
        std::thread::sleep(Duration::from_millis(10));
    }
}
