//! Prices: invented, but of USPS's kind, by weight, zone, volume and what is asked besides.
use super::refusal::Refusal;
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Number, Value};

/// One class: base and a pound more, in cents; days on the way within the country.
pub(super) struct Class {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    base: i64,
    pound: i64,
    pub(super) days: i64,
    /// Heaviest, in hundredths of a pound, and largest with its girth, in hundredths of an inch.
    heaviest: i64,
    largest: i64,
    /// Extra services that it has.
    pub(super) extras: &'static [u64],
    /// Rate indicators, and what they cost besides, in cents: less by volume, or a price of its own.
    pub(super) indicators: &'static [(&'static str, Rule)],
}

/// What a rate indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Every parcel in one's own packaging.
    Single,
    /// Up to a cubic foot and 20 lb.
    Cubic,
    /// Above a cubic foot, and lighter than its volume is taken to weigh.
    Dimensional,
    /// USPS's own box or envelope, at a price whatever is in it.
    Flat(i64),
}

/// A cubic foot, in millionths of a cubic inch.
const CUBIC_FOOT: i128 = 1_728_000_000;
/// Cubic inches that are taken to weigh a pound.
const DIVISOR: i128 = 166;

const PLAIN: &[u64] = &[920, 921, 922, 930, 931];
const EXPRESS: &[u64] = &[920, 925, 981];
const ABROAD: &[u64] = &[930, 931];
const SINGLE: &[(&str, Rule)] = &[("SP", Rule::Single)];
const CUBIC: &[(&str, Rule)] = &[
    ("SP", Rule::Single),
    ("CP", Rule::Cubic),
    ("DR", Rule::Dimensional),
];
const PRIORITY: &[(&str, Rule)] = &[
    ("SP", Rule::Single),
    ("CP", Rule::Cubic),
    ("DR", Rule::Dimensional),
    ("FE", Rule::Flat(1_060)),
    ("FB", Rule::Flat(1_915)),
    ("PL", Rule::Flat(2_640)),
];

macro_rules! class {
    ($code:literal, $name:literal, $base:literal, $pound:literal, $days:literal, $heaviest:literal, $largest:literal, $extras:expr, $indicators:expr) => {
        Class {
            code: $code,
            name: $name,
            base: $base,
            pound: $pound,
            days: $days,
            heaviest: $heaviest,
            largest: $largest,
            extras: $extras,
            indicators: $indicators,
        }
    };
}

pub(super) static CLASSES: &[Class] = &[
    class!(
        "USPS_GROUND_ADVANTAGE",
        "USPS Ground Advantage",
        480,
        65,
        4,
        7_000,
        13_000,
        PLAIN,
        CUBIC
    ),
    class!(
        "PRIORITY_MAIL",
        "Priority Mail",
        780,
        110,
        2,
        7_000,
        10_800,
        PLAIN,
        PRIORITY
    ),
    class!(
        "PRIORITY_MAIL_EXPRESS",
        "Priority Mail Express",
        2_950,
        260,
        1,
        7_000,
        10_800,
        EXPRESS,
        &[("PA", Rule::Single), ("E4", Rule::Flat(3_140))]
    ),
    class!(
        "MEDIA_MAIL",
        "Media Mail",
        413,
        75,
        6,
        7_000,
        10_800,
        PLAIN,
        SINGLE
    ),
    class!(
        "USPS_GROUND_ADVANTAGE_RETURN_SERVICE",
        "USPS Ground Advantage Return",
        490,
        66,
        4,
        7_000,
        13_000,
        PLAIN,
        SINGLE
    ),
    class!(
        "PRIORITY_MAIL_RETURN_SERVICE",
        "Priority Mail Return",
        790,
        112,
        2,
        7_000,
        10_800,
        PLAIN,
        SINGLE
    ),
    class!(
        "FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE",
        "First-Class Package International Service",
        1_650,
        480,
        14,
        400,
        3_600,
        ABROAD,
        SINGLE
    ),
    class!(
        "PRIORITY_MAIL_INTERNATIONAL",
        "Priority Mail International",
        3_920,
        560,
        8,
        6_600,
        10_800,
        ABROAD,
        &[("SP", Rule::Single), ("PL", Rule::Flat(12_100))]
    ),
    class!(
        "PRIORITY_MAIL_EXPRESS_INTERNATIONAL",
        "Priority Mail Express International",
        6_450,
        730,
        5,
        6_600,
        10_800,
        ABROAD,
        &[("PA", Rule::Single)]
    ),
];

/// The class with a code that is sold here.
pub(super) fn class(code: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|c| c.code == code)
}

/// A parcel as it was described.
pub(super) struct Load {
    /// Hundredths of a pound.
    weight: i64,
    /// Hundredths of an inch, longest first.
    sides: [i64; 3],
    value: Option<i64>,
    extras: Vec<u64>,
}

