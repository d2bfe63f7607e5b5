//! The simulated carriers behind the gateway: what they offer, what they sold, where it is.
use jiff::Timestamp;
use jiff::tz::Offset;
use pb_domain::{Currency, Money, Weight, WeightUnit};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A carrier connection of the gateway.
pub(super) struct Connection {
    /// The merchant's id of the connection; what `carrier_ids` filters by.
    pub(super) carrier_id: &'static str,
    /// Karrio's connector: the name that paths of void and tracking want.
    pub(super) ext: &'static str,
    /// The name in rates; a custom carrier's differs from its connector's.
    pub(super) name: &'static str,
    pub(super) display_name: &'static str,
    pub(super) id: &'static str,
    /// Starts its tracking numbers.
    pub(super) prefix: &'static str,
    /// Whether the carrier can be tracked and labels be voided through it.
    pub(super) full: bool,
    pub(super) services: &'static [Service],
}

pub(super) struct Service {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    carrier_code: &'static str,
    international: bool,
    pub(super) transit_days: u32,
    /// Cents for the first kilogram, and for every further one begun.
    first: i64,
    further: i64,
    most_kg: i64,
    fuel_percent: i64,
}

/// Two carriers with everything, and a custom one (Karrio's `generic` connector), which can neither
/// be tracked nor voided, and is spoken of by two names.
pub(super) static CONNECTIONS: &[Connection] = &[
    Connection {
        carrier_id: "sim-ground",
        ext: "sim_ground",
        name: "sim_ground",
        display_name: "Sim Ground",
        id: "car_51ab0000000000000000000000000001",
        prefix: "SG",
        full: true,
        services: &[
            Service {
                code: "sim_ground_economy",
                name: "SIM GROUND ECONOMY",
                carrier_code: "ECO",
                international: false,
                transit_days: 6,
                first: 490,
                further: 95,
                most_kg: 10,
                fuel_percent: 0,
            },
            Service {
                code: "sim_ground_parcel",
                name: "SIM GROUND PARCEL",
                carrier_code: "PAR",
                international: false,
                transit_days: 4,
                first: 640,
                further: 115,
                most_kg: 30,
                fuel_percent: 0,
            },
            Service {
                code: "sim_ground_international",
                name: "SIM GROUND INTERNATIONAL",
                carrier_code: "INT",
                international: true,
                transit_days: 9,
                first: 1850,
                further: 520,
                most_kg: 20,
                fuel_percent: 0,
            },
        ],
    },
    Connection {
        carrier_id: "sim-express",
        ext: "sim_express",
        name: "sim_express",
        display_name: "Sim Express",
        id: "car_51ab0000000000000000000000000002",
        prefix: "SX",
        full: true,
        services: &[
            Service {
                code: "sim_express_two_day",
                name: "SIM EXPRESS TWO DAY",
                carrier_code: "X2",
                international: false,
                transit_days: 2,
                first: 1280,
                further: 190,
                most_kg: 30,
                fuel_percent: 10,
            },
            Service {
                code: "sim_express_next_day",
                name: "SIM EXPRESS NEXT DAY",
                carrier_code: "X1",
                international: false,
                transit_days: 1,
                first: 2190,
                further: 260,
                most_kg: 30,
                fuel_percent: 10,
            },
            Service {
                code: "sim_express_worldwide",
                name: "SIM EXPRESS WORLDWIDE",
                carrier_code: "XW",
                international: true,
                transit_days: 3,
                first: 4200,
                further: 950,
                most_kg: 30,
                fuel_percent: 10,
            },
        ],
    },
    Connection {
        carrier_id: "corner-courier",
        ext: "generic",
        name: "corner_courier",
        display_name: "Corner Courier",
        id: "car_51ab0000000000000000000000000003",
        prefix: "CC",
        full: false,
        services: &[Service {
            code: "corner_courier_van",
            name: "CORNER COURIER VAN",
            carrier_code: "VAN",
            international: false,
            transit_days: 3,
            first: 980,
            further: 120,
            most_kg: 15,
            fuel_percent: 0,
        }],
    },
];

