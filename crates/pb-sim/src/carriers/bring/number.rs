//! Numbers of consignments and parcels, with GS1's check digit.

/// The check digit of digits: weights 3 and 1 from the right, up to the next ten.
fn check_digit(digits: &str) -> u32 {
    let weights = [3, 1].into_iter().cycle();
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10));
    let sum: u32 = values
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    (10 - sum % 10) % 10
}

fn numbered(start: &str, serial: u64) -> String {
    let body = format!("{start}{:08}", serial % 100_000_000);
    format!("{body}{}", check_digit(&body))
}

/// The number of a consignment.
pub(super) fn consignment(serial: u64) -> String {
    numbered("70438101", serial)
}

/// The number of a parcel, an SSCC.
pub(super) fn parcel(serial: u64) -> String {
    numbered("370438101", serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_check() {
        // Bring's own samples.
        assert_eq!(consignment(26_801_853), "70438101268018539");
        assert_eq!(parcel(26_805_853), "370438101268058536");
    }
}
