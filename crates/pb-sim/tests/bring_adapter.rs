//! The real adapter against the simulated Bring: what it rates, books, settles, tracks and hears, through its profile
//! and the engine alone.
#![allow(clippy::unwrap_used, reason = "tests")]

use axum::http::HeaderMap;
use axum::routing::post;
use jiff::{Timestamp, Zoned};
use pb_carriers::Heard;
use pb_carriers::engine::{Engine, EngineOptions};
use pb_carriers::{
    Bought, BoughtRef, Consignment, Cx, Prepared, Profile, SettleWay, Settled, Ship, Ships, find,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, ProblemKind,
    PurchaseId, Rate, ShipOptions, ShipmentStatus, Weight, WeightSource,
};
use pb_sim::carriers::bring::{CUSTOMER, KEY, PREFIX, UID};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

/// A bench with an account, and the simulation it is pointed at, whose clock stands at a Thursday noon.
struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
}

impl Bench {
    fn start() -> Self {
        // Refused when another test installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sim = SimCarriers::start_with(CarriersSetup {
            starts_at: Some("2026-01-15T11:00:00Z".parse().unwrap()),
            speed: 0,
            ..CarriersSetup::default()
        })
        .unwrap();
        let engine = Engine::new(EngineOptions {
            timeout: Duration::from_secs(5),
            binding_timeout: Duration::from_secs(5),
            first_wait: Duration::from_millis(10),
            ..EngineOptions::default()
        })
        .unwrap();
        let settings = [
            ("customer_number", CUSTOMER),
            ("client_url", "https://acorn.example"),
            ("customs_consent", "yes"),
            ("cod_account", "12345678903"),
            ("signature", "1133"),
            ("url", &sim.url_of(PREFIX)),
        ];
        let account = Account {
            id: AccountId(Uuid::nil()),
            carrier: "bring".to_owned(),
            name: "Our Bring".to_owned(),
            enabled: true,
            settings: settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            secrets: [
                ("uid", UID),
                ("key", KEY),
                ("webhook_secret", "long-random-text"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            table: None,
        };
        Self {
            sim,
            engine,
            account,
        }
    }

    fn now(&self) -> Zoned {
        self.sim.now().to_zoned(jiff::tz::TimeZone::UTC)
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let now = self.now();
        let answer = profile().rates.rate(self.cx(&now), consignment).await;
        answer.unwrap().rates
    }

    fn cx<'a>(&'a self, now: &'a Zoned) -> Cx<'a> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now,
        }
    }

    async fn prepare(&self, consignment: &Consignment, service: &str) -> (Rate, Prepared) {
        let rates = self.rates(consignment).await;
        let rate = rates.into_iter().find(|r| r.service == service).unwrap();
        let now = self.now();
        let purchase = PurchaseId(Uuid::now_v7());
        let prepared = ships()
            .prepare(self.cx(&now), purchase, consignment, &rate, Format::Zpl)
            .await;
        (rate, prepared.unwrap())
    }

    async fn buy(&self, consignment: &Consignment, service: &str) -> (Rate, Bought) {
        let (rate, prepared) = self.prepare(consignment, service).await;
        let now = self.now();
        let bought = ships().buy(self.cx(&now), &prepared, consignment).await;
        (rate, bought.unwrap())
    }

    async fn settle(&self, prepared: &Prepared, consignment: &Consignment) -> Settled {
        let now = self.now();
        ships()
            .settle(self.cx(&now), prepared, consignment)
            .await
            .unwrap()
    }

    async fn status(&self, number: &str) -> Option<ShipmentStatus> {
        let now = self.now();
        let bought = BoughtRef {
            carrier_ref: String::new(),
            carrier_data: serde_json::Value::Null,
            tracking_numbers: vec![number.to_owned()],
            service: String::new(),
        };
        let tracked = profile()
            .track
            .unwrap()
            .track(self.cx(&now), &bought, number);
        tracked.await.unwrap().status
    }
}

fn profile() -> &'static Profile {
    find("bring").unwrap()
}

fn ships() -> &'static dyn Ships {
    match profile().ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("it is asked"),
    }
}

fn nok(minor: i64) -> Money {
    Money::new(minor, Currency::from_code("NOK").unwrap())
}

fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: Some(Dimensions {
            length: Length::from_mm(295),
            width: Length::from_mm(200),
            height: Length::from_mm(95),
        }),
        box_id: None,
    }
}

