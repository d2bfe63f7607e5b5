//! Ekart's adapter against the simulated Ekart: that both speak of the same thing, and that a parcel is sold once.
use axum::body::Bytes;
use axum::http::HeaderMap;
use jiff::{ToSpan as _, Zoned};
use pb_carriers::Heard;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    Bought, BoughtRef, Consignment, Cx, Instruction, Prepared, Profile, Settled, Ship, Ships,
};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::ekart::{CLIENT_ID, PASSWORD, PREFIX, USERNAME};
use pb_sim::carriers::{Answer, Course, Fault, Op};
use pb_sim::{CarriersSetup, SimCarriers};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
    profile: &'static Profile,
}

/// A bench with an account of its own, and a clock that stands at a Thursday noon in India.
fn start() -> Bench {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-11-26T06:30:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let engine = Engine::new(EngineOptions {
        limits: |_| &Limits::NONE,
        attempts: 1,
        ..EngineOptions::default()
    })
    .expect("an engine");
    let profile = pb_carriers::find("ekart").expect("it is known");
    let settings = profile
        .form
        .iter()
        .map(|field| (field.name.to_owned(), field.default.to_owned()));
    let mut account = Account {
        id: AccountId(Uuid::new_v4()),
        carrier: "ekart".to_owned(),
        name: "Our Ekart".to_owned(),
        enabled: true,
        settings: settings.collect(),
        secrets: [
            ("client_id", CLIENT_ID),
            ("username", USERNAME),
            ("password", PASSWORD),
            ("webhook_secret", "between-us"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        table: None,
    };
    let mut set = |name: &str, value: String| account.settings.insert(name.to_owned(), value);
    set("url", sim.url_of(PREFIX));
    set("gstin", "29AAAAA0000A1Z5".to_owned());
    Bench {
        sim,
        engine,
        account,
        profile,
    }
}

impl Bench {
    fn ships(&self) -> &'static dyn Ships {
        match &self.profile.ship {
            Ship::Remote(ships) => *ships,
            Ship::Own => panic!("it is asked"),
        }
    }

    fn now(&self) -> Zoned {
        self.sim.now().to_zoned(jiff::tz::TimeZone::UTC)
    }

    /// Rates, and makes the purchase of the one rate ready.
    async fn prepare(&self, consignment: &Consignment) -> Prepared {
        let now = self.now();
        let cx = self.cx(&now);
        let rates = self.profile.rates.rate(cx, consignment).await;
        let rates = rates.expect("a price").rates;
        let [rate] = rates.as_slice() else {
            panic!("{rates:?}")
        };
        assert!(!rate.charges.is_empty(), "the parts add up: {rate:?}");
        let purchase = PurchaseId(Uuid::now_v7());
        let prepared = self
            .ships()
            .prepare(cx, purchase, consignment, rate, Format::Zpl);
        prepared.await.expect("it is sayable")
    }

    async fn try_buy(&self, consignment: &Consignment) -> Result<Bought, Problem> {
        let prepared = self.prepare(consignment).await;
        let now = self.now();
        self.ships()
            .buy(self.cx(&now), &prepared, consignment)
            .await
    }

    async fn buy(&self, consignment: &Consignment) -> BoughtRef {
        let bought = self.try_buy(consignment).await.expect("it is sold");
        of(&bought)
    }

    fn cx<'a>(&'a self, now: &'a Zoned) -> Cx<'a> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now,
        }
    }

    async fn status(&self, bought: &BoughtRef) -> Option<ShipmentStatus> {
        let now = self.now();
        let tracks = self.profile.track.expect("it tracks");
        let number = &bought.tracking_numbers[0];
        let there = tracks.track(self.cx(&now), bought, number).await;
        there.expect("a track").status
    }

    async fn void(&self, bought: &BoughtRef) -> Result<(), Problem> {
        let now = self.now();
        let voids = self.profile.void.expect("it voids");
        voids.void(self.cx(&now), bought).await
    }

    async fn instruct(&self, bought: &BoughtRef, instruction: &Instruction) -> Result<(), Problem> {
        let now = self.now();
        let instructions = self.profile.instructions.expect("it can be told");
        let number = &bought.tracking_numbers[0];
        instructions
            .instruct(self.cx(&now), bought, number, instruction)
            .await
    }

    /// Requests of a method and path.
    fn asked(&self, method: &str, path: &str) -> usize {
        let requests = self.sim.requests();
        let same = requests
            .iter()
            .filter(|r| r.method == method && r.path == path);
        same.count()
    }
}

