//! Booking afterwards under waybill numbers that were fetched ahead: the same manifest as a purchase's.
//!
//! Sent twice it is refused the second time as a duplicate. Whether that is this very booking says the track: a
//! number with our order is booked, one with another's is somebody else's parcel.

use super::host::call;
use super::settle::{Borne, Found, borne};
use super::ship::{Said, Sale, page, prepared, said};
use super::{settle, track};
use crate::engine::{Answer, Effect};
use crate::{Booked, Books, Consignment, Cx, Prepared};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind, Rate};

pub(super) struct DelhiveryBooks;

#[async_trait]
impl Books for DelhiveryBooks {
    fn prepare(
        &self,
        cx: Cx<'_>,
        numbers: &[String],
        consignment: &Consignment,
        rate: &Rate,
    ) -> Result<Prepared, Problem> {
        prepared(cx.account, numbers, consignment, rate)
    }

    async fn book(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Booked, Problem> {
        let parcels = borne(prepared, consignment.parcels.len())?;
        let answer = call(cx, "book", Effect::Binds, &prepared.request).await?;
        let problem = match parse(&answer, &parcels)? {
            Told::Booked => return Ok(booked(prepared, consignment)),
            Told::InUse(problem) => problem,
        };
        let numbers: Vec<&str> = parcels.iter().map(|p| p.number.as_str()).collect();
        let request = track::request(cx.account, &numbers)?;
        let answer = call(cx, "book check", Effect::Asks, &request).await?;
        proved(settle::parse(&answer, &parcels)?, problem)?;
        Ok(booked(prepared, consignment))
    }
}

/// What a booking came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It is done.
    Booked,
    /// A number is in use, or not taken: the track must say whose it is.
    InUse(Problem),
}

pub(super) fn parse(answer: &Answer, parcels: &[Borne]) -> Result<Told, Problem> {
    let numbers: Vec<String> = parcels.iter().map(|p| p.number.clone()).collect();
    match said(answer, &numbers) {
        Said::Made => Ok(Told::Booked),
        Said::Duplicate(problem) | Said::NotTaken(problem) => Ok(Told::InUse(problem)),
        Said::No(problem) | Said::Unclear(problem) => Err(problem),
    }
}

/// What the track says of numbers that were not taken.
pub(super) fn proved(found: Found, mut refused: Problem) -> Result<(), Problem> {
    match found {
        Found::Sold => Ok(()),
        // It is not there yet, and a number that was fetched a moment ago may be taken later.
        Found::Nothing => {
            refused.kind = ProblemKind::Unavailable;
            Err(refused
                .hint("It is sent again; if that does not help, ask Delhivery about the waybill"))
        }
        // Some of several: sent again until the rest is there.
        Found::Unclear(problem) if problem.retry_after.is_some() => Err(problem),
        Found::Unclear(mut problem) => {
            problem.kind = ProblemKind::Refused;
            Err(problem.carrier("", refused.carrier_text))
        }
    }
}

fn booked(prepared: &Prepared, consignment: &Consignment) -> Booked {
    Booked {
        carrier_ref: prepared.reference.clone(),
        charged: prepared.quoted,
        carrier_data: Sale::of(consignment),
        tracking_url: page(&prepared.reference),
    }
}
