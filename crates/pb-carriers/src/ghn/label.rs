//! Labels: drawn here (`draw.rs`), or GHN's own page, `POST /v2/a5/gen-token` and then `GET …/a5/public-api/printA5`.
//!
//! GHN's page is made for a browser to print. Where it comes as PDF it is taken; HTML cannot be printed from here.

use super::answer::{missing, read, text};
use super::host::{self, call};
use super::ship::Sale;
use super::{draw, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtRef, Consignment, Cx, LabelAgain};
use async_trait::async_trait;
use pb_domain::{Account, Document, Format, Problem, ProblemKind};
use serde::Deserialize as _;

/// The account's setting that says which.
pub(super) const SETTING: &str = "label";
/// Its value for one that is drawn here.
pub(super) const DRAWN: &str = "drawn";
/// Its values; those of GHN are the names of its pages.
pub(super) const CHOICES: &[(&str, &str)] = &[
    (DRAWN, "Drawn here, 4 × 6 in"),
    (A5, "GHN's page, A5"),
    ("print80x80", "GHN's page, 80 × 80 mm"),
    ("print52x70", "GHN's page, 52 × 70 mm"),
];
const A5: &str = "printA5";

pub(super) struct GhnLabelAgain;

#[async_trait]
impl LabelAgain for GhnLabelAgain {
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem> {
        Ok(vec![fetch(cx, &bought.carrier_ref).await?])
    }
}

/// A sale with its label: GHN's page where the account wants it and it can be had, else one that is drawn here.
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
    let code = bought.carrier_ref.clone();
    bought.labels = page
        .or_else(|| draw::label(cx.account, consignment, &code, &sale.sort_code))
        .into_iter()
        .collect();
    bought
}

/// GHN's page of an order.
async fn fetch(cx: Cx<'_>, code: &str) -> Result<Document, Problem> {
    let request = token_request(cx.account, code)?;
    let token = parse_token(&call(cx, "label token", Effect::Asks, &request).await?)?;
    let request = page_request(cx.account, &token)?;
    parse_page(&call(cx, "label", Effect::Asks, &request).await?)
}

pub(super) fn token_request(account: &Account, code: &str) -> Result<Request, Problem> {
    let orders = wire::Orders {
        order_codes: [code],
        reason_code: None,
        reason: None,
    };
    let url = host::url(account, &["v2", "a5", "gen-token"])?;
    host::of_shop(account, Request::post_json(url, &orders))
}

/// What opens the page, for half an hour.
pub(super) fn parse_token(answer: &Answer) -> Result<String, Problem> {
    let token = text(&read(answer, Effect::Asks)?["token"]);
    if token.is_empty() {
        return Err(missing(Effect::Asks, "token for the label"));
    }
    Ok(token)
}

pub(super) fn page_request(account: &Account, token: &str) -> Result<Request, Problem> {
    let wanted = account.setting(SETTING);
    let page = match wanted {
        DRAWN | "" => A5,
        page => page,
    };
    let mut url = host::page(account, page)?;
    url.query_pairs_mut().append_pair("token", token);
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
            "GHN gives the label as a page for a browser, and not as a document",
        )
        .hint(
            "Print it at khachhang.ghn.vn; a label that was drawn here is kept with the shipment",
        )),
    }
}

/// A document that begins once and ends at its end.
fn is_whole_pdf(bytes: &[u8]) -> bool {
    let begins = bytes.windows(5).filter(|w| w == b"%PDF-").count();
    begins == 1 && bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}
