//! What carriers do beyond labels: addresses, a day's end, parcels on their way, news.
use crate::run::{Bench, text};
use pb_sim::carriers::SimCarriers;
use serde_json::Value;

const ACCOUNT: &str = "Simulated USPS";

/// A bench with an account at the simulated USPS, and one shipment bought with it.
fn shop() -> (Bench, SimCarriers) {
    let bench = Bench::new();
    bench.done(&[
        "setup",
        "ship-from",
        "--name",
        "Shop",
        "--person",
        "Nora Example",
        "--company",
        "Kiln & Kettle",
        "--line1",
        "26 Kiln Street",
        "--city",
        "Columbus",
        "--region",
        "OH",
        "--postal-code",
        "43215",
        "--country",
        "US",
        "--phone",
        "+16145550100",
        "--email",
        "bench@example.com",
    ]);
    let carriers = SimCarriers::start().expect("carriers");
    let draft = carriers.account("usps").expect("an account");
    let set = draft
        .settings
        .iter()
        .map(|(key, value)| format!("{key}={value}"));
    let secret = draft
        .secrets
        .keys()
        .map(|key| format!("{key}=PB_TEST_{key}"));
    let (set, secret): (Vec<String>, Vec<String>) = (set.collect(), secret.collect());
    let mut words = vec![
        "setup",
        "account",
        "--carrier",
        "usps",
        "--name",
        ACCOUNT,
        "--test",
    ];
    set.iter()
        .for_each(|pair| words.extend(["--set", pair.as_str()]));
    secret
        .iter()
        .for_each(|pair| words.extend(["--secret", pair.as_str()]));
    let mut command = bench.command(&words);
    for (key, value) in &draft.secrets {
        command.env(format!("PB_TEST_{key}"), value);
    }
    let ran = command.output().expect("runs");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    bench.done(&[
        "ship",
        "#1001",
        "--weight",
        "1.2kg",
        "--size",
        "20x15x10cm",
        "--service",
        "USPS_GROUND_ADVANTAGE",
    ]);
    (bench, carriers)
}

#[test]
fn a_day_is_closed_and_its_papers_are_kept() {
    let (bench, _carriers) = shop();
    let day = bench.json(&["day", "show", ACCOUNT]);
    assert_eq!(day["to_close"], 1, "{day}");
    let folder = bench.path("papers");
    std::fs::create_dir(&folder).expect("a folder");
    let early = bench.fails(&["day", "papers", ACCOUNT, "--out", text(&folder)]);
    assert_eq!(early.0, 3, "{early:?}");
    let closed = bench.json(&["day", "close", ACCOUNT]);
    assert_eq!(closed["manifests"][0]["state"], "done", "{closed}");
    assert_eq!(closed["to_close"], 0);
    let written = bench.json(&["day", "papers", ACCOUNT, "--out", text(&folder)]);
    let file = written["files"][0].as_str().expect("a file");
    assert!(
        std::fs::read(file)
            .expect("it is there")
            .starts_with(b"%PDF")
    );
    let again = bench.fails(&["day", "close", ACCOUNT]);
    assert_eq!(again.0, 3, "{again:?}");
    let nobody = bench.run(&["day", "show", "Nobody"]);
    assert!(
        nobody.code == 4 && nobody.stderr.contains(ACCOUNT),
        "{nobody}"
    );
}

#[test]
fn a_driver_is_ordered_once_and_cancelled() {
    let (bench, _carriers) = shop();
    let today: jiff::civil::Date = jiff::Zoned::now().date();
    let works = |day: &jiff::civil::Date| day.weekday().to_monday_zero_offset() < 5;
    let mut days = (1..).map(|n| today.saturating_add(jiff::Span::new().days(n)));
    let day = days.find(works).expect("a working day").to_string();
    let order = [
        "day", "driver", ACCOUNT, "--on", &day, "--ready", "10:00", "--until", "17:00",
    ];
    let ordered = bench.json(&order);
    assert_eq!(ordered["pickups"][0]["state"], "done", "{ordered}");
    let twice = bench.fails(&order);
    assert_eq!(twice.0, 3, "{twice:?}");
    let settled = bench.fails(&["day", "settle", ACCOUNT, "--driver", "done"]);
    assert_eq!(settled.0, 3, "{settled:?}");
    let cancelled = bench.json(&["day", "cancel-driver", ACCOUNT]);
    assert_eq!(cancelled["pickups"][0]["state"], "cancelled");
}

#[test]
fn parcels_are_asked_about_and_carriers_told_and_asked() {
    let (bench, _carriers) = shop();
    let all = bench.json(&["track", "--all"]);
    assert_eq!(all["asked"], 1, "{all}");
    assert_eq!(all["problems"], Value::Array(Vec::new()));
    let told = bench.fails(&["tell", "#1001", "return"]);
    assert_eq!(told.0, 3, "{told:?}");
    let file = bench.path("address.json");
    std::fs::write(&file, "{").expect("written");
    let broken = bench.run(&["tell", "#1001", "address", "--file", text(&file)]);
    assert!(
        broken.code == 4 && broken.stderr.contains("is no address"),
        "{broken}"
    );
    let checks = bench.json(&["address", "#1001"]);
    assert_eq!(checks["checks"][0]["account_name"], ACCOUNT, "{checks}");
    let nowhere = bench.fails(&["news", "on", "Own prices"]);
    assert_eq!(nowhere.0, 4, "{nowhere:?}");
}
