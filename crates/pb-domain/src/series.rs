//! Own tracking numbers: station prefix, counter, check character.

/// Alphabet of ISO/IEC 7064 MOD 37,36.
const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Why a tracking number of our own cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// The prefix has other than 2 to 6 letters and digits.
    #[error("the prefix “{0}” must be 2 to 6 capital letters or digits")]
    Prefix(String),
    /// The counter has run out of digits.
    #[error("the number series of this station is used up")]
    UsedUp,
}

/// The `counter`-th number of a station: prefix, nine digits, and an ISO/IEC 7064 MOD 37,36 check
/// character, which catches every single wrong character and nearly every swap of neighbours.
pub fn series_number(prefix: &str, counter: u64) -> Result<String, SeriesError> {
    if !(2..=6).contains(&prefix.len())
        || !prefix
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    {
        return Err(SeriesError::Prefix(prefix.to_owned()));
    }
    if counter > 999_999_999 {
        return Err(SeriesError::UsedUp);
    }
    let body = format!("{prefix}{counter:09}");
    let check = check_character(&body).ok_or_else(|| SeriesError::Prefix(prefix.to_owned()))?;
    Ok(format!("{body}{check}"))
}

/// Whether a text is a number of our own kind with a right check character.
pub fn check_series(text: &str) -> bool {
    let Some((last, body)) = text.as_bytes().split_last() else {
        return false;
    };
    (12..=16).contains(&text.len())
        && text.is_ascii()
        && body[body.len() - 9..].iter().all(u8::is_ascii_digit)
        && std::str::from_utf8(body).ok().and_then(check_character) == Some(char::from(*last))
}

fn check_character(body: &str) -> Option<char> {
    let mut product = 36usize;
    for b in body.bytes() {
        let value = ALPHABET.iter().position(|a| *a == b)?;
        let sum = (product + value) % 36;
        product = (if sum == 0 { 36 } else { sum } * 2) % 37;
    }
    let check = (37 - product) % 36;
    Some(char::from(ALPHABET[check]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn matches_the_standards_own_example() {
        // ISO/IEC 7064: "A12425GABC1234002" has check character M.
        assert_eq!(check_character("A12425GABC1234002"), Some('M'));
    }

    #[test]
    fn refuses_odd_prefixes_and_an_exhausted_counter() {
        assert!(series_number("a", 1).is_err());
        assert!(series_number("PB-1", 1).is_err());
        assert_eq!(series_number("PB", 1_000_000_000), Err(SeriesError::UsedUp));
    }

    proptest! {
        #[test]
        fn catches_every_single_error(counter in 0u64..1_000_000_000, at in 0usize..12, with in 0usize..36) {
            let good = series_number("PB", counter).expect("valid");
            prop_assert!(check_series(&good));
            let mut bad = good.clone().into_bytes();
            bad[at] = ALPHABET[with];
            if bad != good.as_bytes() {
                prop_assert!(!check_series(&String::from_utf8(bad).expect("ascii")));
            }
        }
    }
}
