//! The demo: the whole job without a hand.
use crate::run::{Bench, barcodes, text};

#[test]
fn the_demo_ships_one_order_and_leaves_its_label() {
    let bench = Bench::bare();
    let out = bench.path("out");
    let ran = bench.run(&["demo", "--out", text(&out)]);
    assert_eq!(ran.code, 0, "{ran}");
    for step in [
        "DEMO",
        "Order",
        "Weight",
        "Rates",
        "Bought",
        "Print    printed",
        "Files",
    ] {
        assert!(
            ran.stdout.lines().any(|line| line.starts_with(step)),
            "{step}: {ran}"
        );
    }
    let summary = std::fs::read(out.join("summary.json")).expect("a summary");
    let summary: serde_json::Value = serde_json::from_slice(&summary).expect("JSON");
    assert_eq!(summary["print"]["state"], "printed");
    assert_eq!(summary["weight"]["source"]["kind"], "scale");
    assert!(summary["weight"]["weight"].as_i64().expect("a weight") > 0);
    assert!(summary["rate"]["total"]["minor"].as_i64().expect("a price") > 0);
    assert!(
        summary["order"]["number"]
            .as_str()
            .is_some_and(|n| n.starts_with('#'))
    );
    let number = summary["tracking_number"]
        .as_str()
        .expect("a tracking number")
        .to_owned();
    for format in ["zpl", "png", "pdf"] {
        let read = barcodes(&out.join(format!("label.{format}")));
        assert!(
            read.iter().any(|code| code.contains(&number)),
            "{format}: {number} is not in {read:?}"
        );
    }
}

#[test]
fn the_demo_profile_holds_the_samples_and_nothing_real() {
    let bench = Bench::bare();
    let orders = bench.json(&["--demo", "orders"]);
    assert!(orders["total"].as_u64().expect("a count") > 3);
    assert_eq!(
        bench.fails(&["--demo", "setup", "printer", "--remove"]),
        (3, "precondition".to_owned())
    );
    assert_eq!(
        bench.fails(&["orders"]),
        (4, "not_found".to_owned()),
        "the demo is not the bench"
    );
}
