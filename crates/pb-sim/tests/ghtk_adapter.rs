//! GHTK's adapter against GHTK's simulator: both were written from GHTK's documentation, and not from each other.
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    Bought, BoughtRef, Consignment, Cx, Heard, Likeness, Prepared, Profile, Settled, Ship, Ships,
    find,
};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, ProblemKind, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers, Webhook, ghtk};
use serde_json::json;
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
    find("ghtk").expect("GHTK is there")
}

fn ships() -> &'static dyn Ships {
    match profile().ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("GHTK sells"),
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
            carrier: "ghtk".to_owned(),
            name: "Our GHTK".to_owned(),
            enabled: true,
            settings: (profile().form.iter())
                .map(|field| (field.name.to_owned(), field.default.to_owned()))
                .collect(),
            secrets: [("token".to_owned(), ghtk::TOKEN.to_owned())].into(),
            table: None,
        };
        let url = sim.url_of(ghtk::PREFIX);
        for (name, value) in [("url", url.as_str()), ("shop_code", ghtk::CLIENT_SOURCE)]
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

    fn set(&mut self, name: &str, value: &str) {
        let settings = &mut self.account.settings;
        settings.insert(name.to_owned(), value.to_owned());
    }

    async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let answer = profile().rates.rate(self.cx(), consignment).await;
        answer.expect("rates").rates
    }

    async fn prepare(&self, consignment: &Consignment) -> Prepared {
        let rate = self.rates(consignment).await.remove(0);
        let purchase = PurchaseId(Uuid::now_v7());
        let prepared = ships().prepare(self.cx(), purchase, consignment, &rate, Format::Pdf);
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
        service: "road".to_owned(),
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
        ship_to: address("P. Sài Gòn", "", "TP.HCM"),
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
    assert!(test.expect("let in").contains(ghtk::PICK_ADDRESSES[0]));
    let old = Consignment {
        ship_to: address("P. Bến Nghé", "Q.1", "Thành phố Hồ Chí Minh"),
        ..consignment()
    };
    for consignment in [consignment(), old] {
        let rates = bench.rates(&consignment).await;
        assert_eq!(rates.len(), 1, "nobody flies within a city");
        let rate = &rates[0];
        assert_eq!(rate.service, "road");
        let parts: i64 = rate.charges.iter().map(|part| part.amount.minor).sum();
        assert_eq!(parts, rate.total.minor);
        let bought = bench.buy(&consignment).await;
        assert_eq!(bought.charged, rate.total);
        assert_eq!(bought.labels[0].format, Format::Pdf);
        carries(&bought.labels[0], &bought.carrier_ref);
        let sale = bench.sim.ledger().pop().expect("a sale");
        assert_eq!(sale.shipment, bought.carrier_ref);
        assert_eq!(sale.charge, bought.charged);
        assert_eq!(
            (&sale.asked["pick_money"], &sale.asked["grams"]),
            (&json!(285_000), &json!(600))
        );
        let looks = (profile().likeness)(&bought.carrier_ref);
        assert_eq!(looks, Likeness::Form);
        let bought = bought_ref(&bought);
        for (hours, status) in [
            (0, ShipmentStatus::LabelCreated),
            (3, ShipmentStatus::LabelCreated),
            (3, ShipmentStatus::PickedUp),
            (46, ShipmentStatus::OutForDelivery),
            (3, ShipmentStatus::OutForDelivery),
            (1, ShipmentStatus::Delivered),
            (48, ShipmentStatus::Delivered),
        ] {
            bench.sim.pass(hours * HOUR);
            assert_eq!(bench.status(&bought).await, Some(status));
        }
    }
    assert_eq!(bench.sim.ledger().len(), 2);
    // Nobody's name, street or number is in what is kept of the calls, nor the token.
    let captured = bench.captured.lock().expect("nobody panics with it");
    assert!(captured.contains("shipment/order"), "{captured}");
    for secret in ["Trần Anh", "Lê Thánh Tôn", "0987654321", ghtk::TOKEN] {
        assert!(!captured.contains(secret), "{secret}: {captured}");
    }
}