fn address(name: &str, street: &str, postal: &str, city: &str, country: &str) -> Address {
    Address {
        name: name.to_owned(),
        line1: street.to_owned(),
        city: city.to_owned(),
        postal_code: postal.to_owned(),
        country: CountryCode::from_code(country),
        phone: match country {
            "SE" => "070-123 45 67".to_owned(),
            _ => "412 34 567".to_owned(),
        },
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: address("Acorn Goods AS", "Mølleveien 12", "0263", "Oslo", "NO"),
        ship_to: address("Bo Bjørk", "Almeveien 5", "5003", "Bergen", "NO"),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(nok(42_000)),
        ship_date: "2026-01-15".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn abroad() -> Consignment {
    Consignment {
        ship_to: address("Cara Ceder", "Långa gatan 7", "211 22", "Malmö", "SE"),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-7".to_owned(),
            items: vec![CustomsItem {
                description: "Green tea".to_owned(),
                sku: "TEA-1".to_owned(),
                hs_code: "0902.10".to_owned(),
                origin: CountryCode::from_code("VN"),
                quantity: 2,
                unit_value: nok(12_550),
                unit_weight: Weight::from_grams(250),
            }],
        }),
        ..consignment()
    }
}

#[tokio::test]
async fn the_account_is_let_in_or_not() {
    let mut bench = Bench::start();
    let now = bench.now();
    let test = profile().test.unwrap();
    let words = test.test(bench.cx(&now)).await.unwrap();
    assert!(words.contains(CUSTOMER), "{words}");
    bench
        .account
        .settings
        .insert("customer_number".to_owned(), "7".to_owned());
    let problem = test.test(bench.cx(&now)).await.unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("customer_number"));
    bench
        .account
        .secrets
        .insert("key".to_owned(), "wrong".to_owned());
    let problem = test.test(bench.cx(&now)).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Auth);
}

#[tokio::test]
async fn what_is_rated_is_bought_once_and_tracked() {
    let bench = Bench::start();
    let mut consignment = consignment();
    consignment.options = ShipOptions {
        cod: Some(nok(49_950)),
        signature: true,
        instructions: "Ring the bell".to_owned(),
        ..ShipOptions::default()
    };
    consignment.parcels.push(parcel(2_000));
    let (rate, bought) = bench.buy(&consignment, "5800").await;
    assert_eq!(rate.service_name, "Pickup parcel");
    let [sale] = bench.sim.ledger().try_into().unwrap();
    assert_eq!(sale.charge, rate.total, "extras included");
    assert_eq!(bought.charged, rate.total);
    assert_eq!(sale.shipment, bought.carrier_ref);
    let numbers: Vec<&str> = bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(sale.numbers(), numbers);
    assert!(sale.references[0].starts_with("1001-"));
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(bought.labels[0].format, Format::Pdf);
    // The key went nowhere but to Bring itself.
    for seen in bench.sim.requests() {
        let shown = seen.header("x-mybring-api-key").is_some();
        assert_eq!(
            shown,
            !seen.path.starts_with("/label-store"),
            "{}",
            seen.path
        );
    }
    assert!(profile().void.is_none(), "there is nothing to call");

    assert_eq!(bench.status(numbers[1]).await, None, "not come through yet");
    bench.sim.pass(HOUR);
    assert_eq!(
        bench.status(numbers[1]).await,
        Some(ShipmentStatus::LabelCreated)
    );
    bench.sim.pass(52 * HOUR);
    assert_eq!(
        bench.status(numbers[1]).await,
        Some(ShipmentStatus::OutForDelivery)
    );
    bench.sim.pass(10 * HOUR);
    assert_eq!(
        bench.status(numbers[0]).await,
        Some(ShipmentStatus::Delivered)
    );
    assert!(bench.sim.set_course(numbers[0], Course::Returned));
    bench.sim.pass(100 * HOUR);
    assert_eq!(
        bench.status(numbers[0]).await,
        Some(ShipmentStatus::ReturnedToSender)
    );
}

