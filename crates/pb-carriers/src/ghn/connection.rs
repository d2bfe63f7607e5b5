//! *Test connection*: `GET /v2/shop/all`, the shops that the token owns, which must have the account's.

use super::answer::{integer, list, missing, read};
use super::host::{self, SHOP, call};
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};

pub(super) struct GhnTest;

#[async_trait]
impl Test for GhnTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = request(cx.account)?;
        let shops = parse(&call(cx, "test", Effect::Asks, &request).await?)?;
        let shop = host::shop(cx.account)?;
        if !shops.contains(&shop) {
            return Err(Problem::new(
                ProblemKind::Auth,
                format!("GHN lets the account in, but the shop {shop} is none of its own"),
            )
            .hint("Take a number from khachhang.ghn.vn; the sandbox has shops of its own")
            .field(SHOP));
        }
        let world = match cx.account.setting("url") {
            "" if host::is_sandbox(cx.account) => "sandbox, where nothing is shipped,".to_owned(),
            "" => "production".to_owned(),
            url => format!("server at {url}"),
        };
        Ok(format!(
            "GHN's {world} lets the account in, and the shop {shop} is its own"
        ))
    }
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    let mut url = host::url(account, &["v2", "shop", "all"])?;
    url.query_pairs_mut()
        .append_pair("offset", "0")
        .append_pair("limit", "200");
    Ok(Request::get(url))
}

/// The numbers of the shops, which stand in a list of their own or in one within.
pub(super) fn parse(answer: &Answer) -> Result<Vec<u64>, Problem> {
    let data = read(answer, Effect::Asks)?;
    let shops = match &data["shops"] {
        shops if shops.is_array() => shops,
        _ => &data,
    };
    if !shops.is_array() {
        return Err(missing(Effect::Asks, "list of shops"));
    }
    let number = |shop: &serde_json::Value| {
        let ids = [&shop["_id"], &shop["id"], &shop["shop_id"]];
        let number = ids.into_iter().find_map(integer)?;
        u64::try_from(number).ok()
    };
    Ok(list(shops).iter().filter_map(number).collect())
}
