//! Addresses and what is missing from them.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// ISO 3166-1 alpha-2 country code, upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// From a two-letter code in any case; `None` when no country has it.
    pub fn from_code(code: &str) -> Option<Self> {
        let upper = code.trim().to_ascii_uppercase();
        celes::Country::from_alpha2(&upper).ok()?;
        upper.as_bytes().try_into().ok().map(Self)
    }

    /// From a two- or three-letter code or an English name.
    pub fn from_name_or_code(text: &str) -> Option<Self> {
        let text = text.trim();
        let short = SHORT_NAMES
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text));
        if let Some((code, _)) = short {
            return Self::from_code(code);
        }
        Self::from_code(text).or_else(|| {
            celes::Country::from_alpha3(text.to_ascii_uppercase())
                .or_else(|_| celes::Country::from_name(text))
                .or_else(|_| celes::Country::from_alias(text))
                .ok()
                .and_then(|c| Self::from_code(c.alpha2))
        })
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }

    /// The country's English name, as an address carries it: short, and without the article.
    pub fn name(&self) -> &'static str {
        if let Some((_, name)) = SHORT_NAMES.iter().find(|(code, _)| *code == self.code()) {
            return name;
        }
        let name = celes::Country::from_alpha2(self.code()).map_or("", |c| c.long_name);
        name.strip_prefix("The ").unwrap_or(name)
    }
}

/// Where the list of countries has the state's name in full, or turned around, an address has this.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("BO", "Bolivia"),
    ("BN", "Brunei"),
    ("CD", "Democratic Republic of the Congo"),
    ("CI", "Côte d’Ivoire"),
    ("FM", "Micronesia"),
    ("GB", "United Kingdom"),
    ("IR", "Iran"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("LA", "Laos"),
    ("MD", "Moldova"),
    ("MF", "Saint Martin"),
    ("MK", "North Macedonia"),
    ("PS", "Palestine"),
    ("RU", "Russia"),
    ("SH", "Saint Helena"),
    ("SX", "Sint Maarten"),
    ("SY", "Syria"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("VE", "Venezuela"),
];

impl TryFrom<String> for CountryCode {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| {
            format!("“{code}” is not a country code; use two letters such as US or VN")
        })
    }
}

impl From<CountryCode> for String {
    fn from(c: CountryCode) -> Self {
        c.code().to_owned()
    }
}

impl std::fmt::Display for CountryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// A postal address with the person or company at it. Empty text means not given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Address {
    /// Person.
    pub name: String,
    /// Company.
    pub company: String,
    /// Street and house number.
    pub line1: String,
    /// Flat, floor, building.
    pub line2: String,
    /// Ward or neighbourhood, where the country has them.
    pub ward: String,
    /// District, where the country has them.
    pub district: String,
    /// City or town.
    pub city: String,
    /// State, province or county: a code where the country has codes.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// Country; absent until known.
    pub country: Option<CountryCode>,
    /// Telephone, as given.
    pub phone: String,
    /// E-mail, as given.
    pub email: String,
}

/// One field that stops a shipment, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldProblem {
    /// Field path, as the form names it: `ship_to.city`, `parcels.0.weight`.
    pub field: String,
    /// What is wrong and what to do, for a person.
    pub text: String,
}

/// Countries whose post uses no postal codes (UPU addressing sheets); all others must have one.
const NO_POSTAL_CODE: &[&str] = &[
    "AE", "AG", "AO", "AW", "BI", "BJ", "BO", "BS", "BW", "BZ", "CD", "CF", "CG", "CI", "CK", "CM",
    "DJ", "DM", "ER", "FJ", "GA", "GD", "GM", "GQ", "GY", "HK", "KI", "KM", "KN", "KP", "ML", "MO",
    "MR", "MW", "NR", "NU", "QA", "RW", "SB", "SC", "SL", "SR", "ST", "SY", "TF", "TG", "TK", "TL",
    "TO", "TV", "UG", "VU", "WS", "YE", "ZW", "VN", "IE", "PA", "JM", "TZ", "SO", "SS", "TD", "GH",
];

impl Address {
    /// What is missing before a label may carry this address; `prefix` names the form's section.
    pub fn problems(&self, prefix: &str) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut missing = |field: &str, text: &str| {
            problems.push(FieldProblem {
                field: format!("{prefix}.{field}"),
                text: text.to_owned(),
            });
        };
        let blank = |s: &str| s.trim().is_empty();
        if blank(&self.name) && blank(&self.company) {
            missing("name", "A name or a company is missing");
        }
        if blank(&self.line1) {
            missing("line1", "The street is missing");
        }
        if blank(&self.city) {
            missing("city", "The city is missing");
        }
        match self.country {
            None => missing("country", "The country is missing"),
            Some(c) if blank(&self.postal_code) && !NO_POSTAL_CODE.contains(&c.code()) => {
                missing("postal_code", "The postal code is missing");
            }
            Some(_) => {}
        }
        problems
    }

    /// The address as printed: one entry a line, the country's name last when `with_country`.
    pub fn lines(&self, with_country: bool) -> Vec<String> {
        let join = |parts: &[&str], sep: &str| {
            parts
                .iter()
                .filter(|p| !p.trim().is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(sep)
        };
        let town = join(
            &[&self.city, &join(&[&self.region, &self.postal_code], " ")],
            ", ",
        );
        let country = self
            .country
            .filter(|_| with_country)
            .map_or("", |c| c.name());
        [
            self.name.clone(),
            self.company.clone(),
            self.line1.clone(),
            self.line2.clone(),
            join(&[&self.ward, &self.district], ", "),
            town,
            country.to_uppercase(),
        ]
        .into_iter()
        .filter(|l| !l.trim().is_empty())
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_by_code_and_name() {
        assert_eq!(
            CountryCode::from_name_or_code("us").map(|c| c.code().to_owned()),
            Some("US".into())
        );
        assert_eq!(
            CountryCode::from_name_or_code("DEU").map(|c| c.code().to_owned()),
            Some("DE".into())
        );
        assert_eq!(CountryCode::from_name_or_code("Narnia"), None);
        for (code, name) in SHORT_NAMES {
            let country = CountryCode::from_name_or_code(name).expect("a country");
            assert_eq!((country.code(), country.name()), (*code, *name));
        }
        let shown = CountryCode::from_code("US").map(|c| c.name().to_uppercase());
        assert_eq!(shown.as_deref(), Some("UNITED STATES OF AMERICA"));
    }

    #[test]
    fn names_every_missing_field_once() {
        let fields: Vec<_> = Address::default()
            .problems("ship_to")
            .into_iter()
            .map(|p| p.field)
            .collect();
        assert_eq!(
            fields,
            [
                "ship_to.name",
                "ship_to.line1",
                "ship_to.city",
                "ship_to.country"
            ]
        );
    }
}
