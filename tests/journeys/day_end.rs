//! A day's end: what was bought is handed over once, and a driver is ordered once.
use jiff::civil::Weekday;
use journeys::bench::Bench;
use pb_domain::{AccountId, DayEndState};
use pb_sim::carriers::{Answer, Fault, Op, SimCarriers};
use pb_station::api::{
    AccountView, AttentionKind, BenchState, Code, DayEnd, Failure, ManifestPapers, ShipmentView,
};
use serde_json::{Value, json};

const USPS: &str = "usps";

struct Shop {
    bench: Bench,
    carriers: SimCarriers,
    account: AccountId,
}

impl Shop {
    fn open() -> Self {
        let bench = Bench::new();
        // Who confirms by e-mail needs an address to write to.
        bench.ask::<Value>("save_address", json!({ "id": null, "name": "Warehouse", "default": true, "address": {
            "name": "Packing Dept", "company": "Example Goods", "line1": "12 Dock Street", "city": "Austin", "region": "TX",
            "postal_code": "78701", "country": "US", "phone": "+15125550100", "email": "bench@example.com"
        }}));
        let carriers = SimCarriers::start().expect("carriers");
        let draft = carriers.account(USPS).expect("an account");
        let account: AccountView = bench.ask("save_account", &draft);
        Self {
            account: account.id,
            bench,
            carriers,
        }
    }

    fn buy(&self, number: &str) -> ShipmentView {
        let draft = self.bench.draft(self.bench.order(number));
        let draft = self.bench.with_size(draft);
        let purchase = self.bench.purchase(&draft, "Simulated USPS", false);
        self.bench.ask("buy", purchase)
    }

    fn today(&self) -> String {
        self.bench.ask::<BenchState>("bench", json!({})).today
    }

    fn request(&self) -> Value {
        json!({ "account": self.account, "day": self.today() })
    }

    fn day(&self) -> DayEnd {
        self.bench.ask("day_end", self.request())
    }

    fn close(&self) -> Result<DayEnd, Failure> {
        self.bench.attempt("close_day", self.request())
    }

    /// Orders a driver for the next working day.
    fn order(&self) -> Value {
        let today: jiff::civil::Date = self.today().parse().expect("a day");
        let mut days = (1..).map(|n| today.saturating_add(jiff::Span::new().days(n)));
        let works =
            |day: &jiff::civil::Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        json!({
            "account": self.account, "bought_on": self.today(), "day": days.find(works).expect("one").to_string(),
            "ship_from": self.day().to_pick_up[0].ship_from, "ready": "10:00", "close": "17:30", "words": "Ring twice",
        })
    }

    fn drivers_asked_for(&self) -> usize {
        let asked = self.carriers.requests();
        let orders = |r: &&pb_sim::carriers::Seen| r.method == "POST" && r.path.contains("pickup");
        asked.iter().filter(orders).count()
    }

    fn asks_a_person(&self) -> bool {
        let state: BenchState = self.bench.ask("bench", json!({}));
        let unknown = |a: &pb_station::api::Attention| a.kind == AttentionKind::DayEndUnknown;
        state.attention.iter().any(unknown)
    }
}

#[test]
fn what_was_bought_is_handed_over_once() {
    let shop = Shop::open();
    let nothing = shop.close().expect_err("nothing was bought");
    assert_eq!(nothing.code, Code::Precondition);
    shop.buy("D-1");
    shop.buy("D-2");
    let day = shop.day();
    assert!(day.can_close && day.can_pick_up);
    assert_eq!(day.to_close, 2);
    assert_eq!(day.to_pick_up.len(), 1, "{day:?}");
    assert_eq!(day.to_pick_up[0].parcels, 2);

    let day = shop.close().expect("it takes them over");
    assert_eq!(day.to_close, 0);
    let [manifest] = day.manifests.as_slice() else {
        panic!("{day:?}")
    };
    assert_eq!(manifest.state, DayEndState::Done);
    assert_eq!((manifest.shipments, manifest.papers), (2, 1));
    assert!(!manifest.number.is_empty());
    let papers: ManifestPapers = shop
        .bench
        .ask("manifest_papers", json!({ "id": manifest.id }));
    assert!(papers.papers[0].base64.starts_with("JVBERi"), "a PDF");

    let again = shop.close().expect_err("they are handed over");
    assert_eq!(again.code, Code::Precondition);
    shop.buy("D-3");
    let day = shop.close().expect("the third goes on another");
    assert_eq!(day.manifests.len(), 2);
    assert_eq!(day.manifests[1].shipments, 1);
}

