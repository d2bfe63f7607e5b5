//! What was labelled without the carrier is booked afterwards: in order, once, and with the carrier's no in
//! plain words.
use journeys::bench::Bench;
use pb_domain::{BookingState, Money, PrintState, PurchaseState, Rate, ShipmentId};
use pb_sim::SimConnector;
use pb_sim::connector::{Answer, Fault, Op, Settles};
use pb_station::api::{
    AccountView, BenchState, Buy, Code, PoolView, PoolsView, ShipmentDraft, ShipmentView,
};
use serde_json::{Value, json};

/// A bench whose courier gives numbers ahead and takes bookings.
struct Courier {
    bench: Bench,
    sim: SimConnector,
    account: AccountView,
}

impl Courier {
    /// With a pool of so many numbers for its van, at five dollars a parcel.
    fn with_numbers(count: u32) -> Self {
        let bench = Bench::new();
        let sim = SimConnector::start(Settles::Keys).expect("a service");
        let account: AccountView = bench.ask(
            "save_account",
            json!({
                "id": null, "carrier": "connector", "name": "Courier", "enabled": true,
                "settings": { "url": sim.url(), "currency": "USD", "settle": "resend" },
                "secrets": { "token": SimConnector::TOKEN }, "table": null
            }),
        );
        let courier = Self {
            bench,
            sim,
            account,
        };
        let pool = courier.save_pool(0, 0);
        if count > 0 {
            courier.bench.ask::<PoolView>(
                "reserve_numbers",
                json!({ "pool": pool.id, "count": count }),
            );
        }
        courier
    }

    fn save_pool(&self, low_water: u32, top_up: u32) -> PoolView {
        let old = self.pools().pools.first().map(|p| p.id);
        self.bench.ask("save_pool", json!({
            "id": old, "account": self.account.id, "name": "Van numbers", "source": "carrier",
            "terms": {
                "services": [{ "code": "van", "name": "Van" }], "pattern": null, "check": "none", "barcode": "code128",
                "low_water": low_water, "top_up": top_up,
                "price": { "kind": "fixed", "amount": { "minor": 600, "currency": "USD" } }, "always": false
            }
        }))
    }

    fn pools(&self) -> PoolsView {
        self.bench.ask("pools", json!({}))
    }

    fn left(&self) -> u64 {
        self.pools().pools[0].left
    }

    fn offers(&self, draft: &ShipmentDraft) -> Vec<Rate> {
        let rates = self.bench.rates(draft).rates;
        rates
            .into_iter()
            .filter(|r| r.account == self.account.id)
            .collect()
    }

    fn purchase(&self, draft: &ShipmentDraft, print: bool) -> Buy {
        let mut offers = self.offers(draft).into_iter();
        Buy {
            draft: draft.clone(),
            rate: offers
                .find(|r| r.pooled.is_some())
                .expect("the pool offers"),
            accepted: None,
            print,
        }
    }

    /// Ships an order while the courier cannot be reached.
    fn ship(&self, number: &str, print: bool) -> ShipmentView {
        let draft = self.bench.draft(self.bench.order(number));
        self.bench.ask("buy", self.purchase(&draft, print))
    }

    /// The network is back: somebody asks for a rate, and hears an answer.
    fn back(&self, number: &str) {
        self.sim.plug();
        let draft = self.bench.draft(self.bench.order(number));
        self.bench.rates(&draft);
    }

    fn until(&self, id: ShipmentId, state: BookingState) -> ShipmentView {
        self.bench.until(&format!("a booking in {state:?}"), || {
            let view = self.bench.shipment(id);
            let reached = view.booking.as_ref().is_some_and(|b| b.state == state);
            reached.then_some(view)
        })
    }

    fn attention(&self, kind: &str) -> Option<String> {
        let state: BenchState = self.bench.ask("bench", json!({}));
        let found = state
            .attention
            .iter()
            .find(|a| serde_json::to_value(a.kind).is_ok_and(|k| k == kind));
        found.map(|a| a.text.clone())
    }

