//! Waybill numbers ahead: `GET /waybill/api/bulk/json/` for pools, `…/fetch/json/` for one.
//!
//! The answer is a bare text of JSON with the numbers in it. Delhivery makes them in batches of 25, and one that
//! is used right after it was fetched may be refused for a moment.

use super::answer::{json, no, said, unreadable};
use super::host::{self, CLIENT, call_with_query_token};
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Likeness, Numbers, ReservedNumber};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use std::collections::BTreeSet;

/// Most in one answer.
const MOST: u32 = 10_000;
/// What a number may be long. Ten-year-old ones have 13 digits, today's 13 or 14; nothing says that it stays so.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=20;

pub(super) struct DelhiveryNumbers;

#[async_trait]
impl Numbers for DelhiveryNumbers {
    async fn reserve(&self, cx: Cx<'_>, count: u32) -> Result<Vec<ReservedNumber>, Problem> {
        let count = count.min(MOST);
        let request = bulk_request(cx.account, count)?;
        // Numbers cost nothing, but every call takes some: it is made once.
        let answer = call_with_query_token(cx, "numbers", Effect::Drafts, &request).await?;
        let numbers = parse(&answer, count)?;
        let reserved = numbers.into_iter().map(|number| ReservedNumber {
            number,
            expires_at: None,
        });
        Ok(reserved.collect())
    }
}

/// Numbers for a purchase, fetched one by one: the bulk is answered five times in five minutes.
pub(super) async fn fetch(cx: Cx<'_>, count: usize) -> Result<Vec<String>, Problem> {
    let request = request(cx.account)?;
    let mut numbers: Vec<String> = Vec::with_capacity(count);
    while numbers.len() < count {
        let answer = call_with_query_token(cx, "number", Effect::Drafts, &request).await?;
        for number in parse(&answer, 1)? {
            if numbers.contains(&number) {
                return Err(unreadable(
                    Effect::Drafts,
                    format!("Delhivery gives the waybill number {number} twice"),
                ));
            }
            numbers.push(number);
        }
    }
    Ok(numbers)
}

/// Without the token, which stands in the query as it leaves.
pub(super) fn bulk_request(account: &Account, count: u32) -> Result<Request, Problem> {
    let mut request = at(account, "waybill/api/bulk/json/")?;
    request
        .query_pairs_mut()
        .append_pair("count", &count.to_string());
    Ok(Request::get(request))
}

/// Without the token, likewise.
pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    Ok(Request::get(at(account, "waybill/api/fetch/json/")?))
}

fn at(account: &Account, path: &str) -> Result<url::Url, Problem> {
    let mut url = host::url(account, path)?;
    let client = account.setting(CLIENT);
    if !client.is_empty() {
        url.query_pairs_mut().append_pair("cl", client);
    }
    Ok(url)
}

/// All of the numbers, or none: what cannot be trusted in part cannot be trusted.
pub(super) fn parse(answer: &Answer, count: u32) -> Result<Vec<String>, Problem> {
    let odd = |text: String| Err(unreadable(Effect::Drafts, text));
    let listed: Vec<String> = match json(answer, Effect::Drafts).or_else(|p| bare(answer, p))? {
        Value::String(text) if text.trim_start().starts_with("Bad Request") => {
            return Err(no(&text));
        }
        Value::String(text) => text.split(',').map(|n| n.trim().to_owned()).collect(),
        Value::Array(entries) => {
            let texts = entries.iter().map(|e| e.as_str().unwrap_or_default());
            texts.map(|n| n.trim().to_owned()).collect()
        }
        Value::Null => {
            return Err(Problem::new(
                ProblemKind::Unavailable,
                "Delhivery has no waybill number to give at the moment",
            )
            .hint("Try again in a while"));
        }
        _ => return odd("Delhivery's answer holds no waybill numbers".to_owned()),
    };
    if listed.is_empty() || listed.len() > usize::try_from(count).unwrap_or(0) {
        return odd(format!(
            "Delhivery was asked for {count} waybill numbers and gives {}",
            listed.len()
        ));
    }
    let mut seen = BTreeSet::new();
    for number in &listed {
        if !LENGTHS.contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
            return odd(format!(
                "Delhivery gives a waybill number that is none: “{number}”"
            ));
        }
        if !seen.insert(number) {
            return odd(format!("Delhivery gives the waybill number {number} twice"));
        }
    }
    Ok(listed)
}

/// Its refusals here may be texts without quotation marks.
fn bare(answer: &Answer, problem: Problem) -> Result<Value, Problem> {
    let words = said(answer);
    if words.starts_with("Bad Request") {
        return Err(no(&words));
    }
    Err(problem)
}

/// Whether a number has the form of today's. The last digit looks like a check digit by a few samples, which is
/// no proof: nothing is refused by it.
pub(super) fn likeness(number: &str) -> Likeness {
    let has_form = matches!(number.len(), 13 | 14) && number.bytes().all(|b| b.is_ascii_digit());
    if has_form {
        Likeness::Form
    } else {
        Likeness::No
    }
}
