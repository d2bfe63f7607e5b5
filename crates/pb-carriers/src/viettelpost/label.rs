//! Labels: drawn here (`draw.rs`), or Viettel Post's own page. `POST /v2/order/printing-code` gives a code, in the
//! answer's words of all places, which opens `report.do` at the print host.
//!
//! What that page is, nobody says. Where it comes as PDF it is taken; HTML cannot be printed from here.

use super::answer::{missing, read};
use super::host::{self, call, call_openly};
use super::ship::Sale;
use super::{draw, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtRef, Consignment, Cx, LabelAgain};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Document, Format, Problem, ProblemKind};
use serde::Deserialize as _;

/// The account's setting that says which.
pub(super) const SETTING: &str = "label";
/// Its value for one that is drawn here.
pub(super) const DRAWN: &str = "drawn";
/// Its values.
pub(super) const CHOICES: &[(&str, &str)] = &[
    (DRAWN, "Drawn here, 4 × 6 in"),
    ("a5", "Viettel Post's page, A5"),
    ("a6", "Viettel Post's page, A6"),
    ("a7", "Viettel Post's page, A7"),
];
/// How long a code opens the page, in milliseconds.
const OPEN_FOR: i64 = 24 * 3_600 * 1_000;
/// Longest code that can be one.
const LONGEST_CODE: usize = 1_000;

pub(super) struct ViettelLabelAgain;

#[async_trait]
impl LabelAgain for ViettelLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        Ok(vec![fetch(cx, &bought.carrier_ref).await?])
    }
}

/// A sale with its label: Viettel Post's page where the account wants it and it can be had, else one that is drawn here.
pub(super) async fn with_label(
    cx: Cx<'_>,
    mut bought: Bought,
    consignment: &Consignment,
) -> Bought {
    let wants_page = ![DRAWN, ""].contains(&cx.account.setting(SETTING));
    let page = match wants_page {
        true => fetch(cx, &bought.carrier_ref).await.ok(),
        false => None,
    };
    let sale = Sale::deserialize(&bought.carrier_data).unwrap_or_default();
    let number = bought.carrier_ref.clone();
    bought.labels = page
        .or_else(|| draw::label(cx.account, consignment, &number, &sale.sort_code))
        .into_iter()
        .collect();
    bought
}

/// Viettel Post's page of an order.
async fn fetch(cx: Cx<'_>, number: &str) -> Result<Document, Problem> {
    let request = code_request(cx.account, number, cx.now.timestamp())?;
    let code = parse_code(&call(cx, "label code", Effect::Asks, &request).await?)?;
    let request = page_request(cx.account, &code)?;
    parse_page(&call_openly(cx, "label", &request).await?)
}

pub(super) fn code_request(
    account: &Account,
    number: &str,
    now: Timestamp,
) -> Result<Request, Problem> {
    let print = wire::Print {
        expiry_time: now.as_millisecond().saturating_add(OPEN_FOR),
        order_array: [number],
    };
    let url = host::url(account, &["v2", "order", "printing-code"])?;
    Ok(Request::post_json(url, &print))
}

/// What opens the page.
pub(super) fn parse_code(answer: &Answer) -> Result<String, Problem> {
    let code = read(answer, Effect::Asks)?.message;
    let plain = code.bytes().all(|b| b.is_ascii_graphic());
    if code.is_empty() || !plain || code.len() > LONGEST_CODE {
        return Err(missing(Effect::Asks, "code of the page to print"));
    }
    Ok(code)
}

pub(super) fn page_request(account: &Account, code: &str) -> Result<Request, Problem> {
    let paper = match account.setting(SETTING) {
        "a5" => "1",
        "a7" => "100",
        // What comes nearest to a label printer's.
        _ => "2",
    };
    let mut url = host::print_page(account)?;
    url.query_pairs_mut()
        .append_pair("type", paper)
        .append_pair("bill", code)
        .append_pair("showPostage", "0");
    let mut request = Request::get(url);
    request.headers = vec![("Accept".to_owned(), "application/pdf".to_owned())];
    Ok(request)
}

pub(super) fn parse_page(answer: &Answer) -> Result<Document, Problem> {
    if (200..300).contains(&answer.status) && is_whole_pdf(&answer.body) {
        return Ok(Document {
            format: Format::Pdf,
            bytes: answer.body.clone(),
        });
    }
    match read(answer, Effect::Asks) {
        Err(problem) if answer.status >= 300 || !problem.carrier_text.is_empty() => Err(problem),
        _ => Err(Problem::new(
            ProblemKind::Unavailable,
            "Viettel Post gives the label as a page for a browser, and not as a document",
        )
        .hint("Print it at viettelpost.vn; a label that was drawn here is kept with the shipment")),
    }
}

/// A document that begins once and ends at its end.
fn is_whole_pdf(bytes: &[u8]) -> bool {
    let begins = bytes.windows(5).filter(|w| w == b"%PDF-").count();
    begins == 1 && bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}
