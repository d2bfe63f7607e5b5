//! Weights in kilograms with two places, sizes in whole centimetres, both always up: a parcel is never declared
//! lighter or smaller than it is.

use crate::check::{invalid, measured};
use pb_domain::{Parcel, Problem};

/// Micrograms of the smallest weight that can be written: ten grams.
const STEP: i64 = 10_000_000;
const MICROMETRES: i64 = 10_000;

/// The weight of all parcels in hundredths of a kilogram; none may be without weight.
pub(super) fn hundredths(parcels: &[Parcel]) -> Result<i64, Problem> {
    if parcels.is_empty() {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    let mut sum = 0_i64;
    for (index, parcel) in parcels.iter().enumerate() {
        measured(index, parcel)?;
        sum = sum.saturating_add(up(parcel.weight.micrograms(), STEP));
    }
    Ok(sum)
}

/// As DTDC writes it, such as `0.50`.
pub(super) fn kilograms(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The sides of a parcel in centimetres, the longest first. DTDC wants them of every parcel.
pub(super) fn sides(index: usize, parcel: &Parcel) -> Result<[i64; 3], Problem> {
    let dimensions = parcel.dimensions.ok_or_else(|| {
        invalid(
            format!("parcels.{index}.dimensions"),
            format!(
                "DTDC wants the size of every parcel, and parcel {} has none",
                index + 1
            ),
        )
    })?;
    let up = |side: pb_domain::Length| up(side.micrometres(), MICROMETRES);
    Ok(dimensions.sorted().map(up))
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}

/// The sides of the largest parcel, by volume.
pub(super) fn largest(sides: &[[i64; 3]]) -> [i64; 3] {
    let volume = |sides: &&[i64; 3]| {
        sides
            .iter()
            .fold(1_i64, |volume, side| volume.saturating_mul(*side))
    };
    sides.iter().max_by_key(volume).copied().unwrap_or([1; 3])
}
