//! A consignment as GHTK's order, or why it cannot be one. Prices and purchases are asked for with the same.

use super::mode::Mode;
use super::party::{Party, one_line, party, within_vietnam};
use super::{extras, wire};
use crate::Consignment;
use crate::check::{invalid, measured};
use pb_domain::{
    Account, Currency, Direction, Length, Money, Parcel, Problem, ProblemKind, Weight,
};

/// The account's setting with the number of a pickup address at GHTK.
pub(super) const PICKUP: &str = "pick_address_id";
/// The account's setting that says how GHTK gets parcels.
pub(super) const HANDOVER: &str = "pick_option";
pub(super) const HANDOVERS: &[(&str, &str)] = &[
    ("cod", "GHTK comes for them"),
    (POST, "They are brought to a post office"),
];
const POST: &str = "post";
/// The account's setting with what parcels hold.
pub(super) const CONTENT: &str = "content";
/// The account's setting that says what is declared, and its value for what the goods are worth.
pub(super) const DECLARED: &str = "declared";
pub(super) const GOODS: &str = "goods";

/// GHTK's limits: dong of cash and of value, grams in any plan, letters of a note.
const MOST_DONG: i64 = 20_000_000;
const HEAVIEST: i64 = 50_000;
const LONGEST_NOTE: usize = 120;

/// GHTK's money.
pub(super) fn dong() -> Currency {
    Currency::from_code("VND").expect("the dong is a currency of ISO 4217")
}

/// The order of a consignment, not yet with an id of its own; nobody is asked.
pub(super) fn order(
    account: &Account,
    consignment: &Consignment,
    mode: Mode,
) -> Result<wire::Whole, Problem> {
    let from = match account.setting(PICKUP).trim() {
        "" => from(party(account, "ship_from", &consignment.ship_from)?),
        id => {
            within_vietnam("ship_from", &consignment.ship_from)?;
            wire::From::Known {
                pick_address_id: id.to_owned(),
            }
        }
    };
    let to = to(party(account, "ship_to", &consignment.ship_to)?);
    takes(consignment)?;
    let parcel = parcel(consignment)?;
    let grams = weight(parcel)?;
    let options = &consignment.options;
    let note = one_line(&options.instructions);
    let length = note.chars().count();
    if length > LONGEST_NOTE {
        return Err(invalid(
            "options.instructions",
            format!("The words to the driver have {length} letters, and GHTK takes {LONGEST_NOTE}"),
        ));
    }
    let goods = consignment
        .goods_value
        .filter(|g| g.currency == dong() && g.minor > 0);
    let tags = extras::tags(account, grams)?;
    let returns = extras::returns(account)?;
    let content = match one_line(account.setting(CONTENT)) {
        none if none.is_empty() => "Hàng hóa".to_owned(),
        content => content,
    };
    Ok(wire::Whole {
        products: vec![wire::Product {
            name: content,
            product_code: one_line(&consignment.reference),
            quantity: 1,
            price: goods.map(|goods| goods.minor),
            weight: grams,
        }],
        order: wire::Order {
            id: String::new(),
            from,
            to,
            // The sender pays the freight.
            is_freeship: 1,
            pick_money: amount("options.cod", "cash to collect", options.cod)?,
            value: declared(account, options.insurance, goods)?,
            note,
            transport: mode.transport(),
            pick_option: match account.setting(HANDOVER) {
                POST => POST,
                _ => "cod",
            },
            deliver_option: mode.deliver_option(),
            pick_work_shift: extras::shift(account, extras::PICK_SHIFT),
            deliver_work_shift: extras::shift(account, extras::DELIVER_SHIFT),
            // Kilograms otherwise.
            weight_option: "gram",
            total_weight: grams,
            size: size(parcel),
            tags: tags.tags,
            sub_tags: tags.sub_tags,
            not_delivered_fee: tags.not_delivered_fee,
            use_return_address: u8::from(returns.is_some()),
            returns,
        },
    })
}

