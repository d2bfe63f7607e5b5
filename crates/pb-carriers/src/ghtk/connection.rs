//! *Test connection*: `GET /services/shipment/list_pick_add`, the shop's pickup addresses, which must have the
//! account's where it names one.

use super::answer::{missing, read, text};
use super::host::{self, call};
use super::order::PICKUP;
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem};
use serde::Serialize;
use serde_json::Value;

/// Addresses that are named to a person.
const NAMED: usize = 8;

/// One of a shop's pickup addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Pickup {
    pub(super) id: String,
    pub(super) address: String,
}

pub(super) struct GhtkTest;

#[async_trait]
impl Test for GhtkTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = request(cx.account)?;
        let pickups = parse(&call(cx, "test", Effect::Asks, &request).await?)?;
        let named = pickups.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|pickup| format!("{} ({})", pickup.id, pickup.address))
            .collect();
        let named = match named.as_slice() {
            [] => "the shop has no pickup addresses there".to_owned(),
            names => format!("its pickup addresses are {}", names.join(", ")),
        };
        let wanted = cx.account.setting(PICKUP).trim();
        if !wanted.is_empty() && !pickups.iter().any(|pickup| pickup.id == wanted) {
            let text =
                format!("GHTK lets the account in, but {wanted} is none of its own: {named}");
            return Err(invalid(PICKUP, text));
        }
        let world = match cx.account.setting("url") {
            "" if host::is_staging(cx.account) => "staging, where nothing is shipped,".to_owned(),
            "" => "production".to_owned(),
            url => format!("server at {url}"),
        };
        Ok(format!("GHTK's {world} lets the account in; {named}"))
    }
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    let url = host::shipment(account, &["list_pick_add"])?;
    host::of_shop(account, Request::get(url))
}

pub(super) fn parse(answer: &Answer) -> Result<Vec<Pickup>, Problem> {
    let body = read(answer, Effect::Asks)?;
    let Value::Array(rows) = &body["data"] else {
        return Err(missing(Effect::Asks, "list of pickup addresses"));
    };
    let pickup = |row: &Value| {
        let id = text(&row["pick_address_id"]);
        (!id.is_empty()).then(|| Pickup {
            id,
            address: text(&row["address"]),
        })
    };
    Ok(rows.iter().filter_map(pickup).collect())
}
