//! A consignment in PostNord's words, or why it cannot be said.

use super::customs::{self, Declared};
use super::party::{country, is_nordic, party, phone, within};
use super::point::{self, Point};
use super::service::{self, COLLECT, Chosen, HOME};
use super::{host, wire};
use crate::Consignment;
use crate::check::{invalid, measured};
use jiff::civil::Date;
use pb_domain::{
    Account, CountryCode, Dimensions, Direction, Length, Money, Problem, ProblemKind, Weight,
};
use rust_decimal::Decimal;

/// As many labels come in one answer.
const MOST_PARCELS: usize = 100;
const TEXT: usize = 1_000;
const BANK_ACCOUNT: usize = 35;

/// A parcel, and not a pallet.
const PARCEL: &str = "PC";
/// PostNord gives the number.
const GIVEN: &str = "0";
/// In this form.
const NUMBER: &str = "SSCC";

/// Add-ons, by what they do.
const CASH: &str = "A1";
const BY_TEXT_MESSAGE: &str = "A3";
const BY_EMAIL: &str = "A4";
const INSURANCE: &str = "A5";
const WITHOUT_PROOF: &str = "A6";
const SERVICE_POINT: &str = "A7";
const IDENTITY_CARD: &str = "C4";
const FLEX_CHANGE: &str = "C7";
const SAME_DAY: &str = "F1";

/// Whether a service point must be named: the merchant wants the nearest, or PostNord chooses none there.
pub(super) fn needs_point(
    account: &Account,
    consignment: &Consignment,
    chosen: &Chosen,
) -> Result<bool, Problem> {
    let to = country("ship_to", &consignment.ship_to)?;
    let chooses = matches!(to.code(), "SE" | "DK");
    let wanted = account.setting("service_point") == "nearest" || chosen.has(SERVICE_POINT);
    Ok(chosen.code == COLLECT && (wanted || !chooses))
}

/// In PostNord's words. `reference` is the purchase's own, by which it is found again; `price` what it costs.
pub(super) fn say(
    account: &Account,
    consignment: &Consignment,
    mut chosen: Chosen,
    point: Option<Point>,
    reference: &str,
    price: Money,
) -> Result<wire::Shipment, Problem> {
    if consignment.direction == Direction::Return {
        return Err(Problem::new(
            ProblemKind::Unsupported,
            "Returns with PostNord are not bought here",
        )
        .hint("Order the return label in PostNord's portal, or let the customer do so"));
    }
    count(consignment)?;
    let to = country("ship_to", &consignment.ship_to)?;
    let issuer = host::issuer(account);
    let known = service::find(&chosen.code);
    if let Some(known) = known
        && !known.agreements.is_empty()
        && !known.agreements.iter().any(|c| c == issuer.country)
    {
        return Err(invalid(
            "rate",
            format!(
                "{} is not a service of an agreement in {}",
                known.name, issuer.country
            ),
        )
        .hint("Take it out of the price table, or choose another service"));
    }
    let day = consignment.ship_date.parse::<Date>().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let options = &consignment.options;
    if options.signature {
        match account.setting("signature") {
            "id_check" => chosen.add(IDENTITY_CARD),
            _ => {
                return Err(Problem::new(
                    ProblemKind::Unsupported,
                    "PostNord has no plain signature to order",
                )
                .hint("Leave it out, or have the identity card checked instead: that is a setting of the account")
                .field("options.signature"));
            }
        }
    }
    let cash_on_delivery = match options.cod {
        Some(amount) => {
            chosen.add(CASH);
            Some(wire::CashOnDelivery {
                transaction_identifier: reference.to_owned(),
                cod_type: "BANKRECEIPT",
                cod_amount: above_zero(amount, "options.cod", "The cash to collect")?.into(),
            })
        }
        None => None,
    };
    let insurance = match options.insurance {
        Some(amount) => {
            chosen.add(INSURANCE);
            Some(wire::Insurance {
                type_of_insurance: type_of_insurance(issuer, to)?,
                insurance_amount: above_zero(amount, "options.insurance", "The value to insure")?
                    .into(),
            })
        }
        None => None,
    };
    notices(account, consignment, to, &mut chosen)?;
    if point.is_some() {
        chosen.add(SERVICE_POINT);
    }
    let words = within(
        &options.instructions,
        TEXT,
        "options.instructions",
        "The text to the driver",
    )?;
    let (mut cn22, mut cn23) = (None, None);
    match customs::declared(account, consignment, to, price)? {
        Some(Declared::Cn22(declaration)) => cn22 = Some(declaration),
        Some(Declared::Cn23(declaration)) => cn23 = Some(declaration),
        None => {}
    }
    let total: Weight = consignment.parcels.iter().map(|p| p.weight).sum();
    Ok(wire::Shipment {
        shipment_identification: wire::ShipmentIdentification { shipment_id: GIVEN },
        date_and_times: wire::DateAndTimes {
            loading_date: format!("{day}T15:00:00Z"),
        },
        service: wire::Service {
            basic_service_code: chosen.code,
            additional_service_code: chosen.addons,
        },
        insurance,
        goods_value: consignment
            .goods_value
            .filter(|v| v.minor > 0)
            .map(Into::into),
        free_text: match words.is_empty() {
            true => Vec::new(),
            false => vec![wire::FreeText {
                usage_code: "DEL",
                text: words,
            }],
        },
        number_of_packages: wire::Quantity {
            value: consignment.parcels.len(),
        },
        total_gross_weight: kilograms(total),
        terms_of_delivery: customs::terms(consignment),
        references: vec![wire::Reference {
            reference_no: reference.to_owned(),
            reference_type: "CU",
        }],
        parties: wire::Parties {
            consignor: wire::Consignor {
                issuer_code: issuer.code,
                party_identification: wire::PartyIdentification {
                    party_id: host::customer_number(account)?,
                    party_id_type: "160",
                },
                party: party("ship_from", &consignment.ship_from)?,
                account: match cash_on_delivery {
                    Some(_) => bank_account(account)?,
                    None => None,
                },
            },
            consignee: wire::Consignee {
                party: party("ship_to", &consignment.ship_to)?,
            },
            delivery_party: point.map(point::delivery_party),
        },
        cash_on_delivery,
        goods_item: [wire::GoodsItem {
            package_type_code: PARCEL,
            items: items(consignment)?,
        }],
        cn22,
        cn23,
    })
}

