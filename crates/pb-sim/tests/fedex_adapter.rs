//! The FedEx adapter against the simulated FedEx: neither was written from the other.
use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use jiff::Zoned;
use pb_carriers::Heard;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, PickupOrder, PickupParcels, Prepared,
    Profile, SettleWay, Settled, Ship, Ships,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, LengthUnit, Money, Parcel, ParcelId,
    ProblemKind, PurchaseId, Rate, ShipOptions, ShipmentStatus, Weight, WeightSource, WeightUnit,
};
use pb_sim::carriers::fedex::{
    ACCOUNT, CLIENT_ID, CLIENT_SECRET, PREFIX, TRACK_CLIENT_ID, TRACK_CLIENT_SECRET,
};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers, Webhook};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);
const TOKEN: &str = "a-long-security-token";

/// An account at the simulation, with a project of its own for tracking. The clock there stands at a Thursday noon, Central
/// Standard Time.
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
        starts_at: Some("2026-01-15T18:00:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let profile = pb_carriers::find("fedex").expect("it is there");
    let mut settings: BTreeMap<String, String> = profile
        .form
        .iter()
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    settings.insert("url".to_owned(), sim.url_of(PREFIX));
    settings.insert("account_number".to_owned(), ACCOUNT.to_owned());
    let secrets = [
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("track_client_id", TRACK_CLIENT_ID),
        ("track_client_secret", TRACK_CLIENT_SECRET),
        ("webhook_token", TOKEN),
    ];
    let account = Account {
        id: AccountId(Uuid::from_u128(1)),
        carrier: "fedex".to_owned(),
        name: "Our FedEx".to_owned(),
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
        now: "2026-01-15T12:00:00-06:00[America/Chicago]"
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

    async fn track(&self, bought: &BoughtRef, number: &str) -> Option<ShipmentStatus> {
        let track = self.profile.track.expect("it tracks");
        let there = track.track(self.cx(), bought, number).await;
        there.expect("known").status
    }

    fn sold(&self) -> usize {
        self.sim.ledger().len()
    }
}

fn numbers(bought: &Bought) -> Vec<String> {
    bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.clone())
        .collect()
}

fn bought_ref(bought: &Bought, service: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: numbers(bought),
        service: service.to_owned(),
    }
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

fn dollars(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").expect("a currency"))
}

fn austin() -> Address {
    Address {
        company: "Acorn Goods".to_owned(),
        ..address(
            "Ada Acorn",
            "12 Mill Road",
            ["Austin", "TX", "78701"],
            "US",
            "512 555 0143",
        )
    }
}

fn within_the_states() -> Consignment {
    Consignment {
        ship_from: austin(),
        ship_to: address(
            "Bo Birch",
            "350 Fifth Avenue",
            ["New York", "NY", "10118"],
            "US",
            "",
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
    Consignment {
        ship_to: address(
            "Jörg Weiß",
            "Musterstraße 12",
            ["Berlin", "", "10115"],
            "DE",
            "030 901820",
        ),
        goods_value: Some(dollars(4_500)),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-1001".to_owned(),
            items: vec![CustomsItem {
                description: "Cotton shirts".to_owned(),
                sku: "SHIRT-1".to_owned(),
                hs_code: "6109.10".to_owned(),
                origin: CountryCode::from_code("US"),
                quantity: 3,
                unit_value: dollars(1_500),
                unit_weight: Weight::from_grams(300),
            }],
        }),
        ..within_the_states()
    }
}

const GROUND: &str = "GROUND_HOME_DELIVERY";

