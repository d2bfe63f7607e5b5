//! Purchases: one `POST /api/customer/integration/consignment/softdata` that sells.
//!
//! Each consignment's own `success` says whether it was sold. DTDC honours no key; a purchase whose answer was lost is
//! looked for by its reference (`settle.rs`). The answer holds no label, which is fetched as soon as the sale is
//! certain.

use super::answer::{entries, missing, object, reason_of, refused, text, unreadable};
use super::host::{self, Server, call};
use super::party::{Party, plain};
use super::{label, login, measure, reference, service, settle, time, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{
    Account, CustomsItem, Direction, Format, Money, Problem, ProblemKind, PurchaseId, Rate,
};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

/// The account's settings with its contract, and what it sells.
pub(super) const CUSTOMER_CODE: &str = "customer_code";
pub(super) const COMMODITY: &str = "commodity";

/// The currency of everything here.
const RUPEES: &str = "INR";
const PATH: &str = "api/customer/integration/consignment/softdata";
/// Where anybody follows a consignment.
const TRACKING_PAGE: &str = "https://www.dtdc.in/trace.asp?strCnno=";

pub(super) struct DtdcShips;

#[async_trait]
impl Ships for DtdcShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        prepared(cx.account, purchase, consignment, rate)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let request = &prepared.request;
        let answer = call(cx, Server::Booking, "buy", Effect::Binds, request).await?;
        let mut bought = parse(&answer, prepared, consignment.parcels.len())?;
        // The sale is certain by now: a label that does not come can be fetched again.
        bought.labels = label::soon(cx, &bought.carrier_ref).await;
        Ok(bought)
    }

    fn settle_way(&self, account: &Account) -> SettleWay {
        match login::is_there(account) {
            true => SettleWay::FindByReference,
            false => SettleWay::AskAPerson,
        }
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem> {
        settle::settle(cx, prepared, consignment).await
    }
}

/// The purchase to the byte.
pub(super) fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
) -> Result<Prepared, Problem> {
    let service = match service::named(&rate.service) {
        Some(service) if rate.account == account.id => service,
        _ => {
            return Err(
                invalid("rate", "This rate is not one of this account").hint("Compare rates again")
            );
        }
    };
    let reference = reference::of(&consignment.reference, purchase);
    let body = wire::Softdata {
        consignments: [softdata(account, consignment, service, &reference)?],
    };
    let url = Server::Booking.url(account, PATH)?;
    Ok(Prepared {
        reference,
        quoted: rate.total,
        request: Request::post_json(url, &body),
    })
}

/// A consignment in DTDC's words.
fn softdata(
    account: &Account,
    consignment: &Consignment,
    service: String,
    reference: &str,
) -> Result<wire::Consignment, Problem> {
    refuse_extras(consignment)?;
    let [from, to] = parties(consignment);
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    let cash = cash(consignment)?;
    let value = value(consignment, cash)?;
    let weight = measure::hundredths(&consignment.parcels)?;
    let parcels = consignment.parcels.iter().enumerate();
    let sides = parcels
        .map(|(index, parcel)| measure::sides(index, parcel))
        .collect::<Result<Vec<_>, Problem>>()?;
    let [length, width, height] = measure::largest(&sides).map(|side| side.to_string());
    let description = description(account, consignment)?;
    let origin = party(from)?;
    Ok(wire::Consignment {
        customer_code: host::stated(account, CUSTOMER_CODE)?,
        service_type_id: service,
        load_type: "NON-DOCUMENT",
        dimension_unit: "cm",
        length,
        width,
        height,
        weight_unit: "kg",
        weight: measure::kilograms(weight),
        declared_value: written(value),
        num_pieces: consignment.parcels.len().to_string(),
        return_details: back(&origin),
        origin_details: origin,
        destination_details: party(to)?,
        customer_reference_number: reference.to_owned(),
        cod_collection_mode: match cash {
            Some(_) => "CASH",
            None => "",
        },
        cod_amount: cash.map(written).unwrap_or_default(),
        commodity_id: host::stated(account, COMMODITY)?,
        is_risk_surcharge_applicable: false,
        invoice_number: invoice(consignment),
        invoice_date: time::written(day),
        pieces_detail: match sides.len() {
            1 => Vec::new(),
            _ => pieces(consignment, &sides, value, &description)?,
        },
        description,
    })
}

