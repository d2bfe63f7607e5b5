//! What a shipment weighs, whether it is carried, and what it costs. Prices are made up: they grow with the
//! weight and the zone, and options cost extra.
use super::desk::{many, text};
use super::refusal::Refusal;
use super::table::{self, Service};
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value, json};

/// Fuel, in percent of the base charge, and off a negotiated rate.
const FUEL: i64 = 18;
const NEGOTIATED_OFF: i64 = 25;
/// Cents for a signature, an adult's, cash on delivery, a Saturday, each hundred declared beyond the first.
const SIGNATURE: i64 = 640;
const ADULT: i64 = 785;
const CASH: i64 = 1_925;
const SATURDAY: i64 = 1_600;
const DECLARED: i64 = 135;

/// One parcel as it is charged.
pub(super) struct Piece {
    /// Pounds, as it weighs.
    pub(super) weight: Decimal,
    /// Pounds, whole, as it is charged: by weight or by size.
    pub(super) billed: Decimal,
    packaging: String,
    options: i64,
}

/// What a shipment is, as far as its price goes.
pub(super) struct Load {
    pub(super) from: Value,
    pub(super) to: Value,
    pub(super) pieces: Vec<Piece>,
    options: i64,
}

/// What it costs, in cents.
#[derive(Clone, Copy)]
pub(super) struct Price {
    pub(super) base: i64,
    pub(super) fuel: i64,
    pub(super) options: i64,
}

impl Price {
    pub(super) fn total(self) -> i64 {
        self.base + self.fuel + self.options
    }

    pub(super) fn negotiated(self) -> Self {
        let off = |cents: i64| cents - cents * NEGOTIATED_OFF / 100;
        Self {
            base: off(self.base),
            fuel: off(self.fuel),
            options: self.options,
        }
    }
}

impl Load {
    /// Reads a shipment whose fields were looked through; `packaging` is what the API calls it.
    pub(super) fn of(
        shipment: &Value,
        packaging: &str,
        path: &str,
        code: &'static str,
    ) -> Result<Self, Refusal> {
        let from = match &shipment["ShipFrom"]["Address"] {
            Value::Null => &shipment["Shipper"]["Address"],
            address => address,
        };
        let mut pieces = Vec::new();
        for (number, package) in (1..).zip(many(&shipment["Package"])) {
            let path = format!("{path}/Package/{number}");
            pieces.push(Piece::of(package, packaging, &path, code)?);
        }
        let options = &shipment["ShipmentServiceOptions"];
        let mut cents = 0;
        if !options["SaturdayDeliveryIndicator"].is_null() {
            cents += SATURDAY;
        }
        if !options["COD"].is_null() {
            cents += CASH;
        }
        cents += match text(options, "/DeliveryConfirmation/DCISType") {
            "1" => SIGNATURE,
            "2" => ADULT,
            _ => 0,
        };
        Ok(Self {
            from: from.clone(),
            to: shipment["ShipTo"]["Address"].clone(),
            pieces,
            options: cents,
        })
    }

    pub(super) fn countries(&self) -> (&str, &str) {
        (
            text(&self.from, "/CountryCode"),
            text(&self.to, "/CountryCode"),
        )
    }

    /// Whether a service takes it all: the service is sold there, and it takes the packaging.
    pub(super) fn is_taken_by(&self, service: &Service) -> bool {
        let (from, to) = self.countries();
        let sold = table::services(from, to);
        sold.iter().any(|s| s.code == service.code)
            && self
                .pieces
                .iter()
                .all(|piece| table::takes(service, &piece.packaging))
    }

    /// Pounds that are charged.
    pub(super) fn billed(&self) -> Decimal {
        self.pieces.iter().map(|p| p.billed).sum()
    }

    /// What one of its parcels costs.
    pub(super) fn piece_price(&self, service: &Service, piece: &Piece) -> Price {
        let zone = table::zone(&self.from, &self.to);
        let pounds = piece.billed.to_i64().unwrap_or(i64::MAX / 1_000_000).max(1);
        let base = (service.first + service.further * (pounds - 1)) * (8 + zone) / 10;
        Price {
            base,
            fuel: base * FUEL / 100,
            options: piece.options,
        }
    }

