//! Waybill numbers from pools: labels without the network, and no number twice whatever happens.
use journeys::bench::Bench;
use pb_domain::{CheckRule, Pattern, PrintState, PurchaseState, Rate, ShipmentId};
use pb_sim::PrinterFault;
use pb_station::api::{
    AddedNumbers, BenchState, Buy, Code, Failure, LabelPreview, PoolView, PoolsView, RangePreview,
    RateList, RateOutcome, ScanResult, ShipmentDraft, ShipmentView,
};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// The rates of an account, cheapest first.
fn offers(list: &RateList, account: &str) -> Vec<Rate> {
    let line = list
        .lines
        .iter()
        .find(|l| l.account_name == account)
        .expect("the account answered");
    list.rates
        .iter()
        .filter(|r| r.account == line.account)
        .cloned()
        .collect()
}

/// The cheapest service of the merchant's own van.
fn van_service(bench: &Bench) -> (Rate, Value) {
    let draft = bench.draft(bench.order("PROBE"));
    let rate = offers(&bench.rates(&draft), "Own van").remove(0);
    let service = json!([{ "code": rate.service, "name": rate.service_name }]);
    (rate, service)
}

/// A range of the post's numbers for the van's cheapest service.
fn range(bench: &Bench, from: &str, to: &str, low_water: u32) -> PoolView {
    let (rate, services) = van_service(bench);
    bench.ask("save_pool", json!({
        "id": null, "account": rate.account, "name": "Post", "source": "range", "from": from, "to": to, "expires_on": null,
        "terms": {
            "services": services, "pattern": "RR#########SE", "check": "s10", "barcode": "code128",
            "low_water": low_water, "top_up": 0, "price": { "kind": "account", "account": rate.account }, "always": false
        }
    }))
}

fn pool(bench: &Bench) -> PoolView {
    let view: PoolsView = bench.ask("pools", json!({}));
    view.pools.into_iter().next().expect("a pool")
}

fn with_pool(bench: &Bench, draft: &ShipmentDraft, print: bool) -> Result<Buy, Box<RateList>> {
    let list = bench.rates(draft);
    let rate = offers(&list, "Own van")
        .into_iter()
        .find(|r| r.pooled.is_some());
    let rate = rate.ok_or_else(|| Box::new(list))?;
    Ok(Buy {
        draft: draft.clone(),
        rate,
        accepted: None,
        print,
    })
}

fn bought(bench: &Bench, number: &str, print: bool) -> ShipmentView {
    let draft = bench.draft(bench.order(number));
    bench.ask(
        "buy",
        with_pool(bench, &draft, print).expect("the pool offers"),
    )
}

fn void(bench: &Bench, id: ShipmentId) -> Result<ShipmentView, Failure> {
    bench.attempt("void", json!({ "id": id, "person_says_voided": false }))
}

fn attention(bench: &Bench, kind: &str) -> Option<String> {
    let state: BenchState = bench.ask("bench", json!({}));
    let of_kind =
        |a: &&pb_station::api::Attention| serde_json::to_value(a.kind).is_ok_and(|k| k == kind);
    state.attention.iter().find(of_kind).map(|a| a.text.clone())
}

#[test]
fn with_no_network_a_number_of_the_range_is_on_paper() {
    let bench = Bench::new();
    bench.karrio.unplug();
    let made = range(&bench, "RR473124829SE", "47312483", 0);
    assert_eq!(
        (made.left, made.next_number.as_deref()),
        (2, Some("RR473124829SE"))
    );
    let shipment = bought(&bench, "T-1", true);
    assert_eq!(shipment.purchase, PurchaseState::Bought);
    assert_eq!(shipment.parcels[0].tracking_number, "RR473124829SE");
    assert!(
        shipment.booking.is_none(),
        "nobody is told of the merchant's own van"
    );
    let pooled = shipment.rate.pooled.as_ref().expect("a pool's");
    assert!(
        pooled.basis.contains("Own van") && !pooled.booked_later,
        "{pooled:?}"
    );
    bench.until_print(shipment.id, PrintState::Printed);
    let paper = bench.printer.labels();
    assert!(
        paper[0].barcodes.contains(&"RR473124829SE".to_owned()),
        "{:?}",
        paper[0].barcodes
    );
    let found: ScanResult = bench.ask("scan", json!({ "text": "RR473124829SE" }));
    assert_eq!(
        found,
        ScanResult::Shipment {
            id: shipment.id,
            by_order: false
        }
    );
    assert_eq!(pool(&bench).left, 1);
}

