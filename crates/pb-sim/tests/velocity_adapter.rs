//! Velocity's adapter against the simulated Velocity: that both speak of the same thing, and that a parcel is sold once.
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{Bought, BoughtRef, Consignment, Cx, Prepared, Profile, Settled, Ship, Ships};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::velocity::{API_KEY, BEARER_KEY, PREFIX, WAREHOUSE};
use pb_sim::carriers::{Answer, Course, Fault, Op};
use pb_sim::{CarriersSetup, SimCarriers};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);

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
    let profile = pb_carriers::find("velocity").expect("it is known");
    let settings = profile
        .form
        .iter()
        .map(|field| (field.name.to_owned(), field.default.to_owned()));
    let mut account = Account {
        id: AccountId(Uuid::new_v4()),
        carrier: "velocity".to_owned(),
        name: "Our Velocity".to_owned(),
        enabled: true,
        settings: settings.collect(),
        secrets: [("token".to_owned(), API_KEY.to_owned())].into(),
        table: None,
    };
    let mut set = |name: &str, value: String| account.settings.insert(name.to_owned(), value);
    set("url", sim.url_of(PREFIX));
    let (id, name) = WAREHOUSE;
    set("warehouses", format!("560001={id} {name}"));
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

    fn cx<'a>(&'a self, now: &'a Zoned) -> Cx<'a> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now,
        }
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let now = self.now();
        let rates = self.profile.rates.rate(self.cx(&now), consignment).await;
        rates.expect("prices").rates
    }

    async fn try_prepare(&self, consignment: &Consignment) -> Result<Prepared, Problem> {
        let rates = self.rates(consignment).await;
        let rate = rates.first().expect("an offer");
        let now = self.now();
        let purchase = PurchaseId(Uuid::now_v7());
        let ships = self.ships();
        let prepared = ships.prepare(self.cx(&now), purchase, consignment, rate, Format::Zpl);
        prepared.await
    }

    async fn prepare(&self, consignment: &Consignment) -> Prepared {
        self.try_prepare(consignment).await.expect("it is sayable")
    }

    async fn send(
        &self,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let now = self.now();
        let cx = self.cx(&now);
        self.ships().buy(cx, prepared, consignment).await
    }

    async fn try_buy(&self, consignment: &Consignment) -> Result<Bought, Problem> {
        let prepared = self.prepare(consignment).await;
        self.send(&prepared, consignment).await
    }

    async fn buy(&self, consignment: &Consignment) -> BoughtRef {
        of(&self.try_buy(consignment).await.expect("it is sold"))
    }

    async fn settle(&self, prepared: &Prepared, consignment: &Consignment) -> Settled {
        let now = self.now();
        let settled = self.ships().settle(self.cx(&now), prepared, consignment);
        settled.await.expect("it can be asked")
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

    /// Requests of a call.
    fn asked(&self, call: &str) -> usize {
        let path = format!("/custom/api/v1/{call}");
        let requests = self.sim.requests();
        requests.iter().filter(|r| r.path == path).count()
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
        service: "CARSIMDELHV1".to_owned(),
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
        email: "packing@example.com".to_owned(),
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

#[tokio::test]
async fn a_parcel_is_rated_bought_labelled_followed_and_not_voided_any_more() {
    let bench = start();
    let now = bench.now();
    let tested = bench.profile.test.expect("a test").test(bench.cx(&now));
    let words = tested.await.expect("it answers");
    assert!(words.contains("3 couriers within 560001"), "{words}");
    let consignment = consignment();
    let rates = bench.rates(&consignment).await;
    assert_eq!(rates.len(), 3);
    for rate in &rates {
        assert!(!rate.charges.is_empty(), "the parts add up: {rate:?}");
        assert_eq!(rate.delivery_date.as_deref(), Some("2026-11-28"));
    }
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    let [sale] = bench.sim.ledger().try_into().expect("sold once");
    assert_eq!(sale.charge, bought.charged);
    assert_eq!(sale.charge, rates[0].total, "the price that was stated");
    assert_eq!(sale.service, rates[0].service);
    assert!(sale.references[0].starts_with("1001-"), "{sale:?}");
    assert_eq!(bought.carrier_ref, sale.shipment);
    let number = bought.parcels[0].tracking_number.clone();
    assert_eq!(sale.numbers(), [number.as_str()]);
    assert_eq!(pages_with(&bought.labels[0], &number), 1);
    let bought = of(&bought);
    let again = bench.profile.label_again.expect("labels come again");
    let labels = again.label_again(bench.cx(&now), &bought).await;
    assert_eq!(pages_with(&labels.expect("a label")[0], &number), 1);
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
    assert_eq!(bench.asked("cancel-order"), 0, "it is not even asked");
    // The link is good for an hour.
    let gone = again.label_again(bench.cx(&now), &bought).await;
    let problem = gone.expect_err("it is too old");
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(problem.text.contains("403"), "{problem:?}");
}

#[tokio::test]
async fn every_offer_can_be_bought_at_its_price() {
    let bench = start();
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    for (consignment, offers) in [(consignment(), 3), (cash, 3), (back(), 2)] {
        let rates = bench.rates(&consignment).await;
        assert_eq!(rates.len(), offers);
        for rate in rates {
            let now = bench.now();
            let purchase = PurchaseId(Uuid::new_v4());
            let ships = bench.ships();
            let cx = bench.cx(&now);
            let prepared = ships
                .prepare(cx, purchase, &consignment, &rate, Format::Pdf)
                .await
                .expect("it is sayable");
            assert_eq!(prepared.quoted, rate.total);
            let bought = bench.send(&prepared, &consignment).await.expect("sold");
            let sale = bench.sim.ledger().pop().expect("a sale");
            assert_eq!((sale.charge, bought.charged), (rate.total, rate.total));
            assert_eq!(sale.service, rate.service);
            assert_eq!(bought.carrier_data["courier_id"], rate.service.as_str());
            // What comes back has its label from the courier.
            let back = consignment.direction == Direction::Return;
            assert_eq!(bought.labels.is_empty(), back);
            assert_eq!(
                bench.status(&of(&bought)).await,
                Some(ShipmentStatus::LabelCreated)
            );
        }
    }
    let sale = bench.sim.ledger()[3].clone();
    assert_eq!(sale.asked["payment_method"], "COD");
    assert_eq!(sale.asked["billing_state"], "Maharashtra");
}

#[tokio::test]
async fn a_void_is_unknown_until_it_is_carried_out() {
    let bench = start();
    let bought = bench.buy(&consignment()).await;
    let problem = bench.void(&bought).await.expect_err("it is under way");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert_eq!(problem.retry_after, Some(60));
    bench.sim.pass(MINUTE);
    bench.void(&bought).await.expect("it is void");
    assert_eq!(bench.asked("cancel-order"), 1, "it is looked at first");
    assert!(bench.sim.ledger()[0].voided());
    assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Cancelled));
    // The same order may be bought again.
    let again = bench.buy(&consignment()).await;
    assert_ne!(again.tracking_numbers, bought.tracking_numbers);
    // An answer that is lost is found out in the same way.
    let lost = Fault::after(Answer::Dropped);
    bench.sim.fail_next(PREFIX, Op::Void, lost);
    let problem = bench.void(&again).await.expect_err("nobody knows");
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    bench.sim.pass(MINUTE);
    bench.void(&again).await.expect("it is void");
    // What the driver has by then is a clear no.
    let third = bench.buy(&consignment()).await;
    bench.sim.pass(7 * HOUR);
    let problem = bench.void(&third).await.expect_err("it is gone");
    assert_eq!(problem.kind, ProblemKind::Refused);
}

