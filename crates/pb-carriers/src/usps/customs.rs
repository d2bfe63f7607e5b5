//! The customs form: required abroad, and within the country for the armed forces and most territories.

use super::consignment::{CURRENCY, Way};
use super::party::within;
use super::{measure, wire};
use crate::Consignment;
use crate::check::invalid;
use pb_domain::{Account, ContentsType, CustomsItem, Problem, Weight};
use rust_decimal::Decimal;

/// The account's setting with what stands in the place of an ITN.
pub(super) const LEGEND: &str = "export_legend";
/// The exemption of goods whose every line is worth 2,500 USD or less.
pub(super) const SMALL_VALUE: &str = "NO EEI 30.37(a)";
const SMALL_VALUE_CENTS: i64 = 250_000;

const LEGEND_LENGTH: usize = 35;
const DESCRIPTION: usize = 30;
const INVOICE: usize = 15;
const MOST_LINES: usize = 30;
const MOST_PIECES: u32 = 9_999;
/// Descriptions that USPS does not take, whatever their case.
const SAY_NOTHING: &[&str] = &[
    "none",
    "not applicable",
    "n/a",
    "null",
    "gift",
    "merchandise",
];
/// What stands beside contents of no kind that USPS has.
const OTHER_CONTENTS: &str = "Other goods";

/// The form; `None` within the country for what has no customs data.
pub(super) fn form(
    account: &Account,
    consignment: &Consignment,
    way: Way,
) -> Result<Option<wire::CustomsForm>, Problem> {
    let Some(customs) = &consignment.customs else {
        if way == Way::Abroad {
            return Err(invalid(
                "customs",
                "USPS takes nothing abroad without a customs form, and there is none",
            ));
        }
        return Ok(None);
    };
    if customs.items.is_empty() {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    }
    if customs.items.len() > MOST_LINES {
        return Err(invalid(
            "customs.items",
            format!("A customs form of USPS's takes {MOST_LINES} lines of goods at most"),
        )
        .hint("Put like goods together"));
    }
    let legend = match account.setting(LEGEND) {
        "" => SMALL_VALUE,
        legend => legend,
    };
    let contents = customs
        .items
        .iter()
        .enumerate()
        .map(|(i, item)| content(i, item, legend))
        .collect::<Result<_, _>>()?;
    let goods = customs.items.iter().try_fold(Weight::ZERO, |sum, item| {
        let line = item
            .unit_weight
            .micrograms()
            .checked_mul(i64::from(item.quantity))?;
        sum.checked_add(Weight::from_micrograms(line))
    });
    let parcels: Weight = consignment.parcels.iter().map(|p| p.weight).sum();
    if goods.is_none_or(|goods| goods > parcels) {
        return Err(invalid(
            "customs.items",
            format!("The goods on the customs form weigh more than the parcel, which is {parcels}"),
        ));
    }
    Ok(Some(wire::CustomsForm {
        customs_content_type: match customs.contents {
            ContentsType::Merchandise => "MERCHANDISE",
            ContentsType::Gift => "GIFT",
            ContentsType::Sample => "COMMERCIAL_SAMPLE",
            ContentsType::Documents => "DOCUMENT",
            ContentsType::ReturnMerchandise => "RETURNED_GOODS",
            ContentsType::Other => "OTHER",
        },
        content_comments: (customs.contents == ContentsType::Other).then_some(OTHER_CONTENTS),
        aes_itn: within(legend, LEGEND_LENGTH, LEGEND, "The export exemption")?,
        // A help for whoever looks for it: one that is too long is left out.
        invoice_number: Some(customs.invoice_number.trim())
            .filter(|number| number.chars().count() <= INVOICE)
            .unwrap_or_default()
            .to_owned(),
        contents,
    }))
}

fn content(index: usize, item: &CustomsItem, legend: &str) -> Result<wire::Content, Problem> {
    let field = |name: &str| format!("customs.items.{index}.{name}");
    let wrong = |name: &str, text: &str| Err(invalid(field(name), text));
    let description = within(
        &item.description,
        DESCRIPTION,
        &field("description"),
        "The description",
    )?;
    if description.is_empty() {
        return wrong(
            "description",
            "A line of the customs form has no description",
        );
    }
    if SAY_NOTHING.contains(&description.to_lowercase().as_str()) {
        return wrong(
            "description",
            "USPS does not take this as a description: say what the goods are",
        );
    }
    if item.quantity == 0 || item.quantity > MOST_PIECES {
        return wrong(
            "quantity",
            "A line of the customs form has 1 to 9,999 pieces",
        );
    }
    if item.unit_weight <= Weight::ZERO {
        return wrong("unit_weight", "A line of the customs form has no weight");
    }
    let Some(origin) = item.origin else {
        return wrong(
            "origin",
            "A line of the customs form has no country of origin",
        );
    };
    if item.unit_value.currency.code() != CURRENCY {
        return wrong("unit_value", "USPS takes values in USD alone");
    }
    let cents = item.unit_value.minor.checked_mul(i64::from(item.quantity));
    let Some(cents) = cents.filter(|c| (1..=99_999_999).contains(c)) else {
        return wrong(
            "unit_value",
            "A line of the customs form is worth 0.01 to 999,999.99 USD",
        );
    };
    if cents > SMALL_VALUE_CENTS && legend == SMALL_VALUE {
        return Err(invalid(
            field("unit_value"),
            "This line is worth more than 2,500 USD, so the export must be declared (AES)",
        )
        .hint("Declare it at ace.cbp.gov, and enter the ITN, or another exemption that holds, in the account's settings"));
    }
    let weight = item
        .unit_weight
        .micrograms()
        .checked_mul(i64::from(item.quantity));
    let Some(weight) = weight.map(Weight::from_micrograms) else {
        return wrong("unit_weight", "The weight is out of all bounds");
    };
    Ok(wire::Content {
        item_description: description,
        item_quantity: item.quantity,
        item_total_value: wire::number(Decimal::new(cents, 2).normalize()),
        weight_unit: "lb",
        item_total_weight: wire::number(measure::pounds(weight, 4)),
        hs_tariff_number: hs_code(&item.hs_code, &field("hs_code"))?,
        country_of_origin: origin.code().to_owned(),
    })
}

/// Six to fourteen digits, without the points that people write.
fn hs_code(text: &str, field: &str) -> Result<String, Problem> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if code.is_empty() || (6..=14).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(code);
    }
    Err(invalid(
        field,
        format!("{text} is not an HS code: it has at least six digits"),
    ))
}
