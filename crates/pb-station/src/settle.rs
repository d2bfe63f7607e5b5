//! Settling what is unknown, by asking and never by buying again.
use crate::Station;
use crate::api::{Code, Event, Failure, Result, Settle, SettleAnswer, ShipmentRef, ShipmentView};
use crate::bought_documents::save_labels;
use crate::buy::{record_bought, record_refused};
use crate::{accounts, copied, deferred, print, shipments};
use pb_carriers::engine::{About, without_secrets};
use pb_carriers::{
    Bought, BoughtParcel, BoughtRef, Consignment, Cx, Prepared, SettleWay, Settled, Ship, Ships,
};
use pb_domain::{Account, Problem, ProblemKind, PurchaseState};
use pb_store::{StoredPurchase, StoredShipment};
use serde_json::json;
use std::time::Duration;
use tracing::Instrument as _;

/// How soon a carrier that named a time is asked again, and how late.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// Settles a purchase whose outcome is unknown.
pub(crate) async fn settle(station: &Station, request: Settle) -> Result<ShipmentView> {
    let kept = station.clone();
    let span = tracing::info_span!("shipment", shipment = %request.id);
    station
        .see_through(async move {
            let station = kept;
            let (purchase, shipment) = find(&station, request.id).await?;
            let lock = station.order_lock(purchase.order);
            let _one_at_a_time = lock.lock().await;
            // Someone may have settled it while this waited for the lock.
            let (purchase, _) = find(&station, request.id).await?;
            if purchase.state == PurchaseState::Sent {
                return Err(Failure::new(
                    Code::Storage,
                    "The carrier has answered, and the answer is not written down yet",
                )
                .hint("Free some space on the disk and wait a moment. If it stays so, start Packbench again: what is open is settled then")
                .shipment(request.id)
                .retry());
            }
            if purchase.state != PurchaseState::Unknown {
                return Err(
                    Failure::new(Code::Precondition, "This purchase is settled already")
                        .shipment(request.id),
                );
            }
            let outcome = match request.answer {
                SettleAnswer::AskCarrier => match ask(&station, &purchase, &shipment).await {
                    Ok(Some(problem)) => {
                        settle_later(&station, &problem);
                        Err(Failure::from(problem).shipment(shipment.id))
                    }
                    other => other.map(|_| ()),
                },
                SettleAnswer::PersonSaysBought { tracking_numbers } => {
                    person_says_bought(&station, &purchase, &shipment, tracking_numbers).await
                }
                SettleAnswer::PersonSaysNot => {
                    let problem = Problem::new(
                        ProblemKind::Refused,
                        "A person looked at the carrier's pages: it was not bought",
                    );
                    record_refused(&station, purchase.id, &problem).await
                }
            };
            announce(&station, &purchase).await;
            outcome?;
            shipments::get(&station, ShipmentRef { id: request.id }).await
        })
        .instrument(span)
        .await
}

/// Settles what can be settled without a person, oldest first: at start and when the network is back;
/// and again when a carrier says how long it needs.
pub(crate) async fn settle_open(station: Station) {
    while let Some(wait) = settle_each(&station).await {
        tokio::time::sleep(wait).await;
    }
}

/// The same when a carrier said how long it needs.
pub(crate) fn settle_later(station: &Station, problem: &Problem) {
    let Some(wait) = wait_of(problem) else { return };
    let kept = station.itself();
    station.run(async move {
        tokio::time::sleep(wait).await;
        settle_open(kept).await;
    });
}

fn wait_of(problem: &Problem) -> Option<Duration> {
    let asked = Duration::from_secs(problem.retry_after?.into());
    Some(asked.clamp(SHORTEST_WAIT, LONGEST_WAIT))
}

/// One round; how long until another is worth it, where a carrier said so.
async fn settle_each(station: &Station) -> Option<Duration> {
    let mut wait: Option<Duration> = None;
    let open = match station.store.open_purchases().await {
        Ok(open) => open,
        Err(error) => {
            tracing::error!(%error, "open purchases cannot be read");
            return None;
        }
    };
    for purchase in open
        .into_iter()
        .filter(|p| p.state == PurchaseState::Unknown)
    {
        let lock = station.order_lock(purchase.order);
        let Ok(_one_at_a_time) = lock.try_lock() else {
            continue;
        };
        let settled = async {
            let (purchase, shipment) = find(station, purchase.shipment).await?;
            let can_ask = purchase.state == PurchaseState::Unknown
                && way(station, &purchase)
                    .await?
                    .is_some_and(|w| w != SettleWay::AskAPerson);
            if can_ask {
                ask(station, &purchase, &shipment).await
            } else {
                Ok(None)
            }
        };
        let span = tracing::info_span!("shipment", shipment = %purchase.shipment);
        match settled.instrument(span).await {
            Ok(None) => {}
            Ok(Some(problem)) => {
                tracing::info!(shipment = %purchase.shipment, kind = ?problem.kind, "a purchase stays unknown");
                wait = wait.into_iter().chain(wait_of(&problem)).min();
            }
            Err(failure) => {
                tracing::info!(shipment = %purchase.shipment, code = ?failure.code, "a purchase stays unknown");
            }
        }
        announce(station, &purchase).await;
    }
    wait
}

