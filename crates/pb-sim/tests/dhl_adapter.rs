//! DHL's adapters against DHL's simulators, each written from the documentation: what both say is the same.
#![allow(clippy::unwrap_used, reason = "tests")]

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, FieldKind, Heard, PickupOrder,
    PickupParcels, Prepared, Profile, Settled, Ship, Ships,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, Problem, ProblemKind,
    PurchaseId, Rate, ShipOptions, ShipmentStatus, Weight, WeightSource,
};
use pb_sim::carriers::dhl::{express, parcel_de};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
/// The merchant's, since DHL states none for Parcel Germany.
const PRICES: &str =
    "product,countries,up to kg,price\nV01PAK,,32,4.90\nV53WPAK,,32,18\nV07PAK,,32,4.50\n";

/// A simulator, an account there, and the adapter.
struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
    carrier: &'static Profile,
    now: Zoned,
}

impl Bench {
    fn new(carrier: &str, settings: &[(&str, &str)], secrets: &[&str]) -> Self {
        // Refused when another test installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sim = SimCarriers::start_with(CarriersSetup {
            // A Thursday morning in Germany.
            starts_at: Some("2026-01-15T08:00:00Z".parse().unwrap()),
            speed: 0,
            ..CarriersSetup::default()
        })
        .unwrap();
        let carrier = pb_carriers::find(carrier).unwrap();
        let mut all: BTreeMap<String, String> = carrier
            .form
            .iter()
            .filter(|f| f.kind != FieldKind::Secret)
            .map(|f| (f.name.to_owned(), f.default.to_owned()))
            .collect();
        all.insert("url".to_owned(), sim.url_of(carrier.id));
        for (name, value) in settings {
            all.insert((*name).to_owned(), (*value).to_owned());
        }
        let account = Account {
            id: AccountId(Uuid::now_v7()),
            carrier: carrier.id.to_owned(),
            name: "Our DHL".to_owned(),
            enabled: true,
            settings: all,
            // The simulators' client has each secret's name for the secret.
            secrets: secrets
                .iter()
                .map(|name| ((*name).to_owned(), (*name).to_owned()))
                .collect(),
            table: carrier.table.map(|_| PRICES.to_owned()),
        };
        let now = sim
            .now()
            .to_zoned(jiff::tz::TimeZone::get("Europe/Berlin").unwrap());
        let engine = Engine::new(EngineOptions {
            // Nobody waits for a turn here.
            limits: |_| &Limits::NONE,
            ..EngineOptions::default()
        })
        .unwrap();
        Self {
            sim,
            engine,
            account,
            carrier,
            now,
        }
    }

    fn express() -> Self {
        let settings = [
            ("account_number", express::ACCOUNT),
            ("import_account_number", express::IMPORT_ACCOUNT),
        ];
        Self::new(express::PREFIX, &settings, &["api_key", "api_secret"])
    }

    fn parcel(ekp: &str, secrets: &[&str]) -> Self {
        let settings = [
            ("ekp", ekp),
            ("participation_v01pak", "02"),
            ("participation_v62kp", "01"),
            ("participation_v53wpak", "01"),
            ("participation_v66wpi", "01"),
            ("return_receiver", parcel_de::RECEIVER),
        ];
        Self::new(parcel_de::PREFIX, &settings, secrets)
    }

    fn germany() -> Self {
        Self::parcel(parcel_de::EKP, &["api_key", "username", "password"])
    }

    fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    fn ships(&self) -> &'static dyn Ships {
        match self.carrier.ship {
            Ship::Remote(ships) => ships,
            Ship::Own => panic!("DHL sells"),
        }
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let answer = self
            .carrier
            .rates
            .rate(self.cx(), consignment)
            .await
            .unwrap();
        answer.rates
    }

    async fn prepare(&self, consignment: &Consignment, service: &str) -> Result<Prepared, Problem> {
        let rates = self.rates(consignment).await;
        let rate = rates.iter().find(|r| r.service == service).unwrap();
        let purchase = PurchaseId(Uuid::now_v7());
        self.ships()
            .prepare(self.cx(), purchase, consignment, rate, Format::Zpl)
            .await
    }

    async fn buy(&self, consignment: &Consignment, service: &str) -> Result<Bought, Problem> {
        let prepared = self.prepare(consignment, service).await?;
        self.ships().buy(self.cx(), &prepared, consignment).await
    }

    fn pass(&mut self, hours: u32) {
        self.sim.pass(HOUR * hours);
        self.now = self.sim.now().to_zoned(self.now.time_zone().clone());
    }

    /// What the ledger has sold and not taken back.
    fn sold(&self) -> usize {
        let ledger = self.sim.ledger();
        ledger.iter().filter(|sale| !sale.voided()).count()
    }

    async fn status(&self, bought: &BoughtRef, number: &str) -> Option<ShipmentStatus> {
        let track = self.carrier.track.unwrap();
        track.track(self.cx(), bought, number).await.unwrap().status
    }
}