#[test]
fn the_range_ends_and_the_station_says_so_in_time() {
    let bench = Bench::new();
    bench.karrio.unplug();
    range(&bench, "100", "102", 2);
    assert_eq!(
        attention(&bench, "numbers_low"),
        None,
        "three are more than two"
    );
    bought(&bench, "T-1", false);
    let low = attention(&bench, "numbers_low").expect("told, with no network too");
    assert!(low.contains("2 waybill numbers are left"), "{low}");
    bought(&bench, "T-2", false);
    bought(&bench, "T-3", false);
    let draft = bench.draft(bench.order("T-4"));
    let list = with_pool(&bench, &draft, false).expect_err("none is left");
    let line = list
        .lines
        .iter()
        .find(|l| l.account_name == "Own van")
        .expect("a line");
    let RateOutcome::Rates { notes, .. } = &line.outcome else {
        panic!("{line:?}")
    };
    assert!(
        notes
            .iter()
            .any(|n| n.text.contains("Not enough waybill numbers")),
        "{notes:?}"
    );
    let pool = pool(&bench);
    assert_eq!((pool.left, pool.next_number.as_deref()), (0, None));
    // The range is made longer, and nothing that was given out comes again.
    let terms = serde_json::to_value(&pool.terms).unwrap();
    let longer: PoolView = bench.ask("save_pool", json!({
        "id": pool.id, "account": pool.account, "name": "Post", "source": "range", "from": "100", "to": "110",
        "expires_on": null, "terms": terms
    }));
    assert_eq!(longer.left, 8);
    assert_eq!(attention(&bench, "numbers_low"), None);
    let shorter = bench.attempt::<PoolView>("save_pool", json!({
        "id": pool.id, "account": pool.account, "name": "Post", "source": "range", "from": "100", "to": "101",
        "expires_on": null, "terms": terms
    }));
    assert_eq!(
        shorter.expect_err("they were given out").fields[0].field,
        "to"
    );
}

#[test]
fn a_rate_that_was_shown_does_not_take_what_is_gone() {
    let bench = Bench::new();
    range(&bench, "100", "100", 0);
    let (first, second) = (
        bench.draft(bench.order("T-1")),
        bench.draft(bench.order("T-2")),
    );
    let late = with_pool(&bench, &second, false).expect("one is left");
    let plain = Buy {
        rate: Rate {
            pooled: None,
            ..late.rate.clone()
        },
        ..late.clone()
    };
    bench.ask::<ShipmentView>(
        "buy",
        with_pool(&bench, &first, false).expect("one is left"),
    );
    let refused = bench
        .attempt::<ShipmentView>("buy", &late)
        .expect_err("it is gone");
    assert_eq!(refused.code, Code::Precondition, "{refused:?}");
    let refused = bench
        .attempt::<ShipmentView>("buy", &plain)
        .expect_err("no number of the station's own instead");
    assert!(refused.text.contains("Post"), "{refused:?}");
    assert_eq!(bench.shipment(second.id).purchase, PurchaseState::Abandoned);
}

#[test]
fn a_number_is_free_again_only_when_its_label_never_left() {
    let bench = Bench::new();
    range(&bench, "100", "110", 0);
    let first = bought(&bench, "T-1", false);
    let number = first.parcels[0].tracking_number.clone();
    void(&bench, first.id).expect("voided");
    assert_eq!(pool(&bench).left, 11, "its label never left");
    let second = bought(&bench, "T-2", false);
    assert_eq!(
        second.parcels[0].tracking_number, number,
        "so it is used again"
    );
    let found: ScanResult = bench.ask("scan", json!({ "text": number }));
    assert_eq!(
        found,
        ScanResult::Shipment {
            id: second.id,
            by_order: false
        },
        "and belongs to one parcel"
    );
    let refused = bench.attempt::<Value>(
        "label_file",
        json!({ "id": first.id, "index": 0, "format": null }),
    );
    assert_eq!(refused.expect_err("voided").code, Code::Precondition);
    // On paper, it is used up.
    bench.print(second.id);
    bench.until_print(second.id, PrintState::Printed);
    void(&bench, second.id).expect("voided");
    let third = bought(&bench, "T-3", false);
    assert_ne!(third.parcels[0].tracking_number, number);
    // As a file it may be on any paper.
    bench.ask::<Value>(
        "label_file",
        json!({ "id": third.id, "index": 0, "format": "pdf" }),
    );
    void(&bench, third.id).expect("voided");
    let fourth = bought(&bench, "T-4", false);
    assert_ne!(
        fourth.parcels[0].tracking_number,
        third.parcels[0].tracking_number
    );
}

