//! *Test connection*: `GET /payments/v3/payment-account/{number}`, which says whether the account that pays has
//! funds. It shows both tokens, so that what is wrong with either shows as well; the second is not asked for there,
//! and costs nothing.

use super::answer::{missing, read};
use super::host::{self, ENVIRONMENT, Pays, TEM, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem};

/// Dollars that are asked about: less than any parcel costs.
const AMOUNT: &str = "1.00";

pub(super) struct UspsTest;

#[async_trait]
impl Test for UspsTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = request(cx.account)?;
        let funds = parse(&call(cx, "test", Effect::Asks, &request, Pays::Yes).await?)?;
        let world = match (cx.account.setting("url"), cx.account.setting(ENVIRONMENT)) {
            ("", TEM) => "test environment, where nothing is shipped,".to_owned(),
            ("", _) => "production".to_owned(),
            (url, _) => format!("server at {url}"),
        };
        let account = match funds {
            true => "the payment account has funds",
            false => "the payment account has no funds: USPS refuses labels until it is filled",
        };
        Ok(format!(
            "USPS's {world} lets the app in and takes the CRID, the MID and the payment account; {account}"
        ))
    }
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    // What is wrong with it is told by the login that says who pays, before this leaves.
    let number = account.setting(host::ACCOUNT);
    let mut url = host::url(account, &["payments", "v3", "payment-account", number])?;
    url.query_pairs_mut()
        .append_pair("accountType", host::EPS)
        .append_pair("amount", AMOUNT);
    Ok(Request::get(url))
}

/// Whether there are funds.
pub(super) fn parse(answer: &Answer) -> Result<bool, Problem> {
    let account: wire::PaymentAccount = read(answer, Effect::Asks)?;
    account
        .sufficient_funds
        .ok_or_else(|| missing(Effect::Asks, "word on the payment account's funds"))
}
