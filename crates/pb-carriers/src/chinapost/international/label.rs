//! Labels: `/surface/download`, a PDF; where there is none, a text or JSON says why.

use super::super::answer::{foreign, missing, said, text};
use super::super::paper::is_whole_pdf;
use super::host::{self, KEY, call};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem};
use serde_json::Value;

pub(super) struct InternationalLabelAgain;

#[async_trait]
impl LabelAgain for InternationalLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        Ok(vec![fetch(cx, &bought.carrier_ref).await?])
    }
}

/// The label of a waybill.
pub(super) async fn fetch(cx: Cx<'_>, waybill: &str) -> Result<Document, Problem> {
    let request = asked(cx.account, waybill)?;
    parse(&call(cx, "label", Effect::Asks, &request).await?)
}

pub(super) fn asked(account: &Account, waybill: &str) -> Result<Request, Problem> {
    let url = host::url(account, &["surface", "download"])?;
    let mut request = host::form(
        url,
        &[
            ("barCode", waybill),
            ("ecCompanyId", host::customer(account)),
            ("version", "1.0"),
        ],
    );
    request.headers[0].1 = "application/pdf".to_owned();
    Ok(request)
}

pub(super) fn parse(answer: &Answer) -> Result<Document, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(foreign(answer, Effect::Asks));
    }
    if is_whole_pdf(&answer.body) {
        return Ok(Document {
            format: Format::Pdf,
            bytes: answer.body.clone(),
        });
    }
    if let Ok(body) = serde_json::from_slice::<Value>(&answer.body) {
        let (code, says) = (text(&body["reason"]), text(&body["msg"]));
        if !says.is_empty() {
            return Err(said(Effect::Asks, &code, &says, KEY));
        }
    }
    Err(missing(Effect::Asks, "label that is a PDF"))
}
