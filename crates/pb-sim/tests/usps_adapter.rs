//! The adapter of USPS against the simulated USPS: each was written from the documentation, and here they meet.
#![allow(clippy::unwrap_used, reason = "tests")]

use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, PickupOrder, PickupParcels, Prepared,
    Profile, SettleWay, Settled, Ship, Ships,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, ProblemKind,
    PurchaseId, Rate, ShipOptions, ShipmentStatus, Weight, WeightSource,
};
use pb_sim::carriers::{Answer, CarriersSetup, Fault, Op, SimCarriers, usps};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

const CARRIER: &str = "usps";
const HOUR: Duration = Duration::from_secs(3_600);

/// A bench with an account at the simulated USPS.
struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
    now: Zoned,
    profile: &'static Profile,
}

impl Bench {
    fn new() -> Self {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let sim = SimCarriers::start_with(CarriersSetup {
            starts_at: Some("2026-01-15T18:00:00Z".parse().unwrap()),
            speed: 0,
            ..CarriersSetup::default()
        })
        .unwrap();
        let profile = pb_carriers::find(CARRIER).unwrap();
        let mut settings: BTreeMap<String, String> = profile
            .form
            .iter()
            .map(|f| (f.name.to_owned(), f.default.to_owned()))
            .collect();
        for (name, value) in [
            ("crid", usps::CRID),
            ("mid", usps::MID),
            ("account_number", usps::ACCOUNT),
            ("webhook_url", "http://127.0.0.1:9/usps"),
            ("webhook_email", "ops@shop.example"),
            ("url", sim.url_of(CARRIER).as_str()),
        ] {
            settings.insert(name.to_owned(), value.to_owned());
        }
        let secrets = [
            ("client_id", usps::CLIENT_ID),
            ("client_secret", usps::CLIENT_SECRET),
            ("webhook_secret", "thirty-two-characters-or-more-of-it"),
        ];
        let account = Account {
            id: AccountId(Uuid::now_v7()),
            carrier: CARRIER.to_owned(),
            name: "Our USPS".to_owned(),
            enabled: true,
            settings,
            secrets: secrets.map(|(n, v)| (n.to_owned(), v.to_owned())).into(),
            table: None,
        };
        let engine = Engine::new(EngineOptions {
            first_wait: Duration::from_millis(1),
            ..EngineOptions::default()
        })
        .unwrap();
        Self {
            sim,
            engine,
            account,
            now: "2026-01-15T12:00:00-06:00[-06:00]".parse().unwrap(),
            profile,
        }
    }

    fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    fn ships(&self) -> &'static dyn Ships {
        match self.profile.ship {
            Ship::Remote(ships) => ships,
            Ship::Own => panic!("USPS sells labels"),
        }
    }

    /// The rate of a service.
    async fn rate(&self, consignment: &Consignment, service: &str) -> Rate {
        let answer = self
            .profile
            .rates
            .rate(self.cx(), consignment)
            .await
            .unwrap();
        let found = answer.rates.iter().find(|r| r.service == service);
        found.unwrap_or_else(|| panic!("{answer:?}")).clone()
    }

    async fn prepare(&self, consignment: &Consignment, service: &str) -> Prepared {
        let rate = self.rate(consignment, service).await;
        self.ships()
            .prepare(
                self.cx(),
                PurchaseId(Uuid::now_v7()),
                consignment,
                &rate,
                Format::Zpl,
            )
            .await
            .unwrap()
    }

    async fn buy(&self, consignment: &Consignment, service: &str) -> Bought {
        let prepared = self.prepare(consignment, service).await;
        self.ships()
            .buy(self.cx(), &prepared, consignment)
            .await
            .unwrap()
    }
}

fn bought_ref(bought: &Bought, service: &str) -> BoughtRef {
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

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").unwrap())
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
            length: Length::from_mm(250),
            width: Length::from_mm(200),
            height: Length::from_mm(100),
        }),
        box_id: None,
    }
}

