//! What no carrier takes, whichever it is.
use pb_domain::{Length, Parcel, Problem, ProblemKind, Weight};

/// A field that must be corrected before a carrier can be asked.
pub(crate) fn invalid(field: impl Into<String>, text: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Invalid, text)
        .hint("Correct it and try again")
        .field(field)
}

/// A parcel has a weight, and its sides a length where they are known.
pub(crate) fn measured(index: usize, parcel: &Parcel) -> Result<(), Problem> {
    if parcel.weight <= Weight::ZERO {
        return Err(invalid(
            format!("parcels.{index}.weight"),
            format!("Parcel {} has no weight", index + 1),
        ));
    }
    let flat = |side: &Length| *side <= Length::default();
    if parcel
        .dimensions
        .is_some_and(|d| d.sorted().iter().any(flat))
    {
        return Err(invalid(
            format!("parcels.{index}.dimensions"),
            format!("A side of parcel {} has no length", index + 1),
        ));
    }
    Ok(())
}

/// The digits of an HS code, six to fifteen, without the points that people write; empty where there is none.
pub(crate) fn hs_code(text: &str, field: &str) -> Result<String, Problem> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if code.is_empty() || (6..=15).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(code);
    }
    Err(invalid(
        field,
        format!("{text} is not an HS code: it has at least six digits"),
    ))
}
