//! Keys, backups, restoring and copies on the command line.
use crate::run::Bench;
use serde_json::Value;
use std::path::Path;

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("makes");
    for entry in std::fs::read_dir(from).expect("reads").flatten() {
        let kind = entry.file_type().expect("a kind");
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy_folder(&entry.path(), &target);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target).expect("copies");
        }
    }
}

#[test]
fn the_passphrase_changes_and_the_old_one_is_7() {
    let bench = Bench::new();
    let short = bench
        .command(&["keys", "passphrase", "--json"])
        .env("PACKBENCH_NEW_PASSPHRASE", "short")
        .output()
        .expect("runs");
    assert_eq!(crate::run::Ran::from(short).code, 4);
    let changed = bench
        .command(&["keys", "passphrase"])
        .env("PACKBENCH_NEW_PASSPHRASE", "eight green cups")
        .output()
        .expect("runs");
    assert_eq!(crate::run::Ran::from(changed).code, 0);
    assert_eq!(bench.run(&["orders"]).code, 7);
    let made = bench
        .command(&["keys", "recovery-code", "--json"])
        .env("PACKBENCH_PASSPHRASE", "eight green cups")
        .output()
        .expect("runs");
    let code = crate::run::Ran::from(made).json()["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    // The code stands for the passphrase.
    let checked = bench
        .command(&["keys", "check-code", &code])
        .env("PACKBENCH_PASSPHRASE", &code)
        .output()
        .expect("runs");
    assert_eq!(crate::run::Ran::from(checked).code, 0);
}

#[test]
fn a_backup_is_made_checked_and_put_back_on_another_machine() {
    let bench = Bench::new();
    let made: Value =
        serde_json::from_str(&bench.done(&["backup", "now", "--json"])).expect("JSON");
    let name = made["backups"][0]["name"].as_str().expect("a name");
    let path = made["backups"][0]["path"].as_str().expect("a path");
    assert!(bench.done(&["backup"]).contains(name));
    assert!(bench.done(&["backup", "verify", name]).contains("whole"));
    let planned = bench.done(&["backup", "plan", "--every", "4", "--keep", "3"]);
    assert!(planned.contains("every 4 hours, 3 kept"), "{planned}");
    assert_eq!(bench.run(&["backup", "verify", "nowhere"]).code, 7);

    let other = Bench::bare();
    let wrong = other
        .command(&["restore", path])
        .env("PACKBENCH_PASSPHRASE", "wrong horse")
        .output()
        .expect("runs");
    assert_eq!(crate::run::Ran::from(wrong).code, 7);
    other.done(&["restore", path]);
    assert_eq!(other.done(&["orders"]), bench.done(&["orders"]));
    let copied: Value = serde_json::from_str(&other.done(&["copied", "--json"])).expect("JSON");
    assert_eq!(copied["copies"][0]["kind"], "cloned", "{copied}");
}

#[test]
fn a_copied_bench_ships_only_at_a_persons_word() {
    let bench = Bench::new();
    let copy = Bench::bare();
    let profile = Path::new("profiles/bench");
    copy_folder(
        &bench.home.path().join(profile),
        &copy.home.path().join(profile),
    );
    let ship = |bench: &Bench, order: &str| {
        let ran = bench.run(&["ship", order, "--weight", "1kg", "--json"]);
        (ran.code, ran.stdout)
    };
    let (code, said) = ship(&copy, "1001");
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("\"copied\""), "{said}");
    assert_eq!(copy.run(&["copied", "answer", "1001"]).code, 2);
    copy.done(&["copied", "answer", "1001", "--not-shipped"]);
    assert_eq!(ship(&copy, "1001").0, 0);
    copy.done(&["copied", "none-shipped"]);
    assert_eq!(ship(&copy, "1002").0, 0);
    assert_eq!(ship(&bench, "1001").0, 0);
    let number = |bench: &Bench| {
        let list: Value =
            serde_json::from_str(&bench.done(&["shipments", "--json"])).expect("JSON");
        list["rows"][0]["tracking_number"].clone()
    };
    assert_ne!(number(&bench), number(&copy));
}
