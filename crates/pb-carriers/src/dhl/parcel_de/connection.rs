//! *Test connection*: whether DHL lets the user in, by a question about a shipment that is nobody's.

use super::answer;
use super::host::{ENVIRONMENT, SANDBOX, call};
use super::label;
use super::product::PRODUCTS;
use super::ship::Sale;
use crate::engine::{Answer, Effect};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

/// A number of the documentation, of nobody's parcel.
const SAMPLE: &str = "00340434161094015902";

pub(super) struct ParcelTest;

#[async_trait]
impl Test for ParcelTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = label::request(cx.account, &[SAMPLE.to_owned()], &Sale::default())?;
        let_in(&call(cx, "test", Effect::Asks, &request).await?)?;
        let mut billed = Vec::new();
        for product in PRODUCTS.iter().filter(|p| p.code != super::product::RETURN) {
            if product.is_in_contract(cx.account) {
                billed.push(format!(
                    "{} ({})",
                    product.name,
                    product.billing_number(cx.account)?
                ));
            }
        }
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", SANDBOX) => "sandbox, where nothing is shipped,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        let products = match billed.is_empty() {
            true => "no product: enter a participation".to_owned(),
            false => billed.join(", "),
        };
        Ok(format!(
            "DHL's {world} lets the user in. Products of the contract: {products}"
        ))
    }
}

/// An answer about the shipment, even that there is none.
pub(super) fn let_in(answer: &Answer) -> Result<(), Problem> {
    let knows_none = matches!(answer.status, 400 | 404) && answer::stated(answer).is_some();
    if knows_none {
        return Ok(());
    }
    answer::items(answer, Effect::Asks).map(|_| ())
}
