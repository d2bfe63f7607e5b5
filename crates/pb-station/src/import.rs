//! Importing orders from files, and giving tracking numbers back.

use crate::Station;
use crate::api::{
    Code, Difference, Event, ExportTracking, Failure, FileOut, HeldCount, ImportFile,
    ImportPreview, ImportProgress, ImportReport, LeftOrder, Mapping, MappingRef, MappingsView,
    Nothing, Result, SaveMapping, SavedMapping,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{FieldProblem, HoldReason, ImportedOrder, MappingId, Order, OrderId};
use pb_import::{Merge, OrderFile, TrackingRow, merge, tracking_csv};
use pb_store::{Change, OrderState, StoreError, StoredMapping, StoredOrder};
use serde_json::json;

/// Orders that are written in one go: a stop in the middle keeps the ones before.
const BATCH: usize = 500;

/// Shows how a file of orders would be read; saves nothing.
pub(crate) async fn preview(station: &Station, file: ImportFile) -> Result<ImportPreview> {
    Ok(read_file(station, file).await?.preview())
}

/// Imports a file of orders.
pub(crate) async fn run(station: &Station, file: ImportFile) -> Result<ImportReport> {
    let name = file.name.clone();
    let read = read_file(station, file).await?;
    if let Some(problem) = read.mapping_problems.first() {
        return Err(Failure::new(
            Code::Invalid,
            format!("{name} cannot be read by this mapping: {problem}"),
        )
        .hint("Say in the preview which column is which; nothing was imported"));
    }
    let station = station.clone();
    Station::finish(async move {
        let mut report = ImportReport {
            bad_rows_file: bad_rows_file(&name, &read),
            ..ImportReport::default()
        };
        let total = u32::try_from(read.orders.len()).unwrap_or(u32::MAX);
        let mut done = 0;
        for batch in read.orders.chunks(BATCH) {
            if let Err(mut failure) = take_batch_in(&station, &name, batch, &mut report).await {
                if done > 0 {
                    failure.text =
                        format!("{done} of {total} orders are imported. {}", failure.text);
                    failure.hint = format!(
                        "{}. Then import the same file again: it goes on where it stopped",
                        failure.hint
                    );
                    station.emit(Event::Orders);
                }
                return Err(failure);
            }
            done += u32::try_from(batch.len()).unwrap_or(u32::MAX);
            station.emit(Event::Import {
                progress: ImportProgress { done, total },
            });
        }
        report.bad_rows = read.bad_rows;
        station.emit(Event::Orders);
        Ok(report)
    })
    .await
}

async fn read_file(station: &Station, file: ImportFile) -> Result<OrderFile> {
    let bytes = STANDARD.decode(file.base64.as_bytes()).map_err(|e| {
        Failure::new(
            Code::Invalid,
            format!("{} did not arrive whole: {e}", file.name),
        )
    })?;
    let mapping = match (file.draft, file.mapping) {
        (Some(draft), _) => Some(draft),
        (None, Some(id)) => Some(
            saved(station)
                .await?
                .into_iter()
                .find(|m| m.id == id)
                .map(|m| m.mapping)
                .ok_or_else(|| Failure::not_found("mapping", id))?,
        ),
        (None, None) => None,
    };
    Ok(Station::blocking(move || pb_import::read(&bytes, &file.name, mapping.as_ref())).await??)
}

fn bad_rows_file(name: &str, file: &OrderFile) -> Option<FileOut> {
    (!file.bad_rows.is_empty()).then(|| FileOut {
        name: format!(
            "bad-rows-of-{}",
            name.rsplit(['/', '\\']).next().unwrap_or(name)
        ),
        mime: "text/csv".into(),
        base64: STANDARD.encode(pb_import::bad_rows_csv(file)),
    })
}

/// Takes some orders in, all or none.
async fn take_batch_in(
    station: &Station,
    file: &str,
    batch: &[(u32, ImportedOrder)],
    report: &mut ImportReport,
) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    for (_, order) in batch {
        take_in(station, &mut change, order, report).await?;
    }
    let numbers: Vec<_> = batch.iter().map(|(_, o)| o.key.number.as_str()).collect();
    let facts = json!({ "file": file, "orders": numbers });
    let text = format!("{} orders imported from {file}", batch.len());
    change.log("orders_imported", None, &text, &facts).await?;
    Ok(change.commit().await?)
}

