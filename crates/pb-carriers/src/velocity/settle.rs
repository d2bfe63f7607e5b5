//! Settling an unknown purchase: `POST /shipments`, or `/returns`, for the order's number, which is this purchase's
//! alone. An order with an airway bill was sold. One that is not there proves nothing at once, and one without an
//! airway bill may still get one: both are asked for again for a day, and then a person looks.

use super::answer::{granted, list, missing, text, words};
use super::host::{self, call};
use super::ship::{airway_bill, page, person};
use super::{status, time, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, Settled};
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Account, Direction, Problem, ShipmentStatus};
use serde_json::{Value, json};

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 300;
/// Rows of a page.
const ROWS: u32 = 20;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let request = request(cx.account, &prepared.reference, consignment.direction)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let found = parse(&answer, &prepared.reference)?;
    Ok(settled(found, prepared, cx.now.timestamp()))
}

pub(super) fn request(
    account: &Account,
    number: &str,
    direction: Direction,
) -> Result<Request, Problem> {
    let list = match direction {
        Direction::Outbound => "shipments",
        Direction::Return => "returns",
    };
    let search = wire::Search {
        per_page: ROWS,
        search: number,
    };
    Ok(Request::post_json(host::url(account, list)?, &search))
}

/// What a look-up of the order's number found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Sold(Row),
    Cancelled(Row),
    /// It is there, without an airway bill.
    NotBooked,
    Nothing,
    /// More than one.
    Several(Vec<String>),
}

/// A booked order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: String,
    pub(super) shipment: String,
    pub(super) courier: String,
    pub(super) courier_id: String,
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<Found, Problem> {
    let told = granted(answer, Effect::Asks, "list")?;
    let Some(rows) = list(&told["data"]) else {
        return Err(missing(Effect::Asks, "list").carrier("", words(&told)));
    };
    let ours = rows.iter().map(attributes).filter(|row| is(row, number));
    let mut cancelled = Vec::new();
    let mut sold: Vec<Row> = Vec::new();
    let mut there = false;
    for attributes in ours {
        there = true;
        // A return has its shipment within it.
        let shipment = match &attributes["shipment"] {
            shipment @ Value::Object(_) => shipment,
            _ => attributes,
        };
        let row = Row {
            number: airway_bill(&shipment["tracking_number"]).unwrap_or_default(),
            shipment: text(&shipment["id"]),
            courier: text(&shipment["carrier"]["name"]),
            courier_id: text(&shipment["carrier"]["id"]),
        };
        let is_cancelled =
            status::meaning(&text(&shipment["status"])) == Some(ShipmentStatus::Cancelled);
        let into = if is_cancelled {
            &mut cancelled
        } else {
            &mut sold
        };
        // A page may have a row twice.
        if !row.number.is_empty() && !into.iter().any(|known: &Row| known.number == row.number) {
            into.push(row);
        }
    }
    Ok(match (sold.len(), cancelled.pop(), there) {
        (1, ..) => Found::Sold(sold.remove(0)),
        (0, Some(row), _) => Found::Cancelled(row),
        (0, None, true) => Found::NotBooked,
        (0, None, false) => Found::Nothing,
        _ => Found::Several(sold.into_iter().map(|row| row.number).collect()),
    })
}

fn attributes(row: &Value) -> &Value {
    match &row["attributes"] {
        attributes @ Value::Object(_) => attributes,
        _ => row,
    }
}

/// Whether a row is the order's: a search finds what has the words anywhere.
fn is(row: &Value, number: &str) -> bool {
    let order = &row["order"];
    let names = [
        &order["external_id"],
        &order["display_id"],
        &row["display_id"],
        &row["external_id"],
    ];
    names.iter().any(|name| text(name) == number)
}

pub(super) fn settled(found: Found, prepared: &Prepared, now: Timestamp) -> Settled {
    let number = &prepared.reference;
    let again = |mut problem: Problem| {
        problem.retry_after = is_young(prepared, now).then_some(AGAIN);
        Settled::StillUnknown(problem)
    };
    match found {
        Found::Sold(row) => Settled::Bought(Box::new(Bought {
            parcels: vec![BoughtParcel {
                tracking_number: row.number.clone(),
            }],
            // A list states no price, and no link to a label.
            charged: prepared.quoted,
            labels: Vec::new(),
            carrier_data: json!({ "courier": row.courier, "courier_id": row.courier_id }),
            tracking_url: page(&row.number),
            papers: Vec::new(),
            carrier_ref: match row.shipment.as_str() {
                "" => row.number,
                _ => row.shipment,
            },
        })),
        Found::Cancelled(row) => Settled::StillUnknown(person(
            format!(
                "It was booked under the airway bill {} and is cancelled at Velocity",
                row.number
            ),
            number,
        )),
        Found::NotBooked => again(person(
            "Velocity has the order, and no airway bill for it yet; cancel it there if it is not to get one",
            number,
        )),
        Found::Nothing => again(person(
            "Velocity shows no such order yet, which proves nothing",
            number,
        )),
        Found::Several(numbers) => Settled::StillUnknown(person(
            format!(
                "Velocity has several airway bills for it: {}",
                numbers.join(", ")
            ),
            number,
        )),
    }
}

/// Whether the order may still show: it was sent less than a day ago.
fn is_young(prepared: &Prepared, now: Timestamp) -> bool {
    let order: Value = serde_json::from_slice(&prepared.request.body).unwrap_or_default();
    let until =
        time::ordered(&text(&order["order_date"])).and_then(|at| at.checked_add(24.hours()).ok());
    until.is_some_and(|until| now < until)
}