    /// The numbers that the courier knows of, in the order of booking.
    fn booked(&self) -> Vec<String> {
        let sales = self.sim.ledger();
        let booked = sales.iter().filter(|s| s.booked && !s.voided);
        booked.flat_map(|s| s.tracking_numbers.clone()).collect()
    }
}

fn number(shipment: &ShipmentView) -> String {
    shipment.parcels[0].tracking_number.clone()
}

fn refuses(detail: &str) -> Fault {
    Fault::instead(Answer::Refuses {
        code: "invalid".into(),
        detail: detail.into(),
    })
}

#[test]
fn what_was_shipped_offline_is_booked_in_order_when_the_network_is_back() {
    let mut courier = Courier::with_numbers(10);
    courier.sim.unplug();
    let draft = courier.bench.draft(courier.bench.order("T-0"));
    let offers = courier.offers(&draft);
    assert_eq!(offers.len(), 1, "{offers:?}");
    let pooled = offers[0].pooled.as_ref().expect("a pool's");
    assert!(
        pooled.booked_later && pooled.basis.contains("fixed price"),
        "{pooled:?}"
    );
    let shipped: Vec<ShipmentView> = (1..=3)
        .map(|n| courier.ship(&format!("T-{n}"), true))
        .collect();
    for shipment in &shipped {
        assert_eq!(shipment.purchase, PurchaseState::Bought);
        courier.bench.until_print(shipment.id, PrintState::Printed);
        let view = courier.until(shipment.id, BookingState::Due);
        assert!(!view.can.track && view.can.void, "{:?}", view.can);
    }
    let paper = courier.bench.printer.labels();
    for (label, shipment) in paper.iter().zip(&shipped) {
        assert!(
            label.barcodes.contains(&number(shipment)),
            "{:?}",
            label.barcodes
        );
    }
    assert_eq!(courier.booked(), Vec::<String>::new());
    // A power cut, and still no network.
    courier.bench.kill();
    courier.bench.start();
    assert_eq!(courier.pools().bookings.len(), 3);
    courier.back("T-9");
    for shipment in &shipped {
        courier.until(shipment.id, BookingState::Booked);
        // Read anew: what was looked at may be of two moments.
        let view = courier.bench.shipment(shipment.id);
        assert!(view.can.track, "{:?}", view.can);
        assert!(
            view.charged.is_some_and(|c| c.minor == 570),
            "{:?}",
            view.charged
        );
        assert!(!view.charged_more, "less than was shown is nobody's worry");
    }
    let numbers: Vec<String> = shipped.iter().map(number).collect();
    assert_eq!(
        courier.booked(),
        numbers,
        "in the order of buying, each once"
    );
    assert!(courier.pools().bookings.is_empty());
    // Booked, it is voided at the courier like any other.
    let voided: ShipmentView = courier.bench.ask(
        "void",
        json!({ "id": shipped[0].id, "person_says_voided": false }),
    );
    assert_eq!(voided.purchase, PurchaseState::Voided);
    assert_eq!(courier.booked().len(), 2);
}

#[test]
fn with_the_network_there_a_pool_is_offered_only_when_its_merchant_wants_it() {
    let courier = Courier::with_numbers(2);
    let draft = courier.bench.draft(courier.bench.order("T-1"));
    assert!(courier.offers(&draft).iter().all(|r| r.pooled.is_none()));
    let pool = courier.pools().pools.remove(0);
    let mut terms = serde_json::to_value(&pool.terms).unwrap();
    terms["always"] = json!(true);
    courier.bench.ask::<PoolView>("save_pool", json!({
        "id": pool.id, "account": pool.account, "name": pool.name, "source": "carrier", "terms": terms
    }));
    let shipment: ShipmentView = courier.bench.ask("buy", courier.purchase(&draft, false));
    courier.until(shipment.id, BookingState::Booked);
    assert_eq!(
        courier.booked(),
        [number(&shipment)],
        "told at once, by itself"
    );
}