/// Takes one order in: new, changed, the same, or left as it is.
async fn take_in(
    station: &Station,
    change: &mut Change,
    incoming: &ImportedOrder,
    report: &mut ImportReport,
) -> Result<()> {
    let Some(mut stored) = change.order_by_key(&incoming.key).await? else {
        count_hold(report, incoming.hold);
        report.added += 1;
        let order = Order {
            id: OrderId(station.new_id()),
            data: incoming.clone(),
            edited_fields: Vec::new(),
        };
        change
            .save_order(&StoredOrder {
                state: state(incoming),
                order,
                source_says: None,
                erased_at: None,
            })
            .await?;
        return Ok(());
    };
    if stored.erased_at.is_some() {
        // What a person had erased does not come back by importing the same file.
        report.left.push(LeftOrder {
            number: stored.order.data.key.number,
            reason: "Its personal data was erased here".into(),
            differences: Vec::new(),
        });
        return Ok(());
    }
    let shipped = stored.state.is_packed();
    match merge(&stored.order, incoming, shipped) {
        Merge::Unchanged => {
            count_hold(report, stored.order.data.hold.filter(|_| !shipped));
            report.unchanged += 1;
            if stored.source_says.take().is_some() {
                change.save_order(&stored).await?;
            }
        }
        Merge::Update { order, differences } => {
            count_hold(report, order.hold);
            report.updated += 1;
            let number = order.key.number.clone();
            stored.state = state(&order);
            stored.order.data = *order;
            stored.source_says = (!differences.is_empty()).then(|| incoming.clone());
            change.save_order(&stored).await?;
            if !differences.is_empty() {
                let reason = "Fields that were edited here stay as they are".into();
                report.left.push(LeftOrder {
                    number,
                    reason,
                    differences,
                });
            }
        }
        Merge::Left {
            reason,
            differences,
        } => {
            let number = stored.order.data.key.number.clone();
            stored.source_says = Some(incoming.clone());
            change.save_order(&stored).await?;
            report.left.push(LeftOrder {
                number,
                reason: reason.to_owned(),
                differences,
            });
        }
    }
    Ok(())
}

fn state(order: &ImportedOrder) -> OrderState {
    if order.hold.is_some() {
        OrderState::Held
    } else {
        OrderState::Queue
    }
}

fn count_hold(report: &mut ImportReport, hold: Option<HoldReason>) {
    let Some(reason) = hold else { return };
    match report.held.iter_mut().find(|h| h.reason == reason) {
        Some(held) => held.count += 1,
        None => report.held.push(HeldCount { reason, count: 1 }),
    }
}

/// What the source of an order says differently from what is kept here.
pub(crate) fn differences(stored: &StoredOrder) -> Vec<Difference> {
    let Some(says) = &stored.source_says else {
        return Vec::new();
    };
    match merge(&stored.order, says, stored.state.is_packed()) {
        Merge::Unchanged => Vec::new(),
        Merge::Update { differences, .. } | Merge::Left { differences, .. } => differences,
    }
}

/// Saved column mappings, and the fields that columns can fill.
pub(crate) async fn mappings(station: &Station, _: Nothing) -> Result<MappingsView> {
    Ok(MappingsView {
        fields: pb_import::fields(),
        saved: saved(station).await?,
    })
}

async fn saved(station: &Station) -> Result<Vec<SavedMapping>> {
    station
        .store
        .mappings()
        .await?
        .into_iter()
        .map(|m| {
            let mapping: Mapping = serde_json::from_value(m.data).map_err(|e| {
                Failure::new(
                    Code::Internal,
                    format!("The mapping {} cannot be read: {e}", m.name),
                )
            })?;
            Ok(SavedMapping { id: m.id, mapping })
        })
        .collect()
}

