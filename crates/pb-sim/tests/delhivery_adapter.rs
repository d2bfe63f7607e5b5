//! Delhivery's adapter against Delhivery as it is simulated, which was written without it: it rates, buys, loses
//! answers and settles, voids, tracks, books and tells, and the ledger says what came of it.
#![allow(clippy::unwrap_used, reason = "tests")]

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use pb_carriers::Heard;
use pb_carriers::engine::{Engine, EngineOptions};
use pb_carriers::{
    Bought, BoughtRef, Consignment, Cx, Instruction, Likeness, PickupOrder, PickupParcels,
    Prepared, Profile, Settled, Ship, Ships, find,
};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Format, Length,
    Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, ShipOptions, ShipmentStatus,
    Weight, WeightSource,
};
use pb_sim::carriers::delhivery::{CLIENT, PREFIX, TOKEN, WAREHOUSE};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers, Webhook};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
/// A Thursday noon, Indian time.
const NOON: &str = "2026-01-15T06:30:00Z";

struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
    now: Zoned,
    carrier: &'static Profile,
}

fn bench() -> Bench {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let noon: Timestamp = NOON.parse().unwrap();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some(noon),
        speed: 0,
        ..CarriersSetup::default()
    })
    .unwrap();
    let carrier = find("delhivery").unwrap();
    let mut settings: std::collections::BTreeMap<String, String> = carrier
        .form
        .iter()
        .map(|field| (field.name.to_owned(), field.default.to_owned()))
        .collect();
    for (name, value) in [
        ("url", sim.url_of(PREFIX)),
        ("pickup_location", WAREHOUSE.to_owned()),
        ("client", CLIENT.to_owned()),
        ("goods", "Tea".to_owned()),
    ] {
        settings.insert(name.to_owned(), value);
    }
    let secrets = [("token", TOKEN), ("webhook_credential", "agreed-1")];
    Bench {
        account: Account {
            id: AccountId(Uuid::now_v7()),
            carrier: "delhivery".to_owned(),
            name: "Our Delhivery".to_owned(),
            enabled: true,
            settings,
            secrets: secrets
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            table: None,
        },
        engine: Engine::new(EngineOptions {
            first_wait: Duration::from_millis(1),
            ..EngineOptions::default()
        })
        .unwrap(),
        now: noon.to_zoned(TimeZone::UTC),
        sim,
        carrier,
    }
}

impl Bench {
    fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    fn ships(&self) -> &'static dyn Ships {
        let Ship::Remote(ships) = &self.carrier.ship else {
            panic!("it sells over the network")
        };
        *ships
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let answer = self.carrier.rates.rate(self.cx(), consignment).await;
        let answer = answer.unwrap();
        assert!(answer.notes.is_empty(), "{:?}", answer.notes);
        answer.rates
    }

    async fn prepare(&self, consignment: &Consignment) -> Result<Prepared, Problem> {
        let rate = self.rates(consignment).await.remove(0);
        let purchase = PurchaseId(Uuid::now_v7());
        self.ships()
            .prepare(self.cx(), purchase, consignment, &rate, Format::Zpl)
            .await
    }

    async fn buy(&self, consignment: &Consignment) -> Bought {
        let prepared = self.prepare(consignment).await.unwrap();
        let bought = self.ships().buy(self.cx(), &prepared, consignment).await;
        bought.unwrap()
    }

    async fn stands(&self, bought: &BoughtRef) -> Option<ShipmentStatus> {
        let track = self.carrier.track.unwrap();
        let number = &bought.tracking_numbers[0];
        track.track(self.cx(), bought, number).await.unwrap().status
    }

    async fn void(&self, bought: &BoughtRef) -> Result<(), Problem> {
        self.carrier.void.unwrap().void(self.cx(), bought).await
    }

    async fn tell(&self, bought: &BoughtRef, instruction: &Instruction) -> Result<(), Problem> {
        let tells = self.carrier.instructions.unwrap();
        let number = &bought.tracking_numbers[0];
        tells.instruct(self.cx(), bought, number, instruction).await
    }
}

