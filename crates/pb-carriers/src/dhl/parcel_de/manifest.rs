//! Closing the day: `POST /manifests` for what is handed over, then `GET /manifests` for the paper.
//!
//! What is not closed by hand DHL closes by itself in the evening of the ship date.

use super::WHO;
use super::answer::{self, Item, read};
use super::host::{self, call};
use super::ship::{MOST, PROFILE, Sale, in_english};
use crate::check::invalid;
use crate::dhl::answer::unreadable;
use crate::dhl::wire::{decoded, list};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, LeftOut, Manifest, Manifests};
use async_trait::async_trait;
use jiff::civil::Date;
use pb_domain::{Account, Document, Problem, ProblemKind};
use serde_json::json;

pub(super) struct ParcelManifests;

/// What became of each number.
pub(super) type Closed = Vec<(String, Result<(), Problem>)>;

#[async_trait]
impl Manifests for ParcelManifests {
    fn at_most(&self) -> usize {
        MOST
    }

    async fn close(
        &self,
        cx: Cx<'_>,
        day: &str,
        shipments: &[BoughtRef],
    ) -> Result<Manifest, Problem> {
        day.parse::<Date>()
            .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
        let numbers: Vec<String> = shipments
            .iter()
            .filter(|bought| !Sale::of(&bought.carrier_data).returned)
            .flat_map(|bought| bought.tracking_numbers.iter().cloned())
            .collect();
        let mut closed = Closed::new();
        // A shipment may have several parcels, each with a number of its own.
        for numbers in numbers.chunks(MOST) {
            let request = close_request(cx.account, numbers)?;
            let answered = match call(cx, "manifest", Effect::Binds, &request).await {
                Ok(answer) => parse_close(&answer, numbers),
                Err(problem) => Err(problem),
            };
            match answered {
                Ok(parcels) => closed.extend(parcels),
                // What was closed before stays closed.
                Err(problem) if closed.is_empty() => return Err(problem),
                Err(problem) => closed.extend(
                    numbers
                        .iter()
                        .map(|number| (number.clone(), Err(problem.clone()))),
                ),
            }
        }
        let left_out = left_out(shipments, &closed);
        if left_out.len() == shipments.len() {
            return Ok(Manifest {
                number: String::new(),
                documents: Vec::new(),
                left_out,
            });
        }
        let paper = async {
            let request = paper_request(cx.account, day)?;
            parse_paper(&call(cx, "manifest paper", Effect::Asks, &request).await?)
        };
        Ok(Manifest {
            number: String::new(),
            // The day is closed without it; it can be had from the portal.
            documents: paper.await.unwrap_or_default(),
            left_out,
        })
    }
}

/// Shipments of which a parcel was not closed.
fn left_out(shipments: &[BoughtRef], closed: &[(String, Result<(), Problem>)]) -> Vec<LeftOut> {
    let why = |bought: &BoughtRef| {
        if Sale::of(&bought.carrier_data).returned {
            return Some(Problem::new(
                ProblemKind::Unsupported,
                "A return is not handed over by the merchant",
            ));
        }
        bought.tracking_numbers.iter().find_map(|number| {
            let said = closed.iter().find(|(closed, _)| closed == number);
            said.and_then(|(_, said)| said.clone().err())
        })
    };
    shipments
        .iter()
        .filter_map(|bought| {
            Some(LeftOut {
                carrier_ref: bought.carrier_ref.clone(),
                problem: why(bought)?,
            })
        })
        .collect()
}

pub(super) fn close_request(account: &Account, numbers: &[String]) -> Result<Request, Problem> {
    let mut url = host::shipping(account, "manifests")?;
    url.query_pairs_mut().append_pair("all", "false");
    let body = json!({ "profile": PROFILE, "shipmentNumbers": numbers });
    Ok(in_english(Request::post_json(url, &body)))
}

/// What became of each number.
pub(super) fn parse_close(answer: &Answer, numbers: &[String]) -> Result<Closed, Problem> {
    let items = answer::items(answer, Effect::Binds)?;
    let of = |number: &String| items.iter().find(|item| item.number == *number);
    if !numbers.iter().any(|number| of(number).is_some()) {
        return Err(unreadable(
            Effect::Binds,
            format!("{WHO} does not say which shipments it closed"),
        ));
    }
    let said = |number: &String, item: Option<&Item>| match item {
        Some(item) if item.is_yes() => Ok(()),
        Some(item) if item.is_no() => Err(item.problem(0)),
        _ => Err(unreadable(
            Effect::Binds,
            format!("{WHO} does not say that {number} is closed"),
        )),
    };
    Ok(numbers
        .iter()
        .map(|number| (number.clone(), said(number, of(number))))
        .collect())
}

pub(super) fn paper_request(account: &Account, day: &str) -> Result<Request, Problem> {
    let mut url = host::shipping(account, "manifests")?;
    url.query_pairs_mut()
        .append_pair("date", day)
        .append_pair("includeDocs", "include");
    Ok(in_english(Request::get(url)))
}

/// The day's papers.
pub(super) fn parse_paper(answer: &Answer) -> Result<Vec<Document>, Problem> {
    let paper = read(answer, Effect::Asks)?;
    let papers: Vec<Document> = list(&paper["manifest"])
        .iter()
        .filter_map(|document| decoded(&document["b64"]))
        .collect();
    if papers.is_empty() {
        return Err(crate::dhl::answer::missing(
            Effect::Asks,
            WHO,
            "manifest that can be read",
        ));
    }
    Ok(papers)
}
