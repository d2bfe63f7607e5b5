//! Customs data of what leaves Norway (`customsInformation`, the structure of March 2025): what is inside, the
//! sender's consent, and who exports and imports.
//!
//! Into Norway Bring takes none but VOEC numbers, which are not sent from here.

use super::consignment::Lane;
use super::measure;
use super::party::{TEXT, vat, within};
use super::service::Service;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use pb_domain::{Account, ContentsType, Customs, Money, Problem, Weight};

/// The EU, but for Norway's own neighbours' territories outside its VAT area, which are other countries' codes.
const EU: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];
/// What goods that are none of the named kinds are called.
const OTHER: &str = "Other goods";

/// What goes into a booking, beside its parties.
pub(super) struct Declared {
    pub(super) information: wire::CustomsInformation,
    pub(super) exporter: wire::Party,
    pub(super) importer: wire::Party,
}

/// The customs data of a booking; `None` where the product takes none on that lane.
pub(super) fn declared(
    account: &Account,
    consignment: &Consignment,
    service: &Service,
    lane: Lane,
    parties: &wire::Parties,
) -> Result<Option<Declared>, Problem> {
    if !service.declares(lane) {
        return Ok(None);
    }
    let Some(customs) = consignment.customs.as_ref().filter(|c| !c.items.is_empty()) else {
        return Err(invalid(
            "customs.items",
            "Bring takes no parcel out of Norway without customs data, and there are none",
        ));
    };
    if account.setting("customs_consent") != "yes" {
        return Err(invalid(
            "customs_consent",
            "Bring wants the sender's consent for what leaves Norway: that the customs data are right and nothing dangerous or prohibited is inside",
        )
        .hint("Give it in the account's settings, if it is so for all you send"));
    }
    let declarations = declarations(customs)?;
    light_enough(customs, consignment)?;
    let mut exporter = parties.sender.clone();
    exporter.vat_number = vat(account.setting("vat_number"))?;
    let mut importer = parties.recipient.clone();
    for party in [&mut exporter, &mut importer] {
        party.reference = None;
        party.additional_address_info = None;
    }
    Ok(Some(Declared {
        information: wire::CustomsInformation {
            consent: true,
            nature_of_cargo: nature(customs.contents),
            ioss: ioss(account, customs, lane)?,
            customs_declarations: declarations,
        },
        exporter,
        importer,
    }))
}

fn nature(contents: ContentsType) -> wire::NatureOfCargo {
    let kind = match contents {
        ContentsType::Merchandise => "SALE_OF_GOODS",
        ContentsType::Gift => "GIFT",
        ContentsType::Sample => "COMMERCIAL_SAMPLE",
        ContentsType::Documents => "DOCUMENTS",
        ContentsType::ReturnMerchandise => "RETURNED_GOODS",
        ContentsType::Other => "OTHER",
    };
    wire::NatureOfCargo {
        kind,
        detail: (contents == ContentsType::Other).then_some(OTHER),
    }
}

/// The merchant's IOSS number, for goods that are sold into the EU.
fn ioss(account: &Account, customs: &Customs, lane: Lane) -> Result<Option<String>, Problem> {
    let number = account.setting("ioss").to_ascii_uppercase();
    let sold = customs.contents == ContentsType::Merchandise && EU.contains(&lane.to.code());
    if number.is_empty() || !sold {
        return Ok(None);
    }
    let digits = number.strip_prefix("IM").unwrap_or_default();
    if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid(
            "ioss",
            format!("{number} is not an IOSS number: IM and ten digits"),
        ));
    }
    Ok(Some(number))
}

fn declarations(customs: &Customs) -> Result<Vec<wire::CustomsDeclaration>, Problem> {
    customs
        .items
        .iter()
        .enumerate()
        .map(|(i, item)| {
            let field = |name: &str| format!("customs.items.{i}.{name}");
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
            let description = within(
                &item.description,
                TEXT,
                &field("description"),
                "The description",
            )?;
            if description.is_empty() {
                return Err(missing("description", "description"));
            }
            let value = item.unit_value.minor.checked_mul(item.quantity.into());
            let value = value
                .filter(|minor| *minor >= 0)
                .ok_or_else(|| invalid(field("unit_value"), "The value is out of all bounds"))?;
            let weight = measure::kilograms(line_weight(item)?);
            Ok(wire::CustomsDeclaration {
                amount: measure::amount(Money::new(value, item.unit_value.currency)),
                currency: item.unit_value.currency.code(),
                goods_description: description,
                customs_article_number: article(&item.hs_code, &field("hs_code"))?,
                // Only the weight of the goods is known; the packing is the parcel's.
                gross_weight: weight.clone(),
                net_weight: weight,
                number_of_pieces: item.quantity,
                country_code_origin: origin.code().to_owned(),
            })
        })
        .collect()
}

fn line_weight(item: &pb_domain::CustomsItem) -> Result<Weight, Problem> {
    item.unit_weight
        .micrograms()
        .checked_mul(item.quantity.into())
        .map(Weight::from_micrograms)
        .ok_or_else(|| invalid("customs.items", "The weight is out of all bounds"))
}

/// The goods cannot weigh more than the parcels they are in.
fn light_enough(customs: &Customs, consignment: &Consignment) -> Result<(), Problem> {
    let goods: Vec<Weight> = customs
        .items
        .iter()
        .map(line_weight)
        .collect::<Result<_, _>>()?;
    let goods: Weight = goods.into_iter().sum();
    let parcels: Weight = consignment.parcels.iter().map(|p| p.weight).sum();
    if goods > parcels {
        return Err(invalid(
            "customs.items",
            format!("The goods weigh {goods} by the customs form, and the parcels {parcels}"),
        ));
    }
    Ok(())
}

/// Six to ten digits, without the points that people write.
fn article(text: &str, field: &str) -> Result<Option<String>, Problem> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    if code.is_empty() {
        return Ok(None);
    }
    if (6..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Some(code));
    }
    Err(invalid(
        field,
        format!("{text} is not a customs article number: it has six to ten digits"),
    ))
}
