//! When an order was placed, as its shop writes it.
use jiff::fmt::temporal::Pieces;

/// RFC 3339 when the text has a date, a time and an offset from UTC; the text itself otherwise,
/// because a time without an offset, or `1/2/2026`, can be read in more than one way.
pub(super) fn placed_at(text: &str) -> String {
    rfc3339(text).unwrap_or_else(|| text.to_owned())
}

fn rfc3339(text: &str) -> Option<String> {
    // Shopify writes `2026-01-31 14:05:22 +0100`; ISO 8601 has no space before the offset.
    let text = match text.rsplit_once(' ') {
        Some((time, "UTC" | "GMT" | "Z")) => format!("{time}Z"),
        Some((time, offset)) if offset.starts_with(['+', '-']) => format!("{time}{offset}"),
        _ => text.to_owned(),
    };
    let pieces = Pieces::parse(&text).ok()?;
    let (date, time) = (pieces.date(), pieces.time()?);
    let minutes = pieces.to_numeric_offset()?.seconds() / 60;
    let offset = match minutes {
        0 => "Z".to_owned(),
        m => format!(
            "{}{:02}:{:02}",
            if m < 0 { '-' } else { '+' },
            m.abs() / 60,
            m.abs() % 60
        ),
    };
    Some(format!("{date}T{}{offset}", time.strftime("%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_times_become_rfc_3339_and_others_stay() {
        for (text, expected) in [
            ("2026-01-31 14:05:22 +0100", "2026-01-31T14:05:22+01:00"),
            ("2026-01-31 14:05:22 -0330", "2026-01-31T14:05:22-03:30"),
            ("2026-01-31 14:05:22 UTC", "2026-01-31T14:05:22Z"),
            ("2026-01-31T14:05:22Z", "2026-01-31T14:05:22Z"),
            ("2026-01-31T14:05:22.123+07:00", "2026-01-31T14:05:22+07:00"),
            ("2026-01-31 14:05:22", "2026-01-31 14:05:22"),
            ("2026-01-31", "2026-01-31"),
            ("1/2/2026", "1/2/2026"),
            ("31.01.2026 14:05", "31.01.2026 14:05"),
            ("", ""),
            ("yesterday", "yesterday"),
        ] {
            assert_eq!(placed_at(text), expected);
        }
    }
}
