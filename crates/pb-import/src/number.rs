//! Amounts, quantities and weights as people and shops write them.
use pb_domain::{Currency, Money, Weight, WeightUnit};
use rust_decimal::Decimal;
use rust_decimal::prelude::*;

/// How a file writes decimals, to tell `1.234` (one and a bit) from `1.234` (one thousand).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimals {
    mark: char,
    /// An amount in the file shows it; otherwise the column separator suggests it.
    shown: bool,
}

impl Decimals {
    /// By the mark that an amount has [shown](shown_mark); else a file separated by semicolons has
    /// decimal commas, as spreadsheets write them, and any other has decimal points.
    pub(super) fn new(shown: Option<char>, delimiter: u8) -> Self {
        let usual = if delimiter == b';' { ',' } else { '.' };
        Self {
            mark: shown.unwrap_or(usual),
            shown: shown.is_some(),
        }
    }
}

/// An amount of money; blank is none. A currency in the cell itself wins over `currency`, and with
/// neither the amount is unknown.
pub(super) fn money(
    text: &str,
    decimals: Decimals,
    currency: Option<Currency>,
) -> Result<Option<Money>, String> {
    if matches!(text, "" | "-" | "–" | "—") {
        return Ok(None);
    }
    let unreadable = || format!("“{text}” is not an amount of money");
    let (number, around) = number_in(text).ok_or_else(unreadable)?;
    let stated = match around {
        "" => None,
        around => currency_mark(around).ok_or_else(unreadable)?,
    };
    let Some(currency) = stated.or(currency) else {
        return parse(number, |_| true).map(|_| None).ok_or_else(unreadable);
    };
    // No coin is smaller than one dong or yen, so three digits after a mark are thousands.
    let decimal = |mark| currency.exponent() > 0 && mark == decimals.mark;
    let value = parse(number, decimal).ok_or_else(unreadable)?;
    Money::from_decimal(value, currency)
        .map(Some)
        .map_err(|_| format!("“{text}” is too large an amount"))
}

/// A number of pieces; blank is none.
pub(super) fn quantity(text: &str, decimals: Decimals) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let value = number_in(text)
        .filter(|(_, around)| matches!(*around, "" | "x" | "×" | "pcs" | "pc" | "st" | "stk"))
        .and_then(|(number, _)| parse(number, |mark| !decimals.shown || mark == decimals.mark))
        .ok_or_else(|| format!("the quantity “{text}” is not a number"))?;
    if value.is_sign_negative() && !value.is_zero() {
        return Err(format!("the quantity “{text}” is below zero"));
    }
    if !value.fract().is_zero() {
        return Err(format!("the quantity “{text}” is not a whole number"));
    }
    value
        .to_u32()
        .map(Some)
        .ok_or_else(|| format!("the quantity “{text}” is too large"))
}

/// A weight; blank or zero is none, because shops write zero for a weight nobody entered.
pub(super) fn weight(
    text: &str,
    decimals: Decimals,
    unit: Option<WeightUnit>,
) -> Result<Option<Weight>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let unreadable = || format!("“{text}” is not a weight");
    let (number, around) = number_in(text).ok_or_else(unreadable)?;
    let unit = match around {
        "" => unit.ok_or_else(|| {
            format!("the weight “{text}” has no unit: choose the unit of weights in the mapping")
        })?,
        around => around.parse().map_err(|_| unreadable())?,
    };
    // Nothing that is packed by hand weighs a thousand kilograms a piece.
    let heavy = matches!(unit, WeightUnit::Kg | WeightUnit::Lb);
    let value = parse(number, |mark| {
        heavy || !decimals.shown || mark == decimals.mark
    })
    .ok_or_else(unreadable)?;
    if value.is_sign_negative() && !value.is_zero() {
        return Err(format!("the weight “{text}” is below zero"));
    }
    let weight = Weight::new(value, unit).ok_or_else(|| format!("“{text}” is too heavy"))?;
    Ok(Some(weight).filter(|w| *w != Weight::ZERO))
}