#[test]
fn a_label_that_may_be_on_paper_keeps_its_number() {
    let bench = Bench::new();
    bench.set_printer(false, 1);
    range(&bench, "100", "110", 0);
    bench.printer.set_fault(PrinterFault::SilentStatus);
    let shipment = bought(&bench, "T-1", true);
    let view = bench.until_print(shipment.id, PrintState::Unconfirmed);
    bench.ask::<Value>(
        "confirm_print",
        json!({ "job": view.jobs[0].id, "on_paper": false }),
    );
    void(&bench, shipment.id).expect("voided");
    let next = bought(&bench, "T-2", false);
    assert_ne!(
        next.parcels[0].tracking_number, shipment.parcels[0].tracking_number,
        "bytes had left"
    );
}

#[test]
fn two_packers_at_once_never_share_a_number() {
    let bench = Bench::new();
    range(&bench, "100", "119", 0);
    let mut begun = Vec::new();
    for n in 0..8 {
        let mut draft = bench.draft(bench.order(&format!("T-{n}")));
        let mut second = draft.parcels[0].clone();
        second.id = pb_domain::ParcelId(uuid::Uuid::from_u128(1_000 + n));
        draft.parcels.push(second);
        let request =
            serde_json::to_value(with_pool(&bench, &draft, false).expect("enough")).unwrap();
        let app = bench.app();
        begun.push(
            bench
                .runtime()
                .spawn(async move { app.call("buy", request).await }),
        );
    }
    let mut seen = HashSet::new();
    for buying in begun {
        let answer = bench
            .runtime()
            .block_on(buying)
            .expect("runs")
            .expect("bought");
        let view: ShipmentView = serde_json::from_value(answer).unwrap();
        for parcel in view.parcels {
            assert!(
                seen.insert(parcel.tracking_number.clone()),
                "{} twice",
                parcel.tracking_number
            );
        }
    }
    assert_eq!(seen.len(), 16);
    assert_eq!(pool(&bench).left, 4);
}

#[test]
fn killed_at_any_instant_no_number_is_given_twice_or_lost() {
    let mut bench = Bench::new();
    range(&bench, "100", "199", 0);
    let mut drafts = Vec::new();
    for n in 0..12u32 {
        let draft = bench.draft(bench.order(&format!("T-{n}")));
        let request = with_pool(&bench, &draft, false).expect("enough");
        bench.begin("buy", &request);
        // A little further each time: from before its first row to after its commit.
        let until = Instant::now() + Duration::from_millis(u64::from(n) * 150);
        let bought = || {
            let view = bench.attempt::<ShipmentView>("shipment", json!({ "id": draft.id }));
            view.is_ok_and(|v| v.purchase == PurchaseState::Bought)
        };
        while Instant::now() < until && !bought() {}
        drafts.push(draft.id);
        bench.kill();
        bench.start();
    }
    let mut seen = HashSet::new();
    for id in drafts {
        let Ok(view) = bench.attempt::<ShipmentView>("shipment", json!({ "id": id })) else {
            continue;
        };
        match view.purchase {
            PurchaseState::Bought => {
                let number = view.parcels[0].tracking_number.clone();
                assert!(seen.insert(number.clone()), "{number} twice");
            }
            PurchaseState::Abandoned => assert_eq!(view.parcels[0].tracking_number, ""),
            other => panic!("{other:?}: nothing leaves the machine, so nothing is unknown"),
        }
    }
    let used = u64::try_from(seen.len()).unwrap();
    assert_eq!(
        pool(&bench).left,
        100 - used,
        "each number is a parcel's or free"
    );
    assert!(used > 0, "some were bought before the kill");
    let pattern = Pattern::new("RR#########SE", CheckRule::S10).unwrap();
    let mut counters: Vec<u64> = seen
        .iter()
        .map(|n| pattern.counter(n).expect("a right check digit"))
        .collect();
    counters.sort_unstable();
    assert_eq!(counters, (100..100 + used).collect::<Vec<_>>());
}

