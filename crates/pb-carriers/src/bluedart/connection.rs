//! *Test connection*: whether both layers let the account in, by asking what goes to a PIN code that is there.

use super::host::call;
use super::serve;
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

/// The middle of New Delhi.
const PIN: &str = "110001";

pub(super) struct BlueDartTest;

#[async_trait]
impl Test for BlueDartTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = serve::request(cx.account, PIN)?;
        serve::parse(&call(cx, "test", Effect::Asks, &request).await?, PIN)?;
        let server = match cx.account.setting("url") {
            "" => "Blue Dart".to_owned(),
            url => format!("The server at {url}"),
        };
        Ok(format!(
            "{server} lets the account in. Customer code and origin area are looked at with the first waybill"
        ))
    }
}
