//! Pickup shifts, `GET /v2/shift/date`: when the driver comes for an order.

use super::answer::{integer, list, missing, read, text};
use super::host::{self, call};
use crate::Cx;
use crate::engine::{Answer, Effect, Request};
use pb_domain::{Account, Problem, ProblemKind};
use serde::Serialize;
use serde_json::Value;

/// The account's setting that says when, and its value for the first shift that there is.
pub(super) const SETTING: &str = "pick_shift";
pub(super) const FIRST: &str = "first";

/// A shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Shift {
    pub(super) id: i64,
    /// Day and hours, in GHN's words.
    pub(super) title: String,
}

/// The shifts to ask for with an order; none where GHN decides.
pub(super) async fn wanted(cx: Cx<'_>) -> Result<Vec<i64>, Problem> {
    if cx.account.setting(SETTING) != FIRST {
        return Ok(Vec::new());
    }
    let request = request(cx.account)?;
    let shifts = parse(&call(cx, "shifts", Effect::Asks, &request).await?)?;
    let first = shifts.first().ok_or_else(|| {
        Problem::new(
            ProblemKind::Refused,
            "GHN offers no shift in which it would come for parcels",
        )
        .hint("Try again later, or let GHN decide, in the account's settings")
        .field(SETTING)
    })?;
    Ok(vec![first.id])
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    Ok(Request::get(host::url(account, &["v2", "shift", "date"])?))
}

/// The shifts that there are, in GHN's order.
pub(super) fn parse(answer: &Answer) -> Result<Vec<Shift>, Problem> {
    let data = read(answer, Effect::Asks)?;
    if !data.is_array() {
        return Err(missing(Effect::Asks, "list of shifts"));
    }
    let shift = |shift: &Value| {
        Some(Shift {
            id: integer(&shift["id"])?,
            title: text(&shift["title"]),
        })
    };
    Ok(list(&data).iter().filter_map(shift).collect())
}