impl Load {
    /// Of a package description that was looked through; `value` is where its value stands.
    pub(super) fn of(package: &Value, value: &Value) -> Result<Self, Refusal> {
        let hundredths = |v: &Value| -> i64 {
            let number: Decimal = v.to_string().parse().unwrap_or_default();
            (number * Decimal::ONE_HUNDRED)
                .ceil()
                .to_i64()
                .unwrap_or(i64::MAX)
        };
        let mut sides = ["length", "width", "height"].map(|side| hundredths(&package[side]));
        sides.sort_unstable_by(|a, b| b.cmp(a));
        let extras = match &package["extraServices"] {
            Value::Null => Vec::new(),
            Value::Array(codes) if codes.len() <= 5 => {
                let whole: Option<Vec<u64>> = codes.iter().map(Value::as_u64).collect();
                whole.ok_or_else(|| wrong_extras("codes are whole numbers"))?
            }
            _ => return Err(wrong_extras("they are a list of five codes at most")),
        };
        let known = |code: &u64| (365..=991).contains(code);
        if !extras.iter().all(known) {
            return Err(wrong_extras("a code is not one that there is"));
        }
        Ok(Self {
            weight: hundredths(&package["weight"]),
            sides,
            value: (!value.is_null()).then(|| hundredths(value)),
            extras,
        })
    }

    pub(super) fn extras(&self) -> &[u64] {
        &self.extras
    }

    pub(super) fn pounds(&self) -> Number {
        number(self.weight)
    }

    /// Whether no machine sorts it.
    pub(super) fn is_nonstandard(&self) -> bool {
        let [length, width, height] = self.sides;
        length > 2_200 || width > 1_800 || height > 1_500 || self.weight > 2_500
    }

    /// What no class takes.
    pub(super) fn is_taken(&self) -> Result<(), Refusal> {
        if self.weight > 7_000 {
            let words = "Items must weigh 70 pounds or less";
            return Err(Refusal::bad("030004", words).about("packageDescription.weight"));
        }
        if self.with_girth() > 13_000 {
            let words = "The combined length and girth are above 130 inches";
            return Err(Refusal::bad("030008", words).about("packageDescription.length"));
        }
        Ok(())
    }

    /// In millionths of a cubic inch.
    fn volume(&self) -> i128 {
        self.sides.into_iter().map(i128::from).product()
    }

    fn with_girth(&self) -> i64 {
        let [length, width, height] = self.sides;
        length.saturating_add(width.saturating_add(height).saturating_mul(2))
    }

    pub(super) fn fits(&self, class: &Class) -> bool {
        self.weight <= class.heaviest && self.with_girth() <= class.largest
    }

    /// What the postage is, in cents; `None` where the indicator is not for it.
    pub(super) fn postage(&self, class: &Class, rule: Rule, zone: i64, kind: &str) -> Option<i64> {
        let pounds = (self.weight + 99) / 100;
        let plain = match rule {
            Rule::Single => class.base + class.pound * pounds + 35 * zone,
            Rule::Cubic => {
                if self.weight > 2_000 || self.volume() > CUBIC_FOOT {
                    return None;
                }
                class.base + class.pound + 40 * zone
            }
            Rule::Dimensional => {
                let taken = (self.volume() / DIVISOR + 999_999) / 1_000_000;
                let taken = i64::try_from(taken).ok()?;
                if self.volume() <= CUBIC_FOOT || taken <= pounds {
                    return None;
                }
                class.base + class.pound * taken + 35 * zone
            }
            Rule::Flat(price) => price,
        };
        Some(match kind {
            "RETAIL" => plain * 115 / 100,
            "CONTRACT" => plain * 90 / 100,
            _ => plain,
        })
    }

    /// Fees by its size.
    pub(super) fn fees(&self) -> Vec<(&'static str, i64)> {
        match self.sides[0] {
            length if length > 3_000 => vec![("Nonstandard Length fee > 30", 700)],
            length if length > 2_200 => vec![("Nonstandard Length fee > 22", 400)],
            _ => Vec::new(),
        }
    }

    /// Name and price of an extra service, in cents; `None` where it has no price for want of a value.
    pub(super) fn extra(&self, code: u64) -> Option<(&'static str, i64)> {
        Some(match code {
            920 => ("USPS Tracking", 0),
            921 => ("Signature Confirmation", 370),
            922 => ("Adult Signature Required", 930),
            925 => ("Priority Mail Express Merchandise Insurance", 0),
            981 => ("Signature Requested", 0),
            930 | 931 => ("Insurance", 275 + 100 * (self.value? / 10_000)),
            _ => return None,
        })
    }
}

fn wrong_extras(why: &str) -> Refusal {
    Refusal::bad("400", format!("OASValidation extraServices: {why}"))
        .about("packageDescription.extraServices")
}

/// Cents, or other hundredths, as a JSON number.
pub(super) fn number(hundredths: i64) -> Number {
    let decimal = Decimal::new(hundredths, 2).normalize();
    decimal
        .to_string()
        .parse()
        .unwrap_or_else(|_| Number::from(0))
}

pub(super) fn dollars(cents: i64) -> Money {
    let usd = Currency::from_code("USD").expect("USD is a currency");
    Money::new(cents, usd)
}

/// The zone between two ZIP Codes, by their first digits; `None` where there is none.
pub(super) fn zone(from: &str, to: &str) -> Option<i64> {
    let first = |zip: &str| {
        zip.chars()
            .next()
            .and_then(|c| c.to_digit(10))
            .map(i64::from)
    };
    let known = |zip: &str| !zip.starts_with("000");
    if !known(from) || !known(to) {
        return None;
    }
    Some((first(from)? - first(to)?).abs().min(8) + 1)
}
