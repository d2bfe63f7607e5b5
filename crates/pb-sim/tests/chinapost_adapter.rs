//! China Post's adapters against its simulators: both were written from what its clients do, and not from each other.
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{
    AddressStanding, Bought, BoughtRef, Consignment, Cx, Prepared, Profile, Settled, Ship, Ships,
    find,
};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Direction, Format, Incoterm, Money, Parcel, ParcelId, ProblemKind, PurchaseId, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_sim::carriers::chinapost::{domestic, international};
use pb_sim::carriers::{Answer, CarriersSetup, Fault, Op, SimCarriers};
use std::time::Duration;
use uuid::Uuid;

const LONG: Duration = Duration::from_secs(14 * 24 * 3_600);

struct Bench {
    sim: SimCarriers,
    engine: Engine,
    account: Account,
    now: jiff::Zoned,
    profile: &'static Profile,
}

impl Bench {
    fn start(id: &str) -> Self {
        // Refused when another test installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sim = SimCarriers::start_with(CarriersSetup {
            starts_at: Some("2026-10-12T02:00:00Z".parse().expect("a time")),
            speed: 0,
            ..CarriersSetup::default()
        })
        .expect("starts");
        let engine = Engine::new(EngineOptions {
            limits: |_| &Limits::NONE,
            first_wait: Duration::from_millis(1),
            ..EngineOptions::default()
        })
        .expect("an engine");
        let profile = find(id).expect("China Post is there");
        let table = profile.table.expect("it has a table");
        let account = Account {
            id: AccountId(Uuid::now_v7()),
            carrier: id.to_owned(),
            name: "Our post".to_owned(),
            enabled: true,
            settings: (profile.form.iter())
                .map(|field| (field.name.to_owned(), field.default.to_owned()))
                .collect(),
            secrets: [
                ("authorization", domestic::AUTHORIZATION),
                ("platform_sign_key", domestic::SIGN_KEY),
                ("key", international::KEY),
                ("tracking_key", international::TRACKING_KEY),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            // The merchant's prices.
            table: Some(
                table
                    .example()
                    .replace(",0,,,,,", ",12,,,,,")
                    .replace(",no\n", ",yes\n"),
            ),
        };
        let mut bench = Self {
            sim,
            engine,
            account,
            now: "2026-10-12T10:00:00+08:00[+08:00]".parse().expect("a time"),
            profile,
        };
        let base = bench.sim.url_of(id);
        let url = match id {
            domestic::PREFIX => base.clone(),
            _ => format!("{base}/pcpErp-web/a/pcp"),
        };
        for (name, value) in [
            ("url", url.as_str()),
            ("tracking_url", base.as_str()),
            ("sender_no", domestic::SENDER),
            ("ec_company_id", international::CUSTOMER),
            ("wh_code", international::OFFICE),
            ("mail_type", international::MAIL_TYPE),
        ] {
            bench
                .account
                .settings
                .insert(name.to_owned(), value.to_owned());
        }
        bench
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
            Ship::Own => panic!("China Post sells"),
        }
    }

    async fn prepare(&self, consignment: &Consignment) -> Prepared {
        let rates = self.profile.rates.rate(self.cx(), consignment).await;
        let rate = rates.expect("rates").rates.remove(0);
        let purchase = PurchaseId(Uuid::now_v7());
        let ships = self.ships();
        let prepared = ships.prepare(self.cx(), purchase, consignment, &rate, Format::Pdf);
        prepared.await.expect("prepared")
    }

    async fn buy(&self, consignment: &Consignment) -> Bought {
        let prepared = self.prepare(consignment).await;
        let bought = self.ships().buy(self.cx(), &prepared, consignment).await;
        bought.expect("sold")
    }

    async fn status(&self, bought: &BoughtRef) -> Option<ShipmentStatus> {
        let tracks = self.profile.track.expect("it tracks");
        let track = tracks.track(self.cx(), bought, &bought.carrier_ref).await;
        track.expect("a track").status
    }
}

