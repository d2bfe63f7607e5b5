//! Settling an unknown purchase, in the way that the account's owner chose.
//!
//! Before the server is asked anything it must say again that it keeps the promise which the way
//! rests on: a server that changed, or an account that was set up wrongly, must not sell twice.

use super::answer::{read, seconds_until, unknown};
use super::server::{Server, call};
use super::ship::{Said, of, parse};
use super::{connection, label, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Prepared, SettleWay, Settled};
use jiff::Timestamp;
use pb_domain::{Account, Problem, ProblemKind};

/// The account's setting that says how.
pub(super) const SETTING: &str = "settle";
/// Its value for [`SettleWay::AskAPerson`].
pub(super) const PERSON: &str = "person";
const FIND: &str = "find";
const RESEND: &str = "resend";

/// The setting's values.
pub(super) const CHOICES: &[(&str, &str)] = &[
    (PERSON, "I look at the courier's own pages"),
    (FIND, "Ask the server by reference"),
    (
        RESEND,
        "Send the same request again; the server honours idempotency keys",
    ),
];

/// How the account's unknown purchases are settled.
pub(super) fn way(account: &Account) -> SettleWay {
    match account.setting(SETTING) {
        RESEND => SettleWay::Resend,
        FIND => SettleWay::FindByReference,
        _ => SettleWay::AskAPerson,
    }
}

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let way = way(cx.account);
    if way == SettleWay::AskAPerson {
        return Ok(Settled::StillUnknown(person(
            "This server cannot be asked what it sold",
            &prepared.reference,
        )));
    }
    let about = connection::about(cx).await?;
    if let Some(broken) = connection::broken_promise(&about, way) {
        return Ok(Settled::StillUnknown(person(broken, &prepared.reference)));
    }
    let parcels = consignment.parcels.len();
    let now = cx.now.timestamp();
    let settled = if way == SettleWay::Resend {
        // The very bytes of the journal, under the same key.
        let answer = call(cx, "resend", Effect::Binds, &prepared.request).await?;
        resent(&answer, prepared, parcels, now)?
    } else {
        let request = find_request(&Server::of(cx.account)?, prepared)?;
        let answer = call(cx, "find", Effect::Asks, &request).await?;
        found(&answer, prepared, parcels, now)?
    };
    Ok(match settled {
        // Labels that do not come now can be fetched again.
        Settled::Bought(mut sale) if sale.labels.is_empty() => {
            if let Ok(labels) = label::fetch(cx, &sale.carrier_ref, parcels).await {
                sale.labels = labels;
            }
            Settled::Bought(sale)
        }
        other => other,
    })
}

/// What the answer to a purchase that was sent again proves. A refusal is certain: the server looks
/// at the key before all else, and keeps what it answered under it.
pub(super) fn resent(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
    now: Timestamp,
) -> Result<Settled, Problem> {
    Ok(match parse(answer, prepared, parcels, now) {
        Said::Sold(bought) => Settled::Bought(bought),
        // These are about the question, not about the purchase.
        Said::Refused(problem)
            if matches!(problem.kind, ProblemKind::Auth | ProblemKind::RateLimited) =>
        {
            return Err(problem);
        }
        Said::Refused(problem) => Settled::NotBought(problem),
        Said::KeyExpired(problem) | Said::Unclear(problem) => Settled::StillUnknown(problem),
    })
}

/// Asks for our reference, and says when the purchase left: the server refuses one that comes so
/// late that it could be overtaken by this question.
pub(super) fn find_request(server: &Server, prepared: &Prepared) -> Result<Request, Problem> {
    let requested: wire::Requested =
        serde_json::from_slice(&prepared.request.body).map_err(|_| {
            Problem::new(
                ProblemKind::Invalid,
                "The journal's request of this purchase cannot be read",
            )
            .hint("Look at the courier's own pages, then say here what you found")
        })?;
    let mut url = server.url(&["v1", "shipments"]);
    url.query_pairs_mut()
        .append_pair("reference", &prepared.reference)
        .append_pair("requested_at", &requested.requested_at);
    Ok(Request::get(url))
}

/// What a look-up by our reference proves.
pub(super) fn found(
    answer: &Answer,
    prepared: &Prepared,
    parcels: usize,
    now: Timestamp,
) -> Result<Settled, Problem> {
    let found: wire::Found = read(answer, &[200], Effect::Asks)?;
    match found.shipments.as_slice() {
        [] if found.settled => Ok(Settled::NotBought(Problem::new(
            ProblemKind::Refused,
            "The server has nothing under this reference, and will not sell it any more",
        ))),
        [] => {
            let mut problem =
                unknown("The server has nothing under this reference yet, and may still sell it");
            problem.retry_after = seconds_until(found.settled_after.as_deref(), now);
            Ok(Settled::StillUnknown(problem))
        }
        [one] => Ok(match of(one, prepared, parcels, now) {
            Said::Sold(bought) => Settled::Bought(bought),
            Said::Refused(problem) => Settled::NotBought(problem),
            Said::KeyExpired(problem) | Said::Unclear(problem) => Settled::StillUnknown(problem),
        }),
        several => {
            let ids: Vec<&str> = several.iter().map(|s| s.id.as_str()).collect();
            let text = format!(
                "The server has {} shipments under one reference: {}",
                several.len(),
                ids.join(", ")
            );
            Ok(Settled::StillUnknown(person(text, &prepared.reference)))
        }
    }
}

/// Nothing but a person's look can tell.
pub(super) fn person(text: impl Into<String>, reference: &str) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text).hint(format!(
        "Look for the reference {reference} or the order's number on the courier's own pages, then say here what you found"
    ))
}
