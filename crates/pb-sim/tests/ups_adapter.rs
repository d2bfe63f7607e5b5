//! The UPS adapter against the simulated UPS: neither was written from the other.
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, PickupOrder, PickupParcels, Prepared,
    Profile, Settled, Ship, Ships,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, LengthUnit, Money, Parcel, ParcelId,
    ProblemKind, PurchaseId, Rate, ShipOptions, ShipmentStatus, Weight, WeightSource, WeightUnit,
};
use pb_sim::carriers::ups::{ACCOUNT, CLIENT_ID, CLIENT_SECRET, PREFIX};
use pb_sim::carriers::{Answer, CarriersSetup, Fault, Op, SimCarriers};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

/// An account of UPS's at the simulation, whose clock stands at a Thursday noon, Eastern Standard Time.
struct Desk {
    sim: SimCarriers,
    profile: &'static Profile,
    account: Account,
    engine: Engine,
    now: Zoned,
}

fn start() -> Desk {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T17:00:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let profile = pb_carriers::find("ups").expect("it is there");
    let mut settings: BTreeMap<String, String> = profile
        .form
        .iter()
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    settings.insert("url".to_owned(), sim.url_of(PREFIX));
    settings.insert("account_number".to_owned(), ACCOUNT.to_owned());
    let secrets = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
    let account = Account {
        id: AccountId(Uuid::from_u128(1)),
        carrier: "ups".to_owned(),
        name: "Our UPS".to_owned(),
        enabled: true,
        settings,
        secrets: secrets.map(|(n, v)| (n.to_owned(), v.to_owned())).into(),
        table: None,
    };
    let engine = Engine::new(EngineOptions {
        first_wait: Duration::from_millis(1),
        timeout: Duration::from_secs(5),
        binding_timeout: Duration::from_secs(5),
        // The simulation's clock goes faster than its limits.
        limits: |_| &Limits::NONE,
        ..EngineOptions::default()
    })
    .expect("an engine");
    Desk {
        sim,
        profile,
        account,
        engine,
        now: "2026-01-15T12:00:00-05:00[America/New_York]"
            .parse()
            .expect("a time"),
    }
}

impl Desk {
    fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    fn ships(&self) -> &'static dyn Ships {
        let Ship::Remote(ships) = self.profile.ship else {
            panic!("it sells");
        };
        ships
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let answer = self.profile.rates.rate(self.cx(), consignment).await;
        answer.expect("rates").rates
    }

    /// The offer of a service, prepared for a purchase.
    async fn prepared(&self, consignment: &Consignment, service: &str) -> Prepared {
        let rates = self.rates(consignment).await;
        let rate = rates.iter().find(|r| r.service == service);
        let rate = rate.unwrap_or_else(|| panic!("{service} in {rates:?}"));
        let purchase = PurchaseId(Uuid::now_v7());
        self.ships()
            .prepare(self.cx(), purchase, consignment, rate, Format::Zpl)
            .await
            .expect("prepared")
    }

    async fn buy(&self, consignment: &Consignment, service: &str) -> Bought {
        let prepared = self.prepared(consignment, service).await;
        let bought = self.ships().buy(self.cx(), &prepared, consignment).await;
        let bought = bought.expect("bought");
        assert_eq!(bought.charged, prepared.quoted);
        bought
    }

    async fn settle(&self, prepared: &Prepared, consignment: &Consignment) -> Settled {
        let settled = self.ships().settle(self.cx(), prepared, consignment).await;
        settled.expect("it can be asked")
    }

    fn sold(&self) -> usize {
        self.sim.ledger().len()
    }
}

fn bought_ref(bought: &Bought, service: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: numbers(bought),
        service: service.to_owned(),
    }
}

fn numbers(bought: &Bought) -> Vec<String> {
    bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.clone())
        .collect()
}

fn address(name: &str, line1: &str, town: [&str; 3], country: &str, phone: &str) -> Address {
    let [city, region, postal_code] = town;
    Address {
        name: name.to_owned(),
        line1: line1.to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: postal_code.to_owned(),
        country: CountryCode::from_code(country),
        phone: phone.to_owned(),
        ..Address::default()
    }
}

fn parcel(pounds: i64) -> Parcel {
    let side = |n: i64| Length::new(Decimal::from(n), LengthUnit::In).expect("it fits");
    Parcel {
        id: ParcelId(Uuid::now_v7()),
        weight: Weight::new(Decimal::from(pounds), WeightUnit::Lb).expect("it fits"),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: Some(Dimensions {
            length: side(12),
            width: side(9),
            height: side(4),
        }),
        box_id: None,
    }
}

