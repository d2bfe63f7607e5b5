//! Waybill numbers without a window.
use crate::run::{Bench, barcodes, text};

/// The code of the cheapest service for an order.
fn service(bench: &Bench) -> String {
    let rates = bench.json(&["rates", "1001", "--weight", "1.2kg"]);
    let code = rates["rates"][0]["service"].as_str();
    code.expect("a rate").to_owned()
}

fn account(bench: &Bench) -> String {
    let view = bench.json(&["numbers"]);
    let name = view["accounts"][0]["name"].as_str();
    name.expect("the price table's account").to_owned()
}

#[test]
fn a_range_is_previewed_made_used_and_made_longer() {
    let bench = Bench::new();
    let preview = bench.json(&[
        "numbers",
        "preview",
        "RR########*SE",
        "--check",
        "s10",
        "--from",
        "RR473124829SE",
        "--to",
        "47312483",
    ]);
    assert_eq!(
        (&preview["count"], &preview["first"][0]),
        (&2.into(), &"RR473124829SE".into())
    );
    let (exit, code) = bench.fails(&[
        "numbers", "preview", "RR##SE", "--check", "mod7", "--from", "1", "--to", "2",
    ]);
    assert_eq!((exit, code.as_str()), (4, "invalid"));

    let (account, service) = (account(&bench), service(&bench));
    let range = |more: &[&str]| {
        let words = ["numbers", "range", "--account", &account, "--name", "Post"];
        bench.json(&[&words[..], more].concat())
    };
    let made = range(&[
        "--service",
        &service,
        "--pattern",
        "RR########*SE",
        "--check",
        "s10",
        "--from",
        "RR473124829SE",
        "--to",
        "47312483",
        "--low",
        "1",
    ]);
    assert_eq!((&made["left"], &made["total"]), (&2.into(), &2.into()));
    let rates = bench.done(&["rates", "1001", "--weight", "1.2kg"]);
    assert!(rates.contains("a number of Post"), "{rates}");
    let shipment = bench.json(&["ship", "1001", "--weight", "1.2kg", "--service", &service]);
    assert_eq!(shipment["parcels"][0]["tracking_number"], "RR473124829SE");
    let label = bench.path("label.png");
    bench.done(&[
        "label",
        "RR473124829SE",
        "--format",
        "png",
        "--out",
        text(&label),
    ]);
    assert!(barcodes(&label).contains(&"RR473124829SE".to_owned()));
    assert!(
        bench
            .done(&["attention"])
            .contains("1 waybill number is left")
    );
    // What is left out stays as it is.
    let longer = range(&["--to", "47312499"]);
    assert_eq!(
        (&longer["left"], &longer["terms"]["low_water"]),
        (&17.into(), &1.into())
    );
    assert!(bench.done(&["numbers"]).contains("RR473124832SE"));

    bench.done(&["numbers", "hold"]);
    let (exit, _) = bench.fails(&["ship", "1002", "--weight", "1kg", "--service", &service]);
    assert_ne!(exit, 0, "its twin may have used them");
    let released = bench.json(&["numbers", "release", "post", "--from", "47312490"]);
    assert_eq!(released["left"], 10);
    let gone = bench.json(&["numbers", "retire", "Post"]);
    assert_eq!(gone["pools"], serde_json::json!([]));
    assert_eq!(
        bench.fails(&["numbers", "release", "Post"]),
        (4, "not_found".to_owned())
    );
}

#[test]
fn a_list_is_added_and_what_is_wrong_in_it_is_said() {
    let bench = Bench::new();
    let (account, service) = (account(&bench), service(&bench));
    let file = bench.path("numbers.txt");
    std::fs::write(&file, "Number\n3318810025\n3318810026\n3318810036\n").expect("writes");
    let list = bench.json(&[
        "numbers",
        "list",
        text(&file),
        "--account",
        &account,
        "--name",
        "Air",
        "--service",
        &service,
        "--pattern",
        "33188####*",
        "--check",
        "mod7",
    ]);
    assert_eq!(
        (&list["list"]["good"], &list["list"]["added"]),
        (&2.into(), &2.into())
    );
    assert_eq!(list["list"]["problems"][0][0], 3, "{list}");
    assert_eq!(list["pool"]["left"], 2);
    let (exit, code) = bench.fails(&["numbers", "reserve", "Air", "5"]);
    assert_eq!(
        (exit, code.as_str()),
        (3, "precondition"),
        "no carrier fills it"
    );
    let (exit, _) = bench.fails(&[
        "numbers",
        "carrier",
        "--account",
        &account,
        "--name",
        "Y",
        "--service",
        &service,
    ]);
    assert_eq!(exit, 4);
}