fn count(consignment: &Consignment) -> Result<(), Problem> {
    let parcels = consignment.parcels.len();
    if parcels == 0 {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels > MOST_PARCELS {
        return Err(invalid(
            "parcels",
            format!(
                "{MOST_PARCELS} parcels at most are booked with PostNord at once, and there are {parcels}"
            ),
        ));
    }
    Ok(())
}

/// What the recipient is told by, which must be there.
fn notices(
    account: &Account,
    consignment: &Consignment,
    to: CountryCode,
    chosen: &mut Chosen,
) -> Result<(), Problem> {
    let (by_text, by_email) = match account.setting("notify") {
        "sms" => (true, false),
        "email" => (false, true),
        "both" => (true, true),
        _ => (false, false),
    };
    if by_text {
        chosen.add(BY_TEXT_MESSAGE);
    }
    if by_email {
        chosen.add(BY_EMAIL);
    }
    // PostNord takes MyPack Home only with it, but for these.
    let excused = chosen.has(WITHOUT_PROOF) || chosen.has(SAME_DAY);
    if chosen.code == HOME && !excused {
        chosen.add(FLEX_CHANGE);
    }
    let calls = chosen.has(FLEX_CHANGE) || chosen.has(BY_TEXT_MESSAGE);
    if calls && phone("ship_to", &consignment.ship_to, to)?.is_none() {
        return Err(invalid(
            "ship_to.phone",
            "PostNord sends the recipient a text message with this service, and there is no telephone number",
        ));
    }
    if chosen.has(BY_EMAIL) && consignment.ship_to.email.trim().is_empty() {
        return Err(invalid(
            "ship_to.email",
            "PostNord sends the recipient an e-mail with this service, and there is no address",
        ));
    }
    Ok(())
}

/// Denmark alone wants to know where the insurance holds.
fn type_of_insurance(
    issuer: host::Issuer,
    to: CountryCode,
) -> Result<Option<&'static str>, Problem> {
    match (issuer.country, to.code()) {
        ("DK", "DK") => Ok(Some("DOMESTICDK")),
        ("DK", _) if is_nordic(to) => Ok(Some("EUROPE")),
        ("DK", _) => Err(Problem::new(
            ProblemKind::Unsupported,
            "Insurance by PostNord Denmark is booked here for the Nordics alone",
        )
        .hint("Leave the insurance out, or book it in PostNord's portal")
        .field("options.insurance")),
        _ => Ok(None),
    }
}

/// Where collected money goes, where the account says so.
fn bank_account(account: &Account) -> Result<Option<wire::BankAccount>, Problem> {
    let number = within(
        account.setting("cod_account"),
        BANK_ACCOUNT,
        "cod_account",
        "The account number",
    )?;
    let bank_name = match account.setting("cod_bank") {
        "" => "Z01",
        kind => kind,
    };
    Ok((!number.is_empty()).then(|| wire::BankAccount {
        account_no: number,
        bank_name: bank_name.to_owned(),
    }))
}

fn above_zero(amount: Money, field: &str, what: &str) -> Result<Money, Problem> {
    if amount.minor > 0 {
        return Ok(amount);
    }
    Err(invalid(field, format!("{what} is not above zero")))
}

fn items(consignment: &Consignment) -> Result<Vec<wire::Item>, Problem> {
    let items = consignment.parcels.iter().enumerate().map(|(at, parcel)| {
        measured(at, parcel)?;
        Ok(wire::Item {
            item_identification: wire::ItemIdentification {
                item_id: GIVEN,
                item_id_type: NUMBER,
            },
            gross_weight: kilograms(parcel.weight),
            dimensions: parcel.dimensions.map(size),
        })
    });
    items.collect()
}

/// The longest side is the length.
fn size(dimensions: Dimensions) -> wire::Dimensions {
    let side = |length: Length| wire::Measure {
        value: wire::number(Decimal::new(up(length.micrometres(), 1_000), 1)),
        unit: "CMT",
    };
    let [length, width, height] = dimensions.sorted().map(side);
    wire::Dimensions {
        height,
        width,
        length,
    }
}

/// In kilograms, up to the next gram: never less than the parcel weighs.
pub(super) fn kilograms(weight: Weight) -> wire::Measure {
    wire::Measure {
        value: wire::number(Decimal::new(up(weight.micrograms(), 1_000_000), 3)),
        unit: "KGM",
    }
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}
