//! ViettelPost's adapter against ViettelPost's simulator: both were written from ViettelPost's documentation, and not
//! from each other.
use axum::http::HeaderMap;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, Heard, Instruction, Prepared, Profile,
    SettleWay, Settled, Ship, Ships, find,
};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::{
    Answer, CarriersSetup, Course, Fault, Op, SimCarriers, Webhook, viettelpost,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
    now: jiff::Zoned,
    captured: Arc<Mutex<String>>,
}

fn profile() -> &'static Profile {
    find("viettelpost").expect("ViettelPost is there")
}

fn ships() -> &'static dyn Ships {
    match profile().ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("ViettelPost sells"),
    }
}

impl Bench {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(settings: &[(&str, &str)]) -> Self {
        // Refused when another test installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sim = SimCarriers::start_with(CarriersSetup {
            starts_at: Some("2026-11-27T03:00:00Z".parse().expect("a time")),
            speed: 0,
            ..CarriersSetup::default()
        })
        .expect("starts");
        let captured: Arc<Mutex<String>> = Arc::default();
        let sink = Arc::clone(&captured);
        let engine = Engine::new(EngineOptions {
            sink: Some(Arc::new(move |exchange| {
                let mut all = sink.lock().expect("nobody panics with it");
                all.push_str(&format!("{:?}\n", exchange.capture()));
            })),
            limits: |_| &Limits::NONE,
            first_wait: Duration::from_millis(1),
            ..EngineOptions::default()
        })
        .expect("an engine");
        let mut account = Account {
            id: AccountId(Uuid::now_v7()),
            carrier: "viettelpost".to_owned(),
            name: "Our ViettelPost".to_owned(),
            enabled: true,
            settings: (profile().form.iter())
                .map(|field| (field.name.to_owned(), field.default.to_owned()))
                .collect(),
            secrets: [
                ("username".to_owned(), viettelpost::USERNAME.to_owned()),
                ("password".to_owned(), viettelpost::PASSWORD.to_owned()),
            ]
            .into(),
            table: None,
        };
        let url = sim.url_of(viettelpost::PREFIX);
        for (name, value) in [("url", url.as_str())].iter().chain(settings) {
            account
                .settings
                .insert((*name).to_owned(), (*value).to_owned());
        }
        let now = "2026-11-27T10:00:00+07:00[+07:00]".parse().expect("a time");
        Self {
            sim,
            engine,
            account,
            now,
            captured,
        }
    }

    fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    /// Moves the clock on, there and here.
    fn pass(&mut self, time: Duration) {
        self.sim.pass(time);
        let zone = self.now.time_zone().clone();
        self.now = self.sim.now().to_zoned(zone);
    }

    fn fail_next(&self, op: Op, fault: Fault) {
        self.sim.fail_next(viettelpost::PREFIX, op, fault);
    }

    async fn rated(&self, consignment: &Consignment) -> Result<Vec<Rate>, Problem> {
        let answer = profile().rates.rate(self.cx(), consignment).await;
        answer.map(|answer| answer.rates)
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        self.rated(consignment).await.expect("rates")
    }

    async fn prepare(&self, consignment: &Consignment) -> Prepared {
        let rates = self.rates(consignment).await;
        let rate = rates.into_iter().find(|rate| rate.service == "VCN");
        let rate = rate.expect("it is sold on every lane");
        let purchase = PurchaseId(Uuid::now_v7());
        let prepared = ships().prepare(self.cx(), purchase, consignment, &rate, Format::Zpl);
        prepared.await.expect("prepared")
    }

    async fn send(&self, prepared: &Prepared) -> Result<Bought, Problem> {
        ships().buy(self.cx(), prepared, &consignment()).await
    }

    async fn buy(&self, consignment: &Consignment) -> Bought {
        let prepared = self.prepare(consignment).await;
        let bought = ships().buy(self.cx(), &prepared, consignment).await;
        bought.expect("sold")
    }

    async fn status(&self, bought: &BoughtRef) -> Option<ShipmentStatus> {
        let tracks = profile().track.expect("it tracks");
        let track = tracks.track(self.cx(), bought, &bought.carrier_ref).await;
        track.expect("a track").status
    }

    async fn labels(&self, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let again = profile().label_again.expect("labels");
        again.label_again(self.cx(), bought).await
    }

    async fn void(&self, bought: &BoughtRef) -> Result<(), Problem> {
        profile()
            .void
            .expect("it voids")
            .void(self.cx(), bought)
            .await
    }

    /// How often it was asked something.
    fn asked(&self, path: &str) -> usize {
        let requests = self.sim.requests();
        requests.iter().filter(|r| r.path.contains(path)).count()
    }
}

