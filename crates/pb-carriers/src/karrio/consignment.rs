//! A consignment in Karrio's words, or why it cannot be said in them.
//!
//! Karrio takes a weight of zero and below without a word, and cuts nothing that is too long, so both
//! are stopped here.

use super::wire;
use crate::Consignment;
use crate::check::{invalid, measured};
use jiff::civil::Date;
use pb_domain::{
    Address, ContentsType, Customs, Direction, Incoterm, Length, LengthUnit, Money, Parcel,
    Problem, ProblemKind, ShipOptions, Weight, WeightUnit,
};
use rust_decimal::Decimal;
use serde_json::Number;

/// In Karrio's words.
pub(super) fn say(consignment: &Consignment) -> Result<wire::Consignment, Problem> {
    if consignment.direction == Direction::Return {
        // Karrio turns the addresses round and lets each connector choose what a return is; for UPS
        // that is a driver who calls three times, not a label.
        return Err(Problem::new(
            ProblemKind::Unsupported,
            "Return labels are not bought through Karrio",
        )
        .hint("Buy the return in Karrio's dashboard, or from another account"));
    }
    if consignment.parcels.is_empty() {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    // Carriers want a parcel that goes abroad described in its own right, besides its customs form.
    let contents: String = consignment
        .customs
        .iter()
        .flat_map(|customs| &customs.items)
        .map(|item| item.description.trim())
        .collect::<Vec<_>>()
        .join(", ")
        .chars()
        .take(250)
        .collect();
    let parcels = consignment
        .parcels
        .iter()
        .enumerate()
        .map(|(i, parcel)| parcel_words(i, parcel, contents.clone()))
        .collect::<Result<_, _>>()?;
    if consignment.ship_date.parse::<Date>().is_err() || consignment.ship_date.len() != 10 {
        return Err(invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        ));
    }
    within(&consignment.reference, 100, "reference", "The reference")?;
    Ok(wire::Consignment {
        shipper: address("ship_from", &consignment.ship_from)?,
        recipient: address("ship_to", &consignment.ship_to)?,
        parcels,
        options: options(consignment)?,
        customs: consignment
            .customs
            .as_ref()
            .map(|c| customs(c, &consignment.ship_from))
            .transpose()?,
        reference: consignment.reference.trim().to_owned(),
        carrier_ids: Vec::new(),
    })
}

/// Karrio's limits count characters, and what is longer is refused, not cut.
fn within(text: &str, limit: usize, field: &str, what: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > limit {
        return Err(invalid(
            field,
            format!("{what} is longer than the {limit} characters that Karrio takes"),
        ));
    }
    Ok(text.to_owned())
}

fn address(prefix: &str, address: &Address) -> Result<wire::Address, Problem> {
    let part = |text: &str, limit, field: &str, what| {
        within(text, limit, &format!("{prefix}.{field}"), what)
    };
    let Some(country) = address.country else {
        return Err(invalid(
            format!("{prefix}.country"),
            "The country is missing",
        ));
    };
    let company = part(&address.company, 100, "company", "The company")?;
    let person = part(&address.name, 100, "name", "The name")?;
    let line2 = [&address.line2, &address.ward, &address.district]
        .map(|s| s.trim())
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    Ok(wire::Address {
        // Carriers want somebody to ask for.
        person_name: if person.is_empty() {
            company.clone()
        } else {
            person
        },
        company_name: company,
        address_line1: part(&address.line1, 100, "line1", "The street")?,
        address_line2: part(
            &line2,
            100,
            "line2",
            "The second address line, with ward and district,",
        )?,
        city: part(&address.city, 50, "city", "The city")?,
        state_code: part(&address.region, 50, "region", "The region")?,
        postal_code: part(&address.postal_code, 20, "postal_code", "The postal code")?,
        country_code: country.code().to_owned(),
        phone_number: part(&address.phone, 50, "phone", "The telephone number")?,
        email: address.email.trim().to_owned(),
    })
}

fn parcel_words(
    index: usize,
    parcel: &Parcel,
    description: String,
) -> Result<wire::Parcel, Problem> {
    measured(index, parcel)?;
    let size = parcel.dimensions.map(|d| wire::Size {
        length: number(centimetres(d.length)),
        width: number(centimetres(d.width)),
        height: number(centimetres(d.height)),
        dimension_unit: "CM",
    });
    Ok(wire::Parcel {
        weight: number(kilograms(parcel.weight)),
        weight_unit: "KG",
        size,
        packaging_type: "your_packaging",
        description,
        reference_number: None,
    })
}

