//! A bench that was copied: no number twice, no second purchase without a person's word.
use journeys::bench::{Bench, PASSPHRASE, new_app_at, whereabouts};
use pb_domain::{OrderId, PurchaseState};
use pb_sim::karrio::{Answer, Fault, Op};
use pb_station::api::{
    Buy, Code, CopiedView, CopyKind, Failure, NewShipmentView, ParcelWeight, RateList, ShipmentView,
};
use pb_station::{App, Whereabouts};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tokio::runtime::Runtime;

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_folder(&entry.path(), &target);
        } else if kind.is_file() {
            // A file that was being replaced when the bench was killed may still go.
            match std::fs::copy(entry.path(), target) {
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                copied => assert!(copied.is_ok(), "{copied:?}"),
            }
        }
    }
}

fn another_machine(home: &Path) -> Whereabouts {
    Whereabouts {
        state: home.join("state of another machine"),
        machine: "another machine".into(),
    }
}

/// The copy of a bench, open beside it.
struct Twin {
    home: tempfile::TempDir,
    runtime: Runtime,
    app: App,
}

impl Twin {
    /// Copies the profile's folder as it lies there. The bench does not run meanwhile.
    fn copy(bench: &mut Bench) -> tempfile::TempDir {
        bench.kill();
        let home = tempfile::tempdir().unwrap();
        let profile = Path::new("profiles/bench");
        copy_folder(&bench.home().join(profile), &home.path().join(profile));
        bench.start();
        home
    }

    fn open(home: tempfile::TempDir, here: Whereabouts) -> Self {
        let runtime = Runtime::new().unwrap();
        let app = new_app_at(home.path(), here);
        runtime
            .block_on(app.call("open_bench", json!({ "passphrase": PASSPHRASE })))
            .expect("the copy opens");
        Self { home, runtime, app }
    }

    fn attempt<A: DeserializeOwned>(&self, name: &str, request: Value) -> Result<A, Failure> {
        let answer = self.runtime.block_on(self.app.call(name, request))?;
        Ok(serde_json::from_value(answer).expect("the answer's type"))
    }

    fn ask<A: DeserializeOwned>(&self, name: &str, request: Value) -> A {
        self.attempt(name, request)
            .unwrap_or_else(|f| panic!("{name}: {f:?}"))
    }

    /// What buying an order takes.
    fn purchase(&self, order: OrderId, account: &str) -> Result<Buy, Failure> {
        let view: NewShipmentView =
            self.attempt("new_shipment", json!({ "order": order, "another": false }))?;
        let mut draft = view.draft;
        for parcel in &mut draft.parcels {
            let weight: ParcelWeight =
                self.ask("weigh", json!({ "parcel": parcel.id, "typed": "1.2 kg" }));
            parcel.weight = Some(weight);
        }
        let list: RateList = self.ask("rate", json!({ "request": "r", "draft": draft }));
        let line = list.lines.iter().find(|l| l.account_name == account);
        let account = line.expect("the account answered").account;
        let rate = list.rates.into_iter().find(|r| r.account == account);
        Ok(Buy {
            draft,
            rate: rate.expect("a rate"),
            accepted: None,
            print: false,
        })
    }

    fn buy(&self, order: OrderId, account: &str) -> Result<ShipmentView, Failure> {
        let buy = self.purchase(order, account)?;
        self.attempt("buy", serde_json::to_value(buy).unwrap())
    }

    fn order(&self, number: &str) -> OrderId {
        let view: Value = self.ask("save_order", json!({
            "id": null, "number": number, "note": "", "total": null, "cod": null,
            "ship_to": { "name": "Nora Example", "line1": "5 Elm Street", "city": "Reno", "region": "NV",
                         "postal_code": "89501", "country": "US", "phone": "+17755550123" },
            "lines": [{ "sku": "MUG-1", "title": "Mug", "quantity": 2, "needs_shipping": true }]
        }));
        serde_json::from_value(view["order"]["id"].clone()).unwrap()
    }