fn kept(bought: &Bought) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: bought
            .parcels
            .iter()
            .map(|p| p.tracking_number.clone())
            .collect(),
        service: "Surface".to_owned(),
    }
}

fn address(name: &str, city: &str, region: &str, pin: &str, phone: &str) -> Address {
    Address {
        name: name.to_owned(),
        line1: "5 Elm & Oak Street".to_owned(),
        line2: "Flat #3; 100% \\ tea".to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: pin.to_owned(),
        country: CountryCode::from_code("IN"),
        phone: phone.to_owned(),
        ..Address::default()
    }
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
            length: Length::from_mm(200),
            width: Length::from_mm(150),
            height: Length::from_mm(100),
        }),
        box_id: None,
    }
}

fn inr(paise: i64) -> Money {
    Money::new(paise, Currency::from_code("INR").unwrap())
}

fn consignment(reference: &str) -> Consignment {
    Consignment {
        ship_from: address("Ada Acorn", "Pune", "Maharashtra", "411001", "98765 43210"),
        ship_to: address(
            "Bo Birch",
            "Bengaluru",
            "Karnataka",
            "560001",
            "098450 12345",
        ),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(inr(149_950)),
        ship_date: "2026-01-15".to_owned(),
        reference: reference.to_owned(),
        direction: Direction::Outbound,
    }
}

#[tokio::test]
async fn a_parcel_is_rated_bought_labelled_followed_and_voided() {
    let bench = bench();
    let tested = bench.carrier.test.unwrap().test(bench.cx()).await.unwrap();
    assert!(tested.contains("knows the token"), "{tested}");
    let rates = bench.rates(&consignment("1001")).await;
    let [surface, express] = rates.as_slice() else {
        panic!("{rates:?}")
    };
    assert_eq!(
        (surface.service.as_str(), surface.transit_days),
        ("Surface", Some(4))
    );
    assert_eq!(
        (express.service.as_str(), express.transit_days),
        ("Express", Some(2))
    );
    assert!(surface.total.minor > 0 && surface.total.minor < express.total.minor);
    assert!(!surface.charges.is_empty(), "its parts add up");
    let asked = || {
        let requests = bench.sim.requests();
        let prices = requests.iter().filter(|r| r.path.contains("kinko"));
        prices.count()
    };
    assert_eq!(asked(), 2, "one question for each service");
    let mut renamed = consignment("1001");
    renamed.ship_to.name = "Bo B. Birch".to_owned();
    assert_eq!(bench.rates(&renamed).await, rates);
    assert_eq!(asked(), 2, "a name changes no price");
    renamed.parcels = vec![parcel(2_600)];
    assert_ne!(bench.rates(&renamed).await, rates);
    assert_eq!(asked(), 4);

    let bought = bench.buy(&consignment("1001")).await;
    let sold = bench.sim.ledger();
    assert_eq!(sold.len(), 1);
    let number = bought.parcels[0].tracking_number.clone();
    assert_eq!(sold[0].numbers(), [number.as_str()]);
    assert_eq!(sold[0].references, ["1001"]);
    assert_eq!((bench.carrier.likeness)(&number), Likeness::Form);
    assert_eq!(bought.charged, surface.total);
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(bought.labels[0].format, Format::Pdf);
    let kept = kept(&bought);
    let again = bench.carrier.label_again.unwrap();
    let labels = again.label_again(bench.cx(), &kept).await.unwrap();
    assert_eq!(labels[0].format, Format::Pdf);

    assert_eq!(
        bench.stands(&kept).await,
        Some(ShipmentStatus::LabelCreated)
    );
    bench.void(&kept).await.unwrap();
    assert!(bench.sim.ledger()[0].voided());

    // The token stands in headers, of waybills in the query too, and never goes to the file store.
    for request in bench.sim.requests() {
        let shown = request.header("authorization");
        let is_file = request.path.starts_with("/slips/");
        assert_eq!(shown.is_none(), is_file, "{}", request.path);
        let in_query = request.path.contains(TOKEN);
        assert_eq!(in_query, request.path.starts_with("/waybill/"));
    }
}

