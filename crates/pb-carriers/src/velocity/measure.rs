//! The one parcel of an order: its weight up to the next gram, its sides up to the next centimetre. It is never
//! declared lighter or smaller than it is.

use crate::check::{invalid, measured};
use pb_domain::{Parcel, Problem, ProblemKind};

const MICROGRAMS: i64 = 1_000_000;
const MICROMETRES: i64 = 10_000;

/// A parcel as Velocity measures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// Grams. A rate takes them so; an order takes kilograms.
    pub(super) grams: i64,
    /// Centimetres, the longest side first.
    pub(super) sides: [i64; 3],
}

pub(super) fn parcel(parcels: &[Parcel]) -> Result<Measured, Problem> {
    let parcel = match parcels {
        [] => return Err(invalid("parcels", "There is no parcel to ship")),
        [parcel] => parcel,
        _ => {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                "Velocity books one parcel with an order",
            )
            .hint("Make a shipment of each parcel")
            .field("parcels"));
        }
    };
    measured(0, parcel)?;
    let Some(dimensions) = parcel.dimensions else {
        return Err(invalid(
            "parcels.0.dimensions",
            "Velocity wants the size of the parcel, and it has none",
        ));
    };
    Ok(Measured {
        grams: up(parcel.weight.micrograms(), MICROGRAMS),
        sides: dimensions
            .sorted()
            .map(|side| up(side.micrometres(), MICROMETRES)),
    })
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}
