//! SSCCs with their check digits.

/// Extension digit and company prefix of PostNord Sweden, as its documents' numbers have them.
const OWN: &str = "3735004";

/// The GS1 check digit of the digits before it: weighted 3 1 3 1 … from the right, up to the next ten.
fn check_digit(body: &str) -> u32 {
    let digits = body.chars().rev().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| digit * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    (10 - sum % 10) % 10
}

/// The number of a parcel, by a serial number: `00` and eighteen digits.
pub(super) fn item(serial: u64) -> String {
    let body = format!("{OWN}{:010}", serial % 10_000_000_000);
    format!("00{body}{}", check_digit(&body))
}

/// The number of a shipment, by a serial number.
pub(super) fn shipment(serial: u64) -> String {
    format!("{OWN}{:010}", serial % 10_000_000_000)
}

/// Whether a text is an SSCC as PostNord prints it, with a check digit that fits.
pub(super) fn is_sscc(text: &str) -> bool {
    text.len() == 20
        && text.starts_with("00")
        && text.bytes().all(|b| b.is_ascii_digit())
        && text[19..].parse() == Ok(check_digit(&text[2..19]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_check() {
        for good in [
            "00373500454541020957",
            "00373500489530470000",
            "00373501093010042961",
        ] {
            assert!(is_sscc(good), "{good}");
        }
        for bad in [
            "00373500454541020958",
            "373500454541020957",
            "0037350045454102095x",
        ] {
            assert!(!is_sscc(bad), "{bad}");
        }
        let number = item(98_765_432_109);
        assert!(is_sscc(&number) && number.starts_with("003735"), "{number}");
    }
}