#[tokio::test]
async fn a_parcel_that_does_not_arrive_is_told() {
    let bench = Bench::start();
    let bought = bought_ref(&bench.buy(&consignment()).await);
    assert!(bench.sim.set_course(&bought.carrier_ref, Course::Returned));
    for (hours, status) in [
        (55, ShipmentStatus::DeliveryFailed),
        (1, ShipmentStatus::DeliveryFailed),
        (24, ShipmentStatus::Returning),
        (48, ShipmentStatus::ReturnedToSender),
        (24, ShipmentStatus::ReturnedToSender),
    ] {
        bench.sim.pass(hours * HOUR);
        assert_eq!(bench.status(&bought).await, Some(status));
    }
    let never = bought_ref(&bench.buy(&consignment()).await);
    assert!(
        bench
            .sim
            .set_course(&never.carrier_ref, Course::NotHandedOver)
    );
    bench.sim.pass(100 * HOUR);
    assert_eq!(
        bench.status(&never).await,
        Some(ShipmentStatus::LabelCreated)
    );
}

#[tokio::test]
async fn a_label_is_had_again_on_every_paper() {
    let mut bench = Bench::start();
    let bought = bench.buy(&consignment()).await;
    let number = bought.carrier_ref.clone();
    let again = profile().label_again.expect("labels");
    for paper in ["a6_portrait", "a6_landscape", "a5_portrait", "a5_landscape"] {
        bench.set("label", paper);
        let labels = again.label_again(bench.cx(), &bought_ref(&bought)).await;
        carries(&labels.expect("a label")[0], &number);
    }
    let voids = profile().void.expect("it voids");
    voids
        .void(bench.cx(), &bought_ref(&bought))
        .await
        .expect("void");
    let none = again.label_again(bench.cx(), &bought_ref(&bought)).await;
    assert_eq!(
        none.expect_err("it is cancelled").kind,
        ProblemKind::Refused
    );
    // A sale whose label cannot be had is a sale.
    let broken = Fault::instead(Answer::Html500);
    bench.sim.fail_all(ghtk::PREFIX, Op::Label, broken);
    let bought = bench.buy(&consignment()).await;
    assert!(bought.labels.is_empty());
    bench.sim.heal();
    let labels = again.label_again(bench.cx(), &bought_ref(&bought)).await;
    carries(&labels.expect("a label")[0], &bought.carrier_ref);
}

