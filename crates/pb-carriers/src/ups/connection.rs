//! *Test connection*: whether UPS lets the account in, and takes a question.
//!
//! It asks for the track of a number of UPS's own documentation: that costs nothing and changes nothing.

use super::host::{self, CIE, ENVIRONMENT, call};
use super::track;
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;
use uuid::Uuid;

/// A number of the documentation, of nobody's parcel.
const SAMPLE: &str = "1Z2220060294314162";

pub(super) struct UpsTest;

#[async_trait]
impl Test for UpsTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = track::request(cx.account, SAMPLE, Uuid::now_v7())?;
        track::parse(&call(cx, "test", Effect::Asks, &request).await?, SAMPLE)?;
        let number = host::number(cx.account)?;
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", CIE) => "test environment, where nothing is shipped,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        Ok(format!(
            "UPS's {world} lets the account in and answers questions about parcels; that it buys for {number} shows with the first rates"
        ))
    }
}