fn within_the_states() -> Consignment {
    let mut ship_from = address(
        "Ada Acorn",
        "12 Mill Road",
        ["Austin", "TX", "78701"],
        "US",
        "512 555 0143",
    );
    ship_from.company = "Acorn Goods".to_owned();
    Consignment {
        ship_from,
        ship_to: address(
            "Bo Birch",
            "350 5th Ave",
            ["New York", "NY", "10118"],
            "US",
            "212 555 0134",
        ),
        parcels: vec![parcel(3)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: None,
        ship_date: "2026-01-15".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn to_germany() -> Consignment {
    let mut consignment = within_the_states();
    consignment.ship_to = address(
        "Jörg Weiß",
        "Musterstraße 12",
        ["Berlin", "", "10115"],
        "DE",
        "030 901820",
    );
    let usd = Currency::from_code("USD").expect("a currency");
    consignment.goods_value = Some(Money::new(4_500, usd));
    consignment.customs = Some(Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Dap,
        invoice_number: "INV-1001".to_owned(),
        items: vec![CustomsItem {
            description: "Stoneware mug".to_owned(),
            sku: "MUG-1".to_owned(),
            hs_code: "691200".to_owned(),
            origin: CountryCode::from_code("US"),
            quantity: 3,
            unit_value: Money::new(1_500, usd),
            unit_weight: Weight::from_grams(400),
        }],
    });
    consignment
}

#[tokio::test]
async fn an_account_is_tested_rated_bought_printed_tracked_and_voided() {
    let desk = start();
    let test = desk.profile.test.expect("it can be tested");
    test.test(desk.cx()).await.expect("it answers");
    for (name, consignment, service) in [
        ("within", within_the_states(), "03"),
        ("abroad", to_germany(), "65"),
    ] {
        let bought = desk.buy(&consignment, service).await;
        assert_eq!(bought.labels.len(), 1, "{name}");
        assert_eq!(bought.labels[0].format, Format::Zpl, "{name}");
        let reference = bought_ref(&bought, service);
        let number = reference.tracking_numbers[0].clone();
        assert_eq!(
            (desk.profile.likeness)(&number),
            pb_carriers::Likeness::CheckDigit
        );
        let again = desk.profile.label_again.expect("it gives labels again");
        let labels = again.label_again(desk.cx(), &reference).await;
        assert_eq!(labels.expect("labels").len(), 1, "{name}");

        let tracks = desk.profile.track.expect("it tracks");
        let status = tracks.track(desk.cx(), &reference, &number).await;
        let status = status.expect("it is known");
        assert_eq!(status.status, Some(ShipmentStatus::LabelCreated), "{name}");

        let voids = desk.profile.void.expect("it voids");
        voids.void(desk.cx(), &reference).await.expect("void");
        let twice = voids.void(desk.cx(), &reference).await.expect_err(name);
        assert_eq!(twice.kind, ProblemKind::Refused, "{twice:?}");
    }
    assert_eq!(desk.sold(), 2);
}

#[tokio::test]
async fn parcels_move_until_they_are_there() {
    let desk = start();
    let bought = desk.buy(&within_the_states(), "03").await;
    let reference = bought_ref(&bought, "03");
    let number = &reference.tracking_numbers[0];
    let tracks = desk.profile.track.expect("it tracks");
    let mut seen = Vec::new();
    for _ in 0..40 {
        desk.sim.pass(6 * HOUR);
        let status = tracks.track(desk.cx(), &reference, number).await;
        let status = status.expect("it is known").status.expect("a known word");
        if seen.last() != Some(&status) {
            seen.push(status);
        }
    }
    assert_eq!(seen.last(), Some(&ShipmentStatus::Delivered), "{seen:?}");
    assert!(seen.contains(&ShipmentStatus::InTransit), "{seen:?}");
    let voids = desk.profile.void.expect("it voids");
    let late = voids.void(desk.cx(), &reference).await.expect_err("late");
    assert_eq!(late.kind, ProblemKind::Refused, "{late:?}");
}

#[tokio::test]
async fn several_parcels_are_one_shipment() {
    let desk = start();
    let mut consignment = within_the_states();
    consignment.parcels = vec![parcel(3), parcel(5), parcel(2)];
    consignment.options.signature = true;
    let usd = Currency::from_code("USD").expect("a currency");
    consignment.options.insurance = Some(Money::new(25_000, usd));
    let bought = desk.buy(&consignment, "03").await;
    let given = numbers(&bought);
    assert_eq!(given.len(), 3);
    assert_eq!(bought.labels.len(), 3);
    assert_eq!(desk.sim.ledger()[0].numbers(), given);
    assert_eq!(desk.sold(), 1);
}

#[tokio::test]
async fn a_purchase_whose_answer_was_lost_is_found_and_not_made_again() {
    for fault in [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
    ] {
        let desk = start();
        let mut consignment = within_the_states();
        consignment.parcels.push(parcel(7));
        let prepared = desk.prepared(&consignment, "03").await;
        desk.sim
            .fail_next(PREFIX, Op::Buy, Fault::after(fault.clone()));
        let lost = desk.ships().buy(desk.cx(), &prepared, &consignment).await;
        let lost = lost.expect_err("no answer");
        assert_eq!(
            lost.kind,
            ProblemKind::UnknownOutcome,
            "{fault:?}: {lost:?}"
        );
        let settled = desk.settle(&prepared, &consignment).await;
        let Settled::Bought(bought) = settled else {
            panic!("{fault:?}: {settled:?}");
        };
        assert_eq!(
            desk.sim.ledger()[0].numbers(),
            numbers(&bought),
            "{fault:?}"
        );
        assert_eq!(bought.labels.len(), 2, "{fault:?}: by label recovery");
        assert_eq!(desk.sold(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_purchase_that_never_arrived_stays_in_doubt() {
    let desk = start();
    let consignment = within_the_states();
    let prepared = desk.prepared(&consignment, "03").await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    let lost = desk.ships().buy(desk.cx(), &prepared, &consignment).await;
    let lost = lost.expect_err("no answer");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    // UPS never says that something will not be sold any more.
    let settled = desk.settle(&prepared, &consignment).await;
    assert!(matches!(settled, Settled::StillUnknown(_)), "{settled:?}");
    assert_eq!(desk.sold(), 0);
}

#[tokio::test]
async fn tokens_end_and_servers_ask_for_patience() {
    let desk = start();
    let consignment = within_the_states();
    desk.rates(&consignment).await;
    desk.sim.pass(5 * HOUR);
    desk.rates(&consignment).await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::TokenExpired));
    desk.buy(&consignment, "03").await;
    assert_eq!(desk.sold(), 1, "the token was new, the purchase made once");
    let tokens = desk.sim.requests();
    let logins = tokens.iter().filter(|r| r.path.contains("oauth")).count();
    assert_eq!(logins, 3);

    let throttled = Answer::Throttled {
        retry_after: Some(0),
    };
    desk.sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(throttled.clone()));
    desk.rates(&consignment).await;
    let prepared = desk.prepared(&consignment, "03").await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(throttled));
    let refused = desk.ships().buy(desk.cx(), &prepared, &consignment).await;
    assert_eq!(
        refused.expect_err("throttled").kind,
        ProblemKind::RateLimited
    );
    assert_eq!(desk.sold(), 1, "nothing that binds is repeated");
}

#[tokio::test]
async fn what_is_refused_comes_in_its_own_words() {
    let desk = start();
    let mut nowhere = within_the_states();
    nowhere.ship_to.region = "TX".to_owned();
    let prepared = desk.prepared(&nowhere, "03").await;
    let problem = desk.ships().buy(desk.cx(), &prepared, &nowhere).await;
    let problem = problem.expect_err("New York is not in Texas");
    assert_eq!(problem.kind, ProblemKind::Invalid, "{problem:?}");
    assert!(!problem.carrier_code.is_empty(), "{problem:?}");
    assert!(!problem.carrier_text.is_empty(), "{problem:?}");
    assert_eq!(desk.sold(), 0);

    let mut wrong = start();
    wrong
        .account
        .secrets
        .insert("client_secret".to_owned(), "not-the-secret".to_owned());
    let answer = wrong
        .profile
        .rates
        .rate(wrong.cx(), &within_the_states())
        .await;
    assert_eq!(answer.expect_err("a wrong key").kind, ProblemKind::Auth);
}

#[tokio::test]
async fn addresses_are_looked_up_and_drivers_ordered() {
    let desk = start();
    let addresses = desk.profile.addresses.expect("it looks up");
    let mut asked = within_the_states().ship_to;
    let known = addresses.check(desk.cx(), &asked).await.expect("an answer");
    assert_ne!(known.standing, AddressStanding::Unknown, "{known:?}");
    asked.country = CountryCode::from_code("DE");
    assert!(!addresses.covers(asked.country.expect("a country")));
    let elsewhere = addresses.check(desk.cx(), &asked).await;
    assert_eq!(
        elsewhere.expect_err("not there").kind,
        ProblemKind::Unsupported
    );

    let pickups = desk.profile.pickups.expect("it sends drivers");
    let weight = Weight::from_grams(9_000);
    let order = PickupOrder {
        address: within_the_states().ship_from,
        day: "2026-01-16".to_owned(),
        ready: "14:00".to_owned(),
        close: "17:30".to_owned(),
        parcels: vec![PickupParcels {
            service: "03".to_owned(),
            count: 3,
            country: CountryCode::from_code("US").expect("a country"),
        }],
        weight,
        heaviest: Weight::from_grams(4_000),
        instructions: String::new(),
        reference: "Friday".to_owned(),
    };
    let pickup = pickups.order(desk.cx(), &order).await.expect("ordered");
    pickups
        .cancel(desk.cx(), &pickup.number)
        .await
        .expect("cancelled");
    let twice = pickups.cancel(desk.cx(), &pickup.number).await;
    assert!(twice.is_err(), "it is gone");
}
