//! *Test connection*: whether Delhivery lets the account in.
//!
//! It asks about a pincode: that costs nothing and changes nothing.

use super::host::{ENVIRONMENT, STAGING, call, pickup_location};
use super::serve;
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

/// New Delhi's general post office.
const SAMPLE: &str = "110001";

pub(super) struct DelhiveryTest;

#[async_trait]
impl Test for DelhiveryTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = serve::request(cx.account, SAMPLE)?;
        serve::codes(&call(cx, "test", Effect::Asks, &request).await?)?;
        let location = pickup_location(cx.account)?;
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", STAGING) => "staging, where nothing is shipped,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        Ok(format!(
            "Delhivery's {world} knows the token; that {} is registered there to the letter shows with the first shipment",
            location.trim()
        ))
    }
}