#[tokio::test]
async fn the_account_is_let_in_with_both_pairs_of_keys() {
    let desk = start();
    let test = desk.profile.test.expect("it can be tested");
    let said = test.test(desk.cx()).await.expect("it is let in");
    assert!(
        said.contains("both pairs of keys") && said.contains(ACCOUNT),
        "{said}"
    );
    let mut wrong = desk.account.clone();
    let secret = wrong.secrets.get_mut("client_secret").expect("it has one");
    *secret = "another".to_owned();
    let cx = Cx {
        account: &wrong,
        ..desk.cx()
    };
    let engine = Engine::new(EngineOptions::default()).expect("an engine");
    let refused = test
        .test(Cx {
            engine: &engine,
            ..cx
        })
        .await
        .expect_err("it is not");
    assert_eq!(
        (refused.kind, refused.carrier_code.as_str()),
        (ProblemKind::Auth, "NOT.AUTHORIZED.ERROR")
    );
    // One pair for both, where that project has no tracking.
    let engine = Engine::new(EngineOptions::default()).expect("an engine");
    let mut one = desk.account.clone();
    one.secrets.remove("track_client_id");
    one.secrets.remove("track_client_secret");
    let refused = test
        .test(Cx {
            account: &one,
            engine: &engine,
            ..desk.cx()
        })
        .await
        .expect_err("it is not");
    assert_eq!(refused.carrier_code, "FORBIDDEN.ERROR");
}

#[tokio::test]
async fn what_is_rated_is_bought_once_at_its_price_and_voided() {
    let desk = start();
    let mut several = within_the_states();
    several.parcels = vec![parcel(3), parcel(5)];
    several.options.signature = true;
    several.options.insurance = Some(dollars(25_001));
    several.options.cod = Some(dollars(4_990));
    several.options.instructions = "Ring twice".to_owned();
    let rates = desk.rates(&several).await;
    assert!(rates.iter().all(|r| !r.charges.is_empty()), "{rates:?}");
    assert!(rates.iter().all(|r| r.transit_days.is_some()), "{rates:?}");
    for service in [GROUND, "FEDEX_2_DAY"] {
        let bought = desk.buy(&several, service).await;
        let sale = desk.sim.ledger().pop().expect("a sale");
        assert_eq!(sale.service, service);
        assert_eq!(sale.charge, bought.charged);
        assert_eq!(sale.numbers(), numbers(&bought));
        assert_eq!(sale.references[0], "1001");
        assert_eq!(bought.labels.len(), 2);
        for (label, number) in bought.labels.iter().zip(numbers(&bought)) {
            assert_eq!(label.format, Format::Zpl);
            assert!(String::from_utf8_lossy(&label.bytes).contains(&number));
            assert_eq!(
                (desk.profile.likeness)(&number),
                pb_carriers::Likeness::CheckDigit
            );
        }
        let void = desk.profile.void.expect("it voids");
        let bought = bought_ref(&bought, service);
        assert_eq!(void.void(desk.cx(), &bought).await, Ok(()));
        assert!(desk.sim.ledger().pop().expect("a sale").voided());
        assert_eq!(void.void(desk.cx(), &bought).await, Ok(()), "it is void");
    }
    assert_eq!(desk.sold(), 2);
}

#[tokio::test]
async fn abroad_the_customs_are_told_and_labels_come_in_every_format() {
    let mut desk = start();
    for (format, wanted) in [
        ("PDF", Format::Pdf),
        ("PNG", Format::Png),
        ("auto", Format::Zpl),
    ] {
        let settings = &mut desk.account.settings;
        settings.insert("label_format".to_owned(), format.to_owned());
        settings.insert("invoice".to_owned(), "electronic".to_owned());
        let bought = desk.buy(&to_germany(), "INTERNATIONAL_ECONOMY").await;
        assert_eq!(bought.labels[0].format, wanted);
        let papers: Vec<_> = bought
            .papers
            .iter()
            .map(|p| (p.title.as_str(), p.attached))
            .collect();
        assert_eq!(papers, [("Commercial invoice", false)]);
    }
    let unlisted = Consignment {
        customs: None,
        ..to_germany()
    };
    assert!(
        !desk.rates(&unlisted).await.is_empty(),
        "by the value alone"
    );
    let prepared = desk.prepared(&unlisted, "INTERNATIONAL_ECONOMY").await;
    let refused = desk.ships().buy(desk.cx(), &prepared, &unlisted).await;
    let refused = refused.expect_err("it is not");
    assert_eq!(
        (refused.kind, refused.carrier_code.as_str()),
        (ProblemKind::Refused, "COMMODITY.NOT.FOUND")
    );
    assert_eq!(desk.sold(), 3);
}