#[tokio::test]
async fn what_was_sold_without_an_answer_is_found_and_never_bought_twice() {
    let bench = start();
    for consignment in [consignment(), back()] {
        for answer in [
            Answer::Dropped,
            Answer::Html500,
            Answer::Empty200,
            Answer::HalfJson,
            Answer::Renamed,
        ] {
            let prepared = bench.prepare(&consignment).await;
            let before = bench.sim.ledger().len();
            let fault = Fault::after(answer.clone());
            bench.sim.fail_next(PREFIX, Op::Buy, fault);
            let lost = bench.send(&prepared, &consignment).await;
            let problem = lost.expect_err("nobody knows");
            assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{answer:?}");
            let settled = bench.settle(&prepared, &consignment).await;
            let Settled::Bought(bought) = settled else {
                panic!("{answer:?}: {settled:?}")
            };
            let sale = bench.sim.ledger().pop().expect("a sale");
            let number = bought.parcels[0].tracking_number.as_str();
            assert_eq!(sale.numbers(), [number]);
            assert_eq!(bought.carrier_ref, sale.shipment);
            assert_eq!(bought.charged, sale.charge);
            assert_eq!(
                bench.sim.ledger().len() - before,
                1,
                "{answer:?}: sold once"
            );
            // Sent again by mistake, it is neither a sale nor a no.
            let twice = bench.send(&prepared, &consignment).await;
            let problem = twice.expect_err("it is there");
            assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{problem:?}");
            assert!(problem.carrier_text.contains("already been booked"));
            assert_eq!(bench.sim.ledger().len() - before, 1);
        }
    }
}