#[tokio::test]
async fn a_lost_answer_is_settled_and_sold_once() {
    let bench = bench();
    for (place, broken) in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ]
    .into_iter()
    .enumerate()
    {
        let consignment = consignment(&format!("lost-{place}"));
        let prepared = bench.prepare(&consignment).await.unwrap();
        let before = bench.sim.ledger().len();
        bench
            .sim
            .fail_next(PREFIX, Op::Buy, Fault::after(broken.clone()));
        let bought = bench.ships().buy(bench.cx(), &prepared, &consignment).await;
        let problem = bought.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{broken:?}");
        let settled = bench
            .ships()
            .settle(bench.cx(), &prepared, &consignment)
            .await
            .unwrap();
        let Settled::Bought(found) = settled else {
            panic!("{broken:?}: {settled:?}")
        };
        let sold = bench.sim.ledger();
        assert_eq!(sold.len() - before, 1, "{broken:?}: sold once");
        assert_eq!(found.parcels[0].tracking_number, sold[before].shipment);
        assert_eq!((found.labels.len(), found.charged), (1, prepared.quoted));
    }
}

#[tokio::test]
async fn what_never_arrived_is_not_bought_again_by_itself() {
    let bench = bench();
    let consignment = consignment("1001");
    let prepared = bench.prepare(&consignment).await.unwrap();
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    let bought = bench.ships().buy(bench.cx(), &prepared, &consignment).await;
    assert_eq!(bought.unwrap_err().kind, ProblemKind::UnknownOutcome);
    let settle = async || {
        let settled = bench
            .ships()
            .settle(bench.cx(), &prepared, &consignment)
            .await;
        let Ok(Settled::StillUnknown(problem)) = settled else {
            panic!("nobody can say: {settled:?}")
        };
        problem
    };
    assert_eq!(settle().await.retry_after, Some(300));
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn refusals_say_why_and_sell_nothing() {
    let mut bench = bench();
    bench.buy(&consignment("1001")).await;
    let again = bench.prepare(&consignment("1001")).await.unwrap();
    let refused = bench
        .ships()
        .buy(bench.cx(), &again, &consignment("1001"))
        .await;
    let problem = refused.unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_text.as_str()),
        (ProblemKind::Refused, "Duplicate Order Id")
    );
    assert_eq!(problem.field.as_deref(), Some("options.reference"));

    let nowhere = Consignment {
        ship_to: address("Bo Birch", "Nowhere", "Nowhere", "999999", "9845012345"),
        ..consignment("1002")
    };
    let answer = bench.carrier.rates.rate(bench.cx(), &nowhere).await;
    let answer = answer.unwrap();
    assert_eq!((answer.rates.len(), answer.notes.len()), (0, 2));

    let prepared = bench.prepare(&consignment("1003")).await.unwrap();
    let wrong = "acorn pune".to_owned();
    bench
        .account
        .settings
        .insert("pickup_location".to_owned(), wrong);
    let misnamed = bench.prepare(&consignment("1004")).await.unwrap();
    let refused = bench
        .ships()
        .buy(bench.cx(), &misnamed, &consignment("1004"))
        .await;
    assert_eq!(
        refused.unwrap_err().field.as_deref(),
        Some("pickup_location")
    );
    let other = "another-token".to_owned();
    bench.account.secrets.insert("token".to_owned(), other);
    let refused = bench
        .ships()
        .buy(bench.cx(), &prepared, &consignment("1003"))
        .await;
    assert_eq!(refused.unwrap_err().kind, ProblemKind::Auth);
    let tested = bench.carrier.test.unwrap().test(bench.cx()).await;
    assert_eq!(tested.unwrap_err().kind, ProblemKind::Auth);
    assert_eq!(bench.sim.ledger().len(), 1, "what was sold first");
}

