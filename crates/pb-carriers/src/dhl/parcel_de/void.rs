//! Voids: `DELETE /orders`, possible until the day is closed.

use super::WHO;
use super::answer;
use super::host::{self, call};
use super::ship::{PROFILE, Sale, in_english};
use crate::dhl::answer::unreadable;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Voids};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};

pub(super) struct ParcelVoids;

#[async_trait]
impl Voids for ParcelVoids {
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem> {
        if Sale::of(&bought.carrier_data).returned {
            return Err(
                Problem::new(ProblemKind::Unsupported, "DHL takes no return label back")
                    .hint("Throw it away: a return label that is not used is not billed"),
            );
        }
        let request = request(cx.account, &bought.tracking_numbers)?;
        let answer = call(cx, "void", Effect::Binds, &request).await?;
        parse(&answer, &bought.tracking_numbers)
    }
}

pub(super) fn request(account: &Account, numbers: &[String]) -> Result<Request, Problem> {
    let mut url = host::shipping(account, "orders")?;
    url.query_pairs_mut().append_pair("profile", PROFILE);
    for number in numbers {
        url.query_pairs_mut().append_pair("shipment", number);
    }
    Ok(in_english(Request {
        method: "DELETE".to_owned(),
        ..Request::get(url)
    }))
}

/// Only what is void as a whole is void.
pub(super) fn parse(answer: &Answer, numbers: &[String]) -> Result<(), Problem> {
    let items = answer::items(answer, Effect::Binds)?;
    // One alone may come without its number.
    let of = |number: &String| {
        items
            .iter()
            .find(|item| item.number == *number)
            .or_else(|| {
                items
                    .first()
                    .filter(|_| numbers.len() == 1 && items.len() == 1)
            })
    };
    let said: Vec<_> = numbers.iter().map(|number| (number, of(number))).collect();
    let is_void = |item: Option<&answer::Item>| item.is_some_and(answer::Item::is_yes);
    let kept: Vec<_> = said.iter().filter(|(_, item)| !is_void(*item)).collect();
    let Some((number, item)) = kept.first() else {
        return match numbers.is_empty() {
            true => Err(unreadable(
                Effect::Binds,
                format!("{WHO} was asked to void nothing"),
            )),
            false => Ok(()),
        };
    };
    let all_refused = kept.len() == said.len()
        && kept
            .iter()
            .all(|(_, item)| item.is_some_and(answer::Item::is_no));
    if let (true, Some(item)) = (all_refused, item) {
        return Err(Problem {
            kind: ProblemKind::Refused,
            field: None,
            ..item.problem(0)
        }
        .hint(
            "It may be void already, or the day is closed: look into the business customer portal",
        ));
    }
    Err(unreadable(
        Effect::Binds,
        format!("{WHO} does not say that {number} is void"),
    )
    .hint("Look into the Post & DHL business customer portal"))
}
