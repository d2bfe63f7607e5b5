//! What the customs are told: the goods, their value, and who pays the duties.

use super::consignment::{For, money};
use super::measure::Units;
use super::party::within;
use super::wire;
use crate::Consignment;
use crate::check::{hs_code, invalid};
use pb_domain::{ContentsType, Customs, Incoterm, Money, Problem, Weight};

/// The commercial invoice.
pub(super) const INVOICE: &str = "COMMERCIAL_INVOICE";
/// What goods without a customs form are called in a rate.
const GOODS: &str = "Goods";
/// Pieces.
const PIECE: &str = "PCS";
/// Lines of goods that a shipment takes.
const MOST_LINES: usize = 999;
/// Longest reference on an invoice.
const REFERENCE: usize = 30;
const NAME: usize = 35;

/// Whether nothing but papers is in it.
pub(super) fn is_documents(consignment: &Consignment) -> bool {
    consignment
        .customs
        .as_ref()
        .is_some_and(|c| c.contents == ContentsType::Documents)
}

/// For the customs; `None` where there are none. A rate that crosses a border without a customs form is asked for with
/// what the customer paid.
pub(super) fn clearance(
    account: &wire::AccountNumber,
    consignment: &Consignment,
    units: Units,
    purpose: For,
) -> Result<Option<wire::Clearance>, Problem> {
    let Some(customs) = &consignment.customs else {
        let abroad = consignment.ship_from.country != consignment.ship_to.country;
        let value = consignment.goods_value.filter(|v| v.minor > 0);
        return Ok(match (purpose, value) {
            (For::Rating, Some(value)) if abroad => {
                Some(unlisted(account, value, consignment, units))
            }
            _ => None,
        });
    };
    let total = total(customs)?;
    if customs.items.len() > MOST_LINES {
        return Err(invalid(
            "customs.items",
            format!("FedEx takes {MOST_LINES} lines of goods at most"),
        )
        .hint("Put like goods together"));
    }
    let commodities = (0..customs.items.len())
        .map(|i| commodity(customs, i, units))
        .collect::<Result<_, _>>()?;
    let shipping = purpose == For::Shipping;
    Ok(Some(wire::Clearance {
        duties_payment: Some(duties(account, customs.incoterm == Incoterm::Ddp)),
        commercial_invoice: shipping
            .then(|| invoice(consignment, customs))
            .transpose()?,
        is_document_only: shipping.then(|| is_documents(consignment)),
        total_customs_value: shipping.then(|| money(total)),
        commodities,
    }))
}

/// The account pays for what it is said to.
pub(super) fn sender_pays(account: &wire::AccountNumber) -> wire::Payment {
    wire::Payment {
        payment_type: "SENDER",
        payor: wire::Payor {
            responsible_party: Some(wire::ResponsibleParty {
                account_number: account.clone(),
            }),
        },
    }
}

fn duties(account: &wire::AccountNumber, sender: bool) -> wire::Payment {
    if sender {
        return sender_pays(account);
    }
    wire::Payment {
        payment_type: "RECIPIENT",
        payor: wire::Payor::default(),
    }
}

/// One line for goods that nobody has listed.
fn unlisted(
    account: &wire::AccountNumber,
    value: Money,
    consignment: &Consignment,
    units: Units,
) -> wire::Clearance {
    let weight: Weight = consignment.parcels.iter().map(|p| p.weight).sum();
    wire::Clearance {
        duties_payment: Some(duties(account, false)),
        commodities: vec![wire::Commodity {
            description: GOODS.to_owned(),
            weight: units.fine_weight(weight),
            quantity: 1,
            quantity_units: PIECE,
            unit_price: Some(money(value)),
            customs_value: Some(money(value)),
            ..wire::Commodity::default()
        }],
        ..wire::Clearance::default()
    }
}

fn invoice(
    consignment: &Consignment,
    customs: &Customs,
) -> Result<wire::CommercialInvoice, Problem> {
    let from = &consignment.ship_from;
    let originator = match from.company.trim() {
        "" => within(&from.name, NAME, "ship_from.name", "The name")?,
        company => within(company, NAME, "ship_from.company", "The company")?,
    };
    let number = within(
        &customs.invoice_number,
        REFERENCE,
        "customs.invoice_number",
        "The invoice number",
    )?;
    Ok(wire::CommercialInvoice {
        terms_of_sale: match customs.incoterm {
            Incoterm::Ddp => "DDP",
            Incoterm::Dap => "DAP",
            Incoterm::Ddu => "DDU",
        },
        shipment_purpose: match customs.contents {
            ContentsType::Merchandise => "SOLD",
            ContentsType::Gift => "GIFT",
            ContentsType::Sample => "SAMPLE",
            ContentsType::ReturnMerchandise => "REPAIR_AND_RETURN",
            ContentsType::Documents | ContentsType::Other => "NOT_SOLD",
        },
        originator_name: originator,
        customer_references: Some(number)
            .filter(|n| !n.is_empty())
            .map(|value| wire::Reference {
                customer_reference_type: "INVOICE_NUMBER",
                value,
            })
            .into_iter()
            .collect(),
    })
}

/// What the goods are worth together.
fn total(customs: &Customs) -> Result<Money, Problem> {
    let Some(first) = customs.items.first() else {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    };
    let zero = Money::zero(first.unit_value.currency);
    (0..customs.items.len()).try_fold(zero, |sum, i| {
        let field = format!("customs.items.{i}.unit_value");
        let value = line_value(customs, i)?;
        sum.checked_add(value).map_err(|_| {
            invalid(
                field,
                "The values of the goods cannot be added up; give all in one currency",
            )
        })
    })
}

fn line_value(customs: &Customs, index: usize) -> Result<Money, Problem> {
    let item = &customs.items[index];
    item.unit_value
        .minor
        .checked_mul(i64::from(item.quantity))
        .map(|minor| Money::new(minor, item.unit_value.currency))
        .ok_or_else(|| {
            invalid(
                format!("customs.items.{index}.unit_value"),
                "The value is out of all bounds",
            )
        })
}

fn commodity(customs: &Customs, index: usize, units: Units) -> Result<wire::Commodity, Problem> {
    let item = &customs.items[index];
    let field = |name: &str| format!("customs.items.{index}.{name}");
    let missing = |name: &str, what: &str| {
        invalid(
            field(name),
            format!("A line of the customs form has no {what}"),
        )
    };
    let description = item
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if description.is_empty() {
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
        .filter(|micrograms| *micrograms < i64::MAX / 2)
        .map(Weight::from_micrograms)
        .ok_or_else(|| invalid(field("unit_weight"), "The weight is out of all bounds"))?;
    Ok(wire::Commodity {
        description,
        weight: units.fine_weight(weight),
        quantity: item.quantity,
        quantity_units: PIECE,
        unit_price: Some(money(item.unit_value)),
        customs_value: Some(money(line_value(customs, index)?)),
        country_of_manufacture: origin.code().to_owned(),
        harmonized_code: hs_code(&item.hs_code, &field("hs_code"))?,
        part_number: item.sku.trim().to_owned(),
    })
}
