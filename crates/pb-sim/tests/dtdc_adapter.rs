//! DTDC's adapter against the simulated DTDC: that both speak of the same thing, and that a parcel is sold once.
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{Bought, BoughtRef, Consignment, Cx, Prepared, Profile, Settled, Ship, Ships};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::dtdc::{API_KEY, CUSTOMER_CODE, PASSWORD, PREFIX, USERNAME};
use pb_sim::carriers::{Answer, Course, Fault, Op};
use pb_sim::{CarriersSetup, SimCarriers};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
const TABLE: &str = "kind,method,name,priced by,up to weight,price
method,B2C PRIORITY,Priority,weight,,
method,B2C SMART EXPRESS,Smart Express,weight,,
rate,B2C PRIORITY,,,20 kg,120
rate,B2C SMART EXPRESS,,,20 kg,80.50
cod,B2C PRIORITY,,,,30
";

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
    let profile = pb_carriers::find("dtdc").expect("it is known");
    let settings = profile
        .form
        .iter()
        .map(|field| (field.name.to_owned(), field.default.to_owned()));
    let mut account = Account {
        id: AccountId(Uuid::new_v4()),
        carrier: "dtdc".to_owned(),
        name: "Our DTDC".to_owned(),
        enabled: true,
        settings: settings.collect(),
        secrets: [
            ("api_key", API_KEY),
            ("tracking_username", USERNAME),
            ("tracking_password", PASSWORD),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        table: Some(TABLE.to_owned()),
    };
    for (name, value) in [
        ("url", sim.url_of(PREFIX).as_str()),
        ("tracking_url", sim.url_of(PREFIX).as_str()),
        ("pincode_url", sim.url_of(PREFIX).as_str()),
        ("customer_code", CUSTOMER_CODE),
        ("commodity", "Kitchenware"),
    ] {
        account.settings.insert(name.to_owned(), value.to_owned());
    }
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

    /// Rates, and makes the purchase of a service ready.
    async fn prepare(&self, consignment: &Consignment, service: &str) -> Prepared {
        let rates = self.rates(consignment).await;
        let rate = rates.iter().find(|rate| rate.service == service);
        let now = self.now();
        let prepared = self.ships().prepare(
            self.cx(&now),
            PurchaseId(Uuid::now_v7()),
            consignment,
            rate.expect("it is offered"),
            Format::Zpl,
        );
        prepared.await.expect("it is sayable")
    }

    async fn send(
        &self,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let now = self.now();
        self.ships().buy(self.cx(&now), prepared, consignment).await
    }

    async fn try_buy(&self, consignment: &Consignment) -> Result<Bought, Problem> {
        let prepared = self.prepare(consignment, "B2C PRIORITY").await;
        self.send(&prepared, consignment).await
    }

    async fn settle(&self, prepared: &Prepared, consignment: &Consignment) -> Settled {
        let now = self.now();
        let settled = self
            .ships()
            .settle(self.cx(&now), prepared, consignment)
            .await;
        settled.expect("it can be asked")
    }

    async fn status(&self, number: &str) -> Option<ShipmentStatus> {
        let now = self.now();
        let tracks = self.profile.track.expect("it tracks");
        let there = tracks
            .track(self.cx(&now), &numbered(number), number)
            .await
            .expect("a track");
        there.status
    }

    async fn void(&self, number: &str) -> Result<(), Problem> {
        let now = self.now();
        let voids = self.profile.void.expect("it voids");
        voids.void(self.cx(&now), &numbered(number)).await
    }
}

