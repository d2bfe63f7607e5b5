//! What is in a consignment, what it is worth and what is to be collected for it, in rupees.

use super::party::plain;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use pb_domain::{Account, Currency, CustomsItem, Money, Problem, ProblemKind};
use rust_decimal::Decimal;

/// The account's setting that describes what nothing else does.
pub(super) const DESCRIPTION: &str = "products_desc";
/// The currency of everything here.
const RUPEES: &str = "INR";

/// What the goods are worth: as the order states it, else by the customs items, else by the cash to collect.
pub(super) fn value(consignment: &Consignment) -> Result<Decimal, Problem> {
    let value = if let Some(value) = consignment.goods_value {
        rupees(value, "goods_value")?
    } else if let items @ [_, ..] = listed(consignment) {
        let mut sum = Decimal::ZERO;
        for (at, item) in items.iter().enumerate() {
            let each = rupees(item.unit_value, &format!("customs.items.{at}.unit_value"))?;
            sum = each
                .checked_mul(Decimal::from(item.quantity))
                .and_then(|value| sum.checked_add(value))
                .ok_or_else(|| {
                    invalid("goods_value", "The goods are worth more than can be said")
                })?;
        }
        sum
    } else {
        cash(consignment)?.unwrap_or_default()
    };
    if value <= Decimal::ZERO {
        return Err(invalid(
            "goods_value",
            "Velocity wants the value of the goods, and this order states none",
        ));
    }
    Ok(value)
}

fn listed(consignment: &Consignment) -> &[CustomsItem] {
    let customs = consignment.customs.as_ref();
    customs.map_or(&[], |customs| &customs.items)
}

/// The cash to collect, where there is some. What is the most hangs on the courier.
pub(super) fn cash(consignment: &Consignment) -> Result<Option<Decimal>, Problem> {
    let Some(cash) = consignment.options.cod else {
        return Ok(None);
    };
    let cash = rupees(cash, "options.cod")?;
    if cash < Decimal::ONE {
        return Err(invalid(
            "options.cod",
            format!("Velocity's couriers collect a rupee at least, and this is {cash} INR"),
        ));
    }
    Ok(Some(cash))
}

/// The items as they are listed; else one that the account describes, with the order's number as its SKU.
pub(super) fn items(
    account: &Account,
    consignment: &Consignment,
) -> Result<Vec<wire::Item>, Problem> {
    let listed = listed(consignment);
    if listed.is_empty() {
        return Ok(vec![wire::Item {
            name: description(account)?,
            sku: plain(&consignment.reference),
            units: 1,
            selling_price: wire::number(value(consignment)?),
            hsn: String::new(),
        }]);
    }
    let item = |(at, item): (usize, &CustomsItem)| {
        let name = match plain(&item.description) {
            name if name.is_empty() => description(account)?,
            name => name,
        };
        let price = rupees(item.unit_value, &format!("customs.items.{at}.unit_value"))?;
        Ok(wire::Item {
            sku: match plain(&item.sku) {
                sku if sku.is_empty() => name.clone(),
                sku => sku,
            },
            name,
            units: item.quantity,
            selling_price: wire::number(price),
            hsn: plain(&item.hs_code),
        })
    };
    listed.iter().enumerate().map(item).collect()
}

fn description(account: &Account) -> Result<String, Problem> {
    match plain(account.setting(DESCRIPTION)) {
        words if words.is_empty() => Err(invalid(
            DESCRIPTION,
            format!("The account {} has no description of goods", account.name),
        )
        .hint("Enter it in Settings, Carriers")),
        words => Ok(words),
    }
}

fn rupees(money: Money, field: &str) -> Result<Decimal, Problem> {
    if money.currency.code() == RUPEES {
        return Ok(money.decimal());
    }
    Err(Problem::new(
        ProblemKind::Invalid,
        format!("Velocity takes rupees alone, and this is {money}"),
    )
    .hint("Enter the amount in INR")
    .field(field))
}

/// Rupees as money, to the paisa.
pub(super) fn money(amount: Decimal) -> Option<Money> {
    Money::from_decimal(amount, Currency::from_code(RUPEES).ok()?).ok()
}
