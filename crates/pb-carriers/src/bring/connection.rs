//! *Test connection*: `GET …/customers.json`, which lists the customer numbers that the user may book for, and with
//! which products.

use super::answer::{failures, missing, read, said};
use super::host::{self, call};
use super::ship::{ENVIRONMENT, TEST};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Test};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};
use std::collections::BTreeSet;

pub(super) struct BringTest;

#[async_trait]
impl Test for BringTest {
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem> {
        let request = request(cx.account)?;
        parse(&call(cx, "test", Effect::Asks, &request).await?, cx.account)
    }
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    Ok(Request::get(host::booking(account, "customers.json")?))
}

/// Whether the account's customer number is among those that the user may book for. The test numbers may be used by
/// everybody, and are listed or not.
pub(super) fn parse(answer: &Answer, account: &Account) -> Result<String, Problem> {
    let listed: wire::Customers = read(answer, Effect::Asks)?;
    let failures = failures(answer);
    if !failures.is_empty() {
        return Err(said(answer, Effect::Asks, &failures));
    }
    let named: Vec<&wire::Customer> = listed
        .customers
        .iter()
        .filter(|customer| !customer.customer_number.is_empty())
        .collect();
    if named.is_empty() {
        return Err(missing(Effect::Asks, "customer numbers"));
    }
    let number = host::customer(account)?;
    let is_test = account.setting(ENVIRONMENT) == TEST;
    let ours: Vec<&&wire::Customer> = named
        .iter()
        .filter(|customer| is_same(&customer.customer_number, number))
        .collect();
    let products: BTreeSet<&String> = ours.iter().flat_map(|c| &c.products).collect();
    if ours.is_empty() && !is_test {
        let others: BTreeSet<&str> = named.iter().map(|c| c.customer_number.as_str()).collect();
        let others: Vec<&str> = others.into_iter().collect();
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("Bring lets the user in, who may not book for the customer number {number}"),
        )
        .hint(format!(
            "Enter one of those that the user may book for: {}",
            others.join(", ")
        ))
        .field("customer_number"));
    }
    let what = if is_test { "test bookings" } else { "bookings" };
    Ok(if ours.is_empty() {
        format!("Bring lets the user in; whether it takes {what} for {number} shows with the first")
    } else {
        format!(
            "Bring lets the user in and takes {what} of {} products for {number}",
            products.len()
        )
    })
}

/// The same number is written with and without noughts before it.
fn is_same(listed: &str, number: &str) -> bool {
    listed == number || listed.trim_start_matches('0') == number.trim_start_matches('0')
}