/// The currency that an amount itself states, if it does so without doubt.
pub(super) fn stated_currency(text: &str) -> Option<Currency> {
    number_in(text).and_then(|(_, around)| currency_mark(around).flatten())
}

/// Currency marks; `None` for a mark that several currencies share.
const MARKS: &[(&str, Option<&str>)] = &[
    ("€", Some("EUR")),
    ("euro", Some("EUR")),
    ("£", Some("GBP")),
    ("₫", Some("VND")),
    ("đ", Some("VND")),
    ("vnđ", Some("VND")),
    ("₹", Some("INR")),
    ("₩", Some("KRW")),
    ("฿", Some("THB")),
    ("₱", Some("PHP")),
    ("₺", Some("TRY")),
    ("₴", Some("UAH")),
    ("₪", Some("ILS")),
    ("₦", Some("NGN")),
    ("zł", Some("PLN")),
    ("zl", Some("PLN")),
    ("kč", Some("CZK")),
    ("ft", Some("HUF")),
    ("lei", Some("RON")),
    ("лв", Some("BGN")),
    ("₽", Some("RUB")),
    ("rm", Some("MYR")),
    ("rp", Some("IDR")),
    ("r$", Some("BRL")),
    ("us$", Some("USD")),
    ("c$", Some("CAD")),
    ("ca$", Some("CAD")),
    ("a$", Some("AUD")),
    ("au$", Some("AUD")),
    ("nz$", Some("NZD")),
    ("s$", Some("SGD")),
    ("hk$", Some("HKD")),
    ("nt$", Some("TWD")),
    ("$", None),
    ("¥", None),
    ("円", Some("JPY")),
    ("元", Some("CNY")),
    ("kr", None),
    ("rs", None),
    ("fr", None),
    ("sfr", Some("CHF")),
];

/// `None` when the text is no currency at all.
fn currency_mark(text: &str) -> Option<Option<Currency>> {
    let text = text.trim_end_matches('.');
    if let Ok(currency) = Currency::from_code(text) {
        return Some(Some(currency));
    }
    let lower = text.to_lowercase();
    let (_, code) = MARKS.iter().find(|(mark, _)| *mark == lower)?;
    Some(code.and_then(|c| Currency::from_code(c).ok()))
}

/// A number's sign and digits.
#[derive(Clone, Copy)]
struct Number<'a> {
    digits: &'a str,
    negative: bool,
}

/// Splits `-12,50 €` into its number and what stands around it.
fn number_in(text: &str) -> Option<(Number<'_>, &str)> {
    let text = text.trim();
    let (text, bracketed) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let (before, digits, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    // `.5` and `,5` have no digit before the mark; in `Rs.5` the point belongs to the letters.
    let (before, digits) = match before.strip_suffix(['.', ',']) {
        Some(rest) if !rest.ends_with(char::is_alphabetic) => (rest, &text[first - 1..=last]),
        _ => (before, digits),
    };
    let (before, minus_before) = take_minus(before);
    let (after, minus_after) = take_minus(after);
    let ((around, "") | ("", around)) = (before, after) else {
        return None;
    };
    let number = Number {
        digits,
        negative: bracketed || minus_before || minus_after,
    };
    Some((number, around))
}

fn take_minus(text: &str) -> (&str, bool) {
    const MINUS: [char; 2] = ['-', '−'];
    let text = text.trim();
    let bare = text.trim_start_matches(MINUS).trim_end_matches(MINUS);
    let sign = bare.len() < text.len();
    (bare.trim().trim_start_matches('+').trim(), sign)
}

/// Spaces and apostrophes stand between thousands in many countries.
fn is_spacer(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '’')
}

/// Reads the digits. `decimal` says whether a lone mark before exactly three digits is decimal.
fn parse(number: Number<'_>, decimal: impl Fn(char) -> bool) -> Option<Decimal> {
    let digits = number.digits;
    if digits
        .chars()
        .any(|c| !(c.is_ascii_digit() || c == '.' || c == ',' || is_spacer(c)))
    {
        return None;
    }
    let split = decimal_mark(digits, decimal).ok()?;
    let (whole, fraction) = match split {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, ""),
    };
    if !is_grouped(whole) || fraction.contains(|c: char| !c.is_ascii_digit()) {
        return None;
    }
    let mut plain = String::with_capacity(digits.len() + 2);
    if number.negative {
        plain.push('-');
    }
    plain.push('0');
    plain.extend(whole.chars().filter(char::is_ascii_digit));
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    Decimal::from_str(&plain).ok()
}

