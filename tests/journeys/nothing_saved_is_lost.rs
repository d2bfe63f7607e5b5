//! Bad input and failing carriers: what happened, to which thing, what to do; nothing saved is lost.
use journeys::bench::Bench;
use pb_domain::Weight;
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{Code, RateOutcome, ShipmentView};
use serde_json::{Value, json};

#[test]
fn rubbish_instead_of_orders_is_refused_in_words() {
    let bench = Bench::new();
    bench.order("T-1");
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("book.xlsx", b"PK\x03\x04\x14\0\x06\0"),
        ("junk.csv", b"\0\x01\x02\0"),
    ] {
        let refused = bench.import(name, bytes).expect_err(name);
        assert_eq!(refused.code, Code::Invalid, "{name}: {refused:?}");
        assert!(
            refused.text.contains(name) && !refused.hint.is_empty(),
            "{refused:?}"
        );
    }
    assert_eq!(bench.queue().rows.len(), 1, "what was here is here");
}

#[test]
fn bad_rows_stay_out_and_can_be_saved() {
    let bench = Bench::new();
    let file = "number,name,street,city,zip,country,sku,quantity\n\
        A1,Ana,1 Elm St,Reno,89501,US,X,1\n\
        A2,Ben,2 Elm St,Reno,89501,Narnia,X,1\n\
        A3,Cy,3 Elm St,Reno,89501,US,X,many\n";
    let report = bench
        .import("mine.csv", file.as_bytes())
        .expect("the good ones go in");
    assert_eq!(report.added, 1, "{report:?}");
    let lines: Vec<_> = report.bad_rows.iter().map(|r| r.line).collect();
    assert_eq!(lines, [3, 4], "{report:?}");
    assert!(report.bad_rows_file.is_some());
}

#[test]
fn an_address_with_holes_is_refused_field_by_field() {
    let bench = Bench::new();
    let mut draft = bench.draft(bench.order("T-1"));
    draft.ship_to.city.clear();
    draft.ship_to.postal_code.clear();
    let refused = bench
        .attempt::<Value>("rate", json!({ "request": "r", "draft": draft }))
        .expect_err("incomplete");
    assert_eq!(refused.code, Code::Invalid);
    let fields: Vec<_> = refused.fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["ship_to.city", "ship_to.postal_code"]);
}

#[test]
fn a_failing_carrier_is_a_line_and_blocks_nobody() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    for answer in [
        Answer::Html500,
        Answer::HalfJson,
        Answer::Empty200,
        Answer::Dropped,
    ] {
        bench
            .karrio
            .fail_all(Op::Rates, Fault::instead(answer.clone()));
        let list = bench.rates(&draft);
        let failed = list
            .lines
            .iter()
            .find(|l| l.account_name == "Karrio")
            .expect("a line");
        let RateOutcome::Failed { problem } = &failed.outcome else {
            panic!("{answer:?}: {failed:?}")
        };
        assert!(
            !problem.text.is_empty() && !problem.text.contains("<html"),
            "{problem:?}"
        );
        assert!(
            !list.rates.is_empty(),
            "{answer:?}: the own van still answers"
        );
        bench.karrio.heal();
    }
    bench.karrio.unplug();
    let list = bench.rates(&draft);
    assert!(!list.rates.is_empty(), "without a network the table prices");
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["network"], "offline");
    bench.karrio.plug();
    bench.rates(&draft);
    let state: Value = bench.ask("bench", json!({}));
    assert_eq!(state["network"], "online");
}

#[test]
fn a_name_that_no_font_can_write_stops_before_a_number_is_used() {
    let bench = Bench::new();
    let mut draft = bench.draft(bench.order("T-1"));
    let purchase = bench.purchase(&draft, "Own van", false);
    draft.ship_to.name = "Nora \u{12000}".into();
    let cuneiform = pb_station::api::Buy {
        draft: draft.clone(),
        ..purchase
    };
    let refused = bench
        .attempt::<Value>("buy", &cuneiform)
        .expect_err("no glyph");
    assert_eq!(refused.code, Code::LabelStopped, "{refused:?}");
    assert!(refused.text.contains("U+12000"), "{refused:?}");
    draft.ship_to.name = "Nguyễn Thị Bưởi".into();
    let fixed = pb_station::api::Buy { draft, ..cuneiform };
    let bought: ShipmentView = bench.ask("buy", &fixed);
    assert!(
        bought.parcels[0].tracking_number.contains("000000001"),
        "{}",
        bought.parcels[0].tracking_number
    );
}

#[test]
fn everything_is_there_after_a_power_cut() {
    let mut bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    let bought: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    bench.order("T-2");
    bench.kill();
    bench.start();
    let view = bench.shipment(bought.id);
    assert_eq!(
        view.parcels[0].tracking_number,
        bought.parcels[0].tracking_number
    );
    assert_eq!(view.parcels[0].weight, Weight::from_grams(1_200));
    assert_eq!(bench.queue().rows.len(), 1);
    assert!(!view.timeline.is_empty());
}

#[test]
fn no_secret_leaves_the_station() {
    let bench = Bench::new();
    let draft = bench.draft(bench.order("T-1"));
    bench.ask::<ShipmentView>("buy", bench.purchase(&draft, "Karrio", false));
    let accounts: Value = bench.ask("accounts", json!({}));
    assert!(accounts.to_string().contains("secrets_set"));
    let seen = [
        accounts.to_string(),
        serde_json::to_string(&bench.shipment(draft.id)).unwrap(),
    ];
    for text in seen {
        assert!(!text.contains(pb_sim::SimKarrio::TOKEN));
    }
    let token = pb_sim::SimKarrio::TOKEN.as_bytes();
    for entry in walk(bench.home()) {
        let bytes = std::fs::read(&entry).unwrap_or_default();
        assert!(
            !bytes.windows(token.len()).any(|w| w == token),
            "{} holds a secret in the clear",
            entry.display()
        );
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("readable").flatten() {
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            files.extend(walk(&entry.path()));
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    files
}

#[test]
fn a_bench_whose_making_was_cut_off_can_be_made() {
    let mut bench = Bench::bare();
    bench.kill();
    let database = bench.home().join("profiles/bench/station.db");
    for file in ["station.db", "station.db-wal", "station.db-shm"] {
        // The last two are there only now and then.
        let _ = std::fs::remove_file(database.with_file_name(file));
    }
    bench.start();
    bench.order("T-1");
    assert_eq!(bench.queue().rows.len(), 1);
}

#[test]
fn a_database_without_its_profile_is_left_alone() {
    let mut bench = Bench::new();
    bench.order("T-1");
    bench.kill();
    let profile = bench.home().join("profiles/bench/profile.json");
    let aside = bench.home().join("profile.json");
    std::fs::rename(&profile, &aside).expect("moves");
    let app = journeys::bench::new_app(bench.home());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let refused = runtime
        .block_on(app.call("open_bench", json!({ "passphrase": "another" })))
        .expect_err("it would need another key");
    assert_eq!(refused.code, Code::Storage, "{refused:?}");
    drop(runtime);
    std::fs::rename(&aside, &profile).expect("moves back");
    bench.start();
    assert_eq!(bench.queue().rows.len(), 1);
}

#[test]
fn a_number_that_was_typed_is_not_given_again() {
    let bench = Bench::new();
    bench.order("T00001");
    bench.order("");
    assert_eq!(bench.queue().rows.len(), 2);
}
