//! Numbers with their check digits: Intelligent Mail package barcodes, S10 numbers, and electronic file numbers.

/// The check digit of an Intelligent Mail package barcode: every second digit from the right three times, up to a ten.
fn check_digit(digits: &str) -> u32 {
    let weigh =
        |(at, c): (usize, char)| c.to_digit(10).unwrap_or(0) * if at % 2 == 0 { 3 } else { 1 };
    let sum: u32 = digits.chars().rev().enumerate().map(weigh).sum();
    (10 - sum % 10) % 10
}

/// A number by its channel and service type (5 digits), the Mailer ID (9) and a serial number.
pub(super) fn package_number(kind: &str, mid: &str, serial: u64) -> String {
    let digits = format!("{kind}{mid}{:07}", serial % 10_000_000);
    format!("{digits}{}", check_digit(&digits))
}

/// Whether digits are such a number of 22 that checks.
pub(super) fn is_package_number(text: &str) -> bool {
    text.len() == 22
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.starts_with('9')
        && text[21..].parse() == Ok(check_digit(&text[..21]))
}

/// The check digit of an S10 number.
fn s10_digit(digits: &str) -> u32 {
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let values = digits.chars().map(|c| c.to_digit(10).unwrap_or(0));
    let sum: u32 = values.zip(weights).map(|(d, w)| d * w).sum();
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

/// An S10 number by its two letters and a serial number.
pub(super) fn s10(letters: &str, serial: u64) -> String {
    let digits = format!("{:08}", serial % 100_000_000);
    format!("{letters}{digits}{}US", s10_digit(&digits))
}

/// Whether a text is an S10 number of the United States that checks.
pub(super) fn is_s10(text: &str) -> bool {
    text.len() == 13
        && text.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && text.bytes().skip(2).take(9).all(|b| b.is_ascii_digit())
        && text.ends_with("US")
        && text[10..11].parse() == Ok(s10_digit(&text[2..10]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_check() {
        for good in ["9400111206206406260787", "9505511069605048600624"] {
            assert!(is_package_number(good), "{good}");
        }
        for bad in [
            "9400111206206406260788",
            "8400111206206406260787",
            "94001112",
            "LZ123456785US",
        ] {
            assert!(!is_package_number(bad), "{bad}");
        }
        assert!(is_s10("RB123456785US") && !is_s10("RB123456786US") && !is_s10("RB123456785DE"));
        assert!(is_package_number(&package_number(
            "94001",
            "900000017",
            12_345_678
        )));
        assert!(is_s10(&s10("LZ", 12_345_678)));
    }
}
