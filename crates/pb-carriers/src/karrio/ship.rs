//! Purchases: draft a shipment, then buy it once by its id.
//!
//! `POST /v1/shipments` drafts, `POST /v1/shipments/{id}/purchase` buys. Between the two the id is in
//! the station's journal, so that whatever happens to the answer, there is something to ask about.

use super::answer::{problem, read};
use super::rate::{Offer, money};
use super::server::{Server, call};
use super::{consignment, label, option, settle, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, BoughtParcel, Consignment, Cx, Prepared, SettleWay, Settled, Ships};
use async_trait::async_trait;
use pb_domain::{Account, Format, Money, Problem, ProblemKind, PurchaseId, Rate};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) struct KarrioShips;

/// What void and track need to know of a sale besides Karrio's id of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sale {
    /// The connection.
    pub(super) carrier_id: String,
    /// The connector's own name.
    pub(super) ext: String,
    /// The service's code.
    pub(super) service: String,
    /// What the carrier knows it by.
    pub(super) shipment_identifier: String,
    /// What the connector wants back when it voids.
    pub(super) meta: serde_json::Map<String, Value>,
}

#[async_trait]
impl Ships for KarrioShips {
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem> {
        let server = Server::of(cx.account)?;
        let offer = Offer::deserialize(&rate.carrier_data).map_err(|_| {
            Problem::new(ProblemKind::Invalid, "This rate is not one of Karrio's")
                .hint("Compare rates again")
        })?;
        let label_type = label_type(cx.account, accept);
        let request = draft_request(&server, purchase, consignment, &offer, label_type)?;
        if consignment.options.cod.is_some() {
            option::collects_cash(cx, &offer.ext).await?;
        }
        let answer = call(cx, "draft", Effect::Drafts, &request).await?;
        parse_draft(&answer, &server, &offer, rate.total, label_type)
    }

    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem> {
        let answer = call(cx, "buy", Effect::Binds, &prepared.request).await?;
        parse_purchase(&answer, prepared.quoted, consignment.parcels.len())
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

/// What to ask for: the merchant's choice, else what the printer likes best.
fn label_type(account: &Account, accept: Format) -> &'static str {
    match (account.setting("label_format"), accept) {
        ("ZPL", _) | ("auto" | "", Format::Zpl) => "ZPL",
        _ => "PDF",
    }
}

pub(super) fn draft_request(
    server: &Server,
    purchase: PurchaseId,
    consignment: &Consignment,
    offer: &Offer,
    label_type: &'static str,
) -> Result<Request, Problem> {
    let mut words = consignment::say(consignment)?;
    words.carrier_ids = vec![offer.carrier_id.clone()];
    // Carriers print a parcel's own reference on its label, where a person can find it again. The
    // generic connector would take it for the tracking number.
    if offer.ext != "generic" && !words.reference.is_empty() {
        for parcel in &mut words.parcels {
            parcel.reference_number = Some(words.reference.clone());
        }
    }
    let draft = wire::Draft {
        consignment: words,
        label_type,
        payment: wire::Payment { paid_by: "sender" },
        metadata: BTreeMap::from([("packbench_purchase", purchase.to_string())]),
    };
    Ok(Request::post_json(server.url(&["v1", "shipments"]), &draft))
}

/// Finds the offer again in the draft. `shown` is what the person saw.
pub(super) fn parse_draft(
    answer: &Answer,
    server: &Server,
    offer: &Offer,
    shown: Money,
    label_type: &'static str,
) -> Result<Prepared, Problem> {
    let draft: wire::Shipment = read(answer, &[200, 201], Effect::Drafts)?;
    if draft.status != "draft" {
        return Err(Problem::new(
            ProblemKind::Refused,
            format!(
                "Karrio made the shipment {} but calls it {}, not a draft",
                draft.id, draft.status
            ),
        )
        .hint(
            "Look into Karrio before trying again: one of its shipping rules may have bought it",
        ));
    }
    let same = draft
        .rates
        .iter()
        .filter(|r| r.carrier_id == offer.carrier_id && r.service == offer.service)
        .filter_map(|r| Some((r, money(&r.total_charge, &r.currency).ok()?)));
    // The one that was shown, else the nearest to it; the station compares it with what was shown.
    let Some((rate, quoted)) = same.min_by_key(|(_, total)| {
        (
            total.currency != shown.currency,
            total.minor.abs_diff(shown.minor),
        )
    }) else {
        let gone = Problem::new(
            ProblemKind::Refused,
            "The carrier no longer offers this service",
        )
        .hint("Compare rates again");
        return Err(draft
            .messages
            .iter()
            .find(|m| m.level != "info")
            .map_or(gone.clone(), |m| {
                let said = super::answer::carrier_problem(m, Effect::Drafts);
                gone.carrier(said.carrier_code, said.carrier_text)
            }));
    };
    let purchase = wire::Purchase {
        selected_rate_id: rate.id.clone(),
        label_type,
        payment: wire::Payment { paid_by: "sender" },
    };
    Ok(Prepared {
        request: Request::post_json(
            server.url(&["v1", "shipments", &draft.id, "purchase"]),
            &purchase,
        ),
        reference: draft.id,
        quoted,
    })
}

/// A clear sale, a clear refusal, or [`ProblemKind::UnknownOutcome`].
pub(super) fn parse_purchase(
    answer: &Answer,
    quoted: Money,
    parcels: usize,
) -> Result<Bought, Problem> {
    if answer.status != 200 {
        return Err(purchase_problem(answer));
    }
    let shipment: wire::Shipment = read(answer, &[200], Effect::Binds)?;
    bought(&shipment, quoted, parcels).ok_or_else(|| {
        Problem::new(
            ProblemKind::UnknownOutcome,
            format!(
                "Karrio answered the purchase of {} with status {} and without a tracking number",
                shipment.id, shipment.status
            ),
        )
        .hint("It may have been bought: it is settled by asking, not by trying again")
    })
}

/// What a failing answer to a purchase means.
pub(super) fn purchase_problem(answer: &Answer) -> Problem {
    let mut problem = problem(answer, Effect::Binds);
    let unclear = match answer.status {
        // Somebody has bought or cancelled this draft: asking tells which.
        409 => true,
        // Karrio checks a shipment once more after the carrier has sold it, when it stores the
        // answer. Only what it says of fields that we sent was certainly said before.
        400 | 422 => {
            let ours = [
                "ship_from",
                "ship_to",
                "customs",
                "options",
                "selected_rate_id",
            ];
            let before = problem.carrier_code == "service_unavailable"
                || problem
                    .field
                    .as_deref()
                    .is_some_and(|f| ours.contains(&f.split('.').next().unwrap_or_default()));
            !before && problem.kind == ProblemKind::Invalid
        }
        _ => false,
    };
    if unclear {
        problem.kind = ProblemKind::UnknownOutcome;
        "It may have been bought: it is settled by asking, not by trying again"
            .clone_into(&mut problem.hint);
    }
    problem
}

/// The sale that a shipment of Karrio's is; `None` when it is none.
pub(super) fn bought(shipment: &wire::Shipment, quoted: Money, parcels: usize) -> Option<Bought> {
    let master = shipment.tracking_number.trim();
    if master.is_empty() || matches!(shipment.status.as_str(), "draft" | "cancelled" | "") {
        return None;
    }
    // Not `parcels[].reference_number`: where the carrier gives one number for all parcels, Karrio
    // leaves a random one there.
    let numbers: Vec<&str> = shipment
        .meta
        .get("tracking_numbers")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let charged = shipment
        .selected_rate
        .as_ref()
        .and_then(|rate| money(&rate.total_charge, &rate.currency).ok())
        .unwrap_or(quoted);
    let text = |key: &str| {
        shipment
            .meta
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let ext = match text("ext") {
        "" => shipment.carrier_name.clone(),
        ext => ext.to_owned(),
    };
    let sale = Sale {
        carrier_id: shipment.carrier_id.clone(),
        ext,
        service: shipment.service.clone(),
        shipment_identifier: match shipment.shipment_identifier.trim() {
            "" => master.to_owned(),
            id => id.to_owned(),
        },
        meta: shipment.meta.clone(),
    };
    Some(Bought {
        parcels: (0..parcels.max(1))
            .map(|i| BoughtParcel {
                tracking_number: numbers
                    .get(i)
                    .map(|n| n.trim())
                    .filter(|n| !n.is_empty())
                    .unwrap_or(master)
                    .to_owned(),
            })
            .collect(),
        charged,
        labels: label::in_shipment(shipment),
        papers: label::papers(shipment),
        carrier_ref: shipment.id.clone(),
        tracking_url: Some(text("carrier_tracking_link"))
            .filter(|link| link.starts_with("https://"))
            .unwrap_or_default()
            .to_owned(),
        carrier_data: serde_json::to_value(sale).expect("texts and JSON are always JSON"),
    })
}

/// What is known of a sale, from what the station kept.
pub(super) fn sale(bought: &crate::BoughtRef) -> Result<Sale, Problem> {
    Sale::deserialize(&bought.carrier_data).map_err(|_| {
        Problem::new(
            ProblemKind::Invalid,
            "What was kept of this purchase cannot be read",
        )
        .hint("Look it up in Karrio under its shipment id")
    })
}
