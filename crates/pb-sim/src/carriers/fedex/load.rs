//! What a shipment weighs, whether it is carried, and what it costs. Prices are made up: they grow with the weight and the
//! zone, and options cost extra.
use super::desk::{list, text};
use super::refusal::Refusal;
use super::table::{self, PACKAGINGS, Service};
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Number, Value, json};

/// Fuel, in percent of the base charge, and off a price by contract.
const FUEL: i64 = 16;
const CONTRACT_OFF: i64 = 30;
/// Cents for a home, a signature, an adult's, cash on delivery, each hundred declared beyond the first.
const HOME: i64 = 545;
const SIGNATURE: i64 = 640;
const ADULT: i64 = 785;
const CASH: i64 = 1_925;
const DECLARED: i64 = 135;
/// Longest side and with the girth in inches, and the most that a parcel weighs.
const EXPRESS: (i64, i64) = (119, 165);
const GROUND: (i64, i64) = (108, 165);
const ABROAD: (i64, i64) = (108, 130);
const HEAVIEST: i64 = 150;
const HOME_HEAVIEST: i64 = 70;
/// The longest side that can be written.
const LONGEST: i64 = 999;

/// One parcel as it is charged.
pub(super) struct Piece {
    /// Pounds, as it weighs.
    pub(super) weight: Decimal,
    /// Pounds, whole, as it is charged: by weight or by size.
    billed: Decimal,
    /// Inches, longest first; none where it has no size.
    sides: Option<[Decimal; 3]>,
    options: i64,
}

/// A shipment, as far as its price goes.
pub(super) struct Load {
    pub(super) from: Value,
    pub(super) to: Value,
    pub(super) pieces: Vec<Piece>,
    packaging: String,
    options: i64,
}

/// What it costs, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Price {
    pub(super) base: i64,
    pub(super) discount: i64,
    pub(super) fuel: i64,
    pub(super) home: i64,
    pub(super) options: i64,
}

impl Price {
    pub(super) fn total(self) -> i64 {
        self.base - self.discount + self.fuel + self.home + self.options
    }

    /// By contract.
    pub(super) fn by_contract(self) -> Self {
        Self {
            discount: self.base * CONTRACT_OFF / 100,
            fuel: self.fuel - self.fuel * CONTRACT_OFF / 100,
            ..self
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            base: self.base + other.base,
            discount: self.discount + other.discount,
            fuel: self.fuel + other.fuel,
            home: self.home + other.home,
            options: self.options + other.options,
        }
    }

    /// As `surCharges`, or `surcharges`.
    pub(super) fn surcharges(self) -> Value {
        [
            ("FUEL", "Fuel Surcharge", self.fuel),
            ("RESIDENTIAL_DELIVERY", "Residential delivery surcharge", self.home),
            ("OTHER", "Options", self.options),
        ]
        .into_iter()
        .filter(|(_, _, cents)| *cents > 0)
        .map(|(kind, words, cents)| {
            json!({ "type": kind, "description": words, "amount": dollars(cents) })
        })
        .collect()
    }
}

impl Load {
    /// Reads a shipment whose fields were looked through, from one address to another.
    pub(super) fn of(shipment: &Value, from: &Value, to: &Value) -> Result<Self, Refusal> {
        let items = list(shipment, "/requestedPackageLineItems");
        let packaging = match text(shipment, "/packagingType") {
            "" => "YOUR_PACKAGING",
            packaging => packaging,
        };
        let mut pieces = Vec::new();
        for (number, item) in (1..).zip(items) {
            let path = format!("requestedShipment/requestedPackageLineItems/{number}");
            let piece = || Piece::of(item, &path);
            let count = item["groupPackageCount"].as_u64().unwrap_or(1);
            for _ in 0..count.min(100) {
                pieces.push(piece()?);
            }
        }
        let stated = shipment["totalPackageCount"].as_u64();
        if stated.is_some_and(|stated| usize::try_from(stated) != Ok(pieces.len())) {
            let words = format!(
                "There are {} packages, and another count is stated",
                pieces.len()
            );
            return Err(Refusal::value("requestedShipment/totalPackageCount", words));
        }
        declared_adds_up(shipment, items)?;
        let services = list(shipment, "/shipmentSpecialServices/specialServiceTypes");
        let has = |service: &str| services.iter().any(|s| s == service);
        Ok(Self {
            from: from.clone(),
            to: to.clone(),
            pieces,
            packaging: packaging.to_owned(),
            options: if has("COD") { CASH } else { 0 },
        })
    }

