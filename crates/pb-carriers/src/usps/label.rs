//! Labels: in the purchase's answer, and again by `POST /labels/v3/label-reprint/{number}`, abroad
//! `/international-labels/v3/international-label-reprint/{number}`.
//!
//! USPS prints a label again up to three times, until the day of mailing. The bytes alone say what a label is.

use super::answer::{missing, read};
use super::consignment::Way;
use super::host::{self, Pays, call};
use super::ship::{Sale, VENDOR_JSON};
use super::wire;
use crate::engine::{Answer, Effect, Request};
pub(super) use crate::loose::document as decode;
use crate::{BoughtRef, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem};
use serde::Deserialize;

const ZPL: &str = "ZPL203DPI";
const ZPL_FINE: &str = "ZPL300DPI";
const EPL: &str = "EPL300DPI";
const PDF: &str = "PDF";
const PNG: &str = "PNG";
/// The size that everything has.
const FOUR_BY_SIX: &str = "4X6LABEL";
const FOUR_BY_FIVE: &str = "4X5LABEL";
const FOUR_BY_FOUR: &str = "4X4LABEL";

pub(super) struct UspsLabelAgain;

#[async_trait]
impl LabelAgain for UspsLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
        let mut labels = Vec::new();
        for number in &bought.tracking_numbers {
            let request = request(cx.account, &sale, number)?;
            // It is counted, so it is made once; it costs nothing.
            let answer = call(cx, "label", Effect::Drafts, &request, Pays::Yes).await?;
            labels.push(parse(&answer)?);
        }
        Ok(labels)
    }
}

/// A format and a size, in USPS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) format: &'static str,
    pub(super) size: &'static str,
}

/// What to ask for: the merchant's choice, else what the printer likes best, as far as USPS has it.
pub(super) fn image(account: &Account, accept: Format, way: Way, customs: bool) -> Image {
    let format = match (account.setting("label_format"), accept) {
        (ZPL, _) | ("auto" | "", Format::Zpl) => ZPL,
        (ZPL_FINE, _) => ZPL_FINE,
        (EPL, _) if !customs && way == Way::Home => EPL,
        (PNG, _) if !customs && way != Way::Abroad => PNG,
        _ => PDF,
    };
    let is_zpl = [ZPL, ZPL_FINE].contains(&format);
    let size = match account.setting("label_size") {
        _ if customs || way == Way::Abroad || format == EPL => FOUR_BY_SIX,
        FOUR_BY_FIVE => FOUR_BY_FIVE,
        FOUR_BY_FOUR if !is_zpl => FOUR_BY_FOUR,
        _ => FOUR_BY_SIX,
    };
    Image { format, size }
}

pub(super) fn request(account: &Account, sale: &Sale, number: &str) -> Result<Request, Problem> {
    let path = match sale.way {
        Way::Abroad => [
            "international-labels",
            "v3",
            "international-label-reprint",
            number,
        ],
        Way::Home | Way::Return => ["labels", "v3", "label-reprint", number],
    };
    let or = |text: &str, otherwise: &str| match text {
        "" => otherwise.to_owned(),
        text => text.to_owned(),
    };
    let body = wire::ReprintRequest {
        image_info: wire::ReprintImage {
            image_type: or(&sale.image, PDF),
            label_type: or(&sale.size, FOUR_BY_SIX),
        },
    };
    Ok(accepting(
        Request::post_json(host::url(account, &path)?, &body),
        VENDOR_JSON,
    ))
}

/// The same request, for an answer of another kind.
pub(super) fn accepting(mut request: Request, accept: &str) -> Request {
    for (name, value) in &mut request.headers {
        if name == "Accept" {
            accept.clone_into(value);
        }
    }
    request
}

pub(super) fn parse(answer: &Answer) -> Result<Document, Problem> {
    let label: wire::Label = read(answer, Effect::Drafts)?;
    of(&label).ok_or_else(|| missing(Effect::Drafts, "label that can be used"))
}

/// The label in an answer; `None` when there is none that can be used.
pub(super) fn of(label: &wire::Label) -> Option<Document> {
    let base64 = match label.label_image.as_str() {
        "" => &label.return_label_image,
        image => image,
    };
    decode(base64)
}
