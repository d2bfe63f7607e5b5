//! A consignment as GHN's order, or why it cannot be one. Prices and purchases are asked for with the same.

use super::party::{Party, party, within_vietnam};
use super::{places, shift, wire};
use crate::check::{invalid, measured};
use crate::vietnam::{Form, Whereabouts};
use crate::{Consignment, Cx};
use pb_domain::{
    Account, Address, Currency, Dimensions, Direction, Length, Money, Parcel, Problem, ProblemKind,
    Weight,
};

/// The account's setting that says where parcels are picked up, and its value for the address that they leave.
pub(super) const SENDER: &str = "sender";
pub(super) const BENCH: &str = "bench";
/// The account's setting with the station that they are brought to.
pub(super) const STATION: &str = "pick_station";
/// The account's setting with what they hold.
pub(super) const CONTENT: &str = "content";
/// The account's setting that says what a customer may do before paying.
pub(super) const VIEWING: &str = "required_note";
pub(super) const NO_VIEWING: &str = "KHONGCHOXEMHANG";
pub(super) const VIEWINGS: &[(&str, &str)] = &[
    (NO_VIEWING, "Not open it"),
    ("CHOXEMHANGKHONGTHU", "Look at the goods"),
    ("CHOTHUHANG", "Try the goods"),
];

/// Light parcels, and heavy goods from 20 kg on.
pub(super) const LIGHT: u8 = 2;
pub(super) const HEAVY: u8 = 5;
const HEAVY_FROM: i64 = 20_000;
/// Limits of 2026: grams, centimetres, dong.
const HEAVIEST: i64 = 50_000;
const LONGEST: i64 = 200;
const MOST_CASH: i64 = 50_000_000;
/// Cubic centimetres that count as a kilogram.
const VOLUMETRIC: i64 = 5_000;

/// GHN's money.
pub(super) fn dong() -> Currency {
    Currency::from_code("VND").expect("the dong is a currency of ISO 4217")
}

/// What a service is called.
pub(super) fn service_name(kind: u8) -> &'static str {
    match kind {
        LIGHT => "Chuẩn (under 20 kg)",
        _ => "Hàng nặng (20 kg and more)",
    }
}

/// The services to ask for: by the scales, and by size where that makes a light parcel a heavy one.
pub(super) fn services(consignment: &Consignment) -> Result<Vec<u8>, Problem> {
    let measures = measures(parcel(consignment)?)?;
    let volume = measures.length * measures.width * measures.height;
    Ok(match measures.weight >= HEAVY_FROM {
        true => vec![HEAVY],
        false if volume * 1_000 / VOLUMETRIC >= HEAVY_FROM => vec![LIGHT, HEAVY],
        false => vec![LIGHT],
    })
}

/// The order as far as the consignment says it alone, which is looked at before GHN is asked anything.
#[derive(Debug)]
pub(super) struct Draft {
    order: wire::Order,
    from: Option<Party>,
}

/// A consignment's draft.
pub(super) fn draft(account: &Account, consignment: &Consignment) -> Result<Draft, Problem> {
    within_vietnam("ship_from", &consignment.ship_from)?;
    let to = party("ship_to", &consignment.ship_to)?;
    let unsupported = |field: &str, text: &str, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(field))
    };
    if consignment.direction == Direction::Return {
        return unsupported(
            "direction",
            "GHN sells no returns: what is not delivered comes back by itself",
            "Have the customer send it, or order it as a parcel the other way round",
        );
    }
    if consignment.options.signature {
        return unsupported(
            "options.signature",
            "GHN takes no signatures",
            "Leave the signature out, or ship with another carrier",
        );
    }
    let parcel = parcel(consignment)?;
    let measures = measures(parcel)?;
    let options = &consignment.options;
    let cod_amount = amount("options.cod", "cash to collect", options.cod)?;
    if cod_amount > MOST_CASH {
        return Err(invalid(
            "options.cod",
            format!("GHN collects {} at most", Money::new(MOST_CASH, dong())),
        ));
    }
    let content = account.setting(CONTENT).trim();
    let content = if content.is_empty() {
        "Hàng hóa"
    } else {
        content
    };
    let station = account.setting(STATION).trim();
    let pick_station_id = match station {
        "" => None,
        number => Some(number.parse().map_err(|_| {
            invalid(
                STATION,
                format!("The drop-off station {number} is not a number"),
            )
        })?),
    };
    let goods = consignment.goods_value;
    let required_note = match account.setting(VIEWING) {
        "" => NO_VIEWING,
        note => note,
    };
    Ok(Draft {
        from: match account.setting(SENDER) {
            BENCH => Some(party("ship_from", &consignment.ship_from)?),
            _ => None,
        },
        order: wire::Order {
            client_order_code: String::new(),
            // The sender pays the freight.
            payment_type_id: 1,
            required_note: required_note.to_owned(),
            note: options.instructions.trim().to_owned(),
            from: None,
            to: wire::To {
                to_name: to.name,
                to_phone: to.phone,
                to_address: to.street,
                place: None,
            },
            cod_amount,
            insurance_value: amount("options.insurance", "value to insure", options.insurance)?,
            measures,
            service_type_id: LIGHT,
            content: content.to_owned(),
            pick_station_id,
            pick_shift: Vec::new(),
            items: vec![wire::Item {
                name: content.to_owned(),
                code: consignment.reference.trim().to_owned(),
                quantity: 1,
                price: goods
                    .filter(|g| g.currency == dong() && g.minor > 0)
                    .map(|g| g.minor),
                measures,
            }],
        },
    })
}

