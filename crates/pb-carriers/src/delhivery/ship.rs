//! Purchases: one `POST /api/cmu/create.json` under waybill numbers that were fetched right before.
//!
//! A 200 says nothing by itself: each parcel's own status does. By its number a purchase is found again
//! (`settle.rs`).

use super::answer::{is_in_part, missing, no, read, unreadable};
use super::consignment::{self, asked, manifest, sayable};
use super::host::call;
use super::{label, number, settle, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Direction, Document, Format, Problem, ProblemKind, PurchaseId, Rate};
use serde::{Deserialize, Serialize};

/// Where a parcel is followed by anybody.
const TRACKING_PAGE: &str = "https://www.delhivery.com/track/package/";

pub(super) struct DelhiveryShips;

/// What instructions and voids need to know of a sale besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sale {
    /// It is fetched from the customer.
    pub(super) reverse: bool,
    /// The customer's pincode, which cannot be changed any more.
    pub(super) pin: String,
}

impl Sale {
    pub(super) fn of(consignment: &Consignment) -> serde_json::Value {
        let (reverse, customer) = match consignment.direction {
            Direction::Outbound => (false, &consignment.ship_to),
            Direction::Return => (true, &consignment.ship_from),
        };
        let sale = Self {
            reverse,
            pin: super::party::pin("", customer).unwrap_or_default(),
        };
        serde_json::to_value(sale).expect("plain texts are always JSON")
    }
}

#[async_trait]
impl Ships for DelhiveryShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        _: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        _: Format,
    ) -> Result<Prepared, Problem> {
        if rate.account != cx.account.id || rate.service.trim().is_empty() {
            return Err(
                invalid("rate", "This rate is not one of this account").hint("Compare rates again")
            );
        }
        sayable(consignment)?;
        // What cannot be said needs no numbers.
        let unnumbered = vec![String::new(); consignment.parcels.len()];
        manifest(cx.account, &unnumbered, consignment, &rate.service)?;
        let numbers = number::fetch(cx, consignment.parcels.len()).await?;
        prepared(cx.account, &numbers, consignment, rate)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        let numbers = numbers(prepared, consignment.parcels.len())?;
        parse(&answer, &numbers)?;
        // Labels that do not come now can be fetched again.
        let labels = label::fetch(cx, &numbers).await.unwrap_or_default();
        Ok(bought(numbers, labels, prepared, consignment))
    }

    fn settle_way(&self, _: &Account) -> SettleWay {
        SettleWay::FindByReference
    }

    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem> {
        settle::settle(cx, prepared, consignment).await
    }
}

/// The purchase to the byte, under numbers that are there, one a parcel.
pub(super) fn prepared(
    account: &Account,
    numbers: &[String],
    consignment: &Consignment,
    rate: &Rate,
) -> Result<Prepared, Problem> {
    let manifest = manifest(account, numbers, consignment, &rate.service)?;
    Ok(Prepared {
        request: consignment::request(account, &manifest)?,
        reference: numbers.first().cloned().unwrap_or_default(),
        quoted: rate.total,
    })
}

/// The numbers that a prepared purchase bears, in the parcels' order.
pub(super) fn numbers(prepared: &Prepared, parcels: usize) -> Result<Vec<String>, Problem> {
    let manifest = asked(&prepared.request);
    let borne: Vec<String> = match manifest {
        Some(manifest) => manifest.shipments.into_iter().map(|s| s.waybill).collect(),
        None => vec![prepared.reference.clone()],
    };
    if borne.len() == parcels && borne.iter().all(|number| !number.is_empty()) {
        return Ok(borne);
    }
    Err(Problem::new(
        ProblemKind::UnknownOutcome,
        "The journal's request of this purchase cannot be read",
    )
    .hint(format!(
        "Look for the waybill {} at one.delhivery.com, then say here what you found",
        prepared.reference
    )))
}