#[tokio::test]
async fn what_was_not_sold_is_looked_for_until_a_person_looks() {
    let bench = start();
    let consignment = consignment();
    let prepared = bench.prepare(&consignment).await;
    let dropped = Fault::instead(Answer::Dropped);
    bench.sim.fail_next(PREFIX, Op::Buy, dropped);
    let lost = bench.send(&prepared, &consignment).await;
    assert_eq!(
        lost.expect_err("nobody knows").kind,
        ProblemKind::UnknownOutcome
    );
    for (hours, again) in [(0, Some(300)), (23, Some(300)), (2, None)] {
        bench.sim.pass(HOUR * hours);
        let settled = bench.settle(&prepared, &consignment).await;
        let Settled::StillUnknown(problem) = settled else {
            panic!("{settled:?}")
        };
        assert_eq!(problem.retry_after, again, "{hours} h on");
        assert!(problem.hint.contains(&prepared.reference), "{problem:?}");
    }
    assert_eq!(bench.sim.ledger(), []);
    // What was bought and cancelled elsewhere is a person's.
    let prepared = bench.prepare(&consignment).await;
    let bought = bench.send(&prepared, &consignment).await.expect("sold");
    bench.void(&of(&bought)).await.expect_err("it is under way");
    bench.sim.pass(MINUTE);
    let settled = bench.settle(&prepared, &consignment).await;
    assert!(matches!(settled, Settled::StillUnknown(_)), "{settled:?}");
}

