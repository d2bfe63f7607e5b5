//! The doctor: what is wrong is said, what can be mended is mended, and nothing private leaves the bench.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use journeys::bench::{Bench, new_app};
use journeys::clock::Clock;
use pb_domain::PrintState;
use pb_station::api::{DoctorReport, FileOut, Finding, Health, RecordPage, ShipmentView};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _};

fn of<'a>(report: &'a DoctorReport, check: &str) -> &'a Finding {
    let mut found = report.findings.iter().filter(|f| f.check == check);
    found
        .next()
        .unwrap_or_else(|| panic!("{check}: {report:?}"))
}

fn look(bench: &Bench) -> DoctorReport {
    bench.ask("doctor", json!({}))
}

#[test]
fn a_bench_that_is_well_is_said_to_be_well() {
    let bench = Bench::new();
    let bought = bench.bought("T-1", true);
    bench.until_print(bought.id, PrintState::Printed);
    bench.bought("T-2", false);
    let report = look(&bench);
    for check in [
        "version",
        "folder",
        "clock",
        "database",
        "search",
        "write_ahead_log",
        "records",
        "journal",
        "orders",
        "labels",
        "printing",
        "numbers",
        "deferred",
        "copies",
    ] {
        let finding = of(&report, check);
        assert_eq!(finding.health, Health::Good, "{finding:?}");
        assert!(
            !finding.text.is_empty() && finding.todo.is_empty(),
            "{finding:?}"
        );
    }
    assert!(
        of(&report, "labels").text.contains("1 labels"),
        "{report:?}"
    );
}

#[test]
fn what_is_open_or_missing_is_said_with_what_to_do() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-7"));
    bench.karrio.fail_next(
        pb_sim::karrio::Op::Purchase,
        pb_sim::karrio::Fault::after(pb_sim::karrio::Answer::Dropped),
    );
    bench
        .attempt::<Value>("buy", bench.purchase(&draft, "Karrio", false))
        .expect_err("the answer is lost");
    bench.printer.set_fault(pb_sim::PrinterFault::Off);
    bench.until("the printer was missed", || {
        let report = look(&bench);
        let devices = of(&report, "devices");
        (devices.health == Health::Warning && devices.text.contains("Zebra")).then_some(())
    });
    let report = look(&bench);
    let journal = of(&report, "journal");
    assert_eq!(journal.health, Health::Warning);
    assert!(
        journal.text.contains("T-7") && !journal.todo.is_empty(),
        "{journal:?}"
    );
    assert!(report.health >= Health::Warning);
}

#[test]
fn what_waits_for_the_network_is_no_fault_until_it_has_waited_long() {
    let clock = Clock::new();
    let bench = Bench::with_clock(&clock);
    let draft = bench.draft(bench.order("T-8"));
    let purchase = bench.purchase(&draft, "Karrio", false);
    bench.karrio.unplug();
    bench
        .attempt::<Value>("buy", &purchase)
        .expect_err("no network");
    bench.ask::<ShipmentView>("buy_later", &purchase);
    let waits = of(&look(&bench), "deferred").clone();
    assert_eq!(waits.health, Health::Good, "{waits:?}");
    assert!(waits.text.starts_with("1 "), "{waits:?}");
    clock.ahead(jiff::SignedDuration::from_hours(25));
    let waits = of(&look(&bench), "deferred").clone();
    assert_eq!(waits.health, Health::Warning, "{waits:?}");
    assert!(waits.text.contains("T-8"), "{waits:?}");
}

#[cfg(unix)]
#[test]
fn what_can_be_mended_is_mended_and_stands_in_the_records() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    let folder = bench.home().join("profiles/bench");
    let database = folder.join("station.db");
    let mode = |path: &std::path::Path| {
        let meta = std::fs::metadata(path).expect("it is there");
        meta.permissions().mode() & 0o777
    };
    assert_eq!(
        (mode(&folder), mode(&database)),
        (0o700, 0o600),
        "as it is made"
    );
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o664)).expect("opens it");
    let left = folder.join("profile.json.new");
    std::fs::write(&left, "half").expect("leaves it");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    let file = std::fs::File::options()
        .write(true)
        .open(&left)
        .expect("opens");
    file.set_modified(long_ago).expect("ages");
    let report = look(&bench);
    let seen: Vec<_> = report
        .findings
        .iter()
        .filter(|f| f.check == "folder")
        .collect();
    assert_eq!(seen.len(), 2, "{report:?}");
    assert!(seen.iter().all(|f| f.can_mend));
    let mended: DoctorReport = bench.ask("mend", json!({}));
    assert_eq!(mended.mended.len(), 1, "{mended:?}");
    assert_eq!(of(&mended, "folder").health, Health::Good);
    assert_eq!(mode(&database), 0o600);
    assert!(!left.exists());
    let records: RecordPage = bench.ask("records", json!({ "kind": "mended" }));
    assert_eq!(records.rows.len(), 1);
    let again: DoctorReport = bench.ask("mend", json!({}));
    assert!(again.mended.is_empty(), "{again:?}");
}

