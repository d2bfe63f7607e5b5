//! Numbers ahead, `POST /v1/numbers`, and booking under them afterwards, `POST /v1/bookings`.

use super::answer::{read, unreadable};
use super::server::{Server, call};
use super::ship::page;
use super::{consignment, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Booked, Books, Consignment, Cx, Numbers, Prepared, ReservedNumber};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Money, Problem, ProblemKind, Rate};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) struct ConnectorNumbers;

pub(super) struct ConnectorBooks;

/// As long as a number may be that is to be scanned from a label 4 in wide.
const LONGEST_NUMBER: usize = 40;

#[async_trait]
impl Numbers for ConnectorNumbers {
    async fn reserve(&self, cx: Cx<'_>, count: u32) -> Result<Vec<ReservedNumber>, Problem> {
        let request = reserve_request(&Server::of(cx.account)?, count);
        // Numbers cost nothing, but every call takes some: it is made once.
        let answer = call(cx, "numbers", Effect::Drafts, &request).await?;
        parse_numbers(&answer, count)
    }
}

#[async_trait]
impl Books for ConnectorBooks {
    fn prepare(
        &self,
        cx: Cx<'_>,
        numbers: &[String],
        consignment: &Consignment,
        rate: &Rate,
    ) -> Result<Prepared, Problem> {
        book_request(&Server::of(cx.account)?, numbers, consignment, rate)
    }

    async fn book(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Booked, Problem> {
        let answer = call(cx, "book", Effect::Binds, &prepared.request).await?;
        parse_booking(&answer, &prepared.reference, consignment.parcels.len())
    }
}

pub(super) fn reserve_request(server: &Server, count: u32) -> Request {
    Request::post_json(server.url(&["v1", "numbers"]), &wire::Reserve { count })
}

/// All of the numbers, or none: what cannot be trusted in part cannot be trusted.
pub(super) fn parse_numbers(answer: &Answer, count: u32) -> Result<Vec<ReservedNumber>, Problem> {
    let given: wire::Numbers = read(answer, &[200, 201], Effect::Drafts)?;
    let odd = |text: String| Err(unreadable(Effect::Drafts, text));
    if given.numbers.is_empty() || given.numbers.len() > usize::try_from(count).unwrap_or(0) {
        return odd(format!(
            "The server was asked for {count} numbers and gives {}",
            given.numbers.len()
        ));
    }
    let mut seen = BTreeSet::new();
    let mut numbers = Vec::with_capacity(given.numbers.len());
    for reserved in given.numbers {
        let number = reserved.number;
        let scans = !number.is_empty()
            && number.len() <= LONGEST_NUMBER
            && number.bytes().all(|b| b.is_ascii_graphic());
        if !scans {
            return odd(format!(
                "The server gives a number that cannot stand in a barcode: “{number}”"
            ));
        }
        if !seen.insert(number.clone()) {
            return odd(format!("The server gives the number {number} twice"));
        }
        let expires_at = match reserved.expires_at.as_deref().map(str::parse::<Timestamp>) {
            None => None,
            Some(Ok(time)) => Some(time),
            Some(Err(_)) => {
                return odd(format!(
                    "It cannot be read when the number {number} expires"
                ));
            }
        };
        numbers.push(ReservedNumber { number, expires_at });
    }
    Ok(numbers)
}

pub(super) fn book_request(
    server: &Server,
    numbers: &[String],
    consignment: &Consignment,
    rate: &Rate,
) -> Result<Prepared, Problem> {
    let Some(first) = numbers
        .first()
        .filter(|_| numbers.len() == consignment.parcels.len())
    else {
        return Err(Problem::new(
            ProblemKind::Invalid,
            format!(
                "{} numbers for {} parcels: each parcel needs one",
                numbers.len(),
                consignment.parcels.len()
            ),
        ));
    };
    let body = wire::Book {
        numbers,
        service: &rate.service,
        consignment: consignment::say(consignment)?,
    };
    Ok(Prepared {
        reference: first.clone(),
        quoted: rate.total,
        request: Request::post_json(server.url(&["v1", "bookings"]), &body),
    })
}

/// `first` is the first parcel's number.
pub(super) fn parse_booking(
    answer: &Answer,
    first: &str,
    parcels: usize,
) -> Result<Booked, Problem> {
    let odd = |text: String| unreadable(Effect::Binds, text);
    let booking: wire::Booking =
        read(answer, &[200, 201], Effect::Binds).map_err(|mut problem| {
            // It was asked for what it does not do: as clear a no as any other.
            if problem.kind == ProblemKind::Unsupported {
                problem.kind = ProblemKind::Refused;
            }
            problem
        })?;
    if booking.numbers.len() != parcels || booking.numbers.first().is_none_or(|n| n != first) {
        return Err(odd(format!(
            "The server answers about the booking {}, whose numbers are {}",
            booking.id,
            booking.numbers.join(", ")
        )));
    }
    let charged = Money::try_from(booking.charge)
        .map_err(|e| odd(format!("The charge of {} cannot be read: {e}", booking.id)))?;
    Ok(Booked {
        carrier_ref: booking.id,
        charged,
        carrier_data: Value::Null,
        tracking_url: page(&booking.tracking_url),
    })
}
