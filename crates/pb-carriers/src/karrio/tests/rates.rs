//! Rates as a real server gave them.
use super::*;

fn parse(answer: &Answer) -> Result<crate::RateAnswer, Problem> {
    rate::parse(answer, AccountId(Uuid::nil()))
}

#[test]
fn are_read() {
    let answer = parse(&recorded!("rates_200.json")).expect("rates");
    assert_eq!(answer.notes, []);
    let euro = answer
        .rates
        .iter()
        .find(|r| r.service.ends_with("valley_euro"))
        .unwrap();
    assert_eq!(euro.total.to_string(), "9.90 EUR");
    assert_eq!(euro.carrier_name, "Valley Courier");
    assert_eq!(euro.transit_days, Some(6));
    let ups = answer
        .rates
        .iter()
        .find(|r| r.service == "ups-main/ups_ground")
        .unwrap();
    assert_eq!(
        (ups.carrier_name.as_str(), ups.service_name.as_str()),
        ("UPS", "UPS GROUND")
    );
    assert_eq!(ups.transit_days, None, "null");
    assert_eq!(ups.charges.len(), 1, "nothing is charged for nothing");
    assert_eq!(ups.carrier_data["ext"], "ups");
}

#[test]
fn come_with_notes_that_are_worth_reading() {
    let answer = parse(&recorded!("rates_207.json")).expect("rates");
    assert_eq!(answer.rates.len(), 3);
    let [note] = answer.notes.as_slice() else {
        panic!("{:?}", answer.notes)
    };
    assert_eq!(note.kind, ProblemKind::Unavailable);
    let answer = parse(&recorded!("rates_424.json")).expect("notes");
    assert_eq!((answer.rates.len(), answer.notes.len()), (0, 1));
    assert_eq!(answer.notes[0].carrier_code, "111210");
}

fn with(rate: &Value) -> crate::RateAnswer {
    let list = json!({ "messages": null, "rates": [rate] });
    parse(&answer(200, &list.to_string())).expect("a list")
}

#[test]
fn one_that_cannot_be_read_is_a_note() {
    for odd in [
        json!({ "carrier_name": "acme", "carrier_id": "a", "service": "s", "total_charge": null, "currency": "USD" }),
        json!({ "carrier_name": "acme", "carrier_id": "a", "service": "s", "total_charge": 5, "currency": null }),
        json!({ "carrier_name": "acme", "carrier_id": "a", "service": "s", "total_charge": 1e30, "currency": "USD" }),
        json!("x"),
    ] {
        let answer = with(&odd);
        assert_eq!((answer.rates.len(), answer.notes.len()), (0, 1), "{odd}");
    }
}

#[test]
fn a_breakdown_adds_up_or_is_none() {
    let charges = |listed: Value| {
        let rate = json!({ "carrier_name": "acme", "carrier_id": "a", "service": "s", "currency": "USD",
                           "total_charge": 10.1, "extra_charges": listed });
        with(&rate).rates[0]
            .charges
            .iter()
            .map(|c| (c.label.clone(), c.amount.minor))
            .collect::<Vec<_>>()
    };
    let part =
        |name: &str, amount: f64| json!({ "name": name, "amount": amount, "currency": "USD" });
    assert_eq!(
        charges(json!([part("Base", 8.0), part("Fuel", 2.1)])),
        [("Base".to_owned(), 800), ("Fuel".to_owned(), 210)]
    );
    assert_eq!(
        charges(json!([part("Fuel", 2.1)])),
        [("Base".to_owned(), 800), ("Fuel".to_owned(), 210)],
        "surcharges alone"
    );
    assert_eq!(
        charges(json!([part("Base", 8.0), part("Fuel", 4.0)])),
        [],
        "more than the total"
    );
    assert_eq!(
        charges(json!([{ "name": "Base", "amount": 10.1, "currency": "EUR" }])),
        []
    );
    assert_eq!(charges(json!(null)), []);
}

#[test]
fn two_connections_of_a_carrier_are_told_apart() {
    let rate = |id: &str| json!({ "carrier_name": "ups", "carrier_id": id, "service": "g", "currency": "USD", "total_charge": 1 });
    let list = json!({ "rates": [rate("ups-a"), rate("ups-b")] });
    let answer = parse(&answer(200, &list.to_string())).expect("a list");
    let names: Vec<_> = answer
        .rates
        .iter()
        .map(|r| r.carrier_name.as_str())
        .collect();
    assert_eq!(names, ["UPS (ups-a)", "UPS (ups-b)"]);
}

#[test]
fn options_say_who_collects_cash() {
    assert!(option::parse(&recorded!("options_ups_200.json")).expect("read"));
    assert!(!option::parse(&recorded!("options_generic_200.json")).expect("read"));
}
