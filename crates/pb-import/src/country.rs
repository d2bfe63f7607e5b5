//! Countries by the names that shops and spreadsheets give them.
use pb_domain::CountryCode;

/// Names that no English list has, in the languages the column names are guessed in.
const NAMES: &[(&str, &[&str])] = &[
    ("AE", &["uae", "vereinigte arabische emirate"]),
    (
        "AT",
        &["österreich", "oesterreich", "autriche", "oostenrijk"],
    ),
    ("AU", &["australien", "australie"]),
    (
        "BE",
        &["belgien", "belgique", "belgië", "belgie", "bélgica"],
    ),
    ("BG", &["bulgarien", "българия"]),
    ("BR", &["brasil", "brasilien"]),
    ("CA", &["kanada"]),
    (
        "CH",
        &["schweiz", "suisse", "svizzera", "zwitserland", "suiza"],
    ),
    ("CN", &["people's republic of china", "中国", "trung quốc"]),
    ("CY", &["zypern"]),
    (
        "CZ",
        &["tschechien", "česko", "česká republika", "tjeckien"],
    ),
    (
        "DE",
        &[
            "deutschland",
            "allemagne",
            "alemania",
            "germania",
            "duitsland",
            "niemcy",
            "đức",
        ],
    ),
    (
        "DK",
        &["dänemark", "danmark", "danemark", "denemarken", "dinamarca"],
    ),
    ("EE", &["estland", "eesti"]),
    (
        "ES",
        &["spanien", "españa", "espana", "espagne", "spagna", "spanje"],
    ),
    ("FI", &["finnland", "suomi", "finlande", "finlandia"]),
    (
        "FR",
        &["frankreich", "francia", "frankrijk", "francja", "pháp"],
    ),
    (
        "GB",
        &[
            "uk",
            "u.k.",
            "wales",
            "großbritannien",
            "vereinigtes königreich",
            "royaume-uni",
            "reino unido",
            "regno unito",
            "verenigd koninkrijk",
            "wielka brytania",
        ],
    ),
    ("GR", &["griechenland", "ελλάδα", "grèce"]),
    ("HR", &["kroatien", "hrvatska"]),
    ("HU", &["ungarn", "magyarország"]),
    (
        "IE",
        &["irland", "irlande", "irlanda", "republic of ireland"],
    ),
    ("IN", &["indien", "bharat"]),
    ("IT", &["italien", "italia", "italie", "italië", "włochy"]),
    ("JP", &["日本", "nhật bản"]),
    ("KR", &["korea", "대한민국"]),
    ("LT", &["litauen", "lietuva"]),
    ("LU", &["luxemburg"]),
    ("LV", &["lettland", "latvija"]),
    ("MX", &["méxico", "mexiko"]),
    (
        "NL",
        &[
            "niederlande",
            "nederland",
            "pays-bas",
            "países bajos",
            "paesi bassi",
            "holandia",
        ],
    ),
    ("NO", &["norwegen", "norge", "norvège", "noorwegen"]),
    ("PL", &["polen", "polska", "pologne", "polonia"]),
    ("RO", &["rumänien", "românia"]),
    ("SE", &["schweden", "sverige", "suède", "zweden", "suecia"]),
    ("SI", &["slowenien", "slovenija"]),
    ("SK", &["slowakei", "slovensko"]),
    ("TH", &["ประเทศไทย", "thái lan"]),
    ("TW", &["taiwan, province of china"]),
    (
        "US",
        &[
            "u.s.",
            "u.s.a.",
            "vereinigte staaten",
            "états-unis",
            "estados unidos",
            "stati uniti",
            "verenigde staten",
            "mỹ",
            "hoa kỳ",
        ],
    ),
    ("VN", &["việt nam", "viet nam", "vn."]),
    ("WS", &["samoa"]),
];

/// A country by code or name; blank is none.
pub(super) fn country(text: &str) -> Result<Option<CountryCode>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    // Almost every cell is a two-letter code.
    if let Some(code) = CountryCode::from_code(text) {
        return Ok(Some(code));
    }
    let lower = text.to_lowercase();
    let named = NAMES
        .iter()
        .find(|(_, names)| names.contains(&lower.as_str()))
        .and_then(|(code, _)| CountryCode::from_code(code));
    // The list of English names has them without spaces.
    let joined = || {
        lower
            .replace([' ', '_', '-', '.', '\''], "")
            .replace('&', "and")
    };
    named
        .or_else(|| CountryCode::from_name_or_code(text))
        .or_else(|| CountryCode::from_name_or_code(&joined()))
        .map(Some)
        .ok_or_else(|| format!("“{text}” is not a country: use two letters such as US or VN"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_several_languages() {
        for (text, code) in [
            ("us", "US"),
            ("USA", "US"),
            ("United States", "US"),
            ("United States of America", "US"),
            ("UK", "GB"),
            ("United Kingdom", "GB"),
            ("England", "GB"),
            ("Deutschland", "DE"),
            ("ÖSTERREICH", "AT"),
            ("France", "FR"),
            ("Việt Nam", "VN"),
            ("Vietnam", "VN"),
            ("Czech Republic", "CZ"),
            ("South Korea", "KR"),
            ("New Zealand", "NZ"),
            ("Samoa", "WS"),
            ("XK", "XK"),
            ("Bosnia & Herzegovina", "BA"),
        ] {
            let found = country(text).expect(text).expect(text);
            assert_eq!(found.code(), code, "{text}");
        }
        assert_eq!(country(""), Ok(None));
        assert!(country("Narnia").is_err());
        for (code, _) in NAMES {
            assert!(CountryCode::from_code(code).is_some(), "{code}");
        }
    }
}