#[test]
fn a_list_is_checked_and_taken_once() {
    let bench = Bench::new();
    let (rate, services) = van_service(&bench);
    let list: PoolView = bench.ask("save_pool", json!({
        "id": null, "account": rate.account, "name": "List", "source": "list",
        "terms": {
            "services": services, "pattern": "RR#########SE", "check": "s10", "barcode": "code128",
            "low_water": 1, "top_up": 0, "price": { "kind": "account", "account": rate.account }, "always": false
        }
    }));
    assert_eq!(list.left, 0);
    let text = "Number\nRR 47 312 482 9 SE\nRR123456785SE,RR123456784SE\nRR473124829SE\n";
    let add = |check_only: bool, expires_on: Option<&str>| -> AddedNumbers {
        bench.ask("add_numbers", json!({ "pool": list.id, "text": text, "expires_on": expires_on, "check_only": check_only }))
    };
    let checked = add(true, None);
    assert_eq!((checked.good, checked.added, checked.repeated), (2, 0, 1));
    assert!(checked.problems[0].1.contains("must be 5"), "{checked:?}");
    assert_eq!(pool(&bench).left, 0, "it was only checked");
    assert_eq!(add(false, None).added, 2);
    assert_eq!(
        add(false, None).added,
        0,
        "the same list again adds nothing"
    );
    assert_eq!(
        bought(&bench, "T-1", false).parcels[0].tracking_number,
        "RR473124829SE",
        "in the list's order"
    );
    assert!(attention(&bench, "numbers_low").is_some());
    let bad_day = bench.attempt::<AddedNumbers>(
        "add_numbers",
        json!({ "pool": list.id, "text": text, "expires_on": "soon", "check_only": false }),
    );
    assert_eq!(bad_day.expect_err("no day").fields[0].field, "expires_on");
}

#[test]
fn numbers_that_expired_are_not_used_and_soon_is_said() {
    let bench = Bench::new();
    let (rate, services) = van_service(&bench);
    let today = bench.ask::<BenchState>("bench", json!({})).today;
    let yesterday = today
        .parse::<jiff::civil::Date>()
        .unwrap()
        .yesterday()
        .unwrap()
        .to_string();
    let list: PoolView = bench.ask("save_pool", json!({
        "id": null, "account": rate.account, "name": "List", "source": "list",
        "terms": {
            "services": services, "pattern": null, "check": "none", "barcode": "code128", "low_water": 0, "top_up": 0,
            "price": { "kind": "account", "account": rate.account }, "always": false
        }
    }));
    for (numbers, day) in [("OLD-1,OLD-2", &yesterday), ("NEW-1,NEW-2", &today)] {
        bench.ask::<AddedNumbers>(
            "add_numbers",
            json!({ "pool": list.id, "text": numbers, "expires_on": day, "check_only": false }),
        );
    }
    assert_eq!(
        bought(&bench, "T-1", false).parcels[0].tracking_number,
        "NEW-1"
    );
    let soon = attention(&bench, "numbers_low").expect("told in time");
    assert!(soon.contains("expire soon"), "{soon}");
}

#[test]
fn a_bench_that_was_copied_holds_its_numbers_until_a_person_releases_them() {
    let mut bench = Bench::new();
    range(&bench, "100", "149", 0);
    bought(&bench, "T-1", false);
    let held: PoolsView = bench.ask("hold_numbers", json!({}));
    assert_eq!((held.pools[0].left, held.pools[0].held), (0, 49));
    bench.kill();
    bench.start();
    assert!(attention(&bench, "numbers_held").is_some_and(|t| t.contains("49")));
    let draft = bench.draft(bench.order("T-2"));
    assert!(
        with_pool(&bench, &draft, false).is_err(),
        "its twin may have used them"
    );
    let pool = pool(&bench);
    let beyond =
        bench.attempt::<PoolView>("release_numbers", json!({ "pool": pool.id, "from": "150" }));
    assert_eq!(beyond.expect_err("behind its end").code, Code::Invalid);
    let released: PoolView =
        bench.ask("release_numbers", json!({ "pool": pool.id, "from": "120" }));
    assert_eq!((released.left, released.held), (30, 0));
    assert_eq!(attention(&bench, "numbers_held"), None);
    let shipment: ShipmentView =
        bench.ask("buy", with_pool(&bench, &draft, false).expect("released"));
    let pattern = Pattern::new("RR#########SE", CheckRule::S10).unwrap();
    assert_eq!(
        pattern.counter(&shipment.parcels[0].tracking_number),
        Ok(120)
    );
}