#[tokio::test]
async fn what_was_lost_is_settled_and_sold_once() {
    let bench = Bench::start();
    let refuses = |status: u16, message: &str| {
        Fault::instead(Answer::Refuses {
            status,
            code: String::new(),
            message: message.to_owned(),
        })
    };
    for (fault, sold_before) in [
        (Fault::after(Answer::Dropped), true),
        (Fault::instead(Answer::Dropped), false),
        (Fault::after(Answer::HalfJson), true),
        (Fault::after(Answer::Empty200), true),
        (Fault::instead(Answer::Html500), false),
        (Fault::after(Answer::Html500), true),
        (Fault::after(Answer::Renamed), true),
        (refuses(500, "Lỗi"), false),
        (
            refuses(200, "Hệ thống đang bận, vui lòng thử lại sau"),
            false,
        ),
    ] {
        let before = bench.sim.ledger().len();
        let consignment = consignment();
        let prepared = bench.prepare(&consignment).await;
        bench.sim.fail_next(ghtk::PREFIX, Op::Buy, fault.clone());
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
        assert_eq!(ledger[before].charge, bought.charged);
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
    // A number as a text, and a text as a number, are no reason for doubt.
    let retyped = Fault::after(Answer::Retyped);
    bench.sim.fail_next(ghtk::PREFIX, Op::Buy, retyped);
    let bought = bench.buy(&consignment()).await;
    assert_eq!(
        bench.sim.ledger().pop().map(|s| s.charge),
        Some(bought.charged)
    );
}

#[tokio::test]
async fn the_same_order_twice_is_one_sale() {
    let bench = Bench::start();
    let consignment = consignment();
    let prepared = bench.prepare(&consignment).await;
    let first = ships().buy(bench.cx(), &prepared, &consignment).await;
    let second = ships().buy(bench.cx(), &prepared, &consignment).await;
    let (first, second) = (first.expect("sold"), second.expect("the one that there is"));
    assert_eq!(second.carrier_ref, first.carrier_ref);
    assert_eq!(second.charged, first.charged);
    assert_eq!(bench.sim.ledger().len(), 1);
    // What was cancelled meanwhile is not taken for a sale.
    let voids = profile().void.expect("it voids");
    voids
        .void(bench.cx(), &bought_ref(&first))
        .await
        .expect("void");
    let third = ships().buy(bench.cx(), &prepared, &consignment).await;
    assert_eq!(
        third.expect_err("cancelled").kind,
        ProblemKind::UnknownOutcome
    );
    let settled = ships().settle(bench.cx(), &prepared, &consignment).await;
    assert!(
        matches!(settled, Ok(Settled::StillUnknown(_))),
        "{settled:?}"
    );
    // Another purchase of the same consignment is another order.
    assert_ne!(bench.buy(&consignment).await.carrier_ref, first.carrier_ref);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_settled_as_not_bought() {
    let bench = Bench::start();
    let consignment = consignment();
    let prepared = bench.prepare(&consignment).await;
    let refuses = Answer::Refuses {
        status: 200,
        code: String::new(),
        message: "Số điện thoại người nhận không hợp lệ".to_owned(),
    };
    bench
        .sim
        .fail_times(ghtk::PREFIX, Op::Buy, 2, &Fault::instead(refuses));
    let refused = ships().buy(bench.cx(), &prepared, &consignment).await;
    let refused = refused.expect_err("refused");
    assert_eq!(
        (refused.kind, refused.field.as_deref()),
        (ProblemKind::Invalid, Some("ship_to.phone"))
    );
    let settled = ships().settle(bench.cx(), &prepared, &consignment).await;
    assert!(matches!(settled, Ok(Settled::NotBought(_))), "{settled:?}");
    assert_eq!(bench.sim.ledger().len(), 0);
    // More than this simulator's plan carries is the carrier's to refuse.
    let mut heavy = consignment;
    heavy.parcels[0].weight = Weight::from_grams(25_000);
    let rated = profile().rates.rate(bench.cx(), &heavy).await;
    assert_eq!(
        rated.expect_err("too heavy").field.as_deref(),
        Some("parcels.0.weight")
    );
}

#[tokio::test]
async fn it_voids_before_the_driver_has_it_and_knows_when_the_answer_is_lost() {
    let bench = Bench::start();
    let voids = profile().void.expect("it voids");
    let bought = bought_ref(&bench.buy(&consignment()).await);
    bench
        .sim
        .fail_next(ghtk::PREFIX, Op::Void, Fault::after(Answer::Dropped));
    voids.void(bench.cx(), &bought).await.expect("void");
    assert!(bench.sim.ledger()[0].voided());
    assert_eq!(bench.status(&bought).await, Some(ShipmentStatus::Cancelled));
    // Once more it is cancelled already.
    voids.void(bench.cx(), &bought).await.expect("void");
    let late = bought_ref(&bench.buy(&consignment()).await);
    bench
        .sim
        .fail_next(ghtk::PREFIX, Op::Void, Fault::instead(Answer::Dropped));
    let lost = voids.void(bench.cx(), &late).await.expect_err("lost");
    assert_eq!(lost.kind, ProblemKind::UnknownOutcome);
    bench.sim.pass(6 * HOUR);
    let refused = voids.void(bench.cx(), &late).await.expect_err("too late");
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert!(!bench.sim.ledger()[1].voided());
}

#[tokio::test]
async fn every_setting_makes_an_order_that_is_taken() {
    let bench = Bench::start_with(&[
        ("pick_option", "post"),
        ("pick_work_shift", "1"),
        ("deliver_work_shift", "3"),
        ("content", "Cây cảnh"),
        ("tags", "1, 10, 40, 75"),
        ("sub_tags", "2"),
        ("not_delivered_fee", "20000"),
        ("return_name", "Kho"),
        ("return_tel", "0911 222 444"),
        ("return_address", "12 Đội Cấn"),
        ("return_ward", "Phường Ba Đình"),
        ("return_province", "Hà Nội"),
        ("express", "yes"),
    ]);
    let mut rich = consignment();
    rich.options.insurance = Some(dong(3_000_000));
    rich.options.instructions = "đ".repeat(120);
    let services: Vec<String> = (bench.rates(&rich).await.into_iter())
        .map(|rate| rate.service)
        .collect();
    assert_eq!(services, ["road", "xteam"]);
    let bought = bench.buy(&rich).await;
    let sale = bench.sim.ledger().remove(0);
    assert_eq!(bought.charged, sale.charge, "with what the tags cost");
    for (name, value) in [
        ("value", json!(3_000_000)),
        ("tags", json!([1, 10, 75, 19])),
        ("sub_tags", json!([2])),
        ("not_delivered_fee", json!(20_000)),
        ("use_return_address", json!(1)),
        ("return_tel", json!("0911222444")),
        ("pick_option", json!("post")),
        ("pick_work_shift", json!(1)),
        ("hamlet", json!("Khác")),
        ("length", json!(20)),
    ] {
        assert_eq!(sale.asked[name], value, "{name}");
    }
    // From one of the shop's own addresses, to another city: by road and by air.
    let own = Bench::start_with(&[("pick_address_id", ghtk::PICK_ADDRESSES[1])]);
    let rates = own.rates(&consignment()).await;
    let services: Vec<&str> = rates.iter().map(|rate| rate.service.as_str()).collect();
    assert_eq!(services, ["road", "fly"]);
    for rate in &rates {
        let purchase = PurchaseId(Uuid::now_v7());
        let consignment = consignment();
        let prepared = ships().prepare(own.cx(), purchase, &consignment, rate, Format::Pdf);
        let prepared = prepared.await.expect("prepared");
        let bought = ships().buy(own.cx(), &prepared, &consignment).await;
        assert_eq!(bought.expect("sold").charged, rate.total);
        let sale = own.sim.ledger().pop().expect("a sale");
        assert_eq!(sale.service, rate.service);
        assert_eq!(sale.asked["pick_address_id"], ghtk::PICK_ADDRESSES[1]);
    }
    let none = Bench::start_with(&[("pick_address_id", "99999")]);
    let tested = profile().test.expect("a test").test(none.cx()).await;
    assert_eq!(
        tested.expect_err("not the shop's").field.as_deref(),
        Some("pick_address_id")
    );
}

#[tokio::test]
async fn lanes_and_places_are_asked_about_before_anything_is_bought() {
    let bench = Bench::start();
    let lanes = profile().serviceability.expect("lanes");
    let served = lanes.serves(bench.cx(), &consignment()).await;
    assert!(served.expect("a word").served);
    let island = Consignment {
        ship_to: address("Đặc khu Côn Đảo", "", "Hồ Chí Minh"),
        ..consignment()
    };
    let served = lanes.serves(bench.cx(), &island).await;
    assert!(!served.expect("a word").served);
    let rated = profile().rates.rate(bench.cx(), &island).await;
    assert_eq!(rated.expect_err("nobody goes").kind, ProblemKind::Refused);
    let lost = address("Phường Không Có", "", "Hồ Chí Minh");
    let to = Consignment {
        ship_to: lost.clone(),
        ..consignment()
    };
    let from = Consignment {
        ship_from: lost,
        ..consignment()
    };
    for (consignment, field) in [(to, "ship_to.ward"), (from, "ship_from.ward")] {
        let rated = profile().rates.rate(bench.cx(), &consignment).await;
        let problem = rated.expect_err("there is no such ward");
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (ProblemKind::Invalid, Some(field))
        );
    }
    assert_eq!(bench.sim.ledger().len(), 0);
}

#[tokio::test]
async fn faults_of_questions_are_told_and_end() {
    let bench = Bench::start();
    let bought = bought_ref(&bench.buy(&consignment()).await);
    let tracks = profile().track.expect("it tracks");
    for answer in [
        Answer::Html500,
        Answer::Empty200,
        Answer::HalfJson,
        Answer::Renamed,
        Answer::Dropped,
    ] {
        for op in [Op::Rate, Op::Track] {
            let fault = Fault::after(answer.clone());
            bench.sim.fail_all(ghtk::PREFIX, op, fault);
        }
        let rated = profile().rates.rate(bench.cx(), &consignment()).await;
        let kind = rated.expect_err("no price").kind;
        assert_eq!(kind, ProblemKind::Unavailable, "{answer:?}");
        let tracked = tracks.track(bench.cx(), &bought, &bought.carrier_ref).await;
        let kind = tracked.expect_err("no status").kind;
        assert_eq!(kind, ProblemKind::Unavailable, "{answer:?}");
        bench.sim.heal();
    }
    let busy = Fault::instead(Answer::Throttled {
        retry_after: Some(600),
    });
    bench.sim.fail_all(ghtk::PREFIX, Op::Track, busy);
    let tracked = tracks.track(bench.cx(), &bought, &bought.carrier_ref).await;
    let problem = tracked.expect_err("too often");
    assert_eq!(
        (problem.kind, problem.retry_after),
        (ProblemKind::RateLimited, Some(600))
    );
}

#[tokio::test]
async fn news_are_believed_by_the_secret_in_their_address_alone() {
    let mut bench = Bench::start();
    let secret = "longrandomtext".to_owned();
    let secrets = &mut bench.account.secrets;
    secrets.insert("webhook_secret".to_owned(), secret.clone());
    let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let subscriber = axum::Router::new().fallback(axum::routing::post(
        async move |uri: axum::http::Uri,
                    headers: axum::http::HeaderMap,
                    body: axum::body::Bytes| {
            // Nobody listens any more when the test is over.
            let _ = tell.send((uri, headers, body));
        },
    ));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, subscriber).await });
    let credential = secret;
    bench
        .sim
        .set_webhook(ghtk::PREFIX, Webhook { url, credential });
    let bought = bench.buy(&consignment()).await;
    bench.sim.pass(6 * HOUR);
    let webhooks = profile().webhooks.expect("webhooks");
    for (status, at) in [
        (ShipmentStatus::LabelCreated, "2026-11-27T03:00:00Z"),
        (ShipmentStatus::LabelCreated, "2026-11-27T06:00:00Z"),
        (ShipmentStatus::PickedUp, "2026-11-27T09:00:00Z"),
    ] {
        let (uri, headers, body) = heard.recv().await.expect("news");
        let told = Heard {
            query: uri.query().unwrap_or_default(),
            headers: &headers,
            body: &body,
        };
        let news = webhooks.read(&bench.account, &told).expect("believed");
        assert_eq!(news[0].tracking_number, bought.carrier_ref);
        assert_eq!(news[0].event.status, Some(status));
        assert_eq!(news[0].event.at, at, "with a raw + in it");
        for query in ["", "hash=", "hash=another", "Hash=longrandomtext"] {
            let stranger = webhooks.read(&bench.account, &Heard { query, ..told });
            assert_eq!(stranger.expect_err("a stranger").kind, ProblemKind::Auth);
        }
    }
}

#[tokio::test]
async fn a_wrong_token_and_a_strangers_shop_are_told() {
    let mut bench = Bench::start();
    bench.set("shop_code", "S7654321");
    let test = profile().test.expect("a test");
    let problem = test.test(bench.cx()).await.expect_err("not ours");
    assert_eq!(problem.kind, ProblemKind::Auth);
    bench.set("shop_code", ghtk::CLIENT_SOURCE);
    let prepared = bench.prepare(&consignment()).await;
    let secrets = &mut bench.account.secrets;
    secrets.insert("token".to_owned(), "wrong".to_owned());
    let rated = profile().rates.rate(bench.cx(), &consignment()).await;
    let problem = rated.expect_err("not let in");
    assert_eq!(
        (problem.kind, problem.field.as_deref()),
        (ProblemKind::Auth, Some("token"))
    );
    let bought = ships().buy(bench.cx(), &prepared, &consignment()).await;
    assert_eq!(bought.expect_err("not let in").kind, ProblemKind::Auth);
    assert_eq!(bench.sim.ledger().len(), 0);
}
