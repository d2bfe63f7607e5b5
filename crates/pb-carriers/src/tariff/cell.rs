//! What is written in a cell, as numbers, weights and sizes; what cannot be read is said in words.

use pb_domain::{Dimensions, Length, LengthUnit, Weight, WeightUnit};
use rust_decimal::Decimal;
use rust_decimal::prelude::*;

/// A number with a decimal point or comma, and with or without signs between thousands.
pub(super) fn number(text: &str) -> Result<Decimal, String> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\'' && *c != '’')
        .collect();
    if looks_grouped(&plain) {
        return Err(format!(
            "it can be read in two ways; write {} or {}",
            plain.replace([',', '.'], ""),
            plain.replace(',', ".") + "0",
        ));
    }
    let decimal_sign = match (plain.rfind('.'), plain.rfind(',')) {
        (Some(dot), Some(comma)) => Some(if dot > comma { '.' } else { ',' }),
        (Some(_), None) if plain.matches('.').count() == 1 => Some('.'),
        (None, Some(_)) if plain.matches(',').count() == 1 => Some(','),
        _ => None,
    };
    let wrong = || "write a number such as 4.50".to_owned();
    let (whole, fraction) = match decimal_sign {
        Some(sign) => plain.split_once(sign).ok_or_else(wrong)?,
        None => (plain.as_str(), ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let grouped_well = groups.len() == 1
        || (groups[1..].iter().all(|g| g.len() == 3) && (1..=3).contains(&groups[0].len()));
    if !grouped_well || fraction.contains(['.', ',']) {
        return Err(wrong());
    }
    let digits = groups.concat();
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let unsigned = digits.strip_prefix('-').unwrap_or(&digits);
    if !all_digits(unsigned) || !all_digits(fraction) || unsigned.len() + fraction.len() == 0 {
        return Err(wrong());
    }
    let sign = if digits.starts_with('-') { "-" } else { "" };
    Decimal::from_str_exact(&format!("{sign}0{unsigned}.{fraction}0"))
        .map(|n| n.normalize())
        .map_err(|_| wrong())
}

/// `1.250` or `25,000`: one sign with three digits behind it, which is a fraction here and thousands there.
fn looks_grouped(number: &str) -> bool {
    number.split_once(['.', ',']).is_some_and(|(whole, rest)| {
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && rest.len() == 3
            && digits(whole)
            && digits(rest)
    })
}

/// An amount of money, zero or more; the account knows its currency.
pub(super) fn amount(text: &str) -> Result<Decimal, String> {
    let amount = number(text)?;
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err("it cannot be below zero".to_owned());
    }
    if amount > Decimal::from(1_000_000_000_000_u64) {
        return Err("it is too large".to_owned());
    }
    Ok(amount)
}

/// A percentage, with or without its sign, from 0 to 1000.
pub(super) fn percent(text: &str) -> Result<Decimal, String> {
    let percent = amount(text.trim().trim_end_matches('%'))?;
    if percent > Decimal::ONE_THOUSAND {
        return Err("it is more than 1000 percent".to_owned());
    }
    Ok(percent)
}

/// Kilometres, zero or more.
pub(super) fn km(text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    amount(text.strip_suffix("km").unwrap_or(text))
}

/// A weight above zero; a bare number is kilograms.
pub(super) fn weight(text: &str) -> Result<Weight, String> {
    let split = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (value, unit) = text.split_at(split);
    if matches!(unit.parse(), Ok(WeightUnit::G)) && looks_grouped(value.trim()) {
        return Err("it can be read in two ways; write whole grams without a sign".to_owned());
    }
    let weight = Weight::parse(text, WeightUnit::Kg)
        .map_err(|_| "write a weight such as 0.5, 500 g or 2 lb".to_owned())?;
    if weight <= Weight::ZERO {
        return Err("it must be above zero".to_owned());
    }
    Ok(weight)
}

/// A length above zero; a bare number is centimetres.
pub(super) fn length(text: &str) -> Result<Length, String> {
    let (value, unit) = measure(text)?;
    size_in(value, unit.unwrap_or(LengthUnit::Cm))
}

