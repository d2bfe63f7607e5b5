//! Settling an unknown purchase: the same request again.
//!
//! Blue Dart answers a reference that it sold before with its waybill, and sells one that it did not. A refusal proves
//! nothing: it may look at other things before it looks at the reference.

use super::host::call;
use super::ship::parse;
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Prepared, Settled};
use pb_domain::{Problem, ProblemKind};

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 300;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    // The very bytes of the journal, under the same reference.
    let answer = call(cx, "resend", Effect::Binds, &prepared.request).await?;
    Ok(resent(&answer, prepared, consignment.parcels.len()))
}

pub(super) fn resent(answer: &Answer, prepared: &Prepared, parcels: usize) -> Settled {
    let problem = match parse(answer, prepared, parcels) {
        Ok(bought) => return Settled::Bought(Box::new(bought)),
        Err(problem) => problem,
    };
    let again = match problem.kind {
        ProblemKind::Refused | ProblemKind::Invalid | ProblemKind::Auth => None,
        _ => Some(problem.retry_after.unwrap_or(AGAIN)),
    };
    let mut unknown = Problem::new(
        ProblemKind::UnknownOutcome,
        format!(
            "Blue Dart does not say whether {} was sold: {}",
            prepared.reference, problem.text
        ),
    )
    .hint(format!(
        "Look for the reference {} among your waybills at Blue Dart, then say here what you found",
        prepared.reference
    ))
    .carrier(problem.carrier_code, problem.carrier_text);
    unknown.retry_after = again;
    Settled::StillUnknown(unknown)
}