fn address(name: &str, city: &str, region: &str, postal_code: &str, country: &str) -> Address {
    Address {
        name: name.to_owned(),
        line1: "12 Mill Road".to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: postal_code.to_owned(),
        country: CountryCode::from_code(country),
        email: "post@acorn.example".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: address("Ada Acorn", "Austin", "TX", "78701", "US"),
        ship_to: address("Bo Birch", "Reno", "NV", "89501-1203", "US"),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: None,
        ship_date: "2026-01-15".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn two_parcels() -> Consignment {
    Consignment {
        parcels: vec![parcel(1_250), parcel(2_500)],
        ..consignment()
    }
}

fn abroad() -> Consignment {
    Consignment {
        ship_to: address("Cara Cedar", "Berlin", "", "10115", "DE"),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-7".to_owned(),
            items: vec![CustomsItem {
                description: "Green tea".to_owned(),
                sku: String::new(),
                hs_code: "090210".to_owned(),
                origin: CountryCode::from_code("VN"),
                quantity: 2,
                unit_value: usd(1_250),
                unit_weight: Weight::from_grams(250),
            }],
        }),
        ..consignment()
    }
}

const GROUND: &str = "USPS_GROUND_ADVANTAGE";

#[tokio::test]
async fn the_connection_is_tested_with_both_tokens() {
    let bench = Bench::new();
    let words = bench.profile.test.unwrap().test(bench.cx()).await.unwrap();
    assert!(words.contains("has funds"), "{words}");
    let mut wrong = Bench::new();
    wrong
        .account
        .settings
        .insert("mid".to_owned(), "123456".to_owned());
    let problem = wrong
        .profile
        .test
        .unwrap()
        .test(wrong.cx())
        .await
        .unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_code.as_str()),
        (ProblemKind::Auth, "160302")
    );
}