    fn attention(&self) -> Vec<String> {
        let state: Value = self.ask("bench", json!({}));
        let list = state["attention"].as_array().unwrap();
        list.iter()
            .map(|a| a["kind"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        self.runtime.block_on(self.app.close());
    }
}

fn number(view: &ShipmentView) -> String {
    view.parcels[0].tracking_number.clone()
}

/// Both go on: what each does, and what the other must not do again.
fn neither_does_what_the_other_did(here: impl Fn(&Bench, &Path) -> Whereabouts) {
    let mut bench = Bench::new();
    let (a, b) = (bench.order("T-1"), bench.order("T-2"));
    let mut given = BTreeSet::from([number(&bench.bought("T-0", false))]);
    let home = Twin::copy(&mut bench);
    let here = here(&bench, home.path());
    // The original goes on and sells.
    let draft = bench.draft(a);
    bench.ask::<ShipmentView>("buy", bench.purchase(&draft, "Karrio", false));
    assert!(given.insert(number(&bench.bought("T-8", false))));
    assert_eq!(bench.karrio.ledger().len(), 1);

    let twin = Twin::open(home, here);
    let view: CopiedView = twin.ask("copied", json!({}));
    assert_eq!(view.copies[0].kind, CopyKind::Cloned);
    assert_eq!((view.in_doubt, view.copies[0].settled), (2, false));
    assert!(twin.attention().contains(&"copied".to_owned()));
    for order in [a, b] {
        let doubt = twin.buy(order, "Karrio").expect_err("a person is asked");
        assert_eq!(doubt.code, Code::Copied, "{doubt:?}");
    }
    assert_eq!(bench.karrio.ledger().len(), 1, "nothing was sold twice");

    // Each order by itself, at a person's word.
    twin.ask::<CopiedView>("answer_copied", json!({ "order": a, "shipped": true }));
    assert_eq!(
        twin.buy(a, "Karrio")
            .expect_err("it has left the queue")
            .code,
        Code::Precondition
    );
    twin.ask::<CopiedView>("answer_copied", json!({ "order": b, "shipped": false }));
    let own = twin.buy(b, "Own van").expect("bought at a person's word");
    assert!(
        given.insert(number(&own)),
        "{} was given twice",
        number(&own)
    );
    // What comes new is not in doubt.
    let new = twin.order("T-9");
    assert!(given.insert(number(&twin.buy(new, "Own van").expect("bought"))));
    for n in 10..14 {
        assert!(given.insert(number(&bench.bought(&format!("T-{n}"), false))));
        let order = twin.order(&format!("T-{n}"));
        assert!(given.insert(number(&twin.buy(order, "Own van").expect("bought"))));
    }
    // The twin may not go back to the prefix of the original.
    let mut settings: Value = twin.ask("settings", json!({}));
    assert_ne!(settings["settings"]["station_prefix"], "PB");
    settings["settings"]["station_prefix"] = json!("PB");
    let refused = twin.attempt::<Value>("save_settings", settings["settings"].clone());
    assert_eq!(
        refused.expect_err("the original's").fields[0].field,
        "station_prefix"
    );

    twin.ask::<CopiedView>("settle_copied", json!({}));
    assert!(!twin.attention().contains(&"copied".to_owned()));
    assert_eq!(bench.karrio.ledger().len(), 1);
    // The original was never disturbed.
    let original: CopiedView = bench.ask("copied", json!({}));
    assert!(original.copies.is_empty());
    bench.kill();
    bench.start();
    let original: CopiedView = bench.ask("copied", json!({}));
    assert!(original.copies.is_empty(), "{original:?}");
}

#[test]
fn a_copy_on_another_machine_does_nothing_again() {
    neither_does_what_the_other_did(|_, home| another_machine(home));
}

#[test]
fn a_copy_in_another_folder_of_the_same_machine_does_nothing_again() {
    neither_does_what_the_other_did(|bench, _| whereabouts(bench.home()));
}

#[test]
fn a_copy_is_noticed_once_and_two_copies_number_apart() {
    let mut bench = Bench::new();
    let (one, two) = (Twin::copy(&mut bench), Twin::copy(&mut bench));
    let prefix = |twin: &Twin| {
        let settings: Value = twin.ask("settings", json!({}));
        settings["settings"]["station_prefix"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let here = another_machine(one.path());
    let one = Twin::open(one, here.clone());
    let first = prefix(&one);
    let home = tempfile::tempdir().unwrap();
    // Closed and opened again it is the same bench as before.
    one.runtime.block_on(one.app.close());
    one.runtime
        .block_on(
            one.app
                .call("open_bench", json!({ "passphrase": PASSPHRASE })),
        )
        .expect("opens");
    assert_eq!(prefix(&one), first);
    let view: CopiedView = one.ask("copied", json!({}));
    assert_eq!(view.copies.len(), 1);
    let two = Twin::open(two, another_machine(home.path()));
    assert_ne!(prefix(&two), first);
    assert!(one.home.path().exists());
}

#[test]
fn a_folder_that_was_put_back_by_hand_is_noticed() {
    let mut bench = Bench::new();
    let order = bench.order("T-1");
    let mut given = BTreeSet::from([number(&bench.bought("T-0", false))]);
    let copy = Twin::copy(&mut bench);
    let draft = bench.draft(order);
    bench.ask::<ShipmentView>("buy", bench.purchase(&draft, "Karrio", false));
    for n in 2..5 {
        given.insert(number(&bench.bought(&format!("T-{n}"), false)));
    }
    bench.kill();
    let profile = bench.home().join("profiles/bench");
    std::fs::remove_dir_all(&profile).unwrap();
    copy_folder(&copy.path().join("profiles/bench"), &profile);
    bench.start();
    let view: CopiedView = bench.ask("copied", json!({}));
    assert_eq!(
        (view.copies[0].kind, view.in_doubt),
        (CopyKind::Restored, 1)
    );
    assert_eq!(view.copies[0].old_prefix, view.copies[0].new_prefix);
    let doubt = bench
        .attempt::<Value>("new_shipment", json!({ "order": order, "another": false }))
        .expect_err("a person is asked");
    assert_eq!(doubt.code, Code::Copied);
    for n in 5..8 {
        let view = bench.bought(&format!("T-{n}"), false);
        assert!(
            given.insert(number(&view)),
            "{} was given twice",
            number(&view)
        );
    }
    // Killed right after, it has settled into its new epoch.
    bench.kill();
    bench.start();
    let again: CopiedView = bench.ask("copied", json!({}));
    assert_eq!(again.copies.len(), 1);
    // All at once, at a person's word.
    let view: CopiedView = bench.ask("answer_copied", json!({ "order": null, "shipped": false }));
    assert_eq!(view.in_doubt, 0);
    assert!(view.copies[0].settled);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn an_order_that_is_imported_again_after_a_restore_is_asked_about() {
    let mut bench = Bench::new();
    let copy = Twin::copy(&mut bench);
    let file = b"Name,Email,Created at,Lineitem quantity,Lineitem name,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,Shipping Country\n\
        #2001,a@example.com,2026-01-31 14:05:22 +0000,1,Mug,Nora Example,5 Elm Street,Reno,89501,NV,US\n";
    let report = bench.import("orders.csv", file).expect("imports");
    drop(report);
    let order = bench.queue().rows[0].id;
    let draft = bench.draft(order);
    bench.ask::<ShipmentView>("buy", bench.purchase(&draft, "Karrio", false));
    let twin_home = copy.path().to_owned();
    let twin = Twin::open(copy, another_machine(&twin_home));
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD.encode(file);
    twin.ask::<Value>(
        "import_orders",
        json!({ "name": "orders.csv", "base64": base64, "mapping": null, "draft": null }),
    );
    let page: Value = twin.ask("orders", json!({ "view": "queue" }));
    let again: OrderId = serde_json::from_value(page["rows"][0]["id"].clone()).unwrap();
    assert_eq!(
        twin.buy(again, "Karrio")
            .expect_err("a person is asked")
            .code,
        Code::Copied
    );
    assert_eq!(bench.karrio.ledger().len(), 1);
    twin.ask::<CopiedView>("answer_copied", json!({ "order": again, "shipped": false }));
    twin.buy(again, "Own van").expect("at a person's word");
}

#[test]
fn an_open_purchase_in_a_copy_is_asked_about_and_not_sent_again() {
    let mut bench = Bench::new();
    let order = bench.order("T-1");
    let draft = bench.draft(order);
    let purchase = bench.purchase(&draft, "Karrio", false);
    bench
        .karrio
        .fail_next(Op::Purchase, Fault::after(Answer::Never));
    bench.begin("buy", &purchase);
    bench.until("the carrier sold", || {
        (bench.karrio.ledger().len() == 1).then_some(())
    });
    let copy = Twin::copy(&mut bench);
    bench.until_purchase(draft.id, PurchaseState::Bought);
    let here = another_machine(copy.path());
    let twin = Twin::open(copy, here);
    let found = bench.until("the copy asked what became of it", || {
        let view: ShipmentView = twin.ask("shipment", json!({ "id": draft.id }));
        (view.purchase == PurchaseState::Bought).then_some(view)
    });
    assert_eq!(number(&found), bench.karrio.ledger()[0].tracking_numbers[0]);
    assert_eq!(bench.karrio.ledger().len(), 1);
}

#[test]
fn what_waited_at_a_printer_is_held_in_a_copy() {
    let mut bench = Bench::new();
    let printer = bench.printer_id();
    bench.ask::<Value>("hold_printer", json!({ "printer": printer, "held": true }));
    let waiting = bench.bought("T-1", true);
    assert_eq!(bench.jobs().len(), 1);
    let copy = Twin::copy(&mut bench);
    let here = another_machine(copy.path());
    let twin = Twin::open(copy, here);
    let view: ShipmentView = twin.ask("shipment", json!({ "id": waiting.id }));
    assert_eq!(view.jobs[0].state, pb_domain::PrintState::Held);
    assert!(view.jobs[0].text.contains("copy"), "{:?}", view.jobs[0]);
}