async fn announce(station: &Station, purchase: &StoredPurchase) {
    deferred::follow(station, purchase.shipment).await;
    station.emit(Event::Shipment {
        id: purchase.shipment,
    });
    station.emit(Event::Orders);
    station.emit_attention().await;
}

pub(crate) async fn find(
    station: &Station,
    id: pb_domain::ShipmentId,
) -> Result<(StoredPurchase, StoredShipment)> {
    let shipment = station
        .store
        .shipment(id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", id))?;
    let purchase = station
        .store
        .purchase_of(id)
        .await?
        .ok_or_else(|| Failure::not_found("purchase of shipment", id))?;
    Ok((purchase, shipment))
}

/// How a purchase's account lets it be settled; `None` when nothing is bought there.
pub(crate) async fn way(station: &Station, purchase: &StoredPurchase) -> Result<Option<SettleWay>> {
    let Some(ships) = ships(purchase) else {
        return Ok(None);
    };
    let account = station.store.account(purchase.account).await?;
    Ok(account.map(|account| ships.settle_way(&account)))
}

fn ships(purchase: &StoredPurchase) -> Option<&'static dyn Ships> {
    match &pb_carriers::find(&purchase.carrier)?.ship {
        Ship::Own => None,
        Ship::Remote(ships) => Some(*ships),
    }
}

/// Asks the carrier, and writes down what it says; the problem says why that settles nothing.
async fn ask(
    station: &Station,
    purchase: &StoredPurchase,
    shipment: &StoredShipment,
) -> Result<Option<Problem>> {
    let ships = ships(purchase)
        .ok_or_else(|| Failure::new(Code::Precondition, "There is no carrier to ask"))?;
    let account: Account = accounts::to_ask(station, purchase.account).await?;
    let damaged = |e: serde_json::Error| {
        Failure::new(
            Code::Internal,
            format!("The journal's row cannot be read: {e}"),
        )
    };
    let prepared: Prepared = match &purchase.prepared {
        Some(prepared) => serde_json::from_value(prepared.clone()).map_err(damaged)?,
        None => {
            return Err(Failure::new(
                Code::Internal,
                "The journal holds no request for this purchase",
            ));
        }
    };
    let consignment: Consignment =
        serde_json::from_value(shipment.consignment.clone()).map_err(damaged)?;
    let now = station.zoned_now();
    let about = About::shipment(shipment.id, Some(purchase.id), &consignment);
    let engine = station.engine.about(about);
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    if ships.settle_way(&account) == SettleWay::Resend {
        // Sending again is asking only where nobody else may have bought meanwhile.
        copied::may_ship(station, purchase.order, &shipment.order_number).await?;
    }
    tracing::info!(purchase = %purchase.id, "the carrier is asked what became of a purchase");
    match ships.settle(cx, &prepared, &consignment).await {
        Ok(Settled::Bought(bought)) => {
            let tolerance = station.settings().price_tolerance;
            let mut change = station.store.change(station.now()).await?;
            record_bought(station, &mut change, purchase.id, &bought, tolerance).await?;
            change
                .log(
                    "purchase_settled",
                    Some(shipment.id.0),
                    "Settled by asking the carrier: it was bought",
                    &json!(null),
                )
                .await?;
            change.commit().await?;
            Ok(None)
        }
        Ok(Settled::NotBought(problem)) => {
            let problem = without_secrets(&account, problem);
            record_refused(station, purchase.id, &problem).await?;
            Ok(None)
        }
        Ok(Settled::StillUnknown(problem)) | Err(problem) => {
            Ok(Some(without_secrets(&account, problem)))
        }
    }
}

