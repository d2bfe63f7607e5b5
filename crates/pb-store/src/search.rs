//! Words as the search index holds and asks for them.

/// Lower case, with letters that SQLite's tokenizer does not fold (đ, ø, ł, ß…) folded too.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'đ' | 'ð' => out.push('d'),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
    out
}

/// An FTS5 query that wants every word of a text, each as a beginning; `None` when there is none.
pub(crate) fn query(text: &str) -> Option<String> {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| format!("\"{w}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_and_quotes() {
        assert_eq!(query("Đường #1001"), Some("\"dường\"* \"1001\"*".into()));
        assert_eq!(query("\" OR * NEAR("), Some("\"or\"* \"near\"*".into()));
        assert_eq!(query(" -- "), None);
    }
}