/// Both ends, each with what our form calls it.
pub(super) fn parties(consignment: &Consignment) -> [Party<'_>; 2] {
    [
        Party {
            prefix: "ship_from",
            address: &consignment.ship_from,
        },
        Party {
            prefix: "ship_to",
            address: &consignment.ship_to,
        },
    ]
}

fn party(party: Party<'_>) -> Result<wire::Party, Problem> {
    let [address_line_1, address_line_2] = party.lines()?;
    let [city, state] = party.place()?;
    let phone = party.phone()?;
    Ok(wire::Party {
        name: party.name()?,
        alternate_phone: phone.clone(),
        phone,
        address_line_1,
        address_line_2,
        pincode: party.pin()?,
        city,
        state,
    })
}

/// What cannot be delivered comes back to where it came from.
fn back(origin: &wire::Party) -> wire::Back {
    let origin = origin.clone();
    wire::Back {
        name: origin.name,
        phone: origin.phone,
        alternate_phone: origin.alternate_phone,
        address_line_1: origin.address_line_1,
        address_line_2: origin.address_line_2,
        pincode: origin.pincode,
        city_name: origin.city,
        state_name: origin.state,
    }
}

/// What is not bought of DTDC here.
fn refuse_extras(consignment: &Consignment) -> Result<(), Problem> {
    let options = &consignment.options;
    let unsupported = |field: &str, text: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint("Leave it out, or choose another carrier")
            .field(field))
    };
    if consignment.direction == Direction::Return {
        return unsupported("direction", "Returns with DTDC are not bought here");
    }
    if options.insurance.is_some() {
        return unsupported("options.insurance", "DTDC is not asked for insurance");
    }
    if options.signature {
        return unsupported("options.signature", "DTDC is not asked for signatures");
    }
    if !options.instructions.trim().is_empty() {
        return unsupported(
            "options.instructions",
            "DTDC is told no words to the driver",
        );
    }
    Ok(())
}

/// The cash to collect, where there is some.
pub(super) fn cash(consignment: &Consignment) -> Result<Option<Decimal>, Problem> {
    let Some(cash) = consignment.options.cod else {
        return Ok(None);
    };
    match rupees(cash, "options.cod")? {
        cash if cash > Decimal::ZERO => Ok(Some(cash)),
        cash => Err(invalid(
            "options.cod",
            format!("{cash} INR is no cash to collect"),
        )),
    }
}

/// What the goods are worth: as the order states it, else by the customs items, else by the cash to collect.
fn value(consignment: &Consignment, cash: Option<Decimal>) -> Result<Decimal, Problem> {
    let items: &[CustomsItem] = consignment.customs.as_ref().map_or(&[], |c| &c.items);
    let value = if let Some(value) = consignment.goods_value {
        Some(rupees(value, "goods_value")?)
    } else if items.is_empty() {
        cash
    } else {
        let mut sum = Decimal::ZERO;
        for (at, item) in items.iter().enumerate() {
            let each = rupees(item.unit_value, &format!("customs.items.{at}.unit_value"))?;
            sum = each
                .checked_mul(Decimal::from(item.quantity))
                .and_then(|value| sum.checked_add(value))
                .ok_or_else(|| {
                    invalid("goods_value", "The goods are worth more than can be said")
                })?;
        }
        Some(sum)
    };
    value.filter(|value| *value > Decimal::ZERO).ok_or_else(|| {
        invalid(
            "goods_value",
            "DTDC wants the value of the goods, and this order states none",
        )
    })
}

