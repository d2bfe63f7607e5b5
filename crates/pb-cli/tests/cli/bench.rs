//! A bench without a screen: set up, import, ship, label, void.
use crate::run::{Bench, barcodes, sample, text};
use serde_json::Value;

/// Ships an order by the price table and gives the shipment.
fn ship(bench: &Bench, order: &str) -> Value {
    bench.json(&["ship", order, "--weight", "1.2kg"])
}

fn tracking_number(shipment: &Value) -> String {
    shipment["parcels"][0]["tracking_number"]
        .as_str()
        .expect("a tracking number")
        .to_owned()
}

#[test]
fn an_order_is_shipped_labelled_found_exported_and_voided() {
    let bench = Bench::new();
    let orders = bench.json(&["orders"]);
    assert!(orders["total"].as_u64().expect("a count") > 3, "{orders}");
    let row = orders["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["number"] == "#1001")
        .expect("the order");
    assert_eq!(row["name"], "Maya Lindqvist");

    let shipment = ship(&bench, "1001");
    let number = tracking_number(&shipment);
    assert_eq!(shipment["purchase"], "bought");
    assert_eq!(shipment["parcels"][0]["weight_source"]["entered"], "1.2kg");

    for format in ["png", "pdf", "zpl"] {
        let file = bench.path(&format!("label.{format}"));
        bench.done(&["label", "#1001", "--format", format, "--out", text(&file)]);
        assert!(
            barcodes(&file).contains(&number),
            "{format}: {:?}",
            barcodes(&file)
        );
    }
    // The same bytes go to stdout.
    let piped = bench
        .command(&["label", &number, "--format", "png"])
        .output()
        .expect("runs");
    assert_eq!(
        piped.stdout,
        std::fs::read(bench.path("label.png")).expect("the file")
    );

    let id = shipment["id"].as_str().expect("an id");
    for name in ["1001", "#1001", &number, id] {
        assert_eq!(bench.json(&["show", name])["shipment"]["id"], id, "{name}");
    }
    assert_eq!(bench.json(&["shipments", &number])["rows"][0]["id"], id);
    assert!(bench.done(&["show", &number]).contains("Maya Lindqvist"));

    let file = bench.path("tracking.csv");
    bench.done(&[
        "export",
        "tracking",
        "--format",
        "shopify",
        "--out",
        text(&file),
    ]);
    let csv = std::fs::read_to_string(&file).expect("the file");
    assert!(csv.contains("#1001") && csv.contains(&number), "{csv}");
    assert_eq!(
        bench.fails(&["export", "tracking", "--format", "shopify"]),
        (3, "precondition".to_owned()),
        "exported once"
    );
    assert!(
        bench
            .done(&["export", "tracking", "--format", "shopify", "--again"])
            .contains(&number)
    );

    // Once is enough.
    assert_eq!(
        bench.fails(&["ship", "1001", "--weight", "1.2kg"]),
        (3, "already_shipped".to_owned())
    );
    let failure = bench
        .run(&["ship", "1001", "--weight", "1.2kg", "--json"])
        .json();
    assert_eq!(failure["failure"]["shipment"], id);

    let voided = bench.json(&["void", &number]);
    assert_eq!(voided["purchase"], "voided");
    assert_eq!(
        bench.fails(&["void", &number]),
        (3, "precondition".to_owned())
    );
    let again = ship(&bench, "1001");
    assert_ne!(tracking_number(&again), number);
}

#[test]
fn rates_are_compared_and_nothing_is_bought() {
    let bench = Bench::new();
    bench.done(&[
        "setup",
        "box",
        "--name",
        "Small",
        "--size",
        "25x18x12cm",
        "--empty-weight",
        "140g",
    ]);
    let rates = bench.json(&["rates", "1001", "--weight", "1.2kg", "--box", "small"]);
    let offers = rates["rates"].as_array().expect("rates");
    assert!(offers.len() > 1, "{rates}");
    assert_eq!(rates["pick"]["kind"], "chosen");
    let dry = bench.json(&[
        "ship",
        "1001",
        "--weight",
        "1.2kg",
        "--service",
        "airmail",
        "--dry-run",
    ]);
    let picked = dry["pick"]["index"].as_u64().expect("a pick");
    assert_eq!(
        dry["rates"][usize::try_from(picked).expect("fits")]["service"],
        "airmail"
    );
    assert!(
        bench
            .done(&["rates", "1001", "--weight", "1.2kg"])
            .contains("Buckeye Parcel")
    );
    assert!(
        bench.json(&["shipments"])["rows"]
            .as_array()
            .expect("rows")
            .is_empty()
    );
    // And the one that was asked for is bought.
    let bought = bench.json(&[
        "ship",
        "1001",
        "--weight",
        "1.2kg",
        "--service",
        "AIRMAIL",
        "--box",
        "Small",
    ]);
    assert_eq!(bought["rate"]["service"], "airmail");
    assert_eq!(bought["parcels"][0]["dimensions"]["length"], 250_000);
}

#[test]
fn an_order_goes_in_several_parcels() {
    let bench = Bench::new();
    let shipment = bench.json(&["ship", "1002", "--weight", "800g", "--weight", "1.1kg"]);
    let parcels = shipment["parcels"].as_array().expect("parcels");
    assert_eq!(parcels.len(), 2);
    assert_eq!(parcels[1]["weight"], 1_100_000_000_u64);
    assert_ne!(parcels[0]["tracking_number"], parcels[1]["tracking_number"]);
    let another = bench.json(&["ship", "1002", "--weight", "300g", "--another"]);
    assert_eq!(another["number"], 2);
}

#[test]
fn what_is_wrong_or_missing_is_4() {
    let bench = Bench::new();
    let nowhere = bench.path("no-such-folder").join("label.pdf");
    for (words, code) in [
        (&["ship", "4711", "--weight", "1kg"][..], "not_found"),
        (&["ship", "PB:BUY", "--weight", "1kg"], "not_found"),
        (&["ship", "1001", "--weight", "heavy"], "invalid"),
        (&["ship", "1001", "--weight", "0kg"], "invalid"),
        (&["ship", "1001", "--weight=-1kg"], "invalid"),
        (&["ship", "1001", "--weight", "9999999kg"], "invalid"),
        (
            &["ship", "1001", "--weight", "1kg", "--box", "Crate"],
            "not_found",
        ),
        (
            &["ship", "1001", "--weight", "1kg", "--service", "teleport"],
            "not_found",
        ),
        (&["import", "no-such-file.csv"], "invalid"),
        (
            &[
                "import",
                text(&sample("assets/samples/custom-semicolon.csv")),
                "--mapping",
                "none",
            ],
            "not_found",
        ),
        (
            &["show", "01890a5d-ac96-774b-bcce-b302099a8057"],
            "not_found",
        ),
        (&["setup", "account", "--carrier", "pigeon"], "not_found"),
        (
            &[
                "setup",
                "account",
                "--carrier",
                "tariff",
                "--name",
                "Two",
                "--set",
                "wings=2",
            ],
            "invalid",
        ),
        (&["setup", "ship-from", "--name", "Nowhere"], "invalid"),
        (
            &["setup", "printer", "tcp://127.0.0.1", "--language", "morse"],
            "invalid",
        ),
        (
            &[
                "setup",
                "printer",
                "tcp://127.0.0.1",
                "--language",
                "zpl",
                "--dpi",
                "77",
            ],
            "invalid",
        ),
    ] {
        assert_eq!(bench.fails(words), (4, code.to_owned()), "{words:?}");
    }
    assert_eq!(
        bench.fails(&["track", "1001"]),
        (3, "precondition".to_owned())
    );
    ship(&bench, "1001");
    assert_eq!(
        bench.fails(&["label", "1001", "--number", "2"]),
        (4, "not_found".to_owned())
    );
    assert_eq!(
        bench.fails(&["label", "1001", "--out", text(&nowhere)]),
        (7, "storage".to_owned())
    );
    assert_eq!(
        bench.fails(&[
            "export",
            "tracking",
            "--format",
            "shopify",
            "--out",
            text(&nowhere)
        ]),
        (7, "storage".to_owned())
    );
    assert!(
        bench
            .done(&["export", "tracking", "--format", "shopify"])
            .contains("#1001"),
        "it was not counted as exported"
    );
    let ran = bench.run(&["ship", "4711", "--weight", "1kg"]);
    assert!(
        ran.stdout.is_empty()
            && ran
                .stderr
                .starts_with("pb: There is no order or shipment 4711"),
        "{ran}"
    );
}

#[test]
fn a_carrier_that_is_not_there_is_5_and_its_key_stays_secret() {
    let bench = Bench::new();
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a free port");
    let url = format!("url=http://{closed}");
    bench.done(&["setup", "account", "--name", "Own price table", "--disable"]);
    let given = ["setup", "account", "--carrier", "karrio", "--set", &url];
    let told = bench.run(&[&given[..], &["--set", "token=hush-hush"]].concat());
    assert_eq!(told.code, 4, "{told}");
    assert!(!told.stderr.contains("hush-hush"), "{told}");
    let told = bench.run(&[&given[..], &["--secret", "token=hush-hush"]].concat());
    assert_eq!(told.code, 4, "{told}");
    assert!(!told.stderr.contains("hush-hush"), "{told}");
    let saved = bench
        .command(&[&given[..], &["--secret", "token=GATEWAY_KEY", "--json"]].concat())
        .env("GATEWAY_KEY", "hush-hush")
        .output()
        .expect("runs");
    let saved = crate::run::Ran::from(saved);
    assert_eq!(
        (
            saved.code,
            saved.json()["account"]["secrets_set"][0].as_str()
        ),
        (0, Some("token")),
        "{saved}"
    );
    assert!(!saved.stdout.contains("hush-hush"));
    assert_eq!(
        bench.fails(&["rates", "1001", "--weight", "1kg"]),
        (5, "carrier_unreachable".to_owned())
    );
    assert_eq!(bench.fails(&["ship", "1001", "--weight", "1kg"]).0, 5);
    let (code, _) = bench.fails(&["setup", "account", "--name", "Karrio", "--test"]);
    assert_eq!(code, 5);
    bench.done(&["setup", "account", "--name", "Karrio", "--delete"]);
    assert_eq!(
        bench.fails(&["rates", "1001", "--weight", "1kg"]),
        (3, "precondition".to_owned())
    );
}

#[test]
fn a_wrong_passphrase_is_7_and_so_is_none() {
    let bench = Bench::new();
    let with = |passphrase: &str| {
        let out = bench
            .command(&["orders", "--json"])
            .env("PACKBENCH_PASSPHRASE", passphrase)
            .output()
            .expect("runs");
        let ran = crate::run::Ran::from(out);
        assert!(!ran.stdout.contains("Maya"), "{ran}");
        (ran.code, ran.failure())
    };
    assert_eq!(with("wrong horse"), (7, "passphrase".to_owned()));
    assert_eq!(with(""), (7, "passphrase".to_owned()));
    assert_eq!(bench.run(&["orders"]).code, 0);
}

#[test]
fn an_import_says_what_it_did_and_what_it_could_not_read() {
    let bench = Bench::new();
    let again = bench.json(&["import", text(&sample("assets/samples/shopify-orders.csv"))]);
    assert_eq!(
        (&again["added"], &again["updated"]),
        (&0.into(), &0.into()),
        "{again}"
    );
    assert!(
        !bench.json(&["orders", "--view", "held"])["rows"]
            .as_array()
            .expect("rows")
            .is_empty()
    );
    assert!(
        bench
            .done(&["orders", "--view", "held"])
            .contains("Cancelled in the shop")
    );
    // More rows than a page holds.
    let header = "Name,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem requires shipping,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country\n";
    let rows: String = (0..700)
        .map(|i| format!("#X{i},paid,unfulfilled,USD,10.00,2026-11-16 09:12:44 -0500,{},Mug,10.00,true,Ann \u{1b}[31m{i},1 Dock St,Austin,78701,US\n", if i == 5 { "many" } else { "1" }))
        .collect();
    let file = bench.path("many.csv");
    std::fs::write(&file, format!("{header}{rows}")).expect("the file is written");
    let bad = bench.path("bad.csv");
    let report = bench.json(&["import", text(&file), "--bad-rows", text(&bad)]);
    assert_eq!(
        report["added"].as_u64().expect("a count")
            + u64::try_from(report["bad_rows"].as_array().expect("rows").len()).expect("fits"),
        700,
        "{report}"
    );
    assert_eq!(report["bad_rows"][0]["line"], 7, "{report}");
    assert!(
        std::fs::read_to_string(&bad)
            .expect("the bad rows")
            .contains("many")
    );
    let listed = bench.json(&["orders", "--search", "Austin", "--limit", "1000"]);
    assert_eq!(listed["rows"].as_array().expect("rows").len(), 699);
    assert!(
        !bench
            .done(&["orders", "--limit", "1000"])
            .contains('\u{1b}'),
        "names must not steer the terminal"
    );
}

#[test]
fn settings_change_one_at_a_time() {
    let bench = Bench::new();
    bench.done(&[
        "setup",
        "bench",
        "--currency",
        "EUR",
        "--rule",
        "within:3",
        "--prefix",
        "bx",
        "--time-zone",
        "Europe/Berlin",
    ]);
    bench.done(&["setup", "bench", "--weight-unit", "g"]);
    let file = bench.path("address.json");
    std::fs::write(&file, r#"{"company": "Acme", "line1": "1 Dock St", "city": "Leeds", "postal_code": "LS1 4AP", "country": "GB"}"#)
        .expect("the file is written");
    bench.done(&[
        "setup",
        "ship-from",
        "--name",
        "Second",
        "--file",
        text(&file),
        "--not-default",
        "--phone",
        "+44 113 496 0000",
    ]);
    bench.done(&[
        "setup",
        "ship-from",
        "--name",
        "second",
        "--line2",
        "Unit 4",
        "--not-default",
    ]);
    bench.done(&["setup", "box", "--name", "Small", "--size", "10x10x10cm"]);
    bench.done(&[
        "setup",
        "box",
        "--name",
        "SMALL",
        "--size",
        "12x9x4in",
        "--empty-weight",
        "3oz",
    ]);
    let set_up = bench.json(&["setup", "show"]);
    let settings = &set_up["settings"];
    assert_eq!(
        (&settings["currency"], &settings["station_prefix"]),
        (&"EUR".into(), &"BX".into())
    );
    assert_eq!(
        (&settings["rate_rule"]["days"], &settings["units"]["weight"]),
        (&3.into(), &"g".into())
    );
    let addresses = set_up["addresses"].as_array().expect("addresses");
    assert_eq!(addresses.len(), 2, "{set_up}");
    let second = addresses
        .iter()
        .find(|a| a["default"] == false)
        .expect("the second");
    assert_eq!(
        (&second["address"]["line2"], &second["address"]["city"]),
        (&"Unit 4".into(), &"Leeds".into())
    );
    assert_eq!(set_up["boxes"].as_array().expect("boxes").len(), 1);
    assert_eq!(set_up["boxes"][0]["dimensions"]["length"], 304_800);
    assert!(
        bench
            .done(&["setup", "carriers", "--example", "tariff"])
            .starts_with("kind,")
    );
    assert!(
        bench
            .done(&["setup", "carriers"])
            .contains("--set currency=")
    );
}

#[test]
fn rules_for_some_shipments_are_set_up_in_their_order() {
    let bench = Bench::new();
    let rule = |more: &[&str]| {
        let words = [&["setup", "rule", "--name"], more].concat();
        bench.done(&words)
    };
    rule(&[
        "Heavy",
        "--country",
        "NO",
        "--weight-from",
        "5kg",
        "--choose",
        "fastest",
    ]);
    let said = rule(&[
        "Glass",
        "--sku",
        "GLASS*",
        "--account",
        "Own price table",
        "--service",
        "VAN",
        "--first",
    ]);
    assert_eq!(
        said,
        "Glass: with GLASS* → VAN of Own price table\nHeavy: to NO, from 5 kg → fastest\n"
    );
    let shown = bench.done(&["setup", "show"]);
    assert!(shown.contains("Heavy: to NO"), "{shown}");

    let nothing = bench.run(&["setup", "rule", "--name", "All", "--choose", "cheapest"]);
    assert_eq!(nothing.code, 4, "{nothing}");
    assert!(nothing.stderr.contains("which shipments"), "{nothing}");
    let none = bench.run(&["setup", "rule", "--name", "All", "--country", "NO"]);
    assert_eq!(none.code, 2, "{none}");
    let unknown = bench.run(&[
        "setup",
        "rule",
        "--name",
        "All",
        "--sku",
        "A",
        "--account",
        "Nobody",
        "--service",
        "X",
    ]);
    assert_eq!(unknown.code, 4, "{unknown}");

    // The first order goes where the rule says, and the reason says so.
    rule(&["Domestic", "--country", "US", "--choose", "ask", "--first"]);
    let rates = bench.done(&["rates", "1001", "--weight", "1kg"]);
    assert!(rates.contains("Domestic"), "{rates}");
    assert_eq!(rule(&["glass", "--remove"]).lines().count(), 2);
    let gone = bench.run(&["setup", "rule", "--name", "Glass", "--remove"]);
    assert_eq!(gone.code, 4, "{gone}");
}

#[test]
fn a_return_goes_back_as_it_was_sent() {
    let bench = Bench::new();
    assert_eq!(
        bench.fails(&["ship", "1001", "--return"]),
        (3, "precondition".to_owned()),
        "nothing was sent"
    );
    let sent = ship(&bench, "1001");
    let rates = bench.json(&["rates", "1001", "--return"]);
    assert!(!rates["rates"].as_array().expect("a list").is_empty());
    let back = bench.json(&["ship", "1001", "--return"]);
    assert_eq!(back["direction"], "return");
    assert_eq!(back["returns"], sent["id"]);
    assert_eq!(back["ship_from"], sent["ship_to"]);
    assert_eq!(back["ship_to"], sent["ship_from"]);
    let parcel = &back["parcels"][0];
    assert_eq!(parcel["weight"], sent["parcels"][0]["weight"]);
    assert_eq!(parcel["weight_source"]["kind"], "sent");

    let again = &["ship", "1001", "--return"];
    assert_eq!(bench.fails(again), (3, "already_shipped".to_owned()));
    let other = &["ship", "1001", "--return", "--another", "--weight", "900g"];
    let other = bench.json(other);
    assert_eq!(other["parcels"][0]["weight_source"]["kind"], "typed");
    let too_many = &[
        "rates", "1001", "--return", "--weight", "1kg", "--weight", "1kg",
    ];
    assert_eq!(bench.fails(too_many), (4, "invalid".to_owned()));

    let shown = bench.json(&["show", "1001"]);
    assert_eq!(shown["shipment"]["id"], sent["id"], "never a return");
    assert_eq!(
        shown["shipment"]["returned_by"].as_array().map(Vec::len),
        Some(2)
    );
    let text = bench.done(&["show", back["id"].as_str().expect("an id")]);
    assert!(
        text.contains("from the customer") && text.contains("as sent, typed then"),
        "{text}"
    );
    assert!(bench.done(&["shipments"]).contains("1001 (return)"));
}
