//! Without a network: what waits, what becomes of it, and money at risk, from a shell.
use crate::run::Bench;
use pb_sim::SimKarrio;

const SERVICE: &str = "sim-ground/sim_ground_economy";

/// A bench with an account at a simulated carrier.
fn bench(karrio: &SimKarrio) -> Bench {
    let bench = Bench::new();
    let url = format!("url={}", karrio.url());
    let ran = bench
        .command(&[
            "setup",
            "account",
            "--carrier",
            "karrio",
            "--name",
            "Karrio",
            "--set",
            &url,
            "--secret",
            "token=KARRIO_TOKEN",
        ])
        .env("KARRIO_TOKEN", SimKarrio::TOKEN)
        .output()
        .expect("the program starts");
    assert!(ran.status.success(), "{ran:?}");
    bench
}

#[test]
fn an_order_ships_when_the_network_is_back() {
    let karrio = SimKarrio::start().expect("a server");
    let bench = bench(&karrio);
    let ship = ["ship", "1001", "--weight", "1.2kg", "--service", SERVICE];
    bench.done(&["rates", "1001", "--weight", "1.2kg"]);
    karrio.unplug();
    let rates = bench.done(&["rates", "1001", "--weight", "1.2kg"]);
    assert!(
        rates.contains("estimate of") && rates.contains("table of"),
        "{rates}"
    );
    assert_eq!(bench.fails(&ship), (5, "carrier_unreachable".to_owned()));
    let later: Vec<&str> = ship.iter().copied().chain(["--or-later"]).collect();
    assert_eq!(bench.json(&later)["purchase"], "deferred");
    assert_eq!(bench.fails(&later), (3, "already_shipped".to_owned()));
    assert_eq!(bench.json(&["orders", "--view", "deferred"])["total"], 1);
    let list = bench.json(&["later"]);
    assert_eq!(list["work"][0]["kind"], "buy", "{list}");
    assert_eq!(
        bench.json(&["later", "cancel", "1001"])["work"],
        serde_json::json!([])
    );
    assert_eq!(
        bench.fails(&["later", "cancel", "1001"]),
        (4, "not_found".to_owned()),
        "it is taken away"
    );

    bench.json(&later);
    karrio.plug();
    let done = bench.json(&["later", "now"]);
    assert_eq!(done["work"][0]["state"], "bought", "{done}");
    let ledger = karrio.ledger();
    assert_eq!(ledger.len(), 1);
    let open = bench.done(&["open"]);
    assert!(
        open.contains("never came out of a printer") && open.contains("Nothing is unknown"),
        "{open}"
    );
    let estimates = bench.json(&["open", "estimates"]);
    assert_eq!(estimates["rows"][0]["count"], 1, "{estimates}");
    let seen = bench.json(&["open", "seen", "1001"]);
    assert_eq!(seen["rows"], serde_json::json!([]));
}

#[test]
fn settings_are_said_and_changed() {
    let karrio = SimKarrio::start().expect("a server");
    let bench = bench(&karrio);
    let before = bench.json(&["open", "settings"]);
    assert_eq!(before["void_unused"], false, "off unless it is switched on");
    let now = bench.json(&[
        "open",
        "settings",
        "--void-unused",
        "yes",
        "--void-after",
        "3",
        "--window",
        "karrio=30",
    ]);
    assert_eq!(
        (&now["void_unused"], &now["void_after_days"]),
        (&true.into(), &3.into())
    );
    assert!(
        bench
            .done(&["open", "settings"])
            .contains("Karrio: 30 days")
    );
    assert_eq!(
        bench.fails(&["open", "settings", "--window", "Nobody=3"]),
        (4, "not_found".to_owned())
    );
    assert_eq!(
        bench.fails(&["open", "settings", "--scan-days", "0"]),
        (4, "invalid".to_owned())
    );
}