#[tokio::test]
async fn a_return_is_bought_for_the_way_back() {
    let desk = start();
    let there = within_the_states();
    let back = Consignment {
        ship_from: there.ship_to.clone(),
        ship_to: there.ship_from.clone(),
        direction: Direction::Return,
        ..there
    };
    let bought = desk.buy(&back, "FEDEX_GROUND").await;
    assert_eq!(bought.labels.len(), 1);
    let asked = &desk.sim.ledger()[0].asked["requestedShipment"];
    let detail = &asked["shipmentSpecialServices"]["returnShipmentDetail"];
    assert_eq!(detail["returnType"], "PRINT_RETURN_LABEL");
}

#[tokio::test]
async fn a_sale_whose_answer_was_lost_is_found_and_never_made_twice() {
    let desk = start();
    assert_eq!(
        desk.ships().settle_way(&desk.account),
        SettleWay::FindByReference
    );
    let mut several = within_the_states();
    several.parcels = vec![parcel(5), parcel(3)];
    let faults = [
        Answer::Dropped,
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
    ];
    for (at, fault) in (1..).zip(faults) {
        let prepared = desk.prepared(&several, GROUND).await;
        desk.sim
            .fail_next(PREFIX, Op::Buy, Fault::after(fault.clone()));
        let lost = desk.ships().buy(desk.cx(), &prepared, &several).await;
        let kind = lost.expect_err("it is not").kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{fault:?}");
        let settled = desk.ships().settle(desk.cx(), &prepared, &several).await;
        let Ok(Settled::Bought(found)) = settled else {
            panic!("{fault:?}: {settled:?}");
        };
        let sale = desk.sim.ledger().pop().expect("a sale");
        assert_eq!(numbers(&found), sale.numbers(), "{fault:?}");
        assert_eq!(
            (found.carrier_ref.as_str(), found.charged),
            (sale.shipment.as_str(), prepared.quoted)
        );
        assert!(found.labels.is_empty(), "there is no second copy");
        assert_eq!(desk.sold(), at, "sold once");
    }
    // Never sold: nothing is found, which proves nothing.
    let prepared = desk.prepared(&several, GROUND).await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    let lost = desk.ships().buy(desk.cx(), &prepared, &several).await;
    assert_eq!(
        lost.expect_err("it is not").kind,
        ProblemKind::UnknownOutcome
    );
    let settled = desk.ships().settle(desk.cx(), &prepared, &several).await;
    let Ok(Settled::StillUnknown(problem)) = settled else {
        panic!("{settled:?}");
    };
    assert_eq!(problem.retry_after, Some(600));
    assert_eq!(desk.sold(), 5);
}

#[tokio::test]
async fn answers_that_another_program_wrote_are_read_too() {
    let desk = start();
    let home = within_the_states();
    for op in [Op::Rate, Op::Buy] {
        desk.sim
            .fail_next(PREFIX, op, Fault::after(Answer::Retyped));
    }
    let bought = desk.buy(&home, "PRIORITY_OVERNIGHT").await;
    assert_eq!(bought.labels.len(), 1);
    desk.sim
        .fail_next(PREFIX, Op::Track, Fault::after(Answer::Retyped));
    let bought = bought_ref(&bought, "PRIORITY_OVERNIGHT");
    let status = desk.track(&bought, &bought.carrier_ref).await;
    assert_eq!(status, Some(ShipmentStatus::LabelCreated));
}