fn measure(text: &str) -> Result<(Decimal, Option<LengthUnit>), String> {
    let wrong = || "write a length such as 120, 600 mm or 48 in".to_owned();
    let text = text.trim();
    let split = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (value, unit) = text.split_at(split);
    let value = Decimal::from_str_exact(&value.trim().replace(',', ".")).map_err(|_| wrong())?;
    if unit.is_empty() {
        return Ok((value, None));
    }
    unit.parse()
        .map(|unit| (value, Some(unit)))
        .map_err(|()| wrong())
}

fn size_in(value: Decimal, unit: LengthUnit) -> Result<Length, String> {
    Length::new(value, unit)
        .filter(|l| *l > Length::default())
        .ok_or_else(|| "it must be above zero and fit a parcel".to_owned())
}

/// The largest size a parcel may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MaxSize {
    /// The longest side.
    Longest(Length),
    /// A box it must fit in, turned as it likes; longest side first.
    Within([Length; 3]),
}

impl MaxSize {
    /// From `120 cm` or `60x40x30 cm`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "write the longest side (120 cm) or three sides (60x40x30 cm)".to_owned();
        let parts: Vec<&str> = text.split(['x', 'X', '×', '*']).collect();
        match parts.as_slice() {
            [one] => length(one).map(Self::Longest).map_err(|_| wrong()),
            [a, b, c] => {
                let measured = [measure(a), measure(b), measure(c)];
                let [Ok(a), Ok(b), Ok(c)] = measured else {
                    return Err(wrong());
                };
                let unit = c.1.unwrap_or(LengthUnit::Cm);
                let mut sides = [
                    size_in(a.0, a.1.unwrap_or(unit))?,
                    size_in(b.0, b.1.unwrap_or(unit))?,
                    size_in(c.0, unit)?,
                ];
                sides.sort_unstable_by(|a, b| b.cmp(a));
                Ok(Self::Within(sides))
            }
            _ => Err(wrong()),
        }
    }

    /// Whether a parcel is within it.
    pub(super) fn takes(self, size: Dimensions) -> bool {
        let sides = size.sorted();
        match self {
            Self::Longest(longest) => sides[0] <= longest,
            Self::Within(most) => sides.iter().zip(most).all(|(side, most)| *side <= most),
        }
    }
}

impl std::fmt::Display for MaxSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Longest(longest) => write!(f, "{} cm on the longest side", cm(*longest)),
            Self::Within([a, b, c]) => write!(f, "{} × {} × {} cm", cm(*a), cm(*b), cm(*c)),
        }
    }
}

/// Centimetres for a person.
pub(super) fn cm(length: Length) -> Decimal {
    length.in_unit(LengthUnit::Cm, 1).normalize()
}

/// How much room counts as how much weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Divisor {
    value: i128,
    /// Micrograms a cubic micrometre as a fraction, still to be divided by `value`.
    numerator: i128,
    denominator: i128,
}

impl Divisor {
    /// From `5000` (cm³ a kilogram) or `139 in3/lb`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim().to_lowercase().replace('³', "3");
        let (value, numerator, denominator) = match text.strip_suffix("in3/lb") {
            // 25.4 mm cubed, and 453.59237 g.
            Some(value) => (value, 453_592_370, 16_387_064_000_000),
            None => (text.strip_suffix("cm3/kg").unwrap_or(&text), 1, 1_000),
        };
        let value = value.trim();
        // No divisor is a fraction of ten, so 5,000 can only mean five thousand.
        let value = if looks_grouped(value) {
            value.replace([',', '.'], "")
        } else {
            value.to_owned()
        };
        let value = amount(&value)
            .ok()
            .filter(|v| v.fract().is_zero() && *v >= Decimal::ONE)
            .and_then(|v| v.to_i128())
            .ok_or_else(|| "write a whole number such as 5000, or 139 in3/lb".to_owned())?;
        Ok(Self {
            value,
            numerator,
            denominator,
        })
    }

    /// The weight a size counts as, rounded up to the microgram.
    pub(super) fn weight(&self, size: Dimensions) -> Weight {
        let [a, b, c] = size
            .sorted()
            .map(|side| i128::from(side.micrometres().max(0)));
        let micrograms = a
            .checked_mul(b)
            .and_then(|ab| ab.checked_mul(c))
            .and_then(|volume| volume.checked_mul(self.numerator))
            .zip(self.value.checked_mul(self.denominator))
            .map(|(volume, by)| volume / by + i128::from(volume % by != 0))
            .and_then(|micrograms| i64::try_from(micrograms).ok());
        Weight::from_micrograms(micrograms.unwrap_or(i64::MAX))
    }
}

