//! Charges that always add up to their total.

use pb_domain::{Charge, Currency, Money, Problem, ProblemKind};
use rust_decimal::Decimal;

/// A breakdown and its sum.
#[derive(Debug)]
pub(super) struct Bill {
    charges: Vec<Charge>,
    total: Money,
}

impl Bill {
    pub(super) fn new(currency: Currency) -> Self {
        Self {
            charges: Vec::new(),
            total: Money::zero(currency),
        }
    }

    /// Adds a charge, rounded half away from zero to the minor unit, and gives it back as rounded.
    pub(super) fn add(&mut self, label: String, amount: Option<Decimal>) -> Result<Money, Problem> {
        let charge = amount.and_then(|a| Money::from_decimal(a, self.total.currency).ok());
        let sum = charge.and_then(|amount| Some((amount, self.total.checked_add(amount).ok()?)));
        let Some((amount, total)) = sum else {
            return Err(Problem::new(
                ProblemKind::Invalid,
                format!("the charge “{label}” is too large to be counted"),
            )
            .hint("Look for a price or percentage in the table that is far too high"));
        };
        self.total = total;
        self.charges.push(Charge { label, amount });
        Ok(amount)
    }

    pub(super) fn total(&self) -> Money {
        self.total
    }

    pub(super) fn into_charges(self) -> Vec<Charge> {
        self.charges
    }
}
