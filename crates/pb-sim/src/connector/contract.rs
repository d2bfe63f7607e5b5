//! What the protocol lets a request hold, to the letter: an unknown member, a wrong type or a missing
//! value is refused, and the refusal names the member.
use super::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use pb_domain::{CountryCode, Currency};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// In the currency's smallest unit.
    pub minor: i64,
    /// Three letters.
    pub currency: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Consignment {
    pub(super) ship_from: Address,
    pub(super) ship_to: Address,
    pub(super) parcels: Vec<Parcel>,
    ship_date: String,
    direction: Direction,
    #[serde(default)]
    pub(super) customer_reference: String,
    goods_value: Option<Money>,
    cod: Option<Money>,
    insurance: Option<Money>,
    #[serde(default)]
    pub(super) signature: bool,
    #[serde(default, rename = "instructions")]
    _instructions: String,
    customs: Option<Customs>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Outbound,
    Return,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Address {
    name: String,
    company: String,
    line1: String,
    line2: String,
    ward: String,
    district: String,
    city: String,
    region: String,
    postal_code: String,
    country: String,
    #[serde(rename = "phone")]
    _phone: String,
    #[serde(rename = "email")]
    _email: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parcel {
    pub(super) weight_g: i64,
    length_mm: Option<i64>,
    width_mm: Option<i64>,
    height_mm: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Customs {
    #[serde(rename = "contents")]
    _contents: Contents,
    #[serde(rename = "incoterm")]
    _incoterm: Incoterm,
    #[serde(default, rename = "invoice_number")]
    _invoice_number: String,
    items: Vec<CustomsItem>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Contents {
    Merchandise,
    Gift,
    Sample,
    Documents,
    ReturnMerchandise,
    Other,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Incoterm {
    Dap,
    Ddp,
    Ddu,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomsItem {
    description: String,
    quantity: u32,
    unit_value: Money,
    unit_weight_g: i64,
    #[serde(default, rename = "hs_code")]
    _hs_code: String,
    #[serde(default, rename = "sku")]
    _sku: String,
    origin: Option<String>,
}

/// `POST /v1/shipments`.
#[derive(Clone, Debug)]
pub(super) struct Purchase {
    pub(super) reference: String,
    pub(super) requested_at: Timestamp,
    pub(super) service: String,
    pub(super) quote: Option<String>,
    pub(super) max_charge: Money,
    pub(super) label_formats: Vec<String>,
    pub(super) consignment: Consignment,
}

/// `POST /v1/bookings`.
#[derive(Clone, Debug)]
pub(super) struct Booking {
    pub(super) numbers: Vec<String>,
    pub(super) service: String,
    pub(super) consignment: Consignment,
}

/// `POST /v1/numbers`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reserve {
    pub(super) count: u32,
}

/// `POST /v1/shipments/{id}/void`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Void {}

/// Most numbers that are given at once.
const MOST_NUMBERS: u32 = 1_000;
/// Longest reference.
const LONGEST_REFERENCE: usize = 64;

/// A body as a type, or the member that is wrong.
fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|e| {
        let path = e.path().to_string().replace('[', ".").replace(']', "");
        let path = if path == "." { "" } else { path.as_str() };
        Refusal::invalid(path, e.inner().to_string())
    })
}

fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes)
        .map_err(|e| Refusal::new(400, "invalid", format!("The body is not JSON: {e}")))
}

fn members(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    read(json(bytes)?)
}

fn take<T: DeserializeOwned>(members: &mut Map<String, Value>, name: &str) -> Result<T, Refusal> {
    read(members.remove(name).unwrap_or_default())
        .map_err(|_| Refusal::invalid(name, format!("{name} is missing or of another type")))
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<String, Refusal> {
    let text: String = take(members, name)?;
    if text.trim().is_empty() {
        return Err(Refusal::invalid(name, format!("{name} is empty")));
    }
    Ok(text)
}

impl Purchase {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut members = members(bytes)?;
        let reference = text(&mut members, "reference")?;
        if reference.len() > LONGEST_REFERENCE {
            return Err(Refusal::invalid("reference", "reference is too long"));
        }
        let purchase = Self {
            reference,
            requested_at: time("requested_at", &text(&mut members, "requested_at")?)?,
            service: text(&mut members, "service")?,
            quote: take(&mut members, "quote")?,
            max_charge: take(&mut members, "max_charge")?,
            label_formats: take(&mut members, "label_formats")?,
            consignment: Consignment::of(members)?,
        };
        currency("max_charge", &purchase.max_charge)?;
        if purchase.label_formats.is_empty() {
            return Err(Refusal::invalid("label_formats", "no format is named"));
        }
        Ok(purchase)
    }
}

impl Booking {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut members = members(bytes)?;
        let booking = Self {
            numbers: take(&mut members, "numbers")?,
            service: text(&mut members, "service")?,
            consignment: Consignment::of(members)?,
        };
        if booking.numbers.len() != booking.consignment.parcels.len() {
            return Err(Refusal::invalid("numbers", "each parcel needs one number"));
        }
        Ok(booking)
    }
}

