//! A purchase whose outcome is unknown, settled in each of the three ways against a server that really
//! behaves so: at most one is sold, and one that was sold is found again and printed.
use journeys::bench::Bench;
use pb_domain::{PrintState, PurchaseState, ShipmentId};
use pb_sim::connector::{Answer, Fault, Op, Seen};
use pb_sim::{ConnectorSetup, Settles, SimConnector};
use pb_station::api::{AccountView, Buy, Code, ShipmentView};
use serde_json::{Value, json};
use std::time::Duration;

/// The account that buys.
const COURIER: &str = "Courier";
const WAYS: [(Settles, &str); 3] = [
    (Settles::Keys, "resend"),
    (Settles::Find, "find"),
    (Settles::Neither, "person"),
];

/// A bench with a courier's server, whose account says how an unknown purchase is settled.
struct Scene {
    bench: Bench,
    courier: SimConnector,
    settle: &'static str,
}

impl Scene {
    fn new(settles: Settles, settle: &'static str) -> Self {
        Self::with(
            ConnectorSetup {
                settles,
                ..ConnectorSetup::default()
            },
            settle,
        )
    }

    fn with(setup: ConnectorSetup, settle: &'static str) -> Self {
        let scene = Self {
            bench: Bench::new(),
            courier: SimConnector::start_with(setup).expect("a server"),
            settle,
        };
        let account: AccountView = scene.bench.ask(
            "save_account",
            json!({
                "id": null, "carrier": "connector", "name": COURIER, "enabled": true,
                "settings": { "url": scene.courier.url(), "currency": "USD", "settle": settle },
                "secrets": { "token": SimConnector::TOKEN }, "table": null
            }),
        );
        let tested: Value = scene.bench.ask("test_account", json!({ "id": account.id }));
        assert!(tested["text"].as_str().unwrap().contains("Sim Courier"));
        scene
    }

    /// A purchase that is ready to be made.
    fn purchase(&self) -> Buy {
        let draft = self.bench.draft(self.bench.order("T-1"));
        self.bench.purchase(&draft, COURIER, false)
    }

    /// Buys, with a fault, and nobody knows what came of it.
    fn unknown(&self, fault: Fault) -> Buy {
        let purchase = self.purchase();
        self.courier.fail_next(Op::Buy, fault);
        let failed = self
            .bench
            .attempt::<ShipmentView>("buy", &purchase)
            .expect_err("nobody knows");
        assert_eq!(failed.code, Code::PurchaseUnknown, "{failed:?}");
        let view = self.bench.shipment(purchase.draft.id);
        assert_eq!(view.purchase, PurchaseState::Unknown);
        assert_eq!(view.can_ask_carrier, self.settle != "person");
        // Until it is settled nothing of the order is bought.
        let again = self.bench.attempt::<Value>("buy", &purchase);
        assert_eq!(again.expect_err("settle first").code, Code::PurchaseUnknown);
        purchase
    }

    fn settle(
        &self,
        id: ShipmentId,
        answer: &Value,
    ) -> Result<ShipmentView, pb_station::api::Failure> {
        self.bench
            .attempt("settle", json!({ "id": id, "answer": answer }))
    }

    fn ask(&self, id: ShipmentId) -> Result<ShipmentView, pb_station::api::Failure> {
        self.settle(id, &json!({ "kind": "ask_carrier" }))
    }

    fn person_says_bought(&self, id: ShipmentId) -> ShipmentView {
        let numbers = self.courier.ledger()[0].tracking_numbers.clone();
        self.settle(
            id,
            &json!({ "kind": "person_says_bought", "tracking_numbers": numbers }),
        )
        .expect("a person saw it")
    }

    /// What was sold is here, once, and prints.
    fn sold_once_and_printed(&self, id: ShipmentId) {
        let ledger = self.courier.ledger();
        assert_eq!(ledger.len(), 1, "{}: {ledger:?}", self.settle);
        let view = self.bench.shipment(id);
        assert_eq!(view.purchase, PurchaseState::Bought, "{}", self.settle);
        let number = &ledger[0].tracking_numbers[0];
        assert_eq!(&view.parcels[0].tracking_number, number);
        if self.settle != "person" {
            assert_eq!(view.charged.map(|c| c.minor), Some(ledger[0].charge.minor));
            self.bench.print(id);
            self.bench.until_print(id, PrintState::Printed);
            let labels = self.bench.printer.labels();
            assert_eq!(labels.len(), 1);
            assert!(
                labels[0].barcodes.contains(number),
                "{:?}",
                labels[0].barcodes
            );
        }
    }