/// What Delhivery says of a manifest.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Every parcel is there under its number.
    Made,
    /// None is.
    No(Problem),
    /// A number is in use: by this very manifest, or by another.
    Duplicate(Problem),
    /// A number is not taken: not yet, not any more, or never.
    NotTaken(Problem),
    /// Nobody can tell.
    Unclear(Problem),
}

/// A clear sale, a clear refusal, or an unknown outcome.
pub(super) fn parse(answer: &Answer, numbers: &[String]) -> Result<(), Problem> {
    match said(answer, numbers) {
        Said::Made => Ok(()),
        Said::No(problem) | Said::NotTaken(problem) | Said::Unclear(problem) => Err(problem),
        // The numbers were new: whose manifest is it, if not this one's, sent twice on the way?
        Said::Duplicate(mut problem) => {
            problem.kind = ProblemKind::UnknownOutcome;
            Err(problem.hint("It is settled by asking for the waybill, not by trying again"))
        }
    }
}

pub(super) fn said(answer: &Answer, numbers: &[String]) -> Said {
    let made: wire::Made = match read(answer, Effect::Binds) {
        Ok(made) => made,
        Err(problem) if problem.kind == ProblemKind::UnknownOutcome => {
            return Said::Unclear(problem);
        }
        Err(problem) => return Said::No(problem),
    };
    let whole = match made.rmk.as_str() {
        "" => made.error.as_str(),
        words => words,
    };
    let mut remarks: Vec<&str> = Vec::new();
    for remark in made.packages.iter().flat_map(|p| &p.remarks) {
        if !remarks.contains(&remark.as_str()) {
            remarks.push(remark);
        }
    }
    let words = match remarks.as_slice() {
        [] => whole.to_owned(),
        remarks => remarks.join("; "),
    };
    if is_in_part(&words) || is_in_part(whole) {
        return Said::Unclear(
            unreadable(Effect::Binds, format!("Delhivery says: {words}")).carrier("", words),
        );
    }
    if made.packages.is_empty() {
        // No parcel at all, in so many words.
        if made.success == "false" && !words.is_empty() {
            return refused(&words);
        }
        return Said::Unclear(missing(Effect::Binds, "parcel"));
    }
    let all = |status: &str| made.packages.iter().all(|p| p.status == status);
    let count = made.packages.len();
    if all("Success") {
        let is_there = |number: &String| {
            made.packages
                .iter()
                .filter(|p| p.waybill == *number)
                .count()
                == 1
        };
        if count == numbers.len() && numbers.iter().all(is_there) {
            return Said::Made;
        }
    } else if all("Fail") && count <= numbers.len() {
        let is_ours = |p: &wire::Package| p.waybill.is_empty() || numbers.contains(&p.waybill);
        if made.packages.iter().all(is_ours) {
            return refused(&words);
        }
    }
    let said: Vec<String> = made
        .packages
        .iter()
        .map(|p| format!("{} {}", p.waybill, p.status).trim().to_owned())
        .collect();
    let text = format!(
        "Delhivery does not say of each parcel that it is there under its waybill ({} were asked for {}): {}",
        numbers.len(),
        made.upload_wbn,
        said.join(", ")
    );
    Said::Unclear(unreadable(Effect::Binds, text).carrier("", words))
}

fn refused(words: &str) -> Said {
    let problem = no(words);
    let words = words.to_lowercase();
    if words.contains("duplicate waybill") {
        Said::Duplicate(problem)
    } else if words.contains("unable to consume waybill") {
        Said::NotTaken(problem)
    } else {
        Said::No(problem)
    }
}

/// A sale, however it came to be known. Delhivery states no price with it: what was quoted is taken for charged.
pub(super) fn bought(
    numbers: Vec<String>,
    labels: Vec<Document>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Bought {
    Bought {
        charged: prepared.quoted,
        labels,
        papers: Vec::new(),
        carrier_ref: prepared.reference.clone(),
        carrier_data: Sale::of(consignment),
        tracking_url: page(&prepared.reference),
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
    }
}

/// Where anybody follows a parcel.
pub(super) fn page(number: &str) -> String {
    format!("{TRACKING_PAGE}{number}")
}
