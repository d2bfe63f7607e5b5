//! Known values, found in text in every form that a server may write them in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use regex::{Captures, Regex, RegexBuilder};
use std::collections::BTreeSet;
use url::form_urlencoded;

/// What stands where a secret was.
pub(super) const HIDDEN: &str = "…";
/// A secret or a value shorter than this stands in too much innocent text to be looked for anywhere.
const SHORTEST: usize = 4;
/// In base64 a shorter text is three or four letters, which innocent base64 holds too.
const SHORTEST_ENCODED: usize = 8;
/// Patterns of a large shipment, compiled.
const PATTERN_BYTES: usize = 64 * 1024 * 1024;

/// Values of one kind, and what replaces them.
#[derive(Default)]
pub(super) struct Literals {
    anywhere: BTreeSet<String>,
    as_words: BTreeSet<String>,
}

impl Literals {
    /// A secret: hidden as it is, escaped, encoded for an address, and in base64 whatever stands around it.
    pub(super) fn secret(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.chars().count() < SHORTEST {
            return;
        }
        self.written(secret);
        // Some encode every byte, letters too.
        let bytes = secret.bytes();
        self.anywhere
            .insert(bytes.clone().map(|b| format!("%{b:02x}")).collect());
        self.anywhere
            .insert(bytes.map(|b| format!("{b:02x}")).collect());
        if secret.len() >= SHORTEST_ENCODED {
            for encoded in in_base64(secret.as_bytes()) {
                self.anywhere
                    .insert(encoded.replace(['+'], "-").replace('/', "_"));
                self.anywhere.insert(encoded);
            }
        }
    }

    /// A value that tells of a person.
    pub(super) fn personal(&mut self, value: &str) {
        let value = value.trim();
        if value.chars().count() >= SHORTEST {
            self.written(value);
        }
    }

    /// A value that may be short, or an everyday word: looked for as a word of its own.
    pub(super) fn word(&mut self, value: &str) {
        let value = value.trim();
        if value.chars().count() >= 2 {
            self.as_words.insert(value.to_owned());
        }
    }

    /// The ways a text is written in JSON, in an address or a form, and in XML.
    fn written(&mut self, text: &str) {
        let json = serde_json::Value::from(text).to_string();
        self.anywhere.insert(json[1..json.len() - 1].to_owned());
        let ascii: String = text
            .encode_utf16()
            .map(|unit| match char::from_u32(u32::from(unit)) {
                Some(c) if c.is_ascii() => c.to_string(),
                _ => format!("\\u{unit:04x}"),
            })
            .collect();
        self.anywhere.insert(ascii);
        let form: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        self.anywhere.insert(form.replace('+', "%20"));
        self.anywhere.insert(form);
        let xml = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        self.anywhere
            .insert(xml.replace('"', "&quot;").replace('\'', "&#39;"));
        self.anywhere.insert(xml);
        self.anywhere.insert(text.to_owned());
    }

    /// What finds them, in whatever case they are written.
    pub(super) fn finder(&self) -> Finder {
        let mut patterns: Vec<(usize, String)> = self
            .anywhere
            .iter()
            .map(|l| (l.len(), regex::escape(l)))
            .chain(self.as_words.iter().map(|w| (w.len(), as_word(w))))
            .collect();
        if patterns.is_empty() {
            return Finder::Nothing;
        }
        // The longest first, so that no part of a longer one is left standing.
        patterns.sort_by(|a, b| b.cmp(a));
        let patterns: Vec<String> = patterns.into_iter().map(|(_, p)| p).collect();
        let built = RegexBuilder::new(&patterns.join("|"))
            .case_insensitive(true)
            .size_limit(PATTERN_BYTES)
            .build();
        built.map_or(Finder::Unable, Finder::Pattern)
    }
}

/// A short one as it is written alone: `An` is a name, and `an` is none.
fn as_word(word: &str) -> String {
    let case = match word.chars().count() {
        0..SHORTEST => "-i",
        _ => "i",
    };
    format!(r"(?{case}:\b{}\b)", regex::escape(word))
}

