//! What the tests share: one Karrio, the simulated carriers behind it, and consignments with references of their own.

use crate::server::{Karrio, TEST_TOKEN};
use jiff::Zoned;
use pb_carriers::engine::{Capture, Engine, EngineOptions, Exchange};
use pb_carriers::{Bought, BoughtRef, Consignment, Cx, Prepared, Profile, RateAnswer, Ship, Ships};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, Problem, PurchaseId,
    Rate, ShipOptions, TrackingStatus, Weight, WeightSource,
};
use pb_sim::SimCarriers;
use pb_sim::carriers::Sale;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use uuid::Uuid;

/// The server and the carriers that all tests share; whose references and numbers differ.
pub(crate) struct World {
    pub(crate) karrio: Karrio,
    pub(crate) carriers: SimCarriers,
}

impl World {
    /// What was sold under a reference.
    pub(crate) fn sold(&self, reference: &str) -> Vec<Sale> {
        let mut sales = self.carriers.ledger();
        sales.retain(|sale| sale.references.iter().any(|r| r == reference));
        sales
    }

    /// The sale of a shipment or a parcel.
    pub(crate) fn sale(&self, number: &str) -> Sale {
        let mut sales = self.carriers.ledger().into_iter();
        sales
            .find(|sale| sale.shipment == number || sale.numbers().contains(&number))
            .unwrap_or_else(|| panic!("{number} was never sold"))
    }

    /// How often a carrier was asked at such a path for something that speaks of this.
    pub(crate) fn calls(&self, path: &str, about: &str) -> usize {
        let requests = self.carriers.requests();
        let asked = requests.iter().filter(|r| r.path.contains(path));
        asked
            .filter(|r| format!("{} {}", r.path, String::from_utf8_lossy(&r.body)).contains(about))
            .count()
    }
}

pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let carriers = SimCarriers::start().expect("a free port");
        let karrio = Karrio::start(&carriers.url(), "100000/minute");
        World { karrio, carriers }
    })
}

/// A bench with an account at a Karrio.
pub(crate) struct Bench {
    pub(crate) account: Account,
    pub(crate) engine: Engine,
    pub(crate) captures: Arc<Mutex<Vec<Capture>>>,
    now: Zoned,
}

impl Bench {
    /// At the shared server.
    pub(crate) fn new() -> Self {
        Self::at(&world().karrio.url, TEST_TOKEN)
    }

    pub(crate) fn at(url: &str, token: &str) -> Self {
        Self::with(url, token, EngineOptions::default())
    }

    /// One whose purchases are not waited for any longer than this.
    pub(crate) fn impatient(wait: Duration) -> Self {
        let options = EngineOptions {
            binding_timeout: wait,
            ..EngineOptions::default()
        };
        Self::with(&world().karrio.url, TEST_TOKEN, options)
    }

    pub(crate) fn with(url: &str, token: &str, options: EngineOptions) -> Self {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let captures = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&captures);
        let options = EngineOptions {
            sink: Some(Arc::new(move |exchange: Exchange| {
                sink.lock().unwrap().push(exchange.capture());
            })),
            ..options
        };
        Self {
            account: Account {
                id: AccountId(Uuid::now_v7()),
                carrier: "karrio".to_owned(),
                name: "Our gateway".to_owned(),
                enabled: true,
                settings: BTreeMap::from([("url".to_owned(), url.to_owned())]),
                secrets: BTreeMap::from([("token".to_owned(), token.to_owned())]),
                table: None,
            },
            engine: Engine::new(options).expect("an engine"),
            captures,
            now: Zoned::now(),
        }
    }

    pub(crate) fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    pub(crate) fn ships(&self) -> &'static dyn Ships {
        match &profile().ship {
            Ship::Remote(ships) => *ships,
            Ship::Own => unreachable!("Karrio is asked"),
        }
    }

    pub(crate) async fn rates(&self, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        profile().rates.rate(self.cx(), consignment).await
    }

    /// The rate of one service.
    pub(crate) async fn rate(&self, consignment: &Consignment, service: &str) -> Rate {
        let answer = self.rates(consignment).await.expect("rates");
        answer
            .rates
            .into_iter()
            .find(|r| r.service == service)
            .unwrap_or_else(|| panic!("{service} is offered; notes: {:?}", answer.notes))
    }

    pub(crate) async fn prepare(
        &self,
        consignment: &Consignment,
        service: &str,
        accept: Format,
    ) -> Prepared {
        let rate = self.rate(consignment, service).await;
        self.ships()
            .prepare(
                self.cx(),
                PurchaseId(Uuid::now_v7()),
                consignment,
                &rate,
                accept,
            )
            .await
            .expect("a draft")
    }

    /// Rates, drafts, buys.
    pub(crate) async fn buy(
        &self,
        consignment: &Consignment,
        service: &str,
        accept: Format,
    ) -> Result<Bought, Problem> {
        let prepared = self.prepare(consignment, service, accept).await;
        self.ships().buy(self.cx(), &prepared, consignment).await
    }

    /// Where the first parcel is.
    pub(crate) async fn track(&self, bought: &Bought) -> Result<TrackingStatus, Problem> {
        let number = &bought.parcels[0].tracking_number;
        let track = profile().track.expect("Karrio tracks");
        track.track(self.cx(), &kept(bought), number).await
    }

    pub(crate) async fn void(&self, bought: &Bought) -> Result<(), Problem> {
        let void = profile().void.expect("Karrio voids");
        void.void(self.cx(), &kept(bought)).await
    }
}