fn rupees(money: Money, field: &str) -> Result<Decimal, Problem> {
    if money.currency.code() == RUPEES {
        return Ok(money.decimal());
    }
    Err(Problem::new(
        ProblemKind::Invalid,
        format!("DTDC takes rupees alone, and this is {money}"),
    )
    .hint("Enter the amount in INR")
    .field(field))
}

/// An amount as DTDC writes it.
fn written(amount: Decimal) -> String {
    amount.normalize().to_string()
}

/// The invoice's number, else the order's.
fn invoice(consignment: &Consignment) -> String {
    let stated = consignment.customs.as_ref().map(|c| &c.invoice_number);
    let stated = stated.map(|number| plain(number)).unwrap_or_default();
    match stated.as_str() {
        "" => plain(&consignment.reference),
        _ => stated,
    }
}

/// The order's goods, else what the account sells.
fn description(account: &Account, consignment: &Consignment) -> Result<String, Problem> {
    let items: &[CustomsItem] = consignment.customs.as_ref().map_or(&[], |c| &c.items);
    let described = items.iter().map(|item| plain(&item.description));
    let described: Vec<String> = described.filter(|words| !words.is_empty()).collect();
    match described.is_empty() {
        true => host::stated(account, COMMODITY),
        false => Ok(described.join(", ")),
    }
}

/// One a parcel, each with its part of the value to the paisa: what does not divide goes to the first.
fn pieces(
    consignment: &Consignment,
    sides: &[[i64; 3]],
    value: Decimal,
    description: &str,
) -> Result<Vec<wire::Piece>, Problem> {
    let count = Decimal::from(sides.len());
    let each = (value / count).round_dp_with_strategy(2, RoundingStrategy::ToZero);
    let rest = value - each * count;
    let parcels = consignment.parcels.iter().zip(sides).enumerate();
    parcels
        .map(|(at, (parcel, sides))| {
            let [length, width, height] = sides.map(|side| side.to_string());
            let weight = measure::hundredths(std::slice::from_ref(parcel))?;
            Ok(wire::Piece {
                description: description.to_owned(),
                declared_value: written(if at == 0 { each + rest } else { each }),
                weight: measure::kilograms(weight),
                height,
                length,
                width,
            })
        })
        .collect()
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
) -> Result<Bought, Problem> {
    let whole = object(answer, Effect::Binds)?;
    let [made] = entries(&whole["data"])[..] else {
        return Err(missing(Effect::Binds, "word about that consignment"));
    };
    let (number, reference) = (
        text(&made["reference_number"]),
        text(&made["customer_reference_number"]),
    );
    if !reference.is_empty() && reference != prepared.reference {
        return Err(unreadable(
            Effect::Binds,
            format!(
                "DTDC speaks of {reference}, and was asked about {}",
                prepared.reference
            ),
        ));
    }
    match &made["success"] {
        Value::Bool(true) if is_number(&number) => Ok(bought(&number, made, prepared, parcels)),
        Value::Bool(false) => Err(refused(&reason_of(made))),
        _ => Err(missing(Effect::Binds, "consignment number")),
    }
}

/// Letters and digits alone; how many is not documented for all series.
pub(super) fn is_number(text: &str) -> bool {
    (6..=20).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.bytes().any(|b| b.is_ascii_digit())
}

pub(super) fn bought(number: &str, made: &Value, prepared: &Prepared, parcels: usize) -> Bought {
    let parcel = BoughtParcel {
        tracking_number: number.to_owned(),
    };
    let pieces = entries(&made["pieces"]);
    let pieces: Vec<String> = pieces
        .into_iter()
        .map(|piece| text(&piece["reference_number"]))
        .collect();
    Bought {
        // One number for all parcels of a consignment.
        parcels: vec![parcel; parcels],
        charged: prepared.quoted,
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_ref: number.to_owned(),
        carrier_data: json!({
            "reference": prepared.reference,
            "pieces": pieces,
            "chargeable_weight": text(&made["chargeable_weight"]),
        }),
        tracking_url: format!("{TRACKING_PAGE}{number}"),
    }
}
