//! What is in a shipment: its description, its value, and the declaration for the customs.

use super::consignment::kilograms;
use crate::Consignment;
use crate::check::invalid;
use crate::dhl::party::{needed, within};
use crate::dhl::wire::{number, without_blanks};
use pb_domain::{ContentsType, Customs, CustomsItem, Incoterm, Money, Problem, Weight};
use serde_json::{Value, json};

/// Longest description of a shipment's goods.
const DESCRIPTION: usize = 70;
/// Longest description of a line of goods.
const LINE: usize = 512;
/// Lines of goods.
const MOST_LINES: usize = 999;
/// Longest number of an invoice.
const INVOICE: usize = 35;
/// What goods without a customs form are called.
const GOODS: &str = "Goods";

/// Whether goods are declared: papers are not.
pub(super) fn is_declarable(consignment: &Consignment) -> bool {
    let customs = consignment.customs.as_ref();
    customs.is_some_and(|c| c.contents != ContentsType::Documents)
}

/// What the goods are: a word for the officer, cut where DHL cuts it, since every line is listed besides.
pub(super) fn description(consignment: &Consignment) -> String {
    let items = consignment.customs.iter().flat_map(|c| &c.items);
    let all = items
        .map(|item| plain(&item.description))
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if all.is_empty() {
        return GOODS.to_owned();
    }
    let cut: String = all.chars().take(DESCRIPTION).collect();
    cut.trim_end().to_owned()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// The terms, which every shipment states.
pub(super) fn incoterm(consignment: &Consignment) -> &'static str {
    match consignment.customs.as_ref().map(|c| c.incoterm) {
        Some(Incoterm::Ddp) => "DDP",
        Some(Incoterm::Dap | Incoterm::Ddu) | None => "DAP",
    }
}

/// The declaration; none where nothing is declared.
pub(super) fn declaration(consignment: &Consignment) -> Result<Option<Value>, Problem> {
    let Some(customs) = consignment
        .customs
        .as_ref()
        .filter(|_| is_declarable(consignment))
    else {
        return Ok(None);
    };
    if customs.items.len() > MOST_LINES {
        return Err(invalid(
            "customs.items",
            format!("DHL Express takes {MOST_LINES} lines of goods at most"),
        ));
    }
    let lines: Vec<Value> = customs
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| line(customs, index, item))
        .collect::<Result<_, _>>()?;
    let number = match customs.invoice_number.trim() {
        "" => &consignment.reference,
        number => number,
    };
    Ok(Some(without_blanks(json!({
        "lineItems": lines,
        "invoice": {
            "number": within(number, INVOICE, "customs.invoice_number", "The invoice number")?,
            "date": consignment.ship_date,
        },
        "exportReason": match customs.contents {
            ContentsType::Merchandise => "Sale",
            ContentsType::Gift => "Gift",
            ContentsType::Sample => "Sample",
            ContentsType::ReturnMerchandise => "Return",
            ContentsType::Documents | ContentsType::Other => "",
        },
        "exportReasonType": reason(customs),
        "shipmentType": match customs.contents {
            ContentsType::Gift => "personal",
            _ => "commercial",
        },
    }))))
}

/// Goods stay abroad, unless they come back.
fn reason(customs: &Customs) -> &'static str {
    match customs.contents {
        ContentsType::ReturnMerchandise => "return",
        _ => "permanent",
    }
}

/// One line of goods; weights are the line's.
fn line(customs: &Customs, index: usize, item: &CustomsItem) -> Result<Value, Problem> {
    let field = |name: &str| format!("customs.items.{index}.{name}");
    let missing = |name: &str, what: &str| {
        invalid(
            field(name),
            format!("A line of the customs form has no {what}"),
        )
    };
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
    let hs_code = hs_code(&item.hs_code, &field("hs_code"))?;
    let codes = (!hs_code.is_empty()).then(|| json!({ "typeCode": "outbound", "value": hs_code }));
    Ok(json!({
        "number": index + 1,
        "description": needed(&item.description, LINE, &field("description"), "The description")?,
        "price": number(item.unit_value.decimal()),
        "quantity": { "value": item.quantity, "unitOfMeasurement": "PCS" },
        "commodityCodes": codes.as_slice(),
        "exportReasonType": reason(customs),
        "manufacturerCountry": origin.code(),
        "weight": { "netValue": kilograms(weight), "grossValue": kilograms(weight) },
    }))
}

/// Six digits or more, without the points that people write.
fn hs_code(text: &str, field: &str) -> Result<String, Problem> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if code.is_empty() || (6..=18).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(code);
    }
    Err(invalid(
        field,
        format!("{text} is not an HS code: it has at least six digits"),
    ))
}