fn named(bought: &Bought, service: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: bought
            .parcels
            .iter()
            .map(|p| p.tracking_number.clone())
            .collect(),
        service: service.to_owned(),
    }
}

fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("EUR").unwrap())
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
            length: Length::from_mm(300),
            width: Length::from_mm(200),
            height: Length::from_mm(80),
        }),
        box_id: None,
    }
}

fn at(
    name: &str,
    line1: &str,
    postal_code: &str,
    city: &str,
    country: &str,
    phone: &str,
) -> Address {
    Address {
        name: name.to_owned(),
        line1: line1.to_owned(),
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        country: CountryCode::from_code(country),
        phone: phone.to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: at(
            "Ada Acorn",
            "Lange Straße 7",
            "53113",
            "Bonn",
            "DE",
            "0228 901820",
        ),
        ship_to: at(
            "Cara Cedar",
            "Kurze Allee 2a",
            "10115",
            "Berlin",
            "DE",
            "030 901820",
        ),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(euro(4_200)),
        ship_date: "2026-01-15".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn abroad() -> Consignment {
    let mut there = consignment();
    there.ship_to = at(
        "Bo Birch",
        "5 Elm Street",
        "89501",
        "Reno",
        "US",
        "(775) 555-0143",
    );
    there.ship_to.region = "NV".to_owned();
    there.customs = Some(Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Ddp,
        invoice_number: "INV-7".to_owned(),
        items: vec![CustomsItem {
            description: "Green tea".to_owned(),
            sku: "TEA-1".to_owned(),
            hs_code: "090210".to_owned(),
            origin: CountryCode::from_code("VN"),
            quantity: 2,
            unit_value: euro(1_250),
            unit_weight: Weight::from_grams(250),
        }],
    });
    there
}

fn two() -> Consignment {
    let mut two = consignment();
    two.parcels.push(parcel(700));
    two
}

#[tokio::test]
async fn express_rates_buys_and_tracks() {
    let mut bench = Bench::express();
    let said = bench.carrier.test.unwrap().test(bench.cx()).await.unwrap();
    assert!(said.contains(express::ACCOUNT), "{said}");
    let rates = bench.rates(&abroad()).await;
    let codes: Vec<&str> = rates.iter().map(|r| r.service.as_str()).collect();
    assert_eq!(codes, ["P", "Y", "E"], "and none without a price");
    assert!(rates.iter().all(|r| !r.charges.is_empty()), "they add up");
    let mut valued = abroad();
    valued.options.insurance = Some(euro(20_000));
    valued.options.signature = true;
    let bought = bench.buy(&valued, "P").await.unwrap();
    let sale = bench.sim.ledger().pop().unwrap();
    assert_eq!(
        (bench.sold(), sale.shipment.as_str()),
        (1, bought.carrier_ref.as_str())
    );
    assert_eq!(bought.charged, sale.charge);
    assert_eq!(bought.labels[0].format, Format::Zpl);
    let number = bought.parcels[0].tracking_number.clone();
    assert!((bench.carrier.likeness)(&number) == pb_carriers::Likeness::CheckDigit);
    let named = named(&bought, "P");
    assert_eq!(bench.status(&named, &number).await, None, "not handed over");
    bench.pass(53);
    assert_eq!(
        bench.status(&named, &number).await,
        Some(ShipmentStatus::OutForDelivery)
    );
    bench.pass(10);
    assert_eq!(
        bench.status(&named, &number).await,
        Some(ShipmentStatus::Delivered)
    );
}

#[tokio::test]
async fn express_tracks_many_pieces_in_one_call() {
    let mut bench = Bench::express();
    let first = named(&bench.buy(&two(), "N").await.unwrap(), "N");
    let second = named(&bench.buy(&consignment(), "N").await.unwrap(), "N");
    assert_eq!(bench.sold(), 2);
    let pieces = &first.tracking_numbers;
    assert!(pieces.iter().all(|n| n.starts_with("JD")) && pieces[0] != pieces[1]);
    let sale = &bench.sim.ledger()[0];
    assert_eq!(
        sale.numbers(),
        [pieces[0].as_str(), pieces[1].as_str()],
        "in their order"
    );
    assert!(bench.sim.set_course(&pieces[1], Course::Returned));
    bench.pass(24 * 7);
    let asked_before = bench.sim.requests().len();
    let asked = [
        (&first, pieces[0].as_str()),
        (&first, pieces[1].as_str()),
        (&second, second.tracking_numbers[0].as_str()),
    ];
    let answers = bench
        .carrier
        .track
        .unwrap()
        .track_many(bench.cx(), &asked)
        .await;
    let statuses: Vec<_> = answers
        .into_iter()
        .map(|a| a.unwrap().status.unwrap())
        .collect();
    assert_eq!(
        statuses,
        [
            ShipmentStatus::Delivered,
            ShipmentStatus::ReturnedToSender,
            ShipmentStatus::Delivered
        ]
    );
    assert_eq!(bench.sim.requests().len(), asked_before + 1);
}

#[tokio::test]
async fn express_settles_by_asking() {
    let bench = Bench::express();
    let consignment = two();
    let prepared = bench.prepare(&consignment, "N").await.unwrap();
    // Sold, and nobody heard of it.
    bench
        .sim
        .fail_next(express::PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = bench
        .ships()
        .buy(bench.cx(), &prepared, &consignment)
        .await
        .unwrap_err();
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    let settled = bench
        .ships()
        .settle(bench.cx(), &prepared, &consignment)
        .await
        .unwrap();
    let Settled::Bought(found) = settled else {
        panic!("it was sold: {settled:?}")
    };
    let sale = bench.sim.ledger().pop().unwrap();
    assert_eq!(
        (bench.sold(), found.carrier_ref.as_str()),
        (1, sale.shipment.as_str())
    );
    let numbers: Vec<&str> = found
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, sale.numbers());
    // Not sold: nobody can say, and nothing is bought by asking.
    let other = bench.prepare(&consignment, "N").await.unwrap();
    bench
        .sim
        .fail_next(express::PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    let lost = bench
        .ships()
        .buy(bench.cx(), &other, &consignment)
        .await
        .unwrap_err();
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    let settled = bench
        .ships()
        .settle(bench.cx(), &other, &consignment)
        .await
        .unwrap();
    let Settled::StillUnknown(problem) = settled else {
        panic!("it proves nothing: {settled:?}")
    };
    assert_eq!((problem.retry_after, bench.sold()), (Some(600), 1));
}

#[tokio::test]
async fn express_answers_that_go_wrong_are_no_sales_and_no_refusals() {
    let bench = Bench::express();
    let bad = [
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ];
    for (count, bad) in (1..).zip(bad) {
        bench
            .sim
            .fail_next(express::PREFIX, Op::Buy, Fault::after(bad.clone()));
        let problem = bench.buy(&consignment(), "N").await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{bad:?}");
        assert_eq!(bench.sold(), count, "once each");
    }
    // Written by another program it is the same sale.
    bench
        .sim
        .fail_next(express::PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    assert!(bench.buy(&consignment(), "N").await.is_ok());
    let refuses = Answer::Refuses {
        status: 400,
        code: "7008".to_owned(),
        message: "The service is not available on this lane".to_owned(),
    };
    bench
        .sim
        .fail_next(express::PREFIX, Op::Buy, Fault::instead(refuses));
    let no = bench.buy(&consignment(), "N").await.unwrap_err();
    assert_eq!(
        (no.kind, no.carrier_code.as_str()),
        (ProblemKind::Refused, "7008")
    );
    assert_eq!(bench.sold(), 5);
}

#[tokio::test]
async fn express_takes_returns_towns_and_drivers() {
    let bench = Bench::express();
    let mut back = consignment();
    std::mem::swap(&mut back.ship_from, &mut back.ship_to);
    back.direction = Direction::Return;
    bench.buy(&back, "N").await.unwrap();
    let addresses = bench.carrier.addresses.unwrap();
    let known = addresses
        .check(bench.cx(), &abroad().ship_to)
        .await
        .unwrap();
    assert_eq!(known.standing, AddressStanding::Known);
    let mut nowhere = abroad().ship_to;
    (nowhere.city, nowhere.postal_code) = ("Nowhere".to_owned(), "00000".to_owned());
    let unknown = addresses.check(bench.cx(), &nowhere).await.unwrap();
    assert_eq!(unknown.standing, AddressStanding::Unknown);
    let order = PickupOrder {
        address: consignment().ship_from,
        day: "2026-01-15".to_owned(),
        ready: "14:00".to_owned(),
        close: "18:00".to_owned(),
        parcels: vec![PickupParcels {
            service: "N".to_owned(),
            count: 2,
            country: CountryCode::from_code("DE").unwrap(),
        }],
        weight: Weight::from_grams(3_000),
        heaviest: Weight::from_grams(2_000),
        instructions: "Back door".to_owned(),
        reference: String::new(),
    };
    let pickups = bench.carrier.pickups.unwrap();
    let driver = pickups.order(bench.cx(), &order).await.unwrap();
    assert!(driver.number.starts_with("PRG"));
    assert_eq!(pickups.cancel(bench.cx(), &driver.number).await, Ok(()));
    let twice = pickups
        .cancel(bench.cx(), &driver.number)
        .await
        .unwrap_err();
    assert_eq!(twice.kind, ProblemKind::Refused);
}

#[tokio::test]
async fn parcels_are_bought_labelled_voided_and_tracked() {
    let mut bench = Bench::germany();
    let said = bench.carrier.test.unwrap().test(bench.cx()).await.unwrap();
    assert!(said.contains("33333333330102"), "{said}");
    let bought = bench.buy(&consignment(), "V01PAK").await.unwrap();
    assert_eq!((bench.sold(), bought.charged), (1, euro(490)));
    assert_eq!(bought.labels[0].format, Format::Zpl);
    let parcel = named(&bought, "V01PAK");
    let number = &parcel.tracking_numbers[0];
    assert!((bench.carrier.likeness)(number) == pb_carriers::Likeness::CheckDigit);
    let again = bench.carrier.label_again.unwrap();
    assert_eq!(
        again.label_again(bench.cx(), &parcel).await.unwrap(),
        bought.labels
    );
    assert_eq!(
        bench.status(&parcel, number).await,
        Some(ShipmentStatus::LabelCreated)
    );
    let void = bench.carrier.void.unwrap();
    let dropped = Fault::after(Answer::Dropped);
    let other = named(
        &bench.buy(&consignment(), "V01PAK").await.unwrap(),
        "V01PAK",
    );
    assert_eq!(void.void(bench.cx(), &other).await, Ok(()));
    assert_eq!(bench.sold(), 1);
    let twice = void.void(bench.cx(), &other).await.unwrap_err();
    assert_eq!(twice.kind, ProblemKind::Refused);
    bench.sim.fail_next(parcel_de::PREFIX, Op::Void, dropped);
    let lost = void.void(bench.cx(), &parcel).await.unwrap_err();
    assert_eq!((lost.kind, bench.sold()), (ProblemKind::UnknownOutcome, 0));
    let third = bench.buy(&abroad(), "V53WPAK").await.unwrap();
    assert!(third.papers[0].attached && third.papers[0].title.contains("CN23"));
    let third = named(&third, "V53WPAK");
    let number = &third.tracking_numbers[0];
    bench.pass(53);
    assert_eq!(
        bench.status(&third, number).await,
        Some(ShipmentStatus::OutForDelivery)
    );
    bench.pass(24);
    let tracks = bench.carrier.track.unwrap();
    let there = tracks.track(bench.cx(), &third, number).await.unwrap();
    assert_eq!(there.status, Some(ShipmentStatus::Delivered));
    assert!(there.events[0].at.ends_with("+01:00"), "Germany's time");
    let late = void.void(bench.cx(), &third).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(again.label_again(bench.cx(), &third).await.is_err());
}

#[tokio::test]
async fn several_parcels_are_tried_first_and_bought_once() {
    let bench = Bench::germany();
    let bought = bench.buy(&two(), "V01PAK").await.unwrap();
    assert_eq!(
        (bought.parcels.len(), bought.labels.len(), bench.sold()),
        (2, 2, 2)
    );
    let orders = bench.sim.requests();
    let orders: Vec<bool> = orders
        .iter()
        .filter(|r| r.method == "POST")
        .map(|r| r.path.contains("validate=true"))
        .collect();
    assert_eq!(orders, [true, false]);
    let void = bench.carrier.void.unwrap();
    assert_eq!(
        void.void(bench.cx(), &named(&bought, "V01PAK")).await,
        Ok(())
    );
    assert_eq!(bench.sold(), 0);
    // An address that DHL does not know is refused before anything is sold.
    let mut nowhere = two();
    nowhere.ship_to.postal_code = "99999".to_owned();
    let problem = bench.prepare(&nowhere, "V01PAK").await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
    assert_eq!(bench.sold(), 0);
}

#[tokio::test]
async fn what_was_sold_in_part_is_taken_back_or_named() {
    // The range of numbers ends after the first parcel, which a rehearsal cannot know.
    let bench = Bench::parcel(parcel_de::SHORT_EKP, &["api_key", "username", "password"]);
    let prepared = bench.prepare(&two(), "V01PAK").await.unwrap();
    let problem = bench
        .ships()
        .buy(bench.cx(), &prepared, &two())
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.text.contains("taken back"), "{}", problem.text);
    assert_eq!((bench.sim.ledger().len(), bench.sold()), (1, 0));
    // Where it is not certain that it was taken back, its number is not lost.
    for fault in [
        Fault::after(Answer::Dropped),
        Fault::instead(Answer::Html500),
    ] {
        let bench = Bench::parcel(parcel_de::SHORT_EKP, &["api_key", "username", "password"]);
        let prepared = bench.prepare(&two(), "V01PAK").await.unwrap();
        bench.sim.fail_next(parcel_de::PREFIX, Op::Void, fault);
        let problem = bench
            .ships()
            .buy(bench.cx(), &prepared, &two())
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
        let sale = bench.sim.ledger().pop().unwrap();
        assert!(problem.text.contains(&sale.shipment), "{}", problem.text);
        let settled = bench
            .ships()
            .settle(bench.cx(), &prepared, &two())
            .await
            .unwrap();
        assert!(matches!(settled, Settled::StillUnknown(_)));
        assert_eq!(bench.sim.ledger().len(), 1, "never twice");
    }
}

#[tokio::test]
async fn a_lost_purchase_of_parcels_waits_for_a_person() {
    let bench = Bench::germany();
    let prepared = bench.prepare(&consignment(), "V01PAK").await.unwrap();
    bench
        .sim
        .fail_next(parcel_de::PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    let lost = bench
        .ships()
        .buy(bench.cx(), &prepared, &consignment())
        .await
        .unwrap_err();
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    let before = bench.sim.requests().len();
    let settled = bench
        .ships()
        .settle(bench.cx(), &prepared, &consignment())
        .await
        .unwrap();
    let Settled::StillUnknown(problem) = settled else {
        panic!("nobody can say")
    };
    let sale = bench.sim.ledger().pop().unwrap();
    assert!(
        problem.hint.contains(&sale.references[0]),
        "a person finds it by the label's reference"
    );
    assert_eq!(
        (bench.sim.requests().len(), bench.sold()),
        (before, 1),
        "nobody was asked"
    );
}

#[tokio::test]
async fn a_token_is_renewed_and_a_purchase_made_once() {
    let bench = Bench::parcel(
        parcel_de::EKP,
        &["api_key", "api_secret", "username", "password"],
    );
    bench.buy(&consignment(), "V01PAK").await.unwrap();
    bench.sim.fail_next(
        parcel_de::PREFIX,
        Op::Buy,
        Fault::instead(Answer::TokenExpired),
    );
    bench.buy(&consignment(), "V01PAK").await.unwrap();
    assert_eq!(bench.sold(), 2);
    let logins = bench.sim.requests();
    let logins = logins.iter().filter(|r| r.path.ends_with("/token")).count();
    assert_eq!(logins, 2, "one, and one after it had ended");
    let mut wrong = Bench::germany();
    wrong
        .account
        .secrets
        .insert("password".to_owned(), "other".to_owned());
    let problem = wrong
        .carrier
        .test
        .unwrap()
        .test(wrong.cx())
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Auth);
}

#[tokio::test]
async fn a_day_is_closed_and_returns_come_back() {
    let bench = Bench::germany();
    let first = named(&bench.buy(&two(), "V01PAK").await.unwrap(), "V01PAK");
    let second = named(
        &bench.buy(&consignment(), "V01PAK").await.unwrap(),
        "V01PAK",
    );
    let void = bench.carrier.void.unwrap();
    void.void(bench.cx(), &second).await.unwrap();
    let manifests = bench.carrier.manifests.unwrap();
    let shipments = [first.clone(), second.clone()];
    let manifest = manifests
        .close(bench.cx(), "2026-01-15", &shipments)
        .await
        .unwrap();
    assert_eq!(manifest.documents[0].format, Format::Pdf);
    let left: Vec<&str> = manifest
        .left_out
        .iter()
        .map(|l| l.carrier_ref.as_str())
        .collect();
    assert_eq!(left, [second.carrier_ref.as_str()], "it is void");
    let closed = void.void(bench.cx(), &first).await.unwrap_err();
    assert_eq!(closed.kind, ProblemKind::Refused);
    let mut back = consignment();
    std::mem::swap(&mut back.ship_from, &mut back.ship_to);
    back.direction = Direction::Return;
    let returned = bench.buy(&back, "V07PAK").await.unwrap();
    assert_eq!(returned.labels[0].format, Format::Pdf);
    bench
        .sim
        .fail_next(parcel_de::PREFIX, Op::Buy, Fault::after(Answer::HalfJson));
    let lost = bench.buy(&back, "V07PAK").await.unwrap_err();
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
}

/// A server of the merchant's that hears messages.
async fn hook() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    let (tell, heard) = mpsc::unbounded_channel();
    let app = Router::new()
        .route(
            "/dhl",
            post(
                async |State(tell): State<mpsc::UnboundedSender<(HeaderMap, Bytes)>>,
                       headers: HeaderMap,
                       body: Bytes| {
                    let _ = tell.send((headers, body));
                },
            ),
        )
        .with_state(tell);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/dhl", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, heard)
}

#[tokio::test]
async fn dhl_tells_what_happens_once_its_secret_was_shown_back() {
    let (url, mut heard) = hook().await;
    let mut bench = Bench::parcel(
        parcel_de::EKP,
        &["api_key", "username", "password", "hook_token"],
    );
    bench.account.settings.insert("hook_url".to_owned(), url);
    let bought = bench.buy(&consignment(), "V01PAK").await.unwrap();
    let number = bought.parcels[0].tracking_number.clone();
    let webhooks = bench.carrier.webhooks.unwrap();
    let refused = webhooks
        .subscribe(bench.cx(), std::slice::from_ref(&number))
        .await
        .unwrap();
    assert!(refused.is_empty());
    bench.pass(0);
    let (headers, body) = heard.recv().await.unwrap();
    let news = webhooks
        .read(&bench.account, &Heard::posted(&headers, &body))
        .unwrap();
    assert!(news.is_empty(), "it is about the subscription");
    webhooks.confirm(bench.cx(), &body).await.unwrap();
    bench.pass(60);
    let mut statuses = Vec::new();
    while statuses.last() != Some(&ShipmentStatus::Delivered) {
        let (headers, body) = heard.recv().await.unwrap();
        let news = webhooks
            .read(&bench.account, &Heard::posted(&headers, &body))
            .unwrap();
        assert_eq!(news[0].tracking_number, number);
        statuses.push(news[0].event.status.unwrap());
        webhooks.confirm(bench.cx(), &body).await.unwrap();
        let nobody = webhooks
            .read(&bench.account, &Heard::posted(&HeaderMap::new(), &body))
            .unwrap_err();
        assert_eq!(nobody.kind, ProblemKind::Auth);
    }
    assert_eq!(
        statuses,
        [
            ShipmentStatus::LabelCreated,
            ShipmentStatus::InTransit,
            ShipmentStatus::InTransit,
            ShipmentStatus::InTransit,
            ShipmentStatus::OutForDelivery,
            ShipmentStatus::Delivered,
        ]
    );
}
