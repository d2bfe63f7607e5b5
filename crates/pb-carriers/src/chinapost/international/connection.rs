//! The connection test: the list of products. It is not signed, so it says nothing about the key.

use super::super::answer::{json, missing};
use super::host::{self, call};
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem};
use serde_json::Value;

pub(super) struct InternationalTest;

#[async_trait]
impl Test for InternationalTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = request(cx.account)?;
        let count = parse(&call(cx, "test", Effect::Asks, &request).await?)?;
        Ok(format!(
            "China Post answers and lists {count} products; whether the key is right shows with the first order"
        ))
    }
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    let mut url = host::url(account, &["businessDataService", "getBusinessData"])?;
    url.query_pairs_mut()
        .append_pair("queryType", "queryBusinessType");
    Ok(host::form(url, &[]))
}

/// How many products are in an answer: the list itself, or the first list within it. Their form is not documented.
pub(super) fn parse(answer: &Answer) -> Result<usize, Problem> {
    let body = json(answer, Effect::Asks)?;
    let lists = match &body {
        Value::Array(list) => vec![list],
        Value::Object(members) => members.values().filter_map(Value::as_array).collect(),
        _ => Vec::new(),
    };
    let products = |list: &&Vec<Value>| !list.is_empty() && list.iter().all(Value::is_object);
    let list = lists.into_iter().find(products);
    Ok(list
        .ok_or_else(|| missing(Effect::Asks, "list of products"))?
        .len())
}
