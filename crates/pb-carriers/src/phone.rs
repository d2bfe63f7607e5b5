//! Telephone numbers as carriers take them: by country, in E.164, or not at all.

use pb_domain::CountryCode;
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

/// A telephone number that can be one (ITU-T E.164).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone {
    /// The country's code, such as 1 or 84.
    pub(crate) country_code: String,
    /// The digits after it.
    pub(crate) national: String,
}

impl Phone {
    /// Reads a number as a person in a country writes it; `None` where it cannot be one. Extensions are left out.
    pub(crate) fn read(text: &str, country: CountryCode) -> Option<Self> {
        let region: Option<Region> = country.code().parse().ok();
        let number = PHONE_NUMBER_UTIL.parse(text.trim(), region).ok()?;
        if !PHONE_NUMBER_UTIL.is_possible_number(&number) {
            return None;
        }
        Some(Self {
            country_code: number.country_code.to_string(),
            national: number.get_national_significant_number(),
        })
    }

    /// All digits, without the plus sign.
    pub(crate) fn digits(&self) -> String {
        format!("{}{}", self.country_code, self.national)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_their_country() {
        for (text, country, digits) in [
            ("(512) 555-0143", "US", "15125550143"),
            ("+1 512 555 0143", "DE", "15125550143"),
            ("0912 345 678", "VN", "84912345678"),
            ("030 901820", "DE", "4930901820"),
            ("06 1234 5678", "IT", "390612345678"),
            ("98765 43210", "IN", "919876543210"),
        ] {
            let country = CountryCode::from_code(country).expect("a country");
            let phone = Phone::read(text, country).map(|p| p.digits());
            assert_eq!(phone.as_deref(), Some(digits), "{text}");
        }
        let us = CountryCode::from_code("US").expect("a country");
        for text in ["", "12", "call me", "555 0143 0143 0143 0143"] {
            assert_eq!(Phone::read(text, us), None, "{text}");
        }
    }
}