/// Kilograms, rounded up to the gram: a parcel is never declared lighter than it is.
fn kilograms(weight: Weight) -> Decimal {
    let down = weight.in_unit(WeightUnit::Kg, 9).trunc_with_scale(3);
    let gram = Decimal::new(1, 3);
    if Weight::new(down, WeightUnit::Kg) == Some(weight) {
        down
    } else {
        down + gram
    }
}

/// Centimetres, rounded up to the millimetre.
fn centimetres(length: Length) -> Decimal {
    let down = length.in_unit(LengthUnit::Cm, 4).trunc_with_scale(1);
    let millimetre = Decimal::new(1, 1);
    if Length::new(down, LengthUnit::Cm) == Some(length) {
        down
    } else {
        down + millimetre
    }
}

/// A decimal as a JSON number with the same digits.
fn number(value: Decimal) -> Number {
    value
        .normalize()
        .to_string()
        .parse()
        .expect("a decimal's digits are a JSON number")
}

fn options(consignment: &Consignment) -> Result<wire::Options, Problem> {
    let ShipOptions {
        cod,
        insurance,
        signature,
        instructions,
        ..
    } = &consignment.options;
    let amounts: Vec<Money> = [*cod, *insurance, consignment.goods_value]
        .into_iter()
        .flatten()
        .collect();
    if let [first, rest @ ..] = amounts.as_slice()
        && rest.iter().any(|m| m.currency != first.currency)
    {
        return Err(invalid(
            "options",
            "The goods, the cash on delivery and the insurance are in different currencies; Karrio takes one",
        ));
    }
    let amount = |money: &Money| number(money.decimal());
    Ok(wire::Options {
        shipment_date: consignment.ship_date.clone(),
        currency: amounts.first().map(|m| m.currency.code()),
        declared_value: consignment.goods_value.as_ref().map(amount),
        insurance: insurance.as_ref().map(amount),
        cash_on_delivery: cod.as_ref().map(amount),
        signature_confirmation: *signature,
        shipper_instructions: instructions.trim().to_owned(),
    })
}

fn customs(customs: &Customs, ship_from: &Address) -> Result<wire::Customs, Problem> {
    let Some(first) = customs.items.first() else {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    };
    let currency = first.unit_value.currency;
    let mut total = Money::zero(currency);
    let mut commodities = Vec::with_capacity(customs.items.len());
    for (i, item) in customs.items.iter().enumerate() {
        let field = |name: &str| format!("customs.items.{i}.{name}");
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
        let value = item
            .unit_value
            .minor
            .checked_mul(i64::from(item.quantity))
            .map(|minor| Money::new(minor, item.unit_value.currency));
        total = value
            .and_then(|v| total.checked_add(v).ok())
            .ok_or_else(|| {
                invalid(
                    field("unit_value"),
                    "The values on the customs form cannot be added up; give all in one currency",
                )
            })?;
        let description = within(
            &item.description,
            200,
            &field("description"),
            "A description of goods",
        )?;
        if description.is_empty() {
            return Err(invalid(
                field("description"),
                "A line of the customs form says not what it is",
            ));
        }
        commodities.push(wire::Commodity {
            title: description.clone(),
            description,
            quantity: item.quantity,
            weight: number(kilograms(item.unit_weight)),
            weight_unit: "KG",
            value_amount: number(item.unit_value.decimal()),
            value_currency: currency.code(),
            hs_code: within(&item.hs_code, 100, &field("hs_code"), "The HS code")?,
            sku: within(&item.sku, 100, &field("sku"), "The SKU")?,
            origin_country: item.origin.map(|c| c.code().to_owned()),
        });
    }
    let signer = [&ship_from.name, &ship_from.company]
        .into_iter()
        .map(|s| s.trim())
        .find(|s| !s.is_empty())
        .unwrap_or_default();
    Ok(wire::Customs {
        commodities,
        content_type: match customs.contents {
            ContentsType::Merchandise => "merchandise",
            ContentsType::Gift => "gift",
            ContentsType::Sample => "sample",
            ContentsType::Documents => "documents",
            ContentsType::ReturnMerchandise => "return_merchandise",
            ContentsType::Other => "other",
        },
        incoterm: match customs.incoterm {
            Incoterm::Dap => "DAP",
            Incoterm::Ddp => "DDP",
            Incoterm::Ddu => "DDU",
        },
        invoice: within(
            &customs.invoice_number,
            50,
            "customs.invoice_number",
            "The invoice number",
        )?,
        commercial_invoice: customs.contents == ContentsType::Merchandise,
        duty: wire::Duty {
            paid_by: match customs.incoterm {
                Incoterm::Ddp => "sender",
                Incoterm::Dap | Incoterm::Ddu => "recipient",
            },
            currency: currency.code(),
            declared_value: number(total.decimal()),
        },
        signer: signer.chars().take(50).collect(),
    })
}