    /// Every request that buys, as it arrived.
    fn buys(&self) -> Vec<Seen> {
        self.courier
            .requests()
            .into_iter()
            .filter(|r| r.method == "POST" && r.path == "/v1/shipments")
            .collect()
    }
}

#[test]
fn sold_and_the_answer_lost() {
    for (settles, settle) in WAYS {
        for answer in [
            Answer::Dropped,
            Answer::Problem500,
            Answer::Html500,
            Answer::HalfJson,
            Answer::SaidTwice,
            Answer::Empty200,
        ] {
            let scene = Scene::new(settles, settle);
            let id = scene.unknown(Fault::after(answer)).draft.id;
            match settle {
                "person" => {
                    let refused = scene.ask(id).expect_err("it cannot be asked");
                    assert_eq!(refused.code, Code::PurchaseUnknown);
                    assert_eq!(scene.buys().len(), 1, "and it was not");
                    scene.person_says_bought(id);
                }
                _ => {
                    scene.ask(id).expect("it was sold");
                }
            }
            scene.sold_once_and_printed(id);
        }
    }
}

#[test]
fn the_answer_lost_before_the_sale() {
    for (settles, settle) in WAYS {
        for answer in [Answer::Dropped, Answer::Html500] {
            let scene = Scene::new(settles, settle);
            let purchase = scene.unknown(Fault::instead(answer));
            let id = purchase.draft.id;
            assert_eq!(scene.courier.ledger(), []);
            match settle {
                // The same request again is the purchase.
                "resend" => {
                    scene.ask(id).expect("it is sold now");
                }
                "find" => {
                    // It may still arrive; only later is it certain that it does not.
                    let early = scene.ask(id).expect_err("nobody knows yet");
                    assert_eq!(early.code, Code::PurchaseUnknown);
                    scene.courier.wind(Duration::from_secs(121));
                    let view = scene.ask(id).expect("it is certain");
                    assert_eq!(view.purchase, PurchaseState::Refused);
                }
                _ => {
                    let view = scene
                        .settle(id, &json!({ "kind": "person_says_not" }))
                        .expect("a person looked");
                    assert_eq!(view.purchase, PurchaseState::Refused);
                }
            }
            if settle != "resend" {
                assert_eq!(scene.courier.ledger(), []);
                if settle == "person" {
                    // The order is free, and bought anew.
                    let draft = scene.bench.draft(purchase.draft.order);
                    let anew = scene.bench.purchase(&draft, COURIER, false);
                    scene.bench.ask::<ShipmentView>("buy", &anew);
                    assert_eq!(scene.courier.ledger().len(), 1);
                }
                continue;
            }
            scene.sold_once_and_printed(id);
        }
    }
}

#[test]
fn killed_between_the_request_and_its_answer() {
    for (settles, settle) in WAYS {
        let mut scene = Scene::new(settles, settle);
        let purchase = scene.purchase();
        let id = purchase.draft.id;
        scene
            .courier
            .fail_next(Op::Buy, Fault::after(Answer::Never));
        scene.bench.begin("buy", &purchase);
        scene.bench.until("the server sold", || {
            (scene.courier.ledger().len() == 1).then_some(())
        });
        scene.bench.kill();
        scene.bench.start();
        if settle == "person" {
            assert_eq!(scene.bench.shipment(id).purchase, PurchaseState::Unknown);
            assert_eq!(scene.buys().len(), 1);
            scene.person_says_bought(id);
        } else {
            // By itself, at the start.
            scene.bench.until_purchase(id, PurchaseState::Bought);
        }
        scene.sold_once_and_printed(id);
    }
}

