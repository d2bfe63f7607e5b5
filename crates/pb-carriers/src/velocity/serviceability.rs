//! Whether any of Velocity's couriers goes somewhere: `POST /serviceability`. A booking may be refused all the same.

use super::answer::{granted, list, missing, text, words};
use super::goods::cash;
use super::host::{self, call};
use super::party::pin;
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Served, Serviceability};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Problem};

pub(super) struct VelocityServiceability;

#[async_trait]
impl Serviceability for VelocityServiceability {
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem> {
        let request = of(cx.account, consignment)?;
        let lane = parse(&call(cx, "serviceability", Effect::Asks, &request).await?)?;
        Ok(served(&lane, cash(consignment)?.is_some()))
    }
}

pub(super) fn of(account: &Account, consignment: &Consignment) -> Result<Request, Problem> {
    request(
        account,
        &wire::Lane {
            from: &pin(("ship_from", &consignment.ship_from))?,
            to: &pin(("ship_to", &consignment.ship_to))?,
            payment_mode: match cash(consignment)? {
                Some(_) => "cod",
                None => "prepaid",
            },
            shipment_type: match consignment.direction {
                Direction::Outbound => "forward",
                Direction::Return => "return",
            },
        },
    )
}

pub(super) fn request(account: &Account, lane: &wire::Lane<'_>) -> Result<Request, Problem> {
    Ok(Request::post_json(
        host::url(account, "serviceability")?,
        lane,
    ))
}

/// What Velocity says of a lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lane {
    /// The couriers that take it, by name.
    pub(super) couriers: Vec<String>,
    pub(super) zone: String,
}

pub(super) fn parse(answer: &Answer) -> Result<Lane, Problem> {
    let told = granted(answer, Effect::Asks, "couriers")?;
    let result = &told["result"];
    let Some(couriers) = list(&result["serviceability_results"]) else {
        return Err(missing(Effect::Asks, "couriers").carrier("", words(&told)));
    };
    let named = couriers
        .iter()
        .map(|courier| (text(&courier["carrier_id"]), text(&courier["carrier_name"])))
        .filter(|(id, _)| !id.is_empty());
    Ok(Lane {
        couriers: named
            .map(|(id, name)| if name.is_empty() { id } else { name })
            .collect(),
        zone: text(&result["zone"]),
    })
}

/// Whether cash is collected is said of cash alone.
pub(super) fn served(lane: &Lane, cash: bool) -> Served {
    let served = !lane.couriers.is_empty();
    Served {
        served,
        cash_on_delivery: cash.then_some(served),
        transit_days: None,
        words: match (served, cash) {
            (true, _) => lane.couriers.join(", "),
            (false, true) => "None of Velocity's couriers collects cash there".to_owned(),
            (false, false) => "None of Velocity's couriers goes there".to_owned(),
        },
    }
}
