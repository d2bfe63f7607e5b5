//! Weights in whole grams and sizes in whole centimetres, always up: a parcel is never declared lighter or smaller
//! than it is.

use crate::check::{invalid, measured};
use pb_domain::{Parcel, Problem, Weight};

/// Heaviest parcel, in grams.
const HEAVIEST: i64 = 30_000;
const MICROGRAMS: i64 = 1_000_000;
const MICROMETRES: i64 = 10_000;

/// A parcel as Ekart measures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    /// Grams.
    pub(super) weight: i64,
    /// Centimetres, the longest side first.
    pub(super) sides: [i64; 3],
}

/// Every parcel; at least one, each with a weight that Ekart carries, and a size.
pub(super) fn parcels(parcels: &[Parcel]) -> Result<Vec<Measured>, Problem> {
    if parcels.is_empty() {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    parcels
        .iter()
        .enumerate()
        .map(|(index, parcel)| one(index, parcel))
        .collect()
}

fn one(index: usize, parcel: &Parcel) -> Result<Measured, Problem> {
    measured(index, parcel)?;
    let weight = grams(parcel.weight);
    if weight > HEAVIEST {
        return Err(invalid(
            format!("parcels.{index}.weight"),
            format!(
                "Parcel {} weighs {}, and Ekart takes 30 kg at most",
                index + 1,
                parcel.weight
            ),
        ));
    }
    let Some(dimensions) = parcel.dimensions else {
        return Err(invalid(
            format!("parcels.{index}.dimensions"),
            format!(
                "Ekart wants the size of every parcel, and parcel {} has none",
                index + 1
            ),
        ));
    };
    Ok(Measured {
        weight,
        sides: dimensions
            .sorted()
            .map(|side| up(side.micrometres(), MICROMETRES)),
    })
}

fn grams(weight: Weight) -> i64 {
    up(weight.micrograms(), MICROGRAMS)
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}

/// What all weigh together, in grams.
pub(super) fn total_weight(parcels: &[Measured]) -> i64 {
    parcels
        .iter()
        .fold(0_i64, |sum, parcel| sum.saturating_add(parcel.weight))
}

/// The sides of the largest parcel, by volume.
pub(super) fn largest(parcels: &[Measured]) -> [i64; 3] {
    let volume = |sides: &[i64; 3]| {
        sides
            .iter()
            .fold(1_i64, |volume, side| volume.saturating_mul(*side))
    };
    let sides = parcels.iter().map(|parcel| parcel.sides);
    sides.max_by_key(volume).unwrap_or([1; 3])
}
