//! What leaves a customs union: CN22 or CN23 with the booking, as the account says.

use super::consignment::kilograms;
use super::party::within;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use pb_domain::{
    Account, ContentsType, CountryCode, Customs, Incoterm, Money, Problem, ProblemKind, Weight,
};

/// Lines of goods that a declaration takes.
const MOST_ROWS: usize = 13;
const CONTENT: usize = 1_025;
const EORI: usize = 17;
/// Pieces of one line.
const MOST_PIECES: u32 = 999_999;

/// A declaration, by its kind.
#[derive(Debug)]
pub(super) enum Declared {
    Cn22(wire::Declaration),
    Cn23(wire::Declaration),
}

/// The declaration of a consignment; `None` within a union, and where another declares it. `postage` is what
/// the transport costs.
pub(super) fn declared(
    account: &Account,
    consignment: &Consignment,
    to: CountryCode,
    postage: Money,
) -> Result<Option<Declared>, Problem> {
    let Some(customs) = &consignment.customs else {
        return Ok(None);
    };
    let kind = account.setting("customs");
    if kind == "none" {
        return Ok(None);
    }
    let [parcel] = consignment.parcels.as_slice() else {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            "A customs declaration with PostNord is for one parcel, and this shipment has several",
        )
        .hint("Ship the parcels one by one")
        .field("parcels"));
    };
    let whole = declaration(account, customs, to, parcel.weight, postage)?;
    Ok(Some(if kind == "cn22" {
        Declared::Cn22(whole)
    } else {
        let commercial_items = whole
            .detailed_description
            .iter()
            .filter(|row| !row.hs_tariff_number.is_empty());
        let commercial_items = commercial_items
            .map(|row| wire::CommercialItem {
                hs_tariff_number: row.hs_tariff_number.clone(),
                country_code: row.country_code.clone(),
                detailed_desc_row_no: row.row_no,
            })
            .collect();
        Declared::Cn23(wire::Declaration {
            commercial_items,
            ..whole
        })
    }))
}

/// Who bears the duties, where something is declared.
pub(super) fn terms(consignment: &Consignment) -> Option<wire::TermsOfDelivery> {
    consignment
        .customs
        .as_ref()
        .map(|customs| wire::TermsOfDelivery {
            code: match customs.incoterm {
                Incoterm::Ddp => "DDP",
                // PostNord has no word for the older name.
                Incoterm::Dap | Incoterm::Ddu => "DAP",
            },
            // Of the two lists that it knows, the Incoterms.
            list: "1990",
        })
}

fn declaration(
    account: &Account,
    customs: &Customs,
    to: CountryCode,
    weight: Weight,
    postage: Money,
) -> Result<wire::Declaration, Problem> {
    let setting = |name: &str| account.setting(name).to_owned();
    let eori = within(account.setting("eori"), EORI, "eori", "The EORI number")?;
    // These are for one country, or one union, alone.
    let (voec, ioss) = match to.code() {
        "NO" => (setting("voec"), String::new()),
        code if is_in_union(code) => (String::new(), setting("ioss")),
        _ => (String::new(), String::new()),
    };
    if eori.is_empty() && voec.is_empty() && ioss.is_empty() {
        return Err(invalid(
            "eori",
            "PostNord takes no customs declaration without an EORI number, or the VOEC or IOSS number for the country",
        )
        .hint("Enter it in the account's settings"));
    }
    if customs.items.is_empty() {
        return Err(invalid("customs.items", "The customs form lists no goods"));
    }
    if customs.items.len() > MOST_ROWS {
        return Err(invalid(
            "customs.items",
            format!("PostNord's customs declaration takes {MOST_ROWS} lines of goods at most"),
        )
        .hint("Put like goods together"));
    }
    let rows: Vec<wire::Row> = (0..customs.items.len())
        .map(|at| row(customs, at))
        .collect::<Result<_, _>>()?;
    Ok(wire::Declaration {
        eori,
        voec,
        ioss,
        category_of_item: wire::Category {
            category_type: [match customs.contents {
                ContentsType::Merchandise => "SALE OF GOODS",
                ContentsType::Gift => "GIFT",
                ContentsType::Sample => "COMMERCIAL SAMPLE",
                ContentsType::Documents => "DOCUMENT",
                ContentsType::ReturnMerchandise => "RETURNED GOODS",
                ContentsType::Other => "OTHER",
            }],
        },
        detailed_description: rows,
        total_gross_weight: kilograms(weight),
        total_value: total(customs)?.into(),
        postal_charges: postage.into(),
        commercial_items: Vec::new(),
    })
}

/// The European Union, whose countries take an IOSS number.
fn is_in_union(country: &str) -> bool {
    const UNION: &[&str] = &[
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];
    UNION.contains(&country)
}

fn total(customs: &Customs) -> Result<Money, Problem> {
    let mut total: Option<Money> = None;
    for at in 0..customs.items.len() {
        let value = value(customs, at)?;
        total = Some(match total {
            None => value,
            Some(sum) => sum.checked_add(value).map_err(|_| {
                invalid(
                    format!("customs.items.{at}.unit_value"),
                    "The values on the customs form cannot be added up; give all in one currency",
                )
            })?,
        });
    }
    total.ok_or_else(|| invalid("customs.items", "The customs form lists no goods"))
}

/// What all pieces of a line are worth.
fn value(customs: &Customs, at: usize) -> Result<Money, Problem> {
    let item = &customs.items[at];
    let minor = item.unit_value.minor.checked_mul(i64::from(item.quantity));
    minor
        .map(|minor| Money::new(minor, item.unit_value.currency))
        .ok_or_else(|| {
            invalid(
                format!("customs.items.{at}.unit_value"),
                "The value is out of all bounds",
            )
        })
}

fn row(customs: &Customs, at: usize) -> Result<wire::Row, Problem> {
    let item = &customs.items[at];
    let field = |name: &str| format!("customs.items.{at}.{name}");
    let content = within(
        &item.description,
        CONTENT,
        &field("description"),
        "The description",
    )?;
    if content.is_empty() {
        return Err(invalid(
            field("description"),
            "A line of the customs form has no description",
        ));
    }
    if item.quantity == 0 || item.quantity > MOST_PIECES {
        return Err(invalid(
            field("quantity"),
            format!("A line of the customs form has 1 to {MOST_PIECES} pieces"),
        ));
    }
    let micrograms = item
        .unit_weight
        .micrograms()
        .checked_mul(i64::from(item.quantity))
        .filter(|weight| *weight > 0)
        .ok_or_else(|| {
            invalid(
                field("unit_weight"),
                "A line of the customs form has no weight",
            )
        })?;
    Ok(wire::Row {
        row_no: at + 1,
        content,
        quantity: wire::RowQuantity {
            value: item.quantity,
        },
        gross_weight: kilograms(Weight::from_micrograms(micrograms)),
        value: value(customs, at)?.into(),
        hs_tariff_number: hs_code(&item.hs_code, &field("hs_code"))?,
        country_code: item
            .origin
            .map_or_else(String::new, |c| c.code().to_owned()),
    })
}

/// Six to ten digits, without the points that people write.
fn hs_code(text: &str, field: &str) -> Result<String, Problem> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if code.is_empty() || (6..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(code);
    }
    Err(invalid(
        field,
        format!("{text} is not an HS code: it has six to ten digits"),
    ))
}
