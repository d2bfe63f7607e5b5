//! Prices say how sure they are; what was shown from memory is compared with what was charged.
use journeys::bench::Bench;
use pb_domain::{PurchaseState, RateSurety};
use pb_station::api::{
    Buy, Code, EstimateReport, RateBasis, RateLine, RateList, RateOutcome, ShipmentDraft,
    ShipmentView,
};
use serde_json::{Value, json};

fn line(list: &RateList, account: &str) -> RateLine {
    let line = list.lines.iter().find(|l| l.account_name == account);
    line.expect("the account's line").clone()
}

fn ask(bench: &Bench, number: &str) -> (ShipmentDraft, RateList) {
    let draft = bench.draft(bench.order(number));
    let list = bench.rates(&draft);
    (draft, list)
}

#[test]
fn each_price_says_how_sure_it_is() {
    let bench = Bench::new();
    let (_, live) = ask(&bench, "T-1");
    assert_eq!(line(&live, "Karrio").basis, Some(RateBasis::Live));
    let Some(RateBasis::Table { changed_at, .. }) = line(&live, "Own van").basis else {
        panic!("{:?}", line(&live, "Own van"));
    };
    let changed = changed_at.expect("it was set up just now");
    assert!(changed.parse::<jiff::Timestamp>().is_ok(), "{changed}");

    // Kept in the background, and shown only while the carrier cannot be reached.
    bench.karrio.unplug();
    let (_, away) = bench.until("prices are remembered", || {
        let (draft, list) = ask_again(&bench);
        matches!(
            line(&list, "Karrio").outcome,
            RateOutcome::Remembered { .. }
        )
        .then_some((draft, list))
    });
    let remembered = line(&away, "Karrio");
    assert!(matches!(
        remembered.basis,
        Some(RateBasis::Remembered { .. })
    ));
    let RateOutcome::Remembered { rates, problem } = &remembered.outcome else {
        panic!("{remembered:?}");
    };
    assert!(
        problem.text.contains("refuses the connection"),
        "{problem:?}"
    );
    assert!(rates.iter().all(|r| r.surety == RateSurety::Remembered));
    let RateOutcome::Rates { rates: before, .. } = line(&live, "Karrio").outcome else {
        panic!("{live:?}");
    };
    assert_eq!(
        rates.iter().map(|r| r.total).collect::<Vec<_>>(),
        before.iter().map(|r| r.total).collect::<Vec<_>>()
    );
    bench.karrio.plug();
    let (_, back) = ask_again(&bench);
    assert_eq!(line(&back, "Karrio").basis, Some(RateBasis::Live));
}

/// Rates of a further order of the same kind.
fn ask_again(bench: &Bench) -> (ShipmentDraft, RateList) {
    let view: Value = bench.ask("save_order", json!({
        "id": null, "number": "", "note": "", "total": null, "cod": null,
        "ship_to": { "name": "Omar Example", "line1": "8 Oak Street", "city": "Reno", "region": "NV",
                     "postal_code": "89502", "country": "US", "phone": "+17755550124" },
        "lines": [{ "sku": "MUG-1", "title": "Mug", "quantity": 1, "needs_shipping": true }]
    }));
    let order = serde_json::from_value(view["order"]["id"].clone()).expect("an id");
    let draft = bench.draft(order);
    let list = bench.rates(&draft);
    (draft, list)
}

#[test]
fn another_consignment_has_no_price_from_memory() {
    let bench = Bench::new();
    let (mut draft, _) = ask(&bench, "T-1");
    bench.karrio.unplug();
    bench.until("prices are remembered", || {
        let (_, list) = ask_again(&bench);
        matches!(
            line(&list, "Karrio").outcome,
            RateOutcome::Remembered { .. }
        )
        .then_some(())
    });
    draft.options.signature = true;
    let list = bench.rates(&draft);
    assert!(matches!(
        line(&list, "Karrio").outcome,
        RateOutcome::Failed { .. }
    ));
    assert_eq!(line(&list, "Karrio").basis, None);
}

#[test]
fn a_price_from_memory_is_compared_with_the_charge() {
    let bench = Bench::new();
    ask(&bench, "T-1");
    bench.karrio.unplug();
    let (draft, list) = bench.until("prices are remembered", || {
        let (draft, list) = ask_again(&bench);
        matches!(
            line(&list, "Karrio").outcome,
            RateOutcome::Remembered { .. }
        )
        .then_some((draft, list))
    });
    let RateOutcome::Remembered { rates, .. } = line(&list, "Karrio").outcome else {
        panic!("{list:?}");
    };
    // The carrier's price list changed since: half a dollar was put on.
    let mut rate = rates[0].clone();
    rate.total.minor -= 50;
    rate.charges.clear();
    let purchase = Buy {
        draft: draft.clone(),
        rate: rate.clone(),
        accepted: None,
        print: false,
    };
    let failed = bench.attempt::<Value>("buy", &purchase).expect_err("away");
    assert_eq!(failed.code, Code::CarrierUnreachable, "{failed:?}");
    let mut settings: Value = bench.ask("settings", json!({}));
    settings["settings"]["price_tolerance"] = json!(50);
    bench.ask::<Value>("save_settings", &settings["settings"]);
    bench.ask::<ShipmentView>("buy_later", &purchase);
    let none: EstimateReport = bench.ask("estimates", json!({}));
    assert_eq!(none.rows, []);
    bench.karrio.plug();
    let bought = bench.until_purchase(draft.id, PurchaseState::Bought);
    let report: EstimateReport = bench.ask("estimates", json!({}));
    let row = report.rows.first().expect("a row");
    assert_eq!((row.count, row.other_currency), (1, 0));
    assert_eq!(row.account_name, "Karrio");
    let difference = bought.charged.expect("charged").minor - rate.total.minor;
    assert_eq!(difference, 50);
    assert_eq!(row.mean.map(|m| m.minor), Some(50));
    assert_eq!(row.worst.map(|m| m.minor), Some(50));
}
