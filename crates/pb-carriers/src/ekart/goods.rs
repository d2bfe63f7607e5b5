//! What is in a consignment and what it is worth, as Ekart wants it for the tax.
//!
//! The goods' value is what the customer paid, tax included: the taxable amount is what is left of it without the tax
//! of the account's share, and both add up to it.

use super::TAX;
use super::party::plain;
use crate::Consignment;
use crate::check::invalid;
use pb_domain::{Account, CustomsItem, Money, Problem, ProblemKind};
use rust_decimal::{Decimal, RoundingStrategy};

/// Most cash that is collected, in rupees.
const MOST_CASH: Decimal = Decimal::from_parts(49_999, 0, 0, false, 0);
/// Ekart's invoice numbers where the merchant has none.
const INVOICE: &str = "INV-";
/// The currency of everything here.
pub(super) const RUPEES: &str = "INR";

/// Goods in Ekart's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Goods {
    /// What the customer paid.
    pub(super) total: Decimal,
    /// What of it is tax.
    pub(super) tax: Decimal,
    /// What is left.
    pub(super) taxable: Decimal,
    /// In words.
    pub(super) description: String,
    /// In a word or two.
    pub(super) category: String,
    /// Pieces.
    pub(super) quantity: u64,
    /// Of the first kind; empty when none.
    pub(super) sku: String,
    /// Of the first kind that has one; empty when none.
    pub(super) hsn_code: String,
    /// The merchant's, or one made of the order's.
    pub(super) invoice_number: String,
}

pub(super) fn goods(account: &Account, consignment: &Consignment) -> Result<Goods, Problem> {
    let total = value(consignment)?.ok_or_else(|| {
        invalid(
            "goods_value",
            "Ekart wants the value of the goods, and this order states none",
        )
    })?;
    let taxable = total
        .checked_mul(Decimal::ONE_HUNDRED)
        .ok_or_else(beyond_measure)?
        / (Decimal::ONE_HUNDRED + tax_percent(account)?);
    let taxable = taxable.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    if taxable < Decimal::ONE {
        return Err(invalid(
            "goods_value",
            format!("Goods worth {total} INR are less than the rupee without tax that Ekart takes"),
        ));
    }
    let items: &[CustomsItem] = consignment.customs.as_ref().map_or(&[], |c| &c.items);
    let category = stated(account, "category_of_goods")?;
    let described: Vec<String> = items
        .iter()
        .map(|item| plain(&item.description))
        .filter(|words| !words.is_empty())
        .collect();
    let description = match (described.is_empty(), account.setting("products_desc")) {
        (false, _) => described.join(", "),
        (true, "") => category.clone(),
        (true, words) => plain(words),
    };
    let pieces: u64 = items.iter().map(|item| u64::from(item.quantity)).sum();
    let hsn_code = items
        .iter()
        .map(|item| plain(&item.hs_code))
        .find(|code| !code.is_empty());
    let customs = consignment.customs.as_ref();
    let invoice_number = customs.map_or_else(String::new, |c| plain(&c.invoice_number));
    Ok(Goods {
        total,
        tax: total - taxable,
        taxable,
        description,
        category,
        quantity: match pieces {
            0 => u64::try_from(consignment.parcels.len()).unwrap_or(1),
            pieces => pieces,
        },
        sku: items
            .first()
            .map_or_else(String::new, |item| plain(&item.sku)),
        hsn_code: hsn_code.unwrap_or_else(|| plain(account.setting("hsn_code"))),
        invoice_number: match invoice_number.as_str() {
            "" => format!("{INVOICE}{}", order_number(consignment)?),
            _ => invoice_number,
        },
    })
}

/// What the goods are worth: as the order states it, else by the customs items, else by the cash to collect.
pub(super) fn value(consignment: &Consignment) -> Result<Option<Decimal>, Problem> {
    if let Some(value) = consignment.goods_value {
        return rupees(value, "goods_value").map(Some);
    }
    if let Some(customs) = &consignment.customs
        && !customs.items.is_empty()
    {
        let mut sum = Decimal::ZERO;
        for (at, item) in customs.items.iter().enumerate() {
            let each = rupees(item.unit_value, &format!("customs.items.{at}.unit_value"))?;
            sum = each
                .checked_mul(Decimal::from(item.quantity))
                .and_then(|value| sum.checked_add(value))
                .ok_or_else(beyond_measure)?;
        }
        return Ok(Some(sum));
    }
    cash(consignment)
}

fn beyond_measure() -> Problem {
    invalid("goods_value", "The goods are worth more than can be said")
}

/// The cash to collect, where there is some.
pub(super) fn cash(consignment: &Consignment) -> Result<Option<Decimal>, Problem> {
    let Some(cash) = consignment.options.cod else {
        return Ok(None);
    };
    let cash = rupees(cash, "options.cod")?;
    if cash <= Decimal::ZERO || cash > MOST_CASH {
        return Err(invalid(
            "options.cod",
            format!("Ekart collects up to {MOST_CASH} INR, and this is {cash} INR"),
        ));
    }
    Ok(Some(cash))
}

/// The order's number, by which people find a shipment at Ekart.
pub(super) fn order_number(consignment: &Consignment) -> Result<String, Problem> {
    match plain(&consignment.reference) {
        number if number.is_empty() => Err(invalid(
            "options.reference",
            "Ekart wants the order's number, and there is none",
        )),
        number => Ok(number),
    }
}

/// A setting that Ekart cannot do without.
pub(super) fn stated(account: &Account, name: &str) -> Result<String, Problem> {
    match plain(account.setting(name)) {
        text if text.is_empty() => Err(invalid(
            name,
            format!("The account {} has no {name}", account.name),
        )
        .hint("Enter it in Settings, Carriers")),
        text => Ok(text),
    }
}

/// What of a price is tax, in percent of what is without it.
fn tax_percent(account: &Account) -> Result<Decimal, Problem> {
    let text = account.setting(TAX).trim_end_matches('%').trim_end();
    text.parse::<Decimal>()
        .ok()
        .filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent))
        .ok_or_else(|| {
            invalid(
                TAX,
                format!("“{text}” is no share of tax: enter a number from 0 to 100, such as 18"),
            )
        })
}

fn rupees(money: Money, field: &str) -> Result<Decimal, Problem> {
    if money.currency.code() == RUPEES {
        return Ok(money.decimal());
    }
    Err(Problem::new(
        ProblemKind::Invalid,
        format!("Ekart takes rupees alone, and this is {money}"),
    )
    .hint("Enter the amount in INR")
    .field(field))
}
