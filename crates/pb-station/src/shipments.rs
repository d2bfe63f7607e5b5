//! Shipments as hosts see them.
use crate::Station;
use crate::api::{
    Code, Failure, Result, ShipmentActions, ShipmentPage, ShipmentQuery, ShipmentRef, ShipmentRow,
    ShipmentView, ShippedParcel, TimelineEntry, VoidView,
};
use crate::failure::in_full;
use crate::{accounts, deferred, instruct, orders, print, settle, waybills};
use pb_carriers::{Consignment, SettleWay};
use pb_domain::{
    BookingState, Direction, DocumentKind, LabelState, PrintState, PurchaseState, Rate, ShipmentId,
    VoidState,
};
use pb_store::{LogLine, ShipmentSummary, StoredParcel, StoredPrintJob, StoredPurchase};
use serde_json::json;
use std::collections::BTreeMap;

/// Rows a page may have at most.
const PAGE: u32 = 200;

/// Lists shipments, newest first.
pub(crate) async fn list(station: &Station, query: ShipmentQuery) -> Result<ShipmentPage> {
    let limit = query.limit.clamp(1, PAGE);
    let mut found = station
        .store
        .list_shipments(&query.text, limit + 1, query.offset)
        .await?;
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(ShipmentPage {
        rows: found.into_iter().map(row).collect(),
        more,
    })
}

fn row(s: ShipmentSummary) -> ShipmentRow {
    ShipmentRow {
        id: s.id,
        direction: s.direction,
        order_number: s.order_number,
        name: s.name,
        place: s.place,
        service: service(&s.rate),
        tracking_number: s.tracking_number,
        price: s.charged.unwrap_or(s.rate.total),
        status: s.status,
        purchase: s.purchase,
        print: s.print.map(print_text).unwrap_or_default().to_owned(),
        print_state: s.print,
        at: s.created_at,
    }
}

/// Carrier and service in one line.
pub(crate) fn service(rate: &Rate) -> String {
    format!("{} · {}", rate.carrier_name, rate.service_name)
}

fn print_text(state: PrintState) -> &'static str {
    match state {
        PrintState::Queued | PrintState::Held => "Waiting for the printer",
        PrintState::Sending | PrintState::Accepted => "Printing",
        PrintState::Printed => "Printed",
        PrintState::Unconfirmed => "On paper?",
        PrintState::NotPrinted | PrintState::Failed => "Not printed",
        PrintState::Cancelled => "Given up",
    }
}

/// One shipment, whole.
pub(crate) async fn get(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let store = &station.store;
    // First, so that all that was written with its state is read after it.
    let purchase = store.purchase_of(request.id).await?;
    let shipment = store
        .shipment(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.id))?;
    let purchase =
        purchase.ok_or_else(|| Failure::not_found("purchase of shipment", request.id))?;
    let consignment: Consignment = serde_json::from_value(shipment.consignment).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The shipment's row cannot be read: {e}"),
        )
    })?;
    let parcels = store.parcels(request.id).await?;
    let documents: BTreeMap<_, _> = store
        .document_formats(request.id)
        .await?
        .into_iter()
        .map(|(id, format, erased)| (id, (format, erased)))
        .collect();
    let erased = |p: &StoredParcel| {
        p.label
            .is_some_and(|l| documents.get(&l).is_some_and(|(_, erased)| *erased))
    };
    let jobs = store.print_jobs_of(request.id).await?;
    let void = store.void_of(purchase.id).await?;
    let account_name = store
        .account(purchase.account)
        .await?
        .map(|a| a.name)
        .unwrap_or_default();
    let label_jobs: Vec<StoredPrintJob> = jobs
        .iter()
        .filter(|j| j.kind == DocumentKind::Label)
        .cloned()
        .collect();
    let booking = waybills::of_purchase(station, &purchase).await?;
    let returned_by = store.returns_of(request.id).await?;
    let mut can = actions(
        &purchase,
        &parcels,
        &label_jobs,
        void.as_ref().map(|v| v.state),
        parcels.iter().all(|p| !erased(p)),
    );
    if shipment.status.is_over() {
        can.instruct.clear();
    }
    if shipment.direction == Direction::Return {
        // Another one is a return of the shipment that comes back; and what a carrier is told is about parcels to
        // customers.
        can.ship_another = false;
        can.return_label = false;
        can.instruct.clear();
    }
    if let Some(booking) = &booking {
        // The carrier knows nothing of what it was not told.
        let booked = booking.state == BookingState::Booked;
        can.track &= booked;
        can.label_again &= booked;
        if !booked {
            can.instruct.clear();
        }
        can.void &= !matches!(booking.state, BookingState::Sent | BookingState::Unknown);
    }
    let mut timeline: Vec<TimelineEntry> = Vec::new();
    for subject in std::iter::once(request.id.0).chain(parcels.iter().map(|p| p.parcel.id.0)) {
        timeline.extend(
            store
                .log_of(subject)
                .await?
                .into_iter()
                .map(|l| TimelineEntry {
                    text: in_one_line(&l),
                    at: l.at,
                }),
        );
    }
    timeline.sort_by(|a, b| a.at.cmp(&b.at));
    let unknown = purchase.state == PurchaseState::Unknown;
    let way = settle::way(station, &purchase).await?;
    Ok(ShipmentView {
        id: shipment.id,
        order: shipment.order,
        order_number: shipment.order_number,
        number: shipment.number,
        direction: shipment.direction,
        returns: shipment.returns,
        returned_by: returned_by.iter().map(orders::brief).collect(),
        ship_to: consignment.ship_to,
        ship_from: consignment.ship_from,
        ship_date: consignment.ship_date,
        account_name,
        service: service(&purchase.rate),
        charged: purchase.charged,
        charged_more: purchase.state == PurchaseState::Bought
            && !purchase.acknowledged
            && purchase.charged.is_some_and(|c| {
                let shown = purchase.rate.total;
                c.currency != shown.currency || c.minor > shown.minor
            }),
        status: shipment.status,
        purchase: purchase.state,
        settle_text: if unknown {
            settle_text(way).to_owned()
        } else {
            String::new()
        },
        can_ask_carrier: unknown && way.is_some_and(|w| w != SettleWay::AskAPerson),
        void: void.map(|v| VoidView {
            state: v.state,
            text: v.problem.as_ref().map(in_full).unwrap_or_default(),
            at: v.created_at,
        }),
        deferred: deferred::of_shipment(station, request.id).await?,
        parcels: parcels
            .into_iter()
            .map(|p| ShippedParcel {
                id: p.parcel.id,
                weight: p.parcel.weight,
                weight_source: p.parcel.weight_source.clone(),
                dimensions: p.parcel.dimensions,
                label: match p.label {
                    _ if erased(&p) => LabelState::Erased,
                    Some(_) => LabelState::Stored,
                    None => LabelState::Missing,
                },
                label_format: p
                    .label
                    .and_then(|id| documents.get(&id).map(|(format, _)| *format)),
                tracking_number: p.tracking_number,
            })
            .collect(),
        papers: print::papers(station, request.id, &jobs).await?,
        jobs: jobs.iter().map(print::job_view).collect(),
        tracking_url: purchase.tracking_url.clone(),
        tracking: shipment.tracking,
        timeline,
        can,
        booking,
        rate: purchase.rate,
        problem: purchase.problem,
    })
}