/// Finds values in text.
pub(super) enum Finder {
    /// There is nothing to find.
    Nothing,
    /// Finds them.
    Pattern(Regex),
    /// They are too many for one pattern: then no text is shown at all.
    Unable,
}

impl Finder {
    /// The text with every value replaced.
    pub(super) fn replace(&self, text: &str, with: fn(&str) -> String) -> String {
        match self {
            Self::Nothing => text.to_owned(),
            Self::Pattern(pattern) => pattern
                .replace_all(text, |found: &Captures<'_>| with(&found[0]))
                .into_owned(),
            Self::Unable => HIDDEN.to_owned(),
        }
    }
}

/// What stands for a secret.
pub(super) fn hidden(_: &str) -> String {
    HIDDEN.to_owned()
}

/// The shape of a text without what it says: `Nora O'Neil, 12` is `Xxxx X'Xxxx, 00`. Whoever looks for a
/// fault sees that a name is long, a number lacks a digit, a field is empty.
pub(super) fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_numeric() => '0',
            c if c.is_uppercase() => 'X',
            c if c.is_alphanumeric() => 'x',
            c => c,
        })
        .collect()
}

/// The letters that stand in base64 for bytes, at each of the three places where they may begin, without the
/// letters at both ends that what stands before and after them changes.
fn in_base64(bytes: &[u8]) -> Vec<String> {
    (0..3)
        .map(|before| {
            let mut padded = vec![0; before];
            padded.extend_from_slice(bytes);
            let letters = STANDARD_NO_PAD.encode(&padded);
            let first = (before * 8).div_ceil(6);
            let whole = padded.len() * 8 / 6;
            letters[first..whole].to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let secret = "s\u{e9}same \"open\" & <go>/+1?";
        let mut literals = Literals::default();
        literals.secret(secret);
        let finder = literals.finder();
        for (name, written) in [
            ("plain", secret.to_owned()),
            ("JSON", serde_json::json!({ "a": secret }).to_string()),
            (
                "JSON in ASCII",
                r#"s\u00e9same \"open\" & <go>/+1?"#.replace("\\\"", "\""),
            ),
            (
                "a form",
                "key=s%C3%A9same+%22open%22+%26+%3Cgo%3E%2F%2B1%3F&x=1".to_owned(),
            ),
            (
                "an address",
                "/s%c3%a9same%20%22open%22%20%26%20%3cgo%3e%2f%2b1%3f".to_owned(),
            ),
            (
                "XML",
                "<k>s\u{e9}same &quot;open&quot; &amp; &lt;go&gt;/+1?</k>".to_owned(),
            ),
            (
                "every byte",
                secret.bytes().map(|b| format!("%{b:02X}")).collect(),
            ),
            ("base64", STANDARD.encode(secret)),
            (
                "basic",
                format!("Basic {}", STANDARD.encode(format!("merchant:{secret}"))),
            ),
            (
                "basic, the other way",
                STANDARD.encode(format!("{secret}:")),
            ),
            (
                "base64 of an address",
                URL_SAFE.encode(format!("ab{secret}cd")),
            ),
        ] {
            let shown = finder.replace(&written, hidden);
            assert!(shown.contains(HIDDEN), "{name}: {shown}");
            assert!(!shown.to_lowercase().contains("same"), "{name}: {shown}");
        }
    }

    #[test]
    fn names_are_found_in_any_case_and_short_ones_as_words() {
        let mut literals = Literals::default();
        literals.personal("Nora Example");
        literals.word("Bo");
        let finder = literals.finder();
        assert_eq!(
            finder.replace("NORA EXAMPLE and Bo, not Bob or bo", shape),
            "XXXX XXXXXXX and Xx, not Bob or bo"
        );
    }

    #[test]
    fn a_shape_tells_what_is_wrong_and_not_who_it_is() {
        assert_eq!(shape("+84 (24) 3825-5555"), "+00 (00) 0000-0000");
        assert_eq!(shape("Đặng Thị Ngọc"), "Xxxx Xxx Xxxx");
        assert_eq!(shape("東京"), "xx");
    }
}