/// Where the decimal mark stands, if there is one; an error when the marks make no sense.
fn decimal_mark(digits: &str, decimal: impl Fn(char) -> bool) -> Result<Option<usize>, ()> {
    let Some(last) = digits.rfind(['.', ',']) else {
        return Ok(None);
    };
    let mark = digits.as_bytes()[last];
    let other = if mark == b'.' { ',' } else { '.' };
    let again = digits[..last].contains(char::from(mark));
    let (before, after) = (&digits[..last], &digits[last + 1..]);
    match (again, before.contains(other)) {
        (true, true) => Err(()),
        (true, false) => Ok(None),
        (false, true) => Ok(Some(last)),
        (false, false) => {
            let certain = after.len() != 3
                || before.contains(is_spacer)
                || before.len() > 3
                || before.is_empty()
                || before.starts_with('0');
            Ok(Some(last).filter(|_| certain || decimal(char::from(mark))))
        }
    }
}

/// Whether a whole number is plain, or grouped by one mark in threes, or in twos as in India.
fn is_grouped(whole: &str) -> bool {
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return true;
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    let Some((last, front)) = groups.split_last() else {
        return false;
    };
    let digits = |g: &&str| g.bytes().all(|b| b.is_ascii_digit());
    let middle = &front[1.min(front.len())..];
    groups.iter().all(digits)
        && last.len() == 3
        && front.first().is_some_and(|g| (1..=3).contains(&g.len()))
        && (middle.iter().all(|g| g.len() == 3) || middle.iter().all(|g| g.len() == 2))
}

