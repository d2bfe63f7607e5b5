//! *Test connection*: whether Velocity lets the account in, by asking who delivers within one PIN code.

use super::host::{URL, call};
use super::{serviceability, warehouse, wire};
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

/// New Delhi, for accounts that name no warehouse.
const ANYWHERE: &str = "110001";

pub(super) struct VelocityTest;

#[async_trait]
impl Test for VelocityTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let kept = warehouse::kept(cx.account)?;
        let pin = kept.iter().find_map(|warehouse| warehouse.pin.as_deref());
        let pin = pin.unwrap_or(ANYWHERE);
        let lane = wire::Lane {
            from: pin,
            to: pin,
            payment_mode: "prepaid",
            shipment_type: "forward",
        };
        let request = serviceability::request(cx.account, &lane)?;
        let lane = serviceability::parse(&call(cx, "test", Effect::Asks, &request).await?)?;
        let server = match cx.account.setting(URL) {
            "" => "Velocity".to_owned(),
            url => format!("The server at {url}"),
        };
        Ok(format!(
            "{server} lets the account in, and names {} couriers within {pin}",
            lane.couriers.len()
        ))
    }
}