#[test]
fn a_lost_answer_is_a_persons_to_settle() {
    let shop = Shop::open();
    shop.buy("D-1");
    shop.carriers
        .fail_next(USPS, Op::Manifest, Fault::after(Answer::Dropped));
    let lost = shop.close().expect_err("nobody knows");
    assert_eq!(lost.code, Code::Precondition, "{lost:?}");
    assert!(shop.asks_a_person());
    let day = shop.day();
    assert_eq!(day.manifests[0].state, DayEndState::Unknown);
    assert!(!day.manifests[0].text.is_empty());
    assert_eq!(day.to_close, 0, "it may be on it");
    shop.close().expect_err("a person looks first");

    let settle = |done: bool| {
        let id = shop.day().manifests.last().expect("one").id;
        shop.bench
            .attempt::<DayEnd>("settle_manifest", json!({ "id": id, "done": done }))
    };
    let day = settle(false).expect("said");
    assert_eq!(
        (day.manifests[0].state, day.to_close),
        (DayEndState::Refused, 1)
    );
    assert!(!shop.asks_a_person());
    settle(true).expect_err("it is settled");
    // The person was wrong, and the carrier says so.
    let refused = shop.close().expect_err("it has them");
    assert_eq!(refused.code, Code::CarrierRefused, "{refused:?}");

    shop.buy("D-2");
    shop.carriers
        .fail_next(USPS, Op::Manifest, Fault::instead(Answer::Html500));
    shop.close().expect_err("nobody knows");
    assert_eq!(settle(true).expect("said").to_close, 0);
}

#[test]
fn one_driver_is_ordered_whatever_is_pressed() {
    let mut shop = Shop::open();
    shop.buy("D-1");
    let order = shop.order();
    let wrong = json!({ "ready": "25:00", "close": "", "day": "2020-01-01" });
    let mut bad = order.clone();
    bad.as_object_mut()
        .expect("an object")
        .extend(wrong.as_object().expect("an object").clone());
    let refused = shop
        .bench
        .attempt::<DayEnd>("order_pickup", &bad)
        .expect_err("no times");
    let fields: Vec<&str> = refused.fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["day", "ready", "close"]);

    // A telephone number that was corrected since makes no other place of it.
    let settings: Value = shop.bench.ask("settings", json!({}));
    let addresses = settings["addresses"].as_array().expect("addresses");
    let mut place = addresses
        .iter()
        .find(|a| a["id"] == order["ship_from"])
        .expect("it is there")
        .clone();
    place["address"]["phone"] = json!("+15125550199");
    shop.bench.ask::<Value>("save_address", place);
    let day: DayEnd = shop.bench.ask("order_pickup", &order);
    assert_eq!(day.pickups[0].state, DayEndState::Done);
    assert!(!day.pickups[0].number.is_empty());
    let again = shop.bench.attempt::<DayEnd>("order_pickup", &order);
    assert_eq!(again.expect_err("one comes").code, Code::Precondition);
    assert_eq!(shop.drivers_asked_for(), 1);

    let id = json!({ "id": day.pickups[0].id });
    let day: DayEnd = shop.bench.ask("cancel_pickup", &id);
    assert_eq!(day.pickups[0].state, DayEndState::Cancelled);
    shop.bench
        .attempt::<DayEnd>("cancel_pickup", &id)
        .expect_err("it is cancelled");

    // Killed while the carrier is asked, and it did order one.
    shop.carriers
        .fail_next(USPS, Op::Pickup, Fault::after(Answer::Never));
    shop.bench.begin("order_pickup", &order);
    shop.bench.until("the carrier was asked", || {
        (shop.drivers_asked_for() == 2).then_some(())
    });
    shop.bench.kill();
    shop.bench.start();
    let day = shop.day();
    assert_eq!(day.pickups[1].state, DayEndState::Unknown);
    assert!(shop.asks_a_person());
    let again = shop.bench.attempt::<DayEnd>("order_pickup", &order);
    assert_eq!(again.expect_err("one may come").code, Code::Precondition);
    assert_eq!(shop.drivers_asked_for(), 2);
    let seen = json!({ "id": day.pickups[1].id, "done": true, "number": "WTC123" });
    let day: DayEnd = shop.bench.ask("settle_pickup", seen);
    assert_eq!(day.pickups[1].state, DayEndState::Done);
    assert_eq!(day.pickups[1].number, "WTC123");
    assert!(!shop.asks_a_person());
}

#[test]
fn a_carrier_that_has_neither_says_so() {
    let shop = Shop::open();
    let accounts: Value = shop.bench.ask("accounts", json!({}));
    let own = &accounts["accounts"][0];
    let day: DayEnd = shop.bench.ask(
        "day_end",
        json!({ "account": own["id"], "day": shop.today() }),
    );
    assert!(!day.can_close && !day.can_pick_up, "{own}");
    let refused = shop.bench.attempt::<DayEnd>(
        "close_day",
        json!({ "account": own["id"], "day": shop.today() }),
    );
    assert!(
        refused
            .expect_err("it has none")
            .hint
            .contains("Print the list")
    );
}