/// The number of a shipment's order; empty when there is no such shipment.
pub(crate) async fn order_number(station: &Station, id: ShipmentId) -> Result<String> {
    let shipment = station.store.shipment(id).await?;
    Ok(shipment.map(|s| s.order_number).unwrap_or_default())
}

/// What happened, and somebody's own words about it where they are still known.
fn in_one_line(line: &LogLine) -> String {
    if line.says.is_empty() {
        line.text.clone()
    } else {
        format!("{}: {}", line.text, line.says)
    }
}

fn settle_text(way: Option<SettleWay>) -> &'static str {
    match way {
        Some(SettleWay::Resend) => {
            "Asking again is safe here: the carrier recognises the same request and sells it once"
        }
        Some(SettleWay::FindByReference) => {
            "Ask the carrier what it has under this reference. If it cannot tell, look at its own pages and say what you see"
        }
        Some(SettleWay::AskAPerson) | None => {
            "This carrier cannot be asked. Look at its own pages for this reference, then say what you see"
        }
    }
}

fn actions(
    purchase: &StoredPurchase,
    parcels: &[StoredParcel],
    jobs: &[StoredPrintJob],
    void: Option<VoidState>,
    labels_here: bool,
) -> ShipmentActions {
    let bought = purchase.state == PurchaseState::Bought;
    let labelled = labels_here && parcels.iter().any(|p| p.label.is_some());
    let busy = jobs.iter().any(|j| !j.state.is_final());
    let on_paper = |p: &StoredParcel| p.label.is_some_and(|l| print::is_printed(l, jobs));
    let printed = parcels.iter().any(on_paper);
    let all_printed = parcels.iter().filter(|p| p.label.is_some()).all(on_paper);
    let profile = accounts::carrier(&purchase.carrier).ok();
    ShipmentActions {
        print: bought && labelled && !busy && !all_printed,
        reprint: bought && labelled && !busy && printed,
        void: bought && !matches!(void, Some(VoidState::Intended | VoidState::Sent)),
        track: bought && profile.is_some_and(|p| p.track.is_some()),
        label_again: bought
            && print::may_fetch(parcels, jobs)
            && profile.is_some_and(|p| p.label_again.is_some()),
        settle: purchase.state == PurchaseState::Unknown,
        ship_another: !matches!(
            purchase.state,
            PurchaseState::Intended | PurchaseState::Sent | PurchaseState::Unknown
        ),
        return_label: bought,
        instruct: profile
            .filter(|_| bought)
            .map(instruct::kinds)
            .unwrap_or_default(),
    }
}

/// A person has seen that more was charged than shown.
pub(crate) async fn acknowledge_charge(
    station: &Station,
    request: ShipmentRef,
) -> Result<ShipmentView> {
    let purchase = station
        .store
        .purchase_of(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.id))?;
    let mut change = station.store.change(station.now()).await?;
    change.acknowledge_charge(purchase.id).await?;
    change
        .log(
            "charge_seen",
            Some(request.id.0),
            "A person has seen the higher charge",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    station.emit_attention().await;
    get(station, request).await
}