#[tokio::test]
async fn the_firewall_is_patience_and_nothing_was_done() {
    let bench = bench();
    let consignment = consignment("1001");
    let prepared = bench.prepare(&consignment).await.unwrap();
    let throttled = Answer::Throttled { retry_after: None };
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(throttled));
    let refused = bench.ships().buy(bench.cx(), &prepared, &consignment).await;
    let problem = refused.unwrap_err();
    assert_eq!(
        (problem.kind, problem.retry_after),
        (ProblemKind::RateLimited, Some(30))
    );
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn a_label_that_does_not_come_does_not_unmake_a_sale() {
    let bench = bench();
    bench
        .sim
        .fail_times(PREFIX, Op::Label, 9, &Fault::instead(Answer::Html500));
    let bought = bench.buy(&consignment("1001")).await;
    assert!(bought.labels.is_empty());
    bench.sim.heal();
    let again = bench.carrier.label_again.unwrap();
    let labels = again.label_again(bench.cx(), &kept(&bought)).await;
    assert_eq!(labels.unwrap().len(), 1);
}

#[tokio::test]
async fn several_parcels_are_one_shipment_and_settle_together() {
    let bench = bench();
    let mut several = consignment("1001");
    several.parcels = vec![parcel(500), parcel(750), parcel(500)];
    several.options.cod = Some(inr(100_000));
    let prepared = bench.prepare(&several).await.unwrap();
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = bench.ships().buy(bench.cx(), &prepared, &several).await;
    assert_eq!(lost.unwrap_err().kind, ProblemKind::UnknownOutcome);
    let settled = bench.ships().settle(bench.cx(), &prepared, &several).await;
    let Ok(Settled::Bought(bought)) = settled else {
        panic!("{settled:?}")
    };
    let sold = bench.sim.ledger();
    assert_eq!(sold.len(), 1);
    let kept = kept(&bought);
    assert_eq!(sold[0].numbers(), kept.tracking_numbers);
    assert_eq!(sold[0].shipment, bought.carrier_ref, "the master");
    assert_eq!(sold[0].references, ["1001", "1001-2", "1001-3"]);
    assert_eq!(bought.labels.len(), 3);

    let track = bench.carrier.track.unwrap();
    let mut asked: Vec<(&BoughtRef, &str)> = kept
        .tracking_numbers
        .iter()
        .map(|number| (&kept, number.as_str()))
        .collect();
    asked.push((&kept, "84301239999990"));
    assert!(track.at_once() >= asked.len());
    let statuses = track.track_many(bench.cx(), &asked).await;
    let statuses: Vec<Option<ShipmentStatus>> =
        statuses.into_iter().map(|s| s.unwrap().status).collect();
    let created = Some(ShipmentStatus::LabelCreated);
    assert_eq!(statuses, [created, created, created, None]);
    bench.void(&kept).await.unwrap();
    assert!(bench.sim.ledger()[0].voided());
}

#[tokio::test]
async fn what_was_handed_over_is_no_void_but_comes_back() {
    let bench = bench();
    let bought = kept(&bench.buy(&consignment("1001")).await);
    let home = Instruction::Return {
        words: String::new(),
    };
    let early = bench.tell(&bought, &home).await.unwrap_err();
    assert_eq!(early.kind, ProblemKind::Refused, "it is void or nothing");
    bench.sim.pass(20 * HOUR);
    assert_eq!(bench.stands(&bought).await, Some(ShipmentStatus::InTransit));
    let late = bench.void(&bought).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(!bench.sim.ledger()[0].voided());
    bench.tell(&bought, &home).await.unwrap();
    assert_eq!(bench.stands(&bought).await, Some(ShipmentStatus::Returning));
    bench.sim.pass(49 * HOUR);
    let end = bench.stands(&bought).await;
    assert_eq!(end, Some(ShipmentStatus::ReturnedToSender));
}

