//! GHN's adapter against GHN's simulator: both were written from GHN's documentation, and not from each other.
use pb_carriers::Heard;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, Instruction, Prepared, Profile, Settled,
    Ship, Ships, find,
};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, ProblemKind, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers, Webhook, ghn};
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
    find("ghn").expect("GHN is there")
}

fn ships() -> &'static dyn Ships {
    match profile().ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("GHN sells"),
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
            carrier: "ghn".to_owned(),
            name: "Our GHN".to_owned(),
            enabled: true,
            settings: (profile().form.iter())
                .map(|field| (field.name.to_owned(), field.default.to_owned()))
                .collect(),
            secrets: [("token".to_owned(), ghn::TOKEN.to_owned())].into(),
            table: None,
        };
        let url = sim.url_of(ghn::PREFIX);
        for (name, value) in [("url", url.as_str()), ("shop_id", "885")]
            .iter()
            .chain(settings)
        {
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

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let answer = profile().rates.rate(self.cx(), consignment).await;
        answer.expect("rates").rates
    }

    async fn prepare(&self, consignment: &Consignment) -> Prepared {
        let rate = self.rates(consignment).await.remove(0);
        let purchase = PurchaseId(Uuid::now_v7());
        let prepared = ships().prepare(self.cx(), purchase, consignment, &rate, Format::Zpl);
        prepared.await.expect("prepared")
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
        service: "2".to_owned(),
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

#[tokio::test]
async fn it_rates_buys_labels_and_tracks_in_both_divisions() {
    let bench = Bench::start();
    let test = profile().test.expect("a test").test(bench.cx()).await;
    assert!(test.expect("let in").contains("885"));
    let old = Consignment {
        ship_to: address("P. Bến Nghé", "Q.1", "Ho Chi Minh City"),
        ..consignment()
    };
    for consignment in [consignment(), old] {
        let rate = bench.rates(&consignment).await.remove(0);
        assert_eq!(rate.service, "2");
        assert!(!rate.charges.is_empty(), "the parts add up");
        let bought = bench.buy(&consignment).await;
        assert_eq!(bought.charged, rate.total);
        assert_eq!(bought.labels[0].format, Format::Zpl);
        carries(&bought.labels[0], &bought.carrier_ref);
        let sale = bench.sim.ledger().pop().expect("a sale");
        assert_eq!(sale.shipment, bought.carrier_ref);
        assert_eq!(sale.charge, bought.charged);
        let bought = bought_ref(&bought);
        assert_eq!(
            bench.status(&bought).await,
            Some(ShipmentStatus::LabelCreated)
        );
        bench.sim.pass(56 * HOUR);
        assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Delivered));
    }
    assert_eq!(bench.sim.ledger().len(), 2);
    // Nobody's name, street or number is in what is kept of the calls, nor the token.
    let captured = bench.captured.lock().expect("nobody panics with it");
    assert!(captured.contains("shipping-order/create"), "{captured}");
    for secret in ["Trần Anh", "Lê Thánh Tôn", "0987654321", ghn::TOKEN] {
        assert!(!captured.contains(secret), "{secret}: {captured}");
    }
}

#[tokio::test]
async fn what_was_lost_is_settled_and_sold_once() {
    let bench = Bench::start();
    for (fault, sold_before) in [
        (Fault::after(Answer::Dropped), true),
        (Fault::instead(Answer::Dropped), false),
        (Fault::after(Answer::HalfJson), true),
        (Fault::after(Answer::Empty200), true),
        (Fault::instead(Answer::Html500), false),
        (Fault::after(Answer::Renamed), true),
    ] {
        let before = bench.sim.ledger().len();
        let consignment = consignment();
        let prepared = bench.prepare(&consignment).await;
        bench.sim.fail_next(ghn::PREFIX, Op::Buy, fault.clone());
        let lost = ships().buy(bench.cx(), &prepared, &consignment).await;
        assert_eq!(
            lost.expect_err("lost").kind,
            ProblemKind::UnknownOutcome,
            "{fault:?}"
        );
        assert_eq!(bench.sim.ledger().len() > before, sold_before, "{fault:?}");
        let settled = ships().settle(bench.cx(), &prepared, &consignment).await;
        let Ok(Settled::Bought(bought)) = settled else {
            panic!("{fault:?}: {settled:?}")
        };
        let ledger = bench.sim.ledger();
        assert_eq!(ledger.len(), before + 1, "{fault:?}: sold once");
        assert_eq!(ledger[before].shipment, bought.carrier_ref);
        assert_eq!(
            ledger[before].references,
            std::slice::from_ref(&prepared.reference)
        );
        carries(&bought.labels[0], &bought.carrier_ref);
        // Once more it is the same.
        let again = ships().settle(bench.cx(), &prepared, &consignment).await;
        assert!(
            matches!(again, Ok(Settled::Bought(again)) if again.carrier_ref == bought.carrier_ref)
        );
        assert_eq!(bench.sim.ledger().len(), before + 1);
    }
}