#[tokio::test]
async fn a_token_that_ends_is_got_again_and_a_purchase_still_made_once() {
    let desk = start();
    let home = within_the_states();
    let prepared = desk.prepared(&home, GROUND).await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::TokenExpired));
    let bought = desk.ships().buy(desk.cx(), &prepared, &home).await;
    assert!(bought.is_ok(), "{bought:?}");
    assert_eq!(desk.sold(), 1);
}

#[tokio::test]
async fn a_lost_void_is_looked_up() {
    let desk = start();
    let bought = desk.buy(&within_the_states(), GROUND).await;
    desk.sim
        .fail_next(PREFIX, Op::Void, Fault::after(Answer::Dropped));
    let void = desk.profile.void.expect("it voids");
    let bought = bought_ref(&bought, GROUND);
    assert_eq!(
        void.void(desk.cx(), &bought).await,
        Ok(()),
        "the track says so"
    );
    let other = desk.buy(&within_the_states(), GROUND).await;
    let other = bought_ref(&other, GROUND);
    desk.sim
        .fail_next(PREFIX, Op::Void, Fault::instead(Answer::Dropped));
    let lost = void.void(desk.cx(), &other).await.expect_err("it is not");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    desk.sim.pass(7 * HOUR);
    let late = void.void(desk.cx(), &other).await.expect_err("it is not");
    assert_eq!(late.kind, ProblemKind::Refused);
    assert!(late.text.contains("tendered"), "{late:?}");
}

#[tokio::test]
async fn parcels_are_followed_thirty_at_a_time() {
    use ShipmentStatus as S;
    let desk = start();
    let bought = bought_ref(&desk.buy(&within_the_states(), GROUND).await, GROUND);
    let back = bought_ref(&desk.buy(&within_the_states(), GROUND).await, GROUND);
    assert!(desk.sim.set_course(&back.carrier_ref, Course::Returned));
    let mut seen = Vec::new();
    for hours in [0, 7, 8, 38, 6, 24, 48] {
        desk.sim.pass(hours * HOUR);
        let mut both = Vec::new();
        for one in [&bought, &back] {
            both.push(desk.track(one, &one.carrier_ref).await.expect("a status"));
        }
        seen.push((both[0], both[1]));
    }
    assert_eq!(
        seen,
        [
            (S::LabelCreated, S::LabelCreated),
            (S::PickedUp, S::PickedUp),
            (S::InTransit, S::InTransit),
            (S::OutForDelivery, S::OutForDelivery),
            (S::Delivered, S::DeliveryFailed),
            (S::Delivered, S::Returning),
            (S::Delivered, S::ReturnedToSender),
        ]
    );
    let track = desk.profile.track.expect("it tracks");
    assert_eq!(track.at_once(), 30);
    let stranger = "771000000013";
    let asked = [
        (&back, stranger),
        (&bought, bought.carrier_ref.as_str()),
        (&back, back.carrier_ref.as_str()),
    ];
    let before = desk.sim.requests().len();
    let all = track.track_many(desk.cx(), &asked).await;
    assert_eq!(desk.sim.requests().len() - before, 1, "one question");
    let statuses: Vec<Option<S>> = all
        .into_iter()
        .map(|there| there.expect("an answer").status)
        .collect();
    assert_eq!(
        statuses,
        [None, Some(S::Delivered), Some(S::ReturnedToSender)]
    );
}

