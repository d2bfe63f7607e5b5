//! Names compared as a person reads them: without case, accents, spaces or the word for the kind of place.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower-case words without accents, letters and digits apart: `Q.1 Thủ-Đức` is `q 1 thu duc`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last_was_digit = None;
    for c in text.nfkd().flat_map(char::to_lowercase) {
        // Only Latin, Greek and Cyrillic accents go; in other scripts a mark is half a letter.
        if ('\u{300}'..='\u{36f}').contains(&c) {
            continue;
        }
        if !c.is_alphanumeric() && !is_combining_mark(c) {
            words.push(String::new());
            last_was_digit = None;
            continue;
        }
        let digit = c.is_numeric();
        if last_was_digit.is_some_and(|last| last != digit) {
            words.push(String::new());
        }
        last_was_digit = Some(digit);
        if let Some(word) = words.last_mut() {
            match plain(c) {
                Some(letters) => word.push_str(letters),
                None => word.push(c),
            }
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Letters that Unicode does not take apart.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'đ' | 'ð' => "d",
        'ø' => "o",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

/// The one spelling of a name that stands for all of its spellings.
pub(super) fn fold(text: &str) -> String {
    words(text).concat()
}

/// Words for the kind of a place, as they stand before (`true`) or after its name.
const KINDS: &[(&[&str], bool, Kind)] = &[
    (&["thanh", "pho"], true, Kind::City),
    (&["tp"], true, Kind::City),
    (&["city"], false, Kind::City),
    (&["tinh"], true, Kind::Province),
    (&["province"], false, Kind::Province),
    (&["quan"], true, Kind::UrbanDistrict),
    (&["q"], true, Kind::UrbanDistrict),
    (&["district"], true, Kind::District),
    (&["district"], false, Kind::District),
    (&["huyen"], true, Kind::RuralDistrict),
    (&["h"], true, Kind::RuralDistrict),
    (&["thi", "xa"], true, Kind::Town),
    (&["tx"], true, Kind::Town),
    (&["phuong"], true, Kind::Ward),
    (&["p"], true, Kind::Ward),
    (&["ward"], true, Kind::Ward),
    (&["ward"], false, Kind::Ward),
    (&["thi", "tran"], true, Kind::Township),
    (&["tt"], true, Kind::Township),
    (&["xa"], true, Kind::Commune),
    (&["commune"], false, Kind::Commune),
];

/// Kinds of places; in Vietnam two places of different kinds may share a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    City,
    Province,
    UrbanDistrict,
    RuralDistrict,
    /// English has one word for both.
    District,
    Town,
    Township,
    Ward,
    Commune,
}

impl Kind {
    fn may_be(self, other: Self) -> bool {
        let any_district = |k| matches!(k, Self::District);
        let district = |k| {
            matches!(
                k,
                Self::District | Self::UrbanDistrict | Self::RuralDistrict
            )
        };
        self == other
            || (any_district(self) && district(other))
            || (any_district(other) && district(self))
    }
}

/// A province, district or ward, to be compared with another's spelling.
#[derive(Clone, Debug)]
pub(super) struct Place {
    whole: String,
    /// The name without the word for its kind, where one was found.
    bare: Option<(Kind, String)>,
}

impl Place {
    /// From any spelling; `None` when there is nothing to compare.
    pub(super) fn new(text: &str) -> Option<Self> {
        let words = words(text);
        if words.is_empty() {
            return None;
        }
        let bare = KINDS.iter().find_map(|(kind_words, before, kind)| {
            let rest = if *before {
                strip(words.iter(), kind_words.iter())?.concat()
            } else {
                let mut rest = strip(words.iter().rev(), kind_words.iter().rev())?;
                rest.reverse();
                rest.concat()
            };
            (!rest.is_empty()).then_some((*kind, rest))
        });
        Some(Self {
            whole: words.concat(),
            bare,
        })
    }

    /// Whether both name one place: `Quận 1`, `Q.1` and `1` do, `Huyện Cai Lậy` and `Thị xã Cai Lậy` do not.
    pub(super) fn is(&self, other: &Self) -> bool {
        if self.whole == other.whole {
            return true;
        }
        match (&self.bare, &other.bare) {
            (Some((kind, name)), Some((other_kind, other_name))) if name == other_name => {
                kind.may_be(*other_kind)
            }
            (mine, theirs) => {
                mine.as_ref().is_some_and(|(_, name)| *name == other.whole)
                    || theirs.as_ref().is_some_and(|(_, name)| *name == self.whole)
            }
        }
    }
}

fn strip<'a, 'k>(
    mut words: impl Iterator<Item = &'a String>,
    kind: impl Iterator<Item = &'k &'k str>,
) -> Option<Vec<&'a str>> {
    for expected in kind {
        if words.next()? != expected {
            return None;
        }
    }
    Some(words.map(String::as_str).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_and_punctuation() {
        for (text, folded) in [
            ("Hà Nội", "hanoi"),
            ("HANOI", "hanoi"),
            ("Đắk Lắk", "daklak"),
            ("Bà Rịa – Vũng Tàu", "bariavungtau"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("  ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_ne!(fold("กา"), fold("กี"), "Thai vowels are letters");
        assert_ne!(fold("दिल्ली"), fold("दलल"), "so are Devanagari's");
    }

    #[test]
    fn one_place_has_many_spellings() {
        let same = |a, b| {
            Place::new(a)
                .zip(Place::new(b))
                .is_some_and(|(a, b)| a.is(&b) && b.is(&a))
        };
        for (a, b) in [
            ("Hà Nội", "ha noi"),
            ("Thành phố Hồ Chí Minh", "Ho Chi Minh City"),
            ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
            ("Quận 1", "Q.1"),
            ("Quận 1", "Q1"),
            ("Quận 1", "District 1"),
            ("Quận 1", "1"),
            ("Huyện Củ Chi", "Cu Chi District"),
            ("Phường Phương Mai", "Phương Mai"),
            ("Phường Bến Nghé", "P. Ben Nghe"),
            ("Huyện Quan Hóa", "Quan Hoa"),
            ("Tỉnh Tiền Giang", "tien giang"),
        ] {
            assert!(same(a, b), "{a} = {b}");
        }
        for (a, b) in [
            ("Huyện Cai Lậy", "Thị xã Cai Lậy"),
            ("Quận 1", "Quận 11"),
            ("Quận 1", "Phường 1"),
            ("Hà Nam", "Hà Nội"),
        ] {
            assert!(!same(a, b), "{a} ≠ {b}");
        }
        assert!(Place::new(" - ").is_none());
    }
}
