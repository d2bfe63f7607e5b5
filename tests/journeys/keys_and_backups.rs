//! What opens a bench, what is kept of it, and putting it back.
use journeys::bench::{Bench, DEADLINE, PASSPHRASE, new_app, new_app_at, whereabouts};
use pb_sim::SimKarrio;
use pb_station::api::{
    AppState, BackupsView, Code, CopiedView, DoorView, KeysView, OpenedWith, RecoveryCodeView,
    RecoveryState, Rekeyed, RestoredView,
};
use pb_station::{App, AppOptions, Whereabouts};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const NEW: &str = "a wholly new passphrase";

/// Opens the bench in a process of its own with a word, and says how many orders wait.
fn opens(home: &Path, word: &str) -> Result<u64, Code> {
    opens_at(home, whereabouts(home), word)
}

/// The same on a machine.
fn opens_at(home: &Path, here: Whereabouts, word: &str) -> Result<u64, Code> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = new_app_at(home, here);
        app.call("open_bench", json!({ "passphrase": word }))
            .await
            .map_err(|f| f.code)?;
        let page = app.call("orders", json!({})).await.expect("answers");
        app.close().await;
        Ok(page["total"].as_u64().expect("a count"))
    })
}

fn profile(bench: &Bench) -> PathBuf {
    bench.home().join("profiles/bench")
}

/// Every file under a folder that holds one of some words.
fn holding(folder: &Path, words: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        let (path, kind) = (entry.path(), entry.file_type());
        if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
            found.extend(holding(&path, words));
        } else if kind.is_ok_and(|k| k.is_file())
            && let Ok(bytes) = std::fs::read(&path)
            && words
                .iter()
                .any(|w| bytes.windows(w.len()).any(|part| part == w.as_bytes()))
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_passphrase_changes_and_the_old_one_opens_nothing() {
    let mut bench = Bench::new();
    bench.order("T-1");
    let wrong = bench
        .attempt::<KeysView>("set_passphrase", json!({ "old": "wrong", "new": NEW }))
        .expect_err("the old one is asked");
    assert_eq!(wrong.code, Code::Passphrase);
    let short = bench
        .attempt::<KeysView>(
            "set_passphrase",
            json!({ "old": PASSPHRASE, "new": "short" }),
        )
        .expect_err("too short");
    assert_eq!(short.code, Code::Invalid);
    bench.ask::<KeysView>("set_passphrase", json!({ "old": PASSPHRASE, "new": NEW }));
    bench.kill();
    assert_eq!(opens(bench.home(), PASSPHRASE), Err(Code::Passphrase));
    assert_eq!(opens(bench.home(), NEW), Ok(1));
}

#[test]
fn a_recovery_code_opens_the_bench_and_lets_a_new_passphrase_be_set() {
    let mut bench = Bench::new();
    bench.order("T-1");
    let refused = bench
        .attempt::<RecoveryCodeView>("new_recovery_code", json!({}))
        .expect_err("the passphrase is asked");
    assert_eq!(refused.code, Code::Passphrase);
    let made: RecoveryCodeView =
        bench.ask("new_recovery_code", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(made.keys.recovery, RecoveryState::Unchecked);
    let wrong = bench.attempt::<KeysView>("check_recovery_code", json!({ "code": "AAAA" }));
    assert_eq!(wrong.expect_err("wrong").code, Code::Passphrase);
    let keys: KeysView = bench.ask(
        "check_recovery_code",
        json!({ "code": made.code.to_lowercase().replace('-', " ") }),
    );
    assert_eq!(keys.recovery, RecoveryState::Checked);
    assert!(holding(bench.home(), &[made.code.as_str()]).is_empty());
    bench.kill();
    assert_eq!(opens(bench.home(), &made.code), Ok(1));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = new_app(bench.home());
        app.call("open_bench", json!({ "passphrase": made.code }))
            .await
            .expect("opens");
        let keys = app
            .call("set_passphrase", json!({ "old": made.code, "new": NEW }))
            .await
            .expect("sets");
        let keys: KeysView = serde_json::from_value(keys).unwrap();
        assert_eq!(keys.opened_by, OpenedWith::Passphrase);
        app.close().await;
    });
    assert_eq!(opens(bench.home(), NEW), Ok(1));
    assert_eq!(opens(bench.home(), PASSPHRASE), Err(Code::Passphrase));
}