fn bought_ref(bought: &Bought) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: vec![bought.carrier_ref.clone()],
        service: String::new(),
    }
}

fn consignment(ship_from: Address, ship_to: Address, customs: Option<Customs>) -> Consignment {
    Consignment {
        ship_from,
        ship_to,
        parcels: vec![Parcel {
            id: ParcelId(Uuid::nil()),
            weight: Weight::from_grams(450),
            weight_source: WeightSource::Typed {
                entered: String::new(),
                by: String::new(),
            },
            dimensions: None,
            box_id: None,
        }],
        options: ShipOptions::default(),
        customs,
        goods_value: None,
        ship_date: "2026-10-12".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn chinese(places: [&str; 4]) -> Address {
    let [region, city, district, line1] = places.map(str::to_owned);
    Address {
        name: "林木".to_owned(),
        phone: "138 0013 8000".to_owned(),
        region,
        city,
        district,
        line1,
        postal_code: "518000".to_owned(),
        country: CountryCode::from_code("CN"),
        ..Address::default()
    }
}

fn at_home() -> Consignment {
    let from = chinese(["广东省", "深圳市", "南山区", "科技路1号"]);
    consignment(
        from,
        chinese(["北京市", "北京市", "西城区", "永安路1号"]),
        None,
    )
}

fn abroad() -> Consignment {
    let from = Address {
        name: "Lin Mu".to_owned(),
        ..chinese(["Guangdong", "Shenzhen", "Nanshan", "1 Keji Road"])
    };
    let to = Address {
        name: "Bo Birch".to_owned(),
        line1: "12 Mill Road".to_owned(),
        city: "Leeds".to_owned(),
        postal_code: "LS1 4AP".to_owned(),
        country: CountryCode::from_code("GB"),
        phone: "0113 496 0123".to_owned(),
        ..Address::default()
    };
    let item = CustomsItem {
        description: "Cotton shirt".to_owned(),
        sku: "SH-1".to_owned(),
        hs_code: "610510".to_owned(),
        origin: CountryCode::from_code("CN"),
        quantity: 2,
        unit_value: Money::new(1_250, Currency::from_code("USD").expect("dollars")),
        unit_weight: Weight::from_grams(200),
    };
    let customs = Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Dap,
        invoice_number: String::new(),
        items: vec![item],
    };
    consignment(from, to, Some(customs))
}

#[tokio::test]
async fn a_parcel_at_home_is_sold_labelled_followed_and_taken_back() {
    let bench = Bench::start(domestic::PREFIX);
    let words = bench
        .profile
        .test
        .expect("a test")
        .test(bench.cx())
        .await
        .expect("let in");
    assert!(words.contains("北京市"), "{words}");
    let addresses = bench.profile.addresses.expect("it looks addresses up");
    let checked = addresses
        .check(bench.cx(), &at_home().ship_to)
        .await
        .expect("an answer");
    assert_eq!(checked.standing, AddressStanding::Known);

    let bought = bench.buy(&at_home()).await;
    assert_eq!(bought.labels.len(), 1);
    let ledger = bench.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].shipment, bought.carrier_ref);
    let first = bought_ref(&bought);
    let again = bench.profile.label_again.expect("it gives labels again");
    assert_eq!(
        again
            .label_again(bench.cx(), &first)
            .await
            .expect("a label")
            .len(),
        1
    );
    assert_eq!(
        bench.status(&first).await,
        Some(ShipmentStatus::LabelCreated)
    );
    let voids = bench.profile.void.expect("it voids");
    voids.void(bench.cx(), &first).await.expect("taken back");
    assert!(bench.sim.ledger()[0].voided());
    assert_eq!(bench.status(&first).await, Some(ShipmentStatus::Cancelled));

    let second = bought_ref(&bench.buy(&at_home()).await);
    bench.sim.pass(LONG);
    assert_eq!(bench.status(&second).await, Some(ShipmentStatus::Delivered));
    let late = voids
        .void(bench.cx(), &second)
        .await
        .expect_err("it was handed over");
    assert_eq!(late.kind, ProblemKind::Refused);
}

