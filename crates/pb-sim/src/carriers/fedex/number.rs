//! Numbers of Express and Ground with their check digits.

/// Of Express: eleven digits weighted 3, 1, 7 from the left, modulo 11, ten written 0.
fn express_digit(body: &str) -> u32 {
    let weights = [3, 1, 7].into_iter().cycle();
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    digits.zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11 % 10
}

/// Of Ground: fourteen digits weighted 3, 1 from the right, up to the next ten.
fn ground_digit(body: &str) -> u32 {
    let weights = [3, 1].into_iter().cycle();
    let digits = body.chars().rev().filter_map(|c| c.to_digit(10));
    (10 - digits.zip(weights).map(|(d, w)| d * w).sum::<u32>() % 10) % 10
}

/// A parcel's number by a serial one.
pub(super) fn number(ground: bool, serial: u64) -> String {
    if ground {
        let body = format!("9990{:010}", serial % 10_000_000_000);
        let digit = ground_digit(&body);
        return format!("{body}{digit}");
    }
    let body = format!("77{:09}", serial % 1_000_000_000);
    let digit = express_digit(&body);
    format!("{body}{digit}")
}

/// What the barcode of a label holds: 34 digits that end with the number, or Ground's 22 that do.
pub(super) fn barcode(number: &str, postal: &str) -> String {
    let zip: String = postal
        .chars()
        .filter(char::is_ascii_digit)
        .take(5)
        .collect();
    match number.len() {
        12 => format!("100192133425000{zip:0>5}00{number}"),
        _ => format!("9611020{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_check() {
        for express in ["986578788855", "568838414941", "231300687629630"] {
            let (body, last) = express.split_at(express.len() - 1);
            let digit = match express.len() {
                12 => express_digit(body),
                _ => ground_digit(body),
            };
            assert_eq!(digit.to_string(), last, "{express}");
        }
        assert_eq!(ground_digit("04144176022896").to_string(), "4");
        assert_eq!(number(false, 1), number(false, 1_000_000_001));
        assert_eq!((number(false, 7).len(), number(true, 7).len()), (12, 15));
    }
}
