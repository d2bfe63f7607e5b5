//! A consignment in the protocol's words, or why it cannot be said in them.
//!
//! The words are those of our own forms. Weights go up to the next gram and lengths to the next
//! millimetre: a parcel is never declared lighter or smaller than it is.

use super::wire;
use crate::Consignment;
use crate::check::{invalid, measured};
use jiff::civil::Date;
use pb_domain::{Address, Customs, Length, Parcel, Problem, Weight};

const GRAM: i64 = Weight::from_grams(1).micrograms();
const MILLIMETRE: i64 = Length::from_mm(1).micrometres();

/// In the protocol's words.
pub(super) fn say(consignment: &Consignment) -> Result<wire::Consignment, Problem> {
    if consignment.parcels.is_empty() {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if consignment.ship_date.parse::<Date>().is_err() || consignment.ship_date.len() != 10 {
        return Err(invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        ));
    }
    let options = &consignment.options;
    Ok(wire::Consignment {
        ship_from: address("ship_from", &consignment.ship_from)?,
        ship_to: address("ship_to", &consignment.ship_to)?,
        parcels: consignment
            .parcels
            .iter()
            .enumerate()
            .map(|(i, parcel)| parcel_words(i, parcel))
            .collect::<Result<_, _>>()?,
        ship_date: consignment.ship_date.clone(),
        direction: consignment.direction,
        customer_reference: consignment.reference.trim().to_owned(),
        goods_value: consignment.goods_value.map(Into::into),
        cod: options.cod.map(Into::into),
        insurance: options.insurance.map(Into::into),
        signature: options.signature,
        instructions: options.instructions.trim().to_owned(),
        customs: consignment.customs.as_ref().map(customs).transpose()?,
    })
}

fn address(prefix: &str, address: &Address) -> Result<wire::Address, Problem> {
    let Some(country) = address.country else {
        return Err(invalid(
            format!("{prefix}.country"),
            "The country is missing",
        ));
    };
    let said = |text: &str| text.trim().to_owned();
    Ok(wire::Address {
        name: said(&address.name),
        company: said(&address.company),
        line1: said(&address.line1),
        line2: said(&address.line2),
        ward: said(&address.ward),
        district: said(&address.district),
        city: said(&address.city),
        region: said(&address.region),
        postal_code: said(&address.postal_code),
        country: country.code().to_owned(),
        phone: said(&address.phone),
        email: said(&address.email),
    })
}

fn parcel_words(index: usize, parcel: &Parcel) -> Result<wire::Parcel, Problem> {
    measured(index, parcel)?;
    let size = parcel.dimensions.map(|d| wire::Size {
        length_mm: millimetres(d.length),
        width_mm: millimetres(d.width),
        height_mm: millimetres(d.height),
    });
    Ok(wire::Parcel {
        weight_g: grams(parcel.weight),
        size,
    })
}

fn grams(weight: Weight) -> i64 {
    up(weight.micrograms(), GRAM)
}

fn millimetres(length: Length) -> i64 {
    up(length.micrometres(), MILLIMETRE)
}

/// How many whole units hold an amount, which is above zero.
fn up(amount: i64, unit: i64) -> i64 {
    (amount - 1) / unit + 1
}

fn customs(customs: &Customs) -> Result<wire::Customs, Problem> {
    if customs.items.is_empty() {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    }
    let items = customs
        .items
        .iter()
        .enumerate()
        .map(|(i, item)| {
            let missing = |field: &str, what: &str| {
                invalid(
                    format!("customs.items.{i}.{field}"),
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
            Ok(wire::CustomsItem {
                description: item.description.trim().to_owned(),
                quantity: item.quantity,
                unit_value: item.unit_value.into(),
                unit_weight_g: grams(item.unit_weight),
                hs_code: item.hs_code.trim().to_owned(),
                sku: item.sku.trim().to_owned(),
                origin: item.origin.map(|c| c.code().to_owned()),
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(wire::Customs {
        contents: customs.contents,
        incoterm: customs.incoterm,
        invoice_number: customs.invoice_number.trim().to_owned(),
        items,
    })
}

/// Our form's field that a member of the protocol is: most have the same name.
pub(super) fn field(member: &str) -> Option<String> {
    if member.is_empty() || member.contains(' ') {
        return None;
    }
    let parts: Vec<&str> = member.split('.').collect();
    Some(match parts.as_slice() {
        ["customer_reference"] => "options.reference".to_owned(),
        [option @ ("cod" | "insurance" | "signature" | "instructions")] => {
            format!("options.{option}")
        }
        ["parcels", index, "weight_g"] => format!("parcels.{index}.weight"),
        ["parcels", index, "length_mm" | "width_mm" | "height_mm"] => {
            format!("parcels.{index}.dimensions")
        }
        ["customs", "items", index, "unit_weight_g"] => {
            format!("customs.items.{index}.unit_weight")
        }
        _ => member.to_owned(),
    })
}
