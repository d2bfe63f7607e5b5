//! Customs data: what the electronic declaration and the form CN23 or CN22 are made of.

use super::address::three_letters;
use crate::Consignment;
use crate::check::invalid;
use crate::dhl::party::{needed, within};
use crate::dhl::wire::{number, without_blanks};
use pb_domain::{ContentsType, CustomsItem, Incoterm, Problem, Weight};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const MOST_ITEMS: usize = 99;
const DESCRIPTION: usize = 256;
const INVOICE: usize = 35;
/// Longest description of an item on a return.
const RETURNED: usize = 50;
const MOST_RETURNED: usize = 20;

/// The customs data of a parcel that leaves the customs union; none within it.
pub(super) fn declaration(consignment: &Consignment, product: &str) -> Result<Value, Problem> {
    let Some(customs) = &consignment.customs else {
        return Ok(Value::Null);
    };
    let Some(first) = customs.items.first() else {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    };
    if consignment.parcels.len() > 1 {
        return Err(invalid(
            "parcels",
            "DHL wants a customs form for each parcel, and this one is for all of them together",
        )
        .hint("Ship the parcels one by one, each with its own goods"));
    }
    let items = items(consignment, MOST_ITEMS, DESCRIPTION)?;
    let (kind, description) = match customs.contents {
        ContentsType::Merchandise => ("COMMERCIAL_GOODS", ""),
        ContentsType::Gift => ("PRESENT", ""),
        ContentsType::Sample => ("COMMERCIAL_SAMPLE", ""),
        ContentsType::Documents => ("DOCUMENT", ""),
        ContentsType::ReturnMerchandise => ("RETURN_OF_GOODS", ""),
        ContentsType::Other => ("OTHER", first.description.trim()),
    };
    Ok(without_blanks(json!({
        "invoiceNo": within(&customs.invoice_number, INVOICE, "customs.invoice_number", "The invoice number")?,
        "exportType": kind,
        "exportDescription": description.chars().take(80).collect::<String>(),
        // Of Europaket alone; International says it with a service.
        "shippingConditions": (product == "V54EPAK").then_some(match customs.incoterm {
            Incoterm::Ddp => "DDP",
            Incoterm::Dap | Incoterm::Ddu => "DAP",
        }),
        // What the recipient paid for the shipping is not known here; the goods' own currency is what counts.
        "postalCharges": { "currency": first.unit_value.currency.code(), "value": number(Decimal::ZERO) },
        "items": items,
    })))
}

/// The customs data of what comes back; none within the customs union.
pub(super) fn returned(consignment: &Consignment) -> Result<Value, Problem> {
    match &consignment.customs {
        None => Ok(Value::Null),
        Some(_) => Ok(json!({ "items": items(consignment, MOST_RETURNED, RETURNED)? })),
    }
}

fn items(
    consignment: &Consignment,
    most: usize,
    description: usize,
) -> Result<Vec<Value>, Problem> {
    let items = consignment.customs.iter().flat_map(|c| &c.items);
    let all: Vec<&CustomsItem> = items.collect();
    if all.len() > most {
        return Err(invalid(
            "customs.items",
            format!("DHL takes {most} lines of goods at most"),
        )
        .hint("Put like goods together"));
    }
    let Some(first) = all.first() else {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    };
    let currency = first.unit_value.currency;
    let line = |(index, item): (usize, &&CustomsItem)| {
        let field = |name: &str| format!("customs.items.{index}.{name}");
        if item.unit_value.currency != currency {
            return Err(invalid(
                field("unit_value"),
                "DHL wants all values of a customs form in one currency",
            ));
        }
        if item.quantity == 0 {
            return Err(invalid(
                field("quantity"),
                "A line of the customs form has no pieces",
            ));
        }
        if item.unit_weight <= Weight::ZERO {
            return Err(invalid(
                field("unit_weight"),
                "A line of the customs form has no weight",
            ));
        }
        let text = &item.description;
        Ok(without_blanks(json!({
            "itemDescription": needed(text, description, &field("description"), "The description")?,
            "countryOfOrigin": item.origin.map(three_letters),
            "hsCode": hs_code(&item.hs_code, &field("hs_code"))?,
            "packagedQuantity": item.quantity,
            "itemValue": { "currency": currency.code(), "value": number(item.unit_value.decimal()) },
            "itemWeight": weight(item.unit_weight),
        })))
    };
    all.iter().enumerate().map(line).collect()
}

/// Whole grams, up to the next.
pub(super) fn weight(weight: Weight) -> Value {
    let grams = weight.micrograms().saturating_sub(1).div_euclid(1_000_000) + 1;
    json!({ "uom": "g", "value": grams })
}

/// Six to eleven digits, without the points that people write.
fn hs_code(text: &str, field: &str) -> Result<String, Problem> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if code.is_empty() || (6..=11).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(code);
    }
    Err(invalid(
        field,
        format!("{text} is not an HS code: it has six to eleven digits"),
    ))
}
