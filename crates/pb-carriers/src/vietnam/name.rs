//! Names of provinces, districts and wards as people write them, compared with those of a carrier's list.
//!
//! A name is read as words and, where it begins with one, the kind of unit that it is. Words are equal when their
//! letters and their tone are: `Hoà` and `Hòa` differ in where the tone stands and are one word, `Phú` and `Phù` are
//! two. A word that is written without any diacritics stands for all that it may be. Kinds that are both written must
//! be the same: `Xã Tân Lập` is not `Phường Tân Lập`.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A place in a carrier's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// What the carrier knows it by.
    pub(crate) id: String,
    /// Its name, to the letter.
    pub(crate) name: String,
    /// What else it is called.
    pub(crate) also: Vec<String>,
}

/// What of a list a name may mean.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// This place and no other.
    One(&'a Place),
    /// Any of these.
    Several(Vec<&'a Place>),
    /// None; these are written alike.
    None(Vec<&'a Place>),
}

/// Kinds of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Province,
    City,
    UrbanDistrict,
    RuralDistrict,
    Town,
    Township,
    Ward,
    Commune,
    SpecialZone,
}

/// Words that a name may begin with, and what they say; longer ones first. A word without diacritics also stands
/// here for those that have some, since it is looked for as it was written.
const PREFIXES: &[(&[&str], Option<Kind>)] = &[
    (&["thành", "phố"], Some(Kind::City)),
    (&["thị", "xã"], Some(Kind::Town)),
    (&["thị", "trấn"], Some(Kind::Township)),
    (&["đặc", "khu"], Some(Kind::SpecialZone)),
    (&["tỉnh"], Some(Kind::Province)),
    (&["quận"], Some(Kind::UrbanDistrict)),
    (&["huyện"], Some(Kind::RuralDistrict)),
    (&["phường"], Some(Kind::Ward)),
    (&["xã"], Some(Kind::Commune)),
    (&["t", "p"], Some(Kind::City)),
    (&["tp"], Some(Kind::City)),
    (&["tx"], Some(Kind::Town)),
    (&["tt"], Some(Kind::Township)),
    (&["q"], Some(Kind::UrbanDistrict)),
    (&["h"], Some(Kind::RuralDistrict)),
    (&["p"], Some(Kind::Ward)),
    (&["x"], Some(Kind::Commune)),
    // English, which does not tell an urban district from a rural one.
    (&["district"], None),
    (&["ward"], Some(Kind::Ward)),
    (&["commune"], Some(Kind::Commune)),
];

/// English words that a name may end with.
const SUFFIXES: &[(&str, Option<Kind>)] = &[
    ("city", Some(Kind::City)),
    ("province", Some(Kind::Province)),
    ("district", None),
    ("ward", Some(Kind::Ward)),
    ("commune", Some(Kind::Commune)),
];

/// Grave, acute, tilde, hook above, dot below: the tones. Other marks belong to the letter.
const TONES: &[char] = &['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// A text without diacritics: `Đường Lê Lợi` as `Duong Le Loi`.
pub(crate) fn unaccented(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}

/// A syllable or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    /// Without tones.
    letters: String,
    tones: String,
    /// Without any mark.
    bare: String,
}

impl Word {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let number = lower.bytes().all(|b| b.is_ascii_digit());
        let lower = match lower.trim_start_matches('0') {
            rest if number && !rest.is_empty() => rest.to_owned(),
            _ => lower,
        };
        Self {
            letters: lower.nfd().filter(|c| !TONES.contains(c)).collect(),
            tones: lower.nfd().filter(|c| TONES.contains(c)).collect(),
            bare: unaccented(&lower),
        }
    }

    fn is_bare(&self) -> bool {
        self.tones.is_empty() && self.letters.is_ascii()
    }

    /// Whether it may be written for another.
    fn stands_for(&self, other: &Self) -> bool {
        self == other || self.is_bare() && self.bare == other.bare
    }
}

