//! A range as a merchant writes it down: a pattern, and its first and last number.
use crate::Station;
use crate::api::{PreviewRange, RangePreview, Result};
use pb_domain::{CheckRule, FieldProblem, Pattern};

/// How many numbers a preview shows.
const SHOWN: u64 = 5;

/// A range that can be counted through.
pub(super) struct CountedRange {
    pub(super) pattern: Pattern,
    pub(super) first: u64,
    pub(super) last: u64,
}

/// Reads a range; what is wrong with it goes to its fields.
pub(super) fn read(
    pattern: &str,
    check: CheckRule,
    from: &str,
    to: &str,
) -> Result<CountedRange, Vec<FieldProblem>> {
    let wrong = |field: &str, text: String| FieldProblem {
        field: field.to_owned(),
        text,
    };
    let pattern =
        Pattern::new(pattern, check).map_err(|e| vec![wrong("pattern", e.to_string())])?;
    let (first, last) = match (counter(&pattern, from), counter(&pattern, to)) {
        (Ok(first), Ok(last)) => (first, last),
        (first, last) => {
            let problems = [("from", first.err()), ("to", last.err())];
            return Err(problems
                .into_iter()
                .filter_map(|(field, text)| Some(wrong(field, text?)))
                .collect());
        }
    };
    if first > last {
        return Err(vec![wrong(
            "to",
            "The last number lies before the first".into(),
        )]);
    }
    Ok(CountedRange {
        pattern,
        first,
        last,
    })
}

/// A counter, as digits or within a whole number.
pub(super) fn counter(pattern: &Pattern, text: &str) -> Result<u64, String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Err("Write a number of the range, or its counter".into());
    }
    let whole = pattern.counter(&text);
    if let Ok(counter) = whole {
        return Ok(counter);
    }
    match text.parse::<u64>() {
        Ok(counter) if counter <= pattern.highest() => Ok(counter),
        _ => Err(whole.err().map(|e| e.to_string()).unwrap_or_default()),
    }
}

/// Shows which numbers a range would have; saves nothing.
pub(crate) async fn preview_range(_: &Station, request: PreviewRange) -> Result<RangePreview> {
    let range = match read(&request.pattern, request.check, &request.from, &request.to) {
        Ok(range) => range,
        Err(problems) => {
            return Ok(RangePreview {
                problems,
                ..RangePreview::default()
            });
        }
    };
    let number = |counter| range.pattern.number(counter).unwrap_or_default();
    let shown = range.first..=range.last.min(range.first.saturating_add(SHOWN - 1));
    Ok(RangePreview {
        first: shown.map(number).collect(),
        last: number(range.last),
        count: range.last - range.first + 1,
        problems: Vec::new(),
    })
}
