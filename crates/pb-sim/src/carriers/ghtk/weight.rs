//! What an order weighs, in the unit that it says: kilograms, unless `weight_option` is `gram`.
use super::desk::text;
use super::refusal::Refusal;
use super::shape::HEAVIEST;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// Grams of a whole order: `total_weight`, or what its products weigh together.
pub(super) fn grams(payload: &Value) -> Result<i64, Refusal> {
    let order = &payload["order"];
    let unit = match text(order, "weight_option") {
        "gram" => Decimal::ONE,
        _ => Decimal::ONE_THOUSAND,
    };
    let mut together: i64 = 0;
    for (place, product) in (1..).zip(payload["products"].as_array().into_iter().flatten()) {
        let each = one(
            &product["weight"],
            unit,
            &format!("products/{place}/weight"),
        )?;
        let quantity = product["quantity"].as_i64().unwrap_or(1);
        together = together.saturating_add(each.saturating_mul(quantity));
    }
    match order.get("total_weight") {
        Some(total) => one(total, unit, "order/total_weight"),
        None if together > HEAVIEST => Err(too_heavy("products", together)),
        None => Ok(together),
    }
}

fn too_heavy(path: &str, grams: impl std::fmt::Display) -> Refusal {
    Refusal::input(format!(
        "{path} weighs {grams} g, which is more than {HEAVIEST} g"
    ))
}

/// Grams of a number in a unit of so many grams: whole, at least one, and no more than is carried.
fn one(number: &Value, unit: Decimal, path: &str) -> Result<i64, Refusal> {
    let wrong = || Refusal::input(format!("{path} is not valid: {number}"));
    let number: Decimal = number.to_string().parse().map_err(|_| wrong())?;
    let grams = number.checked_mul(unit).ok_or_else(wrong)?;
    if grams > Decimal::from(HEAVIEST) {
        return Err(too_heavy(path, grams.normalize()));
    }
    let whole = grams.fract().is_zero() && grams >= Decimal::ONE;
    grams.to_i64().filter(|_| whole).ok_or_else(wrong)
}