#[test]
fn a_refused_booking_says_what_to_do_and_is_booked_again_when_it_is_corrected() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let (first, second) = (courier.ship("T-1", true), courier.ship("T-2", false));
    courier.bench.until_print(first.id, PrintState::Printed);
    courier
        .sim
        .fail_next(Op::Book, refuses("There is no such street"));
    courier.back("T-9");
    let refused = courier.until(first.id, BookingState::Refused);
    courier.until(second.id, BookingState::Booked);
    let booking = refused.booking.as_ref().expect("a booking");
    assert!(
        booking.text.contains("There is no such street"),
        "{booking:?}"
    );
    assert!(booking.text.contains("Correct the address"), "{booking:?}");
    let attention = courier
        .attention("booking_refused")
        .expect("a person is told");
    assert!(
        attention.contains("T-1") && attention.contains("There is no such street"),
        "{attention}"
    );
    assert!(refused.can.void && !refused.can.print, "{:?}", refused.can);

    let mut address = refused.ship_to.clone();
    address.city.clear();
    let incomplete = courier.bench.attempt::<ShipmentView>(
        "rebook",
        json!({ "id": first.id, "ship_to": address, "service": null }),
    );
    assert_eq!(
        incomplete.expect_err("no city").fields[0].field,
        "ship_to.city"
    );
    address.city = "Sparks".into();
    address.line1 = "7 Oak Street".into();
    let corrected: ShipmentView = courier.bench.ask(
        "rebook",
        json!({ "id": first.id, "ship_to": address, "service": null }),
    );
    assert_eq!(number(&corrected), number(&first), "the same number");
    assert_eq!(corrected.ship_to.line1, "7 Oak Street");
    assert!(corrected.can.print, "its new label is not on paper yet");
    let booked = courier.until(first.id, BookingState::Booked);
    assert_eq!(courier.attention("booking_refused"), None);
    courier.bench.print(booked.id);
    courier.bench.until_print(booked.id, PrintState::Printed);
    let label = courier.bench.printer.labels().pop().expect("paper");
    assert!(
        label.barcodes.contains(&number(&first)),
        "{:?}",
        label.barcodes
    );
    let asked = courier.sim.requests();
    let last = asked
        .iter()
        .rfind(|r| r.path.ends_with("/v1/bookings"))
        .expect("asked");
    assert!(String::from_utf8_lossy(&last.body).contains("7 Oak Street"));
    let again = courier.bench.attempt::<Value>(
        "rebook",
        json!({ "id": first.id, "ship_to": null, "service": null }),
    );
    assert_eq!(again.expect_err("it is booked").code, Code::Precondition);
}

#[test]
fn a_refused_booking_can_be_voided_and_its_number_is_not_used_again() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let shipment = courier.ship("T-1", true);
    courier.bench.until_print(shipment.id, PrintState::Printed);
    courier
        .sim
        .fail_all(Op::Book, refuses("We do not go there"));
    courier.back("T-9");
    courier.until(shipment.id, BookingState::Refused);
    let other = courier.bench.attempt::<Value>(
        "rebook",
        json!({ "id": shipment.id, "ship_to": null, "service": "bike" }),
    );
    assert!(other.expect_err("not of this pool").hint.contains("van"));
    courier.bench.ask::<ShipmentView>(
        "rebook",
        json!({ "id": shipment.id, "ship_to": null, "service": null }),
    );
    courier.until(shipment.id, BookingState::Refused);
    let voided: ShipmentView = courier.bench.ask(
        "void",
        json!({ "id": shipment.id, "person_says_voided": false }),
    );
    assert_eq!(voided.purchase, PurchaseState::Voided);
    assert_eq!(
        voided.booking.map(|b| b.state),
        Some(BookingState::Cancelled)
    );
    assert_eq!(courier.attention("booking_refused"), None);
    assert!(courier.sim.ledger().is_empty(), "the courier never had it");
    courier.sim.unplug();
    assert_ne!(number(&courier.ship("T-2", false)), number(&shipment));
}