/// As a person gives it who found the consignment in the portal: the number alone.
fn numbered(number: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: "1001".to_owned(),
        carrier_data: serde_json::Value::Null,
        tracking_numbers: vec![number.to_owned()],
        service: "B2C PRIORITY".to_owned(),
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
    assert!(
        tested
            .await
            .expect("it answers")
            .contains("the tracking login")
    );
    let consignment = consignment();
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    let [sale] = bench.sim.ledger().try_into().expect("sold once");
    assert_eq!(bought.charged, inr(12_000), "as the table says");
    let number = bought.parcels[0].tracking_number.clone();
    assert_eq!(sale.numbers(), [number.as_str()]);
    assert!(sale.references[0].starts_with("1001-"), "{sale:?}");
    assert_eq!(
        (bench.profile.likeness)(&number),
        pb_carriers::Likeness::Form
    );
    assert_eq!(pages_with(&bought.labels[0], &number), 1);
    let again = bench.profile.label_again.expect("labels come again");
    let labels = again.label_again(bench.cx(&now), &numbered(&number)).await;
    assert_eq!(pages_with(&labels.expect("a label")[0], &number), 1);
    for (hours, status) in [
        (0, None),
        (7, Some(ShipmentStatus::PickedUp)),
        (8, Some(ShipmentStatus::InTransit)),
        (38, Some(ShipmentStatus::OutForDelivery)),
        (4, Some(ShipmentStatus::Delivered)),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&number).await, status, "{hours} h on");
    }
    let late = bench.void(&number).await.expect_err("it is delivered");
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.carrier_text.contains("picked up"), "{late:?}");
}

#[tokio::test]
async fn a_purchase_without_an_answer_is_found_by_its_reference() {
    let bench = start();
    let consignment = consignment();
    let mut lost = Vec::new();
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ] {
        let prepared = bench.prepare(&consignment, "B2C PRIORITY").await;
        let before = bench.sim.ledger().len();
        bench
            .sim
            .fail_next(PREFIX, Op::Buy, Fault::after(answer.clone()));
        let problem = bench.send(&prepared, &consignment).await;
        let problem = problem.expect_err("nobody knows");
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{answer:?}");
        // Nothing is tracked yet, which proves nothing.
        let settled = bench.settle(&prepared, &consignment).await;
        let Settled::StillUnknown(problem) = settled else {
            panic!("{answer:?}: {settled:?}")
        };
        assert!(problem.retry_after.is_some(), "{problem:?}");
        assert_eq!(
            bench.sim.ledger().len() - before,
            1,
            "{answer:?}: sold once"
        );
        lost.push(prepared);
    }
    let sold = bench.sim.ledger();
    bench.sim.pass(HOUR * 7);
    for (prepared, sale) in lost.iter().zip(&sold) {
        let settled = bench.settle(prepared, &consignment).await;
        let Settled::Bought(bought) = settled else {
            panic!("{settled:?}")
        };
        assert_eq!(bought.carrier_ref, sale.shipment);
        assert_eq!(pages_with(&bought.labels[0], &sale.shipment), 1);
    }
    assert_eq!(bench.sim.ledger().len(), sold.len(), "sold once");
    // What was never carried out stays unknown, and is for a person some days later.
    let prepared = bench.prepare(&consignment, "B2C PRIORITY").await;
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    bench
        .send(&prepared, &consignment)
        .await
        .expect_err("nobody knows");
    bench.sim.pass(HOUR * 96);
    let settled = bench.settle(&prepared, &consignment).await;
    assert!(
        matches!(&settled, Settled::StillUnknown(p) if p.retry_after.is_none()),
        "{settled:?}"
    );
    assert_eq!(bench.sim.ledger().len(), sold.len());
}

