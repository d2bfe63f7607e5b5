//! What is in a shipment: its description, its value, and the invoice that UPS sends to the customs.

use super::measure::Units;
use super::party::within;
use super::wire::{self, Code};
use crate::Consignment;
use crate::check::{hs_code, invalid};
use crate::lines::fitted;
use pb_domain::{ContentsType, Customs, Incoterm, Money, Problem, Weight};

/// Longest description of a shipment's goods.
const DESCRIPTION: usize = 50;
/// What goods without a customs form are called.
const GOODS: &str = "Goods";
/// The commercial invoice.
const INVOICE: &str = "01";
/// Lines of goods that an invoice takes.
const MOST_PRODUCTS: usize = 50;
/// Pieces.
const PIECE: &str = "PCS";
/// Longest article number.
const PART: usize = 10;

/// What the goods are, in 50 characters: a word for the officer, of which UPS prints no more.
pub(super) fn description(consignment: &Consignment) -> String {
    let items = consignment.customs.iter().flat_map(|c| &c.items);
    let all = items
        .map(|item| {
            item.description
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if all.is_empty() {
        return GOODS.to_owned();
    }
    all.chars()
        .take(DESCRIPTION)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Whether nothing but papers is in it.
pub(super) fn is_documents(consignment: &Consignment) -> bool {
    consignment
        .customs
        .as_ref()
        .is_some_and(|c| c.contents == ContentsType::Documents)
}

/// Whether the sender pays duties and taxes.
pub(super) fn sender_pays_duties(consignment: &Consignment) -> bool {
    consignment
        .customs
        .as_ref()
        .is_some_and(|c| c.incoterm == Incoterm::Ddp)
}

/// What the goods are worth: by the customs form, else what the customer paid for them.
pub(super) fn goods_value(consignment: &Consignment) -> Result<Option<Money>, Problem> {
    let Some(customs) = &consignment.customs else {
        return Ok(consignment.goods_value);
    };
    let Some(first) = customs.items.first() else {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    };
    let mut total = Money::zero(first.unit_value.currency);
    for (i, item) in customs.items.iter().enumerate() {
        let value = item
            .unit_value
            .minor
            .checked_mul(i64::from(item.quantity))
            .map(|minor| Money::new(minor, item.unit_value.currency));
        total = value
            .and_then(|v| total.checked_add(v).ok())
            .ok_or_else(|| {
                invalid(
                    format!("customs.items.{i}.unit_value"),
                    "The values on the customs form cannot be added up; give all in one currency",
                )
            })?;
    }
    Ok(Some(total))
}

/// The invoice for the customs, which UPS sends ahead where the account and the country have that.
pub(super) fn forms(
    consignment: &Consignment,
    sold_to: &wire::Party,
    units: Units,
) -> Result<Option<wire::InternationalForms>, Problem> {
    let Some(customs) = &consignment.customs else {
        return Ok(None);
    };
    if customs.contents == ContentsType::Documents {
        return Ok(None);
    }
    let Some(total) = goods_value(consignment)? else {
        return Ok(None);
    };
    if customs.items.len() > MOST_PRODUCTS {
        return Err(invalid(
            "customs.items",
            format!("An invoice of UPS's takes {MOST_PRODUCTS} lines of goods at most"),
        )
        .hint("Put like goods together, or print the invoice yourself: that is a setting of the account"));
    }
    let mut sold_to = sold_to.clone();
    sold_to.address.residential_address_indicator = None;
    let number = match customs.invoice_number.trim() {
        "" => &consignment.reference,
        number => number,
    };
    Ok(Some(wire::InternationalForms {
        form_type: vec![INVOICE],
        contacts: wire::Contacts { sold_to },
        product: customs
            .items
            .iter()
            .enumerate()
            .map(|(i, _)| product(customs, i, units))
            .collect::<Result<_, _>>()?,
        invoice_number: within(number, 35, "customs.invoice_number", "The invoice number")?,
        invoice_date: consignment.ship_date.replace('-', ""),
        terms_of_shipment: match customs.incoterm {
            Incoterm::Ddp => "DDP",
            // UPS has no word for the older name.
            Incoterm::Dap | Incoterm::Ddu => "DAP",
        },
        reason_for_export: match customs.contents {
            ContentsType::Merchandise => Some("SALE"),
            ContentsType::Gift => Some("GIFT"),
            ContentsType::Sample => Some("SAMPLE"),
            ContentsType::ReturnMerchandise => Some("RETURN"),
            ContentsType::Documents | ContentsType::Other => None,
        },
        currency_code: total.currency.code(),
    }))
}

fn product(customs: &Customs, index: usize, units: Units) -> Result<wire::Product, Problem> {
    let item = &customs.items[index];
    let field = |name: &str| format!("customs.items.{index}.{name}");
    let missing = |name: &str, what: &str| {
        invalid(
            field(name),
            format!("A line of the customs form has no {what}"),
        )
    };
    if item.description.trim().is_empty() {
        return Err(missing("description", "description"));
    }
    if item.quantity == 0 {
        return Err(missing("quantity", "pieces"));
    }
    if item.unit_weight <= Weight::ZERO {
        return Err(missing("unit_weight", "weight"));
    }
    let Some(origin) = item.origin else {
        return Err(missing("origin", "country of origin"));
    };
    let weight = item
        .unit_weight
        .micrograms()
        .checked_mul(i64::from(item.quantity))
        .map(Weight::from_micrograms)
        .ok_or_else(|| invalid(field("unit_weight"), "The weight is out of all bounds"))?;
    let description = fitted(&[&item.description], 35, 3).ok_or_else(|| {
        invalid(
            field("description"),
            "The description does not fit on the 3 lines of 35 characters that UPS takes",
        )
    })?;
    Ok(wire::Product {
        description,
        unit: wire::Unit {
            number: item.quantity.to_string(),
            unit_of_measurement: Code::of(PIECE),
            value: item.unit_value.decimal().to_string(),
        },
        commodity_code: hs_code(&item.hs_code, &field("hs_code"))?,
        // A help for the merchant, not for the officer: one that is too long is left out.
        part_number: Some(item.sku.trim())
            .filter(|sku| sku.chars().count() <= PART)
            .unwrap_or_default()
            .to_owned(),
        origin_country_code: origin.code().to_owned(),
        product_weight: units.weight(weight),
    })
}