#[tokio::test]
async fn what_leaves_norway_and_what_comes_back_is_bought() {
    let bench = Bench::start();
    let services =
        |rates: Vec<Rate>| -> Vec<String> { rates.into_iter().map(|r| r.service).collect() };
    assert_eq!(
        services(bench.rates(&abroad()).await),
        ["PICKUP_PARCEL", "BUSINESS_PARCEL"]
    );
    let mut insured = abroad();
    insured.options.insurance = Some(nok(5_000_000));
    let (rate, _) = bench.buy(&insured, "BUSINESS_PARCEL").await;
    let sale = bench.sim.ledger().pop().unwrap();
    assert_eq!(
        sale.charge, rate.total,
        "insurance and notification included"
    );
    let back = Consignment {
        ship_from: consignment().ship_to,
        ship_to: consignment().ship_from,
        direction: Direction::Return,
        ..consignment()
    };
    let (rate, bought) = bench.buy(&back, "9300").await;
    assert_eq!((bought.charged, bought.labels.len()), (rate.total, 1));
    let mut rfid = Bench::start();
    rfid.account
        .settings
        .insert("services".to_owned(), "3570".to_owned());
    let (_, bought) = rfid.buy(&consignment(), "3570").await;
    assert_eq!(bought.labels[0].format, Format::Zpl);
}

#[tokio::test]
async fn a_lost_answer_is_settled_and_nothing_is_sold_twice() {
    let bench = Bench::start();
    for (answer, parcels) in [
        (Answer::Dropped, vec![parcel(1_250)]),
        (Answer::Html500, vec![parcel(1_250), parcel(900)]),
        (Answer::Empty200, vec![parcel(1_250)]),
        (Answer::HalfJson, vec![parcel(1_250)]),
        (Answer::Renamed, vec![parcel(1_250)]),
    ] {
        let consignment = Consignment {
            parcels,
            ..consignment()
        };
        let (rate, prepared) = bench.prepare(&consignment, "5800").await;
        let before = bench.sim.ledger().len();
        bench
            .sim
            .fail_next(PREFIX, Op::Buy, Fault::after(answer.clone()));
        let now = bench.now();
        let lost = ships().buy(bench.cx(&now), &prepared, &consignment).await;
        assert_eq!(
            lost.unwrap_err().kind,
            ProblemKind::UnknownOutcome,
            "{answer:?}"
        );
        assert_eq!(
            ships().settle_way(&bench.account),
            SettleWay::FindByReference
        );
        // Nothing shows yet, which proves nothing.
        let Settled::StillUnknown(problem) = bench.settle(&prepared, &consignment).await else {
            panic!("{answer:?}: nobody can know yet")
        };
        assert!(problem.retry_after.is_some());
        bench.sim.pass(Duration::from_secs(61));
        let Settled::Bought(bought) = bench.settle(&prepared, &consignment).await else {
            panic!("{answer:?}: it was sold")
        };
        let ledger = bench.sim.ledger();
        assert_eq!(ledger.len(), before + 1, "{answer:?}: sold once");
        let sale = ledger.last().unwrap();
        assert_eq!(bought.carrier_ref, sale.shipment);
        let numbers: Vec<&str> = bought
            .parcels
            .iter()
            .map(|p| p.tracking_number.as_str())
            .collect();
        assert_eq!(numbers, sale.numbers(), "in the parcels' order");
        assert_eq!(bought.charged, rate.total);
        assert_eq!(bought.labels, [], "where they are was in the lost answer");
    }
}

#[tokio::test]
async fn what_was_never_sold_is_never_found() {
    let bench = Bench::start();
    let consignment = consignment();
    let (_, prepared) = bench.prepare(&consignment, "5800").await;
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Html500));
    let now = bench.now();
    let lost = ships().buy(bench.cx(&now), &prepared, &consignment).await;
    assert_eq!(lost.unwrap_err().kind, ProblemKind::UnknownOutcome);
    bench.sim.pass(72 * HOUR);
    let Settled::StillUnknown(problem) = bench.settle(&prepared, &consignment).await else {
        panic!("a person must look")
    };
    assert_eq!(problem.retry_after, None);
    assert_eq!(bench.sim.ledger().len(), 0);
}

