//! Rules that choose a rate, so that a packer need not.
use crate::{AccountId, Address, CountryCode, Money, Rate, Weight};
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

/// A rule for some shipments; the first that fits goes before the bench's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShippingRule {
    /// The merchant's name for it.
    pub name: String,
    /// Which shipments it is for.
    pub when: When,
    /// What it chooses.
    pub then: Then,
}

/// Which shipments a rule is for: those of which everything that is said holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct When {
    /// Where they go: one of these; anywhere when none.
    pub countries: Vec<CountryCode>,
    /// What the postal code begins with: one of these, whatever its spaces and case; any when none.
    pub postal_codes: Vec<String>,
    /// What all parcels weigh together, at least.
    pub weight_from: Option<Weight>,
    /// And less than this.
    pub weight_below: Option<Weight>,
    /// What the goods are worth, at least. Goods of another currency, or of no known value, do not fit.
    pub value_from: Option<Money>,
    /// And less than this.
    pub value_below: Option<Money>,
    /// What is in them: one of these, where `*` at the end stands for whatever follows; anything when none.
    pub skus: Vec<String>,
}

/// What a rule for some shipments chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Then {
    /// By a rule as the bench has one.
    Rule {
        /// Which.
        rule: RateRule,
    },
    /// One service of one account.
    Service {
        /// Whose.
        account: AccountId,
        /// Its code, as in [`Rate::service`].
        service: String,
    },
}

/// What rules look at of a shipment.
#[derive(Clone, Copy, Debug)]
pub struct Shipped<'a> {
    /// Where it goes.
    pub ship_to: &'a Address,
    /// What all its parcels weigh together.
    pub weight: Weight,
    /// What the goods are worth.
    pub value: Option<Money>,
    /// What is in it.
    pub skus: &'a [&'a str],
}

impl When {
    /// Whether nothing is said, so that it would hold for all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it holds for a shipment.
    pub fn holds(&self, shipped: Shipped<'_>) -> bool {
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_uppercase).collect()
        };
        let one_of = |wanted: &[String], fits: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|w| fits(w))
        };
        let postal_code = plain(&shipped.ship_to.postal_code);
        let country = shipped.ship_to.country;
        (self.countries.is_empty() || country.is_some_and(|c| self.countries.contains(&c)))
            && one_of(&self.postal_codes, &|begins| {
                postal_code.starts_with(&plain(begins))
            })
            && self.weight_from.is_none_or(|from| shipped.weight >= from)
            && self.weight_below.is_none_or(|below| shipped.weight < below)
            && worth(shipped.value, self.value_from, |value, from| value >= from)
            && worth(shipped.value, self.value_below, |value, below| {
                value < below
            })
            && one_of(&self.skus, &|sku| {
                shipped.skus.iter().any(|s| is_sku(s, sku))
            })
    }
}

fn worth(value: Option<Money>, limit: Option<Money>, fits: fn(i64, i64) -> bool) -> bool {
    let Some(limit) = limit else { return true };
    value.is_some_and(|v| v.currency == limit.currency && fits(v.minor, limit.minor))
}

fn is_sku(sku: &str, wanted: &str) -> bool {
    let (sku, wanted) = (sku.trim().to_uppercase(), wanted.trim().to_uppercase());
    match wanted.strip_suffix('*') {
        Some(begins) => sku.starts_with(begins),
        None => sku == wanted,
    }
}

