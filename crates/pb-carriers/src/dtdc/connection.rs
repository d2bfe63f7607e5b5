//! *Test connection*: whether DTDC takes the API key, by asking for the label of a consignment that there is not; and
//! whether it takes the tracking login, where there is one.

use super::answer::{problem, said};
use super::host::{Server, call};
use super::{label, login, track};
use crate::engine::{Answer, Effect};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::Problem;

/// Nobody's number.
const NOBODYS: &str = "Z00000000";

pub(super) struct DtdcTest;

#[async_trait]
impl Test for DtdcTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = label::request(cx.account, NOBODYS)?;
        parse(&call(cx, Server::Booking, "test", Effect::Asks, &request).await?)?;
        let server = match cx.account.setting("url") {
            "" => "DTDC".to_owned(),
            url => format!("The server at {url}"),
        };
        if !login::is_there(cx.account) {
            return Ok(format!(
                "{server} takes the API key. Without the tracking login parcels are not tracked"
            ));
        }
        let request = track::request(cx.account, NOBODYS)?;
        let answer = call(
            cx,
            Server::Tracking,
            "tracking test",
            Effect::Asks,
            &request,
        )
        .await?;
        track::found(&answer)?;
        Ok(format!(
            "{server} takes the API key and the tracking login. The customer code is looked at with the first consignment"
        ))
    }
}

/// Whatever DTDC says in its own words of a number that there is not, it let us in to say it.
pub(super) fn parse(answer: &Answer) -> Result<(), Problem> {
    let let_in = match answer.status {
        200..=299 => serde_json::from_slice::<serde_json::Value>(&answer.body)
            .is_ok_and(|whole| whole.as_object().is_some_and(|members| !members.is_empty())),
        400 | 404 | 422 => said(answer).is_some(),
        _ => false,
    };
    match let_in {
        true => Ok(()),
        false => Err(problem(answer, Effect::Asks)),
    }
}
