//! A consignment as a manifest (CMU), or why it cannot be said.
//!
//! Every parcel bears a waybill number that was fetched before: so it is known what was sold, whatever becomes
//! of the answer, and the same manifest twice is refused instead of sold twice.

use super::host;
use super::party::{Party, joined, one_line, party};
use super::wire::{Manifest, PickupLocation, Shipment};
use crate::Consignment;
use crate::check::{invalid, measured};
use crate::engine::Request;
use pb_domain::{
    Account, Dimensions, Direction, Length, Money, Parcel, Problem, ProblemKind, Weight,
};
use url::form_urlencoded;

/// The account's setting with what it sells.
pub(super) const GOODS: &str = "goods";
/// The account's setting with its GST number.
pub(super) const GSTIN: &str = "gstin";

const PATH: &str = "api/cmu/create.json";
/// Longest order.
const ORDER: usize = 50;
/// As many as can be tracked with one question, by which an unknown purchase is settled.
pub(super) const MOST_PARCELS: usize = 50;
const INDIA: &str = "India";

/// How money changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payment {
    Prepaid,
    /// Cash on delivery.
    Cod(Money),
    /// A return that is fetched from the customer.
    Pickup,
}

impl Payment {
    /// Of a consignment, where it can be.
    pub(super) fn of(consignment: &Consignment) -> Result<Self, Problem> {
        let cod = consignment.options.cod;
        match (consignment.direction, cod) {
            (Direction::Return, None) => Ok(Self::Pickup),
            (Direction::Return, Some(_)) => Err(Problem::new(
                ProblemKind::Unsupported,
                "Delhivery collects no cash with a return",
            )
            .hint("Leave cash on delivery out")
            .field("options.cod")),
            (Direction::Outbound, None) => Ok(Self::Prepaid),
            (Direction::Outbound, Some(cash)) => {
                if cash.currency.code() != "INR" || cash.minor <= 0 {
                    return Err(invalid(
                        "options.cod",
                        "Delhivery collects rupees, more than none",
                    ));
                }
                Ok(Self::Cod(cash))
            }
        }
    }

    /// As a manifest has it.
    fn mode(self) -> &'static str {
        match self {
            Self::Prepaid => "Prepaid",
            Self::Cod(_) => "COD",
            Self::Pickup => "Pickup",
        }
    }
}

/// What no manifest has a place for.
pub(super) fn sayable(consignment: &Consignment) -> Result<(), Problem> {
    let options = &consignment.options;
    let unsupported = |field: &str, text: &str, hint: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint(hint)
            .field(format!("options.{field}")))
    };
    if options.insurance.is_some() {
        return unsupported(
            "insurance",
            "Delhivery's interface has no place for a value to insure",
            "Leave the insurance out, or arrange it with Delhivery",
        );
    }
    if options.signature {
        return unsupported(
            "signature",
            "Delhivery's interface cannot ask for a signature",
            "Leave the signature out",
        );
    }
    if !options.instructions.trim().is_empty() {
        return unsupported(
            "instructions",
            "Delhivery takes no words to the driver with a label",
            "Put what the driver must know into the second address line",
        );
    }
    let parcels = consignment.parcels.len();
    if parcels == 0 {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels > MOST_PARCELS {
        return Err(invalid(
            "parcels",
            format!("{MOST_PARCELS} parcels at most go in one shipment, and there are {parcels}"),
        ));
    }
    for (i, parcel) in consignment.parcels.iter().enumerate() {
        measured(i, parcel)?;
    }
    Ok(())
}

