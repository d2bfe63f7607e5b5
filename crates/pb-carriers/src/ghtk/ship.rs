//! Purchases: one `POST /services/shipment/order/?ver=1.5` that orders the driver as well.
//!
//! The order's `id` is ours. The same one again is refused as `ORDER_ID_EXIST` with the label of the order that there
//! is, and so is a yes. It is the purchase's own, and never the merchant's order number alone: a second shipment of
//! the same order would be the first one again.

use super::answer::{integer, missing, read, text, unreadable};
use super::host::{self, call};
use super::mode::Mode;
use super::{label, order, rate, settle, status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Format, Money, Problem, PurchaseId, Rate, ShipmentStatus};
use serde_json::{Value, json};

/// Longest id of our own; GHTK names no limit.
const LONGEST_ID: usize = 50;
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://i.ghtk.vn/";
/// The order is there already.
const EXISTS: &str = "ORDER_ID_EXIST";

pub(super) struct GhtkShips;

#[async_trait]
impl Ships for GhtkShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        let mode = Mode::of_rate(cx.account, rate)?;
        let whole = order::order(cx.account, consignment, mode)?;
        prepared(cx.account, purchase, consignment, rate, whole)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let bought = parse(&answer, cx.account, prepared)?;
        Ok(label::with_label(cx, bought).await)
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::Resend
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Settled, Problem> {
        settle::settle(cx, prepared).await
    }
}

/// The purchase to the byte.
fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    mut whole: wire::Whole,
) -> Result<Prepared, Problem> {
    let id = order_id(purchase, &consignment.reference);
    whole.order.id.clone_from(&id);
    let mut url = host::shipment(account, &["order", ""])?;
    url.query_pairs_mut().append_pair("ver", "1.5");
    Ok(Prepared {
        reference: id,
        quoted: rate.total,
        request: host::of_shop(account, Request::post_json(url, &whole))?,
    })
}

/// The purchase's own id, behind the merchant's reference where that is short and plain.
fn order_id(purchase: PurchaseId, reference: &str) -> String {
    let key = purchase.0.simple().to_string();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let reference: String = reference.chars().filter(plain).collect();
    let whole = format!("{reference}-{key}");
    if reference.is_empty() || whole.len() > LONGEST_ID {
        key
    } else {
        whole
    }
}

/// A clear sale, a clear refusal, or an unknown outcome. Its label's document is not in it.
pub(super) fn parse(
    answer: &Answer,
    account: &Account,
    prepared: &Prepared,
) -> Result<Bought, Problem> {
    if let Some(error) = exists(answer) {
        return existing(&error, account, prepared);
    }
    let body = read(answer, Effect::Binds)?;
    let order = &body["order"];
    let label = label_of(&order["label"]).ok_or_else(|| missing(Effect::Binds, "label number"))?;
    ours(&order["partner_id"], prepared)?;
    // A charge that cannot be read does not unmake a sale.
    let charged = rate::total(order, "fee", "insurance_fee").unwrap_or(prepared.quoted);
    Ok(bought(account, prepared, label, charged))
}

/// What GHTK says of an order that it has already; `None` where it says something else.
fn exists(answer: &Answer) -> Option<Value> {
    if answer.status >= 500 {
        return None;
    }
    let mut body: Value = serde_json::from_slice(&answer.body).ok()?;
    let says = body["success"] == Value::Bool(false) && text(&body["error"]["code"]) == EXISTS;
    says.then(|| body["error"].take())
}

/// The order that there is. It was paid for as quoted: nothing else is said.
fn existing(error: &Value, account: &Account, prepared: &Prepared) -> Result<Bought, Problem> {
    let label =
        label_of(&error["ghtk_label"]).ok_or_else(|| missing(Effect::Binds, "label number"))?;
    ours(&error["partner_id"], prepared)?;
    let code = integer(&error["status"]);
    if code.and_then(|code| status::meaning(code, "")) == Some(ShipmentStatus::Cancelled) {
        let text = format!("It was ordered as {label} and is cancelled at GHTK");
        return Err(unreadable(Effect::Binds, text).carrier(EXISTS, label));
    }
    Ok(bought(account, prepared, label, prepared.quoted))
}

/// An order under another id than ours tells nothing about ours.
fn ours(id: &Value, prepared: &Prepared) -> Result<(), Problem> {
    let id = text(id);
    match id.is_empty() || id.eq_ignore_ascii_case(&prepared.reference) {
        true => Ok(()),
        false => Err(missing(Effect::Binds, "order under our id")),
    }
}

/// A sale, however it came to be known.
pub(super) fn bought(
    account: &Account,
    prepared: &Prepared,
    label: String,
    charged: Money,
) -> Bought {
    Bought {
        tracking_url: match host::is_staging(account) {
            true => String::new(),
            false => format!("{TRACKING_PAGE}{label}"),
        },
        parcels: vec![BoughtParcel {
            tracking_number: label.clone(),
        }],
        papers: Vec::new(),
        carrier_ref: label,
        charged,
        labels: Vec::new(),
        carrier_data: json!({ "partner_id": prepared.reference }),
    }
}

/// GHTK's number of an order, if it can be one.
pub(super) fn label_of(value: &Value) -> Option<String> {
    let label = text(value);
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let fits = (4..=60).contains(&label.len()) && label.bytes().all(plain);
    (fits && label.bytes().any(|b| b.is_ascii_alphanumeric())).then_some(label)
}
