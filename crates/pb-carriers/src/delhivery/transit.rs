//! How long it takes: `GET /api/dc/expected_tat`, the days from the handing over on.
//!
//! What its answer looks like is known from clients alone; where it says no days, none are shown.

use super::answer::{missing, read};
use super::host::{self, call};
use super::party::pin;
use super::rate::Mode;
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx};
use pb_domain::{Account, Problem};

const PATH: &str = "api/dc/expected_tat";

/// The days, where Delhivery says them.
pub(super) async fn days(cx: Cx<'_>, consignment: &Consignment, mode: Mode) -> Option<u32> {
    let request = request(cx.account, consignment, mode).ok()?;
    let answer = call(cx, "transit", Effect::Asks, &request).await.ok()?;
    parse(&answer).ok()
}

pub(super) fn request(
    account: &Account,
    consignment: &Consignment,
    mode: Mode,
) -> Result<Request, Problem> {
    let mut url = host::url(account, PATH)?;
    url.query_pairs_mut()
        .append_pair("origin_pin", &pin("ship_from", &consignment.ship_from)?)
        .append_pair("destination_pin", &pin("ship_to", &consignment.ship_to)?)
        .append_pair("mot", mode.letter())
        .append_pair("pdt", "B2C");
    Ok(Request::get(url))
}

pub(super) fn parse(answer: &Answer) -> Result<u32, Problem> {
    let tat: wire::TatAnswer = read(answer, Effect::Asks)?;
    let days = tat.data.tat.parse().ok().filter(|days| *days > 0);
    days.ok_or_else(|| missing(Effect::Asks, "days"))
}