async fn person_says_bought(
    station: &Station,
    purchase: &StoredPurchase,
    shipment: &StoredShipment,
    numbers: Vec<String>,
) -> Result<()> {
    let parcels = station.store.parcels(shipment.id).await?;
    let numbers: Vec<String> = numbers
        .iter()
        .map(|n| n.trim().to_owned())
        .filter(|n| !n.is_empty())
        .collect();
    if numbers.len() != parcels.len() {
        return Err(Failure::new(
            Code::Invalid,
            format!(
                "{} tracking numbers are needed, one a parcel; {} were given",
                parcels.len(),
                numbers.len()
            ),
        ));
    }
    for number in &numbers {
        if !station
            .store
            .shipments_by_tracking_number(number)
            .await?
            .is_empty()
        {
            return Err(Failure::new(
                Code::Invalid,
                format!("{number} belongs to another shipment here"),
            ));
        }
    }
    let reference = purchase
        .prepared
        .as_ref()
        .and_then(|p| serde_json::from_value::<Prepared>(p.clone()).ok())
        .map(|p| p.reference)
        .unwrap_or_default();
    let bought = Bought {
        parcels: numbers
            .into_iter()
            .map(|tracking_number| BoughtParcel { tracking_number })
            .collect(),
        charged: purchase.rate.total,
        labels: Vec::new(),
        papers: Vec::new(),
        carrier_ref: reference,
        carrier_data: serde_json::Value::Null,
        tracking_url: String::new(),
    };
    let mut change = station.store.change(station.now()).await?;
    record_bought(station, &mut change, purchase.id, &bought, 0).await?;
    change
        .log(
            "purchase_settled",
            Some(shipment.id.0),
            "Settled by a person: it was bought",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    Ok(())
}

/// Fetches a label that is missing here; never buys.
pub(crate) async fn label_again(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let span = tracing::info_span!("shipment", shipment = %request.id);
    fetch_label(station, request).instrument(span).await
}

async fn fetch_label(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let (purchase, shipment) = find(station, request.id).await?;
    if purchase.state != PurchaseState::Bought {
        return Err(Failure::new(
            Code::Precondition,
            "This shipment is not bought, so there is no label to fetch",
        ));
    }
    let parcels = station.store.parcels(shipment.id).await?;
    let jobs = print::label_jobs(station, shipment.id).await?;
    if !print::may_fetch(&parcels, &jobs) {
        return Err(
            Failure::new(Code::Precondition, "The label is here already")
                .hint("Print or reprint it"),
        );
    }
    let profile = accounts::carrier(&purchase.carrier)?;
    let Some(again) = profile.label_again else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} does not give a label twice", profile.name),
        )
        .hint("Print it from the carrier's own pages"));
    };
    let account = accounts::to_ask(station, purchase.account).await?;
    let now = station.zoned_now();
    let engine = station.engine.about(about(&purchase, &shipment));
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    let labels = again
        .label_again(cx, &bought_ref(station, &purchase).await?)
        .await
        .map_err(|p| without_secrets(&account, p))?;
    if labels.is_empty() {
        return Err(Failure::new(
            Code::CarrierRefused,
            "The carrier gives no label for this shipment",
        )
        .hint("If it was bought a moment ago, try again in a minute; else print it from the carrier's own pages")
        .retry());
    }
    let mut change = station.store.change(station.now()).await?;
    save_labels(station, &mut change, shipment.id, &labels).await?;
    change
        .log(
            "label_fetched",
            Some(shipment.id.0),
            "The label was fetched again",
            &json!({ "labels": labels.len() }),
        )
        .await?;
    change.commit().await?;
    announce(station, &purchase).await;
    shipments::get(station, request).await
}

/// What a call about a purchase is about.
pub(crate) fn about(purchase: &StoredPurchase, shipment: &StoredShipment) -> About {
    match serde_json::from_value::<Consignment>(shipment.consignment.clone()) {
        Ok(consignment) => About::shipment(shipment.id, Some(purchase.id), &consignment),
        // Its people are not known then; what is hidden by its key still is.
        Err(_) => {
            let mut about = About::default();
            about.shipment = Some(shipment.id);
            about.purchase = Some(purchase.id);
            about
        }
    }
}

/// What the carrier knows a purchase by.
pub(crate) async fn bought_ref(station: &Station, purchase: &StoredPurchase) -> Result<BoughtRef> {
    let parcels = station.store.parcels(purchase.shipment).await?;
    Ok(BoughtRef {
        carrier_ref: purchase.carrier_ref.clone(),
        carrier_data: purchase.carrier_data.clone(),
        tracking_numbers: parcels
            .into_iter()
            .map(|p| p.tracking_number)
            .filter(|n| !n.is_empty())
            .collect(),
        service: purchase.rate.service.clone(),
    })
}