#[test]
fn a_new_database_key_leaves_no_page_under_the_old_one() {
    let mut bench = Bench::new();
    let bought = bench.bought("T-1", false);
    let made: RecoveryCodeView =
        bench.ask("new_recovery_code", json!({ "passphrase": PASSPHRASE }));
    let wrong = bench.attempt::<Rekeyed>("rekey", json!({ "passphrase": "wrong" }));
    assert_eq!(wrong.expect_err("wrong").code, Code::Passphrase);
    // The second process gets the same commands, and hears what comes after.
    let second = new_app(bench.home());
    let before = std::fs::read(profile(&bench).join("profile.json")).unwrap();
    let done: Rekeyed = bench.runtime().block_on(async {
        second.open_if_unlocked().await;
        let done = second
            .call("rekey", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("rekeys");
        let page = second.call("orders", json!({})).await.expect("answers");
        assert_eq!(page["counts"]["all"], 1);
        second.close().await;
        serde_json::from_value(done).unwrap()
    });
    assert_ne!(done.code.as_deref(), Some(made.code.as_str()));
    assert_eq!(bench.shipment(bought.id).parcels, bought.parcels);
    bench.order("T-2");
    bench.until("a backup under the new key", || {
        let view: BackupsView = bench.ask("backups", json!({}));
        view.backups
            .first()
            .is_some_and(|b| b.this_key)
            .then_some(())
    });
    bench.kill();
    // What opened it before does not open it now, though somebody kept the old file.
    let now = std::fs::read(profile(&bench).join("profile.json")).unwrap();
    std::fs::write(profile(&bench).join("profile.json"), before).unwrap();
    assert_eq!(opens(bench.home(), PASSPHRASE), Err(Code::Passphrase));
    std::fs::write(profile(&bench).join("profile.json"), now).unwrap();
    assert_eq!(opens(bench.home(), &made.code), Err(Code::Passphrase));
    assert_eq!(opens(bench.home(), &done.code.unwrap()), Ok(1));
    assert_eq!(opens(bench.home(), PASSPHRASE), Ok(1));
    assert!(!profile(&bench).join("swap").exists());
}

#[test]
fn a_backup_opens_on_another_machine_with_its_passphrase_or_its_code() {
    let bench = Bench::new();
    bench.order("T-1");
    let made: RecoveryCodeView =
        bench.ask("new_recovery_code", json!({ "passphrase": PASSPHRASE }));
    let view: BackupsView = bench.ask("backup_now", json!({}));
    let backup = &view.backups[0];
    assert!(backup.this_bench && backup.this_key && view.same_disk);
    assert_eq!((view.trouble.as_str(), backup.orders), ("", 1));
    bench.order("T-2");
    bench.ask::<Value>("verify_backup", json!({ "backup": backup.name }));
    for word in [PASSPHRASE, made.code.as_str()] {
        let home = tempfile::tempdir().unwrap();
        let machine = Whereabouts {
            state: home.path().join("state"),
            machine: "another machine".into(),
        };
        bench.runtime().block_on(async {
            let app = new_app_at(home.path(), machine.clone());
            assert!(matches!(app.state().await, AppState::Welcome { .. }));
            let door = app.call("door", json!({ "folder": backup.path })).await;
            let door: DoorView = serde_json::from_value(door.expect("looks")).unwrap();
            assert_eq!((door.exists, door.backups.len()), (false, 1));
            let wrong = app
                .call(
                    "restore_backup",
                    json!({ "backup": backup.path, "secret": "wrong" }),
                )
                .await
                .expect_err("wrong");
            assert_eq!(wrong.code, Code::Passphrase);
            assert!(matches!(app.state().await, AppState::Welcome { .. }));
            let restored = app
                .call(
                    "restore_backup",
                    json!({ "backup": backup.path, "secret": word }),
                )
                .await
                .expect("restores");
            let restored: RestoredView = serde_json::from_value(restored).unwrap();
            assert!(matches!(restored.state, AppState::Open { .. }));
            assert_eq!(restored.set_aside, "");
            let page = app.call("orders", json!({})).await.expect("answers");
            assert_eq!(page["total"], 1);
            app.close().await;
        });
        assert_eq!(opens_at(home.path(), machine, word), Ok(1));
    }
}

#[test]
fn a_restore_sets_the_present_bench_aside_and_asks_about_what_waited() {
    let mut bench = Bench::new();
    let order = bench.order("T-1");
    let view: BackupsView = bench.ask("backup_now", json!({}));
    let backup = view.backups[0].name.clone();
    // After the backup the order ships, and another one comes.
    let draft = bench.draft(order);
    let shipped: Value = bench.ask("buy", bench.purchase(&draft, "Karrio", false));
    assert_eq!(shipped["purchase"], "bought");
    let late = bench.bought("T-2", false).parcels[0]
        .tracking_number
        .clone();
    let restored: RestoredView = bench.ask("restore_backup", json!({ "backup": backup }));
    assert!(Path::new(&restored.set_aside).join("station.db").exists());
    // It does not know that it sold, and does not sell again without a word.
    assert_eq!(bench.queue().total, 1);
    let doubt = bench
        .attempt::<Value>("new_shipment", json!({ "order": order, "another": false }))
        .expect_err("a person is asked");
    assert_eq!(doubt.code, Code::Copied, "{doubt:?}");
    let state: Value = bench.ask("bench", json!({}));
    assert!(
        state["attention"]
            .as_array()
            .unwrap()
            .iter()
            .any(|a| a["kind"] == "copied"),
        "{state}"
    );
    assert_eq!(bench.karrio.ledger().len(), 1);
    let view: CopiedView = bench.ask("answer_copied", json!({ "order": order, "shipped": true }));
    assert_eq!(view.in_doubt, 0);
    assert_eq!(bench.queue().total, 0);
    // Own numbers go on behind what was given before.
    let next = bench.bought("T-3", false).parcels[0]
        .tracking_number
        .clone();
    assert!(next > late && next[..2] == late[..2], "{next} after {late}");
    bench.kill();
    bench.start();
    let again: CopiedView = bench.ask("copied", json!({}));
    assert_eq!(again.copies.len(), 1, "noticed once: {again:?}");
}

#[test]
fn a_backup_that_was_tampered_with_is_refused_and_nothing_is_touched() {
    let bench = Bench::new();
    bench.order("T-1");
    let view: BackupsView = bench.ask("backup_now", json!({}));
    let path = PathBuf::from(&view.backups[0].path);
    let mut bytes = std::fs::read(path.join("station.db")).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(path.join("station.db"), bytes).unwrap();
    for command in ["verify_backup", "restore_backup"] {
        let damaged = bench
            .attempt::<Value>(command, json!({ "backup": view.backups[0].name }))
            .expect_err("damaged");
        assert_eq!(damaged.code, Code::Storage, "{command}: {damaged:?}");
    }
    assert_eq!(bench.queue().total, 1);
    let copied: CopiedView = bench.ask("copied", json!({}));
    assert!(copied.copies.is_empty());
}

#[test]
fn only_the_newest_backups_are_kept_and_a_bad_folder_is_refused() {
    let bench = Bench::new();
    let refused = bench.attempt::<BackupsView>(
        "save_backup_plan",
        json!({ "schedule": { "kind": "daily", "time": "25:00" }, "keep": 2 }),
    );
    assert_eq!(refused.expect_err("no such time").fields[0].field, "time");
    let refused = bench.attempt::<BackupsView>(
        "save_backup_plan",
        json!({ "schedule": { "kind": "off" }, "keep": 2, "folder": "/proc/nowhere" }),
    );
    assert_eq!(
        refused.expect_err("no such folder").fields[0].field,
        "folder"
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let view: BackupsView = bench.ask(
        "save_backup_plan",
        json!({ "schedule": { "kind": "off" }, "keep": 2, "folder": elsewhere.path() }),
    );
    assert!(!view.same_disk && view.next_at.is_none());
    for _ in 0..3 {
        bench.ask::<BackupsView>("backup_now", json!({}));
    }
    let view: BackupsView = bench.ask("backups", json!({}));
    assert_eq!(view.backups.len(), 2);
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 2);
}

#[test]
fn a_backup_that_fails_needs_a_person() {
    let bench = Bench::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("disk");
    bench.ask::<BackupsView>(
        "save_backup_plan",
        json!({ "schedule": { "kind": "off" }, "keep": 2, "folder": folder }),
    );
    // The disk is gone: a file lies where its folder was.
    std::fs::remove_dir(&folder).unwrap();
    std::fs::write(&folder, "").unwrap();
    let failed = bench.attempt::<BackupsView>("backup_now", json!({}));
    assert_eq!(failed.expect_err("no folder").code, Code::Storage);
    let attention = |bench: &Bench| {
        let state: Value = bench.ask("bench", json!({}));
        let list = state["attention"].as_array().unwrap();
        list.iter().any(|a| a["kind"] == "backup")
    };
    assert!(attention(&bench));
    std::fs::remove_file(&folder).unwrap();
    bench.ask::<BackupsView>("backup_now", json!({}));
    assert!(!attention(&bench));
}

#[test]
fn nothing_is_left_in_plain() {
    let mut bench = Bench::new();
    bench.ask::<Value>("save_order", json!({
        "id": null, "number": "PLANTED-NUMBER-7351", "note": "PLANTED-NOTE-7351", "total": null, "cod": null,
        "ship_to": { "name": "Planted Name-7351", "line1": "5 Elm Street", "city": "Reno", "region": "NV",
                     "postal_code": "89501", "country": "US", "phone": "+17755550123" },
        "lines": [{ "sku": "MUG-1", "title": "Mug", "quantity": 2, "needs_shipping": true }]
    }));
    let planted = [
        "PLANTED-NUMBER-7351",
        "PLANTED-NOTE-7351",
        "Planted Name-7351",
        SimKarrio::TOKEN,
        PASSPHRASE,
    ];
    bench.bought("T-1", true);
    bench.ask::<BackupsView>("backup_now", json!({}));
    bench.ask::<Rekeyed>("rekey", json!({ "passphrase": PASSPHRASE }));
    bench.bought("T-2", false);
    let view: BackupsView = bench.ask("backup_now", json!({}));
    let newest = &view.backups[0].name;
    bench.ask::<Value>("verify_backup", json!({ "backup": newest }));
    bench.ask::<RestoredView>("restore_backup", json!({ "backup": newest }));
    bench.order("T-3");
    bench.kill();
    assert_eq!(holding(bench.home(), &planted), Vec::<PathBuf>::new());
    bench.start();
    assert_eq!(holding(bench.home(), &planted), Vec::<PathBuf>::new());
    bench.kill();
    // Other tests run beside this one and plant nothing of the kind.
    let mine = [planted[0], planted[1], planted[2]];
    assert_eq!(holding(&std::env::temp_dir(), &mine), Vec::<PathBuf>::new());
}

#[test]
fn a_kill_while_the_key_changes_leaves_a_bench_that_opens() {
    let mut bench = Bench::new();
    for number in 0..40 {
        bench.order(&format!("T-{number}"));
    }
    for pause in [0, 20, 60, 120, 250, 400] {
        bench.begin("rekey", json!({ "passphrase": PASSPHRASE }));
        let end = std::time::Instant::now() + std::time::Duration::from_millis(pause);
        while std::time::Instant::now() < end {
            std::thread::yield_now();
        }
        bench.kill();
        bench.start();
        assert_eq!(bench.queue().total, 40, "killed after {pause} ms");
        let copied: CopiedView = bench.ask("copied", json!({}));
        assert!(copied.copies.is_empty(), "killed after {pause} ms");
    }
}

/// Orders that wait in the fixture.
const WAITING: u64 = 10;

#[test]
fn a_bench_of_the_earlier_form_is_backed_up_migrated_and_moved_on() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("profiles/bench");
    std::fs::create_dir_all(&folder).unwrap();
    let fixture = journeys::checkout().join("tests/journeys/fixtures/earlier-bench");
    for name in ["profile.json", "station.db"] {
        std::fs::copy(fixture.join(name), folder.join(name)).unwrap();
    }
    let profile = || std::fs::read_to_string(folder.join("profile.json")).unwrap();
    assert_eq!(opens(home.path(), "wrong"), Err(Code::Passphrase));
    assert!(profile().contains("\"key\"") && !folder.join("backups").exists());

    assert_eq!(opens(home.path(), PASSPHRASE), Ok(WAITING));
    let moved = profile();
    assert!(
        moved.contains("slots") && !moved.contains("\"key\""),
        "{moved}"
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = new_app(home.path());
        app.call("open_bench", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("opens");
        let backups = app.call("backups", json!({})).await.unwrap();
        let all = backups["backups"].as_array().unwrap();
        let migration = all.iter().find(|b| b["reason"] == "migration");
        let name = &migration.expect("made before the migration")["name"];
        let copied = app.call("copied", json!({})).await.unwrap();
        assert_eq!(copied["copies"], json!([]), "a migration is no copy");
        let keys = app.call("keys", json!({})).await.unwrap();
        assert_eq!(keys["from_first_passphrase"], true);
        let done = app
            .call("rekey", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("rekeys");
        assert_eq!(done["keys"]["from_first_passphrase"], false);
        // What was made before the migration can be put back, and is then a copy.
        app.call(
            "restore_backup",
            json!({ "backup": name, "secret": PASSPHRASE }),
        )
        .await
        .expect("restores");
        let copied = app.call("copied", json!({})).await.unwrap();
        assert_eq!(copied["copies"].as_array().unwrap().len(), 1, "{copied}");
        app.close().await;
    });
    assert_eq!(opens(home.path(), PASSPHRASE), Ok(WAITING));
}

#[test]
fn a_backup_is_made_by_itself_when_it_is_due() {
    let mut bench = Bench::new();
    bench.order("T-1");
    let view: BackupsView = bench.ask("backups", json!({}));
    assert!(view.backups.is_empty() && view.next_at.is_some());
    bench.kill();
    fn two_days_on() -> jiff::Timestamp {
        jiff::Timestamp::now() + jiff::SignedDuration::from_hours(48)
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = App::new(AppOptions {
            home: bench.home().to_owned(),
            bench: "bench".into(),
            demo: None,
            fonts: journeys::fonts(),
            clock: two_days_on,
            here: whereabouts(bench.home()),
        });
        app.call("open_bench", json!({ "passphrase": PASSPHRASE }))
            .await
            .expect("opens");
        let end = tokio::time::Instant::now() + DEADLINE;
        let made = loop {
            let view = app.call("backups", json!({})).await.unwrap();
            // It is there before it has been checked, and counts only then.
            let next: jiff::Timestamp = view["next_at"].as_str().unwrap().parse().unwrap();
            if next > two_days_on() {
                break view;
            }
            assert!(tokio::time::Instant::now() < end, "{view}");
            tokio::task::yield_now().await;
        };
        assert_eq!(made["backups"][0]["reason"], "scheduled", "{made}");
        assert_eq!(made["trouble"], "");
        app.close().await;
    });
}