#[tokio::test]
async fn a_clear_no_sells_nothing() {
    let bench = start();
    let consignment = consignment();
    let refuses = Answer::Refuses {
        status: 400,
        code: "WRONG_INPUT".to_owned(),
        message: "consignments.1.weight is required".to_owned(),
    };
    let throttled = Answer::Throttled {
        retry_after: Some(1),
    };
    for (answer, kind) in [
        (throttled, ProblemKind::RateLimited),
        (refuses, ProblemKind::Refused),
    ] {
        bench.sim.fail_next(PREFIX, Op::Buy, Fault::instead(answer));
        let problem = bench.try_buy(&consignment).await.expect_err("a no");
        assert_eq!(problem.kind, kind);
    }
    // A contract that is not the key's, and a key that is nobody's.
    let mut other = start();
    let settings = &mut other.account.settings;
    settings.insert("customer_code".to_owned(), "DT0002".to_owned());
    let problem = other.try_buy(&consignment).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.carrier_code, "WRONG_INPUT");
    other
        .account
        .secrets
        .insert("api_key".to_owned(), "nobodys".to_owned());
    let problem = other.try_buy(&consignment).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Auth);
    let now = other.now();
    let tested = other.profile.test.expect("a test").test(other.cx(&now));
    assert_eq!(tested.await.expect_err("a no").kind, ProblemKind::Auth);
    assert_eq!(bench.sim.ledger().len() + other.sim.ledger().len(), 0);
    // What another program would write alike is a sale.
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    bench.try_buy(&consignment).await.expect("it is sold");
    // A label that does not come does not unmake a sale.
    bench
        .sim
        .fail_next(PREFIX, Op::Label, Fault::instead(Answer::Html500));
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    assert_eq!(bought.labels, []);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_void_is_done_or_not_known() {
    let bench = start();
    let bought = bench.try_buy(&consignment()).await.expect("it is sold");
    let number = bought.carrier_ref;
    bench
        .sim
        .fail_next(PREFIX, Op::Void, Fault::after(Answer::Dropped));
    let lost = bench.void(&number).await.expect_err("nobody knows");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    assert!(bench.sim.ledger()[0].voided());
    let again = bench.void(&number).await.expect_err("it is void");
    assert_eq!(again.kind, ProblemKind::Refused);
    let other = bench.try_buy(&consignment()).await.expect("it is sold");
    assert_eq!(bench.void(&other.carrier_ref).await, Ok(()));
    assert!(bench.sim.ledger()[1].voided());
}

#[tokio::test]
async fn cash_and_several_parcels_are_sold_as_they_are() {
    let bench = start();
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.parcels = vec![parcel(1_250), parcel(905)];
    let bought = bench.try_buy(&cash).await.expect("it is sold");
    assert_eq!(bought.parcels.len(), 2);
    let number = bought.carrier_ref.clone();
    assert_eq!(pages_with(&bought.labels[0], &number), 2);
    let sale = bench.sim.ledger().pop().expect("a sale");
    assert_eq!(sale.asked["cod_amount"], "1180.5");
    assert_eq!(sale.asked["weight"], "2.16");
    assert_eq!(sale.parcels.len(), 2);
    // It comes back, and a token that ended is got anew.
    bench.sim.set_course(&number, Course::Returned);
    for (hours, status) in [
        (56, ShipmentStatus::DeliveryFailed),
        (24, ShipmentStatus::Returning),
        (48, ShipmentStatus::ReturnedToSender),
    ] {
        bench.sim.pass(HOUR * hours);
        let expired = Fault::instead(Answer::TokenExpired);
        bench.sim.fail_next(PREFIX, Op::Track, expired);
        assert_eq!(bench.status(&number).await, Some(status), "{hours} h on");
    }
}

#[tokio::test]
async fn where_it_does_not_go_nothing_is_offered() {
    let bench = start();
    let to = |pin: &str| Consignment {
        ship_to: address("Bo Birch", "There", "MH", pin, "98200 00034"),
        ..consignment()
    };
    assert_eq!(bench.rates(&to("400001")).await.len(), 2);
    assert_eq!(bench.rates(&to("799999")).await.len(), 0);
    let mut cash = to("400001");
    cash.options.cod = Some(inr(10_000));
    let rates = bench.rates(&cash).await;
    assert_eq!(rates.len(), 1, "one method has a price for cash");
    cash.ship_to.postal_code = "400009".to_owned();
    assert_eq!(bench.rates(&cash).await.len(), 0);
    let serves = bench.profile.serviceability.expect("it says where it goes");
    let now = bench.now();
    let asked = serves.serves(bench.cx(&now), &to("400009")).await;
    let asked = asked.expect("a word");
    assert!(
        asked.served && asked.cash_on_delivery == Some(false),
        "{asked:?}"
    );
    let asked = serves.serves(bench.cx(&now), &cash).await.expect("a word");
    assert!(!asked.served, "{asked:?}");
    // Where it cannot be asked, the table's word stands.
    bench
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    assert_eq!(bench.rates(&to("799999")).await.len(), 2);
}