#[tokio::test]
async fn a_refusal_is_settled_as_not_bought() {
    let bench = Bench::start();
    let consignment = consignment();
    let prepared = bench.prepare(&consignment).await;
    let refuses = Answer::Refuses {
        status: 400,
        code: "PHONE_INVALID".to_owned(),
        message: "Số điện thoại không hợp lệ".to_owned(),
    };
    bench
        .sim
        .fail_times(ghn::PREFIX, Op::Buy, 2, &Fault::instead(refuses));
    let refused = ships().buy(bench.cx(), &prepared, &consignment).await;
    assert_eq!(refused.expect_err("refused").kind, ProblemKind::Invalid);
    let settled = ships().settle(bench.cx(), &prepared, &consignment).await;
    assert!(matches!(settled, Ok(Settled::NotBought(_))), "{settled:?}");
    assert_eq!(bench.sim.ledger().len(), 0);
}

#[tokio::test]
async fn it_voids_before_the_driver_has_it_and_knows_when_the_answer_is_lost() {
    let bench = Bench::start();
    let voids = profile().void.expect("it voids");
    let bought = bought_ref(&bench.buy(&consignment()).await);
    bench
        .sim
        .fail_next(ghn::PREFIX, Op::Void, Fault::after(Answer::Dropped));
    voids.void(bench.cx(), &bought).await.expect("void");
    assert!(bench.sim.ledger()[0].voided());
    assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Cancelled));
    let late = bought_ref(&bench.buy(&consignment()).await);
    bench.sim.pass(6 * HOUR);
    let refused = voids.void(bench.cx(), &late).await.expect_err("too late");
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert!(!bench.sim.ledger()[1].voided());
}

#[tokio::test]
async fn every_setting_makes_an_order_that_is_taken() {
    let bench = Bench::start_with(&[
        ("sender", "bench"),
        ("pick_shift", "first"),
        ("required_note", "CHOTHUHANG"),
        ("content", "Quần áo"),
        ("label", "print80x80"),
    ]);
    let mut rich = consignment();
    rich.options.insurance = Some(dong(1_000_000));
    rich.options.instructions = "Gọi trước khi giao".to_owned();
    let bought = bench.buy(&rich).await;
    assert_eq!(bought.labels[0].format, Format::Pdf, "GHN's page");
    carries(&bought.labels[0], &bought.carrier_ref);
    let asked = bench.sim.ledger()[0].asked.clone();
    assert_eq!(asked["from_ward_name"], "Phường Nhiêu Lộc");
    assert_eq!(asked["pick_shift"], serde_json::json!([1]));
    let again = profile().label_again.expect("labels");
    let labels = again.label_again(bench.cx(), &bought_ref(&bought)).await;
    carries(&labels.expect("a label")[0], &bought.carrier_ref);
    // Heavy, bulky, and brought to a station.
    let station = Bench::start_with(&[("pick_station", "1442")]);
    let mut heavy = consignment();
    heavy.parcels[0].weight = Weight::from_grams(25_000);
    assert_eq!(station.rates(&heavy).await[0].service, "5");
    station.buy(&heavy).await;
    let mut bulky = consignment();
    let half = Length::from_mm(500);
    bulky.parcels[0].dimensions = Some(Dimensions {
        length: half,
        width: half,
        height: half,
    });
    let services: Vec<String> = station
        .rates(&bulky)
        .await
        .into_iter()
        .map(|r| r.service)
        .collect();
    assert_eq!(services, ["2", "5"]);
}