/// The manifest of parcels that bear numbers, one each, in their order.
pub(super) fn manifest(
    account: &Account,
    numbers: &[String],
    consignment: &Consignment,
    service: &str,
) -> Result<Manifest, Problem> {
    sayable(consignment)?;
    let parcels = &consignment.parcels;
    let Some(master) = numbers.first().filter(|_| numbers.len() == parcels.len()) else {
        return Err(Problem::new(
            ProblemKind::Invalid,
            format!(
                "{} waybill numbers for {} parcels: each parcel needs one",
                numbers.len(),
                parcels.len()
            ),
        ));
    };
    let payment = Payment::of(consignment)?;
    let (from, to) = (
        party("ship_from", &consignment.ship_from)?,
        party("ship_to", &consignment.ship_to)?,
    );
    let base = Shipment {
        payment_mode: payment.mode().to_owned(),
        shipping_mode: mode(service).to_owned(),
        client: account.setting(host::CLIENT).to_owned(),
        products_desc: goods(account, consignment),
        ..people(account, consignment, &from, &to)?
    };
    let value = consignment
        .goods_value
        .filter(|value| value.currency.code() == "INR" && value.minor > 0);
    let values = value.map(|value| shares(value, parcels.len()));
    let cash = match payment {
        Payment::Cod(cash) => Some(cash),
        Payment::Prepaid | Payment::Pickup => None,
    };
    let collected = cash.map(|cash| shares(cash, parcels.len()));
    let orders = orders(consignment)?;
    let together = match parcels.len() {
        1 => base,
        several => Shipment {
            shipment_type: "MPS".to_owned(),
            mps_children: several.to_string(),
            mps_amount: cash.map_or_else(|| "0".to_owned(), rupees),
            master_id: master.clone(),
            ..base
        },
    };
    let shipments = parcels.iter().enumerate().map(|(i, parcel)| {
        let [length, width, height] = parcel.dimensions.map(centimetres).unwrap_or_default();
        let share = |shares: &Option<Vec<Money>>| {
            let share = shares.as_ref().and_then(|all| all.get(i));
            share.map_or_else(String::new, |money| rupees(*money))
        };
        Shipment {
            waybill: numbers[i].clone(),
            order: orders[i].clone(),
            total_amount: share(&values),
            cod_amount: share(&collected),
            weight: grams(parcel.weight).to_string(),
            shipment_length: length,
            shipment_width: width,
            shipment_height: height,
            ..together.clone()
        }
    });
    Ok(Manifest {
        shipments: shipments.collect(),
        pickup_location: PickupLocation {
            name: host::pickup_location(account)?,
        },
    })
}

/// Who is who. On a return the customer's block is where it is fetched, the return's where it goes.
fn people(
    account: &Account,
    consignment: &Consignment,
    from: &Party,
    to: &Party,
) -> Result<Shipment, Problem> {
    let (customer, merchant) = match consignment.direction {
        Direction::Outbound => (to, from),
        Direction::Return => (from, to),
    };
    let mut shipment = Shipment {
        name: customer.name.clone(),
        phone: customer.phone.clone(),
        add: customer.add.clone(),
        city: customer.city.clone(),
        state: customer.state.clone(),
        pin: customer.pin.clone(),
        country: INDIA.to_owned(),
        address_type: customer.kind.to_owned(),
        seller_name: merchant.name.clone(),
        seller_add: joined(&[
            &merchant.add,
            &merchant.city,
            &one_line(&format!("{} {}", merchant.state, merchant.pin)),
        ]),
        seller_gst_tin: gstin(account)?,
        ..Shipment::default()
    };
    if consignment.direction == Direction::Return {
        shipment.return_name.clone_from(&merchant.name);
        shipment.return_phone.clone_from(&merchant.phone);
        shipment.return_add.clone_from(&merchant.add);
        shipment.return_city.clone_from(&merchant.city);
        shipment.return_state.clone_from(&merchant.state);
        shipment.return_pin.clone_from(&merchant.pin);
        INDIA.clone_into(&mut shipment.return_country);
    }
    Ok(shipment)
}