fn bought_ref(bought: &Bought) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: bought
            .parcels
            .iter()
            .map(|p| p.tracking_number.clone())
            .collect(),
        service: "VCN".to_owned(),
    }
}

fn dong(amount: i64) -> Money {
    Money::new(amount, Currency::from_code("VND").expect("dong"))
}

fn address(ward: &str, district: &str, city: &str) -> Address {
    Address {
        name: "Trần Anh".to_owned(),
        line1: "72 Lê Thánh Tôn".to_owned(),
        ward: ward.to_owned(),
        district: district.to_owned(),
        city: city.to_owned(),
        country: CountryCode::from_code("VN"),
        phone: "0987 654 321".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    let [length, width, height] = [200, 150, 100].map(Length::from_mm);
    Consignment {
        ship_from: address("Phường Nhiêu Lộc", "", "Hồ Chí Minh"),
        ship_to: address("sai gon", "", "TP.HCM"),
        parcels: vec![Parcel {
            id: ParcelId(Uuid::nil()),
            weight: Weight::from_grams(600),
            weight_source: WeightSource::Typed {
                entered: String::new(),
                by: String::new(),
            },
            dimensions: Some(Dimensions {
                length,
                width,
                height,
            }),
            box_id: None,
        }],
        options: ShipOptions {
            cod: Some(dong(285_000)),
            ..ShipOptions::default()
        },
        customs: None,
        goods_value: Some(dong(285_000)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

/// Whether a label is a document that preflight reads the number from.
fn carries(document: &Document, number: &str) {
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let pages = pb_labels::lay_out(document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    assert_eq!(pages.len(), 1);
    let seen = pb_labels::preflight(&pages, &Expectation::numbers([number]), &stock);
    let mut read = seen.barcodes.iter().flatten().map(|b| b.text.as_str());
    assert!(read.any(|text| text == number), "{:?}", seen.findings);
}

/// An answer of ViettelPost's own that says no.
fn says(message: &str) -> Answer {
    Answer::Refuses {
        status: 200,
        code: "204".to_owned(),
        message: message.to_owned(),
    }
}

#[tokio::test]
async fn it_rates_buys_labels_and_tracks_in_both_divisions() {
    let mut bench = Bench::start();
    let test = profile().test.expect("a test").test(bench.cx()).await;
    test.expect("let in");
    let old = Consignment {
        ship_from: address("Phường 5", "Quận 3", "Hồ Chí Minh"),
        ship_to: address("P. Bến Nghé", "Q.1", "Ho Chi Minh City"),
        ..consignment()
    };
    for consignment in [consignment(), old] {
        let rates = bench.rates(&consignment).await;
        let services: Vec<&str> = rates.iter().map(|rate| rate.service.as_str()).collect();
        for service in ["VCN", "VCBO", "PHS", "LCOD"] {
            assert!(services.contains(&service), "{services:?}");
        }
        let bought = bench.buy(&consignment).await;
        assert_eq!(bought.labels.len(), 1);
        assert_eq!(bought.labels[0].format, Format::Zpl, "as drawn here");
        carries(&bought.labels[0], &bought.carrier_ref);
        let sale = bench.sim.ledger().pop().expect("a sale");
        assert_eq!(sale.shipment, bought.carrier_ref);
        assert_eq!(sale.charge, bought.charged);
        assert_eq!(sale.asked["CHECK_UNIQUE"], true);
        assert_eq!(sale.asked["SOLD"]["MONEY_COLLECTION"], 285_000);
        let bought = bought_ref(&bought);
        let mut seen = Vec::new();
        for hours in [0, 6, 8, 38, 4] {
            bench.pass(hours * HOUR);
            seen.push(bench.status(&bought).await.expect("a status"));
        }
        use ShipmentStatus as S;
        let good = [
            S::Pending,
            S::PickedUp,
            S::InTransit,
            S::OutForDelivery,
            S::Delivered,
        ];
        assert_eq!(seen, good);
    }
    assert_eq!(bench.sim.ledger().len(), 2);
    // Nobody's name, street or number is in what is kept of the calls, nor a secret.
    let captured = bench.captured.lock().expect("nobody panics with it");
    assert!(captured.contains("order/createOrder"), "{captured}");
    for secret in [
        "Trần Anh",
        "Lê Thánh Tôn",
        "0987654321",
        viettelpost::USERNAME,
        viettelpost::PASSWORD,
    ] {
        assert!(!captured.contains(secret), "{secret}: {captured}");
    }
}

#[tokio::test]
async fn what_was_lost_stays_with_a_person_and_is_sold_once() {
    let bench = Bench::start();
    assert_eq!(
        ships().settle_way(&bench.account),
        SettleWay::AskAPerson,
        "nothing finds an order by our number"
    );
    for (fault, sold) in [
        (Fault::after(Answer::Dropped), true),
        (Fault::instead(Answer::Dropped), false),
        (Fault::after(Answer::HalfJson), true),
        (Fault::after(Answer::Empty200), true),
        (Fault::instead(Answer::Html500), false),
        (Fault::after(Answer::Renamed), true),
        (Fault::instead(says("System error")), false),
    ] {
        let before = bench.sim.ledger().len();
        let prepared = bench.prepare(&consignment()).await;
        bench.fail_next(Op::Buy, fault.clone());
        let lost = bench.send(&prepared).await.expect_err("lost");
        assert_eq!(lost.kind, ProblemKind::UnknownOutcome, "{fault:?}");
        let now = bench.sim.ledger().len();
        assert_eq!(now, before + usize::from(sold), "{fault:?}: sent once");
        let settled = ships()
            .settle(bench.cx(), &prepared, &consignment())
            .await
            .expect("a word");
        assert!(matches!(settled, Settled::StillUnknown(_)), "{settled:?}");
        assert_eq!(
            bench.sim.ledger().len(),
            now,
            "{fault:?}: asking sells nothing"
        );
    }
}

#[tokio::test]
async fn the_same_request_again_sells_nothing() {
    let bench = Bench::start();
    let prepared = bench.prepare(&consignment()).await;
    bench.send(&prepared).await.expect("sold");
    let twice = bench.send(&prepared).await.expect_err("a duplicate");
    assert!(
        [ProblemKind::UnknownOutcome, ProblemKind::Refused].contains(&twice.kind),
        "{twice:?}"
    );
    assert_eq!(bench.sim.ledger().len(), 1);
    // The same order in two purchases is two orders.
    bench.buy(&consignment()).await;
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_no_is_a_no() {
    let bench = Bench::start();
    for (message, kind) in [
        (
            "Blocking create order, please check the configuration",
            ProblemKind::Refused,
        ),
        (
            "Price does not apply to this itinerary!",
            ProblemKind::Refused,
        ),
        ("Incorrect data: RECEIVER_PHONE", ProblemKind::Invalid),
    ] {
        let prepared = bench.prepare(&consignment()).await;
        bench.fail_next(Op::Buy, Fault::instead(says(message)));
        let refused = bench.send(&prepared).await.expect_err("refused");
        assert_eq!(refused.kind, kind, "{refused:?}");
    }
    assert_eq!(bench.sim.ledger().len(), 0);
}

#[tokio::test]
async fn prices_that_cannot_be_had_are_told_apart() {
    for (answer, kind) in [
        (
            Answer::Throttled { retry_after: None },
            ProblemKind::RateLimited,
        ),
        (Answer::Html500, ProblemKind::Unavailable),
        (Answer::HalfJson, ProblemKind::Unavailable),
        (Answer::Renamed, ProblemKind::Unavailable),
        (says("System error"), ProblemKind::Unavailable),
        (
            says("Price does not apply to this itinerary!"),
            ProblemKind::Refused,
        ),
    ] {
        let bench = Bench::start();
        let fault = Fault::after(answer.clone());
        bench.sim.fail_all(viettelpost::PREFIX, Op::Rate, fault);
        let problem = bench.rated(&consignment()).await.expect_err("no prices");
        assert_eq!(problem.kind, kind, "{answer:?}: {problem:?}");
    }
    // What fails once is asked again.
    let bench = Bench::start();
    bench.fail_next(Op::Rate, Fault::instead(Answer::Dropped));
    bench.rates(&consignment()).await;
}

#[tokio::test]
async fn a_token_that_ended_is_got_anew() {
    let mut bench = Bench::start();
    bench.rates(&consignment()).await;
    bench.rates(&consignment()).await;
    assert_eq!(bench.asked("/v2/user/Login"), 1, "it is kept");
    bench.fail_next(Op::Rate, Fault::instead(Answer::TokenExpired));
    bench.rates(&consignment()).await;
    assert_eq!(bench.asked("/v2/user/Login"), 2);
    let prepared = bench.prepare(&consignment()).await;
    bench.fail_next(Op::Buy, Fault::instead(Answer::TokenExpired));
    bench.send(&prepared).await.expect("sold with a new token");
    assert_eq!(bench.sim.ledger().len(), 1);
    assert_eq!(bench.asked("/v2/user/Login"), 3);
    // A year later.
    bench.pass(366 * 24 * HOUR);
    bench.rates(&consignment()).await;
}

#[tokio::test]
async fn a_wrong_password_is_told() {
    let mut bench = Bench::start();
    let secrets = &mut bench.account.secrets;
    secrets.insert("password".to_owned(), "wrong".to_owned());
    let test = profile().test.expect("a test").test(bench.cx()).await;
    assert_eq!(test.expect_err("not let in").kind, ProblemKind::Auth);
    let rated = bench.rated(&consignment()).await;
    assert_eq!(rated.expect_err("not let in").kind, ProblemKind::Auth);
}

#[tokio::test]
async fn it_voids_before_the_driver_has_it() {
    let mut bench = Bench::start();
    let bought = bought_ref(&bench.buy(&consignment()).await);
    bench.void(&bought).await.expect("void");
    assert!(bench.sim.ledger()[0].voided());
    assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Cancelled));
    // What became of a lost answer is looked up.
    let lost = bought_ref(&bench.buy(&consignment()).await);
    bench.fail_next(Op::Void, Fault::after(Answer::Dropped));
    bench.void(&lost).await.expect("the order says so");
    assert!(bench.sim.ledger()[1].voided());
    assert_eq!(bench.status(&lost).await, Some(ShipmentStatus::Cancelled));
    let late = bought_ref(&bench.buy(&consignment()).await);
    bench.pass(6 * HOUR);
    let refused = bench.void(&late).await.expect_err("too late");
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert!(!bench.sim.ledger()[2].voided());
}

#[tokio::test]
async fn what_nobody_takes_goes_back() {
    let mut bench = Bench::start();
    let bought = bought_ref(&bench.buy(&consignment()).await);
    let number = &bought.carrier_ref;
    assert!(bench.sim.set_course(number, Course::Returned));
    use ShipmentStatus as S;
    for (hours, expected) in [
        (56, S::DeliveryFailed),
        (20, S::DeliveryFailed),
        (4, S::Returning),
        (48, S::ReturnedToSender),
    ] {
        bench.pass(hours * HOUR);
        assert_eq!(bench.status(&bought).await, Some(expected));
    }
}

#[tokio::test]
async fn every_setting_makes_an_order_that_is_taken() {
    let mut bench = Bench::start_with(&[
        ("sender", "warehouse"),
        ("warehouse", "1580002"),
        ("returns", "bench"),
        ("payment", "customer"),
        ("content", "Quần áo"),
        ("extra_services", "GBP,XMG"),
        ("extra_money", "10000"),
        ("label", "a6"),
    ]);
    let mut rich = consignment();
    rich.options.instructions = "Gọi trước khi giao".to_owned();
    let bought = bench.buy(&rich).await;
    assert_eq!(bought.labels[0].format, Format::Pdf, "ViettelPost's page");
    carries(&bought.labels[0], &bought.carrier_ref);
    let asked = bench.sim.ledger()[0].asked.clone();
    assert_eq!(asked["GROUPADDRESS_ID"], viettelpost::INVENTORIES[1]);
    assert_eq!(asked["SENDER_WARD"], 49_828);
    assert_eq!(asked["ORDER_PAYMENT"], 2);
    assert_eq!(asked["RETURN_ADDRESS"]["WARDS_ID"], 49_828);
    let both = 285_000 + bought.charged.minor;
    assert_eq!(asked["SOLD"]["MONEY_COLLECTION"], both);
    // Once more, days later.
    let bought = bought_ref(&bought);
    bench.pass(72 * HOUR);
    let labels = bench.labels(&bought).await.expect("a label");
    assert_eq!(labels[0].format, Format::Pdf);
    carries(&labels[0], &bought.carrier_ref);
    // Without a page the label is drawn here, and there is none to fetch.
    let on_time = || Fault::after(Answer::Late(Duration::ZERO));
    bench.fail_next(Op::Label, on_time());
    bench.fail_next(Op::Label, Fault::instead(Answer::Empty200));
    let drawn = bench.buy(&consignment()).await;
    assert_eq!(drawn.labels[0].format, Format::Zpl);
    carries(&drawn.labels[0], &drawn.carrier_ref);
    bench.fail_next(Op::Label, on_time());
    bench.fail_next(Op::Label, Fault::instead(Answer::Empty200));
    let none = bench.labels(&bought).await.expect_err("no page");
    assert_eq!(none.kind, ProblemKind::Unavailable);
    // A warehouse of the old division sends to addresses of the old one.
    let old = Bench::start_with(&[("sender", "warehouse"), ("warehouse", "1580001")]);
    let mixed = old.rated(&consignment()).await.expect_err("a mix");
    assert_eq!(mixed.kind, ProblemKind::Invalid);
    old.buy(&Consignment {
        ship_to: address("Bến Nghé", "Quận 1", "Hồ Chí Minh"),
        options: ShipOptions::default(),
        ..consignment()
    })
    .await;
    let asked = &old.sim.ledger()[0].asked;
    assert_eq!(asked["ORDER_PAYMENT"], 1, "nothing is collected");
    assert_eq!(asked["SOLD"]["MONEY_COLLECTION"], 0);
}

#[tokio::test]
async fn what_is_too_long_in_bytes_is_named_before_anybody_is_asked() {
    let bench = Bench::start();
    let mut long = consignment();
    // 60 signs, 180 bytes.
    long.ship_to.line1 = "ế".repeat(60);
    let problem = bench.rated(&long).await.expect_err("too long");
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Invalid, Some("ship_to.line1"))
    );
    assert!(bench.sim.requests().is_empty());
}

#[tokio::test]
async fn a_token_of_the_website_and_a_masked_user_do_as_well() {
    let mut website = Bench::start();
    website.account.secrets = [("token".to_owned(), viettelpost::SECRET.to_owned())].into();
    website.buy(&consignment()).await;
    assert_eq!(website.asked("/v2/user/LoginVTP"), 1);
    assert_eq!(website.asked("/v2/user/ownerconnect"), 0);
    let mut masked = Bench::start();
    let secrets = &mut masked.account.secrets;
    secrets.insert("username".to_owned(), viettelpost::MASKED.to_owned());
    let bought = bought_ref(&masked.buy(&consignment()).await);
    assert_eq!(masked.status(&bought).await, Some(ShipmentStatus::Pending));
}

#[tokio::test]
async fn addresses_and_lanes_are_looked_up() {
    let bench = Bench::start();
    let addresses = profile().addresses.expect("addresses");
    for (ward, district, city, standing) in [
        ("sài gòn", "", "TPHCM", AddressStanding::Known),
        ("P. Ba Đình", "", "Hanoi", AddressStanding::Known),
        ("P. Bến Nghé", "Q.1", "HCM", AddressStanding::Known),
        ("Tân Lập", "", "Hồ Chí Minh", AddressStanding::Ambiguous),
        (
            "Phường Bến Nghé",
            "",
            "Hồ Chí Minh",
            AddressStanding::Unknown,
        ),
        ("Phường Sài Gòn", "", "Narnia", AddressStanding::Unknown),
    ] {
        let asked = address(ward, district, city);
        let checked = addresses
            .check(bench.cx(), &asked)
            .await
            .expect("a verdict");
        assert_eq!(checked.standing, standing, "{ward}, {city}: {checked:?}");
    }
    let serviceability = profile().serviceability.expect("lanes");
    let served = serviceability.serves(bench.cx(), &consignment()).await;
    assert!(served.expect("a word").served);
    let island = Consignment {
        ship_to: address("Côn Đảo", "", "Hồ Chí Minh"),
        ..consignment()
    };
    let not = serviceability.serves(bench.cx(), &island).await;
    assert!(!not.expect("a word").served);
    assert_eq!(bench.asked("listProvinceNew"), 1, "it is kept");
}

#[tokio::test]
async fn what_could_not_be_delivered_is_told_what_to_do() {
    let mut bench = Bench::start();
    let instructions = profile().instructions.expect("instructions");
    let again = Instruction::TryAgain {
        day: None,
        words: "Gọi trước".to_owned(),
    };
    let back = Instruction::Return {
        words: String::new(),
    };
    let mut orders = Vec::new();
    for _ in 0..2 {
        let bought = bought_ref(&bench.buy(&consignment()).await);
        assert!(bench.sim.set_course(&bought.carrier_ref, Course::Exception));
        orders.push(bought);
    }
    let told = async |bench: &Bench, bought: &BoughtRef, what: &Instruction| {
        let number = &bought.carrier_ref;
        instructions
            .instruct(bench.cx(), bought, number, what)
            .await
    };
    let early = told(&bench, &orders[0], &again)
        .await
        .expect_err("too early");
    assert_eq!(early.kind, ProblemKind::Refused);
    bench.pass(76 * HOUR);
    told(&bench, &orders[0], &again).await.expect("told");
    told(&bench, &orders[1], &back).await.expect("told");
    bench.pass(48 * HOUR);
    use ShipmentStatus as S;
    assert_eq!(bench.status(&orders[0]).await, Some(S::Delivered));
    assert_eq!(bench.status(&orders[1]).await, Some(S::ReturnedToSender));
}

#[tokio::test]
async fn news_are_believed_by_their_secret_alone() {
    let mut bench = Bench::start();
    let secrets = &mut bench.account.secrets;
    secrets.insert("webhook_secret".to_owned(), "long random text".to_owned());
    let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let subscriber = axum::Router::new().fallback(axum::routing::post(
        async move |headers: HeaderMap, body: axum::body::Bytes| {
            // Nobody listens any more when the test is over.
            let _ = tell.send((headers, body));
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, subscriber).await });
    let credential = "long random text".to_owned();
    bench
        .sim
        .set_webhook(viettelpost::PREFIX, Webhook { url, credential });
    let bought = bench.buy(&consignment()).await;
    assert!(bench.sim.set_course(&bought.carrier_ref, Course::Returned));
    bench.pass(128 * HOUR);
    let webhooks = profile().webhooks.expect("webhooks");
    use ShipmentStatus as S;
    for status in [
        S::Pending,
        S::LabelCreated,
        S::LabelCreated,
        S::LabelCreated,
        S::PickedUp,
        S::PickedUp,
        S::InTransit,
        S::InTransit,
        S::OutForDelivery,
        S::DeliveryFailed,
        S::DeliveryFailed,
        S::Returning,
        S::Returning,
        S::ReturnedToSender,
    ] {
        let (headers, body) = heard.recv().await.expect("news");
        let read = |headers: &HeaderMap, body: &[u8]| {
            let heard = Heard::posted(headers, body);
            webhooks.read(&bench.account, &heard).map_err(Box::new)
        };
        let news = read(&headers, &body).expect("believed");
        assert_eq!(news[0].tracking_number, bought.carrier_ref);
        assert_eq!(news[0].event.status, Some(status));
        // Either place is enough, and none is not.
        let words = String::from_utf8_lossy(&body).replace("long random text", "wrong");
        let bare = HeaderMap::new();
        read(&bare, &body).expect("by the body");
        read(&headers, words.as_bytes()).expect("by the header");
        let stranger = read(&bare, words.as_bytes());
        assert_eq!(stranger.expect_err("a stranger").kind, ProblemKind::Auth);
    }
}