/// Yes or no.
pub(super) fn yes_no(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "on" => Ok(true),
        "no" | "n" | "false" | "0" | "off" => Ok(false),
        _ => Err("write yes or no".to_owned()),
    }
}

/// A whole number of days, at most a year.
pub(super) fn days(text: &str) -> Result<u32, String> {
    text.trim()
        .parse()
        .ok()
        .filter(|days| *days <= 365)
        .ok_or_else(|| "write whole days, from 0 to 365".to_owned())
}

/// The entries of a cell that holds several, with `|` between them.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split('|')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, value) in [
            ("4.50", "4.50"),
            ("4,5", "4.5"),
            ("25000", "25000"),
            ("25 000", "25000"),
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("1.234.567", "1234567"),
            ("0.125", "0.125"),
            (".5", "0.5"),
            ("-3", "-3"),
        ] {
            assert_eq!(number(text), Ok(value.parse().expect(value)), "{text}");
        }
        for text in [
            "",
            "abc",
            "25,000",
            "25.000",
            "1,23,456",
            "1.2.3",
            "1e5",
            "$5",
            "--1",
            "-",
            ".",
            "1,2,",
            "9".repeat(40).as_str(),
        ] {
            assert!(number(text).is_err(), "{text}");
        }
        assert!(amount("-0.01").is_err());
        assert!(percent("12,5 %").is_ok());
        assert!(percent("1001").is_err());
    }

    #[test]
    fn weights_and_sizes_with_units() {
        assert_eq!(weight("0.5"), Ok(Weight::from_grams(500)));
        assert_eq!(weight("1.250 kg"), Ok(Weight::from_grams(1250)));
        assert_eq!(weight("500 g"), Ok(Weight::from_grams(500)));
        for text in ["1,500 g", "0", "-1", "heavy", "99999999999999999999"] {
            assert!(weight(text).is_err(), "{text}");
        }
        assert_eq!(
            MaxSize::parse("120"),
            Ok(MaxSize::Longest(Length::from_mm(1200)))
        );
        assert_eq!(
            MaxSize::parse("40x60x300 mm"),
            Ok(MaxSize::Within([300, 60, 40].map(Length::from_mm)))
        );
        for text in ["", "1x2", "0x1x1", "axbxc", "-1"] {
            assert!(MaxSize::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn room_counts_as_weight() {
        let cube = |mm| Dimensions {
            length: Length::from_mm(mm),
            width: Length::from_mm(mm),
            height: Length::from_mm(mm),
        };
        let metric = Divisor::parse("5000").expect("divisor");
        assert_eq!(metric.weight(cube(100)), Weight::from_grams(200));
        assert_eq!(
            metric.weight(cube(i64::MAX / 1000)),
            Weight::from_micrograms(i64::MAX)
        );
        // 10 in cubed over 139 is 7.194 lb.
        let imperial = Divisor::parse("139 in3/lb").expect("divisor");
        let weight = imperial.weight(cube(254));
        assert_eq!(weight.in_unit(WeightUnit::Lb, 3), Decimal::new(7194, 3));
        assert_eq!(Divisor::parse("5,000 cm³/kg"), Divisor::parse("5000"));
        for text in ["0", "big", "139.5", "-5000"] {
            assert!(Divisor::parse(text).is_err(), "{text}");
        }
    }
}