#[tokio::test]
async fn what_was_not_delivered_is_tried_again_elsewhere_in_town() {
    let bench = bench();
    let bought = kept(&bench.buy(&consignment("1001")).await);
    bench
        .sim
        .set_course(&bought.tracking_numbers[0], Course::Exception);
    bench.sim.pass(57 * HOUR);
    let failed = bench.stands(&bought).await;
    assert_eq!(failed, Some(ShipmentStatus::DeliveryFailed));
    let mut moved = consignment("1001").ship_to;
    moved.line1 = "7 Fig Lane".to_owned();
    let change = |address: &Address| Instruction::ChangeAddress {
        address: Box::new(address.clone()),
    };
    bench.tell(&bought, &change(&moved)).await.unwrap();
    let asked = bench.sim.ledger()[0].asked.clone();
    assert_eq!(asked[0]["add"], "7 Fig Lane, Flat #3; 100% \\ tea");
    moved.postal_code = "110001".to_owned();
    let far = bench.tell(&bought, &change(&moved)).await.unwrap_err();
    assert_eq!(far.kind, ProblemKind::Unsupported);
    let again = Instruction::TryAgain {
        day: None,
        words: String::new(),
    };
    bench.tell(&bought, &again).await.unwrap();
    bench.sim.pass(20 * HOUR);
    assert_eq!(bench.stands(&bought).await, Some(ShipmentStatus::Delivered));
}

#[tokio::test]
async fn a_return_is_fetched_from_the_customer() {
    let bench = bench();
    let outbound = consignment("1001-R");
    let back = Consignment {
        ship_from: outbound.ship_to.clone(),
        ship_to: outbound.ship_from.clone(),
        direction: Direction::Return,
        ..outbound
    };
    let bought = kept(&bench.buy(&back).await);
    let asked = bench.sim.ledger()[0].asked.clone();
    assert_eq!(
        (
            &asked[0]["payment_mode"],
            &asked[0]["pin"],
            &asked[0]["return_pin"]
        ),
        (&"Pickup".into(), &"560001".into(), &"411001".into())
    );
    let waits = bench.stands(&bought).await;
    assert_eq!(waits, Some(ShipmentStatus::LabelCreated));
    bench.void(&bought).await.unwrap();
    let over = bench.stands(&bought).await;
    assert_eq!(over, Some(ShipmentStatus::Cancelled));
    let twice = bench.void(&bought).await.unwrap_err();
    assert_eq!(twice.kind, ProblemKind::Refused);
}

