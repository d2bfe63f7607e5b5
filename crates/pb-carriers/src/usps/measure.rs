//! Weights in pounds and sizes in inches, to the hundredth, within USPS's limits.
//!
//! Both go up: a parcel is never declared lighter or smaller than it is. Every step in USPS's prices is a whole
//! number of hundredths, so that none is crossed by it.

use super::wire;
use crate::check::{invalid, measured};
use pb_domain::{Dimensions, Length, Parcel, Problem, Weight};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::Number;

/// Most that a parcel may weigh, in hundredths of a pound.
const HEAVIEST: i64 = 7_000;
/// Longest side with the girth, in hundredths of an inch. Some classes take less, which USPS says itself.
const LARGEST: i64 = 13_000;
/// Micrometres in a hundredth of an inch.
const HUNDREDTH_OF_INCH: i64 = 254;

/// A weight in pounds with so many decimals, up.
pub(super) fn pounds(weight: Weight, decimals: u32) -> Decimal {
    let micrograms_in_pound = Decimal::new(453_592_370, 0);
    // A weight is itself rounded to the microgram: what lies within half of one is the same weight.
    let micrograms = Decimal::from(weight.micrograms()) - Decimal::new(5, 1);
    let steps = micrograms * Decimal::from(10_i64.pow(decimals)) / micrograms_in_pound;
    (steps.ceil() / Decimal::from(10_i64.pow(decimals))).normalize()
}

/// A parcel's weight, if USPS takes it.
pub(super) fn weight(index: usize, parcel: &Parcel) -> Result<Number, Problem> {
    measured(index, parcel)?;
    let pounds = pounds(parcel.weight, 2);
    if pounds * Decimal::ONE_HUNDRED > Decimal::from(HEAVIEST) {
        return Err(invalid(
            format!("parcels.{index}.weight"),
            format!(
                "Parcel {} weighs {}, and USPS takes 70 lb at most",
                index + 1,
                parcel.weight
            ),
        ));
    }
    Ok(wire::number(pounds))
}

/// A parcel's size in inches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) length: Number,
    pub(super) width: Number,
    pub(super) height: Number,
}

/// A parcel's size, longest side first, if USPS takes it. There must be one: it prices by it.
pub(super) fn size(index: usize, parcel: &Parcel) -> Result<Size, Problem> {
    let field = format!("parcels.{index}.dimensions");
    let Some(dimensions) = parcel.dimensions else {
        return Err(invalid(
            field,
            format!("Parcel {} has no size, and USPS prices by it", index + 1),
        )
        .hint("Choose a box preset, or enter length, width and height"));
    };
    let [length, width, height] = sides(dimensions);
    let around = width
        .checked_add(height)
        .and_then(|sum| sum.checked_mul(2))
        .and_then(|girth| girth.checked_add(length));
    if around.is_none_or(|around| around > LARGEST) {
        return Err(invalid(
            field,
            format!(
                "Parcel {} is larger than USPS takes: 130 in at most, girth included",
                index + 1
            ),
        ));
    }
    let side = |hundredths| wire::number(Decimal::new(hundredths, 2).normalize());
    Ok(Size {
        length: side(length),
        width: side(width),
        height: side(height),
    })
}

fn sides(dimensions: Dimensions) -> [i64; 3] {
    let up = |side: Length| {
        side.micrometres()
            .saturating_sub(1)
            .div_euclid(HUNDREDTH_OF_INCH)
            + 1
    };
    dimensions.sorted().map(up)
}

/// Whole pounds, up.
pub(super) fn whole_pounds(weight: Weight) -> i64 {
    pounds(weight, 0).to_i64().unwrap_or(i64::MAX)
}
