//! The PostNord adapter against the simulated PostNord: neither was written from the other.
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    Bought, BoughtRef, Consignment, Cx, Likeness, Prepared, Profile, RateAnswer, SettleWay,
    Settled, Ship, Ships,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, Problem, ProblemKind,
    PurchaseId, Rate, ShipOptions, ShipmentStatus, Weight, WeightSource,
};
use pb_sim::carriers::postnord::{BOOKING_KEY, CUSTOMER, KEY, PREFIX};
use pb_sim::carriers::{Answer, CarriersSetup, Course, Fault, Op, SimCarriers};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

/// What a contract may ask.
const TABLE: &str = "kind,method,name,priced by,up to weight,price,percent\n\
    method,19,MyPack Collect,weight,,,\n\
    method,17,MyPack Home,weight,,,\n\
    method,17+D6,MyPack Home before 9,weight,,,\n\
    method,18,Parcel,weight,,,\n\
    method,30,MyPack Home Small,weight,,,\n\
    rate,19,,,20 kg,59.00,\n\
    rate,17,,,20 kg,99.00,\n\
    rate,17+D6,,,20 kg,149.00,\n\
    rate,18,,,35 kg,109.00,\n\
    rate,30,,,2 kg,45.00,\n\
    cod,,,,,15.00,1\n\
    insurance,,,,,10.00,1\n\
    signature,,,,,20.00,\n";

/// An account of PostNord's at the simulation, whose clock stands at a Thursday noon.
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
        starts_at: Some("2026-01-15T11:00:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let profile = pb_carriers::find("postnord").expect("it is there");
    let mut settings: BTreeMap<String, String> = profile
        .form
        .iter()
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    for (name, value) in [
        ("url", sim.url_of(PREFIX)),
        ("customer_number", CUSTOMER.to_owned()),
        ("application_id", "1234".to_owned()),
        ("eori", "SE5561234567".to_owned()),
        ("signature", "id_check".to_owned()),
    ] {
        settings.insert(name.to_owned(), value);
    }
    let account = Account {
        id: AccountId(Uuid::from_u128(1)),
        carrier: "postnord".to_owned(),
        name: "Our PostNord".to_owned(),
        enabled: true,
        settings,
        secrets: [("api_key".to_owned(), KEY.to_owned())].into(),
        table: Some(TABLE.to_owned()),
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
        now: "2026-01-15T12:00:00+01:00[+01:00]".parse().expect("a time"),
    }
}

impl Desk {
    fn with(mut self, name: &str, value: &str) -> Self {
        self.account
            .settings
            .insert(name.to_owned(), value.to_owned());
        self
    }

    fn with_key(mut self, key: &str) -> Self {
        self.account
            .secrets
            .insert("api_key".to_owned(), key.to_owned());
        self
    }

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

    async fn rates(&self, consignment: &Consignment) -> RateAnswer {
        let answer = self.profile.rates.rate(self.cx(), consignment).await;
        answer.expect("rates")
    }

    async fn offer(&self, consignment: &Consignment, service: &str) -> Rate {
        let answer = self.rates(consignment).await;
        let found = answer.rates.iter().find(|r| r.service == service);
        found
            .unwrap_or_else(|| panic!("{service} in {answer:?}"))
            .clone()
    }

    /// The offer of a service, prepared for a purchase.
    async fn prepared(&self, consignment: &Consignment, service: &str) -> Prepared {
        let rate = self.offer(consignment, service).await;
        let purchase = PurchaseId(Uuid::now_v7());
        self.ships()
            .prepare(self.cx(), purchase, consignment, &rate, Format::Zpl)
            .await
            .expect("prepared")
    }

    async fn send(
        &self,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        self.ships().buy(self.cx(), prepared, consignment).await
    }

    async fn buy(&self, consignment: &Consignment, service: &str) -> Bought {
        let prepared = self.prepared(consignment, service).await;
        let bought = self.send(&prepared, consignment).await.expect("bought");
        assert_eq!(bought.charged, prepared.quoted);
        bought
    }

    async fn settle(&self, prepared: &Prepared, consignment: &Consignment) -> Settled {
        let settled = self.ships().settle(self.cx(), prepared, consignment).await;
        settled.expect("it can be asked")
    }