#[tokio::test]
async fn a_clear_no_is_one_and_leaves_nothing_sold() {
    let bench = start();
    // Couriers say yes beforehand and no to the booking; the order is there without an airway bill.
    let mut stubborn = consignment();
    stubborn.ship_to.postal_code = "400007".to_owned();
    let prepared = bench.prepare(&stubborn).await;
    let problem = bench.send(&prepared, &stubborn).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
    let settled = bench.settle(&prepared, &stubborn).await;
    let Settled::StillUnknown(problem) = settled else {
        panic!("{settled:?}")
    };
    assert!(problem.text.contains("no airway bill"), "{problem:?}");
    for (answer, kind) in [
        (
            Answer::Throttled { retry_after: None },
            ProblemKind::RateLimited,
        ),
        (
            Answer::Refuses {
                status: 422,
                code: String::new(),
                message: "Insufficient wallet balance".to_owned(),
            },
            ProblemKind::Refused,
        ),
        (
            Answer::Refuses {
                status: 403,
                code: String::new(),
                message: "API access is not enabled".to_owned(),
            },
            ProblemKind::Auth,
        ),
    ] {
        let prepared = bench.prepare(&consignment()).await;
        bench.sim.fail_next(PREFIX, Op::Buy, Fault::instead(answer));
        let problem = bench.send(&prepared, &consignment()).await;
        assert_eq!(problem.expect_err("a no").kind, kind);
    }
    assert_eq!(bench.sim.ledger(), []);
    // What another program would write alike is a sale all the same.
    let retyped = Fault::after(Answer::Retyped);
    bench.sim.fail_next(PREFIX, Op::Buy, retyped);
    bench.try_buy(&consignment()).await.expect("it is sold");
    // A label that does not come does not unmake one.
    let page = Fault::instead(Answer::Html500);
    bench.sim.fail_next(PREFIX, Op::Label, page);
    let bought = bench.try_buy(&consignment()).await.expect("it is sold");
    assert_eq!(bought.labels, []);
    let now = bench.now();
    let again = bench.profile.label_again.expect("labels come again");
    let labels = again.label_again(bench.cx(&now), &of(&bought)).await;
    assert_eq!(labels.expect("a label").len(), 1);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_new_address_is_registered_once_and_then_entered() {
    let mut bench = start();
    let mut delhi = consignment();
    delhi.ship_from = address("Acorn & Sons", "New Delhi", "DL", "110001", "98100 00012");
    let mut hints = Vec::new();
    for _ in 0..2 {
        let problem = bench.try_prepare(&delhi).await.expect_err("it stops");
        assert_eq!(problem.field.as_deref(), Some("warehouses"));
        hints.push(problem.hint);
    }
    assert_eq!(hints[0], hints[1]);
    assert_eq!(bench.asked("warehouse"), 1, "kept once");
    // What is to be entered is what it then ships by.
    let entry = hints[0].strip_prefix("Enter ").expect("what to enter");
    let (entry, _) = entry.split_once(" under ").expect("where");
    assert!(entry.starts_with("110001=WH"), "{entry}");
    let settings = &mut bench.account.settings;
    let kept = settings.get_mut("warehouses").expect("the field");
    kept.push_str(&format!("; {entry}"));
    bench.buy(&delhi).await;
    bench.buy(&consignment()).await;
    let ledger = bench.sim.ledger();
    assert_eq!(ledger[0].asked["pickup_location"], "Acorn Sons 110001");
    assert_eq!(ledger[1].asked["warehouse_id"], WAREHOUSE.0);
    assert_eq!(bench.asked("warehouse"), 1);
}

#[tokio::test]
async fn a_key_that_is_taken_after_bearer_alone_is_found_out_once() {
    let mut bench = start();
    bench
        .account
        .secrets
        .insert("token".to_owned(), BEARER_KEY.to_owned());
    bench.buy(&consignment()).await;
    let requests = bench.sim.requests();
    let calls = requests.iter().filter(|r| r.path.starts_with("/custom/"));
    let shown: Vec<bool> = calls
        .map(|r| {
            let shown = r.header("authorization").expect("a key");
            shown.starts_with("Bearer ")
        })
        .collect();
    assert_eq!(shown, [false, true, true], "rates twice, and the purchase");
    let file = requests.last().expect("the label");
    assert!(file.path.starts_with("/files/"));
    assert_eq!(
        file.header("authorization"),
        None,
        "which is not shown the key"
    );
    // A key that ended is refused in words.
    bench.sim.pass(366 * 24 * HOUR);
    let now = bench.now();
    let rated = bench
        .profile
        .rates
        .rate(bench.cx(&now), &consignment())
        .await;
    let problem = rated.expect_err("it ended");
    assert_eq!(problem.kind, ProblemKind::Auth);
    assert_eq!(problem.field.as_deref(), Some("token"));
}

#[tokio::test]
async fn lanes_and_many_tracks_are_asked_at_once() {
    let bench = start();
    let now = bench.now();
    let serves = bench.profile.serviceability.expect("it says");
    let mut far = consignment();
    far.ship_to.postal_code = "194101".to_owned();
    let mut no_cash = consignment();
    no_cash.ship_to.postal_code = "400009".to_owned();
    no_cash.options.cod = Some(inr(10_000));
    for (consignment, served, cash) in [
        (consignment(), true, None),
        (back(), true, None),
        (far, false, None),
        (no_cash, false, Some(false)),
    ] {
        let lane = serves.serves(bench.cx(&now), &consignment).await;
        let lane = lane.expect("it answers");
        assert_eq!((lane.served, lane.cash_on_delivery), (served, cash));
        assert!(!lane.words.is_empty());
    }
    let mut all = Vec::new();
    for consignment in [consignment(), back(), consignment()] {
        all.push(bench.buy(&consignment).await);
    }
    let number = all[2].tracking_numbers[0].clone();
    assert!(bench.sim.set_course(&number, Course::Returned));
    bench.sim.pass(82 * HOUR);
    let tracks = bench.profile.track.expect("it tracks");
    assert!(tracks.at_once() >= all.len());
    let stranger = "34810000000000";
    let mut asked: Vec<(&BoughtRef, &str)> = all
        .iter()
        .map(|bought| (bought, bought.tracking_numbers[0].as_str()))
        .collect();
    asked.push((&all[0], stranger));
    let before = bench.asked("order-tracking");
    let tracks = tracks.track_many(bench.cx(&now), &asked).await;
    assert_eq!(bench.asked("order-tracking") - before, 1);
    let statuses: Vec<Option<ShipmentStatus>> = tracks
        .into_iter()
        .map(|track| track.expect("a track").status)
        .collect();
    assert_eq!(
        statuses,
        [
            Some(ShipmentStatus::Delivered),
            Some(ShipmentStatus::Delivered),
            Some(ShipmentStatus::Returning),
            None
        ]
    );
}