#[tokio::test]
async fn addresses_drivers_and_the_days_close() {
    let desk = start();
    let addresses = desk.profile.addresses.expect("it looks up");
    let known = addresses.check(desk.cx(), &austin()).await.expect("asked");
    assert_eq!(
        (known.standing, known.residential),
        (AddressStanding::Known, Some(false))
    );
    assert_eq!(known.candidates[0].line1, "12 MILL ROAD");
    let mut tower = austin();
    tower.line1 = "12 Mill Tower".to_owned();
    let doubted = addresses.check(desk.cx(), &tower).await.expect("asked");
    assert_eq!(doubted.standing, AddressStanding::Ambiguous);
    tower.line1 = "Nowhere".to_owned();
    let unknown = addresses.check(desk.cx(), &tower).await.expect("asked");
    assert_eq!(unknown.standing, AddressStanding::Unknown);

    let pickups = desk.profile.pickups.expect("it fetches");
    let us = CountryCode::from_code("US").expect("a country");
    let mut order = PickupOrder {
        address: austin(),
        day: "2026-01-16".to_owned(),
        ready: "10:00".to_owned(),
        close: "17:30".to_owned(),
        parcels: vec![PickupParcels {
            service: "FEDEX_2_DAY".to_owned(),
            count: 2,
            country: us,
        }],
        weight: Weight::from_grams(3_000),
        heaviest: Weight::from_grams(2_000),
        instructions: "Ring at the ramp".to_owned(),
        reference: String::new(),
    };
    for service in ["FEDEX_2_DAY", GROUND] {
        order.parcels[0].service = service.to_owned();
        let made = pickups.order(desk.cx(), &order).await.expect("ordered");
        assert_eq!(pickups.cancel(desk.cx(), &made.number).await, Ok(()));
        let again = pickups
            .cancel(desk.cx(), &made.number)
            .await
            .expect_err("it is not");
        assert_eq!(again.carrier_code, "PICKUP.NUMBER.EXPIRED");
    }
    order.day = "2026-01-15".to_owned();
    assert!(pickups.order(desk.cx(), &order).await.is_ok(), "today");

    let ground = bought_ref(&desk.buy(&within_the_states(), GROUND).await, GROUND);
    let express = desk.buy(&within_the_states(), "FEDEX_2_DAY").await;
    let express = bought_ref(&express, "FEDEX_2_DAY");
    let manifests = desk.profile.manifests.expect("it closes");
    let day = "2026-01-15";
    let closed = manifests
        .close(desk.cx(), day, &[ground.clone(), express])
        .await
        .expect("closed");
    assert_eq!(closed.documents[0].format, Format::Pdf);
    assert_eq!(closed.left_out.len(), 1);
    let void = desk.profile.void.expect("it voids");
    let late = void.void(desk.cx(), &ground).await.expect_err("it is not");
    assert!(late.text.contains("closed"), "{late:?}");
}

#[tokio::test]
async fn what_fedex_tells_is_believed_for_its_signature() {
    type Came = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;
    let desk = start();
    let heard = Came::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    let into = Arc::clone(&heard);
    let hear = async move |headers: HeaderMap, body: Bytes| {
        into.lock().expect("not poisoned").push((headers, body));
    };
    let router = Router::new().route("/", axum::routing::post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await });
    desk.sim.set_webhook(
        PREFIX,
        Webhook {
            url,
            credential: TOKEN.to_owned(),
        },
    );
    let bought = desk.buy(&within_the_states(), GROUND).await;
    desk.sim.pass(60 * HOUR);
    let end = Instant::now() + Duration::from_secs(10);
    while desk.sim.pushed().len() < 6 {
        assert!(Instant::now() < end, "six calls did not come about");
        tokio::task::yield_now().await;
    }
    let webhooks = desk.profile.webhooks.expect("it tells");
    let heard = heard.lock().expect("not poisoned").clone();
    let mut last = None;
    for (headers, body) in &heard {
        let news = webhooks
            .read(&desk.account, &Heard::posted(headers, body))
            .expect("its own");
        assert_eq!(news[0].tracking_number, bought.carrier_ref);
        last = news[0].event.status;
        let mut stranger = desk.account.clone();
        let token = stranger.secrets.get_mut("webhook_token");
        "another".clone_into(token.expect("it has one"));
        let forged = webhooks
            .read(&stranger, &Heard::posted(headers, body))
            .expect_err("it is not");
        assert_eq!(forged.kind, ProblemKind::Auth);
    }
    assert_eq!(last, Some(ShipmentStatus::Delivered));
}
