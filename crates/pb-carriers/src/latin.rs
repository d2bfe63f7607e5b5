//! Names and places in Latin letters, for carriers that take no other script.
//!
//! What is Latin already stays as it is, diacritics and all, and so do digits: a house number is never touched.

use deunicode::deunicode_char;
use pb_domain::Address;

/// The last Latin letter of Latin Extended-B.
const LAST: char = '\u{24f}';

/// Whether all letters are Latin ones.
pub(crate) fn is_latin(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphabetic() || c <= LAST)
}

/// A text in Latin letters, as its sounds are usually written: `深圳市` is `Shen Zhen Shi`. `None` where a letter has
/// no such spelling.
pub(crate) fn latin(text: &str) -> Option<String> {
    if is_latin(text) {
        return Some(text.to_owned());
    }
    let mut written = String::new();
    for c in text.chars() {
        if c <= LAST {
            written.push(c);
            continue;
        }
        match deunicode_char(c) {
            Some(spelling) => written.push_str(spelling),
            None if c.is_alphabetic() => return None,
            None => {}
        }
    }
    let words: Vec<&str> = written.split_whitespace().collect();
    Some(words.join(" ").replace(" ,", ","))
}

/// A line that was written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Respelled {
    /// What it was.
    pub(crate) was: String,
    /// What it is.
    pub(crate) is: String,
}

/// An address in Latin letters, and the lines of it that were written anew. `Err` is the name of the field that
/// cannot be written so.
pub(crate) fn address(address: &Address) -> Result<(Address, Vec<Respelled>), &'static str> {
    let mut anew = address.clone();
    let mut changed = Vec::new();
    for (field, line) in [
        ("name", &mut anew.name),
        ("company", &mut anew.company),
        ("line1", &mut anew.line1),
        ("line2", &mut anew.line2),
        ("district", &mut anew.district),
        ("city", &mut anew.city),
        ("region", &mut anew.region),
    ] {
        let spelling = latin(line).ok_or(field)?;
        if spelling != *line {
            let was = std::mem::replace(line, spelling.clone());
            changed.push(Respelled { was, is: spelling });
        }
    }
    Ok((anew, changed))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn other_scripts_are_spelled_and_latin_and_digits_stay() {
        for (text, spelling) in [
            ("深圳市", "Shen Zhen Shi"),
            (
                "南山区科技路12号3单元",
                "Nan Shan Qu Ke Ji Lu 12Hao 3Dan Yuan",
            ),
            ("Улица Ленина, 5", "Ulitsa Lenina, 5"),
            ("Nguyễn Văn An", "Nguyen Văn An"),
            ("Jörg Weiß 12a", "Jörg Weiß 12a"),
            ("", ""),
        ] {
            assert_eq!(latin(text).unwrap(), spelling, "{text}");
        }
    }

    #[test]
    fn digits_survive_whatever_stands_around_them() {
        let text = "北京路88弄6号A座1201室";
        let digits = |text: &str| {
            text.chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
        };
        assert_eq!(digits(&latin(text).unwrap()), digits(text));
    }

    #[test]
    fn an_address_says_which_lines_were_written_anew() {
        let mut from = Address {
            name: "王芳".to_owned(),
            company: "Blue Mug Co".to_owned(),
            city: "上海".to_owned(),
            ..Address::default()
        };
        let (anew, changed) = address(&from).unwrap();
        assert_eq!(
            (anew.name.as_str(), anew.city.as_str()),
            ("Wang Fang", "Shang Hai")
        );
        let wang = Respelled {
            was: "王芳".to_owned(),
            is: "Wang Fang".to_owned(),
        };
        assert_eq!((changed.len(), &changed[0]), (2, &wang));
        assert_eq!(anew.company, from.company);
        from.city = "Q\u{12000}".to_owned();
        assert_eq!(address(&from).unwrap_err(), "city");
    }
}
