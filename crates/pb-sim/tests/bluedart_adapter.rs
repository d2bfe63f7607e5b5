//! Blue Dart's adapter against the simulated Blue Dart: that both speak of the same thing, and that a parcel is sold once.
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{Bought, BoughtRef, Consignment, Cx, Prepared, Profile, Settled, Ship, Ships};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::bluedart::{
    CLIENT_ID, CLIENT_SECRET, CUSTOMER_CODE, LICENCE_KEY, LOGIN_ID, ORIGIN_AREA, PREFIX,
};
use pb_sim::carriers::{Answer, Course, Fault, Op};
use pb_sim::{CarriersSetup, SimCarriers};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
const TABLE: &str = "kind,method,name,priced by,up to weight,price
method,A,Apex,weight,,
method,E,Surfaceline,weight,,
method,D,Domestic Priority,weight,,
rate,A,,,20 kg,120
rate,E,,,20 kg,80.50
rate,D,,,20 kg,200
cod,A|E|D,,,,30
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
    let profile = pb_carriers::find("bluedart").expect("it is known");
    let settings = profile
        .form
        .iter()
        .map(|field| (field.name.to_owned(), field.default.to_owned()));
    let mut account = Account {
        id: AccountId(Uuid::new_v4()),
        carrier: "bluedart".to_owned(),
        name: "Our Blue Dart".to_owned(),
        enabled: true,
        settings: settings.collect(),
        secrets: [
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("licence_key", LICENCE_KEY),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        table: Some(TABLE.to_owned()),
    };
    for (name, value) in [
        ("url", sim.url_of(PREFIX).as_str()),
        ("login_id", LOGIN_ID),
        ("customer_code", CUSTOMER_CODE),
        ("origin_area", ORIGIN_AREA),
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
        let prepared = self.prepare(consignment, "A").await;
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

/// As a person gives it who found the waybill at Blue Dart: the number alone.
fn numbered(number: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: "1001".to_owned(),
        carrier_data: serde_json::Value::Null,
        tracking_numbers: vec![number.to_owned()],
        service: "A".to_owned(),
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
async fn a_parcel_is_rated_bought_followed_and_not_voided_any_more() {
    let bench = start();
    let now = bench.now();
    let tested = bench.profile.test.expect("a test").test(bench.cx(&now));
    assert!(
        tested
            .await
            .expect("it answers")
            .contains("lets the account in")
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
    for (hours, status) in [
        (0, ShipmentStatus::LabelCreated),
        (7, ShipmentStatus::PickedUp),
        (8, ShipmentStatus::InTransit),
        (38, ShipmentStatus::OutForDelivery),
        (4, ShipmentStatus::Delivered),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&number).await, Some(status), "{hours} h on");
    }
    let late = bench.void(&number).await.expect_err("it is delivered");
    assert_eq!(late.kind, ProblemKind::Refused);
    assert_eq!(late.carrier_code, "Inscanned");
    assert_eq!(bench.status("79999999999").await, None, "nobody's");
}

#[tokio::test]
async fn a_purchase_without_an_answer_is_sold_once() {
    let bench = start();
    let consignment = consignment();
    for answer in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ] {
        for (fault, sold_at_first) in [
            (Fault::after(answer.clone()), true),
            (Fault::instead(answer.clone()), false),
        ] {
            let prepared = bench.prepare(&consignment, "A").await;
            let before = bench.sim.ledger().len();
            bench.sim.fail_next(PREFIX, Op::Buy, fault);
            let lost = bench.send(&prepared, &consignment).await;
            let problem = lost.expect_err("nobody knows");
            assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{answer:?}");
            let settled = bench.settle(&prepared, &consignment).await;
            let Settled::Bought(bought) = settled else {
                panic!("{answer:?}: {settled:?}")
            };
            let sales = bench.sim.ledger();
            assert_eq!(sales.len() - before, 1, "{answer:?}: sold once");
            let sale = sales.last().expect("a sale");
            assert_eq!(bought.carrier_ref, sale.shipment);
            assert_eq!(sale.references.len(), 1);
            assert_eq!(sale.references[0], prepared.reference);
            // Its label comes with the sale alone.
            assert_eq!(bought.labels.is_empty(), sold_at_first, "{answer:?}");
            // And as often as it is asked again.
            let again = bench.settle(&prepared, &consignment).await;
            assert!(matches!(again, Settled::Bought(again) if again.carrier_ref == sale.shipment));
            assert_eq!(bench.sim.ledger().len() - before, 1);
        }
    }
}

#[tokio::test]
async fn a_clear_no_sells_nothing() {
    let bench = start();
    let consignment = consignment();
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
                code: "InvalidPincode".to_owned(),
                message: "Consignee pincode is not serviceable".to_owned(),
            },
            ProblemKind::Refused,
        ),
    ] {
        bench.sim.fail_next(PREFIX, Op::Buy, Fault::instead(answer));
        let problem = bench.try_buy(&consignment).await.expect_err("a no");
        assert_eq!(problem.kind, kind);
        assert_eq!(bench.sim.ledger().len(), 0);
    }
    // A contract that is not the login's.
    let mut other = start();
    other
        .account
        .settings
        .insert("customer_code".to_owned(), "940002".to_owned());
    let problem = other.try_buy(&consignment).await.expect_err("a no");
    assert_eq!(problem.kind, ProblemKind::Auth);
    assert_eq!(problem.carrier_code, "UnauthorizedUser");
    // What another program would write alike is a sale, and so is one whose token ended in the middle.
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    bench.try_buy(&consignment).await.expect("it is sold");
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::TokenExpired));
    let bought = bench.try_buy(&consignment).await.expect("it is sold");
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_void_is_done_or_not_known() {
    let bench = start();
    let number = |bought: Bought| bought.carrier_ref;
    let bought = number(bench.try_buy(&consignment()).await.expect("it is sold"));
    bench
        .sim
        .fail_next(PREFIX, Op::Void, Fault::after(Answer::Dropped));
    let lost = bench.void(&bought).await.expect_err("nobody knows");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    assert!(bench.sim.ledger()[0].voided());
    let again = bench.void(&bought).await.expect_err("it is void");
    assert_eq!(again.kind, ProblemKind::Refused);
    let other = number(bench.try_buy(&consignment()).await.expect("it is sold"));
    assert_eq!(bench.void(&other).await, Ok(()));
    assert!(bench.sim.ledger()[1].voided());
}