#[tokio::test]
async fn a_label_is_priced_bought_tracked_printed_again_and_voided() {
    let bench = Bench::new();
    let mut rich = consignment();
    rich.options.signature = true;
    rich.options.insurance = Some(usd(15_000));
    let rate = bench.rate(&rich, GROUND).await;
    let prepared = bench.prepare(&rich, GROUND).await;
    let bought = bench
        .ships()
        .buy(bench.cx(), &prepared, &rich)
        .await
        .unwrap();
    assert_eq!(bought.charged, rate.total, "what was quoted");
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(bought.labels[0].format, Format::Zpl);
    let sales = bench.sim.ledger();
    assert_eq!((sales.len(), sales[0].charge), (1, rate.total));
    assert_eq!(sales[0].references, ["1001", prepared.reference.as_str()]);
    let bought = bought_ref(&bought, GROUND);
    let again = bench
        .profile
        .label_again
        .unwrap()
        .label_again(bench.cx(), &bought)
        .await
        .unwrap();
    assert_eq!(again[0].format, Format::Zpl);
    let tracks = bench.profile.track.unwrap();
    let there = tracks
        .track(bench.cx(), &bought, &bought.carrier_ref)
        .await
        .unwrap();
    assert_eq!(there.status, Some(ShipmentStatus::LabelCreated));
    bench
        .profile
        .void
        .unwrap()
        .void(bench.cx(), &bought)
        .await
        .unwrap();
    assert!(bench.sim.ledger()[0].voided());
    let there = tracks
        .track(bench.cx(), &bought, &bought.carrier_ref)
        .await
        .unwrap();
    assert_eq!(there.status, Some(ShipmentStatus::Cancelled));
    // Once more: it is refused, and the track says that it is void already.
    bench
        .profile
        .void
        .unwrap()
        .void(bench.cx(), &bought)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_lost_answer_is_settled_with_the_same_key() {
    let bench = Bench::new();
    assert_eq!(bench.ships().settle_way(&bench.account), SettleWay::Resend);
    for fault in [
        Fault::after(Answer::Dropped),
        Fault::after(Answer::HalfJson),
        Fault::after(Answer::Empty200),
        Fault::after(Answer::Renamed),
        Fault::instead(Answer::Html500),
    ] {
        let sold = bench.sim.ledger().len();
        let prepared = bench.prepare(&consignment(), GROUND).await;
        bench.sim.fail_next(CARRIER, Op::Buy, fault.clone());
        let lost = bench
            .ships()
            .buy(bench.cx(), &prepared, &consignment())
            .await
            .unwrap_err();
        assert_eq!(lost.kind, ProblemKind::UnknownOutcome, "{fault:?}");
        let settled = bench
            .ships()
            .settle(bench.cx(), &prepared, &consignment())
            .await
            .unwrap();
        let Settled::Bought(bought) = settled else {
            panic!("{fault:?}: {settled:?}")
        };
        let sales = bench.sim.ledger();
        assert_eq!(sales.len(), sold + 1, "{fault:?}: sold once");
        assert_eq!(bought.carrier_ref, sales[sold].shipment);
        // And again it is the same.
        let settled = bench
            .ships()
            .settle(bench.cx(), &prepared, &consignment())
            .await
            .unwrap();
        assert_eq!(settled, Settled::Bought(bought));
        assert_eq!(bench.sim.ledger().len(), sold + 1);
    }
}

#[tokio::test]
async fn a_refusal_sells_nothing() {
    let bench = Bench::new();
    let mut nowhere = consignment();
    nowhere.ship_to.line1 = "1 Nowhere Road".to_owned();
    let prepared = bench.prepare(&nowhere, GROUND).await;
    let no = bench
        .ships()
        .buy(bench.cx(), &prepared, &nowhere)
        .await
        .unwrap_err();
    assert_eq!(no.kind, ProblemKind::Invalid);
    assert_eq!(no.field.as_deref(), Some("ship_to.line1"));
    let settled = bench
        .ships()
        .settle(bench.cx(), &prepared, &nowhere)
        .await
        .unwrap();
    assert!(matches!(settled, Settled::NotBought(_)), "{settled:?}");
    assert!(bench.sim.ledger().is_empty());
    // A token that ends is renewed, and the purchase made once.
    bench
        .sim
        .fail_next(CARRIER, Op::Buy, Fault::instead(Answer::TokenExpired));
    bench.buy(&consignment(), GROUND).await;
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn several_parcels_are_one_purchase_or_none() {
    let bench = Bench::new();
    let bought = bench.buy(&two_parcels(), GROUND).await;
    assert_eq!((bought.parcels.len(), bought.labels.len()), (2, 2));
    let sales = bench.sim.ledger();
    assert_eq!(sales.len(), 2);
    assert_eq!(
        bought.charged.minor,
        sales[0].charge.minor + sales[1].charge.minor
    );
    let numbers: Vec<&str> = bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(
        numbers,
        [sales[0].shipment.as_str(), sales[1].shipment.as_str()]
    );
    let all = bought_ref(&bought, GROUND);
    let asked: Vec<(&BoughtRef, &str)> = numbers.iter().map(|n| (&all, *n)).collect();
    let tracked = bench
        .profile
        .track
        .unwrap()
        .track_many(bench.cx(), &asked)
        .await;
    assert!(tracked.iter().all(Result::is_ok), "{tracked:?}");
    // The second answer is lost: settling asks for both again, and each was sold once.
    let prepared = bench.prepare(&two_parcels(), GROUND).await;
    let late = Fault::after(Answer::Late(Duration::ZERO));
    bench.sim.fail_next(CARRIER, Op::Buy, late.clone());
    bench
        .sim
        .fail_next(CARRIER, Op::Buy, Fault::after(Answer::Dropped));
    let lost = bench
        .ships()
        .buy(bench.cx(), &prepared, &two_parcels())
        .await
        .unwrap_err();
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    assert!(
        lost.text.contains(&bench.sim.ledger()[2].shipment),
        "{lost:?}"
    );
    let settled = bench
        .ships()
        .settle(bench.cx(), &prepared, &two_parcels())
        .await
        .unwrap();
    assert!(matches!(settled, Settled::Bought(_)), "{settled:?}");
    assert_eq!(bench.sim.ledger().len(), 4);
    // The second is throttled: it is not known as a whole, and settling finishes it.
    let prepared = bench.prepare(&two_parcels(), GROUND).await;
    bench.sim.fail_next(CARRIER, Op::Buy, late.clone());
    let throttled = Answer::Throttled { retry_after: None };
    bench
        .sim
        .fail_next(CARRIER, Op::Buy, Fault::instead(throttled));
    let half = bench
        .ships()
        .buy(bench.cx(), &prepared, &two_parcels())
        .await
        .unwrap_err();
    assert_eq!(half.kind, ProblemKind::UnknownOutcome);
    let settled = bench
        .ships()
        .settle(bench.cx(), &prepared, &two_parcels())
        .await
        .unwrap();
    assert!(matches!(settled, Settled::Bought(_)), "{settled:?}");
    assert_eq!(bench.sim.ledger().len(), 6);
    // The second is refused: the first is taken back, and nothing is bought.
    let prepared = bench.prepare(&two_parcels(), GROUND).await;
    bench.sim.fail_next(CARRIER, Op::Buy, late);
    let refuses = Answer::Refuses {
        status: 400,
        code: "030002".to_owned(),
        message: "No SKU was found".to_owned(),
    };
    bench
        .sim
        .fail_next(CARRIER, Op::Buy, Fault::instead(refuses));
    let no = bench
        .ships()
        .buy(bench.cx(), &prepared, &two_parcels())
        .await
        .unwrap_err();
    assert_eq!(
        (no.kind, no.carrier_code.as_str()),
        (ProblemKind::Refused, "030002")
    );
    let sales = bench.sim.ledger();
    assert_eq!(sales.len(), 7);
    assert!(
        sales[6].voided() && no.text.contains(&sales[6].shipment),
        "{no:?}"
    );
    // A part that cannot be taken back is not forgotten.
    bench
        .profile
        .void
        .unwrap()
        .void(bench.cx(), &all)
        .await
        .unwrap();
    assert!(
        bench.sim.ledger()[..2]
            .iter()
            .all(pb_sim::carriers::Sale::voided)
    );
}

#[tokio::test]
async fn abroad_and_back_have_labels_of_their_own() {
    let bench = Bench::new();
    let service = "PRIORITY_MAIL_INTERNATIONAL";
    let bought = bench.buy(&abroad(), service).await;
    assert!(bought.carrier_ref.starts_with("CZ") && bought.carrier_ref.ends_with("US"));
    assert_eq!(
        (bench.profile.likeness)(&bought.carrier_ref),
        pb_carriers::Likeness::CheckDigit
    );
    assert_eq!(bought.labels.len(), 1);
    let there = bought_ref(&bought, service);
    let again = bench
        .profile
        .label_again
        .unwrap()
        .label_again(bench.cx(), &there)
        .await
        .unwrap();
    assert_eq!(again.len(), 1);
    bench
        .profile
        .void
        .unwrap()
        .void(bench.cx(), &there)
        .await
        .unwrap();
    let back = Consignment {
        ship_from: consignment().ship_to,
        ship_to: consignment().ship_from,
        direction: Direction::Return,
        ..consignment()
    };
    let bought = bench.buy(&back, "PRIORITY_MAIL_RETURN_SERVICE").await;
    assert_eq!(bought.labels.len(), 1);
    assert_eq!(
        (bench.profile.likeness)(&bought.carrier_ref),
        pb_carriers::Likeness::CheckDigit
    );
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_contracts_prices_are_those_that_are_charged() {
    let mut bench = Bench::new();
    let plain = bench.rate(&consignment(), GROUND).await;
    bench
        .account
        .settings
        .insert("prices".to_owned(), "CONTRACT".to_owned());
    let rate = bench.rate(&consignment(), GROUND).await;
    assert!(rate.total.minor < plain.total.minor, "{rate:?}");
    let bought = bench.buy(&consignment(), GROUND).await;
    assert_eq!(bought.charged, rate.total);
}

#[tokio::test]
async fn a_parcel_is_followed_to_its_end() {
    let bench = Bench::new();
    let bought = bought_ref(&bench.buy(&consignment(), GROUND).await, GROUND);
    let tracks = bench.profile.track.unwrap();
    for (hours, status) in [
        (7, ShipmentStatus::PickedUp),
        (10, ShipmentStatus::InTransit),
        (36, ShipmentStatus::OutForDelivery),
        (4, ShipmentStatus::Delivered),
    ] {
        bench.sim.pass(hours * HOUR);
        let there = tracks
            .track(bench.cx(), &bought, &bought.carrier_ref)
            .await
            .unwrap();
        assert_eq!(
            there.status,
            Some(status),
            "after {hours} more hours: {there:?}"
        );
    }
    let nobodys = "9400111206206406260787";
    let nothing = tracks.track(bench.cx(), &bought, nobodys).await.unwrap();
    assert_eq!(nothing.status, None);
    // A label that was used is not taken back.
    let no = bench
        .profile
        .void
        .unwrap()
        .void(bench.cx(), &bought)
        .await
        .unwrap_err();
    assert_eq!(
        (no.kind, no.carrier_code.as_str()),
        (ProblemKind::Refused, "160301")
    );
}

#[tokio::test]
async fn addresses_pickups_forms_and_news_are_asked_for() {
    let bench = Bench::new();
    let addresses = bench.profile.addresses.unwrap();
    let known = addresses
        .check(bench.cx(), &consignment().ship_to)
        .await
        .unwrap();
    assert_eq!(known.standing, AddressStanding::Known);
    let mut nowhere = consignment().ship_to;
    nowhere.line1 = "1 Nowhere Road".to_owned();
    let unknown = addresses.check(bench.cx(), &nowhere).await.unwrap();
    assert_eq!(unknown.standing, AddressStanding::Unknown);
    let order = PickupOrder {
        address: consignment().ship_from,
        day: "2026-01-16".to_owned(),
        ready: "09:00".to_owned(),
        close: "17:00".to_owned(),
        parcels: vec![PickupParcels {
            service: GROUND.to_owned(),
            count: 2,
            country: CountryCode::from_code("US").unwrap(),
        }],
        weight: Weight::from_grams(2_500),
        heaviest: Weight::from_grams(1_250),
        instructions: String::new(),
        reference: String::new(),
    };
    let pickups = bench.profile.pickups.unwrap();
    let pickup = pickups.order(bench.cx(), &order).await.unwrap();
    let twice = pickups.order(bench.cx(), &order).await.unwrap_err();
    assert_eq!(
        (twice.kind, twice.carrier_code.as_str()),
        (ProblemKind::Refused, "020001")
    );
    pickups.cancel(bench.cx(), &pickup.number).await.unwrap();
    assert!(pickups.cancel(bench.cx(), &pickup.number).await.is_err());
    let shipments = [
        bought_ref(&bench.buy(&consignment(), GROUND).await, GROUND),
        bought_ref(&bench.buy(&two_parcels(), GROUND).await, GROUND),
    ];
    let manifests = bench.profile.manifests.unwrap();
    let manifest = manifests
        .close(bench.cx(), "2026-01-15", &shipments)
        .await
        .unwrap();
    assert_eq!(manifest.documents[0].format, Format::Pdf);
    assert!(manifest.left_out.is_empty(), "{:?}", manifest.left_out);
    let twice = manifests
        .close(bench.cx(), "2026-01-15", &shipments)
        .await
        .unwrap_err();
    assert_eq!(
        (twice.kind, twice.carrier_code.as_str()),
        (ProblemKind::Refused, "160040")
    );
    let webhooks = bench.profile.webhooks.unwrap();
    let numbers = [shipments[0].carrier_ref.clone(), "1Z-OTHER".to_owned()];
    for _ in 0..2 {
        let refused = webhooks.subscribe(bench.cx(), &numbers).await.unwrap();
        assert_eq!(refused, ["1Z-OTHER"]);
    }
}