#[tokio::test]
async fn a_lost_answer_is_left_to_a_person_and_sold_once() {
    for (id, consignment) in [
        (domestic::PREFIX, at_home()),
        (international::PREFIX, abroad()),
    ] {
        let bench = Bench::start(id);
        let prepared = bench.prepare(&consignment).await;
        let before = bench.sim.ledger().len();
        let fault = Fault::after(Answer::Dropped);
        bench.sim.fail_next(static_prefix(id), Op::Buy, fault);
        let lost = bench.ships().buy(bench.cx(), &prepared, &consignment).await;
        assert_eq!(
            lost.expect_err("no answer").kind,
            ProblemKind::UnknownOutcome
        );
        let settled = bench
            .ships()
            .settle(bench.cx(), &prepared, &consignment)
            .await
            .expect("an answer");
        let Settled::StillUnknown(problem) = settled else {
            panic!("{settled:?}")
        };
        assert!(problem.hint.contains(&prepared.reference), "{problem:?}");
        // The number that the person is told is the one it was sold under.
        let ledger = bench.sim.ledger();
        assert_eq!(ledger.len(), before + 1);
        assert_eq!(
            ledger[0].references,
            std::slice::from_ref(&prepared.reference)
        );
        // Sent once more by mistake, it is neither sold twice nor taken for a refusal.
        let twice = bench.ships().buy(bench.cx(), &prepared, &consignment).await;
        assert_eq!(
            twice.expect_err("it is there").kind,
            ProblemKind::UnknownOutcome
        );
        assert_eq!(bench.sim.ledger().len(), 1);
    }
}

fn static_prefix(id: &str) -> &'static str {
    match id {
        domestic::PREFIX => domestic::PREFIX,
        _ => international::PREFIX,
    }
}

#[tokio::test]
async fn a_parcel_abroad_is_sold_labelled_and_followed() {
    let bench = Bench::start(international::PREFIX);
    bench
        .profile
        .test
        .expect("a test")
        .test(bench.cx())
        .await
        .expect("an answer");
    let bought = bench.buy(&abroad()).await;
    assert_eq!(bought.labels.len(), 1);
    let likeness = (bench.profile.likeness)(&bought.carrier_ref);
    assert_eq!(likeness, pb_carriers::Likeness::CheckDigit);
    let sold = bought_ref(&bought);
    assert_eq!(
        bench.status(&sold).await,
        Some(ShipmentStatus::LabelCreated)
    );
    bench.sim.pass(LONG);
    assert_eq!(bench.status(&sold).await, Some(ShipmentStatus::Delivered));
}

#[tokio::test]
async fn a_refusal_is_a_refusal_and_wrong_credentials_are_said() {
    let bench = Bench::start(international::PREFIX);
    let mut heavy = abroad();
    heavy.parcels[0].weight = Weight::from_grams(2_000);
    let mut nowhere = heavy.clone();
    nowhere.ship_to.country = CountryCode::from_code("KP");
    nowhere.ship_to.phone = "+850 2 381 1234".to_owned();
    let prepared = bench.prepare(&nowhere).await;
    let refused = bench
        .ships()
        .buy(bench.cx(), &prepared, &nowhere)
        .await
        .expect_err("not served");
    assert_eq!(
        (refused.kind, refused.carrier_code.as_str()),
        (ProblemKind::Refused, "B04")
    );
    assert!(bench.sim.ledger().is_empty());

    let mut bench = Bench::start(domestic::PREFIX);
    let secret = "somebody-else".to_owned();
    bench
        .account
        .secrets
        .insert("authorization".to_owned(), secret);
    let out = bench
        .profile
        .test
        .expect("a test")
        .test(bench.cx())
        .await
        .expect_err("not let in");
    assert_eq!(out.kind, ProblemKind::Auth);
}
