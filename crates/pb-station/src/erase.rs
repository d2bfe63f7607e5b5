//! Erasing an order's personal data: who got it, where, and what was said of it. What it cost and which numbers
//! it went under stay, and so does the chain of the records.
use crate::Station;
use crate::api::{Code, EraseOrder, Event, Failure, OrderRef, OrderView, Result};
use crate::orders;
use pb_carriers::Consignment;
use pb_domain::{Address, Direction, ImportedOrder};
use pb_store::{OrderState, StoredOrder};
use serde_json::json;

/// Erases an order's personal data.
pub(crate) async fn erase_order(station: &Station, request: EraseOrder) -> Result<OrderView> {
    // Nothing of it is bought or voided meanwhile.
    let lock = station.order_lock(request.id);
    let _one_at_a_time = lock.lock().await;
    let shipments = station.store.shipments_of(request.id).await?;
    let mut change = station.store.change(station.now()).await?;
    let stored = change
        .order(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("order", request.id))?;
    let number = stored.order.data.key.number.clone();
    may_erase(&stored)?;
    let open = change.open_of_order(request.id).await?;
    if !open.is_empty() {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "Order {number} is not done with: there is {}",
                open.join(", and ")
            ),
        )
        .hint("Settle that first; nothing was erased"));
    }
    for summary in &shipments {
        let Some(shipment) = station.store.shipment(summary.id).await? else {
            continue;
        };
        let consignment: Consignment =
            serde_json::from_value(shipment.consignment).map_err(|e| {
                Failure::new(
                    Code::Internal,
                    format!("The shipment's row cannot be read: {e}"),
                )
            })?;
        let left = without_the_customer(consignment, &number);
        let customer = customer(&left);
        let place = orders::place(customer);
        let left = serde_json::to_value(&left).map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The shipment cannot be written down: {e}"),
            )
        })?;
        change.erase_shipment(summary.id, &place, &left).await?;
    }
    change
        .erase_order(request.id, &numbers_of(stored.order.data))
        .await?;
    change
        .log(
            "order_erased",
            Some(request.id.0),
            &format!("Personal data of order {number} erased"),
            &json!({ "shipments": shipments.len() }),
        )
        .await?;
    change.commit().await?;
    station.store.purge_search().await?;
    if !station.store.flush().await? {
        tracing::info!("the write-ahead log is in use; the next look empties it");
    }
    station.emit(Event::Orders);
    for summary in &shipments {
        station.emit(Event::Shipment { id: summary.id });
    }
    orders::get(station, OrderRef { id: request.id }).await
}

fn may_erase(stored: &StoredOrder) -> Result<()> {
    let number = &stored.order.data.key.number;
    if stored.erased_at.is_some() {
        return Err(erased(number));
    }
    if stored.state == OrderState::Queue {
        return Err(Failure::new(
            Code::Precondition,
            format!("Order {number} waits to be packed, which takes its address"),
        )
        .hint("Ship it, or put it aside, then erase it"));
    }
    Ok(())
}

/// Nothing can be done any more with an order whose personal data is gone.
pub(crate) fn erased(number: &str) -> Failure {
    Failure::new(
        Code::Precondition,
        format!("The personal data of order {number} was erased"),
    )
    .hint("Its numbers and charges are still here. To ship to that customer again, type the order in anew")
}

/// Refuses what needs to know the customer.
pub(crate) fn refuse_erased(stored: &StoredOrder) -> Result<()> {
    match stored.erased_at {
        Some(_) => Err(erased(&stored.order.data.key.number)),
        None => Ok(()),
    }
}

/// An address of which the country alone is left.
fn country_of(address: &Address) -> Address {
    Address {
        country: address.country,
        ..Address::default()
    }
}

fn numbers_of(order: ImportedOrder) -> ImportedOrder {
    ImportedOrder {
        ship_to: country_of(&order.ship_to),
        note: String::new(),
        ..order
    }
}

fn customer(consignment: &Consignment) -> &Address {
    match consignment.direction {
        Direction::Outbound => &consignment.ship_to,
        Direction::Return => &consignment.ship_from,
    }
}

fn without_the_customer(mut consignment: Consignment, number: &str) -> Consignment {
    let left = country_of(customer(&consignment));
    match consignment.direction {
        Direction::Outbound => consignment.ship_to = left,
        Direction::Return => consignment.ship_from = left,
    }
    consignment.options.instructions.clear();
    consignment.options.reference.clear();
    number.clone_into(&mut consignment.reference);
    consignment
}