impl Draft {
    /// The order between places that GHN knows, which it is asked about.
    pub(super) async fn placed(
        self,
        cx: Cx<'_>,
        consignment: &Consignment,
    ) -> Result<wire::Order, Problem> {
        let (form, to) = places::known(cx, "ship_to", &consignment.ship_to).await?;
        let from = match self.from {
            Some(party) => {
                let (form, from) = places::known(cx, "ship_from", &consignment.ship_from).await?;
                Some(sender(party, form, from))
            }
            None => None,
        };
        let mut order = self.order;
        order.from = from;
        order.to.place = Some(recipient_place(form, to)?);
        if order.pick_station_id.is_none() {
            order.pick_shift = shift::wanted(cx).await?;
        }
        Ok(order)
    }
}

/// Where to, in GHN's words.
pub(super) fn recipient_place(form: Form, to: Whereabouts) -> Result<wire::ToPlace, Problem> {
    match (form, to.district) {
        (Form::ThreeLevel, Some(district)) => Ok(wire::ToPlace::Old {
            to_ward_code: to.ward.id,
            to_district_id: district.id.parse().map_err(|_| {
                Problem::new(
                    ProblemKind::Unavailable,
                    format!("GHN's list has no number for {}", district.name),
                )
                .hint("Try again in a while")
            })?,
        }),
        _ => Ok(wire::ToPlace::New {
            is_new_to_address: true,
            to_ward_name: to.ward.name,
            to_province_name: to.province.name,
        }),
    }
}

fn sender(party: Party, form: Form, from: Whereabouts) -> wire::From {
    wire::From {
        from_name: party.name,
        from_phone: party.phone,
        from_address: party.street,
        from_ward_name: from.ward.name,
        from_district_name: from.district.map(|district| district.name),
        from_province_name: from.province.name,
        is_new_from_address: form == Form::TwoLevel,
    }
}

/// The recipient at another address, for an order that is on its way.
pub(super) async fn recipient(cx: Cx<'_>, address: &Address) -> Result<wire::To, Problem> {
    let to = party("address", address)?;
    let (form, place) = places::known(cx, "address", address).await?;
    Ok(wire::To {
        to_name: to.name,
        to_phone: to.phone,
        to_address: to.street,
        place: Some(recipient_place(form, place)?),
    })
}

/// The one parcel: an order of GHN's has one number.
fn parcel(consignment: &Consignment) -> Result<&Parcel, Problem> {
    match consignment.parcels.as_slice() {
        [parcel] => Ok(parcel),
        [] => Err(invalid("parcels", "There is no parcel to ship")),
        several => Err(Problem::new(
            ProblemKind::Unsupported,
            format!(
                "GHN takes one parcel in an order, and there are {}",
                several.len()
            ),
        )
        .hint("Ship the parcels one by one, or put the whole into one")
        .field("parcels")),
    }
}

/// Weight and size, never less than they are.
fn measures(parcel: &Parcel) -> Result<wire::Measures, Problem> {
    measured(0, parcel)?;
    let weight = up(
        parcel.weight.micrograms(),
        Weight::from_grams(1).micrograms(),
    );
    if weight > HEAVIEST {
        return Err(invalid(
            "parcels.0.weight",
            format!(
                "The parcel weighs {}, and GHN takes {HEAVIEST} g at most",
                parcel.weight
            ),
        ));
    }
    let Some(Dimensions {
        length,
        width,
        height,
    }) = parcel.dimensions
    else {
        return Err(invalid(
            "parcels.0.dimensions",
            "GHN wants the parcel's size, which its price depends on",
        ));
    };
    let [length, width, height] = [length, width, height]
        .map(|side| up(side.micrometres(), Length::from_mm(10).micrometres()));
    if length.max(width).max(height) > LONGEST {
        return Err(invalid(
            "parcels.0.dimensions",
            format!("A side of the parcel is longer than the {LONGEST} cm that GHN takes"),
        ));
    }
    Ok(wire::Measures {
        weight,
        length,
        width,
        height,
    })
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}

/// Dong, of an option that may not be there.
fn amount(field: &str, what: &str, money: Option<Money>) -> Result<i64, Problem> {
    match money {
        None => Ok(0),
        Some(money) if money.currency != dong() => Err(invalid(
            field,
            format!(
                "The {what} is in {}, and GHN knows dong alone",
                money.currency
            ),
        )),
        Some(money) if money.minor <= 0 => {
            Err(invalid(field, format!("The {what} is not above zero")))
        }
        Some(money) => Ok(money.minor),
    }
}
