//! Tracking: `GET /v2/order/detail-v2`, one order a call. It is in no document, and told to work by who uses it. Some
//! accounts get people and money masked; neither is read here.

use super::answer::{missing, read, text};
use super::event::{event, expected, standing};
use super::host::{self, call};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, TrackingStatus};

pub(super) struct ViettelTracks;

#[async_trait]
impl Tracks for ViettelTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        parse(&call(cx, "track", Effect::Asks, &request).await?, number)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let mut url = host::url(account, &["v2", "order", "detail-v2"])?;
    url.query_pairs_mut().append_pair("o", number);
    Ok(Request::get(url))
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let order = read(answer, Effect::Asks)?.data;
    let named = text(&order["ORDER_NUMBER"]);
    let is_it = named.is_empty() || named.eq_ignore_ascii_case(number);
    if !is_it || text(&order["ORDER_STATUS"]).is_empty() {
        return Err(missing(Effect::Asks, "status of that order"));
    }
    Ok(TrackingStatus {
        status: standing(&order),
        expected: expected(&order),
        events: event(&order).into_iter().collect(),
    })
}
