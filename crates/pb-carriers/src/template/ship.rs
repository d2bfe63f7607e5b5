//! Purchases: `POST /v1/orders`. The same `Idempotency-Key` twice is one order, so an unknown one is sent again.

use super::call::{call, doubt, money, order, read, url};
use super::wire;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Account, Document, Format, Problem, ProblemKind, PurchaseId, Rate};

pub(super) struct TemplateShips;

#[async_trait]
impl Ships for TemplateShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        prepared(cx.account, purchase, consignment, rate)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        parse(&answer, consignment.parcels.len())
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
        match self.buy(cx, prepared, consignment).await {
            Ok(bought) => Ok(Settled::Bought(Box::new(bought))),
            // It was asked with the same key: a clear no is one for the first time too.
            Err(no) if no.kind == ProblemKind::Refused => Ok(Settled::NotBought(no)),
            Err(problem) if problem.kind == ProblemKind::UnknownOutcome => {
                Ok(Settled::StillUnknown(problem))
            }
            Err(problem) => Err(problem),
        }
    }
}

pub(super) fn prepared(
    account: &Account,
    purchase: PurchaseId,
    consignment: &Consignment,
    rate: &Rate,
) -> Result<Prepared, Problem> {
    if rate.account != account.id || rate.service.is_empty() {
        return Err(
            invalid("rate", "This rate is not one of this account").hint("Compare rates again")
        );
    }
    let order = order(consignment, Some(&rate.service))?;
    let mut request = Request::post_json(url(account, &["v1", "orders"])?, &order);
    let key = purchase.0.to_string();
    request
        .headers
        .push(("Idempotency-Key".to_owned(), key.clone()));
    Ok(Prepared {
        reference: key,
        quoted: rate.total,
        request,
    })
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer, parcels: usize) -> Result<Bought, Problem> {
    let sold: wire::Sold = read(answer, Effect::Binds)?;
    let odd = |text: &str| doubt(Effect::Binds, format!("{text} in the order {}", sold.id));
    if sold.id.is_empty() || sold.numbers.len() != parcels {
        return Err(odd("There is not one number for each parcel"));
    }
    let charged =
        money(sold.price, &sold.currency).ok_or_else(|| odd("The price cannot be read"))?;
    let label = STANDARD.decode(&sold.label).ok().filter(|b| !b.is_empty());
    Ok(Bought {
        parcels: sold
            .numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        charged,
        // A label that cannot be read does not unmake a sale.
        labels: label
            .map(|bytes| Document {
                format: Format::Zpl,
                bytes,
            })
            .into_iter()
            .collect(),
        papers: Vec::new(),
        carrier_ref: sold.id,
        carrier_data: serde_json::Value::Null,
        tracking_url: String::new(),
    })
}