/// Saves a column mapping.
pub(crate) async fn save_mapping(station: &Station, request: SaveMapping) -> Result<SavedMapping> {
    let mut mapping = request.mapping;
    mapping.name = mapping.name.trim().to_owned();
    let wrong = |text: &str| {
        let field = FieldProblem {
            field: "name".into(),
            text: text.to_owned(),
        };
        Failure::new(Code::Invalid, text).fields(vec![field])
    };
    if mapping.name.is_empty() {
        return Err(wrong("A name for this mapping is missing"));
    }
    if matches!(
        mapping.name.as_str(),
        crate::orders::TYPED | "shopify" | "woocommerce"
    ) {
        return Err(wrong(
            "This name is in use by Packbench itself; choose another",
        ));
    }
    let id = request.id.unwrap_or_else(|| MappingId(station.new_id()));
    let data =
        serde_json::to_value(&mapping).map_err(|e| Failure::new(Code::Internal, e.to_string()))?;
    let mut change = station.store.change(station.now()).await?;
    let stored = StoredMapping {
        id,
        name: mapping.name.clone(),
        data,
    };
    change.save_mapping(&stored).await.map_err(|e| match e {
        StoreError::Taken => wrong("Another mapping has this name"),
        other => other.into(),
    })?;
    change
        .log(
            "mapping_saved",
            Some(id.0),
            &format!("Mapping {} saved", mapping.name),
            &stored.data,
        )
        .await?;
    change.commit().await?;
    Ok(SavedMapping { id, mapping })
}

/// Deletes a column mapping.
pub(crate) async fn delete_mapping(station: &Station, request: MappingRef) -> Result<Nothing> {
    let mut change = station.store.change(station.now()).await?;
    change.delete_mapping(request.id).await?;
    change
        .log(
            "mapping_deleted",
            Some(request.id.0),
            "Mapping deleted",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    Ok(Nothing {})
}

/// Tracking numbers as a file that the shop imports.
pub(crate) async fn export_tracking(station: &Station, request: ExportTracking) -> Result<FileOut> {
    let wanted = |source: &str| match request.format.as_str() {
        "shopify" | "woocommerce" => source == request.format,
        _ => true,
    };
    let mut rows = Vec::new();
    let mut ids = Vec::new();
    for shipment in station.store.shipments_to_export(request.again).await? {
        let Some(order) = station.store.order(shipment.order).await? else {
            continue;
        };
        let data = order.order.data;
        if !wanted(&data.key.source) {
            continue;
        }
        let numbers: Vec<String> = station
            .store
            .parcels(shipment.id)
            .await?
            .into_iter()
            .map(|p| p.tracking_number)
            .filter(|n| !n.is_empty())
            .collect();
        let stored = station.store.shipment(shipment.id).await?;
        let ship_date = stored
            .as_ref()
            .and_then(|s| s.consignment.get("ship_date"))
            .and_then(serde_json::Value::as_str)
            .and_then(|d| d.parse().ok());
        let tracking_url = station
            .store
            .purchase_of(shipment.id)
            .await?
            .map(|p| p.tracking_url)
            .unwrap_or_default();
        ids.push(shipment.id);
        rows.push(TrackingRow {
            order_number: data.key.number,
            external_id: data.external_id,
            tracking_numbers: numbers,
            carrier_name: shipment.rate.carrier_name,
            service: shipment.rate.service_name,
            ship_date,
            tracking_url,
        });
    }
    let (name, bytes) = tracking_csv(&request.format, &rows).ok_or_else(|| {
        Failure::new(
            Code::Invalid,
            format!("“{}” is not a format for tracking numbers", request.format),
        )
        .hint("Choose shopify, woocommerce or mapped")
    })?;
    if rows.is_empty() {
        return Err(
            Failure::new(Code::Precondition, "There is no new shipment to export")
                .hint("Ask for those that were exported before as well, if you need them again"),
        );
    }
    let mut change = station.store.change(station.now()).await?;
    change.mark_exported(&ids).await?;
    let facts = json!({ "format": request.format, "shipments": ids });
    change
        .log(
            "tracking_exported",
            None,
            &format!("{} tracking numbers exported", rows.len()),
            &facts,
        )
        .await?;
    change.commit().await?;
    Ok(FileOut {
        name,
        mime: "text/csv".into(),
        base64: STANDARD.encode(bytes),
    })
}