/// One way to understand a name.
#[derive(Clone, Debug)]
struct Reading {
    kind: Option<Kind>,
    words: Vec<Word>,
}

impl Reading {
    fn joined(&self) -> String {
        self.words.iter().map(|w| w.bare.as_str()).collect()
    }

    fn may_be(&self, other: &Self) -> bool {
        self.kind.is_none() || other.kind.is_none() || self.kind == other.kind
    }

    fn is(&self, other: &Self) -> bool {
        self.may_be(other) && self.words == other.words
    }

    /// Whether it may be written for another by somebody who leaves diacritics, or blanks, out.
    fn stands_for(&self, other: &Self) -> bool {
        let by_word = self.words.len() == other.words.len()
            && (self.words.iter().zip(&other.words)).all(|(mine, its)| mine.stands_for(its));
        let by_letter = self.words.iter().all(Word::is_bare) && self.joined() == other.joined();
        self.may_be(other) && (by_word || by_letter)
    }
}

/// All ways to understand a name: as it stands, and without the kind that it may begin or end with. `Xa Bang` is the
/// commune Bang, or Xà Bang.
fn readings(text: &str) -> Vec<Reading> {
    let words = words(text);
    if words.is_empty() {
        return Vec::new();
    }
    let mut readings = vec![Reading {
        kind: None,
        words: words.clone(),
    }];
    for (prefix, kind) in PREFIXES {
        let prefix: Vec<Word> = prefix.iter().map(|p| Word::of(p)).collect();
        let begins = words.len() > prefix.len()
            && words
                .iter()
                .zip(&prefix)
                .all(|(word, p)| word.stands_for(p));
        if begins {
            readings.push(Reading {
                kind: *kind,
                words: words[prefix.len()..].to_vec(),
            });
            break;
        }
    }
    if let [rest @ .., last] = words.as_slice()
        && !rest.is_empty()
        && let Some((_, kind)) = SUFFIXES.iter().find(|(suffix, _)| last.letters == *suffix)
    {
        readings.push(Reading {
            kind: *kind,
            words: rest.to_vec(),
        });
    }
    readings
}

/// The kind of ward that a text begins with, if it does: `Phường`, `Xã`, `Thị trấn`, `Đặc khu`, in full or as `P.`.
pub(crate) fn begins_as_ward(text: &str) -> bool {
    readings(text).iter().any(|r| {
        matches!(
            r.kind,
            Some(Kind::Ward | Kind::Commune | Kind::Township | Kind::SpecialZone)
        )
    })
}

/// Letters and digits; between the two a name is parted as well, since `Q1` is `Q. 1`. Apostrophes part nothing.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before: Option<char> = None;
    for c in text.nfc().filter(|c| !matches!(c, '\'' | '’' | '‘' | '`')) {
        let turns = before.is_some_and(|b| b.is_alphabetic() && c.is_ascii_digit());
        if !(c.is_alphanumeric() || is_combining_mark(c)) || turns {
            words.push(String::new());
        }
        if c.is_alphanumeric() || is_combining_mark(c) {
            words.last_mut().expect("it begins with one").push(c);
        }
        before = Some(c);
    }
    let whole = words.iter().filter(|word| !word.is_empty());
    whole.map(|word| Word::of(word)).collect()
}

