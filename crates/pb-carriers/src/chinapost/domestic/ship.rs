//! Purchases: 020003, one order in a list. Nobody confirms that the same `logisticsOrderNo` twice is one order, and
//! nothing finds an order by it, so a person settles what is unknown.

use super::super::answer::{missing, text};
use super::super::{number, price};
use super::host::{call, read, request};
use super::label;
use super::order::{self, is_service};
use crate::check::invalid;
use crate::engine::{Answer, Effect};
use crate::{
    Bought, BoughtParcel, Consignment, Cx, Prepared, RateAnswer, Rates, SettleWay, Settled, Ships,
};
use async_trait::async_trait;
use pb_domain::{Account, Format, Problem, ProblemKind, PurchaseId, Rate};
use serde_json::{Value, json};

pub(super) struct DomesticRates;

#[async_trait]
impl Rates for DomesticRates {
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem> {
        // What could not be bought is not priced either.
        order::order(
            cx.account,
            PurchaseId(uuid::Uuid::nil()),
            consignment,
            "1",
            cx.now,
        )?;
        price::priced(cx, consignment, is_service).await
    }

    fn needs_network(&self) -> bool {
        true
    }
}

pub(super) struct DomesticShips;

#[async_trait]
impl Ships for DomesticShips {
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
        let order = order::order(cx.account, purchase, consignment, &rate.service, cx.now)?;
        Ok(Prepared {
            reference: order::number(purchase, &consignment.reference),
            quoted: rate.total,
            request: request(cx.account, "020003", &order)?,
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
                "China Post's platform cannot be asked what became of an order without a waybill number",
            )
            .hint(format!(
                "Look for the order {} on the customer pages of ems.com.cn, then say here what you found",
                prepared.reference
            )),
        ))
    }
}

/// A clear sale, a clear refusal, or an unknown outcome. Its label is not in it.
pub(super) fn parse(answer: &Answer, prepared: &Prepared) -> Result<Bought, Problem> {
    let body = read(answer, Effect::Binds)?;
    let order = match &body {
        Value::Array(orders) if orders.len() == 1 => &orders[0],
        order => order,
    };
    let waybill = number::plain(&text(&order["waybillNo"]))
        .ok_or_else(|| missing(Effect::Binds, "waybill number"))?;
    Ok(Bought {
        parcels: vec![BoughtParcel {
            tracking_number: waybill.clone(),
        }],
        charged: prepared.quoted,
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_ref: waybill,
        carrier_data: json!({ "order": prepared.reference }),
        tracking_url: String::new(),
    })
}