    async fn status(&self, bought: &BoughtRef) -> ShipmentStatus {
        let tracks = self.profile.track.expect("it tracks");
        let number = &bought.tracking_numbers[0];
        let status = tracks.track(self.cx(), bought, number).await;
        status.expect("it is known").status.expect("a known word")
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

fn address(name: &str, line1: &str, town: [&str; 2], country: &str, phone: &str) -> Address {
    let [postal_code, city] = town;
    Address {
        name: name.to_owned(),
        line1: line1.to_owned(),
        city: city.to_owned(),
        postal_code: postal_code.to_owned(),
        country: CountryCode::from_code(country),
        phone: phone.to_owned(),
        email: "customer@example.com".to_owned(),
        ..Address::default()
    }
}

fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::now_v7()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: Some(Dimensions {
            length: Length::from_mm(300),
            width: Length::from_mm(205),
            height: Length::from_mm(100),
        }),
        box_id: None,
    }
}

fn krona(ore: i64) -> Money {
    Money::new(ore, Currency::from_code("SEK").expect("a currency"))
}

fn within_sweden() -> Consignment {
    let mut ship_from = address(
        "Ada Acorn",
        "Exempelgatan 1",
        ["111 22", "Stockholm"],
        "SE",
        "08-123 456 78",
    );
    ship_from.company = "Acorn Goods AB".to_owned();
    Consignment {
        ship_from,
        ship_to: address(
            "Bo Birch",
            "Provvägen 5",
            ["411 01", "Göteborg"],
            "SE",
            "070-174 06 05",
        ),
        parcels: vec![parcel(1_234)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(krona(45_000)),
        ship_date: "2026-01-15".to_owned(),
        reference: "#1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn to_norway() -> Consignment {
    Consignment {
        ship_to: address(
            "Dag Due",
            "Prøveveien 3",
            ["0154", "Oslo"],
            "NO",
            "412 34 567",
        ),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-1001".to_owned(),
            items: vec![CustomsItem {
                description: "Stoneware mug".to_owned(),
                sku: "MUG-1".to_owned(),
                hs_code: "6912.00".to_owned(),
                origin: CountryCode::from_code("SE"),
                quantity: 3,
                unit_value: krona(15_000),
                unit_weight: Weight::from_grams(400),
            }],
        }),
        ..within_sweden()
    }
}

#[tokio::test]
async fn an_account_is_tested_rated_bought_printed_and_tracked() {
    let desk = start();
    let test = desk.profile.test.expect("it can be tested");
    let words = test.test(desk.cx()).await.expect("it answers");
    assert!(words.contains("opens transit times"), "{words}");
    for (name, consignment, service) in [
        ("collected", within_sweden(), "19"),
        ("at home", within_sweden(), "17"),
        ("early", within_sweden(), "17+D6"),
        ("abroad, to a named point", to_norway(), "19"),
        ("abroad", to_norway(), "18"),
    ] {
        let bought = desk.buy(&consignment, service).await;
        assert_eq!(bought.labels.len(), 1, "{name}");
        assert_eq!(bought.labels[0].format, Format::Zpl, "{name}");
        let reference = bought_ref(&bought, service);
        let number = reference.tracking_numbers[0].clone();
        let likeness = (desk.profile.likeness)(&number);
        assert_eq!(likeness, Likeness::CheckDigit, "{name}");
        assert!(bought.tracking_url.contains(&number), "{name}");
        let again = desk.profile.label_again.expect("it gives labels again");
        let labels = again.label_again(desk.cx(), &reference).await;
        assert_eq!(labels.expect("labels"), bought.labels, "{name}");
        let status = desk.status(&reference).await;
        assert_eq!(status, ShipmentStatus::LabelCreated, "{name}");
    }
    assert_eq!(desk.sold(), 5);
    assert!(desk.profile.void.is_none(), "PostNord takes nothing back");
    let ledger = desk.sim.ledger();
    let point = &ledger[3].asked["parties"]["deliveryParty"]["partyIdentification"];
    assert_eq!(point["partyIdType"], "156");
    assert!(!ledger[4].asked["customsDeclarationCN23"].is_null());
}

