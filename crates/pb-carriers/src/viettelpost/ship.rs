//! Purchases: one `POST /v2/order/createOrder` that orders the driver as well.
//!
//! `CHECK_UNIQUE` lets Viettel Post refuse a number that is there already, without saying which order has it; and there
//! is no look-up by our number. So what is unknown stays so until a person has looked.

use super::answer::{missing, money, read, text};
use super::host::{self, call};
use super::{label, number, order, rate, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Format, Money, Problem, ProblemKind, PurchaseId, Rate};
use serde::{Deserialize, Serialize};

/// Longest number of our own; Viettel Post would take 150 bytes, people do not.
const LONGEST: usize = 60;
/// Where a parcel is followed by who is told its number.
const TRACKING_PAGE: &str =
    "https://viettelpost.vn/thong-tin-don-hang?peopleTracking=sender&orderNumber=";

pub(super) struct ViettelShips;

/// What a label needs to know of a sale besides its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// Where Viettel Post sorts it to; empty where it did not say.
    pub(super) sort_code: String,
    /// The number that is ours.
    pub(super) order_number: String,
}

#[async_trait]
impl Ships for ViettelShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        let draft = order::draft(cx, consignment)?;
        let order_service = service(cx.account, rate)?;
        let order = wire::Order {
            order_service,
            order_number: own_number(purchase, &consignment.reference),
            ..draft.placed(cx, consignment).await?
        };
        // Prices of all services leave surcharges and add-ons out.
        let request = rate::quote_request(cx.account, &order)?;
        let quoted = rate::parse_quote(&call(cx, "quote", Effect::Asks, &request).await?)?;
        order::looking_is_cheap(&order, quoted)?;
        prepared(cx.account, &order, quoted)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let bought = parse(&answer, cx.account, prepared)?;
        Ok(label::with_label(cx, bought, consignment).await)
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::AskAPerson
    }

    async fn settle(
        &self,
        _: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Settled, Problem> {
        Ok(Settled::StillUnknown(
            Problem::new(
                ProblemKind::UnknownOutcome,
                "Viettel Post has no look-up by our order number, so nobody but a person can tell",
            )
            .hint(format!(
                "Look for the order number {} at viettelpost.vn, then say here what you found",
                prepared.reference
            )),
        ))
    }
}

/// The service of a rate, which must be one of this account.
fn service(account: &Account, rate: &Rate) -> Result<String, Problem> {
    if rate.account == account.id && rate::is_service(&rate.service) {
        return Ok(rate.service.clone());
    }
    Err(invalid("rate", "This rate is not one of this account").hint("Compare rates again"))
}

/// The purchase to the byte.
fn prepared(account: &Account, order: &wire::Order, quoted: Money) -> Result<Prepared, Problem> {
    let url = host::url(account, &["v2", "order", "createOrder"])?;
    Ok(Prepared {
        reference: order.order_number.clone(),
        quoted,
        request: Request::post_json(url, order),
    })
}

/// The purchase's own number, behind the merchant's reference where that is short and plain: with the reference alone
/// a second shipment of the same order would be refused as the first one again.
fn own_number(purchase: PurchaseId, reference: &str) -> String {
    let key = purchase.0.simple().to_string();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let reference: String = reference.chars().filter(plain).collect();
    let whole = format!("{reference}-{key}");
    if reference.is_empty() || whole.len() > LONGEST {
        key
    } else {
        whole
    }
}

/// A clear sale, a clear refusal, or an unknown outcome. Its label is not in it.
pub(super) fn parse(
    answer: &Answer,
    account: &Account,
    prepared: &Prepared,
) -> Result<Bought, Problem> {
    let data = read(answer, Effect::Binds)?.data;
    let number = number::of(&data["ORDER_NUMBER"])
        .ok_or_else(|| missing(Effect::Binds, "number of the order"))?;
    let sale = Sale {
        // How it is spelt in an answer is not documented.
        sort_code: ["SORT_CODE", "sort_code", "SORTCODE"]
            .map(|name| text(&data[name]))
            .into_iter()
            .find(|code| !code.is_empty())
            .unwrap_or_default(),
        order_number: prepared.reference.clone(),
    };
    Ok(Bought {
        tracking_url: if host::is_dev(account) {
            String::new()
        } else {
            format!("{TRACKING_PAGE}{number}")
        },
        parcels: vec![BoughtParcel {
            tracking_number: number.clone(),
        }],
        carrier_ref: number,
        // A charge that cannot be read does not unmake a sale.
        charged: money(&data["MONEY_TOTAL"]).unwrap_or(prepared.quoted),
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_data: serde_json::to_value(sale).expect("plain texts are always JSON"),
    })
}