#[test]
fn killed_before_the_service_began_to_sell() {
    for (settles, settle) in WAYS {
        let mut scene = Scene::new(settles, settle);
        let purchase = scene.purchase();
        let id = purchase.draft.id;
        scene
            .courier
            .fail_next(Op::Buy, Fault::instead(Answer::Never));
        scene.bench.begin("buy", &purchase);
        scene
            .bench
            .until("it was asked", || (scene.buys().len() == 1).then_some(()));
        scene.bench.kill();
        scene.courier.wind(Duration::from_secs(121));
        scene.bench.start();
        match settle {
            "resend" => {
                scene.bench.until_purchase(id, PurchaseState::Bought);
                scene.sold_once_and_printed(id);
            }
            "find" => {
                scene.bench.until_purchase(id, PurchaseState::Refused);
                assert_eq!(scene.courier.ledger(), []);
            }
            _ => {
                assert_eq!(scene.bench.shipment(id).purchase, PurchaseState::Unknown);
                assert_eq!(scene.courier.ledger(), []);
                assert_eq!(scene.buys().len(), 1);
            }
        }
    }
}

#[test]
fn the_network_comes_back_and_it_settles_by_itself() {
    for (settles, settle) in [(Settles::Keys, "resend"), (Settles::Find, "find")] {
        let scene = Scene::new(settles, settle);
        let id = scene.unknown(Fault::after(Answer::Dropped)).draft.id;
        scene.courier.unplug();
        scene.bench.karrio.unplug();
        let other = scene.bench.draft(scene.bench.order("T-2"));
        scene.bench.rates(&other);
        assert!(scene.ask(id).is_err(), "there is no network");
        assert_eq!(scene.bench.shipment(id).purchase, PurchaseState::Unknown);
        scene.courier.plug();
        scene.bench.karrio.plug();
        // Whatever is asked next notices that the network is back.
        scene.bench.rates(&other);
        scene.bench.until_purchase(id, PurchaseState::Bought);
        scene.sold_once_and_printed(id);
    }
}

#[test]
fn the_very_same_bytes_are_sent_again() {
    let mut scene = Scene::new(Settles::Keys, "resend");
    let id = scene.unknown(Fault::after(Answer::Dropped)).draft.id;
    scene
        .courier
        .fail_next(Op::Buy, Fault::after(Answer::Problem500));
    assert!(scene.ask(id).is_err(), "the second answer is lost as well");
    // A third time, by another process, from what the journal holds.
    scene.bench.kill();
    scene.bench.start();
    scene.bench.until_purchase(id, PurchaseState::Bought);
    let buys = scene.buys();
    assert_eq!(buys.len(), 3);
    assert!(buys.iter().all(|b| *b == buys[0]), "{buys:?}");
    assert!(!buys[0].key.is_empty());
    scene.sold_once_and_printed(id);
}

#[test]
fn a_key_that_expired_is_for_a_person() {
    let scene = Scene::new(Settles::Keys, "resend");
    let id = scene.unknown(Fault::after(Answer::Dropped)).draft.id;
    scene.courier.wind(Duration::from_secs(80 * 3_600));
    let stays = scene.ask(id).expect_err("nobody can tell any more");
    assert_eq!(stays.code, Code::PurchaseUnknown);
    assert!(stays.hint.contains("courier's own pages"), "{stays:?}");
    assert_eq!(scene.courier.ledger().len(), 1);
    scene.person_says_bought(id);
    assert_eq!(scene.courier.ledger().len(), 1);
}

#[test]
fn a_service_that_broke_its_promise_is_not_asked_to_sell_again() {
    for (settles, settle) in [(Settles::Keys, "resend"), (Settles::Find, "find")] {
        let scene = Scene::new(settles, settle);
        let id = scene.unknown(Fault::after(Answer::Dropped)).draft.id;
        // Here the same request again would be sold again.
        scene.courier.set_settles(Settles::Neither);
        let stays = scene.ask(id).expect_err("the promise is gone");
        assert_eq!(stays.code, Code::PurchaseUnknown);
        assert_eq!(scene.buys().len(), 1);
        assert_eq!(scene.courier.ledger().len(), 1);
    }
}

