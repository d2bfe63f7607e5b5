//! Purchases: one `POST` of an order that is made and booked at once, there or back.
//!
//! Velocity takes the money for an airway bill, so that only an answer with one is a sale. Its order's number is this
//! purchase's alone, and by it the order is found again (`settle.rs`).

use super::answer::{Says, is_open, missing, no, object, says, text, unreadable, words};
use super::goods::money;
use super::host::call;
use super::label::{self, LINK};
use super::order::{self, order};
use super::party::Parties;
use super::warehouse::Warehouses;
use super::{rate, settle};
use crate::check::invalid;
use crate::engine::{Answer, Effect};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Format, Money, Problem, ProblemKind, PurchaseId, Rate};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://shipfastt.in/track/";

/// Characters that every courier's airway bill has at least.
const SHORTEST: usize = 6;

pub(super) struct VelocityShips {
    warehouses: Warehouses,
}

/// Purchases, with the warehouses that were registered.
pub(super) static SHIPS: VelocityShips = VelocityShips {
    warehouses: Warehouses::new(),
};

#[async_trait]
impl Ships for VelocityShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        if rate.account != cx.account.id || rate.service.trim().is_empty() {
            return Err(
                invalid("rate", "This rate is not one of this account").hint("Compare rates again")
            );
        }
        let number = order::number(consignment, purchase)?;
        // What cannot be said needs no warehouse.
        let order = order(
            cx.account,
            consignment,
            rate.service.trim(),
            number.clone(),
            cx.now,
        )?;
        let merchant = Parties::of(consignment).merchant;
        let warehouse = self.warehouses.of(cx, merchant).await?;
        Ok(Prepared {
            reference: number,
            quoted: rate.total,
            request: order.at(cx.account, warehouse)?,
        })
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        _: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let mut bought = parse(&answer, cx.account, prepared.quoted)?;
        // The sale is certain by now: a label that does not come can be fetched again.
        bought.labels = label::soon(cx, &bought.carrier_data).await;
        Ok(bought)
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::FindByReference
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

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer, account: &Account, quoted: Money) -> Result<Bought, Problem> {
    let made = object(answer, Effect::Binds)?;
    let payload = &made["payload"];
    let number = airway_bill(&payload["awb_code"]).unwrap_or_default();
    let order = text(&payload["order_id"]);
    let said = words(&made);
    match (says(&made), number.is_empty()) {
        (Says::Yes, false) => Ok(bought(&number, payload, account, quoted)),
        (Says::No, true) if !said.is_empty() && !is_open(&said) => Err(no("", &said)),
        (_, true) if !order.is_empty() => Err(unreadable(
            Effect::Binds,
            format!("Velocity made the order {order} and states no airway bill for it"),
        )
        .carrier("", said)),
        (Says::No, true) if !said.is_empty() => {
            Err(unreadable(Effect::Binds, format!("Velocity says: {said}")).carrier("", said))
        }
        (_, true) => Err(missing(Effect::Binds, "airway bill").carrier("", said)),
        (_, false) => Err(unreadable(
            Effect::Binds,
            format!("Velocity does not say yes, and yet names the airway bill {number}: {said}"),
        )
        .carrier("", said)),
    }
}

fn bought(number: &str, payload: &Value, account: &Account, quoted: Money) -> Bought {
    let shipment = text(&payload["shipment_id"]);
    Bought {
        parcels: vec![BoughtParcel {
            tracking_number: number.to_owned(),
        }],
        charged: charged(&payload["charges"], account).unwrap_or(quoted),
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_ref: match shipment.as_str() {
            "" => number.to_owned(),
            _ => shipment,
        },
        carrier_data: json!({
            "order": text(&payload["order_id"]),
            "courier": text(&payload["courier_name"]),
            "courier_id": text(&payload["courier_company_id"]),
            LINK: text(&payload["label_url"]),
        }),
        tracking_url: page(number),
    }
}

/// An airway bill of any courier; `None` where there is none, however that is said.
pub(super) fn airway_bill(value: &Value) -> Option<String> {
    let number = text(value);
    let is_one = number.len() >= SHORTEST && number.bytes().all(|b| b.is_ascii_alphanumeric());
    is_one.then_some(number)
}

/// What the sale's charges add up to, with tax; `None` where they state nothing.
fn charged(charges: &Value, account: &Account) -> Option<Money> {
    let forward = &charges["frwd_charges"];
    let parts = [
        &forward["shipping_charges"],
        &forward["cod_charges"],
        &forward["platform_fee"],
        &charges["reverse_charges"],
        &charges["qc"],
        &charges["platform_fee"],
    ];
    let mut sum = Decimal::ZERO;
    for part in parts {
        match text(part).as_str() {
            "" => {}
            amount => sum = sum.checked_add(amount.parse().ok()?)?,
        }
    }
    let percent = rate::tax(account).ok()?;
    let charged = money(rate::taxed(sum, percent)?)?;
    (charged.minor > 0).then_some(charged)
}

/// Where anybody follows a parcel.
pub(super) fn page(number: &str) -> String {
    format!("{TRACKING_PAGE}{number}")
}

/// Nothing but a person's look can tell.
pub(super) fn person(text: impl Into<String>, number: &str) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text).hint(format!(
        "Look for the order {number} at app.velocity.in, then say here what you found"
    ))
}