#[tokio::test]
async fn pdf_labels_come_too() {
    let desk = start().with("label_format", "pdf").with("paper", "A5");
    let bought = desk.buy(&within_sweden(), "19").await;
    assert_eq!(bought.labels[0].format, Format::Pdf);
    let again = desk.profile.label_again.expect("it gives labels again");
    let again = again
        .label_again(desk.cx(), &bought_ref(&bought, "19"))
        .await;
    assert_eq!(again.expect("labels")[0].format, Format::Pdf);
}

#[tokio::test]
async fn prices_are_the_tables_and_days_are_postnords() {
    let desk = start();
    let answer = desk.rates(&within_sweden()).await;
    let offered: Vec<(&str, i64, Option<u32>)> = answer
        .rates
        .iter()
        .map(|r| (r.service.as_str(), r.total.minor, r.transit_days))
        .collect();
    assert_eq!(
        offered,
        [
            ("19", 5_900, Some(2)),
            ("17", 9_900, Some(2)),
            ("17+D6", 14_900, Some(2)),
            ("18", 10_900, Some(2)),
            ("30", 4_500, Some(2)),
        ]
    );
    let first = &answer.rates[0];
    assert_eq!(first.delivery_date.as_deref(), Some("2026-01-19"));
    assert!(answer.notes.is_empty(), "{:?}", answer.notes);

    let mut north = within_sweden();
    north.ship_to.postal_code = "981 38".to_owned();
    let answer = desk.rates(&north).await;
    assert!(answer.rates.iter().all(|r| r.service != "17+D6"));
    assert!(answer.notes[0].text.contains("98138"), "{:?}", answer.notes);
    let answer = desk.rates(&to_norway()).await;
    assert!(answer.rates.iter().all(|r| r.service != "30"));

    let serves = desk.profile.serviceability.expect("it says so");
    let served = serves.serves(desk.cx(), &within_sweden()).await;
    let served = served.expect("an answer");
    assert!(served.served && served.transit_days == Some(2));
    let mut nowhere = within_sweden();
    nowhere.ship_to.postal_code = "4110".to_owned();
    let served = serves.serves(desk.cx(), &nowhere).await.expect("an answer");
    assert!(
        !served.served && served.words.contains("4110"),
        "{served:?}"
    );
}

#[tokio::test]
async fn no_price_is_made_up() {
    let mut desk = start();
    for table in [None, desk.profile.table.map(|t| t.example().to_owned())] {
        desk.account.table = table;
        let rated = desk.profile.rates.rate(desk.cx(), &within_sweden()).await;
        let problem = rated.expect_err("nothing is priced");
        assert_eq!(problem.field.as_deref(), Some("table"), "{problem:?}");
        assert!(problem.text.contains("states no prices"));
    }
    assert!(desk.sim.requests().is_empty(), "nobody need be asked");
}

#[tokio::test]
async fn parcels_move_until_they_are_there_or_back() {
    let desk = start();
    for (service, course, last, wanted) in [
        (
            "19",
            Course::Delivered,
            ShipmentStatus::Delivered,
            ShipmentStatus::ReadyForPickup,
        ),
        (
            "17",
            Course::Delivered,
            ShipmentStatus::Delivered,
            ShipmentStatus::OutForDelivery,
        ),
        (
            "17",
            Course::Returned,
            ShipmentStatus::ReturnedToSender,
            ShipmentStatus::DeliveryFailed,
        ),
    ] {
        let bought = desk.buy(&within_sweden(), service).await;
        let reference = bought_ref(&bought, service);
        desk.sim.set_course(&reference.tracking_numbers[0], course);
        let mut seen = Vec::new();
        for _ in 0..40 {
            let status = desk.status(&reference).await;
            if seen.last() != Some(&status) {
                seen.push(status);
            }
            desk.sim.pass(4 * HOUR);
        }
        assert_eq!(seen[0], ShipmentStatus::LabelCreated, "{seen:?}");
        assert_eq!(seen[1], ShipmentStatus::PickedUp, "{seen:?}");
        assert_eq!(seen[2], ShipmentStatus::InTransit, "{seen:?}");
        assert!(seen.contains(&wanted), "{service}: {seen:?}");
        assert_eq!(seen.last(), Some(&last), "{service}: {seen:?}");
    }
}

