//! What needs a person, worst first.
use crate::api::{Attention, AttentionKind, Result};
use crate::shipments::order_number;
use crate::{Station, day_end, deferred, money, safety, waybills};
use pb_domain::{DeferredKind, DeferredState, Direction, PrintState, PurchaseState, VoidState};
use pb_store::CopyKind;

/// Everything that needs a person now.
pub(crate) async fn list(station: &Station) -> Result<Vec<Attention>> {
    let store = &station.store;
    let mut all = Vec::new();
    for purchase in store
        .open_purchases()
        .await?
        .into_iter()
        .filter(|p| p.state == PurchaseState::Unknown)
    {
        let number = order_number(station, purchase.shipment).await?;
        all.push(Attention {
            kind: AttentionKind::PurchaseUnknown,
            text: format!(
                "Order {number}: it is not known whether {} {} was bought ({} at stake)",
                purchase.rate.carrier_name, purchase.rate.service_name, purchase.rate.total
            ),
            shipment: Some(purchase.shipment),
            job: None,
        });
    }
    for void in store
        .open_voids()
        .await?
        .into_iter()
        .filter(|v| v.state == VoidState::Unknown)
    {
        let Some(purchase) = store.purchase(void.purchase).await? else {
            continue;
        };
        let number = order_number(station, purchase.shipment).await?;
        all.push(Attention {
            kind: AttentionKind::VoidUnknown,
            text: format!("Order {number}: it is not known whether its label was voided"),
            shipment: Some(purchase.shipment),
            job: None,
        });
    }
    all.extend(waybills::bookings_attention(station).await?);
    all.extend(day_end::attention(station).await?);
    let jobs = store.open_print_jobs().await?;
    for job in jobs
        .into_iter()
        .filter(|j| j.state == PrintState::Unconfirmed)
    {
        let question = match job.pages.len() {
            0 | 1 => "Is it on paper?",
            // They print again together.
            _ => "Are all of them on paper?",
        };
        all.push(Attention {
            kind: AttentionKind::PrintUnconfirmed,
            text: format!("{question} {}", job.title),
            shipment: job.shipment,
            job: Some(job.id),
        });
    }
    for shipment in store.shipments_without_label().await? {
        // Some carriers give none for the way back: their driver brings it along.
        let direction = store.shipment(shipment).await?.map(|s| s.direction);
        if direction == Some(Direction::Return) {
            continue;
        }
        let number = order_number(station, shipment).await?;
        all.push(Attention {
            kind: AttentionKind::LabelMissing,
            text: format!("Order {number}: bought, but its label is not here"),
            shipment: Some(shipment),
            job: None,
        });
    }
    for purchase in store.unacknowledged_charges().await? {
        let number = order_number(station, purchase.shipment).await?;
        let charged = purchase.charged.map(|m| m.to_string()).unwrap_or_default();
        all.push(Attention {
            kind: AttentionKind::ChargedMore,
            text: format!(
                "Order {number}: {charged} was charged, {} was shown",
                purchase.rate.total
            ),
            shipment: Some(purchase.shipment),
            job: None,
        });
    }
    for job in store.failed_print_jobs().await? {
        all.push(Attention {
            kind: AttentionKind::PrintFailed,
            text: format!("{}: {}", job.title, job.text),
            shipment: job.shipment,
            job: Some(job.id),
        });
    }
    for work in deferred::open(station).await? {
        let number = &work.order_number;
        let (kind, text) = match work.state {
            DeferredState::Asks => (
                AttentionKind::DeferredAsks,
                format!("Order {number} waits for your answer: {}", work.text),
            ),
            DeferredState::Failed if work.kind == DeferredKind::Buy => (
                AttentionKind::DeferredFailed,
                format!(
                    "Order {number} was not bought when the network was back: {}",
                    work.text
                ),
            ),
            DeferredState::Failed if work.kind == DeferredKind::Void => (
                AttentionKind::DeferredFailed,
                format!("Order {number}: its label was not voided: {}", work.text),
            ),
            DeferredState::Bought => {
                let shipment = store.shipment(work.shipment).await?;
                let text = match shipment.map(|s| s.direction) {
                    Some(Direction::Return) => format!(
                        "The return label of order {number} is bought now: print it, or save it for the customer"
                    ),
                    _ => format!(
                        "Order {number} is bought now: print its label, and put it on the parcel that was put aside"
                    ),
                };
                (AttentionKind::BoughtLater, text)
            }
            _ => continue,
        };
        all.push(Attention {
            kind,
            text,
            shipment: Some(work.shipment),
            job: None,
        });
    }
    all.extend(money::warnings(station).await?);
    all.extend(waybills::numbers_attention(station).await?);
    all.extend(kept_safe(station).await?);
    Ok(all)
}

/// Copies, backups and keys.
async fn kept_safe(station: &Station) -> Result<Vec<Attention>> {
    let about = |kind, text| Attention {
        kind,
        text,
        shipment: None,
        job: None,
    };
    let mut all = Vec::new();
    if let Some(copy) = station
        .store
        .copies()
        .await?
        .into_iter()
        .find(|c| c.settled_at.is_none())
    {
        let (_, waiting) = station.store.orders_in_doubt(0).await?;
        let what = match copy.kind {
            CopyKind::Restored => {
                "This bench was put back to an earlier state: what was shipped after that is not in it"
            }
            CopyKind::Cloned => "This bench is a copy of another one, which may go on shipping",
        };
        let orders = match waiting {
            0 => String::new(),
            1 => ". 1 order waits for your word".to_owned(),
            n => format!(". {n} orders wait for your word"),
        };
        all.push(about(AttentionKind::Copied, format!("{what}{orders}")));
    }
    let backup = safety::backup_trouble(station).await?;
    if !backup.is_empty() {
        all.push(about(AttentionKind::Backup, backup));
    }
    if let Some(advice) = safety::advice(station).await {
        all.push(about(AttentionKind::Keys, advice));
    }
    Ok(all)
}
