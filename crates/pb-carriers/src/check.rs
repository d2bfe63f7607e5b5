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