/// The decimal mark of an amount that leaves no doubt.
pub(super) fn shown_mark(text: &str) -> Option<char> {
    let (number, _) = number_in(text)?;
    let digits = number.digits;
    let as_decimal = decimal_mark(digits, |_| true).ok()?;
    let as_thousands = decimal_mark(digits, |_| false).ok()?;
    match (as_decimal, as_thousands) {
        (Some(at), Some(_)) => Some(char::from(digits.as_bytes()[at])),
        // `1.234.567`: the mark groups, so the other one is decimal.
        (None, None) if digits.contains('.') => Some(','),
        (None, None) if digits.contains(',') => Some('.'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Decimals = Decimals {
        mark: '.',
        shown: true,
    };
    const COMMA: Decimals = Decimals {
        mark: ',',
        shown: true,
    };

    fn minor(text: &str, decimals: Decimals, code: &str) -> Result<Option<i64>, String> {
        let currency = Currency::from_code(code).expect("code");
        money(text, decimals, Some(currency)).map(|m| m.map(|m| m.minor))
    }

    #[test]
    fn amounts_of_all_countries() {
        for (text, decimals, code, expected) in [
            ("1.234,56", COMMA, "EUR", 123_456),
            ("1.234,56", POINT, "EUR", 123_456),
            ("1,234.56", POINT, "USD", 123_456),
            ("1,234.56", COMMA, "USD", 123_456),
            ("12,50", COMMA, "EUR", 1_250),
            ("12,50", POINT, "EUR", 1_250),
            ("12.5", COMMA, "EUR", 1_250),
            ("1 234,56", COMMA, "EUR", 123_456),
            ("1\u{a0}234,56\u{a0}€", COMMA, "EUR", 123_456),
            ("1'234.50", POINT, "CHF", 123_450),
            ("1’234.50", POINT, "CHF", 123_450),
            ("1.234", COMMA, "EUR", 123_400),
            ("1.234", POINT, "EUR", 123),
            ("1,234", POINT, "USD", 123_400),
            ("1.234.567", POINT, "EUR", 123_456_700),
            ("1,23,456.00", POINT, "INR", 12_345_600),
            ("150.000", POINT, "VND", 150_000),
            ("150.000 ₫", POINT, "VND", 150_000),
            ("150,000đ", COMMA, "VND", 150_000),
            ("25000.00", POINT, "VND", 25_000),
            ("$12.50", POINT, "USD", 1_250),
            ("12.50 USD", POINT, "USD", 1_250),
            ("kr. 99,95", COMMA, "DKK", 9_995),
            ("-5.00", POINT, "USD", -500),
            ("5,00-", COMMA, "EUR", -500),
            ("(5.00)", POINT, "USD", -500),
            (".5", POINT, "USD", 50),
            ("Rs.500", POINT, "INR", 50_000),
            ("0.125", POINT, "USD", 13),
            ("0", POINT, "USD", 0),
            ("8.403361", COMMA, "EUR", 840),
        ] {
            assert_eq!(minor(text, decimals, code), Ok(Some(expected)), "{text}");
        }
        assert_eq!(minor("", POINT, "USD"), Ok(None));
        for text in [
            "twelve",
            "12 kg",
            "1.2.3,4,5",
            "12.34.5",
            "1,2345,678",
            "€",
            "12.50 (incl. VAT)",
            "USD 5 EUR",
            "1-2",
            "99999999999999999999",
            "12 50",
        ] {
            assert!(minor(text, POINT, "USD").is_err(), "{text}");
        }
    }

    #[test]
    fn the_cell_says_its_currency() {
        let eur = Currency::from_code("EUR").expect("EUR");
        assert_eq!(
            money("12,50 €", COMMA, None),
            Ok(Some(Money::new(1_250, eur)))
        );
        assert_eq!(money("12,50", COMMA, None), Ok(None), "no currency known");
        assert_eq!(stated_currency("EUR 5"), Some(eur));
        assert_eq!(stated_currency("$5"), None, "many dollars");
    }

    #[test]
    fn one_clear_amount_decides_for_the_file() {
        for (amounts, delimiter, expected) in [
            (&["", "1.234", "12,50"][..], b',', COMMA),
            (&["1,234", "12.50"], b';', POINT),
            (&["1.234.567"], b',', COMMA),
            (
                &["1.234"],
                b';',
                Decimals {
                    mark: ',',
                    shown: false,
                },
            ),
            (
                &["12"],
                b',',
                Decimals {
                    mark: '.',
                    shown: false,
                },
            ),
        ] {
            assert_eq!(
                Decimals::new(amounts.iter().find_map(|a| shown_mark(a)), delimiter),
                expected,
                "{amounts:?}"
            );
        }
    }

    #[test]
    fn quantities_are_whole_and_not_negative() {
        let guess = Decimals {
            mark: '.',
            shown: false,
        };
        for (text, decimals, expected) in [
            ("2", POINT, 2),
            ("2.0", POINT, 2),
            ("2,00", POINT, 2),
            ("2.000", guess, 2),
            ("2,000", guess, 2),
            ("2,000", POINT, 2000),
            ("2.000", COMMA, 2000),
            ("0", POINT, 0),
            ("3 x", POINT, 3),
        ] {
            assert_eq!(quantity(text, decimals), Ok(Some(expected)), "{text}");
        }
        for text in ["two", "1.5", "-1", "5000000000", "1/2"] {
            assert!(quantity(text, POINT).is_err(), "{text}");
        }
    }

    #[test]
    fn weights_carry_a_unit_or_take_the_mappings() {
        let grams =
            |text, unit| weight(text, COMMA, unit).map(|w| w.map(|w| w.micrograms() / 1_000_000));
        for (text, unit, expected) in [
            ("1,2 kg", None, Some(1200)),
            ("1.250 kg", None, Some(1250)),
            ("450g", None, Some(450)),
            ("1.500 g", None, Some(1500)),
            ("2", Some(WeightUnit::Kg), Some(2000)),
            ("0", Some(WeightUnit::Kg), None),
            ("", None, None),
        ] {
            assert_eq!(grams(text, unit), Ok(expected), "{text}");
        }
        for text in ["1.2", "heavy", "-1 kg", "5 stone"] {
            assert!(grams(text, None).is_err(), "{text}");
        }
    }
}
