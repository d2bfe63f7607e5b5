//! *Test connection*: the account's warehouses, which must have the one that parcels are picked up at.

use super::host::{self, call};
use super::{order, warehouse};
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

pub(super) struct ViettelTest;

#[async_trait]
impl Test for ViettelTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = warehouse::request(cx.account)?;
        let all = warehouse::parse(&call(cx, "test", Effect::Asks, &request).await?)?;
        let world = match cx.account.setting("url") {
            "" if host::is_dev(cx.account) => {
                "dev environment, where nothing is shipped,".to_owned()
            }
            "" => "production".to_owned(),
            url => format!("server at {url}"),
        };
        let entered = format!("Viettel Post's {world} lets the account in");
        if cx.account.setting(order::SENDER) == order::WAREHOUSE {
            let warehouse = warehouse::chosen(cx.account, all)?;
            return Ok(format!(
                "{entered}; parcels are picked up at the warehouse {}, {}",
                warehouse.id, warehouse.name
            ));
        }
        let all: Vec<String> = all
            .iter()
            .map(|w| format!("{} ({})", w.id, w.name))
            .collect();
        Ok(match all.is_empty() {
            true => format!("{entered}; it has no warehouse there"),
            false => format!("{entered}; its warehouses are {}", all.join(", ")),
        })
    }
}
