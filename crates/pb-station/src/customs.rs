//! What a customs form must hold, whatever the carrier: goods that are described, and sums that can be true.
use crate::consign::problem;
use pb_domain::{Customs, FieldProblem, Weight};
use std::ops::RangeInclusive;

/// Digits of an HS code: six are the world's, countries add to them.
const HS_DIGITS: RangeInclusive<usize> = 6..=15;

/// Says what is wrong with a form, field by field. `gross` is what the parcels weigh, where it is known.
pub(crate) fn check(customs: &Customs, gross: Option<Weight>, fields: &mut Vec<FieldProblem>) {
    let Some(first) = customs.items.first() else {
        fields.push(problem("customs.items", "Customs needs at least one item"));
        return;
    };
    let currency = first.unit_value.currency;
    for (i, item) in customs.items.iter().enumerate() {
        let mut wrong = |name: &str, text: &str| {
            fields.push(problem(&format!("customs.items.{i}.{name}"), text));
        };
        if item.description.trim().is_empty() {
            wrong("description", "What it is is missing");
        }
        if item.quantity == 0 {
            wrong("quantity", "At least one piece");
        }
        if item.unit_value.minor < 0 || item.unit_weight < Weight::ZERO {
            wrong("unit_value", "Value and weight cannot lie below zero");
        }
        if item.unit_value.currency != currency {
            let text = format!(
                "The first item is declared in {}, and all of them need one currency",
                currency.code()
            );
            wrong("unit_value", &text);
        }
        if !is_hs_code(&item.hs_code) {
            let text = format!(
                "{} is not an HS code: it has at least six digits",
                item.hs_code
            );
            wrong("hs_code", &text);
        }
    }
    let goods = customs.items.iter().try_fold(0i64, |sum, item| {
        let line = item
            .unit_weight
            .micrograms()
            .checked_mul(item.quantity.into())?;
        sum.checked_add(line)
    });
    let goods = Weight::from_micrograms(goods.unwrap_or(i64::MAX));
    if let Some(gross) = gross.filter(|gross| goods > *gross) {
        let text = format!(
            "The goods weigh {goods} together, and the parcels that hold them {gross}: correct the weights of the items"
        );
        fields.push(problem("customs.items", &text));
    }
}

/// Whether it is empty, or digits with the points and spaces that people write between them.
fn is_hs_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = |c: char| c.is_ascii_digit() || c == '.' || c.is_whitespace();
    text.trim().is_empty() || text.chars().all(plain) && HS_DIGITS.contains(&digits)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use pb_domain::{ContentsType, Currency, CustomsItem, Incoterm, Money};

    fn mugs(quantity: u32, grams: i64, hs_code: &str, currency: &str) -> CustomsItem {
        CustomsItem {
            description: "Stoneware mug".to_owned(),
            sku: "MUG-1".to_owned(),
            hs_code: hs_code.to_owned(),
            origin: None,
            quantity,
            unit_value: Money::new(1_500, Currency::from_code(currency).unwrap()),
            unit_weight: Weight::from_grams(grams),
        }
    }

    fn wrong(items: Vec<CustomsItem>, gross: Option<i64>) -> Vec<String> {
        let customs = Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: String::new(),
            items,
        };
        let mut fields = Vec::new();
        check(&customs, gross.map(Weight::from_grams), &mut fields);
        fields.into_iter().map(|f| f.field).collect()
    }

    #[test]
    fn goods_weigh_at_most_what_their_parcels_weigh() {
        assert!(wrong(vec![mugs(2, 400, "", "USD")], Some(800)).is_empty());
        assert_eq!(
            wrong(vec![mugs(2, 401, "", "USD")], Some(800)),
            ["customs.items"]
        );
        assert!(wrong(vec![mugs(2, 401, "", "USD")], None).is_empty());
        let endless = vec![mugs(u32::MAX, 1_000_000_000, "", "USD")];
        assert_eq!(wrong(endless, Some(1_000)), ["customs.items"]);
    }

    #[test]
    fn codes_have_digits_and_values_one_currency() {
        for code in ["", "691200", "6912.00", "6912 00 23 10"] {
            assert!(
                wrong(vec![mugs(1, 1, code, "USD")], None).is_empty(),
                "{code}"
            );
        }
        for code in ["69120", "mugs", "6912-00", "1234567890123456"] {
            assert_eq!(
                wrong(vec![mugs(1, 1, code, "USD")], None),
                ["customs.items.0.hs_code"],
                "{code}"
            );
        }
        let mixed = vec![mugs(1, 1, "", "USD"), mugs(1, 1, "", "EUR")];
        assert_eq!(wrong(mixed, None), ["customs.items.1.unit_value"]);
    }

    #[test]
    fn what_is_missing_is_said_with_its_field() {
        assert_eq!(wrong(Vec::new(), None), ["customs.items"]);
        let mut blank = mugs(0, 1, "", "USD");
        blank.description = " ".to_owned();
        blank.unit_value.minor = -1;
        let fields =
            ["description", "quantity", "unit_value"].map(|f| format!("customs.items.0.{f}"));
        assert_eq!(wrong(vec![blank], None), fields);
    }
}
