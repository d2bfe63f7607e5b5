//! *Test connection*: which server answers, and what is connected to it.

use super::answer::{read, spoken};
use super::server::{Server, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Problem, ProblemKind};

pub(super) struct KarrioTest;

#[async_trait]
impl Test for KarrioTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let server = Server::of(cx.account)?;
        let version =
            parse_server(&call(cx, "test", Effect::Asks, &server_request(&server)).await?)?;
        let answer = call(cx, "test", Effect::Asks, &connections_request(&server)).await?;
        parse_connections(&answer, &version)
    }
}

/// Says its version to anybody.
pub(super) fn server_request(server: &Server) -> Request {
    Request::get(server.url(&[""]))
}

/// Needs the key.
pub(super) fn connections_request(server: &Server) -> Request {
    let mut url = server.url(&["v1", "connections"]);
    url.query_pairs_mut().append_pair("active", "true");
    Request::get(url)
}

/// Karrio says its version to anybody, but not to a wrong key; what is neither is not Karrio.
pub(super) fn parse_server(answer: &Answer) -> Result<String, Problem> {
    let complaints: wire::Complaints = serde_json::from_slice(&answer.body).unwrap_or_default();
    read::<wire::Server>(answer, &[200], Effect::Asks)
        .map(|server| server.version)
        .map_err(|problem| {
            if answer.status >= 500 || !complaints.errors.is_empty() {
                return problem;
            }
            Problem::new(
                ProblemKind::Invalid,
                "A server answers at this address, but it is not Karrio",
            )
            .hint("Enter the address of Karrio's API, not of its dashboard")
            .field("url")
        })
}

pub(super) fn parse_connections(answer: &Answer, version: &str) -> Result<String, Problem> {
    let list: wire::Connections = read(answer, &[200], Effect::Asks)?;
    let mut names: Vec<String> = list
        .results
        .iter()
        .map(|c| match c.display_name.as_str() {
            "" => spoken(&c.carrier_name),
            name => name.to_owned(),
        })
        .collect();
    names.sort();
    names.dedup();
    Ok(match list.count {
        0 => format!(
            "Karrio {version} answers, but no carrier is connected: a test key sees only test connections, a live key only live ones"
        ),
        1 => format!(
            "Karrio {version} answers with 1 connected carrier: {}",
            names.join(", ")
        ),
        n => format!(
            "Karrio {version} answers with {n} connected carriers: {}",
            names.join(", ")
        ),
    })
}