#[tokio::test]
async fn cash_and_several_parcels_are_sold_as_they_are() {
    let mut bench = start();
    bench
        .account
        .settings
        .insert("register_pickup".to_owned(), "yes".to_owned());
    let mut cash = consignment();
    cash.options.cod = Some(inr(118_050));
    cash.parcels = vec![parcel(1_250), parcel(905)];
    let prepared = bench.prepare(&cash, "E").await;
    let bought = bench.send(&prepared, &cash).await.expect("it is sold");
    assert_eq!(bought.parcels.len(), 2);
    let number = bought.carrier_ref.clone();
    assert_eq!(pages_with(&bought.labels[0], &number), 2);
    assert_eq!(bought.carrier_data["pickup"], format!("P{number}"));
    let sale = bench.sim.ledger().pop().expect("a sale");
    let services = &sale.asked["Request"]["Services"];
    assert_eq!(services["CollactableAmount"], 1180.5);
    assert_eq!(services["ActualWeight"], "2.16");
    assert_eq!(sale.service, "EC");
    // It comes back.
    bench.sim.set_course(&number, Course::Returned);
    for (hours, status) in [
        (56, ShipmentStatus::DeliveryFailed),
        (24, ShipmentStatus::Returning),
        (48, ShipmentStatus::ReturnedToSender),
    ] {
        bench.sim.pass(HOUR * hours);
        assert_eq!(bench.status(&number).await, Some(status), "{hours} h on");
    }
}

#[tokio::test]
async fn what_does_not_go_there_is_not_offered() {
    let bench = start();
    let to = |pin: &str, city: &str| Consignment {
        ship_to: address("Bo Birch", city, "", pin, "98200 00034"),
        ..consignment()
    };
    let services =
        |rates: Vec<Rate>| -> Vec<String> { rates.into_iter().map(|rate| rate.service).collect() };
    let mumbai = bench.rates(&to("400001", "Mumbai")).await;
    assert_eq!(services(mumbai), ["A", "E", "D"]);
    let island = to("744101", "Port Blair");
    assert_eq!(services(bench.rates(&island).await), ["A", "D"]);
    let mut cash = to("744101", "Port Blair");
    cash.options.cod = Some(inr(10_000));
    assert_eq!(services(bench.rates(&cash).await), ["A", "D"]);
    cash.ship_to.postal_code = "744109".to_owned();
    assert_eq!(services(bench.rates(&cash).await), [""; 0]);
    let serves = bench.profile.serviceability.expect("it says where it goes");
    let now = bench.now();
    let asked = serves
        .serves(bench.cx(&now), &island)
        .await
        .expect("a word");
    assert!(asked.served);
    assert_eq!(asked.cash_on_delivery, Some(true));
    assert_eq!(asked.words, "Apex (air), Domestic Priority");
    let nowhere = to("799999", "Nowhere");
    let asked = serves
        .serves(bench.cx(&now), &nowhere)
        .await
        .expect("a word");
    assert!(!asked.served, "{asked:?}");
    // Where it cannot be asked, the table's word stands.
    bench
        .sim
        .fail_all(PREFIX, Op::Address, Fault::instead(Answer::Html500));
    assert_eq!(bench.rates(&island).await.len(), 3);
}