/// Applies the first rule that is for a shipment, or else the bench's own.
pub fn pick_for(
    rules: &[ShippingRule],
    otherwise: RateRule,
    shipped: Shipped<'_>,
    rates: &[Rate],
) -> Pick {
    let Some(rule) = rules.iter().find(|rule| rule.when.holds(shipped)) else {
        return pick(otherwise, rates);
    };
    let named = |reason: &str| format!("{}: {reason}", rule.name);
    let chosen = match &rule.then {
        Then::Rule { rule } => pick(*rule, rates),
        Then::Service { account, service } => {
            let wanted = |rate: &Rate| rate.account == *account && rate.service == *service;
            match rates.iter().position(wanted) {
                Some(index) => Pick::Chosen {
                    index,
                    reason: "this service".to_owned(),
                },
                None => Pick::AskPerson {
                    reason: format!("its service {service} is not offered"),
                },
            }
        }
    };
    match chosen {
        Pick::Chosen { index, reason } => Pick::Chosen {
            index,
            reason: named(&reason),
        },
        Pick::AskPerson { reason } => Pick::AskPerson {
            reason: named(&reason),
        },
    }
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

    fn norway() -> Address {
        Address {
            postal_code: "sw1a 1aa".into(),
            country: CountryCode::from_code("NO"),
            ..Address::default()
        }
    }

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::from_code("USD").expect("code"))
    }

    #[test]
    fn a_rule_is_for_shipments_of_which_everything_holds() {
        let ship_to = norway();
        let shipped = Shipped {
            ship_to: &ship_to,
            weight: Weight::from_grams(5_000),
            value: Some(usd(10_000)),
            skus: &["MUG-1", "jar-2"],
        };
        let kg = |n: i64| Some(Weight::from_grams(n * 1_000));
        let code = |code: &str| CountryCode::from_code(code).expect("a country");
        type Said = Box<dyn Fn(&mut When)>;
        let said = |f: fn(&mut When)| -> Said { Box::new(f) };
        let cases: Vec<(&str, Said, bool)> = vec![
            ("nothing", said(|_| ()), true),
            (
                "country",
                Box::new(move |w| w.countries = vec![code("SE"), code("NO")]),
                true,
            ),
            (
                "other country",
                Box::new(move |w| w.countries = vec![code("SE")]),
                false,
            ),
            (
                "postal code",
                said(|w| w.postal_codes = vec!["EC".into(), "SW 1".into()]),
                true,
            ),
            (
                "other postal code",
                said(|w| w.postal_codes = vec!["SW2".into()]),
                false,
            ),
            (
                "weight from",
                Box::new(move |w| w.weight_from = kg(5)),
                true,
            ),
            (
                "weight below",
                Box::new(move |w| w.weight_below = kg(5)),
                false,
            ),
            (
                "value from",
                said(|w| w.value_from = Some(usd(10_000))),
                true,
            ),
            (
                "value below",
                said(|w| w.value_below = Some(usd(10_000))),
                false,
            ),
            ("sku", said(|w| w.skus = vec!["JAR*".into()]), true),
            ("whole sku", said(|w| w.skus = vec!["mug-1".into()]), true),
            (
                "part of a sku",
                said(|w| w.skus = vec!["MUG".into()]),
                false,
            ),
        ];
        for (name, say, holds) in &cases {
            let mut when = When::default();
            say(&mut when);
            assert_eq!(when.holds(shipped), *holds, "{name}");
            // One that does not hold is enough.
            when.skus = vec!["none-of-these".into()];
            assert!(!when.holds(shipped), "{name}");
        }
        let euros = Money::new(1, Currency::from_code("EUR").expect("code"));
        let other_currency = When {
            value_from: Some(euros),
            ..When::default()
        };
        assert!(!other_currency.holds(shipped));
        let unknown = Shipped {
            value: None,
            ..shipped
        };
        let worth_little = When {
            value_below: Some(usd(1)),
            ..When::default()
        };
        assert!(!worth_little.holds(unknown));
    }

    #[test]
    fn the_first_rule_that_fits_chooses_and_says_so() {
        let ship_to = norway();
        let shipped = Shipped {
            ship_to: &ship_to,
            weight: Weight::from_grams(5_000),
            value: None,
            skus: &[],
        };
        let rates = [rate(900, "USD", Some(2)), rate(500, "USD", Some(5))];
        let rule = |name: &str, grams: i64, then: Then| ShippingRule {
            name: name.into(),
            when: When {
                weight_from: Some(Weight::from_grams(grams)),
                ..When::default()
            },
            then,
        };
        let fastest = Then::Rule {
            rule: RateRule::Fastest,
        };
        let service = |code: &str| Then::Service {
            account: AccountId(uuid::Uuid::nil()),
            service: code.into(),
        };
        let pick = |rules: &[ShippingRule]| pick_for(rules, RateRule::Cheapest, shipped, &rates);
        let chosen = |index, reason: &str| Pick::Chosen {
            index,
            reason: reason.into(),
        };
        assert_eq!(pick(&[]), chosen(1, "Cheapest of 2"));
        let heavy = rule("Very heavy", 9_000, service("s"));
        assert_eq!(
            pick(&[
                heavy.clone(),
                rule("Heavy", 4_000, fastest),
                rule("Any", 0, service("s"))
            ]),
            chosen(0, "Heavy: Fastest")
        );
        assert_eq!(
            pick(&[heavy, rule("Any", 0, service("s"))]),
            chosen(0, "Any: this service")
        );
        let none = Pick::AskPerson {
            reason: "Any: its service x is not offered".into(),
        };
        assert_eq!(pick(&[rule("Any", 0, service("x"))]), none);
    }

    #[test]
    fn asks_when_currencies_mix() {
        let rates = [rate(900, "USD", Some(2)), rate(500, "EUR", Some(5))];
        assert_eq!(index(RateRule::Cheapest, &rates), None);
        assert_eq!(index(RateRule::Cheapest, &[]), None);
    }
}
