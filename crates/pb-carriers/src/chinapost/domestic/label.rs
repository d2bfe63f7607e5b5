//! Labels: 010004, a PDF in Base64 on the template of the head office, 100 × 180 mm.

use super::super::answer::missing;
use super::super::paper::is_whole_pdf;
use super::host::{call, read, request};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Account, Document, Format, Problem};
use serde_json::{Value, json};

/// The template of the head office.
const TEMPLATE: &str = "129";

pub(super) struct DomesticLabelAgain;

#[async_trait]
impl LabelAgain for DomesticLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        Ok(vec![fetch(cx, &bought.carrier_ref).await?])
    }
}

/// The label of a waybill.
pub(super) async fn fetch(cx: Cx<'_>, waybill: &str) -> Result<Document, Problem> {
    let request = asked(cx.account, waybill)?;
    parse(&call(cx, "label", Effect::Asks, &request).await?)
}

/// Without `getURL` the document itself is answered, and not where it is.
pub(super) fn asked(account: &Account, waybill: &str) -> Result<Request, Problem> {
    request(
        account,
        "010004",
        &json!({ "waybillNo": waybill, "type": TEMPLATE }),
    )
}

pub(super) fn parse(answer: &Answer) -> Result<Document, Problem> {
    let nothing = || missing(Effect::Asks, "label that is a PDF");
    let Value::String(text) = read(answer, Effect::Asks)? else {
        return Err(nothing());
    };
    let text: String = text.split_whitespace().collect();
    let bytes = STANDARD.decode(text).map_err(|_| nothing())?;
    if !is_whole_pdf(&bytes) {
        return Err(nothing());
    }
    Ok(Document {
        format: Format::Pdf,
        bytes,
    })
}
