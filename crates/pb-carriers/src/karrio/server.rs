//! The one way to speak to the account's server.

pub(super) use crate::engine::Server;

use crate::Cx;
use crate::engine::{Answer, Effect, Key, Request};
use pb_domain::Problem;

const KEY: Key = Key {
    scheme: "Token",
    name: "API key",
};

/// Makes a call with the account's key, to the account's own server only.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    Server::call(cx, operation, effect, request, KEY).await
}
