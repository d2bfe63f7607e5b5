//! *Test connection*: whether Ekart lets the account in, by asking which ship-from addresses it keeps.

use super::host::call;
use super::warehouse;
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

pub(super) struct EkartTest;

#[async_trait]
impl Test for EkartTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = warehouse::list_request(cx.account)?;
        let kept = warehouse::parse_list(&call(cx, "test", Effect::Asks, &request).await?)?;
        let server = match cx.account.setting("url") {
            "" => "Ekart".to_owned(),
            url => format!("The server at {url}"),
        };
        Ok(format!(
            "{server} lets the account in, and keeps {} of its ship-from addresses",
            kept.len()
        ))
    }
}