#[test]
fn voided_before_the_courier_was_told_it_is_never_told() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let shipment = courier.ship("T-1", false);
    assert_eq!(courier.left(), 4);
    courier.bench.ask::<ShipmentView>(
        "void",
        json!({ "id": shipment.id, "person_says_voided": false }),
    );
    assert_eq!(courier.left(), 5, "its label never left");
    courier.back("T-9");
    courier.bench.ask::<PoolsView>("book_now", json!({}));
    assert!(courier.sim.ledger().is_empty());
}

#[test]
fn a_booking_whose_answer_is_lost_is_booked_once() {
    for fault in [
        Fault::after(Answer::Dropped),
        Fault::after(Answer::HalfJson),
        Fault::after(Answer::Problem500),
        Fault::instead(Answer::Html500),
    ] {
        let courier = Courier::with_numbers(5);
        courier.sim.unplug();
        let shipment = courier.ship("T-1", false);
        courier.sim.fail_all(Op::Book, fault.clone());
        courier.back("T-9");
        let view = courier.until(shipment.id, BookingState::Unknown);
        assert!(view.booking.is_some_and(|b| b.can_ask), "{fault:?}");
        // While it is asked once more nobody is needed.
        courier.bench.until("a question to a person", || {
            courier.attention("booking_unknown")
        });
        let void = courier.bench.attempt::<Value>(
            "void",
            json!({ "id": shipment.id, "person_says_voided": false }),
        );
        assert_eq!(
            void.expect_err("the courier may have it").code,
            Code::Precondition
        );
        courier.sim.heal();
        // It is asked again by itself, too, and may be settled before a person asks.
        let _ = courier.bench.attempt::<ShipmentView>(
            "settle_booking",
            json!({ "id": shipment.id, "answer": "ask_carrier" }),
        );
        courier.until(shipment.id, BookingState::Booked);
        assert_eq!(courier.booked(), [number(&shipment)], "{fault:?}");
    }
}

#[test]
fn what_may_have_arrived_stays_unknown_while_the_courier_is_away() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let shipment = courier.ship("T-1", false);
    courier
        .sim
        .fail_all(Op::Book, Fault::after(Answer::Dropped));
    courier.back("T-9");
    courier.until(shipment.id, BookingState::Unknown);
    courier.sim.unplug();
    courier.bench.ask::<PoolsView>("book_now", json!({}));
    let view = courier.bench.shipment(shipment.id);
    assert_eq!(
        view.booking.map(|b| b.state),
        Some(BookingState::Unknown),
        "not due: it did arrive"
    );
    // A person who sees it on the courier's pages may say so.
    let said: ShipmentView = courier.bench.ask(
        "settle_booking",
        json!({ "id": shipment.id, "answer": "person_says_booked" }),
    );
    assert_eq!(said.booking.map(|b| b.state), Some(BookingState::Booked));
    let twice = courier.bench.attempt::<Value>(
        "settle_booking",
        json!({ "id": shipment.id, "answer": "person_says_not" }),
    );
    assert_eq!(twice.expect_err("settled").code, Code::Precondition);
}

#[test]
fn killed_while_it_books_each_number_is_booked_once() {
    let mut courier = Courier::with_numbers(20);
    let mut numbers = Vec::new();
    for round in 0..6u32 {
        courier.sim.heal();
        courier.sim.unplug();
        let shipment = courier.ship(&format!("T-{round}"), false);
        numbers.push(number(&shipment));
        let fault = match round % 3 {
            0 => Fault::after(Answer::Never),
            1 => Fault::instead(Answer::Never),
            _ => Fault::after(Answer::Late(std::time::Duration::from_millis(300))),
        };
        courier.sim.fail_all(Op::Book, fault);
        courier.sim.plug();
        courier.bench.begin("book_now", json!({}));
        courier.until(shipment.id, BookingState::Sent);
        courier.bench.kill();
        courier.sim.heal();
        courier.bench.start();
        // What may have left is sent again by itself at the start.
        courier.until(shipment.id, BookingState::Booked);
    }
    assert_eq!(courier.booked(), numbers, "each once, in order");
}

