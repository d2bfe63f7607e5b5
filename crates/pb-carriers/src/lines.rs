//! Address lines within a carrier's limits: broken between words, nothing lost, or not at all.

/// Words that belong to the number after them: a unit is never torn from its number.
const DESIGNATORS: &[&str] = &[
    "apt",
    "apartment",
    "unit",
    "ste",
    "suite",
    "flat",
    "floor",
    "fl",
    "rm",
    "room",
    "bldg",
    "building",
    "box",
    "no",
    "nr",
    "lot",
    "gate",
    "level",
    "#",
];

/// Lines of at most `width` characters, at most `most` of them, that hold all of `parts` in order.
///
/// Each part begins a line of its own as long as there are lines enough; else parts follow one another,
/// separated by a comma. `None` when they do not fit, or a word is longer than a line: then a person
/// must shorten them, since nothing is cut.
pub(crate) fn fitted(parts: &[&str], width: usize, most: usize) -> Option<Vec<String>> {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .collect();
    let apart: Option<Vec<Vec<String>>> = parts.iter().map(|part| wrapped(part, width)).collect();
    let apart: Vec<String> = apart?.into_iter().flatten().collect();
    if apart.len() <= most {
        return Some(apart);
    }
    wrapped(&parts.join(", "), width).filter(|lines| lines.len() <= most)
}

/// One text in lines.
fn wrapped(text: &str, width: usize) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for word in kept_together(text, width) {
        let length = word.chars().count();
        if length > width {
            return None;
        }
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    Some(lines)
}

/// Words, with a unit and its number as one where that fits on a line.
fn kept_together(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit()) || word.chars().count() == 1;
        match words.last_mut() {
            Some(before)
                if is_number
                    && is_designator(before)
                    && before.chars().count() + 1 + word.chars().count() <= width =>
            {
                before.push(' ');
                before.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

fn is_designator(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| matches!(c, '.' | ',' | ':'));
    DESIGNATORS.iter().any(|d| d.eq_ignore_ascii_case(bare))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_parts_have_a_line_each() {
        assert_eq!(
            fitted(&["12 Mill Road", " ", "Flat  3"], 35, 3),
            Some(vec!["12 Mill Road".to_owned(), "Flat 3".to_owned()])
        );
        assert_eq!(fitted(&[], 35, 3), Some(Vec::new()));
    }

    #[test]
    fn a_unit_stays_with_its_number() {
        let lines = fitted(&["1234 Extraordinarily Long Avenue Apt 12B"], 35, 3);
        assert_eq!(
            lines,
            Some(vec![
                "1234 Extraordinarily Long Avenue".to_owned(),
                "Apt 12B".to_owned()
            ])
        );
    }

    #[test]
    fn many_parts_share_lines_before_a_person_is_asked() {
        let parts = ["12 Mill Road", "Flat 3", "Ward 5", "District 1"];
        assert_eq!(
            fitted(&parts, 35, 2),
            Some(vec![
                "12 Mill Road, Flat 3, Ward 5,".to_owned(),
                "District 1".to_owned()
            ])
        );
        assert_eq!(fitted(&[&"x".repeat(36)], 35, 3), None);
        assert_eq!(fitted(&[&"word ".repeat(30)], 35, 3), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_long(
            parts in proptest::collection::vec("[a-z0-9#ä]{1,9}( [a-z0-9#ä]{1,9}){0,5}", 0..4),
            width in 9usize..40,
        ) {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            if let Some(lines) = fitted(&parts, width, 3) {
                prop_assert!(lines.len() <= 3);
                prop_assert!(lines.iter().all(|l| l.chars().count() <= width));
                let bare = |text: &str| text.replace([' ', ','], "");
                prop_assert_eq!(bare(&lines.concat()), bare(&parts.concat()));
            }
        }
    }
}
