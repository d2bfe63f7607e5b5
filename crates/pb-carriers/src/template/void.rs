//! Voids: `DELETE /v1/orders/{id}`.

use super::call::{call, doubt, read, url};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem};

pub(super) struct TemplateVoids;

#[async_trait]
impl Voids for TemplateVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        let request = request(cx.account, bought)?;
        parse(&call(cx, "void", Effect::Binds, &request).await?)
    }
}

pub(super) fn request(account: &Account, bought: &BoughtRef) -> Result<Request, Problem> {
    let url = url(account, &["v1", "orders", &bought.carrier_ref])?;
    Ok(Request {
        method: "DELETE".to_owned(),
        ..Request::get(url)
    })
}

pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    let voided: wire::Voided = read(answer, Effect::Binds)?;
    if voided.voided {
        return Ok(());
    }
    Err(doubt(
        Effect::Binds,
        "The carrier does not say that the order is void".to_owned(),
    ))
}