#[test]
fn what_is_still_at_work_is_asked_about_again_by_itself() {
    for (settles, settle) in [(Settles::Keys, "resend"), (Settles::Find, "find")] {
        let mut scene = Scene::with(
            ConnectorSetup {
                settles,
                processing: Duration::from_secs(3),
                ..ConnectorSetup::default()
            },
            settle,
        );
        let purchase = scene.purchase();
        let id = purchase.draft.id;
        scene.bench.begin("buy", &purchase);
        scene
            .bench
            .until("it was asked", || (scene.buys().len() == 1).then_some(()));
        scene.bench.kill();
        scene.bench.start();
        // Nobody asks: the server said when it is worth it.
        scene.bench.until_purchase(id, PurchaseState::Bought);
        scene.sold_once_and_printed(id);
    }
}

#[test]
fn what_is_only_accepted_is_settled_by_itself() {
    for (settles, settle) in [(Settles::Keys, "resend"), (Settles::Find, "find")] {
        let scene = Scene::new(settles, settle);
        let accepted = Answer::Accepted(Duration::from_secs(6));
        let id = scene.unknown(Fault::after(accepted)).draft.id;
        scene.bench.until_purchase(id, PurchaseState::Bought);
        scene.sold_once_and_printed(id);
    }
}

#[test]
fn a_request_that_arrives_twice_is_sold_once_where_that_is_promised() {
    for (settles, settle) in [(Settles::Keys, "resend"), (Settles::Find, "find")] {
        let scene = Scene::new(settles, settle);
        let purchase = scene.purchase();
        let id = purchase.draft.id;
        scene
            .courier
            .fail_next(Op::Buy, Fault::after(Answer::Repeated));
        let bought = scene.bench.attempt::<ShipmentView>("buy", &purchase);
        if settle == "find" {
            // The second is refused as a duplicate, which says nothing of the first.
            assert_eq!(
                bought.expect_err("nobody knows").code,
                Code::PurchaseUnknown
            );
            scene.ask(id).expect("it is there");
        } else {
            bought.expect("both have one answer");
        }
        scene.sold_once_and_printed(id);
    }
}

#[test]
fn a_clear_no_frees_the_order() {
    for (settles, settle) in WAYS {
        let scene = Scene::new(settles, settle);
        let purchase = scene.purchase();
        scene.courier.set_surcharge(100);
        let refused = scene
            .bench
            .attempt::<Value>("buy", &purchase)
            .expect_err("it costs more");
        assert_eq!(refused.code, Code::CarrierRefused, "{refused:?}");
        scene.courier.set_surcharge(0);
        for retry_after in [Some(1), None] {
            let throttled = Answer::Throttled { retry_after };
            scene.courier.fail_next(Op::Buy, Fault::instead(throttled));
            let refused = scene.bench.attempt::<Value>("buy", &purchase);
            assert_eq!(
                refused.expect_err("too often").code,
                Code::CarrierUnreachable
            );
        }
        assert_eq!(scene.courier.ledger(), []);
        scene.bench.ask::<ShipmentView>("buy", &purchase);
        scene.sold_once_and_printed(purchase.draft.id);
    }
}

#[test]
fn the_account_is_held_against_what_the_service_promises() {
    let scene = Scene::new(Settles::Neither, "person");
    for settle in ["resend", "find"] {
        let account: AccountView = scene.bench.ask(
            "save_account",
            json!({
                "id": null, "carrier": "connector", "name": settle, "enabled": true,
                "settings": { "url": scene.courier.url(), "currency": "USD", "settle": settle },
                "secrets": { "token": SimConnector::TOKEN }, "table": null
            }),
        );
        let wrong = scene
            .bench
            .attempt::<Value>("test_account", json!({ "id": account.id }))
            .expect_err("it promises nothing");
        assert_eq!(wrong.fields[0].field, "settle");
    }
}

#[test]
fn a_void_whose_answer_was_lost_is_looked_up() {
    let scene = Scene::new(Settles::Keys, "resend");
    let purchase = scene.purchase();
    let id = purchase.draft.id;
    scene.bench.ask::<ShipmentView>("buy", &purchase);
    scene
        .courier
        .fail_next(Op::Void, Fault::after(Answer::Dropped));
    let view: ShipmentView = scene
        .bench
        .ask("void", json!({ "id": id, "person_says_voided": false }));
    assert_eq!(view.purchase, PurchaseState::Voided);
    assert!(scene.courier.ledger()[0].voided);
}
