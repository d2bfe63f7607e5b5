//! `1Z` numbers with their check digits.

/// The check digit of the 15 characters between `1Z` and it: letters count as (ASCII − 3) mod 10, every second
/// character twice, and the digit fills the sum up to a ten.
fn check_digit(body: &str) -> u32 {
    let value = |c: char| match c.to_digit(10) {
        Some(digit) => digit,
        None => (u32::from(c) - 3) % 10,
    };
    let weigh = |(at, c): (usize, char)| value(c) * if at % 2 == 1 { 2 } else { 1 };
    let sum: u32 = body.chars().enumerate().map(weigh).sum();
    (10 - sum % 10) % 10
}

/// The number of a parcel of an account, by the two characters of its service and a serial number.
pub(super) fn number(account: &str, service: &str, serial: u64) -> String {
    let body = format!("{account}{service}{:07}", serial % 10_000_000);
    format!("1Z{body}{}", check_digit(&body))
}

/// Whether a text is a `1Z` number that checks.
pub(super) fn is_number(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    text.len() == 18
        && text.starts_with("1Z")
        && text.chars().all(plain)
        && text[17..].parse() == Ok(check_digit(&text[2..17]))
}

/// The two characters in a number of what is sold as a service; not the service's own code.
pub(super) fn service_pair(service: &str, returns: bool) -> &'static str {
    match service {
        _ if returns => "90",
        "01" => "01",
        "02" | "59" => "02",
        "03" | "11" => "03",
        "12" => "12",
        "13" => "13",
        "14" => "15",
        _ => "66",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_check() {
        for good in [
            "1Z5R89390357567127",
            "1Z879E930346834440",
            "1Z410E7W0392751591",
            "1Z8V92A70367203024",
            "1ZXX3150YW44070023",
            "1Z2220060294314162",
            "1ZCIETST0111111114",
        ] {
            assert!(is_number(good), "{good}");
        }
        for bad in [
            "1Z1111111111111111",
            "1Z12345E0205271688",
            "1Z5R89390357567128",
            "1z5r89390357567127",
            "5R89390357567127",
        ] {
            assert!(!is_number(bad), "{bad}");
        }
        assert!(is_number(&number("A1B2C3", "03", 12_345_678)));
    }
}