/// Countries in the nearer of the two international zones.
const EUROPE: &[&str] = &[
    "AT", "BE", "BG", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// What is to be carried, as far as prices go.
pub(super) struct Load {
    from_country: String,
    to_country: String,
    /// Steps between the first digits of the two postal codes: the domestic zone.
    zone: i64,
    weights: Vec<Weight>,
}

impl Load {
    /// From a validated request.
    pub(super) fn of(request: &serde_json::Map<String, Value>) -> Self {
        let text =
            |side: &str, field: &str| request[side][field].as_str().unwrap_or_default().to_owned();
        let first_digit = |side: &str| {
            text(side, "postal_code")
                .chars()
                .next()
                .and_then(|c| c.to_digit(10))
                .map_or(0, i64::from)
        };
        let weights = request["parcels"]
            .as_array()
            .into_iter()
            .flatten()
            .map(weight)
            .collect();
        Self {
            from_country: text("shipper", "country_code"),
            to_country: text("recipient", "country_code"),
            zone: (first_digit("shipper") - first_digit("recipient")).abs(),
            weights,
        }
    }
}

fn weight(parcel: &Value) -> Weight {
    let unit = match parcel["weight_unit"].as_str() {
        Some("LB") => WeightUnit::Lb,
        Some("OZ") => WeightUnit::Oz,
        Some("G") => WeightUnit::G,
        _ => WeightUnit::Kg,
    };
    let value: Decimal = parcel["weight"].to_string().parse().unwrap_or_default();
    // What is too heavy for the type is too heavy for every service.
    Weight::new(value, unit).unwrap_or(Weight::from_micrograms(i64::MAX))
}

/// A price in cents, with what it is made of.
pub(super) struct Price {
    pub(super) base: i64,
    pub(super) fuel: i64,
}

impl Price {
    pub(super) fn total(&self) -> i64 {
        self.base + self.fuel
    }
}

impl Service {
    /// The price of all parcels; `None` when one does not fit or the way is not served.
    pub(super) fn price(&self, load: &Load) -> Option<Price> {
        if self.international == (load.from_country == load.to_country) {
            return None;
        }
        let base = load.weights.iter().map(|weight| {
            let kilograms = weight.micrograms().div_euclid(1_000_000_000)
                + i64::from(weight.micrograms().rem_euclid(1_000_000_000) > 0);
            let cents = self.first + self.further * (kilograms - 1).max(0);
            let percent = match (
                self.international,
                EUROPE.contains(&load.to_country.as_str()),
            ) {
                (true, true) => 100,
                (true, false) => 135,
                (false, _) => 100 + 3 * load.zone,
            };
            (kilograms <= self.most_kg).then_some(cents * percent / 100)
        });
        let base = base.sum::<Option<i64>>()?;
        Some(Price {
            base,
            fuel: base * self.fuel_percent / 100,
        })
    }
}

/// Cents as JSON has them: a number of dollars.
pub(super) fn dollars(cents: i64) -> Value {
    json!(cents as f64 / 100.0)
}

/// The rates of a connection for a load, as Karrio spells them, without ids.
pub(super) fn rates(connection: &Connection, load: &Load, services: &[&str]) -> Vec<Value> {
    // Services of other carriers restrict nothing here; measured.
    let wanted = |code: &str| {
        !connection
            .services
            .iter()
            .any(|s| services.contains(&s.code))
            || services.contains(&code)
    };
    connection
        .services
        .iter()
        .filter(|s| wanted(s.code))
        .filter_map(|service| {
            let price = service.price(load)?;
            let mut charges = vec![charge("Base Charge", price.base)];
            if price.fuel > 0 {
                charges.push(charge("Fuel surcharge", price.fuel));
            }
            let mut meta = json!({
                "service_name": service.name,
                "ext": connection.ext,
                "carrier": connection.name,
                "rate_provider": connection.name,
                "carrier_connection_id": connection.id,
            });
            if connection.full {
                meta["rate_zone"] = Value::Null;
            } else {
                // Priced by a rate sheet that Karrio itself keeps.
                meta["carrier_service_code"] = json!(service.carrier_code);
                meta["shipping_charges"] = dollars(price.base);
                meta["shipping_currency"] = json!("USD");
            }
            Some(json!({
                "object_type": "rate",
                "carrier_name": connection.name,
                "carrier_id": connection.carrier_id,
                "currency": "USD",
                "service": service.code,
                "total_charge": dollars(price.total()),
                "transit_days": service.transit_days,
                "extra_charges": charges,
                "estimated_delivery": null,
                "meta": meta,
                "test_mode": true,
            }))
        })
        .collect()
}

fn charge(name: &str, cents: i64) -> Value {
    json!({ "name": name, "amount": dollars(cents), "currency": "USD", "id": null })
}

/// The connection and the service with a service code.
pub(super) fn find_service(code: &str) -> Option<(&'static Connection, &'static Service)> {
    CONNECTIONS
        .iter()
        .find_map(|c| c.services.iter().find(|s| s.code == code).map(|s| (c, s)))
}

/// One thing a simulated carrier sold.
#[derive(Clone, Debug, PartialEq)]
pub struct Sale {
    /// Id of the shipment at Karrio.
    pub shipment: String,
    /// The carrier, by the name its rates have: `sim_ground`, `sim_express`, `corner_courier`.
    pub carrier: String,
    /// The service, such as `sim_express_next_day`.
    pub service: String,
    /// Tracking numbers, one a parcel.
    pub tracking_numbers: Vec<String>,
    /// What it charged.
    pub charged: Money,
    /// The reference on it.
    pub reference: String,
    /// Whether the carrier voided it.
    pub voided: bool,
    /// Its journey, oldest first; empty until something happened.
    pub(super) scans: Vec<Scan>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scan {
    step: Step,
    at: Timestamp,
}

/// What happens to every parcel, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    PickedUp,
    InTransit,
    OutForDelivery,
    Delivered,
}

impl Step {
    fn after(last: Option<Self>) -> Option<Self> {
        match last {
            None => Some(Self::PickedUp),
            Some(Self::PickedUp) => Some(Self::InTransit),
            Some(Self::InTransit) => Some(Self::OutForDelivery),
            Some(Self::OutForDelivery) => Some(Self::Delivered),
            Some(Self::Delivered) => None,
        }
    }

    /// Karrio's status, the carrier's code and its words.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::PickedUp => ("picked_up", "PU", "Picked up"),
            Self::InTransit => ("in_transit", "DP", "Departed from hub"),
            Self::OutForDelivery => ("out_for_delivery", "OD", "Out for delivery"),
            Self::Delivered => ("delivered", "DL", "Delivered, front door"),
        }
    }

    fn place(self) -> &'static str {
        match self {
            Self::PickedUp => "Columbus, OH, US",
            Self::InTransit => "Indianapolis, IN, US",
            Self::OutForDelivery | Self::Delivered => "Destination",
        }
    }
}