#[test]
fn it_looks_through_another_process_and_from_outside() {
    let mut bench = Bench::new();
    let second = new_app(bench.home());
    bench.runtime().block_on(async {
        second.open_if_unlocked().await;
        let report = second.call("doctor", json!({})).await.expect("handed over");
        assert!(report.to_string().contains("\"database\""), "{report}");
        second.close().await;
    });
    // In order, so that the file is whole.
    bench.runtime().block_on(bench.app().close());
    bench.kill();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let outside = || -> DoctorReport {
        let app = new_app(bench.home());
        let report = runtime
            .block_on(app.call("doctor", json!({})))
            .expect("looks");
        serde_json::from_value(report).expect("a report")
    };
    let report = outside();
    assert_eq!(of(&report, "open").health, Health::Warning);
    assert_eq!(of(&report, "folder").health, Health::Good);
    let database = bench.home().join("profiles/bench/station.db");
    let file = std::fs::File::options()
        .write(true)
        .open(&database)
        .expect("opens");
    let length = file.metadata().expect("a length").len();
    file.set_len(length - 100).expect("cuts it off");
    let cut = outside();
    assert_eq!(cut.health, Health::Wrong);
    assert!(
        of(&cut, "open").text.contains("middle of a page"),
        "{cut:?}"
    );
}

#[test]
fn what_a_helper_gets_holds_no_secret_and_nothing_of_a_person() {
    let bench = Bench::new();
    bench.ask::<Value>(
        "save_operator",
        json!({ "id": null, "name": "Wilhelmina Packer", "role": "manager", "pin": "9021" }),
    );
    let draft = bench.draft(bench.order("T-1"));
    let refusal = pb_sim::karrio::Answer::CarrierRefuses {
        code: "E42".into(),
        message: "Nora of Elm Street has no telephone".into(),
    };
    bench.karrio.fail_next(
        pb_sim::karrio::Op::Purchase,
        pb_sim::karrio::Fault::instead(refusal),
    );
    bench
        .attempt::<Value>("buy", bench.purchase(&draft, "Karrio", false))
        .expect_err("refused");
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", true));
    bench.until_print(bought.id, PrintState::Printed);
    bench.printer.set_fault(pb_sim::PrinterFault::Off);
    bench.until("the printer was missed", || {
        let report = look(&bench);
        (of(&report, "devices").health == Health::Warning).then_some(())
    });
    let file: FileOut = bench.ask("doctor_bundle", json!({}));
    let bytes = STANDARD.decode(&file.base64).expect("base64");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
    let mut all = String::new();
    let mut names = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).expect("an entry");
        names.push(entry.name().to_owned());
        entry.read_to_string(&mut all).expect("text");
    }
    names.sort();
    assert_eq!(
        names,
        [
            "checks.json",
            "counts.json",
            "records.json",
            "settings.json",
            "versions.json"
        ]
    );
    for there in [
        "purchase_refused",
        "purchase_bought",
        "operator 1",
        "\"zpl\"",
        "SQLCipher",
        "\"purchase: bought\"",
        "\"manager\"",
    ] {
        assert!(all.contains(there), "{there} is not in {all}");
    }
    let home = bench.home().display().to_string();
    for private in [
        pb_sim::SimKarrio::TOKEN,
        "9021",
        "argon2",
        "Wilhelmina",
        "Packer",
        "Nora",
        "Elm",
        "Reno",
        "7755550123",
        "Dock Street",
        "78701",
        "15125550100",
        "Zebra",
        "Own van",
        "127.0.0.1",
        &home,
    ] {
        assert!(!all.contains(private), "{private} is in {all}");
    }
}
