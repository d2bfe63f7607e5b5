//! Purchases: one `POST /v2/shipping-order/create` that orders the driver as well.
//!
//! GHN honours `client_order_code`: the same code again brings the order that there is. It is the purchase's own, and
//! never the merchant's order number alone: a second shipment of the same order would be the first one again.

use super::answer::{missing, read, text};
use super::host::{self, call};
use super::order::{self, HEAVY, LIGHT};
use super::{label, rate, settle, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Format, Money, Problem, PurchaseId, Rate};
use serde::{Deserialize, Serialize};

/// Longest code of our own.
const LONGEST_CODE: usize = 50;
/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://donhang.ghn.vn/?order_code=";
const SANDBOX_PAGE: &str = "https://tracking.ghn.dev";

pub(super) struct GhnShips;

/// What a label needs to know of a sale besides its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// Where GHN sorts it to; empty where it did not say.
    pub(super) sort_code: String,
    /// The code that is ours.
    pub(super) client_order_code: String,
}

#[async_trait]
impl Ships for GhnShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        let draft = order::draft(cx.account, consignment)?;
        let service = service(cx.account, rate)?;
        let order = draft.placed(cx, consignment).await?;
        prepared(cx.account, purchase, consignment, rate, service, order)
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
        SettleWay::Resend
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem> {
        settle::settle(cx, prepared, consignment).await
    }
}

/// The service of a rate, which must be one of this account.
fn service(account: &Account, rate: &Rate) -> Result<u8, Problem> {
    let service = rate.service.parse().ok();
    match service.filter(|s| [LIGHT, HEAVY].contains(s)) {
        Some(service) if rate.account == account.id => Ok(service),
        _ => {
            Err(invalid("rate", "This rate is not one of this account").hint("Compare rates again"))
        }
    }
}

/// The purchase to the byte.
pub(super) fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
    service: u8,
    order: wire::Order,
) -> Result<Prepared, Problem> {
    let code = client_code(purchase, &consignment.reference);
    let order = wire::Order {
        client_order_code: code.clone(),
        service_type_id: service,
        ..order
    };
    let url = host::url(account, &["v2", "shipping-order", "create"])?;
    Ok(Prepared {
        reference: code,
        quoted: rate.total,
        request: host::of_shop(account, Request::post_json(url, &order))?,
    })
}

/// The purchase's own code, behind the merchant's reference where that is short and plain.
fn client_code(purchase: PurchaseId, reference: &str) -> String {
    let key = purchase.0.simple().to_string();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let reference: String = reference.chars().filter(plain).collect();
    let whole = format!("{reference}-{key}");
    if reference.is_empty() || whole.len() > LONGEST_CODE {
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
    let data = read(answer, Effect::Binds)?;
    let code =
        order_code(&data["order_code"]).ok_or_else(|| missing(Effect::Binds, "order code"))?;
    let sort_code = text(&data["sort_code"]);
    // A charge that cannot be read does not unmake a sale.
    let charged = rate::total(&data).unwrap_or(prepared.quoted);
    Ok(bought(account, prepared, code, sort_code, charged))
}

/// A sale, however it came to be known.
pub(super) fn bought(
    account: &Account,
    prepared: &Prepared,
    code: String,
    sort_code: String,
    charged: Money,
) -> Bought {
    let sale = Sale {
        sort_code,
        client_order_code: prepared.reference.clone(),
    };
    Bought {
        tracking_url: if host::is_sandbox(account) {
            SANDBOX_PAGE.to_owned()
        } else {
            format!("{TRACKING_PAGE}{code}")
        },
        parcels: vec![BoughtParcel {
            tracking_number: code.clone(),
        }],
        papers: Vec::new(),
        carrier_ref: code,
        charged,
        labels: Vec::new(),
        carrier_data: serde_json::to_value(sale).expect("plain texts are always JSON"),
    }
}

/// GHN's code of an order, if it can be one.
pub(super) fn order_code(value: &serde_json::Value) -> Option<String> {
    let code = text(value);
    let plain = code.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && (4..=20).contains(&code.len())).then_some(code)
}
