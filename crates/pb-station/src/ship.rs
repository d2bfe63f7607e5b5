//! Starting a shipment of an order.
use crate::Station;
use crate::api::{Code, Failure, NewShipment, NewShipmentView, ParcelDraft, Result, ShipmentDraft};
use crate::erase::refuse_erased;
use crate::{copied, orders, returns};
use pb_domain::{
    ContentsType, Customs, CustomsItem, Direction, FieldProblem, Incoterm, Money, Order, ParcelId,
    PurchaseState, ShipOptions, ShipmentId, Weight,
};
use pb_store::{OrderState, ShipmentSummary, StoredOrder};

/// Starts a shipment: a draft filled with defaults.
pub(crate) async fn start(station: &Station, request: NewShipment) -> Result<NewShipmentView> {
    if let Some(returned) = request.returns {
        return returns::start(station, request, returned).await;
    }
    let stored = orders::find(station, request.order).await?;
    refuse_erased(&stored)?;
    let shipments = station.store.shipments_of(request.order).await?;
    let number = may_ship(&stored, &shipments, request.another)?;
    copied::may_ship(station, request.order, &stored.order.data.key.number).await?;
    let froms = station.store.ship_froms().await?;
    let mut problems = stored.order.data.ship_to.problems("ship_to");
    let Some(from) = froms.first() else {
        return Err(
            Failure::new(Code::Precondition, "No ship-from address is set up")
                .hint("Add the address you ship from in Settings, then scan the order again"),
        );
    };
    let abroad = stored
        .order
        .data
        .ship_to
        .country
        .is_some_and(|to| from.address.country.is_some_and(|f| f != to));
    let currency = station.settings().currency;
    let customs = abroad.then(|| customs(&stored.order, currency));
    if let Some(customs) = &customs {
        problems.extend(
            customs
                .items
                .iter()
                .enumerate()
                .filter(|(_, i)| i.unit_value.minor == 0)
                .map(|(i, item)| FieldProblem {
                    field: format!("customs.items.{i}.unit_value"),
                    text: format!("The value of {} is not known", item.description),
                }),
        );
    }
    let cod = stored.order.data.cod;
    let draft = ShipmentDraft {
        id: ShipmentId(station.new_id()),
        order: request.order,
        number,
        another: request.another,
        direction: Direction::Outbound,
        returns: None,
        ship_from: from.id,
        ship_to: stored.order.data.ship_to.clone(),
        parcels: vec![ParcelDraft {
            id: ParcelId(station.new_id()),
            weight: None,
            box_id: None,
            dimensions: None,
        }],
        options: ShipOptions {
            cod,
            ..ShipOptions::default()
        },
        customs,
        ship_date: station.zoned_now().date().to_string(),
    };
    if let Some(first) = draft.parcels.first() {
        station.seen.started(draft.id, draft.order, first.id);
    }
    Ok(NewShipmentView {
        draft,
        order: orders::view(station, stored).await?,
        problems,
    })
}

/// The shipment number that a new shipment of an order gets, or why there may be none.
fn may_ship(stored: &StoredOrder, shipments: &[ShipmentSummary], another: bool) -> Result<u32> {
    let number = &stored.order.data.key.number;
    all_settled(number, shipments)?;
    let outbound = || {
        shipments
            .iter()
            .filter(|s| s.direction == Direction::Outbound)
    };
    let newest = outbound()
        .find(|s| s.purchase.holds_the_slot())
        .map(|s| s.id);
    if newest.is_some() && !another {
        let waits = outbound().any(|s| s.purchase == PurchaseState::Deferred);
        let failure = if waits {
            Failure::new(
                Code::AlreadyShipped,
                format!(
                    "Order {number} is packed, and its label is bought when the network is back"
                ),
            )
            .hint("Open it to see what it waits for, or to take it back into the queue")
        } else {
            Failure::new(
                Code::AlreadyShipped,
                format!("Order {number} has a shipment already"),
            )
            .hint("Open it to reprint its label, or choose Ship another")
        };
        return Err(match newest {
            Some(id) => failure.shipment(id),
            None => failure,
        });
    }
    if stored.state == OrderState::Held {
        return Err(not_in_the_queue(stored));
    }
    next_number(outbound().count())
}

/// Nothing of an order is begun while the outcome of a purchase is open, whichever way it goes.
pub(crate) fn all_settled(order_number: &str, shipments: &[ShipmentSummary]) -> Result<()> {
    let outcome_open = |s: &&ShipmentSummary| {
        matches!(
            s.purchase,
            PurchaseState::Intended | PurchaseState::Sent | PurchaseState::Unknown
        )
    };
    match shipments.iter().find(outcome_open) {
        Some(open) => Err(settle_first(order_number).shipment(open.id)),
        None => Ok(()),
    }
}

/// The number after so many shipments of an order that go one way.
pub(crate) fn next_number(shipments: usize) -> Result<u32> {
    u32::try_from(shipments + 1)
        .map_err(|_| Failure::new(Code::Internal, "Too many shipments of one order"))
}

/// An order on hold ships only after a person put it into the queue.
pub(crate) fn not_in_the_queue(stored: &StoredOrder) -> Failure {
    let data = &stored.order.data;
    let reason = data.hold.map_or("on hold", pb_domain::HoldReason::text);
    Failure::new(
        Code::Precondition,
        format!("Order {} is not in the queue: {reason}", data.key.number),
    )
    .hint("Put it into the queue first if it should ship all the same")
}

/// No second purchase while the outcome of one is open.
pub(crate) fn settle_first(order_number: &str) -> Failure {
    Failure::new(Code::PurchaseUnknown, format!("It is not known whether a label of order {order_number} was bought"))
        .hint("Settle that purchase first: ask the carrier, or say what you see on its pages. Buying again could pay twice")
}

/// Customs data to start from: the order's lines.
fn customs(order: &Order, fallback: pb_domain::Currency) -> Customs {
    let items = order
        .data
        .lines
        .iter()
        .filter(|l| l.needs_shipping)
        .map(|l| CustomsItem {
            description: if l.title.is_empty() {
                l.sku.clone()
            } else {
                l.title.clone()
            },
            sku: l.sku.clone(),
            hs_code: l.hs_code.clone(),
            origin: l.origin,
            quantity: l.quantity,
            unit_value: l.unit_price.unwrap_or(Money::zero(fallback)),
            unit_weight: l.unit_weight.unwrap_or(Weight::ZERO),
        })
        .collect();
    Customs {
        contents: ContentsType::Merchandise,
        incoterm: Incoterm::Dap,
        invoice_number: order.data.key.number.clone(),
        items,
    }
}