#[tokio::test]
async fn a_schema_that_changed_a_little_is_still_read() {
    let bench = Bench::start();
    for op in [Op::Rate, Op::Buy, Op::Track] {
        bench
            .sim
            .fail_all(PREFIX, op, Fault::after(Answer::Retyped));
    }
    let (_, bought) = bench.buy(&consignment(), "5800").await;
    bench.sim.pass(HOUR);
    let number = &bought.parcels[0].tracking_number;
    assert_eq!(
        bench.status(number).await,
        Some(ShipmentStatus::LabelCreated)
    );
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_one_and_sells_nothing() {
    let bench = Bench::start();
    let consignment = consignment();
    let (_, prepared) = bench.prepare(&consignment, "5800").await;
    let mut elsewhere = consignment.clone();
    elsewhere.ship_to.postal_code = "50030".to_owned();
    let now = bench.now();
    let cx = bench.cx(&now);
    let rate = bench.rates(&consignment).await.remove(0);
    let wrong = ships()
        .prepare(
            cx,
            PurchaseId(Uuid::now_v7()),
            &elsewhere,
            &rate,
            Format::Pdf,
        )
        .await
        .unwrap();
    let problem = ships().buy(cx, &wrong, &elsewhere).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
    bench.sim.fail_next(
        PREFIX,
        Op::Buy,
        Fault::instead(Answer::Throttled { retry_after: None }),
    );
    let problem = ships().buy(cx, &prepared, &consignment).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::RateLimited);
    assert_eq!(bench.sim.ledger().len(), 0);
}

#[tokio::test]
async fn a_label_that_is_late_comes_again() {
    let bench = Bench::start();
    let not_there = |times| {
        let gone = Answer::Refuses {
            status: 404,
            code: "404".to_owned(),
            message: "Not found".to_owned(),
        };
        bench
            .sim
            .fail_times(PREFIX, Op::Label, times, &Fault::instead(gone));
    };
    not_there(1);
    let (_, bought) = bench.buy(&consignment(), "5800").await;
    assert_eq!(bought.labels.len(), 1, "it was there a moment later");
    bench
        .sim
        .fail_all(PREFIX, Op::Label, Fault::after(Answer::Empty200));
    let (_, bought) = bench.buy(&consignment(), "5800").await;
    assert_eq!(bought.labels, [], "the sale is one all the same");
    bench.sim.heal();
    let bought = BoughtRef {
        carrier_ref: bought.carrier_ref,
        carrier_data: bought.carrier_data,
        tracking_numbers: bought
            .parcels
            .into_iter()
            .map(|p| p.tracking_number)
            .collect(),
        service: "5800".to_owned(),
    };
    let now = bench.now();
    let again = profile().label_again.unwrap();
    let labels = again.label_again(bench.cx(&now), &bought).await.unwrap();
    assert_eq!((labels.len(), labels[0].format), (1, Format::Pdf));
    let lost = BoughtRef {
        carrier_data: serde_json::json!({ "labels": "" }),
        ..bought
    };
    let problem = again.label_again(bench.cx(&now), &lost).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
}

type Came = Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>>;

#[tokio::test]
async fn what_bring_tells_by_itself_is_believed_and_read() {
    let mut bench = Bench::start();
    let heard = Came::default();
    let sink = Arc::clone(&heard);
    let router = axum::Router::new().route(
        "/hook",
        post(async move |headers: HeaderMap, body: axum::body::Bytes| {
            sink.lock().unwrap().push((headers, body.to_vec()));
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    bench.account.settings.insert("webhook_url".to_owned(), url);
    let (_, bought) = bench.buy(&consignment(), "5800").await;
    let number = bought.parcels[0].tracking_number.clone();
    let webhooks = profile().webhooks.unwrap();
    let asked = [
        number.clone(),
        "1Z5R89390357567127".to_owned(),
        number.clone(),
    ];
    let now = bench.now();
    let refused = webhooks.subscribe(bench.cx(&now), &asked).await.unwrap();
    assert_eq!(
        refused,
        ["1Z5R89390357567127"],
        "and the same twice is once"
    );
    bench.sim.pass(7 * HOUR);
    let end = std::time::Instant::now() + Duration::from_secs(10);
    while heard.lock().unwrap().is_empty() {
        assert!(std::time::Instant::now() < end, "nobody called");
        tokio::task::yield_now().await;
    }
    let (headers, body) = heard.lock().unwrap()[0].clone();
    let news = webhooks
        .read(&bench.account, &Heard::posted(&headers, &body))
        .unwrap();
    assert_eq!(news[0].tracking_number, number);
    assert_eq!(news[0].event.status, Some(ShipmentStatus::PickedUp));
    let at: Timestamp = news[0].event.at.parse().unwrap();
    assert_eq!(at.to_string(), "2026-01-15T17:00:00Z");
    let other = webhooks.read(&bench.account, &Heard::posted(&HeaderMap::new(), &body));
    assert_eq!(other.unwrap_err().kind, ProblemKind::Auth);
}