fn gstin(account: &Account) -> Result<String, Problem> {
    let gstin = account.setting(GSTIN).to_ascii_uppercase();
    let is_one = gstin.len() == 15 && gstin.bytes().all(|b| b.is_ascii_alphanumeric());
    if gstin.is_empty() || is_one {
        return Ok(gstin);
    }
    Err(invalid(
        GSTIN,
        format!(
            "The GSTIN of the account {} has not fifteen letters and digits",
            account.name
        ),
    ))
}

/// What is in it: by the customs' list where there is one, else what the account says.
fn goods(account: &Account, consignment: &Consignment) -> String {
    let items = consignment.customs.iter().flat_map(|c| &c.items);
    let listed: Vec<&str> = items.map(|item| item.description.as_str()).collect();
    match joined(&listed).as_str() {
        "" => one_line(account.setting(GOODS)),
        listed => listed.to_owned(),
    }
}

/// What Delhivery knows the parcels by: the reference, and for further ones their place behind it, as an order
/// must be one parcel's.
pub(super) fn orders(consignment: &Consignment) -> Result<Vec<String>, Problem> {
    let reference = one_line(&consignment.reference);
    if reference.is_empty() {
        return Err(invalid(
            "options.reference",
            "Delhivery takes no parcel without a reference",
        ));
    }
    let orders: Vec<String> = (1..=consignment.parcels.len())
        .map(|place| match place {
            1 => reference.clone(),
            place => format!("{reference}-{place}"),
        })
        .collect();
    if orders.iter().any(|order| order.chars().count() > ORDER) {
        return Err(invalid(
            "options.reference",
            format!(
                "The reference is longer than the {ORDER} characters that Delhivery takes, the parcel's place among them"
            ),
        ));
    }
    Ok(orders)
}

/// What a service is called in a manifest; empty for one that is not Delhivery's own, as a pool's may be: then
/// the account's usual way is taken.
fn mode(service: &str) -> &'static str {
    match service {
        "Surface" => "Surface",
        "Express" => "Express",
        _ => "",
    }
}

/// The request: a form with JSON in it, encoded, so that no character needs to be left out.
pub(super) fn request(account: &Account, manifest: &Manifest) -> Result<Request, Problem> {
    let data = serde_json::to_string(manifest).expect("plain texts are always JSON");
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("format", "json")
        .append_pair("data", &data)
        .finish();
    Ok(Request::post_form(host::url(account, PATH)?, &body))
}

/// The manifest in a request that was made so; `None` when it is another's.
pub(super) fn asked(request: &Request) -> Option<Manifest> {
    let mut fields = form_urlencoded::parse(&request.body);
    let (_, data) = fields.find(|(name, _)| name == "data")?;
    let manifest: Manifest = serde_json::from_str(&data).ok()?;
    (!manifest.shipments.is_empty()).then_some(manifest)
}

/// A value shared by parcels alike, to the paisa: what does not divide goes to the first of them.
fn shares(value: Money, parcels: usize) -> Vec<Money> {
    let count = i64::try_from(parcels.max(1)).unwrap_or(i64::MAX);
    let (each, rest) = (value.minor / count, value.minor % count);
    (0..count)
        .map(|i| Money::new(each + i64::from(i < rest), value.currency))
        .collect()
}

/// An amount as Delhivery's samples write it.
pub(super) fn rupees(money: Money) -> String {
    money.decimal().normalize().to_string()
}

/// Whole grams, never fewer than it weighs.
pub(super) fn grams(weight: Weight) -> i64 {
    up(weight.micrograms(), 1_000_000)
}

/// What parcels weigh together, in whole grams.
pub(super) fn total_grams(parcels: &[Parcel]) -> i64 {
    grams(parcels.iter().map(|p| p.weight).sum())
}

/// Whole centimetres, the longest side first, never smaller than it is.
pub(super) fn centimetres(dimensions: Dimensions) -> [String; 3] {
    let side = |length: Length| up(length.micrometres(), 10_000).to_string();
    dimensions.sorted().map(side)
}

fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}
