//! Which extras a connector really has: `GET /v1/carriers/{name}/options`.
//!
//! Karrio drops what a connector lacks without a word. For cash on delivery that is the merchant's
//! money, so it is asked first. Other extras are listed too unevenly to refuse one by this list.

use super::answer::{read, spoken};
use super::server::{Server, call};
use super::wire;
use crate::Cx;
use crate::engine::{Answer, Effect, Request};
use pb_domain::{Problem, ProblemKind};
use std::collections::BTreeMap;

/// Whether a connector collects cash on delivery; the problem says that it does not, or why that is
/// not known.
pub(super) async fn collects_cash(cx: Cx<'_>, ext: &str) -> Result<(), Problem> {
    let request = request(&Server::of(cx.account)?, ext);
    let answer = call(cx, "options", Effect::Asks, &request).await?;
    if parse(&answer)? {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Unsupported,
        format!(
            "{} does not collect cash on delivery through Karrio",
            spoken(ext)
        ),
    )
    .hint("Choose another carrier, or ship without cash on delivery")
    .field("options.cod"))
}

pub(super) fn request(server: &Server, ext: &str) -> Request {
    Request::get(server.url(&["v1", "carriers", ext, "options"]))
}

/// Connectors name it differently (`ups_cod`); its category is the same.
pub(super) fn parse(answer: &Answer) -> Result<bool, Problem> {
    let options: BTreeMap<String, wire::CarrierOption> = read(answer, &[200], Effect::Asks)?;
    Ok(options.iter().any(|(name, option)| {
        name == "cash_on_delivery" || option.meta.get("category").is_some_and(|c| c == "COD")
    }))
}
