//! Purchases: `/orderService/OrderReceiveBack`, which gives the waybill number. The order may be sent once: nobody
//! says that the same `logistics_order_no` twice is one order, and nothing finds one by it.

use super::super::answer::{json, missing, said, text, truth};
use super::super::{number, price};
use super::host::{self, KEY, call};
use super::label;
use super::order::{self, is_service};
use super::party;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{
    Bought, BoughtParcel, Consignment, Cx, Prepared, RateAnswer, Rates, SettleWay, Settled, Ships,
};
use async_trait::async_trait;
use pb_domain::{Account, Format, Problem, ProblemKind, PurchaseId, Rate};
use serde_json::Value;

pub(super) struct InternationalRates;

#[async_trait]
impl Rates for InternationalRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        let mut answer = price::priced(cx, consignment, is_service).await?;
        // What could not be bought is not priced either.
        if let Some(rate) = answer.rates.first() {
            order::order(
                cx.account,
                PurchaseId(uuid::Uuid::nil()),
                consignment,
                rate,
                cx.now,
            )?;
            answer
                .notes
                .extend(party::spelled_anew(&consignment.ship_from)?);
        }
        Ok(answer)
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) struct InternationalShips;

#[async_trait]
impl Ships for InternationalShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        if rate.account != cx.account.id || !is_service(&rate.service) {
            return Err(
                invalid("rate", "This rate is not one of this account").hint("Compare rates again")
            );
        }
        let order = order::order(cx.account, purchase, consignment, rate, cx.now)?;
        Ok(Prepared {
            reference: order::number(purchase, &consignment.reference),
            quoted: rate.total,
            request: request(cx.account, &order)?,
        })
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let mut bought = parse(&answer, prepared)?;
        // A label that does not come now can be fetched again.
        bought.labels = label::fetch(cx, &bought.carrier_ref)
            .await
            .into_iter()
            .collect();
        Ok(bought)
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
                "China Post cannot be asked what became of an international order without its number",
            )
            .hint(format!(
                "Look for the order {} at my.ems.com.cn or ask your post office, then say here what you found",
                prepared.reference
            )),
        ))
    }
}

/// The order as a form, not signed yet.
pub(super) fn request(account: &Account, order: &Value) -> Result<Request, Problem> {
    let url = host::url(account, &["orderService", "OrderReceiveBack"])?;
    Ok(host::form(
        url,
        &[
            ("logistics_interface", &order.to_string()),
            ("msg_type", "B2C_TRADE"),
            ("ecCompanyId", host::customer(account)),
            ("data_type", "JSON"),
        ],
    ))
}

/// A clear sale, a clear refusal, or an unknown outcome. Its label is not in it.
pub(super) fn parse(answer: &Answer, prepared: &Prepared) -> Result<Bought, Problem> {
    let body = json(answer, Effect::Binds)?;
    let (code, says) = (text(&body["reason"]), text(&body["msg"]));
    match truth(&body["success"]) {
        Some(true) => {}
        Some(false) if !code.is_empty() || !says.is_empty() => {
            return Err(said(Effect::Binds, &code, &says, KEY));
        }
        _ => return Err(missing(Effect::Binds, "clear yes or no")),
    }
    let waybill = number::plain(&text(&body["waybillNo"]))
        .ok_or_else(|| missing(Effect::Binds, "waybill number"))?;
    Ok(Bought {
        parcels: vec![BoughtParcel {
            tracking_number: waybill.clone(),
        }],
        charged: prepared.quoted,
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_ref: waybill,
        carrier_data: Value::Null,
        tracking_url: String::new(),
    })
}