#[tokio::test]
async fn numbers_ahead_are_booked_once_however_often_they_are_sent() {
    let bench = bench();
    let numbers = bench.carrier.numbers.unwrap();
    let reserved = numbers.reserve(bench.cx(), 40).await.unwrap();
    assert_eq!(reserved.len(), 40);
    assert!(reserved.iter().all(|n| n.expires_at.is_none()));
    let books = bench.carrier.books.unwrap();
    let rate = bench.rates(&consignment("1001")).await.remove(0);
    let number = [reserved[0].number.clone()];
    let prepared = books
        .prepare(bench.cx(), &number, &consignment("1001"), &rate)
        .unwrap();
    let book = async |prepared: &Prepared, consignment: &Consignment| {
        books.book(bench.cx(), prepared, consignment).await
    };
    bench
        .sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = book(&prepared, &consignment("1001")).await.unwrap_err();
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    for _ in 0..2 {
        let booked = book(&prepared, &consignment("1001")).await.unwrap();
        assert_eq!(
            (booked.carrier_ref.as_str(), booked.charged),
            (number[0].as_str(), rate.total)
        );
    }
    assert_eq!(bench.sim.ledger().len(), 1, "booked once");
    assert_eq!(bench.sim.ledger()[0].shipment, number[0]);

    // The same number for another order is a clear no.
    let another = books
        .prepare(bench.cx(), &number, &consignment("1002"), &rate)
        .unwrap();
    let taken = book(&another, &consignment("1002")).await.unwrap_err();
    assert_eq!(taken.kind, ProblemKind::Refused, "{taken:?}");
    // One that Delhivery does not know yet is sent again later.
    let foreign = ["84309990000011".to_owned()];
    let early = books
        .prepare(bench.cx(), &foreign, &consignment("1003"), &rate)
        .unwrap();
    let problem = book(&early, &consignment("1003")).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{problem:?}");
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn lanes_are_asked_about_and_drivers_ordered() {
    let bench = bench();
    let serves = bench.carrier.serviceability.unwrap();
    let yes = serves.serves(bench.cx(), &consignment("1")).await.unwrap();
    assert_eq!(
        (yes.served, yes.cash_on_delivery, yes.transit_days),
        (true, Some(true), Some(4))
    );
    for (pin, words) in [("700001", "Embargo"), ("999999", "not in Delhivery's list")] {
        let mut there = consignment("1");
        there.ship_to.postal_code = pin.to_owned();
        let no = serves.serves(bench.cx(), &there).await.unwrap();
        assert!(!no.served && no.words.contains(words), "{no:?}");
    }
    let driver = PickupOrder {
        address: consignment("1").ship_from,
        day: "2026-01-16".to_owned(),
        ready: "14:30".to_owned(),
        close: "18:00".to_owned(),
        parcels: vec![PickupParcels {
            service: "Surface".to_owned(),
            count: 4,
            country: CountryCode::from_code("IN").unwrap(),
        }],
        weight: Weight::from_grams(4_000),
        heaviest: Weight::from_grams(1_250),
        instructions: String::new(),
        reference: String::new(),
    };
    let pickups = bench.carrier.pickups.unwrap();
    let first = pickups.order(bench.cx(), &driver).await.unwrap();
    let second = pickups.order(bench.cx(), &driver).await.unwrap();
    assert_eq!(first, second, "one driver a day");
}

#[tokio::test]
async fn what_is_pushed_is_believed_and_read() {
    let bench = bench();
    bench.sim.set_webhook(
        PREFIX,
        Webhook {
            url: "http://127.0.0.1:9/".to_owned(),
            credential: "agreed-1".to_owned(),
        },
    );
    let bought = bench.buy(&consignment("1001")).await;
    bench.sim.pass(60 * HOUR);
    let end = std::time::Instant::now() + Duration::from_secs(10);
    while bench.sim.pushed().len() < 6 {
        assert!(std::time::Instant::now() < end, "six scans");
        tokio::task::yield_now().await;
    }
    let webhooks = bench.carrier.webhooks.unwrap();
    let mut headers = http_headers("agreed-1");
    let mut seen = Vec::new();
    for push in bench.sim.pushed() {
        let read = webhooks.read(
            &bench.account,
            &Heard::posted(&headers, push.body.as_bytes()),
        );
        for news in read.unwrap() {
            assert_eq!(news.tracking_number, bought.carrier_ref);
            seen.push(news.event.status.unwrap());
        }
    }
    assert_eq!(seen.last(), Some(&ShipmentStatus::Delivered));
    assert!(seen.contains(&ShipmentStatus::OutForDelivery));
    headers = http_headers("guessed");
    let body = bench.sim.pushed()[0].body.clone();
    let read = webhooks.read(&bench.account, &Heard::posted(&headers, body.as_bytes()));
    assert_eq!(read.unwrap_err().kind, ProblemKind::Auth);
}

fn http_headers(value: &str) -> reqwest::header::HeaderMap {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("authorization", value.parse().unwrap());
    headers
}