    pub(super) fn countries(&self) -> (&str, &str) {
        (
            text(&self.from, "/countryCode"),
            text(&self.to, "/countryCode"),
        )
    }

    pub(super) fn is_to_a_home(&self) -> bool {
        self.to["residential"] == true
    }

    /// What is sold for it.
    pub(super) fn services(&self) -> Vec<&'static Service> {
        let (from, to) = self.countries();
        let sold = table::services(from, to, self.is_to_a_home());
        sold.into_iter().filter(|s| self.fits(s)).collect()
    }

    /// Whether a service takes every piece in its packaging.
    fn fits(&self, service: &Service) -> bool {
        let own = self.packaging == "YOUR_PACKAGING";
        if table::is_ground(service.code) && !own {
            return false;
        }
        let in_packaging = PACKAGINGS
            .iter()
            .find(|(code, _)| *code == self.packaging)
            .map_or(HEAVIEST, |(_, pounds)| *pounds);
        let heaviest = match service.code {
            "GROUND_HOME_DELIVERY" => HOME_HEAVIEST,
            _ => in_packaging,
        };
        let (from, to) = self.countries();
        let (longest, around) = match (table::is_ground(service.code), from == to) {
            (true, _) => GROUND,
            (false, true) => EXPRESS,
            (false, false) => ABROAD,
        };
        self.pieces.iter().all(|piece| {
            let small = piece.sides.is_none_or(|[length, width, height]| {
                length <= Decimal::from(longest)
                    && length + Decimal::TWO * (width + height) <= Decimal::from(around)
            });
            // FedEx's own packaging has its size already.
            piece.weight <= Decimal::from(heaviest) && small && (own || piece.sides.is_none())
        })
    }

    /// What one of its parcels costs by the list.
    pub(super) fn piece_price(&self, service: &Service, piece: &Piece) -> Price {
        let end = |place: &Value| {
            (
                text(place, "/countryCode").to_owned(),
                text(place, "/postalCode").to_owned(),
            )
        };
        let (from, to) = (end(&self.from), end(&self.to));
        let zone = table::zone((&from.0, &from.1), (&to.0, &to.1));
        let pounds = piece.billed.to_i64().unwrap_or(i64::MAX / 1_000_000).max(1);
        let base = (service.first + service.further * (pounds - 1)) * (8 + zone) / 10;
        Price {
            base,
            discount: 0,
            fuel: base * FUEL / 100,
            home: if self.is_to_a_home() { HOME } else { 0 },
            options: piece.options,
        }
    }

    /// What all cost, by contract or by the list.
    pub(super) fn price(&self, service: &Service, by_contract: bool) -> Price {
        let whole = Price {
            options: self.options,
            ..Price::default()
        };
        let pieces = self.pieces.iter().map(|piece| {
            let listed = self.piece_price(service, piece);
            if by_contract {
                listed.by_contract()
            } else {
                listed
            }
        });
        pieces.fold(whole, Price::plus)
    }

    /// Pounds that are charged.
    pub(super) fn billed(&self) -> Decimal {
        self.pieces.iter().map(|p| p.billed).sum()
    }
}