fn of(bought: &Bought) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: bought
            .parcels
            .iter()
            .map(|p| p.tracking_number.clone())
            .collect(),
        service: "SURFACE".to_owned(),
    }
}

fn inr(paise: i64) -> Money {
    Money::new(paise, Currency::from_code("INR").expect("INR"))
}

fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::now_v7()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: format!("{grams}g"),
            by: "Test".to_owned(),
        },
        dimensions: Some(Dimensions {
            length: Length::from_mm(300),
            width: Length::from_mm(200),
            height: Length::from_mm(95),
        }),
        box_id: None,
    }
}

fn address(name: &str, city: &str, region: &str, pin: &str, phone: &str) -> Address {
    Address {
        name: name.to_owned(),
        line1: "5 Elm Street".to_owned(),
        line2: "Flat 3".to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: pin.to_owned(),
        country: CountryCode::from_code("IN"),
        phone: phone.to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: address("Acorn Goods", "Bengaluru", "KA", "560001", "98100 00012"),
        ship_to: address("Bo Birch", "Mumbai", "MH", "400001", "98200 00034"),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(inr(118_050)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn back() -> Consignment {
    let there = consignment();
    Consignment {
        ship_from: there.ship_to.clone(),
        ship_to: there.ship_from.clone(),
        direction: Direction::Return,
        ..there
    }
}

/// How many pages a label has, each with a number that preflight reads.
fn pages_with(document: &Document, number: &str) -> usize {
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let pages = pb_labels::lay_out(document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let numbers = vec![number; pages.len()];
    let seen = pb_labels::preflight(&pages, &Expectation::numbers(numbers), &stock);
    assert_eq!(seen.stopped(), None, "{:?}", seen.findings);
    pages.len()
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !done() {
        assert!(Instant::now() < end, "{what} did not come about");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_parcel_is_rated_bought_labelled_followed_and_not_voided_any_more() {
    let bench = start();
    let now = bench.now();
    let tested = bench.profile.test.expect("a test").test(bench.cx(&now));
    let words = tested.await.expect("it answers");
    assert!(words.contains("keeps 0"), "{words}");
    let consignment = consignment();
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    let [sale] = bench.sim.ledger().try_into().expect("sold once");
    assert_eq!(sale.charge, bought.charged, "the price that was stated");
    assert_eq!(sale.references, ["1001"]);
    assert_eq!(bought.carrier_ref, sale.shipment);
    let number = bought.parcels[0].tracking_number.clone();
    assert_eq!(sale.numbers(), [number.as_str()]);
    assert_eq!(
        (bench.profile.likeness)(&number),
        pb_carriers::Likeness::Form
    );
    assert_eq!(
        (bench.profile.likeness)(&sale.shipment),
        pb_carriers::Likeness::Form
    );
    assert_eq!(pages_with(&bought.labels[0], &number), 1);
    let again = bench.profile.label_again.expect("labels come again");
    let labels = again.label_again(bench.cx(&now), &of(&bought)).await;
    let labels = labels.expect("a label");
    assert_eq!(pages_with(&labels[0], &number), 1);
    let bought = of(&bought);
    for (hours, status) in [
        (0, ShipmentStatus::LabelCreated),
        (7, ShipmentStatus::PickedUp),
        (8, ShipmentStatus::InTransit),
        (38, ShipmentStatus::OutForDelivery),
        (4, ShipmentStatus::Delivered),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&bought).await, Some(status), "{hours} h on");
    }
    let late = bench.void(&bought).await.expect_err("it is delivered");
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.carrier_text.contains("Delivered"), "{late:?}");
}

#[tokio::test]
async fn an_address_is_kept_once_and_sent_whole_where_it_is_not() {
    let bench = start();
    for _ in 0..2 {
        bench.buy(&consignment()).await;
    }
    assert_eq!(bench.asked("GET", "/api/v2/addresses"), 1);
    assert_eq!(bench.asked("POST", "/api/v2/address"), 1);
    let named = |sale: &pb_sim::carriers::Sale| sale.asked["pickup_location"].clone();
    for sale in bench.sim.ledger() {
        let members = named(&sale);
        assert_eq!(members.as_object().map(serde_json::Map::len), Some(1));
        assert_eq!(members, sale.asked["return_location"]);
    }
    // Somebody took it away in the dashboard: a clear no, and then it is looked up again.
    let gone = Fault::instead(Answer::Refuses {
        status: 404,
        code: "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION".to_owned(),
        message: "Address not found".to_owned(),
    });
    bench.sim.fail_next(PREFIX, Op::Buy, gone);
    let problem = bench.try_buy(&consignment()).await.expect_err("it is gone");
    assert_eq!(problem.kind, ProblemKind::Refused);
    bench.buy(&consignment()).await;
    assert_eq!(bench.asked("GET", "/api/v2/addresses"), 2);
    assert_eq!(
        bench.asked("POST", "/api/v2/address"),
        1,
        "it is there still"
    );
    // Another address that Ekart does not keep now goes whole.
    bench
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    let mut moved = consignment();
    moved.ship_from.line2 = "Flat 4".to_owned();
    bench.buy(&moved).await;
    let sale = bench.sim.ledger().pop().expect("a sale");
    assert_eq!(named(&sale)["pin"], 560_001);
    assert_eq!(named(&sale)["address"], "5 Elm Street, Flat 4");
    // And where the account wants that, nobody is asked.
    bench.sim.heal();
    let mut whole = start();
    let settings = &mut whole.account.settings;
    settings.insert("warehouse".to_owned(), "address".to_owned());
    whole.buy(&consignment()).await;
    assert_eq!(whole.asked("GET", "/api/v2/addresses"), 0);
}

#[tokio::test]
async fn what_was_sold_without_an_answer_is_never_bought_twice() {
    let bench = start();
    let consignment = consignment();
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ] {
        let prepared = bench.prepare(&consignment).await;
        let before = bench.sim.ledger().len();
        bench
            .sim
            .fail_next(PREFIX, Op::Buy, Fault::after(answer.clone()));
        let now = bench.now();
        let cx = bench.cx(&now);
        let lost = bench.ships().buy(cx, &prepared, &consignment).await;
        let problem = lost.expect_err("nobody knows");
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{answer:?}");
        let asked = bench.sim.requests().len();
        let settled = bench.ships().settle(cx, &prepared, &consignment).await;
        let Ok(Settled::StillUnknown(problem)) = settled else {
            panic!("{answer:?}: {settled:?}")
        };
        assert!(problem.hint.contains("1001"), "{problem:?}");
        assert_eq!(bench.sim.requests().len(), asked, "a person looks");
        assert_eq!(
            bench.sim.ledger().len() - before,
            1,
            "{answer:?}: sold once"
        );
    }
    // What was never carried out is not forgotten to be so where Ekart says it.
    for (answer, kind) in [
        (
            Answer::Throttled {
                retry_after: Some(1),
            },
            ProblemKind::RateLimited,
        ),
        (
            Answer::Refuses {
                status: 400,
                code: "SWIFT_VALIDATION_EXCEPTION".to_owned(),
                message: "weight must be greater than 0".to_owned(),
            },
            ProblemKind::Invalid,
        ),
    ] {
        let before = bench.sim.ledger().len();
        bench.sim.fail_next(PREFIX, Op::Buy, Fault::instead(answer));
        let problem = bench.try_buy(&consignment).await.expect_err("a no");
        assert_eq!(problem.kind, kind);
        assert_eq!(bench.sim.ledger().len(), before);
    }
    // What another program would write alike is a sale all the same.
    let before = bench.sim.ledger().len();
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    // A throttled lane rests for the second that it was told to.
    bench.try_buy(&consignment).await.expect("it is sold");
    assert_eq!(bench.sim.ledger().len() - before, 1);
    // A label that does not come does not unmake a sale.
    bench
        .sim
        .fail_next(PREFIX, Op::Label, Fault::instead(Answer::Html500));
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    assert_eq!(bought.labels, []);
    assert_eq!(bench.sim.ledger().len() - before, 2);
    // A token that ends in the middle is got anew, and the purchase is made once.
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::TokenExpired));
    bench.buy(&consignment).await;
    assert_eq!(bench.sim.ledger().len() - before, 3);
    // What a person found under the order's number goes by the id that the person gave.
    let lost = bench.sim.ledger()[0].shipment.clone();
    let found = BoughtRef {
        carrier_ref: "1001".to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: vec![lost],
        service: "SURFACE".to_owned(),
    };
    let status = bench.status(&found).await;
    assert_eq!(status, Some(ShipmentStatus::LabelCreated));
    let now = bench.now();
    let again = bench.profile.label_again.expect("labels come again");
    assert!(again.label_again(bench.cx(&now), &found).await.is_ok());
    assert_eq!(bench.void(&found).await, Ok(()));
    assert!(bench.sim.ledger()[0].voided());
}

