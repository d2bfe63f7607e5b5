//! Rules that choose a rate, so that a packer need not.
use crate::Rate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which rate the merchant prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RateRule {
    /// A person chooses each time.
    Ask,
    /// The lowest total.
    Cheapest,
    /// The fewest days; the cheaper of two equals.
    Fastest,
    /// The lowest total among those that arrive within so many working days.
    CheapestWithin {
        /// Working days in transit at most.
        days: u32,
    },
}

/// What a rule made of a list of rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pick {
    /// The rule chose.
    Chosen {
        /// Index into the list.
        index: usize,
        /// Why this one, for a person.
        reason: String,
    },
    /// A person must choose.
    AskPerson {
        /// Why, for a person.
        reason: String,
    },
}

/// Applies a rule. Rules compare one currency; a mixed list asks.
pub fn pick(rule: RateRule, rates: &[Rate]) -> Pick {
    let ask = |reason: &str| Pick::AskPerson {
        reason: reason.to_owned(),
    };
    let Some(first) = rates.first() else {
        return ask("No carrier offered a rate");
    };
    if matches!(rule, RateRule::Ask) {
        return ask("No rule is set");
    }
    if rates
        .iter()
        .any(|r| r.total.currency != first.total.currency)
    {
        return ask("The rates are in different currencies");
    }
    let price = |i: &usize| {
        (
            rates[*i].total.minor,
            rates[*i].transit_days.unwrap_or(u32::MAX),
        )
    };
    let all = 0..rates.len();
    let (chosen, reason) = match rule {
        RateRule::Ask => return ask("No rule is set"),
        RateRule::Cheapest => (
            all.min_by_key(price),
            format!("Cheapest of {}", rates.len()),
        ),
        RateRule::Fastest => (
            all.filter(|i| rates[*i].transit_days.is_some())
                .min_by_key(|i| (rates[*i].transit_days, rates[*i].total.minor)),
            "Fastest".to_owned(),
        ),
        RateRule::CheapestWithin { days } => (
            all.filter(|i| rates[*i].transit_days.is_some_and(|d| d <= days))
                .min_by_key(price),
            format!("Cheapest within {days} days"),
        ),
    };
    match (chosen, rule) {
        (Some(index), _) => Pick::Chosen { index, reason },
        (None, RateRule::CheapestWithin { days }) => ask(&format!("No rate promises {days} days")),
        (None, _) => ask("No rate states its days in transit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, Currency, Money, RateSurety};

    fn rate(minor: i64, currency: &str, days: Option<u32>) -> Rate {
        Rate {
            account: AccountId(uuid::Uuid::nil()),
            carrier_name: "C".into(),
            service: "s".into(),
            service_name: "S".into(),
            total: Money::new(minor, Currency::from_code(currency).expect("code")),
            charges: vec![],
            transit_days: days,
            delivery_date: None,
            surety: RateSurety::Stated,
            pooled: None,
            carrier_data: serde_json::Value::Null,
        }
    }

    fn index(rule: RateRule, rates: &[Rate]) -> Option<usize> {
        match pick(rule, rates) {
            Pick::Chosen { index, .. } => Some(index),
            Pick::AskPerson { .. } => None,
        }
    }

    #[test]
    fn chooses_by_rule() {
        let rates = [
            rate(900, "USD", Some(2)),
            rate(500, "USD", Some(5)),
            rate(700, "USD", Some(3)),
            rate(400, "USD", None),
        ];
        assert_eq!(index(RateRule::Cheapest, &rates), Some(3));
        assert_eq!(index(RateRule::Fastest, &rates), Some(0));
        assert_eq!(index(RateRule::CheapestWithin { days: 3 }, &rates), Some(2));
        assert_eq!(index(RateRule::CheapestWithin { days: 1 }, &rates), None);
        assert_eq!(index(RateRule::Ask, &rates), None);
    }

    #[test]
    fn asks_when_currencies_mix() {
        let rates = [rate(900, "USD", Some(2)), rate(500, "EUR", Some(5))];
        assert_eq!(index(RateRule::Cheapest, &rates), None);
        assert_eq!(index(RateRule::Cheapest, &[]), None);
    }
}
