//! Settling an unknown purchase: ask for the shipment by its id, adopt it if it was sold.
//!
//! A draft that is still a draft proves nothing. Karrio may be waiting for the carrier right now, and
//! it waits without end; the carrier may have sold and Karrio lost the answer; Karrio may have failed
//! to store what it was sold. Only where Karrio's own log holds its finished answer to our purchase,
//! and that answer is a clear refusal, was nothing bought, and cannot be any more: a purchase is sent
//! once, and it has been answered.

use super::answer::read;
use super::server::{Server, call};
use super::ship::bought;
use super::{history, label, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, Consignment, Cx, Prepared, Settled};
use pb_domain::{Money, Problem, ProblemKind};

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let server = Server::of(cx.account)?;
    let answer = call(
        cx,
        "settle",
        Effect::Asks,
        &request(&server, &prepared.reference),
    )
    .await?;
    let found = parse(&answer, prepared.quoted, consignment.parcels.len())?;
    let hint = format!(
        "Look for a label under the reference {} in the carrier's own account, then say here what you found",
        consignment.reference
    );
    match found {
        Found::Bought(mut sale) => {
            // The look-up leaves the label out. One that does not come now can be fetched again.
            if sale.labels.is_empty()
                && let Ok(labels) = label::fetch(cx, &sale.carrier_ref).await
            {
                sale.labels = labels;
            }
            Ok(Settled::Bought(sale))
        }
        Found::Unclear(problem) => Ok(Settled::StillUnknown(problem.hint(hint))),
        Found::Draft => {
            let request = history::request(&server, &prepared.reference);
            let answer = call(cx, "history", Effect::Asks, &request).await?;
            Ok(match history::parse(&answer, &prepared.reference)? {
                history::Verdict::Refused(problem) => Settled::NotBought(problem),
                history::Verdict::Unclear(problem) => Settled::StillUnknown(problem.hint(hint)),
            })
        }
    }
}

/// What Karrio has under the id.
pub(super) enum Found {
    /// A sale.
    Bought(Box<Bought>),
    /// The draft, as if nothing had happened.
    Draft,
    /// Something that settles nothing.
    Unclear(Problem),
}

pub(super) fn request(server: &Server, shipment: &str) -> Request {
    Request::get(server.url(&["v1", "shipments", shipment]))
}

pub(super) fn parse(answer: &Answer, quoted: Money, parcels: usize) -> Result<Found, Problem> {
    let unclear = |text: String| Found::Unclear(Problem::new(ProblemKind::UnknownOutcome, text));
    if answer.status == 404 {
        // Only in Karrio's own words: anything else is another server at that address.
        let complaints: wire::Complaints = serde_json::from_slice(&answer.body).unwrap_or_default();
        if complaints.errors.iter().any(|e| e.code == "not_found") {
            return Ok(unclear(
                "Karrio no longer has this shipment: it was deleted, or the API key is for the other mode".to_owned(),
            ));
        }
    }
    let shipment: wire::Shipment = read(answer, &[200], Effect::Asks)?;
    if let Some(sale) = bought(&shipment, quoted, parcels) {
        return Ok(Found::Bought(Box::new(sale)));
    }
    Ok(match shipment.status.as_str() {
        "draft" => Found::Draft,
        "cancelled" if shipment.tracking_number.trim().is_empty() => unclear(
            "The draft was cancelled in Karrio; whether the carrier had sold by then, Karrio does not say".to_owned(),
        ),
        "cancelled" => unclear(format!(
            "It was bought as {} and cancelled in Karrio; for carriers without voids that is not a void",
            shipment.tracking_number
        )),
        status => unclear(format!("Karrio calls the shipment {status} but has no tracking number for it")),
    })
}
