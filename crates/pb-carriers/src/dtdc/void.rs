//! Voids: `POST /api/customer/integration/consignment/cancel`.

use super::answer::{entries, missing, object, reason_of, refused, text};
use super::host::{self, Server, call};
use super::ship::CUSTOMER_CODE;
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem};
use serde_json::Value;

const PATH: &str = "api/customer/integration/consignment/cancel";

pub(super) struct DtdcVoids;

#[async_trait]
impl Voids for DtdcVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let number = bought.tracking_numbers.first();
        let number = number.unwrap_or(&bought.carrier_ref);
        let request = request(cx.account, number)?;
        let answer = call(cx, Server::Booking, "void", Effect::Binds, &request).await?;
        parse(&answer, number)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let body = wire::Cancel {
        numbers: [number],
        customer_code: host::stated(account, CUSTOMER_CODE)?,
    };
    let url = Server::Booking.url(account, PATH)?;
    Ok(Request::post_json(url, &body))
}

/// An entry about that consignment: among those that succeeded, or among the failures.
pub(super) fn parse(answer: &Answer, number: &str) -> Result<(), Problem> {
    let whole = object(answer, Effect::Binds)?;
    let about = |entry: &&Value| text(&entry["reference_number"]) == number;
    let done = entries(&whole["successConsignments"]);
    let no = |entry: &Value| {
        refused(&reason_of(entry))
            .hint("It may be void already, or picked up: look at its track, or in DTDC's portal")
    };
    match done.into_iter().find(about).map(|entry| &entry["success"]) {
        Some(Value::Bool(true)) => return Ok(()),
        Some(Value::Bool(false)) => return Err(no(&whole)),
        _ => {}
    }
    let failures = entries(&whole["failures"]);
    let named = |entry: &&&Value| text(&entry["reference_number"]).is_empty() || about(entry);
    match failures.iter().find(named) {
        Some(failure) => Err(no(failure)),
        None if whole["success"] == false => Err(no(&whole)),
        None => Err(missing(Effect::Binds, "void of that consignment")),
    }
}