pub(crate) fn profile() -> &'static Profile {
    pb_carriers::find("karrio").expect("it is in the registry")
}

/// One parcel within the United States, under a reference that no other test has.
pub(crate) fn consignment() -> Consignment {
    let reference = format!("T-{}", &Uuid::new_v4().simple().to_string()[..16]);
    let party = |name: &str, line1: &str, city: &str, region: &str, code: &str| Address {
        name: name.to_owned(),
        line1: line1.to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: code.to_owned(),
        country: CountryCode::from_code("US"),
        phone: "+1 512 555 0143".to_owned(),
        ..Address::default()
    };
    Consignment {
        ship_from: party("Ada Acorn", "12 Mill Road", "Austin", "TX", "78701"),
        ship_to: party("Bo Birch", "34 Hill Street", "Reno", "NV", "89501"),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: None,
        ship_date: day(),
        reference,
        direction: Direction::Outbound,
    }
}

/// Tomorrow, by which no carrier has closed its day.
pub(crate) fn day() -> String {
    let tomorrow = Zoned::now().tomorrow().expect("there is one");
    tomorrow.date().to_string()
}

/// Two mugs to Germany.
pub(crate) fn abroad() -> Consignment {
    let usd = Currency::from_code("USD").expect("USD");
    let mut shipment = consignment();
    "Hauptstrasse 34".clone_into(&mut shipment.ship_to.line1);
    "Berlin".clone_into(&mut shipment.ship_to.city);
    "10115".clone_into(&mut shipment.ship_to.postal_code);
    shipment.ship_to.region.clear();
    shipment.ship_to.country = CountryCode::from_code("DE");
    shipment.customs = Some(Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Dap,
        invoice_number: "INV-7".to_owned(),
        items: vec![CustomsItem {
            description: "Ceramic mug".to_owned(),
            sku: "MUG-1".to_owned(),
            hs_code: "691200".to_owned(),
            origin: CountryCode::from_code("US"),
            quantity: 2,
            unit_value: Money::new(2_500, usd),
            unit_weight: Weight::from_grams(400),
        }],
    });
    shipment
}

pub(crate) fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::now_v7()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: format!("{grams} g"),
            by: "Test".to_owned(),
        },
        dimensions: Some(Dimensions {
            length: Length::from_mm(300),
            width: Length::from_mm(200),
            height: Length::from_mm(100),
        }),
        box_id: None,
    }
}

/// What the station keeps of a purchase.
pub(crate) fn kept(bought: &Bought) -> BoughtRef {
    BoughtRef {
        carrier_ref: bought.carrier_ref.clone(),
        carrier_data: bought.carrier_data.clone(),
        tracking_numbers: bought
            .parcels
            .iter()
            .map(|p| p.tracking_number.clone())
            .collect(),
        service: String::new(),
    }
}

/// Asks until the answer is the one that must come.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(mut ask: impl FnMut() -> F) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), asking)
        .await
        .expect("it comes about in time")
}