#[tokio::test]
async fn addresses_and_lanes_are_looked_up() {
    let bench = Bench::start();
    let addresses = profile().addresses.expect("addresses");
    for (ward, city, standing) in [
        ("sài gòn", "hcm", AddressStanding::Known),
        ("P. Ba Đình", "Hanoi", AddressStanding::Known),
        ("Tân Lập", "Hồ Chí Minh", AddressStanding::Ambiguous),
        ("Phường Bến Nghé", "Hồ Chí Minh", AddressStanding::Unknown),
        ("Phường Sài Gòn", "Narnia", AddressStanding::Unknown),
    ] {
        let city = if city == "hcm" { "TPHCM" } else { city };
        let asked = address(ward, "", city);
        let checked = addresses
            .check(bench.cx(), &asked)
            .await
            .expect("a verdict");
        assert_eq!(checked.standing, standing, "{ward}, {city}: {checked:?}");
    }
    let serviceability = profile().serviceability.expect("lanes");
    let served = serviceability
        .serves(bench.cx(), &consignment())
        .await
        .expect("a word");
    assert!(
        served.served && served.transit_days == Some(2),
        "{served:?}"
    );
    let island = Consignment {
        ship_to: address("Côn Đảo", "", "Hồ Chí Minh"),
        ..consignment()
    };
    let not = serviceability
        .serves(bench.cx(), &island)
        .await
        .expect("a word");
    assert!(!not.served && !not.words.is_empty(), "{not:?}");
    let requests = bench.sim.requests();
    let lists = requests
        .iter()
        .filter(|r| r.path.contains("province/all"))
        .count();
    assert_eq!(lists, 1, "it is kept");
}

#[tokio::test]
async fn what_could_not_be_delivered_is_told_what_to_do() {
    let bench = Bench::start();
    let instructions = profile().instructions.expect("instructions");
    let bought = bought_ref(&bench.buy(&consignment()).await);
    let number = bought.carrier_ref.clone();
    let moved = Instruction::ChangeAddress {
        address: Box::new(address("Phường Hoàn Kiếm", "", "Hà Nội")),
    };
    let told = instructions
        .instruct(bench.cx(), &bought, &number, &moved)
        .await;
    told.expect("told");
    assert_eq!(bench.sim.ledger()[0].asked["to_province_name"], "Hà Nội");
    let again = Instruction::TryAgain {
        day: None,
        words: String::new(),
    };
    let early = instructions
        .instruct(bench.cx(), &bought, &number, &again)
        .await;
    assert_eq!(early.expect_err("too early").kind, ProblemKind::Refused);
    assert!(bench.sim.set_course(&number, Course::Exception));
    bench.sim.pass(81 * HOUR);
    assert_eq!(
        bench.status(&bought).await,
        Some(ShipmentStatus::DeliveryFailed)
    );
    let told = instructions
        .instruct(bench.cx(), &bought, &number, &again)
        .await;
    told.expect("told");
    bench.sim.pass(24 * HOUR);
    assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Delivered));
}

#[tokio::test]
async fn news_are_believed_by_their_header_alone() {
    let mut bench = Bench::start_with(&[("webhook_header", ghn::WEBHOOK_HEADER)]);
    let secrets = &mut bench.account.secrets;
    secrets.insert(
        "webhook_credential".to_owned(),
        "long random text".to_owned(),
    );
    let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let subscriber = axum::Router::new().fallback(axum::routing::post(
        async move |headers: axum::http::HeaderMap, body: axum::body::Bytes| {
            // Nobody listens any more when the test is over.
            let _ = tell.send((headers, body));
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, subscriber).await });
    let credential = "long random text".to_owned();
    bench
        .sim
        .set_webhook(ghn::PREFIX, Webhook { url, credential });
    let bought = bench.buy(&consignment()).await;
    bench.sim.pass(6 * HOUR);
    let webhooks = profile().webhooks.expect("webhooks");
    for status in [ShipmentStatus::LabelCreated, ShipmentStatus::PickedUp] {
        let (headers, body) = heard.recv().await.expect("news");
        let news = webhooks
            .read(&bench.account, &Heard::posted(&headers, &body))
            .expect("believed");
        assert_eq!(news[0].tracking_number, bought.carrier_ref);
        assert_eq!(news[0].event.status, Some(status));
        let stranger = webhooks.read(
            &bench.account,
            &Heard::posted(&axum::http::HeaderMap::new(), &body),
        );
        assert_eq!(stranger.expect_err("a stranger").kind, ProblemKind::Auth);
    }
}

#[tokio::test]
async fn a_wrong_token_and_a_strangers_shop_are_told() {
    let mut bench = Bench::start();
    bench
        .account
        .settings
        .insert("shop_id".to_owned(), "999".to_owned());
    let rated = profile().rates.rate(bench.cx(), &consignment()).await;
    let problem = rated.expect_err("not ours");
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some("shop_id"))
    );
    let tested = profile().test.expect("a test").test(bench.cx()).await;
    assert_eq!(
        tested.expect_err("not ours").field.as_deref(),
        Some("shop_id")
    );
    bench
        .account
        .secrets
        .insert("token".to_owned(), "wrong".to_owned());
    let rated = profile().rates.rate(bench.cx(), &consignment()).await;
    let problem = rated.expect_err("not let in");
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some("token"))
    );
}