    pub(super) fn price(&self, service: &Service) -> Price {
        let pieces = self.pieces.iter().map(|p| self.piece_price(service, p));
        let none = Price {
            base: 0,
            fuel: 0,
            options: self.options,
        };
        pieces.fold(none, |sum, p| Price {
            base: sum.base + p.base,
            fuel: sum.fuel + p.fuel,
            options: sum.options + p.options,
        })
    }
}

impl Piece {
    /// A package within the limits: 150 lb or 70 kg, 108 in or 270 cm long, and 165 in or 330 cm with the
    /// girth; the length is the longest side.
    fn of(
        package: &Value,
        packaging: &str,
        path: &str,
        code: &'static str,
    ) -> Result<Self, Refusal> {
        let number = |at: &str| -> Decimal { text(package, at).parse().unwrap_or_default() };
        let too_much = |what: &str, most: &str| {
            Err(Refusal::bad(code, format!("{path}/{what} is above {most}")))
        };
        let weight = number("/PackageWeight/Weight");
        let weight = match text(package, "/PackageWeight/UnitOfMeasurement/Code") {
            "KGS" if weight > Decimal::from(70) => return too_much("PackageWeight", "70 kg"),
            "KGS" => weight * Decimal::new(2_204_623, 6),
            "OZS" => weight / Decimal::from(16),
            _ if weight > Decimal::from(150) => return too_much("PackageWeight", "150 lb"),
            _ => weight,
        };
        let mut billed = weight;
        if package["Dimensions"].is_object() {
            let [length, width, height] =
                ["Length", "Width", "Height"].map(|side| number(&format!("/Dimensions/{side}")));
            if length < width || length < height {
                let words = format!("{path}/Dimensions/Length is not the longest side");
                return Err(Refusal::bad(code, words));
            }
            let girth = length + Decimal::TWO * (width + height);
            let metric = text(package, "/Dimensions/UnitOfMeasurement/Code") == "CM";
            let (longest, most, words) = match metric {
                true => (270, 330, ("270 cm", "330 cm")),
                false => (108, 165, ("108 in", "165 in")),
            };
            if length > Decimal::from(longest) {
                return too_much("Dimensions/Length", words.0);
            }
            if girth > Decimal::from(most) {
                return too_much("Dimensions with the girth", words.1);
            }
            let volume = length * width * height;
            let by_size = match metric {
                true => volume / Decimal::from(5_000) * Decimal::new(2_204_623, 6),
                false => volume / Decimal::from(139),
            };
            billed = billed.max(by_size);
        }
        let options = &package["PackageServiceOptions"];
        let mut cents = match text(options, "/DeliveryConfirmation/DCISType") {
            "2" => SIGNATURE,
            "3" => ADULT,
            _ => 0,
        };
        if !options["COD"].is_null() {
            cents += CASH;
        }
        let declared: Decimal = text(options, "/DeclaredValue/MonetaryValue")
            .parse()
            .unwrap_or_default();
        let hundreds = (declared / Decimal::ONE_HUNDRED).ceil() - Decimal::ONE;
        cents += hundreds.to_i64().unwrap_or(0).max(0) * DECLARED;
        Ok(Self {
            weight,
            billed: billed.ceil(),
            packaging: text(package, &format!("/{packaging}/Code")).to_owned(),
            options: cents,
        })
    }
}

/// Cents as money.
pub(super) fn money(cents: i64) -> Money {
    let dollar = Currency::from_code("USD").expect("the dollar is a currency");
    Money {
        minor: cents,
        currency: dollar,
    }
}

/// Cents as UPS writes them.
pub(super) fn amount(cents: i64) -> Value {
    let value = Decimal::new(cents, 2).to_string();
    json!({ "CurrencyCode": "USD", "MonetaryValue": value })
}

/// Pounds as UPS writes them.
pub(super) fn pounds(weight: Decimal) -> Value {
    json!({
        "UnitOfMeasurement": { "Code": "LBS", "Description": "Pounds" },
        "Weight": weight.round_dp(1).to_string(),
    })
}

/// Fuel as an item.
pub(super) fn fuel(cents: i64) -> Value {
    let mut item = json!({ "Code": "375" });
    if let (Some(item), Value::Object(amount)) = (item.as_object_mut(), amount(cents)) {
        item.extend(amount);
    }
    json!([item])
}
