//! Cancellations: 020006.

use super::host::{call, read, request};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem};
use serde_json::json;

/// “The merchant cancels”: a reason must be given.
const REASON: &str = "商家取消";

pub(super) struct DomesticVoids;

#[async_trait]
impl Voids for DomesticVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let request = asked(cx.account, bought)?;
        parse(&call(cx, "void", Effect::Binds, &request).await?)
    }
}

pub(super) fn asked(account: &Account, bought: &BoughtRef) -> Result<Request, Problem> {
    let order = bought.carrier_data["order"].as_str().unwrap_or_default();
    let payload = json!({
        "logisticsOrderNo": order,
        "waybillNo": bought.carrier_ref,
        "cancelReason": REASON,
    });
    request(account, "020006", &payload)
}

pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    read(answer, Effect::Binds).map(drop)
}