impl Reserve {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let reserve: Self = read(json(bytes)?)?;
        if reserve.count == 0 || reserve.count > MOST_NUMBERS {
            let text = format!("count is from 1 to {MOST_NUMBERS}");
            return Err(Refusal::invalid("count", text));
        }
        Ok(reserve)
    }
}

impl Void {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        read(json(bytes)?)
    }
}

impl Consignment {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        Self::of(members(bytes)?)
    }

    fn of(members: Map<String, Value>) -> Result<Self, Refusal> {
        let consignment: Self = read(Value::Object(members))?;
        consignment.check()?;
        Ok(consignment)
    }

    fn check(&self) -> Result<(), Refusal> {
        self.ship_from.check("ship_from")?;
        self.ship_to.check("ship_to")?;
        if self.parcels.is_empty() {
            return Err(Refusal::invalid("parcels", "there is no parcel"));
        }
        for (i, parcel) in self.parcels.iter().enumerate() {
            parcel.check(i)?;
        }
        if self.ship_date.len() != 10 || self.ship_date.parse::<Date>().is_err() {
            return Err(Refusal::invalid("ship_date", "ship_date is no day"));
        }
        for (name, money) in [
            ("goods_value", &self.goods_value),
            ("cod", &self.cod),
            ("insurance", &self.insurance),
        ] {
            if let Some(money) = money {
                currency(name, money)?;
            }
        }
        if let Some(customs) = &self.customs {
            customs.check()?;
        } else if self.ship_from.country != self.ship_to.country {
            let text = "what goes to another country needs customs data";
            return Err(Refusal::invalid("customs", text));
        }
        if self.direction == Direction::Return {
            return Err(Refusal::new(422, "unsupported", "No returns here"));
        }
        Ok(())
    }

    pub(super) fn grams(&self) -> i64 {
        self.parcels
            .iter()
            .fold(0, |sum, p| sum.saturating_add(p.weight_g))
    }
}

impl Address {
    fn check(&self, side: &str) -> Result<(), Refusal> {
        let missing = |field: &str| {
            Err(Refusal::invalid(
                &format!("{side}.{field}"),
                format!("{side}.{field} is missing"),
            ))
        };
        if self.name.trim().is_empty() && self.company.trim().is_empty() {
            return missing("name");
        }
        if self.line1.trim().is_empty() {
            return missing("line1");
        }
        if self.city.trim().is_empty() {
            return missing("city");
        }
        if CountryCode::from_code(&self.country).is_none_or(|c| c.code() != self.country) {
            return Err(Refusal::invalid(
                &format!("{side}.country"),
                format!("“{}” is no country", self.country),
            ));
        }
        Ok(())
    }

    /// As it is printed.
    pub(super) fn lines(&self) -> Vec<String> {
        let town = format!("{} {} {}", self.city, self.region, self.postal_code);
        [
            &self.name,
            &self.company,
            &self.line1,
            &self.line2,
            &self.ward,
            &self.district,
            &town,
            &self.country,
        ]
        .map(Clone::clone)
        .into()
    }
}

impl Parcel {
    fn check(&self, index: usize) -> Result<(), Refusal> {
        if self.weight_g <= 0 {
            return Err(Refusal::invalid(
                &format!("parcels.{index}.weight_g"),
                "a weight must be above zero",
            ));
        }
        let sides = [self.length_mm, self.width_mm, self.height_mm];
        let good = sides.iter().all(Option::is_none)
            || sides.iter().all(|side| side.is_some_and(|mm| mm > 0));
        if !good {
            return Err(Refusal::invalid(
                &format!("parcels.{index}.length_mm"),
                "all three sides are above zero, or none is given",
            ));
        }
        Ok(())
    }
}

impl Customs {
    fn check(&self) -> Result<(), Refusal> {
        if self.items.is_empty() {
            return Err(Refusal::invalid("customs.items", "there are no goods"));
        }
        for (i, item) in self.items.iter().enumerate() {
            let at = |field: &str| format!("customs.items.{i}.{field}");
            if item.description.trim().is_empty() {
                return Err(Refusal::invalid(&at("description"), "it is missing"));
            }
            if item.quantity == 0 || item.unit_weight_g <= 0 {
                let text = "pieces and weight must be above zero";
                return Err(Refusal::invalid(&at("quantity"), text));
            }
            currency(&at("unit_value"), &item.unit_value)?;
            if let Some(origin) = &item.origin
                && CountryCode::from_code(origin).is_none()
            {
                return Err(Refusal::invalid(&at("origin"), "it is no country"));
            }
        }
        Ok(())
    }
}

fn currency(field: &str, money: &Money) -> Result<(), Refusal> {
    match Currency::from_code(&money.currency) {
        Ok(currency) if currency.code() == money.currency && money.minor >= 0 => Ok(()),
        _ => Err(Refusal::invalid(field, "it is no amount of money")),
    }
}

/// A time of RFC 3339.
pub(super) fn time(field: &str, text: &str) -> Result<Timestamp, Refusal> {
    text.parse()
        .map_err(|_| Refusal::invalid(field, format!("{field} is no time of RFC 3339")))
}
