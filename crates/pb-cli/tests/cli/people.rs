//! `pb` at a bench with operators, its records, and the doctor.
use crate::run::{Bench, Ran, text};

/// Runs `pb` with PINs in its environment.
fn with(bench: &Bench, pins: &[(&str, &str)], words: &[&str]) -> Ran {
    let mut command = bench.command(words);
    command.envs(pins.iter().copied());
    command.output().expect("the program starts").into()
}

#[test]
fn the_command_line_signs_in_and_a_manager_allows() {
    let bench = Bench::new();
    let ann = ("PACKBENCH_PIN", "9021");
    let ben = ("PACKBENCH_PIN", "4711");
    let new = |pin| ("PACKBENCH_NEW_PIN", pin);
    let first = with(
        &bench,
        &[new("9021")],
        &["operators", "add", "Ann", "--role", "manager"],
    );
    assert_eq!(first.code, 0, "{first}");
    let anonymous = with(&bench, &[], &["orders", "--json"]);
    assert_eq!(
        (anonymous.code, anonymous.failure().as_str()),
        (9, "sign_in")
    );
    assert_eq!(
        with(&bench, &[], &["operators", "list"]).code,
        0,
        "harmless"
    );
    let second = with(
        &bench,
        &[ann, new("4711")],
        &["operators", "add", "Ben", "--operator", "Ann"],
    );
    assert_eq!(second.code, 0, "{second}");
    let wrong = with(
        &bench,
        &[("PACKBENCH_PIN", "0000")],
        &["orders", "--operator", "Ben", "--json"],
    );
    assert_eq!((wrong.code, wrong.failure().as_str()), (9, "wrong_pin"));
    let packs = with(&bench, &[ben], &["orders", "--operator", "Ben"]);
    assert_eq!(packs.code, 0, "{packs}");
    let settings = ["setup", "bench", "--tolerance", "3", "--operator", "Ben"];
    let refused = with(&bench, &[ben], &settings);
    assert_eq!(refused.code, 9, "{refused}");
    let boxed = [
        "setup",
        "box",
        "--name",
        "S",
        "--size",
        "30x20x10cm",
        "--operator",
        "Ben",
    ];
    let refused = with(&bench, &[ben], &boxed);
    assert_eq!(refused.code, 9, "{refused}");
    assert!(refused.stderr.contains("--manager NAME"), "{refused}");
    let allowed = with(
        &bench,
        &[ben, ("PACKBENCH_MANAGER_PIN", "9021")],
        &[&boxed[..], &["--manager", "Ann"]].concat(),
    );
    assert_eq!(allowed.code, 0, "{allowed}");
    let reset = with(&bench, &[new("7531")], &["operators", "reset", "Ann"]);
    assert_eq!(reset.code, 0, "{reset}");
    let ann = ("PACKBENCH_PIN", "7531");
    let records = with(
        &bench,
        &[ann],
        &[
            "records",
            "--kind",
            "box_saved",
            "--operator",
            "Ann",
            "--json",
        ],
    );
    assert_eq!(records.json()["rows"][0]["person"], "Ben", "{records}");
    let check = with(&bench, &[ann], &["records", "--check", "--operator", "Ann"]);
    assert_eq!(check.code, 0, "{check}");
}

#[test]
fn the_doctor_answers_with_its_exit_code_also_when_nothing_opens() {
    let bench = Bench::new();
    let bundle = bench.path("bundle.zip");
    let well = bench.run(&["doctor", "--mend", "--bundle", text(&bundle)]);
    assert_eq!(well.code, 0, "{well}");
    assert!(well.stdout.contains("good    Database"), "{well}");
    assert!(std::fs::read(&bundle).expect("a file").starts_with(b"PK"));
    let mut locked = bench.command(&["doctor", "--json"]);
    let locked: Ran = locked
        .env("PACKBENCH_PASSPHRASE", "wrong")
        .output()
        .expect("the program starts")
        .into();
    assert_eq!(locked.code, 10, "{locked}");
    let report = locked.json();
    assert_eq!(report["findings"][0]["check"], "opening", "{locked}");
    assert_eq!(report["health"], "wrong");
}

#[test]
fn an_order_is_erased_only_by_saying_so() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["erase", "1001"]).code, 2);
    let waits = bench.fails(&["erase", "1001", "--yes"]);
    assert_eq!(waits, (3, "precondition".to_owned()));
    let kept = bench.json(&["retention", "set", "labels", "365"]);
    let rules = kept["rules"].as_array().expect("rules");
    let labels = rules.iter().find(|rule| rule["id"] == "labels");
    assert_eq!(labels.expect("a rule")["days"], 365, "{kept}");
    bench.done(&["retention", "set", "labels", "forever"]);
    bench.done(&["retention", "run"]);
}