#[tokio::test]
async fn a_void_whose_answer_was_lost_is_found_in_the_track() {
    let bench = start();
    let bought = bench.buy(&consignment()).await;
    bench
        .sim
        .fail_next(PREFIX, Op::Void, Fault::after(Answer::Dropped));
    assert_eq!(bench.void(&bought).await, Ok(()));
    assert!(bench.sim.ledger()[0].voided());
    assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Cancelled));
    let again = bench.void(&bought).await.expect_err("it is void");
    assert_eq!(again.kind, ProblemKind::Refused);
    // One that did not get there is not taken for void.
    let other = bench.buy(&consignment()).await;
    bench
        .sim
        .fail_next(PREFIX, Op::Void, Fault::instead(Answer::Dropped));
    let unknown = bench.void(&other).await.expect_err("nobody knows");
    assert_eq!(unknown.kind, ProblemKind::UnknownOutcome);
    assert!(!bench.sim.ledger()[1].voided());
    assert_eq!(bench.void(&other).await, Ok(()));
}

#[tokio::test]
async fn cash_several_parcels_and_returns_are_sold_as_they_are() {
    let mut bench = start();
    let settings = &mut bench.account.settings;
    settings.insert("quality_check".to_owned(), "yes".to_owned());
    settings.insert("open_box".to_owned(), "yes".to_owned());
    let now = bench.now();
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.parcels = vec![parcel(1_250), parcel(900), parcel(30_000)];
    let bought = bench.buy(&cash).await;
    assert_eq!(bought.tracking_numbers.len(), 3);
    let sale = bench.sim.ledger().pop().expect("a sale");
    assert_eq!(sale.parcels.len(), 3);
    assert_eq!(
        (&sale.asked["mps"], &sale.asked["obd_shipment"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
    assert_eq!(sale.asked["payment_mode"], "COD");
    let again = bench.profile.label_again.expect("labels come again");
    let labels = again.label_again(bench.cx(&now), &bought).await;
    let labels = labels.expect("labels");
    assert_eq!(pages_with(&labels[0], &bought.tracking_numbers[0]), 3);
    let returned = bench.buy(&back()).await;
    let sale = bench.sim.ledger().pop().expect("a sale");
    assert_eq!(sale.shipment, returned.carrier_ref);
    assert_eq!(sale.asked["payment_mode"], "Pickup");
    assert_eq!(sale.asked["drop_location"]["pin"], 400_001);
    assert_eq!(sale.asked["qc_details"]["qc_shipment"], true);
    // Where Ekart does not go it says so before and at the purchase.
    let mut nowhere = consignment();
    nowhere.ship_to.postal_code = "194101".to_owned();
    let serves = bench.profile.serviceability.expect("it says");
    let served = serves.serves(bench.cx(&now), &nowhere).await;
    let served = served.expect("an answer");
    assert!(
        !served.served && served.words.contains("194101"),
        "{served:?}"
    );
    let served = serves.serves(bench.cx(&now), &cash).await;
    let served = served.expect("an answer");
    assert!(served.served, "{served:?}");
    let mut little = cash.clone();
    little.ship_to.postal_code = "400005".to_owned();
    little.options.cod = Some(inr(200_001));
    let served = serves.serves(bench.cx(&now), &little).await;
    assert!(!served.expect("an answer").served);
    let before = bench.sim.ledger().len();
    little.goods_value = Some(inr(300_000));
    let refused = bench.try_buy(&little).await.expect_err("too much cash");
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert!(refused.carrier_text.contains("COD"), "{refused:?}");
    assert_eq!(bench.sim.ledger().len(), before);
}

#[tokio::test]
async fn a_parcel_that_was_not_delivered_is_brought_again_or_comes_back() {
    let bench = start();
    let first = bench.buy(&consignment()).await;
    let second = bench.buy(&consignment()).await;
    let again = |day: Option<String>| Instruction::TryAgain {
        day,
        words: "Ring twice".to_owned(),
    };
    let early = bench.instruct(&first, &again(None)).await;
    assert_eq!(early.expect_err("not yet").kind, ProblemKind::Refused);
    for bought in [&first, &second] {
        let number = &bought.tracking_numbers[0];
        assert!(bench.sim.set_course(number, Course::Exception));
    }
    bench.sim.pass(HOUR * 57);
    for bought in [&first, &second] {
        assert_eq!(
            bench.status(bought).await,
            Some(ShipmentStatus::DeliveryFailed)
        );
    }
    let today = bench.sim.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let last = today.saturating_add(7.days()).to_string();
    assert_eq!(bench.instruct(&first, &again(Some(last))).await, Ok(()));
    let twice = bench.instruct(&first, &again(None)).await;
    assert_eq!(twice.expect_err("one at a time").kind, ProblemKind::Refused);
    let words = String::new();
    assert_eq!(
        bench
            .instruct(&second, &Instruction::Return { words })
            .await,
        Ok(())
    );
    assert_eq!(bench.status(&second).await, Some(ShipmentStatus::Returning));
    bench.sim.pass(HOUR * 8 * 24);
    assert_eq!(bench.status(&first).await, Some(ShipmentStatus::Delivered));
    assert_eq!(
        bench.status(&second).await,
        Some(ShipmentStatus::ReturnedToSender)
    );
    let third = bench.buy(&consignment()).await;
    bench
        .sim
        .set_course(&third.tracking_numbers[0], Course::Exception);
    bench.sim.pass(HOUR * 57);
    let mut address = consignment().ship_to;
    address.line1 = "6 Elm Street".to_owned();
    let address = Box::new(address);
    let moved = Instruction::ChangeAddress { address };
    assert_eq!(bench.instruct(&third, &moved).await, Ok(()));
    bench.sim.pass(HOUR * 48);
    assert_eq!(bench.status(&third).await, Some(ShipmentStatus::Delivered));
}

#[tokio::test]
async fn a_days_parcels_go_on_one_paper() {
    let bench = start();
    let parcels = [
        bench.buy(&consignment()).await,
        bench.buy(&consignment()).await,
    ];
    let now = bench.now();
    let manifests = bench.profile.manifests.expect("it has some");
    assert_eq!(manifests.at_most(), 100);
    let made = manifests
        .close(bench.cx(&now), "2026-11-27", &parcels)
        .await;
    let made = made.expect("a manifest");
    assert!(!made.number.is_empty());
    assert_eq!(made.documents[0].format, Format::Pdf);
    bench.void(&parcels[0]).await.expect("it is void");
    let refused = manifests
        .close(bench.cx(&now), "2026-11-27", &parcels)
        .await;
    assert_eq!(refused.expect_err("one is void").kind, ProblemKind::Refused);
    let lost = Fault::after(Answer::Dropped);
    bench.sim.fail_next(PREFIX, Op::Manifest, lost);
    let unknown = manifests
        .close(bench.cx(&now), "2026-11-27", &parcels[1..])
        .await;
    assert_eq!(
        unknown.expect_err("nobody knows").kind,
        ProblemKind::UnknownOutcome
    );
}

type Came = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

#[tokio::test]
async fn what_ekart_tells_is_believed_by_its_signature() {
    let mut bench = start();
    let heard = Came::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}/ekart", listener.local_addr().expect("bound"));
    let into = Arc::clone(&heard);
    let hear = async move |headers: HeaderMap, body: Bytes| {
        into.lock().expect("not poisoned").push((headers, body));
    };
    let router = axum::Router::new().route("/ekart", axum::routing::post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let settings = &mut bench.account.settings;
    settings.insert("webhook_url".to_owned(), url);
    let webhooks = bench.profile.webhooks.expect("it tells");
    let now = bench.now();
    // The same twice is one webhook.
    for _ in 0..2 {
        let left_out = webhooks.subscribe(bench.cx(&now), &[]).await;
        assert_eq!(left_out, Ok(Vec::new()));
    }
    assert_eq!(bench.asked("POST", "/api/v2/webhook"), 1);
    let bought = bench.buy(&consignment()).await;
    bench.sim.pass(HOUR * 60);
    until("six calls", || bench.sim.pushed().len() == 6).await;
    let heard = heard.lock().expect("not poisoned").clone();
    let mut statuses = Vec::new();
    for (headers, body) in &heard {
        let news = webhooks.read(&bench.account, &Heard::posted(headers, body));
        let news = news.expect("it is Ekart's");
        assert_eq!(news[0].tracking_number, bought.tracking_numbers[0]);
        statuses.push(news[0].event.status);
        let mut forged = body.to_vec();
        forged[0] = b' ';
        let problem = webhooks.read(&bench.account, &Heard::posted(headers, &forged));
        assert_eq!(problem.expect_err("forged").kind, ProblemKind::Auth);
    }
    assert_eq!(
        statuses,
        [
            Some(ShipmentStatus::LabelCreated),
            Some(ShipmentStatus::PickedUp),
            Some(ShipmentStatus::InTransit),
            Some(ShipmentStatus::InTransit),
            Some(ShipmentStatus::OutForDelivery),
            Some(ShipmentStatus::Delivered),
        ]
    );
}
