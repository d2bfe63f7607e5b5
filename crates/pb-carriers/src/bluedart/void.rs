//! Voids: `POST /waybill/v1/CancelWaybill`, until Blue Dart scanned the parcel in.

use super::answer::result;
use super::host::{self, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};

pub(super) struct BlueDartVoids;

#[async_trait]
impl Voids for BlueDartVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        // Of one that a person found, nothing is known but the number that the person gave.
        let number = bought.tracking_numbers.first();
        let number = number.unwrap_or(&bought.carrier_ref);
        let request = request(cx.account, number)?;
        parse(&call(cx, "void", Effect::Binds, &request).await?)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let body = wire::Waybill {
        request: wire::Cancel { number },
        profile: host::profile(account)?,
    };
    let url = host::url(account, &["waybill", "v1", "CancelWaybill"])?;
    Ok(Request::post_json(url, &body))
}

pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    match result(answer, Effect::Binds, "CancelWaybillResult") {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind == ProblemKind::Refused => Err(problem
            .hint("It may be void already, or scanned in: look at its track, or ask Blue Dart")),
        Err(problem) => Err(problem),
    }
}
