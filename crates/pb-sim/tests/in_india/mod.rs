//! A desk in India with an account at a simulated carrier: what the tests of several carriers begin with.
use jiff::Zoned;
use pb_carriers::engine::{Engine, EngineOptions, Limits};
use pb_carriers::{Bought, BoughtRef, Consignment, Cx, Prepared, Profile, Settled, Ship, Ships};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Document, Fit,
    Format, Length, Money, Parcel, ParcelId, Problem, PurchaseId, Rate, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use pb_labels::{Expectation, Media, Resolution, Stock};
use pb_sim::{CarriersSetup, SimCarriers};
use uuid::Uuid;

/// An account, as its owner fills it in.
pub(crate) struct Setup<'a> {
    /// The carrier's id.
    pub(crate) carrier: &'a str,
    /// Settings that hold the address of the simulation.
    pub(crate) urls: &'a [&'a str],
    /// Other settings.
    pub(crate) settings: &'a [(&'a str, &'a str)],
    /// Secrets.
    pub(crate) secrets: &'a [(&'a str, &'a str)],
    /// The table of prices.
    pub(crate) table: &'a str,
    /// The service that is bought where nothing else is said.
    pub(crate) service: &'static str,
}

/// A desk with a simulation of its own.
pub(crate) struct Bench {
    pub(crate) sim: SimCarriers,
    engine: Engine,
    pub(crate) account: Account,
    pub(crate) profile: &'static Profile,
    service: &'static str,
}

/// A bench with an account of its own, and a clock that stands at a Thursday noon in India.
pub(crate) fn start(setup: &Setup<'_>) -> Bench {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-11-26T06:30:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let engine = Engine::new(EngineOptions {
        limits: |_| &Limits::NONE,
        attempts: 1,
        ..EngineOptions::default()
    })
    .expect("an engine");
    let profile = pb_carriers::find(setup.carrier).expect("it is known");
    let url = sim.url_of(setup.carrier);
    let begins = profile.form.iter().map(|field| (field.name, field.default));
    let urls = setup.urls.iter().map(|name| (*name, url.as_str()));
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let settings = begins.chain(urls).chain(setup.settings.iter().copied());
    let account = Account {
        id: AccountId(Uuid::new_v4()),
        carrier: setup.carrier.to_owned(),
        name: format!("Our {}", profile.name),
        enabled: true,
        settings: settings.map(owned).collect(),
        secrets: setup.secrets.iter().copied().map(owned).collect(),
        table: Some(setup.table.to_owned()),
    };
    Bench {
        sim,
        engine,
        account,
        profile,
        service: setup.service,
    }
}

impl Bench {
    /// The purchases of the carrier.
    pub(crate) fn ships(&self) -> &'static dyn Ships {
        match &self.profile.ship {
            Ship::Remote(ships) => *ships,
            Ship::Own => panic!("it is asked"),
        }
    }

    /// Now there.
    pub(crate) fn now(&self) -> Zoned {
        self.sim.now().to_zoned(jiff::tz::TimeZone::UTC)
    }

    /// What every operation is given.
    pub(crate) fn cx<'a>(&'a self, now: &'a Zoned) -> Cx<'a> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now,
        }
    }

    /// Its prices.
    pub(crate) async fn rates(&self, consignment: &Consignment) -> Vec<Rate> {
        let now = self.now();
        let rates = self.profile.rates.rate(self.cx(&now), consignment).await;
        rates.expect("prices").rates
    }

    /// Rates, and makes the purchase of a service ready.
    pub(crate) async fn prepare(&self, consignment: &Consignment, service: &str) -> Prepared {
        let rates = self.rates(consignment).await;
        let rate = rates.iter().find(|rate| rate.service == service);
        let now = self.now();
        let prepared = self.ships().prepare(
            self.cx(&now),
            PurchaseId(Uuid::now_v7()),
            consignment,
            rate.expect("it is offered"),
            Format::Zpl,
        );
        prepared.await.expect("it is sayable")
    }

    /// Sends a purchase.
    pub(crate) async fn send(
        &self,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let now = self.now();
        self.ships().buy(self.cx(&now), prepared, consignment).await
    }

    /// Buys its usual service.
    pub(crate) async fn try_buy(&self, consignment: &Consignment) -> Result<Bought, Problem> {
        let prepared = self.prepare(consignment, self.service).await;
        self.send(&prepared, consignment).await
    }

    /// Asks what became of a purchase.
    pub(crate) async fn settle(&self, prepared: &Prepared, consignment: &Consignment) -> Settled {
        let now = self.now();
        let settled = self
            .ships()
            .settle(self.cx(&now), prepared, consignment)
            .await;
        settled.expect("it can be asked")
    }

    /// Where a parcel stands.
    pub(crate) async fn status(&self, number: &str) -> Option<ShipmentStatus> {
        let now = self.now();
        let tracks = self.profile.track.expect("it tracks");
        let there = tracks
            .track(self.cx(&now), &self.numbered(number), number)
            .await
            .expect("a track");
        there.status
    }

    /// Takes a parcel back.
    pub(crate) async fn void(&self, number: &str) -> Result<(), Problem> {
        let now = self.now();
        let voids = self.profile.void.expect("it voids");
        voids.void(self.cx(&now), &self.numbered(number)).await
    }

    /// As a person gives it who found the number in the carrier's portal: the number alone.
    pub(crate) fn numbered(&self, number: &str) -> BoughtRef {
        BoughtRef {
            carrier_ref: "1001".to_owned(),
            carrier_data: serde_json::Value::Null,
            tracking_numbers: vec![number.to_owned()],
            service: self.service.to_owned(),
        }
    }
}

/// Rupees.
pub(crate) fn inr(paise: i64) -> Money {
    Money::new(paise, Currency::from_code("INR").expect("INR"))
}

/// A parcel of 30 × 20 × 9.5 cm.
pub(crate) fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::now_v7()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: format!("{grams}g"),
            by: "Test".to_owned(),
        },
        dimensions: Some(Dimensions {
            length: Length::from_mm(300),
            width: Length::from_mm(200),
            height: Length::from_mm(95),
        }),
        box_id: None,
    }
}

/// An address in India.
pub(crate) fn address(name: &str, city: &str, region: &str, pin: &str, phone: &str) -> Address {
    Address {
        name: name.to_owned(),
        line1: "5 Elm Street".to_owned(),
        line2: "Flat 3".to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: pin.to_owned(),
        country: CountryCode::from_code("IN"),
        phone: phone.to_owned(),
        ..Address::default()
    }
}

/// One parcel from Bengaluru to Mumbai.
pub(crate) fn consignment() -> Consignment {
    Consignment {
        ship_from: address("Acorn Goods", "Bengaluru", "KA", "560001", "98100 00012"),
        ship_to: address("Bo Birch", "Mumbai", "MH", "400001", "98200 00034"),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(inr(118_050)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

/// How many pages a label has, each with a number that preflight reads.
pub(crate) fn pages_with(document: &Document, number: &str) -> usize {
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let pages = pb_labels::lay_out(document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let numbers = vec![number; pages.len()];
    let seen = pb_labels::preflight(&pages, &Expectation::numbers(numbers), &stock);
    assert_eq!(seen.stopped(), None, "{:?}", seen.findings);
    pages.len()
}