/// What of a list a name means. As it is written goes before what it may be short for.
pub(crate) fn find<'a>(given: &str, among: &'a [Place]) -> Found<'a> {
    let mine = readings(given);
    let named = |means: fn(&Reading, &Reading) -> bool| -> Vec<&'a Place> {
        let is_meant = |place: &&Place| {
            let names = std::iter::once(&place.name).chain(&place.also);
            names
                .flat_map(|name| readings(name))
                .any(|its| mine.iter().any(|my| means(my, &its)))
        };
        among.iter().filter(is_meant).collect()
    };
    for means in [Reading::is, Reading::stands_for] {
        match named(means).as_slice() {
            [] => {}
            [one] => return Found::One(one),
            several => return Found::Several(several.to_vec()),
        }
    }
    // Whatever its kind and its marks, and with i for y, which are written for one another.
    let alike = |a: &Reading, b: &Reading| {
        let plain = |r: &Reading| r.joined().replace('y', "i");
        plain(a) == plain(b)
    };
    Found::None(named(alike))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(names: &[&str]) -> Vec<Place> {
        let place = |(id, name): (usize, &&str)| {
            let mut names = name.split('|');
            Place {
                id: id.to_string(),
                name: names.next().unwrap_or_default().to_owned(),
                also: names.map(str::to_owned).collect(),
            }
        };
        names.iter().enumerate().map(place).collect()
    }

    /// The names that are meant, and whether it is sure.
    fn found(given: &str, among: &[&str]) -> (Vec<String>, bool) {
        let among = places(among);
        let name = |place: &Place| place.name.clone();
        match find(given, &among) {
            Found::One(place) => (vec![name(place)], true),
            Found::Several(places) | Found::None(places) => {
                (places.into_iter().map(name).collect(), false)
            }
        }
    }

    fn is(given: &str, name: &str, among: &[&str]) {
        let expected = (vec![name.to_owned()], true);
        assert_eq!(found(given, among), expected, "{given}");
    }

    #[test]
    fn provinces_are_found_however_they_are_written() {
        let provinces = [
            "Hồ Chí Minh|TP. Hồ Chí Minh|TPHCM|HCM|Sài Gòn",
            "Hà Nội|Thành phố Hà Nội",
            "Đà Nẵng",
            "Bà Rịa - Vũng Tàu",
            "Thừa Thiên Huế",
            "Hòa Bình",
            "Phú Yên",
            "Đắk Lắk",
            "Hưng Yên",
        ];
        for (given, name) in [
            ("Hồ Chí Minh", "Hồ Chí Minh"),
            ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
            ("TP.Hồ Chí Minh", "Hồ Chí Minh"),
            ("T.P. Hồ Chí Minh", "Hồ Chí Minh"),
            ("ho chi minh", "Hồ Chí Minh"),
            ("Ho Chi Minh City", "Hồ Chí Minh"),
            ("TPHCM", "Hồ Chí Minh"),
            ("TP HCM", "Hồ Chí Minh"),
            ("Saigon", "Hồ Chí Minh"),
            ("Hanoi", "Hà Nội"),
            ("TP Hà Nội", "Hà Nội"),
            ("Da Nang", "Đà Nẵng"),
            ("DA NANG", "Đà Nẵng"),
            ("Ba Ria-Vung Tau", "Bà Rịa - Vũng Tàu"),
            ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
            ("Tỉnh Thừa Thiên Huế", "Thừa Thiên Huế"),
            ("Hoà Bình", "Hòa Bình"),
            ("tỉnh hoà bình", "Hòa Bình"),
            ("Phu Yen Province", "Phú Yên"),
            // With letters and marks one by one.
            ("Ho\u{302}\u{300} Chi\u{301} Minh", "Hồ Chí Minh"),
        ] {
            is(given, name, &provinces);
        }
    }

    #[test]
    fn districts_and_wards_are_found_by_number_kind_and_abbreviation() {
        let districts = ["Quận 1", "Quận 10", "Huyện Nhà Bè", "Thành phố Thủ Đức"];
        for (given, name) in [
            ("Quận 1", "Quận 1"),
            ("Q.1", "Quận 1"),
            ("Q1", "Quận 1"),
            ("quan 01", "Quận 1"),
            ("District 1", "Quận 1"),
            ("1", "Quận 1"),
            ("q 10", "Quận 10"),
            ("H. Nhà Bè", "Huyện Nhà Bè"),
            ("Nha Be", "Huyện Nhà Bè"),
            ("TP. Thủ Đức", "Thành phố Thủ Đức"),
            ("Thu Duc City", "Thành phố Thủ Đức"),
        ] {
            is(given, name, &districts);
        }
        let wards = ["Phường 5", "Phường 15", "Phường Bến Thành", "Xã Ea H'Leo"];
        for (given, name) in [
            ("P.5", "Phường 5"),
            ("P15", "Phường 15"),
            ("Ward 5", "Phường 5"),
            ("phường 05", "Phường 5"),
            ("Ben Thanh", "Phường Bến Thành"),
            ("Ea H’leo", "Xã Ea H'Leo"),
        ] {
            is(given, name, &wards);
        }
    }

    #[test]
    fn a_name_that_begins_like_a_kind_is_still_a_name() {
        let wards = ["Xã Xà Bang", "Xã Kim Long"];
        is("Xà Bang", "Xã Xà Bang", &wards);
        is("Xa Bang", "Xã Xà Bang", &wards);
        let districts = ["Huyện Quan Hóa", "Quận Tịnh Biên", "Quan Sơn"];
        is("Quan Hoá", "Huyện Quan Hóa", &districts);
        is("Tinh Bien", "Quận Tịnh Biên", &districts);
        is("Quan Son", "Quan Sơn", &districts);
        assert!(matches!(find("Phường", &places(&wards)), Found::None(_)));
    }

    #[test]
    fn tones_tell_places_apart_and_their_absence_asks() {
        let both = ["Phú Yên", "Phù Yên"];
        is("Phù Yên", "Phù Yên", &both);
        is("Tỉnh Phú Yên", "Phú Yên", &both);
        let (names, sure) = found("Phu Yen", &both);
        assert_eq!((names.len(), sure), (2, false));
    }

    #[test]
    fn kinds_tell_places_apart_and_their_absence_asks() {
        let both = ["Xã Tân Lập", "Phường Tân Lập"];
        is("P. Tân Lập", "Phường Tân Lập", &both);
        is("xa tan lap", "Xã Tân Lập", &both);
        assert_eq!(found("Tân Lập", &both).0.len(), 2);
        assert!(!found("Tan Lap", &both).1);
        // What has another kind now is shown and not taken.
        let (names, sure) = found("Xã Tân Lập", &["Phường Tân Lập"]);
        assert_eq!((names, sure), (vec!["Phường Tân Lập".to_owned()], false));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        let provinces = ["Hà Nội", "Mỹ Tho"];
        for given in ["", " , ", "Narnia", "Hà", "Nội", "Hà Nam"] {
            assert_eq!(found(given, &provinces), (Vec::new(), false), "{given}");
        }
        let (names, sure) = found("Mĩ Tho", &provinces);
        assert_eq!((names, sure), (vec!["Mỹ Tho".to_owned()], false));
        // A word with another mark is another word.
        assert_eq!(
            found("Ha Nọi", &provinces),
            (vec!["Hà Nội".to_owned()], false)
        );
    }

    #[test]
    fn wards_are_known_by_how_they_begin() {
        for text in [
            "Phường Sài Gòn",
            "P.5",
            "xã Tân Lập",
            "TT. Trâu Quỳ",
            "Đặc khu Phú Quốc",
        ] {
            assert!(begins_as_ward(text), "{text}");
        }
        for text in ["72 Lê Thánh Tôn", "Quận 1", "Hà Nội", ""] {
            assert!(!begins_as_ward(text), "{text}");
        }
        assert_eq!(unaccented("Đường Lê Lợi"), "Duong Le Loi");
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_every_name_finds_itself(text in "\\PC{0,40}") {
            let own = Place { id: "1".to_owned(), name: text.clone(), also: Vec::new() };
            let among = [own];
            let found = find(&text, &among);
            prop_assert_eq!(matches!(found, Found::One(_)), !words(&text).is_empty());
        }
    }
}