#[test]
fn a_range_shows_its_numbers_before_it_is_saved() {
    let bench = Bench::new();
    let preview = |pattern: &str, check: &str, from: &str, to: &str| -> RangePreview {
        bench.ask(
            "preview_range",
            json!({ "pattern": pattern, "check": check, "from": from, "to": to }),
        )
    };
    let shown = preview("RR#########SE", "s10", "RR473124829SE", "47312490");
    assert_eq!((shown.count, shown.first.len()), (9, 5));
    assert_eq!(shown.first[0], "RR473124829SE");
    let wrong = preview("RR#########SE", "s10", "RR473124820SE", "1");
    assert_eq!(wrong.problems[0].field, "from");
    assert!(wrong.problems[0].text.contains("must be 9"), "{wrong:?}");
    assert_eq!(
        preview("RR####", "mod7", "1", "2").problems[0].field,
        "pattern"
    );
    assert_eq!(preview("A####", "none", "9", "2").problems[0].field, "to");
}

#[test]
fn two_ranges_may_not_share_numbers_and_a_gateway_takes_none() {
    let bench = Bench::new();
    let made = range(&bench, "100", "199", 0);
    let terms = serde_json::to_value(&made.terms).unwrap();
    let again = bench.attempt::<PoolView>("save_pool", json!({
        "id": null, "account": made.account, "name": "Other", "source": "range", "from": "199", "to": "299",
        "expires_on": null, "terms": terms
    }));
    assert_eq!(
        again.expect_err("one number is in both").fields[0].field,
        "from"
    );
    let view: PoolsView = bench.ask("pools", json!({}));
    assert!(
        view.accounts.iter().all(|a| a.name != "Karrio"),
        "its labels are its own"
    );
    let gone: PoolsView = bench.ask("retire_pool", json!({ "id": made.id }));
    assert!(gone.pools.is_empty());
    // Without a pool the van's labels have the station's own numbers again.
    let draft = bench.draft(bench.order("T-1"));
    let own: ShipmentView = bench.ask("buy", bench.purchase(&draft, "Own van", false));
    assert!(pb_domain::check_series(&own.parcels[0].tracking_number));
}

#[test]
fn numbers_for_a_service_that_nobody_offers_are_refused() {
    let bench = Bench::new();
    let (rate, _) = van_service(&bench);
    let refused = bench
        .attempt::<PoolView>("save_pool", json!({
            "id": null, "account": rate.account, "name": "Post", "source": "range", "from": "RR473124829SE", "to": "47312483",
            "expires_on": null, "terms": {
                "services": [{ "code": "nowhere", "name": "Nowhere" }], "pattern": "RR#########SE", "check": "s10",
                "barcode": "code128", "low_water": 0, "top_up": 0,
                "price": { "kind": "account", "account": rate.account }, "always": false
            }
        }))
        .expect_err("it would never be used");
    assert_eq!(refused.fields.len(), 1, "{refused:?}");
    assert_eq!(refused.fields[0].field, "services");
    let text = &refused.fields[0].text;
    assert!(
        text.contains("nowhere") && text.contains(&rate.service),
        "{text}"
    );
}

#[test]
fn an_sscc_is_gs1_128_on_paper_and_scans() {
    let bench = Bench::new();
    let (rate, services) = van_service(&bench);
    bench.ask::<PoolView>("save_pool", json!({
        "id": null, "account": rate.account, "name": "SSCC", "source": "range", "from": "126805853", "to": "126805860",
        "expires_on": null, "terms": {
            "services": services, "pattern": "37043810#########*", "check": "mod10_gs1", "barcode": "gs1_sscc",
            "low_water": 0, "top_up": 0, "price": { "kind": "account", "account": rate.account }, "always": false
        }
    }));
    let shipment = bought(&bench, "T-1", true);
    assert_eq!(shipment.parcels[0].tracking_number, "370438101268058536");
    bench.until_print(shipment.id, PrintState::Printed);
    let read = &bench.printer.labels()[0].barcodes;
    assert!(
        read.iter().any(|b| b.contains("00370438101268058536")),
        "{read:?}"
    );
    let preview: LabelPreview =
        bench.ask("preview_label", json!({ "id": shipment.id, "index": 0 }));
    assert!(!preview.stopped, "{preview:?}");
    for scanned in [
        "]C100370438101268058536",
        "00370438101268058536",
        "370438101268058536",
    ] {
        let found: ScanResult = bench.ask("scan", json!({ "text": scanned }));
        assert_eq!(
            found,
            ScanResult::Shipment {
                id: shipment.id,
                by_order: false
            },
            "{scanned}"
        );
    }
}
