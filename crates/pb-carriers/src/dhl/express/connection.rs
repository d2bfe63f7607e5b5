//! *Test connection*: whether DHL lets the account in, by a question about a town.

use super::address;
use super::host::{self, ENVIRONMENT, TEST, call};
use crate::engine::Effect;
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Address, CountryCode, Problem};

pub(super) struct ExpressTest;

#[async_trait]
impl Test for ExpressTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let bonn = Address {
            city: "Bonn".to_owned(),
            postal_code: "53113".to_owned(),
            country: CountryCode::from_code("DE"),
            ..Address::default()
        };
        let request = address::request(cx.account, &bonn)?;
        address::parse(&call(cx, "test", Effect::Asks, &request).await?, &bonn)?;
        let number = host::number(cx.account, host::ACCOUNT)?;
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", TEST) => "test environment, where nothing is shipped,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        Ok(format!(
            "DHL Express's {world} lets the account in; that it ships for {number} shows with the first rates"
        ))
    }
}