#[tokio::test]
async fn several_parcels_with_options_are_one_shipment() {
    let desk = start()
        .with("notify", "both")
        .with("cod_account", "123-4567");
    let mut consignment = within_sweden();
    consignment.parcels = vec![parcel(3_000), parcel(5_001), parcel(200)];
    consignment.options = ShipOptions {
        cod: Some(krona(42_050)),
        insurance: Some(krona(100_000)),
        signature: true,
        reference: String::new(),
        instructions: "Ring the bell".to_owned(),
    };
    let bought = desk.buy(&consignment, "18").await;
    let given = numbers(&bought);
    assert_eq!(given.len(), 3);
    assert_eq!(bought.labels.len(), 3);
    for (label, number) in bought.labels.iter().zip(&given) {
        let text = String::from_utf8_lossy(&label.bytes);
        assert!(text.contains(number.as_str()), "in the parcels' order");
    }
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
        Answer::Renamed,
    ] {
        let desk = start();
        let mut consignment = within_sweden();
        consignment.parcels = vec![parcel(7_000), parcel(1_234)];
        let prepared = desk.prepared(&consignment, "19").await;
        desk.sim
            .fail_next(PREFIX, Op::Buy, Fault::after(fault.clone()));
        let lost = desk.send(&prepared, &consignment).await;
        let lost = lost.expect_err("no answer");
        assert_eq!(
            lost.kind,
            ProblemKind::UnknownOutcome,
            "{fault:?}: {lost:?}"
        );
        assert_eq!(
            desk.ships().settle_way(&desk.account),
            SettleWay::FindByReference
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
        assert_eq!(desk.sold(), 1, "{fault:?}");
        // What prints the label again was in the answer that was lost.
        assert!(bought.labels.is_empty());
        let again = desk.profile.label_again.expect("it gives labels again");
        let again = again
            .label_again(desk.cx(), &bought_ref(&bought, "19"))
            .await;
        let problem = again.expect_err("no print id");
        assert!(problem.text.contains("id not found"), "{problem:?}");
    }
}

#[tokio::test]
async fn a_purchase_that_never_arrived_stays_in_doubt() {
    let desk = start();
    let consignment = within_sweden();
    let prepared = desk.prepared(&consignment, "19").await;
    for fault in [Answer::Dropped, Answer::Html500, Answer::Empty200] {
        desk.sim
            .fail_next(PREFIX, Op::Buy, Fault::instead(fault.clone()));
        let lost = desk.send(&prepared, &consignment).await;
        let lost = lost.expect_err("no answer");
        assert_eq!(lost.kind, ProblemKind::UnknownOutcome, "{fault:?}");
        // PostNord never says that something will not be booked any more.
        let settled = desk.settle(&prepared, &consignment).await;
        let Settled::StillUnknown(problem) = settled else {
            panic!("{settled:?}");
        };
        assert!(problem.retry_after.is_some(), "it is asked again");
    }
    assert_eq!(desk.sold(), 0);
}

#[tokio::test]
async fn another_shipment_of_the_same_order_is_not_taken_for_it() {
    let desk = start();
    let consignment = within_sweden();
    desk.buy(&consignment, "19").await;
    let prepared = desk.prepared(&consignment, "19").await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(Answer::Dropped));
    assert!(desk.send(&prepared, &consignment).await.is_err());
    let settled = desk.settle(&prepared, &consignment).await;
    assert!(matches!(settled, Settled::StillUnknown(_)), "{settled:?}");
    assert_eq!(desk.sold(), 1);
}