/// What GHTK does not do at all.
fn takes(consignment: &Consignment) -> Result<(), Problem> {
    let (field, text, hint) = if consignment.direction == Direction::Return {
        (
            "direction",
            "GHTK sells no returns: what is not delivered comes back by itself",
            "Have the customer send it, or order it as a parcel the other way round",
        )
    } else if consignment.options.signature {
        (
            "options.signature",
            "GHTK takes no signatures",
            "Leave the signature out, or ship with another carrier",
        )
    } else {
        return Ok(());
    };
    Err(Problem::new(ProblemKind::Unsupported, text)
        .hint(hint)
        .field(field))
}

fn from(party: Party) -> wire::From {
    wire::From::Whole {
        pick_name: party.name,
        pick_tel: party.phone,
        pick_address: party.street,
        pick_province: party.province,
        pick_district: party.district,
        pick_ward: party.ward,
    }
}

fn to(party: Party) -> wire::To {
    wire::To {
        name: party.name,
        tel: party.phone,
        address: party.street,
        province: party.province,
        district: party.district,
        ward: party.ward,
        // GHTK wants a street or a hamlet of its own; this is “another”.
        hamlet: "Khác",
    }
}

/// The one parcel: an order of GHTK's has one label.
fn parcel(consignment: &Consignment) -> Result<&Parcel, Problem> {
    match consignment.parcels.as_slice() {
        [parcel] => Ok(parcel),
        [] => Err(invalid("parcels", "There is no parcel to ship")),
        several => Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "GHTK gives one label to an order, and there are {} parcels",
                several.len()
            ),
        )
        .hint("Ship the parcels one by one, or put the whole into one")
        .field("parcels")),
    }
}

/// Grams, never fewer than there are.
fn weight(parcel: &Parcel) -> Result<i64, Problem> {
    measured(0, parcel)?;
    let gram = Weight::from_grams(1).micrograms();
    let grams = up(parcel.weight.micrograms(), gram);
    if grams > HEAVIEST {
        return Err(invalid(
            "parcels.0.weight",
            format!(
                "The parcel weighs {}, and GHTK takes {HEAVIEST} g at most",
                parcel.weight
            ),
        ));
    }
    Ok(grams)
}

/// Centimetres, never fewer than there are, where the size is known.
fn size(parcel: &Parcel) -> Option<wire::Size> {
    let sides = parcel.dimensions?;
    let centimetre = Length::from_mm(10).micrometres();
    let [length, width, height] =
        [sides.length, sides.width, sides.height].map(|side| up(side.micrometres(), centimetre));
    Some(wire::Size {
        length,
        width,
        height,
    })
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}

/// What GHTK answers for: the value to insure, else what the goods are worth, as far as it answers at all.
fn declared(
    account: &Account,
    insurance: Option<Money>,
    goods: Option<Money>,
) -> Result<i64, Problem> {
    let insured = amount("options.insurance", "value to insure", insurance)?;
    let goods = goods.map_or(0, |goods| goods.minor.min(MOST_DONG));
    let only_insured = !["", GOODS].contains(&account.setting(DECLARED));
    Ok(if insured > 0 || only_insured {
        insured
    } else {
        goods
    })
}

/// Dong, of an option that may not be there.
fn amount(field: &str, what: &str, money: Option<Money>) -> Result<i64, Problem> {
    let Some(money) = money else { return Ok(0) };
    let text = if money.currency != dong() {
        format!(
            "The {what} is in {}, and GHTK knows dong alone",
            money.currency
        )
    } else if money.minor <= 0 {
        format!("The {what} is not above zero")
    } else if money.minor > MOST_DONG {
        let most = Money::new(MOST_DONG, dong());
        format!("The {what} is {money}, and GHTK takes {most} at most")
    } else {
        return Ok(money.minor);
    };
    Err(invalid(field, text))
}