impl Sale {
    pub(super) fn connection(&self) -> Option<&'static Connection> {
        CONNECTIONS.iter().find(|c| c.name == self.carrier)
    }

    /// Takes the next step, unless it was voided or has arrived.
    pub(super) fn advance(&mut self, at: Timestamp) {
        if let Some(step) = Step::after(self.scans.last().map(|s| s.step)).filter(|_| !self.voided)
        {
            self.scans.push(Scan { step, at });
        }
    }

    /// Karrio's word for where it is.
    pub(super) fn status(&self) -> &'static str {
        match self.scans.last() {
            Some(scan) => scan.step.words().0,
            None => "pending",
        }
    }

    /// Events as Karrio spells them, newest first. The timestamp is the hub's local time stamped `Z`,
    /// and the clock's format depends on the carrier: both as measured.
    pub(super) fn events(&self) -> Vec<Value> {
        let event = |scan: &Scan| {
            let (status, code, text) = scan.step.words();
            let local = Offset::constant(-5).to_datetime(scan.at);
            let clock = if self.carrier == "sim_express" {
                "%I:%M %p"
            } else {
                "%H:%M"
            };
            json!({
                "date": local.strftime("%Y-%m-%d").to_string(),
                "time": local.strftime(clock).to_string(),
                "timestamp": local.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(),
                "status": status,
                "code": code,
                "reason": null,
                "description": text,
                "location": scan.step.place(),
                "latitude": null,
                "longitude": null,
            })
        };
        self.scans.iter().rev().map(event).collect()
    }
}

/// Dollars and cents of the simulated carriers.
pub(super) fn money(cents: i64) -> Money {
    Money::new(
        cents,
        Currency::from_code("USD").expect("USD is a currency"),
    )
}