#[test]
fn a_higher_charge_is_shown_to_a_person() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let shipment = courier.ship("T-1", false);
    courier.sim.set_surcharge(400);
    courier.back("T-9");
    let view = courier.until(shipment.id, BookingState::Booked);
    assert!(
        view.charged_more,
        "{:?} for {:?}",
        view.charged, view.rate.total
    );
    assert_eq!(view.charged.map(|c: Money| c.minor), Some(970));
    let told = courier
        .attention("charged_more")
        .expect("a person is asked");
    assert!(told.contains("9.70") && told.contains("6.00"), "{told}");
}

#[test]
fn a_pool_that_runs_low_is_filled_when_the_courier_can_be_reached() {
    let courier = Courier::with_numbers(4);
    courier.sim.unplug();
    courier.save_pool(2, 6);
    courier.ship("T-1", false);
    assert_eq!(courier.attention("numbers_low"), None);
    courier.ship("T-2", false);
    let low = courier.attention("numbers_low").expect("offline, too");
    assert!(low.contains("2 waybill numbers are left"), "{low}");
    courier.back("T-9");
    courier
        .bench
        .until("more numbers", || (courier.left() == 8).then_some(()));
    assert_eq!(courier.attention("numbers_low"), None);
    let pool = courier.pools().pools.remove(0);
    assert_eq!(pool.total, 10);
    assert!(
        pool.expires_on.is_some(),
        "the courier keeps them for some weeks"
    );
    // A courier that gives no more is named, and asked for by hand it says why.
    courier.sim.fail_all(
        Op::Numbers,
        Fault::instead(Answer::Refuses {
            code: "exhausted".into(),
            detail: "No range is free".into(),
        }),
    );
    let refused = courier
        .bench
        .attempt::<PoolView>("reserve_numbers", json!({ "pool": pool.id, "count": 5 }));
    assert!(refused.expect_err("none").text.contains("No range is free"));
    assert!(courier.pools().pools[0].problem.is_some());
}

#[test]
fn a_copied_bench_books_what_was_due_without_doing_it_twice() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let shipment = courier.ship("T-1", false);
    courier.until(shipment.id, BookingState::Due);
    courier.bench.ask::<PoolsView>("hold_numbers", json!({}));
    let view = courier.bench.shipment(shipment.id);
    assert_eq!(
        view.booking.map(|b| b.state),
        Some(BookingState::Unknown),
        "the twin may have told it"
    );
    assert_eq!(courier.left(), 0);
    courier.back("T-9");
    courier.until(shipment.id, BookingState::Booked);
    // New numbers are nobody else's.
    let pool = courier.pools().pools.remove(0);
    courier
        .bench
        .ask::<PoolView>("reserve_numbers", json!({ "pool": pool.id, "count": 3 }));
    assert_eq!((courier.left(), courier.pools().pools[0].held), (3, 4));
}

#[test]
fn an_account_that_is_still_to_be_told_something_stays() {
    let courier = Courier::with_numbers(5);
    courier.sim.unplug();
    let shipment = courier.ship("T-1", false);
    let refused = courier
        .bench
        .attempt::<Value>("delete_account", json!({ "id": courier.account.id }));
    assert_eq!(
        refused.expect_err("a booking is due").code,
        Code::Precondition
    );
    courier.back("T-9");
    courier.until(shipment.id, BookingState::Booked);
    courier
        .bench
        .ask::<Value>("delete_account", json!({ "id": courier.account.id }));
}