impl Piece {
    fn of(item: &Value, path: &str) -> Result<Self, Refusal> {
        let number = |value: &Value| -> Decimal {
            value
                .as_number()
                .and_then(|n| n.to_string().parse().ok())
                .unwrap_or_default()
        };
        let weight = number(&item["weight"]["value"]);
        let weight = match text(item, "/weight/units") {
            "KG" => weight * Decimal::new(2_204_623, 6),
            _ => weight,
        };
        let mut sides = None;
        if item["dimensions"].is_object() {
            let mut all = Vec::new();
            for side in ["length", "width", "height"] {
                let given = number(&item["dimensions"][side]);
                if given.fract() != Decimal::ZERO || given > Decimal::from(LONGEST) {
                    let words = format!("{given} is not a whole number up to {LONGEST}");
                    return Err(Refusal::value(&format!("{path}/dimensions/{side}"), words));
                }
                all.push(match text(item, "/dimensions/units") {
                    "CM" => given / Decimal::new(254, 2),
                    _ => given,
                });
            }
            all.sort_by(|a, b| b.cmp(a));
            sides = Some([all[0], all[1], all[2]]);
        }
        let by_size = sides.map_or(Decimal::ZERO, |[length, width, height]| {
            length * width * height / Decimal::from(139)
        });
        let mut options = match text(item, "/packageSpecialServices/signatureOptionType") {
            "DIRECT" | "INDIRECT" => SIGNATURE,
            "ADULT" => ADULT,
            _ => 0,
        };
        let declared = amount(&item["declaredValue"], &format!("{path}/declaredValue"))?;
        let hundreds = (declared / Decimal::ONE_HUNDRED).ceil() - Decimal::ONE;
        options += hundreds.to_i64().unwrap_or(0).max(0) * DECLARED;
        Ok(Self {
            weight,
            billed: weight.max(by_size).ceil(),
            sides,
            options,
        })
    }
}

/// An amount of zero or more, alone or with a currency; zero where there is none.
pub(super) fn amount(value: &Value, path: &str) -> Result<Decimal, Refusal> {
    let (value, path) = match value {
        Value::Null => return Ok(Decimal::ZERO),
        Value::Object(members) => (
            members.get("amount").unwrap_or(&Value::Null),
            format!("{path}/amount"),
        ),
        value => (value, path.to_owned()),
    };
    let number = value
        .as_number()
        .and_then(|n| n.to_string().parse::<Decimal>().ok())
        .filter(|n| *n >= Decimal::ZERO);
    number.ok_or_else(|| Refusal::value(&path, format!("{path} is no amount: {value}")))
}

/// What is declared in all is what the parcels declare together.
fn declared_adds_up(shipment: &Value, items: &[Value]) -> Result<(), Refusal> {
    let total = &shipment["totalDeclaredValue"];
    if total.is_null() {
        return Ok(());
    }
    let stated = amount(total, "requestedShipment/totalDeclaredValue")?;
    let mut sum = Decimal::ZERO;
    for (number, item) in (1..).zip(items) {
        let path = format!("requestedShipment/requestedPackageLineItems/{number}/declaredValue");
        let count = item["groupPackageCount"].as_u64().unwrap_or(1);
        sum += amount(&item["declaredValue"], &path)? * Decimal::from(count);
    }
    if sum != stated {
        let words = format!("The packages declare {sum}, and the shipment {stated}");
        return Err(Refusal::bad(
            "REQUESTEDSHIPMENT.TOTALDECLAREDVALUE.MISMATCH",
            words,
        ));
    }
    Ok(())
}

/// Cents as money.
pub(super) fn money(cents: i64) -> Money {
    let dollar = Currency::from_code("USD").expect("the dollar is a currency");
    Money::new(cents, dollar)
}

/// Cents as FedEx writes them: a number.
pub(super) fn dollars(cents: i64) -> Value {
    number(Decimal::new(cents, 2))
}

/// A decimal number as JSON has it.
pub(super) fn number(value: Decimal) -> Value {
    let number: Option<Number> = value.normalize().to_string().parse().ok();
    number.map_or(Value::Null, Value::Number)
}
