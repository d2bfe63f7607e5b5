//! Carriers for whoever integrates or supports them: without a bench, and without sending anything.
use super::run::{Bench, text};
use serde_json::{Value, json};

fn json_of(said: &str) -> Value {
    serde_json::from_str(said).expect("JSON")
}

#[test]
fn carriers_are_listed_and_shown() {
    let bench = Bench::bare();
    let list = json_of(&bench.done(&["carrier", "list", "--json"]));
    let ids: Vec<&str> = list
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|c| c["id"].as_str())
        .collect();
    assert!(ids.contains(&"tariff") && ids.contains(&"ups"), "{ids:?}");
    for id in &ids {
        let view = json_of(&bench.done(&["carrier", "show", id]));
        assert_eq!(view["id"], **id);
        assert!(view["example"]["consignment"].is_object(), "{id}");
    }
    let secrets = json_of(&bench.done(&["carrier", "show", "ups"]));
    let form = secrets["form"].as_array().expect("a form");
    assert!(
        form.iter()
            .any(|f| f["secret"] == true && f["default"] == "")
    );
    let none = bench.run(&["carrier", "show", "pigeon"]);
    assert_eq!(none.code, 4, "{none}");
    assert!(none.stderr.contains("ups"), "{none}");
    // Nothing was made.
    let left = std::fs::read_dir(bench.home.path()).expect("the folder");
    let made: Vec<_> = left
        .flatten()
        .map(|e| e.file_name())
        .filter(|n| n != "state")
        .collect();
    assert!(made.is_empty(), "{made:?}");
}

#[test]
fn what_would_be_sent_is_shown_without_secrets() {
    let bench = Bench::bare();
    let input = bench.home.path().join("input.json");
    let write = |value: &Value| std::fs::write(&input, value.to_string()).expect("written");
    write(&json!({
        "account": {
            "settings": { "account_number": "a1b2c3" },
            "secrets": { "client_secret": "very-hush-hush" },
        },
        "rate": { "service": "03" },
    }));
    let said = bench.done(&["carrier", "request", "ups", "buy", "--input", text(&input)]);
    let outcome = json_of(&said);
    assert_eq!(outcome["requests"][0]["operation"], "buy");
    let shipment = &outcome["requests"][0]["body"]["ShipmentRequest"]["Shipment"];
    assert_eq!(shipment["Service"]["Code"], "03");
    assert_eq!(shipment["Shipper"]["ShipperNumber"], "A1B2C3");
    assert!(!said.contains("very-hush-hush"), "{said}");
    assert_eq!(
        (&outcome["result"], &outcome["problem"]),
        (&Value::Null, &Value::Null)
    );

    write(&json!({ "consignment": { "parcels": [] } }));
    let none = bench.run(&[
        "carrier",
        "request",
        "ups",
        "teleport",
        "--input",
        text(&input),
    ]);
    assert_eq!(none.code, 3, "{none}");
    assert!(none.stderr.contains("pickup cancel"), "{none}");
    std::fs::write(&input, "{").expect("written");
    let none = bench.run(&["carrier", "request", "ups", "rate", "--input", text(&input)]);
    assert_eq!(none.code, 4, "{none}");
    assert!(none.stderr.contains("input.json is not JSON"), "{none}");
}

#[test]
fn what_is_understood_of_an_answer_is_shown() {
    let bench = Bench::bare();
    let answer = bench.home.path().join("answer.json");
    let refused = json!({ "response": { "errors": [{ "code": "190102", "message": "Too old" }] } });
    std::fs::write(&answer, refused.to_string()).expect("written");
    let said = bench.done(&[
        "carrier",
        "parse",
        "ups",
        "void",
        "--status",
        "400",
        text(&answer),
    ]);
    let problem = &json_of(&said)["problem"];
    assert_eq!(
        (&problem["kind"], &problem["carrier_code"]),
        (&json!("refused"), &json!("190102"))
    );

    std::fs::write(&answer, "<html>").expect("written");
    let said = bench.done(&[
        "carrier",
        "parse",
        "ups",
        "buy",
        "--status",
        "200",
        text(&answer),
    ]);
    assert_eq!(json_of(&said)["problem"]["kind"], "unknown_outcome");

    let input = bench.home.path().join("input.json");
    std::fs::write(&input, json!({ "account": { "settings": { "account_number": "a1b2c3" } }, "rate": { "service": "03" } }).to_string()).expect("written");
    let given = format!("400:{}", text(&answer));
    std::fs::write(&answer, refused.to_string()).expect("written");
    let said = bench.done(&[
        "carrier",
        "request",
        "ups",
        "buy",
        "--input",
        text(&input),
        "--answer",
        &given,
    ]);
    assert_eq!(json_of(&said)["problem"]["carrier_code"], "190102");
    let wrong = bench.run(&[
        "carrier",
        "request",
        "ups",
        "buy",
        "--answer",
        "answer.json",
    ]);
    assert_eq!(wrong.code, 2, "{wrong}");
}