#[tokio::test]
async fn a_key_for_bookings_alone_books_and_says_what_it_lacks() {
    let desk = start().with_key(BOOKING_KEY);
    let test = desk.profile.test.expect("it can be tested");
    let words = test.test(desk.cx()).await.expect("it answers");
    assert!(words.contains("does not open tracking"), "{words}");
    let answer = desk.rates(&within_sweden()).await;
    assert_eq!(answer.rates.len(), 5, "the table's word stands");
    assert_eq!(answer.notes[0].kind, ProblemKind::Auth);
    let bought = desk.buy(&within_sweden(), "19").await;
    let tracks = desk.profile.track.expect("it tracks");
    let reference = bought_ref(&bought, "19");
    let number = &reference.tracking_numbers[0];
    let blind = tracks.track(desk.cx(), &reference, number).await;
    assert_eq!(blind.expect_err("not let in").kind, ProblemKind::Auth);
    let prepared = desk.prepared(&within_sweden(), "19").await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Dropped));
    assert!(desk.send(&prepared, &within_sweden()).await.is_err());
    let settled = desk.settle(&prepared, &within_sweden()).await;
    let Settled::StillUnknown(problem) = settled else {
        panic!("{settled:?}");
    };
    assert_eq!(problem.retry_after, None, "a person looks");
    assert!(problem.text.contains("Track and Trace"), "{problem:?}");

    let strange = start().with_key("not-a-key");
    let test = strange.profile.test.expect("it can be tested");
    let refused = test.test(strange.cx()).await.expect_err("a wrong key");
    assert_eq!(refused.kind, ProblemKind::Auth);
}

#[tokio::test]
async fn a_yes_that_is_a_no_and_a_no_come_in_postnords_words() {
    // Its rules say FAIL in a 200.
    let desk = start();
    let mut nowhere = within_sweden();
    let prepared = {
        let rate = desk.offer(&nowhere, "19").await;
        nowhere.ship_to.postal_code = "4110".to_owned();
        let purchase = PurchaseId(Uuid::now_v7());
        let prepared = desk
            .ships()
            .prepare(desk.cx(), purchase, &nowhere, &rate, Format::Pdf);
        prepared.await.expect("prepared")
    };
    let problem = desk.send(&prepared, &nowhere).await.expect_err("FAIL");
    assert_eq!(problem.kind, ProblemKind::Refused, "{problem:?}");
    assert!(problem.carrier_text.contains("4110"), "{problem:?}");
    // A customer number of another company is a 400.
    let foreign = start().with("agreement", "Z14");
    let prepared = foreign.prepared(&within_sweden(), "19").await;
    let problem = foreign.send(&prepared, &within_sweden()).await;
    let problem = problem.expect_err("not Finland's");
    assert_eq!(problem.field.as_deref(), Some("customer_number"));
    assert_eq!(problem.carrier_code, "API-005");
    let test = foreign.profile.test.expect("it can be tested");
    let problem = test.test(foreign.cx()).await.expect_err("not Finland's");
    assert_eq!(problem.field.as_deref(), Some("customer_number"));
    assert_eq!(desk.sold() + foreign.sold(), 0);
}

#[tokio::test]
async fn servers_ask_for_patience_and_write_as_they_like() {
    let desk = start();
    let consignment = within_sweden();
    let throttled = Answer::Throttled {
        retry_after: Some(0),
    };
    desk.sim
        .fail_next(PREFIX, Op::Rate, Fault::instead(throttled.clone()));
    let answer = desk.rates(&consignment).await;
    assert!(answer.notes.is_empty(), "asked again");
    let prepared = desk.prepared(&consignment, "19").await;
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::instead(throttled));
    let refused = desk.send(&prepared, &consignment).await;
    let refused = refused.expect_err("throttled");
    assert_eq!(refused.kind, ProblemKind::RateLimited);
    assert_eq!(desk.sold(), 0, "nothing that binds is repeated");
    // A list of one as its entry, numbers as texts: the same sale.
    desk.sim
        .fail_next(PREFIX, Op::Buy, Fault::after(Answer::Retyped));
    let bought = desk.send(&prepared, &consignment).await.expect("bought");
    assert_eq!(bought.labels.len(), 1);
    desk.sim
        .fail_next(PREFIX, Op::Track, Fault::after(Answer::Retyped));
    let status = desk.status(&bought_ref(&bought, "19")).await;
    assert_eq!(status, ShipmentStatus::LabelCreated);
    assert_eq!(desk.sold(), 1);
}

#[tokio::test]
async fn no_key_is_in_a_journal() {
    let desk = start();
    let prepared = desk.prepared(&within_sweden(), "19").await;
    let written = serde_json::to_string(&prepared).expect("JSON");
    assert!(!written.contains(KEY) && !written.contains("apikey"));
    desk.send(&prepared, &within_sweden())
        .await
        .expect("bought");
    let requests = desk.sim.requests();
    assert!(
        requests
            .iter()
            .all(|r| r.path.contains(&format!("apikey={KEY}")))
    );
}
